"""Every figure of the organisation can show what it is made from, as it is printed elsewhere."""

import pytest
from hypothesis import given, settings

from readiness.core.grounds import NodeInput, PriorityBasis
from readiness.core.release import CandidateResult, Node, Release
from tests.builders import (
    activity,
    alike,
    assessed,
    department,
    everywhere,
    model,
    node,
    organisations,
    scope,
)

KEYS = ("it", "sales")


def made(code: str, kind: str, score: float, **rest) -> NodeInput:
    found = {"n": None, "score_bound": None, "level": None, "weight": 1}
    return NodeInput(**found | {"code": code, "kind": kind, "score": score} | rest)


def test_an_item_is_made_from_its_groups_and_an_activity_from_its_items():
    counts = alike(KEYS, pooled=False) | {
        ("it", "CUL-1-Q1"): {"1": 10},
        ("sales", "CUL-1-Q1"): {"3": 30},
    }
    result = assessed(scope(*KEYS), counts)
    assert node(result, "CUL-1-Q1").inputs == (
        made("it", "group", 1.0, n=10, level=1),
        made("sales", "group", 3.0, n=30, level=3),
    )
    own = node(result, "CUL-1-Q1")
    assert node(result, "CUL-1").inputs == (made("CUL-1-Q1", "item", 2.0, n=40, level=own.level),)
    [of_domain] = [i for i in node(result, "CUL").inputs if i.code == "CUL-1"]
    assert (of_domain.kind, of_domain.score, of_domain.weight) == (
        "activity",
        2.0,
        model().activities["CUL-1"].weight,
    )
    assert [i.code for i in node(result, "overall").inputs] == [d.code for d in model().domains]


def test_a_small_group_at_an_end_enters_as_it_is_printed():
    counts = alike(KEYS, pooled=False) | {("it", "CUL-1-Q1"): {"0": 5}}
    result = assessed(scope(*KEYS), counts)
    assert node(result, "CUL-1-Q1").inputs[0] == made(
        "it", "group", 0.2, n=5, level=0, score_bound="or_below"
    )


def test_a_group_shows_no_working_and_a_pooled_item_none_of_its_own():
    result = assessed(scope(*KEYS), alike(KEYS))
    assert {n.inputs for n in result.nodes if n.department is not None} == {()}
    assert node(result, "MON-2-Q1").inputs == ()


@settings(max_examples=10, deadline=None, derandomize=True, database=None)
@given(organisations())
def test_every_input_repeats_a_printed_node_and_they_add_up_to_the_score(case):
    """To within what rounding the inputs and the score themselves can hide."""
    who, counts, _rng = case
    result = assessed(who, counts)
    printed = {(n.code, n.department): n for n in result.nodes}
    for found in (n for n in result.nodes if n.inputs):
        for part in found.inputs:
            origin = origin_of(found, part, printed)
            assert (part.n, part.score, part.score_bound, part.level) == (
                origin.n,
                origin.score,
                origin.score_bound,
                origin.level,
            )
        total = sum(part.weight for part in found.inputs)
        mean = sum(part.weight * part.score for part in found.inputs) / total
        assert found.score == pytest.approx(mean, abs=0.1 + 1e-9)


def origin_of(found: Node, part: NodeInput, printed: dict) -> Node:
    if part.kind == "group":
        return printed[found.code, part.code]
    assert part.kind == printed[part.code, None].kind
    return printed[part.code, None]


def test_a_priority_shows_weight_gap_and_factor():
    """Sales has the activity, nobody the other; 2 of 3 reached."""
    counts = alike(KEYS, pooled=False) | everywhere(KEYS, "MON-1:today", {"nobody": 10})
    found = activity(assessed(scope(*KEYS), counts), "MON-1")
    assert found.priority_basis == PriorityBasis(weight=3, gap=1.0, factor=1.5, pattern="orphaned")
    assert found.priority == 4.5


def test_without_a_score_there_is_no_priority_to_show():
    assert activity(assessed(scope(*KEYS), {}), "MON-1").priority_basis is None


def candidate(result: Release, code: str, key: str) -> CandidateResult:
    [found] = [c for c in activity(result, code).ownership.criteria if c.department == key]
    return found


def test_a_candidate_shows_what_its_criteria_are_made_from():
    who = scope(department("marketing", "marketing", hours=4), "sales")
    counts = alike(("marketing", "sales"), pooled=False)
    counts |= {("marketing", "NEW-1-Q1"): {"2": 8, "3": 2}, ("marketing", "CUL-1-Q1"): {"1": 10}}
    counts |= everywhere(("marketing", "sales"), "NEW-2:today", {"marketing": 3, "sales": 7})
    found = candidate(assessed(who, counts), "NEW-2", "marketing")
    assert found.inputs == {
        "capability": {"NEW-1-Q1": 2.2},
        "dialogue": {"CUL-1-Q1": 1.0},
        "perceived": {"today": 30, "should": 0},
        "mandate_fit": {"marketing": 1.0},
        "room": {"hours": 4, "level": 2},
    }
    assert found.weights == {
        "capability": 0.3,
        "perceived": 0.25,
        "mandate_fit": 0.15,
        "room": 0.15,
        "dialogue": 0.15,
    }


def test_weights_of_what_is_known_make_up_for_what_is_missing():
    """.30, .25, .15 and .15 of .85."""
    who = scope(department("marketing", "marketing", hours=None), "sales")
    found = candidate(assessed(who, alike(("marketing", "sales"))), "NEW-2", "marketing")
    assert found.missing == ("room",)
    assert "room" not in found.inputs
    assert found.weights == {
        "capability": 0.35,
        "perceived": 0.29,
        "mandate_fit": 0.18,
        "dialogue": 0.18,
    }


def test_points_are_weight_times_criterion():
    found = candidate(
        assessed(scope("marketing", "sales"), alike(("marketing", "sales"))), "NEW-2", "marketing"
    )
    for name, points in found.points.items():
        assert points == pytest.approx(100 * found.weights[name] * found.criteria[name], abs=0.7)


SPREAD = {"it": 3, "marketing": 3, "sales": 3, "nobody": 1}


@pytest.mark.parametrize(
    ("levels", "able", "pattern"),
    [
        ((3, 3, 1), ("it", "marketing"), "scattered_competent"),
        ((3, 1, 1), ("it",), "scattered_weak"),
        ((1, 1, 1), (), "scattered_weak"),
    ],
)
def test_where_work_is_scattered_the_able_are_named(levels, able, pattern):
    keys = ("it", "marketing", "sales")
    counts = alike(keys, pooled=False) | everywhere(keys, "MON-1:today", {"several": 10})
    for key, level in zip(keys, levels, strict=True):
        for code in model().activities["MON-1"].capability_from:
            counts[key, code] = {str(level): 10}
    result = assessed(scope(*keys), counts)
    found = activity(result, "MON-1").ownership
    assert (found.pattern, found.able) == (pattern, able)
    assert activity(result, "RSP-1").ownership.able == ()


def test_scattered_outsourced_and_unsettled_are_counted():
    counts = alike(KEYS, pooled=False)
    for code, option in (("MON-1", "several"), ("MON-2", "several"), ("RSP-1", "agency")):
        counts |= everywhere(KEYS, f"{code}:today", {option: 10})
    mixed = {"it": 30, "sales": 10, "nobody": 30, "each": 15, "agency": 15}
    counts |= everywhere(KEYS, "RSP-2:today", mixed)
    found = assessed(scope(*KEYS), counts).counted
    assert (found.scattered, found.outsourced, found.unsettled) == (2, 1, 1)
    assert found.owned == 12
