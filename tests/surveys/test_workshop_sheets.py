"""A workshop on paper: the facilitator's sheet has the survey's figures, the voting paper none."""

import io

import pytest
from pypdf import PdfReader

from surveys.services import workshop_sheets, workshops
from tests.factories import assessment, organisation, our_model
from tests.surveys.test_workshops import Pages, planned, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def surveyed():
    of = assessment(opened=False, state="closed")
    report(of)
    return of


@pytest.fixture
def alone():
    return assessment(opened=False)


def printed(room, kind, language="en"):
    reader = PdfReader(io.BytesIO(kind(room, language=language)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    return text, len(reader.pages)


def test_the_facilitators_sheet_has_the_surveys_figures(surveyed):
    text, pages = printed(planned(surveyed), workshop_sheets.for_the_lead)
    assert pages <= 2
    assert "Survey: 3 Routine" in text
    assert "Proposed: Communications" in text
    assert "Agreed level" in text
    assert "To accept together" in text


def test_the_facilitators_sheet_is_in_one_language(surveyed):
    text, _pages = printed(planned(surveyed), workshop_sheets.for_the_lead, language="de")
    for german in ("Erste Abstimmung", "Vereinbarte Stufe", "Gemeinsam anzunehmen", "Befragung: 3"):
        assert german in text
    for english in ("First vote", "Agreed", "Who objects", "Until"):
        assert english not in text


def test_the_voting_paper_holds_nothing_of_the_survey(surveyed):
    text, pages = printed(planned(surveyed), workshop_sheets.for_votes)
    assert pages <= 2
    assert "Survey" not in text
    assert "Proposed" not in text
    assert "To accept together" not in text
    for level in our_model().scales["practice"].names:
        assert level in text
    assert "Write no name on this paper." in text


def test_a_named_rooms_voting_paper_does_not_promise_anonymity(surveyed):
    text, _pages = printed(planned(surveyed, anonymous=False), workshop_sheets.for_votes)
    assert "Write no name" not in text


def test_seven_items_of_both_fit_one_sheet_of_paper(alone):
    room = planned(alone)
    for code in [*our_model().activities][:7]:
        workshops.add(workshop=room, activity=code)
    room.items.update(mode="both")
    assert printed(room, workshop_sheets.for_votes)[1] <= 2
    assert printed(room, workshop_sheets.for_the_lead)[1] <= 2


def test_of_many_departments_the_name_is_written_and_not_ticked():
    keys = tuple(f"dep{number:02d}" for number in range(40))
    of = assessment(organisation("Large", keys), opened=False, departments=keys)
    room = planned(of)
    for code in [*our_model().activities][:2]:
        workshops.add(workshop=room, activity=code)
    room.items.update(mode="both")
    text, _pages = printed(room, workshop_sheets.for_votes)
    assert text.count("This department:") == 2
    assert "Dep39" not in text
    text, _pages = printed(room, workshop_sheets.for_the_lead)
    assert text.count("Department ") == 8
    assert "Dep39" not in text


def test_sheets_are_there_in_every_language_and_in_no_other(surveyed):
    pages, room = Pages(surveyed), planned(surveyed)
    for kind in ("lead", "votes"):
        answer = pages.get(f"{room.code}/sheets/{kind}/de.pdf")
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert pages.get(f"{room.code}/sheets/lead/xx.pdf").status_code == 404
    assert pages.get(f"{room.code}/sheets/other/en.pdf").status_code == 404


def test_an_empty_agenda_prints_its_rules(alone):
    text, pages = printed(planned(alone), workshop_sheets.for_the_lead)
    assert pages == 1
    assert "Read the item out." in text
