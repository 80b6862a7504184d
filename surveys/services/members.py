"""Who belongs to an organisation: invited by e-mail, given another role, removed.

Nobody becomes a member without accepting, and an organisation never loses its last consultant.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from surveys import queries
from surveys.models import AuditEvent, Member, MemberInvitation, Organisation, Role, User
from surveys.services import audit, organisations
from surveys.services.sign_in import account_for

__all__ = [
    "AddressOf",
    "AlreadyInvited",
    "AlreadyMember",
    "InvitationEnded",
    "InvitationLine",
    "LastConsultant",
    "MailNotSent",
    "Member",
    "MemberInvitation",
    "MemberLine",
    "SignInFirst",
    "TooManyInvitations",
    "WrongAccount",
    "accept",
    "change_role",
    "invitation_lines",
    "invite",
    "is_for",
    "join",
    "member_lines",
    "needs_account",
    "open_invitation",
    "remove",
    "send_again",
    "withdraw",
]

LIFE = timedelta(days=7)
SECRET_BYTES = 24
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
MOST_A_DAY = 50
"""Mails with invitations that one organisation sends within a day."""
MAILED = ("member-invited", "member-invited-again")

AddressOf = Callable[[str], str]
"""The whole address of the page for a token."""


class AlreadyMember(Exception):  # noqa: N818 - reads as what happened
    """The person of this address is a member."""


class AlreadyInvited(Exception):  # noqa: N818 - reads as what happened
    """The address was invited before and has not answered."""


class TooManyInvitations(Exception):  # noqa: N818 - reads as what happened
    """As many as may be sent within a day were sent."""


class MailNotSent(Exception):  # noqa: N818 - reads as what happened
    """The invitation is kept, but its mail could not be sent."""


class InvitationEnded(Exception):  # noqa: N818 - reads as what happened
    """No such link: accepted, withdrawn, sent anew, or older than a week."""


class SignInFirst(Exception):  # noqa: N818 - reads as what happened
    """There is an account for this address: only who signs in to it can accept."""


class WrongAccount(Exception):  # noqa: N818 - reads as what happened
    """Signed in with another address than the one that was invited."""


class LastConsultant(Exception):  # noqa: N818 - reads as what happened
    """Without this consultant nobody could run the organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    code: str
    name: str
    email: str
    role: str
    is_you: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLine:
    code: str
    email: str
    role: str
    expires_at: datetime
    ended: bool


def member_lines(organisation: Organisation, *, user: User) -> list[MemberLine]:
    return [
        MemberLine(
            code=member.code,
            name=member.user.name,
            email=member.user.email,
            role=member.get_role_display(),
            is_you=member.user_id == user.pk,
        )
        for member in queries.members(organisation)
    ]


def invitation_lines(organisation: Organisation, *, now: datetime) -> list[InvitationLine]:
    return [
        InvitationLine(
            code=invitation.code,
            email=invitation.email,
            role=invitation.get_role_display(),
            expires_at=invitation.expires_at,
            ended=invitation.expires_at <= now,
        )
        for invitation in queries.member_invitations(organisation)
    ]


def invite(
    *,
    organisation: Organisation,
    email: str,
    role: str,
    user: User,
    now: datetime,
    address_of: AddressOf,
) -> None:
    """Mail a link that makes its reader a member.

    Raises AlreadyMember, AlreadyInvited, TooManyInvitations or MailNotSent.
    """
    email = _folded(email)
    with transaction.atomic():
        _lock(organisation)
        if queries.members(organisation).filter(user__email=email).exists():
            raise AlreadyMember
        if queries.member_invitations(organisation).filter(email=email).exists():
            raise AlreadyInvited
        _check_number(organisation, now)
        invitation = MemberInvitation(
            organisation=organisation, email=email, role=Role(role), invited_by=user
        )
        token = _renew(invitation, now)
        details = f"{email} {role}"
        audit.note_in(organisation, MAILED[0], user=user, now=now, details=details)
    _mail(invitation, user, address_of(token))


def send_again(
    *, invitation: MemberInvitation, user: User, now: datetime, address_of: AddressOf
) -> None:
    """A new link for another week; the old one ends.

    Raises TooManyInvitations, InvitationEnded or MailNotSent.
    """
    with transaction.atomic():
        _lock(invitation.organisation)
        locked = queries.member_invitations(invitation.organisation).filter(pk=invitation.pk)
        found = locked.first()
        if found is None:
            raise InvitationEnded
        _check_number(found.organisation, now)
        token = _renew(found, now)
        audit.note_in(found.organisation, MAILED[1], user=user, now=now, details=found.email)
    _mail(found, user, address_of(token))


def withdraw(*, invitation: MemberInvitation, user: User, now: datetime) -> None:
    """The link ends at once. Nothing happens where it was withdrawn or accepted meanwhile."""
    with transaction.atomic():
        deleted, _rows = MemberInvitation.objects.filter(pk=invitation.pk).delete()
        if deleted:
            audit.note_in(
                invitation.organisation,
                "member-invitation-withdrawn",
                user=user,
                now=now,
                details=invitation.email,
            )


def open_invitation(token: str, *, now: datetime) -> MemberInvitation:
    """The invitation of a mailed link. Reads only. Raises InvitationEnded."""
    found = queries.member_invitation_by_hash(_hash(token)) if TOKEN.fullmatch(token) else None
    if found is None or found.expires_at <= now:
        raise InvitationEnded
    return found


def accept(*, token: str, user: User, now: datetime) -> Organisation:
    """Who is signed in becomes a member; who is one already keeps the role.

    Raises InvitationEnded or WrongAccount.
    """
    with transaction.atomic():
        invitation = _taken(token, now)
        if not is_for(invitation, user):
            raise WrongAccount
        _add(invitation, user, now)
    return invitation.organisation


def join(*, token: str, name: str, now: datetime) -> tuple[User, Organisation]:
    """Make the account of who has none, and the member. The link has proved the address.

    Raises InvitationEnded or SignInFirst.
    """
    with transaction.atomic():
        invitation = _taken(token, now)
        if not needs_account(invitation):
            raise SignInFirst
        user = account_for(email=invitation.email, name=name)
        _add(invitation, user, now)
    return user, invitation.organisation


def needs_account(invitation: MemberInvitation) -> bool:
    """Whether nobody has signed up with the invited address."""
    return not User.objects.filter(email=invitation.email).exists()


def is_for(invitation: MemberInvitation, user: User) -> bool:
    return _folded(user.email) == invitation.email


def change_role(*, member: Member, role: str, user: User, now: datetime) -> None:
    """Raises LastConsultant."""
    with transaction.atomic():
        locked = _locked(member)
        if locked is None or locked.role == role:
            return
        if role != Role.CONSULTANT:
            _check_other_consultant(locked)
        details = f"{locked.user.email} {locked.role} → {role}"
        locked.role = Role(role)
        locked.save(update_fields=["role"])
        audit.note_in(locked.organisation, "member-role", user=user, now=now, details=details)


def remove(*, member: Member, user: User, now: datetime) -> None:
    """Access ends with the next request. The account stays. Raises LastConsultant."""
    with transaction.atomic():
        locked = _locked(member)
        if locked is None:
            return
        _check_other_consultant(locked)
        details = f"{locked.user.email} {locked.role}"
        locked.delete()
        audit.note_in(member.organisation, "member-removed", user=user, now=now, details=details)


def _add(invitation: MemberInvitation, user: User, now: datetime) -> None:
    _member, made = Member.objects.get_or_create(
        organisation=invitation.organisation, user=user, defaults={"role": invitation.role}
    )
    invitation.delete()
    if made:
        details = f"{user.email} {invitation.role}"
        audit.note_in(invitation.organisation, "member-joined", user=user, now=now, details=details)


def _taken(token: str, now: datetime) -> MemberInvitation:
    """The invitation, which nobody else can take until the transaction ends."""
    invitation = open_invitation(token, now=now)
    _lock(invitation.organisation)
    return open_invitation(token, now=now)


def _lock(organisation: Organisation) -> None:
    """Changes of an organisation's members happen one after the other."""
    organisations.locked(organisation.pk)


def _locked(member: Member) -> Member | None:
    _lock(member.organisation)
    return (
        queries.members(member.organisation)
        .select_related("organisation", "user")
        .filter(pk=member.pk)
        .first()
    )


def _check_other_consultant(member: Member) -> None:
    if member.role != Role.CONSULTANT:
        return
    others = queries.members(member.organisation).exclude(pk=member.pk)
    if not others.filter(role=Role.CONSULTANT, user__is_active=True).exists():
        raise LastConsultant


def _check_number(organisation: Organisation, now: datetime) -> None:
    sent = AuditEvent.objects.filter(
        organisation=organisation, what__in=MAILED, at__gt=now - timedelta(days=1)
    )
    if sent.count() >= MOST_A_DAY:
        raise TooManyInvitations


def _folded(email: str) -> str:
    """One spelling for all ways to write an address."""
    return unicodedata.normalize("NFC", email.strip().casefold())


def _renew(invitation: MemberInvitation, now: datetime) -> str:
    token = secrets.token_urlsafe(SECRET_BYTES)
    invitation.token_hash = _hash(token)
    invitation.expires_at = now + LIFE
    invitation.save()
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def _mail(invitation: MemberInvitation, user: User, address: str) -> None:
    """Names are text of users: on one line, and nothing in them becomes a link."""
    organisation = _unlinked(invitation.organisation.name)
    body = render_to_string(
        "emails/member_invitation.txt",
        {
            "organisation": organisation,
            "inviter": _unlinked(str(user)),
            "role": invitation.get_role_display(),
            "address": address,
            "days": LIFE.days,
        },
    )
    subject = _("Invitation to %(organisation)s in Readiness") % {"organisation": organisation}
    if not settings.SENDS_MAIL:
        raise MailNotSent
    try:
        EmailMessage(subject, body, to=[invitation.email]).send()
    except OSError as error:  # also every error of SMTP
        raise MailNotSent from error


def _unlinked(text: str) -> str:
    return re.sub(r"(?<=\S)([.:/@])(?=\S)", r"\1 ", " ".join(text.split()))
