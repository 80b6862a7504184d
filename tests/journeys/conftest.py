"""A real browser, Debian's Chromium, in front of a live server."""

import os
import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect, sync_playwright

from tests.dropping import BadNetwork
from tests.factories import assessment, invite_with_token, organisation
from tests.journeys.visits import begin

# Playwright keeps an event loop in the thread of the test; our own calls there are not async.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PATIENCE = 30_000
"""Milliseconds: no test is about how fast a busy machine draws."""
expect.set_options(timeout=PATIENCE)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong is described in full: the rest takes time and nobody reads it.
AXE = {"runOnly": RULES, "resultTypes": ["violations"]}
PHONE, DESK, NARROW = (390, 844), (1280, 900), (320, 640)
PAGES = Path(__file__).resolve().parents[2] / "var" / "pages"


def chromium():
    found = shutil.which("chromium")
    assert found, "The journeys need Chromium: apt-get install chromium"
    return found


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def started(playwright):
    """Chromium, started once: a context of its own shares nothing with another."""
    browser = playwright.chromium.launch(
        executable_path=chromium(), headless=True, args=list(FLAGS)
    )
    yield browser
    browser.close()


@pytest.fixture
def browse(started):
    """Open a new browser, with or without scripts; its console must stay silent.

    Not ``quiet``: it tells of a network that fails on purpose, and of scripts that did not arrive.
    """
    opened, said = [], []

    def open_browser(*, scripts, size=PHONE, language="en-GB", quiet=True):
        context = started.new_context(
            java_script_enabled=scripts,
            viewport={"width": size[0], "height": size[1]},
            locale=language,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        if quiet:
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield open_browser
    for context in opened:
        context.close()
    # A page that was refused on purpose is told by the browser; nothing else is.
    refused = re.compile(r"the server responded with a status of|^Response Status Error Code")
    loud = [line for line in said if not refused.search(line)]
    assert loud == [], "the browser's console was not silent"


@pytest.fixture
def invited():
    """An open assessment of nine departments, and a function that makes the ``last`` link to it."""
    keys = ("care", "digital", "hr", "it", "legal", "press", "product", "sales", "service")
    made = assessment(organisation("Tollerby Council", keys), sponsor="Dana Whitlock")

    def link(department="service"):
        link.last = f"/r/{invite_with_token(made, department).token}"
        return link.last

    link.assessment = made
    return link


@pytest.fixture
def network(live_server):
    with BadNetwork(live_server.url) as network:
        yield network


@pytest.fixture
def rosa(browse, network, invited):
    """Her phone, on the first page after starting; its console may tell of the network."""
    page = browse(scripts=True, quiet=False)
    begin(page, network.url, invited())
    return page


def faults(page, name):
    """What axe finds at both widths, and whether the page is wider than the narrowest phone."""
    found = []
    # A click waits until the next page begins to arrive, not until it is there.
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        found += [
            f"{name} at {width}: {rule['id']} {[node['html'][:120] for node in rule['nodes']]}"
            for rule in page.evaluate("options => axe.run(options)", AXE)["violations"]
        ]
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > NARROW[0]:
        found.append(f"{name} at {NARROW[0]}: {wide} pixels wide")
    keep(page, name)
    return found


def keep(page, name):
    """Keep the page for the checker of HTML (scripts/check_html.sh).

    As the server sends it, or as it is now where it was posted or changed by scripts.
    """
    PAGES.mkdir(parents=True, exist_ok=True)
    made_here = name.endswith(("-invalid", "-now"))
    html = page.content() if made_here else page.context.request.get(page.url).text()
    (PAGES / f"{name}.html").write_text(html, encoding="utf-8")
