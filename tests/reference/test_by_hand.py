"""What no printed value was found for, derived another way than the code computes it.

Not found: a worked example of James, Demaree & Wolf 1984 (their r_wg: test_r_multilevel.py), a
printed k of unequal groups beside their sizes, an interval of a share of a finite number of people.
"""

from itertools import combinations, product
from math import comb, sqrt
from statistics import fmean, pvariance

import numpy as np
import pytest

from readiness.core import agreement
from readiness.core.intervals import Z, score_interval, share_interval
from readiness.core.shares import coverage, visibility

FIVE = (0, 1, 2, 3, 4)


@pytest.mark.parametrize("levels", range(2, 12))
def test_the_uniform_null_is_the_variance_of_each_level_once(levels):
    assert agreement.uniform_variance(levels=levels) == pytest.approx(pvariance(range(levels)))


def test_the_slightly_skewed_null_of_five_levels_is_that_of_its_shares():
    """Mean 2.6, mean square 8.1, variance 8.1 - 6.76 = 1.34."""
    shares = (0.05, 0.15, 0.20, 0.35, 0.25)
    mean = sum(share * level for share, level in zip(shares, FIVE, strict=True))
    square = sum(share * level**2 for share, level in zip(shares, FIVE, strict=True))
    assert square - mean**2 == pytest.approx(agreement.skewed_variance(levels=5))


def test_the_widest_answers_of_five_levels():
    """Half of n at each end: s² = 4 n/(n - 1), r_wg = 1 - 2n/(n - 1), and AD = 2, twice chance."""
    ends = np.array([5.0, 0.0, 0.0, 0.0, 5.0])
    raw = agreement.rwg(counts=ends, values=FIVE)
    assert raw == pytest.approx(1 - 20 / 9)
    assert (agreement.displayed(raw=raw), agreement.is_polarised(raw=raw)) == (0.0, True)
    assert agreement.ad_median(counts=ends, values=FIVE) == 2.0


@pytest.mark.parametrize("sizes", [(2, 2), (3, 2), (8, 10, 13, 6), (1, 1, 30), (5,) * 6])
def test_k_makes_the_expected_mean_square_between_right(sizes):
    """E(MSB) = σ²_W + k σ²_B, with k the trace of the quadratic form MSB of the departments' part.

    k is read from ICC(1): (MSB - MSW) / ICC(1) = MSB + (k - 1) MSW.
    """
    total = sum(sizes)
    member = np.repeat(np.eye(len(sizes)), sizes, axis=0)
    between = member @ np.diag([1 / n for n in sizes]) @ member.T - np.full(
        (total, total), 1 / total
    )
    expected = np.trace(between @ member @ member.T) / (len(sizes) - 1)
    answers = np.random.default_rng(2006).integers(0, 5, total) + 0.0
    msb = answers @ between @ answers / (len(sizes) - 1)
    inside = np.eye(total) - member @ np.diag([1 / n for n in sizes]) @ member.T
    msw = answers @ inside @ answers / (total - len(sizes))
    groups = [
        np.array([float((part == level).sum()) for level in FIVE])
        for part in np.split(answers, np.cumsum(sizes)[:-1])
    ]
    icc1, icc2 = agreement.intraclass(groups=groups, values=FIVE)
    assert icc2 == pytest.approx((msb - msw) / msb)
    assert ((msb - msw) / icc1 - msb) / msw + 1 == pytest.approx(expected)


@pytest.mark.parametrize(("count", "n", "invited"), [(6, 10, 20), (30, 40, 104), (12, 60, 61)])
def test_the_interval_of_a_share_ends_where_the_observed_share_is_just_possible(count, n, invited):
    """|p - π| = z √(π(1 - π)/n (N - n)/(N - 1)): the score equation, at both ends."""
    found = share_interval(count=count, n=n, invited=invited)
    within = (count / invited, (count + invited - n) / invited)
    for end, bound in zip(found, within, strict=True):
        error = sqrt(end * (1 - end) / n * (invited - n) / (invited - 1))
        assert end == pytest.approx(bound) or abs(count / n - end) == pytest.approx(Z * error)


def test_nineteen_of_twenty_intervals_of_a_share_hold_the_share():
    """Every number of yes among 40 people, every draw of 15 of them, weighed by its chance."""
    people, n = 40, 15
    held = []
    for yes in range(people + 1):
        chance = 0.0
        for count in range(max(0, n - people + yes), min(n, yes) + 1):
            low, high = share_interval(count=count, n=n, invited=people)
            if low - 1e-9 <= yes / people <= high + 1e-9:
                chance += comb(yes, count) * comb(people - yes, n - count) / comb(people, n)
        held.append(chance)
    assert round(fmean(held), 3) == 0.954
    assert min(held) > 0.9


def test_nineteen_of_twenty_intervals_of_a_score_hold_the_score():
    """Each of the 3003 ways in which 10 of these 15 people may answer."""
    people = (0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4)
    held = []
    for sample in combinations(people, 10):
        counts = np.array([float(sample.count(level)) for level in FIVE])
        low, high = score_interval(counts=counts, values=FIVE, invited=15)
        held.append(low - 1e-9 <= fmean(people) <= high + 1e-9)
    assert round(fmean(held), 3) == 0.965


def test_the_domain_figure_of_two_items_is_the_mean_of_both():
    """s² of 1, 2, 3 is 1 and of 0, 2, 4 is 4: 1 - ((1 + 4) / 2) / 2 = -1/4, and 1/2, -1."""
    items = [np.array([0.0, 1, 1, 1, 0]), np.array([1.0, 0, 1, 0, 1])]
    raws = [agreement.rwg(counts=counts, values=FIVE) for counts in items]
    assert raws == [0.5, -1.0]
    assert agreement.rwg_star(raws=raws) == -0.25


def test_the_median_and_its_deviation_over_every_small_table():
    """Against sorting the answers, for each way in which up to four people may answer."""
    for n in range(1, 5):
        for answers in product(FIVE, repeat=n):
            ordered = sorted(answers)
            middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
            counts = np.array([float(answers.count(level)) for level in FIVE])
            assert agreement.median(counts=counts, values=FIVE) == middle
            deviation = fmean(abs(answer - middle) for answer in answers)
            assert agreement.ad_median(counts=counts, values=FIVE) == pytest.approx(deviation)


def test_shares_of_those_who_cannot_tell_and_of_those_who_answered():
    """4 don't know beside 6 levels; 18 of 35."""
    assert visibility(dk=4, valid=6) == 0.4
    assert coverage(answered=18, invited=35) == pytest.approx(0.5143, abs=5e-5)


def test_the_gap_between_departments():
    """3.25 less 1.5."""
    assert agreement.perception_gap(means=[2.0, 1.5, 3.25]) == 1.75
