"""The document to write on: what the PDF says, as headings, paragraphs and tables."""

import hashlib
import io
import itertools
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image

from readiness.reporting.docx import document
from readiness.reporting.edits import Edit, Edits, places
from readiness.reporting.look import Look
from readiness.reporting.plain_text import BOX
from readiness.reporting.story.build import build_story
from tests.reporting import hand_made
from tests.reporting.figures import Figures
from tests.reporting.hostile import LONG, TEXTS, hostile
from tests.reporting.small_models import example

MODEL = hand_made.shipped_model()
BASE = hand_made.release(MODEL)
EMU = 36_000


def opened(content: bytes):
    return docx.Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def made(everything):
    release, model = everything
    return opened(document(release=release, model=model))


@pytest.fixture(scope="module")
def story(everything):
    return build_story(release=everything[0], model=everything[1])


def headings(made) -> list[tuple[int, str]]:
    named = ((p.style.name, p.text) for p in made.paragraphs)
    return [(int(name[-1]), text) for name, text in named if name.startswith("Heading ")]


def words(made) -> str:
    """Every text, also in tables, head and foot, a line each."""
    [section, *_rest] = made.sections
    parts = [made.element.body, section.header._element, section.footer._element]
    lines = [
        "".join(run.text or "" for run in paragraph.iter(qn("w:t")))
        for part in parts
        for paragraph in part.iter(qn("w:p"))
    ]
    return "\n".join(lines)


def test_every_page_of_the_report_begins_with_a_heading_of_its_own(made, story):
    pages = [story.cover, story.summary, *story.questions, story.domains, story.answers]
    pages += [story.gaps, story.since, story.departments, story.effort, story.steps, story.raci]
    pages += [story.form, story.method, story.contents]
    assert {text for level, text in headings(made) if level == 1} == {
        page.heading.title for page in pages
    }


def test_headings_skip_no_level(made):
    levels = [level for level, _text in headings(made)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert set(levels) == {1, 2, 3}


def test_every_sentence_and_cell_of_the_pages_is_there(made, story):
    text = words(made)
    question = story.questions[0]
    said = [part.text for part in question.answer.parts if part.ref is None]
    said += [question.bars.title, question.why.title, question.changes.points[0].text]
    said += [question.step.text, question.step.effort, story.summary.monday_title]
    said += [finding.text.parts[0].text for finding in story.summary.findings]
    said += [cell.text for row in story.gaps.table.rows for cell in row.cells if not cell.note]
    said += [cell.text for row in story.steps.soon.rows for cell in row.cells if not cell.note]
    said += [fact.text for fact in story.method.identity]
    assert [each for each in said if each not in text] == []


def test_every_number_is_a_figure_of_the_release(made, everything):
    assert Figures(*everything).unknown(words(made)) == []


@pytest.mark.parametrize("name", ["website-accessibility-process", "customer-reply-practice"])
def test_a_model_without_owners_makes_a_document_too(name):
    release, model = example(name)
    made = opened(document(release=release, model=model))
    told = build_story(release=release, model=model)
    assert told.results.heading.title in [text for _level, text in headings(made)]
    assert Figures(release, model).unknown(words(made)) == []


def test_tables_repeat_their_head_and_cut_no_row(made):
    assert len(made.tables) > 10
    for table in made.tables:
        first, *rest = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in (first, *rest))
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        widths = [int(col.get(qn("w:w"))) for col in table._tbl.tblGrid]
        assert min(widths) > 300
        spans = [sum(cell.grid_span for cell in row.tc_lst) for row in table._tbl.tr_lst]
        assert set(spans) == {len(widths)}


def test_raci_lies_on_its_side_and_the_rest_stands(made):
    sizes = [(s.page_width > s.page_height, s.orientation) for s in made.sections]
    assert sizes == [(False, 0), (True, 1), (False, 0)]


def test_it_has_the_clients_paper_name_logo_and_colour():
    picture = io.BytesIO()
    Image.new("RGB", (400, 100), "#7a1f5c").save(picture, "PNG")
    look = Look(paper="Letter", accent="#7a1f5c", logo=picture.getvalue(), brand=picture.getvalue())
    made = opened(document(release=BASE, model=MODEL, look=look))
    section = made.sections[0]
    assert (section.page_width, section.page_height) == (7_772_400, 10_058_400)
    assert str(made.styles["Heading 1"].font.color.rgb) == "7A1F5C"
    name = BASE.organisation.name or "The organisation"
    assert section.header.paragraphs[0].text == name
    [logo, brand] = made.inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in (logo, brand)] == [name, ""]
    assert logo.width <= 60 * EMU
    assert logo.width / logo.height == pytest.approx(4, rel=0.01)


def test_a_draft_says_so_on_every_page_and_in_its_title():
    made = opened(document(release=BASE, model=MODEL, look=Look(mark="draft")))
    assert made.sections[0].header.paragraphs[0].text.endswith("Draft: not published yet")
    assert made.core_properties.title.startswith("Draft: not published yet · ")
    assert made.paragraphs[0].text == "Draft: not published yet"


def test_it_says_its_title_and_language_and_no_author(made, story):
    properties = made.core_properties
    assert (properties.title, properties.language) == (story.title, "en")
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    languages = {e.get(qn("w:val")) for e in made.styles.element.iter(qn("w:lang"))}
    assert languages == {"en"}


def test_whatever_users_typed_it_is_text_and_nothing_else(everything):
    made = opened(document(release=hostile(everything[0]), model=everything[1]))
    text = words(made)
    assert '=HYPERLINK("http://203.0.113.7/","Click")' in text
    assert "<b>bold</b><script>alert(1)</script>&amp;" in text
    assert f"{BOX * 7}" in text
    assert LONG[:190] in text
    assert LONG[:201] not in text
    assert " […]" in text
    body = made.element.body
    assert [*body.iter(qn("w:hyperlink"))] == [*body.iter(qn("w:altChunk"))] == []
    outside = [r for r in made.part.rels.values() if r.is_external]
    assert outside == []
    assert len(made.sections[0].header.paragraphs[0].text) <= 120


def test_an_organisation_may_be_called_anything():
    release = hostile(BASE, ("".join(TEXTS),))
    assert opened(document(release=release, model=MODEL)).core_properties.title


SAME_BYTES = """
import hashlib, time, django
django.setup()
time.time = lambda: 2_000_000_000.0
from readiness.reporting.docx import document
from tests.reporting import hand_made
model = hand_made.shipped_model()
print(hashlib.sha256(document(release=hand_made.release(model), model=model)).hexdigest())
"""


def test_the_same_release_gives_the_same_document_in_another_process_and_year():
    content = document(release=BASE, model=MODEL)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist()[0] == "[Content_Types].xml"
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


def test_every_number_in_the_text_of_the_pdf_is_a_figure_of_the_release(report):
    pages = len(report.reader.pages)
    printed = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=report.data, capture_output=True, check=True
    ).stdout.decode()
    assert len(printed) > 20_000
    unknown = Figures(report.release, report.model).unknown(printed, also=range(1, pages + 1))
    assert unknown == []


def test_an_edited_sentence_is_marked_with_its_original_and_notes_stand_in_their_section():
    told = build_story(release=BASE, model=MODEL)
    first = next(place for place in places(told) if place.section == "gaps")
    edits = Edits(
        sentences={first.place: Edit(original=first.text, text="We have gaps.")},
        notes={"departments": "=Seen by the board"},
        left_out=frozenset({"form"}),
    )
    made = opened(document(release=BASE, model=MODEL, edits=edits))
    titles = [text for level, text in headings(made) if level == 1]
    assert "We have gaps.\u00a0†" in titles
    assert told.gaps.heading.title not in titles
    assert told.form.heading.title not in titles
    [*_others, originals] = made.tables
    assert [cell.text for cell in originals.rows[1].cells][1:] == [first.text, "We have gaps."]
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert texts[texts.index("Consultant’s note") + 1] == "=Seen by the board"
    assert texts.index("Consultant’s note") > texts.index(told.departments.heading.title)
