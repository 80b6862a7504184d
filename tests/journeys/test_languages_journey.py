"""Pages in German, and in a made-up language that runs from right to left."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, faults
from tests.journeys.test_console_journey import acme, sign_in
from tests.pseudo_locale import QPR, speaking

__all__ = ["acme"]

pytestmark = pytest.mark.django_db(transaction=True)
GERMAN = "Was beschreibt Ihre Rolle am besten?"
MARGINS = "e => ({left: e.getBoundingClientRect().left, right: e.getBoundingClientRect().right})"


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_german_reads_german_and_can_change_to_english_and_back(
    browse, live_server, invited, scripts
):
    page = browse(scripts=scripts, language="de-DE")
    page.goto(f"{live_server.url}{invited()}")
    assert page.locator("html").get_attribute("lang") == "de"
    page.get_by_role("button", name="Beginnen").click()
    expect(page.get_by_role("heading", name=GERMAN)).to_have_count(1)
    if scripts:
        assert faults(page, "respondent-german") == []
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Which describes your role best?")).to_have_count(1)
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name=GERMAN)).to_have_count(1)


def test_a_language_from_right_to_left_turns_the_pages_round(browse, live_server, invited):
    with speaking(QPR):
        page = browse(scripts=True, size=DESK)
        page.goto(f"{live_server.url}{invited()}")
        assert faults(page, "respondent-rtl-welcome") == []
        page.locator("form.actions button").click()
        page.goto(f"{page.url.rpartition('you/')[0]}MON-1/")
        assert page.locator("html").get_attribute("dir") == "rtl"
        sheets = page.locator("link[rel=stylesheet]").evaluate_all("all => all.map(e => e.href)")
        assert [s for s in sheets if "bootstrap" in s] == [
            f"{live_server.url}/static/vendor/bootstrap/bootstrap.rtl.min.css"
        ]
        assert faults(page, "respondent-rtl") == []
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        label = page.locator("label.answer").first
        box, dot = label.evaluate(MARGINS), label.locator("input").evaluate(MARGINS)
        assert box["right"] - dot["right"] < dot["left"] - box["left"]


@pytest.mark.usefixtures("acme")
def test_the_console_turns_round_too(browse, live_server):
    page = browse(scripts=True, size=DESK)
    sign_in(page, live_server, "carla")
    with speaking(QPR):
        page.reload()
        page.locator("main a[href*='/assessments/']").first.click()
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert faults(page, "console-rtl") == []
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        frame = page.locator("main .frame").first.evaluate(MARGINS)
        heading = page.locator("h1").first.evaluate(MARGINS)
        assert frame["right"] - heading["right"] < 40
