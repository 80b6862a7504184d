"""Read a Release from the JSON it was stored as."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from functools import cache
from typing import Any

from readiness.core.release import Release


def read_release(text: str) -> Release:
    """The Release that ``text`` was written from; writing it again gives the same bytes."""
    release = _built(json.loads(text), Release)
    if not isinstance(release, Release):
        raise TypeError("not a release")
    return release


def _built(value: Any, kind: Any) -> Any:  # noqa: ANN401 - whatever a field's type says
    if value is None:
        return None
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        [kind] = [part for part in typing.get_args(kind) if part is not type(None)][:1]
        return _built(value, kind)
    if origin is tuple:
        [item, *_rest] = typing.get_args(kind)
        return tuple(_built(each, item) for each in value)
    if dataclasses.is_dataclass(kind):
        hints = _hints(typing.cast("type", kind))
        return kind(**{name: _built(each, hints[name]) for name, each in value.items()})  # type: ignore[operator]  # a dataclass type
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
