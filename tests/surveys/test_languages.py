"""Which language somebody reads: chosen, else their own, the browser's, the organisation's."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from readiness.core.activity_model import load_model
from readiness.reporting.story.build import build_story
from surveys.models import Organisation, Person, ReportFile
from surveys.services import (
    assessments,
    drawing,
    heads,
    invitations,
    releases,
    reports,
    shared_links,
)
from surveys.services.model_files import find_model
from surveys.services.model_versions import in_words, model_of
from tests import cast
from tests.factories import NOW, SAMPLES, answer_all, assessment, organisation
from tests.rosa import Rosa
from tests.small_models import OPTIONS

pytestmark = pytest.mark.django_db

START, WEITER = "Skip to the content", "Zum Inhalt springen"
GERMAN, FRENCH = {"accept-language": "de-AT, en;q=0.5"}, {"accept-language": "fr"}


def language(page):
    """The language of a page, as it says and as it is."""
    [found] = re.findall(r'<html lang="([\w-]+)"', page.text)
    assert ({"en": START, "de": WEITER}[found] in page.text) is True
    assert page.headers["Content-Language"] == found
    return found


def opened(*, person="", of="en", headers=None):
    """Rosa's browser, after the link of a person with this language was opened."""
    made = assessment(organisation(language=of))
    department = made.organisation.departments.get(key="it")
    who = Person.objects.create(
        organisation=made.organisation, department=department, name="Rosa", language=person
    )
    issued = invitations.create(assessment=made, department=department, person=who)
    client = Client(headers=headers or {})
    client.get(f"/r/{issued.token}")
    return client, f"/r/{made.code}/"


def choose(client, code, **options):
    return client.post("/language/?next=/r/x/", {"language": code}, **options)


# Respondents.


@pytest.mark.parametrize(
    ("person", "of", "headers", "expected"),
    [
        ("", "en", {}, "en"),
        ("", "de", {}, "de"),  # the organisation's
        ("", "de", FRENCH, "de"),  # the browser names none of ours
        ("", "en", GERMAN, "de"),  # the browser's goes before the organisation's
        ("de", "en", {"accept-language": "en"}, "de"),  # the person's before the browser's
        ("de-CH", "en", {}, "de"),
        ("xx", "xx", {}, "en"),  # none of ours
    ],
)
def test_a_respondent_reads_the_first_language_that_is_known(person, of, headers, expected):
    client, base = opened(person=person, of=of, headers=headers)
    assert language(client.get(base)) == expected


@pytest.mark.parametrize(("headers", "expected"), [({}, "de"), ({"accept-language": "en"}, "en")])
def test_links_of_departments_and_heads_read_so_too(headers, expected):
    made = assessment(organisation(language="de"))
    department = made.organisation.departments.get(key="it")
    shared = shared_links.make(assessment=made, department=department, most=3, user=None, now=NOW)
    head = heads.keep(
        row=made.scope.get(department=department), name="Ada", email="", user=None, now=NOW
    )
    client = Client(headers=headers)
    address = client.get(f"/h/{shared_links.token_of_head(head)}")["Location"]
    for path in (f"/d/{shared_links.token_for(shared)}", address):
        assert language(client.get(path)) == expected


def test_a_choice_goes_before_everything_and_lasts():
    client, base = opened(person="de", of="de", headers=GERMAN)
    assert language(client.get(base)) == "de"
    assert choose(client, "en").status_code == 302
    assert language(client.get(base)) == "en"
    cookie = client.cookies["language"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (31_536_000, True, "Lax")


def test_opening_another_link_does_not_undo_a_choice():
    client, base = opened(person="de")
    choose(client, "en")
    made = client.get(base).wsgi_request.path  # the page is there
    assert made == base
    person = Person.objects.get()
    other = invitations.create(
        assessment=assessment(person.organisation), department=person.department, person=person
    )
    client.get(f"/r/{other.token}")
    assert client.cookies["language"].value == "en"


def test_a_refusal_is_told_in_the_language_of_the_browser():
    page = Client(headers=GERMAN).get("/r/" + "x" * 55)
    assert (page.status_code, language(page)) == (404, "de")


def test_questions_are_asked_in_german_and_answers_are_the_same():
    rosa = Rosa()
    choose(rosa.client, "de")
    page = rosa.get("pages/MON-1/").text
    assert "Wie erfährt Ihre Abteilung, was öffentlich im Netz über uns gesagt wird?" in page
    assert "Wer sorgt, wenn überhaupt jemand, dafür, dass wir mitbekommen," in page
    assert "How does your department" not in page
    rosa.save("MON-1-Q1", "2")
    choose(rosa.client, "en")
    assert "How does your department find out" in rosa.get("pages/MON-1/").text
    assert rosa.stored["MON-1-Q1"] == ("2", 1)


def test_what_is_not_there_in_german_is_shown_and_marked_as_english():
    rosa = Rosa(text=OPTIONS)
    choose(rosa.client, "de")
    address = re.search(r"/pages/([\w-]+)/", rosa.get("overview/").text)[1]
    page = rosa.get(f"pages/{address}/").text
    assert "Die Fragen werden in einer anderen Sprache gezeigt (Englisch)" in page
    assert re.search(r'<h[12] lang="en">', page)
    assert '<html lang="de"' in page
    choose(rosa.client, "en")
    page = rosa.get(f"pages/{address}/").text
    assert not re.search(r'<h[12] lang="en">', page)


# The choice.


def test_the_choice_leads_back_and_nowhere_else():
    client = Client()
    assert choose(client, "de").headers["Location"] == "/r/x/"
    away = client.post("/language/?next=https://evil.example/", {"language": "de"})
    assert away.headers["Location"] == "/"
    assert client.get("/language/").status_code == 405


def test_the_choice_is_offered_on_every_page_but_not_where_a_form_was_sent():
    client = Client()
    assert (
        'action="/language/?next=%2Faccount%2Fsign-in%2F"' in client.get("/account/sign-in/").text
    )
    sent = client.post("/account/sign-in/", {"login": "nobody@example.com", "password": "x"})
    assert sent.status_code == 200
    assert 'action="/language/' not in sent.text


def test_a_language_that_we_do_not_have_changes_nothing():
    client = Client()
    choose(client, "fr")
    assert language(client.get("/")) == "en"
    choose(client, "../x")
    assert language(client.get("/")) == "en"


def test_the_choice_works_from_pages_that_send_no_origin():
    client = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    assert choose(client, "de").status_code == 302
    assert language(client.get("/")) == "de"


def test_the_console_is_in_the_language_of_the_browser():
    client = cast.carla(Organisation.objects.create(name="Acme"))
    code = Organisation.objects.get().code
    page = client.get(f"/console/{code}/assessments/", headers=GERMAN)
    assert language(page) == "de"
    assert "Erhebungen" in page.text


# Models and reports.


def test_a_model_is_read_once_in_each_language(django_assert_num_queries):
    made = assessment()
    assert in_words(made, "de").model.language == "de"
    assert in_words(made, "de-AT").model.language == "de"
    assert in_words(made, "fr") is model_of(made)
    assert in_words(made, "de").sha256 == model_of(made).sha256
    with django_assert_num_queries(0):
        in_words(made, "de")


def closed(of):
    made = assessment(of)
    for department in ("it", "sales"):
        answer_all(made, department, 5, {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2"})
    assessments.close(assessment=made, user=None, now=NOW)
    made.refresh_from_db()
    return made


def test_a_report_is_in_the_language_of_the_organisation_and_a_release_in_none(monkeypatch):
    monkeypatch.setattr(drawing, "draw", drawn_as_words)
    texts = {}
    for code in ("en", "de"):
        made = closed(organisation(language=code))
        with translation.override(code):
            release = releases.make(assessment=made, user=None, now=NOW)
        reports.make(release=release, now=NOW)
        texts[code] = release.text
        said = {bytes(f.content).decode() for f in ReportFile.objects.filter(release=release)}
        assert said == {{"en": "Monitoring en 86.5", "de": "Beobachtung de 86,5"}[code]}
    assert texts["en"] == texts["de"]


def drawn_as_words(*, model, **_rest):
    from readiness.reporting.story.wording import score

    return f"{model.domains[0].title} {translation.get_language()} {score(86.5)}".encode()


@pytest.fixture(scope="module")
def planted():
    import io

    out = io.StringIO()
    options = {"departments": SAMPLES / "planted" / "departments.csv", "json": "-"}
    answers = SAMPLES / "planted" / "answers.csv"
    call_command("assess", "social-media-readiness", answers, stdout=out, stderr=out, **options)
    return out.getvalue()[: out.getvalue().rindex("}") + 1]


def words_in(value, found):
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, list | tuple):
        for each in value:
            words_in(each, found)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            words_in(getattr(value, name), found)
    return found


DECIMAL = re.compile(r"(?<![\w.,])\d+[.,]\d+(?![\w.,]*\d)")


def cells_of(story):
    """The numbers with decimals in tables, in order."""
    tables = [story.gaps.table, story.departments.table, *story.annex.tables]
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    return [cell for cell in cells if DECIMAL.fullmatch(cell)]


def test_a_german_report_prints_the_released_figures_with_a_comma(planted):
    release = drawing.read_release(planted)
    path = find_model("social-media-readiness")
    english = cells_of(build_story(release=release, model=load_model(path)))
    with translation.override("de"):
        story = build_story(release=release, model=load_model(path, "de"))
        german = cells_of(story)
    assert len(english) > 300
    assert german == [figure.replace(".", ",") for figure in english]
    assert story.language == "de"
    assert story.summary.heading.title.startswith("Marketing kann die Verantwortung tragen für")


def test_a_german_report_holds_no_english_words_of_the_model(planted):
    path = find_model("social-media-readiness")
    with translation.override("de"):
        model = load_model(path, "de")
        said = " ".join(
            words_in(build_story(release=drawing.read_release(planted), model=model), [])
        )
    original = load_model(path)
    words = {level.name for level in original.scales["practice"].levels}
    words |= {activity.title for activity in original.activities.values()}
    words |= {index.title for index in original.rules.indices if " " in index.title}
    words |= {form.title for form in original.rules.forms.order}
    assert [word for word in words if re.search(rf"\b{re.escape(word)}\b", said)] == []


def test_assess_writes_a_report_in_a_language_and_refuses_one_that_it_does_not_have(tmp_path):
    answers, out = SAMPLES / "planted" / "answers.csv", tmp_path / "summary.pdf"
    options = {"summary": out, "organisation": "Acme"}
    call_command("assess", "social-media-readiness", answers, language="de", **options)
    document = PdfReader(out)
    assert document.trailer["/Root"]["/Lang"] == "de"
    text = document.pages[0].extract_text()
    assert "Wie sicher ist das?" in text
    assert re.search(r"\d,\d Punkte", text)
    with pytest.raises(CommandError, match="--language fr: reports are written in en, de"):
        call_command("assess", "social-media-readiness", answers, language="fr", **options)
