"""Results as files of data: CSV, and what a PDF carries inside.

CSV is UTF-8 with a byte order mark, without which Excel takes it for another encoding; lines end
as RFC 4180 says. No cell can become a formula, whatever a user typed: a text that begins like one
gets an apostrophe in front. Figures are never touched: a negative one stays a figure.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Mapping

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting.edits import NONE, Edits
from readiness.reporting.plain_text import fit
from readiness.reporting.table_rows import Table, Value, tables

# Where a spreadsheet would begin a formula: at the start of a cell, also after what separates cells
# for one that is set to another language and takes the quotes for text.
FORMULA = re.compile(r"^(?=[\t\n])|(?:^|(?<=[;\t\n]))(?=[^\S\t\n]*[=+\-@＝＋－＠])")  # noqa: RUF001
# ZIP knows no year before; the same bytes need the same date.
EPOCH = (1980, 1, 1, 0, 0, 0)


def csv_files(*, release: Release, model: ActivityModel, edits: Edits = NONE) -> dict[str, bytes]:
    """A file a table, by its name; tables without a row are left out."""
    found = tables(release=release, model=model, edits=edits)
    return {f"{table.name}.csv": _csv(table) for table in found if table.rows}


def attachments(*, release: Release, model: ActivityModel) -> dict[str, bytes]:
    """What a PDF carries: every figure as JSON and CSV, and the model that they were made by."""
    files = {"results.json": json_file(release)} | csv_files(release=release, model=model)
    return files | ({"model.yaml": _encoded(model.source)} if model.source else {})


def csv_zip(*, release: Release, model: ActivityModel, edits: Edits = NONE) -> bytes:
    """The CSV files in one."""
    return zipped(csv_files(release=release, model=model, edits=edits))


def json_file(release: Release) -> bytes:
    """``results.json``."""
    return _encoded(release.to_json())


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file, the same bytes for the same files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # as on Linux, also elsewhere
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return written.getvalue()


def _csv(table: Table) -> bytes:
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(table.columns)
    rows.writerows([_cell(value) for value in row] for row in table.rows)
    return codecs.BOM_UTF8 + _encoded(written.getvalue())


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return harmless(fit(value))
    return "" if value is None else str(value)


def harmless(text: str) -> str:
    """``text`` with an apostrophe before what a spreadsheet would take for a formula."""
    return FORMULA.sub("'", text)


def _encoded(text: str) -> bytes:
    """UTF-8; half a character is written as the escape that JSON has for it."""
    return text.encode(errors="backslashreplace")
