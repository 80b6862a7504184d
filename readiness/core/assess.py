"""The one call: from a tally to a Release.

Everything printed anywhere comes out of ``assess``: released first, computed exactly, rounded once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from readiness.core.caveats import warnings_of
from readiness.core.decisions import SourceDesk
from readiness.core.disclosure import release
from readiness.core.draws import SLACK, Draws, observed
from readiness.core.facts import (
    coverage_of,
    departments_of,
    groups_of,
    model_ref,
    organisation_of,
    profiles_of,
)
from readiness.core.gates import gate_results
from readiness.core.nodes import NodeMaker
from readiness.core.owning import Owning, closed_ownership, closed_raci
from readiness.core.release import (
    FORMAT,
    ActivityResult,
    Counted,
    ModelRef,
    Node,
    Release,
    Step,
)
from readiness.core.rounding import Rounder
from readiness.core.rounds import compare
from readiness.core.scoring import Basis, Scores, basis_of, lead_group, score_tree
from readiness.core.workings import Priority, gap_to_target, with_inputs

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.decisions import AgreedAction, Decision, Evidence
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.parts import Activity
    from readiness.core.release import Ownership
    from readiness.core.scope import Scope
    from readiness.core.tally import Tally


@dataclass(frozen=True, kw_only=True)
class Round:
    """An earlier round to compare with: its model, its departments and its answers."""

    model: ActivityModel
    scope: Scope
    tally: Tally


def assess(
    *,
    model: ActivityModel,
    scope: Scope,
    tally: Tally,
    exact: bool = False,
    before: Round | None = None,
    decisions: Sequence[Decision] = (),
    evidence: Sequence[Evidence] = (),
    actions: Sequence[AgreedAction] = (),
) -> Release:
    """Assess ``tally`` against ``model`` within ``scope``, and say what changed since ``before``.

    ``decisions``, ``evidence`` and ``actions`` stand beside the figures. ``exact`` leaves them
    unrounded and needs floor 1. Raises ValueError when it does not have it, when the floor or the
    profile is not allowed, when there is no department, when the earlier round protects smaller
    groups than this one, or, as SourceError, when decisions, evidence or actions do not fit.
    """
    if before is not None and before.scope.floor < scope.floor:
        raise ValueError(
            f"the earlier round shows groups from {before.scope.floor} answers on, this one "
            f"from {scope.floor}: it would show what this one must not"
        )
    found = _assessment(
        model=model,
        scope=scope,
        tally=tally,
        exact=exact,
        decisions=decisions,
        evidence=evidence,
        actions=actions,
    )
    found.desk.check()
    if before is None:
        return found.release(None)
    earlier = _assessment(model=before.model, scope=before.scope, tally=before.tally, exact=exact)
    return found.release(earlier)


def _assessment(
    *,
    model: ActivityModel,
    scope: Scope,
    tally: Tally,
    exact: bool,
    decisions: Sequence[Decision] = (),
    evidence: Sequence[Evidence] = (),
    actions: Sequence[AgreedAction] = (),
) -> _Assessment:
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
    return _Assessment(
        model=model,
        released=released,
        rounder=rounder,
        decisions=tuple(decisions),
        evidence=tuple(evidence),
        actions=tuple(actions),
    )


@dataclass(frozen=True, kw_only=True)
class _Assessment:
    model: ActivityModel
    released: ReleasedTally
    rounder: Rounder
    decisions: tuple[Decision, ...]
    evidence: tuple[Evidence, ...]
    actions: tuple[AgreedAction, ...]

    def release(self, before: _Assessment | None) -> Release:
        nodes, activities = self._nodes, self._activities
        owning = self._owning
        coverage = coverage_of(self.released, self.model, self.rounder)
        return Release(
            format=FORMAT,
            model=self.model_ref,
            organisation=organisation_of(self._scope),
            floor=self._scope.floor,
            exact=self.rounder.exact,
            repeats=self.model.rules.ownership.stability.repeats if owning else 0,
            coverage=coverage,
            departments=departments_of(self.released, self.model),
            groups=groups_of(self.released),
            counted=self._counted(nodes),
            nodes=nodes,
            activities=activities,
            questions=owning.questions if owning else (),
            form=owning.form(coverage) if owning else None,
            owners=owning.loads(activities) if owning else (),
            warnings=tuple(
                warnings_of(
                    released=self.released,
                    nodes=nodes,
                    activities=activities,
                    coverage=coverage,
                    asks_for_owners=owning is not None,
                )
            ),
            gates=gate_results(
                gates=self.model.rules.gates, scores=self._scores, rounder=self.rounder
            ),
            profiles=profiles_of(self.released, self.model, self.rounder),
            change=compare(now=self.maker, before=before.maker, model=before.model_ref)
            if before is not None
            else None,
            actions=self.desk.agreed_actions(),
        )

    @property
    def model_ref(self) -> ModelRef:
        """The model and the selection of its items."""
        return model_ref(self.model, self._scope)

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
        nodes = self.maker.nodes()
        return with_inputs(nodes=nodes, tree=self._scores.tree, bases=self._bases)

    @cached_property
    def desk(self) -> SourceDesk:
        """Decisions and evidence beside the survey's figures of the organisation."""
        return SourceDesk(
            tree=self._scores.tree,
            scope=self._scope,
            nodes={node.code: node for node in self._nodes if node.department is None},
            decisions=self.decisions,
            evidence=self.evidence,
            actions=self.actions,
        )

    @cached_property
    def maker(self) -> NodeMaker:
        """What makes the nodes."""
        return NodeMaker(
            model=self.model,
            released=self.released,
            scores=self._scores,
            bases=self._bases,
            rounder=self.rounder,
        )

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
            (code for code, found in priorities.items() if found.points > SLACK),
            key=lambda c: (-round(priorities[c].points, 9), c),
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
        self, code: str, node: Node, priority: Priority | None, ranks: Mapping[str, int]
    ) -> ActivityResult:
        activity, owning = self.model.activities[code], self._owning
        closed = code in self._scope.closed
        ownership = raci = None
        if owning is not None:
            ownership = (
                closed_ownership() if closed else self._accepted(owning.ownership[code], code)
            )
            raci = closed_raci() if closed else owning.raci[code]
        return ActivityResult(
            code=code,
            domain=self.model.domain_of[code].code,
            closed=closed,
            priority=self.rounder.score(priority.points) if priority else None,
            rank=ranks.get(code),
            lead_group=self._leads[code],
            step=None if closed else self._step(activity, node),
            ownership=ownership,
            raci=raci,
            priority_basis=priority.basis(self.rounder) if priority else None,
            sources=self.desk.sources(code, self._decided_checks.get(code, ()), ownership),
        )

    def _accepted(self, owner: Ownership, code: str) -> Ownership:
        """How far an owner that the workshop named has accepted."""
        decision = self.desk.decided.get(code)
        if decision is None or not decision.accountable:
            return owner
        return replace(owner, status=decision.status)

    @cached_property
    def _decided_checks(self) -> dict[str, tuple[str, ...]]:
        """The checks of every decision that says who does what."""
        named = {code: d for code, d in self.desk.decided.items() if d.accountable}
        return self._owning.decided_checks(named) if self._owning is not None and named else {}

    def _priority(self, code: str) -> Priority | None:
        """Weight, gap and ownership factor; a pattern that is not settled counts as unsettled."""
        branch, figure = self._scores.tree.branches.get(code), self._scores.figures.get(code)
        if branch is None or figure is None or not figure.answered:
            return None
        gap = gap_to_target(branch, figure)
        if gap is None:
            return None
        pattern, factor = None, 1.0
        if self._owning is not None:
            owner = self._owning.ownership[code]
            pattern = "unsettled" if owner.strength == "not_settled" else owner.pattern
            factor = self.model.rules.priority_factor[pattern]
        return Priority(weight=branch.weight, gap=gap, factor=factor, pattern=pattern)

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
            scattered = outsourced = unsettled = None
        else:
            rules, found = self.model.rules.ownership, owning.ownership.values()
            settled = [o.pattern for o in found if o.strength != "not_settled"]
            owned = sum(pattern in rules.owned for pattern in settled)
            unowned = sum(pattern in rules.unowned for pattern in settled)
            contested = settled.count("contested")
            not_settled = len(found) - len(settled)
            insufficient = sum(pattern in rules.not_counted for pattern in settled)
            scattered = sum(pattern.startswith("scattered") for pattern in settled)
            outsourced, unsettled = settled.count("outsourced"), settled.count("unsettled")
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
            scattered=scattered,
            outsourced=outsourced,
            unsettled=unsettled,
        )
