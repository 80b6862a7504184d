"""Every node as it may be printed, for the organisation and for each reporting group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.agreement import rwg_star
from readiness.core.draws import SLACK, Array, weighted_mean
from readiness.core.item_nodes import Fields, ItemMaker, reasons
from readiness.core.leaves import Figure, level_target, node_target
from readiness.core.release import Agreement, Node, NodeBasis
from readiness.core.rounding import whole
from readiness.core.shares import achievement, gap
from readiness.core.tree import OVERALL, Branch, Tree

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.intervals import Estimate
    from readiness.core.parts import Activity, Domain
    from readiness.core.rounding import Rounder
    from readiness.core.scoring import Basis, Scores


@dataclass(frozen=True, kw_only=True)
class NodeMaker:
    """What node figures are made from. ``scores`` are those of the observed answers."""

    model: ActivityModel
    released: ReleasedTally
    scores: Scores
    bases: Mapping[str, Basis]
    rounder: Rounder

    def nodes(self) -> tuple[Node, ...]:
        """Organisation first, then each group in scope; from the whole down to the items."""
        return self._nodes

    @cached_property
    def _nodes(self) -> tuple[Node, ...]:
        found = [*self._all(None)]
        for group in self.released.scope.groups():
            found += self._all(group.key)
        return tuple(found)

    @cached_property
    def _items(self) -> ItemMaker:
        return ItemMaker(
            model=self.model,
            released=self.released,
            scores=self.scores,
            bases=self.bases,
            rounder=self.rounder,
        )

    def _all(self, group: str | None) -> Iterator[Node]:
        tree = self.scores.tree if group is None else self.scores.group_tree
        view = _View(maker=self, tree=tree, group=group)
        yield view.branch(tree.branches[OVERALL])
        for domain in self.model.domains:
            yield from view.domain(domain, OVERALL)
        for item in self.model.conditions.items if self.model.conditions else ():
            if group is None or not self.model.is_pooled(item):
                yield view.item(item.code)

    def raw_rwg(self, code: str) -> float | None:
        """The organisation's r_wg on an item, not rounded; None where it is not printed."""
        return self._items.raw_rwg(self.model.items[code])

    def estimate(self, code: str) -> Estimate | None:
        """The organisation's score on an item with its spread."""
        return self._items.estimate(self.model.items[code])

    def item(self, code: str, group: str | None) -> Node:
        """An item of the organisation or of one group."""
        item = self.model.items[code]
        return self._items.organisation(item) if group is None else self._items.group(item, group)


@dataclass(frozen=True, kw_only=True)
class _View:
    """The nodes of the organisation (``group`` None) or of one group."""

    maker: NodeMaker
    tree: Tree
    group: str | None

    def domain(self, domain: Domain, parent: str) -> Iterator[Node]:
        if domain.code in self.tree.branches:
            yield self.branch(self.tree.branches[domain.code])
        elif self._kept(domain.code, domain.all_activities):
            yield self._empty(domain.code, "domain", parent)
        else:
            return
        for inner in domain.domains:
            yield from self.domain(inner, domain.code)
        for activity in domain.activities:
            yield from self._activity(activity, domain.code)

    def _activity(self, activity: Activity, parent: str) -> Iterator[Node]:
        codes = [item.code for item in activity.items if self._asked(item.code)]
        items = [self.item(code) for code in codes]
        if activity.code in self.tree.branches:
            yield self._with_key_item(activity, items)
        elif self._kept(activity.code, [activity]):
            yield self._empty(activity.code, "activity", parent)
        yield from items

    def _asked(self, code: str) -> bool:
        """Whether the item has a row: pooled items have none in a group, others out of profile."""
        item = self.maker.model.items[code]
        pooled = self.group is not None and self.maker.model.is_pooled(item)
        return not pooled and item.is_in(self.maker.released.scope.profile)

    def _kept(self, code: str, activities: Sequence[Activity]) -> bool:
        """Whether a node outside this tree has a row: the organisation has it, or it is closed."""
        if code in self.maker.scores.tree.branches:
            return True
        closed = self.maker.released.scope.closed
        return any(activity.code in closed for activity in activities)

    def _empty(self, code: str, kind: str, parent: str | None) -> Node:
        return Node(code=code, kind=kind, department=self.group, released=False, parent=parent)

    def item(self, code: str) -> Node:
        """An item of the organisation or of the group."""
        return self.maker.item(code, self.group)

    def branch(self, branch: Branch) -> Node:
        """A domain, an activity or the whole."""
        figure = self._figures.get(branch.code)
        node = self._empty(branch.code, branch.kind, self.tree.parents.get(branch.code))
        if figure is None or not figure.answered:
            return node
        score, level = _first(figure.score), whole(_first(figure.level))
        if branch.level is None:
            level = None
        target = self._target(branch)
        low, high = branch.span or (None, None)
        shown = score is not None
        return replace(
            node,
            released=shown or figure.level is not None,
            score=self._round(score),
            low=whole(low),
            high=whole(high),
            level=level,
            level_word=self._word(branch, level),
            target=self._round(target) if shown else None,
            gap=self._round(self._gap(branch, score, target)),
            target_level=level_target(branch) if branch.level is not None else None,
            level_gap=self._level_gap(branch, level),
            band=achievement(
                score=score,
                target=target,
                low=low or 0.0,
                cuts=self.maker.model.rules.achievement.cuts,
            ),
            at_target=self._at_target(branch),
            agreement=self._agreement(branch),
            basis=self._basis(branch, figure),
        )

    @property
    def _figures(self) -> Mapping[str, Figure]:
        if self.group is None:
            return self.maker.scores.figures
        return self.maker.scores.groups.get(self.group, {})

    def _round(self, value: float | None) -> float | None:
        return self.maker.rounder.score(value)

    def _word(self, branch: Branch, level: float | None) -> str | None:
        scale = branch.level.scale if branch.level is not None else None
        if level is None or scale is None:
            return None
        return self.maker.model.scales[scale].name(level)

    def _level_gap(self, branch: Branch, level: float | None) -> int | None:
        goal = level_target(branch)
        return None if goal is None or level is None else max(0, goal - int(level))

    # Targets of what is above the activities

    def _target(self, branch: Branch) -> float | None:
        """The node's own target; else the mean of the targets of the parts that have a score."""
        own = node_target(branch)
        if own is not None or branch.kind != "domain":
            return own
        found = self._part_targets(branch)
        return _weighted(found) if found else None

    def _gap(self, branch: Branch, score: float | None, target: float | None) -> float | None:
        """What is missing. A mean of targets takes the mean of gaps: no surplus hides a gap."""
        if branch.kind != "domain" or node_target(branch) is not None:
            return gap(score=score, target=target)
        parts = self._part_targets(branch)
        gaps = []
        for code, weight, goal in parts or []:
            inner = self.tree.branches[code]
            missing = self._gap(inner, _first(self._figures[code].score), goal)
            gaps.append((code, weight, missing or 0.0))
        return _weighted(gaps) if gaps and score is not None else None

    def _part_targets(self, branch: Branch) -> list[tuple[str, float, float]] | None:
        """Code, weight, target of the scored parts of a plain mean; None if one has no target."""
        rule, found = branch.score, []
        if rule.rule != "mean" or rule.of != "parts" or rule.onto or rule.at_level is not None:
            return None
        for code in branch.parts:
            figure, weight = self._figures[code], self.tree.part_weight(code)
            if figure.score is None or not figure.answered or weight <= 0:
                continue
            target = self._target(self.tree.branches[code])
            if target is None:
                return None
            found.append((code, weight, target))
        return found

    def _agreement(self, branch: Branch) -> Agreement:
        """The mean of the items' r_wg, of the organisation's activities and domains alone."""
        if self.group is not None or branch.kind == "overall":
            return Agreement()
        raws = [self.maker.raw_rwg(code) for code in branch.items]
        return Agreement(rwg_star=self.maker.rounder.figure(rwg_star(raws=raws)))

    def _at_target(self, branch: Branch) -> int | None:
        """How many activities below reach their target score or level; None if none has one."""
        if branch.kind == "activity" or self.group is not None:
            return None
        reached = [
            done
            for code in self._activities_below(branch)
            if (done := self._reached(self.tree.branches[code])) is not None
        ]
        return sum(reached) if reached else None

    def _reached(self, branch: Branch) -> bool | None:
        figure = self._figures[branch.code]
        target, score = node_target(branch), _first(figure.score)
        if target is not None and score is not None and figure.answered:
            return target - score <= SLACK
        goal, level = level_target(branch), _first(figure.level)
        return None if goal is None or level is None else level >= goal

    def _activities_below(self, branch: Branch) -> list[str]:
        found: list[str] = []
        for code in branch.parts:
            inner = self.tree.branches.get(code)
            if inner is not None:
                found += [code] if inner.kind == "activity" else self._activities_below(inner)
        return found

    def _basis(self, branch: Branch, figure: Figure) -> NodeBasis | None:
        if self.group is not None and branch.kind != "activity":
            return None
        of_group = self.group is not None and self.maker.released.scope.confidential
        left_out = reasons(figure.left_out, confidential=of_group)
        if branch.kind == "activity":
            return NodeBasis(
                rule=_rule(branch),
                counted=figure.counted,
                of=figure.of,
                left_out=left_out,
            )
        below = self._activities_below(branch)
        scored = [c for c in below if (f := self._figures[c]).answered and _has_figure(f)]
        return NodeBasis(rule=_rule(branch), counted=len(scored), of=len(below), left_out=left_out)

    # Activities

    def _with_key_item(self, activity: Activity, items: list[Node]) -> Node:
        """The activity; what its key item says of people, levels and agreement stands there too."""
        branch = self.tree.branches[activity.code]
        node = self.branch(branch)
        key = self.maker.model.key_items.get(activity.code)
        first = next((i for i in items if key is not None and i.code == key.code), None)
        scored = [item for item in items if item.score is not None]
        if not node.released:
            return node
        fields: Fields = {"score_bound": scored[0].score_bound if len(scored) == 1 else None}
        if first is None:
            fields["n"] = min((i.n for i in items if i.n is not None), default=None)
            return replace(node, **fields)
        fields |= {
            "n": first.n,
            "dk": first.dk,
            "np": first.np,
            "median": first.median,
            "visibility": first.visibility if self.group is None else None,
            "agreement": replace(first.agreement, rwg_star=node.agreement.rwg_star),
            "near_miss": first.near_miss,
            "basis": first.basis if self.group is None else None,
        }
        if branch.level is None:
            fields |= {
                "level": first.level,
                "level_word": first.level_word,
                "no_level": first.no_level,
                "target_level": level_target(branch),
                "level_gap": self._level_gap(branch, first.level),
            }
        return replace(node, **fields)


def _rule(branch: Branch) -> str:
    """Which rule made the figure, as the model names it."""
    if branch.score.rule == "none":
        return branch.level.rule if branch.level is not None else "none"
    if branch.kind != "activity" and branch.score.rule == "mean" and branch.level is None:
        return "activities"
    return branch.score.rule


def _has_figure(figure: Figure) -> bool:
    return figure.score is not None or figure.level is not None


def _weighted(found: list[tuple[str, float, float]]) -> float:
    arrays = [np.array([value]) for _code, _weight, value in found]
    return float(weighted_mean(arrays, [weight for _code, weight, _value in found])[0])


def _first(array: Array | None) -> float | None:
    return None if array is None or np.isnan(array[0]) else float(array[0])
