"""Phones and the projector in a workshop's room, in real browsers."""

import pytest
from django.core.cache import caches
from playwright.sync_api import expect

from surveys.models import AgendaItem, Vote, Workshop
from surveys.services import rooms
from tests.factories import assessment, organisation
from tests.journeys.conftest import faults
from tests.rooms import again, room, seat, show, vote

pytestmark = pytest.mark.django_db(transaction=True)

WALL = (1280, 720)
KEYS = ("care", "digital", "hr", "it", "legal", "press", "product", "sales", "service")
ACTIVITIES = ("GDL-1", "LED-2", "MON-3", "RSP-3")


@pytest.fixture
def made(live_server, settings):
    settings.BASE_URL = live_server.url
    caches["here"].clear()
    return room(assessment(organisation("Tollerby Council", KEYS)), activities=ACTIVITIES)


def come_in(page, made, name=""):
    page.goto(rooms.join_address(again(made)))
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(f"**/w/{made.code}/")


def go_to(made, page, *, stage="items", seen=None, **item):
    """The lead goes on; wait until ``page`` shows it."""
    now = again(made)
    AgendaItem.objects.filter(pk=made.current_id).update(**item)
    Workshop.objects.filter(pk=made.pk).update(stage=stage, rev=now.rev + 1, step=now.step + 1)
    page.locator(f'#room[data-shown="{now.step + 1}"]').wait_for(state="attached")
    if seen:
        page.get_by_text(seen).first.wait_for()


def values():
    return list(Vote.objects.order_by("pk").values_list("value", flat=True))


def wait_for_votes(page, expected):
    for _ in range(600):
        if values() == expected:
            return
        page.wait_for_timeout(50)
    assert values() == expected


def test_from_the_picture_to_the_first_vote_takes_two_taps(browse, made):
    phone = browse(scripts=True)
    phone.goto(rooms.join_address(made))
    phone.get_by_role("button", name="Join").click()
    phone.get_by_text("Assigned").click()
    phone.get_by_text("Counted.").wait_for()
    assert values() == ["2"]


def test_without_scripts_a_vote_is_sent_and_the_rest_is_fetched(browse, made):
    phone = browse(scripts=False)
    come_in(phone, made, "Ana")
    phone.get_by_label("Routine").check()
    phone.get_by_role("button", name="Vote", exact=True).click()
    wait_for_votes(phone, ["3"])
    expect(phone.get_by_label("Routine")).to_be_checked()
    show(again(made))
    phone.get_by_role("link", name="Refresh").click()
    expect(phone.get_by_role("heading", name="The vote")).to_be_visible()


def test_a_vote_made_without_network_arrives_once_it_is_back(browse, made):
    phone = browse(scripts=True, quiet=False)
    come_in(phone, made)
    phone.context.set_offline(True)
    phone.get_by_text("Assigned").click()
    phone.get_by_text("Sending…").wait_for()
    phone.get_by_text("Routine").click()
    phone.context.set_offline(False)
    phone.get_by_text("Counted.").wait_for()
    assert values() == ["3"]
    expect(phone.get_by_text("Sending…")).to_be_hidden()


def test_a_vote_that_waits_survives_a_reload(browse, made):
    phone = browse(scripts=True, quiet=False)
    come_in(phone, made)
    phone.route("**/votes/", lambda route: route.abort())
    phone.get_by_text("Assigned").click()
    phone.get_by_text("Sending…").wait_for()
    phone.unroute("**/votes/")
    phone.reload()
    wait_for_votes(phone, ["2"])


def test_who_was_away_for_the_end_of_a_round_is_told(browse, made):
    phone = browse(scripts=True, quiet=False)
    come_in(phone, made)
    phone.context.set_offline(True)
    phone.get_by_text("Assigned").click()
    phone.get_by_text("Sending…").wait_for()
    show(again(made))
    phone.context.set_offline(False)
    phone.get_by_text("it was not counted").wait_for()
    assert values() == []


def test_a_lost_answer_makes_no_second_vote(browse, made):
    phone = browse(scripts=True, quiet=False)
    come_in(phone, made)
    lost = []

    def lose_the_first(route):
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.route("**/votes/", lose_the_first)
    phone.get_by_text("Assigned").click()
    phone.get_by_text("Counted.").wait_for()
    assert (lost, values()) == ([200], ["2"])


def test_who_never_heard_that_a_vote_arrived_is_not_told_that_it_did_not(browse, made):
    phone = browse(scripts=True, quiet=False)
    come_in(phone, made)
    lost = []

    def lose_the_first(route):
        if not lost:
            lost.append(route.fetch().status)
            show(again(made))
            route.abort()
        else:
            route.continue_()

    phone.route("**/votes/", lose_the_first)
    phone.get_by_text("Assigned").click()
    phone.get_by_text("it may not be counted").wait_for()
    assert (lost, values()) == ([200], ["2"])


def test_two_tabs_have_one_vote(browse, made):
    one = browse(scripts=True)
    come_in(one, made)
    other = one.context.new_page()
    other.goto(one.url)
    one.get_by_text("Assigned").click()
    one.get_by_text("Counted.").wait_for()
    other.get_by_label("Assigned").and_(other.locator(":checked")).wait_for()
    other.get_by_text("Routine").click()
    one.get_by_label("Routine").and_(one.locator(":checked")).wait_for()
    wait_for_votes(one, ["3"])


def test_who_is_removed_sees_it_by_itself(browse, made):
    phone = browse(scripts=True)
    come_in(phone, made)
    rooms.remove(seat=made.seats.get())
    phone.get_by_text("You are no longer in the room with this device").first.wait_for()


def test_three_dots_are_all_that_can_be_given(browse, made):
    phone = browse(scripts=True)
    come_in(phone, made)
    go_to(made, phone, stage="dots", seen="What matters most?")
    boxes = phone.locator('[name="dot"]')
    for place in range(3):
        boxes.nth(place).check()
    expect(boxes.nth(3)).to_be_disabled()
    phone.get_by_text("Counted.").wait_for()
    boxes.nth(0).uncheck()
    expect(boxes.nth(3)).to_be_enabled()


def test_phones_and_the_projector_are_accessible_at_every_step(browse, made):
    found = []
    phone, wall = browse(scripts=True), browse(scripts=True, size=WALL)
    phone.goto(rooms.join_address(made).replace(f"{made.join_code}/", ""))
    found += faults(phone, "room-join")
    phone.goto(rooms.join_address(made))
    found += faults(phone, "room-come-in")
    come_in(phone, made, "Ana")
    wall.goto(rooms.screen_address(made))
    steps = (
        ("lobby", {"stage": "lobby"}),
        ("level", {"phase": "level_open"}),
        ("owner", {"phase": "owner_open"}),
        ("bulk", {"stage": "bulk"}),
        ("dots", {"stage": "dots"}),
        ("actions", {"stage": "actions"}),
        ("parked", {"phase": "parked"}),
    )
    for name, step in steps:
        go_to(made, wall, **step)
        phone.reload()
        found += faults(phone, f"room-phone-{name}") + faults(wall, f"room-screen-{name}")
    for value in "001334":
        go_to(made, wall, phase="level_open")
        vote(seat(made)[1], again(made), value)
    show(again(made))
    wall.get_by_text("The vote").wait_for()
    phone.reload()
    found += faults(phone, "room-phone-shown") + faults(wall, "room-screen-shown")
    assert found == []


def test_nothing_on_the_projector_is_smaller_than_24_pixels_or_cut_off(browse, made):
    wall = browse(scripts=True, size=WALL)
    wall.goto(rooms.screen_address(made))
    others = [seat(made)[1] for _ in range(8)]
    steps = ({"stage": "lobby"}, {"phase": "level_open"}, {"phase": "owner_open"})
    for step in steps:
        go_to(made, wall, **step)
        assert (smallest(wall) >= 24, below(wall)) == (True, 0), step
    go_to(made, wall, phase="level_open", level_round=1)
    for client, value in zip(others, "00113344", strict=True):
        assert vote(client, again(made), value).status_code == 200
    show(again(made))
    wall.get_by_text("The vote").wait_for()
    assert (smallest(wall) >= 24, below(wall)) == (True, 0)


def smallest(page):
    """The smallest letters that can be seen, in pixels."""
    return page.evaluate(
        """() => Math.floor(Math.min(...[...document.querySelectorAll("header *, main *")]
          .filter((e) => e.checkVisibility() && !e.closest(".visually-hidden, svg")
            && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
          .map((e) => parseFloat(getComputedStyle(e).fontSize))))"""
    )


def below(page):
    """How far the page goes on below the screen, in pixels."""
    return page.evaluate("Math.max(0, document.documentElement.scrollHeight - innerHeight)")
