"""Tabs and persons that share a browser, and answers that hold up no other."""

import pytest
from playwright.sync_api import expect

from surveys.models import CommentDraft, Response
from tests.journeys.conftest import faults
from tests.journeys.visits import (
    SAVED,
    begin,
    choose,
    cut,
    go_on,
    mark,
    mend,
    open_page,
    stored,
)

pytestmark = pytest.mark.django_db(transaction=True)

TYPE = """(area, text) => {
  area.value = text;
  area.dispatchEvent(new Event("input", {bubbles: true}));
}"""
# As where onward.js did not arrive: forms are sent as the browser sends them.
WITHOUT_ONWARD = """() => document.addEventListener(
  "submit", (event) => event.stopImmediatePropagation(), {capture: true})"""
# As where no script but the sender's arrived, which waits for its next try.
HOLD = """() => new Promise((held) => navigator.locks.request(`readiness ${kept.visit}`, () => {
  for (const name of ["input", "change", "submit"]) {
    document.addEventListener(name, (event) => event.stopImmediatePropagation(), {capture: true});
  }
  held();
  return new Promise(() => null);
}))"""

KEPT_OF_NO_PAGE = """() => kept.write("comment:GONE-1", {
  base: 0, fields: {comment: "Too long", consent: ""}, at: Date.now(), save: "", isText: true,
  revision: "comment.revision", page: location.pathname.replace("you", "GONE-1"),
  anchor: "#comment", label: "What should those know?", text: "Too long", refused: "Too long",
  stuck: 422,
})"""


def elsewhere_too(browse, live_server, invited):
    """The same person's first page of questions on another device."""
    page = browse(scripts=True)
    page.goto(live_server.url + invited.last)
    open_page(page, "MON-1")
    return page


def test_of_two_tabs_the_other_answer_is_shown_once_it_was_chosen_though_it_is_sent_by_then(
    rosa, network
):
    open_page(rosa, "MON-1")
    other = rosa.context.new_page()
    other.goto(rosa.url)
    cut(network, rosa)
    choose(rosa, "MON-1-Q1", "2")
    rosa.get_by_text("Answers not sent yet: 1.").wait_for()
    choose(other, "MON-1-Q1", "3")
    keep_other = mark(other, "MON-1-Q1").get_by_role("button", name="Keep the other answer")
    keep_other.wait_for()
    mend(network, rosa)
    rosa.get_by_text("Answers not sent yet: 1.").wait_for(state="detached")
    keep_other.click()
    expect(other.locator('[name="MON-1-Q1"][value="2"]')).to_be_checked()
    expect(mark(other, "MON-1-Q1")).to_have_text("")
    assert stored() == {"MON-1-Q1": "2"}


def test_a_comment_in_conflict_is_shown_letter_for_letter(rosa, browse, live_server, invited):
    open_page(rosa, "MON-1")
    again = elsewhere_too(browse, live_server, invited)
    for page in (rosa, again):
        page.get_by_text("Add a comment").click()
    again.locator("#comment-text").fill("{mine} costs $& or $'100$'")
    again.locator("#comment .mark").get_by_text(SAVED).wait_for()
    rosa.locator("#comment-text").fill("$$ and {other}")
    conflict = rosa.locator("#comment .mark span")
    conflict.get_by_text("You answered this").wait_for()
    assert conflict.inner_text() == (
        "You answered this in another window: “{mine} costs $& or $'100$'”. "
        "Your choice here, “$$ and {other}”, is not saved."
    )


@pytest.mark.parametrize("text", ["a" * 70_000, "a\0b"], ids=["too large", "NUL"])
def test_a_comment_that_cannot_be_taken_says_so_and_holds_up_no_other_answer(rosa, text):
    open_page(rosa, "MON-1")
    rosa.get_by_text("Add a comment").click()
    rosa.locator("#comment-text").evaluate(TYPE, text)
    rosa.locator("#comment .mark").get_by_text("Not saved: this is too long, or holds").wait_for()
    choose(rosa, "MON-1-Q1", "2")
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()
    go_on(rosa)
    rosa.locator("#comment-text:focus").wait_for()
    assert stored() == {"MON-1-Q1": "2"}
    rosa.locator("#comment-text").fill("Ask the press office")
    rosa.locator("#comment .mark").get_by_text(SAVED).wait_for()
    assert CommentDraft.objects.get().text == "Ask the press office"
    rosa.get_by_text("Answers that could not be saved").wait_for(state="detached")


def test_an_answer_that_a_proxy_keeps_from_us_holds_up_no_other_and_is_sent_later(rosa):
    open_page(rosa, "MON-1")
    address = "**/answers/MON-1-Q1/"
    rosa.context.route(address, lambda route: route.fulfill(status=503, body="<h1>Sorry</h1>"))
    choose(rosa, "MON-1-Q1", "2")
    choose(rosa, "MON-1:today", "service")
    mark(rosa, "MON-1:today").get_by_text(SAVED).wait_for()
    mark(rosa, "MON-1-Q1").get_by_text("Not sent yet").wait_for()
    assert stored() == {"MON-1:today": "service"}
    rosa.context.unroute(address)
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()
    assert stored() == {"MON-1-Q1": "2", "MON-1:today": "service"}


def test_what_waits_in_an_open_tab_is_not_sent_as_the_next_persons_answer(rosa, network, invited):
    """Olga opens her link in Rosa's browser while the train is in a tunnel for Rosa's tab."""
    mine, address = invited.last, "**/answers/MON-1-Q1/"
    open_page(rosa, "MON-1")
    rosa.context.route(address, lambda route: route.abort())
    choose(rosa, "MON-1-Q1", "2")
    rosa.get_by_text("Answers not sent yet: 1.").wait_for()
    olga = rosa.context.new_page()
    begin(olga, network.url, invited())
    rosa.context.unroute(address)
    mark(rosa, "MON-1-Q1").get_by_text("another link was opened in this browser").wait_for()
    assert stored() == {}
    go_on(rosa)
    rosa.locator("#device:focus").wait_for()
    rosa.wait_for_url("**/pages/MON-1/")
    assert faults(rosa, "other-visit-now") == []
    open_page(olga, "MON-1")
    expect(olga.locator(":checked")).to_have_count(0)
    choose(olga, "MON-1-Q1", "4")
    mark(olga, "MON-1-Q1").get_by_text(SAVED).wait_for()
    assert stored() == {"MON-1-Q1": "4"}
    rosa.goto(network.url + mine)
    rosa.get_by_role("button", name="Continue").click()
    rosa.wait_for_url("**/pages/you/")
    rosa.get_by_text("Answers not sent yet").wait_for(state="detached")
    open_page(rosa, "MON-1")
    expect(rosa.locator('[name="MON-1-Q1"][value="2"]')).to_be_checked()


def test_send_on_a_stale_check_page_does_not_make_the_next_persons_answers_final(
    rosa, network, invited
):
    rosa.goto(rosa.url.replace("pages/you", "check"))
    begin(rosa.context.new_page(), network.url, invited())
    rosa.get_by_role("button", name="Send").click()
    rosa.get_by_text("Another personal link has been opened in this browser").wait_for()
    assert faults(rosa, "other-visit-invalid") == []
    assert set(Response.objects.values_list("state", flat=True)) == {"started"}


def test_without_its_scripts_and_without_network_a_page_does_not_pretend_to_be_saved(rosa, network):
    rosa.evaluate(WITHOUT_ONWARD)
    network.down = True
    choose(rosa, "PRF-2", "staff")
    go_on(rosa)
    rosa.wait_for_url("chrome-error://**")
    assert stored() == {}


def test_a_page_that_comes_back_shows_what_was_just_sent_and_not_what_the_device_kept_before(
    rosa, network
):
    open_page(rosa, "MON-1")
    network.down = True
    rosa.get_by_text("Add a comment").click()
    rosa.locator("#comment-text").fill("Ask the press office")
    rosa.get_by_text("Answers not sent yet: 1.").wait_for()
    rosa.evaluate(HOLD)
    rosa.locator("#comment-text").fill("é" * 2001)
    network.down = False
    go_on(rosa)
    rosa.locator("#comment-error").wait_for()
    rosa.locator("#comment").get_by_role("button", name="Keep the other answer").wait_for()
    assert rosa.locator("#comment-text").input_value() == "é" * 2001
    rosa.locator("#comment").evaluate("(box) => { box.open = false }")
    go_on(rosa)
    rosa.locator("#comment .mark button:focus").wait_for()


def test_a_conflict_that_another_tab_shows_too_keeps_the_choice_it_speaks_of(
    rosa, browse, live_server, invited
):
    open_page(rosa, "MON-1")
    beside = rosa.context.new_page()
    beside.goto(rosa.url)
    elsewhere = elsewhere_too(browse, live_server, invited)
    choose(elsewhere, "MON-1-Q1", "3")
    mark(elsewhere, "MON-1-Q1").get_by_text(SAVED).wait_for()
    choose(rosa, "MON-1-Q1", "2")
    mark(beside, "MON-1-Q1").get_by_role("button", name="Keep my choice here").click()
    mark(beside, "MON-1-Q1").get_by_text(SAVED).wait_for()
    assert stored() == {"MON-1-Q1": "2"}
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()


def test_a_tab_that_sends_what_another_one_chose_does_not_overwrite_it_unasked(rosa, network):
    choose(rosa, "PRF-2", "staff")
    mark(rosa, "PRF-2").get_by_text(SAVED).wait_for()
    beside = rosa.context.new_page()
    beside.goto(rosa.url)
    network.down = True
    choose(beside, "PRF-2", "lead")
    beside.get_by_text("Answers not sent yet: 1.").wait_for()
    beside.close()
    network.down = False
    go_on(rosa)
    rosa.locator("#PRF-2-error").wait_for()
    assert stored() == {"PRF-2": "lead"}


def test_what_was_sent_from_the_next_page_is_shown_on_the_kept_page_before_it(rosa, network):
    open_page(rosa, "MON-1")
    cut(network, rosa)
    choose(rosa, "MON-1-Q1", "2")
    go_on(rosa)
    rosa.wait_for_url("**/pages/MON-2/")
    mend(network, rosa)
    rosa.get_by_text("Answers not sent yet").wait_for(state="detached")
    cut(network, rosa)
    rosa.goto(rosa.url.replace("MON-2", "MON-1"))
    expect(rosa.locator('[name="MON-1-Q1"][value="2"]')).to_be_checked()
    choose(rosa, "MON-1-Q1", "3")
    mend(network, rosa)
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()
    assert stored() == {"MON-1-Q1": "3"}


def test_one_press_settles_a_comments_conflict_while_the_cursor_is_in_the_field(
    rosa, browse, live_server, invited
):
    open_page(rosa, "MON-1")
    elsewhere = elsewhere_too(browse, live_server, invited)
    for page in (rosa, elsewhere):
        page.get_by_text("Add a comment").click()
    elsewhere.locator("#comment-text").press_sequentially("Theirs")
    elsewhere.locator("#comment .mark").get_by_text(SAVED).wait_for()
    elsewhere.locator("h1").click()
    rosa.locator("#comment-text").press_sequentially("Mine")
    rosa.locator("#comment .mark").get_by_role("button", name="Keep my choice here").click()
    rosa.locator("#comment .mark").get_by_text(SAVED).wait_for()
    draft = CommentDraft.objects.get()
    assert (draft.text, draft.revision) == ("Mine", 2)


def test_what_is_not_asked_any_more_can_be_removed_and_does_not_hold_up_sending(rosa):
    rosa.evaluate(KEPT_OF_NO_PAGE)
    rosa.goto(rosa.url.replace("pages/you", "check"))
    rosa.get_by_text("Answers that could not be saved: 1.").wait_for()
    rosa.get_by_role("button", name="Remove it from this device").click()
    expect(rosa.get_by_text("Answers that could not be saved")).to_have_count(0)
    rosa.locator("form.send button").click()
    rosa.wait_for_url("**/thanks/")
