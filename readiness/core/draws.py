"""Released counts as arrays: as observed, or drawn again with replacement many times.

Every array has one row a draw, so that the same arithmetic serves the observed answers (one row)
and their resampling. Departments stay as they are, and answers to different questions are drawn
independently, because counts hold no link between questions.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ItemCell, ReleasedTally, VoteCell
    from readiness.core.ownership_rules import StabilityRule
    from readiness.core.scope import Scope

Array = NDArray[np.float64]
Counted = NDArray[np.float64] | NDArray[np.uint8]
"""Counts drawn again; those of a small cell take a byte each, for there are many."""
Mask = NDArray[np.bool_]
Names = NDArray[np.str_]
Places = NDArray[np.intp]
Draw = Callable[[Array, str], Array]
"""Turns one row of counts, and the name of its cell, into rows of counts."""
MANY = 200
"""From how many answers on a cell is drawn again by the normal limit of the multinomial."""
QUESTIONS = 4
"""Of so many questions the shares are kept: those of all take a gigabyte in forty departments."""
SLACK = 1e-9
"""Room for floating point in comparisons: equality passes a threshold."""


@dataclass(frozen=True, kw_only=True)
class Draws:
    """Level counts by (group, item), pooled by item; votes by (group, question).

    Level arrays have a column a level of the scale. Vote arrays have a column an option of
    ``options``, one for views that are kept back, and one for don't know.
    """

    rows: int
    options: tuple[str, ...]
    items: Mapping[tuple[str, str], Array]
    pooled: Mapping[str, Array]
    votes: Mapping[tuple[str, str], Counted]
    _kept: dict[str, dict[str, Array]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _groups(self) -> dict[str, list[str]]:
        """By question the groups whose votes are shown."""
        found: dict[str, list[str]] = {}
        for group, question in self.votes:
            found.setdefault(question, []).append(group)
        return found

    def shares(self, question: str) -> Mapping[str, Array]:
        """By group, each option's share of those with a view, don't know left out.

        A view that is kept back is a view, so that shares may add up to less than 1.
        """
        if question not in self._kept:
            if len(self._kept) >= QUESTIONS:
                self._kept.pop(next(iter(self._kept)))
            self._kept[question] = {
                group: _view_shares(self.votes[group, question])
                for group in self._groups.get(question, ())
            }
        return self._kept[question]

    @cached_property
    def _totals(self) -> dict[str, tuple[Array, Array]]:
        return {}

    def totals(self, question: str) -> tuple[Array, Array]:
        """The sum of the groups' shares, and in each draw how many groups have any."""
        if question not in self._totals:
            by_group = self.shares(question)
            total, number = np.zeros(1), np.full((self.rows, 1), float(len(by_group)))
            for shares in by_group.values():
                missing = np.isnan(shares[:, :1])
                if missing.any():
                    number = number - missing
                    shares = np.where(missing, 0.0, shares)  # noqa: PLW2901 - the same, mended
                total = total + shares
            self._totals[question] = total, number
        return self._totals[question]


def _view_shares(counts: Counted) -> Array:
    views = counts[:, :-1].sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.asarray(counts[:, :-2] / views)  # without any view not a number


def observed(*, released: ReleasedTally, model: ActivityModel) -> Draws:
    """The released counts as they are: one row."""
    return _arrays(released=released, model=model, draw=lambda counts, _name: counts[None, :])


def resampled(*, released: ReleasedTally, model: ActivityModel, rule: StabilityRule) -> Draws:
    """``rule.repeats`` draws of each cell from its own counts, seeded by the cell's name."""

    def draw(counts: Array, name: str) -> Array:
        generator = np.random.default_rng([rule.seed, zlib.crc32(name.encode())])
        total = int(counts.sum())
        if total > MANY:
            return _drawn_of_many(counts, rule.repeats, generator)
        return generator.multinomial(total, counts / total, size=rule.repeats).astype(np.float64)

    return _arrays(released=released, model=model, draw=draw)


def _drawn_of_many(counts: Array, rows: int, generator: np.random.Generator) -> Array:
    """Rows of a multinomial by its normal limit: the same mean, and n(diag(p) - pp') as variance.

    With this many answers the difference is below what a whole per cent shows, and the cost does
    not grow with them.
    """
    shares = counts / counts.sum()
    root = np.sqrt(shares)
    mixing = np.sqrt(counts.sum()) * (np.diag(root) - np.outer(root, shares))
    drawn = generator.standard_normal((rows, len(counts))) @ mixing + counts
    return np.asarray(np.maximum(drawn, 0.0))


def options_of(*, scope: Scope, model: ActivityModel) -> tuple[str, ...]:
    """Department keys in order, then every other option of the ownership questions."""
    departments = [department.key for department in scope.departments]
    asked = model.ownership_questions
    questions = (asked.today, asked.should) if asked is not None else ()
    special = dict.fromkeys(option.code for question in questions for option in question.options)
    return (*departments, *special)


def _arrays(*, released: ReleasedTally, model: ActivityModel, draw: Draw) -> Draws:
    options = options_of(scope=released.scope, model=model)
    items = {
        key: _draw_levels(cell, "|".join(key), draw)
        for key, cell in released.items.items()
        if cell.levels is not None
    }
    pooled = {
        code: _draw_levels(cell, code, draw)
        for code, cell in released.pooled.items()
        if cell.levels is not None
    }
    votes = {
        key: _small(draw(_vote_counts(cell, options), "|".join(key)))
        for key, cell in released.votes.items()
        if cell.votes is not None
    }
    rows = next((array.shape[0] for found in (items, pooled, votes) for array in found.values()), 1)
    return Draws(rows=rows, options=options, items=items, pooled=pooled, votes=votes)


def _small(counts: Array) -> Counted:
    """The same whole numbers, a byte each where they fit."""
    small = counts.astype(np.uint8)
    return small if counts.max(initial=0.0) <= MANY and np.array_equal(small, counts) else counts


def _draw_levels(cell: ItemCell, name: str, draw: Draw) -> Array:
    """Draw among everything answered, then keep the levels."""
    beside = (cell.beside, cell.np + cell.na)
    counts = np.array([*(cell.levels or ()), *beside], dtype=np.float64)
    return draw(counts, name)[:, :-2]


def _vote_counts(cell: VoteCell, options: tuple[str, ...]) -> Array:
    votes, beside = cell.votes or {}, (cell.kept_back, cell.dk)
    return np.array([*(votes.get(option, 0) for option in options), *beside], dtype=np.float64)


def at_least(value: Array | float, threshold: Array | float) -> Mask:
    """Whether ``value`` reaches ``threshold``; equality passes, not-a-number does not."""
    return np.greater_equal(value, np.subtract(threshold, SLACK))


def below(value: Array | float, threshold: float) -> Mask:
    """Whether ``value`` is under ``threshold``; not-a-number is not."""
    return np.less(value, threshold - SLACK)


def mean_of(arrays: Sequence[Array]) -> Array | None:
    """Row by row the mean of those that are numbers; None when there is no array at all."""
    if len(arrays) <= 1:
        return arrays[0] if arrays else None
    total = sum(arrays[1:], start=arrays[0])
    if np.isnan(total).any():
        return weighted_mean(arrays, [1.0] * len(arrays))
    return np.asarray(total / len(arrays))


def weighted_mean(arrays: Sequence[Array], weights: Sequence[float]) -> Array:
    """Row by row the weighted mean of those that are numbers; not-a-number when none is."""
    stacked = np.stack(arrays)
    weight = np.array(weights, dtype=np.float64).reshape((-1,) + (1,) * (stacked.ndim - 1))
    missing = np.isnan(stacked)
    if missing.any():
        weight = np.where(missing, 0.0, weight)
        stacked = np.where(missing, 0.0, stacked)
    total = weight.sum(axis=0)
    if (total > 0).all():
        return np.asarray((stacked * weight).sum(axis=0) / total)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, (stacked * weight).sum(axis=0) / total, np.nan)
