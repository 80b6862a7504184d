"""The scope of an assessment, read from its rows once for each change."""

from __future__ import annotations

from functools import lru_cache

from readiness.core.scope import Department, Scope
from readiness.core.tally import allowed_values
from surveys import queries
from surveys.models import Assessment, ScopeDepartment
from surveys.services.model_versions import model_of

KEPT = 64

Allowed = dict[str, dict[str, str]]


def scope_of(assessment: Assessment) -> Scope:
    """Who takes part, as the core sees it.

    No SQL while the scope's revision is the one this process has read.
    """
    return _known(assessment)[0]


def allowed_of(assessment: Assessment) -> Allowed:
    """For every question code the values that may be given."""
    return _known(assessment)[1]


def read_scope(assessment: Assessment) -> Scope:
    """The scope as it stands in the database now."""
    rows = list(queries.scope_departments(assessment))
    return Scope(
        departments=tuple(_department(row) for row in rows),
        floor=assessment.floor,
        organisation=assessment.organisation.name,
        period=assessment.period or None,
        profile=assessment.profile or None,
        not_applicable={
            (row.department.key, mark.activity): mark.reason
            for row in rows
            for mark in row.not_applicable.all()
        },
        closed=frozenset(assessment.closed.values_list("activity", flat=True)),
    )


class _Seen:
    """An assessment at one revision of its scope: equal ones are read once."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.key = (assessment.code, assessment.scope_revision)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Seen) and self.key == other.key


def _known(assessment: Assessment) -> tuple[Scope, Allowed]:
    return _read(_Seen(assessment))


@lru_cache(maxsize=KEPT)
def _read(seen: _Seen) -> tuple[Scope, Allowed]:
    scope = read_scope(seen.assessment)
    return scope, allowed_values(model=model_of(seen.assessment), scope=scope)


def _department(row: ScopeDepartment) -> Department:
    department = row.department
    return Department(
        key=department.key,
        name=department.name,
        type=department.type or None,
        invited=row.invited,
        group=row.group or None,
        head=row.head or None,
        hours=row.hours,
        authority=row.authority,
        headcount=department.headcount,
    )
