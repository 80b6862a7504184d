"""Carla words a sentence of the report otherwise on her phone, and has the documents made again."""

import hashlib

import pytest
from playwright.sync_api import expect

from surveys.models import Member, Release, ReportEdit, User
from surveys.services import drawing
from tests.factories import NOW, assessment
from tests.journeys.conftest import faults
from tests.journeys.test_console_journey import PASSWORD, sign_in
from tests.two_tenants import some_release
from tests.worked import draw_quickly, work_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(settings, monkeypatch, live_server):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.BASE_URL = live_server.url
    draw_quickly(monkeypatch)
    made, text = assessment(opened=False, state="closed"), some_release()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    Release.objects.create(assessment=made, number=1, text=text, sha256=sha256, made_on=NOW.date())
    user = User.objects.create_user("carla@example.com", PASSWORD, name="Carla")
    Member.objects.create(user=user, organisation=made.organisation, role="consultant")
    return made


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_sentence_is_edited_by_keyboard(browse, live_server, made, scripts):
    page, found = browse(scripts=scripts), []

    def look(name):
        # axe is a script.
        found.extend(faults(page, name) if scripts else [])

    sign_in(page, live_server, "carla")
    page.goto(f"{live_server.url}/console/{made.organisation.code}/assessments/{made.code}/")
    page.get_by_role("link", name="Documents of the newest report").click()
    look("report")
    page.get_by_role("link", name="Gaps in order").click()
    first = page.locator("details").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    first.get_by_label("Sentence").fill("99 gaps.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".wrong")).to_contain_text("99 does not stand")
    look("report-refused")
    expect(first.get_by_label("Sentence")).to_have_value("99 gaps.")
    first.get_by_label("Sentence").fill("Gaps are many.")
    first.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Edited by Carla")
    assert ReportEdit.objects.get().text == "Gaps are many."
    page.get_by_label("Consultant’s note").fill("Ask me.")
    page.get_by_label("Leave this section out").check()
    page.get_by_role("button", name="Save").last.click()
    look("report-section")
    page.get_by_role("link", name="Report", exact=True).click()
    expect(page.locator("main")).to_contain_text("1 edited, with a note, left out")
    page.get_by_role("button", name="Make the documents again").click()
    expect(page.locator("#job, .done").first).to_be_visible()
    work_all()
    page.goto(
        f"{live_server.url}/console/{made.organisation.code}/assessments/{made.code}/reports/"
    )
    pieces = [kind for kind, _subject in drawing.wanted(some_release()) if kind != "charts"]
    expect(page.get_by_text("Draft", exact=True)).to_have_count(len(pieces))
    look("report-documents")
    assert found == []
