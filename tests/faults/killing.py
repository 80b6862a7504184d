"""Kills workers at random moments while they make reports and do other jobs; counts the loss.

`make faults` does it at length on both databases, tests/surveys/test_worker_killed.py a little.
"""

import argparse
import collections
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
ANSWERS = {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2", "MON-1:today": "it"}


class Plan(NamedTuple):
    """How much there is to do, how often a worker is killed, and how long it may take."""

    reports: int
    notes: int
    kills: int
    between: tuple[float, float]
    seconds: float


class Outcome(NamedTuple):
    """``doubles``: notes written more than once. ``left``: processes that outlived their worker.

    ``wanted``: documents that there should be.

    ``interrupted``: jobs that a worker died over; ``most_deaths``: over one of them.
    """

    states: dict[str, int]
    noted: int
    doubles: int
    documents: int
    wanted: int
    releases: int
    interrupted: int
    most_deaths: int
    kills: int
    left: int
    seconds: float


def closed_assessments(number):
    """Assessments whose answers are counted, each in an organisation of its own."""
    from surveys.services import assessments
    from tests.factories import NOW, answer_all, assessment

    for _ in range(number):
        made = assessment()
        for department in ("it", "sales"):
            answer_all(made, department, 5, ANSWERS)
        assessments.close(assessment=made, user=None, now=NOW)
        yield made


def run(plan, folder, seed=None):
    """Everything that ``plan`` says, on the default database; the workers write to ``folder``."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    notes, waiting = folder / "notes", list(closed_assessments(plan.reports))
    notes.touch()
    workers = [start(notes, folder) for _ in range(WORKERS)]
    began, noted = time.monotonic(), 0
    try:
        for kill in range(plan.kills):
            # Work comes in all the time, so that every kill meets some.
            until = -(-plan.notes * (kill + 1) // plan.kills)
            ask(range(noted, until), waiting, plan, kill)
            noted = until
            time.sleep(chance.uniform(*plan.between))
            victim = chance.randrange(WORKERS)
            workers[victim].kill()
            workers[victim].wait()
            workers[victim] = start(notes, folder)
        while unfinished() and time.monotonic() - began < plan.seconds:
            time.sleep(0.5)
    finally:
        seconds = time.monotonic() - began
        for worker in workers:
            worker.kill()
            worker.wait()
    return counted(notes, plan.kills, seconds)


def ask(notes, waiting, plan, kill):
    """The next jobs; all reports are asked for in the first two thirds of the kills."""
    from django.utils import timezone

    from surveys.services import jobs, reports

    now = timezone.now()
    for number in notes:
        jobs.enqueue(kind="note", subject=str(number), now=now)
    last = max(1, plan.kills * 2 // 3)
    while waiting and plan.reports - len(waiting) < plan.reports * (kill + 1) / last:
        reports.request(assessment=waiting.pop(), user=None, now=now)


def start(notes, folder):
    from django.db import connection

    wanted = ("ENGINE", "NAME", "USER", "HOST", "PORT", "OPTIONS")
    configuration = {name: connection.settings_dict[name] for name in wanted}
    command = (sys.executable, "-m", "tests.faults.worker", json.dumps(configuration, default=str))
    with (folder / "log").open("ab") as log:
        return subprocess.Popen((*command, notes), cwd=ROOT, stdout=log, stderr=log)


def unfinished():
    from surveys.models import Job

    return Job.objects.filter(state__in=("waiting", "running")).exists()


def counted(notes, kills, seconds):
    from surveys.models import Job, Release, ReportFile
    from surveys.services import reports

    # A child whose worker was killed a moment ago needs a moment to see it.
    time.sleep(2)
    jobs = Job.objects.filter(kind__in=("note", "report"))
    written = collections.Counter(notes.read_text().split())
    return Outcome(
        states=dict(collections.Counter(jobs.values_list("state", flat=True))),
        noted=len(written),
        doubles=written.total() - len(written),
        documents=ReportFile.objects.count(),
        wanted=sum(len(reports.wanted(release)) for release in Release.objects.all()),
        releases=Release.objects.count(),
        interrupted=jobs.filter(interruptions__gt=0).count(),
        most_deaths=max(jobs.values_list("interruptions", flat=True)),
        kills=kills,
        left=children_left(),
        seconds=round(seconds),
    )


def children_left():
    """Processes that draw reports in this checkout although their worker is gone."""
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            orphan = (process / "stat").read_text().rpartition(")")[2].split()[1] == "1"
            here = (process / "cwd").resolve() == ROOT
        except OSError:
            continue
        found += b"surveys.services.report_child" in command and orphan and here
    return found


def problems(plan, outcome):
    """What of the promise is not kept."""
    total = plan.reports + plan.notes
    checks = {
        f"{outcome.states} instead of all {total} done": outcome.states != {"done": total},
        f"{plan.notes - outcome.noted} notes lost": outcome.noted != plan.notes,
        f"{outcome.doubles} doubles": outcome.doubles > outcome.kills,
        f"{outcome.documents} of {outcome.wanted} documents": outcome.documents != outcome.wanted,
        f"{outcome.releases} releases": outcome.releases != plan.reports,
        f"{outcome.left} processes left": outcome.left > 0,
    }
    return [problem for problem, applies in checks.items() if applies]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--notes", type=int, default=200)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--between", type=float, default=6, help="seconds from kill to kill")
    parser.add_argument("--seconds", type=float, default=900, help="at most, for each database")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args()
    plan = Plan(
        given.reports, given.notes, given.kills, (0, 2 * given.between), seconds=given.seconds
    )
    names = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    failed = [name for name in names if not report(name, plan)]
    sys.exit(1 if failed else 0)


def report(name, plan):
    from tests import databases

    with tempfile.TemporaryDirectory(prefix="readiness-faults-") as folder:
        if name == "sqlite":
            return told(name, plan, databases.sqlite(Path(folder)), Path(folder))
        with databases.postgresql_server() as server:
            configuration = databases.postgresql(server, "faults")
            return told(name, plan, configuration, Path(folder))


def told(name, plan, configuration, folder):
    from tests.databases import default_database, make_tables

    make_tables(configuration)
    with default_database(configuration):
        outcome = run(plan, folder)
    wrong = problems(plan, outcome)
    print(f"{name}: {'; '.join(wrong) or 'all done, none lost'}")  # noqa: T201 - a command
    for figure, value in outcome._asdict().items():
        print(f"    {figure:<12} {value}")  # noqa: T201 - a command
    sys.stdout.flush()
    if wrong:
        keep = ROOT / "var" / f"faults-{name}.log"
        keep.write_bytes((folder / "log").read_bytes())
    return not wrong


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "readiness.settings"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    django.setup()
    from tests.faults.worker import quick

    quick()
    main()
