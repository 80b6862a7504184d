"""Steps of a visit that several journeys take."""

import re

import pytest

SAVED = re.compile(r"Saved \d\d:\d\d")
KEPT = "async (path) => Boolean(await caches.match(path, {ignoreSearch: true}))"


def begin(page, url, link):
    """Open the link, start, and wait until the device keeps the pages of the visit."""
    page.goto(url + link)
    page.locator("form.actions button").click()
    page.wait_for_url("**/pages/you/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_until_kept(page, page.evaluate("location.pathname"))


def open_page(page, slug):
    """One of the pages of questions, and the next ones kept by the device."""
    page.goto(page.url.split("/pages/")[0].rstrip("/") + f"/pages/{slug}/")
    wait_until_kept(page, page.locator(".page-form").get_attribute("data-onward"))


def wait_until_kept(page, path):
    for _ in range(200):
        if page.evaluate(KEPT, path):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{path} is not kept on the device")


def choose(page, question, value):
    page.locator(f'[name="{question}"][value="{value}"]').check()


def go_on(page):
    page.locator(".page-form .actions button").click()


def mark(page, question):
    """What stands beside a question: whether it is saved."""
    return page.locator(f'[data-answer="{question}"] .mark')


def cut(network, page):
    network.down = True
    page.context.set_offline(True)


def mend(network, page):
    network.down = False
    page.context.set_offline(False)


def stored():
    from surveys.models import Answer

    return dict(Answer.objects.values_list("question", "value"))
