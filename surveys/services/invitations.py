"""Personal links: made, opened, made anew, taken back.

What a token is made of: ``tokens``. The database holds its SHA-256 only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from surveys import access, queries
from surveys.access import AssessmentNotOpen, LinkExpired, LinkRevoked, LinkUnknown
from surveys.models import (
    BEFORE_CLOSING,
    CODE_LENGTH,
    Assessment,
    Department,
    Invitation,
    InvitationState,
    Person,
    Response,
    User,
)
from surveys.services import audit
from surveys.services.tokens import hash_of, token_of

__all__ = [
    "AssessmentNotOpen",
    "Issued",
    "LinkExpired",
    "LinkRevoked",
    "LinkUnknown",
    "NotInScope",
    "create",
    "create_all",
    "invite_everybody",
    "is_current",
    "locked",
    "make_current",
    "mark_sent",
    "open_link",
    "renew",
    "revoke",
    "show",
    "token_for",
]

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}", re.ASCII)
AT_ONCE = 500


class NotInScope(Exception):  # noqa: N818 - reads as what happened
    """The department takes no part in the assessment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An invitation and its token."""

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
        issued += _renew_all(list(queries.invitations_without_link(assessment)), assessment)
        audit.note("links", assessment=assessment, user=user, now=now, details=str(len(issued)))
    return issued


def token_for(invitation: Invitation) -> str:
    """What the link of the invitation holds, as long as the site's secret key is the same."""
    return token_of(
        code=invitation.assessment.code,
        kind="invitation",
        key=invitation.key,
        number=invitation.number,
    )


def is_current(invitation: Invitation) -> bool:
    """Whether ``token_for`` gives the link that was handed out.

    It does not after closing, under another secret key, or for a link of an older version of ours.
    """
    return invitation.token_hash == hash_of(token_for(invitation))


def show(*, invitation: Invitation, user: User | None, now: datetime) -> str:
    """The link's token once more, for who hands it out by hand; that it was shown is noted.

    Raises LinkRevoked, LinkExpired, or LinkUnknown where only a new link can be shown.
    """
    if invitation.state == InvitationState.REVOKED:
        raise LinkRevoked
    if invitation.assessment.state not in BEFORE_CLOSING:
        raise LinkExpired(invitation.assessment)
    # Also of one that was answered: what is refused for some must be refused for all.
    if not is_current(invitation):
        raise LinkUnknown
    _note("link shown", invitation, user, now)
    return token_for(invitation)


def open_link(token: str, *, now: datetime) -> tuple[Invitation, str]:
    """The invitation of a link and the value for its cookie. Reads only, one SQL.

    Raises LinkUnknown, LinkRevoked, LinkExpired or AssessmentNotOpen.
    """
    if not TOKEN.fullmatch(token):
        raise LinkUnknown
    code = token[:CODE_LENGTH]
    invitation = (
        queries.invitations().filter(token_hash=hash_of(token), assessment__code=code).first()
    )
    if invitation is None:
        assessment = queries.assessment_by_code(code)
        if assessment is not None and assessment.state in access.OVER:
            raise LinkExpired(assessment)
        raise LinkUnknown
    access.check_usable(invitation, now=now)
    return invitation, access.cookie_value(invitation)


def renew(*, invitation: Invitation, user: User | None, now: datetime) -> str:
    """A new token, and a note of who had it made; the old link ends, what was answered stays.

    Also of one that was answered: who asks for a new link must not learn that. Raises LinkRevoked
    or LinkExpired.
    """
    with transaction.atomic():
        found = locked(invitation)
        found.number += 1
        token = token_for(found)
        found.token_hash = hash_of(token)
        found.save(update_fields=["number", "token_hash"])
        _note("link renewed", found, user, now)
    return token


def make_current(invited: Iterable[Invitation], *, assessment: Assessment) -> None:
    """New links in place of those that ``token_for`` does not give, so that mails can hold them.

    Not noted: nobody asked for one and nobody is shown it, while a list of these names could be
    the list of who got a reminder.
    """
    stale = []
    for each in invited:
        each.assessment = assessment
        if not is_current(each):
            stale.append(each)
    _renew_all(stale, assessment)


def revoke(*, invitation: Invitation, user: User | None, now: datetime) -> None:
    """Take a link back; answers that were started over it are deleted, those sent are counted.

    Looks the same for both, so that nobody learns who has answered. Raises LinkRevoked or
    LinkExpired.
    """
    with transaction.atomic():
        found = locked(invitation)
        if found.state == InvitationState.ANSWERED and found.answered_for_id is None:
            found.answered_for = found.department
        Response.objects.filter(invitation=found).delete()
        found.state = InvitationState.REVOKED
        found.save(update_fields=["state", "answered_for"])
        _note("link taken back", found, user, now)


def mark_sent(*, assessment: Assessment) -> int:
    """Note that every link that was ready has been sent; returns how many."""
    return Invitation.objects.filter(assessment=assessment, state=InvitationState.READY).update(
        state=InvitationState.SENT
    )


def _create(
    assessment: Assessment, invited: list[tuple[Department, Person | None]]
) -> list[Issued]:
    if assessment.state not in BEFORE_CLOSING:
        raise LinkExpired(assessment)
    in_scope = set(assessment.scope.values_list("department", flat=True))
    if any(department.pk not in in_scope for department, _person in invited):
        raise NotInScope
    issued = []
    for department, person in invited:
        invitation = Invitation(assessment=assessment, department=department, person=person)
        token = token_for(invitation)
        invitation.token_hash = hash_of(token)
        issued.append(Issued(invitation=invitation, token=token))
    Invitation.objects.bulk_create([each.invitation for each in issued], batch_size=AT_ONCE)
    return issued


def _renew_all(invited: list[Invitation], assessment: Assessment) -> list[Issued]:
    """New links for all of these."""
    issued = []
    for invitation in invited:
        invitation.assessment = assessment
        invitation.number += 1
        token = token_for(invitation)
        invitation.token_hash = hash_of(token)
        issued.append(Issued(invitation=invitation, token=token))
    Invitation.objects.bulk_update(invited, ["number", "token_hash"], batch_size=AT_ONCE)
    return issued


def locked(invitation: Invitation) -> Invitation:
    """As it stands now, and nobody else changes it. Raises LinkRevoked or LinkExpired."""
    found = queries.invitations().select_for_update(of=("self",)).get(pk=invitation.pk)
    if found.state == InvitationState.REVOKED:
        raise LinkRevoked
    if found.assessment.state not in BEFORE_CLOSING:
        raise LinkExpired(found.assessment)
    return found


def _note(what: str, invitation: Invitation, user: User | None, now: datetime) -> None:
    audit.note(what, assessment=invitation.assessment, user=user, now=now,
               details=str(invitation.person or invitation.department))  # fmt: skip
