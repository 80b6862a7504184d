"""Release before compute: what may be seen of the tally, decided before anything is computed.

``release`` is the only place that makes a ReleasedTally, and the rest of the core accepts nothing
else. Whatever an unreleased cell holds, it is not in the result, so no later step can show it.
Cells of a group below the floor are dropped; totals and coverage count released groups only.

A small group of one mind is counted as if one had not gone along, before anything is computed, so
that no figure can tell the one from the other (docs/confidentiality.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from readiness.core.draws import SLACK, options_of
from readiness.core.scope import NO_CONFIDENTIALITY
from readiness.core.tally import DONT_KNOW, NO, NOT_APPLICABLE, NOT_PART, YES, Counts, Tally
from readiness.core.tree import items_in_scope

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.parts import Item
    from readiness.core.scope import ReportingGroup, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCell:
    """A group's answers to an item. ``levels`` counts each answer of the scale, lowest first.

    ``levels`` is None when fewer valid answers were given than the floor asks for; then only the
    number of valid answers, ``dk``, ``np`` and ``na`` are known. With ``dk_counts`` don't know is
    counted among the valid answers, as the lowest.
    """

    valid: int
    dk: int
    np: int
    levels: tuple[int, ...] | None
    na: int = 0
    dk_counts: bool = False

    @property
    def beside(self) -> int:
        """Don't know that is not counted as an answer of the scale."""
        return 0 if self.dk_counts else self.dk

    @property
    def answered(self) -> int:
        """Everything that was said, whether it is on the scale or not."""
        return self.valid + self.beside + self.np + self.na


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCell:
    """A group's answers to an ownership question. ``votes`` counts every option but don't know.

    ``votes`` is None when fewer people had a view than the floor asks for. ``kept_back`` views are
    not among them: where all or all but one of a small group say the same, one is.
    """

    views: int
    dk: int
    votes: Mapping[str, int] | None
    kept_back: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedGroup:
    """A reporting group that reached the floor. ``answered``: most answers to any one question."""

    group: ReportingGroup
    answered: int


@dataclass(frozen=True, kw_only=True)
class ReleasedTally:
    """What may be computed from. Only ``release`` makes one.

    ``profiles`` counts the answers to profile questions, of all groups together. ``withheld`` names
    cells, as in ``items`` and with an empty group where pooled, that hold fewer
    answers than the floor: there were some, and nothing else is known.
    """

    scope: Scope
    groups: tuple[ReleasedGroup, ...]
    items: Mapping[tuple[str, str], ItemCell]
    pooled: Mapping[str, ItemCell]
    votes: Mapping[tuple[str, str], VoteCell]
    withheld: frozenset[tuple[str, str]] = frozenset()
    profiles: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @cached_property
    def _shown_in(self) -> dict[str, ReleasedGroup]:
        return {key: released for released in self.groups for key in released.group.keys}

    @cached_property
    def _keys_of(self) -> dict[str, tuple[str, ...]]:
        return {released.group.key: released.group.keys for released in self.groups}

    def group_of(self, department: str) -> ReleasedGroup | None:
        """The released group a department's answers are shown in, if any."""
        return self._shown_in.get(department)

    def asked(self, *, group: str, item: Item, model: ActivityModel) -> frozenset[str]:
        """Departments whose answers are in a cell of the item; group "" is all that are shown."""
        keys = self._keys_of.get(group, ()) if group else [*self._shown_in]
        return frozenset(asked_of(keys=keys, item=item, scope=self.scope, model=model))

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
    groups = _released_groups(tally, scope, model)
    items: dict[tuple[str, str], ItemCell] = {}
    pooled: dict[str, ItemCell] = {}
    withheld: set[tuple[str, str]] = set()
    asked = items_in_scope(model=model, profile=scope.profile, closed=scope.closed)
    for item in (item for code, item in model.items.items() if code in asked):
        counted = _Counting(tally=tally, scope=scope, model=model, item=item)
        for key, members in _members(groups, pooled=model.is_pooled(item)):
            cell = counted.cell(members)
            if cell is None:
                withheld |= {(key, item.code)} if counted.any_answer(members) else set()
            elif model.is_pooled(item):
                pooled[item.code] = cell
            else:
                items[key, item.code] = cell
    votes = _votes(tally, scope, model, groups)
    return ReleasedTally(
        scope=scope,
        groups=groups,
        items=MappingProxyType(items),
        pooled=MappingProxyType(pooled),
        votes=MappingProxyType(votes),
        withheld=frozenset(withheld),
        profiles=MappingProxyType(_profiles(tally, scope, model, groups)),
    )


def _profiles(
    tally: Tally, scope: Scope, model: ActivityModel, groups: tuple[ReleasedGroup, ...]
) -> dict[str, Counts]:
    """Role, frequency: all groups together, and only where every option reaches the floor.

    One option alone is never left out, since the others and the sum would tell it. A single group
    has no sum: it would be that group's own distribution.
    """
    found: dict[str, Counts] = {}
    if not groups or (len(groups) == 1 and scope.confidential):
        return found
    for question in model.profile_questions:
        cells = [_group_counts(tally, released.group, question.code) for released in groups]
        total = _added(cells)
        counts = {option.code: total.get(option.code, 0) for option in question.options}
        if min(counts.values()) >= scope.floor:
            found[question.code] = MappingProxyType(counts)
    return found


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
            cell = _vote_cell(votes, scope, model)
            if cell is not None:
                found[released.group.key, question] = cell
    return found


def _released_groups(tally: Tally, scope: Scope, model: ActivityModel) -> tuple[ReleasedGroup, ...]:
    """Groups with enough people; what is out of the profile was not asked, whatever a file says."""
    kept = items_in_scope(model=model, profile=scope.profile, closed=())
    out = {code for code in model.items if code not in kept}
    out |= {code for code, item in model.criteria.items() if item.code in out}
    questions: dict[str, set[str]] = {}
    for department, question in tally.counts:
        if question not in out:
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


def _members(
    groups: tuple[ReleasedGroup, ...], *, pooled: bool
) -> list[tuple[str, tuple[ReportingGroup, ...]]]:
    """The cells of an item: one a group, or one of all groups together under an empty key."""
    if pooled:
        return [("", tuple(released.group for released in groups))]
    return [(released.group.key, (released.group,)) for released in groups]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counting:
    """Counts the answers to one item."""

    tally: Tally
    scope: Scope
    model: ActivityModel
    item: Item

    def cell(self, members: tuple[ReportingGroup, ...]) -> ItemCell | None:
        """The cell of ``members``, or None when fewer answered than the floor asks for."""
        counts = self._counts(members)
        values = self.model.scales[self.item.scale].values
        levels = [counts.get(value, 0) for value in values]
        dk, floor = counts.get(DONT_KNOW, 0), self.scope.floor
        dk_counts = self.model.rules.answers.dont_know == "not_met"
        if dk_counts:
            levels[0] += dk
        cell = ItemCell(
            valid=sum(levels),
            dk=dk,
            np=counts.get(NOT_PART, 0),
            na=counts.get(NOT_APPLICABLE, 0),
            levels=self._shown(levels, members) if sum(levels) >= floor else None,
            dk_counts=dk_counts,
        )
        return cell if cell.answered >= max(floor, 1) else None

    def any_answer(self, members: tuple[ReportingGroup, ...]) -> bool:
        """Whether anybody answered at all."""
        return any(self._counts(members).values())

    def _counts(
        self, members: tuple[ReportingGroup, ...], question: str | None = None
    ) -> dict[str, int]:
        """Answers to the item, or to a criterion, of departments to which its activity applies."""
        code = question or self.item.code
        return _added(self.tally.counts.get((key, code), {}) for key in self._asked(members))

    def _asked(self, members: tuple[ReportingGroup, ...]) -> list[str]:
        """Departments without those to which the item's activity does not apply."""
        keys = [key for group in members for key in group.keys]
        return asked_of(keys=keys, item=self.item, scope=self.scope, model=self.model)

    def _shown(self, levels: list[int], members: tuple[ReportingGroup, ...]) -> tuple[int, ...]:
        """What is computed from: a small group all at one end of the scale has one beside it."""
        levels = self._capped(levels, members)
        n = sum(levels)
        if is_small(n, scope=self.scope, model=self.model) and n in {levels[0], levels[-1]}:
            end, beside = (0, 1) if levels[0] == n else (-1, -2)
            levels = [*levels]
            levels[end], levels[beside] = n - 1, 1
        return tuple(levels)

    def _capped(self, levels: list[int], members: tuple[ReportingGroup, ...]) -> list[int]:
        """Count answers above the cap of an unmet criterion as the cap. Not asked is not unmet."""
        values = self.model.scales[self.item.scale].values
        for criterion in self.item.criteria:
            said = self._counts(members, criterion.code)
            yes, no = said.get(YES, 0), said.get(NO, 0)
            if yes + no < max(self.scope.floor, 1):
                continue
            if yes / (yes + no) < self.model.rules.level.share - SLACK:
                cap = values.index(criterion.caps_at)
                levels = [*levels[:cap], sum(levels[cap:]), *([0] * (len(levels) - cap - 1))]
        return levels


def asked_of(*, keys: Iterable[str], item: Item, scope: Scope, model: ActivityModel) -> list[str]:
    """Those of the departments whose answers to the item count."""
    activity = model.activity_of.get(item.code)
    return [
        key
        for key in keys
        if activity is None
        or item.referent != "department"
        or not scope.is_not_applicable(department=key, activity=activity.code)
    ]


def _added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for value, number in part.items():
            total[value] = total.get(value, 0) + number
    return total


def is_small(n: int, *, scope: Scope, model: ActivityModel) -> bool:
    """Whether a group of ``n`` valid answers or views must not be seen to be of one mind."""
    return scope.confidential and n < model.rules.release.bands_from


def _vote_cell(counts: Mapping[str, int], scope: Scope, model: ActivityModel) -> VoteCell | None:
    votes = {value: number for value, number in sorted(counts.items()) if value != DONT_KNOW}
    views, dk = sum(votes.values()), counts.get(DONT_KNOW, 0)
    if views + dk < scope.floor:
        return None
    if views < scope.floor:
        return VoteCell(views=views, dk=dk, votes=None)
    first, most = max(votes.items(), key=lambda entry: entry[1])
    if is_small(views, scope=scope, model=model) and most >= views - 1:
        alone = MappingProxyType({first: views - 1})
        return VoteCell(views=views, dk=dk, votes=alone, kept_back=1)
    return VoteCell(views=views, dk=dk, votes=MappingProxyType(votes))
