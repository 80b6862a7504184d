"""Titles of pages: a sentence with the finding, by pattern."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from readiness.core.release import ActivityResult, QuestionResult
from readiness.reporting.story.agreed import decided, status_words, without_survey
from readiness.reporting.story.patterns import pattern_sentence
from readiness.reporting.story.reading import Reading, known, named_share, wanted_share
from readiness.reporting.story.wording import listed, score, without_stop


def pattern_title(reading: Reading, result: ActivityResult) -> str | None:
    """A page's title from an activity's finding; None without one."""
    owner = known(result.ownership)
    if not owner.finding or not owner.shares:
        return None
    activity = reading.title(result.code)
    sentence = without_stop(pattern_sentence(reading, result))
    if owner.strength == "probably":
        return _("%(activity)s, probably: %(sentence)s") % {
            "activity": activity,
            "sentence": sentence,
        }
    return TITLES.get(owner.pattern, _plain_title)(reading, result, sentence)


def _plain_title(_reading: Reading, _result: ActivityResult, sentence: str) -> str:
    return sentence


def _contested_title(reading: Reading, result: ActivityResult, sentence: str) -> str:
    owner = known(result.ownership)
    if len(owner.claimants) < reading.model.rules.patterns.contested.claimants:
        return sentence
    return _("%(departments)s each see %(activity)s as theirs") % {
        "departments": listed(reading.name(key) for key in owner.claimants),
        "activity": reading.mid_title(result.code),
    }


def _landed_title(reading: Reading, result: ActivityResult, sentence: str) -> str:
    owner, keys = known(result.ownership), reading.defaults()
    if len(keys) != 1 or keys[0] not in owner.should:
        return sentence
    return _(
        "%(activity)s has landed in %(department)s: %(today)s name it today, %(wanted)s want it "
        "there"
    ) % {
        "activity": reading.title(result.code),
        "department": reading.name(keys[0]),
        "today": named_share(owner, keys[0]),
        "wanted": wanted_share(owner, keys[0]),
    }


def _able_title(reading: Reading, result: ActivityResult, _sentence: str) -> str:
    return _("%(activity)s has able people in several departments, but no one in charge") % {
        "activity": reading.title(result.code)
    }


def _scattered_title(reading: Reading, result: ActivityResult, sentence: str) -> str:
    return _("%(activity)s is scattered: %(sentence)s") % {
        "activity": reading.title(result.code),
        "sentence": sentence,
    }


TITLES: dict[str, Callable[[Reading, ActivityResult, str], str]] = {
    "contested": _contested_title,
    "defaulted_to_it": _landed_title,
    "scattered_competent": _able_title,
    "scattered_weak": _scattered_title,
}


def question_title(reading: Reading, question: QuestionResult, focus: ActivityResult) -> str:
    """The title of a question's page: what was agreed, else the finding, else the answer."""
    found = pattern_title(reading, focus)
    said = decided(reading, question)
    if said is not None and said.accountable:
        return _("%(department)s answers for %(topic)s: %(agreed)s") % {
            "department": reading.name(said.accountable),
            "topic": reading.topic(question),
            "agreed": reading.mid(status_words(said)),
        }
    if question.verdict == "two_candidates" and question.runner_up:
        return _close_title(reading, question, focus, found)
    return found or _answer_title(reading, question)


def _close_title(
    reading: Reading, question: QuestionResult, focus: ActivityResult, found: str | None
) -> str:
    pair = {question.lead, question.runner_up}
    values = {
        "found": found or "",
        "departments": listed(
            reading.name(key) for key in (question.lead, question.runner_up) if key
        ),
        "topic": reading.topic(question),
        "first": score(reading.lead_score(question, question.lead)),
        "second": score(reading.lead_score(question, question.runner_up)),
    }
    if (
        found
        and known(focus.ownership).pattern == "contested"
        and set(known(focus.ownership).claimants) == pair
    ):
        # The points stand in the order in which the finding names the departments.
        first, second = (
            score(reading.lead_score(question, key)) for key in known(focus.ownership).claimants
        )
        values |= {"first": first, "second": second}
        return _("%(found)s; the figures favour neither (%(first)s to %(second)s)") % values
    return _("%(departments)s are too close to call on %(topic)s: %(first)s to %(second)s") % values


def _answer_title(reading: Reading, question: QuestionResult) -> str:
    if question.lead is None and without_survey(reading):
        return _("Nothing was agreed on %(topic)s yet") % {"topic": reading.topic(question)}
    if question.lead is None:
        return _("Too few answers to say who can answer for %(topic)s") % {
            "topic": reading.topic(question)
        }
    values = {
        "department": reading.name(question.lead),
        "topic": reading.topic(question),
        "points": score(reading.lead_score(question, question.lead)),
    }
    if reading.is_confirmed(question) and question.verdict in {"recommended", "likely"}:
        return (
            _(
                "Staff name %(department)s for %(topic)s, and with %(points)s points it can "
                "answer for it"
            )
            % values
        )
    sentences = {
        "recommended": _("%(department)s can answer for %(topic)s, with %(points)s points"),
        "likely": _("%(department)s can probably answer for %(topic)s, with %(points)s points"),
        "not_scored": _("%(department)s is named for %(topic)s, but could not be scored"),
    }
    return sentences.get(question.verdict, _("%(department)s answers for %(topic)s")) % values
