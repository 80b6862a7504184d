"""What the pages at the end of a workshop show, as frozen values."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from surveys import owner_access
from surveys.models import (
    AgendaItem,
    Decision,
    DecisionLetter,
    Letter,
    Owner,
    OwnerStatus,
    Seat,
    Stage,
    Workshop,
)
from surveys.services import owner_mails, results, room_actions, room_end, room_owners
from surveys.services.model_versions import in_words

__all__ = ["Closing", "OwnerLine", "Record", "closing_of", "named_seats", "record_of", "title_of"]

Line = TypeVar("Line", "OwnerLine", room_actions.Line)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerLine:
    """Somebody who was named. ``address``: the link to hand out where no mail goes."""

    key: uuid.UUID
    activity: str
    title: str
    name: str
    email: str
    department: str
    actions: int
    status: str
    status_word: str
    status_on: date | None
    said: str
    present: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnamed:
    """An activity with an accountable department for which nobody stands yet."""

    activity: str
    title: str
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """``lacking``: actions without owner or day; ``writable``: how many mails may go out."""

    ranking: tuple[room_end.Ranked, ...]
    actions: tuple[room_actions.Line, ...]
    owners: tuple[OwnerLine, ...]
    unnamed: tuple[Unnamed, ...]
    lacking: tuple[room_actions.Line, ...]
    writable: int
    sends: bool
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedLine:
    """What was agreed on an activity; ``level`` in words, departments by name."""

    level: str
    accountable: str
    responsible: tuple[str, ...]
    consulted: tuple[str, ...]
    informed: tuple[str, ...]
    reason: str
    dissent: str
    decided_on: date
    status: str
    status_on: date | None
    status_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    word: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """A shown round. ``bars`` is empty and ``hidden`` says so where numbers are not shown."""

    about: str
    number: int
    n: int
    band: str
    median: float | None
    bars: tuple[Bar, ...]
    hidden: bool
    on_paper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """``survey``: its level in words, empty without one."""

    activity: str
    title: str
    why: str
    phase: str
    parked: bool
    survey: str
    evidence: str
    rounds: tuple[RoundLine, ...]
    decided: DecidedLine | None
    owners: tuple[OwnerLine, ...]
    actions: tuple[room_actions.Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """``people``: how many sat in the room; who they were is not part of an anonymous record."""

    code: str
    title: str
    held_on: date
    anonymous: bool
    ended_at: datetime | None
    people: int
    surveyed: bool
    ranking: tuple[room_end.Ranked, ...]
    items: tuple[ItemLine, ...]


def closing_of(workshop: Workshop) -> Closing:
    """All that has to be settled before the room may end."""
    actions = room_actions.lines(workshop)
    return Closing(
        ranking=room_end.ranking(workshop),
        actions=actions,
        owners=_owners(workshop),
        unnamed=_unnamed(workshop),
        lacking=tuple(line for line in actions if line.missing),
        writable=len(owner_mails.to_write(workshop)),
        sends=bool(settings.SENDS_MAIL),
        ended=workshop.stage == Stage.ENDED,
    )


def record_of(workshop: Workshop) -> Record:
    """What was voted, agreed and is to be done; a room that goes on shows it so far."""
    items = list(AgendaItem.objects.filter(workshop=workshop))
    owners, actions = _by_activity(_owners(workshop)), _by_activity(room_actions.lines(workshop))
    decided = _decided(workshop)
    seats = Seat.objects.filter(workshop=workshop, removed=False, observes=False)
    return Record(
        code=workshop.code,
        title=workshop.title,
        held_on=workshop.held_on,
        anonymous=workshop.anonymous,
        ended_at=workshop.ended_at,
        people=seats.count(),
        surveyed=workshop.release_id is not None,
        ranking=room_end.ranking(workshop),
        items=tuple(
            ItemLine(
                activity=item.activity,
                title=title_of(workshop, item.activity),
                why=item.get_why_display(),
                phase=item.get_phase_display(),
                parked=item.phase == "parked",
                survey=surveyed.text
                if (surveyed := results.surveyed(workshop, item.activity))
                else "",
                evidence=item.evidence,
                rounds=_rounds(workshop, item),
                decided=decided.get(item.activity),
                owners=tuple(owners.get(item.activity, ())),
                actions=tuple(actions.get(item.activity, ())),
            )
            for item in items
        ),
    )


def named_seats(workshop: Workshop) -> list[tuple[str, str]]:
    """Code and name of everybody in the room who has given a name, by name."""
    rows = Seat.objects.filter(workshop=workshop, removed=False).exclude(name="")
    return list(rows.order_by("name", "pk").values_list("code", "name"))


def title_of(workshop: Workshop, activity: str) -> str:
    """The activity as people read it."""
    found = in_words(workshop.assessment).activities.get(activity)
    return found.title if found else activity


def _owners(workshop: Workshop) -> tuple[OwnerLine, ...]:
    rows = owner_access.owners().filter(item__workshop=workshop)
    rows = rows.order_by("item__position", "item__pk", "-accountable", "name")
    departments = room_owners.accountable_of(workshop)
    return tuple(_owner(row, departments) for row in rows)


def _owner(row: Owner, departments: Mapping[str, str]) -> OwnerLine:
    asked = room_owners.asked_of(row, departments)
    return OwnerLine(
        key=row.key,
        activity=asked.activity,
        title=asked.title,
        name=row.name,
        email=row.email,
        department=asked.department,
        actions=len(asked.actions),
        status=row.status,
        status_word=str(OwnerStatus(row.status).label),
        status_on=row.status_on,
        said=row.said,
        present=row.seat is not None and row.seat.key is not None,
        address=room_owners.address_of(row) if row.token_hash else "",
    )


def _unnamed(workshop: Workshop) -> tuple[Unnamed, ...]:
    """Of the items of this workshop alone."""
    stood = set(
        Owner.objects.filter(item__workshop=workshop, accountable=True).values_list(
            "item__activity", flat=True
        )
    )
    rows = AgendaItem.objects.filter(workshop=workshop, owner_department__isnull=False)
    return tuple(
        Unnamed(
            activity=item.activity,
            title=title_of(workshop, item.activity),
            department=item.owner_department.name if item.owner_department else "",
        )
        for item in rows.select_related("owner_department")
        if item.activity not in stood
    )


def _decided(workshop: Workshop) -> dict[str, DecidedLine]:
    """By activity what stands now; decisions belong to the assessment."""
    letters: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    of = DecisionLetter.objects.filter(decision__assessment=workshop.assessment_id)
    for decision, letter, name in of.order_by("department__name").values_list(
        "decision", "letter", "department__name"
    ):
        letters[decision][letter].append(name)
    room = results.room_model(workshop)
    return {
        row.activity: DecidedLine(
            level=room.levels(row.activity).get(row.level, row.level),
            accountable=next(iter(letters[row.pk][Letter.ACCOUNTABLE]), ""),
            responsible=tuple(letters[row.pk][Letter.RESPONSIBLE]),
            consulted=tuple(letters[row.pk][Letter.CONSULTED]),
            informed=tuple(letters[row.pk][Letter.INFORMED]),
            reason=row.reason,
            dissent=row.dissent,
            decided_on=row.decided_on,
            status=row.get_status_display(),
            status_on=row.status_on,
            status_by=row.status_by,
        )
        for row in Decision.objects.filter(assessment=workshop.assessment_id)
    }


def _rounds(workshop: Workshop, item: AgendaItem) -> tuple[RoundLine, ...]:
    return tuple(
        RoundLine(
            about=found.about,
            number=found.round,
            n=found.spread.n,
            band=found.spread.band or "",
            median=getattr(found.spread, "median", None),
            bars=tuple(
                Bar(word=_word(found, value), n=n)
                for value, n in (*found.spread.bars, *found.spread.others.items())
                if n
            ),
            hidden=bool(found.spread.hidden),
            on_paper=found.on_paper,
        )
        for found in results.shown(workshop=workshop, item=item)
    )


def _word(found: results.RoundResult, value: str) -> str:
    if value == results.DONT_KNOW:
        return _("Don’t know")
    return _("Not my area") if value == results.NOT_MY_AREA else found.word(value)


def _by_activity(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.activity, []).append(line)
    return found
