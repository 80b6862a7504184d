"""Cells and columns of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from readiness.reporting.story.types import Cell, Column, Number, Table
from readiness.reporting.story.wording import figure, missing, score, share, whole


def text_column(key: str, title: str) -> Column:
    """A column of text."""
    return Column(key=key, title=title)


def figure_column(key: str, title: str) -> Column:
    """A column of figures."""
    return Column(key=key, title=title, kind="figure")


def text_cell(text: str | None, *, tone: str | None = None) -> Cell:
    """Text, or the sign for none."""
    return Cell(text=text, tone=tone) if text else Cell(text=missing(), state="none")


def score_cell(value: Number, *, note: str = "", places: int = 1) -> Cell:
    """A score, gap or number of points."""
    return _cell(value, lambda found: score(found, places), note)


def percent_cell(value: Number, *, note: str = "", bound: str | None = None) -> Cell:
    """A share; with a bound the least that holds."""
    return _cell(value, lambda found: share(found, bound), note)


def figure_cell(value: Number, *, note: str = "") -> Cell:
    """A statistic."""
    return _cell(value, figure, note)


def whole_cell(value: Number, *, note: str = "") -> Cell:
    """A count."""
    return _cell(value, whole, note)


def _cell(value: Number, written: Callable[[Number], str], note: str) -> Cell:
    if value is None:
        return Cell(text=missing(), note=note, state="none")
    return Cell(text=written(value), note=note, value=value)


def without(table: Table, key: str) -> Table:
    """The table without one of its columns."""
    return _kept(table, [p for p, column in enumerate(table.columns) if column.key != key])


def trimmed(table: Table, *, keep: Iterable[str] = ()) -> Table:
    """The table without the columns in which no row says anything; those in ``keep`` stay."""
    places = [
        place
        for place, column in enumerate(table.columns)
        if column.key in keep or any(row.cells[place].state != "none" for row in table.rows)
    ]
    return _kept(table, places)


def _kept(table: Table, places: Sequence[int]) -> Table:
    return replace(
        table,
        columns=tuple(table.columns[place] for place in places),
        rows=tuple(
            replace(row, cells=tuple(row.cells[place] for place in places)) for row in table.rows
        ),
    )
