"""Shares that qualify a figure, at their ends. The rating scale itself: tests/reference/."""

import pytest

from readiness.core.shares import achievement, coverage, gap, visibility
from tests.builders import model


@pytest.mark.parametrize(("dk", "valid", "share"), [(0, 5, 0.0), (5, 0, 1.0), (1, 3, 0.25)])
def test_those_who_cannot_tell_are_counted_among_those_who_could(dk, valid, share):
    assert visibility(dk=dk, valid=valid) == share


def test_a_share_of_nobody_is_missing():
    assert visibility(dk=0, valid=0) is None
    assert coverage(answered=0, invited=0) is None
    assert coverage(answered=7, invited=None) is None


def test_more_answers_than_invitations_are_shown():
    assert coverage(answered=12, invited=10) == 1.2


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        *((0.0, "not"), (0.45, "not"), (0.46, "partly"), (1.5, "partly")),
        *((1.51, "largely"), (2.55, "largely"), (2.56, "fully")),
    ],
)
def test_a_word_ends_with_its_share_of_a_target_of_three(score, expected):
    assert achievement(score=score, target=3) == expected


def test_more_than_the_target_is_reached_in_full():
    assert achievement(score=4, target=3) == "fully"


def test_without_a_way_to_a_target_nothing_is_reached():
    assert achievement(score=2, target=0) is None
    assert achievement(score=2, target=None) is None
    assert achievement(score=None, target=3) is None


def test_a_scale_that_starts_at_one_is_gone_from_there():
    assert achievement(score=1.3, target=3, low=1) == "not"
    assert achievement(score=2, target=3, low=1) == "partly"
    assert achievement(score=2.71, target=3, low=1) == "fully"


def test_a_gap_is_never_below_nothing_and_needs_both():
    assert (gap(score=2.5, target=3), gap(score=4, target=3)) == (0.5, 0.0)
    assert (gap(score=None, target=3), gap(score=2, target=None)) == (None, None)


def test_a_model_may_state_other_cuts_and_the_shipped_one_has_the_standards():
    rules = model().rules.achievement
    assert rules.cuts == (0.15, 0.50, 0.85)
    assert achievement(score=1, target=4, cuts=(0.25, 0.50, 0.75)) == "not"
