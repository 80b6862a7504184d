"""What a screen of the room is told when it asks: the whole state, or nothing if none is new.

Numbers are counted once for each revision of the room, and a step is drawn once for each role and
language, in every process. So a phone that asks costs one indexed SQL, and one that has to be told
something costs two or three.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from surveys import room_queries
from surveys.models import Seat, Stage, Workshop
from surveys.services.screens import Screen, screen_of

LEAD_AWAY = timedelta(seconds=20)
RUNNING = (Stage.LOBBY, Stage.TRIAL, Stage.ITEMS, Stage.BULK, Stage.DOTS, Stage.ACTIONS)
KEPT = 3600
FEW = 5
"""An anonymous room shows no numbers below this many."""
EMPTY = 'name="csrfmiddlewaretoken" value=""'
"""Stands in a drawn step where a page puts its own token."""

Draw = Callable[[Screen], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the screen has already."""

    rev: int = -1
    step: int = -1
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    present: int
    voted: int
    asked: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """This seat's own vote or dots; ``asked``: it was asked to own something."""

    vote: str = ""
    dots: tuple[int, ...] = ()
    asked: bool = False
    observes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """``timer``: seconds left, negative when it has run out. ``few``: too few people for numbers.

    ``html`` is none where the screen has this step already; ``people`` is there for the lead.
    """

    rev: int
    step: int
    stage: str
    open: bool
    voted: int
    present: int
    few: bool
    timer: int | None
    away: bool
    mine: Mine | None
    html: str | None
    people: str | None = None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def is_known(room: Workshop, asked: Asked, *, now: datetime) -> bool:
    """Whether the screen has everything there is to know."""
    return room.rev == asked.rev and is_away(room, now=now) == asked.away


def is_away(room: Workshop, *, now: datetime) -> bool:
    """Whether nobody leads a running room."""
    if room.stage not in RUNNING or room.lead_seen is None:
        return False
    return now - room.lead_seen > LEAD_AWAY


def snapshot(
    *,
    workshop: Workshop,
    role: str,
    asked: Asked,
    now: datetime,
    seat: Seat | None = None,
    draw: Draw | None = None,
) -> Snapshot | None:
    """The state for ``role``: phone, screen or lead; nothing where the screen has it.

    ``draw`` makes the step's HTML of a role that needs more than its template.
    """
    if is_known(workshop, asked, now=now):
        return None
    numbers = _numbers(workshop)
    return Snapshot(
        rev=workshop.rev,
        step=workshop.step,
        stage=workshop.stage,
        open=room_queries.open_round(workshop) is not None or workshop.stage == Stage.DOTS,
        voted=numbers.voted,
        present=numbers.present,
        few=workshop.anonymous and numbers.present < FEW,
        timer=_timer(workshop, now),
        away=is_away(workshop, now=now),
        mine=_mine(workshop, seat, numbers) if seat else None,
        html=None if asked.step == workshop.step else drawn(workshop, role, draw),
        people=people(workshop) if role == "lead" else None,
    )


def drawn(workshop: Workshop, role: str, draw: Draw | None = None) -> str:
    """The step for a role in the language of now, without anything personal."""
    key = f"step.{workshop.key.hex}.{workshop.step}.{role}.{get_language()}"
    html: str | None = caches["here"].get(key)
    if html is None:
        # Who asks came with little of the room.
        screen = screen_of(room_queries.workshop_by_code(workshop.code) or workshop)
        template = f"workshop/{role}/step.html"
        html = draw(screen) if draw else _tight(render_to_string(template, {"screen": screen}))
        caches["here"].set(key, html, KEPT)
    return html


def people(workshop: Workshop) -> str:
    """Who is in the room, for its lead: nothing of what they do there."""
    key = f"people.{workshop.key.hex}.{workshop.rev}.{get_language()}"
    html: str | None = caches["here"].get(key)
    if html is None:
        shown = {"workshop": workshop, "seats": list(room_queries.seats(workshop))}
        html = _tight(render_to_string("workshop/lead/people.html", shown))
        caches["here"].set(key, html, KEPT)
    return html


def filled(found: Snapshot, *, token: str) -> str:
    """The step as a page shows it at first, with its token and numbers, also without scripts."""
    html = (found.html or "").replace(EMPTY, f'name="csrfmiddlewaretoken" value="{token}"')
    for name, number in (("voted", found.voted), ("present", found.present)):
        html = html.replace(f'data-n="{name}"><', f'data-n="{name}">{number}<')
    if found.few:
        html = html.replace("data-few hidden", "data-few")
    if found.timer is not None:
        html = html.replace('data-n="timer" hidden><', f'data-n="timer">{clock(found.timer)}<')
    return _marked(html, found.mine) if found.mine else html


def clock(seconds: int) -> str:
    """Minutes and seconds; 0:00 once it has run out."""
    left = max(seconds, 0)
    return f"{left // 60}:{left % 60:02}"


def _tight(html: str) -> str:
    """Without the lines that templates leave empty: it goes to every phone at each step."""
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())


def _marked(html: str, mine: Mine) -> str:
    if mine.vote:
        chosen = f'value="{escape(mine.vote)}"'
        html = html.replace(f'name="value" {chosen}', f'name="value" {chosen} checked')
        html = html.replace(f"<option {chosen}", f"<option {chosen} selected")
    for item in mine.dots:
        html = html.replace(f'name="dot" value="{item}"', f'name="dot" value="{item}" checked')
    if mine.vote or mine.dots:
        html = html.replace("data-counted hidden", "data-counted")
    if mine.observes:
        html = html.replace("data-observes hidden", "data-observes")
        html = html.replace("data-votes>", "data-votes hidden>")
    return html


def _numbers(workshop: Workshop) -> Numbers:
    key = f"numbers.{workshop.key.hex}.{workshop.rev}"
    found: Numbers | None = caches["here"].get(key)
    if found is None:
        found = Numbers(
            present=room_queries.present(workshop),
            voted=room_queries.voted(workshop),
            asked=room_queries.asked_seats(workshop),
        )
        caches["here"].set(key, found, KEPT)
    return found


def _mine(workshop: Workshop, seat: Seat, numbers: Numbers) -> Mine:
    """One SQL while something is open."""
    dots = room_queries.own_dots(workshop, seat.key) if workshop.stage == Stage.DOTS else []
    return Mine(
        vote=room_queries.own_vote(workshop, seat.key),
        dots=tuple(dots),
        asked=seat.pk in numbers.asked,
        observes=seat.observes,
    )


def _timer(workshop: Workshop, now: datetime) -> int | None:
    if workshop.timer_ends is None:
        return None
    return round((workshop.timer_ends - now).total_seconds())
