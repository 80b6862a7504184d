"""Scores and levels up the tree: respondents, department, organisation, activity, domain, overall.

All of it works on rows of draws (``draws``); the observed answers are the single row. A score is a
mean on the item's own scale. See docs/scoring.md for worked tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.disclosure import is_small
from readiness.core.draws import SLACK, Array, Draws, mean_of
from readiness.core.figures import figures_of
from readiness.core.leaves import Figure, Leaf
from readiness.core.tree import OVERALL, Tree, build_tree, items_in_scope

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ItemCell, ReleasedTally
    from readiness.core.parts import Activity, Item
    from readiness.core.rounding import Rounder
    from readiness.core.scales import Scale
    from readiness.core.scope import Department, Scope

ENOUGH_GROUPS = 3
"""From so many groups on, subtracting one leaves more than a single other one."""


LACKING = ("dont_know", "too_few", "unanswered", "not_applicable", "not_part")
"""Why an item has no figure, the first that holds for any department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """How an item's organisation figure is made.

    ``rule`` is one of lead, no_lead, departments or pooled; ``groups`` are the groups it rests on.
    """

    rule: str
    groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Scores of every node that has one, each an array with a row a draw.

    ``figures`` holds items and nodes of the organisation over ``tree``, ``groups`` those of each
    group over ``group_tree``, which lacks what is counted for the organisation only.
    """

    group_items: Mapping[tuple[str, str], Array]
    items: Mapping[str, Array]
    figures: Mapping[str, Figure]
    groups: Mapping[str, Mapping[str, Figure]]
    tree: Tree
    group_tree: Tree

    @cached_property
    def activities(self) -> dict[str, Array]:
        """Of every activity that has a score."""
        return self._of("activity")

    @cached_property
    def domains(self) -> dict[str, Array]:
        """Of every domain that has a score."""
        return self._of("domain")

    @cached_property
    def overall(self) -> Array | None:
        """Of the whole."""
        return self._of("overall").get(OVERALL)

    def _of(self, kind: str) -> dict[str, Array]:
        return {
            code: figure.score
            for code, branch in self.tree.branches.items()
            if branch.kind == kind
            and (figure := self.figures[code]).score is not None
            and figure.answered
        }


def score_of(*, counts: Array, values: tuple[float, ...]) -> Array:
    """Mean level of each row; not-a-number for a row without valid answers.

    >>> score_of(counts=np.array([[0.0, 1.0, 3.0]]), values=(0, 1, 2)).tolist()
    [1.75]
    """
    total = counts.sum(axis=1)
    known = np.where(total > 0, total, np.nan)
    return np.asarray(counts @ np.array(values, dtype=np.float64) / known)


def shares_at_least(counts: Array) -> Array:
    """For each level, lowest first, the share of answers at or above it.

    >>> shares_at_least(np.array([[1.0, 1.0, 2.0]])).tolist()
    [[1.0, 0.75, 0.5]]
    """
    total = counts.sum(axis=1, keepdims=True)
    above = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(above / np.where(total > 0, total, np.nan))


def level_reached(*, shares: Array, values: tuple[float, ...], share: float) -> float:
    """Highest level that ``share`` of answers reach. ``shares``: a row of shares_at_least.

    >>> level_reached(shares=np.array([1.0, 0.9, 0.6, 0.3, 0.0]), values=(0, 1, 2, 3, 4), share=0.6)
    2
    """
    reached = [value for value, found in zip(values, shares, strict=True) if found >= share - SLACK]
    return max(reached, default=values[0])


def places_reached(*, shares: Array, share: float) -> Array:
    """For each row the place, from 0, of the highest answer that ``share`` of answers reach.

    >>> places_reached(shares=np.array([[1.0, 0.6, 0.5], [np.nan, np.nan, np.nan]]), share=0.6)
    array([ 1., nan])
    """
    places = (shares >= share - SLACK).sum(axis=1) - 1.0
    return np.where(np.isnan(shares).all(axis=1), np.nan, places)


def is_not_part(*, cell: ItemCell, not_part_share: float) -> bool:
    """Whether so many say that it is not part of their work that the group leaves the means."""
    return cell.np / cell.answered >= not_part_share - SLACK


def counts_in_means(*, cell: ItemCell, not_part_share: float) -> bool:
    """Whether a cell's levels enter means: they are known, and it is part of the group's work."""
    return cell.levels is not None and not is_not_part(cell=cell, not_part_share=not_part_share)


def end_bounds(
    *, values: tuple[float, ...], n: int, scope: Scope, model: ActivityModel
) -> tuple[float, float]:
    """Lowest and highest score that may be printed of ``n`` valid answers.

    Where a scale has few steps the margin is wide enough for one answer a step off the end.
    """
    if not is_small(n, scope=scope, model=model):
        return values[0], values[-1]
    margin = model.rules.release.end_margin * (values[-1] - values[0])
    return (
        values[0] + max(margin, (values[1] - values[0]) / n),
        values[-1] - max(margin, (values[-1] - values[-2]) / n),
    )


def tells_of_few(*, sizes: Sequence[int], released: ReleasedTally, model: ActivityModel) -> bool:
    """Whether what is known of one group would tell of another, small one, by subtraction."""
    small = any(is_small(n, scope=released.scope, model=model) for n in sizes)
    return small and len(sizes) < ENOUGH_GROUPS


def lead_group(
    *, activity: Activity, draws: Draws, released: ReleasedTally, minimum: float
) -> str | None:
    """The shown group of the department that most name today, when at least ``minimum`` do."""
    shares = named_shares(draws=draws, released=released, question=activity.today)
    found = [
        (float(share[0]), key)
        for key, share in shares.items()
        if released.group_of(key) is not None and share[0] >= minimum - SLACK
    ]
    if not found:
        return None
    best = max(share for share, _key in found)
    key = min(key for share, key in found if share >= best - SLACK)
    group = released.group_of(key)
    return group.group.key if group else None


def view_shares(*, draws: Draws, question: str) -> Mapping[str, Array]:
    """By group, the share of each option among those with a view: arrays (draws, options)."""
    return draws.shares(question)


def mean_shares(*, draws: Draws, released: ReleasedTally, question: str) -> Array | None:
    """Mean over groups of their view shares: an array (draws, options); None when not released.

    A single group has no mean: it would be that group's own distribution.
    """
    groups = len(view_shares(draws=draws, question=question))
    if not groups or (groups == 1 and released.scope.confidential):
        return None
    total, number = draws.totals(question)
    with np.errstate(invalid="ignore"):
        return np.asarray(total / np.where(number > 0, number, np.nan))


def named_shares(*, draws: Draws, released: ReleasedTally, question: str) -> dict[str, Array]:
    """By department key, its mean share of views over groups; empty when none is released."""
    shares = mean_shares(draws=draws, released=released, question=question)
    if shares is None:
        return {}
    keys = [department.key for department in released.scope.departments]
    return {key: shares[:, draws.options.index(key)] for key in keys}


def open_activities(*, model: ActivityModel, scope: Scope) -> list[Activity]:
    """Every activity that is not closed."""
    return [activity for code, activity in model.activities.items() if code not in scope.closed]


def basis_of(
    *, item: Item, model: ActivityModel, released: ReleasedTally, lead: str | None
) -> Basis:
    """On which groups the item's organisation figure rests, and by which rule."""
    if model.is_pooled(item):
        return Basis(rule="pooled", groups=())
    share = model.rules.not_part_share
    cells = released.item_cells(item.code)
    usable = tuple(
        key for key, cell in cells.items() if counts_in_means(cell=cell, not_part_share=share)
    )
    activity = model.activity_of.get(item.code)
    one_home = activity is not None and activity.spread == "concentrated" and model.asks_for_owners
    if not one_home or item.referent == "organisation":
        return Basis(rule="departments", groups=usable)
    if lead in usable:
        return Basis(rule="lead", groups=(str(lead),))
    return Basis(rule="no_lead", groups=usable)


def score_tree(
    *,
    draws: Draws,
    model: ActivityModel,
    released: ReleasedTally,
    bases: Mapping[str, Basis],
    rounder: Rounder,
) -> Scores:
    """Score every item and node from ``draws`` by the bases given; groups as observed only.

    A small group's score is kept off the ends of the scale before it enters any mean, so that no
    figure above it tells more than its own does.
    """
    scope = released.scope
    asked = items_in_scope(model=model, profile=scope.profile, closed=scope.closed)
    tree = build_tree(model=model, items=asked)
    places = draws.rows == 1 or tree.scores_use_answers
    maker = _Leaves(model=model, released=released, draws=draws, places=places)
    group_items = {
        key: maker.protected(counts, key[1], released.items[key])
        for key, counts in draws.items.items()
    }
    items = {
        code: score
        for code, basis in bases.items()
        if (score := maker.item_score(code, basis, group_items)) is not None
    }
    leaves = {code: maker.organisation(code, bases[code], items) for code in tree.items}
    own = {code for code in tree.items if not maker.is_pooled(code)}
    group_tree = build_tree(model=model, items=own)
    groups = {}
    for key in [released.group.key for released in released.groups] if draws.rows == 1 else []:
        own_leaves = {code: maker.group(key, code, group_items) for code in group_tree.items}
        groups[key] = figures_of(tree=group_tree, leaves=own_leaves, rounder=rounder)
    return Scores(
        group_items=group_items,
        items=items,
        figures=figures_of(tree=tree, leaves=leaves, rounder=rounder),
        groups=groups,
        tree=tree,
        group_tree=group_tree,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leaves:
    """Makes the leaves of the tree from released cells."""

    model: ActivityModel
    released: ReleasedTally
    draws: Draws
    places: bool

    def is_pooled(self, code: str) -> bool:
        return self.model.is_pooled(self.model.items[code])

    def _scale(self, code: str) -> Scale:
        return self.model.scales[self.model.items[code].scale]

    def protected(self, counts: Array, code: str, cell: ItemCell) -> Array:
        """Mean of each row, kept off the ends of the scale for a small group."""
        values = self._scale(code).numbers
        low, high = end_bounds(
            values=values, n=cell.valid, scope=self.released.scope, model=self.model
        )
        return np.clip(score_of(counts=counts, values=values), low, high)

    def item_score(
        self, code: str, basis: Basis, group_items: Mapping[tuple[str, str], Array]
    ) -> Array | None:
        """The organisation's mean of an item; None when it has no valid answers."""
        if basis.rule == "pooled":
            counts = self.draws.pooled.get(code)
            return (
                None if counts is None else self.protected(counts, code, self.released.pooled[code])
            )
        return mean_of([group_items[group, code] for group in basis.groups])

    def organisation(self, code: str, basis: Basis, items: Mapping[str, Array]) -> Leaf:
        """The item as the organisation's tree sees it."""
        score = items.get(code)
        if score is None:
            return Leaf(state=self._state(code))
        if basis.rule == "pooled":
            counted = [self.draws.pooled[code]]
        else:
            counted = [self.draws.items[group, code] for group in basis.groups]
        return Leaf(
            state="counted",
            score=None if self._scale(code).ordinal else score,
            place=self._reached(counted),
        )

    def group(self, key: str, code: str, group_items: Mapping[tuple[str, str], Array]) -> Leaf:
        """The item as a group's tree sees it."""
        cell = self.released.items.get((key, code))
        share = self.model.rules.not_part_share
        if cell is not None and counts_in_means(cell=cell, not_part_share=share):
            score = None if self._scale(code).ordinal else group_items[key, code]
            return Leaf(
                state="counted", score=score, place=self._reached([self.draws.items[key, code]])
            )
        return Leaf(state=self._group_state(key, code, cell))

    def _reached(self, counted: list[Array]) -> Array | None:
        if not self.places:
            return None
        shares = mean_of([shares_at_least(counts) for counts in counted])
        if shares is None:
            return None
        return places_reached(shares=shares, share=self.model.rules.level.share)

    def _state(self, code: str) -> str:
        """Why an item has no figure for the organisation: what one department lacks, it lacks."""
        if self._all_marked(code, self.released.scope.departments):
            return "not_applicable"
        if self.is_pooled(code):
            cells = {"": self.released.pooled.get(code)}
        else:
            keys = [released.group.key for released in self.released.groups]
            cells = {key: self.released.items.get((key, code)) for key in keys}
        states = {self._group_state(key, code, cell) for key, cell in cells.items()}
        return next((state for state in LACKING if state in states), "too_few")

    def _group_state(self, key: str, code: str, cell: ItemCell | None) -> str:
        if cell is not None:
            return self._cell_state(cell)
        if key and self._all_marked(code, self._group_departments(key)):
            return "not_applicable"
        return "too_few" if (key, code) in self.released.withheld else "unanswered"

    def _cell_state(self, cell: ItemCell) -> str:
        if is_not_part(cell=cell, not_part_share=self.model.rules.not_part_share):
            return "not_part"
        if cell.valid:
            return "too_few"
        return "dont_know" if cell.dk or not cell.na else "not_applicable"

    def _group_departments(self, key: str) -> tuple[Department, ...]:
        found = (released.group for released in self.released.groups)
        return next(group.departments for group in found if group.key == key)

    def _all_marked(self, code: str, departments: tuple[Department, ...]) -> bool:
        """Whether the consultant marked the item's activity as not applicable everywhere."""
        activity = self.model.activity_of.get(code)
        return activity is not None and all(
            self.released.scope.is_not_applicable(department=d.key, activity=activity.code)
            for d in departments
        )
