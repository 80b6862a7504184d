"""Personal links: made, opened, made anew, taken back.

A token is the assessment's code and 192 random bits. It is returned once, when it is made; the
database holds its SHA-256 only.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from surveys import access, queries
from surveys.access import AssessmentNotOpen, LinkExpired, LinkRevoked, LinkUnknown
from surveys.models import (
    CODE_LENGTH,
    Assessment,
    Department,
    Invitation,
    InvitationState,
    Person,
    Response,
    State,
    User,
)
from surveys.services import audit

__all__ = [
    "AlreadyAnswered",
    "AssessmentNotOpen",
    "Issued",
    "LinkExpired",
    "LinkRevoked",
    "LinkUnknown",
    "NotInScope",
    "create",
    "create_all",
    "invite_everybody",
    "mark_sent",
    "open_link",
    "renew",
    "revoke",
]

SECRET_BYTES = 24
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}", re.ASCII)
TAKES_LINKS = (State.DRAFT, State.OPEN, State.PAUSED)


class NotInScope(Exception):  # noqa: N818 - reads as what happened
    """The department takes no part in the assessment."""


class AlreadyAnswered(Exception):  # noqa: N818 - reads as what happened
    """The invitation was answered; nothing can be changed about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An invitation and its token, which cannot be had again."""

    invitation: Invitation
    token: str


def create(
    *, assessment: Assessment, department: Department, person: Person | None = None
) -> Issued:
    """Invite somebody of ``department``.

    Raises NotInScope, or LinkExpired when the assessment is over.
    """
    [issued] = _create(assessment, [(department, person)])
    return issued


def create_all(*, assessment: Assessment, people: Iterable[Person]) -> list[Issued]:
    """Invite everybody of ``people``. Raises as ``create``."""
    return _create(assessment, [(person.department, person) for person in people])


def invite_everybody(*, assessment: Assessment, user: User | None, now: datetime) -> list[Issued]:
    """Invite all people of the departments in scope who were not; also who lost a link at closing.

    Raises LinkExpired when the assessment is over.
    """
    with transaction.atomic():
        Assessment.objects.select_for_update().get(pk=assessment.pk)
        people = list(queries.people_without_link(assessment))
        issued = create_all(assessment=assessment, people=people)
        for invitation in queries.invitations_without_link(assessment):
            issued.append(Issued(invitation=invitation, token=renew(invitation=invitation)))
        audit.note("links", assessment=assessment, user=user, now=now, details=str(len(issued)))
    return issued


def open_link(token: str, *, now: datetime) -> tuple[Invitation, str]:
    """The invitation of a link and the value for its cookie. Reads only, one SQL.

    Raises LinkUnknown, LinkRevoked, LinkExpired or AssessmentNotOpen.
    """
    if not TOKEN.fullmatch(token):
        raise LinkUnknown
    code = token[:CODE_LENGTH]
    invitation = (
        queries.invitations().filter(token_hash=_hash(token), assessment__code=code).first()
    )
    if invitation is None:
        assessment = queries.assessment_by_code(code)
        if assessment is not None and assessment.state in access.OVER:
            raise LinkExpired(assessment)
        raise LinkUnknown
    access.check_usable(invitation, now=now)
    return invitation, access.cookie_value(invitation)


def renew(*, invitation: Invitation) -> str:
    """A new token; the old link and its cookies end, what was answered stays.

    Raises AlreadyAnswered, LinkRevoked or LinkExpired.
    """
    with transaction.atomic():
        locked = _locked(invitation)
        token = _token(locked.assessment)
        locked.token_hash = _hash(token)
        locked.save(update_fields=["token_hash"])
    return token


def revoke(*, invitation: Invitation) -> None:
    """Take a link back; answers that were started over it are deleted.

    Raises AlreadyAnswered, LinkRevoked or LinkExpired.
    """
    with transaction.atomic():
        locked = _locked(invitation)
        Response.objects.filter(invitation=locked).delete()
        locked.state = InvitationState.REVOKED
        locked.save(update_fields=["state"])


def mark_sent(*, assessment: Assessment) -> int:
    """Note that every link that was ready has been sent; returns how many."""
    return Invitation.objects.filter(assessment=assessment, state=InvitationState.READY).update(
        state=InvitationState.SENT
    )


def _create(
    assessment: Assessment, invited: list[tuple[Department, Person | None]]
) -> list[Issued]:
    if assessment.state not in TAKES_LINKS:
        raise LinkExpired(assessment)
    in_scope = set(assessment.scope.values_list("department", flat=True))
    if any(department.pk not in in_scope for department, _person in invited):
        raise NotInScope
    issued = []
    for department, person in invited:
        token = _token(assessment)
        invitation = Invitation(
            assessment=assessment, department=department, person=person, token_hash=_hash(token)
        )
        issued.append(Issued(invitation=invitation, token=token))
    Invitation.objects.bulk_create([each.invitation for each in issued])
    return issued


def _locked(invitation: Invitation) -> Invitation:
    locked = queries.invitations().select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.state == InvitationState.REVOKED:
        raise LinkRevoked
    if locked.state == InvitationState.ANSWERED:
        raise AlreadyAnswered
    if locked.assessment.state not in TAKES_LINKS:
        raise LinkExpired(locked.assessment)
    return locked


def _token(assessment: Assessment) -> str:
    return assessment.code + secrets.token_urlsafe(SECRET_BYTES)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
