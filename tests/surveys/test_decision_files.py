"""``manage.py assess --decisions --evidence``: what goes in, and what is said of a wrong file."""

import json

import pytest
from django.core.management import CommandError, call_command

MODEL = "social-media-readiness"
DECISIONS = "activity,level,accountable,responsible,consulted,informed,reason,decided_on\n"
EVIDENCE = "activity,kind,level,by,reason,seen_on\n"


@pytest.fixture
def files(tmp_path):
    """Two departments of five, who all say level 2."""
    answers = tmp_path / "answers.csv"
    rows = [f"{key},MON-1-Q1,2,5\n" for key in ("it", "sales")]
    rows += [f"{key},MON-1:today,sales,5\n" for key in ("it", "sales")]
    answers.write_text("department,question,value,n\n" + "".join(rows))
    departments = tmp_path / "departments.csv"
    departments.write_text("key,name,type\nsales,Sales,sales\nit,IT,it\n")

    def write(name, text):
        path = tmp_path / name
        path.write_text(text)
        return path

    return answers, departments, write


def run(capsys, files, **options):
    answers, departments, _write = files
    call_command("assess", MODEL, answers, departments=departments, json="-", **options)
    found = json.loads(capsys.readouterr().out)
    return next(a for a in found["activities"] if a["code"] == "MON-1")


def refusal(files, **options):
    answers, departments, _write = files
    with pytest.raises(CommandError) as caught:
        call_command("assess", MODEL, answers, departments=departments, **options)
    return str(caught.value).splitlines()


def test_decisions_and_evidence_stand_beside_the_survey(capsys, files):
    *_rest, write = files
    decisions = write(
        "x.csv", DECISIONS + 'MON-1,3,sales,it; sales,,,"Rota seen, and it works",2026-03-25\n\n'
    )
    evidence = write("e.csv", EVIDENCE + "MON-1,interview,1,A. Consultant,No rota,2026-03-20\n")
    found = run(capsys, files, decisions=decisions, evidence=evidence)
    sources = found["sources"]
    assert sources["survey"] == {"level": 2, "score": 2.0, "score_bound": None}
    assert sources["delta"] == 1
    assert sources["decision"] == {
        "level": 3,
        "level_word": "Routine",
        "accountable": "sales",
        "responsible": ["it", "sales"],
        "consulted": [],
        "informed": [],
        "checks": ["dated_condition"],
        "reason": "Rota seen, and it works",
        "dissent": None,
        "decided_on": "2026-03-25",
        "status": "proposed",
        "status_on": None,
        "status_by": None,
        "instead": None,
    }
    assert sources["evidence"] == [
        {
            "kind": "interview",
            "level": 1,
            "level_word": "Improvised",
            "by": "A. Consultant",
            "reason": "No rota",
            "seen_on": "2026-03-20",
            "delta": -1,
        }
    ]


def test_status_dissent_and_who_said_so_may_stand_in_further_columns(capsys, files):
    *_rest, write = files
    head = "activity,decided_on,accountable,status,status_on,status_by,dissent\n"
    row = "MON-1,2026-03-25,sales,declined,2026-03-27,Head of Sales,Two wanted IT\n"
    found = run(capsys, files, decisions=write("x.csv", head + row))
    decision = found["sources"]["decision"]
    assert found["ownership"]["status"] == "declined"
    assert (decision["status_by"], decision["dissent"]) == ("Head of Sales", "Two wanted IT")
    assert (decision["level"], decision["instead"]) == (None, "it")


BAD = {
    "two accountable": (
        "MON-1,2,sales;it,,,,,2026-03-25\n",
        (
            "row 2, column accountable: more than one department is accountable. "
            "Keep one; the others may be responsible"
        ),
    ),
    "an unknown department": (
        "MON-1,2,slaes,,,,,2026-03-25\n",
        "row 2, column accountable: the department “slaes” is unknown. Known: it, sales",
    ),
    "a level off the scale": (
        "\nMON-1,7,,,,,x,2026-03-25\n",
        "row 3, column level: “7” is not a level of MON-1. Known: 0, 1, 2, 3, 4",
    ),
    "no reason": (
        "MON-1,3,,,,,,2026-03-25\n",
        (
            "row 2, column reason: the survey says 2, the decision 3, and no reason is given. "
            "Write why the workshop decided otherwise"
        ),
    ),
    "a day in another order": (
        "MON-1,2,,,,,,25.3.2026\n",
        (
            "row 2, column decided_on: “25.3.2026” is not a day. "
            "Write it as year-month-day, like 2026-11-23"
        ),
    ),
    "two decisions": (
        "MON-1,2,,,,,,2026-03-25\nMON-1,2,,,,,,2026-03-26\n",
        ("row 3, column activity: there is another decision on MON-1 before. Keep one of them"),
    ),
    "nothing": ("", "row 2, column all: there is nothing below the header. Add a row"),
    "too many cells": (
        "MON-1,2,,,,,a, b,2026-03-25\n",
        "row 2, column all: 9 cells stand under 8 columns. Put cells with a comma in double quotes",
    ),
}


@pytest.mark.parametrize(("rows", "message"), BAD.values(), ids=BAD)
def test_a_file_of_decisions_that_does_not_fit_is_refused_with_row_and_column(files, rows, message):
    path = files[2]("x.csv", DECISIONS + rows)
    assert refusal(files, decisions=path) == [f"{path}, {message}"]


def test_a_header_that_lacks_what_is_needed_is_refused(files):
    path = files[2]("x.csv", "activity,level,decided\nMON-1,2,2026-03-25\n")
    lacking, unknown = refusal(files, decisions=path)
    assert lacking.startswith(f"{path}, row 1, column decided_on: the header lacks decided_on. ")
    assert unknown == (
        f"{path}, row 1, column decided: this column is unknown. Did you mean “decided_on”?"
    )


def test_problems_of_both_files_are_told_at_once(files):
    decisions = files[2]("x.csv", DECISIONS + "MON-9,2,,,,,,2026-03-25\n")
    evidence = files[2]("e.csv", EVIDENCE + "MON-1,rumour,2,,Said so,2026-03-20\n")
    first, *others = refusal(files, decisions=decisions, evidence=evidence)
    assert first.startswith(f"{decisions}, row 2, column activity: “MON-9” is not an activity. ")
    assert others == [
        f"{evidence}, row 2, column kind: “rumour” is unknown. Known: interview, document",
        (
            f"{evidence}, row 2, column by: this is empty. "
            "Write who looked at it, and what shows the level"
        ),
    ]
