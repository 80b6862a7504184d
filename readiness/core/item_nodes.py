"""Items as they may be printed, for the organisation and for each reporting group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from readiness.core import agreement
from readiness.core.disclosure import is_small
from readiness.core.draws import SLACK, Array
from readiness.core.intervals import Estimate, estimate_of, interval_of
from readiness.core.leaves import item_target
from readiness.core.release import Agreement, NearMiss, Node, NodeBasis
from readiness.core.rounding import whole
from readiness.core.scoring import (
    ENOUGH_GROUPS,
    Basis,
    Scores,
    counts_in_means,
    end_bounds,
    is_not_part,
    level_reached,
    score_of,
    shares_at_least,
    tells_of_few,
)
from readiness.core.shares import achievement, gap, visibility

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ItemCell, ReleasedTally
    from readiness.core.parts import Item
    from readiness.core.rounding import Rounder
    from readiness.core.scales import Scale


Fields = dict[str, Any]
"""Some fields of a Node by name, so that each Node is made once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMaker:
    """What item figures are made from. ``scores`` are those of the observed answers."""

    model: ActivityModel
    released: ReleasedTally
    scores: Scores
    bases: Mapping[str, Basis]
    rounder: Rounder

    def organisation(self, item: Item) -> Node:
        """The item for the whole organisation."""
        place, basis, answered = self._place(item), self.bases[item.code], self._answered(item)
        if not answered:
            return Node(department=None, released=False, **place)
        said = [answered[basis.groups[0]]] if basis.rule == "lead" else [*answered.values()]
        asked = [cell for cell in said if not self._is_not_part(cell)]
        dk = float(np.mean([_dont_know(cell) for cell in asked or said]))
        fields = place | {
            "n": sum(cell.valid for cell in said),
            "dk": self.rounder.percent(dk),
            "np": self.rounder.percent(float(np.mean([c.np / c.answered for c in said]))),
            "visibility": self._visibility(dk),
        }
        cells = [*self._counted(item).values()]
        if not cells:
            fields["no_level"] = self._why_none([*answered.values()])
        else:
            fields |= self._item_figures(item, cells, dk)
        return Node(department=None, released=True, **fields)

    def _item_figures(self, item: Item, cells: list[ItemCell], dk: float) -> Fields:
        """The figures that rest on ``cells``; those of a single group show no more than its own."""
        basis, score = self.bases[item.code], float(self.scores.items[item.code][0])
        counts = np.sum([np.array(cell.levels, dtype=float) for cell in cells], axis=0)
        shares = np.mean(
            [shares_at_least(np.array([cell.levels], dtype=float))[0] for cell in cells], axis=0
        )
        n = int(counts.sum())
        small, detailed = self._is_small(n), self._is_detailed(item, cells)
        held_back = len(cells) > 1 and not detailed
        raw = self._raw(item, counts)
        level, reason = self._level(item, shares, dk, raw)
        icc1, icc2 = self._between(item)
        found = self._agreement(item, counts, raw, small=small, detailed=detailed)
        return self._scored(item, score, n=n) | {
            "n": n,
            "interval": self._interval(item),
            "level": level,
            "level_word": self._word(item, level),
            "no_level": reason,
            "near_miss": self._near_miss(item, shares, level) if detailed else None,
            "median": self._median(item, counts, small=small or held_back),
            "agreement": replace(
                found, icc1=self.rounder.figure(icc1), icc2=self.rounder.figure(icc2)
            ),
            "distribution": tuple(int(count) for count in counts) if detailed else None,
            "basis": self._basis(item, basis),
        }

    def _is_detailed(self, item: Item, cells: list[ItemCell]) -> bool:
        """Whether the answers of all ``cells`` may be shown in one distribution."""
        if not self.released.scope.confidential:
            return True
        pooled, sizes = self.model.is_pooled(item), [cell.valid for cell in cells]
        contributing = len(self.released.groups) if pooled else len(cells)
        if contributing == 1 or self._is_small(sum(sizes)):
            return False
        return not self._tells_of_a_small_group(item, cells)

    def _tells_of_a_small_group(self, item: Item, cells: list[ItemCell]) -> bool:
        """Whether figures over ``cells`` would show what a small one of them must not."""
        if len(cells) > 1 and tells_of_few(
            sizes=[cell.valid for cell in cells], released=self.released, model=self.model
        ):
            return True
        return any(self._is_small(cell.valid) and self._is_at_an_end(item, cell) for cell in cells)

    def _is_at_an_end(self, item: Item, cell: ItemCell) -> bool:
        values = self._values(item)
        score = score_of(counts=np.array([cell.levels], dtype=float), values=values)
        return self._bound(item, float(score[0]), n=cell.valid) is not None

    def _is_small(self, n: int) -> bool:
        return is_small(n, scope=self.released.scope, model=self.model)

    def _answered(self, item: Item) -> dict[str, ItemCell]:
        """Every cell of the item that is shown, if only as a count, by group; "" is pooled."""
        if self.model.is_pooled(item):
            cell = self.released.pooled.get(item.code)
            return {} if cell is None else {"": cell}
        keys = [released.group.key for released in self.released.groups]
        cells = {key: self.released.items.get((key, item.code)) for key in keys}
        return {key: cell for key, cell in cells.items() if cell is not None}

    def _counted(self, item: Item) -> dict[str, ItemCell]:
        """The cells that the organisation's figure rests on."""
        basis, answered = self.bases[item.code], self._answered(item)
        groups = ("",) if basis.rule == "pooled" else basis.groups
        cells = {group: answered[group] for group in groups if group in answered}
        return {group: cell for group, cell in cells.items() if cell.levels is not None}

    def raw_rwg(self, item: Item) -> float | None:
        """The organisation's r_wg, not rounded; None where it is not printed."""
        cells = [*self._counted(item).values()]
        if not cells or not self._is_detailed(item, cells):
            return None
        counts = np.sum([np.array(cell.levels, dtype=float) for cell in cells], axis=0)
        return self._raw(item, counts)

    def _raw(self, item: Item, counts: Array) -> float | None:
        return agreement.rwg(
            counts=counts, values=self._values(item), null_variance=self._null_variance(item)
        )

    def estimate(self, item: Item) -> Estimate | None:
        """The organisation's score with its spread; None where agreement is not printed either."""
        cells = self._counted(item)
        if not cells or self._scale(item).ordinal or not self._is_detailed(item, [*cells.values()]):
            return None
        if self.model.is_pooled(item):
            means = [float(self.scores.items[item.code][0])]
        else:
            means = [float(self.scores.group_items[group, item.code][0]) for group in cells]
        return estimate_of(
            groups=[np.array(cell.levels, dtype=float) for cell in cells.values()],
            values=self._values(item),
            invited=[self._invited(item, group) for group in cells],
            apart=len(cells) >= ENOUGH_GROUPS
            and not any(self._is_small(cell.valid) for cell in cells.values()),
            means=means,
        )

    def _invited(self, item: Item, group: str) -> int | None:
        """How many were asked, if everybody in the group was and their number is stated."""
        audience = self.model.audiences[item.audience]
        if audience.pooled or audience.asked_if_any or item.roles:
            return None
        asked = self.released.asked(group=group, item=item, model=self.model)
        numbers = [
            department.invited
            for department in self.released.scope.departments
            if department.key in asked
        ]
        return sum(n for n in numbers if n is not None) if None not in numbers else None

    def _interval(self, item: Item) -> tuple[float | None, ...] | None:
        """95 % of the organisation's score, each end rounded as a score."""
        estimate = self.estimate(item)
        found = interval_of(estimate) if estimate is not None else None
        return None if found is None else tuple(self.rounder.score(end) for end in found)

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
            left_out=self._left_out(item, basis),
        )

    def _left_out(self, item: Item, basis: Basis) -> dict[str, int]:
        """Groups that the figure does not rest on, by reason."""
        if basis.rule == "pooled":
            return {}
        others = [g.group.key for g in self.released.groups if g.group.key not in basis.groups]
        states = [self._state(key, item.code) for key in others]
        found = {state: states.count(state) for state in sorted(set(states))}
        return reasons(found, confidential=self.released.scope.confidential)

    def _state(self, group: str, code: str) -> str:
        figure = self.scores.groups[group].get(code)
        state = figure.state if figure is not None else "unanswered"
        return "not_lead" if state == "counted" else state

    def _agreement(
        self, item: Item, counts: Array, raw: float | None, *, small: bool, detailed: bool
    ) -> Agreement:
        """The two-way mark, from ten answers a band, and figures for the organisation alone."""
        if self._scale(item).ordinal:
            return Agreement()
        rules = self.model.rules.agreement
        ad = agreement.ad_median(counts=counts, values=self._values(item))
        if raw is None or ad is None:
            return Agreement()
        few = counts.sum() < self.model.rules.release.bands_from
        one = agreement.is_one_view(
            raw=raw, ad=ad, small=few, rules=rules, limit=self._ad_limit(item)
        )
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
        few = len(cells) < self.model.rules.between_departments.departments
        if few or self._tells_of_a_small_group(item, cells):
            return None, None
        groups = [np.array(cell.levels, dtype=float) for cell in cells]
        return agreement.intraclass(groups=groups, values=self._values(item))

    # A reporting group

    def group(self, item: Item, group: str) -> Node:
        """The item for one reporting group."""
        cell = self.released.items.get((group, item.code))
        if cell is None:
            return Node(department=group, released=False, **self._place(item))
        dk = _dont_know(cell)
        fields = self._place(item) | {
            "n": cell.valid,
            "dk": self.rounder.percent(dk),
            "np": self.rounder.percent(cell.np / cell.answered),
            "visibility": self._visibility(dk),
        }
        if self._is_not_part(cell) or cell.levels is None:
            fields["no_level"] = self._why_none([cell])
        else:
            fields |= self._group_figures(item, group, cell, dk)
        return Node(department=group, released=True, **fields)

    def _group_figures(self, item: Item, group: str, cell: ItemCell, dk: float) -> Fields:
        counts = np.array(cell.levels, dtype=float)
        score = float(self.scores.group_items[group, item.code][0])
        small, raw = self._is_small(cell.valid), self._raw(item, counts)
        level, reason = self._level(item, shares_at_least(counts[None, :])[0], dk, raw)
        return self._scored(item, score, n=cell.valid) | {
            "level": level,
            "level_word": self._word(item, level),
            "no_level": reason,
            "median": self._median(item, counts, small=small),
            "agreement": self._agreement(item, counts, raw, small=small, detailed=False),
        }

    # Both

    def _why_none(self, cells: list[ItemCell]) -> str:
        """Why answers give no figure: it is not part of the work, does not apply, or too few."""
        if all(self._is_not_part(cell) for cell in cells):
            return "not_part"
        alone = all(cell.na and not cell.valid and not cell.beside for cell in cells)
        return "not_applicable" if alone else "too_few"

    def _place(self, item: Item) -> Fields:
        """Where the item stands, and the ends of its scale where its answers have numbers."""
        activity = self.model.activity_of.get(item.code)
        low, high = (None, None) if self._scale(item).ordinal else self._scale(item).span
        return {
            "code": item.code,
            "kind": "item",
            "parent": activity.code if activity else None,
            "low": whole(low),
            "high": whole(high),
        }

    def _scored(self, item: Item, score: float, *, n: int) -> Fields:
        """The score with its target; answers that are only ranked have none."""
        if self._scale(item).ordinal:
            return {}
        target = item_target(self.scores.tree, item.code)
        low, _high = self._scale(item).span
        return {
            "score": self.rounder.score(score),
            "score_bound": self._bound(item, score, n=n),
            "target": self.rounder.score(target),
            "gap": self.rounder.score(gap(score=score, target=target)),
            "band": achievement(
                score=score, target=target, low=low, cuts=self.model.rules.achievement.cuts
            ),
        }

    def _median(self, item: Item, counts: Array, *, small: bool) -> float | None:
        if small or self._scale(item).ordinal:
            return None
        return agreement.median(counts=counts, values=self._values(item))

    def _bound(self, item: Item, score: float, *, n: int) -> str | None:
        """Whether the score of ``n`` answers is printed as "or below" or "or above"."""
        if not self._is_small(n):
            return None
        low, high = end_bounds(
            values=self._values(item), n=n, scope=self.released.scope, model=self.model
        )
        printed = self.rounder.score(score) or 0.0
        if printed <= (self.rounder.score(low) or 0.0):
            return "or_below"
        return "or_above" if printed >= (self.rounder.score(high) or 0.0) else None

    def _scale(self, item: Item) -> Scale:
        return self.model.scales[item.scale]

    def _values(self, item: Item) -> tuple[float, ...]:
        return self._scale(item).numbers

    def _word(self, item: Item, level: float | None) -> str | None:
        return None if level is None else self._scale(item).name(level)

    def _null_variance(self, item: Item) -> float:
        """The model's; without one, that of answers spread evenly over the scale."""
        stated = self.model.rules.agreement.null_variance
        return self._scale(item).even_variance if stated is None else stated

    def _ad_limit(self, item: Item) -> float:
        """The model's; without one, a sixth of the answers of the scale, in steps of the scale."""
        stated, values = self.model.rules.agreement.ad_max, self._values(item)
        step = (values[-1] - values[0]) / (len(values) - 1)
        return agreement.ad_limit(levels=len(values)) * step if stated is None else stated

    def _level(
        self, item: Item, shares: Array, dk: float, raw: float | None
    ) -> tuple[float | None, str | None]:
        """The level reached, or why none is printed. ``raw``: r_wg."""
        rules, values = self.model.rules, self._values(item)
        counts_as_lowest = rules.answers.dont_know == "not_met"
        if dk >= rules.visibility.not_visible - SLACK and not counts_as_lowest:
            return None, "not_visible"
        if raw is not None and agreement.is_polarised(raw=raw) and not self._scale(item).ordinal:
            return None, "polarised"
        reached = level_reached(shares=shares, values=values, share=rules.level.share)
        return whole(reached), None

    def _near_miss(self, item: Item, shares: Array, level: float | None) -> NearMiss | None:
        """The next level, when its share is short by no more than the near-miss distance."""
        rule, values = self.model.rules.level, self._values(item)
        if level is None or level == values[-1]:
            return None
        place = values.index(level) + 1
        if shares[place] < rule.share - rule.near_miss - SLACK:
            return None
        return NearMiss(
            name=self._scale(item).values[place],
            share=self.rounder.percent(float(shares[place])),
            needed=self.rounder.percent(rule.share),
        )

    def _visibility(self, dk: float) -> str:
        rule = self.model.rules.visibility
        if dk >= rule.not_visible - SLACK:
            return "not_visible"
        return "caution" if dk >= rule.caution - SLACK else "visible"


def reasons(left_out: Mapping[str, int], *, confidential: bool) -> dict[str, int]:
    """Reasons as they are printed: under confidentiality none and too few look the same."""
    found = dict(left_out)
    if confidential and "unanswered" in found:
        found["too_few"] = found.pop("unanswered") + found.get("too_few", 0)
    return found


def _dont_know(cell: ItemCell) -> float:
    """Visibility: don't know among levels and don't know; 0 where nobody said either."""
    return visibility(dk=cell.dk, valid=cell.valid + cell.beside - cell.dk) or 0.0
