"""Release before compute, and the promise: what is not released changes no published byte."""

import ast
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings

from readiness.core import disclosure
from readiness.core.disclosure import ItemCell, VoteCell
from readiness.core.scope import Scope
from tests.builders import (
    QUESTIONS,
    Counts,
    alike,
    assessed,
    department,
    everywhere,
    model,
    na,
    node,
    organisations,
    random_cell,
    released,
    scope,
    values_of,
)

FLOOR = 5


# Cells


def item_cell(cell: dict[str, int], *, floor: int = FLOOR) -> ItemCell | None:
    """What is released of Sales, seen through another question with twenty answers."""
    counts = {("sales", "MON-3-Q1"): cell, ("sales", "CUL-1-Q1"): {"2": 20}}
    return released(scope("sales", floor=floor), counts).items.get(("sales", "MON-3-Q1"))


def vote_cell(cell: dict[str, int]) -> VoteCell | None:
    counts = {("sales", "MON-1:today"): cell, ("sales", "CUL-1-Q1"): {"2": 20}}
    return released(scope("sales"), counts).votes.get(("sales", "MON-1:today"))


def test_four_answers_are_not_there_and_five_are():
    assert item_cell({"2": 4}) is None
    assert item_cell({"2": 5}) == ItemCell(valid=5, dk=0, np=0, levels=(0, 0, 5, 0, 0))


def test_answered_counts_levels_dont_know_and_not_part():
    assert item_cell({"2": 2, "dk": 1, "np": 1}) is None
    shown = item_cell({"2": 2, "dk": 1, "np": 2})
    assert shown == ItemCell(valid=2, dk=1, np=2, levels=None)
    assert shown.answered == 5


def test_levels_are_known_only_from_the_floor_on():
    assert item_cell({"2": 4, "dk": 9}) == ItemCell(valid=4, dk=9, np=0, levels=None)
    assert item_cell({"1": 1, "2": 4, "dk": 9}).levels == (0, 1, 4, 0, 0)


def test_a_higher_floor_protects_more():
    assert item_cell({"2": 9}, floor=10) is None
    assert item_cell({"2": 9, "dk": 1}, floor=10).levels is None
    assert item_cell({"2": 10}, floor=10).levels == (0, 0, 10, 0, 0)


def test_votes_are_known_only_when_enough_people_have_a_view():
    assert vote_cell({"sales": 3, "dk": 1}) is None
    assert vote_cell({"sales": 4, "dk": 3}) == VoteCell(views=4, dk=3, votes=None)
    assert vote_cell({"sales": 3, "nobody": 2}) == VoteCell(
        views=5, dk=0, votes={"nobody": 2, "sales": 3}
    )


def test_a_vote_for_what_is_no_option_is_no_view():
    assert vote_cell({"sales": 10, "a_former_department": 9, "dk": 1}) == VoteCell(
        views=10, dk=1, votes={"sales": 10}
    )


@pytest.mark.parametrize("floor", [-5, 0, 2, 4, 11, 100])
def test_a_floor_below_five_or_above_ten_is_refused(floor):
    with pytest.raises(ValueError, match="the floor must be 5 to 10"):
        released(scope("sales", floor=floor), {})


@pytest.mark.parametrize("floor", [1, 5, 10])
def test_a_floor_of_five_to_ten_or_one_without_confidentiality_is_taken(floor):
    assert released(scope("sales", floor=floor), {}).groups == ()


# Groups


def test_a_group_below_the_floor_is_not_there_and_in_no_pooled_figure():
    counts = alike(("it",)) | alike(("sales",), n=4)
    shown = released(scope("it", "sales"), counts)
    assert [g.group.key for g in shown.groups] == ["it"]
    assert {key for key, _item in shown.items} == {"it"}
    assert {key for key, _question in shown.votes} == {"it"}
    assert shown.pooled["LED-3-Q1"].valid == 10
    assert shown.group_of("sales") is None


def test_a_group_is_as_large_as_its_most_answered_question():
    counts = {("it", "PRF-2"): {"staff": 4, "lead": 3}, ("it", "MON-3-Q1"): {"2": 6}}
    [shown] = released(scope("it"), counts).groups
    assert shown.answered == 7


def test_departments_in_a_reporting_group_are_added_before_the_floor_is_applied():
    who = scope(department("hr", group="staff"), department("legal", group="staff"))
    counts = {
        ("hr", "MON-3-Q1"): {"1": 2, "dk": 1},
        ("legal", "MON-3-Q1"): {"1": 1, "3": 2},
        ("hr", "MON-1:today"): {"hr": 3},
        ("legal", "MON-1:today"): {"hr": 1, "legal": 2},
    }
    shown = released(who, counts)
    assert shown.items["staff", "MON-3-Q1"] == ItemCell(valid=5, dk=1, np=0, levels=(0, 3, 0, 2, 0))
    assert shown.votes["staff", "MON-1:today"].votes == {"hr": 4, "legal": 2}
    assert shown.group_of("hr") == shown.group_of("legal")
    assert [g.answered for g in shown.groups] == [6]


def test_what_does_not_apply_to_a_department_is_left_out_of_its_group():
    who = scope(
        department("hr", group="staff"),
        department("legal", group="staff"),
        not_applicable=na(hr="MON-3"),
    )
    keys = ("hr", "legal")
    counts = everywhere(keys, "MON-3-Q1", {"1": 5}) | everywhere(keys, "MON-3:today", {"hr": 5})
    shown = released(who, counts)
    assert shown.items["staff", "MON-3-Q1"].valid == 5
    assert shown.votes["staff", "MON-3:today"].views == 10  # the ownership question stays
    short = {**counts, ("legal", "MON-3-Q1"): {"1": 4}}
    assert ("staff", "MON-3-Q1") not in released(who, short).items


def test_a_closed_activity_is_not_asked_any_more_but_its_domain_is():
    counts = alike(("sales",))
    shown = released(scope("sales", closed=frozenset({"LED-1"})), counts)
    assert ("sales", "LED-1-Q1") not in shown.items
    assert "LED-1-Q2" not in shown.pooled
    assert ("sales", "LED-1:today") not in shown.votes
    assert ("sales", "LED-1:should") in shown.votes


def test_a_released_tally_is_made_in_one_place_only():
    root = Path(disclosure.__file__).parents[2]
    makers = {
        path.name
        for top in ("readiness", "surveys")
        for path in (root / top).rglob("*.py")
        for found in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(found, ast.Call)
        and getattr(found.func, "id", getattr(found.func, "attr", "")) == "ReleasedTally"
    }
    assert makers == {"disclosure.py"}


# The promise

OFF_SCALE = {"dk", "np"}


def disguised(who: Scope, counts: Counts, rng: Random) -> Counts:
    """Replace everything that is not released, following the text of the promise alone."""
    keys = tuple(d.key for d in who.departments)
    members = {key: [k for k in keys if label(who, k) == label(who, key)] for key in keys}

    def total(group: list[str], question: str) -> int:
        return sum(sum(counts[key, question].values()) for key in group)

    shown = {key for key in keys if max(total(members[key], q) for q in QUESTIONS) >= FLOOR}
    changed = {}
    for (key, question), cell in counts.items():
        n = sum(cell.values())
        asked = [k for k in members[key] if applies(who, k, question)]
        if question in model().items and model().is_pooled(model().items[question]):
            asked = [k for k in keys if k in shown]
        values = [v for v in values_of(question, keys) if v not in OFF_SCALE]
        views = sum(counts[k, question].get(v, 0) for k in asked for v in values)
        if question.startswith("PRF") and key in shown:
            known = profile_is_shown(question, [members[k] for k in shown], counts)
            chosen = rng.choices(values[:-1], k=n)  # one option stays empty: still too few
            changed[key, question] = cell if known else {v: chosen.count(v) for v in set(chosen)}
        elif key not in asked or key not in shown or total(asked, question) < FLOOR:
            changed[key, question] = random_cell(question, keys, n, rng)
        elif views < FLOOR:
            again = rng.choices(values, k=sum(cell.get(v, 0) for v in values))
            off = {v: number for v, number in cell.items() if v in OFF_SCALE}
            changed[key, question] = {v: again.count(v) for v in set(again)} | off
        else:
            changed[key, question] = cell
    return changed


def profile_is_shown(question: str, shown: list[list[str]], counts: Counts) -> bool:
    """Whether every option reaches the floor over several groups."""
    groups = {tuple(group) for group in shown}
    totals = [
        sum(counts[key, question].get(value, 0) for group in groups for key in group)
        for value in values_of(question, ())
    ]
    return len(groups) > 1 and min(totals) >= FLOOR


def label(who: Scope, key: str) -> str:
    return who.department(key).group or key


def applies(who: Scope, key: str, question: str) -> bool:
    """Whether the department's answers to the question are used at all."""
    activity = question.removesuffix(":today").removesuffix("-Q1").removesuffix("-Q2")
    if activity in who.closed and not question.endswith(":should"):
        return False
    item = model().items.get(question)
    return not (item and item.referent == "department" and (key, activity) in who.not_applicable)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(organisations())
def test_whatever_is_not_released_changes_no_published_byte(case):
    who, counts, rng = case
    changed = disguised(who, counts, rng)
    assume(changed != counts)
    assert assessed(who, changed).to_json() == assessed(who, counts).to_json()


@settings(max_examples=8, deadline=None, derandomize=True, database=None)
@given(organisations())
def test_who_of_a_reporting_group_gave_an_answer_changes_no_published_byte(case):
    who, counts, _rng = case
    together = scope(
        *(department(d.key, d.type, group="all") for d in who.departments if d.type != "it"),
        "it",
    )
    first, *others = [d.key for d in together.departments if d.group]
    moved: Counts = {(key, q): {} for key in (first, *others, "it") for q in QUESTIONS}
    for key in (first, *others):
        for question in QUESTIONS:
            for value, n in counts[key, question].items():
                cell = moved[first, question]
                cell[value] = cell.get(value, 0) + n
    before = {cell: found for cell, found in counts.items() if cell[0] in {first, *others}}
    assert assessed(together, moved).to_json() == assessed(together, before).to_json()


def test_what_is_released_does_change_published_bytes():
    """Otherwise the promise would be kept by showing nothing."""
    keys = ("it", "sales")
    counts = alike(keys, n=5)
    before = assessed(scope(*keys), counts)
    counts["it", "MON-3-Q1"] = {"2": 4, "3": 1}
    assert assessed(scope(*keys), counts).to_json() != before.to_json()
    assert node(before, "MON-3-Q1", "it").released


def test_the_hidden_department_stays_hidden_when_everybody_in_it_changes_their_mind():
    """The promise on one plain case: four people in HR, one answer each to every question."""
    keys = ("it", "sales")
    who = scope(*keys, "hr")
    seen = [
        assessed(who, alike(keys) | alike(("hr",), n=4, level=level, today=today)).to_json()
        for level, today in ((0, "hr"), (4, "nobody"), (2, "it"))
    ]
    assert seen[0] == seen[1] == seen[2]
