"""What a candidate's criteria are made from, as it is printed, and how far answers move them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from readiness.core.ownership import counted_cells
from readiness.core.scoring import end_bounds
from readiness.core.what_would_change import Choice, Contest, Measured

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ItemCell, ReleasedTally
    from readiness.core.grounds import Change, Number
    from readiness.core.parts import Activity
    from readiness.core.release import CandidateResult
    from readiness.core.rounding import Rounder
    from readiness.core.scope import Department
    from readiness.core.scoring import Scores

ANSWERED = ("capability", "dialogue")
"""Criteria that are means of answers to items."""


@dataclass(frozen=True, kw_only=True)
class CriteriaDesk:
    """Shows where criteria come from."""

    model: ActivityModel
    released: ReleasedTally
    scores: Scores
    rounder: Rounder

    def inputs(
        self, activity: Activity, department: Department, printed: Mapping[str, Number]
    ) -> dict[str, dict[str, Number]]:
        """By criterion the figures it is made from. ``printed``: today and should in per cent."""
        found: dict[str, dict[str, Number]] = {
            name: self._printed(name, activity, department) for name in ANSWERED
        }
        found["perceived"] = {name: share for name, share in printed.items() if share is not None}
        if department.type is not None:
            default = self.model.rules.owner_score.mandate_fit_default
            found["mandate_fit"] = {department.type: activity.fit(department.type, default)}
        if department.hours is not None:
            level = self.model.band_of_hours(department.hours)
            found["room"] = {"hours": department.hours, "level": level}
        return {name: values for name, values in found.items() if values}

    def contest(
        self,
        activity: Activity,
        listed: Sequence[CandidateResult],
        *,
        defaults: Sequence[str],
    ) -> Contest:
        """The candidates of one activity. ``defaults``: those to whom it fell by default."""
        rules = self.model.rules.owner_score
        least = rules.penalty_waived.should * 100
        scored = {c.department: c for c in listed if c.score is not None}
        low, high = self.model.scales[self.model.items[activity.capability_from[0]].scale].span
        return Contest(
            weight=float(activity.weight),
            candidates=scored,
            falls=frozenset(
                key
                for key in defaults
                if key in scored and (scored[key].penalty or (scored[key].should or 0) < least)
            ),
            measured={
                (key, name): self._measured(self._cells(name, activity, key))
                for key in scored
                for name in ANSWERED
            },
            waived_from=(rules.penalty_waived.capability - low) / (high - low),
        )

    def changes(
        self, contests: Sequence[Contest], scores: Mapping[str, float], margin: float
    ) -> tuple[Change, ...]:
        """What would change a choice, from scores not rounded yet, best first."""
        scope = self.released.scope
        shown = {d.key: self.released.group_of(d.key) for d in scope.departments}
        choice = Choice(
            contests=contests,
            scores={key: self.rounder.score(score) or 0.0 for key, score in scores.items()},
            margin=self.rounder.score(margin) or 0.0,
            groups={key: found.group.key for key, found in shown.items() if found is not None},
            rooms={d.key: self.model.band_of_hours(d.hours) for d in scope.departments},
            model=self.model,
            rounder=self.rounder,
        )
        return choice.changes()

    def _codes(self, name: str, activity: Activity) -> tuple[str, ...]:
        item = self.model.rules.owner_score.dialogue_item
        return activity.capability_from if name == "capability" else (item,) if item else ()

    def _group(self, key: str) -> str | None:
        found = self.released.group_of(key)
        return found.group.key if found is not None else None

    def _cells(self, name: str, activity: Activity, key: str) -> dict[str, ItemCell]:
        return counted_cells(
            group=self._group(key),
            items=self._codes(name, activity),
            released=self.released,
            model=self.model,
        )

    def _printed(self, name: str, activity: Activity, department: Department) -> dict[str, Number]:
        """The group's scores as its own nodes print them."""
        group = self._group(department.key)
        cells = self._cells(name, activity, department.key)
        return {
            code: self.rounder.score(float(self.scores.group_items[str(group), code][0]))
            for code in cells
        }

    def _measured(self, cells: Mapping[str, ItemCell]) -> Measured:
        if not cells:
            return Measured()
        lows, highs, steps = [], [], []
        for code, cell in cells.items():
            numbers = self.model.scales[self.model.items[code].scale].numbers
            span = numbers[-1] - numbers[0]
            low, high = end_bounds(
                values=numbers, n=cell.valid, scope=self.released.scope, model=self.model
            )
            lows.append((low - numbers[0]) / span)
            highs.append((high - numbers[0]) / span)
            even = len({b - a for a, b in pairwise(numbers)}) == 1
            steps.append((numbers[1] - numbers[0]) / span / cell.valid if even else 0.0)
        parts = len(cells)
        step = max(steps) / parts
        return Measured(low=sum(lows) / parts, high=sum(highs) / parts, step=step or None)
