"""The outbox: a row for each mail that is to leave, written in the transaction that wants it.

What the mail says is made when it leaves (``mail_parts``) and stored nowhere. ``mail_delivery``
takes the rows out; docs/mails.md tells how they go.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from surveys import mail_queries
from surveys.access import LinkExpired, LinkRevoked
from surveys.mail_queries import PROBLEMS, UNDER_WAY
from surveys.models import (
    BEFORE_CLOSING,
    Assessment,
    Invitation,
    InvitationState,
    MailKind,
    Message,
    MessageState,
    Person,
    State,
    User,
)
from surveys.services import audit, jobs
from surveys.services.invitations import invite_everybody

KIND, SUBJECT = "mail", "outbox"
AT_ONCE = 500
LEASE = timedelta(minutes=5)
"""More than the longest conversation with a server takes; then its worker is taken for dead."""


class NoMailServer(Exception):  # noqa: N818 - reads as what happened
    """None is set up: nothing is queued, links are handed out in another way."""


class NoAddress(Exception):  # noqa: N818 - reads as what happened
    """The person has no address of e-mail."""


class NotAgain(Exception):  # noqa: N818 - reads as what happened
    """The mail is not one that failed or came back, or its assessment is over."""


def queue(
    *,
    kind: str,
    assessment: Assessment,
    now: datetime,
    person: Person | None = None,
    subject_key: str = "",
    to: str = "",
    copy: bool = False,
) -> Message:
    """A mail that leaves soon after the caller's transaction. Raises NoMailServer or LinkExpired.

    ``to`` is for who is no person of the roster; ``copy`` is a trial to oneself.
    """
    _check(assessment, kind)
    message = Message.objects.create(
        organisation_id=assessment.organisation_id,
        assessment=assessment,
        kind=kind,
        person=person,
        subject_key=subject_key,
        to=to,
        copy=copy,
        created_at=now,
        not_before=now,
    )
    wake(now=now)
    return message


def queue_people(
    *, kind: str, assessment: Assessment, people: Iterable[Person], now: datetime
) -> int:
    """A mail for each of these who has an address that works. Raises as ``queue``."""
    _check(assessment)
    rows = [
        _row(assessment, kind, now, person=person)
        for person in people
        if person.email and not person.trouble
    ]
    Message.objects.bulk_create(rows, batch_size=AT_ONCE)
    wake(now=now)
    return len(rows)


def queue_invitation(*, invitation: Invitation, user: User | None, now: datetime) -> Message:
    """The mail with the link, once more or for the first time; the one under way if there is one.

    An invitation that was answered is treated like every other: the mail leaves, too. Raises
    NoMailServer, NoAddress, LinkRevoked or LinkExpired.
    """
    with transaction.atomic():
        locked = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("assessment", "person")
            .get(pk=invitation.pk)
        )
        _check(locked.assessment)
        if locked.state == InvitationState.REVOKED:
            raise LinkRevoked
        if locked.person is None or not locked.person.email:
            raise NoAddress
        waiting = Message.objects.filter(
            invitation=locked, kind=MailKind.INVITATION, state__in=UNDER_WAY, copy=False
        ).first()
        if waiting:
            return waiting
        message = _row(
            locked.assessment, MailKind.INVITATION, now, invitation=locked, person=locked.person
        )
        message.save()
        wake(now=now)
        audit.note("invitation", assessment=locked.assessment, user=user, now=now,
                   details=str(locked.person))  # fmt: skip
    return message


def queue_all(*, assessment: Assessment, now: datetime, user: User | None) -> int:
    """Links and mails for everybody who has none yet and an address that works; how many mails.

    Raises NoMailServer or LinkExpired.
    """
    _check(assessment)
    with transaction.atomic():
        invite_everybody(assessment=assessment, user=user, now=now)
        found = mail_queries.to_be_invited(assessment)
        count = queue_each(assessment, MailKind.INVITATION, found, now=now)
        audit.note("invitations", assessment=assessment, user=user, now=now, details=str(count))
    return count


def queue_each(
    assessment: Assessment, kind: str, invitations: Iterable[Invitation], *, now: datetime
) -> int:
    """A mail for each of these invitations. The caller holds a lock against doing it twice."""
    rows = [
        _row(assessment, kind, now, invitation=each, person=each.person) for each in invitations
    ]
    Message.objects.bulk_create(rows, batch_size=AT_ONCE)
    if rows:
        wake(now=now)
    return len(rows)


def address_changed(*, person: Person) -> None:
    """Forget the trouble with an old address. Mails that wait leave for the new one."""
    person.trouble = ""
    person.save(update_fields=["trouble"])


def again(*, message: Message, user: User | None, now: datetime) -> None:
    """Failed or returned → waiting, with all of its tries. Raises NotAgain or NoMailServer."""
    with transaction.atomic():
        rows = Message.objects.filter(pk=message.pk, state__in=PROBLEMS)
        if not _again(message.assessment, rows, now):
            raise NotAgain
        details = f"{message.kind} {message.code}"
        audit.note("mail again", assessment=message.assessment, user=user, now=now, details=details)


def all_again(*, assessment: Assessment, user: User | None, now: datetime) -> int:
    """The same for every mail of the assessment that failed; how many. Raises as ``again``.

    Not for reminders: the number would tell something, and the next one goes to the same people.
    """
    with transaction.atomic():
        count = _again(assessment, mail_queries.failed(assessment), now)
        audit.note("mails again", assessment=assessment, user=user, now=now, details=str(count))
    return count


def wake(*, now: datetime) -> None:
    """Have the worker look at the outbox; one that waits for the mail server goes on waiting."""
    jobs.enqueue(kind=KIND, subject=SUBJECT, now=now)


def take_back(*, now: datetime) -> int:
    """Sending → waiting where the worker has died, as if it had not been tried."""
    dead = Message.objects.filter(state=MessageState.SENDING, lease_until__lt=now)
    return dead.update(state=MessageState.WAITING, tries=F("tries") - 1, lease_until=None)


def _check(assessment: Assessment, kind: str = "") -> None:
    if not settings.SENDS_MAIL:
        raise NoMailServer
    if not may_leave(assessment, kind):
        raise LinkExpired(assessment)


def may_leave(assessment: Assessment, kind: str) -> bool:
    """Whether mails of this kind still have something to be about."""
    if kind in mail_queries.AFTER_CLOSING:
        return assessment.state != State.ARCHIVED
    return assessment.state in BEFORE_CLOSING


def _row(
    assessment: Assessment,
    kind: str,
    now: datetime,
    *,
    invitation: Invitation | None = None,
    person: Person | None = None,
) -> Message:
    return Message(
        organisation_id=assessment.organisation_id,
        assessment=assessment,
        kind=kind,
        invitation=invitation,
        person=person,
        created_at=now,
        not_before=now,
    )


def _again(assessment: Assessment, rows: mail_queries.Messages, now: datetime) -> int:
    late = rows.filter(kind__in=mail_queries.AFTER_CLOSING)
    if assessment.state not in BEFORE_CLOSING and late.exists():
        rows = late
        _check(assessment, mail_queries.AFTER_CLOSING[0])
    else:
        _check(assessment)
    people = Person.objects.filter(pk__in=rows.filter(person__isnull=False).values("person"))
    people.exclude(trouble="").update(trouble="")
    # The address is looked up anew: it may have been corrected.
    rows.filter(person__isnull=False).update(to="")
    fields = {"tries": 0, "error": "", "not_before": now, "sent_at": None}
    count: int = rows.update(state=MessageState.WAITING, **fields)
    if count:
        wake(now=now)
    return count


def words_of(reason: str) -> str:
    """Why a mail has nobody or nothing to be about any more, for the page."""
    return {
        "gone": _("The person or the link is gone."),
        "revoked": _("The link was taken back."),
        "over": _("The assessment was over before it could leave."),
        "opted-out": _("The person asked not to be reminded."),
        "no-address": _("There is no address to send it to."),
        "said": _("The person has said yes or no already."),
    }.get(reason, "")
