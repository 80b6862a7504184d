"""Cells and columns of tables."""

from __future__ import annotations

from collections.abc import Callable

from readiness.reporting.story.types import Cell, Column, Number
from readiness.reporting.story.wording import figure, missing, percent, score, whole


def text_column(key: str, title: str) -> Column:
    """A column of text."""
    return Column(key=key, title=title)


def figure_column(key: str, title: str) -> Column:
    """A column of figures."""
    return Column(key=key, title=title, kind="figure")


def text_cell(text: str | None, *, tone: str | None = None) -> Cell:
    """Text, or the sign for none."""
    return Cell(text=text, tone=tone) if text else Cell(text=missing(), state="none")


def score_cell(value: Number, *, note: str = "") -> Cell:
    """A score, gap or number of points."""
    return _cell(value, score, note)


def percent_cell(value: Number, *, note: str = "") -> Cell:
    """A share."""
    return _cell(value, percent, note)


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
