"""The marks of a scale as numbers: in print a negative one has a minus sign, no hyphen."""

from __future__ import annotations

from readiness.reporting.story.wording import MINUS


def number(label: str) -> float:
    """The number that a mark stands for."""
    return float(label.replace(MINUS, "-"))
