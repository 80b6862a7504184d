"""The end of a workshop: what matters most, what lacks an owner, and what is forgotten.

Ending turns votes into counts and dots into numbers, and drops what tied them to a seat. Of rounds
that were never shown nothing is kept, nor of those in an anonymous room that were too few even for
one word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from readiness.core.workshop import BESIDE, NUMBERS_FROM, WORDS_FROM
from surveys import room_queries
from surveys.models import (
    About,
    AgendaItem,
    Decision,
    Dot,
    Phase,
    Seat,
    Stage,
    State,
    User,
    Vote,
    VoteCount,
    Workshop,
)
from surveys.services import assessments, folding, room_actions
from surveys.services.model_versions import in_words
from surveys.services.room_changes import RoomEnded, changing
from surveys.services.room_owners import accountable_of, note

__all__ = ["Ranked", "RoomEnded", "Unfinished", "end", "ranking", "unfinished"]

DOTS_SHOWN = (Stage.ACTIONS, Stage.ENDED)
"""Before, people are still placing them."""
FORGOTTEN = (Vote, Dot, Seat)
Cell = tuple[int, str, int]
"""Item, about, round."""


class Unfinished(Exception):  # noqa: N818 - reads as what happened
    """``actions`` lack an owner or a day; none leaves the room like that."""

    def __init__(self, actions: tuple[room_actions.Line, ...]) -> None:
        self.actions = actions
        super().__init__(", ".join(each.text for each in actions))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An item by its dots; None where no number is shown.

    ``owner``: the department that makes sure of it, empty where nobody does. ``parked``: talked
    about and not agreed.
    """

    activity: str
    title: str
    dots: int | None
    owner: str
    agreed: bool
    parked: bool


def ranking(workshop: Workshop) -> tuple[Ranked, ...]:
    """The items, those with most dots first once everybody has placed theirs; else as they stand.

    In an anonymous room fewer than five who placed dots give no numbers, fewer than three no order.
    """
    items = list(AgendaItem.objects.filter(workshop=workshop))
    dots, numbers = _dots(workshop, items)
    owners, agreed = accountable_of(workshop), _agreed(workshop)
    activities = in_words(workshop.assessment).activities
    return tuple(
        Ranked(
            activity=item.activity,
            title=activities[item.activity].title if item.activity in activities else item.activity,
            dots=dots.get(item.pk, 0) if numbers else None,
            owner=owners.get(item.activity, ""),
            agreed=item.activity in agreed,
            parked=item.phase == Phase.PARKED,
        )
        for item in sorted(items, key=lambda item: -dots.get(item.pk, 0))
    )


def unfinished(workshop: Workshop) -> tuple[room_actions.Line, ...]:
    """The actions without owner or day."""
    return tuple(line for line in room_actions.lines(workshop) if line.missing)


def end(*, workshop: Workshop, user: User | None, now: datetime) -> None:
    """The room is over: its record stays, and nobody can look up any more who voted what.

    An assessment without a survey is closed with it, so that its report can be made. Raises
    RoomEnded or Unfinished.
    """
    with changing(workshop, step=True) as room:
        if lacking := unfinished(room):
            raise Unfinished(lacking)
        items = list(AgendaItem.objects.select_for_update().filter(workshop=room))
        _fold_dots(room, items)
        _fold_votes(room, items)
        _forget(room)
        room.stage, room.ended_at = Stage.ENDED, now
        room.join_code, room.takeover_hash = None, ""
        room.timer_ends = room.undoes = room.undo_until = None
        room.undo = {}
        if room.assessment.state == State.DRAFT:
            assessments.close_without_answers(assessment=room.assessment, user=user, now=now)
        note("workshop ended", room, user=user, now=now, details="")
    transaction.on_commit(lambda: folding.vacuum(FORGOTTEN))
    workshop.refresh_from_db()


def _dots(workshop: Workshop, items: Iterable[AgendaItem]) -> tuple[dict[int, int], bool]:
    """Dots by item where an order may be shown, and whether the numbers may."""
    if workshop.stage not in DOTS_SHOWN:
        return {}, False
    if workshop.stage == Stage.ENDED:
        kept = {item.pk: item.dots for item in items}
        return kept, any(kept.values())
    rows, givers = Dot.objects.filter(item__workshop=workshop), room_queries.givers(workshop)
    if workshop.anonymous and givers < WORDS_FROM:
        return {}, False
    numbers = givers > 0 and not (workshop.anonymous and givers < NUMBERS_FROM)
    return _counted(rows), numbers


def _counted(rows: QuerySet[Dot]) -> dict[int, int]:
    return dict(rows.values_list("item").annotate(n=Count("pk")).order_by())


def _fold_dots(room: Workshop, items: list[AgendaItem]) -> None:
    """Numbers that the room has not seen are not kept either."""
    rows, givers = Dot.objects.filter(item__workshop=room), room_queries.givers(room)
    seen = not room.anonymous or givers >= NUMBERS_FROM
    dots = _counted(rows) if seen else {}
    for item in items:
        item.dots = dots.get(item.pk, 0)
    AgendaItem.objects.bulk_update(items, ["dots"])


def _fold_votes(room: Workshop, items: list[AgendaItem]) -> None:
    found: dict[Cell, Counter[str]] = {}
    rows = Vote.objects.filter(workshop=room, item__isnull=False)
    cells = rows.values_list("item", "about", "round", "value").annotate(n=Count("pk")).order_by()
    for item, about, number, value, n in cells:
        found.setdefault((item, about, number), Counter())[value] += n
    of = {item.pk: item for item in items}
    VoteCount.objects.bulk_create(
        VoteCount(item_id=item, about=about, round=number, value=value, n=n)
        for (item, about, number), counts in found.items()
        if _is_shown(of[item], about, number) and _may_be_kept(room, counts)
        for value, n in sorted(counts.items())
    )


def _is_shown(item: AgendaItem, about: str, number: int) -> bool:
    return number <= (item.levels_shown if about == About.LEVEL else item.owners_shown)


def _may_be_kept(room: Workshop, counts: Counter[str]) -> bool:
    """What was typed in from paper does not help: it could be taken off again."""
    valid = sum(n for value, n in counts.items() if value not in BESIDE)
    return not room.anonymous or valid >= WORDS_FROM


def _forget(room: Workshop) -> None:
    Vote.objects.filter(workshop=room).delete()
    Dot.objects.filter(item__workshop=room).delete()
    Seat.objects.filter(workshop=room).update(key=None, cookie_hash=None, short_code=None)


def _agreed(workshop: Workshop) -> set[str]:
    rows = Decision.objects.filter(assessment=workshop.assessment_id)
    return set(rows.values_list("activity", flat=True))
