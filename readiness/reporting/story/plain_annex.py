"""The annex for models that put no question on owners: every figure of the tree, item by item."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from readiness.core.release import Node
from readiness.reporting.story.annex import (
    agreement_table,
    annex_of,
    behind_tables,
    department_facts,
    department_figures,
)
from readiness.reporting.story.reading import OVERALL, Reading
from readiness.reporting.story.results import (
    aim_cells,
    aim_column,
    left_cell,
    level_cell,
    scale_cell,
    score_cell,
)
from readiness.reporting.story.standing import standing
from readiness.reporting.story.tables import (
    figure_column,
    percent_cell,
    text_column,
    trimmed,
    whole_cell,
    without,
)
from readiness.reporting.story.types import Annex, Cell, Row, Table


def build_plain_annex(reading: Reading) -> Annex | None:
    """The last pages. Columns and tables that would say nothing are left out."""
    tree = _tree(reading)
    if len(tree.columns) < 3:  # noqa: PLR2004 - names without a figure
        return None
    tables = [tree]
    if not reading.alone:
        spread = _spread(reading)
        tables += [spread] if spread.rows else []
    if len(reading.release.groups) > 1:
        tables.append(department_figures(reading))
    facts = trimmed(department_facts(reading), keep=("department",))
    if len(facts.columns) > 2 and len(facts.rows) > 1:  # noqa: PLR2004 - answers stand elsewhere
        tables.append(replace(facts, caption=_("Departments: answers, and what is stated")))
    return annex_of(reading, (*tables, *behind_tables(reading)))


def _tree(reading: Reading) -> Table:
    """Every figure of the organisation."""
    table = Table(
        code="annex-tree",
        caption=_("The organisation: scores, levels and answers"),
        columns=(
            text_column("code", _("Code")),
            text_column("title", _("What")),
            figure_column("n", _("Answers")),
            figure_column("dk", _("Don't know")),
            figure_column("np", _("Not our work")),
            figure_column("score", _("Score")),
            figure_column("scale", _("Scale")),
            text_column("level", _("Level or answer")),
            aim_column(reading),
            figure_column("gap", _("Gap")),
            text_column("left", _("Not counted")),
        ),
        rows=tuple(
            _row(reading, node)
            for node in reading.nodes(*KINDS)
            if node.kind != "overall" or standing(reading, node)
        ),
    )
    table = _without_zeros(table)
    return trimmed(table, keep=("code", "title"))


KINDS = ("overall", "domain", "activity", "item")


def _row(reading: Reading, node: Node) -> Row:
    counts = whole_cell(None if reading.alone else node.n)
    return Row(
        key=f"node-{node.code}",
        cells=(
            Cell(text="" if node.code == OVERALL else node.code),
            Cell(text=reading.node_title(node.code)),
            counts,
            percent_cell(node.dk),
            percent_cell(node.np),
            score_cell(reading, node),
            scale_cell(node),
            level_cell(reading, node),
            *aim_cells(reading, node),
            left_cell(reading, node),
        ),
        mark=node.kind,
    )


def _without_zeros(table: Table) -> Table:
    """Columns of shares in which there is nothing but 0 are taken as empty."""
    places = [p for p, column in enumerate(table.columns) if column.key in {"dk", "np"}]
    bare = {p for p in places if not any(row.cells[p].value for row in table.rows)}
    rows = []
    for row in table.rows:
        cells = tuple(
            replace(cell, state="none") if place in bare else cell
            for place, cell in enumerate(row.cells)
        )
        rows.append(replace(row, cells=cells))
    return replace(table, rows=tuple(rows))


def _spread(reading: Reading) -> Table:
    """Spread and agreement of single questions."""
    table = agreement_table(reading)
    rows = tuple(row for row in table.rows if any(c.value is not None for c in row.cells))
    table = replace(table, code="annex-spread", rows=rows)
    table = trimmed(table, keep=("code",))
    bases = {row.cells[place] for place in _places(table, "basis") for row in rows}
    return without(table, "basis") if len(bases) < 2 else table  # noqa: PLR2004 - no choice


def _places(table: Table, key: str) -> list[int]:
    return [place for place, column in enumerate(table.columns) if column.key == key]
