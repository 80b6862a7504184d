"""Do people agree? Within-group agreement of an item, from counts.

Formulas and bands: docs/scoring.md. The figures are of the organisation only; a department shows a
word, because with few answers the figures together would give each answer away.
"""

from __future__ import annotations

import numpy as np

from readiness.core.draws import SLACK, Array
from readiness.core.rules import AgreementRules


def variance(*, counts: Array, values: tuple[int, ...]) -> float | None:
    """Sample variance (n - 1) of answers given as counts by level; None for fewer than two answers.

    >>> round(variance(counts=np.array([0, 1, 3, 2, 0]), values=(0, 1, 2, 3, 4)), 2)
    0.57
    """
    n = counts.sum()
    if n < 2:  # noqa: PLR2004 - a variance needs two answers
        return None
    levels = np.array(values, dtype=np.float64)
    mean = (counts @ levels) / n
    return float((counts @ (levels - mean) ** 2) / (n - 1))


def rwg(*, counts: Array, values: tuple[int, ...], null_variance: float) -> float | None:
    """Raw r_wg = 1 - s² / σ²_EU (James, Demaree & Wolf 1984); may be below 0, None for n < 2.

    σ²_EU = (A² - 1) / 12 for A options, 2.0 for five.

    >>> round(rwg(counts=np.array([0, 1, 3, 2, 0]), values=(0, 1, 2, 3, 4), null_variance=2.0), 2)
    0.72
    >>> round(rwg(counts=np.array([2, 0, 0, 3, 0]), values=(0, 1, 2, 3, 4), null_variance=2.0), 2)
    -0.35
    """
    spread = variance(counts=counts, values=values)
    return None if spread is None else 1.0 - spread / null_variance


def median(*, counts: Array, values: tuple[int, ...]) -> float | None:
    """Median of answers given as counts by level; None without answers.

    >>> median(counts=np.array([1, 1, 0, 0, 0]), values=(0, 1, 2, 3, 4))
    0.5
    """
    n = int(counts.sum())
    if n == 0:
        return None
    upto = np.cumsum(counts)
    low, high = (values[int(np.searchsorted(upto, place))] for place in ((n + 1) // 2, n // 2 + 1))
    return (low + high) / 2


def ad_median(*, counts: Array, values: tuple[int, ...]) -> float | None:
    """AD_Md = Σ|x - median| / n (Burke & Dunlap 2002); None without answers.

    >>> ad_median(counts=np.array([0, 1, 3, 2, 0]), values=(0, 1, 2, 3, 4))
    0.5
    """
    middle = median(counts=counts, values=values)
    if middle is None:
        return None
    levels = np.array(values, dtype=np.float64)
    return float((counts @ np.abs(levels - middle)) / counts.sum())


def band(*, raw: float, rules: AgreementRules) -> str:
    """The word for a raw r_wg (LeBreton & Senter 2008, and polarised below 0)."""
    if raw < -SLACK:
        return "polarised"
    steps = (
        ("very_strong", rules.very_strong),
        ("strong", rules.strong),
        ("moderate", rules.moderate),
        ("weak", rules.weak),
    )
    return next((word for word, least in steps if raw >= least - SLACK), "none")


def is_one_view(*, raw: float, ad: float, small: bool, rules: AgreementRules) -> bool:
    """Whether a group holds one view: r_wg high enough for its size, and AD_Md low enough."""
    least = rules.one_view_small if small else rules.one_view
    return raw >= least - SLACK and ad <= rules.ad_max + SLACK


def intraclass(
    *, groups: list[Array], values: tuple[int, ...]
) -> tuple[float | None, float | None]:
    """ICC(1) and ICC(2) of an item over departments, from one-way analysis of variance.

    ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW) with k = (N - Σn²/N) / (J - 1);
    ICC(2) = (MSB - MSW) / MSB (Bliese 2000). None for what cannot be computed.

    >>> intraclass(groups=[np.array([2.0, 0.0]), np.array([0.0, 2.0])], values=(0, 1))
    (1.0, 1.0)
    """
    levels = np.array(values, dtype=np.float64)
    sizes = np.array([counts.sum() for counts in groups])
    total, number = sizes.sum(), len(groups)
    if number < 2 or total <= number:  # noqa: PLR2004 - nothing to compare
        return None, None
    means = np.array([counts @ levels for counts in groups]) / sizes
    grand = (sizes @ means) / total
    within_squares = sum(float(c @ (levels - m) ** 2) for c, m in zip(groups, means, strict=True))
    between = float(sizes @ (means - grand) ** 2) / (number - 1)
    within = within_squares / float(total - number)
    k = float(total - (sizes**2).sum() / total) / (number - 1)
    denominator = between + (k - 1) * within
    icc1 = (between - within) / denominator if denominator > SLACK else None
    icc2 = (between - within) / between if between > SLACK else None
    return icc1, icc2
