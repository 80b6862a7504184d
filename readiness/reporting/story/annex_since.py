"""The annex's tables on an earlier round: questions with intervals, and every department."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.release import Comparison
from readiness.reporting.story.moves import (
    Move,
    before_words,
    change_words,
    moves_of,
    since_cells,
    since_columns,
)
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.tables import figure_column, text_cell, text_column, trimmed
from readiness.reporting.story.types import Cell, Number, Row, Table
from readiness.reporting.story.wording import signed


def annex_since(reading: Reading) -> tuple[Table, ...]:
    """Every question of the organisation with its interval, then the areas of every department."""
    change = reading.release.change
    if change is None:
        return ()
    tables = (_questions(reading, change), _departments(reading, change))
    return tuple(table for table in tables if table.rows)


def _questions(reading: Reading, change: Comparison) -> Table:
    columns = since_columns(change)
    table = Table(
        code="annex-since",
        caption=_("Since then: single questions of the organisation"),
        columns=(
            text_column("code", _("Code")),
            *columns[:-1],
            figure_column("interval", _("Interval, 95\N{NO-BREAK SPACE}%")),
            columns[-1],
        ),
        rows=tuple(
            Row(key=f"since-{move.node.code}", cells=_question_cells(reading, move))
            for move in moves_of(reading, change, None, "item")
            if move.found.not_comparable != ("no_figure",)
        ),
        notes=(_("An interval that holds 0 is no proof that nothing changed."),),
    )
    return trimmed(table, keep=("code", "before", "now", "change"))


def _question_cells(reading: Reading, move: Move) -> tuple[Cell, ...]:
    cells = since_cells(reading, move)
    return (
        Cell(text=move.node.code),
        *cells[:-1],
        _interval(move.found.interval, reading.model.rules.rounding.decimals),
        cells[-1],
    )


def _interval(ends: tuple[Number, ...] | None, places: int) -> Cell:
    if ends is None:
        return text_cell(None)
    low, high = (signed(end, places) for end in ends)
    return Cell(text=_("%(low)s to %(high)s") % {"low": low, "high": high})


def _departments(reading: Reading, change: Comparison) -> Table:
    rows: list[Row] = []
    moves = {
        key: {m.node.code: m for m in moves_of(reading, change, key, "domain", "activity")}
        for key in change.groups
    }
    for node in reading.nodes("domain", "activity"):
        there = [(key, found[node.code]) for key, found in moves.items() if node.code in found]
        there = [(key, move) for key, move in there if move.found.change is not None]
        rows += [
            Row(
                key=f"since-{node.code}-{key}",
                cells=(Cell(text=reading.group_name(key)), _department(reading, move)),
                group=reading.node_title(node.code) if place == 0 else None,
            )
            for place, (key, move) in enumerate(there)
        ]
    return Table(
        code="annex-since-departments",
        caption=_("Since then: how far the score of every department moved"),
        columns=(
            text_column("department", _("Department")),
            figure_column("change", _("change, then and now")),
        ),
        rows=tuple(rows),
    )


def _department(reading: Reading, move: Move) -> Cell:
    text = _("%(change)s (%(before)s, %(now)s)") % {
        "change": change_words(reading, move),
        "before": before_words(reading, move.found),
        "now": reading.node_score(move.node),
    }
    return Cell(text=text, value=move.found.change)
