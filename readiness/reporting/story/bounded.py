"""What people typed, no longer than a page can take.

Pages of the application allow no more than this; a file of somebody else's making may hold
anything. The files of data carry every text in full.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TypeVar

from readiness.core.release import Release

NAME, TEXT = 200, 2000
NAMES = frozenset({"name", "period", "head", "by", "status_by", "owner"})
MARK = " […]"
Part = TypeVar("Part")


def bounded(release: Release) -> Release:
    """``release`` with longer texts cut, and a mark where they are."""
    return _within(release, TEXT)


def _within(part: Part, limit: int) -> Part:
    """``part`` itself where nothing in it is too long."""
    made: object = part
    if isinstance(part, str):
        made = part if len(part) <= limit else part[: limit - len(MARK)] + MARK
    elif dataclasses.is_dataclass(part) and not isinstance(part, type):
        changed = {}
        for field in dataclasses.fields(part):
            old = getattr(part, field.name)
            new = _within(old, NAME if field.name in NAMES else TEXT)
            if new is not old:
                changed[field.name] = new
        made = dataclasses.replace(part, **changed) if changed else part
    elif isinstance(part, tuple):
        found = tuple(_within(each, limit) for each in part)
        made = part if all(a is b for a, b in zip(found, part, strict=True)) else found
    elif isinstance(part, Mapping):
        made = part  # codes and figures
    return made  # type: ignore[return-value]
