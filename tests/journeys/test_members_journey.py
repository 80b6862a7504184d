"""Carla invites Erin, who accepts and goes from one organisation to the other."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from surveys.models import Member, Organisation, User
from tests.factories import organisation
from tests.journeys.conftest import DESK, faults
from tests.surveys.test_members import LINK

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery staple"  # noqa: S105 - for tests


@pytest.fixture
def acme(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    of = organisation("Acme")
    carla = User.objects.create_user("carla@example.com", PASSWORD, name="Carla")
    Member.objects.create(user=carla, organisation=of, role="consultant")
    return of


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_from_the_invitation_to_two_organisations_and_out(browse, live_server, acme, scripts):
    found = []
    carla = browse(scripts=scripts, size=DESK)
    carla.goto(f"{live_server.url}/account/sign-in/")
    carla.get_by_label("E-mail address").fill("carla@example.com")
    carla.get_by_label("Password").fill(PASSWORD)
    carla.get_by_role("button", name="Sign in").click()
    carla.get_by_role("link", name="Members").click()
    carla.get_by_label("E-mail address").fill("Erin@example.com")
    carla.get_by_label("Role", exact=True).select_option("Executive")
    carla.get_by_role("button", name="Send the invitation").click()
    carla.get_by_label("Password").fill(PASSWORD)
    carla.get_by_role("button", name="Continue").click()
    expect(carla.locator(".done")).to_contain_text("An invitation was sent to erin@example.com.")
    if scripts:
        found += faults(carla, "members")

    erin = browse(scripts=scripts, size=DESK)
    [link] = LINK.findall(mail.outbox[-1].body)
    erin.goto(f"{live_server.url}{link}")
    erin.wait_for_url(f"{live_server.url}/invited/")
    if scripts:
        found += faults(erin, "invited")
    erin.get_by_label("Your name").fill("Erin")
    erin.get_by_role("button", name="Accept").click()
    expect(erin.locator(".done")).to_contain_text("You are a member of Acme now.")

    other = Organisation.objects.create(name="Other")
    user = User.objects.get(email="erin@example.com")
    Member.objects.create(user=user, organisation=other, role="coordinator")
    erin.reload()
    erin.get_by_text("Change organisation").click()
    if scripts:
        found += faults(erin, "switch")
        erin.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    erin.get_by_role("link", name="Other").click()
    erin.wait_for_url(re.compile(r".*/console/\w{12}/assessments/$"))

    carla.reload()
    carla.get_by_role("link", name="Remove erin@example.com").click()
    if scripts:
        found += faults(carla, "member-remove")
        carla.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    carla.get_by_role("button", name="Remove").click()
    assert erin.goto(f"{live_server.url}/o/{acme.code}/").status == 404
    assert found == []
