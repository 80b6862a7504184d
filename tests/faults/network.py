"""Whole visits over a network that loses three in ten requests and three in ten replies.

`make faults` makes twenty of them, tests/journeys/test_bad_network.py two. Whatever a page says is
saved is compared with the database at that moment; at the end so is every answer and every comment.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Error

from tests.dropping import BadNetwork

LOST = 0.3
PATIENCE = 600  # seconds for a visit, on a busy machine
TRAIL = 60  # of the last pages, told of a visit that does not get to the end
AGAIN = 0.8  # of the pages that did not come are asked for again; else the link is opened anew
TWICE = 0.2  # of the answers are changed at once
AS_IT_IS = 0.5  # of the pages that came without all of their scripts are answered so
A_COMMENT = "comment:"
COMMENT = "Ask the press office ($&)"
CHOICES = """(box) => [...box.querySelectorAll('input[type="radio"], option')]
  .map((choice) => choice.value).filter(Boolean)"""
CHOOSE = """(box, value) => {
  const list = box.querySelector("select");
  if (list) {
    list.value = value;
    list.dispatchEvent(new Event("change", {bubbles: true}));
  } else [...box.querySelectorAll("input")].find((radio) => radio.value === value).click();
}"""
WRITE = """(box, text) => {
  box.open = true;
  box.querySelector("textarea").value = text;
  box.querySelector("textarea").dispatchEvent(new Event("input", {bubbles: true}));
}"""
SAVED = """() => [...document.querySelectorAll("[data-answer], [data-comment]")]
  .filter((box) => box.querySelector(".mark").dataset.kind === "saved")
  .map((box) => box.dataset.comment
    ? [`comment:${box.dataset.comment}`, box.querySelector("textarea").value]
    : [box.dataset.answer, (box.querySelector(":checked") ?? box.querySelector("select")).value])"""
SHOWN = """() => [...document.querySelectorAll("[data-answer], [data-comment]")]
  .map((box) => box.dataset.comment
    ? [`comment:${box.dataset.comment}`, box.querySelector("textarea").value]
    : [box.dataset.answer,
       (box.querySelector(":checked") ?? box.querySelector("select"))?.value])"""
KEEP_MINE = """(box) => {
  const button = box.querySelector('.mark[data-kind="conflict"] button');
  button?.click();
  return Boolean(button);
}"""
WHOLE = "() => { try { return Boolean(pages && answers && sender) } catch { return false } }"
OURS = "#device, form.actions, .sent"


class Outcome(NamedTuple):
    """``claims``: how often a page said of an answer that it was saved; ``false_claims`` were not.

    ``lost`` were chosen last and are not stored so, ``invented`` were never chosen. ``gone``
    were chosen on a page that showed something else when it could not be left. ``as_they_are``
    counts pages that were answered without all of their scripts.
    """

    answers: int
    comments: int
    as_they_are: int
    claims: int
    false_claims: list
    lost: list
    invented: list
    gone: list
    responses: int
    passed: int
    lost_requests: int
    lost_replies: int
    seconds: float


class Visit:
    """Somebody who answers everything, however often the network fails."""

    def __init__(self, page, network, link, invitation, seed, as_it_is):
        self.page, self.network, self.link, self.invitation = page, network, link, invitation
        self.as_it_is = as_it_is
        self.chance = random.Random(seed)  # noqa: S311 - not a secret
        self.chosen, self.done, self.claims, self.false_claims = {}, set(), 0, []
        self.gone, self.as_they_are = [], 0
        self.trail = deque(maxlen=TRAIL)

    def run(self):
        began = time.monotonic()
        while not self.page.url.endswith("/thanks/"):
            if time.monotonic() > began + PATIENCE:
                said = self.page.locator("#device, .mark").all_inner_texts()
                rows, chosen = stored(self.invitation), self.chosen
                lacks = [name for name in chosen if rows.get(name) != chosen[name]]
                raise TimeoutError([*self.trail], [text for text in said if text], lacks)
            self.trail.append(self.page.url.rpartition("/r/")[2])
            try:
                self.step()
            except Error as error:
                if "closed" in str(error):
                    raise
        return self.outcome(time.monotonic() - began)

    def step(self):
        """Whatever the page that is open asks for."""
        where = self.page.url
        # A page of the browser's own, or one of ours that says that something was not found.
        if not where.startswith(self.network.url) or not self.page.locator(OURS).count():
            if where.startswith("chrome-error:") and self.chance.random() < AGAIN:
                self.page.reload()
            else:
                self.page.goto(self.network.url + self.link)
        elif "/pages/" in where:
            self.answer(where)
        elif self.page.locator("#device a").count():
            self.leave("#device a", where)
        elif where.split("?")[0].endswith("/overview/"):
            # To the next question without an answer, or to the check page when none is left.
            self.leave(".actions .btn-primary", where)
        else:
            if self.page.locator("form.send").count():
                self.wait_for_scripts()
            self.leave("form.actions button, form.send button", where)

    def wait_for_scripts(self):
        """A page that came without all of its scripts works, but looks broken: load it anew.

        Whether it has them all now: some are answered as they are.
        """
        while self.page.locator("#device").count() and not self.page.evaluate(WHOLE):
            if self.chance.random() < self.as_it_is:
                return False
            self.page.reload()
        return True

    def answer(self, where):
        """A kept page may ask less than the server does by now: the rest is answered later."""
        is_whole = self.wait_for_scripts()
        asked = self.fill()
        self.decide()
        left = self.leave(".page-form .actions button", where)
        # What only the page itself could send has arrived when it leads to another of ours.
        if is_whole or (left and self.page.locator(OURS).count()):
            self.done |= asked
        if not left:
            shown = self.page.evaluate(SHOWN)
            self.gone += [one for one in shown if self.chosen.get(one[0]) != one[1]]
        self.as_they_are += not is_whole

    def fill(self):
        """Answer what is not done yet; the names of all that the page asks."""
        asked = set()
        for box in self.page.locator("[data-answer], [data-comment]").element_handles():
            name = name_of(box)
            asked.add(name)
            if name in self.done:
                continue
            for text in (COMMENT, f"{COMMENT}, they know")[: 1 + (self.chance.random() < TWICE)]:
                if is_comment(name):
                    self.comment(box, name, text)
                else:
                    self.choose(box, name)
        return asked

    def decide(self):
        """Who is asked which of two answers counts takes what was chosen last."""
        for box in self.page.locator("[data-answer], [data-comment]").element_handles():
            if box.evaluate(KEEP_MINE):
                name = name_of(box)
                box.evaluate(WRITE if is_comment(name) else CHOOSE, self.chosen[name])
                self.pause()

    def choose(self, box, name):
        self.chosen[name] = self.chance.choice(box.evaluate(CHOICES))
        box.evaluate(CHOOSE, self.chosen[name])
        self.pause()

    def comment(self, box, name, text):
        self.chosen[name] = f"{text} {name}"
        box.evaluate(WRITE, self.chosen[name])
        self.pause()

    def pause(self):
        self.page.wait_for_timeout(self.chance.choice((0, 20, 150, 400)))
        self.compare()

    def compare(self):
        """What the page says is saved must be stored; the page is looked at first."""
        shown, rows = self.page.evaluate(SAVED), stored(self.invitation)
        self.claims += len(shown)
        self.false_claims += [claim for claim in shown if rows.get(claim[0]) != claim[1]]

    def leave(self, button, where):
        """Whether the button has led elsewhere."""
        self.page.locator(button).first.click()
        for _ in range(60):
            self.page.wait_for_timeout(100)
            if self.page.url != where:
                self.page.wait_for_load_state()
                return self.page.url.split("?")[0] != where.split("?")[0]
            if self.page.locator("[data-answer]").count():
                self.compare()
        return False

    def outcome(self, seconds):
        from surveys.models import Response

        rows = stored(self.invitation)
        comments = sum(map(is_comment, self.chosen))
        return Outcome(
            answers=len(self.chosen) - comments,
            comments=comments,
            as_they_are=self.as_they_are,
            claims=self.claims,
            false_claims=self.false_claims,
            lost=[(q, v, rows.get(q)) for q, v in self.chosen.items() if rows.get(q) != v],
            invented=sorted(set(rows) - set(self.chosen)),
            gone=self.gone,
            responses=Response.objects.filter(assessment=self.invitation.assessment).count(),
            passed=self.network.passed,
            lost_requests=self.network.lost_requests,
            lost_replies=self.network.lost_replies,
            seconds=round(seconds, 1),
        )


def name_of(box):
    """The question, or "comment:" and the activity."""
    activity = box.get_attribute("data-comment")
    return f"{A_COMMENT}{activity}" if activity else box.get_attribute("data-answer")


def is_comment(name):
    return name.startswith(A_COMMENT)


def stored(invitation):
    """Answers, and comments before and after sending: it cuts the tie, so there is one visit."""
    from surveys.models import Answer, Comment, CommentDraft

    made = invitation.assessment
    answers = Answer.objects.filter(response__assessment=made).values_list("question", "value")
    drafts = CommentDraft.objects.filter(response__assessment=made)
    sent = Comment.objects.filter(assessment=made)
    comments = [*drafts.values_list("activity", "text"), *sent.values_list("activity", "text")]
    return dict(answers) | {f"{A_COMMENT}{activity}": text for activity, text in comments}


def visit(page, server_url, seed, *, as_it_is=0.0):
    """One visit to an assessment of its own.

    ``as_it_is`` of the pages that came without all of their scripts are answered so.
    """
    from tests.factories import assessment, invite_with_token

    issued = invite_with_token(assessment())
    with BadNetwork(server_url, requests=LOST, replies=LOST, seed=seed) as network:
        return Visit(page, network, f"/r/{issued.token}", issued.invitation, seed, as_it_is).run()


def problems(outcome):
    """What of the promise is not kept."""
    checks = {
        f"not stored: {outcome.lost}": outcome.lost,
        f"never chosen: {outcome.invented}": outcome.invented,
        f"not shown any more: {outcome.gone}": outcome.gone,
        f"said to be saved: {outcome.false_claims}": outcome.false_claims,
        f"{outcome.responses} responses": outcome.responses != 1,
        "nothing was lost on the way": not (outcome.lost_requests and outcome.lost_replies),
        "no page ever said that it saved": not outcome.claims,
        "no comment was written": not outcome.comments,
    }
    return [problem for problem, applies in checks.items() if applies]


@contextmanager
def browser(folder):
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import FLAGS, PHONE, chromium

    with sync_playwright() as started:
        context = started.chromium.launch_persistent_context(
            folder,
            executable_path=chromium(),
            headless=True,
            args=list(FLAGS),
            viewport={"width": PHONE[0], "height": PHONE[1]},
        )
        context.set_default_timeout(10_000)
        try:
            yield context.new_page()
        finally:
            context.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visits", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    from pytest_django.live_server_helper import LiveServer

    from tests.databases import default_database, make_tables, sqlite

    failed = False
    with tempfile.TemporaryDirectory(prefix="readiness-faults-") as folder:
        database = sqlite(Path(folder))
        make_tables(database)
        with default_database(database):
            server = LiveServer("127.0.0.1")
            for seed in range(given.seed, given.seed + given.visits):
                with browser(f"{folder}/profile{seed}") as page:
                    outcome = visit(page, server.url, seed, as_it_is=AS_IT_IS)
                wrong = problems(outcome)
                failed = failed or bool(wrong)
                print(f"visit {seed}: {'; '.join(wrong) or 'nothing lost'}   {outcome}")  # noqa: T201 - a command
                sys.stdout.flush()
            server.stop()
    sys.exit(failed)


if __name__ == "__main__":
    import django
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "readiness.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    django.setup()
    main()
