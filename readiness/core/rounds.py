"""What changed since an earlier round, and what cannot be compared with it.

Compared are two rounds that are released already: a change is the difference of two printed
scores, and nothing is computed from any answer that its own round does not show. Where departments
are grouped otherwise than before, subtracting one round from the other could tell a department's
answers that neither shows; such figures, and all above them, are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from readiness.core.comparing import Verdict, verdicts
from readiness.core.intervals import change_of, interval_of
from readiness.core.release import Comparison, Node, NodeChange

if TYPE_CHECKING:
    from readiness.core.leaves import Figure
    from readiness.core.nodes import NodeMaker
    from readiness.core.release import ModelRef

Departments = frozenset[str]
Place = tuple[str, str | None]
"""A node's code and its group; None is the organisation."""

REGROUPED = "groups"
"""Departments are grouped, shown or marked otherwise: refused, and all that rests on it."""
OTHERS = "departments"
"""An item of the organisation rests on other departments: it is refused, what is above is not."""


def compare(*, now: NodeMaker, before: NodeMaker, model: ModelRef) -> Comparison:
    """Every node of this round beside the earlier one, which used ``model``."""
    comparing = _Comparing(now=now, before=before)
    return Comparison(
        model=model,
        period=before.released.scope.period,
        groups=comparing.groups(),
        nodes=tuple(comparing.changes()),
    )


@dataclass(frozen=True, kw_only=True)
class _Comparing:
    now: NodeMaker
    before: NodeMaker
    _known: dict[Place, bool] = field(default_factory=dict)

    def groups(self) -> tuple[str, ...]:
        """The groups that both rounds show with the same departments."""
        shown = {frozenset(released.group.keys) for released in self.before.released.groups}
        return tuple(
            released.group.key
            for released in self.now.released.groups
            if frozenset(released.group.keys) in shown
        )

    def changes(self) -> Iterator[NodeChange]:
        """In the order of the nodes; last what only the earlier round had."""
        nodes = self.now.nodes()
        for node in nodes:
            yield self._change(node)
        known = {node.code for node in nodes}
        for (code, group), node in self._nodes_before.items():
            if group is None and code not in known:
                yield _refused(node, self._reasons_of_model(code) or ("no_figure",))

    def _change(self, node: Node) -> NodeChange:
        place = (node.code, node.department)
        if reasons := self._reasons(place):
            return _refused(node, reasons)
        before = self._before(place)
        if before is None or not (
            _both(node.score, before.score) or _both(node.level, before.level)
        ):
            return _refused(node, ("no_figure",))
        moved = None
        if node.score is not None and before.score is not None:
            moved = self.now.rounder.score(node.score - before.score)
        return NodeChange(
            code=node.code,
            kind=node.kind,
            department=node.department,
            before=before.score if moved is not None else None,
            before_bound=before.score_bound,
            before_level=before.level,
            before_level_word=before.level_word,
            change=moved,
            interval=self._interval(node, moved),
            others=self._others(place) if node.kind != "item" else None,
        )

    def _interval(self, node: Node, moved: float | None) -> tuple[float | None, ...] | None:
        """95 % of the change of an item of the organisation; the printed change lies in it."""
        if node.kind != "item" or node.department is not None or moved is None:
            return None
        now, before = self.now.estimate(node.code), self.before.estimate(node.code)
        if now is None or before is None:
            return None
        found = interval_of(change_of(now=now, before=before))
        if found is None:
            return None
        low, high = (self.now.rounder.score(end) or 0.0 for end in found)
        return min(low, moved), max(high, moved)

    # What stands against a comparison

    def _reasons(self, place: Place) -> tuple[str, ...]:
        code, group = place
        if reasons := self._reasons_of_model(code):
            return reasons
        if group is not None and group not in self._same_groups:
            return (REGROUPED,)
        if code in self.now.model.items:
            return self._reasons_of_item(code, group)
        return self._reasons_above(place)

    def _reasons_of_model(self, code: str) -> tuple[str, ...]:
        if self.now.model.model.id != self.before.model.model.id:
            return ("model",)
        verdict = self._verdicts.get(code)
        return verdict.reasons if verdict is not None else ()

    def _reasons_of_item(self, code: str, group: str | None) -> tuple[str, ...]:
        if self._is_regrouped(code, group):
            return (REGROUPED,)
        if group is not None:
            return ()
        now, before = self._rests_on(self.now, code), self._rests_on(self.before, code)
        return (OTHERS,) if now and before and now != before else ()

    def _reasons_above(self, place: Place) -> tuple[str, ...]:
        """A node holds what it held, of departments as they were.

        An activity needs that of each item; a domain counts the items of which it does not hold.
        """
        code, group = place
        now, before = self._counted(self.now, place), self._counted(self.before, place)
        if any(self._is_regrouped(item, group) for item in {*now, *before}):
            return (REGROUPED,)
        is_activity, others = code in self.now.model.activities, self._others(place)
        if group is None and not is_activity and _shown(self.now) != _shown(self.before):
            return (REGROUPED,)
        if others and (is_activity or others == len(now)):
            return (OTHERS,)
        return ("contents",) if now and before and now != before else ()

    def _others(self, place: Place) -> int | None:
        """Of the organisation: how many items below rest on other departments than before."""
        if place[1] is not None:
            return None
        return sum(
            self._rests_on(self.now, item) != self._rests_on(self.before, item)
            for item in self._counted(self.now, place)
        )

    def _is_regrouped(self, item: str, group: str | None) -> bool:
        """Whether departments that were counted together are not, or the other way round."""
        if (item, group) not in self._known:
            self._known[item, group] = self._has_overlap(item, group)
        return self._known[item, group]

    def _has_overlap(self, item: str, group: str | None) -> bool:
        if group is not None:
            now, before = {group}, {self._same_groups[group]}
        else:
            now, before = self._cells(self.now, item), self._cells(self.before, item)
        return _overlap(
            [self._asked(self.now, item, key) for key in now],
            [self._asked(self.before, item, key) for key in before],
        )

    def _rests_on(self, maker: NodeMaker, item: str) -> frozenset[Departments]:
        """The cells behind the organisation's figure."""
        basis = maker.bases[item]
        groups = ("",) if basis.rule == "pooled" else basis.groups
        return frozenset(self._asked(maker, item, key) for key in groups)

    def _asked(self, maker: NodeMaker, item: str, group: str) -> Departments:
        return maker.released.asked(group=group, item=maker.model.items[item], model=maker.model)

    def _cells(self, maker: NodeMaker, item: str) -> set[str]:
        """The groups in which an item is counted; "" where all are one."""
        if maker.model.is_pooled(maker.model.items[item]):
            return {""}
        return {released.group.key for released in maker.released.groups}

    def _counted(self, maker: NodeMaker, place: Place) -> dict[str, str]:
        """The items below a node that have a figure, each with why it has one."""
        code, group = place
        tree = maker.scores.tree if group is None else maker.scores.group_tree
        figures = maker.scores.figures
        if group is not None:
            key = group if maker is self.now else self._same_groups[group]
            figures = maker.scores.groups.get(key, {})
        branch = tree.branches.get(code)
        return {
            item: figures[item].state
            for item in (branch.items if branch is not None else ())
            if item in figures and _has_figure(figures[item])
        }

    # The earlier round

    @cached_property
    def _verdicts(self) -> dict[str, Verdict]:
        return dict(verdicts(old=self.before.model, new=self.now.model))

    @cached_property
    def _nodes_before(self) -> dict[Place, Node]:
        return {(node.code, node.department): node for node in self.before.nodes()}

    @cached_property
    def _same_groups(self) -> dict[str, str]:
        """By group of this round the key of the earlier one that holds the same departments."""
        before = {frozenset(g.keys): g.key for g in self.before.released.scope.groups()}
        now = {g.key: frozenset(g.keys) for g in self.now.released.scope.groups()}
        return {key: before[members] for key, members in now.items() if members in before}

    def _before(self, place: Place) -> Node | None:
        code, group = place
        return self._nodes_before.get((code, self._same_groups[group] if group else None))


def _shown(maker: NodeMaker) -> set[Departments]:
    return {frozenset(released.group.keys) for released in maker.released.groups}


def _overlap(now: Iterable[Departments], before: Iterable[Departments]) -> bool:
    """Whether a set shares departments with another one, and not all of them."""
    earlier = {key: cell for cell in before for key in cell}
    return any(earlier.get(key, cell) != cell for cell in now for key in cell)


def _refused(node: Node, reasons: tuple[str, ...]) -> NodeChange:
    return NodeChange(
        code=node.code, kind=node.kind, department=node.department, not_comparable=reasons
    )


def _has_figure(figure: Figure) -> bool:
    return figure.score is not None or figure.place is not None


def _both(now: object, before: object) -> bool:
    return now is not None and before is not None
