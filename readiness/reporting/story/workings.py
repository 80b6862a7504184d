"""How the organisation's figures are made: the parts of every score, and of every priority."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from readiness.core.grounds import NodeInput, PriorityBasis
from readiness.core.release import ActivityResult, Node
from readiness.reporting.story.patterns import pattern_word
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.standing import level_words
from readiness.reporting.story.tables import (
    figure_column,
    score_cell,
    text_cell,
    text_column,
    whole_cell,
)
from readiness.reporting.story.types import Cell, Number, Row, Table
from readiness.reporting.story.wording import bounded, node_score, plain, score


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """How one activity's figures are made: for the page that an executive opens."""

    code: str
    activity: str
    figure: str
    parts: tuple[str, ...]
    priority: str


def build_workings(reading: Reading) -> tuple[Working, ...]:
    """Every activity with a figure, in the order of the model."""
    found = []
    for result in reading.release.activities:
        node = reading.node(result.code)
        if node is not None and node.inputs:
            found.append(
                Working(
                    code=result.code,
                    activity=reading.title(result.code),
                    figure=_figure(reading, node),
                    parts=tuple(_lines(reading, node)),
                    priority=_priority_words(result),
                )
            )
    return tuple(found)


def _figure(reading: Reading, node: Node) -> str:
    """The score, or the level of what has no score."""
    if node.score is not None:
        return node_score(node, reading.model.rules.rounding.decimals)
    return level_words(reading, node.code, node.level) if node.level is not None else ""


def _lines(reading: Reading, node: Node) -> list[str]:
    """The questions of an activity, each with the departments that count in it."""
    lines = []
    for part in node.inputs:
        below = reading.node(part.code)
        departments = ", ".join(
            f"{reading.group_name(inner.code)} {_value(reading, inner)}"
            for inner in (below.inputs if below is not None else ())
            if inner.kind == "group"
        )
        values = {
            "part": reading.node_title(part.code),
            "value": _value(reading, part),
            "departments": departments,
        }
        text = (
            _("“%(part)s”: %(value)s (%(departments)s)")
            if departments
            else _("“%(part)s”: %(value)s")
        )
        lines.append(text % values)
    return lines


def _name(reading: Reading, part: NodeInput) -> str:
    """What a part is called; with its weight where parts do not all count alike."""
    if part.kind == "group":
        return reading.group_name(part.code)
    name = part.code if part.kind == "item" else reading.node_title(part.code)
    if part.weight == 1:
        return name
    return _("%(part)s (weight %(weight)s)") % {"part": name, "weight": plain(part.weight or 0)}


def _value(reading: Reading, part: NodeInput) -> str:
    """The score of a part as its own node prints it, else its level."""
    if part.score is None:
        code = part.code
        return level_words(reading, code, part.level) if part.level is not None else ""
    return bounded(reading.score(part.score), part.score_bound)


def _priority_words(result: ActivityResult) -> str:
    basis = result.priority_basis
    if basis is None or result.priority is None or not basis.gap:
        return ""
    values = {
        "priority": score(result.priority),
        "weight": plain(basis.weight or 0),
        "gap": score(basis.gap),
        "factor": plain(basis.factor or 0),
    }
    if basis.pattern is None:
        return _("Priority %(priority)s: weight %(weight)s × gap %(gap)s") % values
    return (
        _("Priority %(priority)s: weight %(weight)s × gap %(gap)s × %(factor)s for who owns it")
        % values
    )


# The annex


def workings_tables(reading: Reading) -> tuple[Table, ...]:
    """How scores and, where they are printed, priorities are made."""
    tables = (_scores(reading), *((_priorities(reading),) if reading.model.asks_for_owners else ()))
    return tuple(table for table in tables if table.rows)


def _scores(reading: Reading) -> Table:
    rows: list[Row] = []
    for node in reading.nodes("overall", "domain", "activity", "item"):
        rows += _rows(reading, node)
    return Table(
        code="annex-workings",
        caption=_("How each score is made"),
        columns=(text_column("part", _("Parts")), figure_column("score", _("with their scores"))),
        rows=tuple(rows),
        notes=(
            _(
                "Departments count equally; other parts count by their weight, which is 1 where "
                "none stands beside them. Parts are printed rounded, so their mean may differ from "
                "the score in the last place."
            ),
        ),
    )


def _rows(reading: Reading, node: Node) -> list[Row]:
    if len(node.inputs) < 2:  # noqa: PLR2004 - what has one part only is that part
        return []
    name = node.code if node.kind == "item" else reading.node_title(node.code)
    title = _("%(part)s: %(score)s") % {"part": name, "score": _figure(reading, node)}
    return [
        Row(
            key=f"working-{node.code}-{part.code}",
            cells=(
                Cell(text=_name(reading, part)),
                Cell(text=_value(reading, part), value=_number(part)),
            ),
            group=title if place == 0 else None,
        )
        for place, part in enumerate(node.inputs)
    ]


def _number(part: NodeInput) -> Number:
    return part.score if part.score is not None else part.level


def _priorities(reading: Reading) -> Table:
    return Table(
        code="annex-priority",
        caption=_("How each priority is made: weight times gap times a factor for who owns it"),
        columns=(
            text_column("activity", _("Activity")),
            figure_column("weight", _("Weight")),
            figure_column("gap", _("Gap")),
            figure_column("factor", _("Factor")),
            text_column("pattern", _("Who makes sure of it")),
            figure_column("priority", _("Priority")),
            figure_column("rank", _("Order")),
        ),
        rows=tuple(
            _priority_row(reading, result, result.priority_basis)
            for result in reading.release.activities
            if result.priority_basis is not None
        ),
        notes=(_("The product is rounded once, so it may differ from that of the rounded gap."),),
    )


def _priority_row(reading: Reading, result: ActivityResult, basis: PriorityBasis) -> Row:
    owner = result.ownership
    return Row(
        key=f"priority-{result.code}",
        cells=(
            Cell(text=reading.title(result.code)),
            Cell(text=plain(basis.weight or 0), value=basis.weight),
            score_cell(basis.gap),
            Cell(text=plain(basis.factor or 0), value=basis.factor),
            text_cell(pattern_word(reading, owner) if owner else None),
            score_cell(result.priority),
            whole_cell(result.rank),
        ),
    )
