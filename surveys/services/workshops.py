"""Preparing a workshop: its day, its length and its agenda, until the room opens and after.

The agenda is proposed from the newest release, and chosen by hand where there is none. What was
talked about already stays as it is; the rest may be changed while items are voted on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from readiness.core import agenda as core
from readiness.core.tree import Tree, build_tree, items_in_scope
from surveys import queries, room_queries
from surveys.models import (
    AgendaItem,
    Assessment,
    Phase,
    Stage,
    State,
    User,
    Why,
    Workshop,
)
from surveys.services import audit, results
from surveys.services.model_versions import model_of
from surveys.services.room_changes import RoomEnded, changing
from surveys.services.scopes import read_scope

__all__ = [
    "EDITABLE",
    "Given",
    "NotAgreed",
    "NotOnAgenda",
    "Over",
    "Underway",
    "UnknownActivity",
    "add",
    "change",
    "make",
    "move",
    "proposal",
    "propose_again",
    "remove",
    "set_bulk",
    "set_mode",
    "take_off",
    "tree_of",
]

EDITABLE = (Stage.PREPARED, Stage.LOBBY, Stage.TRIAL, Stage.ITEMS)
"""While the agenda may still be changed; afterwards what was agreed is accepted as it stands."""


class Underway(Exception):  # noqa: N818 - reads as what happened
    """The room is open, or the item was talked about: this does not change any more."""


class Over(Exception):  # noqa: N818 - reads as what happened
    """The assessment is archived; nothing is added to it any more."""


class UnknownActivity(Exception):  # noqa: N818 - reads as what happened
    """The activity is not part of the assessment, or cannot be voted on in this way."""


class NotAgreed(Exception):  # noqa: N818 - reads as what happened
    """The survey has no level and no one owner for it that could be accepted as they are."""


class NotOnAgenda(Exception):  # noqa: N818 - reads as what happened
    """Somebody has taken it off in the meantime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is asked of who prepares a workshop."""

    title: str
    held_on: date
    minutes: int
    anonymous: bool = True


def make(*, assessment: Assessment, given: Given, user: User | None, now: datetime) -> Workshop:
    """A workshop with an agenda from the newest release; without one it is empty. Raises Over."""
    with transaction.atomic():
        locked = _locked(assessment)
        made = Workshop.objects.create(
            assessment=locked, release=queries.releases(locked).first(), **asdict(given)
        )
        _fill(made, proposal(made))
        audit.note("workshop", assessment=locked, user=user, now=now, details=made.code)
    return made


def change(*, workshop: Workshop, given: Given, user: User | None, now: datetime) -> None:
    """Set title, day, length and promise. Raises Underway: they were told to who has come."""
    with _before_it_opens(workshop) as locked:
        for name, value in asdict(given).items():
            setattr(locked, name, value)
        details = f"{workshop.code} {'anonymous' if given.anonymous else 'named'}"
        assessment = workshop.assessment
        audit.note("workshop-changed", assessment=assessment, user=user, now=now, details=details)


def propose_again(*, workshop: Workshop) -> None:
    """Put the proposal of the newest release, for the minutes of now, in the agenda's place.

    Raises Underway.
    """
    with _before_it_opens(workshop) as locked:
        locked.release = queries.releases(workshop.assessment).first()
        locked.items.all().delete()
        _fill(locked, proposal(locked))


def remove(*, workshop: Workshop, user: User | None, now: datetime) -> None:
    """Delete a workshop whose room never opened. Raises Underway."""
    with transaction.atomic():
        locked = Workshop.objects.select_for_update().get(pk=workshop.pk)
        if locked.stage != Stage.PREPARED:
            raise Underway
        locked.delete()
        assessment, details = workshop.assessment, workshop.code
        audit.note("workshop-removed", assessment=assessment, user=user, now=now, details=details)


def add(*, workshop: Workshop, activity: str, bulk: bool = False) -> None:
    """Put an activity at the end. One that is there stays.

    Raises Underway, UnknownActivity, or NotAgreed for one to be accepted together with others.
    """
    known = _known(workshop)
    if activity not in known:
        raise UnknownActivity
    if bulk and not known[activity].agreed:
        raise NotAgreed
    with _editing(workshop) as locked:
        rows = locked.items
        chosen = {"mode": known[activity].mode, "why": known[activity].why, "bulk": bulk}
        rows.get_or_create(activity=activity, defaults=chosen | {"position": rows.count() + 1})


def take_off(*, workshop: Workshop, activity: str) -> None:
    """Raises Underway or NotOnAgenda."""
    with _editing(workshop) as locked:
        _waiting(locked, activity).delete()


def move(*, workshop: Workshop, activity: str, later: bool) -> None:
    """Let it change places with its neighbour; at an end nothing happens.

    Raises Underway or NotOnAgenda.
    """
    with _editing(workshop) as locked:
        item = _waiting(locked, activity)
        row = [each for each in room_queries.agenda(locked) if each.bulk == item.bulk]
        place = row.index(item)
        other = place + (1 if later else -1)
        if 0 <= other < len(row):
            row[place].position, row[other].position = row[other].position, row[place].position
            AgendaItem.objects.bulk_update([row[place], row[other]], ["position"])


def set_mode(*, workshop: Workshop, activity: str, mode: str) -> None:
    """Choose what is voted on. Raises Underway, NotOnAgenda or UnknownActivity."""
    with _editing(workshop) as locked:
        item = _waiting(locked, activity)
        if mode not in core.modes_of(tree=tree_of(workshop.assessment), code=activity):
            raise UnknownActivity
        item.mode = mode
        item.save(update_fields=["mode"])


def set_bulk(*, workshop: Workshop, activity: str, bulk: bool) -> None:
    """Whether it is accepted with others as surveyed, or talked about. It comes last there.

    Raises Underway, NotOnAgenda or NotAgreed.
    """
    if bulk and not (activity in (known := _known(workshop)) and known[activity].agreed):
        raise NotAgreed
    with _editing(workshop) as locked:
        item = _waiting(locked, activity)
        item.bulk, item.position = bulk, locked.items.count() + 1
        item.save(update_fields=["bulk", "position"])


def proposal(workshop: Workshop) -> core.Agenda:
    """What the workshop's release proposes, and everything else that there is to vote on."""
    model = model_of(workshop.assessment)
    if workshop.release is not None:
        return core.propose_agenda(
            model=model,
            release=results.release_of(workshop),
            minutes=workshop.minutes,
            decided=[row.activity for row in queries.decisions(workshop.assessment)],
        )
    scope = read_scope(workshop.assessment)
    chosen = core.every_activity(model=model, profile=scope.profile, closed=scope.closed)
    minutes = core.minutes_for_items(workshop.minutes)
    return core.Agenda(items=(), bulk=(), rest=chosen, minutes=minutes)


def tree_of(assessment: Assessment) -> Tree:
    """The activities that are assessed."""
    model, scope = model_of(assessment), read_scope(assessment)
    items = items_in_scope(model=model, profile=scope.profile, closed=scope.closed)
    return build_tree(model=model, items=items)


def _known(workshop: Workshop) -> dict[str, core.Proposal]:
    """Everything that there is to vote on, by activity."""
    found = proposal(workshop)
    return {each.activity: each for each in (*found.items, *found.bulk, *found.rest)}


def _fill(workshop: Workshop, found: core.Agenda) -> None:
    rows = [(each, False) for each in found.items] + [(each, True) for each in found.bulk]
    AgendaItem.objects.bulk_create(
        AgendaItem(
            workshop=workshop,
            activity=each.activity,
            position=place,
            mode=each.mode,
            why=Why.AGREED if bulk else each.why,
            bulk=bulk,
        )
        for place, (each, bulk) in enumerate(rows, start=1)
    )


@contextmanager
def _before_it_opens(workshop: Workshop) -> Iterator[Workshop]:
    with _changing(workshop, (Stage.PREPARED,)) as locked:
        yield locked


@contextmanager
def _editing(workshop: Workshop) -> Iterator[Workshop]:
    """The workshop, locked; its items are numbered anew at the end."""
    with _changing(workshop, EDITABLE) as locked:
        yield locked
        changed = []
        for place, item in enumerate(room_queries.agenda(locked), start=1):
            if item.position != place:
                item.position = place
                changed.append(item)
        AgendaItem.objects.bulk_update(changed, ["position"])


@contextmanager
def _changing(workshop: Workshop, stages: Collection[str]) -> Iterator[Workshop]:
    """The workshop, locked. From the lobby on screens count the items, so they are told."""
    try:
        with changing(workshop, step=False) as locked:
            if locked.stage not in stages:
                raise Underway
            locked.step += locked.stage != Stage.PREPARED
            yield locked
    except RoomEnded:
        raise Underway from None


def _waiting(locked: Workshop, activity: str) -> AgendaItem:
    item = locked.items.filter(activity=activity).first()
    if item is None:
        raise NotOnAgenda
    if item.phase != Phase.WAITING:
        raise Underway
    return item


def _locked(assessment: Assessment) -> Assessment:
    rows = queries.assessments(assessment.organisation).select_for_update(of=("self",))
    locked = rows.get(pk=assessment.pk)
    if locked.state == State.ARCHIVED:
        raise Over
    return locked
