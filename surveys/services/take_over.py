"""Somebody else leads the room: with a code that its consultant hands out.

The code stands on the lead's page once; stored is its hash. A new code ends what was taken over
with the one before. Wrong codes are counted for the whole room, so guessing is hopeless.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.core.cache import cache
from django.utils.crypto import constant_time_compare

from surveys import room_access, room_queries
from surveys.models import Stage, User, Workshop
from surveys.models.codes import ALPHABET
from surveys.services.room_changes import RoomEnded, changing
from surveys.services.room_turns import note

__all__ = ["RoomEnded", "TooManyTries", "WrongCode", "make_code", "take_over"]

LENGTH = 8
TRIES, WINDOW = 20, 600
"""So many wrong codes for a room in so many seconds."""


class WrongCode(Exception):  # noqa: N818 - reads as what happened
    """The code opens nothing here."""


class TooManyTries(Exception):  # noqa: N818 - reads as what happened
    """So many wrong codes were typed lately that none is taken for a while."""


def make_code(*, workshop: Workshop, user: User | None, now: datetime) -> str:
    """A new code to take the lead with; it is shown now and never again. Raises RoomEnded."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    with changing(workshop, step=False) as room:
        room.takeover_hash = _hash(room, code)
        note("room-lead-code", room, user=user, now=now)
    return code


def take_over(*, code: str, typed: str, now: datetime) -> str:
    """The cookie's value for who knows the code of the room with the public ``code``.

    An unknown room and a wrong code are the same. Raises WrongCode or TooManyTries.
    """
    window = f"surveys.take_over.{code}.{int(now.timestamp()) // WINDOW}"
    if int(cache.get(window, 0)) >= TRIES:
        raise TooManyTries
    workshop = room_queries.workshop_by_code(code)
    plain = typed.replace("-", "").replace(" ", "").lower()
    if (
        workshop is None
        or workshop.stage == Stage.ENDED
        or not workshop.takeover_hash
        or not constant_time_compare(_hash(workshop, plain), workshop.takeover_hash)
    ):
        if not cache.add(window, 1, 2 * WINDOW):
            cache.incr(window)
        raise WrongCode
    note("room-taken-over", workshop, user=None, now=now)
    return room_access.lead_cookie_value(workshop)


def _hash(workshop: Workshop, code: str) -> str:
    secret = f"{workshop.key.hex}.{code}"
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
