"""The marks of a scale as numbers: in print they have the signs of the language."""

from __future__ import annotations

from readiness.reporting.story.wording import unmarked


def number(label: str) -> float:
    """The number that a mark stands for."""
    return float(unmarked(label))
