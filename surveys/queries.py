"""What is read of the rows. Nothing here writes, and nothing returns one person's answers."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, F, Model, Q, QuerySet

from surveys.models import (
    FOR_EXECUTIVES,
    Action,
    AnswerCount,
    Assessment,
    AuditEvent,
    Brand,
    Comment,
    Decision,
    Department,
    Evidence,
    Invitation,
    InvitationState,
    Job,
    JobState,
    Logo,
    Member,
    MemberInvitation,
    ModelVersion,
    Organisation,
    Person,
    Release,
    ReportFile,
    ReportKind,
    Response,
    ScopeDepartment,
    User,
)
from surveys.prepared import KEY, NO_KEY, Prepared, as_stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many of a department were invited and have answered; never who."""

    key: str
    name: str
    invited: int
    answered: int


def invitations() -> QuerySet[Invitation]:
    """With everything that one page or one save needs, in one SQL."""
    return Invitation.objects.select_related(
        "assessment__organisation", "assessment__model_version", "department"
    ).defer("assessment__model_version__text")


PARTS: tuple[tuple[str, type[Model]], ...] = (
    ("", Invitation),
    ("department__", Department),
    ("assessment__", Assessment),
    ("assessment__organisation__", Organisation),
    ("assessment__model_version__", ModelVersion),
)
FIELDS = {
    model: [f.attname for f in model._meta.concrete_fields if f.name != "text"]  # noqa: SLF001 - Django's documented way
    for _path, model in PARTS
}

_invitation = Prepared(
    lambda: (
        Invitation.objects.filter(key=NO_KEY)
        .filter(assessment__code="")
        .values_list(*(path + name for path, model in PARTS for name in FIELDS[model]))
    )
)
_started = Prepared(
    lambda: (
        Response.objects.filter(invitation=NO_KEY)
        .select_for_update(of=("self",))
        .values_list("key", "invitation__state", "assessment__state", "assessment__closes_on")
    )
)


def invitation_by_key(key: uuid.UUID, assessment_code: str) -> Invitation | None:
    """One of ``invitations()``, at a tenth of what that takes."""
    for row in _invitation.rows(as_stored(key), assessment_code):
        values = iter((key, *row[1:]))
        made: dict[str, Any] = {}
        for path, model in PARTS:
            fields = FIELDS[model]
            # What is not read here is read when it is asked for.
            made[path] = model.from_db(DEFAULT_DB_ALIAS, fields, [next(values) for _ in fields])
            if path:
                above, _, name = path.removesuffix("__").rpartition("__")
                setattr(made[f"{above}__" if above else ""], name, made[path])
        found: Invitation = made[""]
        return found
    return None


def started(key: uuid.UUID) -> tuple[uuid.UUID, str, str, date | None] | None:
    """The response over an invitation that is not submitted yet, locked until the transaction ends.

    Its key, the states of invitation and assessment, and the assessment's last day.
    """
    for response, *found in _started.rows(as_stored(key)):
        return (KEY.to_python(response), *found)
    return None


def logo(organisation: Organisation) -> bytes:
    """The PNG, or nothing. One SQL, where the organisation was not read together with it."""
    try:
        return bytes(organisation.logo.content)
    except Logo.DoesNotExist:
        return b""


def brand(organisation: Organisation) -> bytes:
    """The consultant's own picture, or nothing. One SQL."""
    try:
        return bytes(organisation.brand.content)
    except Brand.DoesNotExist:
        return b""


def memberships(user: User) -> QuerySet[Member]:
    return (
        Member.objects.filter(user=user)
        .select_related("organisation")
        .order_by("organisation__name")
    )


def members(organisation: Organisation) -> QuerySet[Member]:
    """Everybody who belongs to the organisation, by e-mail address."""
    return (
        Member.objects.filter(organisation=organisation)
        .select_related("user")
        .order_by("user__email")
    )


def member_invitations(organisation: Organisation) -> QuerySet[MemberInvitation]:
    """Who was asked to become a member and has not answered yet; also where the link has ended."""
    return (
        MemberInvitation.objects.filter(organisation=organisation)
        .select_related("organisation")
        .order_by("email")
    )


def member_invitation_by_hash(token_hash: str) -> MemberInvitation | None:
    return (
        MemberInvitation.objects.filter(token_hash=token_hash)
        .select_related("organisation", "invited_by")
        .first()
    )


def assessments(organisation: Organisation) -> QuerySet[Assessment]:
    return (
        Assessment.objects.filter(organisation=organisation)
        .select_related("organisation", "model_version")
        .defer("model_version__text")
        .order_by("-pk")
    )


def assessment_by_code(code: str) -> Assessment | None:
    rows = Assessment.objects.select_related("organisation")
    return rows.filter(code=code).first()


def model_versions(organisation: Organisation) -> QuerySet[ModelVersion]:
    """The organisation's own, then those we ship; without their text."""
    return (
        ModelVersion.objects.filter(Q(organisation=organisation) | Q(organisation__isnull=True))
        .defer("text")
        .order_by(F("organisation").asc(nulls_last=True), "pk")
    )


def scope_departments(assessment: Assessment) -> QuerySet[ScopeDepartment]:
    return (
        ScopeDepartment.objects.filter(assessment=assessment)
        .select_related("department", "folded_into__department")
        .prefetch_related("not_applicable")
        .order_by("department__key")
    )


def people_in_scope(assessment: Assessment) -> QuerySet[Person]:
    """People of the departments that take part."""
    return Person.objects.filter(
        organisation=assessment.organisation_id,
        department__in=assessment.scope.values("department"),
    )


def people_without_link(assessment: Assessment) -> QuerySet[Person]:
    """Those of them who were not invited yet."""
    return (
        people_in_scope(assessment)
        .exclude(pk__in=assessment.invitations.filter(person__isnull=False).values("person"))
        .select_related("department")
        .order_by("department__name", "name")
    )


def invitations_without_link(assessment: Assessment) -> QuerySet[Invitation]:
    """Those whose link ended at closing; also who has answered, for the list must not tell."""
    return (
        Invitation.objects.filter(assessment=assessment, token_hash__isnull=True)
        .exclude(state=InvitationState.REVOKED)
        .select_related("department", "person")
        .order_by("department__name", "person__name", "key")
    )


def progress(assessment: Assessment) -> list[Progress]:
    """By department in scope: invited (not revoked) and answered. Two SQL, however many people.

    Who has answered and moved on is invited where they are now and has answered where they were.
    """
    said = Q(state=InvitationState.ANSWERED) | Q(answered_for__isnull=False)
    all_invited: Counter[int] = Counter()
    all_answered: Counter[int] = Counter()
    for department, answered_for, here, there in (
        Invitation.objects.filter(assessment=assessment)
        .values_list("department", "answered_for")
        .annotate(
            invited=Count("key", filter=~Q(state=InvitationState.REVOKED)),
            answered=Count("key", filter=said),
        )
        .order_by()
    ):
        all_invited[department] += here
        all_answered[answered_for or department] += there
    found = []
    for name, key, pk in (
        ScopeDepartment.objects.filter(assessment=assessment)
        .order_by("department__name")
        .values_list("department__name", "department__key", "department")
    ):
        answered = all_answered[pk]
        invited = max(all_invited[pk], answered)
        found.append(Progress(key=key, name=name, invited=invited, answered=answered))
    return found


def tally(assessment: Assessment) -> dict[tuple[str, str, str], int]:
    """(department key, question, value) to number, as closing left it."""
    rows = AnswerCount.objects.filter(assessment=assessment).values_list(
        "department__key", "question", "value", "n"
    )
    return {(department, question, value): n for department, question, value, n in rows}


def releases(assessment: Assessment) -> QuerySet[Release]:
    """Newest first."""
    return Release.objects.filter(assessment=assessment).order_by("-number")


PUBLIC_FILES = Q(mark="", kind__in=FOR_EXECUTIVES)
"""What executives may read of a published result: no draft."""


def reports(assessment: Assessment) -> QuerySet[ReportFile]:
    return ReportFile.objects.filter(release__assessment=assessment).select_related("release")


def files_of(release: Release) -> QuerySet[ReportFile]:
    """Without what is in them."""
    return ReportFile.objects.filter(release=release).defer("content").order_by("kind", "subject")


def stored_charts(release: Release) -> bytes | None:
    """The charts drawn with ``release``, as JSON; None where they are not drawn yet."""
    found = ReportFile.objects.filter(release=release, kind=ReportKind.CHARTS)
    content = found.values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def changed_since(assessment: Assessment, at: datetime, *whats: str) -> datetime | None:
    """When ``assessment`` or its organisation was first changed so after ``at``."""
    ours = Q(assessment=assessment) | Q(assessment=None, organisation=assessment.organisation_id)
    events = AuditEvent.objects.filter(ours, what__in=whats, at__gte=at).order_by("at")
    return events.values_list("at", flat=True).first()


def comments(assessment: Assessment) -> QuerySet[Comment]:
    return Comment.objects.filter(assessment=assessment).select_related("department")


def evidence(assessment: Assessment) -> QuerySet[Evidence]:
    """In the order in which it was seen."""
    rows = Evidence.objects.filter(assessment=assessment).select_related("assessment")
    return rows.order_by("seen_on", "pk")


def decisions(assessment: Assessment) -> QuerySet[Decision]:
    """With their letters. Two SQL."""
    rows = Decision.objects.filter(assessment=assessment).order_by("activity")
    return rows.prefetch_related("letters__department")


def actions(assessment: Assessment) -> QuerySet[Action]:
    """What workshops agreed is to be done, with who owns it."""
    rows = Action.objects.filter(item__workshop__assessment=assessment)
    return rows.select_related("item", "owner").order_by("due", "pk")


def jobs() -> QuerySet[Job]:
    """Newest first."""
    rows = Job.objects.select_related("organisation", "assessment")
    return rows.order_by("-pk")


def newest_job(assessment: Assessment, kind: str) -> Job | None:
    return jobs().filter(assessment=assessment, kind=kind).first()


def last_done(kind: str) -> Job | None:
    """The job of this kind that was done last: how long the next one may take."""
    done = Job.objects.filter(kind=kind, state=JobState.DONE)
    return done.order_by("-finished_at").first()


def worker_seen(*, since: datetime) -> bool:
    """Whether any job has been worked on since then."""
    worked = Q(state=JobState.RUNNING) | Q(started_at__gte=since)
    return Job.objects.filter(worked).exists()
