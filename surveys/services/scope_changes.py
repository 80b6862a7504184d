"""Which departments take part, what does not apply to them, and which activities are closed.

All of it decides what people are asked, so it freezes when the first of them begins to answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from surveys import queries, set_up_queries
from surveys.models import (
    BEFORE_CLOSING,
    Assessment,
    ClosedActivity,
    Department,
    NotApplicable,
    ScopeDepartment,
    User,
)
from surveys.services import audit
from surveys.services.assessments import head_of
from surveys.services.groups import touch
from surveys.services.model_versions import model_of

LONGEST_REASON = 200

Marks = Mapping[tuple[str, str], str]
"""By department key and activity code the reason why it does not apply."""


class ScopeFrozen(Exception):  # noqa: N818 - reads as what happened
    """Somebody has begun to answer, or the assessment is over."""


class PeopleInvited(Exception):  # noqa: N818 - reads as what happened
    """People of ``departments`` have links; those are taken back first."""

    def __init__(self, departments: tuple[str, ...]) -> None:
        self.departments = departments
        super().__init__(", ".join(departments))


class UnknownChoice(Exception):  # noqa: N818 - reads as what happened
    """No such department here, or no such activity, or a mark without a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine:
    """An activity as consultants know it. ``transition``: it may be closed."""

    code: str
    title: str
    domain: str
    transition: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Whether and why an activity does not apply to a department."""

    activity: ActivityLine
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    key: str
    name: str
    cells: tuple[Cell, ...]


def may_change(assessment: Assessment) -> bool:
    return assessment.state in BEFORE_CLOSING and not set_up_queries.answers_exist(assessment)


def activities(assessment: Assessment) -> tuple[ActivityLine, ...]:
    """Those that the assessment asks about, in the order of the model."""
    model = model_of(assessment)
    return tuple(
        ActivityLine(
            code=code,
            title=activity.title,
            domain=model.domain_of[code].title,
            transition=activity.phase == "transition",
        )
        for code, activity in model.activities.items()
        if any(item.is_in(assessment.profile) for item in activity.items)
    )


def matrix(assessment: Assessment) -> tuple[Row, ...]:
    """Every department in scope with every activity that can be marked. Two SQL."""
    shown = markable(assessment)
    found = []
    for row in queries.scope_departments(assessment):
        reasons = {mark.activity: mark.reason for mark in row.not_applicable.all()}
        cells = tuple(Cell(activity=each, reason=reasons.get(each.code, "")) for each in shown)
        found.append(Row(key=row.department.key, name=row.department.name, cells=cells))
    return tuple(found)


def markable(assessment: Assessment) -> tuple[ActivityLine, ...]:
    """Activities with an item that departments answer for themselves: nothing else can vanish."""
    model = model_of(assessment)
    return tuple(
        each
        for each in activities(assessment)
        if any(item.referent == "department" for item in model.activities[each.code].items)
    )


def closed_on(assessment: Assessment) -> dict[str, date]:
    return dict(assessment.closed.values_list("activity", "closed_on"))


def in_scope(assessment: Assessment) -> frozenset[str]:
    """The keys of the departments that take part."""
    return frozenset(assessment.scope.values_list("department__key", flat=True))


def set_departments(
    *, assessment: Assessment, keys: Collection[str], user: User | None, now: datetime
) -> None:
    """Let these departments take part and no others.

    Raises ScopeFrozen (which is noted), PeopleInvited or UnknownChoice.
    """
    with _changing(assessment, user=user, now=now):
        there = {row.department.key: row for row in queries.scope_departments(assessment)}
        known = {each.key: each for each in set_up_queries.departments(assessment.organisation)}
        if not set(keys) <= known.keys():
            raise UnknownChoice
        added, gone = sorted(set(keys) - there.keys()), sorted(there.keys() - set(keys))
        _refuse_invited(assessment, there, gone)
        _add(assessment, [known[key] for key in added])
        assessment.scope.filter(department__key__in=gone).delete()
        assessment.department_links.filter(department__key__in=gone).delete()
        assessment.scope.filter(group__in=gone).update(group="")
        if added or gone:
            details = ", ".join([*(f"+{key}" for key in added), *(f"-{key}" for key in gone)])
            _noted("departments", assessment, user, now, details)


def set_applicable(
    *,
    assessment: Assessment,
    marks: Marks,
    closed: Mapping[str, date],
    user: User | None,
    now: datetime,
) -> None:
    """Let exactly these activities not apply, and these be closed, each since its date.

    Raises ScopeFrozen (which is noted) or UnknownChoice; then nothing is changed.
    """
    with _changing(assessment, user=user, now=now):
        _set_marks(assessment, marks, user, now)
        _set_closed(assessment, closed, user, now)


@contextmanager
def _changing(assessment: Assessment, *, user: User | None, now: datetime) -> Iterator[None]:
    """The assessment, locked and not yet answered by anybody."""
    try:
        with transaction.atomic():
            _lock(assessment)
            yield
    except ScopeFrozen:
        audit.note("scope-refused", assessment=assessment, user=user, now=now)
        raise


def _set_marks(assessment: Assessment, marks: Marks, user: User | None, now: datetime) -> None:
    rows = {row.department.key: row for row in queries.scope_departments(assessment)}
    codes = {each.code for each in markable(assessment)}
    for (key, activity), reason in marks.items():
        fits = key in rows and activity in codes
        if not fits or not reason or len(reason) > LONGEST_REASON:
            raise UnknownChoice
    before = {
        (key, mark.activity): mark.reason
        for key, row in rows.items()
        for mark in row.not_applicable.all()
    }
    if dict(marks) == before:
        return
    NotApplicable.objects.filter(scope_department__assessment=assessment).delete()
    NotApplicable.objects.bulk_create(
        NotApplicable(scope_department=rows[key], activity=activity, reason=reason)
        for (key, activity), reason in sorted(marks.items())
    )
    _noted("not-applicable", assessment, user, now, _difference(before, marks))


def _set_closed(
    assessment: Assessment, closed: Mapping[str, date], user: User | None, now: datetime
) -> None:
    if not closed.keys() <= {each.code for each in activities(assessment) if each.transition}:
        raise UnknownChoice
    if dict(closed) == closed_on(assessment):
        return
    ClosedActivity.objects.filter(assessment=assessment).delete()
    ClosedActivity.objects.bulk_create(
        ClosedActivity(assessment=assessment, activity=activity, closed_on=day)
        for activity, day in sorted(closed.items())
    )
    _noted("closed-activities", assessment, user, now, ", ".join(sorted(closed)) or "-")


def _lock(assessment: Assessment) -> None:
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not may_change(locked):
        raise ScopeFrozen


def _refuse_invited(
    assessment: Assessment, there: Mapping[str, ScopeDepartment], gone: list[str]
) -> None:
    invited = {each.key for each in queries.progress(assessment) if each.invited}
    if refused := tuple(there[key].department.name for key in gone if key in invited):
        raise PeopleInvited(refused)


def _add(assessment: Assessment, departments: list[Department]) -> None:
    ScopeDepartment.objects.bulk_create(
        ScopeDepartment(assessment=assessment, department=each, head=head_of(each))
        for each in departments
    )


def _noted(
    what: str, assessment: Assessment, user: User | None, now: datetime, details: str
) -> None:
    touch(assessment)
    audit.note(what, assessment=assessment, user=user, now=now, details=details)


def _difference(before: Marks, after: Marks) -> str:
    added = [f"+{key} {activity}" for key, activity in sorted(after.keys() - before.keys())]
    gone = [f"-{key} {activity}" for key, activity in sorted(before.keys() - after.keys())]
    return ", ".join(added + gone) or "-"
