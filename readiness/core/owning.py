"""Everything a model that asks for owners adds: patterns, owners, RACI, leads, form and load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from readiness.core.draws import SLACK, resampled
from readiness.core.form import form_result
from readiness.core.owners import OwnerDesk
from readiness.core.raci import Assignment, decided_checks, propose
from readiness.core.release import (
    ActivityResult,
    Coverage,
    FormResult,
    OwnerLoad,
    Ownership,
    QuestionResult,
    Raci,
    Stability,
)
from readiness.core.scoring import Basis, Scores, score_tree
from readiness.core.studies import Study, StudyDesk, side_of

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.decisions import Decision
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.draws import Draws
    from readiness.core.rounding import Rounder


class Of(TypedDict):
    """What all of it is about."""

    released: ReleasedTally
    model: ActivityModel


@dataclass(frozen=True, kw_only=True)
class Owning:
    """The ownership side of one assessment. ``draws`` and ``scores`` are the observed ones."""

    model: ActivityModel
    released: ReleasedTally
    draws: Draws
    scores: Scores
    bases: Mapping[str, Basis]
    rounder: Rounder

    @cached_property
    def _desk(self) -> OwnerDesk:
        of: Of = {"released": self.released, "model": self.model}
        again = resampled(rule=self.model.rules.ownership.stability, **of)
        scores = score_tree(draws=again, bases=self.bases, rounder=self.rounder, **of)
        return OwnerDesk(
            observed=side_of(draws=self.draws, scores=self.scores, **of),
            repeated=side_of(draws=again, scores=scores, **of),
            rounder=self.rounder,
            **of,
        )

    @cached_property
    def _studies(self) -> dict[str, Study]:
        desk = self._desk
        studying = StudyDesk(
            observed=desk.observed,
            repeated=desk.repeated,
            released=self.released,
            model=self.model,
        )
        return studying.studies()

    @cached_property
    def questions(self) -> tuple[QuestionResult, ...]:
        """One answer per executive question."""
        asked = self.model.executive_questions
        return tuple(self._desk.question(question, self._studies) for question in asked)

    @cached_property
    def ownership(self) -> dict[str, Ownership]:
        """Of every open activity."""
        return {code: self._desk.ownership(study) for code, study in self._studies.items()}

    @cached_property
    def raci(self) -> dict[str, Raci]:
        """The proposal for every open activity."""
        leads = {question.domain: question.lead for question in self.questions}
        assignments = [
            self._assignment(study, self.ownership[code], leads)
            for code, study in self._studies.items()
        ]
        return propose(assignments=assignments, model=self.model, scope=self.released.scope)

    def decided_checks(self, decisions: Mapping[str, Decision]) -> dict[str, tuple[str, ...]]:
        """The checks of letters that were decided, by activity; each names who is accountable."""
        leads = {question.domain: question.lead for question in self.questions}
        holders = {code: raci.accountable for code, raci in self.raci.items()}
        holders |= {code: decision.accountable for code, decision in decisions.items()}
        found = {}
        for code, decision in decisions.items():
            study, key = self._studies[code], decision.accountable
            assignment = replace(
                self._assignment(study, self.ownership[code], leads),
                accountable=key,
                conditional=bool(study.candidate(key).conditions) if key else False,
            )
            found[code] = decided_checks(
                assignment=assignment,
                letters=decision.letters,
                accountable=holders,
                model=self.model,
                scope=self.released.scope,
            )
        return found

    def form(self, coverage: Coverage) -> FormResult | None:
        """The organising form; None for a model without forms."""
        rules = self.model.rules.forms
        if rules is None:
            return None
        return form_result(
            desk=self._desk,
            rules=rules,
            studies=self._studies,
            questions=self.questions,
            coverage=coverage,
            ownership=self.ownership,
        )

    def _assignment(
        self, study: Study, owner: Ownership, leads: Mapping[str, str | None]
    ) -> Assignment:
        """Write in the domain's lead between close candidates, the usual owner where none is."""
        activity, first = study.activity, owner.recommended
        lead = leads.get(self.model.domain_of[activity.code].code)
        if owner.verdict == "two_candidates" and lead == owner.runner_up:
            first = lead
        if first is None:
            usual = [
                d.key
                for d in self.released.scope.departments
                if d.type == activity.usual_raci.accountable
            ]
            first = usual[0] if usual else None
        involved: tuple[str, ...] = ()
        if activity.spread == "pervasive" or owner.pattern == "federated":
            shown = {g.group.key: g.group.keys for g in self.released.groups}
            involved = (
                tuple(key for group in owner.involved for key in shown[group])
                if not owner.all_involved
                else ()
            )
        claim = self.model.rules.raci.claim_needs_letter
        claims = tuple(
            key
            for key, share in study.votes.claims.items()
            if not np.isnan(share[0]) and share[0] >= claim - SLACK
        )
        return Assignment(
            activity=activity,
            accountable=first,
            provisional=owner.verdict in {"two_candidates", "none", "not_scored"},
            responsible_all=involved,
            claimants=claims,
            conditional=bool(study.candidate(first).conditions) if first else False,
        )

    def loads(self, activities: Sequence[ActivityResult]) -> tuple[OwnerLoad, ...]:
        """What each department would answer for."""
        rules, found = self.model.rules, []
        holder = {a.code: a.raci.accountable for a in activities if a.raci is not None}
        owned = [a for a in activities if holder.get(a.code) is not None]
        for department in self.released.scope.departments:
            mine = [a for a in owned if holder[a.code] == department.key]
            if not mine:
                continue
            within = rules.owner_score.hours_within_weeks
            hours = sum(a.step.hours for a in mine if a.step is not None and a.step.weeks <= within)
            available = None if department.hours is None else department.hours * within
            room = self.model.band_of_hours(department.hours)
            share = len(mine) / len(owned)
            too_many = share > rules.raci.max_share_accountable + SLACK and (
                room is None or room < rules.raci.max_share_if_room_below
            )
            found.append(
                OwnerLoad(
                    department=department.key,
                    activities=tuple(a.code for a in mine),
                    hours=hours,
                    available=available,
                    overloaded=available is not None and hours > available,
                    too_many=too_many,
                )
            )
        return tuple(sorted(found, key=lambda load: (-len(load.activities), load.department)))


def closed_ownership() -> Ownership:
    """A closed activity needs no owner."""
    return Ownership(
        pattern="closed",
        strength="plain",
        alternative=None,
        finding=False,
        near_miss=None,
        views=0,
        groups=0,
        dk=None,
        dk_involved=None,
        shares={},
        should={},
        top=None,
        second=None,
        claimants=(),
        involved=(),
        all_involved=False,
        refused=None,
        verdict="closed",
        recommended=None,
        runner_up=None,
        margin=None,
        criteria=(),
        stability=Stability(pattern=None, owner=None),
        winners={},
        depends_on_weights=False,
        confidence=None,
        conditions=(),
        status="closed",
    )


def closed_raci() -> Raci:
    """A closed activity needs nobody."""
    return Raci(
        accountable=None, responsible=(), consulted=(), informed=(), provisional=False, checks=()
    )
