"""Fill typed, frozen dataclasses from document nodes, collecting every problem on the way.

The dataclasses are the one definition of a format: their annotations say what is allowed.
Understood are ``str``, ``int``, ``float``, ``bool``, ``Literal``, ``X | None``, ``tuple[X, ...]``,
``Mapping[str, X]`` and dataclasses. A field's metadata may give its ``key`` in the file.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from readiness.core.document import MAX_PROBLEMS, DocumentError, Node, Problem, shorten

INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
NUMBER = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})([eE][+-]?[0-9]{1,2})?")
T = TypeVar("T")


class _Bad:
    """Stands for a value that could not be read; its problem is already noted."""


BAD = _Bad()


def fill(node: Node, kind: type[T], problems: list[Problem]) -> T | None:
    """Return ``node`` as a value of ``kind``, or None after adding to ``problems``."""
    value: T | _Bad = _fill(node, kind, problems)
    return None if isinstance(value, _Bad) else value


def suggestion(word: str, known: list[str]) -> str:
    """Return "Did you mean …?" when a known word is close, otherwise the list of them."""
    known = [*dict.fromkeys(known)]
    folded = {entry.casefold(): entry for entry in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"Did you mean “{folded[close[0]]}”?"
    return f"Known here: {shorten(', '.join(known), 200)}" if known else "None is known here"


def report(problems: list[Problem], node: Node, what: str, mend: str) -> _Bad:
    """Note a problem at ``node`` and return BAD. Raises DocumentError when there are too many."""
    problems.append(Problem(line=node.line, path=node.path, what=what, mend=mend))
    if len(problems) >= MAX_PROBLEMS:
        raise DocumentError(problems)
    return BAD


def _fill(node: Node, kind: Any, problems: list[Problem]) -> Any:  # noqa: ANN401 - decided by kind
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _fill_optional(node, kind, problems)
    if origin is Literal:
        return _fill_choice(node, get_args(kind), problems)
    if origin is tuple:
        return _fill_sequence(node, get_args(kind)[0], problems)
    if origin is Mapping:
        return _fill_mapping(node, get_args(kind)[1], problems)
    if dataclasses.is_dataclass(kind):
        return _fill_dataclass(node, kind, problems)
    return _fill_scalar(node, kind, problems)


def _fill_optional(node: Node, kind: Any, problems: list[Problem]) -> Any:  # noqa: ANN401
    if node.is_null:
        return None
    return _fill(node, without_none(kind), problems)


def without_none(kind: Any) -> Any:  # noqa: ANN401 - a kind is any annotation
    """``X`` for ``X | None``; any other kind as it is."""
    if get_origin(kind) not in (Union, types.UnionType):
        return kind
    return next(arg for arg in get_args(kind) if arg is not type(None))


def _fill_choice(node: Node, choices: tuple[Any, ...], problems: list[Problem]) -> Any:  # noqa: ANN401
    if node.text in choices:
        return node.text
    what = f"{node.kind()} is not one of {', '.join(choices)}"
    return report(problems, node, what, suggestion(node.text or "", list(choices)))


def _fill_sequence(node: Node, kind: Any, problems: list[Problem]) -> Any:  # noqa: ANN401
    if node.items is None:
        return report(problems, node, f"a list is needed, not {node.kind()}", "Write it as a list")
    values = [_fill(item, kind, problems) for item in node.items]
    return BAD if BAD in values else tuple(values)


def _fill_mapping(node: Node, kind: Any, problems: list[Problem]) -> Any:  # noqa: ANN401
    if node.entries is None:
        what = f"a mapping of keys is needed, not {node.kind()}"
        return report(problems, node, what, "Write it as key: value")
    values = {key: _fill(entry, kind, problems) for key, entry in node.entries.items()}
    return BAD if BAD in values.values() else types.MappingProxyType(values)


@cache
def fields_of(kind: Any) -> dict[str, tuple[dataclasses.Field[Any], Any]]:  # noqa: ANN401
    """Every field that a file may hold and its type, by its key in the file."""
    hints = get_type_hints(kind)
    found = {}
    for field in dataclasses.fields(kind):
        if not field.metadata.get("computed"):
            found[field.metadata.get("key", field.name)] = (field, hints[field.name])
    return found


def _fill_dataclass(node: Node, kind: Any, problems: list[Problem]) -> Any:  # noqa: ANN401
    if node.entries is None:
        keys = ", ".join(fields_of(kind))
        what = f"keys are needed, not {node.kind()}"
        return report(problems, node, what, f"Expected: {shorten(keys, 200)}")
    fields = fields_of(kind)
    for key, entry in node.entries.items():
        if key not in fields:
            at_key = dataclasses.replace(entry, line=entry.key_line)
            what = f"the key {shorten(key)} is unknown"
            report(problems, at_key, what, suggestion(key, [*fields]))
    values: dict[str, Any] = {}
    for key, (field, hint) in fields.items():
        if key in node.entries:
            values[field.name] = _fill(node.entries[key], hint, problems)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            values[field.name] = report(problems, node, f"{key} is missing", f"Add {key}: here")
    return BAD if BAD in values.values() else kind(**values)


WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
EXAMPLES = {str: "", int: ", such as 3", float: ", such as 0.5", bool: ""}


def _fill_scalar(node: Node, kind: Any, problems: list[Problem]) -> Any:  # noqa: ANN401
    text = node.text or ""
    if node.is_null or not text.strip():
        pass
    elif kind is str:
        return text
    elif kind is bool and text in {"true", "false"}:
        return text == "true"
    elif kind is int and INTEGER.fullmatch(text):
        return int(text)
    elif kind is float and NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    what = f"{WORDS[kind]} is needed, not {node.kind()}"
    return report(problems, node, what, f"Give {WORDS[kind]}{EXAMPLES[kind]}")
