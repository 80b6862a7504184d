"""Votes and dots: one value of a seat in a round, taken while the round is open and not after.

A vote is an upsert by room, item, round and seat, so that a phone may send it as often as it likes.
No value is read here but a seat's own; what they come to is for ``results``, once it was shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, Q, QuerySet

from surveys import room_queries
from surveys.models import About, Dot, Seat, Stage, Vote, Workshop
from surveys.room_access import SeatElsewhere
from surveys.room_queries import OpenRound
from surveys.services.room_changes import RoomEnded
from surveys.services.room_questions import dotted, values_of

__all__ = [
    "DOTS",
    "Closed",
    "NotOffered",
    "Observes",
    "OpenRound",
    "RoomEnded",
    "SeatElsewhere",
    "cast",
    "forget",
    "give_dots",
    "hand_over",
    "open_round",
]

DOTS = 3
"""Marks that everybody gives to what matters most."""

open_round = room_queries.open_round


class Closed(Exception):  # noqa: N818 - reads as what happened
    """That round is not open, or not any more: the vote was not counted."""


class NotOffered(Exception):  # noqa: N818 - reads as what happened
    """Not one of the answers that are offered, or more dots than everybody has."""


class Observes(Exception):  # noqa: N818 - reads as what happened
    """Who came to watch does not vote."""


def cast(*, seat: Seat, about: OpenRound, value: str) -> None:
    """Count ``value`` as this seat's vote in the round, in place of one before.

    Raises Closed, NotOffered, Observes, SeatElsewhere or RoomEnded.
    """
    if not _is_open(seat.workshop, about):
        raise Closed
    offered = values_of(seat.workshop, about)
    with voting(seat) as (room, key):
        if not _is_open(room, about):
            raise Closed
        if value not in offered:
            raise NotOffered
        mine = room_queries.votes_of(room, about).filter(seat_key=key)
        if not mine.update(value=value):
            Vote.objects.create(
                workshop=room,
                item_id=about.item,
                about=about.about,
                round=about.round,
                seat_key=key,
                value=value,
            )


def give_dots(*, seat: Seat, items: Collection[int]) -> None:
    """These are what this seat marks, in place of those before.

    Raises Closed, NotOffered, Observes, SeatElsewhere or RoomEnded.
    """
    wanted = set(items)
    with voting(seat) as (room, key):
        if room.stage != Stage.DOTS:
            raise Closed
        if len(wanted) > DOTS or not wanted <= {item.pk for item in dotted(room)}:
            raise NotOffered
        mine = Dot.objects.filter(item__workshop=room, seat_key=key)
        mine.exclude(item__in=wanted).delete()
        there = set(mine.values_list("item", flat=True))
        Dot.objects.bulk_create(Dot(item_id=item, seat_key=key) for item in sorted(wanted - there))


@contextmanager
def voting(seat: Seat) -> Iterator[tuple[Workshop, uuid.UUID]]:
    """The room as it is now, and the seat's key; neither changes until what is done is stored.

    Many vote at once, and only whoever changes the room has to wait for them and they for it: a
    vote is no revision of the room. One seat's votes come one after the other.

    Raises Observes, SeatElsewhere or RoomEnded.
    """
    with transaction.atomic():
        now = room_queries.held(seat)
        if now is None or now.key is None:
            raise _gone(seat.workshop)
        if now.observes:
            raise Observes
        yield now.workshop, now.key


def _gone(workshop: Workshop) -> RoomEnded | SeatElsewhere:
    """The end of a room takes all seats away, its lead one of them."""
    has_ended = Workshop.objects.filter(pk=workshop.pk, stage=Stage.ENDED).exists()
    return RoomEnded() if has_ended else SeatElsewhere()


def _is_open(room: Workshop, about: OpenRound) -> bool:
    return room_queries.open_round(room) == about


def forget(*, workshop: Workshop, seat_key: uuid.UUID | None) -> None:
    """Delete what the seat voted where it was not shown yet. The room is being changed."""
    if seat_key is None:
        return
    _unseen(workshop, seat_key).delete()
    if workshop.stage == Stage.DOTS:
        Dot.objects.filter(item__workshop=workshop, seat_key=seat_key).delete()


def hand_over(*, workshop: Workshop, of: uuid.UUID | None, to: uuid.UUID | None) -> None:
    """What one seat voted where it was not shown is the other's, unless that voted itself."""
    if of is None or to is None:
        return
    there = {(one.item_id, one.about, one.round) for one in _unseen(workshop, to)}
    for vote in _unseen(workshop, of):
        if (vote.item_id, vote.about, vote.round) in there:
            vote.delete()
        else:
            vote.seat_key = to
            vote.save(update_fields=["seat_key"])
    if workshop.stage == Stage.DOTS:
        dots = Dot.objects.filter(item__workshop=workshop)
        if dots.filter(seat_key=to).exists():
            dots.filter(seat_key=of).delete()
        else:
            dots.filter(seat_key=of).update(seat_key=to)


def _unseen(workshop: Workshop, seat_key: uuid.UUID) -> QuerySet[Vote]:
    """A seat's votes in rounds that nobody has seen."""
    shown = Q(about=About.LEVEL, round__lte=F("item__levels_shown")) | Q(
        about=About.OWNER, round__lte=F("item__owners_shown")
    )
    return Vote.objects.filter(workshop=workshop, seat_key=seat_key).filter(
        Q(item__isnull=True) | ~shown
    )
