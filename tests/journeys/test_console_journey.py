"""Carla closes and publishes in the console; Erin reads the page and downloads the PDF."""

import pytest
from playwright.sync_api import expect

from surveys.models import Member, User
from surveys.services import drawing
from tests.factories import answer_all, assessment, organisation, person
from tests.journeys.conftest import DESK, faults
from tests.two_tenants import some_release
from tests.worked import draw_quickly, work_all

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery staple"  # noqa: S105 - for tests
ANSWERS = {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2", "MON-1:today": "it"}
PDF = b"%PDF-1.7\n"


@pytest.fixture
def acme(settings, monkeypatch, live_server):
    """Three departments, one below the floor. Computing and drawing are tested elsewhere."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.BASE_URL = live_server.url
    monkeypatch.setattr(drawing, "compute", lambda **_inputs: some_release())
    draw_quickly(monkeypatch, PDF)
    of = organisation("Acme", ("it", "legal", "sales"))
    made = assessment(of)
    for department, number in (("it", 6), ("legal", 2), ("sales", 5)):
        answer_all(made, department, number, ANSWERS)
    person(of, "it", "Sam")
    for name, role in (("Carla", "consultant"), ("Erin", "executive")):
        user = User.objects.create_user(f"{name.lower()}@example.com", PASSWORD, name=name)
        Member.objects.create(user=user, organisation=of, role=role)
    return made


def sign_in(page, live_server, name):
    page.goto(f"{live_server.url}/account/sign-in/")
    page.get_by_label("E-mail address").fill(f"{name}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def step(page, title, button):
    page.get_by_role("link", name=title, exact=True).click()
    page.get_by_role("button", name=button).click()


def make_report(page):
    """The page sees by itself that the worker has done its work."""
    expect(page.locator("#job")).to_contain_text("Waiting for its turn.")
    work_all()
    page.get_by_text("Ready.").wait_for()
    page.get_by_role("link", name="Go to the report").click()


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_from_links_to_the_download(browse, live_server, acme, scripts):
    page = browse(scripts=scripts, size=DESK)
    sign_in(page, live_server, "carla")
    page.get_by_role("link", name=acme.title).click()
    page.get_by_role("link", name="Invitations").click()
    page.get_by_role("button", name="Make their links").click()
    page.get_by_role("button", name="Show the link Sam").click()
    link = page.get_by_label("Link of Sam", exact=True).input_value()
    assert link.startswith(f"{live_server.url}/r/{acme.code}")
    page.get_by_role("link", name=acme.title).click()
    page.get_by_role("link", name="Head, hours and authority of It").click()
    page.get_by_label("Head of department").fill("Ada Byron, Head of IT")
    page.get_by_role("button", name="Save").click()
    step(page, "Close", "Close and count")
    step(page, "Make the report", "Make the report")
    make_report(page)
    step(page, "Publish", "Publish")
    expect(page.locator(".state")).to_contain_text("Published: executives see the result.")
    work_all()  # draws them without the mark of a draft
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, live_server, "erin")
    page.get_by_role("link", name=acme.title).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Report on the organisation (PDF)").click()
    assert download.value.suggested_filename == "readiness-organisation.pdf"
    assert download.value.path().read_bytes() == PDF + b"organisation"


def test_no_page_has_a_barrier(browse, live_server, acme):
    page, found = browse(scripts=True, size=DESK), []
    page.goto(f"{live_server.url}/account/sign-in/")
    found += faults(page, "sign-in")
    page.get_by_role("button", name="Sign in").click()
    found += faults(page, "sign-in-invalid")
    sign_in(page, live_server, "carla")
    found += faults(page, "console-assessments")
    base = f"{live_server.url}/console/{acme.organisation.code}/assessments/{acme.code}/"
    for name, path in {
        "console-assessment": "",
        "console-department": "departments/it/",
        "console-links": "links/",
        "console-groups": "groups/",
        "console-pause": "steps/pause/",
        "console-close": "steps/close/",
    }.items():
        page.goto(base + path)
        found += faults(page, name)
    page.goto(f"{base}links/")
    page.get_by_role("button", name="Make their links").click()
    found += faults(page, "console-links-made-invalid")
    page.goto(f"{base}departments/it/")
    page.get_by_label("Hours a week").fill("-1")
    page.get_by_role("button", name="Save").click()
    found += faults(page, "console-department-invalid")
    page.goto(base)
    step(page, "Close", "Close and count")
    found += faults(page, "console-closed")
    step(page, "Make the report", "Make the report")
    found += faults(page, "console-job")
    make_report(page)
    page.goto(f"{live_server.url}/console/{acme.organisation.code}/jobs/")
    found += faults(page, "console-jobs")
    page.goto(base)
    step(page, "Publish", "Publish")
    found += faults(page, "console-published")
    page.goto(f"{live_server.url}/o/{acme.organisation.code}/")
    found += faults(page, "executive-results")
    page.get_by_role("link", name=acme.title).click()
    found += faults(page, "executive-summary")
    assert found == []
