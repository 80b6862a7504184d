"""The model format as a JSON Schema, so that editors complete and check a model while it is typed.

It is drawn from the dataclasses that ``shape`` fills and from the patterns that the checks use. It
says less than ``check_model``: the shape of a file, not whether what it says makes sense.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from readiness.core.activity_model import ActivityModel
from readiness.core.model_checks import CODE, ID_LENGTH, LANGUAGE, SLUG, VERSION
from readiness.core.shape import fields_of, without_none

DRAFT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
ABOUT = {
    "title": "Activity model of Readiness",
    "description": "Domains, activities and items, the scales they are answered on, and rules.",
}
# Editors read an unquoted No or 1.10 as true or false or a number; for us it stays the text it is.
TEXT = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
SCALARS: dict[type, dict[str, Any]] = {
    str: TEXT,
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}


def _whole(pattern: re.Pattern[str]) -> str:
    return f"^(?:{pattern.pattern})$"


# By field name: what its text, or each text in its list, must look like.
TEXTS: dict[str, dict[str, Any]] = {
    "code": TEXT | {"pattern": _whole(CODE)},
    "department_types": TEXT | {"pattern": _whole(CODE)},
    "id": TEXT | {"pattern": _whole(SLUG), "maxLength": ID_LENGTH},
    "language": TEXT | {"pattern": _whole(LANGUAGE)},
    "version": {"type": "string", "pattern": _whole(VERSION)},
}
# By field name: what the keys of its mapping must look like.
KEYS = {"scales": CODE, "audiences": CODE, "asked_if_any": CODE, "translations": LANGUAGE}


def schema_text() -> str:
    """The schema as the text of a file."""
    return json.dumps(model_schema(), ensure_ascii=False, indent=2) + "\n"


def model_schema() -> dict[str, Any]:
    """The schema of a model file, each dataclass under ``$defs``."""
    definitions: dict[str, Any] = {}
    root = _object(ActivityModel, definitions)
    return DRAFT | root | ABOUT | {"$defs": definitions}


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    fields = fields_of(kind)
    needed = [key for key, (field, _) in fields.items() if _is_needed(field)]
    properties = {
        key: _schema(hint, field.name, definitions) | _default(field)
        for key, (field, hint) in fields.items()
    }
    return _description(kind) | {
        "type": "object",
        "additionalProperties": False,
        **({"required": needed} if needed else {}),
        "properties": properties,
    }


def _is_needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is field.default_factory is dataclasses.MISSING


def _default(field: dataclasses.Field[Any]) -> dict[str, Any]:
    """A default that an editor can offer; an empty text is none."""
    plain = isinstance(field.default, (bool, int, float, str)) and field.default != ""
    return {"default": field.default} if plain else {}


def _description(kind: type) -> dict[str, Any]:
    """The docstring, unwrapped; a dataclass without one carries its signature in its place."""
    text = kind.__doc__ or ""
    if text.startswith(f"{kind.__name__}("):
        return {}
    quoted = re.sub("``(.+?)``", r"“\1”", text)
    paragraphs = (" ".join(part.split()) for part in quoted.split("\n\n"))
    return {"description": "\n\n".join(paragraphs)}


def _schema(kind: Any, name: str, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """The schema of a value of ``kind`` in the field ``name``."""
    bare = without_none(kind)
    if bare is not kind:
        return _or_null(_schema(bare, name, definitions))
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": [*inner]}
    if origin is tuple:
        return {"type": "array", "items": _schema(inner[0], name, definitions)}
    if origin is Mapping:
        keys = {"propertyNames": {"pattern": _whole(KEYS[name])}} if name in KEYS else {}
        values = _schema(inner[1], "", definitions)
        return {"type": "object", **keys, "additionalProperties": values}
    if dataclasses.is_dataclass(kind):
        return _reference(kind, definitions)
    return dict(TEXTS.get(name, TEXT) if kind is str else SCALARS[kind])


def _reference(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}  # stands while its fields are drawn, which may refer to it again
        definitions[name] = _object(kind, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return schema | {"type": [*types, "null"]}
