"""Intervals of single items at their edges. Figures printed by others: tests/reference/."""

import numpy as np
import pytest

from readiness.core.intervals import (
    Interval,
    score_interval,
    scores_interval,
    share_interval,
    t_quantile,
)

FIVE = (0, 1, 2, 3, 4)
SIX = np.array([0.0, 1.0, 3.0, 2.0, 0.0])


def test_when_all_who_were_invited_answered_nothing_is_left_to_say():
    assert share_interval(count=3, n=5, invited=5) == (0.6, 0.6)
    assert share_interval(count=3, n=5, invited=4) == (0.6, 0.6)
    assert score_interval(counts=SIX, values=FIVE, invited=6) == (13 / 6, 13 / 6)
    assert score_interval(counts=np.array([0.0, 0, 2, 0, 0]), values=FIVE, invited=2) == (2, 2)


def test_an_interval_never_leaves_what_the_others_could_still_make_of_it():
    """Six of ten, two not heard: 6 to 8 of 12. Scores 13 of 6 people, two not heard: 13 to 21 of 8.

    Nine at level 4 and one at 0: the mean 3.6 is no further from the end of the scale than 0.4.
    """
    assert share_interval(count=6, n=10, invited=12) == (0.5, pytest.approx(8 / 12))
    near = np.array([1.0, 0.0, 0.0, 0.0, 9.0])
    assert score_interval(counts=near, values=FIVE).high == 4.0
    low = score_interval(counts=np.array([9.0, 0, 0, 0, 1.0]), values=FIVE, invited=11).low
    assert low == pytest.approx(4 / 11)


def test_an_interval_narrows_as_more_of_those_invited_answer():
    widths = [
        found.high - found.low
        for found in (
            score_interval(counts=SIX, values=FIVE, invited=of) for of in (None, 60, 12, 8, 6)
        )
    ]
    assert widths == sorted(widths, reverse=True)
    assert (round(widths[0], 2), widths[-1]) == (1.58, 0.0)


def test_no_answer_has_no_interval():
    nobody = np.zeros(5)
    assert share_interval(count=0, n=0) is None
    assert score_interval(counts=nobody, values=FIVE) is None
    assert scores_interval(groups=[], values=FIVE, invited=[]) is None
    assert scores_interval(groups=[SIX, nobody], values=FIVE, invited=[None, None]) is None


def test_four_answers_are_too_few_for_the_interval_of_a_score():
    four, five = np.array([1.0, 1, 1, 1, 0]), np.array([1.0, 1, 1, 1, 1])
    assert score_interval(counts=four, values=FIVE) is None
    assert score_interval(counts=five, values=FIVE) == Interval(
        pytest.approx(0.0375, abs=5e-4), pytest.approx(3.9625, abs=5e-4)
    )


def test_answers_that_are_all_the_same_tell_no_spread():
    same = np.array([0.0, 0.0, 8.0, 0.0, 0.0])
    assert score_interval(counts=same, values=FIVE) is None
    assert score_interval(counts=same, values=FIVE, invited=9) is None


def test_departments_that_count_equally_have_the_interval_of_their_mean():
    """Twice the same department: the same mean, its variance halved, twice the degrees of freedom.

    13/6 ± t(10) √(17/30/6/2) = 2.167 ± 2.2281 × 0.2173.
    """
    found = scores_interval(groups=[SIX, SIX], values=FIVE, invited=[None, None])
    assert found == (pytest.approx(1.6825, abs=5e-4), pytest.approx(2.6509, abs=5e-4))


def test_every_department_needs_its_number_of_invited():
    with pytest.raises(ValueError, match="shorter"):
        scores_interval(groups=[SIX, SIX], values=FIVE, invited=[None])


@pytest.mark.parametrize("count", [-1, 6])
def test_a_part_is_not_larger_than_the_whole(count):
    with pytest.raises(ValueError, match=f"{count} of 5 answers"):
        share_interval(count=count, n=5)


def test_students_t_needs_four_degrees_of_freedom():
    assert t_quantile(degrees=3.9) is None
    assert round(t_quantile(degrees=4), 3) == 2.776
    assert round(t_quantile(degrees=10**6), 3) == 1.960
