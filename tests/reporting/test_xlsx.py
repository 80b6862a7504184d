"""The workbook: every cell is the Release's, shown as it is, and no text is ever a formula."""

import dataclasses
import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from readiness.reporting.edits import Edit, Edits
from readiness.reporting.look import Look
from readiness.reporting.plain_text import fit
from readiness.reporting.table_rows import tables
from readiness.reporting.xlsx import LONGEST, number_format, workbook
from tests.reporting import hand_made
from tests.reporting.hostile import LONG, LONG_ASTRAL, TEXTS, hostile, hostile_edits

MODEL = hand_made.shipped_model()
BASE = hand_made.release(MODEL)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def book(everything) -> openpyxl.Workbook:
    return opened(workbook(release=everything[0], model=everything[1]))


@pytest.fixture(scope="module")
def found(everything) -> dict:
    made = tables(release=everything[0], model=everything[1])
    return {table.name: table for table in made if table.rows}


def test_there_is_a_sheet_for_every_table_and_first_what_the_file_is(book, found):
    assert book.sheetnames == ["about", *found]


def test_every_cell_holds_what_its_table_holds(book, found):
    for name, table in found.items():
        header, *rows = book[name].iter_rows(values_only=True)
        assert header == table.columns
        assert rows == list(table.rows), name


def test_figures_are_numbers_and_shown_with_all_their_decimals(book, found):
    seen = set()
    for name in found:
        for row in book[name].iter_rows(min_row=2):
            for cell in row:
                if cell.data_type == "n" and cell.value is not None:
                    assert shown(cell.value, cell.number_format) == cell.value, cell.coordinate
                    seen.add(cell.number_format)
    assert seen == {"0", "0.0", "0.00", '0" %"', "General"}


def shown(value: float, number_format: str) -> float:
    """What a reader would take from the cell."""
    decimals = {"0": 0, '0" %"': 0, "0.0": 1, "0.00": 2}
    return value if number_format == "General" else round(value, decimals[number_format])


FORMATS = [
    ("score", 2.0, 1, "0.0"),
    ("score", 2.25, 1, "General"),
    ("score", 2.25, 2, "0.00"),
    ("score", 3.0, 0, "0"),
    ("level", 2, 1, "0"),
    ("share", 44, 1, '0" %"'),
    ("share", 44.25, 1, "General"),
    ("agreement.rwg", 0.7, 1, "0.00"),
    ("threshold", 1.25, 1, "General"),
]


@pytest.mark.parametrize(("column", "value", "places", "expected"), FORMATS)
def test_a_figure_is_shown_as_its_kind_is(column, value, places, expected):
    assert number_format(column, value, places) == expected


def test_the_first_row_stays_and_columns_are_wide_enough_to_read(book):
    sheet = book["nodes"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.column_dimensions["A"].width > 9
    assert sheet.column_dimensions["B"].width > 60
    assert sheet.print_title_rows == "$1:$1"


def lines(book: openpyxl.Workbook) -> dict:
    return dict(book["about"].iter_rows(values_only=True))


def test_the_first_sheet_says_whose_results_by_which_model_and_for_whom(everything, book):
    release, _model = everything
    about = lines(book)
    assert "Status" not in about
    assert about["Organisation"] == release.organisation.name
    assert about["Activity model"] == "Social media readiness, version 0.4.0"
    assert about["Fingerprint of the model (SHA-256)"] == release.model.sha256
    assert about["Confidentiality"].startswith("Confidential. Results are shown only")
    assert about["nodes"] == book["nodes"].max_row - 1


@pytest.mark.parametrize(
    ("mark", "words"),
    [("draft", "Draft: not published yet"), ("sample", "Sample: made-up answers")],
)
def test_a_draft_or_a_sample_says_so_first_and_on_every_printed_page(mark, words):
    made = opened(workbook(release=BASE, model=MODEL, look=Look(mark=mark)))
    assert lines(made)["Status"] == words
    assert {sheet.oddHeader.center.text for sheet in made} == {words}


def test_it_prints_on_the_clients_paper_under_the_clients_colour():
    look = Look(paper="Letter", accent="#7a1f5c")
    made = opened(workbook(release=BASE, model=MODEL, look=look))
    assert {sheet.page_setup.paperSize for sheet in made} == {1}
    assert made["nodes"]["A1"].fill.fgColor.rgb == "FF7A1F5C"


def test_what_the_consultant_wrote_stands_beside_what_the_release_says():
    edits = Edits(
        sentences={"gaps/title": Edit(original="They trail.", text="They lead.")},
        notes={"gaps": "Seen by the board"},
    )
    made = opened(workbook(release=BASE, model=MODEL, edits=edits))
    assert [*made["edits"].values][1] == ("gaps/title", "They trail.", "They lead.")
    assert [*made["notes"].values][1] == ("gaps", "Seen by the board")


def test_no_text_is_a_formula_a_link_or_lost_whatever_users_typed(everything):
    release = hostile(everything[0])
    made = opened(workbook(release=release, model=everything[1], edits=hostile_edits()))
    cells = [cell for sheet in made for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type in {"f", "e"}] == []
    assert {cell.hyperlink.target for cell in cells if cell.hyperlink} == {None}
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert {fit(text) for text in TEXTS} <= texts
    cut = [text for text in texts if text.startswith(LONG[:50])]
    assert [(len(text), text[-14:]) for text in cut] == [(LONGEST, "x […] (100,000)"[-14:])]
    [astral] = [text for text in texts if text.startswith(LONG_ASTRAL[:50])]
    assert len(astral.encode("utf-16-le")) // 2 <= LONGEST
    assert astral.endswith(" […] (25,000)")


SAME_BYTES = """
import hashlib, time, django
django.setup()
time.time = lambda: 2_000_000_000.0
from readiness.reporting.xlsx import workbook
from tests.reporting import hand_made
model = hand_made.shipped_model()
print(hashlib.sha256(workbook(release=hand_made.release(model), model=model)).hexdigest())
"""


def test_the_same_release_gives_the_same_workbook_in_another_process_and_year():
    content = workbook(release=BASE, model=MODEL)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")
    again = subprocess.run(
        [sys.executable, "-c", SAME_BYTES],
        cwd=Path(__file__).resolve().parents[2],
        env={"DJANGO_SETTINGS_MODULE": "readiness.settings", "PYTHONHASHSEED": "7", "TZ": "Japan"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout.strip() == hashlib.sha256(content).hexdigest()


def test_a_language_written_from_the_right_turns_the_sheets_round():
    with translation.override("ar"):
        assert opened(workbook(release=BASE, model=MODEL))["nodes"].sheet_view.rightToLeft
    assert not opened(workbook(release=BASE, model=MODEL))["nodes"].sheet_view.rightToLeft


def test_an_exact_release_loses_no_decimal():
    [node, *rest] = BASE.nodes
    exact = dataclasses.replace(BASE, nodes=(dataclasses.replace(node, score=1.23456), *rest))
    sheet = opened(workbook(release=exact, model=MODEL))["nodes"]
    place = [cell.value for cell in sheet[1]].index("score") + 1
    assert sheet.cell(2, place).value == 1.23456
    assert sheet.cell(2, place).number_format == "General"
