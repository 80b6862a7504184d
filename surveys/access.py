"""The only doors to rows: each takes who asks and a public code, and returns the row or refuses.

A respondent is known by one signed cookie for each assessment; a member by signing in. What belongs
to another organisation does not exist: 404.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.crypto import salted_hmac

from surveys import mail_queries, queries, room_queries, roster_queries, shared_queries
from surveys.models import (
    OVER,
    Assessment,
    Department,
    DepartmentLink,
    Evidence,
    HeadLink,
    Invitation,
    InvitationState,
    Job,
    Member,
    MemberInvitation,
    Message,
    Organisation,
    Person,
    Release,
    ReportFile,
    ReportKind,
    Role,
    RosterImport,
    ScopeDepartment,
    State,
    User,
    Workshop,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

__all__ = [
    "CONSULTS",
    "COOKIE_MAX_AGE",
    "EVERYBODY",
    "OVER",
    "READS_RESULTS",
    "SETS_UP",
    "Assessment",
    "AssessmentNotOpen",
    "Department",
    "Invitation",
    "Job",
    "LinkExpired",
    "LinkRevoked",
    "LinkUnknown",
    "Organisation",
    "Person",
    "ReportFile",
    "ReportKind",
    "RosterImport",
    "User",
    "Workshop",
    "check_head_link",
    "check_open",
    "check_usable",
    "cookie_name",
    "cookie_value",
    "end_of",
    "get_assessment",
    "get_department",
    "get_department_link",
    "get_head_link",
    "get_invitation",
    "get_job",
    "get_member",
    "get_member_invitation",
    "get_memberships",
    "get_message",
    "get_newest_release",
    "get_organisation",
    "get_person",
    "get_published",
    "get_report",
    "get_roster_import",
    "get_scope_department",
    "get_scoped_head_link",
    "get_scoped_invitation",
    "get_workshop",
    "head_cookie_name",
    "head_cookie_value",
    "is_past",
    "may_consult",
    "read_visit_key",
    "visit_key",
]

Row = TypeVar("Row", bound=Model)

COOKIE_MAX_AGE = 60 * 24 * 60 * 60
GRACE = timedelta(minutes=15)
"""Who began to send an answer before the last moment of the last day is not refused."""

EVERYBODY = tuple(Role)
CONSULTS = (Role.CONSULTANT,)
SETS_UP = (Role.CONSULTANT, Role.COORDINATOR)
READS_RESULTS = (Role.CONSULTANT, Role.EXECUTIVE)


class LinkUnknown(Exception):  # noqa: N818 - reads as what happened
    """No such personal link, or no (or a forged) cookie of one."""


class LinkRevoked(Exception):  # noqa: N818 - reads as what happened
    """The link was taken back."""


class LinkExpired(Exception):  # noqa: N818 - reads as what happened
    """The assessment is over: closed, or past its last day."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        super().__init__(f"{assessment.code} is over")


class AssessmentNotOpen(Exception):  # noqa: N818 - reads as what happened
    """Not yet open, or paused; ``assessment.state`` says which."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        super().__init__(f"{assessment.code} is {assessment.state}")


def cookie_name(assessment_code: str) -> str:
    """The cookie of one assessment; set it with path / , HttpOnly and SameSite=Lax."""
    prefix = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
    return f"{prefix}r-{assessment_code}"


def cookie_value(invitation: Invitation) -> str:
    """What the cookie holds: it dies with the link it was made from."""
    mark = f"{invitation.key.hex}.{(invitation.token_hash or '')[:16]}"
    return _signer(invitation.assessment.code).sign(mark)


def visit_key(invitation: Invitation) -> str:
    """The name under which a browser keeps what belongs to this visit, and to no other.

    It opens nothing and says nothing of the link or the person.
    """
    return _visit_key(invitation.key)


def read_visit_key(request: HttpRequest, assessment_code: str) -> str:
    """The same from this browser's cookie alone, for pages that refuse; empty without one."""
    try:
        return _visit_key(_read_cookie(request, assessment_code)[0])
    except LinkUnknown:
        return ""


def get_invitation(
    request: HttpRequest, assessment_code: str, *, now: datetime | None = None
) -> Invitation:
    """The invitation of this browser's cookie, with its assessment, organisation and department.

    One that was answered is returned: look at ``state``. Raises LinkUnknown, LinkRevoked,
    LinkExpired or AssessmentNotOpen. One SQL.
    """
    key, mark = _read_cookie(request, assessment_code)
    invitation = queries.invitation_by_key(key, assessment_code)
    if invitation is None or (invitation.token_hash or "")[:16] != mark:
        raise _unknown_or_over(assessment_code)
    check_usable(invitation, now=now or datetime.now(UTC))
    return invitation


def check_usable(invitation: Invitation, *, now: datetime) -> None:
    """Raises LinkRevoked, LinkExpired or AssessmentNotOpen; passes one that was answered."""
    if invitation.state == InvitationState.REVOKED:
        raise LinkRevoked
    check_open(invitation.assessment, now=now)


def check_open(assessment: Assessment, *, now: datetime) -> None:
    """Raises LinkExpired or AssessmentNotOpen unless answers are taken."""
    if assessment.state in OVER or is_past(assessment, now=now):
        raise LinkExpired(assessment)
    if assessment.state != State.OPEN:
        raise AssessmentNotOpen(assessment)


def is_past(assessment: Assessment, *, now: datetime) -> bool:
    """Whether its last day is over where the organisation is."""
    if assessment.closes_on is None:
        return False
    return now >= end_of(assessment.closes_on, ZoneInfo(assessment.organisation.time_zone)) + GRACE


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which a day ends there."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)


def head_cookie_name(key: uuid.UUID) -> str:
    """The cookie of one head's link; set it as ``cookie_name``'s."""
    prefix = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
    return f"{prefix}h-{key.hex}"


def head_cookie_value(link: HeadLink) -> str:
    """What the cookie holds: it dies with the link it was made from."""
    return _head_signer().sign((link.token_hash or "")[:16])


def get_head_link(request: HttpRequest, key: uuid.UUID) -> HeadLink:
    """The head's link of this browser's cookie, with its department, assessment, organisation.

    Raises LinkUnknown or LinkExpired. One SQL.
    """
    try:
        mark = _head_signer().unsign(request.COOKIES.get(head_cookie_name(key), ""))
    except BadSignature:
        raise LinkUnknown from None
    link = shared_queries.head_link_by_key(key)
    if link is None or link.token_hash is None or link.token_hash[:16] != mark:
        raise LinkUnknown
    check_head_link(link)
    return link


def check_head_link(link: HeadLink) -> None:
    """Raises LinkExpired once the assessment is closed."""
    assessment = link.scope_department.assessment
    if assessment.state in OVER:
        raise LinkExpired(assessment)


def get_memberships(user: User | AnonymousUser) -> list[Member]:
    """Every organisation the user is a member of, by name."""
    return list(queries.memberships(user)) if isinstance(user, User) else []


def may_consult(user: User | AnonymousUser, organisation_code: str) -> bool:
    """Whether the user is a consultant of the organisation. Raises Http404 for no member."""
    return _member(user, organisation_code).role in CONSULTS


def get_organisation(
    user: User | AnonymousUser, code: str, *, roles: Collection[Role] = EVERYBODY
) -> Organisation:
    """The user's organisation. Raises Http404, or PermissionDenied for another role."""
    member = _member(user, code)
    if Role(member.role) not in roles:
        raise PermissionDenied
    return member.organisation


def get_assessment(
    user: User | AnonymousUser,
    organisation_code: str,
    code: str,
    *,
    roles: Collection[Role] = SETS_UP,
) -> Assessment:
    """The organisation's assessment. Raises Http404, or PermissionDenied for another role."""
    organisation = get_organisation(user, organisation_code, roles=roles)
    return _one(queries.assessments(organisation).filter(code=code))


def get_published(user: User | AnonymousUser, organisation_code: str, code: str) -> Assessment:
    """An assessment with a published result. Raises Http404, or PermissionDenied."""
    organisation = get_organisation(user, organisation_code, roles=READS_RESULTS)
    published = (State.PUBLISHED, State.ARCHIVED)
    return _one(queries.assessments(organisation).filter(code=code, state__in=published))


def get_member(user: User | AnonymousUser, organisation_code: str, code: str) -> Member:
    """A member, for a consultant of the same organisation. Raises Http404 or PermissionDenied."""
    organisation = get_organisation(user, organisation_code, roles=CONSULTS)
    return _one(queries.members(organisation).filter(code=code))


def get_member_invitation(
    user: User | AnonymousUser, organisation_code: str, code: str
) -> MemberInvitation:
    """Who was asked to become a member, for a consultant. Raises Http404 or PermissionDenied."""
    organisation = get_organisation(user, organisation_code, roles=CONSULTS)
    return _one(queries.member_invitations(organisation).filter(code=code))


def get_department(organisation: Organisation, key: str) -> Department:
    """A department of a loaded organisation. Raises Http404."""
    return _one(organisation.departments.select_related("organisation").filter(key=key))


def get_scope_department(assessment: Assessment, key: str) -> ScopeDepartment:
    """A department of a loaded assessment. Raises Http404."""
    return _one(queries.scope_departments(assessment).filter(department__key=key))


def get_department_link(assessment: Assessment, key: str) -> DepartmentLink:
    """The link of a department of a loaded assessment. Raises Http404."""
    link = shared_queries.department_links(assessment).get(key)
    if link is None:
        raise Http404
    return link


def get_scoped_head_link(assessment: Assessment, key: str) -> HeadLink:
    """The link of a department's head in a loaded assessment. Raises Http404."""
    link = shared_queries.head_link(assessment, key)
    if link is None:
        raise Http404
    return link


def get_scoped_invitation(assessment: Assessment, key: uuid.UUID) -> Invitation:
    """An invitation of a loaded assessment. Raises Http404."""
    return _one(queries.invitations().filter(assessment=assessment, key=key))


def get_message(assessment: Assessment, code: str) -> Message:
    """A mail of a loaded assessment that may be shown by itself. Raises Http404."""
    return _one(mail_queries.shown_messages(assessment).filter(code=code))


def get_evidence(assessment: Assessment, code: str) -> Evidence:
    """Evidence of a loaded assessment. Raises Http404."""
    return _one(queries.evidence(assessment).filter(code=code))


def get_workshop(assessment: Assessment, code: str) -> Workshop:
    """A workshop of a loaded assessment. Raises Http404."""
    return _one(room_queries.workshops().filter(assessment=assessment, code=code))


def get_newest_release(assessment: Assessment) -> Release:
    """The newest release of a loaded assessment. Raises Http404."""
    return _one(queries.releases(assessment))


def get_report(
    assessment: Assessment, number: int, name: str, *, public: bool = False
) -> ReportFile:
    """A file of a loaded assessment's release, by kind and, after a slash, its subject.

    ``public``: only what executives may read. Raises Http404.
    """
    kind, _slash, subject = name.partition("/")
    files = queries.reports(assessment)
    found = files.filter(release__number=number, kind=kind, subject=subject)
    return _one(found.filter(queries.PUBLIC_FILES) if public else found)


def get_job(user: User | AnonymousUser, organisation_code: str, code: str) -> Job:
    """A job of the organisation. Raises Http404, or PermissionDenied for no consultant."""
    organisation = get_organisation(user, organisation_code, roles=CONSULTS)
    return _one(queries.jobs().filter(organisation=organisation, code=code))


def get_person(user: User | AnonymousUser, organisation_code: str, code: str) -> Person:
    """Somebody of the roster. Raises Http404, or PermissionDenied for another role."""
    organisation = get_organisation(user, organisation_code, roles=SETS_UP)
    return _one(roster_queries.people(organisation).filter(code=code))


def get_roster_import(
    user: User | AnonymousUser, organisation_code: str, code: str
) -> RosterImport:
    """An import of people. Raises Http404, or PermissionDenied for another role."""
    organisation = get_organisation(user, organisation_code, roles=SETS_UP)
    return _one(roster_queries.imports(organisation).filter(code=code))


def _member(user: User | AnonymousUser, organisation_code: str) -> Member:
    if not isinstance(user, User) or not user.is_authenticated:
        raise Http404
    return _one(queries.memberships(user).filter(organisation__code=organisation_code))


def _one(rows: QuerySet[Row]) -> Row:
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _unknown_or_over(assessment_code: str) -> LinkUnknown | LinkExpired:
    """Closing forgets the links, so a browser that had one is told that the assessment is over."""
    assessment = queries.assessment_by_code(assessment_code)
    if assessment is not None and assessment.state in OVER:
        return LinkExpired(assessment)
    return LinkUnknown()


def _visit_key(key: uuid.UUID) -> str:
    return salted_hmac("surveys.visit", key.hex, algorithm="sha256").hexdigest()[:20]


def _signer(assessment_code: str) -> Signer:
    """Of one assessment alone: under the name of another's cookie its value means nothing."""
    return Signer(salt=f"surveys.respondent {assessment_code}")


def _head_signer() -> Signer:
    return Signer(salt="surveys.head")


def _read_cookie(request: HttpRequest, assessment_code: str) -> tuple[uuid.UUID, str]:
    """Key and link mark of this browser's cookie. Raises LinkUnknown."""
    value = request.COOKIES.get(cookie_name(assessment_code), "")
    try:
        key, mark = _signer(assessment_code).unsign(value).split(".")
        return uuid.UUID(hex=key), mark
    except (BadSignature, ValueError):
        raise LinkUnknown from None
