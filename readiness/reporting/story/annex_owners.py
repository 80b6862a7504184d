"""The annex's tables on ownership: answers, patterns, candidates with their points, proposals."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from readiness.core.release import ActivityResult, CandidateResult, Ownership
from readiness.reporting.story import words
from readiness.reporting.story.patterns import most_named, pattern_word
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.sources import agreed_words, has_decisions, named
from readiness.reporting.story.tables import (
    figure_column,
    percent_cell,
    score_cell,
    text_cell,
    text_column,
    whole_cell,
    without,
)
from readiness.reporting.story.types import Cell, Row, Table
from readiness.reporting.story.why import criteria_codes
from readiness.reporting.story.wording import figure, listed, missing, score, whole
from readiness.reporting.story.would_change import choice_of_activity, smallest_change


def ownership_tables(reading: Reading) -> tuple[Table, ...]:
    """All of them."""
    return (
        _today(reading),
        _wanted(reading),
        _patterns(reading),
        _candidates(reading),
        _proposals(reading),
        _questions(reading),
    )


def _open(reading: Reading) -> list[ActivityResult]:
    return [result for result in reading.release.activities if not result.closed]


def _today(reading: Reading) -> Table:
    rows = []
    for result in _open(reading):
        owner = known(result.ownership)
        for place, (key, share) in enumerate(most_named(owner.shares)):
            cell = percent_cell(share, bound=owner.shares_bound)
            rows.append(
                Row(
                    key=f"today-{result.code}-{key}",
                    cells=(Cell(text=reading.option(key)), cell),
                    group=reading.title(result.code) if place == 0 else None,
                )
            )
    return Table(
        code="annex-today",
        caption=_("Who makes sure of it today"),
        columns=(text_column("answer", _("Answer")), figure_column("share", _("Share"))),
        rows=tuple(rows),
        notes=(
            _(
                "Of those with a view, each department counting equally; answers nobody gave are "
                "left out, and so are activities with too few answers."
            ),
        ),
    )


def _wanted(reading: Reading) -> Table:
    rows = []
    for domain in reading.model.domains:
        owner = known(reading.results[domain.headline_activity].ownership)
        for place, (key, share) in enumerate(most_named(owner.should)):
            cell = percent_cell(share, bound=owner.should_bound)
            rows.append(
                Row(
                    key=f"wanted-{domain.code}-{key}",
                    cells=(Cell(text=reading.wanted_option(key)), cell),
                    group=domain.title if place == 0 else None,
                )
            )
    return Table(
        code="annex-wanted",
        caption=_("Who should make sure of it from now on"),
        columns=(text_column("answer", _("Answer")), figure_column("share", _("Share"))),
        rows=tuple(rows),
        notes=(
            _("Of those with a view, each department counting equally; asked once per domain."),
        ),
    )


def _patterns(reading: Reading) -> Table:
    return Table(
        code="annex-patterns",
        caption=_("Patterns of ownership, and how firm they are"),
        columns=(
            text_column("activity", _("Activity")),
            text_column("pattern", _("Pattern")),
            figure_column("stability", _("Same in resamples")),
            figure_column("views", _("Views")),
            figure_column("groups", _("Departments")),
            figure_column("dk", _("Don't know, all")),
            figure_column("dk_involved", _("Don't know, work touches it")),
            text_column("claimants", _("Claimed by")),
        ),
        rows=tuple(
            Row(key=f"pattern-{r.code}", cells=_pattern_cells(reading, r)) for r in _open(reading)
        ),
    )


def _pattern_cells(reading: Reading, result: ActivityResult) -> tuple[Cell, ...]:
    owner = known(result.ownership)
    return (
        Cell(text=reading.title(result.code)),
        Cell(text=pattern_word(reading, owner), tone=owner.pattern),
        percent_cell(owner.stability.pattern),
        whole_cell(owner.views),
        whole_cell(owner.groups),
        percent_cell(owner.dk),
        percent_cell(owner.dk_involved),
        text_cell(listed(reading.plain_name(key) for key in owner.claimants)),
    )


def _candidates(reading: Reading) -> Table:
    """Every candidate with the points of each criterion and the criterion itself below them."""
    codes = criteria_codes(reading)
    rows = []
    for result in _open(reading):
        for place, found in enumerate(known(result.ownership).criteria):
            rows.append(
                Row(
                    key=f"candidate-{result.code}-{found.department}",
                    cells=_candidate_cells(reading, known(result.ownership), found, codes),
                    group=reading.title(result.code) if place == 0 else None,
                )
            )
    return Table(
        code="annex-candidates",
        caption=_("Candidates: points by criterion"),
        columns=(
            text_column("department", _("Department")),
            *(figure_column(code, words.criterion(code)) for code in codes),
            figure_column("penalty", _("Points off")),
            figure_column("score", _("Points")),
            figure_column("today", _("Named today")),
            figure_column("should", _("Wanted")),
            text_column("claim", _("By own staff")),
            text_column("conditions", _("Conditions")),
        ),
        rows=tuple(rows),
        notes=(_("Below the points stands the criterion itself, from 0 to 1."),),
    )


def _candidate_cells(
    reading: Reading, owner: Ownership, found: CandidateResult, codes: tuple[str, ...]
) -> tuple[Cell, ...]:
    why = words.why_not_scored(found.why_not_scored) if found.why_not_scored else ""
    return (
        Cell(text=reading.plain_name(found.department), note=why),
        *(_criterion(found, code) for code in codes),
        score_cell(found.penalty or None),
        score_cell(found.score),
        percent_cell(found.today, bound=owner.shares_bound),
        percent_cell(found.should, bound=owner.should_bound),
        _claim(found),
        text_cell("; ".join(words.condition(code) for code in found.conditions)),
    )


def _criterion(found: CandidateResult, code: str) -> Cell:
    value = found.criteria.get(code)
    note = figure(value) if value is not None else ""
    return score_cell(found.points.get(code), note=note)


def _claim(found: CandidateResult) -> Cell:
    """The share of its own staff that names it, or only whether half of them do."""
    if found.claim_share is not None:
        return percent_cell(found.claim_share)
    sentences = {"yes": _("at least half"), "no": _("less than half")}
    return text_cell(sentences.get(found.claim or ""))


def _proposals(reading: Reading) -> Table:
    table = Table(
        code="annex-proposals",
        caption=_("Proposed owners by activity"),
        columns=(
            text_column("activity", _("Activity")),
            text_column("verdict", _("Verdict")),
            text_column("recommended", _("First")),
            text_column("runner_up", _("Second")),
            figure_column("margin", _("Ahead by")),
            figure_column("stability", _("First in resamples")),
            text_column("weights", _("Other weights")),
            text_column("confidence", _("How sure")),
            text_column("agreed", _("In the workshop")),
        ),
        rows=tuple(
            Row(key=f"proposal-{r.code}", cells=_proposal_cells(reading, r)) for r in _open(reading)
        ),
        notes=(
            _("Resamples: %(repeats)s, each department's answers drawn again with replacement.")
            % {"repeats": whole(reading.repeats())},
        ),
    )
    if not has_decisions(reading):
        return without(table, "agreed")
    return replace(table, code="annex-agreed")


def _proposal_cells(reading: Reading, result: ActivityResult) -> tuple[Cell, ...]:
    owner = known(result.ownership)
    scored = owner.verdict in {"recommended", "likely", "two_candidates"}
    weights = _("another first") if owner.depends_on_weights else _("same first")
    return (
        Cell(text=reading.title(result.code)),
        Cell(text=words.verdict(owner.verdict)),
        text_cell(reading.plain_name(owner.recommended) if owner.recommended else None),
        text_cell(reading.plain_name(owner.runner_up) if owner.runner_up else None),
        score_cell(owner.margin if scored else None),
        percent_cell(owner.stability.owner if scored else None),
        text_cell(weights if scored else None),
        Cell(text=words.confidence(owner.confidence)),
        _agreed(reading, result),
    )


def _agreed(reading: Reading, result: ActivityResult) -> Cell:
    """Who was agreed on, with the day and how the department's head stands to it."""
    decision = named(result)
    if decision is None or decision.accountable is None:
        return Cell(text=agreed_words(reading, result), state="none")
    name = reading.plain_name(decision.accountable)
    return Cell(text=name, note=agreed_words(reading, result))


def would_change_table(reading: Reading) -> tuple[Table, ...]:
    """What would put another department first, activity by activity."""
    found = [(r, smallest_change(reading, choice_of_activity(r))) for r in _open(reading)]
    rows = tuple(
        Row(
            key=f"change-{result.code}",
            cells=(Cell(text=reading.title(result.code)), Cell(text=sentence)),
        )
        for result, sentence in found
        if sentence
    )
    table = Table(
        code="annex-would-change",
        caption=_("What would put another department first, all else staying as it is"),
        columns=(
            text_column("activity", _("Activity")),
            text_column("change", pgettext("what is different", "Change")),
        ),
        rows=rows,
        notes=(
            _(
                "Worked out from the figures as they are printed. What rounding may hide is added, "
                "so each of these changes is enough."
            ),
        ),
    )
    return (table,) if rows else ()


def _questions(reading: Reading) -> Table:
    questions = reading.release.questions
    return Table(
        code="annex-questions",
        caption=_("Points by executive question"),
        columns=(
            text_column("department", _("Department")),
            *(figure_column(q.code, reading.question(q.code).title) for q in questions),
        ),
        rows=tuple(
            Row(
                key=f"question-{department.key}",
                cells=(
                    Cell(text=department.name),
                    *(_points(reading.lead_score(q, department.key)) for q in questions),
                ),
            )
            for department in reading.release.departments
        ),
    )


def _points(value: float | None) -> Cell:
    if value is None:
        return Cell(text=missing(), state="none")
    return Cell(text=score(value), value=value)
