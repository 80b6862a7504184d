"""Which characters can be printed, and which become a box.

The bundled fonts set Latin, Greek, Cyrillic, Arabic and Hebrew; what else there is depends on the
machine. A character without a glyph would be drawn by the font's own sign for "nothing here", which
archives and screen readers refuse. It becomes a box that can be seen, and its name a warning.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting.edits import NONE, Edits
from readiness.reporting.fonts import FAMILIES, font_files, system_fonts

BOX = "\N{WHITE SQUARE}"
# Spaces of the text around us, and signs that order and join letters without being seen.
UNSEEN = re.compile(
    "[\t\n\r \u00ad\u034f\u061c\u200b-\u200f\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f]"
)
LONGEST = 60  # of the text that a warning quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A character that no font has: its code point, and the first text that it stands in."""

    character: str
    code_point: str
    text: str


class _Boxes(dict[int, str]):
    """What becomes of a character; fills itself as characters come."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code) if _drawn(code) else BOX
        return self[code]


_BOXES = _Boxes()


def boxed(text: str) -> str:
    """``text`` with a box for every character that no font has."""
    return text if text.isascii() and text.isprintable() else text.translate(_BOXES)


def missing(text: str) -> list[str]:
    """The characters of ``text`` that become boxes, each once, in their order."""
    return [letter for letter in dict.fromkeys(text) if _BOXES[ord(letter)] != letter]


def families(text: str) -> tuple[str, ...]:
    """What ``text`` is set in: the bundled families alone wherever they do."""
    ours = _bundled()
    return FAMILIES if all(ord(each) in ours for each in text) else (*FAMILIES, *system_fonts())


def warnings(*, release: Release, model: ActivityModel, edits: Edits = NONE) -> tuple[Missing, ...]:
    """Every character that a document of these could not print, each once."""
    found: dict[str, Missing] = {}
    for text in (*_texts(release), *_texts(model), *_texts(edits)):
        for letter in missing(text):
            code = f"U+{ord(letter):04X}"
            start = max(text.index(letter) - LONGEST // 2, 0)
            quoted = boxed(text[start : start + LONGEST])
            found.setdefault(letter, Missing(character=letter, code_point=code, text=quoted))
    return tuple(found.values())


def _drawn(code: int) -> bool:
    letter = chr(code)
    if UNSEEN.fullmatch(letter):
        return True
    # Private characters mean something else in every font; the others order or end text.
    if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return False
    return code in _bundled() or any(code in _characters(path) for path in system_fonts().values())


@cache
def _bundled() -> frozenset[int]:
    """The characters of our own fonts."""
    upright = [path for path in font_files() if "Regular" in path.name]
    return frozenset().union(*(_characters(path) for path in upright))


@cache
def _characters(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow import

    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap())


def _texts(value: object) -> Iterator[str]:
    """Every text that is anywhere in ``value``."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for part in dataclasses.fields(value):
            if part.name != "source":  # a model's file holds all its languages
                yield from _texts(getattr(value, part.name))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(key)
            yield from _texts(each)
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from _texts(each)
