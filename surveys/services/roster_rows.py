"""The rows of a roster as people, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from surveys.services import roster_cells as cells
from surveys.services import roster_columns as columns_of
from surveys.services.roster_cells import Cell, Reason
from surveys.services.roster_columns import FIELDS, Columns, plain
from surveys.services.roster_file import Row

if TYPE_CHECKING:
    from django.utils.functional import Promise

NOBODY = Reason(
    what=_("There is neither a name nor an address in this row."),
    mend=_("Add one, or delete the row."),
)
NO_DEPARTMENT = Reason(what=_("There is no department in this row."), mend=_("Add the department."))
TOO_MANY_CELLS = Reason(
    what=_("This row has more cells than the others."),
    mend=_("Put a cell that holds the separator in quotation marks."),
)
NAMELESS = Reason(
    what=_("There is no name in this row."),
    mend=_("The address stands for it; nothing to do."),
    fatal=False,
)
TWICE_THE_SAME = Reason(
    what=_("The same person stands in row %(row)s."),
    mend=_("Taken once; nothing to do."),
    fatal=False,
)
SAME_ADDRESS = Reason(
    what=_("The same address stands in row %(row)s, with something else beside it."),
    mend=_("Keep the row that is right, or give each person their own address."),
)
SAME_NAME = Reason(
    what=_("The same name stands in row %(row)s, in the same department and without an address."),
    mend=_("Add an address, so that they can be told apart, or delete one of the two."),
)
NO_LANGUAGE = Reason(
    what=_("This is not a language."),
    mend=_("The organisation's language is used; write a code such as de or en."),
    fatal=False,
)
SHOWN = 60
"""Characters of a cell in the table of problems."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """``column`` is empty for the row as a whole; ``text`` is what stands there."""

    row: int
    column: str
    text: str
    what: str
    mend: str
    fatal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Somebody of the file. ``department`` as it is written; ``head``: what says who leads it."""

    row: int
    name: str
    email: str
    department: str
    role: str = ""
    language: str = ""
    head: str = ""

    @property
    def place(self) -> str:
        return plain(self.department)

    def same_person(self, other: Entry) -> bool:
        mine = (self.name, self.email, self.place, self.role, self.language)
        return mine == (other.name, other.email, other.place, other.role, other.language)


@dataclass(slots=True)
class Read:
    """``refused``: names and addresses of refused rows, so that nobody of them is taken as gone."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    bad: set[int] = field(default_factory=set)


class Reader:
    """Reads one table; ``label`` says a column as its file does."""

    def __init__(self, rows: tuple[Row, ...], columns: Columns) -> None:
        self.rows, self.columns = rows, columns
        self.places = {each: columns.of(each) for each in FIELDS}
        self.width = len(rows[columns.header - 1]) if columns.header else len(columns.fields)
        self.nothing = dict.fromkeys(FIELDS, cells.NOTHING)
        self.used = [
            name
            for name, place in self.places.items()
            if place is not None and name != columns_of.TYPE
        ]
        self.found = Read()
        self.by_email: dict[str, Entry] = {}
        self.by_name: dict[tuple[str, str], Entry] = {}

    def read(self) -> Read:
        for number in range(self.columns.header + 1, len(self.rows) + 1):
            row = self.rows[number - 1]
            if any(row):
                entry = self._entry(number, row)
                if entry is not None and self._is_new(entry, row):
                    self.found.entries.append(entry)
        return self.found

    def _entry(self, number: int, row: Row) -> Entry | None:
        if any(row[self.width :]):
            # Its cells stand in other columns than they should.
            self.found.problems.append(self._say(number, row, "", TOO_MANY_CELLS))
            self._refuse(number, row)
            return None
        read = self.nothing | {each: self._cell(each, row) for each in self.used}
        said = [
            self._say(number, row, each, reason)
            for each, cell in read.items()
            for reason in cell.reasons
        ]
        said += [self._say(number, row, "", reason) for reason in _whole(read)]
        self.found.problems += said
        if any(problem.fatal for problem in said):
            self._refuse(number, row)
            return None
        language = columns_of.language_of(read[columns_of.LANGUAGE].text)
        return Entry(
            row=number,
            name=_name(read) or read[columns_of.EMAIL].text,
            email=read[columns_of.EMAIL].text,
            department=read[columns_of.DEPARTMENT].text,
            role=read[columns_of.ROLE].text,
            language=language,
            head=read[columns_of.HEAD].text,
        )

    def _cell(self, name: str, row: Row) -> Cell:
        raw = self._raw(name, row)
        if not raw:
            return cells.NOTHING
        match name:
            case columns_of.EMAIL:
                return cells.address_of(raw)
            case columns_of.NAME | columns_of.FIRST | columns_of.LAST:
                return cells.name_of(raw)
            case columns_of.HEAD:
                return cells.text_of("" if raw in columns_of.NO else raw)
            case columns_of.LANGUAGE:
                cell = cells.text_of(raw)
                unknown = cell.text and not columns_of.language_of(cell.text)
                return Cell("", (NO_LANGUAGE,)) if unknown else cell
            case _:
                return cells.text_of(raw)

    def _is_new(self, entry: Entry, row: Row) -> bool:
        """Whether nobody before is the same, as far as the file tells."""
        if entry.email:
            before = self.by_email.setdefault(entry.email, entry)
            reason = TWICE_THE_SAME if before.same_person(entry) else SAME_ADDRESS
        else:
            before = self.by_name.setdefault((plain(entry.name), entry.place), entry)
            reason = SAME_NAME
        if before is entry:
            return True
        problem = self._say(entry.row, row, "", reason, at=before.row)
        self.found.problems.append(problem)
        if problem.fatal:
            self._refuse(entry.row, row)
        return False

    def _refuse(self, number: int, row: Row) -> None:
        self.found.bad.add(number)
        names = (self._raw(columns_of.FIRST, row), self._raw(columns_of.LAST, row))
        whole = self._raw(columns_of.NAME, row) or " ".join(filter(None, names))
        self.found.refused |= {plain(whole), self._raw(columns_of.EMAIL, row).strip().lower()}

    def _raw(self, name: str, row: Row) -> str:
        place = self.places[name]
        return row[place] if place is not None and place < len(row) else ""

    def _say(self, number: int, row: Row, name: str, reason: Reason, *, at: int = 0) -> Problem:
        place = self.places[name] if name else None
        column = ""
        if place is not None:
            column = columns_of.heading(self.rows, self.columns, place) or str(FIELDS[name])
        return Problem(
            row=number,
            column=shown(column),
            text=shown(self._raw(name, row)) if name else "",
            what=_filled(reason.what, at),
            mend=str(reason.mend),
            fatal=reason.fatal,
        )


def shown(text: str) -> str:
    """What stands in a cell, as a page can show it: short, and with its hidden characters seen."""
    seen = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return seen if len(seen) <= SHOWN else f"{seen[: SHOWN - 1]}…"


def _whole(read: dict[str, Cell]) -> Iterator[Reason]:
    """What is wrong with the row rather than with one cell."""
    if any(cell.refused for cell in read.values()):
        return
    if not read[columns_of.DEPARTMENT].text:
        yield NO_DEPARTMENT
    if not _name(read):
        yield NAMELESS if read[columns_of.EMAIL].text else NOBODY


def _filled(text: Promise, row: int) -> str:
    return str(text) % {"row": row} if row else str(text)


def _name(read: dict[str, Cell]) -> str:
    parts = (read[columns_of.FIRST].text, read[columns_of.LAST].text)
    return read[columns_of.NAME].text or " ".join(filter(None, parts))
