"""Why a candidate comes first: the points of the first three, criterion by criterion."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.release import ActivityResult, CandidateResult, QuestionResult
from readiness.reporting.story import words
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.types import Cell, Column, Points, Why
from readiness.reporting.story.wording import listed, missing, paragraph, score

SHOWN = 3


def criteria_codes(reading: Reading) -> tuple[str, ...]:
    """The criteria in the order of the core's weights."""
    for result in reading.release.activities:
        for found in known(result.ownership).criteria:
            return tuple(found.criteria)
    return ()


def why(reading: Reading, question: QuestionResult, focus: ActivityResult) -> Why | None:
    """The first candidates of the activity that the page speaks of; None if none was scored."""
    scored = [c for c in known(focus.ownership).criteria if c.score is not None][:SHOWN]
    if not scored:
        return None
    codes = criteria_codes(reading)
    return Why(
        title=_title(reading, focus, scored),
        sentences=tuple(
            paragraph(text) for text in _sentences(reading, question, focus, scored) if text
        ),
        criteria=tuple(
            Column(key=code, title=words.criterion(code), kind="figure") for code in codes
        ),
        candidates=tuple(_points(reading, found, codes) for found in scored),
        alt=_("Bars of points: %(candidates)s.")
        % {
            "candidates": "; ".join(
                f"{reading.name(found.department)} {score(found.score)}" for found in scored
            )
        },
        note=_(
            "The answer above weighs every activity of %(domain)s; all candidates are in the annex."
        )
        % {"domain": reading.mid(reading.domain(focus.domain).title)},
    )


def _title(reading: Reading, focus: ActivityResult, scored: list[CandidateResult]) -> str:
    """Who comes first, by the points as they are printed."""
    first = [found for found in scored if found.score == scored[0].score]
    values = {
        "departments": listed(reading.name(found.department) for found in first),
        "activity": reading.mid_title(focus.code),
        "points": score(scored[0].score),
    }
    if len(first) > 1:
        return _("%(departments)s are level with %(points)s points for %(activity)s") % values
    return _("%(departments)s comes first with %(points)s points for %(activity)s") % values


def _points(reading: Reading, found: CandidateResult, codes: tuple[str, ...]) -> Points:
    notes = [words.condition(code) for code in found.conditions]
    if found.missing:
        notes.append(
            _("not known: %(criteria)s")
            % {"criteria": listed(words.criterion_mid(code) for code in found.missing)}
        )
    return Points(
        key=found.department,
        department=reading.plain_name(found.department),
        total=found.score,
        total_text=score(found.score),
        pieces=tuple(_piece(found, code) for code in codes),
        penalty=Cell(text=score(found.penalty), value=found.penalty) if found.penalty else None,
        note="; ".join(notes),
    )


def _piece(found: CandidateResult, code: str) -> Cell:
    value = found.points.get(code)
    if value is None:
        return Cell(text=missing(), state="none", tone=code)
    return Cell(text=score(value), value=value, tone=code)


def _sentences(
    reading: Reading,
    question: QuestionResult,
    focus: ActivityResult,
    scored: list[CandidateResult],
) -> list[str]:
    first, rest = scored[0], scored[1:]
    found = [_other_first(reading, question, first)]
    if rest:
        found += [ahead_on(reading, first, rest[0]), behind_on(reading, first, rest[0])]
    return [*found, *_penalties(reading, focus)]


def _other_first(reading: Reading, question: QuestionResult, first: CandidateResult) -> str:
    if question.lead in {None, first.department}:
        return ""
    return _("In this activity alone %(department)s comes first with %(points)s points.") % {
        "department": reading.name(first.department),
        "points": score(first.score),
    }


def ahead_on(reading: Reading, first: CandidateResult, second: CandidateResult) -> str:
    compared = _compared(first, second, ahead=True)
    if not compared:
        return ""
    return _("%(first)s is ahead of %(second)s on %(criteria)s.") % {
        "first": reading.name(first.department),
        "second": reading.name(second.department),
        "criteria": listed(compared),
    }


def behind_on(reading: Reading, first: CandidateResult, second: CandidateResult) -> str:
    compared = _compared(first, second, ahead=False)
    if not compared:
        return ""
    return _("%(second)s is ahead on %(criteria)s.") % {
        "second": reading.name(second.department),
        "criteria": listed(compared),
    }


def _compared(first: CandidateResult, second: CandidateResult, *, ahead: bool) -> list[str]:
    """Criteria on which the first is ahead (or behind), each with the better figure first."""
    found = []
    for code, points in first.points.items():
        other = second.points.get(code)
        if points is None or other is None:
            continue
        if (points > other) if ahead else (points < other):
            better, worse = (points, other) if ahead else (other, points)
            found.append(
                _("%(criterion)s (%(better)s to %(worse)s)")
                % {
                    "criterion": words.criterion_mid(code),
                    "better": score(better),
                    "worse": score(worse),
                }
            )
    return found


def _penalties(reading: Reading, focus: ActivityResult) -> list[str]:
    return [
        _("%(department)s loses %(points)s points, because the task fell to it by default.")
        % {"department": reading.name(found.department), "points": score(found.penalty)}
        for found in known(focus.ownership).criteria
        if found.penalty
    ]
