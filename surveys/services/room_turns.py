"""One turn of the facilitator: made once, on the room as the facilitator sees it.

Whoever presses a key names the step that is on their screen. When the room has moved on meanwhile,
by a second press or by somebody else who leads, the turn is refused instead of made twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from surveys.models import AgendaItem, Phase, Stage, User, Workshop
from surveys.services import audit
from surveys.services.room_changes import RoomEnded, changing

__all__ = ["MovedOn", "NotNow", "RoomEnded", "in_hand", "note", "turn"]

OPEN = (Phase.LEVEL_OPEN, Phase.OWNER_OPEN)
SHOWN = (Phase.LEVEL_SHOWN, Phase.OWNER_SHOWN)


class MovedOn(Exception):  # noqa: N818 - reads as what happened
    """The room is no longer at the step that the facilitator saw."""


class NotNow(Exception):  # noqa: N818 - reads as what happened
    """This cannot be done at the stage where the room is."""


@contextmanager
def turn(
    workshop: Workshop, *, seen: int, step: bool = True, undoable: bool = False
) -> Iterator[Workshop]:
    """The room, locked and at step ``seen``.

    What could be taken back before cannot any more, unless the turn is ``undoable`` itself or
    changes nothing on the screens. Raises MovedOn or RoomEnded.
    """
    with changing(workshop, step=step) as room:
        if room.step != seen:
            raise MovedOn
        if step and not undoable:
            room.undoes, room.undo_until, room.undo = None, None, {}
        yield room


def in_hand(room: Workshop) -> AgendaItem:
    """The item that is talked about. Raises NotNow."""
    if room.stage != Stage.ITEMS or room.current is None:
        raise NotNow
    room.current.workshop = room
    return room.current


def note(what: str, room: Workshop, *, user: User | None, now: datetime, about: str = "") -> None:
    """Note who led the room to what; ``user`` is none who took the lead over with a code."""
    details = f"{room.code} {about}".strip()
    audit.note(what, assessment=room.assessment, user=user, now=now, details=details)
