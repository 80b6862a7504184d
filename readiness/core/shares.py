"""Shares that qualify a figure: who can tell, who answered, how much of the target is reached."""

from __future__ import annotations

from readiness.core.draws import SLACK

ISO_33020 = (0.15, 0.50, 0.85)
"""Upper ends of not, partly and largely achieved, each end included (ISO/IEC 33020)."""


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


def letter(
    *, score: float, target: float, cuts: tuple[float, float, float] = ISO_33020
) -> str | None:
    """N, P, L or F: how far the target is reached (ISO/IEC 33020); None for a target of 0.

    The share is score / target; an upper end belongs to the lower letter: 15 % is N, 50 % P,
    85 % L. ``cuts``: those three ends, rising, where a model states others.

    >>> [letter(score=score, target=4) for score in (0.6, 0.61, 2.0, 2.01, 3.4, 3.41, 5)]
    ['N', 'P', 'P', 'L', 'L', 'F', 'F']
    """
    if not target:
        return None
    return "NPLF"[sum(score / target > cut + SLACK for cut in cuts)]
