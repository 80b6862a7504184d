"""Edges of the tree that no other test stood on, each found by a mutant that had survived."""

from types import SimpleNamespace

import numpy as np
import pytest

from readiness.core.leaves import Figure
from readiness.core.tree import build_tree
from readiness.core.workings import gap_to_target
from tests.builders import node
from tests.core.general import (
    activity,
    domain,
    item,
    level,
    model_of,
    refusals,
    result,
    score,
    scoring,
)

WHOLE = {"rule": "bands", "scale": "steps"} | {
    "bands": [{"value": "0"}, *({"value": str(n), "from": n} for n in (1, 2, 3))]
}
"""A score from 0 to 3 is the level of the same number."""
SHARE = {"rule": "share", "at_least": "1"}


def test_a_deduction_counts_from_the_lower_end_of_a_scale_that_begins_at_one():
    """3 of 1 to 5 stays half of the span below its best: 10 − 0.5."""
    rule = {"rule": "deduction", "start": 10}
    model = model_of(domain("D", activity("A", item("I", "likert"), score_rule=rule)))
    assert score(model, {"I": "3"}, "A") == 9.5


def test_a_deduction_refuses_a_part_whose_scores_do_not_differ():
    """A score of a thousand million is the same with a hundred-millionth more."""
    rule = {"rule": "sum", "start": 1_000_000_000}
    part = activity("A", item("I", "yes_no", weight=0.00000001), score_rule=rule)
    assert refusals(domain("D", part, score_rule={"rule": "deduction", "start": 10})) == [
        ("domains[1].score_rule", "A has a single possible score. Let its scores differ.")
    ]


def test_a_level_without_answers_adds_the_lowest_of_its_items():
    """Level 2 holds a scale from 1 and one from 0, neither answered: 3 + 0."""
    parts = (item("I1", level=1), item("I2", "likert", level=2), item("I3", level=2))
    model = model_of(domain("D", activity("A", *parts, score_rule={"rule": "additive"})))
    found = node(result(model, {"I1": "3"}), "A")
    assert (found.score, found.low, found.high) == (3, 0, 9)


def test_a_void_part_without_weight_leaves_a_level_by_bands_as_it_is():
    rules = {"answers": {"unanswered": "void"}}
    parts = (item("I1", "steps"), item("I2", "steps", weight=0))
    model = model_of(domain("D", activity("A", *parts, level_rule=WHOLE)), rules=rules)
    found = node(result(model, {"I1": "3"}), "A")
    assert (found.score, found.level) == (3, 3)


def test_where_nothing_has_weight_everything_below_says_whether_there_are_answers():
    rule = {"rule": "cumulative", "at_least": "2"}
    parts = activity(
        "A", item("I", weight=0, level=1), level_rule=rule, score_rule={"rule": "none"}
    )
    model = model_of(domain("D", parts))
    found = node(result(model, {"I": "3"}), "A")
    assert (found.released, found.level) == (True, 1)
    assert not node(result(model, {}), "A").released


@pytest.mark.parametrize(
    ("percents", "expected"), [((50, 49, 0), 1), ((49, 90, 90), 0), ((50, 50, 75), 3)]
)
def test_the_level_of_a_part_is_found_by_its_place_on_an_uneven_scale(percents, expected):
    """The parts stand at 0, 0.25, 0.5 or 1, and must reach 0.5."""
    edges = {"some": 25, "0.5": 50, "all": 75}
    bands = [{"value": "No"}, *({"value": value, "from": n} for value, n in edges.items())]
    rules = scoring(
        activities={"level": {"rule": "bands", "scale": "quarters", "bands": bands}},
        domains={"score": {"rule": "none"}},
        overall={"score": {"rule": "none"}},
    )
    rule = {"rule": "cumulative", "of": "parts", "at_least": "0.5", "scale": "steps"}
    parts = [activity(f"P{n}", item(f"I{n}", "percent"), level=n) for n in (1, 2, 3)]
    model = model_of(domain("D", *parts, level_rule=rule), rules=rules)
    answers = {f"I{n}": str(percent) for n, percent in enumerate(percents, start=1)}
    assert level(model, answers, "D") == expected


def test_the_level_of_a_part_without_a_scale_has_its_place_from_the_lowest_on():
    """The part stands at 1 to 5, the weakest of its items, and must reach 3."""
    rules = scoring(activities={"level": {"rule": "minimum"}})
    rule = {"rule": "cumulative", "of": "parts", "at_least": "3"}
    part = activity("P", item("I", "likert"), level=1)
    model = model_of(domain("D", part, level_rule=rule), rules=rules)
    assert [level(model, {"I": str(n)}, "D") for n in (1, 2, 3, 5)] == [0, 0, 1, 1]


@pytest.mark.parametrize(("rule", "expected"), [({"rule": "mean"}, False), (SHARE, True)])
def test_only_shares_and_levels_need_the_answers_of_every_repeat(rule, expected):
    ways = {"score": rule}
    model = model_of(
        domain("D", activity("A", item("I"))),
        rules=scoring(activities=ways, domains=ways, overall=ways),
    )
    assert build_tree(model=model, items=["I"]).scores_use_answers is expected


def test_an_item_with_too_few_answers_in_one_department_and_none_in_another_has_too_few():
    model = model_of(domain("D", activity("A", item("I1"), item("I2"))))
    answers = {(key, "I1"): {"2": 10} for key in ("it", "sales")}
    found = result(model, answers | {("it", "I2"): {"3": 4, "dk": 4}}, floor=5)
    assert node(found, "A").basis.left_out == {"too_few": 1}


@pytest.mark.parametrize(
    ("target", "target_level", "expected"),
    [(None, None, None), (None, 3, 2), (4.0, None, 1.5), (2.0, None, 0)],
)
def test_a_gap_is_that_of_the_score_else_that_of_the_level(target, target_level, expected):
    branch = SimpleNamespace(
        target=target, target_level=target_level, level="bands", span=(0, 4), levels=(0, 3)
    )
    figure = Figure(state="counted", score=np.array([2.5]), level=np.array([1.0]))
    assert gap_to_target(branch, figure) == expected


def test_who_does_not_ask_for_owners_is_not_told_that_types_are_missing():
    found = result(model_of(domain("D", activity("A", item("I")))), {"I": "2"})
    assert [w.code for w in found.warnings] == ["invited_unknown", "no_confidentiality"]
