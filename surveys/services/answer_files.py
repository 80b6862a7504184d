"""Read answer and department files: CSV in, checked values out, every problem with its row."""

from __future__ import annotations

import csv
import difflib
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from readiness.core.activity_model import ActivityModel
from readiness.core.scope import Department
from readiness.core.tally import COUNTED, DONT_KNOW, LONG, NOT_APPLICABLE, NOT_PART, AnswerProblem

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

DEPARTMENT_COLUMNS = (
    "key",
    "name",
    "type",
    "invited",
    "group",
    "head",
    "hours",
    "authority",
    "headcount",
    "na",
)
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")
WHOLE = re.compile(r"[0-9]{1,9}")
MAX_TEXT = 200
HEADER = 100_000
"""Characters in which a header row ends, if there is one."""
NO_NUMBER = "\x01"
HOURS_IN_A_WEEK = 168
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class FileError(Exception):
    """A file cannot be read. ``name`` is its path, ``problems`` say where and how to mend it."""

    def __init__(
        self, name: str, problems: list[AnswerProblem], *, total: int | None = None
    ) -> None:
        self.name = name
        self.problems = problems
        self.total = len(problems) if total is None else total
        super().__init__("\n".join(f"{name}, {problem}" for problem in problems))


def read_answers(path: Path) -> pd.DataFrame:
    """Read an answer file into columns of text; the index is the row in the file, header row 1.

    The columns are categories, so that a million answers cost what their few distinct words cost.
    Raises FileError. Whether questions and values exist is checked when they are counted.
    """
    import pandas as pd

    text = _decoded(path)
    columns = _answer_columns(path, text)
    try:
        frame = _categories(text)
    except (pd.errors.ParserError, csv.Error) as error:
        raise _failure(path, _parser_row(str(error)), "all", *_parser_words(str(error))) from None
    frame.columns = frame.columns.str.strip().str.lower()
    frame = pd.DataFrame({name: _stripped(frame[name]) for name in columns})
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    empty = np.logical_and.reduce([frame[name] == "" for name in columns])
    filled = frame.loc[~empty] if empty.any() else frame
    if filled.empty:
        raise _failure(path, 2, "all", "there is no answer below the header", "Add a row an answer")
    return filled


def _categories(text: str) -> pd.DataFrame:
    """Every column as categories of text.

    pandas turns a column of nothing but numbers into numbers, so that 007 and 7 would be one
    person; a last row of a word that is no number keeps them apart.
    """
    import pandas as pd

    cells = len(next(csv.reader(io.StringIO(text[:HEADER]))))
    words = f"{text.rstrip()}\n{','.join([NO_NUMBER] * cells)}\n"
    return pd.read_csv(
        io.BytesIO(words.encode()),
        dtype="category",
        keep_default_na=False,
        na_filter=False,
        skip_blank_lines=False,
    ).iloc[:-1]


def _stripped(column: pd.Series[Any]) -> pd.Series[Any]:
    """The column without spaces around its texts."""
    known = column.cat.categories.tolist()
    if [text.strip() for text in known] == known:
        return column
    words = {text: text.strip() for text in known}
    return column.astype(object).map(words).astype("category")


def read_departments(
    path: Path, model: ActivityModel
) -> tuple[tuple[Department, ...], dict[tuple[str, str], str]]:
    """Read a department file: the departments, and by (department, activity) why it does not apply.

    Raises FileError with every problem.
    """
    problems: list[AnswerProblem] = []
    rows = read_rows(
        path, columns=DEPARTMENT_COLUMNS, needed=DEPARTMENT_COLUMNS[:2], problems=problems
    )
    departments: list[Department] = []
    marks: dict[tuple[str, str], str] = {}
    for number, cells in rows:
        reader = _DepartmentRow(number, cells, model, problems)
        departments.append(reader.department())
        marks |= reader.marks()
    problems += _repeated_keys(departments, [number for number, _cells in rows])
    if not departments and not problems:
        problems.append(
            _problem(2, "all", "there is no department below the header", "Add a row a department")
        )
    if problems:
        raise FileError(str(path), problems)
    return tuple(departments), marks


def read_rows(
    path: Path,
    *,
    columns: tuple[str, ...],
    needed: tuple[str, ...],
    problems: list[AnswerProblem],
) -> list[tuple[int, dict[str, str]]]:
    """Each filled row's number in the file, and its cells by column.

    A row with too many cells is left out and noted in ``problems``. Raises FileError for a file
    that is no such table.
    """
    text = _decoded(path)
    _refuse_semicolons(path, text, needed)
    rows = list(csv.reader(io.StringIO(text), strict=False))
    header = [name.strip().lower() for name in rows[0]] if rows else []
    _check_header(path, header, columns=columns, needed=needed)
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header):
            problems.append(
                _problem(
                    number,
                    "all",
                    f"{len(row)} cells stand under {len(header)} columns",
                    "Put cells with a comma in double quotes",
                )
            )
            continue
        found.append((number, dict(zip(header, (cell.strip() for cell in row), strict=False))))
    return found


def departments_in(frame: pd.DataFrame) -> tuple[Department, ...]:
    """The departments that answers name, when no file says more about them."""
    keys = sorted(frame["department"].unique())
    return tuple(Department(key=key, name=key) for key in keys if key)


class _DepartmentRow:
    """Turns one row's cells into a department, noting what is wrong."""

    def __init__(
        self, row: int, cells: dict[str, str], model: ActivityModel, problems: list[AnswerProblem]
    ) -> None:
        self.row, self.cells, self.model, self.problems = row, cells, model, problems

    def department(self) -> Department:
        return Department(
            key=self._key(),
            name=self._text("name") or self.cells.get("key", ""),
            type=self._type(),
            invited=self._whole("invited", 10**9),
            group=self.cells.get("group") or None,
            head=self._text("head") or None,
            hours=self._whole("hours", HOURS_IN_A_WEEK * 1000),
            authority=self._whole("authority", self._top_authority()),
            headcount=self._whole("headcount", 10**9),
        )

    def _top_authority(self) -> int:
        facts = self.model.department_facts
        return 10**9 if facts is None else int(self.model.scales[facts.authority_scale].span[1])

    def marks(self) -> dict[tuple[str, str], str]:
        """``ACTIVITY=reason`` entries, separated by semicolons."""
        found = {}
        for entry in filter(None, (part.strip() for part in self.cells.get("na", "").split(";"))):
            code, _, reason = (part.strip() for part in entry.partition("="))
            if code not in self.model.activities:
                self._note(
                    "na",
                    f"“{code[:60]}” is not an activity",
                    _close(code, [*self.model.activities]),
                )
            elif not reason:
                self._note(
                    "na", f"no reason is given for {code}", f"Write {code}=why it does not apply"
                )
            found[self.cells.get("key", ""), code] = reason
        return found

    def _key(self) -> str:
        key = self.cells.get("key", "")
        asked = self.model.ownership_questions
        questions = (asked.today, asked.should) if asked is not None else ()
        reserved = {DONT_KNOW, NOT_PART, NOT_APPLICABLE} | {
            option.code for question in questions for option in question.options
        }
        if not KEY.fullmatch(key):
            self._note(
                "key", f"“{key[:60]}” cannot be a key", "Use letters, digits, - and _, at most 50"
            )
        elif key in reserved:
            self._note(
                "key", f"“{key}” has a meaning of its own as an answer", "Choose another key"
            )
        return key

    def _text(self, column: str) -> str:
        text = self.cells.get(column, "")
        if len(text) > MAX_TEXT or CONTROL.search(text):
            self._note(
                column,
                "the text is longer than 200 characters or holds control characters",
                "Shorten or retype it",
            )
        return text

    def _type(self) -> str | None:
        kind = self.cells.get("type", "")
        known = self.model.department_types
        if kind and known and kind not in known:
            self._note(
                "type",
                f"the type “{kind[:60]}” is unknown",
                _close(kind, [*self.model.department_types]),
            )
        return kind or None

    def _whole(self, column: str, most: int) -> int | None:
        text = self.cells.get(column, "")
        if not text:
            return None
        if not WHOLE.fullmatch(text) or int(text) > most:
            self._note(
                column,
                f"“{text[:60]}” is not a whole number from 0 to {most}",
                "Correct it, or leave it empty if not stated",
            )
            return None
        return int(text)

    def _note(self, column: str, what: str, mend: str) -> None:
        self.problems.append(_problem(self.row, column, what, mend))


def _decoded(path: Path) -> str:
    if path.is_dir():
        raise _failure(path, 1, "all", "this is a folder", "Name the CSV file in it")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _failure(
            path,
            1,
            "all",
            f"the file cannot be opened ({error.strerror})",
            "Check the path and its rights",
        ) from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"PK")):
        raise _failure(
            path,
            1,
            "all",
            "this is not a CSV file in UTF-8",
            "Save it as CSV UTF-8 (comma separated)",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        line = raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start]
        raise _failure(
            path,
            row,
            str(line.count(b",") + 1),
            "a letter here is not UTF-8 (perhaps Latin-1)",
            "Save the file as CSV UTF-8",
        ) from None
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        raise _failure(
            path, row, "all", "a NUL character stands here", "Save the file anew as CSV UTF-8"
        )
    if not text.strip():
        raise _failure(path, 1, "all", "the file is empty", "Start it with a header row")
    return text


def _answer_columns(path: Path, text: str) -> tuple[str, ...]:
    """Whether the file is long or counted, from its header."""
    _refuse_semicolons(path, text, LONG)
    header = [name.strip().lower() for name in next(csv.reader(io.StringIO(text[:HEADER])))]
    for columns in (LONG, COUNTED):
        if set(columns) <= set(header):
            return _only_once(path, header, columns)
    wanted = COUNTED if "n" in header and "respondent" not in header else LONG
    missing = ", ".join(name for name in wanted if name not in header)
    raise _failure(
        path,
        1,
        missing,
        f"the header lacks {missing}",
        f"Write {','.join(LONG)} (or {','.join(COUNTED)} for counted answers) in the first row",
    )


def _only_once(path: Path, header: list[str], columns: tuple[str, ...]) -> tuple[str, ...]:
    for name in columns:
        if header.count(name) > 1:
            raise _failure(path, 1, name, f"the column {name} stands twice", "Keep one of them")
    return columns


def _refuse_semicolons(path: Path, text: str, columns: tuple[str, ...]) -> None:
    first = text[:HEADER].split("\n", 1)[0]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        parts = [part.strip().strip('"').lower() for part in first.split(mark)]
        if mark in first and "," not in first and columns[1] in parts:
            raise _failure(
                path,
                1,
                "all",
                f"columns are separated by {name}",
                "Save the file with commas between columns",
            )


def _check_header(
    path: Path, header: list[str], *, columns: tuple[str, ...], needed: tuple[str, ...]
) -> None:
    problems = [
        _problem(1, name, f"the header lacks {name}", f"Known columns: {','.join(columns)}")
        for name in needed
        if name not in header
    ]
    for name in header:
        if name not in columns:
            problems.append(
                _problem(
                    1,
                    name[:60] or "(empty)",
                    "this column is unknown",
                    _close(name, [*columns]),
                )
            )
        elif header.count(name) > 1:
            problems.append(_problem(1, name, "this column stands twice", "Keep one of them"))
    if problems:
        raise FileError(str(path), problems)


def _repeated_keys(departments: list[Department], numbers: list[int]) -> list[AnswerProblem]:
    seen: dict[str, int] = {}
    problems = []
    for number, department in zip(numbers, departments, strict=True):
        if department.key in seen:
            problems.append(
                _problem(
                    number,
                    "key",
                    f"{department.key} stands here again (first in row {seen[department.key]})",
                    "Give each department its own key",
                )
            )
        seen.setdefault(department.key, number)
    return problems


def _parser_row(message: str) -> int:
    """The row in the file: the parser counts lines from 1, but rows from 0."""
    found = re.search(r"(line|row) (\d+)", message)
    if not found:
        return 1
    return int(found.group(2)) + (1 if found.group(1) == "row" else 0)


def _parser_words(message: str) -> tuple[str, str]:
    if "EOF inside string" in message:
        return (
            "a double quote is opened and never closed",
            "Close it, or write it twice inside text",
        )
    return (
        "this row has more cells than the header has columns",
        "Put cells with a comma in double quotes",
    )


def _close(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean “{close[0]}”?" if close else f"Known: {', '.join(known)}"


def _problem(row: int, column: str, what: str, mend: str) -> AnswerProblem:
    return AnswerProblem(row=row, column=column, what=what, mend=mend)


def _failure(path: Path, row: int, column: str, what: str, mend: str) -> FileError:
    return FileError(str(path), [_problem(row, column, what, mend)])
