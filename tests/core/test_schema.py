"""The JSON Schema that editors use says what the reader of model files says."""

import dataclasses
from pathlib import Path
from typing import get_args

import pytest
import yaml
from jsonschema import Draft202012Validator

from readiness.core.activity_model import ActivityModel
from readiness.core.document import parse_document
from readiness.core.schema import model_schema, schema_text
from readiness.core.shape import fields_of, fill

DATA = Path(__file__).parents[2] / "readiness" / "data"
WRITTEN = DATA / "activity-model.schema.json"
MODELS = sorted(DATA.rglob("*-[0-9]*.yaml"))
SCHEMA = model_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
SMALLEST = """
model: {id: small, title: Small, version: 1.0.0}
scales: {agreement: {levels: [{level: 0, name: No}, {level: 1, name: Yes}]}}
domains:
  - code: D
    title: A domain
    activities:
      - code: D-1
        title: An activity
        items: [{code: D-1-Q1, scale: agreement, text: "Is it so?"}]
"""


def faults(document: object) -> list[tuple[str, str]]:
    """What the schema refuses, as an editor reads the file: where, and by which of its rules."""
    return sorted((error.json_path, error.validator) for error in VALIDATOR.iter_errors(document))


def is_read(document: object) -> bool:
    """Whether the reader of model files finds the shape right."""
    problems = []
    fill(parse_document(yaml.safe_dump(document)), ActivityModel, problems)
    return problems == []


def changed(steps: str, value: object) -> dict:
    """The smallest model with another value where ``steps`` lead."""
    document = yaml.safe_load(SMALLEST)
    *way, last = [int(step) if step.isdigit() else step for step in steps.split(".")]
    place = document
    for step in way:
        place = place[step] if isinstance(place, list) else place.setdefault(step, {})
    place[last] = value
    return document


def dataclasses_of(kind: object) -> set[type]:
    """Every dataclass of the format."""
    found, waiting = set(), [kind]
    while waiting:
        kind = waiting.pop()
        if dataclasses.is_dataclass(kind) and kind not in found:
            found.add(kind)
            waiting += [hint for _field, hint in fields_of(kind).values()]
        elif not dataclasses.is_dataclass(kind):
            waiting += get_args(kind)
    return found


def test_the_file_for_editors_is_what_the_dataclasses_say():
    written = WRITTEN.read_text(encoding="utf-8")
    command = f"manage.py check_model --schema {WRITTEN.relative_to(DATA.parents[1])}"
    assert written == schema_text(), f"write it anew: {command}"


def test_it_is_a_schema_of_the_draft_it_names():
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.name)
def test_every_model_we_ship_is_sound(path):
    assert faults(yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_a_model_with_what_is_needed_alone_is_sound():
    document = yaml.safe_load(SMALLEST)
    assert faults(document) == []
    assert is_read(document)


def test_every_dataclass_has_a_definition_with_its_keys_and_no_others():
    kinds = dataclasses_of(ActivityModel) - {ActivityModel}
    assert SCHEMA["$defs"].keys() == {kind.__name__ for kind in kinds}
    assert len(SCHEMA["$defs"]) == len(kinds)
    for kind in kinds:
        definition = SCHEMA["$defs"][kind.__name__]
        assert [*definition["properties"]] == [*fields_of(kind)]
        assert definition["additionalProperties"] is False


def test_what_a_definition_says_of_numbers_choices_and_defaults():
    assert SCHEMA["$defs"]["Stage"] == {
        "description": "A level of the whole and everything it needs.",
        "type": "object",
        "additionalProperties": False,
        "required": ["level", "needs"],
        "properties": {
            "level": {"type": "integer"},
            "needs": {"type": "array", "items": {"$ref": "#/$defs/Need"}},
        },
    }
    level_by = SCHEMA["$defs"]["LevelBy"]
    assert level_by["required"] == ["rule"]
    assert level_by["properties"]["empty"] == {"enum": ["passes", "stops"], "default": "passes"}
    assert level_by["properties"]["start"] == {"type": "integer", "default": 0}
    item = SCHEMA["$defs"]["Item"]["properties"]
    assert item["weight"] == {"type": "number", "default": 1.0}
    assert item["target"] == {"type": ["number", "null"]}
    assert item["code"] == {
        "type": ["string", "number", "boolean"],
        "pattern": "^(?:[A-Za-z0-9_-]{1,64})$",
    }


def test_descriptions_are_docstrings_on_one_line_a_paragraph():
    assert SCHEMA["$defs"]["Rounding"]["description"] == (
        "Decimals of scores and how they are made; “each_node” rounds before going up the tree."
    )
    assert "description" not in SCHEMA["$defs"]["Option"]


def test_a_domain_and_a_condition_may_hold_others():
    domain = SCHEMA["$defs"]["Domain"]["properties"]
    assert domain["domains"] == {"type": "array", "items": {"$ref": "#/$defs/Domain"}}
    condition = SCHEMA["$defs"]["Condition"]["properties"]
    assert condition["any"] == {"type": "array", "items": {"$ref": "#/$defs/Condition"}}


SOUND = [
    ("model.title", False),  # No, without quotes
    ("model.title", 1.1),  # 1.10, without quotes
    ("scales.agreement.levels.0.name", 5),
    ("domains.0.code", 7),
    ("domains.0.weight", 2),
    ("domains.0.level_rule", None),
    ("domains.0.activities.0.items.0.help", None),
    ("domains.0.activities.0.actions", []),
    ("domains.0.domains", [{"code": "E", "title": "Another"}]),
    ("audiences.some", {"pooled": True, "asked_if_any": {"P-1": ["a", "b"]}}),
    ("rules.scoring.overall.score", {"rule": "share", "at_least": 2, "onto": [0, 100]}),
    ("rules.raci.default_type_at_least", {"letter": "C", "in": ["D-1"]}),
    ("translations.de-AT", {"model.title": "Klein", "D.title": 1}),
]


@pytest.mark.parametrize(("steps", "value"), SOUND)
def test_what_the_reader_reads_is_sound(steps, value):
    document = changed(steps, value)
    assert faults(document) == []
    assert is_read(document)


BROKEN = [
    ("model.titel", "x", "$.model", "additionalProperties"),
    ("model", {"id": "a", "title": "A"}, "$.model", "required"),
    ("model.title", None, "$.model.title", "type"),
    ("model.title", " ", "$.model.title", "pattern"),
    ("model.title", ["x"], "$.model.title", "type"),
    ("scales", [], "$.scales", "type"),
    ("scales.agreement.levels.0.level", "low", "$.scales.agreement.levels[0].level", "type"),
    ("scales.agreement.ordinal", "perhaps", "$.scales.agreement.ordinal", "type"),
    ("domains", {"D": {}}, "$.domains", "type"),
    ("domains.0.weight", "heavy", "$.domains[0].weight", "type"),
    ("domains.0.domains", [{"code": "E"}], "$.domains[0].domains[0]", "required"),
    ("domains.0.activities", None, "$.domains[0].activities", "type"),
    ("domains.0.score_rule", {"rule": "average"}, "$.domains[0].score_rule", "anyOf"),
    ("rules.rounding.method", "up", "$.rules.rounding.method", "enum"),
    ("rules.forms", {"order": [{"code": "f"}]}, "$.rules.forms", "anyOf"),
    ("rules.gates", [{"code": "g", "title": "G", "test": []}], "$.rules.gates[0]", "required"),
    ("translations.de", ["Klein"], "$.translations.de", "type"),
    ("translations.de", {"model.title": ""}, "$.translations.de['model.title']", "pattern"),
]


@pytest.mark.parametrize(("steps", "value", "path", "rule"), BROKEN)
def test_what_the_reader_refuses_is_not_sound(steps, value, path, rule):
    document = changed(steps, value)
    assert (path, rule) in faults(document)
    assert not is_read(document)


# What the reader takes as text and the checks of meaning refuse.
MEANINGLESS = [
    ("model.id", "My_Model", "$.model.id", "pattern"),
    ("model.id", "a" * 61, "$.model.id", "maxLength"),
    ("model.version", "1.2", "$.model.version", "pattern"),
    ("model.version", 1.2, "$.model.version", "type"),
    ("model.language", "English", "$.model.language", "pattern"),
    ("domains.0.code", "A B", "$.domains[0].code", "pattern"),
    ("department_types", ["it", "h r"], "$.department_types[1]", "pattern"),
    ("scales.my scale", {}, "$.scales", "pattern"),
    ("translations.DE", {}, "$.translations", "pattern"),
]


@pytest.mark.parametrize(("steps", "value", "path", "rule"), MEANINGLESS)
def test_codes_ids_versions_and_languages_have_the_patterns_of_the_checks(steps, value, path, rule):
    assert faults(changed(steps, value)) == [(path, rule)]


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.name)
def test_a_model_that_names_a_schema_for_editors_names_this_one(path):
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    _hint, names_one, where = first.partition("$schema=")
    assert not names_one or (path.parent / where).resolve() == WRITTEN


def test_the_shipped_model_names_it():
    [shipped] = DATA.glob("*-[0-9]*.yaml")
    first = shipped.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first == f"# yaml-language-server: $schema={WRITTEN.name}"
