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
    letters = _usual(assignment.activity, scope)
    _lift_by_rules(letters, assignment, accountable, model, scope)
    if assignment.accountable is not None:
        letters[assignment.accountable] = "A"
    return _raci(assignment, letters, model)


def _lift_by_rules(
    letters: dict[str, str],
    assignment: Assignment,
    accountable: Mapping[str, str | None],
    model: ActivityModel,
    scope: Scope,
) -> None:
    """Give every department at least the letter that the model's rules ask for."""
    activity, rules = assignment.activity, model.rules.raci
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

    return Raci(
        accountable=assignment.accountable,
        responsible=holders("R") or tuple(key for key in (assignment.accountable,) if key),
        consulted=holders("C"),
        informed=holders("I"),
        provisional=assignment.provisional,
        checks=_checks(assignment, letters, model),
    )


def _checks(
    assignment: Assignment, letters: Mapping[str, str], model: ActivityModel
) -> tuple[str, ...]:
    """What to look at before the letters are accepted."""
    named = assignment.accountable is not None
    checks = {
        "no_accountable": not named,
        "dated_condition": named and assignment.conditional,
        "many_consulted": list(letters.values()).count("C") > model.rules.raci.max_consulted,
        "end_date": named and assignment.activity.phase == "transition",
    }
    return tuple(check for check, holds in checks.items() if holds)


def decided_checks(
    *,
    assignment: Assignment,
    letters: Mapping[str, str],
    accountable: Mapping[str, str | None],
    model: ActivityModel,
    scope: Scope,
) -> tuple[str, ...]:
    """The checks of letters that people decided on, by department key.

    ``letter_missing``: by the model's rules some department would have a higher letter.
    """
    lifted = dict(letters)
    _lift_by_rules(lifted, assignment, accountable, model, scope)
    missing = ("letter_missing",) if lifted != letters else ()
    return (*_checks(assignment, letters, model), *missing)


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
