"""Two rounds side by side: what changed by how much, and what cannot be compared and why."""

import json
import os
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings

from readiness.core.activity_model import ActivityModel, read_model
from readiness.core.assess import Round, assess
from readiness.core.release import NodeChange, Release
from readiness.core.scope import Scope
from tests.builders import (
    SHIPPED,
    Counts,
    alike,
    assessed,
    department,
    na,
    node,
    organisations,
    quick,
    scope,
    tally,
)
from tests.core.test_disclosure import disguised

KEYS = ("it", "sales")
LONG = int(os.environ.get("ROUNDS", "12"))
"""How many random organisations are looked at; ROUNDS=200 for the long run."""


def compared(
    who: Scope,
    counts: Counts,
    before: Counts,
    *,
    who_before: Scope | None = None,
    by: ActivityModel | None = None,
    by_before: ActivityModel | None = None,
) -> Release:
    earlier = Round(model=by_before or quick(), scope=who_before or who, tally=tally(before))
    return assess(model=by or quick(), scope=who, tally=tally(counts), before=earlier)


def change(result: Release, code: str, group: str | None = None) -> NodeChange:
    assert result.change is not None
    [found] = [n for n in result.change.nodes if (n.code, n.department) == (code, group)]
    return found


def reasons(result: Release, group: str | None = None) -> dict[str, tuple[str, ...]]:
    """By code why a node is not compared, without what has no figure in either round."""
    assert result.change is not None
    return {
        node.code: node.not_comparable
        for node in result.change.nodes
        if node.department == group and node.not_comparable not in ((), ("no_figure",))
    }


def people(*departments: str, invited: int | None = 20) -> Scope:
    return scope(*(department(key, key, invited=invited) for key in departments))


# The change and its interval


def test_a_change_is_the_difference_of_the_printed_scores_with_its_interval():
    """IT 1.5 to 2.5, Sales 2.5 both times: 2.0 to 2.5.

    Within departments s² = 5/18 in both rounds. Half of the 20 invited answered, so each mean has
    ½ · 5/18 / 10 and each round (5/360 + 5/360) / 4 = 1/144. Two rounds: 1/72, 18 + 18 degrees of
    freedom, t = 2.028: 0.5 ± .239.
    """
    low, high = {"1": 5, "2": 5}, {"2": 5, "3": 5}
    item = "MON-3-Q1"
    before = alike(KEYS) | {("it", item): low, ("sales", item): high}
    now = alike(KEYS) | {("it", item): high, ("sales", item): high}
    result = compared(people(*KEYS), now, before)
    assert change(result, item) == NodeChange(
        code=item,
        kind="item",
        department=None,
        before=2.0,
        before_level=2,
        before_level_word="Assigned",
        change=0.5,
        interval=(0.3, 0.7),
    )
    assert change(result, item, "it") == NodeChange(
        code=item,
        kind="item",
        department="it",
        before=1.5,
        before_level=1,
        before_level_word="Improvised",
        change=1.0,
    )
    assert change(result, item, "sales").change == 0.0
    above = change(result, "MON-3")
    assert (above.before, above.change, above.others) == (2.0, 0.3, 0)
    assert (above.interval, change(result, "MON").interval) == (None, None)


def test_the_score_of_an_item_has_its_interval_of_the_organisation_alone():
    """2.0 ± t(18) √(1/144) = 2.101 / 12 = .175."""
    item = "MON-3-Q1"
    counts = alike(KEYS) | {("it", item): {"1": 5, "2": 5}, ("sales", item): {"2": 5, "3": 5}}
    result = assessed(people(*KEYS), counts)
    found = {n.department: n.interval for n in result.nodes if n.code == item}
    assert found == {None: (1.8, 2.2), "it": None, "sales": None}
    assert {n.interval for n in result.nodes if n.kind != "item"} == {None}


def test_without_the_number_of_invited_an_interval_is_wider():
    """Variance 1/72: .248."""
    item = "MON-3-Q1"
    counts = alike(KEYS) | {("it", item): {"1": 5, "2": 5}, ("sales", item): {"2": 5, "3": 5}}
    result = assessed(people(*KEYS, invited=None), counts)
    assert [n.interval for n in result.nodes if n.code == item and not n.department] == [(1.8, 2.2)]


def test_a_single_department_and_a_small_one_of_two_have_no_interval():
    item, half = "MON-3-Q1", {"1": 5, "2": 5}
    alone = assessed(people("it"), alike(("it",)) | {("it", item): half})
    few = alike(KEYS) | {("it", item): half, ("sales", item): {"1": 2, "2": 5}}
    two = assessed(people(*KEYS), few)
    for result in (alone, two):
        assert {n.interval for n in result.nodes if n.code == item} == {None}


def test_departments_with_a_small_one_among_them_are_taken_to_spread_alike():
    """Of HR's squares (8, then 4) the interval tells no more than of all, 20.5 both times.

    s² = 20.5/22; a quarter of HR's 20 and half of the others' answered: variance s² (¾/5 + ½/10 +
    ½/10) / 9 = .02588, t(22) = 2.074: 2.167 ± .334.
    """
    keys, item = ("hr", "it", "sales"), "MON-3-Q1"
    rest = alike(keys)
    one = {("hr", item): {"0": 1, "2": 3, "4": 1}, ("it", item): {"1": 5, "3": 5}}
    other = {
        ("hr", item): {"1": 2, "2": 1, "3": 2},
        ("it", item): {"0": 1, "1": 3, "2": 2, "3": 3, "4": 1},
    }
    sales = {("sales", item): {"2": 5, "3": 5}}
    found = [
        node(assessed(people(*keys), rest | cells | sales), item).interval for cells in (one, other)
    ]
    assert found[0] == found[1] == (1.8, 2.5)


def test_r_wg_of_activities_and_domains_is_the_mean_of_their_items():
    """MON-3-Q1: of 5 × 1, 10 × 2, 5 × 3 s² = 10/19 and r_wg = 1 - 5/19 = .74; (.74 + 1) / 2."""
    counts = alike(KEYS) | {
        ("it", "MON-3-Q1"): {"1": 5, "2": 5},
        ("sales", "MON-3-Q1"): {"2": 5, "3": 5},
    }
    nodes = {n.code: n.agreement for n in assessed(people(*KEYS), counts).nodes if not n.department}
    items = [nodes[code].rwg for code in ("MON-3-Q1", "MON-3-Q2")]
    assert items == [0.74, 1.0]
    assert nodes["MON-3"].rwg_star == 0.87
    assert nodes["MON-3-Q1"].rwg_star is None
    assert nodes["overall"].rwg_star is None


# What cannot be compared


def test_without_an_earlier_round_nothing_is_said():
    assert assessed(people(*KEYS), alike(KEYS)).change is None


@settings(max_examples=LONG, deadline=None, derandomize=True, database=None)
@given(organisations())
def test_a_round_compared_with_itself_has_not_changed(case):
    who, counts, _rng = case
    result = compared(who, counts, counts)
    assert result.change is not None
    assert reasons(result) == {}
    nodes = {(n.code, n.department): n for n in result.nodes}
    for found in result.change.nodes:
        node = nodes[found.code, found.department]
        if found.not_comparable:
            assert (node.score, node.level) == (None, None)
            continue
        assert (found.before, found.before_bound) == (node.score, node.score_bound)
        assert found.before_level == node.level
        assert found.change in (0.0, None)
        assert (found.change is None) == (node.score is None)
        assert found.others in (0, None)
        if found.interval:
            assert found.interval[0] <= 0.0 <= found.interval[1]


@cache
def shipped() -> str:
    return SHIPPED.read_text(encoding="utf-8")


def model_with(*changed: tuple[str, str]) -> ActivityModel:
    """The shipped model with other text, and few resamples."""
    text = shipped()
    for old, new in changed:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    found = read_model(text)
    return replace(found, rules=quick().rules)


def statement(code: str) -> str:
    return quick().items[code].text


def test_an_item_with_other_words_is_not_compared_nor_is_what_is_above_it():
    words = statement("MON-3-Q1")
    other = model_with((words, f"{words} Really?"))
    result = compared(people(*KEYS), alike(KEYS), alike(KEYS), by=other)
    assert reasons(result) == {
        "MON-3-Q1": ("reworded",),
        "MON-3": ("contents",),
        "MON": ("contents",),
        "overall": ("contents",),
    }
    assert reasons(result, "it") == reasons(result)
    assert change(result, "MON-1").change == 0.0


def test_another_model_is_not_compared():
    other = replace(quick(), model=replace(quick().model, id="another"))
    result = compared(people(*KEYS), alike(KEYS), alike(KEYS), by_before=other)
    assert result.change is not None
    assert {node.not_comparable for node in result.change.nodes} == {("model",)}
    assert result.change.model.id == "another"


def test_an_item_that_is_not_asked_any_more_is_told_last():
    fewer = quick().domains[0]
    activity = next(a for a in fewer.activities if a.code == "MON-3")
    less = replace(activity, items=activity.items[:1])
    domain = replace(
        fewer, activities=tuple(less if a.code == "MON-3" else a for a in fewer.activities)
    )
    now = replace(quick(), domains=(domain, *quick().domains[1:]))
    result = compared(people(*KEYS), alike(KEYS), alike(KEYS), by=now)
    assert result.change is not None
    last = result.change.nodes[-1]
    assert (last.code, last.department, last.not_comparable) == ("MON-3-Q2", None, ("removed",))
    assert reasons(result)["MON-3"] == ("contents",)
    back = compared(people(*KEYS), alike(KEYS), alike(KEYS), by_before=now)
    assert reasons(back)["MON-3-Q2"] == ("added",)


def merged(**labels: str) -> Scope:
    return scope(*(department(key, group=label) for key, label in labels.items()), "it", "sales")


def before_figures(result: Release, group: str | None) -> set[object]:
    assert result.change is not None
    return {
        figure
        for node in result.change.nodes
        if node.department == group
        for figure in (node.before, node.before_level, node.change)
    }


def test_a_department_that_was_shown_together_with_another_is_not_computed_by_subtraction():
    """HR and Legal were one group of 14; now HR is shown and Legal, four people, is not."""
    counts = alike((*KEYS, "hr")) | alike(("legal",), n=4, level=0)
    result = compared(
        scope(*KEYS, "hr", "legal"),
        counts,
        counts,
        who_before=merged(hr="staff", legal="staff"),
    )
    assert result.change is not None
    assert result.change.groups == KEYS
    assert before_figures(result, "hr") == {None}
    assert before_figures(result, None) == {None}
    assert set(reasons(result).values()) == {("groups",)}
    assert set(reasons(result, "hr").values()) == {("groups",)}
    assert change(result, "MON-3", "it").change == 0.0


def test_a_group_is_known_by_its_departments_and_not_by_its_key():
    keys = ("hr", "legal", *KEYS)
    result = compared(
        merged(hr="hr", legal="x"), alike(keys), alike(keys), who_before=merged(hr="b", legal="b")
    )
    assert set(reasons(result, "hr").values()) == {("groups",)}
    same = compared(
        merged(hr="a", legal="a"), alike(keys), alike(keys), who_before=merged(hr="b", legal="b")
    )
    assert reasons(same, "a") == {}
    assert change(same, "MON-3", "a").before == 2.0


def test_a_department_marked_since_is_not_computed_by_subtraction_from_its_group():
    """Legal's answers to MON-3-Q1 were counted with HR's and are not any more."""
    keys = ("hr", "legal", *KEYS)
    who = merged(hr="staff", legal="staff")
    marked = replace(who, not_applicable=na(legal="MON-3"))
    result = compared(marked, alike(keys), alike(keys), who_before=who)
    for group in (None, "staff"):
        found = reasons(result, group)
        assert set(found.values()) == {("groups",)}
        assert {"MON-3-Q1", "MON-3", "MON", "overall"} <= set(found)
        assert not {"MON-1", "RSP", "CUL-1-Q1"} & set(found)
    assert reasons(result, "it") == {}


def test_an_item_that_rests_on_other_departments_is_refused_and_counted_above():
    """HR says too little of MON-3-Q1 in the earlier round."""
    keys = (*KEYS, "hr")
    few = alike(keys) | {("hr", "MON-3-Q1"): {"2": 4, "dk": 6}}
    result = compared(people(*keys), alike(keys), few)
    assert reasons(result) == {"MON-3-Q1": ("departments",), "MON-3": ("departments",)}
    assert (change(result, "MON").change, change(result, "MON").others) == (0.0, 1)
    assert (change(result, "overall").change, change(result, "overall").others) == (0.0, 1)
    assert change(result, "RSP").others == 0


def test_a_department_that_is_new_leaves_only_what_does_not_rest_on_it():
    """Sales leads MON-1 in both rounds; MON-3 is the mean of all, and so is the domain."""
    now = alike((*KEYS, "hr"), pooled=False)
    result = compared(people(*KEYS, "hr"), now, alike(KEYS, pooled=False), who_before=people(*KEYS))
    found = reasons(result)
    assert (change(result, "MON-1-Q1").change, change(result, "MON-1").change) == (0.0, 0.0)
    assert (found["MON-3-Q1"], found["MON-3"]) == (("departments",), ("departments",))
    assert (found["MON"], found["overall"]) == (("groups",), ("groups",))
    assert set(reasons(result, "hr").values()) == {("groups",)}
    assert reasons(result, "it") == {}


def test_another_lead_makes_an_item_another_departments_figure():
    item = "MON-1-Q1"
    now, before = alike(KEYS, today="it"), alike(KEYS, today="sales")
    found = reasons(compared(people(*KEYS), now, before))
    assert found[item] == ("departments",)
    assert "overall" not in found


def test_a_closed_activity_leaves_its_domain_with_other_contents():
    closed = replace(people(*KEYS), closed=frozenset({"LED-1"}))
    result = compared(closed, alike(KEYS), alike(KEYS), who_before=people(*KEYS))
    assert reasons(result) == {"LED": ("contents",), "overall": ("contents",)}
    assert change(result, "LED-1-Q1").not_comparable == ("no_figure",)


def test_an_earlier_round_must_protect_as_much_as_this_one():
    free = replace(people(*KEYS), floor=1)
    with pytest.raises(ValueError, match="from 1 answers on"):
        compared(people(*KEYS), alike(KEYS), alike(KEYS), who_before=free)
    more = replace(people(*KEYS), floor=10)
    assert (
        change(compared(people(*KEYS), alike(KEYS), alike(KEYS), who_before=more), "overall").change
        == 0.0
    )


# The promise


@settings(max_examples=LONG, deadline=None, derandomize=True, database=None)
@given(organisations())
def test_whatever_either_round_does_not_release_changes_no_byte_of_the_comparison(case):
    who, counts, rng = case
    before = shuffled(counts, rng)
    apart = tuple(replace(d, group=None) for d in who.departments)
    earlier = rng.choice([who, replace(who, departments=apart)])
    result = compared(who, counts, before, who_before=earlier).to_json()
    hidden, hidden_before = disguised(who, counts, rng), disguised(earlier, before, rng)
    assert compared(who, hidden, before, who_before=earlier).to_json() == result
    assert compared(who, counts, hidden_before, who_before=earlier).to_json() == result


def shuffled(counts: Counts, rng: Random) -> Counts:
    """Another round: the same people, some of whom think otherwise."""
    found: Counts = {}
    for key, cell in counts.items():
        values = [value for value, n in cell.items() for _ in range(n)]
        kept = rng.sample(values, rng.randint(len(values) // 2, len(values)))
        found[key] = {value: kept.count(value) for value in set(kept)}
    return found


def test_the_comparison_is_plain_data():
    spring = replace(people(*KEYS), period="spring")
    result = compared(people(*KEYS), alike(KEYS), alike(KEYS), who_before=spring)
    stored = json.loads(result.to_json())["change"]
    assert list(stored) == ["model", "period", "groups", "nodes"]
    assert (stored["period"], stored["groups"]) == ("spring", ["it", "sales"])
