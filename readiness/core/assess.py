"""The one call: from a tally to a Release.

Everything printed anywhere comes out of ``assess``: released first, computed exactly, rounded once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.disclosure import release
from readiness.core.draws import SLACK, Array, Draws, observed, resampled
from readiness.core.form import form_result
from readiness.core.nodes import NodeMaker
from readiness.core.owners import OwnerDesk, Study
from readiness.core.raci import Assignment, propose, without_letter
from readiness.core.release import (
    FORMAT,
    ActivityResult,
    Counted,
    Coverage,
    DepartmentRef,
    GroupRef,
    ModelRef,
    Node,
    OrganisationRef,
    OwnerLoad,
    Ownership,
    QuestionResult,
    Raci,
    Release,
    Stability,
    Step,
    Warning_,
)
from readiness.core.rounding import Rounder
from readiness.core.scoring import Basis, basis_of, lead_group, score_tree

if TYPE_CHECKING:
    from readiness.core.activity_model import Activity, ActivityModel
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.scope import Scope
    from readiness.core.tally import Tally


def assess(*, model: ActivityModel, scope: Scope, tally: Tally, exact: bool = False) -> Release:
    """Assess ``tally`` against ``model`` within ``scope``.

    ``exact`` leaves figures unrounded and needs floor 1. Raises ValueError when it does not have
    it, when the floor is not allowed, or when there is no department.
    """
    if not scope.departments:
        raise ValueError("an assessment needs at least one department")
    if exact and scope.confidential:
        raise ValueError(
            "exact figures need floor 1: rounding is part of the protection of small groups"
        )
    released = release(tally=tally, scope=scope, model=model)
    return _Assessment(model=model, released=released, rounder=Rounder(exact=exact)).release()


@dataclass(frozen=True, kw_only=True)
class _Assessment:
    model: ActivityModel
    released: ReleasedTally
    rounder: Rounder

    def release(self) -> Release:
        draws = observed(released=self.released, model=self.model)
        bases, leads = self._bases(draws)
        coverage = self._coverage()
        again = resampled(
            released=self.released, model=self.model, rule=self.model.rules.ownership.stability
        )
        scope = self.released.scope
        scores = score_tree(draws=draws, model=self.model, released=self.released, bases=bases)
        scores_again = score_tree(
            draws=again, model=self.model, released=self.released, bases=bases
        )
        nodes = NodeMaker(
            model=self.model,
            released=self.released,
            draws=draws,
            scores=scores,
            bases=bases,
            rounder=self.rounder,
        ).nodes()
        desk = OwnerDesk(
            model=self.model,
            released=self.released,
            draws=draws,
            again=again,
            scores=scores,
            scores_again=scores_again,
            rounder=self.rounder,
        )
        studies = desk.study()
        questions = tuple(
            desk.question(question, studies) for question in self.model.executive_questions
        )
        ownership = {code: desk.ownership(study) for code, study in studies.items()}
        raci = self._raci(studies, ownership, questions)
        activities = self._activities(nodes, studies, ownership, raci, leads, scores.activities)
        form = form_result(
            desk=desk,
            studies=studies,
            questions=questions,
            coverage=coverage,
            ownership=ownership,
        )
        return Release(
            format=FORMAT,
            model=self._model_ref(),
            organisation=self._organisation(),
            floor=scope.floor,
            exact=self.rounder.exact,
            repeats=self.model.rules.ownership.stability.repeats,
            coverage=coverage,
            departments=self._departments(),
            groups=self._groups(),
            counted=self._counted(nodes, ownership),
            nodes=nodes,
            activities=activities,
            questions=questions,
            form=form,
            owners=self._owners(activities),
            warnings=self._warnings(nodes, activities, coverage),
        )

    def _bases(self, draws: Draws) -> tuple[dict[str, Basis], dict[str, str | None]]:
        least = self.model.rules.ownership.lead_department_share
        leads = {
            code: lead_group(activity=activity, draws=draws, released=self.released, minimum=least)
            for code, activity in self.model.activities.items()
        }
        bases = {}
        for code, item in self.model.items.items():
            activity = self.model.activity_of.get(code)
            lead = leads[activity.code] if activity else None
            bases[code] = basis_of(item=item, model=self.model, released=self.released, lead=lead)
        return bases, leads

    def _raci(
        self,
        studies: Mapping[str, Study],
        ownership: Mapping[str, Ownership],
        questions: tuple[QuestionResult, ...],
    ) -> dict[str, Raci]:
        leads = {question.domain: question.lead for question in questions}
        assignments = [
            self._assignment(study, ownership[code], leads) for code, study in studies.items()
        ]
        return propose(assignments=assignments, model=self.model, scope=self.released.scope)

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

    def _activities(
        self,
        nodes: tuple[Node, ...],
        studies: Mapping[str, Study],
        ownership: Mapping[str, Ownership],
        raci: Mapping[str, Raci],
        leads: Mapping[str, str | None],
        scores: Mapping[str, Array],
    ) -> tuple[ActivityResult, ...]:
        figures = {node.code: node for node in nodes if node.department is None}
        priorities = {
            code: self._priority(study.activity, ownership[code], float(scores[code][0]))
            for code, study in studies.items()
            if code in scores
        }
        order = sorted(
            (code for code, value in priorities.items() if value > SLACK),
            key=lambda c: (-round(priorities[c], 9), c),
        )
        found = []
        for code, activity in self.model.activities.items():
            closed = code not in studies
            found.append(
                ActivityResult(
                    code=code,
                    domain=self.model.domain_of[code].code,
                    closed=closed,
                    priority=self.rounder.score(priorities.get(code)),
                    rank=order.index(code) + 1 if code in order else None,
                    lead_group=leads[code],
                    step=None if closed else self._step(activity, figures[code]),
                    ownership=_closed_ownership() if closed else ownership[code],
                    raci=_closed_raci() if closed else raci[code],
                )
            )
        return tuple(found)

    def _priority(self, activity: Activity, owner: Ownership, score: float) -> float:
        """Weight × gap × ownership factor; a pattern that is not settled counts as unsettled."""
        pattern = "unsettled" if owner.strength == "not_settled" else owner.pattern
        gap = max(0.0, activity.target_level - score)
        return activity.weight * gap * self.model.rules.priority_factor[pattern]

    def _step(self, activity: Activity, node: Node) -> Step | None:
        """The next action below the target, from the level or else the whole part of the score."""
        level = (
            node.level
            if node.level is not None
            else None
            if node.score is None
            else int(node.score)
        )
        if level is None or level >= activity.target_level:
            return None
        action = activity.step_from(level)
        if action is None:
            return None
        return Step(
            from_level=action.from_level,
            to_level=action.to_level,
            hours=action.hours,
            weeks=action.weeks,
        )

    def _owners(self, activities: tuple[ActivityResult, ...]) -> tuple[OwnerLoad, ...]:
        rules, found = self.model.rules, []
        owned = [a for a in activities if a.raci.accountable is not None]
        for department in self.released.scope.departments:
            mine = [a for a in owned if a.raci.accountable == department.key]
            if not mine:
                continue
            within = rules.owner_score.hours_within_weeks
            hours = sum(a.step.hours for a in mine if a.step is not None and a.step.weeks <= within)
            available = None if department.hours is None else department.hours * within
            room = None if department.hours is None else self.model.band_of_hours(department.hours)
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

    def _counted(self, nodes: tuple[Node, ...], ownership: Mapping[str, Ownership]) -> Counted:
        rules = self.model.rules.ownership
        settled = [o.pattern for o in ownership.values() if o.strength != "not_settled"]
        overall = nodes[0]
        return Counted(
            activities=len(ownership),
            owned=sum(pattern in rules.owned for pattern in settled),
            unowned=sum(pattern in rules.unowned for pattern in settled),
            contested=settled.count("contested"),
            not_settled=len(ownership) - len(settled),
            insufficient=sum(pattern in rules.not_counted for pattern in settled),
            at_target=overall.at_target or 0,
            scored=overall.basis.counted if overall.basis else 0,
        )

    def _coverage(self) -> Coverage:
        groups, scope = self.released.groups, self.released.scope
        answered = sum(released.answered for released in groups)
        stated = [d.invited for released in groups for d in released.group.departments]
        invited = (
            sum(number for number in stated if number is not None)
            if stated and None not in stated
            else None
        )
        share = answered / invited if invited else None
        return Coverage(
            answered=answered,
            invited=invited,
            share=self.rounder.percent(share),
            departments=len(scope.departments),
            shown=sum(len(released.group.departments) for released in groups),
            joined=sum(
                len(released.group.departments)
                for released in groups
                if len(released.group.departments) > 1
            ),
            few=share is not None and share < self.model.rules.release.few_answers_below - SLACK,
        )

    def _model_ref(self) -> ModelRef:
        identity = self.model.model
        return ModelRef(
            id=identity.id, title=identity.title, version=identity.version, sha256=self.model.sha256
        )

    def _organisation(self) -> OrganisationRef:
        scope = self.released.scope
        heads = [department.headcount for department in scope.departments]
        total = (
            sum(number for number in heads if number is not None)
            if heads and None not in heads
            else None
        )
        return OrganisationRef(name=scope.organisation, period=scope.period, headcount=total)

    def _departments(self) -> tuple[DepartmentRef, ...]:
        found = []
        for department in self.released.scope.departments:
            group = self.released.group_of(department.key)
            found.append(
                DepartmentRef(
                    key=department.key,
                    name=department.name,
                    type=department.type,
                    group=group.group.key if group else None,
                    head=department.head,
                    hours=department.hours,
                    room=None
                    if department.hours is None
                    else self.model.band_of_hours(department.hours),
                    authority=department.authority,
                    headcount=department.headcount,
                )
            )
        return tuple(found)

    def _groups(self) -> tuple[GroupRef, ...]:
        found = []
        for released in self.released.groups:
            invited = [department.invited for department in released.group.departments]
            found.append(
                GroupRef(
                    key=released.group.key,
                    name=released.group.name,
                    departments=released.group.keys,
                    answered=released.answered,
                    invited=sum(n for n in invited if n is not None)
                    if None not in invited
                    else None,
                )
            )
        return tuple(found)

    def _warnings(
        self,
        nodes: tuple[Node, ...],
        activities: tuple[ActivityResult, ...],
        coverage: Coverage,
    ) -> tuple[Warning_, ...]:
        found, scope = [], self.released.scope
        if not self.released.groups:
            found.append(Warning_(code="nothing_released"))
        found += [
            Warning_(code="not_shown", subject=d.key)
            for d in scope.departments
            if self.released.group_of(d.key) is None
        ]
        found += [
            Warning_(code="no_type", subject=d.key) for d in scope.departments if d.type is None
        ]
        if coverage.invited is None:
            found.append(Warning_(code="invited_unknown"))
        if coverage.few:
            found.append(Warning_(code="few_answers"))
        if not scope.confidential:
            found.append(Warning_(code="no_confidentiality"))
        found += [
            Warning_(code="hours_not_stated", subject=d.key)
            for d in scope.departments
            if d.hours is None
        ]
        found += [
            Warning_(code="authority_not_stated", subject=d.key)
            for d in scope.departments
            if d.authority is None
        ]
        found += [
            Warning_(code="not_part", subject=node.code, other=node.department)
            for node in nodes
            if node.department is not None and node.kind == "item" and node.no_level == "not_part"
        ]
        found += [
            Warning_(code=check, subject=a.code) for a in activities for check in a.raci.checks
        ]
        raci = {a.code: a.raci for a in activities}
        found += [
            Warning_(code="no_letter", subject=d.key)
            for d in without_letter(proposals=raci, scope=scope)
        ]
        return tuple(found)


def _closed_ownership() -> Ownership:
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


def _closed_raci() -> Raci:
    return Raci(
        accountable=None, responsible=(), consulted=(), informed=(), provisional=False, checks=()
    )
