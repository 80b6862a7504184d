"""What is asked in a workshop's room, in words: a level, an owner, or the trial question."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from readiness.core.parts import Activity, OwnershipQuestion
from readiness.core.tally import DONT_KNOW
from surveys.models import About, AgendaItem, Workshop
from surveys.room_queries import OpenRound
from surveys.services.languages import Foreign, foreign
from surveys.services.results import NOT_MY_AREA, RoomModel, room_model

MOST_RADIOS = 12
"""More departments than this are offered in a native select."""
TRIAL = ("0", "1", "2", "3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``word`` is the level's name or the department's; ``text`` what the level means here."""

    value: str
    word: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """``line`` is what the question is about. ``apart``: answers that are no level and no owner."""

    item: int | None
    about: str
    round: int
    text: str
    line: str
    choices: tuple[Choice, ...]
    apart: tuple[Choice, ...]
    as_select: bool
    foreign: Foreign | None


def question(workshop: Workshop, about: OpenRound, item: AgendaItem | None) -> Question:
    """The question of a round, in the language of now."""
    if about.about == About.TRIAL or item is None:
        return _trial(about)
    room = room_model(workshop)
    activity = room.model.activities[item.activity]
    if about.about == About.LEVEL:
        return _level(about, room, activity)
    return _owner(about, room, activity)


def values_of(workshop: Workshop, about: OpenRound) -> frozenset[str]:
    """The values that may be voted for in the open round."""
    if about.about == About.TRIAL or workshop.current is None:
        return frozenset(TRIAL)
    room = room_model(workshop)
    if about.about == About.LEVEL:
        return frozenset({*room.levels(workshop.current.activity), DONT_KNOW, NOT_MY_AREA})
    return frozenset({*room.owners, DONT_KNOW})


def dotted(workshop: Workshop) -> list[AgendaItem]:
    """What the dots are given to: all that was talked about."""
    items = list(workshop.items.all())
    return [item for item in items if not item.bulk] or items


def _trial(about: OpenRound) -> Question:
    words = (_("Never"), _("Once"), _("A few times"), _("Often"))
    return Question(
        item=None,
        about=about.about,
        round=about.round,
        text=_("Have you voted on a phone in a meeting before?"),
        line=_("This is to try it out. It counts for nothing."),
        choices=tuple(
            Choice(value=value, word=word) for value, word in zip(TRIAL, words, strict=True)
        ),
        apart=(),
        as_select=False,
        foreign=None,
    )


def _level(about: OpenRound, room: RoomModel, activity: Activity) -> Question:
    """With the statements of the activity's main question, where it has one of this scale."""
    levels, key = room.levels(activity.code), room.model.key_items.get(activity.code)
    texts = {anchor.value: anchor.text for anchor in key.anchors} if key else {}
    return Question(
        item=about.item,
        about=about.about,
        round=about.round,
        text=_("Where does the organisation stand today?"),
        line=key.text if key and texts else activity.purpose,
        choices=tuple(
            Choice(value=value, word=word, text=texts.get(value, ""))
            for value, word in levels.items()
        ),
        apart=(
            Choice(value=DONT_KNOW, word=room.model.questionnaire.dont_know or _("I don’t know")),
            Choice(value=NOT_MY_AREA, word=_("Not my area")),
        ),
        as_select=False,
        foreign=foreign(room.model),
    )


def _owner(about: OpenRound, room: RoomModel, activity: Activity) -> Question:
    questions = room.model.ownership_questions
    words = questions.should if questions else None
    return Question(
        item=about.item,
        about=about.about,
        round=about.round,
        text=words.stem if words else _("Who should make sure of it from now on?"),
        line=_line(words, activity),
        choices=tuple(Choice(value=value, word=word) for value, word in room.owners.items()),
        apart=(Choice(value=DONT_KNOW, word=words.dont_know if words else _("I don’t know")),),
        as_select=len(room.owners) > MOST_RADIOS + len(words.options if words else ()),
        foreign=foreign(room.model),
    )


def _line(words: OwnershipQuestion | None, activity: Activity) -> str:
    if words is None or not activity.phrase or "{should_phrase}" not in words.line:
        return activity.purpose
    return words.line.replace("{should_phrase}", activity.phrase)
