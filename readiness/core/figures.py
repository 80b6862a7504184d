"""Scores and levels of every node, from the scores and answers of the items below it.

Arrays have a row a draw; the observed answers are the single row. A node without any answer below
has no figure that is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.draws import SLACK, Array, Mask, weighted_mean
from readiness.core.leaves import ALWAYS, STATES, Figure, Leaf, settled
from readiness.core.tree import span_over

if TYPE_CHECKING:
    from readiness.core.rounding import Rounder
    from readiness.core.scoring_rules import LevelBy
    from readiness.core.tree import Branch, Span, Tree


def figures_of(*, tree: Tree, leaves: Mapping[str, Leaf], rounder: Rounder) -> dict[str, Figure]:
    """The figure of every item and node of ``tree`` by code. ``leaves`` holds every item."""
    found: dict[str, Figure] = {}
    for code, leaf in leaves.items():
        found[code] = settled(tree, code, leaf, rounder)
    for branch in tree.branches.values():
        found[branch.code] = _Node(tree=tree, branch=branch, found=found, rounder=rounder).figure()
    return found


@dataclass(slots=True, kw_only=True)
class _Node:
    """One node being computed from ``found``, the figures of everything below it."""

    tree: Tree
    branch: Branch
    found: Mapping[str, Figure]
    rounder: Rounder

    def figure(self) -> Figure:
        weighed = [code for code in self.branch.parts if self._weight(code) > 0]
        states = {self.found[code].state for code in weighed or self.branch.parts}
        state = next((s for s in STATES if s in states), "unanswered")
        values = self._values()
        used = {code: value for code, value in values.items() if value is not None}
        left_out = Counter(self._reason(code) for code in values if code not in used)
        sources = [code for code in self._score_sources() if self._weight(code) > 0]
        no_score = any(self.found[code].void for code in sources)
        no_level = any(self.found[code].void for code in self._level_sources())
        score = None if no_score else self._score(used)
        return Figure(
            state=state,
            score=score,
            level=None if no_level else self._level(score),
            counted=len(used),
            of=len(values),
            left_out=dict(left_out),
            void=no_score or no_level,
            span=self._span_of_used(used, sources),
        )

    def _span_of_used(self, used: Mapping[str, Array], sources: Sequence[str]) -> Span | None:
        """The ends of the score without what is not applicable; None where all of it applies."""
        there = [c for c in sources if c in used or self.found[c].state != "not_applicable"]
        if len(there) == len(sources) and not any(self.found[c].span for c in there):
            return None
        spans = {code: span for code in there if (span := self._part_span(code)) is not None}
        return span_over(tree=self.tree, rule=self.branch.score, spans=spans)

    def _part_span(self, code: str) -> Span | None:
        if self.branch.score.of == "levels":
            return self.tree.level_span(code)
        return self.found[code].span or self.tree.part_span(code)

    def _score_sources(self) -> tuple[str, ...]:
        none = self.branch.score.rule == "none"
        return () if none else self.tree.sources(self.branch)

    def _level_sources(self) -> tuple[str, ...]:
        """What the level is made from; bands only look at the score."""
        rule = self.branch.level
        if rule is None:
            key = self.tree.model.key_items.get(self.branch.code)
            return (key.code,) if key is not None and key.code in self.branch.parts else ()
        if rule.rule == "cumulative" and rule.of == "items":
            return self.branch.items
        if rule.rule == "staged":
            areas = [a for stage in rule.stages for need in stage.needs for a in need.areas]
            return tuple(area for area in areas if area in self.found)
        return () if rule.rule == "bands" else self.branch.parts

    def _values(self) -> dict[str, Array | None]:
        """What each source gives to the score, or to the level where there is no score."""
        if self.branch.score.rule != "none":
            return {code: self._number(code) for code in self._score_sources()}
        level = self.branch.level
        if level is not None and level.rule == "cumulative":
            return {code: self._place(code) for code in self._level_sources()}
        return {code: self._level_of(code) for code in self.branch.parts}

    def _reason(self, code: str) -> str:
        state = self.found[code].state
        return state if state != "counted" else "weight" if self._weight(code) <= 0 else "no_figure"

    def _weight(self, code: str) -> float:
        return self.tree.part_weight(code)

    # The score

    def _number(self, code: str) -> Array | None:
        """The number that a source brings, on the common span if the rule names one."""
        rule, figure = self.branch.score, self.found[code]
        if self._weight(code) <= 0:
            return None
        if rule.rule == "share":
            return self._met(code)
        by_levels = rule.of == "levels"
        value = self._level_of(code) if by_levels else figure.score
        span = self._part_span(code)
        if value is None or not rule.onto or span is None:
            return value
        return _moved(value, span, (rule.onto[0], rule.onto[1]))

    def _met(self, code: str) -> Array | None:
        """1 where an item's answer, or a part's score or level, is what the share counts."""
        rule = self.branch.score
        if code not in self.tree.branches:
            place = self.found[code].place
            if place is None:
                return None
            return self._passes(code, place, rule.at_least, rule.among).astype(np.float64)
        value = self._level_of(code) if rule.of == "levels" else self.found[code].score
        if value is None:
            return None
        return np.asarray(value >= float(rule.at_least or 0) - SLACK, dtype=np.float64)

    def _score(self, used: Mapping[str, Array]) -> Array | None:
        rule = self.branch.score
        if rule.rule == "none" or not used:
            return None
        values = list(used.values())
        weights = [self._weight(code) for code in used]
        if rule.rule in {"mean", "share"}:
            score = _mean(values, weights)
            onto = rule.onto if rule.rule == "share" else ()
            score = _moved(score, (0.0, 1.0), (onto[0], onto[1])) if onto else score
        elif rule.rule in {"minimum", "maximum"}:
            lowest = rule.rule == "minimum"
            extreme = np.fmin if lowest else np.fmax
            score = np.asarray(extreme.reduce(_rows(values)), dtype=np.float64)
        elif rule.rule == "additive":
            score = self._additive(used)
        elif rule.rule == "sum":
            score = rule.start + _total(values, weights)
        else:
            missed = [self._missed(code, value) for code, value in used.items()]
            score = rule.start - _total(missed, weights)
        return self.rounder.at_node(score)

    def _additive(self, used: Mapping[str, Array]) -> Array:
        """The sum over levels of the mean of what belongs to each level.

        A level of which nothing was answered adds its lowest, so that the scale stays the same.
        """
        by_level: dict[int | None, list[str]] = {}
        for code in self.tree.sources(self.branch):
            if code in used or (
                self.found[code].state != "not_applicable" and self._weight(code) > 0
            ):
                by_level.setdefault(self.tree.part_level(code), []).append(code)
        means = []
        for codes in by_level.values():
            there = [code for code in codes if code in used]
            if there:
                means.append(_mean([used[c] for c in there], [self._weight(c) for c in there]))
            else:
                means.append(np.array([min(self._low(code) for code in codes)]))
        return _total(means, [1.0] * len(means))

    def _low(self, code: str) -> float:
        span = self._part_span(code) or (0.0, 0.0)
        return self.branch.score.onto[0] if self.branch.score.onto else span[0]

    def _missed(self, code: str, value: Array) -> Array:
        """The share of its span that a part stays below its best."""
        rule = self.branch.score
        span = self._part_span(code)
        low, high = (rule.onto[0], rule.onto[1]) if rule.onto else span or (0.0, 1.0)
        return (high - value) / (high - low)

    # The level

    def _level(self, score: Array | None) -> Array | None:
        rule = self.branch.level
        if rule is None:
            key = self.tree.model.key_items.get(self.branch.code)
            return self._level_of(key.code) if key is not None and key.code in self.found else None
        if rule.rule == "bands":
            return None if score is None else self._banded(rule, score)
        if rule.rule == "minimum":
            return self._lowest()
        return self._cumulative(rule) if rule.rule == "cumulative" else self._staged(rule)

    def _lowest(self) -> Array | None:
        """The lowest level below; none while that of an applicable part is not known."""
        skipped = {"not_applicable", "not_part"}
        parts = [
            code
            for code in self.branch.parts
            if self.found[code].state not in skipped or self._level_of(code) is not None
        ]
        levels = [self._level_of(code) for code in parts]
        known = [level for level in levels if level is not None]
        if not known or len(known) < len(parts):
            return None
        return np.asarray(np.minimum.reduce(_rows(known)), dtype=np.float64)

    def _level_of(self, code: str) -> Array | None:
        """The level of a node, or the number of the answer that an item reaches."""
        figure = self.found[code]
        if code in self.tree.branches:
            return figure.level
        if figure.place is None:
            return None
        numbers = np.array(self._numbers(code))
        places = np.nan_to_num(figure.place, nan=0.0).clip(0, len(numbers) - 1).astype(int)
        return np.where(np.isnan(figure.place), np.nan, numbers[places])

    def _numbers(self, code: str) -> tuple[float, ...]:
        model = self.tree.model
        return model.scales[model.items[code].scale].numbers

    def _banded(self, rule: LevelBy, score: Array) -> Array:
        """The number of the last band that the score enters; equality enters one with ``from``."""
        scale = self.tree.model.scales[rule.scale or ""]
        level = np.full(score.shape, np.nan)
        for band in rule.bands:
            if band.above is not None:
                inside = score > band.above + SLACK
            else:
                inside = score >= (band.at_least if band.at_least is not None else -np.inf) - SLACK
            level = np.where(inside, scale.numbers[scale.values.index(band.value)], level)
        return level

    def _place(self, code: str) -> Array | None:
        """The place on its scale of an item's answer, or of a node's level."""
        figure = self.found[code]
        if code not in self.tree.branches:
            return figure.place
        rule = self.tree.branches[code].level
        if figure.level is None:
            return None
        if rule is None or rule.scale is None:
            low, _high = self.tree.branches[code].levels or (0.0, 0.0)
            return figure.level - low
        numbers = np.array(self.tree.model.scales[rule.scale].numbers)
        return np.where(
            np.isnan(figure.level), np.nan, np.searchsorted(numbers, figure.level - SLACK)
        )

    def _passes(self, code: str, place: Array, at_least: str | None, among: Sequence[str]) -> Mask:
        """Whether an answer is at least one, or among several; not-a-number is not."""
        values = self.tree.values_of(code)
        if at_least is not None:
            return np.asarray(place >= values.index(at_least), dtype=bool)
        wanted = [float(values.index(value)) for value in among]
        return np.asarray(np.isin(place, wanted) | (place == ALWAYS), dtype=bool)

    def _cumulative(self, rule: LevelBy) -> Array | None:
        """The highest level whose own parts, and all parts of lower levels, pass their test."""
        sources = self._level_sources()
        if not any(self._place(code) is not None for code in sources):
            return None
        own = (rule.at_least, rule.among)
        lower = (rule.lower_at_least, rule.lower_among) if _stated(rule) else own
        top = int(self.branch.levels[1]) if self.branch.levels else rule.start
        rows = np.ones(1, dtype=bool)
        level, below = np.array([float(rule.start)]), rows
        for number in range(rule.start + 1, top + 1):
            parts = [code for code in sources if self.tree.part_level(code) == number]
            reached = below & self._all_pass(parts, *own, empty=rule.empty)
            level = np.where(reached, float(number), level)
            below = below & self._all_pass(parts, *lower, empty=rule.empty)
        return level

    def _all_pass(
        self, parts: Sequence[str], at_least: str | None, among: Sequence[str], *, empty: str
    ) -> Mask:
        """Whether everything at a level passes. What is not applicable or not asked is no part."""
        places = {code: place for code in parts if (place := self._place(code)) is not None}
        if not places:
            unknown = any(self.found[c].state not in {"not_applicable", "not_part"} for c in parts)
            return np.array([empty == "passes" and not unknown])
        passed = [self._passes(code, place, at_least, among) for code, place in places.items()]
        return np.asarray(np.logical_and.reduce(np.broadcast_arrays(*passed)), dtype=bool)

    def _staged(self, rule: LevelBy) -> Array | None:
        """The highest stage whose needs, and those of all earlier stages, are met."""
        areas = {area for stage in rule.stages for need in stage.needs for area in need.areas}
        known = [area for area in areas if area in self.found]
        if not any(self.found[area].level is not None for area in known):
            return None
        level, open_ = np.array([float(rule.start)]), np.array([True])
        for stage in sorted(rule.stages, key=lambda stage: stage.level):
            for need in stage.needs:
                for area in need.areas:
                    open_ = open_ & self._meets(area, need.at_least)
            level = np.where(open_, float(stage.level), level)
        return level

    def _meets(self, area: str, at_least: int) -> Mask:
        """Whether an area has reached a level; one not applicable or out of scope is skipped.

        What does not apply and yet has a level (it counts as met, or blocks) is not skipped.
        """
        figure = self.found.get(area)
        if figure is None:
            return np.array([True])
        if figure.level is None:
            return np.array([figure.state in {"not_applicable", "not_part"}])
        return np.asarray(figure.level >= at_least - SLACK)


def _stated(rule: LevelBy) -> bool:
    return rule.lower_at_least is not None or bool(rule.lower_among)


def _rows(values: Sequence[Array]) -> Array:
    return np.stack(np.broadcast_arrays(*values))


def _mean(values: Sequence[Array], weights: Sequence[float]) -> Array:
    return values[0] if len(values) == 1 else weighted_mean([*_rows(values)], weights)


def _total(values: Sequence[Array], weights: Sequence[float]) -> Array:
    """Row by row the weighted sum of those that are numbers; not-a-number when none is."""
    rows = _rows(values)
    total = np.nansum(rows * np.array(weights).reshape(-1, 1), axis=0)
    return np.where(np.isnan(rows).all(axis=0), np.nan, total)


def _moved(value: Array, span: Span, onto: Span) -> Array:
    """Map ``span`` onto another one, straight."""
    (low, high), (start, end) = span, onto
    return start + (value - low) / (high - low) * (end - start)
