"""The first start: a link that makes the first consultant and the first organisation, once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction

from surveys.models import Member, Organisation, Role, User
from surveys.services.sign_in import new_account

LIFETIME = timedelta(hours=24)
KEY = "surveys.set-up"
TOKEN_BYTES = 32


class AlreadySetUp(Exception):  # noqa: N818 - reads as what happened
    """There are accounts already."""


class LinkInvalid(Exception):  # noqa: N818 - reads as what happened
    """Not the newest link, used, or more than a day old."""


def make_link() -> str:
    """The token of a new link; the one before is void. Raises AlreadySetUp.

    Only its hash is kept, and in the cache: if that is lost, the next start makes another link.
    """
    if User.objects.exists():
        raise AlreadySetUp
    token = secrets.token_urlsafe(TOKEN_BYTES)
    cache.set(KEY, _hash(token), LIFETIME.total_seconds())
    return token


def check(token: str) -> None:
    """Raises AlreadySetUp or LinkInvalid; changes nothing."""
    if User.objects.exists():
        raise AlreadySetUp
    kept = cache.get(KEY)
    if not isinstance(kept, str) or not secrets.compare_digest(kept, _hash(token)):
        raise LinkInvalid


@transaction.atomic
def set_up(*, token: str, organisation: str, name: str, email: str, password: str) -> User:
    """The first consultant, of the first organisation. Raises AlreadySetUp or LinkInvalid.

    The kept hash lies in the same database: whoever takes it away first has used the link.
    """
    check(token)
    if not cache.delete(KEY):
        raise LinkInvalid
    user = new_account(email=email, name=name, password=password)
    client = Organisation.objects.create(name=organisation)
    Member.objects.create(user=user, organisation=client, role=Role.CONSULTANT)
    return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
