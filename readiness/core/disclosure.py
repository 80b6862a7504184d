"""Release before compute: what may be seen of the tally, decided before anything is computed.

``release`` is the only place that makes a ReleasedTally, and the rest of the core accepts nothing
else. Whatever an unreleased cell holds, it is not in the result, so no later step can show it.
Cells of a group below the floor are dropped; totals and coverage count released groups only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from readiness.core.draws import options_of
from readiness.core.scope import NO_CONFIDENTIALITY
from readiness.core.tally import DONT_KNOW, NOT_PART, Tally

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel, Item
    from readiness.core.scope import ReportingGroup, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCell:
    """A group's answers to an item. ``levels`` counts each level of the scale, lowest first.

    ``levels`` is None when fewer valid answers were given than the floor asks for; then only the
    number of valid answers, ``dk`` and ``np`` are known.
    """

    valid: int
    dk: int
    np: int
    levels: tuple[int, ...] | None

    @property
    def answered(self) -> int:
        """Levels, don't know and not part of our work together."""
        return self.valid + self.dk + self.np


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCell:
    """A group's answers to an ownership question. ``votes`` counts every option but don't know.

    ``votes`` is None when fewer people had a view than the floor asks for.
    """

    views: int
    dk: int
    votes: Mapping[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedGroup:
    """A reporting group that reached the floor. ``answered``: most answers to any one question."""

    group: ReportingGroup
    answered: int


@dataclass(frozen=True, kw_only=True)
class ReleasedTally:
    """What may be computed from. Only ``release`` makes one."""

    scope: Scope
    groups: tuple[ReleasedGroup, ...]
    items: Mapping[tuple[str, str], ItemCell]
    pooled: Mapping[str, ItemCell]
    votes: Mapping[tuple[str, str], VoteCell]

    @cached_property
    def _shown_in(self) -> dict[str, ReleasedGroup]:
        return {key: released for released in self.groups for key in released.group.keys}

    def group_of(self, department: str) -> ReleasedGroup | None:
        """The released group a department's answers are shown in, if any."""
        return self._shown_in.get(department)

    def item_cells(self, item: str) -> dict[str, ItemCell]:
        """By group key the released cells of an item whose levels are known."""
        return {
            released.group.key: cell
            for released in self.groups
            if (cell := self.items.get((released.group.key, item))) is not None
            and cell.levels is not None
        }

    def vote_cells(self, question: str) -> dict[str, VoteCell]:
        """By group key the released cells of an ownership question."""
        return {
            released.group.key: cell
            for released in self.groups
            if (cell := self.votes.get((released.group.key, question))) is not None
        }


def release(*, tally: Tally, scope: Scope, model: ActivityModel) -> ReleasedTally:
    """Drop or merge what is below the floor, and what a closed activity is not asked any more.

    Raises ValueError for a floor not allowed.
    """
    rules = model.rules.release
    if scope.floor != NO_CONFIDENTIALITY and not rules.floor <= scope.floor <= rules.floor_max:
        raise ValueError(
            f"the floor must be {rules.floor} to {rules.floor_max}, "
            "or 1 for files without confidentiality"
        )
    groups = _released_groups(tally, scope)
    items: dict[tuple[str, str], ItemCell] = {}
    pooled: dict[str, ItemCell] = {}
    for item in model.items.values():
        activity = model.activity_of.get(item.code)
        if activity is not None and activity.code in scope.closed:
            continue
        cells = {g.group.key: _item_counts(tally, scope, model, item, g.group) for g in groups}
        if model.is_pooled(item):
            cells = {"": _added(cells.values())}
        for key, counts in cells.items():
            cell = _item_cell(counts, model, item, scope.floor)
            if cell is not None and model.is_pooled(item):
                pooled[item.code] = cell
            elif cell is not None:
                items[key, item.code] = cell
    votes = _votes(tally, scope, model, groups)
    return ReleasedTally(
        scope=scope,
        groups=groups,
        items=MappingProxyType(items),
        pooled=MappingProxyType(pooled),
        votes=MappingProxyType(votes),
    )


def _votes(
    tally: Tally, scope: Scope, model: ActivityModel, groups: tuple[ReleasedGroup, ...]
) -> dict[tuple[str, str], VoteCell]:
    found = {}
    asked = [code for code, a in model.today_codes.items() if a.code not in scope.closed]
    known = {*options_of(scope=scope, model=model), DONT_KNOW}
    for question in [*asked, *model.should_codes]:
        for released in groups:
            counts = _group_counts(tally, released.group, question)
            votes = {value: number for value, number in counts.items() if value in known}
            cell = _vote_cell(votes, scope.floor)
            if cell is not None:
                found[released.group.key, question] = cell
    return found


def _released_groups(tally: Tally, scope: Scope) -> tuple[ReleasedGroup, ...]:
    questions: dict[str, set[str]] = {}
    for department, question in tally.counts:
        questions.setdefault(department, set()).add(question)
    found = []
    for group in scope.groups():
        asked = set().union(*(questions.get(key, set()) for key in group.keys))
        answered = max((sum(_group_counts(tally, group, q).values()) for q in asked), default=0)
        if answered >= scope.floor:
            found.append(ReleasedGroup(group=group, answered=answered))
    return tuple(found)


def _group_counts(tally: Tally, group: ReportingGroup, question: str) -> dict[str, int]:
    return _added(tally.counts.get((key, question), {}) for key in group.keys)


def _item_counts(
    tally: Tally, scope: Scope, model: ActivityModel, item: Item, group: ReportingGroup
) -> dict[str, int]:
    """Counts of an item in a group, without departments to which its activity does not apply."""
    activity = model.activity_of.get(item.code)
    asked = [
        key
        for key in group.keys
        if activity is None
        or item.referent != "department"
        or not scope.is_not_applicable(department=key, activity=activity.code)
    ]
    return _added(tally.counts.get((key, item.code), {}) for key in asked)


def _added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for value, number in part.items():
            total[value] = total.get(value, 0) + number
    return total


def _item_cell(
    counts: Mapping[str, int], model: ActivityModel, item: Item, floor: int
) -> ItemCell | None:
    levels = tuple(counts.get(str(value), 0) for value in model.scales[item.scale].values)
    valid, dk, not_part = sum(levels), counts.get(DONT_KNOW, 0), counts.get(NOT_PART, 0)
    if valid + dk + not_part < floor:
        return None
    return ItemCell(valid=valid, dk=dk, np=not_part, levels=levels if valid >= floor else None)


def _vote_cell(counts: Mapping[str, int], floor: int) -> VoteCell | None:
    votes = {value: number for value, number in sorted(counts.items()) if value != DONT_KNOW}
    views, dk = sum(votes.values()), counts.get(DONT_KNOW, 0)
    if views + dk < floor:
        return None
    return VoteCell(views=views, dk=dk, votes=MappingProxyType(votes) if views >= floor else None)
