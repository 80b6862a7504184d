"""Every node as it may be printed, for the organisation and for each reporting group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from readiness.core import agreement
from readiness.core.draws import SLACK, Array, Draws, mean_of, weighted_mean
from readiness.core.ownership import end_bounds, is_small
from readiness.core.release import Agreement, NearMiss, Node, NodeBasis
from readiness.core.scoring import Basis, Scores, counts_in_means, level_reached, shares_at_least

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
        found = [self._overall()]
        for domain in self.model.domains:
            score = _first(self.scores.domains.get(domain.code))
            target = self._target(
                [a for a in domain.activities if a.code not in self.released.scope.closed]
            )
            found.append(self._branch(domain.code, "domain", None, score, target))
            for activity in domain.activities:
                items = [self._item(item, activity) for item in activity.items]
                found += [self._activity(activity, items), *items]
        found += [self._item(item, None) for item in self.model.conditions.items]
        return found

    def _overall(self) -> Node:
        return self._branch(OVERALL, "overall", None, _first(self.scores.overall), None)

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
        basis, score = self.bases[item.code], _first(self.scores.items.get(item.code))
        cells = self._cells(item, basis)
        node = Node(code=item.code, kind="item", department=None, released=score is not None)
        if score is None or not cells:
            return node
        counts = np.sum([np.array(cell.levels) for cell in self._all_cells(item).values()], axis=0)
        shares = np.mean(
            [shares_at_least(np.array([cell.levels], dtype=float))[0] for cell in cells.values()],
            axis=0,
        )
        dk = float(np.mean([_dont_know(cell) for cell in cells.values()]))
        level, reason = self._level(item, shares, dk, counts)
        target = float(activity.target_level) if activity else None
        return Node(
            code=item.code,
            kind="item",
            department=None,
            released=True,
            n=sum(cell.valid for cell in cells.values()),
            dk=self.rounder.percent(dk),
            np=self.rounder.percent(
                float(np.mean([cell.np / cell.answered for cell in cells.values()]))
            ),
            score=self.rounder.score(score),
            level=level,
            level_word=self._word(item, level),
            no_level=reason,
            near_miss=self._near_miss(item, shares, level),
            median=agreement.median(counts=counts, values=self._values(item)),
            target=self.rounder.score(target),
            gap=self.rounder.score(_gap(score, target)),
            band=self._achievement(score, target),
            visibility=self._visibility(dk),
            agreement=self._organisation_agreement(item, counts),
            distribution=tuple(int(count) for count in counts),
            basis=self._basis(item, basis),
        )

    def _all_cells(self, item: Item) -> dict[str, ItemCell]:
        """Every released cell of the item; the pooled one where the audience is pooled."""
        if self.model.is_pooled(item):
            cell = self.released.pooled.get(item.code)
            return {"": cell} if cell is not None and cell.levels is not None else {}
        return self.released.item_cells(item.code)

    def _cells(self, item: Item, basis: Basis) -> dict[str, ItemCell]:
        cells = self._all_cells(item)
        return cells if basis.rule == "pooled" else {key: cells[key] for key in basis.groups}

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
            spread=self._spread(item, scores) if compared else None,
            counted=len(basis.groups) if basis.rule != "pooled" else 1,
            of=len(self.released.groups) if basis.rule != "pooled" else 1,
        )

    def _spread(self, item: Item, scores: Mapping[str, float]) -> float | int | None:
        """Highest less lowest printed score of the groups."""
        printed = [self._clamped(item, key, score) for key, score in scores.items()]
        return self.rounder.score(max(printed) - min(printed))

    def _clamped(self, item: Item, group: str, score: float) -> float:
        small = is_small(self.released.items[group, item.code].valid, self.released, self.model)
        low, high = end_bounds(values=self._values(item), small=small, model=self.model)
        return min(max(score, low), high)

    def _organisation_agreement(self, item: Item, counts: Array) -> Agreement:
        rules, values = self.model.rules.agreement, self._values(item)
        raw = agreement.rwg(counts=counts, values=values, null_variance=rules.null_variance)
        ad = agreement.ad_median(counts=counts, values=values)
        if raw is None or ad is None:
            return Agreement()
        cells = (
            [] if self.model.is_pooled(item) else [*self.released.item_cells(item.code).values()]
        )
        enough = len(cells) >= self.model.rules.between_departments.departments
        groups = [np.array(cell.levels, dtype=float) for cell in cells]
        icc1, icc2 = agreement.intraclass(groups=groups, values=values) if enough else (None, None)
        one = agreement.is_one_view(raw=raw, ad=ad, small=False, rules=rules)
        return Agreement(
            view="one_view" if one else "mixed_view",
            band=agreement.band(raw=raw, rules=rules),
            rwg=self.rounder.figure(raw),
            ad=self.rounder.figure(ad),
            icc1=self.rounder.figure(icc1),
            icc2=self.rounder.figure(icc2),
        )

    # A reporting group

    def _group(self, group: str) -> list[Node]:
        found: list[Node] = []
        domain_scores: list[Array] = []
        for domain in self.model.domains:
            rows, scored = [], []
            for activity in domain.activities:
                items = [
                    self._group_item(item, activity, group)
                    for item in activity.items
                    if not self.model.is_pooled(item)
                ]
                score = self._group_score(
                    [item for item in activity.items if not self.model.is_pooled(item)], group
                )
                if score is not None and activity.code not in self.released.scope.closed:
                    scored.append((np.array([score]), float(activity.weight), activity))
                else:
                    score = None
                rows += [self._group_activity(activity, items, group, score), *items]
            mean = (
                float(weighted_mean([s for s, _w, _a in scored], [w for _s, w, _a in scored])[0])
                if scored
                else None
            )
            target = self._target([a for _s, _w, a in scored])
            found += [self._branch(domain.code, "domain", group, mean, target), *rows]
            if mean is not None:
                domain_scores.append(np.array([mean]))
        overall = _first(mean_of(domain_scores))
        return [self._branch(OVERALL, "overall", group, overall, None), *found]

    def _group_score(self, items: list[Item], group: str) -> float | None:
        """Mean of the group's printed item scores, so that unanimity cannot be worked back."""
        share = self.model.rules.not_part_share
        found = [
            np.array(
                [self._clamped(item, group, float(self.scores.group_items[group, item.code][0]))]
            )
            for item in items
            if (cell := self.released.items.get((group, item.code))) is not None
            and counts_in_means(cell=cell, not_part_share=share)
        ]
        return _first(mean_of(found))

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
            score_bound=first.score_bound if len(items) == 1 else None,
            level=first.level,
            level_word=first.level_word,
            no_level=first.no_level,
            median=first.median,
            target=self.rounder.score(float(activity.target_level)),
            gap=self.rounder.score(_gap(score, activity.target_level)),
            band=self._achievement(score, activity.target_level),
            agreement=first.agreement,
        )

    def _group_item(self, item: Item, activity: Activity, group: str) -> Node:
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
        if cell.levels is None:
            return replace(node, no_level="too_few")
        if not counts_in_means(cell=cell, not_part_share=self.model.rules.not_part_share):
            return replace(node, no_level="not_part")
        return self._group_figures(node, item, activity, cell, group, dk)

    def _group_figures(
        self, node: Node, item: Item, activity: Activity, cell: ItemCell, group: str, dk: float
    ) -> Node:
        counts = np.array(cell.levels, dtype=float)
        exact = float(self.scores.group_items[group, item.code][0])
        score = self._clamped(item, group, exact)
        small = is_small(cell.valid, self.released, self.model)
        level, reason = self._level(item, shares_at_least(counts[None, :])[0], dk, counts)
        target = float(activity.target_level)
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
            agreement=self._group_agreement(item, counts, small=small),
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

    def _group_agreement(self, item: Item, counts: Array, *, small: bool) -> Agreement:
        rules, values = self.model.rules.agreement, self._values(item)
        raw = agreement.rwg(counts=counts, values=values, null_variance=rules.null_variance)
        ad = agreement.ad_median(counts=counts, values=values)
        if raw is None or ad is None:
            return Agreement()
        one = agreement.is_one_view(
            raw=raw, ad=ad, small=counts.sum() < self.model.rules.release.bands_from, rules=rules
        )
        view = "one_view" if one else "mixed_view"
        return Agreement(view=view, band=None if small else agreement.band(raw=raw, rules=rules))

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


def _dont_know(cell: ItemCell) -> float:
    """Visibility: don't know among levels and don't know."""
    known = cell.valid + cell.dk
    return cell.dk / known if known else 0.0
