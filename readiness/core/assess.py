"""The one call: from a tally to a Release.

Everything printed anywhere comes out of ``assess``: released first, computed exactly, rounded once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from readiness.core.disclosure import release
from readiness.core.draws import SLACK, Draws, observed
from readiness.core.gates import gate_results
from readiness.core.leaves import level_target, node_target
from readiness.core.nodes import NodeMaker
from readiness.core.owning import Owning, closed_ownership, closed_raci
from readiness.core.raci import without_letter
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
    Release,
    Step,
    Warning_,
)
from readiness.core.rounding import Rounder
from readiness.core.scoring import Basis, Scores, basis_of, lead_group, score_tree

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.parts import Activity
    from readiness.core.scope import Department, Scope
    from readiness.core.tally import Tally


def assess(*, model: ActivityModel, scope: Scope, tally: Tally, exact: bool = False) -> Release:
    """Assess ``tally`` against ``model`` within ``scope``.

    ``exact`` leaves figures unrounded and needs floor 1. Raises ValueError when it does not have
    it, when the floor or the profile is not allowed, or when there is no department.
    """
    if not scope.departments:
        raise ValueError("an assessment needs at least one department")
    profiles = [profile.code for profile in model.profiles]
    if scope.profile is not None and scope.profile not in profiles:
        raise ValueError(f"the model has no profile {scope.profile}")
    if exact and scope.confidential:
        raise ValueError(
            "exact figures need floor 1: rounding is part of the protection of small groups"
        )
    released = release(tally=tally, scope=scope, model=model)
    rounder = Rounder(exact=exact, rule=model.rules.rounding)
    return _Assessment(model=model, released=released, rounder=rounder).release()


@dataclass(frozen=True, kw_only=True)
class _Assessment:
    model: ActivityModel
    released: ReleasedTally
    rounder: Rounder

    def release(self) -> Release:
        nodes, activities = self._nodes, self._activities
        owning, coverage = self._owning, self._coverage()
        return Release(
            format=FORMAT,
            model=self._model_ref(),
            organisation=self._organisation(),
            floor=self._scope.floor,
            exact=self.rounder.exact,
            repeats=self.model.rules.ownership.stability.repeats if owning else 0,
            coverage=coverage,
            departments=self._departments(),
            groups=self._groups(),
            counted=self._counted(nodes),
            nodes=nodes,
            activities=activities,
            questions=owning.questions if owning else (),
            form=owning.form(coverage) if owning else None,
            owners=owning.loads(activities) if owning else (),
            warnings=tuple(self._warnings(nodes, activities, coverage)),
            gates=gate_results(
                gates=self.model.rules.gates, scores=self._scores, rounder=self.rounder
            ),
        )

    @property
    def _scope(self) -> Scope:
        return self.released.scope

    @cached_property
    def _draws(self) -> Draws:
        return observed(released=self.released, model=self.model)

    @cached_property
    def _scores(self) -> Scores:
        return score_tree(
            draws=self._draws,
            model=self.model,
            released=self.released,
            bases=self._bases,
            rounder=self.rounder,
        )

    @cached_property
    def _nodes(self) -> tuple[Node, ...]:
        return NodeMaker(
            model=self.model,
            released=self.released,
            scores=self._scores,
            bases=self._bases,
            rounder=self.rounder,
        ).nodes()

    @cached_property
    def _owning(self) -> Owning | None:
        if not self.model.asks_for_owners:
            return None
        return Owning(
            model=self.model,
            released=self.released,
            draws=self._draws,
            scores=self._scores,
            bases=self._bases,
            rounder=self.rounder,
        )

    @cached_property
    def _leads(self) -> dict[str, str | None]:
        """By activity the shown group that most name today."""
        least = self.model.rules.ownership.lead_department_share
        if not self.model.asks_for_owners:
            return dict.fromkeys(self.model.activities)
        return {
            code: lead_group(
                activity=activity, draws=self._draws, released=self.released, minimum=least
            )
            for code, activity in self.model.activities.items()
        }

    @cached_property
    def _bases(self) -> dict[str, Basis]:
        bases = {}
        for code, item in self.model.items.items():
            activity = self.model.activity_of.get(code)
            lead = self._leads[activity.code] if activity else None
            bases[code] = basis_of(item=item, model=self.model, released=self.released, lead=lead)
        return bases

    # Activities

    @cached_property
    def _activities(self) -> tuple[ActivityResult, ...]:
        """Every activity in scope, and those that are closed."""
        figures = {node.code: node for node in self._nodes if node.department is None}
        there = [code for code in self.model.activities if code in figures]
        priorities = {
            code: priority for code in there if (priority := self._priority(code)) is not None
        }
        order = sorted(
            (code for code, value in priorities.items() if value > SLACK),
            key=lambda c: (-round(priorities[c], 9), c),
        )
        return tuple(
            self._activity(
                code,
                figures[code],
                priorities.get(code),
                dict(zip(order, range(1, len(order) + 1), strict=True)),
            )
            for code in there
        )

    def _activity(
        self, code: str, node: Node, priority: float | None, ranks: Mapping[str, int]
    ) -> ActivityResult:
        activity, owning = self.model.activities[code], self._owning
        closed = code in self._scope.closed
        ownership = raci = None
        if owning is not None:
            ownership = closed_ownership() if closed else owning.ownership[code]
            raci = closed_raci() if closed else owning.raci[code]
        return ActivityResult(
            code=code,
            domain=self.model.domain_of[code].code,
            closed=closed,
            priority=self.rounder.score(priority),
            rank=ranks.get(code),
            lead_group=self._leads[code],
            step=None if closed else self._step(activity, node),
            ownership=ownership,
            raci=raci,
        )

    def _priority(self, code: str) -> float | None:
        """Weight × gap × ownership factor; a pattern that is not settled counts as unsettled."""
        branch, figure = self._scores.tree.branches.get(code), self._scores.figures.get(code)
        if branch is None or figure is None or not figure.answered:
            return None
        goal, reached = node_target(branch), figure.score
        if goal is None or reached is None:
            goal, reached = level_target(branch), figure.level
        if goal is None or reached is None:
            return None
        factor = 1.0
        if self._owning is not None:
            owner = self._owning.ownership[code]
            pattern = "unsettled" if owner.strength == "not_settled" else owner.pattern
            factor = self.model.rules.priority_factor[pattern]
        return branch.weight * max(0.0, goal - float(reached[0])) * factor

    def _step(self, activity: Activity, node: Node) -> Step | None:
        """The next action below the target, from the level or else the whole part of the score."""
        level = node.level if node.level is not None else node.score
        if level is None or activity.target_level is None or level >= activity.target_level:
            return None
        action = activity.step_from(int(level))
        if action is None:
            return None
        return Step(
            from_level=action.from_level,
            to_level=action.to_level,
            hours=action.hours,
            weeks=action.weeks,
        )

    def _counted(self, nodes: tuple[Node, ...]) -> Counted:
        overall, owning = nodes[0], self._owning
        basis = overall.basis
        activities = [a for a in self._activities if not a.closed]
        if owning is None:
            owned = unowned = contested = not_settled = insufficient = None
        else:
            rules, found = self.model.rules.ownership, owning.ownership.values()
            settled = [o.pattern for o in found if o.strength != "not_settled"]
            owned = sum(pattern in rules.owned for pattern in settled)
            unowned = sum(pattern in rules.unowned for pattern in settled)
            contested = settled.count("contested")
            not_settled = len(found) - len(settled)
            insufficient = sum(pattern in rules.not_counted for pattern in settled)
        aims = any(
            a.target is not None or a.target_level is not None
            for a in self.model.activities.values()
        )
        return Counted(
            activities=len(activities),
            owned=owned,
            unowned=unowned,
            contested=contested,
            not_settled=not_settled,
            insufficient=insufficient,
            at_target=(overall.at_target or 0) if aims else None,
            scored=basis.counted if basis is not None else 0,
        )

    def _coverage(self) -> Coverage:
        groups, scope = self.released.groups, self._scope
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
            id=identity.id,
            title=identity.title,
            version=identity.version,
            sha256=self.model.sha256,
            profile=self._scope.profile,
        )

    def _organisation(self) -> OrganisationRef:
        scope = self._scope
        heads = [department.headcount for department in scope.departments]
        total = (
            sum(number for number in heads if number is not None)
            if heads and None not in heads
            else None
        )
        return OrganisationRef(name=scope.organisation, period=scope.period, headcount=total)

    def _departments(self) -> tuple[DepartmentRef, ...]:
        found = []
        for department in self._scope.departments:
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
    ) -> Iterator[Warning_]:
        shown = {d.key: self.released.group_of(d.key) is not None for d in self._scope.departments}
        whole = {
            "nothing_released": not self.released.groups,
            "invited_unknown": coverage.invited is None,
            "few_answers": coverage.few,
            "no_confidentiality": not self._scope.confidential,
        }
        if whole["nothing_released"]:
            yield Warning_(code="nothing_released")
        yield from self._departments_where("not_shown", lambda d: not shown[d.key])
        if self._owning is not None:
            yield from self._departments_where("no_type", lambda d: d.type is None)
        for code in ("invited_unknown", "few_answers", "no_confidentiality"):
            if whole[code]:
                yield Warning_(code=code)
        if self._owning is not None:
            yield from self._departments_where("hours_not_stated", lambda d: d.hours is None)
            yield from self._departments_where(
                "authority_not_stated", lambda d: d.authority is None
            )
        for node in nodes:
            if node.department and node.kind == "item" and node.no_level == "not_part":
                yield Warning_(code="not_part", subject=node.code, other=node.department)
        yield from self._raci_warnings(activities)

    def _departments_where(
        self, code: str, holds: Callable[[Department], bool]
    ) -> Iterator[Warning_]:
        return (Warning_(code=code, subject=d.key) for d in self._scope.departments if holds(d))

    def _raci_warnings(self, activities: tuple[ActivityResult, ...]) -> Iterator[Warning_]:
        raci = {a.code: a.raci for a in activities if a.raci is not None}
        for code, proposal in raci.items():
            for check in proposal.checks:
                yield Warning_(code=check, subject=code)
        if raci:
            for department in without_letter(proposals=raci, scope=self._scope):
                yield Warning_(code="no_letter", subject=department.key)
