"""Do people agree? Agreement within a group, and between departments, from counts.

Every function takes **counts**: how many people gave each level, an array as long as ``values``,
the levels of the item's scale (whole numbers one apart, lowest first). What rests on too few
answers is None, never 0 and never not-a-number; counts of another length than ``values`` are a
ValueError. Formulas and bands: docs/scoring.md. Published figures: tests/reference/.

The figures are of the organisation only; a department shows a word, because with few answers the
figures together would give each answer away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from readiness.core.draws import SLACK, Array
from readiness.core.rules import AgreementRules

SLIGHT_SKEW = {5: 1.34, 6: 1.85, 7: 2.90, 8: 3.47, 9: 5.66, 10: 6.30, 11: 7.31}
"""Variance of slightly skewed answers by number of levels (LeBreton & Senter 2008)."""


def uniform_variance(*, levels: int) -> float:
    """Variance of answers ticked at random, each of ``levels`` levels alike: σ²_EU.

    (c² - 1) / 12 in squared levels, the null of James, Demaree & Wolf (1984).

    >>> uniform_variance(levels=5), uniform_variance(levels=4)
    (2.0, 1.25)
    """
    return (levels**2 - 1) / 12


def skewed_variance(*, levels: int) -> float | None:
    """Variance of answers that lean a little to one end, in squared levels; None if not published.

    The second null of r_wg for people who tend to rate kindly. Published for 5 to 11 levels
    (LeBreton & Senter 2008); with five levels it is that of shares .05, .15, .20, .35, .25.

    >>> skewed_variance(levels=5), skewed_variance(levels=4)
    (1.34, None)
    """
    return SLIGHT_SKEW.get(levels)


def variance(*, counts: Array, values: Sequence[float]) -> float | None:
    """Sample variance s² (n - 1), in squared levels; None for fewer than two answers.

    >>> round(variance(counts=np.array([0, 1, 3, 2, 0]), values=(0, 1, 2, 3, 4)), 2)
    0.57
    """
    levels, n = _levels(counts, values), counts.sum()
    if n < 2:  # noqa: PLR2004 - a variance needs two answers
        return None
    mean = (counts @ levels) / n
    return float((counts @ (levels - mean) ** 2) / (n - 1))


def rwg(
    *, counts: Array, values: Sequence[float], null_variance: float | None = None
) -> float | None:
    """Raw r_wg = 1 - s² / σ² (James, Demaree & Wolf 1984); None for fewer than two answers.

    1 is full agreement, 0 the spread of chance, below 0 more than that. σ² is
    ``null_variance``, without it that of the scale's own number of levels (`uniform_variance`).

    >>> round(rwg(counts=np.array([0, 1, 3, 2, 0]), values=(0, 1, 2, 3, 4)), 2)
    0.72
    >>> round(rwg(counts=np.array([0, 1, 3, 2, 0]), values=(0, 1, 2, 3, 4), null_variance=1.34), 2)
    0.58
    >>> round(rwg(counts=np.array([2, 0, 0, 3, 0]), values=(0, 1, 2, 3, 4)), 2)
    -0.35
    """
    spread = variance(counts=counts, values=values)
    if spread is None:
        return None
    null = uniform_variance(levels=len(values)) if null_variance is None else null_variance
    return 1.0 - spread / null


def displayed(*, raw: float) -> float:
    """r_wg as it is printed: a negative one, which is chance or sampling, is 0.

    So James, Demaree & Wolf (1984) and R's multilevel. Whoever must tell polarised from random
    answers reads the raw figure.

    >>> displayed(raw=-0.35), displayed(raw=0.72)
    (0.0, 0.72)
    """
    return max(0.0, raw)


def is_polarised(*, raw: float) -> bool:
    """Whether answers spread more than at random: raw r_wg below 0, s² above σ².

    Five of ten at each end of five levels: s² = 40/9, r_wg = 1 - 20/9.

    >>> is_polarised(raw=1 - 20 / 9), is_polarised(raw=0.0)
    (True, False)
    """
    return raw < -SLACK


def rwg_star(*, raws: Iterable[float | None]) -> float | None:
    """r*_wg(J): the mean of items' raw r_wg; None without any (Lindell, Brandt & Whitney 1999).

    Items of one scale have 1 - (mean s²) / σ², the published form; items of several scales are
    each held against their own σ². Unlike r_wg(J) it does not rise with the number of items.
    Items too few people answered (None) are left out.

    >>> rwg_star(raws=[0.75, 0.25, None])
    0.5
    """
    known = [raw for raw in raws if raw is not None]
    return sum(known) / len(known) if known else None


def median(*, counts: Array, values: Sequence[float]) -> float | None:
    """Median, in levels: the middle answer, or halfway between the two; None without answers.

    >>> median(counts=np.array([1, 1, 0, 0, 0]), values=(0, 1, 2, 3, 4))
    0.5
    """
    levels, n = _levels(counts, values), int(counts.sum())
    if n == 0:
        return None
    upto = np.cumsum(counts)
    low, high = (levels[int(np.searchsorted(upto, place))] for place in ((n + 1) // 2, n // 2 + 1))
    return float(low + high) / 2


def ad_median(*, counts: Array, values: Sequence[float]) -> float | None:
    """AD_Md = Σ|x - median| / n, in levels (Burke & Dunlap 2002); None without answers.

    >>> ad_median(counts=np.array([0, 1, 3, 2, 0]), values=(0, 1, 2, 3, 4))
    0.5
    """
    middle = median(counts=counts, values=values)
    if middle is None:
        return None
    return float((counts @ np.abs(_levels(counts, values) - middle)) / counts.sum())


def ad_limit(*, levels: int) -> float:
    """AD up to which people agree well enough: c / 6 levels (Burke & Dunlap 2002).

    >>> round(ad_limit(levels=5), 2), ad_limit(levels=9)
    (0.83, 1.5)
    """
    return levels / 6


def band(*, raw: float, rules: AgreementRules) -> str:
    """The word for a raw r_wg (LeBreton & Senter 2008, and polarised below 0).

    A limit is reached by equality. Words: very_strong, strong, moderate, weak, none, polarised.
    """
    if is_polarised(raw=raw):
        return "polarised"
    steps = (
        ("very_strong", rules.very_strong),
        ("strong", rules.strong),
        ("moderate", rules.moderate),
        ("weak", rules.weak),
    )
    return next((word for word, least in steps if raw >= least - SLACK), "none")


def is_one_view(*, raw: float, ad: float, small: bool, rules: AgreementRules, limit: float) -> bool:
    """Whether a group holds one view: r_wg high enough for its size, and AD_Md within ``limit``."""
    least = rules.one_view_small if small else rules.one_view
    return raw >= least - SLACK and ad <= limit + SLACK


def intraclass(
    *, groups: Sequence[Array], values: Sequence[float]
) -> tuple[float | None, float | None]:
    """ICC(1) and ICC(2) of an item over departments, from one-way analysis of variance (`icc`).

    With J departments of n people, N in all, k = (N - Σn²/N) / (J - 1), the size that makes MSB's
    expectation right when sizes differ (Lessells & Boag 1987); R's multilevel takes N / J, which
    is a little larger.

    ``groups``: counts by department; one without answers is left out. Both are None for fewer than
    two departments, and for one answer each.

    >>> intraclass(groups=[np.array([2.0, 0.0]), np.array([0.0, 2.0])], values=(0, 1))
    (1.0, 1.0)
    """
    groups = [counts for counts in groups if counts.sum() > 0]
    sizes = np.array([counts.sum() for counts in groups])
    total, number = sizes.sum(), len(groups)
    if number < 2 or total <= number:  # noqa: PLR2004 - nothing to compare
        return None, None
    squares = [_squares(counts, values) for counts in groups]
    means = np.array([mean for mean, _within in squares])
    between = float(sizes @ (means - (sizes @ means) / total) ** 2) / (number - 1)
    within = sum(found for _mean, found in squares) / float(total - number)
    k = float(total - (sizes**2).sum() / total) / (number - 1)
    return icc(between=between, within=within, size=k)


def icc(*, between: float, within: float, size: float) -> tuple[float | None, float | None]:
    """ICC(1) and ICC(2) from mean squares between and within, in squared levels, and group size k.

    ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW) is the part of the spread that lies between
    departments, ICC(2) = (MSB - MSW) / MSB the reliability of their means (Bartko 1976; Bliese
    2000); Shrout & Fleiss (1979) call them ICC(1,1) and ICC(1,k). At most 1, and below 0 where
    departments differ less than people drawn at random; None where nothing differs.

    >>> icc(between=6.0, within=2.0, size=3.0)
    (0.4, 0.6666666666666666)
    """
    denominator = between + (size - 1) * within
    icc1 = (between - within) / denominator if denominator > SLACK else None
    icc2 = (between - within) / between if between > SLACK else None
    return icc1, icc2


def perception_gap(*, means: Sequence[float]) -> float | None:
    """How far departments are apart on an item: highest less lowest mean, in levels.

    None for fewer than two departments.

    >>> perception_gap(means=[1.0, 2.75, 2.0])
    1.75
    """
    return max(means) - min(means) if len(means) > 1 else None


def _levels(counts: Array, values: Sequence[float]) -> Array:
    if len(counts) != len(values):
        raise ValueError(f"{len(counts)} counts for {len(values)} levels")
    return np.array(values, dtype=np.float64)


def _squares(counts: Array, values: Sequence[float]) -> tuple[float, float]:
    """Mean of the answers, and their squared distances from it, summed."""
    levels = _levels(counts, values)
    mean = float((counts @ levels) / counts.sum())
    return mean, float(counts @ (levels - mean) ** 2)
