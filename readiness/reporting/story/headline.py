"""Headlines: what can be decided now, and where the widest gap is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.release import ActivityResult, Node, QuestionResult
from readiness.reporting.story.agreed import agreed_clause, undecided, without_survey
from readiness.reporting.story.outcome import outcome
from readiness.reporting.story.reading import SETTLED, Reading
from readiness.reporting.story.wording import listed, score, upper_first

FIRM_FIRST = {"recommended": 0, "by_role": 0, "likely": 1}
NAMED = 3


def headline(reading: Reading) -> str:
    """One sentence over the executive questions: agreed, who can answer, what is left to decide."""
    questions = reading.release.questions
    if not questions:
        return outcome(reading)
    open_ = undecided(reading)
    settled = [q for q in open_ if q.verdict in SETTLED and q.lead]
    unsure = [q for q in open_ if q.verdict in {"two_candidates", "not_scored"}]
    unknown = [q for q in open_ if q.verdict == "none"]
    said = agreed_clause(reading)
    clauses = [said] if said else []
    clauses += [", ".join(_can_answer(reading, settled))] if settled else []
    if settled and len(settled) == len(questions) and all(map(reading.is_confirmed, settled)):
        clauses.append(_("staff already name them"))
    if unsure:
        clauses.append(_needs_decision(reading, unsure, first=not clauses))
    if unknown:
        clauses.append(_too_few(reading, unknown, first=not clauses))
    return "; ".join(clauses) or _("Every question has been closed")


def _can_answer(reading: Reading, questions: list[QuestionResult]) -> list[str]:
    """A clause for every department, the firm ones first."""
    topics: dict[tuple[int, str], list[str]] = {}
    for question in questions:
        key = FIRM_FIRST[question.verdict], question.lead or ""
        topics.setdefault(key, []).append(reading.topic(question))
    clauses = []
    for place, ((firm, lead), names) in enumerate(sorted(topics.items(), key=lambda e: e[0][0])):
        values = {"department": reading.name(lead), "topics": listed(names)}
        clauses.append(_clause(likely=bool(firm), first=place == 0) % values)
    return clauses


def _clause(*, likely: bool, first: bool) -> str:
    if first and likely:
        return _("%(department)s can probably answer for %(topics)s")
    if first:
        return _("%(department)s can answer for %(topics)s")
    return (
        _("%(department)s probably for %(topics)s")
        if likely
        else _("%(department)s for %(topics)s")
    )


def _needs_decision(reading: Reading, questions: list[QuestionResult], *, first: bool) -> str:
    values = {"topics": listed(reading.topic(question) for question in questions)}
    if first:
        return _("Your decision is needed on %(topics)s") % values
    return _("your decision is needed on %(topics)s") % values


def _too_few(reading: Reading, questions: list[QuestionResult], *, first: bool) -> str:
    values = {"topics": listed(reading.topic(question) for question in questions)}
    if without_survey(reading):
        text = _("not agreed yet: %(topics)s") % values
        return upper_first(text) if first else text
    if first:
        return _("Too few answers to say who can answer for %(topics)s") % values
    return _("too few answers on %(topics)s") % values


def widest_sentence(reading: Reading) -> str | None:
    """The widest gap, or the activities that share it; None where there is none."""
    found = widest_gaps(reading)
    if not found:
        return None
    result, node = found[0]
    if len(found) > 1:
        return _("%(activities)s share the widest gap: %(gap)s") % {
            "activities": _named(reading, [r for r, _node in found]),
            "gap": score(node.gap),
        }
    return _("The widest gap is %(activity)s: %(today)s today, %(target)s needed") % {
        "activity": reading.mid_title(result.code),
        "today": score(node.score),
        "target": score(node.target),
    }


def _named(reading: Reading, results: list[ActivityResult]) -> str:
    """The first few titles, as the start of a sentence."""
    first, *rest = results[:NAMED]
    titles = [reading.title(first.code), *(reading.mid_title(result.code) for result in rest)]
    return listed([*titles, _("others")] if len(results) > NAMED else titles)


def widest_gaps(reading: Reading) -> list[tuple[ActivityResult, Node]]:
    """Activities with the largest printed gap, in the order of their priority."""
    found = [(result, node) for result in reading.ranked if (node := reading.node(result.code))]
    gaps = [node.gap for _result, node in found if node.gap]
    return [entry for entry in found if entry[1].gap == max(gaps)] if gaps else []
