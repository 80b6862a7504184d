"""Which encoding a text file is in: said by its first bytes, proven, or guessed and shown.

A list of names is too short for statistics over languages, so the usual encodings of Western and
Eastern offices are judged by what they would make of the letters; what none of them explains goes
to charset-normalizer.
"""

from __future__ import annotations

import codecs
import unicodedata

from charset_normalizer import from_bytes

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
JUDGED = ("cp1252", "cp1250", "cp850", "mac_roman", "cp1251")
"""Those that differ in letters only, the most usual first."""
OTHERS = ("cp1253", "cp1254", "cp1255", "cp1256", "shift_jis", "gb18030", "euc_kr", "big5")
ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "utf-16-le": "Unicode (UTF-16 LE)",
    "utf-16-be": "Unicode (UTF-16 BE)",
    "utf-32": "Unicode (UTF-32)",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "mac_roman": "Mac OS Roman",
    "cp850": "DOS 850",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "shift_jis": "Shift JIS",
    "gb18030": "GB 18030",
    "euc_kr": "EUC-KR",
    "big5": "Big5",
}
"""By Python's name the one that other programs use."""
LOOKED_AT = 200_000
MANY_ZEROS = 0.3
LONGEST_RUN = 3
"""Of accented Latin letters without another between."""
FEW = 0.1
BETWEEN_WORDS = "–—“”„»«’‘…"
NO_LETTERS = "ƒªº"
"""Letters to Python, and in no name."""


def decode(content: bytes, *, encoding: str = "") -> tuple[str, str]:
    """The text and its encoding: the one that was chosen, or a guess. Raises UnicodeDecodeError."""
    found = encoding if encoding in ENCODINGS else guess(content)
    return content.decode(found).removeprefix("\ufeff"), found


def guess(content: bytes) -> str:
    """Python's name of the encoding."""
    for mark, name in BOMS:
        if content.startswith(mark):
            return name
    if wide := _without_mark(content[:LOOKED_AT]):
        return wide
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _guess_old(content[:LOOKED_AT])
    return "utf-8"


def _without_mark(content: bytes) -> str:
    """UTF-16 of letters that have a zero in every other byte."""
    half = len(content) // 2
    if half and content[1::2].count(0) > MANY_ZEROS * half:
        return "utf-16-le"
    if half and content[::2].count(0) > MANY_ZEROS * half:
        return "utf-16-be"
    return ""


def _guess_old(content: bytes) -> str:
    judged = [(_oddities(content, name), name) for name in JUDGED]
    odd, name = min(judged, key=lambda each: each[0])
    if odd <= FEW * sum(byte > 127 for byte in content):  # noqa: PLR2004 - beyond ASCII
        return name
    best = from_bytes(content, cp_isolation=[*JUDGED, *OTHERS], threshold=0.5).best()
    return best.encoding if best else name


def _oddities(content: bytes, name: str) -> int:
    """How many letters would stand where nobody writes them."""
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        return len(content) + 1
    found, run = 0, 0
    for before, here, after in zip(" " + text, text, text[1:] + " ", strict=False):
        run = run + 1 if not here.isascii() and "LATIN" in unicodedata.name(here, "") else 0
        if not here.isascii() or not before.isascii():
            found += _is_odd(before, here, run) or (_inside(before, here) and after.islower())
    return found


def _is_odd(before: str, here: str, run: int) -> bool:
    if (not here.isascii() and unicodedata.category(here) == "Cc") or here in NO_LETTERS:
        return True
    into_sign = before.isalpha() and not here.isascii() and _is_sign(here)
    out_of_sign = here.isalpha() and not before.isascii() and _is_sign(before)
    capital = before.islower() and here.isupper()
    mixed = before.isalpha() and here.isalpha() and _script(before) != _script(here)
    return into_sign or out_of_sign or capital or mixed or run > LONGEST_RUN


def _inside(before: str, here: str) -> bool:
    """A capital that no keyboard's first letters have, within a word."""
    return before.isalpha() and not here.isascii() and here.isupper()


def _is_sign(letter: str) -> bool:
    return not (letter.isalpha() or letter.isspace() or letter in BETWEEN_WORDS)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
