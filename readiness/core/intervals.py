"""How far a single item's figure may be from what everybody invited would have said: 95 %.

Only for single items, because counts hold no link between items. An interval speaks of those who
did not answer as if they were like those who did; it says nothing of why they did not. Where it is
known how many were ``invited``, it narrows as more of them answer, never leaves what the others
could still make of the figure, and is a point when all answered; more answers than invitations
count as all. Like r_wg, an interval goes with figures of the organisation only: with a mean it
gives the variance away. Of departments some of which are small, the spread is taken as one: the
interval would show a small department's own (`estimate_of`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from readiness.core.agreement import variance
from readiness.core.draws import SLACK, Array

Z = NormalDist().inv_cdf(0.975)
"""1.96: leaves 2.5 % on either side."""
LEAST_DEGREES = 4
"""From here on, five answers, the series for t is right to two decimals."""


class Interval(NamedTuple):
    """Lowest and highest value, in the units of the figure."""

    low: float
    high: float


class Estimate(NamedTuple):
    """A mean of departments with what its intervals need, in (squared) levels.

    ``down`` (0 or below) and ``up`` say how far those who did not answer could still move it.
    """

    mean: float
    variance: float
    degrees: float
    down: float
    up: float


def share_interval(*, count: float, n: float, invited: int | None = None) -> Interval | None:
    """Wilson's interval for ``count`` of ``n`` answers, as shares 0 to 1; None without answers.

    With p = count / n: (p + z²/2m ± z √(p(1 - p)/m + z²/4m²)) / (1 + z²/m) (Wilson 1927; Newcombe
    1998, method 3). m is n, or n (N - 1) / (N - n) where N were invited: the same equation for
    answers drawn without replacement. It is no point at 0 of 10, as that of p ± z √(p(1 - p)/n) is.
    For the level of an item, ``count`` is the answers at it or above. A count below 0 or above n
    is a ValueError.

    >>> [round(end, 3) for end in share_interval(count=6, n=10)]
    [0.313, 0.832]
    >>> [round(end, 3) for end in share_interval(count=6, n=10, invited=20)]
    [0.382, 0.785]
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} answers")
    if n == 0:
        return None
    share, left = count / n, _left(n, invited)
    if left == 0:
        return Interval(share, share)
    size = n if invited is None else n * (invited - 1) / (invited - n)
    weight = Z**2 / size
    middle, half = share + weight / 2, Z * sqrt(share * (1 - share) / size + weight / (4 * size))
    low, high = (middle - half) / (1 + weight), (middle + half) / (1 + weight)
    return Interval(max(share - left * share, low), min(share + left * (1 - share), high))


def score_interval(
    *, counts: Array, values: Sequence[float], invited: int | None = None
) -> Interval | None:
    """Interval of one group's score: mean ± t √((1 - n/N) s²/n), in levels.

    Student's t with n - 1 degrees of freedom and the finite population correction of N invited
    (Cochran 1977, ch. 2). Unless all answered, None for fewer than five answers, and for answers
    that are all the same: no spread is known then.

    >>> five = np.array([0.0, 1.0, 3.0, 2.0, 0.0])
    >>> [round(end, 2) for end in score_interval(counts=five, values=(0, 1, 2, 3, 4))]
    [1.38, 2.96]
    >>> [round(end, 2) for end in score_interval(counts=five, values=(0, 1, 2, 3, 4), invited=8)]
    [1.77, 2.56]
    """
    return scores_interval(groups=[counts], values=values, invited=[invited])


def scores_interval(
    *, groups: Sequence[Array], values: Sequence[float], invited: Sequence[int | None]
) -> Interval | None:
    """Interval of the mean of departments that count equally, each with its own spread.

    ``groups``: counts by department; ``invited``: as many numbers, None where unknown. None where a
    department has fewer than two answers and, unless all answered, where fewer than four degrees of
    freedom are left or all answers in each department are the same.

    >>> six, four = np.array([0.0, 1.0, 3.0, 2.0, 0.0]), np.array([0.0, 2.0, 2.0, 0.0, 0.0])
    >>> found = scores_interval(groups=[six, four], values=(0, 1, 2, 3, 4), invited=[None, None])
    >>> [round(end, 2) for end in found]
    [1.34, 2.32]
    """
    found = estimate_of(groups=groups, values=values, invited=invited, apart=True)
    return interval_of(found) if found is not None else None


def estimate_of(
    *,
    groups: Sequence[Array],
    values: Sequence[float],
    invited: Sequence[int | None],
    apart: bool,
    means: Sequence[float] | None = None,
) -> Estimate | None:
    """The mean of departments that count equally, and how far it may be off.

    With J departments the variance is Σ (1 - n/N) s²/n / J² (Cochran 1977, ch. 5). ``apart``: s² is
    each department's own, with v²/Σ(v_j²/(n_j - 1)) degrees of freedom (Welch 1947); otherwise the
    mean square within all of them, with Σ(n_j - 1). ``means``: the departments' scores as they may
    be printed. None without degrees of freedom and, unless all answered, where answers do not
    differ within departments: no spread is known then.

    >>> six, four = np.array([0.0, 1.0, 3.0, 2.0, 0.0]), np.array([0.0, 2.0, 2.0, 0.0, 0.0])
    >>> both = {"groups": [six, four], "values": (0, 1, 2, 3, 4), "invited": [None, None]}
    >>> [round(figure, 4) for figure in estimate_of(**both, apart=False)]
    [1.8333, 0.0499, 8.0, -1.8333, 2.1667]
    >>> [round(figure, 4) for figure in estimate_of(**both, apart=True)]
    [1.8333, 0.0444, 7.7108, -1.8333, 2.1667]
    """
    sizes = [float(counts.sum()) for counts in groups]
    lefts = [_left(n, of) for n, of in zip(sizes, invited, strict=True)]
    least = 2 if apart or len(groups) == 1 else 1
    number, degrees = len(groups), sum(sizes) - len(groups)
    if not number or min(sizes) < least or degrees < 1:
        return None
    if means is None:
        levels = np.array(values, dtype=np.float64)
        means = [float(counts @ levels) / n for counts, n in zip(groups, sizes, strict=True)]
    spreads = [variance(counts=counts, values=values) or 0.0 for counts in groups]
    if not apart:
        within = sum((n - 1) * s for n, s in zip(sizes, spreads, strict=True)) / degrees
        spreads = [within] * number
    parts = [left * s / n for left, s, n in zip(lefts, spreads, sizes, strict=True)]
    total = sum(parts)
    if any(lefts) and total <= SLACK:
        return None
    if apart and total:
        degrees = total**2 / sum(v**2 / (n - 1) for v, n in zip(parts, sizes, strict=True))
    down, up = (
        sum(left * (end - m) for m, left in zip(means, lefts, strict=True)) / number
        for end in (values[0], values[-1])
    )
    return Estimate(sum(means) / number, total / number**2, degrees, down, up)


def interval_of(estimate: Estimate) -> Interval | None:
    """Mean ± t √variance; None for fewer than four degrees of freedom.

    >>> [round(end, 2) for end in interval_of(Estimate(2.0, 0.04, 16.0, -2.0, 2.0))]
    [1.58, 2.42]
    """
    if not estimate.variance:
        return Interval(estimate.mean, estimate.mean)
    t = t_quantile(degrees=estimate.degrees)
    if t is None:
        return None
    half = t * sqrt(estimate.variance)
    return Interval(
        estimate.mean + max(estimate.down, -half), estimate.mean + min(estimate.up, half)
    )


def change_of(*, now: Estimate, before: Estimate) -> Estimate:
    """The change from one round to the next; its intervals are those of `interval_of`.

    The rounds' variances v add up, with (v₁ + v₂)² / (v₁²/d₁ + v₂²/d₂) degrees of freedom (Welch
    1947). As if other people had answered: counts do not say who answered twice, and people who
    answer alike in both rounds make the interval wider than it need be, not too narrow.

    >>> old, new = Estimate(2.0, 0.04, 16.0, -2.0, 2.0), Estimate(2.5, 0.02, 8.0, -2.5, 1.5)
    >>> [round(figure, 4) for figure in change_of(now=new, before=old)]
    [0.5, 0.06, 24.0, -4.5, 3.5]
    """
    total = now.variance + before.variance
    squares = sum(e.variance**2 / e.degrees for e in (now, before))
    return Estimate(
        now.mean - before.mean,
        total,
        total**2 / squares if squares else now.degrees + before.degrees,
        now.down - before.up,
        now.up - before.down,
    )


def t_quantile(*, degrees: float) -> float | None:
    """Student's t that leaves 2.5 % above it; None for fewer than four degrees of freedom.

    The series in 1/degrees of Abramowitz & Stegun (1964, 26.7.5), so that no library of statistics
    is needed for one number; off by .0009 at four degrees, by less than .0001 from seven on.

    >>> round(t_quantile(degrees=9), 3)
    2.262
    """
    if degrees < LEAST_DEGREES - SLACK:
        return None
    terms = (
        (Z**3 + Z) / 4,
        (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96,
        (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384,
        (79 * Z**9 + 776 * Z**7 + 1482 * Z**5 - 1920 * Z**3 - 945 * Z) / 92160,
    )
    return Z + sum(term / degrees**power for power, term in enumerate(terms, start=1))


def _left(n: float, invited: int | None) -> float:
    """1 - n/N: the share of those invited who did not answer; 1 where N is unknown."""
    return 1.0 if invited is None else max(0.0, 1 - n / invited)
