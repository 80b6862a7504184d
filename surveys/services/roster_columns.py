"""Which column holds what: by the words above it, or by what stands in it. A guess, to be shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from surveys.services.roster_file import Row

Speaks = Callable[[str], bool]

NAME, FIRST, LAST, EMAIL, DEPARTMENT = "name", "first", "last", "email", "department"
ROLE, LANGUAGE, HEAD, TYPE = "role", "language", "head", "type"
FIELDS = {
    NAME: _("Name"),
    FIRST: _("First name"),
    LAST: _("Last name"),
    EMAIL: _("E-mail address"),
    DEPARTMENT: _("Department"),
    ROLE: _("Role"),
    LANGUAGE: _("Language"),
    HEAD: _("Head of department"),
    TYPE: _("Employee type (not kept)"),
}
"""Employee types are known so that they are not taken for roles; nothing needs them."""
WORDS = {
    NAME: "name|full name|display name|employee|employee name|person|staff member|"
    "vollständiger name|anzeigename|mitarbeiter|mitarbeiterin|mitarbeitende|beschäftigte|"
    "name vorname|vorname name|mitarbeitername",
    FIRST: "first name|firstname|given name|givenname|forename|vorname|rufname|first",
    LAST: "last name|lastname|surname|family name|nachname|familienname|zuname|last",
    EMAIL: "email|e mail|mail|email address|e mail address|mail address|work email|business email|"
    "e mail adresse|email adresse|mailadresse|emailadresse|primary email|userprincipalname|upn|"
    "dienstliche e mail|e mail dienstlich|e mail geschäftlich",
    DEPARTMENT: "department|dept|department name|team|unit|division|org unit|organisation unit|"
    "organizational unit|business unit|abteilung|bereich|referat|fachbereich|abteilungsname|"
    "organisationseinheit|oe|amt|dezernat|sachgebiet|ressort|area|group",
    ROLE: "role|job title|title|position|job|function|rolle|funktion|stelle|tätigkeit|"
    "stellenbezeichnung|berufsbezeichnung|jobtitel|dienststellung",
    LANGUAGE: "language|lang|preferred language|sprache|locale|bevorzugte sprache|spr",
    HEAD: "head|head of department|department head|is head|lead|manager|is manager|line manager|"
    "leitung|leiter|leiterin|abteilungsleitung|abteilungsleiter|abteilungsleiterin|führungskraft|"
    "vorgesetzte|vorgesetzter|bereichsleitung|team lead|teamleitung|supervisor",
    TYPE: "employee type|employment type|type|contract|contract type|employment|worker type|"
    "mitarbeitertyp|beschäftigungsart|vertragsart|anstellungsart|mitarbeiterkreis|status",
}
KNOWN = {word: field for field, words in WORDS.items() for word in words.split("|")}
YES = frozenset(
    ("yes", "y", "x", "true", "1", "ja", "j", "wahr", "✓", "✔", "head", "lead", "leitung", "leiter")
) | {"leiterin"}
NO = frozenset(("no", "n", "false", "0", "nein", "falsch", "-", "–", "."))
LANGUAGES = {
    "english": "en",
    "englisch": "en",
    "german": "de",
    "deutsch": "de",
    "allemand": "de",
    "anglais": "en",
}
LANGUAGE_CODE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
SIGNS = re.compile(r"[^\w]+|_")
LOOKED_AT = 200
HEADER_WITHIN = 10
"""Rows: a title and a date may stand above the names of the columns."""
MOST, SOME = 0.6, 0.3
"""Of the cells of a column that speak for what it holds; fewer for departments that are known."""
FULL = 0.8
"""Of the rows: everybody belongs to a department, and few have a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """``header``: the row that names the columns, 0 for none; ``fields``: by column, or empty."""

    header: int
    fields: tuple[str, ...]

    def of(self, field: str) -> int | None:
        return self.fields.index(field) if field in self.fields else None


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """For comparing what people type: no case, no accents' form, no signs, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(SIGNS.sub(" ", folded).split())


def guess(
    rows: Sequence[Row], *, departments: Collection[str] = (), header: int | None = None
) -> Columns:
    """``departments``: names that are known already; ``header``: the row that was chosen."""
    width = max(map(len, rows), default=0)
    header = _header(rows) if header is None else min(header, len(rows))
    fields = _named(rows[header - 1], width) if header else [""] * width
    body = [row for row in rows[header : header + LOOKED_AT] if any(row)]
    columns = [[row[i] if i < len(row) else "" for row in body] for i in range(width)]
    known = {plain(name) for name in departments}
    _by_content(fields, columns, known, named=any(fields))
    return Columns(header=header, fields=tuple(fields))


def heading(rows: Sequence[Row], columns: Columns, index: int) -> str:
    """What stands above a column."""
    row = rows[columns.header - 1] if columns.header else ()
    return row[index] if index < len(row) else ""


def _header(rows: Sequence[Row]) -> int:
    best, found = 0, 0
    for number, row in enumerate(rows[:HEADER_WITHIN], start=1):
        words = sum(_field_of(cell) != "" for cell in row)
        if words > best and not any("@" in cell for cell in row):
            best, found = words, number
    full = max((sum(map(bool, row)) for row in rows[:HEADER_WITHIN]), default=0)
    if best > 1 or (best == 1 and full == 1):
        return found
    return 1 if _unlike_the_rest(rows) else found


def _unlike_the_rest(rows: Sequence[Row]) -> bool:
    """Whether the first row has no address where nearly all others have one."""
    filled = [row for row in rows[:LOOKED_AT] if any(row)]
    if len(filled) < 2 or filled[0] is not rows[0]:  # noqa: PLR2004 - a row and another
        return False
    below = sum(any("@" in cell for cell in row) for row in filled[1:])
    return not any("@" in cell for cell in filled[0]) and below > MOST * (len(filled) - 1)


def _field_of(cell: str) -> str:
    return KNOWN.get(plain(cell), "")


def _named(row: Row, width: int) -> list[str]:
    """Each field once: the first column of its name has it."""
    found: list[str] = []
    for i in range(width):
        field = _field_of(row[i]) if i < len(row) else ""
        found.append("" if field in found else field)
    if LAST not in found and FIRST in found and NAME in found:
        found[found.index(NAME)] = LAST  # "Vorname; Name"
    return found


def _by_content(
    fields: list[str], columns: list[list[str]], known: set[str], *, named: bool
) -> None:
    """Give the fields that matter to the columns that look like them."""
    free = [i for i, field in enumerate(fields) if not field and any(columns[i])]
    _give(fields, free, columns, EMAIL, lambda cell: "@" in cell)
    if known:
        _give(fields, free, columns, DEPARTMENT, lambda cell: plain(cell) in known, least=SOME)
    if named:
        return
    _give(fields, free, columns, HEAD, lambda cell: cell.casefold() in YES | NO)
    _give(fields, free, columns, LANGUAGE, lambda cell: bool(language_of(cell)))
    words = [i for i in free if _share(columns[i], lambda cell: any(map(str.isalpha, cell))) > MOST]
    full = [i for i in words if sum(map(bool, columns[i])) > FULL * len(columns[i])]
    if DEPARTMENT not in fields and len(full) > 1:
        # The fewer different words, the likelier it is where people belong; names differ.
        place = min(full, key=lambda i: (len(set(columns[i])), -i))
        fields[place] = DEPARTMENT
        words.remove(place)
    singles = [i for i in words if _share(columns[i], lambda cell: " " not in cell) > MOST]
    if len(singles) > 1 and singles[0] == words[0]:
        fields[singles[0]], fields[singles[1]] = FIRST, LAST
    elif words:
        fields[words[0]] = NAME


def _give(
    fields: list[str],
    free: list[int],
    columns: list[list[str]],
    field: str,
    speaks: Speaks,
    *,
    least: float = MOST,
) -> None:
    if field in fields:
        return
    found = max(free, key=lambda i: _share(columns[i], speaks), default=None)
    if found is not None and _share(columns[found], speaks) > least:
        fields[found] = field
        free.remove(found)


def _share(cells: list[str], speaks: Speaks) -> float:
    filled = [cell for cell in cells if cell]
    return sum(map(speaks, filled)) / len(filled) if filled else 0.0


def language_of(cell: str) -> str:
    """A code such as ``de``, or nothing where the cell names no language."""
    said = cell.strip().casefold()
    if said in LANGUAGES:
        return LANGUAGES[said]
    return said.replace("_", "-")[:2] if LANGUAGE_CODE.fullmatch(said) else ""
