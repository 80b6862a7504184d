"""Carla leads a workshop with keys alone; all of an item is on one screen of 1280 by 800."""

import os
from pathlib import Path

import pytest
from django.conf import settings as of_site
from django.core.cache import caches

from surveys.models import Decision, Phase, Stage, Workshop
from surveys.services import assessments, releases
from tests import cast
from tests.factories import NOW, sample
from tests.journeys.conftest import faults
from tests.leading_room import room

pytestmark = pytest.mark.django_db(transaction=True)
SCREEN = (1280, 800)
SHOTS = os.environ.get("LEAD_SHOTS", "")


@pytest.fixture
def made(live_server, settings):
    settings.BASE_URL = live_server.url
    caches["here"].clear()
    of = sample("planted", "Tollerby Council", "March 2026")
    assessments.close(assessment=of, user=None, now=NOW)
    release = releases.make(assessment=of, user=None, now=NOW)
    codes = ("MON-1", "RSP-1", "RSP-2", "NEW-1", "GDL-1", "LED-2")
    return room(of, items=codes, bulk=("CUL-1",), release=release, title="Who owns what")


def sign_in(page, made, live_server):
    client = cast.carla(made.now.assessment.organisation)
    name = of_site.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(f"{live_server.url}/w/{made.now.code}/lead/")


class Lead:
    """Presses keys and waits until the room and the page have taken the step."""

    def __init__(self, page, made):
        self.page, self.made, self.too_tall = page, made, []

    def press(self, key, *, steps=True):
        step = self.made.now.step
        self.page.keyboard.press(key)
        if steps:
            self.page.wait_for_function(
                "s => Number(document.querySelector('#room [name=seen]').value) > s", arg=step
            )

    def look(self, name):
        tall = self.page.evaluate("document.documentElement.scrollHeight")
        if tall > SCREEN[1]:
            self.too_tall.append((name, tall))
        if SHOTS:
            self.page.wait_for_timeout(200)
            self.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def test_an_item_is_led_with_keys_alone(made, browse, live_server):
    page = browse(scripts=True, size=SCREEN)
    sign_in(page, made, live_server)
    lead = Lead(page, made)
    lead.look("1-prepared")
    lead.press("n")
    made.seats(9)
    Workshop.objects.filter(pk=made.pk).update(rev=made.now.rev + 1)
    page.get_by_text("People in the room: 9").wait_for()
    lead.look("2-lobby")
    lead.press("n")
    lead.look("3-trial")
    lead.press("n")
    _level(lead)
    lead.press("n")
    _owner(lead)
    lead.press("n")
    lead.press("p")
    assert made.item.phase == Phase.PARKED
    lead.look("12-parked")
    Workshop.objects.filter(pk=made.pk).update(stage=Stage.BULK, step=made.now.step + 1)
    page.reload()
    lead.look("13-bulk")
    lead.press("a")
    assert made.items("CUL-1").phase == Phase.DECIDED
    lead.press("n")
    lead.press("n")
    assert made.now.stage == Stage.ACTIONS
    lead.press("n", steps=False)
    page.wait_for_url("**/closing/")
    assert lead.too_tall == []


def _level(lead):
    """Two rounds, a level that is taken back, and another one."""
    page, made = lead.page, lead.made
    made.vote("1", "1", "1", "1", "4", "4", "3")
    lead.look("4-level-open")
    lead.press("r", steps=False)
    page.get_by_text("2 people have not voted.").wait_for()
    assert made.item.phase == Phase.LEVEL_OPEN
    lead.press("r")
    lead.look("5-level-split")
    lead.press("t", steps=False)
    page.locator("[data-n=timer]").wait_for()
    lead.press("v")
    made.vote("1", "2", "2", "2", "2", "3", "3", "2", "dk")
    lead.press("r")
    lead.look("6-second-round")
    lead.press("3", steps=False)
    assert page.get_by_role("radio", checked=True).get_attribute("value") == "3"
    page.keyboard.press("e")
    page.keyboard.type("never again p")
    page.keyboard.press("Escape")
    lead.press("a")
    assert (Decision.objects.get().level, Decision.objects.get().reason) == ("3", "never again p")
    lead.press("u")
    assert Decision.objects.count() == 0
    lead.press("a")
    assert Decision.objects.get().level == "2"
    lead.look("7-level-agreed")


def _owner(lead):
    """The letters of the others follow who is chosen; what most named is agreed."""
    page, made = lead.page, lead.made
    made.vote(*["communications"] * 5, *["it"] * 2, "new_team", "dk")
    lead.look("8-owner-open")
    lead.press("r")
    lead.look("9-owner-shown")
    page.get_by_label("Who makes sure").select_option("it")
    page.locator("#letter-communications").wait_for()
    lead.look("10-owner-other")
    page.get_by_label("Who makes sure").select_option("communications")
    page.locator("#letter-it").wait_for()
    page.keyboard.press("Escape")
    lead.press("a")
    assert made.item.phase == Phase.DECIDED
    assert made.item.owner_department.key == "communications"
    lead.look("11-decided")


def test_the_room_knows_that_its_lead_is_there(made, browse, live_server):
    page = browse(scripts=True, size=SCREEN)
    with page.expect_response(lambda reply: reply.url.endswith("/lead/here/")) as told:
        sign_in(page, made, live_server)
    assert told.value.ok
    assert made.now.lead_seen is not None


def test_the_facilitators_page_has_no_fault(made, browse, live_server):
    page = browse(scripts=True, size=SCREEN)
    sign_in(page, made, live_server)
    found = faults(page, "lead-prepared")
    made.next()
    made.seats(9)
    for _ in range(2):
        made.next()
        page.reload()
        found += faults(page, f"lead-{made.now.step}")
    made.vote("1", "2", "2", "2", "2", "3", "3", "2", "dk")
    made.reveal()
    page.reload()
    found += faults(page, "lead-shown")
    made.agree("2")
    made.next()
    made.vote(*["communications"] * 5, *["it"] * 2, "new_team", "dk")
    made.reveal()
    page.reload()
    page.locator("#lead-people summary").click()
    found += faults(page, "lead-owner")
    page.goto(f"{live_server.url}/w/{made.now.code}/lead/paper/")
    found += faults(page, "lead-paper")
    page.goto(f"{live_server.url}/w/{made.now.code}/take-over/")
    found += faults(page, "take-over")
    assert "\n".join(found) == ""
