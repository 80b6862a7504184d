"""The PDFs: readable by everyone, complete, the same bytes again, and nothing fetched."""

import csv
import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from readiness.reporting import pdf
from readiness.reporting.charts.gallery import drawn
from readiness.reporting.edits import Edit, Edits, places
from readiness.reporting.fonts import FAMILIES, font_files
from readiness.reporting.story.build import build_story
from tests.reporting import hand_made
from tests.reporting.conftest import (
    SAMPLE,
    assess_sample,
    make,
    said_by_weasyprint,
    squeezed,
)
from tests.reporting.gates import faults, unpacked

ROOT = Path(__file__).resolve().parents[2]
BASIS = "summary/basis"


def titles(story):
    pages = (
        story.summary,
        *story.questions,
        story.domains,
        story.answers,
        story.gaps,
        story.departments,
        story.effort,
        story.steps,
        story.raci,
        story.form,
        story.method,
        story.contents,
    )
    return [page.heading.title for page in pages if page]


def charts_of(report):
    return drawn(story=report.story, release=report.release)


def structure(reader):
    """Every structure element of the file."""
    waiting, found = [reader.trailer["/Root"]["/StructTreeRoot"]], []
    while waiting:
        entry = waiting.pop()
        entry = entry.get_object() if isinstance(entry, IndirectObject) else entry
        if not isinstance(entry, dict):
            continue
        if "/S" in entry:
            found.append(entry)
        kids = entry.get("/K", [])
        waiting.extend(kids if isinstance(kids, list) else [kids])
    return found


def fonts(reader):
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            found[str(font["/BaseFont"]).split("+")[-1]] = descriptor
    return found


def test_the_report_has_a_page_for_everything_in_its_story(report):
    assert 10 <= len(report.reader.pages) <= 14
    text = report.text
    assert [title for title in titles(report.story) if squeezed(title) not in text] == []


def test_every_question_stands_on_one_page(report):
    starts = [
        report.reader.get_destination_page_number(report.reader.named_destinations[code])
        for code in (*(page.heading.code for page in report.story.questions), "domains")
    ]
    assert starts == [2, 3, 4, 5]


def test_in_longer_words_it_has_as_many_pages(planted):
    with translation.override("de"):
        made = make(*planted)
    assert 10 <= len(made.reader.pages) <= 14
    assert made.warnings == []


def test_the_annex_is_a_document_of_its_own(annex, report):
    tables = annex.story.annex.tables
    assert [t.number for t in tables if squeezed(t.caption) not in annex.text] == []
    assert squeezed(annex.story.annex.heading.title) not in report.text
    for table in tables:
        assert squeezed(f"{table.number} {table.caption}") in report.text
    for step in annex.story.steps.soon.rows:
        assert squeezed(step.cells[-1].text) in annex.text


def test_a_draft_mail_stands_in_no_page_of_the_report(report):
    mails = [mail for page in report.story.questions for mail in page.mails]
    assert mails
    assert [mail.subject for mail in mails if squeezed(mail.subject) in report.text] == []


def test_the_summary_is_one_page_of_its_own(summary):
    assert len(summary.reader.pages) == 1
    assert squeezed(summary.story.summary.heading.title) in summary.text
    for step in summary.story.summary.monday:
        words = "".join(part.text for part in step.text.parts if not part.ref)
        assert squeezed(words)[:40] in summary.text


def test_the_summary_is_the_second_page_of_the_report(report):
    text = report.words(1)
    assert squeezed(report.story.summary.heading.title) in text
    assert squeezed(report.story.summary.sure.text) in text


def test_how_it_was_measured_and_where_to_look_it_up_fill_the_last_two_pages(report):
    pages = [report.words(page) for page in range(len(report.reader.pages))]
    assert ["Howwemeasured" in words for words in pages][-3:] == [False, True, True]
    assert squeezed(report.story.contents.heading.title) in pages[-1]


def test_pages_that_are_pointed_to_are_named_by_number(report):
    codes = [
        part.ref for step in report.story.summary.monday for part in step.text.parts if part.ref
    ]
    numbers = [
        report.reader.get_destination_page_number(report.reader.named_destinations[c]) + 1
        for c in codes
    ]
    text = report.words(1)
    for step in report.story.summary.monday:
        for part in step.text.parts:
            if part.ref:
                number = numbers.pop(0)
                assert f"{squeezed(part.text)}{number}" in text


def test_weasyprint_has_nothing_to_warn_about(report, summary):
    assert report.warnings == []
    assert summary.warnings == []


def test_every_font_is_embedded_and_one_of_ours(report):
    ours = {family.replace(" ", "-") for family in FAMILIES}
    for name, descriptor in fonts(report.reader).items():
        assert "/FontFile2" in descriptor, name
        assert any(name.startswith(family) for family in ours), name


def test_the_sample_brings_every_bundled_script(report, annex):
    used = {*fonts(report.reader), *fonts(annex.reader)}
    for family in FAMILIES:
        assert any(name.startswith(family.replace(" ", "-")) for name in used), family
    assert len(font_files()) == 8


def test_language_title_and_bookmarks_are_set(report):
    root = report.reader.trailer["/Root"]
    assert root["/Lang"] == report.story.language
    assert report.reader.metadata.title == report.story.title
    assert len(report.reader.outline) >= len(titles(report.story))


def test_no_clock_is_read(report):
    assert report.reader.metadata.creation_date is None
    assert report.reader.metadata.modification_date is None


def test_pictures_say_their_finding_and_where_they_stand(report):
    figures = [entry for entry in structure(report.reader) if entry["/S"] == "/Figure"]
    alternatives = {str(figure["/Alt"]) for figure in figures}
    assert alternatives == {chart.alt for chart in charts_of(report).values()}
    for figure in figures:
        left, bottom, right, top = figure["/A"]["/BBox"]
        _x, _y, width, height = figure["/Pg"]["/MediaBox"]
        assert 0 <= left < right <= width
        assert 0 <= bottom < top <= height


def test_header_cells_say_what_they_head(report):
    heads = [entry for entry in structure(report.reader) if entry["/S"] == "/TH"]
    scopes = {str(head["/A"]["/Scope"]) for head in heads}
    assert scopes == {"/Row", "/Column"}


def test_running_heads_and_feet_are_artifacts(report):
    content = report.reader.pages[1].get_contents().get_data()
    assert content.count(b"/Pagination") == 4
    for page in report.reader.pages[1:]:
        assert page.get_contents().get_data().count(b"/Pagination") >= 4


def test_page_numbers_count_to_the_last(report):
    last = len(report.reader.pages)
    assert squeezed(f"Page {last} of {last}") in report.words(last - 1)
    assert "Page" not in report.words(0)


SCRIPT = """
import django
django.setup()
import hashlib
from readiness.reporting import pdf
from tests.reporting.conftest import planted_sample
release, model = planted_sample()
for make in (pdf.organisation_report, pdf.summary):
    print(hashlib.sha256(make(release=release, model=model)).hexdigest())
"""


def test_another_process_makes_the_same_bytes(report, summary):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
        timeout=300,
    )
    ours = [hashlib.sha256(made.data).hexdigest() for made in (report, summary)]
    assert done.stdout.split() == ours


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://localhost/x.png", "data:image/png;base64,AAAA", "bundle:x.css"],
)
def test_every_other_address_is_refused(address):
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    document = HTML(string=f'<img src="{address}" alt="">', url_fetcher=pdf._Bundle(pdf._files()))
    with pytest.raises(FatalURLFetchingError), said_by_weasyprint():
        document.render()


def test_a_refused_address_ends_the_report_with_an_error_of_ours(monkeypatch):
    model = hand_made.shipped_model()
    monkeypatch.setattr(pdf, "_files", dict)
    with pytest.raises(pdf.ReportError), said_by_weasyprint():
        pdf.summary(release=hand_made.release(model), model=model)


def test_a_summary_told_too_long_goes_on_to_a_second_page():
    model = hand_made.shipped_model()
    release = hand_made.release(model)
    basis = next(p for p in places(build_story(release=release, model=model)) if p.place == BASIS)
    edit = Edit(original=basis.text, text="Rather long. " * 700)
    data = pdf.summary(release=release, model=model, edits=Edits(sentences={BASIS: edit}))
    assert len(PdfReader(io.BytesIO(data)).pages) == 2


def test_pages_that_are_left_out_are_gone_and_nothing_points_to_them():
    model = hand_made.shipped_model()
    release = hand_made.release(model)
    left_out = frozenset({"question-response", "gaps", "form", "cover", "method"})
    with said_by_weasyprint() as warnings:
        data = pdf.organisation_report(release=release, model=model, edits=Edits(left_out=left_out))
    found = set(PdfReader(io.BytesIO(data)).named_destinations)
    assert {"cover", "summary", "question-monitoring", "method"} <= found
    assert {"question-response", "gaps", "form"} & found == set()
    assert warnings == []


def test_a_report_without_any_figure_is_still_a_report(tmp_path):
    folder = tmp_path / "planted"
    folder.mkdir()
    with (SAMPLE / "planted" / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept: dict[str, set[str]] = {}
    for row in rows:
        people = kept.setdefault(row["department"], set())
        if len(people) < 3:
            people.add(row["respondent"])
    with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row for row in rows if row["respondent"] in kept[row["department"]])
    with unpacked():
        report = make(*assess_sample(folder))
    assert report.release.groups == ()
    assert report.warnings == []
    assert 8 <= len(report.reader.pages) <= 14
    assert [title for title in titles(report.story) if squeezed(title) not in report.text] == []
    assert faults(report.data, tmp_path) == []
