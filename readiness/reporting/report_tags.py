"""What the report's templates call by name: charts, lines of a title, rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.template import Library

from readiness.reporting.charts.beside import beside_chart
from readiness.reporting.charts.canvas import SEMIBOLD, text_width, wrap
from readiness.reporting.charts.gallery import at
from readiness.reporting.story.types import Cell, Column, Row, Table

Left = TypeVar("Left")
Right = TypeVar("Right")

BOLD = 1.03  # how much wider the titles' bold runs than the semibold, which every family has

register = Library()
# A chart escapes the words that it carries; the templates mark it as safe.
register.filter("at", at)
register.filter("beside_chart", beside_chart)


@register.filter
def beside(left: Iterable[Left], right: Iterable[Right]) -> list[tuple[Left, Right]]:
    """Pairs of two sequences of the same length."""
    return list(zip(left, right, strict=True))


@register.filter
def balanced(title: str, ems: float) -> list[str]:
    """The lines of a title ``ems`` wide at most, as even as they can be: no word is left alone."""
    fewest = _lines(title, ems)
    if len(fewest) == 1:
        return fewest
    width = text_width(title, size=BOLD, weight=SEMIBOLD) / len(fewest)
    lines = fewest
    while width < ems and len(lines := _lines(title, width)) > len(fewest):
        width += 0.2
    return lines


def _lines(title: str, ems: float) -> list[str]:
    return wrap(title, width=ems, size=BOLD, weight=SEMIBOLD)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a table under one heading."""

    title: str
    rows: list[Row]


@register.filter
def grouped(table: Table) -> list[Group]:
    """The rows of ``table`` by the headings printed above them."""
    groups: list[Group] = []
    for row in table.rows:
        if row.group is not None or not groups:
            groups.append(Group(row.group or "", []))
        groups[-1].rows.append(row)
    return groups


@register.filter
def by_key(row: Row, columns: Sequence[Column]) -> dict[str, Cell]:
    """The cells of ``row`` by the keys of their columns."""
    return {column.key: cell for cell, column in beside(row.cells, columns)}


WIDE = 18  # columns; more departments are named in words, for their letters would not fit


@register.filter
def is_wide(table: Table) -> bool:
    """Whether a column for every department would not fit the paper."""
    return len(table.columns) > WIDE


@register.filter
def by_letter(row: Row, columns: Sequence[Column]) -> dict[str, list[str]]:
    """The departments of ``row`` by the letter that they have in it."""
    found: dict[str, list[str]] = {"A": [], "R": [], "C": [], "I": []}
    for cell, column in beside(row.cells, columns):
        if column.kind == "letters" and cell.text in found:
            found[cell.text].append(column.title)
    return found


FIRST = 3  # candidates whose points are set out in full, as in the bars


@register.filter
def leading(group: Group, columns: Sequence[Column]) -> list[Row]:
    """The candidates to set out in full: the first with points, and those that lose some."""
    cells = [by_key(row, columns) for row in group.rows]
    scored = [place for place, found in enumerate(cells) if found["score"].value is not None]
    full = {*scored[:FIRST], *(p for p in scored if cells[p]["penalty"].value)}
    return [row for place, row in enumerate(group.rows) if place in full]


@register.filter
def following(group: Group, columns: Sequence[Column]) -> list[Row]:
    """The candidates that ``leading`` leaves."""
    full = leading(group, columns)
    return [row for row in group.rows if row not in full]


@register.filter
def last_cell(row: Row) -> Cell:
    return row.cells[-1]
