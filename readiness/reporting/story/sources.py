"""Survey, evidence and decision side by side: what each says of an activity, when, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.template.defaultfilters import date as written_date
from django.utils.translation import gettext as _

from readiness.core.grounds import DecisionSource, EvidenceSource
from readiness.core.release import ActivityResult
from readiness.reporting.story import words
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.standing import level_words
from readiness.reporting.story.tables import figure_column, text_cell, text_column
from readiness.reporting.story.types import Cell, Number, Row, Table
from readiness.reporting.story.wording import missing, node_score, signed


def has_other_sources(result: ActivityResult) -> bool:
    """Whether anything stands beside the survey."""
    found = result.sources
    return found is not None and bool(found.evidence or found.decision)


def agreed(result: ActivityResult) -> DecisionSource | None:
    """The decision that names who answers for an activity, unless that department declined."""
    found = named(result)
    return found if found is not None and found.status != "declined" else None


def named(result: ActivityResult) -> DecisionSource | None:
    """The decision that names who answers for an activity, declined or not."""
    decision = result.sources.decision if result.sources else None
    return decision if decision is not None and decision.accountable else None


def has_decisions(reading: Reading) -> bool:
    """Whether a workshop decided on any owner."""
    return any(named(result) for result in reading.release.activities)


def day(text: str) -> str:
    """A day in words."""
    return str(written_date(dt.date.fromisoformat(text), "DATE_FORMAT"))


def short_day(text: str) -> str:
    """The same without the year, where there is little room."""
    return str(written_date(dt.date.fromisoformat(text), "MONTH_DAY_FORMAT"))


def agreed_words(reading: Reading, result: ActivityResult) -> str:
    """Whether and when an owner was agreed on, and how its head stands to it."""
    decision = named(result)
    if decision is None:
        return _("Not agreed")
    values = {
        "day": short_day(decision.decided_on),
        "since": short_day(decision.status_on or decision.decided_on),
        "instead": reading.plain_name(decision.instead) if decision.instead else "",
    }
    if decision.status == "declined" and decision.instead:
        return _("Agreed %(day)s, declined %(since)s; %(instead)s is next") % values
    sentences = {
        "accepted": _("Agreed %(day)s, accepted %(since)s"),
        "declined": _("Agreed %(day)s, declined %(since)s"),
        "confirmed": _("Agreed %(day)s, confirmed %(since)s"),
    }
    return sentences.get(decision.status, _("Agreed %(day)s")) % values


def source_sentences(reading: Reading, result: ActivityResult) -> list[str]:
    """What evidence and decision say of an activity, in short; why stands in the annex."""
    sources = result.sources
    if sources is None:
        return []
    found = [
        _("%(kind)s, %(day)s: %(level)s%(delta)s.")
        % {
            "kind": kind_words(evidence.kind),
            "day": day(evidence.seen_on),
            "level": _level(reading, result.code, evidence.level).text,
            "delta": _against(evidence.delta),
        }
        for evidence in sources.evidence
    ]
    decision = sources.decision
    if decision is None:
        return found
    pieces = [_level(reading, result.code, decision.level).text + _against(sources.delta)]
    pieces = pieces if decision.level is not None else []
    pieces += [owner] if (owner := _owner(reading, decision)) else []
    values = {"day": day(decision.decided_on), "decided": "; ".join(pieces)}
    return [*found, _("Workshop, %(day)s: %(decided)s.") % values]


def _against(delta: Number) -> str:
    """The difference to the survey's level, behind a level."""
    if delta is None:
        return ""
    if not delta:
        return _(" (as in the survey)")
    return _(" (%(delta)s against the survey)") % {"delta": signed(delta, 0)}


def kind_words(code: str) -> str:
    """What evidence was read from."""
    return {"interview": _("Interview"), "document": _("Document")}.get(code, code)


def agreed_in_short(result: ActivityResult) -> str:
    """The same where there is room for a few words only."""
    decision = named(result)
    if decision is None:
        return _("Not agreed")
    if decision.status == "declined":
        return _("Declined %(day)s") % {"day": short_day(decision.status_on or decision.decided_on)}
    return _("Agreed %(day)s") % {"day": short_day(decision.decided_on)}


def sources_table(reading: Reading) -> tuple[Table, ...]:
    """A row for each source of every activity that has more than the survey; else nothing."""
    code = "annex-sources"
    rows = [
        row
        for result in reading.release.activities
        if has_other_sources(result)
        for row in _rows(reading, result, code)
    ]
    table = Table(
        code=code,
        caption=_("Survey, evidence and decision, side by side"),
        columns=(
            text_column("source", _("Source")),
            text_column("level", _("Level")),
            figure_column("delta", _("Less the survey's")),
            text_column("who", _("Who and when")),
            text_column("why", _("Why")),
        ),
        rows=tuple(rows),
        notes=(_("None of the three changes another."),),
    )
    return (table,) if rows else ()


def _rows(reading: Reading, result: ActivityResult, code: str) -> Iterator[Row]:
    cells = [_survey(reading, result)]
    sources = result.sources
    if sources is not None:
        cells += [_evidence(reading, result.code, found) for found in sources.evidence]
        if sources.decision is not None:
            cells.append(_decision(reading, result.code, sources.decision, sources.delta))
    for place, found in enumerate(cells):
        yield Row(
            key=f"{code}-{result.code}-{place}",
            cells=found,
            group=reading.title(result.code) if place == 0 else None,
        )


def _survey(reading: Reading, result: ActivityResult) -> tuple[Cell, ...]:
    node = reading.node(result.code)
    score = node.score if node else None
    return (
        Cell(text=_("Survey")),
        _level(
            reading,
            result.code,
            node.level if node else None,
            note=_("score %(score)s")
            % {"score": node_score(node, reading.model.rules.rounding.decimals)}
            if node is not None and score is not None
            else "",
        ),
        text_cell(None),
        text_cell(None),
        text_cell(words.no_level(node.no_level) if node and node.no_level else None),
    )


def _level(reading: Reading, code: str, level: Number, *, note: str = "") -> Cell:
    if level is None:
        return Cell(text=missing(), note=note, state="none")
    return Cell(text=level_words(reading, code, level), note=note, value=level)


def _delta(value: Number) -> Cell:
    if value is None:
        return text_cell(None)
    return Cell(text=signed(value, 0), value=value)


def _evidence(reading: Reading, code: str, found: EvidenceSource) -> tuple[Cell, ...]:
    return (
        Cell(text=kind_words(found.kind)),
        _level(reading, code, found.level),
        _delta(found.delta),
        Cell(text=_("%(who)s, %(day)s") % {"who": found.by, "day": day(found.seen_on)}),
        Cell(text=found.reason),
    )


def _decision(
    reading: Reading, code: str, found: DecisionSource, delta: Number
) -> tuple[Cell, ...]:
    dissent = _("Dissent: %(text)s") % {"text": found.dissent} if found.dissent else ""
    return (
        Cell(text=_("Decision")),
        _level(reading, code, found.level),
        _delta(delta),
        Cell(
            text=_("Workshop, %(day)s") % {"day": day(found.decided_on)},
            note=_owner(reading, found),
        ),
        Cell(text=found.reason or missing(), note=dissent, state="shown"),
    )


def _owner(reading: Reading, found: DecisionSource) -> str:
    """Who answers for it by the decision, and how far its head is with that."""
    if found.accountable is None:
        return ""
    values = {
        "department": reading.plain_name(found.accountable),
        "day": day(found.status_on or found.decided_on),
        "who": found.status_by or "",
    }
    said = {
        "accepted": _("%(department)s answers for it; accepted %(day)s"),
        "declined": _("%(department)s was to answer for it; declined %(day)s"),
        "confirmed": _("%(department)s answers for it; confirmed %(day)s"),
    }
    text = said.get(found.status, _("%(department)s is to answer for it")) % values
    by = found.status_by
    pieces = [
        text,
        _("said by %(who)s") % {"who": by} if by and found.status in said else "",
        _("%(department)s is proposed instead") % {"department": reading.plain_name(found.instead)}
        if found.instead
        else "",
    ]
    return "; ".join(piece for piece in pieces if piece)
