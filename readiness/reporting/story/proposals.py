"""What is proposed for an executive question: the department, its points, its conditions."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import DepartmentRef, QuestionResult
from readiness.reporting.story import words
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.types import Rich
from readiness.reporting.story.wording import (
    listed,
    paragraph,
    percent,
    points,
    quoted,
    score,
    strong,
    whole,
)

UNDECIDED = frozenset({"two_candidates", "none", "not_scored"})
"""Verdicts that leave the choice to the reader."""


def lead_in(reading: Reading, question: QuestionResult) -> str:
    """The answer in a few words: "Communications (recommended)", "your decision"."""
    if question.verdict in {"two_candidates", "none", "closed"} or question.lead is None:
        return words.verdict(question.verdict)
    return _("%(department)s (%(verdict)s)") % {
        "department": reading.name(question.lead),
        "verdict": words.verdict(question.verdict),
    }


def answer(reading: Reading, question: QuestionResult) -> Rich:
    """The answer to an executive question as a paragraph."""
    start = lead_in(reading, question)
    if question.verdict == "two_candidates":
        start = _("Your decision: %(departments)s.") % {
            "departments": listed(_close_pair(reading, question))
        }
    else:
        start = f"{start[:1].upper()}{start[1:]}."
    return paragraph(strong(start), *reasons(reading, question))


def _close_pair(reading: Reading, question: QuestionResult) -> list[str]:
    return [reading.name(key) for key in (question.lead, question.runner_up) if key]


def reasons(reading: Reading, question: QuestionResult) -> list[str]:
    """Points, margin and stability in sentences, by verdict."""
    match question.verdict:
        case "recommended" | "likely":
            return [_scores(reading, question)]
        case "two_candidates":
            return [_too_close(reading, question), _until_decided(reading, question)]
        case "not_scored":
            return [_not_scored(reading, question)]
        case "by_role":
            return [_("It owns this by role, so it is not scored.")]
        case "closed":
            return [_("It needs no owner any more.")]
        case _:
            return [_("No department has enough answers to be scored.")]


def _scores(reading: Reading, question: QuestionResult) -> str:
    values = {
        "lead": reading.name(question.lead or ""),
        "points": score(reading.lead_score(question, question.lead)),
    }
    if question.runner_up is None:
        return _("%(lead)s scores %(points)s; no other department could be scored.") % values
    values |= {
        "second": reading.name(question.runner_up),
        "second_points": score(reading.lead_score(question, question.runner_up)),
    }
    if question.stability is None:
        return _("%(lead)s scores %(points)s, %(second)s %(second_points)s.") % values
    values |= {"share": percent(question.stability), "repeats": whole(reading.repeats())}
    return _(
        "%(lead)s scores %(points)s, %(second)s %(second_points)s, "
        "and stays first in %(share)s of %(repeats)s resamples."
    ) % (values)


def _too_close(reading: Reading, question: QuestionResult) -> str:
    return _(
        "%(first)s to %(second)s is too close to call; at least %(needed)s points between them "
        "are needed."
    ) % {
        "first": score(reading.lead_score(question, question.lead)),
        "second": score(reading.lead_score(question, question.runner_up)),
        "needed": points(reading.model.rules.owner_score.margin.likely),
    }


def _until_decided(reading: Reading, question: QuestionResult) -> str:
    return _("Until decided, %(departments)s go on as today and tell each other what they do.") % {
        "departments": listed(_close_pair(reading, question))
    }


def _not_scored(reading: Reading, question: QuestionResult) -> str:
    values = {"lead": reading.name(question.lead or "")}
    if question.runner_up is None:
        return _("%(lead)s is named by others but could not be scored.") % values
    values |= {
        "second": reading.name(question.runner_up),
        "second_points": score(reading.lead_score(question, question.runner_up)),
    }
    return _(
        "%(lead)s is named by others but could not be scored; "
        "of those scored, %(second)s comes first with %(second_points)s."
    ) % (values)


def condition_sentences(
    reading: Reading, key: str | None, conditions: tuple[str, ...]
) -> list[str]:
    """What must be settled with a department's head before it can take an activity on."""
    if key is None or key not in reading.departments:
        return []
    department = reading.departments[key]
    say = {
        "free_time": _free_time,
        "give_authority": _give_authority,
        "ask_head": _ask_head,
    }
    return [say[code](reading, department) for code in conditions if code in say]


def _free_time(reading: Reading, department: DepartmentRef) -> str:
    hours = department.hours or 0
    return ngettext(
        "Condition: free time first; %(head)s stated %(hours)s hour a week.",
        "Condition: free time first; %(head)s stated %(hours)s hours a week.",
        hours,
    ) % {"head": reading.head(department.key), "hours": whole(hours)}


def _give_authority(reading: Reading, department: DepartmentRef) -> str:
    return _("Condition: give authority first; %(head)s stated %(authority)s.") % {
        "head": reading.head(department.key),
        "authority": authority(reading, department),
    }


def _ask_head(reading: Reading, department: DepartmentRef) -> str:
    missing = [
        name
        for value, name in (
            (department.hours, _("hours a week")),
            (department.authority, _("authority")),
        )
        if value is None
    ]
    return _("Condition: ask %(head)s first; not stated so far: %(missing)s.") % {
        "head": reading.head(department.key),
        "missing": listed(missing),
    }


def authority(reading: Reading, department: DepartmentRef) -> str:
    """A department's authority in the model's words."""
    if department.authority is None:
        return _("no authority")
    scale = reading.model.scales[known(reading.model.department_facts).authority_scale]
    return quoted(scale.name(department.authority))


def stated(reading: Reading, key: str) -> str | None:
    """What a head stated, where nothing stands in the way."""
    department = reading.departments.get(key)
    if department is None or department.hours is None or department.authority is None:
        return None
    return ngettext(
        "%(head)s stated %(hours)s hour a week and the authority %(authority)s.",
        "%(head)s stated %(hours)s hours a week and the authority %(authority)s.",
        department.hours,
    ) % {
        "head": reading.head(key),
        "hours": whole(department.hours),
        "authority": authority(reading, department),
    }


def load_sentence(reading: Reading, key: str | None) -> str | None:
    """Where a proposed owner's next steps need more hours than its head stated."""
    load = reading.loads.get(key or "")
    if load is None or not load.overloaded or load.available is None:
        return None
    return ngettext(
        "Condition: hours. If all proposals are accepted, %(department)s answers for %(n)s "
        "activity, whose next step needs %(hours)s hours in %(weeks)s weeks; the hours stated "
        "come to %(available)s.",
        "Condition: hours. If all proposals are accepted, %(department)s answers for %(n)s "
        "activities, whose next steps need %(hours)s hours in %(weeks)s weeks; the hours stated "
        "come to %(available)s.",
        len(load.activities),
    ) % {
        "department": reading.name(load.department),
        "n": whole(len(load.activities)),
        "hours": whole(load.hours),
        "weeks": whole(reading.model.rules.owner_score.hours_within_weeks),
        "available": whole(load.available),
    }


def exception_sentences(reading: Reading, question: QuestionResult) -> list[str]:
    """Activities of the domain in which another department is clearly ahead."""
    return [
        _("%(activity)s: %(department)s is ahead there by %(margin)s points.")
        % {
            "activity": reading.title(entry.activity),
            "department": reading.name(entry.department),
            "margin": score(entry.margin),
        }
        for entry in question.exceptions
    ]
