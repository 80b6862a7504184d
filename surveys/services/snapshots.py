"""What a screen of the room is told when it asks: the whole state, or nothing if none is new.

A vote changes one number on the screens and nothing else, so it is no revision of the room: who has
the whole state is told how many have voted, and phones as it was counted within the last second.
Everything else is counted once for each revision, and a step is drawn once for each role and
language, in every process. So a phone that asks costs one indexed SQL, and one that has to be told
a step costs two or three.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from surveys import room_queries
from surveys.models import Seat, Stage, Workshop
from surveys.room_queries import Heard
from surveys.services.screens import Screen, screen_of

LEAD_AWAY = timedelta(seconds=20)
RUNNING = (Stage.LOBBY, Stage.TRIAL, Stage.ITEMS, Stage.BULK, Stage.DOTS, Stage.ACTIONS)
KEPT = 3600
COUNTED = 1
"""Seconds for which a process may tell phones the same number of votes."""
OPEN_EVERY, QUIET_EVERY = 1500, 2000
"""Milliseconds after which a screen asks again: while something is open, and else."""
ASKED_A_SECOND = 400
"""What all screens of a room ask at most: where there are many, each asks less often."""
FEW = 5
"""An anonymous room shows no numbers below this many."""
EMPTY = 'name="csrfmiddlewaretoken" value=""'
"""Stands in a drawn step where a page puts its own token."""

DRAWING = Lock()
"""All phones ask for a new step at the same moment: one thread draws it, the others wait."""

Draw = Callable[[Screen], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the screen has already."""

    rev: int = -1
    step: int = -1
    voted: int = -1
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    present: int
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
    ``every``: milliseconds after which the screen asks again.
    """

    rev: int
    step: int
    stage: str
    every: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many have voted by now, for a screen that has all else."""

    voted: int

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def is_known(room: Workshop | Heard, asked: Asked, *, now: datetime) -> bool:
    """Whether the screen has everything there is to know, but for how many have voted."""
    return room.rev == asked.rev and is_away(room, now=now) == asked.away


def counted(heard: Heard, asked: Asked, *, now: datetime) -> int | None:
    """How many have voted, for a phone that knows the rest; none where more has to be looked up."""
    if not is_known(heard, asked, now=now):
        return None
    found: int | None = caches["here"].get(_votes_key(heard))
    return found


def room_of(heard: Heard, code: str) -> Workshop | None:
    """The room, read once for each revision; when its lead was seen is no revision."""
    key = f"room.{heard.key.hex}.{heard.rev}"
    found: Workshop | None = caches["here"].get(key)
    if found is None:
        found = room_queries.workshop_by_code(code)
        if found is None:
            return None
        caches["here"].set(f"room.{heard.key.hex}.{found.rev}", found, KEPT)
    found.lead_seen = heard.lead_seen
    return found


def is_away(room: Workshop | Heard, *, now: datetime) -> bool:
    """Whether nobody leads a running room."""
    if room.stage not in RUNNING or room.lead_seen is None:
        return False
    return now - room.lead_seen > LEAD_AWAY


def news(
    *,
    workshop: Workshop,
    role: str,
    asked: Asked,
    now: datetime,
    seat: Seat | None = None,
    draw: Draw | None = None,
) -> Snapshot | Count | None:
    """What a screen has to be told that has been told ``asked`` before; nothing where it has all.

    ``draw`` makes the step's HTML of a role that needs more than its template.
    """
    voted = _voted(workshop, lately=seat is not None)
    if is_known(workshop, asked, now=now):
        return None if voted == asked.voted else Count(voted=voted)
    numbers = _numbers(workshop)
    is_open = room_queries.open_round(workshop) is not None or workshop.stage == Stage.DOTS
    return Snapshot(
        rev=workshop.rev,
        step=workshop.step,
        stage=workshop.stage,
        every=_every(numbers.present, is_open=is_open),
        voted=voted,
        present=numbers.present,
        few=workshop.anonymous and numbers.present < FEW,
        timer=_timer(workshop, now),
        away=is_away(workshop, now=now),
        mine=_mine(workshop, seat, numbers) if seat else None,
        html=None if asked.step == workshop.step else drawn(workshop, role, draw),
        people=people(workshop) if role == "lead" else None,
    )


def snapshot(
    *,
    workshop: Workshop,
    role: str,
    now: datetime,
    seat: Seat | None = None,
    draw: Draw | None = None,
) -> Snapshot:
    """The whole state for ``role``, phone, screen or lead, as a page shows it at first."""
    found = news(workshop=workshop, role=role, asked=Asked(), now=now, seat=seat, draw=draw)
    assert isinstance(found, Snapshot)  # noqa: S101 - who knows nothing is told everything
    return found


def drawn(workshop: Workshop, role: str, draw: Draw | None = None) -> str:
    """The step for a role in the language of now, without anything personal."""
    key = f"step.{workshop.key.hex}.{workshop.step}.{role}.{get_language()}"
    html: str | None = caches["here"].get(key)
    if html is None:
        with DRAWING:
            html = caches["here"].get(key) or _drawn(workshop, role, draw)
            caches["here"].set(key, html, KEPT)
    return html


def _drawn(workshop: Workshop, role: str, draw: Draw | None) -> str:
    # Who asks came with little of the room.
    screen = screen_of(room_queries.workshop_by_code(workshop.code) or workshop)
    template = f"workshop/{role}/step.html"
    return draw(screen) if draw else _tight(render_to_string(template, {"screen": screen}))


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
            present=room_queries.present(workshop), asked=room_queries.asked_seats(workshop)
        )
        caches["here"].set(key, found, KEPT)
    return found


def _voted(workshop: Workshop, *, lately: bool) -> int:
    """How many have voted: now, or, for the many phones, as it was ``lately``."""
    key = _votes_key(workshop)
    found: int | None = caches["here"].get(key) if lately else None
    if found is None:
        found = room_queries.voted(workshop)
        caches["here"].set(key, found, COUNTED)
    return found


def _votes_key(room: Workshop | Heard) -> str:
    return f"voted.{room.key.hex}.{room.rev}"


def _every(present: int, *, is_open: bool) -> int:
    usual = OPEN_EVERY if is_open else QUIET_EVERY
    return max(usual, present * 1000 // ASKED_A_SECOND)


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
