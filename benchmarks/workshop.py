"""How soon many phones see a step of a workshop, and how long the server takes for what they ask.

    .venv/bin/python benchmarks/workshop.py [--database sqlite|postgresql] [--phones 200]
        [--processes 1] [--threads 4] [--steps 8] [--pause 6] [--votes-within 5]

Goal 5 of the project's notes on performance. The phones ask as their script does and as often as
the server says; they vote in the first seconds of an open round, and a fifth of what is asked comes
over a new connection. Then as many phones ask a view as often that does nothing but one indexed
read: the floor. The phones share the server's cores and give way to it; what *they* measure holds
their own delays, so a process of its own, a probe, asks twenty times a second as a phone does and
measures from before it connects until the answer is read: the server's part. Nothing here passes or
fails.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import os
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.leading_room import Room
    from tests.web_server import Server

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django

from benchmarks.phones import Phone, probe

GIVE_WAY = 10
PATIENCE = 30
COME_IN_TOGETHER = 8
TOO_LATE = "voted: 409"


class Crowd:
    """The phones of one room, and what its lead does."""

    def __init__(self, room: Room, phones: list[Phone], votes_within: float) -> None:
        self.room, self.phones, self.votes_within = room, phones, votes_within
        self.ballot, self.is_over = "", False
        self.taken_at: dict[int, float] = {}

    async def come_in(self) -> None:
        coming = iter(self.phones)

        async def one_after_the_other() -> None:
            for phone in coming:
                await phone.come_in()

        await asyncio.gather(*(one_after_the_other() for _ in range(COME_IN_TOGETHER)))

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
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--pause", type=float, default=6.0)
    parser.add_argument("--votes-within", type=float, default=5.0)
    options = parser.parse_args()
    django.setup()
    from benchmarks.respondent import database

    with database(options.database) as folder:
        measure(options, folder)


def measure(options: argparse.Namespace, folder: Path) -> None:
    from tests.databases import configuration
    from tests.web_server import Server

    many = {"processes": options.processes, "threads": options.threads}
    server = Server(configuration(), folder, urls="benchmarks.bare", **many)
    with server.running():
        crowd = made(server, options.phones, options.votes_within)
        probed = asyncio.run(run(crowd, server, options))
    print(
        f"{options.phones} phones, {options.processes} process(es), {options.database}, "
        f"{options.steps} steps, votes within {options.votes_within:g} s, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    report(crowd, sorted(probed))


def report(crowd: Crowd, probed: list[float]) -> None:
    errors = Counter(error for phone in crowd.phones for error in phone.errors)
    late_votes = errors.pop(TOO_LATE, 0)
    print(f"  {errors.total()} requests failed {dict(errors) or ''}")
    late = sorted(
        phone.seen.get(step, float("inf")) - at
        for step, at in crowd.taken_at.items()
        for phone in crowd.phones
    )
    print(f"  a step is seen: {spread(late)} (goal: 95 % within 2.5 s, asking included)")
    print(
        f"  votes: {len(all_of(crowd, 'voted'))} acknowledged, {stored_votes()} stored, "
        f"{late_votes} refused after their round"
    )
    print(f"  the probe: {spread(probed)}, {len(probed)} requests (goal: p95 100 ms)")
    floor = all_of(crowd, "floor")
    for kind in ("asked", "voted"):
        taken = all_of(crowd, kind)
        ratio = quantile(taken, 0.95) / quantile(floor, 0.95)
        print(f"  {kind}: {spread(taken)}, {len(taken)} requests; p95 {ratio:.2f} of the floor's")
    print(f"  floor: {spread(floor)}, {len(floor)} requests")


async def run(crowd: Crowd, server: Server, options: argparse.Namespace) -> list[float]:
    """What the probe measured meanwhile."""
    await crowd.come_in()
    with probing(crowd.phones.pop()) as probed:
        os.nice(GIVE_WAY)
        began, before, own = time.perf_counter(), cpu(server), time.process_time()
        await crowd.vote(options.steps, options.pause)
        seconds, spent = time.perf_counter() - began, cpu(server) - before
        own = time.process_time() - own
    requests = len(all_of(crowd, "asked")) + len(all_of(crowd, "voted")) + len(probed)
    print(
        f"  {requests / seconds:.0f} requests a second; CPU for each: "
        f"{spent / requests * 1000:.2f} ms of the server, {own / requests * 1000:.2f} of the phones"
    )
    before = cpu(server)
    await crowd.floor(options.pause * 2)
    floor = len(all_of(crowd, "floor"))
    print(f"  the floor: {(cpu(server) - before) / floor * 1000:.2f} ms of the server for each")
    return probed


@contextlib.contextmanager
def probing(phone: Phone) -> Iterator[list[float]]:
    """One phone of its own, in a process of its own, until the block ends."""
    apart = multiprocessing.get_context("fork")
    is_over, (received, sent), taken = apart.Event(), apart.Pipe(duplex=False), list[float]()
    process = apart.Process(target=probe, args=(phone, is_over, sent), daemon=True)
    process.start()
    try:
        yield taken
    finally:
        is_over.set()
        taken += received.recv() if received.poll(PATIENCE) else []
        process.join()


def made(server: Server, number: int, votes_within: float) -> Crowd:
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
    for _ in range(number + 1):  # and the probe
        secret = rooms.new_secret()
        rooms.join(workshop=again(found.now), secret=secret, name="")
        cookies = {f"__Host-{room_access.seat_cookie_name(found.now.code)}": secret}
        phones.append(Phone(server.port, f"/w/{found.now.code}/", cookies))
    found.next()
    return Crowd(found, phones, votes_within)


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
