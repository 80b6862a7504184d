"""Votes on paper: the facilitator types how many chose what, and it is marked as entered by hand.

While the round is open nobody is told what was typed; typing again replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from surveys.models import About, AgendaItem, Phase, User, VoteCount, Workshop
from surveys.services.results import DONT_KNOW, NOT_MY_AREA, RoomModel, room_model
from surveys.services.room_turns import MovedOn, NotNow, RoomEnded, in_hand, note, turn

__all__ = ["MOST", "MovedOn", "NotNow", "RoomEnded", "UnknownValue", "count", "values_now"]

MOST = 500
LEVEL = (Phase.LEVEL_OPEN, Phase.LEVEL_SHOWN)
OWNER = (Phase.OWNER_OPEN, Phase.OWNER_SHOWN)


class UnknownValue(Exception):  # noqa: N818 - reads as what happened
    """No such level, and no such owner."""


def values_now(workshop: Workshop) -> dict[str, str]:
    """What votes may be typed in for now, with the words; empty where nothing is voted on."""
    item = workshop.current
    if item is None or item.phase not in (*LEVEL, *OWNER):
        return {}
    return _values(room_model(workshop), item)


def count(
    *, workshop: Workshop, seen: int, votes: Mapping[str, int], user: User | None, now: datetime
) -> None:
    """Put the votes on paper of this round in place of those typed in before.

    Raises NotNow, UnknownValue, MovedOn or RoomEnded.
    """
    with turn(workshop, seen=seen, undoable=True) as room:
        item = in_hand(room)
        if item.phase not in (*LEVEL, *OWNER):
            raise NotNow
        if not set(votes) <= set(_values(room_model(room), item)):
            raise UnknownValue
        about = About.LEVEL if item.phase in LEVEL else About.OWNER
        number = item.level_round if item.phase in LEVEL else item.owner_round
        rows = VoteCount.objects.filter(item=item, about=about, round=number, by_hand=True)
        rows.delete()
        VoteCount.objects.bulk_create(
            VoteCount(item=item, about=about, round=number, value=value, n=n, by_hand=True)
            for value, n in votes.items()
            if n
        )
        note("room-paper", room, user=user, now=now, about=f"{item.activity} {about} {number}")


def _values(room: RoomModel, item: AgendaItem) -> dict[str, str]:
    if item.phase in OWNER:
        return room.owners | {DONT_KNOW: ""}
    return room.levels(item.activity) | {DONT_KNOW: "", NOT_MY_AREA: ""}
