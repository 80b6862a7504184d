"""A department's link, for people without e-mail: whoever begins over it gets a link of their own.

Its token is short enough to be typed from a poster. It opens nothing that anybody has answered, and
no more people can begin over it than were allowed to, so that it need not be as long as a personal
one: 78 bits, made from the site's key like every other (``tokens``), and stored as SHA-256.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from surveys import access, queries, shared_queries
from surveys.access import AssessmentNotOpen, LinkExpired, LinkRevoked, LinkUnknown
from surveys.models import (
    Assessment,
    Department,
    DepartmentLink,
    HeadLink,
    Invitation,
    InvitationState,
    User,
)
from surveys.models.codes import ALPHABET
from surveys.services import audit, invitations
from surveys.services.addresses import absolute
from surveys.services.tokens import hash_of, token_of

__all__ = [
    "MOST",
    "AssessmentNotOpen",
    "Full",
    "LinkExpired",
    "LinkRevoked",
    "LinkUnknown",
    "Opened",
    "Row",
    "address_of",
    "begin",
    "close",
    "hash_of",
    "open_link",
    "own_address",
    "rows",
    "token_for",
    "token_of_head",
]

LETTERS, GROUP = 16, 4
MOST = 5000
"""People who may begin over one link."""
USUAL = 30
"""Where nobody has said how many people a department has."""
TYPED = re.compile(rf"[{ALPHABET}]{{{LETTERS}}}", re.ASCII)


class Full(Exception):  # noqa: N818 - reads as what happened
    """As many as were allowed to have begun."""


class TooFew(Exception):  # noqa: N818 - reads as what happened
    """More have begun already than should be allowed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A department on the page of links. ``address`` is empty without a link, or a closed one."""

    key: str
    name: str
    address: str
    most: int
    begun: int
    closed: bool
    without_email: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What stands behind a department's link."""

    link: DepartmentLink
    full: bool

    @property
    def assessment(self) -> Assessment:
        return self.link.assessment

    @property
    def invitation(self) -> Invitation:
        """Nobody's, and never saved: what the welcome page needs to know of one."""
        return Invitation(assessment=self.link.assessment, department=self.link.department)


def token_for(link: DepartmentLink) -> str:
    """Letters and digits that nobody mistakes for others, in groups of four."""
    long = token_of(code="", kind="department", key=link.key, number=link.number)
    digest = hashlib.sha256(long.encode()).digest()
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LETTERS])
    return "-".join(letters[place : place + GROUP] for place in range(0, LETTERS, GROUP))


def token_of_head(link: HeadLink) -> str:
    assessment = link.scope_department.assessment
    return token_of(code=assessment.code, kind="head", key=link.key, number=link.number)


def address_of(link: DepartmentLink) -> str:
    return absolute(reverse("shared:link", args=[token_for(link)]))


def own_address(invitation: Invitation) -> str:
    """The personal address of who began over a department's link."""
    return absolute(reverse("respondent:link", args=[invitations.token_for(invitation)]))


def rows(assessment: Assessment) -> list[Row]:
    """Every department in scope, by name. Three SQL."""
    links = shared_queries.department_links(assessment)
    unwritten = shared_queries.without_email(assessment)
    return [
        _row(department, links.get(department.key), unwritten.get(department.key, 0))
        for department in shared_queries.departments_in_scope(assessment)
    ]


def make(
    *, assessment: Assessment, department: Department, most: int, user: User | None, now: datetime
) -> DepartmentLink:
    """The department's link, open for ``most`` people; the same address as long as it is open.

    Raises LinkExpired when the assessment is over, or TooFew.
    """
    with transaction.atomic():
        _lock(assessment)
        link, _made = DepartmentLink.objects.select_for_update().get_or_create(
            assessment=assessment, department=department, defaults={"most": most}
        )
        if most < link.begun:
            raise TooFew
        link.most, link.token_hash = most, hash_of(_plain(token_for(link)))
        link.save()
        _note("department link", link, user, now, f"{department.key} {most}")
    return link


def renew(*, link: DepartmentLink, user: User | None, now: datetime) -> None:
    """A new address; the old one ends. Who has begun goes on. Raises LinkExpired or LinkRevoked."""
    with transaction.atomic():
        _lock(link.assessment)
        locked = DepartmentLink.objects.select_for_update().get(pk=link.pk)
        if locked.token_hash is None:
            raise LinkRevoked
        locked.number += 1
        locked.token_hash = hash_of(_plain(token_for(locked)))
        locked.save(update_fields=["number", "token_hash"])
        _note("department link renewed", locked, user, now, link.department.key)


def close(*, link: DepartmentLink, user: User | None, now: datetime) -> None:
    """Nobody else can begin. Who has begun goes on. Opened again it has another address."""
    with transaction.atomic():
        Assessment.objects.select_for_update().get(pk=link.assessment_id)
        locked = DepartmentLink.objects.select_for_update().get(pk=link.pk)
        if locked.token_hash is None:
            return
        locked.number, locked.token_hash = locked.number + 1, None
        locked.save(update_fields=["number", "token_hash"])
        _note("department link closed", locked, user, now, link.department.key)


def open_link(token: str, *, now: datetime) -> Opened:
    """What stands behind ``token``. Reads only, one SQL.

    Raises LinkUnknown, LinkExpired or AssessmentNotOpen.
    """
    typed = _plain(token)
    link = (
        shared_queries.department_link_by_hash(hash_of(typed)) if TYPED.fullmatch(typed) else None
    )
    if link is None:
        raise LinkUnknown
    access.check_open(link.assessment, now=now)
    return Opened(link=link, full=link.begun >= link.most)


def begin(*, opened: Opened, now: datetime) -> tuple[Invitation, str]:
    """An invitation for one person more, and the value for its cookie.

    Raises Full, LinkUnknown, LinkExpired or AssessmentNotOpen.
    """
    with transaction.atomic():
        assessment = queries.assessments(opened.assessment.organisation).select_for_update(
            of=("self",)
        ).get(pk=opened.assessment.pk)  # fmt: skip
        access.check_open(assessment, now=now)
        mine = DepartmentLink.objects.filter(pk=opened.link.pk)
        if not mine.filter(token_hash=opened.link.token_hash).exists():
            raise LinkUnknown
        if not mine.filter(begun__lt=F("most")).update(begun=F("begun") + 1):
            raise Full
        issued = invitations.create(assessment=assessment, department=opened.link.department)
        invitation = issued.invitation
        # It is in its person's hands.
        invitation.state = InvitationState.SENT
        invitation.save(update_fields=["state"])
    return invitation, access.cookie_value(invitation)


def _row(department: Department, link: DepartmentLink | None, without_email: int) -> Row:
    is_open = link is not None and link.token_hash is not None
    return Row(
        key=department.key,
        name=department.name,
        address=address_of(link) if link and is_open else "",
        most=link.most if link else department.headcount or without_email or USUAL,
        begun=link.begun if link else 0,
        closed=link is not None and not is_open,
        without_email=without_email,
    )


def _plain(token: str) -> str:
    """However it was typed."""
    return token.replace("-", "").replace(" ", "").lower()


def _lock(assessment: Assessment) -> None:
    """Raises LinkExpired."""
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if locked.state in access.OVER:
        raise LinkExpired(locked)


def _note(what: str, link: DepartmentLink, user: User | None, now: datetime, details: str) -> None:
    audit.note(what, assessment=link.assessment, user=user, now=now, details=details)
