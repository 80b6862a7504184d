"""What would change a choice: the smallest change of one criterion, and of how many answers."""

import pytest

from readiness.core.grounds import Change
from readiness.core.release import Ownership, Release
from readiness.core.rounding import Rounder
from readiness.core.what_would_change import Choice, Contest
from tests.builders import (
    Counts,
    activity,
    assessed,
    department,
    everywhere,
    model,
    question,
    scope,
)

# The example of docs/scoring.md: Marketing has 53.8 for NEW-2, Digital 48.5 (printed margin 5.3),
# IT 12.5 after the penalty. A sure change brings more than 5.35 points.

KEYS = ("digital", "it", "marketing")
CLOSED = frozenset({"MON-1", "MON-2", "MON-3", "RSP-1", "RSP-2", "RSP-3", "RSP-4"})


def counts(**capability: dict[str, int]) -> Counts:
    able = {
        "marketing": {"2": 8, "3": 2},  # 2.2
        "digital": {"2": 4, "3": 6},  # 2.6
        "it": {"1": 8, "2": 2},  # 1.2
    } | capability
    dialogue = {
        "marketing": {"2": 6, "3": 4},
        "digital": {"1": 2, "2": 8},
        "it": {"1": 8, "2": 2},
    }
    found = {(key, "NEW-1-Q1"): cell for key, cell in able.items()}
    found |= {(key, "CUL-1-Q1"): cell for key, cell in dialogue.items()}
    today = {"marketing": 12, "digital": 10, "it": 55, "nobody": 23}
    should = {"marketing": 40, "digital": 20, "it": 10, "each": 30}
    found |= everywhere(KEYS, "NEW-2:today", today)
    return found | everywhere(KEYS, "NEW-2:should", should)


def example(found: Counts | None = None, **hours: int) -> Release:
    stated = {"marketing": 4, "digital": 1, "it": 1} | hours  # rooms 2, 1 and 1
    who = scope(*(department(key, key, hours=stated[key]) for key in KEYS), closed=CLOSED)
    return assessed(who, found or counts())


def ownership(result: Release) -> Ownership:
    return activity(result, "NEW-2").ownership


def test_the_smallest_change_of_every_criterion_is_named_smallest_first():
    """5.35 / 30 = .178, / 25 = .214, / 15 = .357; room moves by whole levels of a quarter."""

    def change(who, criterion, by, to, **rest):
        return Change(
            **{"room": None, "answers": None, "first": "digital"}
            | {"department": who, "criterion": criterion, "by": by, "to": to}
            | rest
        )

    assert ownership(example()).changes == (
        change("marketing", "capability", -0.18, 0.37, answers=8),
        change("digital", "capability", 0.18, 0.83, answers=8),
        change("marketing", "perceived", -0.22, 0.01),
        change("digital", "perceived", 0.22, 0.36),
        change("marketing", "mandate_fit", -0.36, 0.64),
        change("marketing", "dialogue", -0.36, 0.24, answers=15),
        change("digital", "dialogue", 0.36, 0.81, answers=15),
        change("marketing", "room", -0.5, 0.0, room=0),
        change("digital", "room", 0.5, 0.75, room=3),
    )


@pytest.mark.parametrize(
    ("cell", "first"), [({"3": 7, "4": 3}, "marketing"), ({"3": 6, "4": 4}, "digital")]
)
def test_so_many_answers_a_step_higher_do_change_it_and_one_less_does_not(cell, first):
    """Digital's answers add up to 26: seven steps more are 5.25 points, eight are 6.0."""
    assert ownership(example(counts(digital=cell))).recommended == first


@pytest.mark.parametrize(("hours", "first"), [(4, "marketing"), (6, "digital")])
def test_the_room_that_is_named_does_change_it(hours, first):
    """Two levels of hours are 7.5 points, one is 3.75."""
    assert ownership(example(digital=hours)).recommended == first


@pytest.mark.parametrize(("exact", "by"), [(False, 0.02), (True, 0.01)])
def test_what_rounding_may_hide_is_added_to_the_margin(exact, by):
    """A printed 0.2 may be 0.249: a hundredth of the perceived, 0.25 points, might be a tie."""
    candidates = {c.department: c for c in ownership(example()).criteria}
    contest = Contest(
        weight=1.0, candidates=candidates, falls=frozenset(), measured={}, waived_from=0.75
    )
    choice = Choice(
        contests=[contest],
        scores={"marketing": 53.8, "digital": 53.6},
        margin=0.2,
        groups={},
        rooms={},
        model=model(),
        rounder=Rounder(exact=exact),
    )
    wanted = ("digital", "perceived")
    [change] = [c for c in choice.changes() if (c.department, c.criterion) == wanted]
    assert change.by == by


def test_what_cannot_change_it_is_not_named():
    """Digital fits as well as can be; IT stays behind whatever one criterion of it does."""
    found = ownership(example()).changes
    assert ("digital", "mandate_fit") not in {(c.department, c.criterion) for c in found}
    assert {c.department for c in found} == {"digital", "marketing"}


def test_a_capability_that_waives_the_penalty_counts_with_it():
    """IT with 2.9 has 25.3; from 3.0 on it has 46.0 and, at 4.0, the 53.5 that are not enough."""
    before = ownership(example(counts(it={"2": 1, "3": 9}, marketing={"0": 10}, digital={"0": 10})))
    scores = {c.department: c.score for c in before.criteria}
    assert scores == {"marketing": 37.3, "digital": 29.0, "it": 25.3}
    [change] = [c for c in before.changes if c.department == "it"]
    assert (change.criterion, change.by, change.to) == ("capability", 0.03, 0.76)
    after = ownership(example(counts(it={"3": 9, "4": 1}, marketing={"0": 10}, digital={"0": 10})))
    assert after.recommended == "it"


def test_a_choice_without_a_runner_up_or_by_role_has_no_changes():
    alone = assessed(scope("marketing"), {("marketing", "NEW-1-Q1"): {"2": 10}})
    assert ownership(alone).changes == ()
    board = assessed(scope("marketing", "it", "executive"), counts())
    assert activity(board, "LED-3").ownership.changes == ()


def test_an_executive_answer_names_what_would_change_it_in_every_activity():
    """The same hours count in every activity of the domain."""
    found = question(example(), "new_services")
    assert (found.lead, found.runner_up) == ("marketing", "digital")
    by = {(c.department, c.criterion): (c.by, c.room) for c in found.changes}
    hours = {1: 1, 2: 4, 3: 6, 4: 10}[by["digital", "room"][1]]
    assert question(example(digital=hours), "new_services").lead == "digital"
