"""Rosa opens her link on a phone and answers everything by keyboard, without scripts and with."""

import re

import pytest
from playwright.sync_api import expect

from surveys.models import Answer, Response
from tests.journeys.conftest import faults

pytestmark = pytest.mark.django_db(transaction=True)

FOCUS = """() => {
  const it = document.activeElement;
  const form = it.closest("form");
  return {tag: it.tagName, kind: it.type || "", name: it.name || "",
          text: (it.innerText || "").trim(), main: form && form.method === "post"};
}"""
MOST_KEYS = 150
SAVED = re.compile(r"Saved \d\d:\d\d")


def press_until(page, wanted):
    """Tab on to the control with this text and press Enter."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)["text"].startswith(wanted):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"no key leads to “{wanted}”")


def answer_page(page, *, saves_itself):
    """Answer every question of the page by keyboard and go on; returns how many there were."""
    answered = set()
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["kind"] in {"radio", "select-one"} and focus["name"] not in answered:
            answered.add(focus["name"])
            page.keyboard.press("Space" if focus["kind"] == "radio" else "ArrowDown")
            if focus["kind"] == "radio" and focus["name"].endswith("-Q1"):
                page.keyboard.press("ArrowDown")
                page.keyboard.press("ArrowDown")
            if saves_itself:
                box = page.locator(".question", has=page.locator(f'[name="{focus["name"]}"]'))
                box.locator(".mark", has_text=SAVED).wait_for()
        elif focus["text"] == "Save and continue":
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return len(answered)
    pytest.fail(f"no way on from {page.url}")


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_everything_is_answered_by_keyboard_on_a_phone(browse, live_server, invited, scripts):
    page = browse(scripts=scripts)
    page.goto(live_server.url + invited())
    page.wait_for_url(f"**/r/{invited.assessment.code}/")
    press_until(page, "Start")
    page.wait_for_url("**/pages/you/")
    counts = []
    while "/pages/" in page.url:
        counts.append(answer_page(page, saves_itself=scripts))
    assert (sum(counts), len(counts)) == (42, 20)
    expect(page.locator("h1")).to_have_text("Every question has an answer")
    press_until(page, "Check and send")
    page.wait_for_url("**/check/")
    expect(page.get_by_text("No answer")).to_have_count(0)
    press_until(page, "Send, and make final")
    page.wait_for_url("**/thanks/")
    expect(page.locator("h1")).to_have_text("Thank you")
    values = dict(Answer.objects.values_list("question", "value"))
    assert len(values) == 42
    assert {values[code] for code in values if code.endswith("-Q1")} == {"2"}
    assert values["MON-1:today"] == "service"
    assert Response.objects.get().invitation is None


@pytest.mark.parametrize(
    ("status", "body"), [(500, "out of order"), (200, "<h1>Welcome to our hotel</h1>"), (200, "{}")]
)
def test_a_choice_that_was_not_saved_is_kept_and_saved_by_trying_again(
    browse, live_server, invited, status, body
):
    page = browse(scripts=True)
    page.goto(live_server.url + invited())
    page.get_by_role("button", name="Start").click()
    page.goto(f"{live_server.url}/r/{invited.assessment.code}/pages/MON-1/")
    page.route("**/answers/**", lambda route: route.fulfill(status=status, body=body))
    page.get_by_label("Some colleagues look around").check()
    question = page.locator("#MON-1-Q1")
    question.get_by_text("Not sent yet").wait_for()
    page.get_by_text("Answers not sent yet: 1.").wait_for()
    expect(page.get_by_label("Some colleagues look around")).to_be_checked()
    assert Answer.objects.count() == 0
    page.unroute("**/answers/**")
    page.get_by_role("button", name="Try again").dispatch_event("click")
    question.get_by_text(SAVED).wait_for()
    expect(question.get_by_text("Not sent yet")).not_to_be_visible()
    expect(page.get_by_text("Answers not sent yet")).not_to_be_visible()
    assert Answer.objects.get().value == "1"


def test_two_tabs_are_told_of_each_other_and_one_answer_is_chosen(browse, live_server, invited):
    first = browse(scripts=True)
    first.goto(live_server.url + invited())
    first.get_by_role("button", name="Start").click()
    address = f"{live_server.url}/r/{invited.assessment.code}/pages/MON-1/"
    first.goto(address)
    second = first.context.new_page()
    second.goto(address)
    first.get_by_label("We find out only when").check()
    first.locator("#MON-1-Q1").get_by_text(SAVED).wait_for()
    second.get_by_label("Some colleagues look").check()
    question = second.locator("#MON-1-Q1")
    question.get_by_text("You answered this in another window").wait_for()
    assert Answer.objects.get().value == "0"
    question.get_by_role("button", name="Keep my choice here").click()
    question.get_by_text(SAVED).wait_for()
    assert Answer.objects.get().value == "1"


def test_every_page_and_state_is_accessible_and_fits_a_narrow_phone(browse, live_server, invited):
    page, found = browse(scripts=True), []
    base = f"{live_server.url}/r/{invited.assessment.code}/"

    def look(name, address=None):
        if address is not None:
            page.goto(base + address)
        found.extend(faults(page, name))

    page.goto(f"{live_server.url}/")
    look("start")
    page.goto(f"{live_server.url}/r/unknown-link")
    look("unknown")
    look("no-cookie", "pages/MON-1/")
    page.goto(live_server.url + invited())
    look("welcome")
    page.get_by_role("button", name="Start").click()
    look("you-empty")
    for name, address in (
        *(("who-sees", "who-sees/"), ("later", "later/"), ("missing", "pages/nothing/")),
        *(("activity-empty", "pages/MON-1/"), ("owner-only", "pages/MON-2/")),
        *(("should-empty", "pages/from-now-on/"), ("mood-empty", "pages/CND-3-Q1/")),
        *(("overview-empty", "overview/"), ("check-empty", "check/"), ("odd", "pages/%00/")),
    ):
        look(name, address)
    spoil(page, base)
    look("activity-invalid")
    fill(page, base)
    look("activity-full", "pages/MON-1/")
    look("should-full", "pages/from-now-on/")
    look("overview-full", "overview/")
    look("check-full", "check/?saved=14:02")
    look("activity-from-check", "pages/MON-1/?from=check&cleared=yes")
    page.goto(f"{base}check/")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/thanks/")
    look("thanks")
    assert found == []


def spoil(page, base):
    """Send an answer that is not offered and a comment that is too long, as without scripts."""
    page.goto(f"{base}pages/MON-1/")
    page.evaluate("document.querySelector('[name=\"MON-1-Q1\"]').value = '9'")
    page.locator('[name="MON-1-Q1"]').first.check()
    page.get_by_text("Add a comment").click()
    page.locator("#comment-text").fill("a" * 2001)
    page.evaluate("document.querySelector('.page-form').submit()")
    page.get_by_text("There is a problem").wait_for()
    assert page.evaluate("document.activeElement.className") == "problems"
    assert page.title().startswith("Error: ")


def fill(page, base):
    page.goto(f"{base}pages/MON-1/")
    page.get_by_label("Agreed sources are checked").check()
    page.get_by_text("Another department").click()
    page.locator('[value="legal"]').check()
    # The comment that was too long is still kept here, so the fold is open already.
    page.locator("#comment").evaluate("fold => { fold.open = true }")
    page.locator("#comment-text").fill("The press office has a list.")
    page.get_by_label("My comment may be quoted").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").last.click()
    page.goto(f"{base}pages/from-now-on/")
    for line in page.locator("select").all():
        line.select_option(index=1)
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").last.click()


@pytest.mark.parametrize("language", ["en-GB", "de-DE"])
def test_a_whole_visit_in_a_language_finds_its_way_without_a_word_of_english(
    browse, live_server, invited, language
):
    page = browse(scripts=True, language=language)
    page.goto(live_server.url + invited())
    expect(page.locator("html")).to_have_attribute("lang", language[:2])
    page.locator("form.actions button").click()
    page.wait_for_url("**/pages/you/")
    while "/pages/" in page.url:
        for box in page.locator("[data-answer]").all():
            if box.locator("select").count():
                box.locator("select").select_option(index=1)
            else:
                box.locator("input").first.check()
            box.locator('.mark[data-kind="saved"]').wait_for()
        with page.expect_navigation():
            page.locator(".page-form .actions button").click()
    page.locator(".actions a.btn-primary").click()
    page.wait_for_url("**/check/")
    expect(page.locator(".row-given.blank")).to_have_count(0)
    page.locator("form.send button").click()
    page.wait_for_url("**/thanks/")
    expect(page.locator("html")).to_have_attribute("lang", language[:2])
    assert Answer.objects.count() == 42
