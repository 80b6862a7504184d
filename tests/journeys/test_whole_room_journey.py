"""Ninety minutes in one go: facilitator, projector and eight phones in real browsers at once."""

import json
import re
from io import BytesIO

import pytest
from django.conf import settings as of_site
from django.core.cache import caches
from playwright.sync_api import Error
from pypdf import PdfReader

from surveys.models import Action, Decision, Phase, Seat, Stage, Vote, Workshop
from surveys.services import assessments, releases, reports, rooms
from tests import cast
from tests.factories import NOW, sample
from tests.leading_room import room

pytestmark = pytest.mark.django_db(transaction=True)

SCREEN = (1280, 800)
NAMES = ("Ana", "Ben", "Cem", "Dora", "Eva", "Finn", "Gus", "Hanna")
ITEMS = ("MON-1", "RSP-1", "RSP-2", "NEW-1", "GDL-1", "LED-2", "MON-2")
NOTHING_TO_SAY = 204
PATIENCE = 30_000  # milliseconds: ten pages share the cores with whatever else runs


@pytest.fixture
def made(live_server, settings):
    settings.BASE_URL = live_server.url
    caches["here"].clear()
    of = sample("planted", "Tollerby Council", "March 2026")
    assessments.close(assessment=of, user=None, now=NOW)
    release = releases.make(assessment=of, user=None, now=NOW)
    return room(of, items=ITEMS, bulk=("CUL-1",), release=release, title="Who owns what")


class Table:
    """Everybody around it, each with a browser."""

    def __init__(self, made, browse, live_server):
        self.made, self.url, self._browse = made, live_server.url, browse
        self.phones, self.lead, self.wall = {}, None, None
        self.carla = cast.carla(made.now.assessment.organisation)

    def browse(self, **rest):
        page = self._browse(scripts=True, **rest)
        page.set_default_timeout(PATIENCE)
        return page

    def lead_comes(self):
        self.lead = self.browse(size=SCREEN, quiet=False)
        name = of_site.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": self.carla.cookies[name].value, "url": self.url}
        self.lead.context.add_cookies([cookie])
        with self.lead.expect_response("**/lead/here/") as said:
            self.lead.goto(f"{self.url}/w/{self.made.now.code}/lead/")
        assert said.value.status == NOTHING_TO_SAY

    def wall_comes(self):
        self.wall = self.browse(size=(1280, 720))
        self.wall.goto(rooms.screen_address(self.made.now))

    def joins(self, name):
        phone = self.browse(quiet=False)
        phone.goto(rooms.join_address(self.made.now))
        phone.get_by_label("Your name").fill(name)
        phone.get_by_role("button", name="Join").click()
        phone.wait_for_url(f"**/w/{self.made.now.code}/")
        self.phones[name] = phone
        return phone

    def press(self, key):
        """By keyboard; then everybody who has network is at the new step."""
        step = self.made.now.step
        self.lead.keyboard.press(key)
        self.lead.wait_for_function(
            "s => Number(document.querySelector('#room [name=seen]').value) > s", arg=step
        )
        for page in (self.wall, *self.phones.values()):
            self.follows(page)

    def follows(self, page):
        step = self.made.now.step
        here = f'#room:is([data-shown="{step}"], [data-step="{step}"]:not([data-shown]))'
        page.locator(here).wait_for(state="attached")

    def votes(self, *values):
        for phone, value in zip(self.phones.values(), values, strict=False):
            vote(phone, value)
        for phone, value in zip(self.phones.values(), values, strict=False):
            if value:
                phone.get_by_text("Counted.").wait_for()

    def shows_all_the_same(self):
        """One vote is missing: a second press shows the others."""
        self.lead.keyboard.press("r")
        self.lead.get_by_text("1 person has not voted.").wait_for()
        self.press("r")

    def agrees(self, level, owner):
        """The room is of one mind on both."""
        self.votes(*[level] * len(self.phones))
        self.press("r")
        self.press("a")
        self.owns(owner)

    def owns(self, owner):
        self.press("n")
        self.votes(*[owner] * len(self.phones))
        self.press("r")
        self.press("a")
        self.press("n")

    def shown(self):
        return self.wall.inner_text("#room")


def vote(phone, value):
    if value is None:
        return
    if phone.locator("#room-value").count():
        phone.locator("#room-value").select_option(value)
    else:
        phone.locator(f'.room-vote [name="value"][value="{value}"]').check()


@pytest.fixture
def table(made, browse, live_server):
    found = Table(made, browse, live_server)
    found.lead_comes()
    found.wall_comes()
    return found


def test_from_the_lobby_to_the_report_with_eight_phones(table, made):
    lobby(table)
    two_rounds(table)
    a_phone_without_network(table)
    who_comes_late(table)
    the_lead_is_killed(table)
    what_stays_split(table)
    a_stranger(table)
    together(table)
    actions = closing(table)
    exactly_what_was_decided(made, actions, table)


def lobby(table):
    table.press("n")
    for name in NAMES[:7]:
        table.joins(name)
    table.wall.get_by_text("7", exact=False).first.wait_for()
    table.press("n")
    table.press("n")
    assert table.made.item.activity == "MON-1"


def two_rounds(table):
    """MON-1: apart at first, then level 2; both rounds stay side by side on the wall."""
    made = table.made
    table.votes("1", "1", "1", "1", "4", "4", None)
    table.wall.get_by_text("6 of 7 have voted").wait_for()
    table.shows_all_the_same()
    table.press("v")
    table.votes("2", "2", "2", "2", "3", "2", "2")
    table.press("r")
    assert "Second vote" in table.shown()
    table.press("a")
    assert Decision.objects.get(activity="MON-1").level == "2"
    table.owns("communications")
    assert made.items("MON-1").phase == Phase.DECIDED


def a_phone_without_network(table):
    """RSP-1: Cem is in the lift for the whole round; his vote is too late, the next one counts."""
    cem = table.phones.pop("Cem")
    cem.context.set_offline(True)
    vote(cem, "4")
    cem.get_by_text("Sending…").wait_for()
    table.votes(*["2"] * 6)
    table.shows_all_the_same()
    table.press("a")
    cem.context.set_offline(False)
    cem.get_by_text("it was not counted").wait_for()
    table.phones["Cem"] = cem
    table.owns("communications")
    assert table.made.items("RSP-1").level == "2"


def who_comes_late(table):
    """RSP-2: Hanna joins in the middle of the vote and votes at once."""
    hanna = table.joins("Hanna")
    vote(hanna, "3")
    hanna.get_by_text("Counted.").wait_for()
    table.agrees("3", "customer_service")


def the_lead_is_killed(table):
    """NEW-1: the facilitator's page dies in the middle of a round; a new one goes on there."""
    table.votes(*["1"] * 8)
    step = table.made.now.step
    with pytest.raises(Error, match="crash"):
        table.lead.goto("chrome://crash")
    table.lead.context.close()
    table.lead_comes()
    table.follows(table.lead)
    assert table.made.now.step == step
    table.press("r")
    table.press("a")
    table.owns("it")


def what_stays_split(table):
    """GDL-1: split twice, and parked."""
    for key in ("v", "p"):
        table.votes("0", "0", "0", "0", "4", "4", "4", "4")
        table.press("r")
        table.press(key)
    assert table.made.items("GDL-1").phase == Phase.PARKED
    table.press("n")


def a_stranger(table):
    """LED-2: somebody nobody knows sits down and is removed; the vote goes with the seat."""
    stranger = table.joins("Nobody")
    vote(stranger, "4")
    stranger.get_by_text("Counted.").wait_for()
    table.lead.reload()
    table.lead.locator("#lead-people summary").click()
    table.lead.get_by_role("button", name="Remove Nobody").click()
    stranger.get_by_role(
        "heading", name="You are no longer in the room with this device"
    ).wait_for()
    del table.phones["Nobody"]
    assert Vote.objects.filter(item__activity="LED-2").count() == 0
    table.lead.keyboard.press("Escape")
    table.agrees("2", "communications")
    assert set(Seat.objects.filter(removed=False).values_list("name", flat=True)) == set(NAMES)


def together(table):
    """MON-2 like the others; then what the survey agrees on, at once."""
    table.agrees("3", "communications")
    assert table.made.now.stage == Stage.BULK
    table.press("a")
    assert table.made.items("CUL-1").phase == Phase.DECIDED


def closing(table):
    """Dots, an action with owner and day, a yes on a phone; then it ends."""
    table.press("n")
    ana = table.phones["Ana"]
    ana.locator(".room-dots [type=checkbox]").first.check()
    ana.get_by_text("Counted.").wait_for()
    table.press("n")
    lead = table.lead
    lead.keyboard.press("n")
    lead.wait_for_url("**/closing/")
    lead.get_by_role("link", name="Add an action").first.click()
    lead.get_by_label("What is to be done").fill("Say who answers on Saturdays")
    lead.get_by_label("Somebody in the room").select_option(label="Ana")
    lead.get_by_label("Until when").fill("2027-04-09")
    lead.get_by_role("button", name="Save").click()
    ana.get_by_role("link", name=re.compile("asked to take on")).click()
    ana.get_by_role("button", name="Yes, mine").click()
    lead.get_by_role("button", name="End the workshop").click()
    lead.get_by_role("heading", name="The workshop is over").wait_for()
    return [("Say who answers on Saturdays", "Ana", "2027-04-09")]


DECIDED = {
    "MON-1": ("2", "communications"),
    "RSP-1": ("2", "communications"),
    "RSP-2": ("3", "customer_service"),
    "NEW-1": ("1", "it"),
    "LED-2": ("2", "communications"),
    "MON-2": ("3", "communications"),
}


def exactly_what_was_decided(made, actions, table):
    """Rows, record, Release, its report and the plan in it hold the same."""
    rows = {
        each.activity: (each.level, each.letters.get(letter="A").department.key)
        for each in Decision.objects.exclude(activity="CUL-1")
    }
    assert rows == DECIDED
    assert [(a.text, a.owner.name, a.due.isoformat()) for a in Action.objects.all()] == actions
    of = made.now.assessment
    kept = releases.make(assessment=of, user=None, now=NOW)
    release = json.loads(reports.checked_text(kept))
    found = {
        each["code"]: (decided["level"], decided["accountable"])
        for each in release["activities"]
        if (decided := (each["sources"] or {}).get("decision")) and each["code"] != "CUL-1"
    }
    assert found == {code: (int(level), owner) for code, (level, owner) in DECIDED.items()}
    agreed = [(each["text"], each["owner"], each["due"]) for each in release["actions"]]
    assert agreed == actions
    table.lead.get_by_role("link", name="Record", exact=True).click()
    record = table.lead.inner_text("main")
    assert record.count("makes sure of it") == len(DECIDED)
    assert "Say who answers on Saturdays · Ana · 9 April 2027" in record
    assert record.count("Not agreed, parked") == len(["by dots", "with its votes"])
    assert Workshop.objects.get().stage == Stage.ENDED
    assert Vote.objects.count() == 0
    [file] = reports.make(release=kept, now=NOW, kinds=("organisation",))
    report = text_of(file)
    assert "Say who answers on Saturdays" in report
    assert report.count("Not agreed") >= 1


def text_of(file):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(bytes(file.content))).pages)
