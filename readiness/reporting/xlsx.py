"""The tables of a Release as a workbook: a sheet a table, and first what the file is.

Texts are written as texts and never read as formulas, links or numbers; a figure is shown with all
the decimals it has. The same Release gives the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting.about import about, mark_words
from readiness.reporting.edits import NONE, Edits
from readiness.reporting.look import PLAIN, Look
from readiness.reporting.plain_text import cut, fit
from readiness.reporting.table_rows import Table, Value, tables

LONGEST = 32_767  # characters that a cell holds, as UTF-16 counts them
ROWS = 1_048_576  # that a sheet holds
WIDEST, NARROWEST = 60, 9
LOOKED_AT = 300  # rows that say how wide a column is
ACCENT = "#12304f"
PAPERS = {"A4": 9, "Letter": 1}
MADE = datetime(1980, 1, 1, tzinfo=UTC)
ABOUT = "about"

SHARES = frozenset(
    {
        *("share", "dk", "np", "dk_involved", "refused", "today", "should", "shares"),
        *("claim_share", "near_miss.share", "near_miss.needed", "stability"),
        *("stability.pattern", "stability.owner"),
    }
)
"""Columns in per cent."""
STATISTICS = frozenset(
    {
        *("agreement.rwg", "agreement.rwg_star", "agreement.ad", "agreement.icc1"),
        *("agreement.icc2", "criteria", "weights", "by", "to"),
    }
)
"""Columns with two decimals."""
AS_THEY_ARE = frozenset({"value", "needed", "threshold", "weight", "priority_basis.weight"})
"""Columns in which a row has one kind of figure and the next another, or the model's own."""


class WorkbookError(Exception):
    """The results do not fit a workbook; the text says why."""


@dataclass
class _Book:
    """A workbook on the way, with the formats that its cells share."""

    book: Any
    accent: str
    places: int
    formats: dict[str, Any] = field(default_factory=dict)

    def format(self, name: str, **properties: object) -> Any:  # noqa: ANN401 - ships no types
        if name not in self.formats:
            self.formats[name] = self.book.add_format({"valign": "top"} | properties)
        return self.formats[name]

    @property
    def head(self) -> Any:  # noqa: ANN401
        return self.format("head", bold=True, font_color="#ffffff", bg_color=self.accent)

    def figure(self, column: str, value: float) -> Any:  # noqa: ANN401
        """How a figure is shown: with its kind's decimals, or with more if it has more."""
        shown = number_format(column, value, self.places)
        return self.format(shown, num_format=shown)


def number_format(column: str, value: float, places: int) -> str:
    """The number format of a cell; what it would round off is shown as it is."""
    if column in SHARES and float(value).is_integer():
        return '0" %"'
    if column in AS_THEY_ARE or column in SHARES:
        return "General"
    if isinstance(value, int):
        return "0"
    decimals = 2 if column in STATISTICS else places
    if round(value, decimals) != value:
        return "General"
    return "0." + "0" * decimals if decimals else "0"


def workbook(
    *, release: Release, model: ActivityModel, look: Look = PLAIN, edits: Edits = NONE
) -> bytes:
    """Every table that has a row, as a sheet of its name."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow import

    found = [t for t in tables(release=release, model=model, edits=edits) if t.rows]
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        places = model.rules.rounding.decimals
        its = _Book(book=book, accent=look.accent or ACCENT, places=places)
        facts = about(release=release, model=model, look=look)
        book.set_properties(
            {
                "title": _text(f"{release.model.title}: {release.organisation.name or ''}", 255),
                "subject": _text("; ".join(f"{f.label}: {f.text}" for f in facts), 255),
                "created": MADE,
            }
        )
        _write_about(its, [(fact.label, fact.text) for fact in facts], found, look)
        for table in found:
            _write(its, table, look)
    return written.getvalue()


def _write_about(its: _Book, facts: list[tuple[str, str]], found: list[Table], look: Look) -> None:
    """Whose results these are, and what is on which sheet."""
    sheet = _sheet(its, ABOUT, look)
    wrapped = its.format("wrapped", text_wrap=True)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.merge_range(0, 0, 0, 1, "", its.head)
    sheet.write_string(0, 0, _("About this workbook"), its.head)
    lines = [*facts, (_("Keys of the columns"), _("As in results.json; an empty cell: no figure"))]
    for number, (label, text) in enumerate(lines, start=1):
        sheet.write_string(number, 0, label, its.format("label", bold=True))
        sheet.write_string(number, 1, _text(text, LONGEST), wrapped)
    top = len(lines) + 2
    sheet.write_string(top, 0, _("Sheet"), its.head)
    sheet.write_string(top, 1, _("Rows"), its.head)
    for number, table in enumerate(found, start=top + 1):
        sheet.write_url(number, 0, f"internal:'{table.name}'!A1", string=table.name)
        sheet.write_number(number, 1, len(table.rows), its.format("rows", align="left"))


def _write(its: _Book, table: Table, look: Look) -> None:
    if len(table.rows) >= ROWS:
        raise WorkbookError(f"{table.name} has {len(table.rows):,} rows; a sheet holds {ROWS:,}")
    sheet = _sheet(its, table.name, look)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(column, [row[place] for row in table.rows]))
        sheet.write_string(0, place, column, its.head)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    plain = its.format("text")
    for number, row in enumerate(table.rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, bool):
                sheet.write_boolean(number, place, value, plain)
            elif isinstance(value, str):
                sheet.write_string(number, place, _text(value, LONGEST), plain)
            elif value is not None:
                shown = its.figure(table.columns[place], value)
                sheet.write_number(number, place, value, shown)


def _sheet(its: _Book, name: str, look: Look) -> Any:  # noqa: ANN401 - ships no types
    """A sheet that prints on the client's paper, as wide as it is; its mark on every page."""
    sheet = its.book.add_worksheet(name)
    sheet.set_paper(PAPERS.get(look.paper, PAPERS["A4"]))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if look.mark:
        sheet.set_header(f"&C{mark_words(look.mark)}")
    sheet.set_footer("&L&A&R&P / &N")
    if get_language_bidi():
        sheet.right_to_left()
    return sheet


def _text(text: str, limit: int) -> str:
    """A text that a cell can hold. What is not in Unicode's first plane counts twice there."""
    clean = fit(text)
    return cut(clean, limit if max(clean, default="") <= "\uffff" else limit // 2)


def _width(column: str, values: list[Value]) -> int:
    longest = max((len(str(value)) for value in values[:LOOKED_AT] if value is not None), default=0)
    return min(WIDEST, max(NARROWEST, len(column) + 4, longest + 2))
