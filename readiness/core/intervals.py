"""How far a single item's figure may be from what everybody invited would have said: 95 %.

Only for single items, because counts hold no link between items. An interval speaks of those who
did not answer as if they were like those who did; it says nothing of why they did not. Where it is
known how many were ``invited``, it narrows as more of them answer, never leaves what the others
could still make of the figure, and is a point when all answered; more answers than invitations
count as all. Like r_wg, an interval goes with figures of the organisation only: with a mean it
gives the variance away.
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
    """Interval of the mean of departments that count equally, in levels.

    With J departments the variance is Σ (1 - n/N) s²/n / J² (Cochran 1977, ch. 5), its degrees of
    freedom v²/Σ(v_j²/(n_j - 1)) (Welch 1947). ``groups``: counts by department; ``invited``: as
    many numbers, None where unknown. None where a department has fewer than two answers and,
    unless all answered, where fewer than four degrees of freedom are left or all answers in each
    department are the same.

    >>> sales, it = np.array([0.0, 3.0, 5.0]), np.array([2.0, 6.0, 2.0])
    >>> found = scores_interval(groups=[sales, it], values=(0, 1, 2), invited=[None, 40])
    >>> [round(end, 2) for end in found]
    [1.04, 1.59]
    """
    levels = np.array(values, dtype=np.float64)
    means, lefts, parts, degrees = [], [], [], []
    for counts, of in zip(groups, invited, strict=True):
        n, spread = float(counts.sum()), variance(counts=counts, values=values)
        if spread is None:
            return None
        means.append(float(counts @ levels) / n)
        lefts.append(_left(n, of))
        parts.append(lefts[-1] * spread / n)
        degrees.append(n - 1)
    number, total = len(means), sum(parts)
    if not any(lefts):
        return Interval(sum(means) / number, sum(means) / number) if number else None
    if total <= SLACK:
        return None
    t = t_quantile(degrees=total**2 / sum(v**2 / d for v, d in zip(parts, degrees, strict=True)))
    if t is None:
        return None
    mean, half = sum(means) / number, t * sqrt(total) / number
    down, up = (
        sum(left * (end - m) for m, left in zip(means, lefts, strict=True)) / number
        for end in (levels[0], levels[-1])
    )
    return Interval(mean + max(float(down), -half), mean + min(float(up), half))


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
