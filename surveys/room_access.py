"""The doors of a workshop's room: a seat and a projector by cookie, its lead by account or cookie.

A seat's cookie holds a secret of which the database has the hash: the newest device that sat down
acts, the one before is told so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare

from surveys import queries, room_queries
from surveys.access import CONSULTS
from surveys.models import Seat, Stage, User, Workshop
from surveys.room_queries import Heard

if TYPE_CHECKING:
    from django.http import HttpRequest

MARK = 16

__all__ = [
    "Heard",
    "NotInRoom",
    "RoomOver",
    "Seat",
    "SeatElsewhere",
    "Workshop",
    "get_asking_seat",
    "get_heard",
    "get_lead",
    "get_screen",
    "get_seat",
    "has_seat_cookie",
    "lead_cookie_name",
    "lead_cookie_value",
    "screen_cookie_name",
    "screen_cookie_value",
    "seat_cookie_name",
]


class NotInRoom(Exception):  # noqa: N818 - reads as what happened
    """There is no such room, or this browser has nothing to do in it."""


class SeatElsewhere(Exception):  # noqa: N818 - reads as what happened
    """The browser sat in the room: another device goes on, or its seat was taken away."""


class RoomOver(Exception):  # noqa: N818 - reads as what happened
    """The workshop that this browser sat in is over."""


def seat_cookie_name(code: str) -> str:
    """The cookie of somebody in the room; set it with ``views.cookies.keep``, as the others."""
    return _name("w", code)


def screen_cookie_name(code: str) -> str:
    return _name("s", code)


def lead_cookie_name(code: str) -> str:
    return _name("l", code)


def screen_cookie_value(workshop: Workshop) -> str:
    """What the projector's cookie holds: it dies with the link it was made from."""
    return _signer("screen").sign(f"{workshop.code}.{workshop.screen_number}")


def lead_cookie_value(workshop: Workshop) -> str:
    """What the cookie of who took the lead holds: it dies with the code it was taken with."""
    return _signer("lead").sign(f"{workshop.code}.{workshop.takeover_hash[:MARK]}")


def has_seat_cookie(request: HttpRequest, code: str) -> bool:
    return seat_cookie_name(code) in request.COOKIES


def get_seat(request: HttpRequest, code: str) -> Seat:
    """The seat of this browser, with its room, assessment and organisation. One SQL.

    Raises NotInRoom, SeatElsewhere or RoomOver.
    """
    secret = request.COOKIES.get(seat_cookie_name(code), "")
    if not secret:
        raise NotInRoom
    seat = room_queries.seat_by_cookie(room_queries.hash_of_secret(secret), code)
    if seat is None:
        raise _gone(code)
    return seat


def get_screen(request: HttpRequest, code: str) -> Workshop:
    """The room whose projector this browser is, or whose lead. Raises NotInRoom."""
    workshop = _room(code)
    value = request.COOKIES.get(screen_cookie_name(code), "")
    if _is(value, screen_cookie_value(workshop), "screen"):
        return workshop
    return _led(request, workshop)


def get_lead(request: HttpRequest, code: str) -> Workshop:
    """The room that this browser may lead: of a consultant, or who took it over.

    Raises NotInRoom.
    """
    return _led(request, _room(code))


def get_asking_seat(request: HttpRequest, code: str) -> Seat:
    """What ``get_seat`` admits, with no more than is asked for each second or two. One small SQL.

    Raises as it does.
    """
    secret = request.COOKIES.get(seat_cookie_name(code), "")
    if not secret:
        raise NotInRoom
    seat = room_queries.seat_that_asks(room_queries.hash_of_secret(secret), code)
    if seat is None:
        raise _gone(code)
    return seat


def get_heard(request: HttpRequest, code: str) -> Heard | None:
    """Of the room that this browser sits in; none where ``get_asking_seat`` has to say why not."""
    secret = request.COOKIES.get(seat_cookie_name(code), "")
    return room_queries.heard_by(room_queries.hash_of_secret(secret), code) if secret else None


def _room(code: str) -> Workshop:
    workshop = room_queries.workshop_by_code(code)
    if workshop is None:
        raise NotInRoom
    return workshop


def _led(request: HttpRequest, workshop: Workshop) -> Workshop:
    value = request.COOKIES.get(lead_cookie_name(workshop.code), "")
    if workshop.takeover_hash and _is(value, lead_cookie_value(workshop), "lead"):
        return workshop
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        raise NotInRoom
    mine = queries.memberships(user).filter(
        organisation=workshop.assessment.organisation, role__in=CONSULTS
    )
    if not mine.exists():
        raise NotInRoom
    return workshop


def _gone(code: str) -> RoomOver | SeatElsewhere | NotInRoom:
    """The end of the room forgets its seats, so a browser that had one is told that it is over."""
    workshop = room_queries.workshop_by_code(code)
    if workshop is None:
        return NotInRoom()
    return RoomOver() if workshop.stage == Stage.ENDED else SeatElsewhere()


def _is(value: str, expected: str, kind: str) -> bool:
    try:
        _signer(kind).unsign(value)
    except BadSignature:
        return False
    return constant_time_compare(value, expected)


def _name(letter: str, code: str) -> str:
    prefix = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
    return f"{prefix}{letter}-{code}"


def _signer(kind: str) -> Signer:
    return Signer(salt=f"surveys.room.{kind}")
