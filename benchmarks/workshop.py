"""How soon many phones see a step of a workshop, and how long the server takes for what they ask.

    .venv/bin/python benchmarks/workshop.py [--database sqlite|postgresql] [--phones 200]
        [--processes 1] [--steps 8] [--pause 6]

Goal 5 of the project's notes on performance. The phones ask as their script does, every second and
a half; all vote in the first seconds of an open round, and a fifth of what is asked comes over a
new connection. Then as many phones ask a view as often that does nothing but one indexed read: the
floor. The phones share the server's cores. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.leading_room import Room
    from tests.web_server import Server

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django

EVERY = 1.5  # seconds, as in static/js/room.js while a round is open
RECONNECTS = 0.2
VOTES_WITHIN = 5.0
TOKEN = re.compile(r'id="room-token"[^>]*value="(\w+)"')
DICE = random.Random(2006)  # noqa: S311 - not a secret


class Phone:
    """Asks what is new, as the script of the pages does, and votes once in each open round."""

    def __init__(self, server: Server, base: str, cookies: dict[str, str]) -> None:
        self.server, self.base, self.cookies = server, base, cookies
        self.token, self.rev, self.step, self.voted = "", 0, 0, ""
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.seen: dict[int, float] = {}
        self.taken: dict[str, list[float]] = {"asked": [], "voted": [], "floor": []}
        self.errors = 0

    async def come_in(self) -> None:
        status, text = await self.send("GET", self.base)
        assert status == 200, text[:300]
        self.token = TOKEN.findall(text)[0]

    async def live(self, crowd: Crowd) -> None:
        """Until the crowd goes home."""
        await asyncio.sleep(DICE.random() * EVERY)
        while not crowd.is_over:
            await self.ask()
            await asyncio.sleep(EVERY * DICE.uniform(0.8, 1.2))
            if crowd.ballot and self.voted != crowd.ballot and DICE.random() < EVERY / VOTES_WITHIN:
                self.voted = crowd.ballot
                await self.timed("voted", "PUT", f"{self.base}votes/", crowd.ballot)

    async def ask(self) -> None:
        path = f"{self.base}state/?rev={self.rev}&step={self.step}"
        text = await self.timed("asked", "GET", path)
        if text:
            news = json.loads(text)
            self.rev = news["rev"]
            if news["step"] != self.step:
                self.step = news["step"]
                self.seen[self.step] = time.perf_counter()

    async def ask_floor(self, crowd: Crowd) -> None:
        await asyncio.sleep(DICE.random() * EVERY)
        while not crowd.is_over:
            await self.timed("floor", "GET", "/bare/poll/")
            await asyncio.sleep(EVERY * DICE.uniform(0.8, 1.2))

    async def timed(self, kind: str, method: str, path: str, body: str = "") -> str:
        began = time.perf_counter()
        try:
            status, text = await self.send(method, path, body)
        except (OSError, asyncio.IncompleteReadError):
            self.streams, status, text = None, 0, ""
        if status not in {200, 204}:
            self.errors += 1
            return ""
        self.taken[kind].append(time.perf_counter() - began)
        return text

    async def send(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        if self.streams and DICE.random() < RECONNECTS:
            self.streams[1].close()
            self.streams = None
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.server.port)
        reader, writer = self.streams
        host = f"127.0.0.1:{self.server.port}"
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: https://{host}\r\n"
            f"Cookie: {cookies}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n"
            f"X-CSRFToken: {self.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        for name, value in re.findall(r"(?i)^set-cookie: ([^=]+)=([^;]*)", head, re.MULTILINE):
            self.cookies[name] = value
        length = re.search(r"(?i)^content-length: (\d+)", head, re.MULTILINE)
        text = (await reader.readexactly(int(length[1]))).decode() if length else ""
        return int(head.split()[1]), text


class Crowd:
    """The phones of one room, and what its lead does."""

    def __init__(self, room: Room, phones: list[Phone]) -> None:
        self.room, self.phones = room, phones
        self.ballot, self.is_over = "", False
        self.taken_at: dict[int, float] = {}

    async def come_in(self) -> None:
        for phone in self.phones:
            await phone.come_in()

    async def vote(self, steps: int, pause: float) -> None:
        """Rounds are opened and shown in turn, ``pause`` seconds each."""
        await asyncio.to_thread(self.open_ballot)
        living = [asyncio.create_task(phone.live(self)) for phone in self.phones]
        await asyncio.sleep(pause)
        for number in range(steps):
            await asyncio.to_thread(self._step, shows=number % 2 == 0)
            await asyncio.sleep(pause)
        self.is_over = True
        await asyncio.gather(*living)

    def _step(self, *, shows: bool) -> None:
        if shows:
            self.ballot = ""
            self.room.reveal()
        elif self.room.item.level_round == 1:
            self.room.again()
        else:
            self.room.park()
            self.room.next()
        self.taken_at[self.room.now.step] = time.perf_counter()
        self.open_ballot()

    def open_ballot(self) -> None:
        item = self.room.item
        if item.phase == "level_open":
            body = {"item": item.pk, "about": "level", "round": item.level_round, "value": "2"}
            self.ballot = json.dumps(body)

    async def floor(self, seconds: float) -> None:
        self.is_over = False
        asking = [asyncio.create_task(phone.ask_floor(self)) for phone in self.phones]
        await asyncio.sleep(seconds)
        self.is_over = True
        await asyncio.gather(*asking)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--pause", type=float, default=6.0)
    options = parser.parse_args()
    django.setup()
    from benchmarks.respondent import database

    with database(options.database) as folder:
        measure(options, folder)


def measure(options: argparse.Namespace, folder: Path) -> None:
    from tests.databases import configuration
    from tests.web_server import Server

    server = Server(configuration(), folder, urls="benchmarks.bare", processes=options.processes)
    with server.running():
        crowd = made(server, options.phones)
        asyncio.run(run(crowd, server, options))
    errors = sum(phone.errors for phone in crowd.phones)
    print(
        f"{options.phones} phones, {options.processes} process(es), {options.database}, "
        f"{options.steps} steps, load {os.getloadavg()[0]:.1f}; {errors} requests failed"
    )
    late = sorted(
        phone.seen.get(step, float("inf")) - at
        for step, at in crowd.taken_at.items()
        for phone in crowd.phones
    )
    print(f"  a step is seen: {spread(late)} (goal: 95 % within 2.5 s, asking included)")
    print(f"  votes: {len(all_of(crowd, 'voted'))} acknowledged, {stored_votes()} stored")
    floor = all_of(crowd, "floor")
    for kind in ("asked", "voted"):
        taken = all_of(crowd, kind)
        ratio = quantile(taken, 0.95) / quantile(floor, 0.95)
        print(f"  {kind}: {spread(taken)}, {len(taken)} requests; p95 {ratio:.2f} of the floor's")
    print(f"  floor: {spread(floor)}, {len(floor)} requests (goal for ours: p95 100 ms)")


async def run(crowd: Crowd, server: Server, options: argparse.Namespace) -> None:
    await crowd.come_in()
    before = cpu(server)
    await crowd.vote(options.steps, options.pause)
    spent = cpu(server) - before
    requests = len(all_of(crowd, "asked")) + len(all_of(crowd, "voted"))
    print(f"  the server's CPU: {spent / requests * 1000:.1f} ms a request")
    await crowd.floor(options.pause * 2)


def made(server: Server, number: int) -> Crowd:
    """A room whose first item is being voted on, and phones with a seat each."""
    from surveys import room_access
    from surveys.models import Stage
    from surveys.services import rooms
    from tests.leading_room import room
    from tests.rooms import again

    codes = ("MON-1", "RSP-1", "RSP-2", "NEW-1", "GDL-1", "LED-2")
    found = room(items=codes, stage=Stage.TRIAL)
    door = found.now
    rooms.new_join_code(door)
    door.save()
    phones = []
    for _ in range(number):
        secret = rooms.new_secret()
        rooms.join(workshop=again(found.now), secret=secret, name="")
        cookies = {f"__Host-{room_access.seat_cookie_name(found.now.code)}": secret}
        phones.append(Phone(server, f"/w/{found.now.code}/", cookies))
    found.next()
    return Crowd(found, phones)


def stored_votes() -> int:
    from surveys.models import Vote

    return Vote.objects.count()


def cpu(server: Server) -> float:
    """Seconds that the server's processes have used so far."""
    group, ticks = server.process.pid, 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def all_of(crowd: Crowd, kind: str) -> list[float]:
    return sorted(taken for phone in crowd.phones for taken in phone.taken[kind])


def quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def spread(ordered: list[float]) -> str:
    middle, p95, last = statistics.median(ordered), quantile(ordered, 0.95), ordered[-1]
    return f"median {middle * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, last {last * 1000:.0f} ms"


if __name__ == "__main__":
    main()
