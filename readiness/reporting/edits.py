"""A consultant's own words in a report: sentences said otherwise, notes added, sections left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """``original`` is the sentence as the Release says it; the edit stands while it says that."""

    original: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """By the place of a sentence, the section of a note, and the codes of sections left out."""

    sentences: Mapping[str, Edit] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


NONE = Edits()
