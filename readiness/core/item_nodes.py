"""Items as they may be printed, for the organisation and for each reporting group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from readiness.core import agreement
from readiness.core.draws import SLACK, Array
from readiness.core.leaves import item_target
from readiness.core.release import Agreement, NearMiss, Node, NodeBasis
from readiness.core.scoring import (
    Basis,
    Scores,
    counts_in_means,
    end_bounds,
    is_not_part,
    is_small,
    level_reached,
    shares_at_least,
)

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ItemCell, ReleasedTally
    from readiness.core.parts import Item
    from readiness.core.rounding import Rounder
    from readiness.core.rules import AchievementRules
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
        cells = [answered[group] for group in self._groups_of(basis)]
        cells = [cell for cell in cells if cell.levels is not None]
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
        small = is_small(int(counts.sum()), self.released, self.model)
        alone = len(cells) == 1 and basis.rule != "pooled" and self.released.scope.confidential
        detailed = not small and not alone
        level, reason = self._level(item, shares, dk, counts)
        icc1, icc2 = self._between(item)
        found = self._agreement(item, counts, small=small, detailed=detailed)
        return self._scored(item, score, small=small) | {
            "n": int(counts.sum()),
            "level": level,
            "level_word": self._word(item, level),
            "no_level": reason,
            "near_miss": self._near_miss(item, shares, level) if detailed else None,
            "median": self._median(item, counts, small=small),
            "agreement": replace(
                found, icc1=self.rounder.figure(icc1), icc2=self.rounder.figure(icc2)
            ),
            "distribution": tuple(int(count) for count in counts) if detailed else None,
            "basis": self._basis(item, basis),
        }

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

    def _agreement(self, item: Item, counts: Array, *, small: bool, detailed: bool) -> Agreement:
        """The two-way mark, from ten answers a band, and figures for the organisation alone."""
        if self._scale(item).ordinal:
            return Agreement()
        rules, values = self.model.rules.agreement, self._values(item)
        null = self._null_variance(item)
        raw = agreement.rwg(counts=counts, values=values, null_variance=null)
        ad = agreement.ad_median(counts=counts, values=values)
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
        if len(cells) < self.model.rules.between_departments.departments:
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
        small = is_small(cell.valid, self.released, self.model)
        level, reason = self._level(item, shares_at_least(counts[None, :])[0], dk, counts)
        return self._scored(item, score, small=small) | {
            "level": level,
            "level_word": self._word(item, level),
            "no_level": reason,
            "median": self._median(item, counts, small=small),
            "agreement": self._agreement(item, counts, small=small, detailed=False),
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

    def _scored(self, item: Item, score: float, *, small: bool) -> Fields:
        """The score with its target; answers that are only ranked have none."""
        if self._scale(item).ordinal:
            return {}
        target = item_target(self.scores.tree, item.code)
        low, _high = self._scale(item).span
        return {
            "score": self.rounder.score(score),
            "score_bound": self._bound(item, score, small=small),
            "target": self.rounder.score(target),
            "gap": self.rounder.score(gap_of(score, target)),
            "band": achievement(
                score=score, target=target, low=low, rules=self.model.rules.achievement
            ),
        }

    def _median(self, item: Item, counts: Array, *, small: bool) -> float | None:
        if small or self._scale(item).ordinal:
            return None
        return agreement.median(counts=counts, values=self._values(item))

    def _bound(self, item: Item, score: float, *, small: bool) -> str | None:
        """Whether the score is printed as "or below" or "or above"."""
        if not small:
            return None
        low, high = end_bounds(values=self._values(item), small=True, model=self.model)
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
        self, item: Item, shares: Array, dk: float, counts: Array
    ) -> tuple[float | None, str | None]:
        """The level reached, or why none is printed."""
        rules, values = self.model.rules, self._values(item)
        counts_as_lowest = rules.answers.dont_know == "not_met"
        if dk >= rules.visibility.not_visible - SLACK and not counts_as_lowest:
            return None, "not_visible"
        raw = agreement.rwg(counts=counts, values=values, null_variance=self._null_variance(item))
        if raw is not None and raw < -SLACK and not self._scale(item).ordinal:
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


def whole(number: float | None) -> float | int | None:
    """A level as a whole number where it is one."""
    return int(number) if number is not None and float(number).is_integer() else number


def achievement(
    *, score: float | None, target: float | None, low: float, rules: AchievementRules
) -> str | None:
    """ISO/IEC 33020 words for how far the way to the target is gone; upper ends are closed."""
    if score is None or target is None or target <= low:
        return None
    share = (score - low) / (target - low)
    steps = (("fully", rules.fully), ("largely", rules.largely), ("partly", rules.partly))
    return next((word for word, above in steps if share > above + SLACK), "not")


def gap_of(score: float | None, target: float | None) -> float | None:
    """What is missing to the target, never below 0."""
    return None if score is None or target is None else max(0.0, target - score)


def _dont_know(cell: ItemCell) -> float:
    """Visibility: don't know among levels and don't know."""
    known = cell.valid + cell.beside
    return cell.dk / known if known else 0.0
