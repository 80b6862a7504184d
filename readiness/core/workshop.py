"""What the votes in a live workshop say.

A spread says how far people agree about a level, an owner spread about whom they name. Nothing here
sees who voted what, and where a room promised anonymity, too few votes give no numbers. What to
talk about stands in ``agenda``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from readiness.core.agreement import ad_limit
from readiness.core.draws import SLACK
from readiness.core.rounding import half_away

AGREE, NEAR, SPLIT = "agree", "near", "split"
FEW, NONE = "few", "none"
CLOSE = 0.6
"""The part of the published limit of AD within which a room agrees."""
DONT_KNOW, NOT_MY_AREA = "dk", "na"
BESIDE = (DONT_KNOW, NOT_MY_AREA)
"""Said, but neither a level nor an owner: never part of a median or a share."""

NUMBERS_FROM, WORDS_FROM = 5, 3
"""An anonymous room shows numbers from so many valid votes on, and the one word from so many."""
AGREE_SHARE, NEAR_SHARE = Fraction(3, 4), Fraction(1, 2)
"""The share of the option most named, from which a room agrees on an owner or is near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far the votes on a level agree.

    ``n`` votes, ``valid`` of them on the scale, ``others`` beside it. ``bars``: every value of the
    scale with its votes, lowest first. ``median`` and ``ad`` are in levels; ``low`` and ``high``
    the lowest and highest value voted for, ``offered`` the value at the median, of two the lower.
    ``outliers``: the values farthest from the median, each with its votes, where that is a level or
    more. ``hidden``: "few" where only ``n`` and ``band`` may be said, "none" where only ``n`` may.
    """

    n: int
    valid: int | None = None
    others: Mapping[str, int] = field(default_factory=dict)
    bars: tuple[tuple[str, int], ...] = ()
    median: float | None = None
    low: str | None = None
    high: str | None = None
    offered: str | None = None
    ad: float | None = None
    band: str | None = None
    outliers: tuple[tuple[str, int], ...] = ()
    hidden: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerSpread:
    """How far the votes on an owner agree.

    ``bars``: every option that was named, with its votes, most first; ``share`` is the per cent of
    the first, ``offered`` the option that has more votes than any other.
    """

    n: int
    valid: int | None = None
    others: Mapping[str, int] = field(default_factory=dict)
    bars: tuple[tuple[str, int], ...] = ()
    share: int | None = None
    offered: str | None = None
    band: str | None = None
    hidden: str | None = None


def spread(*, counts: Mapping[str, int], numbers: Mapping[str, float], anonymous: bool) -> Spread:
    """How far the votes on a level agree, by the mean distance from the median.

    ``counts``: votes by value; ``numbers``: the number of every value of the scale, lowest first.
    AD_Md = Σ|x - median| / n, in places of the scale (Burke & Dunlap 2002). Up to c/10 levels
    people agree, up to c/6 they are near, beyond they are split: 0.50 and 0.83 with five levels. A
    limit is reached by equality; c/6 is the published one, the first is three fifths of it. Raises
    ValueError for a value that is not of the scale.

    >>> scale = {"0": 0, "1": 1, "2": 2, "3": 3, "4": 4}
    >>> said = spread(counts={"1": 1, "2": 3, "3": 2}, numbers=scale, anonymous=True)
    >>> said.median, said.ad, said.band, said.outliers
    (2.0, 0.5, 'agree', (('1', 1), ('3', 2)))
    """
    values = tuple(numbers)
    votes = _valid(counts, values)
    n, valid = sum(counts.values()), sum(votes)
    hidden = _hidden(valid, anonymous=anonymous)
    if hidden == NONE or not valid:
        return Spread(n=n, hidden=hidden) if hidden else _empty(n, counts, values)
    middle = _nth(votes, (valid + 1) // 2), _nth(votes, valid // 2 + 1)
    twice = sum(middle)
    ad = Fraction(sum(abs(2 * place - twice) * k for place, k in enumerate(votes)), 2 * valid)
    band = _band(ad, levels=len(values))
    if hidden:
        return Spread(n=n, band=band, hidden=hidden)
    voted = [place for place, votes_there in enumerate(votes) if votes_there]
    return Spread(
        n=n,
        valid=valid,
        others=_beside(counts),
        bars=tuple(zip(values, votes, strict=True)),
        median=half_away(sum(numbers[values[place]] for place in middle) / 2, 1),
        low=values[voted[0]],
        high=values[voted[-1]],
        offered=values[middle[0]],
        ad=half_away(float(ad), 2),
        band=band,
        outliers=tuple((values[place], votes[place]) for place in _farthest(voted, twice)),
    )


def owner_spread(*, counts: Mapping[str, int], anonymous: bool) -> OwnerSpread:
    """How far the votes on an owner agree, by the share of the option most named.

    From three quarters on the room agrees, from a half it is near, below it is split. Options with
    as many votes stand in the order of their keys, and none of two first ones is offered.

    >>> said = owner_spread(counts={"it": 3, "communications": 1, "dk": 2}, anonymous=False)
    >>> said.share, said.band, said.offered
    (75, 'agree', 'it')
    """
    votes = {value: k for value, k in counts.items() if value not in BESIDE and k}
    n, valid = sum(counts.values()), sum(votes.values())
    hidden = _hidden(valid, anonymous=anonymous)
    if hidden == NONE:
        return OwnerSpread(n=n, hidden=hidden)
    if not votes:
        return OwnerSpread(n=n, valid=0, others=_beside(counts))
    bars = sorted(votes.items(), key=lambda bar: (-bar[1], bar[0]))
    share = Fraction(bars[0][1], valid)
    band = AGREE if share >= AGREE_SHARE else NEAR if share >= NEAR_SHARE else SPLIT
    if hidden:
        return OwnerSpread(n=n, band=band, hidden=hidden)
    alone = len(bars) == 1 or bars[1][1] < bars[0][1]
    return OwnerSpread(
        n=n,
        valid=valid,
        others=_beside(counts),
        bars=tuple(bars),
        share=int(half_away(float(share * 100), 0)),
        offered=bars[0][0] if alone else None,
        band=band,
    )


def _valid(counts: Mapping[str, int], values: tuple[str, ...]) -> list[int]:
    unknown = sorted(value for value in counts if value not in (*values, *BESIDE))
    if unknown:
        raise ValueError(f"“{unknown[0]}” is not a value of the scale")
    return [counts.get(value, 0) for value in values]


def _beside(counts: Mapping[str, int]) -> dict[str, int]:
    return {value: counts[value] for value in BESIDE if counts.get(value)}


def _empty(n: int, counts: Mapping[str, int], values: tuple[str, ...]) -> Spread:
    bars = tuple((value, 0) for value in values)
    return Spread(n=n, valid=0, others=_beside(counts), bars=bars)


def _hidden(valid: int, *, anonymous: bool) -> str | None:
    if not anonymous or valid >= NUMBERS_FROM:
        return None
    return FEW if valid >= WORDS_FROM else NONE


def _band(ad: Fraction, *, levels: int) -> str:
    limit = ad_limit(levels=levels)
    if float(ad) <= CLOSE * limit + SLACK:
        return AGREE
    return NEAR if float(ad) <= limit + SLACK else SPLIT


def _nth(votes: Sequence[int], nth: int) -> int:
    """The place of the ``nth`` vote, counted from the lowest."""
    upto = 0
    for place, there in enumerate(votes):
        upto += there
        if upto >= nth:
            return place
    raise ValueError("there are fewer votes")


def _farthest(voted: Sequence[int], twice: int) -> list[int]:
    """The ends farthest from the median, where they are a level or more away."""
    ends = sorted({voted[0], voted[-1]})
    most = max(abs(2 * place - twice) for place in ends)
    return [place for place in ends if abs(2 * place - twice) == most >= 2]  # noqa: PLR2004 - a level
