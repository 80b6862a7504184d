"""How long answering takes: predicted from the words of the questionnaire, for each audience.

A prediction for people as a whole, made before anybody answers. What was measured afterwards:
``answering_times``. Where the speeds come from: docs/questionnaire.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from readiness.core.activity_model import EVERYONE, ActivityModel
from surveys.models import Assessment
from surveys.services.asking import questions_for
from surveys.services.model_versions import in_words
from surveys.services.questionnaire import WORDS_A_MINUTE, Questionnaire, Unit
from surveys.services.scopes import scope_of

START_AND_END = 72
"""Seconds for the welcome, a look at the answers given, and sending."""

TOO_LONG = 15
"""Minutes. From here on people are lost, and answer the last questions worse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """What one audience is asked.

    ``who`` are the answers about oneself that make somebody part of it, empty for everybody.
    ``on_request``: the questions that people may ask for, beside what everybody is asked.
    """

    audience: str
    who: tuple[str, ...]
    on_request: bool
    ratings: int
    questions: int
    words: int
    minutes: int

    @property
    def long(self) -> bool:
        """Whether to warn of it: of what everybody is asked. Who is asked more has been told so."""
        return self.minutes > TOO_LONG and not self.who and not self.on_request


def lengths_of(assessment: Assessment) -> tuple[Length, ...]:
    """Of every audience, everybody first. No SQL in a warm process."""
    scope = scope_of(assessment)
    return lengths_in(
        in_words(assessment),
        closed=scope.closed,
        selection=assessment.profile,
        extended=assessment.asks_extended,
    )


def lengths_in(
    model: ActivityModel,
    *,
    closed: frozenset[str] = frozenset(),
    selection: str = "",
    extended: bool = False,
) -> tuple[Length, ...]:
    """The same of a model; an audience that is asked nothing of its own is left out.

    Departments that are spared some activities need less.
    """
    found: list[Length] = []
    for audience, profile, more in _audiences(model, extended=extended):
        asked = questions_for(
            model=model,
            departments=(Unit(key="-", name="-"),),
            own="-",
            profile=profile,
            closed=closed,
            extended=extended or more,
            selection=selection,
        )
        length = _length(audience, asked, who=_who(model, audience), on_request=more)
        if not found or length.questions != found[0].questions:
            found.append(length)
    return tuple(found)


def minutes_of(assessment: Assessment, audience: str = EVERYONE) -> int:
    """Predicted minutes of an audience of the model; of everybody's where it has no other."""
    lengths = lengths_of(assessment)
    return next((each.minutes for each in lengths if each.audience == audience), lengths[0].minutes)


def span_of(assessment: Assessment) -> tuple[int, int]:
    """Predicted minutes of everybody, and of those who are asked most without asking for it."""
    lengths = lengths_of(assessment)
    return lengths[0].minutes, max(each.minutes for each in lengths if not each.on_request)


def has_extended(assessment: Assessment) -> bool:
    """Whether the model has questions for those who have more time."""
    return any(audience.optional for audience in in_words(assessment).audiences.values())


def minutes(asked: Questionnaire) -> int:
    """Of a whole visit: every question, what is said again and again read once, start and end."""
    return _minutes(asked, _words_once(asked))


def _minutes(asked: Questionnaire, words_once: int) -> int:
    seconds = sum(question.seconds for question in asked.questions.values())
    seconds += words_once * 60 / WORDS_A_MINUTE + START_AND_END
    return math.ceil(seconds / 60)


def _audiences(
    model: ActivityModel, *, extended: bool
) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Name, answers about oneself that lead to it, and whether it is asked on request alone."""
    yield EVERYONE, {}, False
    for name, audience in model.audiences.items():
        if audience.optional:
            if not extended:
                yield name, {}, True
        elif audience.asked_if_any:
            yield name, {code: given[0] for code, given in audience.asked_if_any.items()}, False


def _who(model: ActivityModel, audience: str) -> tuple[str, ...]:
    wanted: Mapping[str, tuple[str, ...]] = {}
    if audience in model.audiences:
        wanted = model.audiences[audience].asked_if_any
    return tuple(
        option.text
        for question in model.profile_questions
        for option in question.options
        if option.code in wanted.get(question.code, ())
    )


def _length(
    audience: str, asked: Questionnaire, *, who: tuple[str, ...], on_request: bool
) -> Length:
    questions = asked.questions.values()
    once = _words_once(asked)
    return Length(
        audience=audience,
        who=who,
        on_request=on_request,
        ratings=sum(question.kind == "rating" for question in questions),
        questions=sum(not question.of for question in questions),
        words=sum(question.words for question in questions) + once,
        minutes=_minutes(asked, once),
    )


def _words_once(asked: Questionnaire) -> int:
    """Titles, reading rules, hints and the options that come back with every question."""
    texts: set[str] = {page.title for page in asked.pages.values()}
    for question in asked.questions.values():
        texts |= {question.help, question.reading_rule}
        texts |= {choice.text for choice in question.apart}
        if question.kind in {"today", "should"}:
            texts |= {choice.text for choice in question.choices if choice.value != "-"}
    return sum(len(text.split()) for text in texts)
