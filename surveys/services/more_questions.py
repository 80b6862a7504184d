"""The extended questions on request: "I have more time".

That somebody asked for them is kept beside the answers, without a time, and goes with the tie
between them at the latest: it is no answer, so sending and closing delete it (``answers.tidy``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveys.models import Answer, Invitation
from surveys.services.answers import answers_of, questionnaire_of
from surveys.services.asking import MORE, WANTED
from surveys.services.doors import open_response
from surveys.services.questionnaire import progress

Given = Mapping[str, tuple[str, int]]


class NothingMore(Exception):  # noqa: N818 - reads as what happened
    """There is nothing more to ask this person, or what was asked for is answered in part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """``wanted``: they were asked for, and may be left out again as none is answered yet."""

    questions: int
    minutes: int
    wanted: bool


def offer_of(invitation: Invitation, given: Given) -> Offer | None:
    """What more this person could be asked. No SQL in a warm process."""
    wanted = given.get(MORE, ("", 0))[0] == WANTED
    without = questionnaire_of(invitation, {**given, MORE: ("", 0)}).questions
    extended = questionnaire_of(invitation, {**given, MORE: (WANTED, 0)}).questions
    more = progress((q for code, q in extended.items() if code not in without), {})
    answered = any(given.get(code, ("", 0))[0] for code in extended.keys() - without.keys())
    if not more.asked or (wanted and answered):
        return None
    return Offer(questions=more.asked, minutes=more.minutes, wanted=wanted)


def ask(*, invitation: Invitation, wanted: bool, now: datetime) -> None:
    """Ask for the extended questions, or leave them out again; twice changes nothing.

    Raises NothingMore and what ``answers.save_answer`` raises.
    """
    offer = offer_of(invitation, answers_of(invitation))
    if offer is None:
        raise NothingMore
    with open_response(invitation, now) as response:
        Answer.objects.filter(response=response, question=MORE).delete()
        if wanted:
            Answer.objects.create(response=response, question=MORE, value=WANTED, revision=1)
