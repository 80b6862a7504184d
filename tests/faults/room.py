"""Kills the web server at random moments of a workshop, while phones vote and a lead steps.

`make faults` does it at length on both databases, tests/surveys/test_room_killed.py a little. While
the server is down, the rows are compared with what phones and lead know; once it is back, the lead
must find the step and the clock as they were, and every phone its seat.
"""

import argparse
import collections
import os
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from tests.databases import (
    configuration,
    default_database,
    make_tables,
    postgresql,
    postgresql_server,
    sqlite,
)
from tests.faults.room_devices import Lead, Phone
from tests.faults.web import broken_files
from tests.web_server import ROOT, Server

PROCESSES = {"sqlite": 1, "postgresql": 2}
PATIENCE = 30
RIGHT_AWAY = 5
"""Every so many kills one comes without waiting until the room goes on again."""


class Plan(NamedTuple):
    """How many phones vote, how often the server is killed, and after how many seconds."""

    phones: int
    kills: int
    after: tuple[float, float]
    seconds: float


class Outcome(NamedTuple):
    """``cut_off``: what got no answer. ``unseen``: of these, votes that were stored all the same.

    ``half_pressed``: turns that got no answer and had happened. ``lost``: votes acknowledged and
    not stored, ``invented``: stored and never sent, ``doubled``: twice in a round. ``moved``: the
    room was not at the step that its lead knew, nor one on by the turn that got no answer;
    ``redrawn``: it was, with something else on it. ``clock``: it did not go on. ``unseated``:
    phones without a seat. ``denied``: told not to be counted, and counted. ``refused``: other
    answers that nobody expects.
    """

    kills: int
    votes: int
    turns: int
    steps: int
    cut_off: int
    unseen: int
    half_pressed: int
    lost: list
    invented: list
    doubled: list
    moved: list
    redrawn: list
    clock: list
    unseated: list
    denied: list
    refused: list
    broken: list
    slowest_start: float
    seconds: float


FAULTS = (
    *("lost", "invented", "doubled", "moved", "redrawn", "clock", "unseated", "denied"),
    *("refused", "broken"),
)


def run(plan, folder, seed=0):
    """Everything that ``plan`` says, on the default database."""
    from django.db import connection

    chance = random.Random(seed)  # noqa: S311 - not a secret
    server = Server(configuration(), folder, processes=PROCESSES[connection.vendor], threads=8)
    up, found, began = threading.Event(), collections.defaultdict(list), time.monotonic()
    starts, devices = [server.start()], []
    try:
        lead, *phones = devices = enter(server, plan.phones, up, seed)
        for device in devices:
            device.start()
        for kill in range(1, plan.kills + 1):
            up.set()
            if kill % RIGHT_AWAY:
                wait_for_answers(devices)
            time.sleep(chance.uniform(*plan.after))
            server.kill()
            up.clear()
            for device in devices:
                device.quiet.wait()
            compare(lead, phones, found)
            found["broken"] += broken_files()
            if kill == plan.kills or time.monotonic() - began > plan.seconds:
                break
            starts.append(server.start())
    finally:
        server.kill()
        for device in devices:
            device.end()
    found["refused"] = [failure for device in devices for failure in device.failed]
    found["redrawn"], found["clock"] = lead.redrawn, lead.clock
    return Outcome(
        kills=kill,
        votes=sum(phone.votes for phone in phones),
        turns=lead.turns,
        steps=lead.step,
        cut_off=sum(device.cut_off for device in devices),
        unseen=sum(found["unseen"]),
        half_pressed=sum(found["half_pressed"]),
        slowest_start=round(max(starts), 1),
        seconds=round(time.monotonic() - began),
        **{name: found[name] for name in FAULTS},
    )


def wait_for_answers(devices):
    """Until the lead and somebody else was answered, or some time has passed."""
    before, until = [device.answers for device in devices], time.monotonic() + PATIENCE
    while time.monotonic() < until:
        lead, *others = (device.answers - n for device, n in zip(devices, before, strict=True))
        if lead and any(others):
            return
        time.sleep(0.02)


def enter(server, phones, up, seed):
    """A lead, and people who came in by the code on the wall, in a room with every activity."""
    from django.utils import timezone

    from surveys.services import take_over
    from surveys.services.results import room_model
    from tests.factories import assessment
    from tests.rooms import again, room

    made = room(assessment(opened=False), stage="lobby", activities=())
    for place, activity in enumerate(room_model(made).model.activities, start=1):
        made.items.create(activity=activity, position=place)
    code = take_over.make_code(workshop=made, user=None, now=timezone.now())
    made = again(made)
    people = [Phone(server, made, up, seed + 1 + place) for place in range(phones)]
    return [Lead(server, made, up, seed, code), *people]


def compare(lead, phones, found):
    """What is in the database beside what everybody knows; added to ``found``."""
    from surveys.models import Dot, Vote, Workshop

    step = Workshop.objects.values_list("step", flat=True).get(pk=lead.room)
    on = step - lead.step
    if on not in (0, 1) or (on and not lead.pressed):
        found["moved"].append((lead.step, lead.pressed, step))
    found["half_pressed"].append(on == 1)
    names = ("seat_key", "item", "about", "round")
    rows = Vote.objects.values_list(*names, "value")
    stored = collections.defaultdict(list)
    for *cell, value in rows:
        stored[tuple(cell)].append(value)
    found["doubled"] += [cell for cell, values in stored.items() if len(values) > 1]
    dots = collections.defaultdict(set)
    for key, item in Dot.objects.values_list("seat_key", "item"):
        dots[key].add(item)
    for phone in phones:
        key = phone.seat_key()
        if key is None:
            found["unseated"].append(phone.name)
            continue
        mine = {cell[1:]: values[0] for cell, values in stored.items() if cell[0] == key}
        if dots[key] or phone.marked():
            mine["dots",] = ",".join(map(str, sorted(dots[key])))
        compare_phone(phone, mine, found)


def compare_phone(phone, mine, found):
    """``mine``: by round what is stored of this phone."""
    for cell in mine.keys() | phone.sent.keys():
        value, known = mine.get(cell), phone.acknowledged.get(cell)
        allowed = {known, *phone.unsure.get(cell, ())}
        if value is None and known is not None:
            found["lost"].append((phone.name, cell, known))
        elif value is not None and value not in phone.sent.get(cell, ()):
            found["invented"].append((phone.name, cell, value))
        elif value not in allowed and value is not None:
            found["lost"].append((phone.name, cell, known, value))
        found["unseen"].append(value is not None and value != known)
    for cell, value in phone.denied.items():
        if value == mine.get(cell) != phone.acknowledged.get(cell):
            found["denied"].append((phone.name, cell, value))
    phone.denied.clear()


def problems(plan, outcome):
    """What of the promise is not kept."""
    checks = {
        f"{outcome.kills} kills instead of {plan.kills}": outcome.kills != plan.kills,
        f"only {outcome.votes} votes": outcome.votes < plan.kills,
        f"only {outcome.steps} steps": outcome.steps <= plan.kills // 20,
        **{f"{name}: {getattr(outcome, name)[:3]}": getattr(outcome, name) for name in FAULTS},
    }
    return [problem for problem, applies in checks.items() if applies]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=8)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--after", type=float, default=3, help="seconds of the workshop, at most")
    parser.add_argument("--seconds", type=float, default=540, help="at most, for each database")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    names = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    failed = [name for name in names if not report(name, given)]
    sys.exit(1 if failed else 0)


def report(name, given):
    with tempfile.TemporaryDirectory(prefix="readiness-faults-") as folder:
        if name == "sqlite":
            return told(name, given, sqlite(Path(folder)), Path(folder))
        with postgresql_server() as server:
            return told(name, given, postgresql(server, "faults"), Path(folder))


def told(name, given, database, folder):
    plan = Plan(given.phones, given.kills, (0, given.after), given.seconds)
    make_tables(database)
    with default_database(database):
        outcome = run(plan, folder, given.seed)
    wrong = problems(plan, outcome)
    print(f"{name}: {'; '.join(wrong) or 'every acknowledged vote and step is there'}")  # noqa: T201 - a command
    for figure, value in outcome._asdict().items():
        print(f"    {figure:<13} {value}")  # noqa: T201 - a command
    sys.stdout.flush()
    if wrong:
        (ROOT / "var").mkdir(exist_ok=True)
        (ROOT / "var" / f"faults-room-{name}.log").write_bytes((folder / "web.log").read_bytes())
    return not wrong


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "readiness.settings"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    django.setup()
    main()
