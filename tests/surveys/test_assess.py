"""``manage.py assess``: what goes in, what comes out, and what it says of a file that is wrong."""

import csv
import json
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from django.core.management import CommandError, call_command

from readiness.reporting import pdf
from surveys.services.sample_reports import SAMPLES

MODEL = "social-media-readiness"
PLANTED = SAMPLES / "planted"
HEADER = "respondent,department,question,value\n"


@pytest.fixture
def departments(tmp_path):
    path = tmp_path / "departments.csv"
    path.write_text("key,name,type\nsales,Sales,sales\nit,IT,it\n")
    return path


def answers(tmp_path, content, name="answers.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(*args, **options):
    with pytest.raises(CommandError) as caught:
        call_command("assess", MODEL, *args, **options)
    return str(caught.value)


def run(capsys, *args, **options):
    call_command("assess", MODEL, *args, json="-", **options)
    return json.loads(capsys.readouterr().out)


BAD_ANSWERS = {
    "unknown question": (
        HEADER + "a,sales,MON-1-Q9,2\n",
        "row 2, column question: the question “MON-1-Q9” is unknown. Did you mean “MON-1-Q2”?",
    ),
    "unknown value": (
        HEADER + "a,sales,MON-1-Q1,7\n",
        (
            "row 2, column value: “7” is not an answer to MON-1-Q1. "
            "Known here: 0, 1, 2, 3, 4, dk, np. "
            "Leave the row out where nothing was answered"
        ),
    ),
    "unknown department": (
        HEADER + "a,slaes,MON-1-Q1,2\n",
        "row 2, column department: the department “slaes” is unknown. Did you mean “sales”?",
    ),
    "np on an item about the organisation": (
        HEADER + "a,sales,NEW-2-Q1,np\n",
        (
            "row 2, column value: “np” is not an answer to NEW-2-Q1. "
            "Known here: 0, 1, 2, 3, 4, dk. "
            "Leave the row out where nothing was answered"
        ),
    ),
    "duplicate row": (
        HEADER + "a,sales,MON-1-Q1,2\nb,sales,MON-1-Q1,2\na,sales,MON-1-Q1,3\n",
        (
            "row 4, column respondent: a · MON-1-Q1 stands here again (first in row 2). "
            "Keep one of the two rows"
        ),
    ),
    "two departments": (
        HEADER + "a,sales,MON-1-Q1,2\na,it,MON-3-Q1,2\n",
        (
            "row 3, column department: a is in it here and in sales before. "
            "Give each respondent one department"
        ),
    ),
    "missing header": (
        "a,sales,MON-1-Q1,2\n",
        (
            "row 1, column respondent, department, question, value: the header lacks respondent, "
            "department, question, value. Write respondent,department,question,value (or "
            "department,question,value,n for counted answers) in the first row"
        ),
    ),
    "missing column": (
        "respondent,department,question\na,sales,MON-1-Q1\n",
        (
            "row 1, column value: the header lacks value. "
            "Write respondent,department,question,value "
            "(or department,question,value,n for counted answers) in the first row"
        ),
    ),
    "semicolons": (
        "respondent;department;question;value\na;sales;MON-1-Q1;2\n",
        (
            "row 1, column all: columns are separated by semicolons. "
            "Save the file with commas between columns"
        ),
    ),
    "tabs": (
        "respondent\tdepartment\tquestion\tvalue\na\tsales\tMON-1-Q1\t2\n",
        (
            "row 1, column all: columns are separated by tabs. "
            "Save the file with commas between columns"
        ),
    ),
    "Latin-1": (
        HEADER.encode() + b"a,sales,MON-1-Q1,2\nb,caf\xe9,MON-1-Q1,2\n",
        "row 3, column 2: a letter here is not UTF-8 (perhaps Latin-1). Save the file as CSV UTF-8",
    ),
    "UTF-16": (
        HEADER.encode("utf-16"),
        (
            "row 1, column all: this is not a CSV file in UTF-8. "
            "Save it as CSV UTF-8 (comma separated)"
        ),
    ),
    "spreadsheet": (
        b"PK\x03\x04rubbish",
        (
            "row 1, column all: this is not a CSV file in UTF-8. "
            "Save it as CSV UTF-8 (comma separated)"
        ),
    ),
    "empty": ("", "row 1, column all: the file is empty. Start it with a header row"),
    "header only": (
        HEADER,
        "row 2, column all: there is no answer below the header. Add a row an answer",
    ),
    "NUL": (
        HEADER + "a,sales,MON-1-Q1,2\nb,sales,MON\x00-1-Q1,2\n",
        "row 3, column all: a NUL character stands here. Save the file anew as CSV UTF-8",
    ),
    "too many cells": (
        HEADER + "a,sales,MON-1-Q1,2\nb,sales,MON-1-Q1,2,3\n",
        (
            "row 3, column all: this row has more cells than the header has columns. "
            "Put cells with a comma in double quotes"
        ),
    ),
    "too few cells": (
        HEADER + "a,sales\n",
        "row 2, column question: no question is given. Fill in the question",
    ),
    "open quote": (
        HEADER + 'a,sales,MON-1-Q1,"2\n',
        (
            "row 2, column all: a double quote is opened and never closed. "
            "Close it, or write it twice inside text"
        ),
    ),
    "counted with text": (
        "department,question,value,n\nsales,MON-1-Q1,2,five\n",
        "row 2, column n: “five” is not a number of answers. Give a whole number from 0",
    ),
    "counted twice": (
        "department,question,value,n\nsales,MON-1-Q1,2,5\nsales,MON-1-Q1,2,6\n",
        (
            "row 3, column department: sales · MON-1-Q1 · 2 stands here again (first in row 2). "
            "Keep one of the two rows"
        ),
    ),
}


@pytest.mark.parametrize(("content", "message"), BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_a_bad_answer_file_is_refused_with_row_column_and_mend(
    tmp_path, departments, content, message
):
    path = answers(tmp_path, content)
    assert refusal(path, departments=departments) == f"{path}, {message}"


def test_every_problem_is_listed_up_to_fifty_and_the_rest_counted(tmp_path, departments):
    path = answers(tmp_path, HEADER + "".join(f"r{i},sales,MON-1-Q1,9\n" for i in range(60)))
    lines = refusal(path, departments=departments).splitlines()
    assert len(lines) == 51
    assert lines[0].startswith(f"{path}, row 2, column value: “9” is not an answer")
    assert lines[-1] == f"{path}: and 10 more problems"


def test_a_file_that_is_not_there_is_refused(tmp_path):
    path = tmp_path / "none.csv"
    assert refusal(path) == (
        f"{path}, row 1, column all: the file cannot be opened (No such file or directory). "
        "Check the path and its rights"
    )


def test_a_folder_is_refused(tmp_path):
    assert "this is a folder. Name the CSV file in it" in refusal(tmp_path)


def test_an_unknown_model_is_refused_with_a_suggestion(tmp_path):
    with pytest.raises(CommandError, match="social-media-readiness"):
        call_command("assess", "social-media-readines", tmp_path / "answers.csv")


BAD_DEPARTMENTS = {
    "unknown type": (
        "key,name,type\nsales,Sales,slaes\n",
        "row 2, column type: the type “slaes” is unknown. Did you mean “sales”?",
    ),
    "unknown column": (
        "key,name,kind\nsales,Sales,sales\n",
        (
            "row 1, column kind: this column is unknown. "
            "Known: key, name, type, invited, group, head, "
            "hours, authority, headcount, na"
        ),
    ),
    "no key": (
        "name\nSales\n",
        "row 1, column key: the header lacks key. Known columns: key,name,type,",
    ),
    "reserved key": (
        "key,name\nnobody,Nobody\n",
        "row 2, column key: “nobody” has a meaning of its own as an answer. Choose another key",
    ),
    "key with a blank": (
        "key,name\nmy sales,Sales\n",
        "row 2, column key: “my sales” cannot be a key. Use letters, digits, - and _, at most 50",
    ),
    "same key twice": (
        "key,name\nsales,Sales\nsales,Sales 2\n",
        (
            "row 3, column key: sales stands here again (first in row 2). "
            "Give each department its own key"
        ),
    ),
    "authority off the scale": (
        "key,name,authority\nsales,Sales,5\n",
        (
            "row 2, column authority: “5” is not a whole number from 0 to 4. "
            "Correct it, or leave it empty if not stated"
        ),
    ),
    "full-width digits": (
        "key,name,invited\nsales,Sales,\uff19\n",
        (
            "row 2, column invited: “\uff19” is not a whole number from 0 to 1000000000. "
            "Correct it, or leave it empty if not stated"
        ),
    ),
    "mark without reason": (
        "key,name,na\nsales,Sales,MON-1\n",
        "row 2, column na: no reason is given for MON-1. Write MON-1=why it does not apply",
    ),
    "overlong name": (
        f"key,name\nsales,{'S' * 201}\n",
        (
            "row 2, column name: "
            "the text is longer than 200 characters or holds control characters. "
            "Shorten or retype it"
        ),
    ),
}


@pytest.mark.parametrize(("content", "message"), BAD_DEPARTMENTS.values(), ids=BAD_DEPARTMENTS)
def test_a_bad_department_file_is_refused_with_row_column_and_mend(tmp_path, content, message):
    path = answers(tmp_path, content, "departments.csv")
    good = answers(tmp_path, HEADER + "a,sales,MON-1-Q1,2\n")
    assert refusal(good, departments=path).startswith(f"{path}, {message}")


@pytest.mark.parametrize("floor", [-1, 0, 2, 4, 11, 100])
def test_a_floor_outside_five_to_ten_is_refused(floor):
    message = refusal(PLANTED / "answers.csv", floor=floor)
    assert message == (
        f"--floor {floor}: the floor is 5 to 10, or 1 for files whose answers need no protection"
    )


def test_exact_figures_are_refused_with_a_floor():
    assert refusal(PLANTED / "answers.csv", exact=True, floor=5) == (
        "--exact: unrounded figures need --floor 1, since rounding protects small groups"
    )


def test_a_folder_that_is_missing_is_refused_before_anything_is_written(tmp_path):
    out = tmp_path / "none" / "report.json"
    assert refusal(PLANTED / "answers.csv", json=str(out)) == (
        f"{out}: there is no folder {out.parent}. Make it first"
    )


def test_a_folder_as_output_is_refused_before_anything_is_written(tmp_path):
    message = refusal(PLANTED / "answers.csv", json=str(tmp_path))
    assert message == f"{tmp_path}: this is a folder. Name a file in it"
    assert list(tmp_path.iterdir()) == []


def test_a_byte_order_mark_blank_lines_and_spaces_do_no_harm(tmp_path, departments, capsys):
    rows = "".join(f"r{i},sales,MON-1-Q1,{i % 3}\n" for i in range(6))
    plain = run(capsys, answers(tmp_path, HEADER + rows), departments=departments)
    odd = (
        "\ufeff"
        + HEADER.upper()
        + "\n"
        + rows.replace(",sales,", ", sales ,").replace("\n", "\r\n")
    )
    assert run(capsys, answers(tmp_path, odd, "odd.csv"), departments=departments) == plain
    item = next(n for n in plain["nodes"] if n["code"] == "MON-1-Q1" and n["department"] == "sales")
    assert (item["n"], item["score"], item["level"]) == (6, 1.0, 1)


def test_an_empty_value_is_an_answer_left_out(tmp_path, departments, capsys):
    rows = "".join(f"r{i},sales,MON-1-Q1,2\n" for i in range(5))
    data = run(
        capsys, answers(tmp_path, HEADER + rows + "x,sales,MON-1-Q1,\n"), departments=departments
    )
    item = next(n for n in data["nodes"] if n["code"] == "MON-1-Q1" and n["department"] == "sales")
    assert item["n"] == 5


def test_a_level_written_as_a_decimal_is_the_level(tmp_path, departments, capsys):
    rows = "".join(f"r{i},sales,MON-1-Q1,2.0\n" for i in range(5))
    data = run(capsys, answers(tmp_path, HEADER + rows), departments=departments)
    item = next(n for n in data["nodes"] if n["code"] == "MON-1-Q1" and n["department"] == "sales")
    assert item["score"] == 2.0


def test_counted_answers_give_the_same_figures_as_single_ones(tmp_path, capsys):
    counts = {}
    with (PLANTED / "answers.csv").open() as file:
        for row in csv.DictReader(file):
            key = (row["department"], row["question"], row["value"])
            counts[key] = counts.get(key, 0) + 1
    lines = [",".join((*key, str(n))) for key, n in sorted(counts.items(), reverse=True)]
    counted = answers(tmp_path, "department,question,value,n\n" + "\n".join(lines))
    options = {"departments": PLANTED / "departments.csv"}
    assert run(capsys, counted, **options) == run(capsys, PLANTED / "answers.csv", **options)


def test_without_a_department_file_types_and_coverage_are_unknown_and_said_so(tmp_path, capsys):
    rows = "".join(f"{d}{i},{d},MON-1-Q1,{i % 3}\n" for d in ("it", "sales") for i in range(6))
    data = run(capsys, answers(tmp_path, HEADER + rows))
    assert data["coverage"]["invited"] is None
    codes = [(w["code"], w["subject"]) for w in data["warnings"]]
    assert ("no_type", "it") in codes
    assert ("no_type", "sales") in codes
    assert ("invited_unknown", None) in codes


def test_exact_figures_are_not_rounded(tmp_path, departments, capsys):
    rows = "".join(f"r{i},sales,MON-1-Q1,{v}\n" for i, v in enumerate([1, 2, 2]))
    path = answers(tmp_path, HEADER + rows)
    data = run(capsys, path, departments=departments, exact=True)
    item = next(n for n in data["nodes"] if n["code"] == "MON-1-Q1" and n["department"] == "sales")
    assert item["score"] == pytest.approx(5 / 3, abs=1e-12)


def test_whatever_the_small_department_answers_figures_stay_byte_identical(tmp_path, capsys):
    """The promise of confidentiality on the sample: the executive board is below the floor."""
    with (PLANTED / "answers.csv").open() as file:
        rows = list(csv.DictReader(file))
    small = [row for row in rows if row["department"] == "executive_board"]
    assert len({row["respondent"] for row in small}) == 4
    other = {"0": "4", "staff": "executive"}
    for row in small:
        if row["question"].startswith("PRF-3"):
            row["value"] = "daily" if row["value"] != "daily" else "never"
        elif row["question"].startswith("PRF"):
            row["value"] = other.get(row["value"], "staff")
        elif ":" in row["question"]:
            row["value"] = "it" if row["value"] == "nobody" else "nobody"
        else:
            row["value"] = other.get(row["value"], "0")
    changed = HEADER + "".join(
        ",".join((r["respondent"], r["department"], r["question"], r["value"])) + "\n" for r in rows
    )
    assert changed != (PLANTED / "answers.csv").read_text()
    options = {"departments": PLANTED / "departments.csv", "json": "-"}
    call_command("assess", MODEL, PLANTED / "answers.csv", **options)
    before = capsys.readouterr().out
    call_command("assess", MODEL, answers(tmp_path, changed), **options)
    assert capsys.readouterr().out == before
    assert before.count('"executive_board"') > 0


def test_an_earlier_round_is_compared_with_the_same_departments_and_model(capsys):
    options = {"departments": PLANTED / "departments.csv", "before": PLANTED / "answers.csv"}
    data = run(capsys, PLANTED / "answers.csv", before_period="spring", **options)
    change = data["change"]
    assert (change["model"], change["period"]) == (data["model"], "spring")
    assert change["groups"] == [group["key"] for group in data["groups"]]
    overall = change["nodes"][0]
    assert (overall["before"], overall["change"]) == (data["nodes"][0]["score"], 0.0)
    assert run(capsys, PLANTED / "answers.csv", departments=options["departments"]) == data | {
        "change": None
    }


def test_an_earlier_round_has_its_own_departments_and_model(tmp_path, departments, capsys):
    rows = "".join(f"{d}{i},{d},MON-1-Q1,{i % 3}\n" for d in ("it", "sales") for i in range(6))
    path = answers(tmp_path, HEADER + rows)
    other = tmp_path / "before.csv"
    other.write_text("key,name,type,group\nsales,Sales,sales,x\nit,IT,it,x\n")
    data = run(
        capsys,
        path,
        departments=departments,
        before=path,
        before_departments=other,
        before_model="social-media-readiness-0.4.0",
    )
    assert data["change"]["groups"] == []
    assert data["change"]["nodes"][0]["not_comparable"] == ["groups"]


def test_a_bad_file_of_the_earlier_round_is_named(tmp_path, departments):
    good = answers(tmp_path, HEADER + "a,sales,MON-1-Q1,2\n")
    bad = answers(tmp_path, HEADER + "a,sales,MON-1-Q1,7\n", name="before.csv")
    said = refusal(good, departments=departments, before=bad)
    assert said.startswith(f"{bad}, row 2, column value: “7” is not an answer to MON-1-Q1.")


@pytest.mark.parametrize("option", ["departments", "model", "period"])
def test_what_is_said_of_an_earlier_round_needs_its_answers(option):
    said = refusal(PLANTED / "answers.csv", **{f"before_{option}": "x"})
    assert said == f"--before-{option}: name the answers of the earlier round: --before"


def test_json_goes_to_a_file_in_one_step(tmp_path):
    out = tmp_path / "results.json"
    call_command("assess", MODEL, PLANTED / "answers.csv", json=str(out))
    assert json.loads(out.read_text())["format"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


def test_the_command_line_takes_paths_as_text(tmp_path):
    out = tmp_path / "results.json"
    call_command("assess", MODEL, str(PLANTED / "answers.csv"), "--json", str(out))
    assert Path(out).is_file()


def test_tables_go_to_files_of_their_own(tmp_path, capsys):
    table, book = tmp_path / "results.zip", tmp_path / "results.xlsx"
    found = run(capsys, PLANTED / "answers.csv", csv=table, xlsx=book, language="de")
    with zipfile.ZipFile(table) as archive:
        nodes = archive.read("nodes.csv").decode("utf-8-sig").splitlines()
    assert len(nodes) == len(found["nodes"]) + 1
    sheets = openpyxl.load_workbook(book, read_only=True)
    assert [row[1] for row in sheets["nodes"].values][1] is None
    assert [row[1] for row in sheets["activities"].values][1] == "Öffentlichen Gesprächen zuhören"
    assert {path.name for path in tmp_path.iterdir()} == {"results.zip", "results.xlsx"}


def test_the_report_goes_to_a_document_and_pictures(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "organisation_report", pdf.summary)  # a page instead of many
    words, pages = tmp_path / "report.docx", tmp_path / "pages.zip"
    options = {"docx": words, "png": pages, "organisation": "Tollerby plc"}
    folder = SAMPLES.parent / "examples" / "website-accessibility-process"
    [model] = folder.glob("*.yaml")
    call_command("assess", str(model), folder / "answers.csv", floor=1, **options)
    assert docx.Document(str(words)).sections[0].header.paragraphs[0].text == "Tollerby plc"
    with zipfile.ZipFile(pages) as archive:
        assert archive.namelist() == ["page-01.png"]
