"""What a single answer can do to a choice, at most.

High confidence promises that no one answer, whatever it is changed to, puts another department
first. So for every candidate the lowest and the highest score are worked out that one changed
answer could lead to: by its own weight, by a group that it takes below the floor or lifts to it,
and by the penalty that it may bring or take away. Only released counts are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.disclosure import is_small
from readiness.core.draws import SLACK
from readiness.core.ownership import CRITERIA

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ItemCell, ReleasedTally, VoteCell
    from readiness.core.draws import Draws
    from readiness.core.ownership import Candidate, Ranking
    from readiness.core.parts import Activity
    from readiness.core.patterns import Votes

KINDS = ("capability", "dialogue", "today", "should")
"""What an answer can be about. One answer is about one of them."""
PAIR = 2
Range = tuple[float, float]
Ranges = Mapping[str, Range]


def is_firm(*, first: str, ranges: Mapping[str, Ranges]) -> bool:
    """Whether ``first`` stays ahead of all others whatever one answer is changed to."""
    others = [found for key, found in ranges.items() if key != first]
    return all(
        ranges[first][kind][0] > found[kind][1] + SLACK for found in others for kind in KINDS
    )


def together(parts: Sequence[tuple[float, Mapping[str, Ranges]]]) -> dict[str, Ranges]:
    """The ranges of mean scores over several activities, from each one's weight and ranges."""
    keys = {key for _weight, ranges in parts for key in ranges}
    return {key: _mean([(weight, r[key]) for weight, r in parts if key in r]) for key in keys}


def _mean(found: Sequence[tuple[float, Ranges]]) -> dict[str, Range]:
    total = sum(weight for weight, _ranges in found)
    return {
        kind: (
            sum(weight * ranges[kind][0] for weight, ranges in found) / total,
            sum(weight * ranges[kind][1] for weight, ranges in found) / total,
        )
        for kind in KINDS
    }


@dataclass(frozen=True, kw_only=True)
class Nudge:
    """One answer changed, in one activity."""

    model: ActivityModel
    released: ReleasedTally
    draws: Draws
    activity: Activity
    votes: Votes

    def ranges(self, found: Iterable[Candidate]) -> dict[str, Ranges]:
        """By scored candidate and kind of answer the lowest and highest score."""
        return {
            candidate.department.key: self._ranges(candidate)
            for candidate in found
            if candidate.why_not_scored is None
        }

    def lets_in(self, found: Iterable[Candidate]) -> bool:
        """Whether one more vote could name a department that is not scored often enough."""
        least = self.model.rules.owner_score.not_scored_wins_from
        for candidate in found:
            key = candidate.department.key
            if candidate.why_not_scored is None:
                continue
            own = self.released.group_of(key)
            cells = self.released.vote_cells(self.activity.today)
            if own is not None:
                cells.pop(own.group.key, None)
            most = max(self._moves(self.activity.today, key, cells), default=0.0)
            if float(self.votes.others[key][0]) + most >= least - SLACK:
                return True
        return False

    def _ranges(self, candidate: Candidate) -> dict[str, Range]:
        terms = {
            name: None if (term := candidate.terms[name]) is None or np.isnan(term[0]) else term[0]
            for name in CRITERIA
        }
        now: dict[str, float | None] = {
            n: None if t is None else float(t) for n, t in terms.items()
        }
        lost, regained = self._penalties(candidate)
        found = {}
        for kind in KINDS:
            criterion = "perceived" if kind in {"today", "should"} else kind
            values = [now[criterion], *self._values(candidate, kind, now[criterion])]
            scores = [self._score(now | {criterion: value}) for value in values]
            there = [score for score in scores if score is not None]
            low, high = min(there, default=0.0), max(there, default=100.0)
            found[kind] = (low - lost, high - regained)
        return found

    def _score(self, terms: Mapping[str, float | None]) -> float | None:
        weights = self.model.rules.owner_score.weights.by_name
        known = [(weights[n], t) for n, t in terms.items() if t is not None]
        total = sum(weight for weight, _term in known)
        return 100.0 * sum(weight * t for weight, t in known) / total if total > 0 else None

    def _penalties(self, candidate: Candidate) -> tuple[float, float]:
        """The highest and the lowest penalty that there may be."""
        key, now = candidate.department.key, float(candidate.penalty[0])
        if not self.activity.default_risk or key not in self.votes.defaults:
            return now, now
        return float(self.model.rules.owner_score.default_penalty), 0.0

    def _values(self, candidate: Candidate, kind: str, now: float | None) -> Iterator[float | None]:
        """What the criterion may become; None is missing."""
        if kind in {"capability", "dialogue"}:
            yield from self._answered(candidate, kind, now)
            return
        key, mix = candidate.department.key, self.model.rules.owner_score.perceived_mix
        domain = self.model.domain_of[self.activity.code]
        question, part = (
            (self.activity.today, mix.today) if kind == "today" else (domain.should, mix.should)
        )
        moved = self._moved(question, key)
        if moved >= 1:
            yield from (None, 0.0, 1.0)
        elif now is not None and moved:
            both = bool(self.votes.today) and bool(self.votes.should)
            share = part / (mix.today + mix.should) if both else 1.0
            yield from (max(0.0, now - share * moved), min(1.0, now + share * moved))

    # Answers to items

    def _answered(
        self, candidate: Candidate, kind: str, now: float | None
    ) -> Iterator[float | None]:
        dialogue = self.model.rules.owner_score.dialogue_item
        codes = self.activity.capability_from if kind == "capability" else (dialogue,)
        group = self.released.group_of(candidate.department.key)
        if group is None:
            return
        cells = {
            c: cell for c in codes if (cell := self.released.items.get((group.group.key, c or "")))
        }
        counted = [cell for cell in cells.values() if self._counts(cell)]
        if any(self._may_appear(cell) for cell in cells.values()) or any(
            self.model.items[code or ""].criteria for code in cells
        ):
            yield from (None, 0.0, 1.0)
        elif now is not None:
            if any(self._may_vanish(cell) for cell in counted):
                yield from (None,) if len(counted) == 1 else (0.0, 1.0)
            step = max(1.0 / max(cell.valid - 1, 1) for cell in counted) / len(counted)
            yield from (max(0.0, now - step), min(1.0, now + step))

    def _counts(self, cell: ItemCell) -> bool:
        return cell.levels is not None and not self._not_part(cell, 0)

    def _not_part(self, cell: ItemCell, more: int) -> bool:
        return (cell.np + more) / cell.answered >= self.model.rules.not_part_share - SLACK

    def _may_vanish(self, cell: ItemCell) -> bool:
        return cell.valid <= self.released.scope.floor or self._not_part(cell, 1)

    def _may_appear(self, cell: ItemCell) -> bool:
        """Whether one more answer on the scale would let a cell count that does not yet."""
        enough = cell.valid + 1 >= self.released.scope.floor
        return not self._counts(cell) and enough and not self._not_part(cell, -1)

    # Votes

    def _moved(self, question: str, key: str) -> float:
        """How far one answer can move a department's mean share; 1 where anything may happen."""
        cells = self.released.vote_cells(question)
        known = sum(cell.votes is not None for cell in cells.values())
        moves = [*self._moves(question, key, cells)]
        crowd = PAIR if self.released.scope.confidential else 1
        floor = self.released.scope.floor
        for cell in cells.values():
            if cell.votes is None and cell.views + 1 >= floor and known < crowd:
                return 1.0
            if cell.votes is not None and cell.views <= floor and known <= crowd:
                return 1.0
        return max(moves, default=0.0)

    def _moves(self, question: str, key: str, cells: Mapping[str, VoteCell]) -> Iterator[float]:
        """What a change in each cell does to the mean share over ``cells``."""
        floor, shares = self.released.scope.floor, self.draws.shares(question)
        place = self.draws.options.index(key)
        named = {g: float(shares[g][0, place]) for g, c in cells.items() if c.votes is not None}
        mean = sum(named.values()) / max(len(named), 1)
        for group, cell in cells.items():
            if cell.votes is None:
                yield 1.0 / (len(named) + 1) if cell.views + 1 >= floor else 0.0
                continue
            most = PAIR if self._is_small(cell.views) else 1
            yield most / max(cell.views - 1, 1) / len(named)
            if cell.views <= floor:
                yield abs(mean - named[group]) / max(len(named) - 1, 1)

    def _is_small(self, n: int) -> bool:
        return is_small(n - 1, scope=self.released.scope, model=self.model)


def confidence(
    *,
    ranking: Ranking,
    n: int | None,
    missing: bool,
    joined: bool,
    firm: Callable[[], bool],
    model: ActivityModel,
) -> str:
    """High, medium or low; a missing criterion or joined figures cost a step.

    ``firm`` says whether no one answer can put another first; it is asked last, as it costs most.
    """
    rule = model.rules.owner_score.confidence
    margin = ranking.margin if ranking.margin is not None else rule.margin
    if margin < rule.low_margin - SLACK or ranking.stability < rule.low_stability - SLACK:
        return "low"
    sure = (
        n is not None
        and n >= rule.n
        and margin >= rule.margin - SLACK
        and ranking.stability >= rule.stability - SLACK
        and not ranking.depends_on_weights
        and firm()
    )
    steps = ("high", "medium", "low")
    return steps[(0 if sure else 1) + (1 if missing or joined else 0)]
