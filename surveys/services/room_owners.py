"""The people who are asked to take on what a room decided, and what they say to it.

Who sits in the room answers on the phone; others over a link that is mailed once the facilitator
says so. The link holds no row that it could not be made of again, and it answers after the room
has ended, too.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from surveys import owner_access
from surveys.access import LinkExpired, LinkUnknown
from surveys.models import (
    Action,
    AgendaItem,
    Decision,
    DecisionLetter,
    DecisionStatus,
    Letter,
    Owner,
    OwnerStatus,
    Seat,
    State,
    User,
    Workshop,
)
from surveys.services import audit
from surveys.services.addresses import absolute
from surveys.services.assessments import today_at
from surveys.services.model_versions import in_words
from surveys.services.room_changes import RoomEnded, changing
from surveys.services.tokens import hash_of, token_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = [
    "ActionAsked",
    "Asked",
    "LinkExpired",
    "LinkUnknown",
    "NobodyAccountable",
    "NotAsked",
    "RoomEnded",
    "UnknownItem",
    "UnknownSeat",
    "Who",
    "accountable_of",
    "address_of",
    "answer",
    "answer_of_seat",
    "asked_of",
    "forget_accountable",
    "name_accountable",
    "of_seat",
    "open_link",
    "owner_for",
]

ANSWERS = {
    OwnerStatus.ACCEPTED: DecisionStatus.ACCEPTED,
    OwnerStatus.DECLINED: DecisionStatus.DECLINED,
}


class UnknownItem(Exception):  # noqa: N818 - reads as what happened
    """The activity is not on the agenda."""


class UnknownSeat(Exception):  # noqa: N818 - reads as what happened
    """Nobody of that seat is in the room, or it has no name."""


class NobodyAccountable(Exception):  # noqa: N818 - reads as what happened
    """No department was made accountable for the activity, so nobody can stand for it."""


class NotAsked(Exception):  # noqa: N818 - reads as what happened
    """This seat, or this link, is not asked for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody: the code of a seat in the room, or a name and where to write to."""

    seat: str = ""
    name: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.seat or self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAsked:
    text: str
    hours: int | None
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one person is asked on one activity. ``department``: for which they are accountable."""

    key: uuid.UUID
    name: str
    activity: str
    title: str
    text: str
    department: str
    actions: tuple[ActionAsked, ...]
    status: str
    status_on: date | None
    said: str
    organisation: str
    workshop: str
    held_on: date
    contact: str


def owner_for(item: AgendaItem, who: Who) -> Owner:
    """The row of this person on this activity, made where there is none. Raises UnknownSeat.

    The caller holds the room's lock. A new address makes a new link.
    """
    seat = _seat(item.workshop, who.seat) if who.seat else None
    name = seat.name if seat else who.name
    owner = Owner.objects.filter(item=item, name=name).first() or Owner(item=item, name=name)
    owner.seat = seat or owner.seat
    if who.email and who.email != owner.email:
        owner.number += bool(owner.email)
        owner.email = who.email
    owner.token_hash = hash_of(_token(owner, item.workshop))
    owner.save()
    return owner


def name_accountable(
    *, workshop: Workshop, activity: str, who: Who, user: User | None, now: datetime
) -> Owner:
    """Ask this person, and nobody else, to stand for the accountable department.

    Raises RoomEnded, UnknownItem, UnknownSeat or NobodyAccountable.
    """
    with changing(workshop, step=True) as room:
        item = item_of(room, activity)
        if item.activity not in accountable_of(room):
            raise NobodyAccountable
        forget_accountable(item, besides=who)
        owner = owner_for(item, who)
        if not owner.accountable:
            owner.accountable = True
            owner.status, owner.status_on, owner.said = OwnerStatus.PROPOSED, None, ""
            owner.save()
            _decide(owner, DecisionStatus.PROPOSED, None)
        details = f"{activity}: {owner.name}"
        note("workshop owner", room, user=user, now=now, details=details)
    return owner


def forget_accountable(item: AgendaItem, *, besides: Who | None = None) -> None:
    """Nobody stands for the accountable department any more. The caller holds the room's lock."""
    rows = Owner.objects.filter(item=item, accountable=True)
    for owner in rows.select_related("seat"):
        same = besides is not None and (
            owner.seat is not None and owner.seat.code == besides.seat
            if besides.seat
            else owner.name == besides.name
        )
        if same:
            continue
        owner.accountable = False
        owner.save(update_fields=["accountable"])
        forget_idle(owner)


def forget_idle(owner: Owner) -> None:
    """Delete who is asked for nothing any more. The caller holds the room's lock."""
    if not owner.accountable and not Action.objects.filter(owner=owner).exists():
        owner.delete()


def of_seat(seat: Seat) -> tuple[Asked, ...]:
    """What this seat is asked, in the order of the agenda. Three SQL."""
    departments = accountable_of(seat.workshop)
    return tuple(asked_of(owner, departments) for owner in _owners().filter(seat=seat))


def answer_of_seat(
    *, seat: Seat, key: uuid.UUID, accepts: bool, said: str = "", now: datetime
) -> Owner:
    """What somebody says on the phone. Raises NotAsked, or LinkExpired once all is archived."""
    owner = _owners().filter(seat=seat, key=key).first()
    if owner is None:
        raise NotAsked
    return answer(owner=owner, accepts=accepts, said=said, now=now)


def answer(*, owner: Owner, accepts: bool, said: str = "", now: datetime) -> Owner:
    """Yes or no; whoever stands for the accountable department answers for the decision, too.

    Minds may change until the decision is confirmed. Raises LinkExpired once all is archived, or
    NotAsked where somebody else is asked by now.
    """
    workshop = owner.item.workshop
    try:
        with changing(workshop, step=True) as room:
            return _answered(owner, room, accepts=accepts, said=said, now=now)
    except RoomEnded:
        # The record waits for the answers of those who were written to.
        with transaction.atomic():
            room = Workshop.objects.select_for_update().get(pk=workshop.pk)
            return _answered(owner, room, accepts=accepts, said=said, now=now)


def open_link(token: str) -> tuple[Owner, str]:
    """The owner and the value of their cookie. Reads only. Raises LinkUnknown or LinkExpired."""
    owner = owner_access.owner_by_hash(hash_of(token))
    if owner is None:
        raise LinkUnknown
    owner_access.check(owner)
    return owner, owner_access.cookie_value(owner)


def address_of(owner: Owner) -> str:
    """Where this person answers; to be mailed, or handed out."""
    return absolute(reverse("room:owner-link", args=[_token(owner, owner.item.workshop)]))


def accountable_of(workshop: Workshop) -> dict[str, str]:
    """By activity the department that the assessment's decision makes accountable."""
    rows = DecisionLetter.objects.filter(
        decision__assessment=workshop.assessment_id, letter=Letter.ACCOUNTABLE
    )
    return dict(rows.values_list("decision__activity", "department__name"))


def asked_of(owner: Owner, departments: Mapping[str, str] | None = None) -> Asked:
    """What this person is asked. ``departments``: those of ``accountable_of``, where read."""
    item = owner.item
    workshop = item.workshop
    assessment = workshop.assessment
    activity = in_words(assessment).activities.get(item.activity)
    if departments is None:
        departments = accountable_of(workshop)
    due = sorted(owner.actions.all(), key=lambda each: (each.due or date.max, each.pk))
    return Asked(
        key=owner.key,
        name=owner.name,
        activity=item.activity,
        title=activity.title if activity else item.activity,
        text=activity.purpose if activity else "",
        department=departments.get(item.activity, "") if owner.accountable else "",
        actions=tuple(ActionAsked(text=each.text, hours=each.hours, due=each.due) for each in due),
        status=owner.status,
        status_on=owner.status_on,
        said=owner.said,
        organisation=assessment.organisation.name,
        workshop=workshop.title,
        held_on=workshop.held_on,
        contact=assessment.contact or assessment.sponsor,
    )


def item_of(workshop: Workshop, activity: str) -> AgendaItem:
    """Raises UnknownItem."""
    item = AgendaItem.objects.filter(workshop=workshop, activity=activity).first()
    if item is None:
        raise UnknownItem
    item.workshop = workshop
    return item


def note(what: str, workshop: Workshop, *, user: User | None, now: datetime, details: str) -> None:
    """Note what the facilitator did; ``user`` is None where the lead was taken over."""
    assessment = workshop.assessment
    details = f"{workshop.code} {details}"
    audit.note(what, assessment=assessment, user=user, now=now, details=details)


def _answered(owner: Owner, room: Workshop, *, accepts: bool, said: str, now: datetime) -> Owner:
    """The room is locked."""
    if room.assessment.state == State.ARCHIVED:
        raise LinkExpired(room.assessment)
    mine = _owners().filter(key=owner.key, number=owner.number).first()
    if mine is None:
        raise NotAsked
    mine.status = OwnerStatus.ACCEPTED if accepts else OwnerStatus.DECLINED
    mine.status_on, mine.said = today_at(room.assessment, now), said
    mine.save()
    if mine.accountable:
        _decide(mine, ANSWERS[OwnerStatus(mine.status)], mine.status_on)
    note("owner answered", room, user=None, now=now, details=f"{mine.item.activity} {mine.status}")
    return mine


def _decide(owner: Owner, status: DecisionStatus, day: date | None) -> None:
    """How far the decision is, where somebody is accountable and nothing is confirmed yet."""
    item = owner.item
    rows = Decision.objects.select_for_update().filter(
        assessment=item.workshop.assessment_id, activity=item.activity
    )
    decision = rows.exclude(status=DecisionStatus.CONFIRMED).first()
    if decision is None or not decision.letters.filter(letter=Letter.ACCOUNTABLE).exists():
        return
    decision.status = status
    # A day before the decision would not be believed by who reads both.
    decision.status_on = max(day, decision.decided_on) if day else None
    decision.status_by = owner.name if day else ""
    decision.save(update_fields=["status", "status_on", "status_by"])


def _seat(workshop: Workshop, code: str) -> Seat:
    seats = Seat.objects.filter(workshop=workshop, code=code, removed=False)
    seat = seats.exclude(name="").first()
    if seat is None:
        raise UnknownSeat
    return seat


def _owners() -> QuerySet[Owner]:
    return owner_access.owners().order_by("item__position", "item__pk", "key")


def _token(owner: Owner, workshop: Workshop) -> str:
    return token_of(code=workshop.code, kind="owner", key=owner.key, number=owner.number)
