"""Carla prepares a workshop from a report, and finds no barrier on the way."""

import hashlib

import pytest
from playwright.sync_api import expect

from surveys.models import Department, Member, Organisation, Release, User, Workshop
from tests.builders import sample, sample_scope
from tests.factories import NOW, assessment
from tests.journeys.conftest import DESK, NARROW, faults
from tests.journeys.test_console_journey import PASSWORD, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def surveyed(settings):
    """The planted sample, closed and with its report."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    of = Organisation.objects.create(name="Brightwater")
    for each in sample_scope("planted").departments:
        Department.objects.create(
            organisation=of, key=each.key, name=each.name, type=each.type or ""
        )
    user = User.objects.create_user("carla@example.com", PASSWORD, name="Carla")
    Member.objects.create(user=user, organisation=of, role="consultant")
    made = assessment(of, opened=False, state="closed")
    text = sample("planted").to_json()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    Release.objects.create(assessment=made, number=1, text=text, sha256=sha256, made_on=NOW.date())
    return made


@pytest.mark.parametrize(
    ("scripts", "size"), [(False, NARROW), (True, DESK)], ids=["narrow without scripts", "desktop"]
)
def test_from_a_report_to_an_agenda(browse, live_server, surveyed, scripts, size):
    page = browse(scripts=scripts, size=size)
    sign_in(page, live_server, "carla")
    page.get_by_role("link", name=surveyed.title).click()
    page.get_by_role("link", name="Workshops").click()
    page.get_by_role("link", name="New workshop").click()
    page.get_by_label("Title").fill("April")
    assert not scripts or faults(page, "workshop-new") == []
    page.get_by_role("button", name="Make the agenda").click()
    expect(page.locator("#agenda")).to_contain_text("Planned: 56 of 57 minutes.")
    assert page.locator("#agenda h3").all_inner_texts()[0] == "Deciding on new services"
    page.locator("#item-NEW-2").get_by_role("button", name="Later").click()
    page.locator("#item-NEW-1").get_by_label("Vote on").select_option("both")
    page.locator("#item-NEW-1").get_by_role("button", name="Set").click()
    expect(page.locator("#agenda")).to_contain_text("That is 1 minute too many")
    page.locator("#item-RSP-3").get_by_role("button", name="Take off").click()
    expect(page.locator("#agenda")).to_contain_text("Planned: 48 of 57 minutes.")
    assert not scripts or faults(page, "workshop-prepare") == []
    page.get_by_role("link", name="Test the projector").click()
    assert not scripts or faults(page, "workshop-projector") == []
    page.get_by_role("link", name="Back to the agenda").click()
    assert [row.activity for row in Workshop.objects.get().items.filter(bulk=False)] == [
        "GDL-1",
        "NEW-2",
        "NEW-1",
        "LED-1",
        "MON-1",
    ]
