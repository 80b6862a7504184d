"""What a respondent's page says about whose page it is: frozen values for templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.access import visit_key
from surveys.models import Assessment, Invitation, InvitationState
from surveys.services.asking import everything
from surveys.services.languages import Foreign, foreign
from surveys.services.model_versions import in_words
from surveys.services.scopes import scope_of

__all__ = [
    "Invitation",
    "Promise",
    "Visit",
    "Word",
    "clock_of",
    "glossary_of",
    "has_page",
    "is_answered",
    "promise_of",
    "visit_of",
    "words_of",
]

HEADLINES = {
    "social-media-readiness": gettext_lazy("Who looks after what people say about us online?"),
}
"""What stands above the welcome to a model that we ship; other assessments go by their title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What stands at the top and bottom of every page.

    ``key`` is the name under which the browser keeps what belongs to this visit. ``foreign`` is the
    language of the questions where they are not there in that of the page.
    """

    code: str
    key: str
    organisation: str
    department: str
    sponsor: str
    foreign: Foreign | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    term: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What the respondent is told before starting.

    ``together`` names the departments whose answers are shown with this one's; ``owners`` says
    whether people are asked who looks after what.
    """

    title: str
    headline: str
    owners: bool
    introduction: str
    intro: str
    submit_note: str
    closes_on: date | None
    floor: int
    together: tuple[str, ...]
    counts_unsubmitted: bool


def visit_of(invitation: Invitation) -> Visit:
    assessment = invitation.assessment
    return Visit(
        code=assessment.code,
        key=visit_key(invitation),
        organisation=assessment.organisation.name,
        department=invitation.department.name,
        sponsor=assessment.sponsor,
        foreign=foreign(in_words(assessment)),
    )


def is_answered(invitation: Invitation) -> bool:
    return invitation.state == InvitationState.ANSWERED


def promise_of(invitation: Invitation) -> Promise:
    """No SQL once warm."""
    assessment = invitation.assessment
    model = in_words(assessment)
    words = model.questionnaire
    return Promise(
        title=assessment.title,
        headline=str(HEADLINES.get(model.model.id, "")),
        owners=model.asks_for_owners,
        introduction=assessment.introduction,
        intro=words.intro
        or _(
            "Please describe what happens today, not what should happen. There are no right "
            "answers, and “I don’t know” is a useful one."
        ),
        submit_note=words.submit_note
        or _(
            "Sending is final: the tie between you and your answers is cut at that moment, so "
            "they cannot be changed afterwards."
        ),
        closes_on=assessment.closes_on,
        floor=assessment.floor,
        together=_together(invitation),
        counts_unsubmitted=assessment.counts_unsubmitted,
    )


def glossary_of(assessment: Assessment) -> tuple[Word, ...]:
    words = in_words(assessment).questionnaire.glossary
    return tuple(Word(term=word.term, meaning=word.meaning) for word in words)


def has_page(assessment: Assessment, slug: str) -> bool:
    """Whether somebody is asked such a page, though perhaps not this person."""
    model = in_words(assessment)
    return slug in model.activities or slug in model.items


def words_of(assessment: Assessment, sent: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Questions and answers in words, of what was sent when nothing could be saved any more."""
    questions = everything(in_words(assessment))
    names = {each.key: each.name for each in scope_of(assessment).departments}
    return tuple(
        (questions[code].text, questions[code].texts.get(value) or names.get(value) or value)
        for code, value in sent.items()
        if value and code in questions
    )


def clock_of(assessment: Assessment, now: datetime) -> str:
    """The time of day where the organisation is, such as 14:02."""
    return now.astimezone(ZoneInfo(assessment.organisation.time_zone)).strftime("%H:%M")


def _together(invitation: Invitation) -> tuple[str, ...]:
    key = invitation.department.key
    for group in scope_of(invitation.assessment).groups():
        if key in group.keys:
            return tuple(d.name for d in group.departments if d.key != key)
    return ()
