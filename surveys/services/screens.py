"""All that may be shown of a room's current step. Phones, projector and lead are drawn from it.

It holds nothing personal, no seat and no name of one, and a vote only as part of a round that was
shown. It is the same for everybody who sees the step, so each page is drawn once and kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from readiness.core.workshop import FEW, NUMBERS_FROM
from surveys import room_queries
from surveys.models import About, AgendaItem, Letter, Mode, Phase, Stage, Workshop
from surveys.services import room_actions, room_end, rooms
from surveys.services.languages import Foreign, foreign
from surveys.services.qr import inline_svg
from surveys.services.results import RoundResult, Surveyed, room_model, shown, surveyed
from surveys.services.room_decisions import bulk_lines
from surveys.services.room_questions import Question, dotted, question
from surveys.services.votes import DOTS

JOIN = "room:join"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How somebody comes in. ``site`` is the address to type ``code`` at; ``qr`` is SVG."""

    code: str
    site: str
    link: str
    qr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """``width`` is its length in per cent of the longest; ``marks`` say what stands at it."""

    value: str
    word: str
    n: int
    width: int
    median: bool = False
    survey: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round that was shown, ready to be drawn. ``bars`` is empty where numbers are hidden.

    ``beside`` are "don't know" and "not my area". ``outliers``: how many said what, farthest from
    the middle. ``survey``: what the survey shows, in words.
    """

    about: str
    number: int
    n: int
    band: str
    few: bool
    hidden: bool
    bars: tuple[Bar, ...]
    beside: tuple[tuple[str, int], ...]
    outliers: tuple[tuple[str, int], ...]
    survey: str
    survey_score: str
    recommended: str
    verdict: str
    reasons: tuple[str, ...]
    on_paper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the room agreed on an item, in words."""

    level: str
    owner: str
    does: tuple[str, ...]
    dissent: bool
    status: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An item in a list, with what it is about."""

    id: int
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """``place`` of ``total`` is the item's on the agenda; both are 0 where there is none.

    ``lines``: the agreed items, or those to give dots to. ``actions`` and ``ranking`` are those of
    the last stages.
    """

    code: str
    title: str
    organisation: str
    stage: str
    step: int
    anonymous: bool
    locked: bool
    foreign: Foreign | None
    phase: str = ""
    item: Line | None = None
    place: int = 0
    total: int = 0
    survey: Surveyed | None = None
    question: Question | None = None
    rounds: tuple[Round, ...] = ()
    agreed: Agreed | None = None
    door: Door | None = None
    lines: tuple[Line, ...] = ()
    dots: int = DOTS
    needed: int = NUMBERS_FROM
    ranking: tuple[room_end.Ranked, ...] = ()
    actions: tuple[room_actions.Line, ...] = ()


def screen_of(workshop: Workshop) -> Screen:
    """What is on the screens now, in the language of now."""
    rest: dict[str, object] = {}
    stage = Stage(workshop.stage)
    if stage in {Stage.ITEMS, Stage.TRIAL}:
        rest = _of_item(workshop)
    elif stage == Stage.BULK:
        rest = {"lines": _bulk(workshop)}
    elif stage == Stage.DOTS:
        rest = {"lines": tuple(_line(workshop, item) for item in dotted(workshop))}
    elif stage in {Stage.ACTIONS, Stage.ENDED}:
        rest = {
            "ranking": _ranking(workshop),
            "actions": tuple(room_actions.lines(workshop)),
        }
    return Screen(
        code=workshop.code,
        title=workshop.title,
        organisation=workshop.assessment.organisation.name,
        stage=stage.value,
        step=workshop.step,
        anonymous=workshop.anonymous,
        locked=workshop.locked,
        foreign=foreign(room_model(workshop).model),
        door=_door(workshop),
        **rest,  # type: ignore[arg-type]  # each as its field says
    )


def _of_item(workshop: Workshop) -> dict[str, object]:
    """The current item with its open question, its shown rounds and what was agreed."""
    item, now = workshop.current, room_queries.open_round(workshop)
    asked = question(workshop, now, item) if now else None
    if item is None or workshop.stage == Stage.TRIAL:
        return {"question": asked}
    full = [one for one in room_queries.agenda(workshop) if not one.bulk]
    # While a round is open the one before it stays off the screens: nobody votes with the crowd.
    found = () if now else shown(workshop=workshop, item=item)
    return {
        "phase": item.phase,
        "item": _line(workshop, item),
        "place": next((n for n, one in enumerate(full, start=1) if one.pk == item.pk), 0),
        "total": len(full),
        "question": asked,
        "survey": surveyed(workshop, item.activity) if item.mode == Mode.OWNER else None,
        "rounds": () if item.phase == Phase.DECIDED else _rounds(found, item),
        "agreed": _agreed(workshop, item),
    }


def _line(workshop: Workshop, item: AgendaItem) -> Line:
    activity = room_model(workshop).model.activities[item.activity]
    return Line(id=item.pk, title=activity.staff_title, text=activity.purpose)


def _bulk(workshop: Workshop) -> tuple[Line, ...]:
    """The items that are accepted as the survey has them: all that is accepted is said."""
    activities = room_model(workshop).model.activities
    waiting = {line.item: line for line in bulk_lines(workshop)}
    found = []
    for item in room_queries.agenda(workshop):
        if not item.bulk:
            continue
        level = owner = ""
        if line := waiting.get(item.pk):
            level, owner = line.level_text, line.owner_name
        elif agreed := _agreed(workshop, item):
            level, owner = agreed.level, agreed.owner
        sure = _("%(name)s makes sure") % {"name": owner} if owner else ""
        text = " · ".join(part for part in (level, sure) if part)
        found.append(Line(id=item.pk, title=activities[item.activity].staff_title, text=text))
    return tuple(found)


def _ranking(workshop: Workshop) -> tuple[room_end.Ranked, ...]:
    """By the names that were on the screens when they were talked about."""
    activities = room_model(workshop).model.activities
    return tuple(
        replace(line, title=activities[line.activity].staff_title)
        for line in room_end.ranking(workshop)
    )


def _rounds(found: tuple[RoundResult, ...], item: AgendaItem) -> tuple[Round, ...]:
    """What was voted on last."""
    about = About.OWNER if item.phase == Phase.OWNER_SHOWN else About.LEVEL
    if item.phase == Phase.PARKED and item.mode != Mode.LEVEL:
        about = About.OWNER
    chosen = [each for each in found if each.about == about] or list(found)
    most = max((n for each in chosen for _value, n in each.spread.bars), default=0)
    return tuple(_round(each, most) for each in chosen)


def _round(result: RoundResult, most: int) -> Round:
    spread, surveyed_as, proposed = result.spread, result.surveyed, result.recommendation
    offered = spread.offered if result.about == About.LEVEL else None
    return Round(
        about=result.about,
        number=result.round,
        n=spread.n,
        band=spread.band or "",
        few=spread.hidden == FEW,
        hidden=spread.hidden is not None,
        bars=tuple(
            Bar(
                value=value,
                word=result.word(value),
                n=n,
                width=round(100 * n / most) if most else 0,
                median=bool(n) and value == offered,
                survey=value == (result.survey or result.recommended),
            )
            for value, n in spread.bars
        ),
        beside=tuple(spread.others.items()),
        outliers=tuple((result.word(v), n) for v, n in getattr(spread, "outliers", ())),
        survey=surveyed_as.text if surveyed_as else "",
        survey_score=surveyed_as.score if surveyed_as else "",
        recommended=proposed.name if proposed else "",
        verdict=proposed.verdict if proposed else "",
        reasons=proposed.reasons if proposed else (),
        on_paper=result.on_paper,
    )


def _agreed(workshop: Workshop, item: AgendaItem) -> Agreed | None:
    """Of this room: its level and owner, and the letters beside them."""
    if not item.level and item.owner_department_id is None:
        return None
    row = room_queries.decision(workshop, item.activity)
    letters = list(row.letters.all()) if row else []
    return Agreed(
        level=room_model(workshop).levels(item.activity).get(item.level, item.level),
        owner=item.owner_department.name if item.owner_department else "",
        does=tuple(
            sorted(one.department.name for one in letters if one.letter == Letter.RESPONSIBLE)
        ),
        dissent=bool(row and row.dissent),
        status=row.status if row else "",
        on=row.decided_on if row else None,
    )


def _door(workshop: Workshop) -> Door | None:
    """Nothing while nobody may come in."""
    if workshop.join_code is None or workshop.locked or workshop.stage == Stage.ENDED:
        return None
    link = rooms.join_address(workshop)
    site = urlsplit(settings.BASE_URL)
    return Door(
        code=rooms.in_groups(workshop.join_code),
        site=f"{site.netloc}{site.path}{reverse(JOIN).rstrip('/')}",
        link=link,
        qr=inline_svg(link),
    )
