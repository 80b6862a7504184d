"""A RACI proposal with exactly one accountable department, and the checks that it must pass.

The accountable department comes from the owner score; the model's usual RACI fills the other
letters by department type, and the rules of docs/scoring.md lift or lower them. One letter a
department: A before R before C before I.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness.core.release import Raci

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.parts import Activity
    from readiness.core.scope import Department, Scope

STRENGTH = {"I": 1, "C": 2, "R": 3, "A": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What the proposal for one activity starts from."""

    activity: Activity
    accountable: str | None
    provisional: bool
    responsible_all: tuple[str, ...]
    claimants: tuple[str, ...]
    conditional: bool


def propose(
    *, assignments: list[Assignment], model: ActivityModel, scope: Scope
) -> dict[str, Raci]:
    """The proposal for every activity, by code."""
    accountable = {a.activity.code: a.accountable for a in assignments}
    return {a.activity.code: _row(a, accountable, model, scope) for a in assignments}


def _row(
    assignment: Assignment,
    accountable: Mapping[str, str | None],
    model: ActivityModel,
    scope: Scope,
) -> Raci:
    activity, rules = assignment.activity, model.rules.raci
    letters = _usual(activity, scope)
    for key in assignment.responsible_all:
        _lift(letters, key, "R")
    for key in assignment.claimants:
        _lift(letters, key, "C")
    default, least = model.rules.ownership.default, rules.default_type_at_least
    if default is not None and least is not None and activity.code in least.activities:
        for key in _of_types((default.type,), scope):
            _lift(letters, key, least.letter)
    for link in rules.links:
        if activity.code in link.activities:
            for code in link.accountable_for:
                _lift(letters, accountable.get(code), link.at_least)
    if assignment.accountable is not None:
        letters[assignment.accountable] = "A"
    return _raci(assignment, letters, model)


def _usual(activity: Activity, scope: Scope) -> dict[str, str]:
    """The model's letters by department type."""
    letters: dict[str, str] = {}
    usual = activity.usual_raci
    for letter, types in (("I", usual.informed), ("C", usual.consulted), ("R", usual.responsible)):
        for key in _of_types(types, scope):
            _lift(letters, key, letter)
    return letters


def _raci(assignment: Assignment, letters: dict[str, str], model: ActivityModel) -> Raci:
    def holders(letter: str) -> tuple[str, ...]:
        return tuple(key for key in sorted(letters) if letters[key] == letter)

    checks = []
    if assignment.accountable is None:
        checks.append("no_accountable")
    elif assignment.conditional:
        checks.append("dated_condition")
    if len(holders("C")) > model.rules.raci.max_consulted:
        checks.append("many_consulted")
    if assignment.activity.phase == "transition" and assignment.accountable is not None:
        checks.append("end_date")
    return Raci(
        accountable=assignment.accountable,
        responsible=holders("R") or tuple(key for key in (assignment.accountable,) if key),
        consulted=holders("C"),
        informed=holders("I"),
        provisional=assignment.provisional,
        checks=tuple(checks),
    )


def _lift(letters: dict[str, str], key: str | None, letter: str) -> None:
    if key is not None and STRENGTH[letter] > STRENGTH.get(letters.get(key, ""), 0):
        letters[key] = letter


def _of_types(types: tuple[str, ...], scope: Scope) -> list[str]:
    return [department.key for department in scope.departments if department.type in types]


def without_letter(*, proposals: Mapping[str, Raci], scope: Scope) -> list[Department]:
    """Departments that hold no letter anywhere."""
    holders = {
        key
        for raci in proposals.values()
        for key in (raci.accountable, *raci.responsible, *raci.consulted, *raci.informed)
    }
    return [department for department in scope.departments if department.key not in holders]
