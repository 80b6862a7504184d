"""A phone that votes and a lead that steps, over HTTP, while the server comes and goes."""

import json
import random
import re
import threading
import time

from tests.form_fields import Fields
from tests.web_server import TOKEN, Browser

SCRIPT = {"Accept": "application/json"}
HIDDEN = re.compile(r'type="hidden" name="(item|about|round)" value="(\w*)"')
CHOICE = re.compile(r'type="radio" name="value" value="(\w+)"')
DOT = re.compile(r'name="dot" value="(\d+)"')
DOTS = 3
OPEN = 'data-n="voted"'
"""Stands on every screen while something can be voted on."""
WHOLE = 0.6
"""Seconds by which the clock is told too early or too late: it is told in whole ones."""


class Device(threading.Thread):
    """Acts without a pause while the server is ``up``; ``quiet`` while it does nothing."""

    def __init__(self, server, room, up, seed):
        super().__init__(daemon=True)
        self.up, self.quiet, self.over = up, threading.Event(), False
        self.chance = random.Random(seed)  # noqa: S311 - not a secret
        self.browser, self.room, self.base = Browser(server), room.pk, f"/w/{room.code}/"
        self.code, self.token = room.code, ""
        self.answers, self.cut_off, self.failed = 0, 0, []

    def run(self):
        try:
            while not self.over:
                self.live()
        except Exception as error:
            self.failed.append(("stopped", repr(error)))
            raise
        finally:
            self.quiet.set()

    def live(self):
        self.quiet.set()
        self.up.wait()
        self.quiet.clear()
        if self.up.is_set() and not self.over:
            try:
                self.act()
            except ConnectionError:
                self.cut_off += 1
                time.sleep(0.05)

    def act(self):
        raise NotImplementedError

    def ask(self, method, path, data=None, *, usual=(200,), **headers):
        """An answer that came whole; another status than the ``usual`` is noted."""
        seen = self.browser.send(
            method, self.base + path, data, **{**SCRIPT, "X-CSRFToken": self.token, **headers}
        )
        if seen.status != 204 and "Content-Length" not in seen.headers:
            raise ConnectionError("cut off among the headers")
        self.answers += 1
        if seen.status not in usual:
            self.failed.append((method, path, data, seen.status, seen.text[:200]))
        return seen

    def come_in(self, path, **typed):
        """Fill in and send the form at ``path``, and open the page that it leads to."""
        page = self.browser.send("GET", path).text
        sent = Fields(page).values | {"csrfmiddlewaretoken": TOKEN.search(page)[1], **typed}
        answer = self.browser.send("POST", path, sent)
        assert answer.status == 302, answer.text
        self.token = TOKEN.search(self.browser.send("GET", answer.headers["Location"]).text)[1]

    def end(self):
        self.over = True
        self.up.set()
        if self.ident:
            self.join()
        self.browser.close()


class Phone(Device):
    """Votes on what is open, and sends again what was not acknowledged, until it is.

    By round: ``sent`` holds every value that left, ``acknowledged`` the latest whose answer came,
    ``unsure`` those that left since, and ``denied`` what was said not to be counted.
    """

    def __init__(self, server, room, up, seed):
        super().__init__(server, room, up, seed)
        self.sent, self.acknowledged, self.unsure, self.denied = {}, {}, {}, {}
        self.votes, self.open, self.waits = 0, None, None
        self.rev = self.step = self.voted = 0
        self.come_in(f"/join/{room.join_code}/", name=f"Phone {seed}")

    def seat_key(self):
        from surveys.models import Seat
        from surveys.room_queries import hash_of_secret

        secret = self.browser.cookies.get(f"__Host-w-{self.code}", "")
        rows = Seat.objects.filter(cookie_hash=hash_of_secret(secret), removed=False)
        return rows.values_list("key", flat=True).first()

    def marked(self):
        return ("dots",) in self.sent

    def act(self):
        if self.waits is None:
            self.look()
            if self.open is None:
                time.sleep(0.1)
                return
            self.waits = self.choose()
        self.send(*self.waits)
        self.waits = None
        time.sleep(self.chance.uniform(0, 0.1))

    def look(self):
        """Ask what is new."""
        usual = (200, 204)
        has = f"rev={self.rev}&step={self.step}&voted={self.voted}"
        seen = self.ask("GET", f"state/?{has}", usual=usual)
        if seen.status != 200:
            return
        state = json.loads(seen.text)
        self.voted = state["voted"]
        if "rev" in state:
            self.rev, self.step = state["rev"], state["step"]
            if state["html"] is not None:
                self.open = self.read(state["html"])

    def read(self, html):
        """Which round is open, and what is offered; none where nothing is."""
        if OPEN not in html:
            return None
        if items := DOT.findall(html):
            return ("dots",), items
        of = dict(HIDDEN.findall(html))
        return (int(of["item"]), of["about"], int(of["round"])), CHOICE.findall(html)

    def choose(self):
        cell, offered = self.open
        if cell == ("dots",):
            chosen = sorted(map(int, self.chance.sample(offered, DOTS)))
            return cell, ",".join(map(str, chosen))
        return cell, self.chance.choice(offered)

    def send(self, cell, value):
        """Raises ConnectionError where nobody knows whether it arrived: it is sent again."""
        self.sent.setdefault(cell, set()).add(value)
        self.unsure.setdefault(cell, []).append(value)
        if cell == ("dots",):
            path, body = "dots/", {"dot": list(map(int, value.split(",")))}
        else:
            path = "votes/"
            body = dict(zip(("item", "about", "round"), cell, strict=True)) | {"value": value}
        kind = {"Content-Type": "application/json"}
        seen = self.ask("PUT", path, json.dumps(body), usual=(200, 409), **kind)
        if seen.status == 200:
            self.acknowledged[cell] = value
            self.unsure[cell] = []
            self.votes += 1
        else:
            self.denied[cell] = value
            self.step = 0


class Lead(Device):
    """Takes turns as a lead does, each on the step that is on the page.

    ``step`` is the latest that was acknowledged, ``pressed`` whether a turn from it got no answer.
    ``drawn`` holds what was on the page at each step, ``ends`` when the clock runs out.
    """

    def __init__(self, server, room, up, seed, code):
        super().__init__(server, room, up, seed)
        self.turns, self.step, self.pressed, self.drawn = 0, room.step, None, {}
        self.redrawn, self.clock, self.ends = [], [], None
        self.come_in(f"{self.base}take-over/", typed=code)

    def act(self):
        if self.pressed:
            # Nobody knows whether it was taken: the same key is pressed again.
            self.press(self.pressed)
        state = self.look()
        self.press(self.choose(state))
        time.sleep(self.chance.uniform(0, 0.4))

    def look(self):
        asked, seen, told = time.time(), self.ask("GET", "lead/state/"), time.time()
        state = json.loads(seen.text)
        if state["step"] != self.step:
            self.failed.append(("step", self.step, state["step"]))
        known = self.drawn.setdefault(self.step, state["html"])
        if known != state["html"]:
            self.redrawn.append((self.step, known, state["html"]))
        ends = None
        if state["timer"] is not None:
            # Somewhere between asking and being told it was so many whole seconds.
            ends = asked + state["timer"] - WHOLE, told + state["timer"] + WHOLE
        if self.ends is not None and self.ends[0] == self.turns:
            before = self.ends[1]
            if bool(before) != bool(ends) or (ends and not overlap(before, ends)):
                self.clock.append((before, ends))
        self.ends = (self.turns, ends)
        return state

    def choose(self, state):
        turns = {
            "lobby": ["start"],
            "items": ["reveal", "reveal", "timer", "timer", "park"]
            if OPEN in state["html"]
            else ["again", "again", "level", "owner", "next", "next", "undo", "timer"],
            "bulk": ["next"],
            "dots": ["to-actions"],
            "actions": ["to-dots"],
        }[state["stage"]]
        value = {"value": self.chance.choice("01234"), "department": "it", "reason": "We said so"}
        return {"do": self.chance.choice(turns), "sure": "1", **value}

    def press(self, turn):
        """One turn; what was refused has changed nothing."""
        again, self.pressed = self.pressed is not None, turn
        self.ends = None if turn["do"] == "timer" else self.ends
        seen = self.ask("POST", "lead/", {**turn, "seen": self.step}, usual=(200, 409, 422))
        self.turns += 1
        if self.ends:
            # A turn may stop the clock, if it was taken.
            refused = seen.status != 200 and not again
            self.ends = (self.turns, self.ends[1]) if refused else None
        if seen.status == 200:
            step = json.loads(seen.text)["step"]
            if step != self.step + (turn["do"] != "timer"):
                self.failed.append(("step", turn, self.step, step))
            self.step = step
        elif again:
            self.step = json.loads(self.ask("GET", "lead/state/").text)["step"]
        self.pressed = None


def overlap(one, other):
    return one[0] <= other[1] and other[0] <= one[1]
