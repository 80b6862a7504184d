"""Tables hold every value of a Release once, and their files open anywhere without harm."""

import csv
import dataclasses
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.core.activity_model import read_model
from readiness.reporting.edits import Edit, Edits
from readiness.reporting.plain_text import BOX, cut, fit
from readiness.reporting.table_plans import PLANS
from readiness.reporting.table_rows import Table, tables
from readiness.reporting.tables import attachments, csv_files, csv_zip, harmless, json_file
from tests.reporting import hand_made
from tests.reporting.hostile import LONG, hostile, hostile_edits
from tests.reporting.small_models import example

EDITS = Edits(
    sentences={"summary.opening": Edit(original="They trail.", text="They lead.")},
    notes={"gaps": "Seen by the board"},
    left_out=frozenset({"form"}),
)
OWN_WORDS = ("edits", "notes", "left_out_sections")


def leaves(found: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value of the JSON with the way to it, whichever entry of a list it stands in."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from leaves(value, f"{path}.{key}".removeprefix("."))
    elif isinstance(found, list) and path.endswith("interval"):
        yield from zip((f"{path}.low", f"{path}.high"), found, strict=True)
    elif isinstance(found, list) and path == "nodes.distribution":
        yield from ((f"{path}.{place}", count) for place, count in enumerate(found, start=1))
    elif isinstance(found, list) and all(isinstance(entry, str) for entry in found):
        yield path, "; ".join(found) or None
    elif isinstance(found, list):
        for entry in found:
            yield from leaves(entry, path)
    else:
        yield path, found


def cells(table: Table) -> Iterator[tuple[str, object]]:
    """The same of a table; what only says whose row it is, or is the model's, is no value of it."""
    plan = next((plan for plan in PLANS if plan.name == table.name), None)
    for row in table.rows:
        found = dict(zip(table.columns, row, strict=True))
        if plan is None:
            yield found["key"], found["value"]
        elif plan.by:
            key = ".".join(str(found[name]) for name in plan.by)
            above = plan.path.rpartition(".")[0]
            for name, held in zip(plan.fields, plan.mappings, strict=True):
                yield f"{above}.{held}.{key}", found[name]
        else:
            first = len(row) - len(own_columns(table, plan))
            own = [c for c in table.columns[first:] if c not in plan.words]
            yield from ((f"{plan.path}.{column}", found[column]) for column in own)


def own_columns(table: Table, plan) -> list[str]:
    above = [p for p in PLANS if p.keys and plan.path.startswith(f"{p.path}.")]
    return list(table.columns[sum(len(p.keys) for p in above) :])


def valued(pairs) -> Counter:
    return Counter((path, value) for path, value in pairs if value is not None)


def held(release, model) -> tuple[Counter, Counter]:
    found = [t for t in tables(release=release, model=model) if t.name not in OWN_WORDS]
    in_tables = valued(pair for table in found for pair in cells(table))
    return in_tables, valued(leaves(json.loads(release.to_json())))


def test_every_value_of_the_release_stands_in_one_cell_and_nothing_else_does(everything):
    in_tables, in_release = held(*everything)
    assert in_tables - in_release == Counter()
    assert in_release - in_tables == Counter()
    assert in_release.total() > 10_000


def test_a_model_without_owners_has_the_same_tables_with_less_in_them(everything):
    release, model = example("website-accessibility-process")
    in_tables, in_release = held(release, model)
    assert in_tables == in_release
    named = [(t.name, t.columns) for t in tables(release=release, model=model)]
    assert named == [
        (t.name, t.columns) for t in tables(release=everything[0], model=everything[1])
    ]


def test_mappings_that_share_a_table_have_columns_of_their_names():
    shared = [plan for plan in PLANS if plan.also]
    assert [plan.name for plan in shared] == ["shares", "criteria"]
    assert [plan.fields for plan in shared] == [plan.mappings for plan in shared]


def test_names_fit_a_sheet_and_columns_are_named_once(everything):
    found = tables(release=everything[0], model=everything[1])
    assert len({table.name for table in found}) == len(found)
    for table in found:
        assert len(table.name) <= 31, table.name
        assert len(set(table.columns)) == len(table.columns), table.columns


def test_a_code_stands_beside_what_the_model_calls_it(everything):
    release, model = everything
    named = {table.name: table for table in tables(release=release, model=model)}
    nodes, steps = named["nodes"], named["steps"]
    titles = {row[0]: row[1] for row in nodes.rows}
    assert nodes.columns[:2] == ("code", "title")
    assert titles["MON-1"] == "Listening to public conversation"
    assert titles["MON-1-Q1"] == model.items["MON-1-Q1"].text
    assert titles["overall"] is None
    first = dict(zip(steps.columns, steps.rows[0], strict=True))
    assert first["text"] == model.activities["MON-1"].step_from(first["from_level"]).text


def test_what_the_consultant_wrote_has_tables_of_its_own(everything):
    found = tables(release=everything[0], model=everything[1], edits=EDITS)
    assert {table.name: table.rows for table in found if table.name in OWN_WORDS} == {
        "edits": (("summary.opening", "They trail.", "They lead."),),
        "notes": (("gaps", "Seen by the board"),),
        "left_out_sections": (("form",),),
    }


def test_a_csv_file_says_cell_by_cell_what_its_table_says(everything):
    release, model = everything
    files = csv_files(release=release, model=model, edits=EDITS)
    found = {table.name: table for table in tables(release=release, model=model, edits=EDITS)}
    assert [name.removesuffix(".csv") for name in files] == [
        name for name, table in found.items() if table.rows
    ]
    for name, content in files.items():
        table = found[name.removesuffix(".csv")]
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\r\n") == len(table.rows) + 1
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        assert tuple(header) == table.columns
        assert rows == [[written(value) for value in row] for row in table.rows]


def written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


FORMULAS = {
    "=1+1": "'=1+1",
    "+49 30 1": "'+49 30 1",
    "-": "'-",
    "@SUM(A1)": "'@SUM(A1)",
    " =1": "' =1",
    "\tx": "'\tx",
    "＝1": "'＝1",
    "IT;=1": "IT;'=1",
    "IT; @x": "IT;' @x",
    "IT\n=1": "IT\n'=1",
    "IT, -5 of them": "IT, -5 of them",
    "a-b": "a-b",
    "– a": "– a",
    "2.5": "2.5",
}


@pytest.mark.parametrize(("text", "safe"), FORMULAS.items())
def test_no_text_of_a_csv_file_begins_a_formula(text, safe):
    assert harmless(text) == safe


def test_no_cell_of_a_csv_file_begins_a_formula_whatever_users_typed(everything):
    release, model = everything
    files = csv_files(release=hostile(release), model=model, edits=hostile_edits())
    cells = {
        cell
        for content in files.values()
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        for cell in row
    }
    begun = {cell for cell in cells if cell.lstrip().startswith(tuple("=+-@\t"))}
    assert [cell for cell in begun if not is_number(cell)] == []
    assert {"'+1", "'@SUM(A1:A9)", LONG, f"half {BOX} of a pair"} <= cells


def is_number(text: str) -> bool:
    return re.fullmatch(r"-[0-9]+(\.[0-9]+)?", text) is not None


def test_a_negative_figure_stays_a_figure(everything):
    release, model = everything
    [rows] = [t.rows for t in tables(release=release, model=model) if t.name == "would_change"]
    content = csv_files(release=release, model=model)["would_change.csv"].decode("utf-8-sig")
    by = [row["by"] for row in csv.DictReader(io.StringIO(content, newline=""))]
    assert [float(text) for text in by] == [row[3] for row in rows]
    assert any(text.startswith("-0.") for text in by)


def test_characters_that_break_a_file_become_boxes():
    assert fit("a\x00b\ud800c\u202ed\x0be") == f"a{BOX}b{BOX}c{BOX}d{BOX}e"
    assert fit("a\r\nb\rc\td") == "a\nb\nc\td"
    assert fit("שלום \N{LEFT-TO-RIGHT ISOLATE}A\N{POP DIRECTIONAL ISOLATE} 語") == (
        "שלום \N{LEFT-TO-RIGHT ISOLATE}A\N{POP DIRECTIONAL ISOLATE} 語"
    )


def test_a_text_that_is_cut_says_so_and_how_long_it_was():
    assert cut("x" * 20, 20) == "x" * 20
    assert cut("x" * 4000, 20) == "x" * 8 + " […] (4,000)"


def test_a_pdf_carries_the_json_the_tables_and_the_model(everything):
    release, model = everything
    files = attachments(release=release, model=model)
    assert next(iter(files)) == "results.json"
    assert files["results.json"] == json_file(release) == release.to_json().encode()
    assert {n: c for n, c in files.items() if n.endswith(".csv")} == csv_files(
        release=release, model=model
    )
    assert read_model(files["model.yaml"].decode()).sha256 == release.model.sha256


def test_half_a_character_is_an_escape_in_the_json():
    base = hand_made.release(hand_made.shipped_model())
    named = dataclasses.replace(base.organisation, name="A\ud800")
    content = json_file(dataclasses.replace(base, organisation=named))
    assert json.loads(content)["organisation"]["name"] == "A\ud800"
    assert b'"A\\ud800"' in content


SAME_BYTES = """
import hashlib
from readiness.reporting.tables import csv_zip
from tests.reporting import hand_made
model = hand_made.shipped_model()
print(hashlib.sha256(csv_zip(release=hand_made.release(model), model=model)).hexdigest())
"""


def test_the_same_release_gives_the_same_zip_in_another_process():
    model = hand_made.shipped_model()
    content = csv_zip(release=hand_made.release(model), model=model)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "nodes.csv" in archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    again = subprocess.run(
        [sys.executable, "-c", SAME_BYTES],
        cwd=Path(__file__).resolve().parents[2],
        env={
            "DJANGO_SETTINGS_MODULE": "readiness.settings",
            "PYTHONHASHSEED": "7",
            "TZ": "Asia/Tokyo",
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert again.stdout.strip() == hashlib.sha256(content).hexdigest()


def test_the_page_on_exports_names_every_table_and_no_other(everything):
    page = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    section = page.split("## The tables")[1].split("## CSV")[0]
    named = re.findall(r"^\| `(\w+)` \|.*?\|(.*)\|$", section, flags=re.MULTILINE)
    found = {table.name: table for table in tables(release=everything[0], model=everything[1])}
    assert [name for name, _ in named] == list(found)
    for name, first in named:
        columns = re.findall(r"`(\w+)`", first)
        if name != "nodes":
            assert tuple(columns) == found[name].columns[: len(columns)]
