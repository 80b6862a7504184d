"""Accounts and where they are signed in. Signing in itself is allauth's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction

from surveys.models import User

BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser that is signed in. ``browser`` and ``system`` are empty where not known."""

    number: int
    browser: str
    system: str
    address: str
    since: datetime
    is_this: bool


def account_for(*, email: str, name: str = "") -> User:
    """The account of this address, made if there is none.

    A new one has no password: its owner signs in with a code sent to the address, or by the
    provider. So it is the caller who vouches that the address is the person's.
    """
    email = email.strip().lower()
    found = User.objects.filter(email=email).first()
    return found or new_account(email=email, name=name, password=None)


@transaction.atomic
def new_account(*, email: str, name: str, password: str | None) -> User:
    """An account whose address somebody vouches for, so that it never has to be verified.

    Raises IntegrityError where there is one of this address.
    """
    user = User.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def sessions(*, user: User, current: str | None) -> list[Session]:
    """Where ``user`` is signed in, this browser first and then the newest."""
    found = [
        Session(
            number=each.pk,
            browser=_first(BROWSERS, each.user_agent),
            system=_first(SYSTEMS, each.user_agent),
            address="" if each.ip == "::" else each.ip,
            since=each.created_at,
            is_this=each.session_key == current,
        )
        for each in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda each: (not each.is_this, -each.since.timestamp()))


def end_session(*, user: User, number: int) -> bool:
    """End one; False where it is not one of ``user``."""
    session = UserSession.objects.filter(user=user, pk=number).first()
    if session is None:
        return False
    session.end()
    return True


def end_other_sessions(*, user: User, current: str | None) -> int:
    """End all but this one; how many."""
    others = list(UserSession.objects.filter(user=user).exclude(session_key=current))
    for session in others:
        session.end()
    return len(others)


def _first(names: Sequence[tuple[str, str]], text: str) -> str:
    return next((name for mark, name in names if mark in text), "")
