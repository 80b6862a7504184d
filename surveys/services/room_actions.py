"""What is to be done after a workshop: each action with its owner, hours and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from surveys.models import CODE_LENGTH, Action, OwnerStatus, User, Workshop
from surveys.services.model_versions import in_words
from surveys.services.room_changes import RoomEnded, changing
from surveys.services.room_owners import (
    UnknownItem,
    UnknownSeat,
    Who,
    forget_idle,
    item_of,
    note,
    owner_for,
)

__all__ = [
    "CODE_LENGTH",
    "Line",
    "RoomEnded",
    "UnknownAction",
    "UnknownItem",
    "UnknownSeat",
    "Who",
    "add",
    "change",
    "lines",
    "remove",
]

OWNER, DAY = "owner", "day"


class UnknownAction(Exception):  # noqa: N818 - reads as what happened
    """No such action, or no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An action. ``missing``: what it lacks before the room may end: an owner, a day.

    Who has declined owns it no more.
    """

    code: str
    activity: str
    title: str
    text: str
    owner: str
    seat: str
    email: str
    status: str
    hours: int | None
    due: date | None
    missing: tuple[str, ...]


def add(
    *,
    workshop: Workshop,
    activity: str,
    text: str,
    who: Who | None = None,
    hours: int | None = None,
    due: date | None = None,
    user: User | None,
    now: datetime,
) -> Action:
    """A new action on an item of the agenda. Raises RoomEnded, UnknownItem or UnknownSeat."""
    with changing(workshop, step=True) as room:
        item = item_of(room, activity)
        owner = owner_for(item, who) if who else None
        made = Action.objects.create(item=item, text=text, owner=owner, hours=hours, due=due)
        note("workshop action", room, user=user, now=now, details=f"{activity} {made.code}")
    return made


def change(
    *,
    workshop: Workshop,
    code: str,
    text: str,
    who: Who | None = None,
    hours: int | None = None,
    due: date | None = None,
    user: User | None,
    now: datetime,
) -> Action:
    """What is to be done now. Raises RoomEnded, UnknownAction or UnknownSeat."""
    with changing(workshop, step=True) as room:
        action = _action(room, code)
        before = action.owner
        action.item.workshop = room
        action.text, action.hours, action.due = text, hours, due
        action.owner = owner_for(action.item, who) if who else None
        action.save()
        if before is not None and before != action.owner:
            forget_idle(before)
        note("workshop action", room, user=user, now=now, details=f"{action.item} {code}")
    return action


def remove(*, workshop: Workshop, code: str, user: User | None, now: datetime) -> None:
    """It is not to be done. Raises RoomEnded or UnknownAction."""
    with changing(workshop, step=True) as room:
        action = _action(room, code)
        action.delete()
        if action.owner is not None:
            forget_idle(action.owner)
        details = f"{action.item} {code}"
        note("workshop action removed", room, user=user, now=now, details=details)


def lines(workshop: Workshop) -> tuple[Line, ...]:
    """Every action, in the order of the agenda. One SQL."""
    activities = in_words(workshop.assessment).activities
    rows = Action.objects.filter(item__workshop=workshop).select_related("item", "owner__seat")
    return tuple(
        Line(
            code=row.code,
            activity=row.item.activity,
            title=activities[row.item.activity].title
            if row.item.activity in activities
            else row.item.activity,
            text=row.text,
            owner=row.owner.name if row.owner else "",
            seat=row.owner.seat.code if row.owner and row.owner.seat else "",
            email=row.owner.email if row.owner else "",
            status=row.owner.status if row.owner else "",
            hours=row.hours,
            due=row.due,
            missing=_missing(row),
        )
        for row in rows.order_by("item__position", "item__pk", "pk")
    )


def _missing(row: Action) -> tuple[str, ...]:
    owned = row.owner is not None and row.owner.status != OwnerStatus.DECLINED
    return (*(() if owned else (OWNER,)), *(() if row.due else (DAY,)))


def _action(room: Workshop, code: str) -> Action:
    rows = Action.objects.filter(item__workshop=room, code=code).select_related("item", "owner")
    action = rows.first()
    if action is None:
        raise UnknownAction
    return action
