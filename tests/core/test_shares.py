"""Shares that qualify a figure, at their ends. The rating scale itself: tests/reference/."""

import pytest

from readiness.core.shares import coverage, letter, visibility
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
    [(0.0, "N"), (0.45, "N"), (0.46, "P"), (1.5, "P"), (1.51, "L"), (2.55, "L"), (2.56, "F")],
)
def test_a_letter_ends_with_its_share_of_a_target_of_three(score, expected):
    assert letter(score=score, target=3) == expected


def test_more_than_the_target_is_reached_in_full():
    assert letter(score=4, target=3) == "F"


def test_without_a_target_there_is_no_letter():
    assert letter(score=2, target=0) is None


def test_a_model_may_state_other_cuts_and_the_shipped_one_has_the_standards():
    rules = model().rules.achievement
    assert (rules.partly, rules.largely, rules.fully) == (0.15, 0.50, 0.85)
    assert letter(score=1, target=4, cuts=(0.25, 0.50, 0.75)) == "N"
