"""Who is in a workshop's room: sit down, come back, and what its lead does about the seats.

Whoever types the code on the wall gets a seat. A wrong code tells nothing, and so many of them are
taken from all of the world together (``WRONG``) that guessing a code of forty bits is hopeless.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from surveys import room_access, room_queries
from surveys.models import JOIN_CODE_LENGTH, LONGEST_NAME, Department, Owner, Seat, Workshop
from surveys.models.codes import ALPHABET
from surveys.room_access import NotInRoom
from surveys.services import votes
from surveys.services.addresses import absolute
from surveys.services.room_changes import RoomEnded, changing
from surveys.services.tokens import token_of

__all__ = [
    "DoorClosed",
    "NotInRoom",
    "RoomEnded",
    "TooManyTries",
    "WrongCode",
    "change_code",
    "departments",
    "find",
    "in_groups",
    "join",
    "join_address",
    "lock",
    "merge",
    "new_join_code",
    "new_secret",
    "open_screen",
    "rejoin",
    "remove",
    "screen_address",
    "seat_of",
]

WRONG, WINDOW = 1000, 600
"""So many wrong codes in so many seconds, whoever types them."""
TYPED = re.compile(rf"[{ALPHABET}]{{{JOIN_CODE_LENGTH}}}", re.ASCII)
SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
SECRET_BYTES = 32
GROUP = 4
ROOM_FOR_NUMBER = 6
"""What " (999)" takes of a name."""
TRIES = 5


class WrongCode(Exception):  # noqa: N818 - reads as what happened
    """Neither the code of an open room nor that of a seat."""


class TooManyTries(Exception):  # noqa: N818 - reads as what happened
    """So many wrong codes were typed lately that none is taken for a while."""


class DoorClosed(Exception):  # noqa: N818 - reads as what happened
    """The room takes nobody new."""


def new_secret() -> str:
    """What a device's cookie will hold. The form carries it: sent twice it makes one seat."""
    return secrets.token_urlsafe(SECRET_BYTES)


def find(typed: str, *, now: datetime) -> Workshop | Seat:
    """The room with this code on the wall, or the seat with this personal one.

    Raises WrongCode or TooManyTries.
    """
    window = f"surveys.rooms.wrong.{int(now.timestamp()) // WINDOW}"
    if int(cache.get(window, 0)) >= WRONG:
        raise TooManyTries
    code = typed.replace("-", "").replace(" ", "").lower()
    found: Workshop | Seat | None = None
    if TYPED.fullmatch(code):
        found = room_queries.workshop_by_join_code(code) or room_queries.seat_by_short_code(code)
    if found is None:
        if not cache.add(window, 1, 2 * WINDOW):
            cache.incr(window)
        raise WrongCode
    return found


def departments(workshop: Workshop) -> list[Department]:
    """To choose one's own from; none in an anonymous room, which does not ask."""
    return [] if workshop.anonymous else room_queries.departments(workshop)


def join(
    *,
    workshop: Workshop,
    secret: str,
    name: str = "",
    department: str = "",
    observes: bool = False,
) -> Seat:
    """A seat for the device that will hold ``secret``; the same one if it is asked for again.

    ``department`` is a key, and kept in a named room alone. Raises DoorClosed or RoomEnded.
    """
    _check(secret)
    mark = room_queries.hash_of_secret(secret)
    with changing(workshop, step=False) as room:
        known = Seat.objects.filter(workshop=room, cookie_hash=mark).first()
        if known is not None:
            return known
        if room.locked or room.join_code is None or room.join_code != workshop.join_code:
            raise DoorClosed
        own = {found.key: found for found in departments(workshop)} if department else {}
        return _seated(
            Seat(
                workshop=room,
                cookie_hash=mark,
                name=_free_name(room, name),
                department=own.get(department),
                observes=observes,
            )
        )


def rejoin(*, seat: Seat, secret: str) -> None:
    """The seat goes on with the device that will hold ``secret``. Raises NotInRoom or RoomEnded."""
    _check(secret)
    with changing(seat.workshop, step=False):
        rows = Seat.objects.filter(pk=seat.pk, removed=False, short_code=seat.short_code)
        if not rows.update(cookie_hash=room_queries.hash_of_secret(secret)):
            raise NotInRoom


def lock(*, workshop: Workshop, locked: bool) -> None:
    """Whether somebody new may come in. Raises RoomEnded."""
    with changing(workshop, step=True) as room:
        room.locked = locked


def new_join_code(workshop: Workshop) -> None:
    """Another code on the wall, set on a row that is being changed and not saved here."""
    workshop.join_code = _letters()


def change_code(*, workshop: Workshop) -> None:
    """Another code on the wall; everybody keeps their seat. Raises RoomEnded."""
    with changing(workshop, step=True) as room:
        new_join_code(room)


def remove(*, seat: Seat) -> None:
    """A stranger goes: what they voted where nobody has seen it yet goes, too. Raises RoomEnded.

    Rounds that were shown stay as they were: the difference would be this person's vote.
    """
    with changing(seat.workshop, step=False) as room:
        now = _locked(seat)
        votes.forget(workshop=room, seat_key=now.key)
        _unseat(now)


def merge(*, seat: Seat, into: Seat) -> None:
    """Who sat down twice has one seat: ``into``, on the device that came last.

    What was voted on the other device goes where nobody has seen it yet: the one that stays would
    show it, and who leads may make one seat of theirs and of somebody else's.

    Raises NotInRoom for seats of two rooms, or RoomEnded.
    """
    if seat.workshop_id != into.workshop_id or seat.pk == into.pk:
        raise NotInRoom
    with changing(seat.workshop, step=False) as room:
        gone, stays = _locked(seat), _locked(into)
        before, newest = sorted((gone, stays), key=lambda one: one.pk)
        votes.forget(workshop=room, seat_key=before.key)
        votes.hand_over(workshop=room, of=gone.key, to=stays.key)
        Owner.objects.filter(seat=gone).update(seat=stays)
        cookie_hash = newest.cookie_hash
        _unseat(gone)
        stays.cookie_hash = cookie_hash
        stays.save(update_fields=["cookie_hash"])


def seat_of(workshop: Workshop, code: str) -> Seat:
    """Somebody in the room. Raises NotInRoom."""
    seat = room_queries.seats(workshop).filter(code=code).first()
    if seat is None:
        raise NotInRoom
    return seat


def in_groups(code: str) -> str:
    """As it is read out and typed."""
    return " ".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def join_address(workshop: Workshop) -> str:
    """Where the picture on the wall leads."""
    return absolute(reverse("room:join-code", args=[workshop.join_code or ""]))


def screen_address(workshop: Workshop) -> str:
    """The projector's link: who has it sees what the wall shows, and can do nothing."""
    return absolute(reverse("room:screen-link", args=[workshop.code, _screen_token(workshop)]))


def open_screen(*, code: str, token: str) -> str:
    """The cookie's value for who opens the projector's link. Raises NotInRoom."""
    workshop = room_queries.workshop_by_code(code)
    if workshop is None or not constant_time_compare(token, _screen_token(workshop)):
        raise NotInRoom
    return room_access.screen_cookie_value(workshop)


def _screen_token(workshop: Workshop) -> str:
    return token_of(code="", kind="screen", key=workshop.key, number=workshop.screen_number)


def _check(secret: str) -> None:
    if not SECRET.fullmatch(secret):
        raise DoorClosed


def _seated(seat: Seat) -> Seat:
    """Saved with a personal code that nobody else has."""
    for _ in range(TRIES):
        seat.short_code = _letters()
        try:
            with transaction.atomic():
                seat.save(force_insert=True)
        except IntegrityError:
            continue
        return seat
    raise DoorClosed


def _letters() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(JOIN_CODE_LENGTH))


def _free_name(room: Workshop, name: str) -> str:
    """The name as it was given, with a number behind it where somebody has it already."""
    plain = " ".join(name.split())[:LONGEST_NAME].strip()
    if not plain:
        return ""
    taken = {seat.name.casefold() for seat in room_queries.seats(room)}
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain[: LONGEST_NAME - ROOM_FOR_NUMBER]} ({number})"
    return found


def _locked(seat: Seat) -> Seat:
    """The seat as it is now. Raises NotInRoom when it was taken away."""
    now = Seat.objects.filter(pk=seat.pk, removed=False).first()
    if now is None:
        raise NotInRoom
    return now


def _unseat(seat: Seat) -> None:
    seat.key = seat.cookie_hash = seat.short_code = None
    seat.removed = True
    seat.save(update_fields=["key", "cookie_hash", "short_code", "removed"])
