"""The door of who was asked to own something.

An owner is known by a signed cookie that the mailed link has set. It opens one page: what this
person is asked.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer

from surveys.access import LinkExpired, LinkUnknown
from surveys.models import Owner, State

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

__all__ = [
    "LinkExpired",
    "LinkUnknown",
    "Owner",
    "check",
    "cookie_name",
    "cookie_value",
    "get_owner",
    "owner_by_hash",
    "owners",
]


def owners() -> QuerySet[Owner]:
    """With the room, the assessment and the organisation that they are asked in."""
    return (
        Owner.objects.select_related(
            "seat",
            "item__workshop__assessment__organisation",
            "item__workshop__assessment__model_version",
        )
        .defer("item__workshop__assessment__model_version__text")
        .prefetch_related("actions")
    )


def owner_by_hash(token_hash: str) -> Owner | None:
    return owners().filter(token_hash=token_hash).first()


def cookie_name(key: uuid.UUID) -> str:
    """The cookie of one owner's link."""
    prefix = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
    return f"{prefix}o-{key.hex}"


def cookie_value(owner: Owner) -> str:
    """What the cookie holds: it dies with the link it was made from."""
    return _signer().sign((owner.token_hash or "")[:16])


def get_owner(request: HttpRequest, key: uuid.UUID) -> Owner:
    """The owner of this browser's cookie. Raises LinkUnknown or LinkExpired. One SQL."""
    try:
        mark = _signer().unsign(request.COOKIES.get(cookie_name(key), ""))
    except BadSignature:
        raise LinkUnknown from None
    owner = owners().filter(key=key).first()
    if owner is None or owner.token_hash is None or owner.token_hash[:16] != mark:
        raise LinkUnknown
    check(owner)
    return owner


def check(owner: Owner) -> None:
    """Raises LinkExpired once the assessment is archived."""
    assessment = owner.item.workshop.assessment
    if assessment.state == State.ARCHIVED:
        raise LinkExpired(assessment)


def _signer() -> Signer:
    return Signer(salt="surveys.owner")
