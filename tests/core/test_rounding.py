"""Rounding: once, half away from zero, one decimal for scores and whole per cent for shares."""

import pytest

from readiness.core.rounding import Rounder, half_away


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        (2.25, 1, 2.3),
        (2.35, 1, 2.4),  # 2.35 is stored as 2.350000000000000088
        (0.15, 1, 0.2),  # 0.15 is stored as 0.149999999999999994
        (1.005, 2, 1.01),  # and 1.005 as 1.004999999999999893
        (-0.25, 1, -0.3),
        (-0.04, 1, 0.0),
        (2.2499999, 1, 2.2),
        (0.5, 0, 1.0),
        (1.5, 0, 2.0),
        (2.5, 0, 3.0),
    ],
)
def test_a_half_is_rounded_away_from_zero(value, places, printed):
    assert half_away(value, places) == printed
    assert str(half_away(value, places)) == str(printed)  # never -0.0


def test_what_floating_point_lost_does_not_turn_a_half_down():
    assert 0.1 + 0.2 + 0.05 != 0.35
    assert half_away(0.1 + 0.2 + 0.05, 1) == 0.4
    assert half_away(sum([0.35] * 3) / 3, 1) == 0.4


def test_scores_have_one_decimal_statistics_two_and_shares_none():
    rounder = Rounder()
    assert rounder.score(2.25) == 2.3
    assert rounder.figure(0.715) == 0.72
    assert rounder.percent(0.585) == 59
    assert isinstance(rounder.percent(0.585), int)


def test_no_figure_stays_no_figure():
    rounder = Rounder()
    assert (rounder.score(None), rounder.figure(None), rounder.percent(None)) == (None, None, None)


def test_exact_figures_are_left_as_they_are():
    rounder = Rounder(exact=True)
    assert rounder.score(5 / 3) == 5 / 3
    assert rounder.figure(5 / 3) == 5 / 3
    assert rounder.percent(0.125) == 12.5
