"""Kills the web server at random moments while respondents save answers; counts what is lost.

`make faults` does it at length on both databases, tests/surveys/test_web_killed.py a little. Every
kill takes all processes of the server at once. While it is down, the rows are compared with what
the respondents know to be saved.
"""

import argparse
import itertools
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
from tests.web_server import ROOT, Respondent, Server

QUESTIONS = ("MON-1-Q1", "MON-2-Q1", "RSP-1-Q1", "RSP-2-Q1", "CND-3-Q1")
VALUES = "01234"
SERVERS = ("gunicorn", "runserver")


class Plan(NamedTuple):
    """How many save at once, how often the server is killed, and after how many seconds."""

    respondents: int
    kills: int
    after: tuple[float, float]
    seconds: float


class Outcome(NamedTuple):
    """``cut_off``: saves that got no answer. ``unseen``: of these, stored when the server died.

    ``lost``: acknowledged and not stored. ``invented``: stored and never sent. ``refused``: saves
    with another answer than "saved". ``broken``: what the database says of its own files.
    """

    kills: int
    saves: int
    cut_off: int
    unseen: int
    lost: list
    invented: list
    refused: list
    broken: list
    slowest_start: float
    seconds: float


class Writer(threading.Thread):
    """Saves for one respondent without a pause, while the server is ``up``."""

    def __init__(self, respondent, up, chance):
        super().__init__(daemon=True)
        self.respondent, self.up, self.chance = respondent, up, chance
        self.quiet, self.over, self.saves = threading.Event(), False, 0

    def run(self):
        for question in itertools.cycle(QUESTIONS):
            value = self.chance.choice(VALUES)
            # What was not acknowledged is sent again, as "Try again" on the page does.
            while not self.save(question, value):
                if self.over:
                    return
                time.sleep(0.05)

    def save(self, question, value):
        self.quiet.set()
        self.up.wait()
        self.quiet.clear()
        wanted = self.up.is_set() and not self.over
        saved = wanted and self.respondent.save_next(question, value)
        self.saves += saved
        return saved

    def end(self):
        self.over = True
        self.up.set()
        self.join()
        self.respondent.browser.close()


def run(plan, folder, seed=0):
    """Everything that ``plan`` says, on the default database."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    values = random.Random(seed)  # noqa: S311 - as above; drawn by several, in no order
    server, up = Server(configuration(), folder), threading.Event()
    starts, writers = [server.start()], []
    lost, invented, broken, unseen, began = [], [], [], 0, time.monotonic()
    try:
        writers += [Writer(one, up, values) for one in respondents(server, plan.respondents)]
        for writer in writers:
            writer.start()
        for kill in range(1, plan.kills + 1):
            up.set()
            time.sleep(chance.uniform(*plan.after))
            server.kill()
            up.clear()
            for writer in writers:
                writer.quiet.wait()
            found = compared([writer.respondent for writer in writers])
            lost, invented, unseen = lost + found[0], invented + found[1], unseen + found[2]
            broken += broken_files()
            if kill == plan.kills or time.monotonic() - began > plan.seconds:
                break
            starts.append(server.start(SERVERS[kill % len(SERVERS)]))
    finally:
        server.kill()
        for writer in writers:
            writer.end()
    return Outcome(
        kills=kill,
        saves=sum(writer.saves for writer in writers),
        cut_off=sum(writer.respondent.cut_off for writer in writers),
        unseen=unseen,
        lost=lost,
        invented=invented,
        refused=[failure for writer in writers for failure in writer.respondent.failed],
        broken=broken,
        slowest_start=round(max(starts), 1),
        seconds=round(time.monotonic() - began),
    )


def respondents(server, number):
    """People of one department, each with a link of their own, who have started."""
    from tests.factories import assessment, invite_with_token

    made = assessment()
    return [Respondent(server, invite_with_token(made)) for _ in range(number)]


def compared(everybody):
    """Acknowledged and not stored, stored and never sent, stored and not acknowledged."""
    from surveys.models import Answer

    names = ("response__invitation", "question", "value", "revision")
    rows = Answer.objects.values_list(*names)
    stored = {(key, question): (value, revision) for key, question, value, revision in rows}
    lost, invented, unseen = [], [], 0
    for one, question in itertools.product(everybody, QUESTIONS):
        row, known = stored.pop((one.key, question), None), one.acknowledged.get(question)
        if known and (row is None or (row != known and row[1] <= known[1])):
            lost.append((question, known, row))
        elif row and row not in one.sent.get(question, ()):
            invented.append((question, row))
        else:
            unseen += row != known
    return lost, invented + list(stored.items()), unseen


def broken_files():
    """What SQLite finds wrong; PostgreSQL itself was not killed."""
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for pragma in ("integrity_check", "foreign_key_check"):
                cursor.execute(f"PRAGMA {pragma}")
                found += [row for row in cursor.fetchall() if row != ("ok",)]
    # The next server is to find the files as the last one left them.
    connection.close()
    return found


def problems(plan, outcome):
    """What of the promise is not kept."""
    checks = {
        f"{outcome.kills} kills instead of {plan.kills}": outcome.kills != plan.kills,
        f"only {outcome.saves} saves": outcome.saves < plan.kills,
        f"lost: {outcome.lost}": outcome.lost,
        f"never sent: {outcome.invented}": outcome.invented,
        f"refused: {outcome.refused[:3]}": outcome.refused,
        f"broken: {outcome.broken}": outcome.broken,
    }
    return [problem for problem, applies in checks.items() if applies]


class Load(NamedTuple):
    """Saves of several at once without a kill; ``slow``: seconds at p50, p95 and p99."""

    at_once: int
    errors: list
    slow: tuple[float, float, float]
    a_second: float


def load(folder, *, writers, saves):
    """So many respondents save so many answers each, as fast as they are acknowledged."""
    with Server(configuration(), folder).running() as server:
        everybody = respondents(server, writers)
        gate, taken = threading.Barrier(writers + 1), []

        def write(one):
            gate.wait()
            for number in range(saves):
                began = time.perf_counter()
                one.save_next(QUESTIONS[number % len(QUESTIONS)], VALUES[number % len(VALUES)])
                taken.append(time.perf_counter() - began)

        threads = [threading.Thread(target=write, args=(one,)) for one in everybody]
        for thread in threads:
            thread.start()
        gate.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        for one in everybody:
            one.browser.close()
    taken.sort()
    return Load(
        at_once=sum(revision for one in everybody for _, revision in one.acknowledged.values()),
        errors=[
            *(failure for one in everybody for failure in one.failed),
            *("cut off" for one in everybody for _ in range(one.cut_off)),
            *compared(everybody)[0],
        ],
        slow=tuple(round(taken[int(len(taken) * share)], 4) for share in (0.5, 0.95, 0.99)),
        a_second=round(len(taken) / seconds, 1),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--respondents", type=int, default=8)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--after", type=float, default=3, help="seconds under load, at most")
    parser.add_argument("--seconds", type=float, default=540, help="at most, for each database")
    parser.add_argument("--saves", type=int, default=400, help="of each respondent without a kill")
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
    plan = Plan(given.respondents, given.kills, (0, given.after), given.seconds)
    make_tables(database)
    with default_database(database):
        outcome = run(plan, folder, given.seed)
        loaded = load(folder, writers=given.respondents, saves=given.saves)
    wrong = problems(plan, outcome)
    if loaded.at_once != given.respondents * given.saves or loaded.errors:
        wrong.append(f"without a kill: {loaded}")
    print(f"{name}: {'; '.join(wrong) or 'every acknowledged answer is there'}")  # noqa: T201 - a command
    for figure, value in (outcome._asdict() | loaded._asdict()).items():
        print(f"    {figure:<13} {value}")  # noqa: T201 - a command
    sys.stdout.flush()
    if wrong:
        (ROOT / "var" / f"faults-web-{name}.log").write_bytes((folder / "web.log").read_bytes())
    return not wrong


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "readiness.settings"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    django.setup()
    main()
