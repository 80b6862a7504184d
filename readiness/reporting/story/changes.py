"""What would change an answer: the smallest change, other weights, what is not known."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.release import QuestionResult
from readiness.reporting.story import words
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.types import Section
from readiness.reporting.story.wording import (
    either,
    listed,
    paragraph,
    percent,
    points,
    score,
    whole,
)
from readiness.reporting.story.would_change import choice_of_question, smallest_change


def changes(reading: Reading, question: QuestionResult) -> Section:
    """The section of a question's page."""
    found = [
        smallest_change(reading, choice_of_question(reading, question)),
        *_weights(reading, question),
        _margin(reading, question),
        _stability(reading, question),
        *_missing(reading, question),
        _not_scored(reading, question),
    ]
    points_ = tuple(paragraph(text) for text in found if text)
    nothing = paragraph(_("More answers: no department could be scored."))
    return Section(
        code=f"changes-{question.code}",
        title=_("What would change this"),
        points=points_ or (nothing,),
    )


def _weights(reading: Reading, question: QuestionResult) -> list[str]:
    """Under which other weighing another department would come first."""
    if question.lead is None or not question.winners:
        return []
    others: dict[str, list[str]] = {}
    for weighing, winner in question.winners.items():
        if winner != question.lead:
            others.setdefault(winner, []).append(weighing)
    if not others:
        return [
            _(
                "Not other weights: %(department)s stays first with all criteria weighed alike "
                "and with any one of them left out, mandate fit included."
            )
            % {"department": reading.name(question.lead)}
        ]
    return [
        _("Other weights: %(department)s comes first with %(weighings)s.")
        % {
            "department": reading.name(winner),
            "weighings": either(words.weighing(code) for code in weighings),
        }
        for winner, weighings in others.items()
    ]


def _margin(reading: Reading, question: QuestionResult) -> str | None:
    """What a likely owner lacks to be recommended; of two candidates the answer itself says it."""
    if question.margin is None or question.lead is None or question.verdict != "likely":
        return None
    rule = reading.model.rules.owner_score.margin
    return _(
        "A larger lead: from %(recommended)s points %(department)s would be recommended; "
        "it is %(margin)s ahead."
    ) % {
        "department": reading.name(question.lead),
        "recommended": points(rule.recommended),
        "margin": _lead(question, rule.recommended),
    }


def _lead(question: QuestionResult, needed: float) -> str:
    """The margin; where it prints like the threshold that it missed, it says so."""
    text = score(question.margin)
    return _("just under %(margin)s") % {"margin": text} if question.margin == needed else text


def _stability(reading: Reading, question: QuestionResult) -> str | None:
    if question.stability is None or question.lead is None:
        return None
    return _("Other answers: %(department)s comes first in %(share)s of %(repeats)s resamples.") % {
        "department": reading.name(question.lead),
        "share": percent(question.stability),
        "repeats": whole(reading.repeats()),
    }


def _missing(reading: Reading, question: QuestionResult) -> list[str]:
    """Criteria not known for one of the first two departments."""
    focus = known(reading.focus(reading.domain(question.domain)).ownership)
    return [
        _("What is not known: %(criteria)s of %(department)s.")
        % {
            "criteria": listed(words.criterion_mid(code) for code in found.missing),
            "department": reading.name(found.department),
        }
        for found in focus.criteria
        if found.department in {question.lead, question.runner_up} and found.missing
    ]


def _not_scored(reading: Reading, question: QuestionResult) -> str | None:
    if not question.not_scored:
        return None
    focus = known(reading.focus(reading.domain(question.domain)).ownership)
    reasons = {found.department: found.why_not_scored for found in focus.criteria}
    named = [
        f"{reading.name(key)} ({words.why_not_scored(reason)})"
        if (reason := reasons.get(key))
        else reading.name(key)
        for key in question.not_scored
    ]
    return _("Candidates without points: %(departments)s.") % {"departments": listed(named)}
