"""Shares that qualify a figure: who can tell, who answered, how much of the target is reached."""

from __future__ import annotations

from readiness.core.draws import SLACK

ISO_33020 = (0.15, 0.50, 0.85)
"""Upper ends of not, partly and largely achieved, each end included (ISO/IEC 33020)."""
WORDS = ("not", "partly", "largely", "fully")
"""The standard's letters N, P, L and F."""


def visibility(*, dk: int, valid: int) -> float | None:
    """Share of those who cannot tell, 0 to 1: dk / (levels + dk); None if nobody said either.

    "Not part of our work" counts on neither side: it is no lack of sight.

    >>> visibility(dk=4, valid=6)
    0.4
    """
    return dk / (valid + dk) if valid + dk else None


def coverage(*, answered: int, invited: int | None) -> float | None:
    """Share of those invited who answered, 0 to 1; None if nobody was or the number is unknown.

    Above 1 where more answered than were said to be invited: shown, not hidden.

    >>> round(coverage(answered=18, invited=35), 2)
    0.51
    """
    return answered / invited if invited else None


def achievement(
    *,
    score: float | None,
    target: float | None,
    low: float = 0.0,
    cuts: tuple[float, float, float] = ISO_33020,
) -> str | None:
    """How far the way from ``low`` to the target is gone (ISO/IEC 33020); None without a way.

    An upper end belongs to the lower word: 15 % is not, 50 % partly, 85 % largely achieved.
    ``cuts``: those three ends, rising, where a model states others.

    >>> [achievement(score=score, target=4) for score in (0.6, 0.61, 2.01, 3.4, 3.41, 5)]
    ['not', 'partly', 'largely', 'largely', 'fully', 'fully']
    """
    if score is None or target is None or target <= low:
        return None
    reached = (score - low) / (target - low)
    return WORDS[sum(reached > cut + SLACK for cut in cuts)]


def gap(*, score: float | None, target: float | None) -> float | None:
    """What is missing to the target, never below 0; None without either.

    >>> gap(score=2.5, target=3), gap(score=3.5, target=3)
    (0.5, 0.0)
    """
    return None if score is None or target is None else max(0.0, target - score)
