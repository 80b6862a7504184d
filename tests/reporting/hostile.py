"""A Release in which every field that users type holds what breaks files, formulas and layouts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import cycle
from typing import Any, TypeVar

from readiness.core.release import Release
from readiness.reporting.edits import Edit, Edits

Told = TypeVar("Told")

TYPED = {
    "ModelRef": ("title",),
    "OrganisationRef": ("name", "period"),
    "DepartmentRef": ("name", "head"),
    "GroupRef": ("name",),
    "EvidenceSource": ("by", "reason"),
    "DecisionSource": ("reason", "dissent", "status_by"),
    "ActionSource": ("text", "owner"),
}
"""What users type, by the types of the Release."""

TEXTS = (
    '=HYPERLINK("http://203.0.113.7/","Click")',
    "+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "<b>bold</b><script>alert(1)</script>&amp;\"'",
    '<img src="file:///etc/passwd"><a href="http://203.0.113.7/">x</a>',
    "http://203.0.113.7/ and file:///etc/passwd",
    "\x00\x01\x0b\x1f\x7f\x85\ufffe",
    "\u202eevil\u202c \u2067\u05e9\u05dc\u05d5\u05dd",
    "half \ud83d of a pair",
    "$x^{$ ${1+1} {{7*7}} %(name)s %s",
    "_x000D_ _x0041_",
    "&P &A [Page] 𝔘𝔫𝔦 😀",
    "line\nbreak\u2028and\u2029more",
    "مؤسسة الاختبار",
    "]]> --> <?xml?> &#0;",
)
LONG = "x" * 100_000
LONG_ASTRAL = "😀" * 25_000


def hostile(release: Release, texts: tuple[str, ...] = (*TEXTS, LONG, LONG_ASTRAL)) -> Release:
    """``release`` with one of ``texts`` after the other in every such field that is not empty."""
    return _typed(release, cycle(texts))


def _typed(found: Told, texts: Iterator[str]) -> Told:
    if isinstance(found, tuple):
        return tuple(_typed(entry, texts) for entry in found)  # type: ignore[return-value]
    if not dataclasses.is_dataclass(found):
        return found
    changes: dict[str, Any] = {}
    for entry in dataclasses.fields(found):
        value = getattr(found, entry.name)
        if isinstance(value, str) and entry.name in TYPED.get(type(found).__name__, ()):
            changes[entry.name] = next(texts)
        else:
            changes[entry.name] = _typed(value, texts)
    return dataclasses.replace(found, **changes)


def hostile_edits() -> Edits:
    """Sentences and notes of the same kind."""
    return Edits(
        sentences={text: Edit(original=text, text=text) for text in TEXTS},
        notes={"gaps": LONG, **{str(n): text for n, text in enumerate(TEXTS)}},
        left_out=frozenset({"=1"}),
    )
