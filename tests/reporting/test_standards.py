"""Every document is accessible and archival at once, in both languages, and carries its data."""

import dataclasses
import io

import pytest
from django.utils import translation
from pypdf import PdfReader
from pypdf.generic import NameObject

from readiness.reporting import department, pdf
from readiness.reporting.look import PLAIN, Look
from readiness.reporting.tables import attachments
from tests.reporting import hand_made
from tests.reporting.conftest import said_by_weasyprint
from tests.reporting.gates import (
    faults,
    in_reading_order,
    kids,
    resolved,
    structure_faults,
    unpacked,
)
from tests.reporting.pictures import png


def department_report(**given):
    return department.department_report(group=department.groups(given["release"])[0], **given)


def owner_brief(**given):
    return department.owner_brief(owner=department.owners(given["release"])[0], **given)


# Every kind of document: its name, and what makes it from a Release and a model.
DOCUMENTS = {
    "organisation_report": pdf.organisation_report,
    "annex": pdf.annex_report,
    "summary": pdf.summary,
    "department": department_report,
    "brief": owner_brief,
}
HANDED_ON = ("summary", "department", "brief")
LOOKS = {
    "en": PLAIN,
    "de": Look(
        paper="Letter", accent="#7a1f3d", logo=png(400, 90), brand=png(30, 60), mark="draft"
    ),
}
SIZES = {"en": (595, 842), "de": (612, 792)}
ARABIC = (
    "قسم الاتصالات والعلاقات العامة",
    "خدمة العملاء (الشكاوى)",
    "تقنية المعلومات",
    "Marketing – التسويق",
)


@pytest.fixture(scope="module")
def arabic():
    """A short release whose names are Arabic."""
    model = hand_made.shipped_model()
    release = hand_made.release(model)
    name = "شركة الاختبار المحدودة"
    named = zip(release.departments, ARABIC, strict=True)
    groups = zip(release.groups, ARABIC, strict=True)
    return dataclasses.replace(
        release,
        organisation=dataclasses.replace(release.organisation, name=name),
        departments=tuple(dataclasses.replace(d, name=n, head=f"ليلى, {n}") for d, n in named),
        groups=tuple(dataclasses.replace(g, name=n) for g, n in groups),
    ), model


@pytest.fixture(
    scope="module",
    params=[(kind, language) for kind in DOCUMENTS for language in LOOKS],
    ids="-".join,
)
def written(request, arabic):
    """A document as bytes, and what WeasyPrint said of it."""
    kind, language = request.param
    release, model = arabic
    with translation.override(language), unpacked(), said_by_weasyprint() as said:
        data = DOCUMENTS[kind](release=release, model=model, look=LOOKS[language])
    return data, said, language, kind


def test_a_document_follows_both_standards(written, tmp_path):
    data, said, *_rest = written
    assert faults(data, tmp_path) == []
    assert said == []


def test_a_document_is_read_out_in_order_with_nothing_mute(written):
    reader = PdfReader(io.BytesIO(written[0]))
    assert structure_faults(reader) == []
    assert len(reader.trailer["/Root"]["/Lang"]) == 2


def test_a_document_carries_its_data_once(written, arabic):
    """The same bytes as the exports; each is named once, with what it is and where it came from.

    What is handed on carries nothing: all that it says can be seen.
    """
    release, model = arabic
    if written[-1] in HANDED_ON:
        assert PdfReader(io.BytesIO(written[0])).attachments == {}
        return
    reader = PdfReader(io.BytesIO(written[0]))
    inside = {name: found for name, [found] in reader.attachments.items()}
    assert inside == attachments(release=release, model=model)
    assert inside["results.json"].decode() == release.to_json()
    files = [resolved(each) for each in reader.trailer["/Root"]["/AF"]]
    assert len(files) == len(inside)
    relations = {str(file["/UF"]): str(file["/AFRelationship"]) for file in files}
    assert relations.pop("model.yaml") == "/Source"
    assert set(relations.values()) == {"/Data"}
    kinds = {str(resolved(file["/EF"]["/F"])["/Subtype"]) for file in files}
    assert kinds == {"/application/json", "/text/csv", "/application/yaml"}


def test_every_page_is_of_the_paper_asked_for_and_bears_the_mark(written):
    data, _said, language, _kind = written
    for page in PdfReader(io.BytesIO(data)).pages:
        assert tuple(sorted(round(float(side)) for side in page.mediabox[2:])) == SIZES[language]
        # The mark is the one artifact of a cover; other pages have four about their margins.
        artifacts = page.get_contents().get_data().count(b"/Pagination")
        assert artifacts % 4 == (1 if language == "de" else 0)


def test_files_inside_have_a_fixed_day(written):
    reader = PdfReader(io.BytesIO(written[0]))
    for file in reader.trailer["/Root"].get("/AF", ()):
        dates = resolved(resolved(file)["/EF"]["/F"])["/Params"]
        assert {str(dates["/CreationDate"]), str(dates["/ModDate"])} == {"D:19800101000000Z"}


def test_colours_are_said_to_be_those_of_screens(written):
    [intent] = PdfReader(io.BytesIO(written[0])).trailer["/Root"]["/OutputIntents"]
    assert resolved(intent)["/S"] == "/GTS_PDFA1"


def test_the_gate_finds_what_is_wrong(arabic, tmp_path, monkeypatch):
    """Without our finishing touch, both standards complain, and so does our own test."""
    release, model = arabic
    monkeypatch.setattr(pdf, "finish", lambda *_given: None)
    data = pdf.summary(release=release, model=model)
    said = faults(data, tmp_path)
    assert any(each.startswith("ua1 ") for each in said)
    assert any(each.startswith("3a ") for each in said)


def test_the_gate_knows_its_rules(report):
    """Each rule of our own test, broken in a file that keeps them all."""
    reader = PdfReader(io.BytesIO(report.data))
    assert structure_faults(reader) == []
    root = resolved(resolved(reader.trailer["/Root"])["/StructTreeRoot"])
    elements = [each for top in kids(root) for each in in_reading_order(top)]
    kinds = ("/TH", "/Figure", "/H2")
    first = {kind: next(e for e in elements if e["/S"] == kind) for kind in kinds}
    first["/TH"]["/A"][NameObject("/Scope")] = NameObject("/Row")
    del first["/Figure"]["/Alt"]
    first["/H2"][NameObject("/S")] = NameObject("/H4")
    assert structure_faults(reader) == [
        "h1 is followed by h4",
        "no text for /Figure",
        "a header cell in /THead is no /Column",
    ]
