"""What is read of mails and reminders. Nothing here says who has answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from surveys.models import (
    Assessment,
    Invitation,
    InvitationState,
    Job,
    JobState,
    MailKind,
    Message,
    MessageState,
    Organisation,
    Reminder,
    ReminderState,
    State,
)

Messages = QuerySet[Message]

TO_RESPONDENTS = (MailKind.INVITATION, MailKind.REMINDER)
"""These wait until the assessment is open; the others may go before."""
AFTER_CLOSING = (MailKind.OWNER,)
"""A workshop decides when the answers are in."""
NOT_SHOWN = MailKind.REMINDER
"""Who gets a reminder has not answered. Nor is it shown how many do, or how they went: who leaves
one person out, and compares the number with how many have answered, knows about that one."""
UNDER_WAY = (MessageState.WAITING, MessageState.SENDING)
PROBLEMS = (MessageState.FAILED, MessageState.RETURNED)


def messages() -> QuerySet[Message]:
    """With all that rendering one needs, in one SQL."""
    return Message.objects.select_related(
        "assessment__organisation__logo",
        "assessment__model_version",
        "person__department",
        "invitation__department",
    ).defer("assessment__model_version__text")


def due(now: datetime) -> QuerySet[Message]:
    """What may leave now, oldest first."""
    early = ~Q(kind__in=TO_RESPONDENTS) | Q(copy=True)
    late = Q(kind__in=AFTER_CLOSING) & Q(assessment__state__in=(State.CLOSED, State.PUBLISHED))
    return Message.objects.filter(
        Q(assessment__state=State.OPEN)
        | early & Q(assessment__state__in=(State.DRAFT, State.PAUSED))
        | late,
        state=MessageState.WAITING,
        not_before__lte=now,
    ).order_by("not_before", "pk")


def sent_since(moment: datetime) -> int:
    return Message.objects.filter(sent_at__gt=moment).count()


def message_by_code(code: str) -> Message | None:
    return messages().filter(code=code).first()


def _shown(assessment: Assessment) -> QuerySet[Message]:
    """Those that may be shown and counted: no trial copies, no reminders."""
    return Message.objects.filter(assessment=assessment, copy=False).exclude(kind=NOT_SHOWN)


def shown_messages(assessment: Assessment) -> QuerySet[Message]:
    """Those that may be shown one by one: problems first, then the newest."""
    first = Case(When(state__in=PROBLEMS, then=Value(0)), default=Value(1))
    return (
        _shown(assessment)
        .select_related("person__department")
        .annotate(place=first)
        .order_by("place", "-pk")
    )


def message_counts(assessment: Assessment) -> dict[tuple[str, str], int]:
    """(kind, state) to how many of those that may be shown."""
    rows = _shown(assessment).values_list("kind", "state").annotate(n=Count("pk")).order_by()
    return {(kind, state): n for kind, state, n in rows}


def failed(assessment: Assessment) -> QuerySet[Message]:
    """Those that may be shown."""
    return _shown(assessment).filter(state=MessageState.FAILED)


def _mail_of_invitation() -> QuerySet[Message]:
    """The mails with the link of an invitation, newest first; what was cancelled is none."""
    return (
        Message.objects.filter(invitation=OuterRef("pk"), kind=MailKind.INVITATION, copy=False)
        .exclude(state=MessageState.CANCELLED)
        .order_by("-pk")
    )


def personal_invitations(assessment: Assessment) -> QuerySet[Invitation]:
    """Of people with a name, and ``mail``: how the newest mail with the link stands."""
    return (
        Invitation.objects.filter(assessment=assessment, person__isnull=False)
        .select_related("assessment", "department", "person")
        .annotate(mail=Subquery(_mail_of_invitation().values("state")[:1]))
        .order_by("department__name", "person__name", "key")
    )


def to_be_invited(assessment: Assessment) -> QuerySet[Invitation]:
    """With a working address and no mail yet; also who has answered, for nothing must tell.

    By name, since mails are listed in the order they were written in: rows lie in the order in
    which they were last changed, which is that of answering.
    """
    return (
        Invitation.objects.filter(
            ~Exists(_mail_of_invitation()),
            assessment=assessment,
            person__isnull=False,
            person__trouble="",
        )
        .exclude(state=InvitationState.REVOKED)
        .exclude(person__email="")
        .select_related("person")
        .order_by("department__name", "person__name", "key")
    )


def can_be_reminded(
    assessment: Assessment, *, now: datetime, rest: timedelta
) -> QuerySet[Invitation]:
    """Who has a link, can be reached, and was left alone for ``rest``; also who has answered."""
    lately = Message.objects.filter(
        Q(state__in=UNDER_WAY) | Q(sent_at__gt=now - rest),
        invitation=OuterRef("pk"),
        kind__in=TO_RESPONDENTS,
        copy=False,
    )
    return (
        Invitation.objects.filter(
            ~Exists(lately),
            assessment=assessment,
            token_hash__isnull=False,
            person__isnull=False,
            person__trouble="",
            person__no_reminders=False,
        )
        .exclude(state=InvitationState.REVOKED)
        .exclude(person__email="")
        .select_related("person")
        .order_by("key")
    )


def reminders(assessment: Assessment) -> dict[int, Reminder]:
    return {each.number: each for each in Reminder.objects.filter(assessment=assessment)}


def due_reminders(now: datetime) -> QuerySet[Reminder]:
    """Approved ones of open assessments whose time has come."""
    return Reminder.objects.filter(
        state=ReminderState.APPROVED, due_at__lte=now, assessment__state=State.OPEN
    ).select_related("assessment__organisation")


def outbox_job_exists() -> bool:
    """Whether the outbox is being worked on, or will be."""
    return _outbox_jobs().exists()


def waiting_for_server() -> Job | None:
    """The job that sends mails, where it waits because the mail server does not take any."""
    return _outbox_jobs().exclude(error="").first()


def _outbox_jobs() -> QuerySet[Job]:
    return Job.objects.filter(kind="mail", state__in=(JobState.WAITING, JobState.RUNNING))


def people_with_trouble(organisation: Organisation, assessment: Assessment) -> int:
    """How many people in the assessment's departments have an address that does not work."""
    people = organisation.people.filter(department__in=assessment.scope.values("department"))
    return people.exclude(trouble="").count()


def people_without_address(organisation: Organisation, assessment: Assessment) -> int:
    people = organisation.people.filter(department__in=assessment.scope.values("department"))
    return people.filter(email="").count()
