"""Workbooks for tests, treated as people treat them."""

import io
import zipfile

from openpyxl import Workbook


def workbook(*sheets, hidden_rows=(), merged=(), formulas=None):
    """``sheets``: pairs of a title and rows; the rest is done to the first."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    first = book.worksheets[0]
    for number in hidden_rows:
        first.row_dimensions[number].hidden = True
    for reference in merged:
        first.merge_cells(reference)
    for cell, formula in (formulas or {}).items():
        first[cell] = formula
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(content, name, text):
    """The package with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, text)
    return out.getvalue()
