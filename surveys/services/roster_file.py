"""A roster as it came, file or paste, as rows of text; nothing is judged here but the file."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.services import roster_encoding

MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_CELL = 1_000
SEPARATORS = {
    ",": gettext_lazy("Comma"),
    ";": gettext_lazy("Semicolon"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Vertical line"),
}
LOOKED_AT = 60
"""Rows, to find the separator."""
MANY_BREAKS = 10
"""Line breaks in one cell: a quotation mark that was never closed."""
CONVERTED = b"RDW1"
"""What a stored workbook begins with; see ``keep``."""

Row = tuple[str, ...]


class FileRefused(Exception):  # noqa: N818 - reads as what happened
    """No roster can be read from it; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """``hidden``: rows that the workbook hides; ``merged``: cells that were filled from above."""

    name: str
    rows: tuple[Row, ...]
    hidden: int = 0
    merged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet, and how it was read; what may be chosen is empty where there is no choice."""

    sheet: Sheet
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.sheet.rows


def keep(sheets: list[Sheet]) -> bytes:
    """A workbook's cells, to be stored in its place: reading it takes ten times as long."""
    data = [[each.name, each.rows, each.hidden, each.merged] for each in sheets]
    return CONVERTED + zlib.compress(json.dumps(data).encode(), 1)


def read(content: bytes, *, sheet: int = 0, encoding: str = "", separator: str = "") -> Table:
    """The rows as ``keep`` or the sender left them. Raises FileRefused."""
    if content.startswith(CONVERTED):
        data = json.loads(zlib.decompress(content[len(CONVERTED) :]))
        name, rows, hidden, merged = data[sheet if 0 <= sheet < len(data) else 0]
        found = Sheet(name=name, rows=tuple(map(tuple, rows)), hidden=hidden, merged=merged)
        return Table(sheet=found, sheets=tuple(each[0] for each in data))
    try:
        text, encoding = roster_encoding.decode(content, encoding=encoding)
    except (UnicodeDecodeError, LookupError):
        raise FileRefused(
            _("The file is not in this encoding. Choose another one, or save it as UTF-8.")
        ) from None
    text, declared = _declared(text)
    separator = separator if separator in SEPARATORS else declared or _separator(text)
    rows = _rows(text, separator)
    check_size(rows)
    return Table(sheet=Sheet(name="", rows=rows), encoding=encoding, separator=separator)


def check_size(rows: tuple[Row, ...]) -> None:
    """Raises FileRefused where there is nothing, or too much."""
    if not any(map(any, rows)):
        raise FileRefused(_("There is nothing in it. Choose the file that holds the list."))
    if sum(any(row) for row in rows) > MOST_ROWS + 1:
        raise FileRefused(
            _("There are more than %(most)s people in it. Divide it into several files.")
            % {"most": f"{MOST_ROWS:,}"}
        )
    if max(map(len, rows)) > MOST_COLUMNS:
        raise FileRefused(
            _("It has more than %(most)s columns. Leave out those that are not needed.")
            % {"most": MOST_COLUMNS}
        )


def _declared(text: str) -> tuple[str, str]:
    """The text without Excel's own first line ``sep=;``, and what that says."""
    first, _end, rest = text.partition("\n")
    said = first.strip().strip('"').lower()
    if said.startswith("sep=") and said[4:] in SEPARATORS:
        return rest, said[4:]
    return text, ""


def _separator(text: str) -> str:
    """The one that cuts the first rows into the same number of cells most often."""

    def fitness(separator: str) -> tuple[float, int]:
        rows = [row for row in _read(text[:100_000], separator)[:LOOKED_AT] if any(row)]
        [(width, often)] = Counter(map(len, rows)).most_common(1) or [(0, 0)]
        return (often / len(rows), width) if width > 1 else (0, 0)

    return max(SEPARATORS, key=fitness)


def _rows(text: str, separator: str) -> tuple[Row, ...]:
    rows = _read(text, separator)
    for number, row in enumerate(rows, start=1):
        if any(cell.count("\n") > MANY_BREAKS for cell in row):
            raise FileRefused(
                _(
                    "A quotation mark that is opened in row %(row)s is never closed. Delete it, or "
                    "close it, and choose the file again."
                )
                % {"row": number}
            )
    return tuple(tuple(cell.strip() for cell in row) for row in rows)


def _read(text: str, separator: str) -> list[list[str]]:
    """Every line, also the empty ones, so that rows are numbered as a spreadsheet numbers them."""
    before = csv.field_size_limit(len(text) + 1)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    finally:
        csv.field_size_limit(before)
