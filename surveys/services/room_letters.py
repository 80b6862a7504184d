"""Who does what for an activity, as the model's rules have it, and what to look at before agreeing.

The survey's figures stay as they are; without a survey the rules alone speak.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from readiness.core import raci
from readiness.core.decisions import Decision as Decided
from readiness.core.decisions import SourceDesk, SourceError
from readiness.core.parts import Activity
from readiness.core.release import ActivityResult, Node, Ownership, Raci
from surveys import queries
from surveys.models import Letter, Workshop
from surveys.services.results import RoomModel, release_of, room_model

__all__ = ["Letters", "SourceError", "letters_for"]


@dataclass(frozen=True, kw_only=True)
class Letters:
    """The letters of one activity in one room."""

    workshop: Workshop
    room: RoomModel
    activity: Activity

    def proposed(self, accountable: str) -> dict[str, str]:
        """Every department's letter once ``accountable`` makes sure of it."""
        holders = self._holders | {self.activity.code: accountable}
        assignments = [
            self._assignment(each, holders.get(code))
            for code, each in self.room.model.activities.items()
        ]
        found = raci.propose(assignments=assignments, model=self.room.model, scope=self.room.scope)
        return _by_department(found[self.activity.code], accountable)

    @property
    def surveyed(self) -> dict[str, str]:
        """The letters as the survey's report proposes them; empty where it names nobody."""
        result = self._results.get(self.activity.code)
        if result is None or result.raci is None or result.raci.accountable is None:
            return {}
        return _by_department(result.raci, result.raci.accountable)

    def checks(self, accountable: str, letters: Mapping[str, str]) -> tuple[str, ...]:
        """What to look at, by code; see ``readiness.core.raci``."""
        return raci.decided_checks(
            assignment=self._assignment(self.activity, accountable),
            letters=dict(letters) | {accountable: "A"},
            accountable=self._holders | {self.activity.code: accountable},
            model=self.room.model,
            scope=self.room.scope,
        )

    @property
    def most_consulted(self) -> int:
        """From how many on the checks find it too many."""
        return self.room.model.rules.raci.max_consulted

    def check(self, decided: Decided) -> None:
        """Raise SourceError where the next report could not take it."""
        code = self.activity.code
        release = release_of(self.workshop)
        found = release.nodes if release else ()
        nodes = {node.code: node for node in found if node.department is None}
        nothing = Node(code=code, kind="activity", department=None, released=False)
        SourceDesk(
            tree=self.room.tree,
            scope=self.room.scope,
            nodes={code: nodes.get(code, nothing)},
            decisions=(decided,),
            evidence=(),
        ).check()

    def _assignment(self, activity: Activity, accountable: str | None) -> raci.Assignment:
        found = self._results.get(activity.code)
        owner = found.ownership if found else None
        return raci.Assignment(
            activity=activity,
            accountable=accountable,
            provisional=False,
            responsible_all=self._involved(activity, owner),
            claimants=self._claimants(owner),
            conditional=_has_conditions(owner, accountable),
        )

    def _involved(self, activity: Activity, owner: Ownership | None) -> tuple[str, ...]:
        """As the core has it: where work is everybody's, who is involved does it."""
        if owner is None or owner.all_involved:
            return ()
        if activity.spread != "pervasive" and owner.pattern != "federated":
            return ()
        release = release_of(self.workshop)
        groups = {group.key: group.departments for group in release.groups} if release else {}
        return tuple(key for group in owner.involved for key in groups.get(group, ()))

    def _claimants(self, owner: Ownership | None) -> tuple[str, ...]:
        least = self.room.model.rules.raci.claim_needs_letter * 100
        return tuple(
            each.department
            for each in (owner.criteria if owner else ())
            if each.claim_share is not None and each.claim_share >= least
        )

    @cached_property
    def _results(self) -> dict[str, ActivityResult]:
        release = release_of(self.workshop)
        return {each.code: each for each in release.activities} if release else {}

    @cached_property
    def _holders(self) -> dict[str, str | None]:
        """Who makes sure of every activity: as agreed, else as proposed."""
        holders = {
            code: found.raci.accountable for code, found in self._results.items() if found.raci
        }
        for row in queries.decisions(self.workshop.assessment):
            for letter in row.letters.all():
                if letter.letter == Letter.ACCOUNTABLE:
                    holders[row.activity] = letter.department.key
        return holders


def letters_for(workshop: Workshop, activity: str) -> Letters:
    room = room_model(workshop)
    return Letters(workshop=workshop, room=room, activity=room.model.activities[activity])


def _by_department(found: Raci, accountable: str) -> dict[str, str]:
    letters = dict.fromkeys(found.informed, "I") | dict.fromkeys(found.consulted, "C")
    letters |= dict.fromkeys(found.responsible, "R")
    return letters | {accountable: "A"}


def _has_conditions(owner: Ownership | None, key: str | None) -> bool:
    found = (each for each in (owner.criteria if owner else ()) if each.department == key)
    return any(each.conditions for each in found)
