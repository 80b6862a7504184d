"""What would change a choice: the smallest change of one criterion that puts another first.

Worked out from candidates as they are printed, so that nothing is told that they do not tell. What
rounding may hide is added to the lead first: a change given here is enough for certain.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from readiness.core.draws import SLACK
from readiness.core.grounds import Change
from readiness.core.ownership import CRITERIA

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.release import CandidateResult
    from readiness.core.rounding import Rounder

STEPS = 100
"""Changes of criteria are given in hundredths, as criteria are printed."""
HUNDREDTHS = tuple(n / STEPS for n in range(1, STEPS + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How far answers can move a criterion: its ends, and what one answer's step adds."""

    low: float = 0.0
    high: float = 1.0
    step: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """One activity in which departments are scored against one another.

    ``falls`` are those that lose points by default unless that is waived; ``measured`` says of a
    department and a criterion how far answers can move it.
    """

    weight: float
    candidates: Mapping[str, CandidateResult]
    falls: frozenset[str]
    measured: Mapping[tuple[str, str], Measured]
    waived_from: float


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A choice over one or several contests, from scores as they are printed, best first."""

    contests: Sequence[Contest]
    scores: Mapping[str, float]
    margin: float
    groups: Mapping[str, str]
    rooms: Mapping[str, int | None]
    model: ActivityModel
    rounder: Rounder

    def changes(self) -> tuple[Change, ...]:
        """By criterion the smallest gain of another and the smallest loss of the first."""
        found = [
            change
            for criterion in CRITERIA
            for change in (self._best_gain(criterion), self._loss(criterion))
            if change is not None
        ]
        return tuple(sorted(found, key=lambda c: (abs(float(c.by or 0)), c.by or 0)))

    @property
    def _first(self) -> str:
        return next(iter(self.scores))

    @property
    def _second(self) -> str:
        return list(self.scores)[1]

    def _best_gain(self, criterion: str) -> Change | None:
        others = [key for key in self.scores if key != self._first]
        moves = {key: self._smallest(key, criterion, up=True) for key in others}
        there = {key: by for key, by in moves.items() if by is not None}
        if not there:
            return None
        best = min(there, key=lambda key: (self.rounder.figure(there[key]) or 0.0, key))
        return self._change(best, criterion, there[best], up=True)

    def _loss(self, criterion: str) -> Change | None:
        by = self._smallest(self._first, criterion, up=False)
        return None if by is None else self._change(self._first, criterion, by, up=False)

    def _smallest(self, key: str, criterion: str, *, up: bool) -> float | None:
        """The smallest change of the criterion that puts another first."""
        rival = key if up else self._second
        shared = self.groups.get(rival) == self.groups.get(self._first)
        if (shared and criterion in {"capability", "dialogue"}) or not self._values(key, criterion):
            return None
        steps = self._steps(key, criterion, 1 if up else -1)
        enough = self._enough(key, criterion, up=up)
        place = _first_enough(len(steps), lambda n: enough(steps[n - 1]))
        return None if place is None else steps[place - 1]

    def _enough(self, key: str, criterion: str, *, up: bool) -> Callable[[float], bool]:
        """Whether a change of so much puts another first."""
        lead, sign = self._lead(key if up else self._second), 1 if up else -1
        return lambda by: self._gain(key, criterion, sign * by) * sign > lead + SLACK

    def _change(self, key: str, criterion: str, by: float, *, up: bool) -> Change:
        values, sign = self._values(key, criterion), 1 if up else -1
        return Change(
            department=key,
            criterion=criterion,
            by=self.rounder.figure(sign * by),
            to=self.rounder.figure(values[0] + sign * by) if len(set(values)) == 1 else None,
            room=self._room_after(key, sign * by) if criterion == "room" else None,
            answers=self._answers(key, criterion, sign, self._enough(key, criterion, up=up)),
            first=key if up else self._second,
        )

    def _lead(self, rival: str) -> float:
        """How far the first is ahead at most: what is printed, and what rounding may hide."""
        rule = self.rounder.rule
        unit = 0.0 if self.rounder.exact else 10.0**-rule.decimals
        hidden = unit / 2 if rule.method == "half_up" else unit
        lead = self.scores[self._first] - self.scores[rival] + 2 * hidden
        return min(lead, self.margin + hidden) if rival == self._second else lead

    def _values(self, key: str, criterion: str) -> list[float]:
        """The criterion as it is printed, in every contest in which it is known."""
        found = (
            c.candidates[key].criteria[criterion] for c in self.contests if key in c.candidates
        )
        return [float(value) for value in found if value is not None]

    def _measured(self, key: str, criterion: str) -> list[Measured]:
        return [
            c.measured.get((key, criterion), Measured())
            for c in self.contests
            if key in c.candidates and c.candidates[key].criteria[criterion] is not None
        ]

    def _limit(self, key: str, criterion: str, sign: int) -> float:
        """How far the criterion can move in every contest before it meets an end."""
        pairs = zip(self._values(key, criterion), self._measured(key, criterion), strict=True)
        return min((m.high - v) if sign > 0 else (v - m.low) for v, m in pairs)

    def _steps(self, key: str, criterion: str, sign: int) -> Sequence[float]:
        """The changes there can be, smallest first: hundredths; for room whole levels."""
        if criterion == "room":
            return self._room_steps(key, sign)
        limit = self._limit(key, criterion, sign)
        return HUNDREDTHS[: max(0, int(limit * STEPS + SLACK))]

    def _room_steps(self, key: str, sign: int) -> Sequence[float]:
        level, facts = self.rooms.get(key), self.model.department_facts
        if level is None or facts is None:
            return ()
        scale = self.model.scales[facts.hours_scale]
        low, high = scale.span
        moves = ((number - level) * sign / (high - low) for number in scale.numbers)
        return sorted(move for move in moves if move > 0)

    def _room_after(self, key: str, by: float) -> int | None:
        level, facts = self.rooms.get(key), self.model.department_facts
        if level is None or facts is None:
            return None
        low, high = self.model.scales[facts.hours_scale].span
        return round(level + by * (high - low))

    def _answers(
        self, key: str, criterion: str, sign: int, enough: Callable[[float], bool]
    ) -> int | None:
        """How many answers, each a step of the scale, make the change; None if not answers do."""
        steps = {m.step for m in self._measured(key, criterion)}
        step = next(iter(steps)) if len(steps) == 1 else None
        if step is None or self._is_at_an_end(key, criterion):
            return None
        most = int(self._limit(key, criterion, sign) / step + SLACK)
        return _first_enough(most, lambda n: enough(n * step))

    def _is_at_an_end(self, key: str, criterion: str) -> bool:
        """Whether a small group's figure lies at its bound, so that an answer may not move it."""
        pairs = zip(self._values(key, criterion), self._measured(key, criterion), strict=True)
        blur = 0.5 / STEPS + SLACK
        return any(
            (m.low > 0 and v <= m.low + blur) or (m.high < 1 and v >= m.high - blur)
            for v, m in pairs
        )

    def _gain(self, key: str, criterion: str, by: float) -> float:
        """Points that ``key`` gains over all contests if the criterion moves ``by``."""
        total = weights = 0.0
        for contest in self.contests:
            found = contest.candidates.get(key)
            if found is None:
                continue
            weights += contest.weight
            if found.criteria[criterion] is not None:
                total += contest.weight * self._points(contest, found, criterion, by)
        return total / weights

    @cached_property
    def _shares(self) -> dict[tuple[str, ...], dict[str, float]]:
        """By what a candidate misses the share of each criterion that is known."""
        missing = {c.missing for contest in self.contests for c in contest.candidates.values()}
        return {names: effective_weights(names, self.model) for names in missing}

    def _points(self, contest: Contest, found: CandidateResult, criterion: str, by: float) -> float:
        points = 100.0 * self._shares[found.missing][criterion] * by
        if criterion != "capability" or found.department not in contest.falls:
            return points
        blur = 0.0 if self.rounder.exact else 0.5 / STEPS
        capability = float(found.criteria[criterion] or 0.0) + by - (blur if by > 0 else -blur)
        waived = capability >= contest.waived_from - SLACK
        after = 0.0 if waived else self.model.rules.owner_score.default_penalty
        return points + float(found.penalty or 0.0) - after


def effective_weights(missing: Sequence[str], model: ActivityModel) -> dict[str, float]:
    """The share of each criterion that is known in a candidate's score."""
    weights = model.rules.owner_score.weights.by_name
    total = sum(weight for name, weight in weights.items() if name not in missing)
    return {
        name: weight / total
        for name, weight in weights.items()
        if name not in missing and total > 0
    }


def _first_enough(most: int, enough: Callable[[int], bool]) -> int | None:
    """The smallest number from 1 to ``most`` that is enough; whatever is above it is, too."""
    place = bisect_left(range(1, most + 1), 1, key=enough)
    return place + 1 if place < most else None
