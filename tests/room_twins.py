"""A room whose every answer is compared between two sets of votes that differ in their values.

The room is made once; each set is cast by real phones and taken back again. Time stands still and
nothing is left to chance, so that two answers are the same letter by letter unless the votes show.
"""

import logging
import random
import secrets
from contextlib import contextmanager
from unittest import mock

from django.core.cache import cache, caches
from django.db import transaction
from django.utils import timezone

from readiness.reporting import pdf
from surveys.models import AgendaItem, Dot, Vote, VoteCount, Workshop
from surveys.services import room_steps, rooms
from surveys.views.lead_turns import TURNS
from tests import two_tenants
from tests.rights import RIGHTS
from tests.rooms import seat
from tests.tenant_rows import rows_of
from tests.walking import address, data, laid_out

VOTERS = ("sami", "ana", "ben", "cleo", "dan", "eve")
# They sit in the room and have not voted: Nora may, Olga only watches.
SILENT = ("nora", "olga")
STATES = {
    "sami": "room:state",
    "nora": "room:state",
    "olga": "room:state",
    "pia": "room:screen-state",
    "lea": "room:lead-state",
    "carla": "room:lead-state",
}
METHODS = ("GET", "POST", "PUT")
ROOM = [name for name in RIGHTS if name.startswith("room:")]
HELD = [*ROOM, *(name for name in RIGHTS if name.startswith("console:workshop"))]
CONSOLE = [name for name, row in RIGHTS.items() if row.kind == "members" and name not in HELD]
# What is looked at after a turn, and by whom.
AFTER = {
    "room:lead": "carla",
    "room:lead-state": "lea",
    "room:closing": "lea",
    "room:screen": "pia",
    "room:phone": "nora",
    "room:state": "nora",
    "console:workshop": "carla",
    "console:workshop-record": "carla",
}


class House:
    """Kestrel with its room, and a browser for everybody there is."""

    def __init__(self):
        self.kestrel = two_tenants.tenant("kestrel", 11111, ("it", "sales"))
        canary = two_tenants.tenant("canary", 27777, ("vault", "works"))
        self.browsers = two_tenants.browsers(self.kestrel, canary)
        self.room = Workshop.objects.get(code=self.kestrel.ids["room"])
        # Its record is asked for, too.
        self.kestrel.ids["workshop"] = self.room.code
        for name in (*VOTERS[1:], *SILENT):
            _made, self.browsers[name] = seat(self.room, name, observes=name == "olga")
        self.first, self.second = self.room.items.order_by("position")
        for rows in (Vote, Dot, VoteCount):
            rows.objects.all().delete()

    def set(self, *, stage="items", anonymous=True, voters=None, **item):
        """The room at a step of its first item; only so many of ``VOTERS`` are in it."""
        fields = {"stage": stage, "anonymous": anonymous, "rev": 40, "step": 20}
        here = self.first.pk if stage == "items" else None
        Workshop.objects.filter(pk=self.room.pk).update(current=here, **fields)
        AgendaItem.objects.filter(pk=self.first.pk).update(**item)
        for name in VOTERS[voters or len(VOTERS) :]:
            rooms.remove(seat=self.seat(name))
        forget()

    def seat(self, name):
        return self.room.seats.get(name="kestrel guest" if name == "sami" else name)

    def cast(self, name, value, **about):
        """As the phone sends it; the answer."""
        body = {"item": self.first.pk, "about": "level", "round": 1, "value": value} | about
        where = address(self.kestrel, "room:votes")
        return told(self.browsers[name].put(where, body, content_type="application/json"))

    def dot(self, name, items):
        where = address(self.kestrel, "room:dots")
        sent = {"dot": [{"1": self.first, "2": self.second}[item].pk for item in items]}
        return told(self.browsers[name].put(where, sent, content_type="application/json"))

    def ask(self, role, method, where, sent=None, **headers):
        """The whole answer; what it changed is taken back."""
        browser = self.browsers[role]
        cookies = browser.cookies.copy()
        with transaction.atomic(), the_same_chance():
            answer = told(getattr(browser, method.lower())(where, sent or {}, headers=headers))
            transaction.set_rollback(True)
        browser.cookies = cookies
        if method not in {"GET", "HEAD"}:
            forget()
        return answer

    def everything(self, roles=(), methods=METHODS, routes=HELD):
        """What everybody gets from every address, and what was stored beside the votes."""
        found = {}
        for route in routes:
            row, where = RIGHTS[route], address(self.kestrel, route)
            for method in methods:
                sent = data(self.kestrel, row, method)
                if method == "GET" or method in row.methods:
                    for role in roles or self.browsers.keys() - set(VOTERS[2:]):
                        found[role, route, method] = self.ask(role, method, where, sent)
        stored = rows_of(self.kestrel.organisation)
        found["stored"] = {name: rows for name, rows in stored.items() if name not in UNSEEN}
        return found | self.polls()

    def polls(self):
        """What each screen is told, whatever it says that it has, and in another language."""
        found = {}
        now = Workshop.objects.get(pk=self.room.pk)
        pairs = (("", ""), (0, 0), (now.rev - 1, now.step), (now.rev, now.step - 1))
        for role, route in STATES.items():
            where = address(self.kestrel, route)
            for rev, step in (*pairs, (now.rev, now.step), (now.rev + 1, now.step)):
                for away in ("", "1"):
                    asked = {"rev": rev, "step": step, "away": away}
                    found[role, "asked", rev, step, away] = self.ask(role, "GET", where, asked)
            found[role, "de"] = self.ask(role, "GET", where, {}, accept_language="de")
        return found

    def turns(self, *only, paper=None):
        """What is seen after each turn of a lead but showing the votes, and after the end.

        ``only``: after these. ``paper``: once so many votes on paper were typed in, too.
        """
        now = Workshop.objects.get(pk=self.room.pk)
        other = str(self.second.pk)
        sent = {"seen": now.step, "sure": "1", "item": other, "value": "2", "take": other}
        sent |= {"department": "it", "reason": "Said so"}
        lead = address(self.kestrel, "room:lead")
        turns = {do: (lead, {"do": do, **sent}) for do in only or TURNS if do != "reveal"}
        turns["end"] = address(self.kestrel, "room:end"), {}
        if paper:
            turns["paper"] = address(self.kestrel, "room:lead-paper"), {**paper, **sent}
        found, browser = {}, self.browsers["carla"]
        for do, (where, given) in turns.items():
            cookies = browser.cookies.copy()
            with transaction.atomic(), the_same_chance():
                forget()
                found[do] = told(browser.post(where, given))
                found |= {(do, *key): answer for key, answer in self.after().items()}
                transaction.set_rollback(True)
            browser.cookies = cookies
        forget()
        return found

    def reveal(self):
        """The open round is shown to everybody."""
        now = Workshop.objects.get(pk=self.room.pk)
        room_steps.reveal(workshop=now, seen=now.step, sure=True)

    def after(self):
        return {
            (role, route): self.ask(role, "GET", address(self.kestrel, route))
            for route, role in AFTER.items()
        }

    def phone_of_the_lead(self):
        """A browser of a lead that sits in the room as well; it came last."""
        _made, self.browsers["phone of the lead"] = seat(self.room, "Lead")
        return self.seat("Lead")


UNSEEN = ("Vote", "Dot")


def told(answer):
    """All that a browser is told."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, str(answer.headers), str(answer.cookies), body


def forget():
    """What a process keeps for a step: here it would hide what the next votes show."""
    caches["here"].clear()
    cache.clear()


@contextmanager
def the_same_chance():
    """Codes and tokens are drawn anew each time, and are the same each time."""
    chance = random.Random(0)  # noqa: S311 - it is to be foreseen
    with (
        mock.patch.object(secrets, "choice", chance.choice),
        mock.patch.object(secrets, "token_urlsafe", lambda n=32: chance.randbytes(n).hex()[:43]),
        mock.patch("django.middleware.csrf.get_random_string", return_value="x" * 32),
    ):
        yield


@contextmanager
def standing_still():
    """Time does not pass, and a PDF is the words on it."""
    now = timezone.now()
    with (
        mock.patch.object(timezone, "now", return_value=now),
        mock.patch("time.time", return_value=now.timestamp()),
        mock.patch.object(pdf, "printed", laid_out),
    ):
        yield


class Lines(logging.Handler):
    """All that is logged in production, and more."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []

    def emit(self, record):
        error = record.exc_info and record.exc_info[1]
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()} {error!r}")


@contextmanager
def logged():
    handler, loggers = Lines(), [logging.getLogger(name) for name in ("", "django", "surveys")]
    before = [(logger.level, logger.handlers) for logger in loggers]
    for logger in loggers:
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
    try:
        yield handler.lines
    finally:
        for logger, (level, handlers) in zip(loggers, before, strict=True):
            logger.handlers = handlers
            logger.setLevel(level)


def differing(one, other):
    """By what was asked: the first place where the two answers are not the same."""
    assert one.keys() == other.keys()
    return {key: difference(one[key], other[key]) for key in one if one[key] != other[key]}


def difference(one, other):
    """The first place where two answers are not the same, with what is around it."""
    texts = str(one), str(other)
    place = next((n for n, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), -1)
    return tuple(text[max(0, place - 80) : place + 80] for text in texts)
