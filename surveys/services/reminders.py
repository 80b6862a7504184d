"""Reminders: proposed for days 4 and 8 and the day before the last, sent when somebody approves.

A proposal is no row: it follows from the assessment's days and the organisation's working hours.
A row is what somebody decided about it. Who gets one is shown to nobody, nor how many do: who
leaves one person out, and compares with how many have answered, would know about that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from surveys import access, mail_queries, queries
from surveys.models import (
    Assessment,
    InvitationState,
    MailKind,
    Person,
    Reminder,
    ReminderState,
    State,
    User,
)
from surveys.services import audit, invitations, mail_parts, outbox, working_hours
from surveys.services.jobs import Held
from surveys.services.outbox import NoMailServer
from surveys.services.working_hours import Hours

FIRST_DAYS = (4, 8)
"""After the opening; the last reminder comes the day before the closing."""
NUMBERS = (1, 2, 3)
APART = timedelta(hours=36)
"""Between two mails to the same person at least: about two days, whose mornings are not always 48
hours apart."""


class TooNear(Exception):  # noqa: N818 - reads as what happened
    """Less than two days from another reminder."""


class NotInTime(Exception):  # noqa: N818 - reads as what happened
    """Past, or not before the last moment for answers."""


class NotWorkingTime(Exception):  # noqa: N818 - reads as what happened
    """Nobody works then."""


class NotPossible(Exception):  # noqa: N818 - reads as what happened
    """It was sent, or the assessment is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of the three. ``state``: planned, approved, skipped, sent, late or none.

    ``late``: proposed for a moment that has passed. ``none``: the days leave no room for it.
    """

    number: int
    state: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a form for another time starts with, by the organisation's clocks, and its ``hours``."""

    day: date | None
    hour: int
    hours: range


def plan(*, opens_on: date | None, closes_on: date | None, hours: Hours) -> dict[int, datetime]:
    """When each reminder would leave; those that would come too near to another are left out."""
    if opens_on is None:
        return {}
    found: dict[int, datetime] = {}
    begin = _start(hours, opens_on)
    last = _last(opens_on, closes_on, hours)
    if last is not None and last - begin >= APART:
        found[NUMBERS[-1]] = last
    end = None if closes_on is None else access.end_of(closes_on, hours.zone)
    before = begin
    for number, days in zip(NUMBERS, FIRST_DAYS, strict=False):
        moment = hours.start_of(hours.first_day(opens_on + timedelta(days=days)))
        room = moment is not None and moment - before >= APART
        later = found.get(NUMBERS[-1], end)
        if not room or moment is None or (later and later - moment < APART):
            continue
        found[number] = before = moment
    return found


def lines(assessment: Assessment, *, now: datetime) -> list[Line]:
    """All three, as they stand."""
    rows = mail_queries.reminders(assessment)
    proposed = _plan_of(assessment)
    return [_line(number, rows.get(number), proposed.get(number), now) for number in NUMBERS]


def missing(assessment: Assessment) -> int:
    """How many answers are missing by the departments' numbers, which are shown anyway."""
    return sum(each.invited - each.answered for each in queries.progress(assessment))


def choice(assessment: Assessment, line: Line) -> Choice:
    """Where choosing another time for ``line`` starts."""
    hours = working_hours.of(assessment.organisation)
    near = line.due_at.astimezone(hours.zone) if line.due_at else None
    return Choice(
        day=near.date() if near else None,
        hour=near.hour if near else hours.start,
        hours=range(hours.start, hours.end),
    )


def approve(
    *,
    assessment: Assessment,
    number: int,
    user: User | None,
    now: datetime,
    day: date | None = None,
    hour: int = 0,
) -> Reminder:
    """Let it be sent that day at that hour where the organisation is, or when it is proposed for.

    Raises NoMailServer, NotPossible, NotInTime, NotWorkingTime or TooNear.
    """
    if not settings.SENDS_MAIL:
        raise NoMailServer
    moment = _moment(assessment, number, day, hour)
    with transaction.atomic():
        rows = _rows(assessment, number)
        _check(assessment, rows, number, moment, now)
        row = rows.get(number) or Reminder(assessment=assessment, number=number)
        row.due_at, row.state = moment, ReminderState.APPROVED
        row.save()
        _note(row, user, now)
    return row


def skip(*, assessment: Assessment, number: int, user: User | None, now: datetime) -> None:
    """It will not be sent. Raises NotPossible."""
    with transaction.atomic():
        row = _rows(assessment, number).get(number)
        row = row or Reminder(assessment=assessment, number=number)
        row.due_at = row.due_at or _plan_of(assessment).get(number) or now
        row.state = ReminderState.SKIPPED
        row.save()
        _note(row, user, now)


def undo(*, assessment: Assessment, number: int, user: User | None, now: datetime) -> None:
    """Back to what is proposed. Raises NotPossible."""
    with transaction.atomic():
        row = _rows(assessment, number).get(number)
        if row is not None:
            row.delete()
            row.state = ReminderState.PROPOSED
            _note(row, user, now)


def work(held: Held) -> None:
    """The job: queue the mails of an approved reminder whose time has come."""
    assessment, now = held.job.assessment, held.clock()
    if assessment is not None:
        send_due(assessment=assessment, now=now)


def send_due(*, assessment: Assessment, now: datetime) -> int:
    """Queue a mail for everybody who is missing; how many, for no page. Once, however often asked.

    Nothing happens while the assessment is paused or over, and outside of working hours.
    """
    with transaction.atomic():
        locked = _locked(assessment)
        if locked.state != State.OPEN or access.is_past(locked, now=now):
            return 0
        if not working_hours.of(locked.organisation).include(now):
            return 0
        due = mail_queries.due_reminders(now).select_for_update(of=("self",))
        reminder = due.filter(assessment=locked).order_by("number").first()
        if reminder is None:
            return 0
        found = list(mail_queries.can_be_reminded(locked, now=now, rest=APART))
        # Of all, or the links that can be shown would be those of who gets a reminder.
        invitations.make_current(found, assessment=locked)
        silent = [each for each in found if each.state != InvitationState.ANSWERED]
        sent = outbox.queue_each(locked, MailKind.REMINDER, silent, now=now)
        reminder.state = ReminderState.SENT
        reminder.save(update_fields=["state"])
    return sent


def person_of(token: str) -> Person | None:
    """Whose link for ending reminders this is. Reads only."""
    code = mail_parts.opted_out_code(token)
    return Person.objects.filter(code=code).first() if code else None


def set_no_reminders(*, person: Person, wanted: bool) -> None:
    """``wanted``: no reminders from now on, in this organisation; also those that wait to leave."""
    Person.objects.filter(pk=person.pk).update(no_reminders=wanted)


def _plan_of(assessment: Assessment) -> dict[int, datetime]:
    hours = working_hours.of(assessment.organisation)
    return plan(opens_on=assessment.opens_on, closes_on=assessment.closes_on, hours=hours)


def _start(hours: Hours, day: date) -> datetime:
    """When work begins on the first working day from ``day`` on."""
    first = hours.first_day(day)
    return hours.start_of(first) or datetime.combine(first, time.min, tzinfo=UTC)


def _last(opens_on: date, closes_on: date | None, hours: Hours) -> datetime | None:
    """The last working day before the one on which the assessment closes."""
    if closes_on is None:
        return None
    day = hours.last_day(closes_on - timedelta(days=1))
    return hours.start_of(day) if day > opens_on else None


def _line(number: int, row: Reminder | None, proposed: datetime | None, now: datetime) -> Line:
    if row is not None:
        return Line(number=number, state=row.state, due_at=row.due_at)
    state = "none" if proposed is None else "planned" if proposed > now else "late"
    return Line(number=number, state=state, due_at=proposed)


def _moment(assessment: Assessment, number: int, day: date | None, hour: int) -> datetime:
    """Raises NotInTime where none is proposed, or NotWorkingTime."""
    if day is None:
        proposed = _plan_of(assessment).get(number)
        if proposed is None:
            raise NotInTime
        return proposed
    chosen = working_hours.of(assessment.organisation).at(day, hour)
    if chosen is None:
        raise NotWorkingTime
    return chosen


def _rows(assessment: Assessment, number: int) -> dict[int, Reminder]:
    """The decided ones, locked. Raises NotPossible where nothing can be changed about it."""
    locked = _locked(assessment)
    rows = mail_queries.reminders(locked)
    row = rows.get(number)
    if locked.state in access.OVER or (row is not None and row.state == ReminderState.SENT):
        raise NotPossible
    return rows


def _locked(assessment: Assessment) -> Assessment:
    rows = Assessment.objects.select_related("organisation").select_for_update(of=("self",))
    return rows.get(pk=assessment.pk)


def _check(
    assessment: Assessment,
    rows: dict[int, Reminder],
    number: int,
    moment: datetime,
    now: datetime,
) -> None:
    zone = working_hours.of(assessment.organisation).zone
    end = access.end_of(assessment.closes_on, zone) if assessment.closes_on else None
    if moment <= now or (end is not None and moment >= end):
        raise NotInTime
    stands = (ReminderState.APPROVED, ReminderState.SENT)
    others = [row.due_at for row in rows.values() if row.number != number and row.state in stands]
    if any(abs(moment - other) < APART for other in others):
        raise TooNear


def _note(row: Reminder, user: User | None, now: datetime) -> None:
    details = f"{row.number} {row.due_at:%Y-%m-%d %H:%M} UTC"
    audit.note(f"reminder {row.state}", assessment=row.assessment, user=user, now=now,
               details=details)  # fmt: skip
