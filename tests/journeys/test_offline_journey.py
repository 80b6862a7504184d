"""Rosa answers on a train: the network goes and comes back, and nothing she chose is lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from surveys.models import Answer, Comment, CommentDraft, Response, State
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
    wait_until_kept,
)

pytestmark = pytest.mark.django_db(transaction=True)

OURS = """() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]
  .filter((name) => name.startsWith("readiness"))"""


def test_what_is_chosen_without_network_is_marked_survives_reloading_and_is_sent_on_return(
    rosa, network
):
    open_page(rosa, "MON-1")
    choose(rosa, "MON-1-Q1", "2")
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()
    cut(network, rosa)
    choose(rosa, "MON-1-Q1", "3")
    choose(rosa, "MON-1:today", "service")
    rosa.get_by_text("Add a comment").click()
    rosa.locator("#comment-text").fill("Ask the press office")
    mark(rosa, "MON-1-Q1").get_by_text("Not sent yet").wait_for()
    mark(rosa, "MON-1:today").get_by_text("Not sent yet").wait_for()
    rosa.get_by_text("Answers not sent yet: 3.").wait_for()
    expect(rosa.get_by_text(SAVED)).to_have_count(0)
    rosa.reload()
    rosa.get_by_text("Answers not sent yet: 3.").wait_for()
    expect(rosa.locator('[name="MON-1-Q1"][value="3"]')).to_be_checked()
    expect(rosa.locator('[name="MON-1:today"][value="service"]')).to_be_checked()
    expect(rosa.locator("#comment-text")).to_have_value("Ask the press office")
    go_on(rosa)
    rosa.wait_for_url("**/pages/MON-2/")
    choose(rosa, "MON-2:today", "nobody")
    rosa.get_by_text("Answers not sent yet: 4.").wait_for()
    assert stored() == {"MON-1-Q1": "2"}
    mend(network, rosa)
    mark(rosa, "MON-2:today").get_by_text(SAVED).wait_for()
    rosa.get_by_text("Answers not sent yet").wait_for(state="detached")
    assert stored() == {"MON-1-Q1": "3", "MON-1:today": "service", "MON-2:today": "nobody"}
    assert CommentDraft.objects.get().text == "Ask the press office"


def test_an_answer_that_was_saved_is_there_when_the_page_is_reloaded_without_network(rosa, network):
    open_page(rosa, "MON-1")
    choose(rosa, "MON-1-Q1", "2")
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()
    cut(network, rosa)
    rosa.reload()
    expect(rosa.locator('[name="MON-1-Q1"][value="2"]')).to_be_checked()
    choose(rosa, "MON-1-Q1", "4")
    mend(network, rosa)
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()
    assert stored() == {"MON-1-Q1": "4"}


def test_a_lost_reply_is_no_conflict_with_oneself(rosa, network):
    open_page(rosa, "MON-1")
    network.replies = 1
    choose(rosa, "MON-1-Q1", "2")
    mark(rosa, "MON-1-Q1").get_by_text("Not sent yet").wait_for()
    assert stored() == {"MON-1-Q1": "2"}
    choose(rosa, "MON-1-Q1", "1")
    mark(rosa, "MON-1-Q1").get_by_text("Not sent yet").wait_for()
    network.replies = 0
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()
    assert list(Answer.objects.values_list("value", "revision")) == [("1", 2)]


def test_two_devices_are_told_of_each_other_and_nothing_is_overwritten(
    rosa, browse, network, live_server, invited
):
    again = browse(scripts=True)
    again.goto(live_server.url + invited.last)
    open_page(rosa, "MON-1")
    open_page(again, "MON-1")
    cut(network, rosa)
    choose(rosa, "MON-1-Q1", "1")
    choose(rosa, "MON-1-Q1", "3")
    choose(again, "MON-1-Q1", "0")
    mark(again, "MON-1-Q1").get_by_text(SAVED).wait_for()
    mend(network, rosa)
    told = mark(rosa, "MON-1-Q1")
    told.get_by_text("You answered this in another window: “We find out only when").wait_for()
    told.get_by_text("Your choice here, “Agreed sources are checked").wait_for()
    assert stored() == {"MON-1-Q1": "0"}
    assert faults(rosa, "conflict-now") == []
    go_on(rosa)
    rosa.wait_for_url("**/pages/MON-1/")
    rosa.reload()
    told.get_by_role("button", name="Keep my choice here").click()
    told.get_by_text(SAVED).wait_for()
    assert list(Answer.objects.values_list("value", "revision")) == [("3", 2)]
    choose(again, "MON-1-Q1", "4")
    mark(again, "MON-1-Q1").get_by_role("button", name="Keep the other answer").click()
    expect(again.locator('[name="MON-1-Q1"][value="3"]')).to_be_checked()
    assert stored() == {"MON-1-Q1": "3"}


def test_two_tabs_of_one_device_do_not_overwrite_what_waits(rosa, network):
    open_page(rosa, "MON-1")
    other = rosa.context.new_page()
    other.goto(rosa.url)
    cut(network, rosa)
    choose(rosa, "MON-1-Q1", "2")
    rosa.get_by_text("Answers not sent yet: 1.").wait_for()
    choose(other, "MON-1-Q1", "3")
    mark(other, "MON-1-Q1").get_by_text("You answered this in another window").wait_for()
    mark(other, "MON-1-Q1").get_by_role("button", name="Keep my choice here").click()
    mend(network, rosa)
    mark(other, "MON-1-Q1").get_by_text(SAVED).wait_for()
    assert stored() == {"MON-1-Q1": "3"}


def test_a_comment_is_saved_while_it_is_written(rosa):
    open_page(rosa, "MON-1")
    rosa.get_by_text("Add a comment").click()
    rosa.locator("#comment-text").press_sequentially("Ask the press office")
    rosa.locator("#comment .mark").get_by_text(SAVED).wait_for()
    rosa.get_by_label("My comment may be quoted").check()
    rosa.wait_for_function("() => Object.keys(localStorage).length === 0")
    draft = CommentDraft.objects.get()
    assert (draft.text, draft.consent) == ("Ask the press office", True)
    rosa.locator("#comment-text").fill("a" * 2001)
    rosa.locator("#comment .mark").get_by_text("write at most 2,000 characters").wait_for()
    go_on(rosa)
    rosa.wait_for_url("**/pages/MON-1/")
    assert len(rosa.locator("#comment-text").input_value()) == 2001


def test_nothing_is_sent_off_while_answers_wait_and_nothing_is_left_behind_afterwards(
    rosa, network
):
    open_page(rosa, "MON-1")
    base = rosa.url.split("pages/")[0]
    rosa.goto(f"{base}check/")
    wait_until_kept(rosa, rosa.evaluate("location.pathname"))
    rosa.goto(f"{base}pages/MON-1/")
    cut(network, rosa)
    choose(rosa, "MON-1-Q1", "2")
    choose(rosa, "MON-1:today", "service")
    rosa.goto(f"{base}check/")
    rosa.get_by_role("button", name="Send").click()
    rosa.get_by_text("Answers not sent yet: 2.").wait_for()
    rosa.get_by_text("Your answers are not final yet").wait_for()
    assert Response.objects.get().state == "started"
    network.down = False
    assert faults(rosa, "check-waiting-now") == []
    rosa.context.set_offline(False)
    rosa.get_by_text("Answers not sent yet").wait_for(state="detached")
    rosa.get_by_role("button", name="Send").dblclick()
    rosa.wait_for_url("**/thanks/")
    rosa.wait_for_load_state("load")
    assert list(Response.objects.values_list("state", "invitation")) == [("submitted", None)]
    assert stored() == {"MON-1-Q1": "2", "MON-1:today": "service"}
    assert rosa.evaluate(OURS) == []
    assert rosa.evaluate("caches.keys()") in ([], ["readiness files 1"])
    rosa.go_back()
    rosa.wait_for_url("**/thanks/")


def test_a_lost_reply_to_sending_is_told_and_sending_again_counts_once(rosa, network):
    open_page(rosa, "MON-1")
    choose(rosa, "MON-1-Q1", "2")
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()
    rosa.goto(rosa.url.replace("pages/MON-1", "check"))
    network.replies = 1
    rosa.get_by_role("button", name="Send").click()
    rosa.get_by_text("There was no reply").wait_for()
    network.replies = 0
    rosa.get_by_role("button", name="Send").click()
    rosa.wait_for_url("**/thanks/")
    assert (Response.objects.count(), stored()) == (1, {"MON-1-Q1": "2"})


def test_what_comes_too_late_is_refused_shown_and_kept_on_the_device(rosa, invited):
    open_page(rosa, "MON-1")
    rosa.get_by_text("Add a comment").click()
    invited.assessment.state = State.CLOSED
    invited.assessment.save()
    choose(rosa, "MON-1-Q1", "2")
    mark(rosa, "MON-1-Q1").get_by_text("Not saved: the questions have closed.").wait_for()
    rosa.get_by_text("Answers that could not be saved: 1.").wait_for()
    rosa.locator("#comment-text").fill("Too late, but not lost")
    rosa.locator("#comment .mark").get_by_text("the questions have closed").wait_for()
    rosa.reload()
    expect(rosa.locator("h1")).to_have_text("These questions have closed")
    kept = rosa.locator("#kept")
    statement = "A named colleague or tool checks a"
    assert [text[:34] for text in kept.locator("dd").all_inner_texts()] == [
        statement,
        "Too late, but not lost",
    ]
    assert faults(rosa, "closed-kept-now") == []
    assert [rows.objects.count() for rows in (Answer, CommentDraft, Comment)] == [0, 0, 0]
    kept.get_by_role("button", name="Remove them").click()
    assert rosa.evaluate(OURS) == []


def test_after_the_last_day_there_is_a_quarter_of_an_hour_and_then_what_was_typed_is_shown(
    browse, live_server, invited, monkeypatch
):
    page = browse(scripts=False)
    page.goto(live_server.url + invited())
    page.get_by_role("button", name="Start").click()
    page.goto(f"{live_server.url}/r/{invited.assessment.code}/pages/MON-1/")
    made = invited.assessment
    made.opens_on = made.closes_on = date(2026, 3, 10)
    made.save()
    midnight = datetime(2026, 3, 11, tzinfo=UTC)
    choose(page, "MON-1-Q1", "2")
    monkeypatch.setattr(timezone, "now", lambda: midnight + timedelta(minutes=14))
    go_on(page)
    page.wait_for_url("**/pages/MON-2/**")
    assert stored() == {"MON-1-Q1": "2"}
    choose(page, "MON-2:today", "service")
    page.get_by_text("Add a comment").click()
    page.locator("#comment-text").fill("Typed before midnight")
    monkeypatch.setattr(timezone, "now", lambda: midnight + timedelta(minutes=15))
    go_on(page)
    expect(page.locator("h1")).to_have_text("These questions have closed")
    expect(page.get_by_text("Typed before midnight")).to_be_visible()
    expect(page.get_by_text("Service", exact=True)).to_be_visible()
    assert stored() == {"MON-1-Q1": "2"}


def test_somebody_else_at_the_same_device_sees_nothing_of_the_visit_before(rosa, network, invited):
    open_page(rosa, "MON-1")
    cut(network, rosa)
    choose(rosa, "MON-1-Q1", "2")
    rosa.get_by_text("Answers not sent yet: 1.").wait_for()
    # Away from the page first, which would send what it keeps as soon as it hears of the network.
    rosa.goto("about:blank")
    mend(network, rosa)
    theirs = invited()
    begin(rosa, network.url, theirs)
    wait_until_kept(rosa, rosa.url.replace("pages/you", "pages/MON-1"))
    network.down = True
    rosa.goto(rosa.url.replace("pages/you", "pages/MON-1"))
    expect(rosa.locator(":checked")).to_have_count(0)
    expect(rosa.get_by_text("Answers not sent yet")).to_have_count(0)
    network.down = False
    assert stored() == {}


def test_the_next_day_the_same_link_leads_to_what_is_left(rosa, browse, live_server, invited):
    open_page(rosa, "MON-1")
    choose(rosa, "MON-1-Q1", "2")
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()
    choose(rosa, "MON-1:today", "service")
    mark(rosa, "MON-1:today").get_by_text(SAVED).wait_for()
    page = browse(scripts=True, size=(1280, 900))
    page.goto(live_server.url + invited.last)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Go to the next question without an answer").click()
    page.wait_for_url("**/pages/you/**")
    page.goto(page.url.split("pages/")[0] + "check/")
    page.get_by_role("link", name="Go to the first question without an answer").click()
    page.wait_for_url("**/pages/you/**")
    open_page(page, "MON-1")
    expect(page.locator('[name="MON-1-Q1"][value="2"]')).to_be_checked()


def test_text_of_twice_the_size_hides_nothing(rosa):
    open_page(rosa, "MON-1")
    for width in (640, 390):
        rosa.set_viewport_size({"width": width, "height": 800})
        rosa.evaluate("document.documentElement.style.fontSize = '200%'")
        assert rosa.evaluate("document.documentElement.scrollWidth") <= width
    choose(rosa, "MON-1-Q1", "2")
    mark(rosa, "MON-1-Q1").get_by_text(SAVED).wait_for()
    go_on(rosa)
    rosa.wait_for_url("**/pages/MON-2/")
