"""Taking back, for a few seconds, what the room has just decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from surveys.models import AgendaItem, Decision, DecisionLetter, User, Workshop
from surveys.services import room_owners
from surveys.services.room_turns import NotNow, note, turn

UNDO = timedelta(seconds=10)
GRACE = timedelta(seconds=3)
"""Who pressed in time is not refused for the way to the server."""
ITEM = ("phase", "level", "owner_department_id", "evidence")
DECISION = ("level", "reason", "dissent", "status", "status_by")
DAYS = ("decided_on", "status_on")


class TooLate(Exception):  # noqa: N818 - reads as what happened
    """There is nothing to take back, or no longer."""


def remember(room: Workshop, items: Iterable[AgendaItem], *, now: datetime) -> None:
    """Keep what there is before it changes. The caller holds the room's lock."""
    found = list(items)
    room.undoes, room.undo_until = found[0] if found else None, now + UNDO
    room.undo = {
        "stage": room.stage,
        "current": room.current_id,
        "items": [_kept(room, item) for item in found],
    }


def undo(*, workshop: Workshop, seen: int, user: User | None, now: datetime) -> None:
    """Put back what was there. Raises TooLate, MovedOn or RoomEnded."""
    with turn(workshop, seen=seen, undoable=True) as room:
        if room.undo_until is None or now > room.undo_until + GRACE or not room.undo:
            raise TooLate
        for kept in room.undo["items"]:
            _put_back(room, kept)
        room.stage, room.current_id = room.undo["stage"], room.undo["current"]
        about = room.undoes.activity if room.undoes else ""
        room.undoes, room.undo_until, room.undo = None, None, {}
        note("room-undone", room, user=user, now=now, about=about)


def _kept(room: Workshop, item: AgendaItem) -> dict[str, Any]:
    decision = _decision(room, item.activity)
    kept = {"item": item.pk, **{name: getattr(item, name) for name in ITEM}}
    return kept | {"decision": _as_kept(decision) if decision else None}


def _as_kept(decision: Decision) -> dict[str, Any]:
    days = {name: getattr(decision, name) for name in DAYS}
    return {
        **{name: getattr(decision, name) for name in DECISION},
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "letters": [[each.department_id, each.letter] for each in decision.letters.all()],
    }


def _put_back(room: Workshop, kept: dict[str, Any]) -> None:
    item = AgendaItem.objects.filter(workshop=room, pk=kept["item"]).first()
    if item is None:
        raise NotNow
    if item.owner_department_id != kept["owner_department_id"]:
        item.workshop = room
        room_owners.forget_accountable(item)
    for name in ITEM:
        setattr(item, name, kept[name])
    item.save()
    now, before = _decision(room, item.activity), kept["decision"]
    if before is None:
        if now is not None:
            now.delete()
        return
    decision = now or Decision(assessment_id=room.assessment_id, activity=item.activity)
    for name in DECISION:
        setattr(decision, name, before[name])
    for name in DAYS:
        day = before[name]
        setattr(decision, name, date.fromisoformat(day) if day else None)
    decision.save()
    decision.letters.all().delete()
    DecisionLetter.objects.bulk_create(
        DecisionLetter(decision=decision, department_id=department, letter=letter)
        for department, letter in before["letters"]
    )


def _decision(room: Workshop, activity: str) -> Decision | None:
    return Decision.objects.filter(assessment=room.assessment_id, activity=activity).first()
