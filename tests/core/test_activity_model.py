"""The shipped model as typed, frozen objects, and the SHA-256 that proves which one it is."""

import dataclasses
import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from readiness.core.activity_model import ActivityModel, load_model, read_model
from readiness.core.document import DocumentError
from readiness.core.parts import Activity

ROOT = Path(__file__).parents[2]
[SHIPPED] = (ROOT / "readiness" / "data").glob("*-[0-9]*.yaml")
TEXT = SHIPPED.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def model() -> ActivityModel:
    return load_model(SHIPPED)


def test_domains_activities_and_items_of_the_shipped_model(model):
    assert {domain.code: len(domain.activities) for domain in model.domains} == {
        "MON": 3,
        "RSP": 4,
        "NEW": 2,
        "LED": 3,
        "GDL": 2,
        "CUL": 2,
    }
    assert len(model.activities) == 16
    assert len(model.items) == 34
    assert [*model.items][-4:] == ["CND-1-Q1", "CND-2-Q1", "CND-3-Q1", "CND-4-Q1"]


def test_items_by_audience(model):
    assert Counter(item.audience for item in model.items.values()) == {
        "everyone": 14,
        "leads_and_frequent": 6,
        "extended": 14,
    }
    of_departments = [
        item.code
        for item in model.items.values()
        if item.audience == "everyone" and item.referent == "department"
    ]
    assert of_departments == [
        *("MON-1-Q1", "MON-3-Q1", "RSP-1-Q1", "RSP-2-Q1", "NEW-1-Q1"),
        *("GDL-2-Q1", "CUL-1-Q1", "CUL-2-Q1", "CND-3-Q1"),
    ]
    assert [
        model.is_pooled(model.items[code]) for code in ("MON-1-Q1", "MON-2-Q1", "MON-1-Q2")
    ] == [
        False,
        True,
        True,
    ]


def test_the_file_is_named_after_id_and_version(model):
    assert SHIPPED.name == f"{model.model.id}-{model.model.version}.yaml"


def test_question_codes(model):
    assert len(model.today_codes) == 16
    assert model.today_codes["MON-2:today"] is model.activities["MON-2"]
    assert {code: domain.code for code, domain in model.should_codes.items()} == {
        "MON-1:should": "MON",
        "RSP-1:should": "RSP",
        "NEW-2:should": "NEW",
        "LED-1:should": "LED",
        "GDL-1:should": "GDL",
        "CUL-1:should": "CUL",
    }
    assert [option.code for option in model.ownership_questions.today.options] == [
        *("each", "several", "nobody", "agency")
    ]
    assert [option.code for option in model.ownership_questions.should.options] == [
        *("each", "new_team", "point_person", "agency", "nobody")
    ]


def test_where_items_and_activities_belong(model):
    assert model.domain_of["RSP-4"].code == "RSP"
    assert model.activity_of["RSP-4-Q2"].code == "RSP-4"
    assert "CND-1-Q1" not in model.activity_of


def test_scales(model):
    practice = model.scales["practice"]
    assert practice.values == ("0", "1", "2", "3", "4")
    assert practice.numbers == (0, 1, 2, 3, 4)
    assert practice.span == (0, 4)
    assert [practice.name(number) for number in practice.numbers] == [
        *("Absent", "Improvised", "Assigned", "Routine", "Improving")
    ]


@pytest.mark.parametrize(
    ("hours", "band"), [(0, 0), (1, 1), (2, 2), (5, 2), (6, 3), (15, 3), (16, 4), (168, 4)]
)
def test_hours_fall_into_the_bands_of_their_scale(model, hours, band):
    assert model.band_of_hours(hours) == band


def test_activity_knows_its_fit_and_its_steps(model):
    activity = model.activities["MON-1"]
    assert [activity.fit(kind, 0.25) for kind in ("communications", "it", "legal", None)] == [
        *(1.0, 0.2, 0.25, 0.25)
    ]
    assert [activity.step_from(level).to_level for level in range(4)] == [1, 2, 3, 4]
    assert activity.step_from(4) is None
    assert activity.step_from(0).hours == 4


def test_defaults_of_what_an_activity_leaves_out(model):
    closing = {a.code: a.closes for a in model.activities.values() if a.closes}
    assert closing == {"LED-1": "exit test met"}
    by_role = {a.code: a.owner_by_role for a in model.activities.values() if a.owner_by_role}
    assert by_role == {"LED-3": "executive"}


def frozen_parts(value):
    """Every dataclass inside a model."""
    if dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from frozen_parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for entry in value:
            yield from frozen_parts(entry)
    elif hasattr(value, "values"):
        for entry in value.values():
            yield from frozen_parts(entry)


def test_every_part_is_frozen(model):
    parts = list(frozen_parts(model))
    assert sum(isinstance(part, Activity) for part in parts) == 16
    for part in parts:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(part, dataclasses.fields(part)[0].name, None)
    with pytest.raises(TypeError):
        model.scales["another"] = model.scales["practice"]


def test_words_that_look_like_something_else_stay_text():
    text = TEXT.replace("name: Absent", "name: No").replace("name: Assigned", "name: 1.10")
    text = text.replace("name: Routine", "name: 12:30").replace("language: en", "language: no")
    model = read_model(text)
    assert [level.name for level in model.scales["practice"].levels] == [
        *("No", "Improvised", "1.10", "12:30", "Improving")
    ]
    assert model.model.language == "no"


def test_a_file_and_its_text_are_the_same_model(model):
    assert read_model(TEXT) == model


def content_of(text: str):
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes text alone


def test_sha256_is_that_of_compact_json_with_sorted_keys_and_every_value_as_text(model):
    form = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    canonical = json.dumps(content_of(TEXT), **form).encode()
    assert model.sha256 == hashlib.sha256(canonical).hexdigest()


def reordered(value):
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(entry) for entry in value] if isinstance(value, list) else value


def written_anew() -> str:
    """The same content with other key order, quotes, line breaks and no comments."""
    return yaml.safe_dump(reordered(content_of(TEXT)), sort_keys=False, default_style='"', width=40)


SAME = {
    "a comment": lambda: "# another comment\n" + TEXT.replace("\nrules:", "\n# here\nrules:"),
    "no comments": lambda: re.sub(r"(?m)(^| +)#( .*)?$", "", TEXT),
    "line ends of Windows": lambda: TEXT.replace("\n", "\r\n"),
    "a byte order mark": lambda: "\ufeff" + TEXT,
    "quotes": lambda: TEXT.replace("language: en", "'language': \"en\""),
    "an escape": lambda: TEXT.replace('title: "Monitoring"', 'title: "Mon\\u0069toring"'),
    "block style": lambda: TEXT.replace(
        "level: {share: 0.60, near_miss: 0.05}", "level:\n    near_miss: 0.05\n    share: 0.60"
    ),
    "everything": written_anew,
}


@pytest.mark.parametrize("how", SAME)
def test_sha256_stays_when_only_the_writing_changes(model, how):
    text = SAME[how]()
    assert text != TEXT
    again = read_model(text)
    assert again.sha256 == model.sha256
    assert again == model


OTHER = [
    ("What people say in public", "What people say in Public"),
    ("We find out only when", "We  find out only when"),
    ("weight: 3", "weight: 2"),
    ("share: 0.60", "share: 0.6"),
    ("version: 0.4.0", "version: 0.4.1"),
    ("[communications, customer_service]", "[customer_service, communications]"),
    ("default_risk: true", "default_risk: false"),
    ("seed_claims: [S9, S12]", "seed_claims: [S9]"),
]


@pytest.mark.parametrize(("old", "new"), OTHER)
def test_sha256_changes_with_any_word_and_any_number(model, old, new):
    assert read_model(TEXT.replace(old, new, 1)).sha256 != model.sha256


def test_sha256_tells_nothing_from_the_word_for_it():
    without = read_model(TEXT.replace("owner_by_role: executive", "owner_by_role: ~", 1))
    assert without.activities["LED-3"].owner_by_role is None
    assert without.sha256 == read_model(TEXT.replace("by_role: executive", "by_role:", 1)).sha256
    named = TEXT.replace("other]", "other, 'null']").replace(
        "by_role: executive", "by_role: 'null'"
    )
    unnamed = TEXT.replace("other]", "other, 'null']").replace(
        "by_role: executive", "by_role: null"
    )
    assert read_model(named).activities["LED-3"].owner_by_role == "null"
    assert read_model(named).sha256 != read_model(unnamed).sha256


def test_load_model_refuses_what_cannot_be_read(tmp_path):
    with pytest.raises(DocumentError, match="there is no such file"):
        load_model(tmp_path / "none.yaml")
