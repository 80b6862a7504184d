"""What is read of a workshop's room. Nothing here writes, and nothing returns a value of a vote.

How many have voted is a COUNT; what they voted is read by ``services.results`` alone, and only of
rounds that were shown.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connection

from surveys.models import (
    About,
    Action,
    AgendaItem,
    Assessment,
    Decision,
    Department,
    Dot,
    ModelVersion,
    Organisation,
    Owner,
    OwnerStatus,
    Phase,
    Seat,
    Stage,
    Vote,
    Workshop,
)
from surveys.prepared import NO_KEY, Prepared, as_stored

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

OPEN = {Phase.LEVEL_OPEN: About.LEVEL, Phase.OWNER_OPEN: About.OWNER}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound:
    """What is voted on now. ``item`` is none for the trial question."""

    item: int | None
    about: str
    round: int


NEEDED: tuple[tuple[str, type[Model], str], ...] = (
    ("", Seat, "id workshop_id key cookie_hash observes"),
    (
        "workshop__",
        Workshop,
        "id code key assessment_id anonymous stage current_id rev step timer_ends lead_seen",
    ),
    ("workshop__current__", AgendaItem, "id activity phase level_round owner_round"),
    (
        "workshop__assessment__",
        Assessment,
        "id code organisation_id model_version_id scope_revision",
    ),
    ("workshop__assessment__model_version__", ModelVersion, "id sha256"),
    ("workshop__assessment__organisation__", Organisation, "id language"),
)
"""What a phone needs that asks or votes; the rest is read when it is asked for."""
PARTS = [
    # In the order of the model's fields, by which Django takes them.
    (path, model, [f.attname for f in model._meta.concrete_fields if f.attname in names.split()])  # noqa: SLF001 - Django's documented way
    for path, model, names in NEEDED
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a seat has to know of its room to tell whether anything is new; and the seat itself."""

    key: uuid.UUID
    rev: int
    stage: str
    lead_seen: datetime | None
    seat: int
    seat_key: uuid.UUID | None
    observes: bool

    def seat_in(self, workshop: Workshop) -> Seat:
        return _small_seat(self.seat, self.seat_key, workshop, observes=self.observes)


_heard = Prepared(
    lambda: (
        Seat.objects.filter(cookie_hash="")
        .filter(workshop__code="")
        .values_list(
            "id",
            "key",
            "observes",
            "workshop__key",
            "workshop__rev",
            "workshop__stage",
            "workshop__lead_seen",
        )
    )
)
_seat = Prepared(
    lambda: (
        Seat.objects.filter(cookie_hash="")
        .filter(workshop__code="")
        .values_list(*(path + name for path, _model, names in PARTS for name in names))
    )
)
_held_room = Prepared(lambda: Workshop.objects.filter(pk=0).values_list("stage", "current_id"))
_held_seat = Prepared(
    lambda: Seat.objects.filter(pk=0).filter(cookie_hash="").values_list("key", "observes")
)
_own_vote = Prepared(
    lambda: (
        Vote.objects.filter(item=0)
        .filter(about="")
        .filter(round=0)
        .filter(seat_key=NO_KEY)
        .values_list("value")
    )
)


def heard_by(cookie_hash: str, code: str) -> Heard | None:
    """Of the room that this seat is in. One indexed SQL: every phone asks it again and again."""
    for seat, seat_key, observes, key, rev, stage, lead_seen in _heard.rows(cookie_hash, code):
        return Heard(
            key=_value(Workshop, "key", key),
            rev=rev,
            stage=stage,
            lead_seen=_value(Workshop, "lead_seen", lead_seen),
            seat=seat,
            seat_key=_value(Seat, "key", seat_key),
            observes=bool(observes),
        )
    return None


def seat_that_asks(cookie_hash: str, code: str) -> Seat | None:
    """As ``seat_by_cookie``, at a fraction of what that takes. One indexed SQL."""
    for row in _seat.rows(cookie_hash, code):
        values: Iterator[Any] = iter(row)
        made: dict[str, Any] = {}
        for path, model, names in PARTS:
            read = [_value(model, name, next(values)) for name in names]
            is_there = read[0] is not None
            made[path] = model.from_db(DEFAULT_DB_ALIAS, names, read) if is_there else None
            if path:
                above, _, name = path.removesuffix("__").rpartition("__")
                setattr(made[f"{above}__" if above else ""], name, made[path])
        found: Seat = made[""]
        return found
    return None


def _value(model: type[Model], name: str, stored: Any) -> Any:  # noqa: ANN401 - of any column
    """As Django would read it; SQLite has no times, and gives text in UTC."""
    column: Any = model._meta.get_field(name)  # noqa: SLF001 - Django's documented way
    found = column.to_python(stored)
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    return found


def workshops() -> QuerySet[Workshop]:
    """With all that a page of the room needs but its lists."""
    return Workshop.objects.select_related(
        "assessment__organisation", "assessment__model_version", "current", "release"
    ).defer("assessment__model_version__text", "release__text")


def workshop_by_code(code: str) -> Workshop | None:
    return workshops().filter(code=code).first()


def workshop_by_join_code(join_code: str) -> Workshop | None:
    return workshops().filter(join_code=join_code).first()


def seat_by_cookie(cookie_hash: str, code: str) -> Seat | None:
    return _whole_seats().filter(cookie_hash=cookie_hash, workshop__code=code).first()


def seat_by_short_code(short_code: str) -> Seat | None:
    return _whole_seats().filter(short_code=short_code).first()


def _whole_seats() -> QuerySet[Seat]:
    return Seat.objects.select_related(
        "department",
        "workshop__assessment__organisation",
        "workshop__assessment__model_version",
        "workshop__current",
        "workshop__release",
    ).defer("workshop__assessment__model_version__text", "workshop__release__text")


def open_round(workshop: Workshop) -> OpenRound | None:
    """What may be voted on now, if anything."""
    if workshop.stage == Stage.TRIAL:
        return OpenRound(item=None, about=About.TRIAL, round=1)
    item = workshop.current
    if workshop.stage != Stage.ITEMS or item is None or item.phase not in OPEN:
        return None
    about = OPEN[Phase(item.phase)]
    number = item.level_round if about == About.LEVEL else item.owner_round
    return OpenRound(item=item.pk, about=about, round=number)


def seats(workshop: Workshop) -> QuerySet[Seat]:
    """Who is in the room, in the order in which they came."""
    rows = Seat.objects.filter(workshop=workshop, removed=False)
    return rows.select_related("department").order_by("pk")


def present(workshop: Workshop) -> int:
    """How many may vote."""
    return Seat.objects.filter(workshop=workshop, removed=False, observes=False).count()


def voted(workshop: Workshop) -> int:
    """How many have voted in the open round. In the stage of dots: how many have given some."""
    if workshop.stage == Stage.DOTS:
        return givers(workshop)
    now = open_round(workshop)
    return votes_of(workshop, now).count() if now else 0


def givers(workshop: Workshop) -> int:
    """How many have given dots."""
    dots = Dot.objects.filter(item__workshop=workshop)
    return dots.values("seat_key").distinct().count()


def own_vote(workshop: Workshop, seat_key: uuid.UUID | None) -> str:
    """What this seat has voted in the open round; empty where it has not."""
    now = open_round(workshop)
    if now is None or seat_key is None:
        return ""
    if now.item is not None:
        rows = _own_vote.rows(now.item, now.about, now.round, as_stored(seat_key))
        return str(rows[0][0]) if rows else ""
    mine = votes_of(workshop, now).filter(seat_key=seat_key)
    return mine.values_list("value", flat=True).first() or ""


def own_dots(workshop: Workshop, seat_key: uuid.UUID | None) -> list[int]:
    """The items that this seat has marked."""
    if seat_key is None:
        return []
    rows = Dot.objects.filter(item__workshop=workshop, seat_key=seat_key)
    return list(rows.order_by("item").values_list("item", flat=True))


def held(seat: Seat) -> Seat | None:
    """The seat as it is now, with its room; none where it is another device's or taken away.

    Until this transaction ends nobody changes the room or uses the seat, while others may hold
    theirs; for that Django has no word, and ``select_for_update``, by which a room is changed,
    stands against it. SQLite has one writer at a time, so that there is nothing to hold.
    """
    locks = connection.features.has_select_for_update
    room = _held_room.rows(seat.workshop_id, end=" FOR KEY SHARE" if locks else "")
    mine = _held_seat.rows(seat.pk, seat.cookie_hash or "", end=" FOR UPDATE" if locks else "")
    if not room or not mine:
        return None
    stage, current = room[0]
    workshop = Workshop.from_db(
        DEFAULT_DB_ALIAS, ["id", "stage", "current_id"], [seat.workshop_id, stage, current]
    )
    workshop.current = AgendaItem.objects.get(pk=current) if current else None
    key, observes = mine[0]
    return _small_seat(seat.pk, _value(Seat, "key", key), workshop, observes=bool(observes))


def _small_seat(pk: int, key: uuid.UUID | None, workshop: Workshop, *, observes: bool) -> Seat:
    found = Seat.from_db(DEFAULT_DB_ALIAS, ["id", "key", "observes"], [pk, key, observes])
    found.workshop = workshop
    return found


def votes_of(workshop: Workshop, about: OpenRound) -> QuerySet[Vote]:
    """The rows of a round, to be counted, deleted, or changed by the seat they belong to."""
    return Vote.objects.filter(
        workshop=workshop, item=about.item, about=about.about, round=about.round
    )


def agenda(workshop: Workshop) -> list[AgendaItem]:
    """In order, with those accepted together after the others."""
    return sorted(workshop.items.all(), key=lambda item: item.bulk)


def asked_seats(workshop: Workshop) -> frozenset[int]:
    """Those who were asked to take something on and have not answered."""
    rows = Owner.objects.filter(item__workshop=workshop, status=OwnerStatus.PROPOSED)
    return frozenset(rows.filter(seat__isnull=False).values_list("seat", flat=True))


def departments(workshop: Workshop) -> list[Department]:
    """Those that take part in the assessment, by name."""
    rows = workshop.assessment.scope.select_related("department")
    return [row.department for row in rows.order_by("department__name", "pk")]


def decision(workshop: Workshop, activity: str) -> Decision | None:
    """What is agreed on an activity so far, with its letters."""
    rows = Decision.objects.filter(assessment=workshop.assessment_id, activity=activity)
    return rows.prefetch_related("letters__department").first()


def actions(workshop: Workshop) -> list[Action]:
    """By agenda and as they were added."""
    rows = Action.objects.filter(item__workshop=workshop).select_related("item", "owner")
    return list(rows.order_by("item__position", "item", "pk"))


def hash_of_secret(secret: str) -> str:
    """What is stored of a cookie."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
