"""The console from links to a published report, and what its pages never show."""

import re

import pytest
from django.test import Client

from surveys.models import Assessment, AuditEvent, Invitation, ScopeDepartment, State
from tests import cast
from tests.factories import answer_all, assessment, invite, person, respond
from tests.worked import draw_quickly, work_all

ANSWERS = {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2", "MON-1:today": "it"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    made = assessment(departments=("it", "legal", "sales"))
    for department, number in (("it", 6), ("legal", 2), ("sales", 5)):
        answer_all(made, department, number, ANSWERS)
    return made


@pytest.fixture
def carla(made):
    return cast.carla(made.organisation)


def at(made, rest=""):
    return f"/console/{made.organisation.code}/assessments/{made.code}/{rest}"


def links(page):
    """The addresses of a page's links that lead to other pages of members."""
    return set(re.findall(r'href="(/(?:console|account|o)/[^"#?]*)', page.text))


def test_a_consultant_alone_finds_models_members_jobs_and_a_new_assessment(made, carla):
    home = f"/console/{made.organisation.code}"
    everybody = {"/account/", "/account/security/", at(made)}
    everybody |= {f"{home}/departments/", f"{home}/people/"}
    places = {
        f"{home}/{rest}/" for rest in ("assessments/new", "models", "members", "settings", "jobs")
    }
    assert links(carla.get(f"{home}/assessments/")) == everybody | places
    cora = cast.cora(made.organisation)
    assert links(cora.get(f"{home}/assessments/")) == everybody


@pytest.mark.parametrize("role", ["carla", "cora"])
def test_every_link_leads_where_its_reader_may_go(role, made):
    assessment(made.organisation, opened=False)
    browser, found = getattr(cast, role)(made.organisation), {}
    todo = {f"/console/{made.organisation.code}/assessments/"}
    while todo:
        page = browser.get(todo.pop())
        found[page.request["PATH_INFO"]] = page.status_code
        if page["Content-Type"].startswith("text/html"):
            todo |= links(page) - found.keys()
    refused = {address for address, status in found.items() if status not in (200, 302)}
    assert (refused, len(found) > 5) == (set(), True)


def test_from_open_to_the_executives_download(made, carla, monkeypatch):
    draw_quickly(monkeypatch)
    page = carla.get(at(made, "steps/close/")).content.decode()
    assert '<option value="sales" selected>Together with Sales</option>' in page
    groups = {"group-it": "", "group-legal": "sales", "group-sales": ""}
    for step, posted in (("close", groups), ("report", {}), ("publish", {})):
        answer = carla.post(at(made, f"steps/{step}/"), posted)
        assert (step, answer.status_code) == (step, 302)
        work_all()
    assert Assessment.objects.get().state == State.PUBLISHED
    assert ScopeDepartment.objects.get(department__key="legal").group == "sales"
    erin = cast.erin(made.organisation)
    where = f"/o/{made.organisation.code}/{made.code}/"
    page = erin.get(where).content.decode()
    assert "<h1>" in page
    assert f'<a href="{where}activities/MON-1/">' in page
    activity = erin.get(f"{where}activities/MON-1/").content.decode()
    assert "<summary>How 2.0 is made</summary>" in activity
    assert "”: 2.0 (It 2.0)</li>" in activity
    downloaded = erin.get(f"{where}reports/1/organisation.pdf")
    assert downloaded.content == b"%PDF organisation"
    assert downloaded["Content-Type"] == "application/pdf"
    assert downloaded["Content-Disposition"] == (
        'attachment; filename="readiness-organisation.pdf"'
    )


def test_before_publishing_the_executive_sees_nothing(made):
    erin = cast.erin(made.organisation)
    assert erin.get(f"/o/{made.organisation.code}/{made.code}/").status_code == 404
    page = erin.get(f"/o/{made.organisation.code}/").content.decode()
    assert "No result has been published yet." in page


def test_progress_is_counted_by_department(made, carla):
    page = carla.get(at(made)).content.decode()
    bars = re.findall(r'<progress max="(\d+)" value="(\d+)" aria-label="Answered: (\w+)">', page)
    assert bars == [("6", "6", "It"), ("2", "2", "Legal"), ("5", "5", "Sales")]
    assert "Open · 13 of 13 answered" in " ".join(page.split())


def test_a_step_that_is_over_is_refused_in_words(made, carla):
    answer = carla.post(at(made, "steps/resume/"))
    assert answer.status_code == 409
    assert "The assessment has moved on" in answer.content.decode()
    assert carla.get(at(made, "steps/delete/")).status_code == 404


def test_a_group_in_a_group_is_refused_and_nothing_is_closed(made, carla):
    posted = {"group-it": "legal", "group-legal": "sales", "group-sales": ""}
    answer = carla.post(at(made, "steps/close/"), posted)
    assert answer.status_code == 409
    made.refresh_from_db()
    assert made.state == State.OPEN
    assert set(made.scope.values_list("group", flat=True)) == {""}


def test_a_link_is_shown_when_asked_for_and_opens_until_there_is_a_new_one(made, carla):
    person(made.organisation, "it", "Rosa")
    assert carla.post(at(made, "links/")).status_code == 302
    invitation = Invitation.objects.get(person__name="Rosa")
    assert "/r/" not in carla.get(at(made, "links/")).text
    shown = [
        re.findall(r'value="http://127\.0\.0\.1:8000(/r/[\w-]+)"', page.text)
        for page in (
            carla.post(at(made, f"links/{invitation.key}/{do}/"))
            for do in ("show", "show", "renew")
        )
    ]
    [[link], [same], [newer]] = shown
    assert (link == same, link == newer) == (True, False)
    assert [Client().get(each).status_code for each in (link, newer)] == [404, 302]
    assert AuditEvent.objects.filter(what="link shown").count() == 2


def test_nobody_sees_who_has_answered(made, carla):
    """The pages of links and mails are the same whether Rosa has answered or Sam."""
    pages = []
    rosa, sam = invite(made, "it", "Rosa"), invite(made, "it", "Sam")
    looks = ("links/", "links/?show=unsent", "mails/")
    before = [carla.get(at(made, look)).text for look in looks]
    for each in (rosa, sam):
        respond(each, ANSWERS)
        pages.append([carla.get(at(made, look)).text for look in looks])
    tokens = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    plain = {tuple(tokens.sub("", text) for text in page) for page in (*pages, before)}
    assert len(plain) == 1


def test_what_may_be_done_with_a_link_is_the_same_whether_it_was_answered_or_not(made, carla):
    rosa, sam = invite(made, "it", "Rosa"), invite(made, "it", "Sam")
    respond(rosa, ANSWERS)
    theirs = re.compile(rf"Rosa|Sam|rosa|sam|{rosa.key}|{sam.key}|[\w-]{{64}}")
    for do in ("send", "show", "renew", "revoke", "show"):
        said = [carla.post(at(made, f"links/{each.key}/{do}/")) for each in (rosa, sam)]
        assert len({page.status_code for page in said}) == 1, do
        rows = re.findall(r"<tr>.*?</tr>", carla.get(at(made, "links/")).text, re.DOTALL)
        assert len(rows) == 3
        assert len({theirs.sub("", row) for row in rows[1:]}) == 1, do


def test_what_a_head_states_is_kept_as_stated(made, carla):
    where = at(made, "departments/it/")
    posted = {"head": "Ada Byron, Head of IT", "hours": "0", "authority": ""}
    assert carla.post(where, posted).status_code == 302
    row = ScopeDepartment.objects.get(department__key="it")
    assert (row.head, row.hours, row.authority) == ("Ada Byron, Head of IT", 0, None)
    for wrong in ({"hours": "-1"}, {"hours": "1.5"}, {"authority": "5"}, {"head": "x" * 201}):
        answer = carla.post(where, posted | wrong)
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
    assert carla.post(where, posted | {"head": "a\x00b"}).status_code in (400, 422)
    row.refresh_from_db()
    assert row.head == "Ada Byron, Head of IT"


@pytest.mark.parametrize("page", ["", "links/", "steps/close/"])
def test_a_page_costs_the_same_for_one_person_and_for_ten(
    page, made, carla, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    invite(made, "it", "First")
    carla.get(at(made, page))
    with CaptureQueriesContext(connection) as before:
        carla.get(at(made, page))
    for number in range(10):
        invite(made, "it", f"Person{number}")
    with django_assert_num_queries(len(before)):
        carla.get(at(made, page))
