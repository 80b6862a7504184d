"""How sure the answers are, and what would make them surer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.release import QuestionResult
from readiness.reporting.story import words
from readiness.reporting.story.agreed import without_survey
from readiness.reporting.story.reading import SETTLED, Reading
from readiness.reporting.story.types import Rich
from readiness.reporting.story.wording import (
    listed,
    model_share,
    paragraph,
    percent,
    score,
    strong,
    whole,
    without_stop,
)


def certainty(reading: Reading) -> Rich:
    """The last paragraph of the summary."""
    if without_survey(reading):
        said = _(
            "No survey was made: all that stands here was agreed by those who were in the "
            "workshop. What others in the organisation see, nobody has asked yet."
        )
        return paragraph(strong(_("How sure are we?")), said)
    return paragraph(
        strong(_("How sure are we?")),
        *[_sure(reading, question) for question in reading.release.questions],
        few_answers(reading),
        not_shown(reading),
        _records(reading),
        _again(reading),
    )


def _sure(reading: Reading, question: QuestionResult) -> str | None:
    topic = reading.topic(question)
    if question.verdict == "two_candidates":
        return _("Not sure about %(topic)s: %(first)s to %(second)s.") % {
            "topic": topic,
            "first": score(reading.lead_score(question, question.lead)),
            "second": score(reading.lead_score(question, question.runner_up)),
        }
    if question.verdict not in SETTLED | {"not_scored"} or question.lead is None:
        return _("Nothing can be said about %(topic)s.") % {"topic": topic}
    return _sure_of(question.confidence) % {
        "department": reading.name(question.lead),
        "topic": topic,
        "basis": _basis(question),
    }


def _sure_of(confidence: str | None) -> str:
    sentences = {
        "high": _("Sure of %(department)s for %(topic)s%(basis)s."),
        "medium": _("Fairly sure of %(department)s for %(topic)s%(basis)s."),
    }
    return sentences.get(confidence or "", _("Not sure of %(department)s for %(topic)s%(basis)s."))


def _basis(question: QuestionResult) -> str:
    if question.margin is None or question.verdict not in {"recommended", "likely"}:
        return ""
    return _(" (%(margin)s points ahead)") % {"margin": score(question.margin)}


def few_answers(reading: Reading) -> str | None:
    """Said only when fewer answered than the model asks for."""
    coverage = reading.release.coverage
    if not coverage.few or coverage.share is None:
        return None
    return _("Few answers: %(share)s of those invited, with %(needed)s needed.") % {
        "share": percent(coverage.share),
        "needed": model_share(reading.model.rules.release.few_answers_below),
    }


def not_shown(reading: Reading) -> str | None:
    """Departments whose answers are not shown, by name."""
    names = [reading.name(d.key) for d in reading.release.departments if d.group is None]
    if not names:
        return None
    if not reading.protected:
        return _("Nobody has answered in %(departments)s.") % {"departments": listed(names)}
    return _("Too few answers to show: %(departments)s.") % {"departments": listed(names)}


def _records(reading: Reading) -> str | None:
    """What to ask for before relying on what staff say."""
    questions = reading.release.questions
    first = next((q for q in questions if q.verdict in SETTLED), None)
    if first is None:
        return _("This is what staff say, not what records show.")
    focus = reading.activity(reading.domain(first.domain).headline_activity)
    return _(
        "This is what staff say, not what records show: before you rely on it, ask for this "
        "evidence: %(evidence)s."
    ) % {"evidence": reading.mid(without_stop(focus.evidence))}


def _again(reading: Reading) -> str:
    return _(
        "In %(weeks)s weeks ask the same questions again: fewer %(dont_know)s means it worked."
    ) % {
        "weeks": whole(reading.model.rules.owner_score.hours_within_weeks),
        "dont_know": words.dont_know(reading.model),
    }
