"""The example models give the figures that were worked by hand in their RESULTS.md."""

import csv
import io
import json
import re
import shlex
from functools import cache
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from django.core.management import call_command

from readiness.core.activity_model import load_model
from readiness.core.assess import assess
from readiness.core.scope import Department, Scope
from readiness.core.tally import tally_answers

EXAMPLES = Path(__file__).parents[2] / "readiness" / "data" / "examples"
IDS = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())


def rows(name, file):
    with (EXAMPLES / name / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def example(name):
    [path] = (EXAMPLES / name).glob("*.yaml")
    return load_model(path)


@cache
def result(name, profile, *, exact):
    model = example(name)
    frame = pd.read_csv(EXAMPLES / name / "answers.csv", dtype=str, keep_default_na=False)
    departments = tuple(Department(**row) for row in rows(name, "departments.csv"))
    scope = Scope(departments=departments, floor=1, profile=profile)
    tally = tally_answers(frame=frame, model=model, scope=scope)
    return assess(model=model, scope=scope, tally=tally, exact=exact)


def found(name, row, *, exact):
    release = result(name, row.get("profile"), exact=exact)
    key = (row["code"], row.get("department") or None)
    [node] = [node for node in release.nodes if (node.code, node.department) == key]
    return node


def number(text):
    return float(text) if text else None


EXPECTED = [(name, row) for name in IDS for row in rows(name, "expected.csv")]
LABELS = [
    " ".join([name, *(row[key] for key in row if key in {"profile", "department", "code"})])
    for name, row in EXPECTED
]


def test_there_are_three_examples_named_as_their_files():
    assert [f"{example(name).model.id}-{example(name).model.version}" for name in IDS] == [
        "customer-reply-practice-1.1.0",
        "online-crisis-preparedness-1.1.0",
        "website-accessibility-process-1.1.0",
    ]


@pytest.mark.parametrize(("name", "row"), EXPECTED, ids=LABELS)
def test_the_exact_figures_are_those_worked_by_hand(name, row):
    node = found(name, row, exact=True)
    assert node.score == pytest.approx(number(row.get("score")), abs=1e-12)
    assert node.gap == pytest.approx(number(row.get("gap")), abs=1e-12)


@pytest.mark.parametrize(("name", "row"), EXPECTED, ids=LABELS)
def test_the_printed_figures_are_those_worked_by_hand(name, row):
    node = found(name, row, exact=False)
    assert node.score == number(row.get("shown"))
    if "level" in row:
        assert (node.level, node.level_word) == (number(row["level"]), row["word"] or None)
        assert node.level_gap == number(row["level_gap"])


@pytest.mark.parametrize("name", IDS)
def test_every_figure_expected_stands_on_the_page_that_works_it_out(name):
    page = (EXAMPLES / name / "RESULTS.md").read_text(encoding="utf-8")
    missing = [row for row in rows(name, "expected.csv") if row.get("score", "") not in page]
    assert missing == []


@pytest.mark.parametrize("name", IDS)
def test_every_domain_and_activity_is_worked_out(name):
    model, codes = example(name), {row["code"] for row in rows(name, "expected.csv")}
    assert {*model.activities, *(d.code for d in model.all_domains), "overall"} <= codes


@pytest.mark.parametrize("name", IDS)
def test_the_command_of_the_page_gives_the_printed_figures(name, monkeypatch):
    page = (EXAMPLES / name / "RESULTS.md").read_text(encoding="utf-8")
    [command] = re.findall(r"^    python manage\.py ((?:.+\\\n)*.+)$", page, re.MULTILINE)
    words, printed = shlex.split(command.replace("\\\n", " ")), io.StringIO()
    monkeypatch.chdir(EXAMPLES.parents[2])
    call_command(*words, stdout=printed, stderr=io.StringIO())
    given = {(n["code"], n["department"]): n for n in json.loads(printed.getvalue())["nodes"]}
    profile = next((after for word, after in pairwise(words) if word == "--profile"), None)
    for row in rows(name, "expected.csv"):
        if row.get("profile") == profile:
            node = given[row["code"], row.get("department") or None]
            assert node["score"] == number(row.get("shown"))
            assert node["level"] == (number(row["level"]) if "level" in row else node["level"])
