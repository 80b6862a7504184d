"""Every node as it may be printed, for the organisation and for each reporting group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from readiness.core import agreement
from readiness.core.draws import SLACK, Array, Draws, mean_of, weighted_mean
from readiness.core.release import Agreement, NearMiss, Node, NodeBasis
from readiness.core.scoring import (
    Basis,
    Scores,
    counts_in_means,
    end_bounds,
    is_not_part,
    is_small,
    level_reached,
    open_activities,
    shares_at_least,
)

if TYPE_CHECKING:
    from readiness.core.activity_model import Activity, ActivityModel, Item
    from readiness.core.disclosure import ItemCell, ReleasedTally
    from readiness.core.rounding import Rounder

OVERALL = "overall"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeMaker:
    """What node figures are made from. ``draws`` are the observed ones."""

    model: ActivityModel
    released: ReleasedTally
    draws: Draws
    scores: Scores
    bases: Mapping[str, Basis]
    rounder: Rounder

    def nodes(self) -> tuple[Node, ...]:
        """Organisation first, then each group in scope; from the whole down to the items."""
        found = self._organisation()
        for group in self.released.scope.groups():
            found += self._group(group.key)
        return tuple(found)

    # The organisation

    def _organisation(self) -> list[Node]:
        found = [self._whole(OVERALL, "overall", self.scores.overall, self._open())]
        for domain in self.model.domains:
            within = [activity for activity in self._open() if activity in domain.activities]
            score = self.scores.domains.get(domain.code)
            found.append(self._whole(domain.code, "domain", score, within))
            for activity in domain.activities:
                items = [self._item(item, activity) for item in activity.items]
                found += [self._activity(activity, items), *items]
        found += [self._item(item, None) for item in self.model.conditions.items]
        return found

    def _open(self) -> list[Activity]:
        return open_activities(model=self.model, scope=self.released.scope)

    def _whole(self, code: str, kind: str, score: Array | None, within: list[Activity]) -> Node:
        """A domain or the whole, with how many of its activities are at target."""
        scores = self.scores.activities
        scored = [activity for activity in within if activity.code in scores]
        target = self._target(scored) if kind == "domain" else None
        node = self._branch(code, kind, None, _first(score), target)
        reached = [a for a in scored if a.target_level - scores[a.code][0] <= SLACK]
        basis = NodeBasis(rule="activities", counted=len(scored), of=len(within))
        return replace(node, at_target=len(reached), basis=basis) if scored else node

    def _branch(
        self, code: str, kind: str, group: str | None, score: float | None, target: float | None
    ) -> Node:
        """A domain or the whole: a score, a target of its own scale, no level."""
        return Node(
            code=code,
            kind=kind,
            department=group,
            released=score is not None,
            score=self.rounder.score(score),
            target=self.rounder.score(target) if score is not None else None,
            gap=self.rounder.score(_gap(score, target)),
            band=self._achievement(score, target),
        )

    def _target(self, activities: list[Activity]) -> float | None:
        """Weighted mean of the activities' targets."""
        if not activities:
            return None
        arrays = [np.array([float(activity.target_level)]) for activity in activities]
        return float(weighted_mean(arrays, [float(a.weight) for a in activities])[0])

    def _activity(self, activity: Activity, items: list[Node]) -> Node:
        if activity.code in self.released.scope.closed:
            return Node(code=activity.code, kind="activity", department=None, released=False)
        score = _first(self.scores.activities.get(activity.code))
        first = items[0]
        return Node(
            code=activity.code,
            kind="activity",
            department=None,
            released=score is not None,
            n=first.n,
            dk=first.dk,
            np=first.np,
            score=self.rounder.score(score),
            score_bound=_only_bound(items),
            level=first.level,
            level_word=first.level_word,
            no_level=first.no_level,
            near_miss=first.near_miss,
            median=first.median,
            target=self.rounder.score(float(activity.target_level)) if score is not None else None,
            gap=self.rounder.score(_gap(score, activity.target_level)),
            band=self._achievement(score, activity.target_level),
            visibility=first.visibility,
            agreement=first.agreement,
            basis=first.basis,
        )

    def _item(self, item: Item, activity: Activity | None) -> Node:
        node = Node(code=item.code, kind="item", department=None, released=False)
        basis, answered = self.bases[item.code], self._answered(item)
        if not answered:
            return node
        said = [answered[basis.groups[0]]] if basis.rule == "lead" else [*answered.values()]
        asked = [cell for cell in said if not self._is_not_part(cell)]
        dk = float(np.mean([_dont_know(cell) for cell in asked or said]))
        node = replace(
            node,
            released=True,
            n=sum(cell.valid for cell in said),
            dk=self.rounder.percent(dk),
            np=self.rounder.percent(float(np.mean([cell.np / cell.answered for cell in said]))),
            visibility=self._visibility(dk),
        )
        cells = [answered[group] for group in self._groups_of(basis)]
        cells = [cell for cell in cells if cell.levels is not None]
        if not cells:
            return replace(node, no_level="too_few" if asked else "not_part")
        return self._item_figures(node, item, activity, cells, dk)

    def _item_figures(
        self, node: Node, item: Item, activity: Activity | None, cells: list[ItemCell], dk: float
    ) -> Node:
        """The figures that rest on ``cells``; those of a single group show no more than its own."""
        basis, score = self.bases[item.code], float(self.scores.items[item.code][0])
        counts = np.sum([np.array(cell.levels, dtype=float) for cell in cells], axis=0)
        shares = np.mean(
            [shares_at_least(np.array([cell.levels], dtype=float))[0] for cell in cells], axis=0
        )
        small = is_small(int(counts.sum()), self.released, self.model)
        alone = len(cells) == 1 and basis.rule != "pooled" and self.released.scope.confidential
        detailed = not small and not alone
        level, reason = self._level(item, shares, dk, counts)
        target = float(activity.target_level) if activity else None
        icc1, icc2 = self._between(item)
        return replace(
            node,
            n=int(counts.sum()),
            score=self.rounder.score(score),
            score_bound=self._bound(item, score, small=small),
            level=level,
            level_word=self._word(item, level),
            no_level=reason,
            near_miss=self._near_miss(item, shares, level) if detailed else None,
            median=None if small else agreement.median(counts=counts, values=self._values(item)),
            target=self.rounder.score(target),
            gap=self.rounder.score(_gap(score, target)),
            band=self._achievement(score, target),
            agreement=replace(
                self._agreement(item, counts, small=small, detailed=detailed),
                icc1=self.rounder.figure(icc1),
                icc2=self.rounder.figure(icc2),
            ),
            distribution=tuple(int(count) for count in counts) if detailed else None,
            basis=self._basis(item, basis),
        )

    def _answered(self, item: Item) -> dict[str, ItemCell]:
        """Every cell of the item that is shown, if only as a count, by group; "" is pooled."""
        if self.model.is_pooled(item):
            cell = self.released.pooled.get(item.code)
            return {} if cell is None else {"": cell}
        keys = [released.group.key for released in self.released.groups]
        cells = {key: self.released.items.get((key, item.code)) for key in keys}
        return {key: cell for key, cell in cells.items() if cell is not None}

    def _groups_of(self, basis: Basis) -> tuple[str, ...]:
        return ("",) if basis.rule == "pooled" else basis.groups

    def _is_not_part(self, cell: ItemCell) -> bool:
        return is_not_part(cell=cell, not_part_share=self.model.rules.not_part_share)

    def _basis(self, item: Item, basis: Basis) -> NodeBasis:
        scores = {key: float(self.scores.group_items[key, item.code][0]) for key in basis.groups}
        low, high = (
            (min(scores, key=lambda k: (scores[k], k)), max(scores, key=lambda k: (scores[k], k)))
            if scores
            else (None, None)
        )
        compared = len(scores) >= 2 and basis.rule != "lead"  # noqa: PLR2004 - one has no range
        return NodeBasis(
            rule=basis.rule,
            lead=basis.groups[0] if basis.rule == "lead" else None,
            lowest=low if compared else None,
            highest=high if compared else None,
            spread=self.rounder.score(max(scores.values()) - min(scores.values()))
            if compared
            else None,
            counted=len(basis.groups) if basis.rule != "pooled" else 1,
            of=len(self.released.groups) if basis.rule != "pooled" else 1,
        )

    def _agreement(self, item: Item, counts: Array, *, small: bool, detailed: bool) -> Agreement:
        """The two-way mark, from ten answers a band, and figures for the organisation alone."""
        rules, values = self.model.rules.agreement, self._values(item)
        raw = agreement.rwg(counts=counts, values=values, null_variance=rules.null_variance)
        ad = agreement.ad_median(counts=counts, values=values)
        if raw is None or ad is None:
            return Agreement()
        few = counts.sum() < self.model.rules.release.bands_from
        one = agreement.is_one_view(raw=raw, ad=ad, small=few, rules=rules)
        return Agreement(
            view="one_view" if one else "mixed_view",
            band=None if small else agreement.band(raw=raw, rules=rules),
            rwg=self.rounder.figure(raw) if detailed else None,
            ad=self.rounder.figure(ad) if detailed else None,
        )

    def _between(self, item: Item) -> tuple[float | None, float | None]:
        """ICC(1) and ICC(2) over the groups that count, where there are enough of them."""
        cells = [] if self.model.is_pooled(item) else [*self._answered(item).values()]
        share = self.model.rules.not_part_share
        cells = [cell for cell in cells if counts_in_means(cell=cell, not_part_share=share)]
        if len(cells) < self.model.rules.between_departments.departments:
            return None, None
        groups = [np.array(cell.levels, dtype=float) for cell in cells]
        return agreement.intraclass(groups=groups, values=self._values(item))

    # A reporting group

    def _group(self, group: str) -> list[Node]:
        found: list[Node] = []
        domain_scores: list[Array] = []
        for domain in self.model.domains:
            rows: list[Node] = []
            scored: list[tuple[Array, Activity]] = []
            for activity in domain.activities:
                own = [item for item in activity.items if not self.model.is_pooled(item)]
                items = [self._group_item(item, activity, group) for item in own]
                score = self._group_score(own, group)
                rows += [self._group_activity(activity, items, group, _first(score)), *items]
                if score is not None:
                    scored.append((score, activity))
            target = self._target([activity for _score, activity in scored])
            if scored:
                weights = [float(activity.weight) for _score, activity in scored]
                domain_scores.append(weighted_mean([s for s, _activity in scored], weights))
            score = domain_scores[-1] if scored else None
            found += [self._branch(domain.code, "domain", group, _first(score), target), *rows]
        overall = _first(mean_of(domain_scores))
        moods = [i for i in self.model.conditions.items if not self.model.is_pooled(i)]
        found += [self._group_item(item, None, group) for item in moods]
        return [self._branch(OVERALL, "overall", group, overall, None), *found]

    def _group_score(self, items: list[Item], group: str) -> Array | None:
        """Mean of the group's item scores."""
        cells = {item.code: self.released.items.get((group, item.code)) for item in items}
        share = self.model.rules.not_part_share
        return mean_of(
            [
                self.scores.group_items[group, code]
                for code, cell in cells.items()
                if cell is not None and counts_in_means(cell=cell, not_part_share=share)
            ]
        )

    def _group_activity(
        self, activity: Activity, items: list[Node], group: str, score: float | None
    ) -> Node:
        first = items[0] if items else None
        if score is None or first is None:
            return Node(code=activity.code, kind="activity", department=group, released=False)
        return Node(
            code=activity.code,
            kind="activity",
            department=group,
            released=True,
            n=first.n,
            dk=first.dk,
            np=first.np,
            score=self.rounder.score(score),
            score_bound=_only_bound(items),
            level=first.level,
            level_word=first.level_word,
            no_level=first.no_level,
            median=first.median,
            target=self.rounder.score(float(activity.target_level)),
            gap=self.rounder.score(_gap(score, activity.target_level)),
            band=self._achievement(score, activity.target_level),
            agreement=first.agreement,
        )

    def _group_item(self, item: Item, activity: Activity | None, group: str) -> Node:
        cell = self.released.items.get((group, item.code))
        if cell is None:
            return Node(code=item.code, kind="item", department=group, released=False)
        dk = _dont_know(cell)
        node = Node(
            code=item.code,
            kind="item",
            department=group,
            released=True,
            n=cell.valid,
            dk=self.rounder.percent(dk),
            np=self.rounder.percent(cell.np / cell.answered),
            visibility=self._visibility(dk),
        )
        if self._is_not_part(cell):
            return replace(node, no_level="not_part")
        if cell.levels is None:
            return replace(node, no_level="too_few")
        counts = np.array(cell.levels, dtype=float)
        score = float(self.scores.group_items[group, item.code][0])
        small = is_small(cell.valid, self.released, self.model)
        level, reason = self._level(item, shares_at_least(counts[None, :])[0], dk, counts)
        target = float(activity.target_level) if activity else None
        return replace(
            node,
            score=self.rounder.score(score),
            score_bound=self._bound(item, score, small=small),
            level=level,
            level_word=self._word(item, level),
            no_level=reason,
            median=None if small else agreement.median(counts=counts, values=self._values(item)),
            target=self.rounder.score(target),
            gap=self.rounder.score(_gap(score, target)),
            band=self._achievement(score, target),
            agreement=self._agreement(item, counts, small=small, detailed=False),
        )

    def _bound(self, item: Item, score: float, *, small: bool) -> str | None:
        """Whether the score is printed as "or below" or "or above"."""
        if not small:
            return None
        low, high = end_bounds(values=self._values(item), small=True, model=self.model)
        printed = self.rounder.score(score) or 0.0
        if printed <= (self.rounder.score(low) or 0.0):
            return "or_below"
        return "or_above" if printed >= (self.rounder.score(high) or 0.0) else None

    # Both

    def _values(self, item: Item) -> tuple[int, ...]:
        return self.model.scales[item.scale].values

    def _word(self, item: Item, level: int | None) -> str | None:
        return None if level is None else self.model.scales[item.scale].name(level)

    def _level(
        self, item: Item, shares: Array, dk: float, counts: Array
    ) -> tuple[int | None, str | None]:
        """The level reached, or why none is printed."""
        rules = self.model.rules
        if dk >= rules.visibility.not_visible - SLACK:
            return None, "not_visible"
        raw = agreement.rwg(
            counts=counts, values=self._values(item), null_variance=rules.agreement.null_variance
        )
        if raw is not None and raw < -SLACK:
            return None, "polarised"
        return level_reached(
            shares=shares, values=self._values(item), share=rules.level.share
        ), None

    def _near_miss(self, item: Item, shares: Array, level: int | None) -> NearMiss | None:
        """The next level, when its share is short by no more than the near-miss distance."""
        rule, values = self.model.rules.level, self._values(item)
        if level is None or level == values[-1]:
            return None
        place = values.index(level) + 1
        if shares[place] < rule.share - rule.near_miss - SLACK:
            return None
        return NearMiss(
            name=str(values[place]),
            share=self.rounder.percent(float(shares[place])),
            needed=self.rounder.percent(rule.share),
        )

    def _visibility(self, dk: float) -> str:
        rule = self.model.rules.visibility
        if dk >= rule.not_visible - SLACK:
            return "not_visible"
        return "caution" if dk >= rule.caution - SLACK else "visible"

    def _achievement(self, score: float | None, target: float | None) -> str | None:
        """ISO/IEC 33020 words for the score as a share of the target; upper ends are closed."""
        if score is None or not target:
            return None
        rules, share = self.model.rules.achievement, score / target
        steps = (("fully", rules.fully), ("largely", rules.largely), ("partly", rules.partly))
        return next((word for word, above in steps if share > above + SLACK), "not")


def _first(array: Array | None) -> float | None:
    if array is None or np.isnan(array[0]):
        return None
    return float(array[0])


def _gap(score: float | None, target: float | None) -> float | None:
    return None if score is None or target is None else max(0.0, target - score)


def _only_bound(items: list[Node]) -> str | None:
    """The bound of the only item with a score, which is then the activity's."""
    scored = [item for item in items if item.score is not None]
    return scored[0].score_bound if len(scored) == 1 else None


def _dont_know(cell: ItemCell) -> float:
    """Visibility: don't know among levels and don't know."""
    known = cell.valid + cell.dk
    return cell.dk / known if known else 0.0
