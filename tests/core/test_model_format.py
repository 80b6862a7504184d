"""docs/model-format.md is true: its models load, its figures come out, its key tables are complete.

A fenced ``yaml`` block is a whole model unless it begins with "# An excerpt". A ``csv`` block after
it holds answers. Tables after them are read by their headings: Node tables hold figures, Written
tables change the model and say what comes out or what is refused.
"""

import dataclasses
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args, get_origin

import pandas as pd
import pytest
import yaml
from django.core.management import call_command

from readiness.core.activity_checks import BELONGS, WEIGHTS
from readiness.core.activity_model import ActivityModel, read_model
from readiness.core.assess import assess
from readiness.core.document import MAX_BYTES, MAX_DEPTH, MAX_NODES, DocumentError, parse_document
from readiness.core.model_checks import ID_LENGTH, RESERVED
from readiness.core.ownership_rules import Gate, Near
from readiness.core.rules import Rules
from readiness.core.scope import Department, Scope
from readiness.core.shape import fields_of, without_none
from readiness.core.tally import tally_answers
from readiness.core.tree import OVERALL

PAGE = Path(__file__).parents[2] / "docs" / "model-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
PARTS = re.compile(r"^```(yaml|csv)\n(.*?)^```|^((?:\|[^\n]*\n)+)", re.MULTILINE | re.DOTALL)
EXCERPT = "# An excerpt"


@dataclasses.dataclass(kw_only=True)
class Example:
    """A whole model of the page, and what the page says of it."""

    text: str
    answers: str = ""
    tables: list[list[dict[str, str]]] = dataclasses.field(default_factory=list)


def table(text):
    """The rows of a table by heading; code marks taken off."""
    head, _line, *rows = [
        re.split(r"(?<!\\)\|", row.strip().strip("|")) for row in text.splitlines()
    ]
    names = [name.strip() for name in head]
    return [dict(zip(names, (cell.strip() for cell in row), strict=True)) for row in rows]


def examples():
    found = []
    for kind, block, rows in PARTS.findall(TEXT.split("\n## 22 ", maxsplit=1)[0]):
        if kind == "yaml" and not block.startswith(EXCERPT):
            found.append(Example(text=block))
        elif kind == "csv":
            found[-1].answers = block
        elif rows and found:
            found[-1].tables.append(table(rows))
    return found


EXAMPLES = examples()


def ident(example):
    return re.search(r"id: ([a-z-]+)", example.text)[1]


def cases(*needed):
    """Every row, with its example, of the tables that have these headings."""
    return [
        pytest.param(example, row, id=f"{ident(example)}:{' '.join(row.values())[:70]}")
        for example in EXAMPLES
        for rows in example.tables
        for row in rows
        if set(needed) <= set(row)
    ]


def code(cell):
    return cell.removeprefix("`").removesuffix("`").replace("\\|", "|")


def changed(example, row):
    old, new = code(row["Instead of"]), code(row["Written"])
    assert old in example.text
    return example.text.replace(old, new)


def assessed(text, answers, profile=None):
    model = read_model(text)
    frame = pd.read_csv(io.StringIO(answers), dtype=str, keep_default_na=False)
    keys = sorted(set(frame["department"]))
    scope = Scope(
        departments=tuple(Department(key=key, name=key) for key in keys), floor=1, profile=profile
    )
    return assess(
        model=model, scope=scope, tally=tally_answers(frame=frame, model=model, scope=scope)
    )


def compare(release, row):
    """Every figure that the row states."""
    [node] = [n for n in release.nodes if n.code == code(row["Node"]) and n.department is None]
    for name, value in (
        ("Score", node.score),
        ("Level", node.level),
        ("Word", node.level_word),
        ("Target", node.target),
        ("Gap", node.gap),
        ("Level gap", node.level_gap),
    ):
        if name in row:
            told = None if row[name] == "none" else row[name]
            assert (value if value is None else f"{value}".removesuffix(".0")) == told, name


@pytest.mark.parametrize("example", EXAMPLES, ids=ident)
def test_every_model_of_the_page_loads(example):
    assert read_model(example.text).sha256


def test_every_excerpt_is_yaml():
    excerpts = [b for kind, b, _ in PARTS.findall(TEXT) if kind == "yaml" and b.startswith(EXCERPT)]
    assert excerpts
    assert all(parse_document(excerpt).entries for excerpt in excerpts)


@pytest.mark.parametrize(
    ("example", "row"), [case for case in cases("Node") if "Written" not in case.values[1]]
)
def test_every_figure_of_the_page_comes_out(example, row):
    compare(assessed(example.text, example.answers, row.get("Profile")), row)


@pytest.mark.parametrize(("example", "row"), cases("Written", "Node"))
def test_every_figure_of_a_changed_model_comes_out(example, row):
    text = changed(example, row)
    compare(assessed(text, example.answers), row)
    assert text != example.text


@pytest.mark.parametrize(("example", "row"), cases("Written", "Refused"))
def test_every_refusal_of_the_page_is_said(example, row):
    with pytest.raises(DocumentError) as refused:
        read_model(changed(example, row))
    assert row["Refused"] in str(refused.value)


@pytest.mark.parametrize(("example", "row"), cases("Gate", "Met"))
def test_every_gate_of_the_page_comes_out(example, row):
    met = {"yes": True, "no": False, "open": None}[row["Met"]]
    gates = assessed(example.text, example.answers).gates
    [gate] = [gate for gate in gates if gate.code == code(row["Gate"])]
    if row["Test"] == "all":
        assert gate.met is met
        return
    [test] = [test for test in gate.tests if test.of == code(row["Test"])]
    assert (test.value, test.needed, test.met) == (float(row["Value"]), float(row["Needed"]), met)


# The tables of all keys

CARRIED = ("rules.ownership", "rules.patterns", "rules.owner_score", "rules.raci")
"""Rules whose defaults the page writes out as a file would, instead of in tables."""


def told(field):
    """A default as the page writes it."""
    made = field.default_factory is not dataclasses.MISSING
    value = field.default_factory() if made else field.default
    if value is dataclasses.MISSING:
        return "needed"
    if dataclasses.is_dataclass(value):
        return "its defaults"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"`{value:g}`"
    if not value:
        return "–"
    listed = "`everyone`" if "everyone" in value else "see below"
    return f"`{value}`" if isinstance(value, str) else listed


def inner(hint):
    """The kind of an entry of a list or mapping, or of the value itself."""
    kind = without_none(hint)
    if get_origin(kind) is tuple:
        return without_none(get_args(kind)[0])
    return get_args(kind)[1] if get_origin(kind) is Mapping else kind


def key_tables():
    """By place, the keys and defaults of every dataclass, where it stands first."""
    found, waiting, seen = {}, [(ActivityModel, "")], set()
    while waiting:
        kind, place = waiting.pop(0)
        if kind in seen:
            continue
        seen.add(kind)
        fields = fields_of(kind)
        found[place] = {key: told(field) for key, (field, _hint) in fields.items()}
        below = [(inner(hint), f"{place}.{key}") for key, (_field, hint) in fields.items()]
        short = [
            (k, re.sub(r"^\.?(domains\.(?=activities)|activities\.)?", "", p)) for k, p in below
        ]
        waiting = [(k, p) for k, p in short if dataclasses.is_dataclass(k)] + waiting
    return found


def written_out(place, keys):
    """Whether the page gives these defaults in one block instead of a table."""
    groups = (*CARRIED, "rules.forms.gate", "rules.forms.near")
    inside = any(place == group or place.startswith(f"{group}.") for group in groups)
    return inside and "needed" not in keys.values()


def test_the_page_names_every_key_with_its_default():
    text = TEXT.split("\n## 23 ", maxsplit=1)[1]
    pages = {
        "" if place == "The file" else code(place): {
            code(row["Key"]): row["Default"] for row in table(rows)
        }
        for place, rows in re.findall(r"^\*\*(.+)\*\*\n\n((?:\|.*\n)+)", text, re.MULTILINE)
    }
    assert pages == {p: keys for p, keys in key_tables().items() if not written_out(p, keys)}


def plain(value):
    """A default as YAML reads it; what is empty is left out."""
    if dataclasses.is_dataclass(value):
        named = {key: getattr(value, f.name) for key, (f, _h) in fields_of(type(value)).items()}
        return {key: plain(v) for key, v in named.items() if v is not None and v != ()}
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def test_the_defaults_written_out_are_those_of_the_program():
    block = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)[-1]
    rules = plain(Rules())
    names = ("ownership", "patterns", "priority_factor", "owner_score", "raci")
    expected = {name: rules[name] for name in names}
    assert yaml.safe_load(block) == {
        "rules": expected | {"forms": {"gate": plain(Gate()), "near": plain(Near())}}
    }


def test_every_link_of_the_page_leads_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    anchors = {
        "#" + re.sub(r"[^\w -]", "", head).lower().replace(" ", "-")
        for head in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    }
    assert links
    missing = [
        link
        for link in links
        if not (link in anchors if link.startswith("#") else (PAGE.parent / link).exists())
    ]
    assert missing == []


def test_the_limits_of_the_page_are_those_of_the_program():
    [text] = re.findall(r"^\| What \| Limit \|\n(?:\|.*\n)+", TEXT, re.MULTILINE)
    rows = {row["What"]: row["Limit"] for row in table(text)}
    assert rows["file"].startswith(f"{MAX_BYTES // 1024**2} MB")
    assert rows["nesting"] == f"{MAX_DEPTH} levels"
    assert rows["values"] == f"{MAX_NODES:,}".replace(",", " ")
    assert rows["`id`; codes and names of scales, audiences"] == f"{ID_LENGTH}; 64 characters"
    assert rows["`weight`; `level` of an item"] == "{} to {}; {} to {}".format(*WEIGHTS, *BELONGS)
    assert set(re.findall(r"`(\w+)`", rows["kept for other use"])) == RESERVED | {OVERALL}


def test_the_two_commands_of_the_first_model_do_what_the_page_says(tmp_path, monkeypatch):
    first = EXAMPLES[0]
    (tmp_path / "first-model.yaml").write_text(first.text, encoding="utf-8")
    (tmp_path / "answers.csv").write_text(first.answers, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    check, assessing = re.findall(
        r"^    \S+ manage\.py (.+first-model\.yaml.*)$", TEXT, re.MULTILINE
    )
    call_command(*check.split(), stdout=printed)
    call_command(*assessing.replace("--pdf report.pdf", "").split(), stderr=io.StringIO())
    assert "OK, first-model 0.1.0: 1 domain" in printed.getvalue()
    nodes = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["nodes"]
    assert [n["score"] for n in nodes if n["department"] is None] == [1.3, 1.3, 1.3, 1.3]
