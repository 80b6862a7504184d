"""The end of a workshop in a browser: the lead, a phone, a mailed link and the record."""

import re

import pytest
from django.conf import settings as of_site
from playwright.sync_api import expect

from surveys import room_access
from surveys.models import Owner, Stage
from surveys.services import room_owners
from tests import cast
from tests.closing_room import dots, phone, room, seat, votes
from tests.journeys.conftest import faults

pytestmark = pytest.mark.django_db(transaction=True)


def carry(page, client, name, live_server):
    """Into the browser, with what lets ``client`` in."""
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    page.context.add_cookies([cookie])


def test_a_room_is_closed_from_dots_to_the_record(browse, live_server, settings):
    settings.BASE_URL = live_server.url
    made = room()
    ana = seat(made, "Ana")
    votes(made, "MON-1", {"1": 2, "2": 3})
    dots(made, "RSP-1", "RSP-1 MON-2")
    page, found = browse(scripts=True), []

    def look(name):
        found.extend(faults(page, f"closing-{name}"))

    carry(page, cast.carla(made.assessment.organisation), of_site.SESSION_COOKIE_NAME, live_server)
    page.goto(f"{live_server.url}/w/{made.code}/closing/")
    look("closing")
    page.get_by_role("link", name="Add an action").first.click()
    look("action")
    page.get_by_label("What is to be done").fill("Say who answers")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="End the workshop").click()
    expect(page.locator("main")).to_contain_text(
        "No action leaves the room without an owner and a day:"
    )
    look("refused")
    page.get_by_role("link", name="Say who answers", exact=True).click()
    page.get_by_label("Somebody in the room").select_option(label="Ana")
    page.get_by_label("Until when").fill("2027-04-09")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Name who stands for It").click()
    page.get_by_label("Or somebody else: name").fill("Bo")
    page.get_by_label("Their e-mail address").fill("bo@example.com")
    look("who")
    page.get_by_role("button", name="Save").click()

    carry(page, phone(ana), room_access.seat_cookie_name(made.code), live_server)
    page.goto(f"{live_server.url}/w/{made.code}/mine/")
    look("mine")
    page.get_by_role("button", name="Yes, mine").click()
    expect(page.locator("main")).to_contain_text("You said yes on")

    page.goto(room_owners.address_of(Owner.objects.get(name="Bo")))
    look("owner")
    page.get_by_role("button", name=re.compile("^No")).last.click()
    expect(page.locator("main")).to_contain_text("You said no on")

    page.goto(f"{live_server.url}/w/{made.code}/closing/")
    page.get_by_role("button", name="End the workshop").click()
    expect(page.locator("h1")).to_contain_text("The workshop is over")
    page.get_by_role("link", name="Record", exact=True).click()
    look("record")
    made.refresh_from_db()
    assert made.stage == Stage.ENDED
    said = page.inner_text("main")
    assert ("Say who answers · Ana · 9 April 2027" in said, "Bo (It): Declined" in said) == (
        True,
        True,
    )
    assert found == []
