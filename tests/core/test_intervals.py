"""Intervals of single items at their edges. Figures printed by others: tests/reference/."""

import numpy as np
import pytest

from readiness.core.draws import Array
from readiness.core.intervals import (
    Estimate,
    Interval,
    change_of,
    estimate_of,
    interval_of,
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


# Departments together, and from one round to the next


def test_departments_whose_spread_is_taken_as_one():
    """SIX twice as before, and 2, 2, 2, 2: within (17/6 + 17/6 + 0) / 13, variance / 9 by hand."""
    four = np.array([0.0, 0.0, 4.0, 0.0, 0.0])
    found = estimate_of(
        groups=[SIX, SIX, four], values=FIVE, invited=[None, None, None], apart=False
    )
    within = (17 / 6 + 17 / 6) / 13
    assert found == Estimate(
        pytest.approx((13 / 6 + 13 / 6 + 2) / 3),
        pytest.approx(within * (1 / 6 + 1 / 6 + 1 / 4) / 9),
        13,
        pytest.approx(-(13 / 6 + 13 / 6 + 2) / 3),
        pytest.approx(4 - (13 / 6 + 13 / 6 + 2) / 3),
    )


def test_a_single_department_has_the_same_interval_either_way():
    both = [
        interval_of(estimate_of(groups=[SIX], values=FIVE, invited=[9], apart=apart))
        for apart in (True, False)
    ]
    assert both[0] == both[1] == score_interval(counts=SIX, values=FIVE, invited=9)


def test_one_answer_of_a_department_tells_no_spread_of_its_own():
    one = np.array([0.0, 1.0, 0.0, 0.0, 0.0])
    both = {"groups": [SIX, one], "values": FIVE, "invited": [None, None]}
    assert estimate_of(**both, apart=True) is None
    assert estimate_of(**both, apart=False).degrees == 5


@pytest.mark.parametrize("means", [[], [2.0, 2.0]])
def test_there_must_be_one_mean_for_each_department(means):
    with pytest.raises(ValueError, match="argument 2 is"):
        estimate_of(groups=[SIX], values=FIVE, invited=[9], apart=True, means=means)


def test_a_change_between_two_rounds_in_which_all_answered_is_a_point():
    old = estimate_of(groups=[SIX], values=FIVE, invited=[6], apart=False)
    new = estimate_of(groups=[np.array([0, 0, 0, 6.0, 0])], values=FIVE, invited=[6], apart=False)
    found = interval_of(change_of(now=new, before=old))
    assert found == (pytest.approx(5 / 6), pytest.approx(5 / 6))


def test_two_rounds_of_equal_spread_have_the_interval_of_two_samples():
    """Two samples of 10 with s² = 5/18: 1 ± t(18) √(2 · 5/18 / 10) = 1 ± 2.1009 × .2357."""
    low, high = np.array([0, 5.0, 5, 0, 0]), np.array([0, 0, 5.0, 5, 0])
    old, new = (
        estimate_of(groups=[counts], values=FIVE, invited=[None], apart=False)
        for counts in (low, high)
    )
    found = interval_of(change_of(now=new, before=old))
    assert found == (pytest.approx(0.5048, abs=5e-4), pytest.approx(1.4952, abs=5e-4))


EVEN, KIND, LOW, NARROW = (
    (0.1, 0.2, 0.4, 0.2, 0.1),
    (0.05, 0.15, 0.2, 0.35, 0.25),
    (0.3, 0.4, 0.2, 0.1, 0.0),
    (0.0, 0.1, 0.8, 0.1, 0.0),
)


def covered(answers: list[tuple[float, ...]], sizes: tuple[int, ...], *, apart: bool) -> list[int]:
    """Of 1000 rounds in a thousand, how many intervals hold the truth: of the score, the change."""
    rng = np.random.default_rng(20260301)
    truth = np.mean([np.dot(shares, FIVE) for shares in answers])
    hits = [0, 0]
    before: Estimate | None = None
    for _ in range(1001):
        drawn: list[Array] = [
            rng.multinomial(n, shares).astype(float)
            for n, shares in zip(sizes, answers, strict=True)
        ]
        now = estimate_of(groups=drawn, values=FIVE, invited=[None] * len(sizes), apart=apart)
        if before is not None:
            low, high = interval_of(now)
            down, up = interval_of(change_of(now=now, before=before))
            hits = [hits[0] + bool(low <= truth <= high), hits[1] + bool(down <= 0 <= up)]
        before = now
    return hits


@pytest.mark.parametrize(
    ("answers", "sizes", "apart", "score", "change"),
    [
        ([EVEN, EVEN, EVEN, EVEN], (5, 9, 14, 30), False, 956, 954),
        ([EVEN, KIND, LOW, KIND], (5, 9, 14, 30), False, 955, 950),
        ([EVEN, NARROW, NARROW, NARROW], (10, 14, 20, 30), True, 961, 955),
    ],
)
def test_ninety_five_in_a_hundred_intervals_hold_the_truth(answers, sizes, apart, score, change):
    assert covered(answers, sizes, apart=apart) == [score, change]


def test_five_people_far_more_apart_than_all_others_make_an_interval_too_narrow():
    """s² 1.2 among five and .2 among all others: the worst case, told on the scoring page."""
    found = covered([EVEN, NARROW, NARROW, NARROW], (5, 9, 14, 30), apart=False)
    assert found == [784, 780]
