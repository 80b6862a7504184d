"""XLSX as rows of text. A formula stays a formula, to be refused where it stands.

Workbooks come from strangers: how much they unpack to is bounded before they are read, and one
that declares entities of its own is refused, which no program writes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from surveys.services.roster_file import MOST_COLUMNS, MOST_ROWS, FileRefused, Sheet, check_size

LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2_000
MOST_SHEETS = 50
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DECLARES = tuple("<!DOCTYPE".encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z0-9:]+)"')
BROKEN = (
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
)
"""What openpyxl raises over files that are not what they say."""


def looks_packed(content: bytes) -> bool:
    return content.startswith((ZIP, OLE))


def read_workbook(content: bytes) -> list[Sheet]:
    """Every sheet that is shown and holds something. Raises FileRefused."""
    if content.startswith(OLE):
        raise FileRefused(
            _(
                "This is an old Excel file, or one with a password. Save it as XLSX without a "
                "password and choose that."
            )
        )
    try:
        _check_package(content)
        sheets = list(_sheets(content))
    except BROKEN:
        raise FileRefused(_not_a_workbook()) from None
    if not sheets:
        raise FileRefused(_("There is nothing in it. Choose the file that holds the list."))
    for sheet in sheets:
        check_size(sheet.rows)
    return sheets


def _not_a_workbook() -> str:
    return _("This file cannot be read as a workbook. Open it, save it as XLSX and choose that.")


def _check_package(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise FileRefused(
                _("The workbook is too large when unpacked. Copy the list into a new workbook.")
            )
        if "xl/workbook.xml" not in package.namelist():
            raise FileRefused(_not_a_workbook())
        for part in parts:
            if any(mark in package.read(part) for mark in DECLARES):
                raise FileRefused(_not_a_workbook())


def _sheets(content: bytes) -> Iterator[Sheet]:
    book: Any = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for page in book.worksheets[:MOST_SHEETS]:
            if page.sheet_state != "visible":
                continue
            page.reset_dimensions()
            rows = _rows(page)
            hidden, ranges = _shape(package, page._worksheet_path)  # noqa: SLF001 - it has no other name
            merged = _fill(rows, ranges)
            while rows and not any(rows[-1]):
                rows.pop()
            if any(map(any, rows)):
                found = tuple(map(tuple, rows))
                yield Sheet(name=str(page.title), rows=found, hidden=hidden, merged=merged)


def _rows(page: Any) -> list[list[str]]:  # noqa: ANN401 - its types know no such sheet
    """As far as a list of people may go, and one row further, which is refused later."""
    rows: list[list[str]] = []
    filled = 0
    for row in page.iter_rows(values_only=True):
        cells = [_text(value) for value in row[: MOST_COLUMNS + 1]]
        while cells and not cells[-1]:
            cells.pop()
        filled += bool(cells)
        rows.append(cells)
        if filled > MOST_ROWS + 1:
            break
    return rows


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case datetime() | date() | time():
            return value.isoformat().removesuffix("T00:00:00")
        case int() | float():
            return str(value).removesuffix(".0")
        case _:
            # A formula of several cells, or a table of data.
            return f"={getattr(value, 'text', '') or ''}"


def _shape(package: zipfile.ZipFile, path: str) -> tuple[int, list[str]]:
    """How many rows are hidden, and the ranges of merged cells: openpyxl tells neither."""
    text = package.read(path)
    hidden = sum(HIDDEN.search(found[1]) is not None for found in ROW.finditer(text))
    return hidden, [found[1].decode() for found in MERGED.finditer(text)]


def _fill(rows: list[list[str]], ranges: list[str]) -> int:
    """Repeat what stands in the first of merged cells down its column; returns how often."""
    filled = 0
    for ref in ranges:
        column, top, _right, bottom = range_boundaries(ref)
        if top is None or bottom is None or column is None or column > MOST_COLUMNS:
            continue
        value = _at(rows, top, column)
        for number in range(top + 1, min(bottom, len(rows)) + 1) if value else ():
            row = rows[number - 1]
            row.extend([""] * (column - len(row)))
            row[column - 1] = value
            filled += 1
    return filled


def _at(rows: list[list[str]], number: int, column: int) -> str:
    row = rows[number - 1] if number <= len(rows) else []
    return row[column - 1] if column <= len(row) else ""
