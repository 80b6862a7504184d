"""Posters and the page for the works council: what they say, on one page each, tagged."""

import io
import subprocess
from datetime import date

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from surveys.services import groups, posters, shared_links, works_council
from tests import cast
from tests.factories import NOW, assessment, organisation, person
from tests.rosa import Rosa

pytestmark = pytest.mark.django_db

LONG = "Referat für ressortübergreifende Angelegenheiten der Öffentlichkeitsarbeit " * 2


@pytest.fixture
def made():
    of = organisation("Tollerby Council", ("it", "sales"))
    made = assessment(of, sponsor="Dana Whitlock", contact="Ines Falk, 2417")
    made.closes_on = date(2026, 4, 17)
    made.save()
    return made


def make(made, key="it"):
    department = made.organisation.departments.get(key=key)
    return shared_links.make(assessment=made, department=department, most=9, user=None, now=NOW)


def at(made, rest):
    return f"/console/{made.organisation.code}/assessments/{made.code}/{rest}"


def text_of(pdf):
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


def pages(pdf):
    return len(PdfReader(io.BytesIO(pdf)).pages)


def test_a_poster_says_what_it_is_about_and_where_to_go(made):
    link = make(made)
    pdf = posters.of_departments(made, language="en", key="it")
    text = text_of(pdf)
    assert f"127.0.0.1:8000/d/{shared_links.token_for(link)}" in text.replace("/d/ ", "/d/")
    for said in (
        "Who looks after what people say about us online?",
        "Dana Whitlock at Tollerby Council asks for your view.",
        "Confidential: results come only for groups of 5 people or more.",
        "Once the questions have closed, nobody can look up who answered what.",
        "Questions? Ask Ines Falk, 2417.",
    ):
        assert said in text
    catalog = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert (catalog["/MarkInfo"]["/Marked"], catalog["/Lang"]) == (True, "en")


def test_the_picture_holds_the_address(made):
    import segno

    link = make(made)
    drawn = posters._qr(shared_links.address_of(link)).decode()
    code = segno.make(shared_links.address_of(link), error="m", micro=False)
    side = code.symbol_size(border=4)[0]
    assert drawn.startswith("<svg")
    assert f'width="{side}" height="{side}"' in drawn


def test_all_departments_are_one_file_with_a_page_each_also_with_long_names(made):
    made.organisation.departments.filter(key="it").update(name=LONG)
    made.title, made.sponsor, made.contact = LONG, LONG, LONG
    make(made)
    make(made, "sales")
    assert pages(posters.of_departments(made, language="en")) == 2
    assert pages(posters.announcement(made, language="de")) == 1


def test_the_poster_that_announces_has_no_link(made):
    make(made)
    text = text_of(posters.announcement(made, language="en"))
    assert "You will get a personal link by e-mail." in text
    assert "/d/" not in text


def test_the_same_poster_is_the_same_bytes(made):
    make(made)
    first = posters.of_departments(made, language="en", key="it")
    assert posters.of_departments(made, language="en", key="it") == first


def test_a_poster_is_in_its_own_language_whoever_asks_for_it(made):
    make(made)
    first = posters.of_departments(made, language="en", key="it")
    with override("de"):
        assert posters.of_departments(made, language="en", key="it") == first


def test_posters_are_downloads_and_only_of_open_links(made):
    cora = cast.cora(made.organisation)
    assert cora.get(at(made, "posters/en/departments.pdf")).status_code == 404
    link = make(made)
    answer = cora.get(at(made, "posters/en/departments/it.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="poster-it-en.pdf"'
    assert answer.content.startswith(b"%PDF-1.7")
    assert cora.get(at(made, "posters/en/departments/sales.pdf")).status_code == 404
    assert cora.get(at(made, "posters/xx/announcement.pdf")).status_code == 404
    shared_links.close(link=link, user=None, now=NOW)
    assert cora.get(at(made, "posters/en/departments/it.pdf")).status_code == 404


def sentences(made, language="en"):
    with override(language):
        sheet = works_council.sheet_of(made, now=NOW)
    return [sentence for section in sheet.sections for sentence in section.sentences]


def test_the_sheet_is_made_from_the_settings_as_they_are(made):
    person(made.organisation, "it", "Rosa")
    before = sentences(made)
    assert "1 person on the list, from: It, Sales." in before
    assert "Results are shown only for groups in which at least 5 people have answered." in before
    assert "Answers that were saved but not sent are counted when the questions close." in before
    made.floor, made.counts_unsubmitted, made.closes_on = 8, False, None
    made.save()
    groups.set_groups(assessment=made, groups={"it": "sales"}, user=None, now=NOW)
    make(made)
    person(made.organisation, "sales", "Sam")
    after = sentences(made)
    assert set(after) - set(before) == {
        "2 people on the list, from: It, Sales.",
        "Who has no e-mail address can begin over a poster in the department, without a name.",
        "Results are shown only for groups in which at least 8 people have answered.",
        "Shown together: It + Sales.",
        "Answers that were saved but not sent are deleted when the questions close.",
    }


def test_the_sheet_names_every_cookie_that_a_respondent_gets(made):
    rosa = Rosa()
    rosa.client.post("/language/", {"language": "de"})
    rosa.get("pages/MON-1/")
    code = rosa.assessment.code
    assert set(rosa.client.cookies) == {f"r-{code}", f"pace-{code}", "csrftoken", "language"}
    assert (
        "Of mails: that and when they left. Cookies: the link, the language, the minutes so far, "
        "and one that protects forms; none to follow anybody."
    ) in sentences(made)


def test_the_sheet_is_one_tagged_page_in_every_language(made):
    keys = [f"dep{number}" for number in range(30)]
    of = organisation("Large", keys)
    large = assessment(of, sponsor="Dana")
    for language in ("en", "de"):
        for each in (made, large):
            pdf = works_council.pdf(each, language=language, now=NOW)
            assert pages(pdf) == 1
            assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == language


def test_the_sheet_is_a_page_and_a_download(made):
    cora = cast.cora(made.organisation)
    assert (
        "What is asked, and what becomes of the answers"
        in cora.get(at(made, "works-council/")).text
    )
    answer = cora.get(at(made, "works-council/de.pdf"))
    assert answer["Content-Disposition"] == 'attachment; filename="works-council-de.pdf"'
    assert cora.get(at(made, "works-council/xx.pdf")).status_code == 404
