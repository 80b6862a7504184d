"""One cell of a roster: cleaned of what nobody typed on purpose, or refused with a reason."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

LONGEST_NAME, LONGEST_ADDRESS = 200, 254
JOINERS = "\u200c\u200d"
"""Without width too, but part of how Persian and Indian names are written."""
SIGNS = frozenset(("-", "–", "—", ".", "?", "/"))
EMPTY = SIGNS | {"n/a", "na", "none", "null", "keine", "k.a.", "nan"}
"""What people type for nothing. Words among them are names too, so not where names stand."""
ERRORS = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|NV|BEZUG!|WERT!|ZAHL!)", re.IGNORECASE
)
FORMULA = re.compile(r"[=@]|[+-](?=[\w(])|\t|\r")
ADDRESSES = re.compile(r"[^\s;,@<>]+@[^\s;,@<>]+")
IN_BRACKETS = re.compile(r"[^<>]*<([^<>\s]+@[^<>\s]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """``fatal``: the row cannot be taken; otherwise it was mended, and the page says so."""

    what: Promise
    mend: Promise
    fatal: bool = True


FORMULA_HERE = Reason(
    what=_("This is a formula, not a text."),
    mend=_("Copy the column and paste it as values, or type what is meant."),
)
ERROR_HERE = Reason(what=_("A spreadsheet shows an error here."), mend=_("Type what is meant."))
UNSTORABLE = Reason(
    what=_("There is a character in it that cannot be stored."),
    mend=_("Type it anew; the file was perhaps damaged on its way."),
)
TOO_LONG = Reason(what=_("It is too long."), mend=_("Shorten it to 200 characters."))
NO_LETTERS = Reason(
    what=_("There is no letter in it."), mend=_("Type the name, or choose another column for it.")
)
HIDDEN = Reason(
    what=_("There were hidden characters in it."),
    mend=_("They were removed; nothing to do."),
    fatal=False,
)
WIDE_SPACE = Reason(
    what=_("There were special spaces in it."),
    mend=_("They were replaced by plain ones; nothing to do."),
    fatal=False,
)
TRIMMED = Reason(
    what=_("There was more than the address in it."),
    mend=_("The address was taken; nothing to do."),
    fatal=False,
)
TWO_ADDRESSES = Reason(
    what=_("There is more than one address in it."), mend=_("Keep the one that is read.")
)
FOREIGN_LETTERS = Reason(
    what=_("The part before the @ has letters that mail servers rarely take."),
    mend=_("Type the address anew: some letters only look like a to z."),
)
MALFORMED = Reason(
    what=_("This is not an e-mail address."), mend=_("Correct it, such as anna@example.com.")
)


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` is what would be stored, empty where it is refused."""

    text: str
    reasons: tuple[Reason, ...] = ()

    @property
    def refused(self) -> bool:
        return any(reason.fatal for reason in self.reasons)


NOTHING = Cell("")


def clean(raw: str, *, empty: frozenset[str] = EMPTY) -> Cell:
    """Any text: spaces and hidden characters put right."""
    if not raw:
        return NOTHING
    text, notes = _plain(raw) if raw.isascii() and raw.isprintable() else _shown(raw)
    if text.casefold() in empty:
        return NOTHING
    if not text.isascii() or "\0" in text:
        if _is_unstorable(text):
            return Cell("", (UNSTORABLE,))
    elif text.startswith("#") and ERRORS.match(text):
        return Cell("", (ERROR_HERE,))
    return Cell(text, notes)


def text_of(raw: str, *, empty: frozenset[str] = EMPTY) -> Cell:
    """A role or a department."""
    cell = clean(raw, empty=empty)
    if cell.text and FORMULA.match(raw):
        return Cell("", (FORMULA_HERE,))
    return Cell("", (TOO_LONG,)) if len(cell.text) > LONGEST_NAME else cell


def name_of(raw: str) -> Cell:
    """A name in any script."""
    cell = text_of(raw, empty=SIGNS)
    if cell.text and not any(map(str.isalpha, cell.text)):
        return Cell("", (NO_LETTERS,))
    return cell


def address_of(raw: str) -> Cell:
    """An e-mail address in small letters."""
    if raw.startswith("="):
        return Cell("", (FORMULA_HERE,))
    cell = clean(raw)
    if not cell.text:
        return cell
    text = unicodedata.normalize("NFKC", cell.text)
    bare = _bare(text)
    notes = cell.reasons + ((TRIMMED,) if bare != text else ())
    reason = _fault(bare)
    return Cell("", (reason,)) if reason else Cell(bare.lower(), notes)


def _bare(text: str) -> str:
    """The address in "Anna <anna@example.com>;" and "mailto:anna@example.com"."""
    text = text.strip(" ;,")
    if found := IN_BRACKETS.fullmatch(text):
        text = found[1]
    return re.sub(r"^(?:mailto|smtp):", "", text, flags=re.IGNORECASE).strip("<>'\" ")


def _fault(address: str) -> Reason | None:
    if len(ADDRESSES.findall(address)) > 1:
        return TWO_ADDRESSES
    if len(address) > LONGEST_ADDRESS:
        return MALFORMED
    if not address.rpartition("@")[0].isascii():
        return FOREIGN_LETTERS
    try:
        validate_email(address)
    except ValidationError:
        return MALFORMED
    return None


def _plain(raw: str) -> tuple[str, tuple[Reason, ...]]:
    return " ".join(raw.split()), ()


def _shown(raw: str) -> tuple[str, tuple[Reason, ...]]:
    """What is to be seen of a text, and what was removed. NUL and half characters stay."""
    notes: tuple[Reason, ...] = ()
    spaced = "".join(" " if _is_space(letter) else letter for letter in raw)
    if spaced != raw and any(_is_space(letter) and letter not in " \n\r\t" for letter in raw):
        notes += (WIDE_SPACE,)
    seen = "".join(letter for letter in spaced if not _is_hidden(letter))
    if seen != spaced:
        notes += (HIDDEN,)
    return " ".join(unicodedata.normalize("NFC", seen).split()), notes


def _is_space(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) == "Zs"


def _is_hidden(letter: str) -> bool:
    """Format and control characters: widthless ones, overrides of direction, soft hyphens."""
    return letter != "\0" and letter not in JOINERS and unicodedata.category(letter) in {"Cf", "Cc"}


def _is_unstorable(text: str) -> bool:
    return "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
