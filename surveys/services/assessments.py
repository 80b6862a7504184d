"""An assessment's life: draft → open ⇄ paused → closed → published → archived.

Closed leads back to open only until the first release. Every step is noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from surveys import queries
from surveys.models import (
    Assessment,
    Department,
    ModelVersion,
    Organisation,
    ScopeDepartment,
    State,
    User,
)
from surveys.services import audit, folding
from surveys.services.groups import Groups, set_groups, touch
from surveys.services.model_versions import authority_levels, model_of
from surveys.services.scopes import read_scope

HOURS_IN_A_WEEK = 168


class IllegalTransition(Exception):  # noqa: N818 - reads as what happened
    """The assessment's state does not lead there; ``state`` is the one it is in."""

    def __init__(self, state: str, wanted: str) -> None:
        self.state, self.wanted = state, wanted
        super().__init__(f"{state} does not lead to {wanted}")


class NobodyInScope(Exception):  # noqa: N818 - reads as what happened
    """An assessment without departments cannot open."""


class LastDayOver(Exception):  # noqa: N818 - reads as what happened
    """The last day to answer is over: set another one first."""


class ReleaseMissing(Exception):  # noqa: N818 - reads as what happened
    """Nothing can be published before a release is made."""


class FactsOutOfRange(Exception):  # noqa: N818 - reads as what happened
    """Hours or authority that nobody can have."""


def today_at(assessment: Assessment, now: datetime) -> date:
    """The date where the organisation is."""
    return now.astimezone(ZoneInfo(assessment.organisation.time_zone)).date()


def create(
    *,
    organisation: Organisation,
    model_version: ModelVersion,
    title: str,
    departments: Iterable[Department],
    sponsor: str = "",
    period: str = "",
    profile: str = "",
) -> Assessment:
    """A draft with these departments in its scope, their heads as the organisation knows them."""
    with transaction.atomic():
        assessment = Assessment.objects.create(
            organisation=organisation,
            model_version=model_version,
            title=title,
            sponsor=sponsor,
            period=period,
            profile=profile,
        )
        ScopeDepartment.objects.bulk_create(
            ScopeDepartment(assessment=assessment, department=department, head=head_of(department))
            for department in departments
        )
    return assessment


def open_for_answers(*, assessment: Assessment, user: User | None, now: datetime) -> None:
    """Draft → open, from today on. Raises IllegalTransition, NobodyInScope or LastDayOver."""
    with _step(assessment, State.OPEN, (State.DRAFT,), user=user, now=now) as locked:
        if not locked.scope.exists():
            raise NobodyInScope
        locked.opens_on = today_at(assessment, now)
        if locked.closes_on and locked.closes_on < locked.opens_on:
            raise LastDayOver


def pause(*, assessment: Assessment, user: User | None, now: datetime) -> None:
    """Open → paused. Raises IllegalTransition."""
    with _step(assessment, State.PAUSED, (State.OPEN,), user=user, now=now):
        pass


def resume(*, assessment: Assessment, user: User | None, now: datetime) -> None:
    """Paused → open. Raises IllegalTransition."""
    with _step(assessment, State.OPEN, (State.PAUSED,), user=user, now=now):
        pass


def close(
    *, assessment: Assessment, user: User | None, now: datetime, groups: Groups | None = None
) -> folding.Folded:
    """Open or paused → closed: every response becomes counts, and the rest is forgotten.

    What is below the floor after ``groups`` are set is deleted for good. Raises IllegalTransition,
    UnknownGroup or FoldedTogether.
    """
    with transaction.atomic():
        running = (State.OPEN, State.PAUSED)
        with _step(assessment, State.CLOSED, running, user=user, now=now) as locked:
            if groups is not None:
                set_groups(assessment=assessment, groups=groups, user=user, now=now)
            folded = folding.fold(locked, scope=read_scope(locked))
            _note_in_scope(locked, folded)
        transaction.on_commit(folding.vacuum)
        touch(assessment)
    return folded


def close_without_answers(*, assessment: Assessment, user: User | None, now: datetime) -> None:
    """Draft → closed: a workshop has decided and nobody was asked. Raises IllegalTransition.

    It can be opened for answers like any other that is closed.
    """
    with _step(assessment, State.CLOSED, (State.DRAFT,), user=user, now=now):
        pass


def reopen(*, assessment: Assessment, user: User | None, now: datetime) -> None:
    """Closed → open, until the first release. The links ended at closing: make new ones.

    Raises IllegalTransition.
    """
    with _step(assessment, State.OPEN, (State.CLOSED,), user=user, now=now) as locked:
        if queries.releases(locked).exists():
            raise IllegalTransition(State.CLOSED, State.OPEN)
        locked.closes_on = None


def publish(*, assessment: Assessment, user: User | None, now: datetime) -> None:
    """Closed → published: executives see the newest release. Raises also ReleaseMissing."""
    with _step(assessment, State.PUBLISHED, (State.CLOSED,), user=user, now=now) as locked:
        if not queries.releases(locked).exists():
            raise ReleaseMissing


def archive(*, assessment: Assessment, user: User | None, now: datetime) -> None:
    """Published → archived. Raises IllegalTransition."""
    with _step(assessment, State.ARCHIVED, (State.PUBLISHED,), user=user, now=now):
        pass


def set_facts(
    *,
    row: ScopeDepartment,
    head: str,
    hours: int | None,
    authority: int | None,
    user: User | None,
    now: datetime,
) -> None:
    """What a head states by name; None is not stated.

    Raises FactsOutOfRange, or IllegalTransition once the assessment is archived.
    """
    if hours is not None and not 0 <= hours <= HOURS_IN_A_WEEK * 1000:
        raise FactsOutOfRange
    with transaction.atomic():
        locked = Assessment.objects.select_for_update().get(pk=row.assessment_id)
        if locked.state == State.ARCHIVED:
            raise IllegalTransition(locked.state, locked.state)
        levels = {level.level for level in authority_levels(model_of(locked))}
        if authority is not None and authority not in levels:
            raise FactsOutOfRange
        row.head, row.hours, row.authority = head, hours, authority
        row.save(update_fields=["head", "hours", "authority"])
        touch(locked)
        audit.note("facts", assessment=locked, user=user, now=now, details=row.department.key)


@contextmanager
def _step(
    assessment: Assessment,
    wanted: State,
    allowed: tuple[State, ...],
    *,
    user: User | None,
    now: datetime,
) -> Iterator[Assessment]:
    """The assessment, locked; in its new state when the block ends without an error."""
    with transaction.atomic():
        locked = (
            queries.assessments(assessment.organisation)
            .select_for_update(of=("self",))
            .get(pk=assessment.pk)
        )
        if locked.state not in allowed:
            raise IllegalTransition(locked.state, wanted)
        yield locked
        locked.state = wanted
        locked.save(update_fields=["state", "opens_on", "closes_on"])
        audit.note(wanted, assessment=locked, user=user, now=now)
    assessment.refresh_from_db(fields=["state", "opens_on", "closes_on", "scope_revision"])


def _note_in_scope(assessment: Assessment, folded: folding.Folded) -> None:
    """Keep how many were invited, and which departments were counted with another."""
    rows = {row.department.key: row for row in queries.scope_departments(assessment)}
    invited = {each.key: each.invited for each in queries.progress(assessment)}
    for key, row in rows.items():
        row.invited = invited[key]
        if key in folded.moved:
            row.folded_into = rows[folded.moved[key]]
    ScopeDepartment.objects.bulk_update(rows.values(), ["invited", "folded_into"])


def head_of(department: Department) -> str:
    """The head as the organisation knows them: name, role."""
    return ", ".join(part for part in (department.head_name, department.head_role) if part)[:200]
