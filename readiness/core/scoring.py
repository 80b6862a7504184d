"""Scores and levels up the tree: respondents, department, organisation, activity, domain, overall.

All of it works on rows of draws (``draws``); the observed answers are the single row. A score is a
mean on the item's own scale. See docs/scoring.md for worked tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.draws import SLACK, Array, Draws, mean_of, weighted_mean

if TYPE_CHECKING:
    from readiness.core.activity_model import Activity, ActivityModel, Item
    from readiness.core.disclosure import ItemCell, ReleasedTally
    from readiness.core.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """How an item's organisation figure is made.

    ``rule`` is one of lead, no_lead, departments or pooled; ``groups`` are the groups it rests on.
    """

    rule: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Scores of every node that has one, each an array with a row a draw."""

    group_items: Mapping[tuple[str, str], Array]
    items: Mapping[str, Array]
    activities: Mapping[str, Array]
    domains: Mapping[str, Array]
    overall: Array | None


def score_of(*, counts: Array, values: tuple[int, ...]) -> Array:
    """Mean level of each row; not-a-number for a row without valid answers.

    >>> score_of(counts=np.array([[0.0, 1.0, 3.0]]), values=(0, 1, 2)).tolist()
    [1.75]
    """
    total = counts.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, counts @ np.array(values, dtype=np.float64) / total, np.nan)


def shares_at_least(counts: Array) -> Array:
    """For each level, lowest first, the share of answers at or above it.

    >>> shares_at_least(np.array([[1.0, 1.0, 2.0]])).tolist()
    [[1.0, 0.75, 0.5]]
    """
    total = counts.sum(axis=1, keepdims=True)
    above = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, above / total, np.nan)


def level_reached(*, shares: Array, values: tuple[int, ...], share: float) -> int:
    """Highest level that ``share`` of answers reach. ``shares``: a row of shares_at_least.

    >>> level_reached(shares=np.array([1.0, 0.9, 0.6, 0.3, 0.0]), values=(0, 1, 2, 3, 4), share=0.6)
    2
    """
    reached = [value for value, found in zip(values, shares, strict=True) if found >= share - SLACK]
    return max(reached, default=values[0])


def is_not_part(*, cell: ItemCell, not_part_share: float) -> bool:
    """Whether so many say that it is not part of their work that the group leaves the means."""
    return cell.np / cell.answered >= not_part_share - SLACK


def counts_in_means(*, cell: ItemCell, not_part_share: float) -> bool:
    """Whether a cell's levels enter means: they are known, and it is part of the group's work."""
    return cell.levels is not None and not is_not_part(cell=cell, not_part_share=not_part_share)


def is_small(n: int, released: ReleasedTally, model: ActivityModel) -> bool:
    """Whether a group of ``n`` valid answers is protected at the ends of the scale."""
    return released.scope.confidential and n < model.rules.release.bands_from


def end_bounds(
    *, values: tuple[int, ...], small: bool, model: ActivityModel
) -> tuple[float, float]:
    """Lowest and highest score that may be printed."""
    margin = model.rules.release.end_margin * (values[-1] - values[0]) if small else 0.0
    return values[0] + margin, values[-1] - margin


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
    return draws.shares.get(question, {})


def mean_shares(*, draws: Draws, released: ReleasedTally, question: str) -> Array | None:
    """Mean over groups of their view shares: an array (draws, options); None when not released.

    A single group has no mean: it would be that group's own distribution.
    """
    found = [*view_shares(draws=draws, question=question).values()]
    if len(found) == 1 and released.scope.confidential:
        return None
    return mean_of(found)


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
    if activity is None or item.referent == "organisation" or activity.spread == "pervasive":
        return Basis(rule="departments", groups=usable)
    if lead in usable:
        return Basis(rule="lead", groups=(str(lead),))
    return Basis(rule="no_lead", groups=usable)


def score_tree(
    *, draws: Draws, model: ActivityModel, released: ReleasedTally, bases: Mapping[str, Basis]
) -> Scores:
    """Score every item, activity, domain and the whole from ``draws``, by the bases given.

    A small group's score is kept off the ends of the scale before it enters any mean, so that no
    figure above it tells more than its own does.
    """

    def protected(counts: Array, code: str, cell: ItemCell) -> Array:
        values = model.scales[model.items[code].scale].values
        small = is_small(cell.valid, released, model)
        low, high = end_bounds(values=values, small=small, model=model)
        return np.clip(score_of(counts=counts, values=values), low, high)

    group_items = {
        key: protected(counts, key[1], released.items[key]) for key, counts in draws.items.items()
    }
    items: dict[str, Array] = {}
    for code, basis in bases.items():
        if basis.rule == "pooled":
            if code in draws.pooled:
                items[code] = protected(draws.pooled[code], code, released.pooled[code])
        elif basis.groups:
            found = mean_of([group_items[group, code] for group in basis.groups])
            if found is not None:
                items[code] = found
    activities: dict[str, Array] = {}
    for activity in open_activities(model=model, scope=released.scope):
        mean = mean_of([items[item.code] for item in activity.items if item.code in items])
        if mean is not None:
            activities[activity.code] = mean
    domains = domain_scores(model=model, activities=activities)
    return Scores(
        group_items=group_items,
        items=items,
        activities=activities,
        domains=domains,
        overall=mean_of([*domains.values()]),
    )


def domain_scores(*, model: ActivityModel, activities: Mapping[str, Array]) -> dict[str, Array]:
    """Weighted mean of each domain's activities that have a score."""
    domains = {}
    for domain in model.domains:
        scored = [activity for activity in domain.activities if activity.code in activities]
        if scored:
            weights = [float(activity.weight) for activity in scored]
            domains[domain.code] = weighted_mean([activities[a.code] for a in scored], weights)
    return domains
