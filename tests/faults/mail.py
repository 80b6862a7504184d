"""Two hours without a mail server and twenty killed workers: what becomes of the mails.

`make faults` does it on both databases, tests/surveys/test_outbox_killed.py a little. The workers
are processes of their own, which are killed while they claim, send and note; their clock, and only
theirs, is moved by a file, so that two hours pass in a minute. One address in ten does not exist,
one in seven is refused for now at first.
"""

import argparse
import collections
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CLOCK, PORT = "READINESS_TEST_CLOCK", "READINESS_TEST_PORT"
OUTAGE = timedelta(hours=2)
NO_SUCH, LATER = "550 5.1.1 No such user", "450 4.2.0 Come again"


class Plan(NamedTuple):
    """``between``: seconds from kill to kill."""

    mails: int
    kills: int
    between: float
    seconds: float


class Outcome(NamedTuple):
    """``came``: mails that the server took, by their Message-IDs; ``doubles``: more than once."""

    states: dict[str, int]
    came: int
    doubles: int
    kills: int
    troubled: int
    seconds: int


def worker(configuration):
    """Looks after the outbox as a worker does, by the moved clock."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from surveys.models import Job
    from surveys.services import job_upkeep, jobs, outbox_upkeep
    from tests.databases import default_database

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ[PORT])
    settings.EMAIL_TIMEOUT = 5
    moved = Path(os.environ[CLOCK])

    def clock():
        return timezone.now() + timedelta(seconds=float(moved.read_text() or 0))

    with default_database(configuration):
        while True:
            job_upkeep.sweep(now=clock())
            outbox_upkeep.look(now=clock())
            due = Job.objects.filter(state="waiting", not_before__lte=clock())
            for code in list(due.values_list("code", flat=True)):
                jobs.work_off(code, clock=clock)
            time.sleep(0.05)


class Workers:
    """One that runs, killed and started anew; and its clock."""

    def __init__(self, folder, port):
        self.folder, self.moved = folder, 0.0
        self.environment = os.environ | {CLOCK: str(folder / "clock"), PORT: str(port)}
        self.forward(timedelta(0))
        self.process = self.started()

    def started(self):
        from django.db import connection

        wanted = ("ENGINE", "NAME", "USER", "HOST", "PORT", "OPTIONS")
        configuration = {name: connection.settings_dict[name] for name in wanted}
        command = (sys.executable, "-m", "tests.faults.mail", "--worker")
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                (*command, json.dumps(configuration, default=str)),
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def forward(self, wait):
        self.moved += wait.total_seconds()
        draft = self.folder / "clock.new"
        draft.write_text(str(self.moved))
        draft.replace(self.folder / "clock")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = self.started()

    def stop(self):
        self.process.kill()
        self.process.wait()


def queued(mails):
    """An open assessment and an invitation on its way to each of these many people."""
    from django.utils import timezone

    from surveys.services import outbox
    from tests.factories import assessment, person

    made = assessment(departments=("it",))
    for number in range(mails):
        person(made.organisation, "it", f"P{number}")
    outbox.queue_all(assessment=made, now=timezone.now(), user=None)


def run(plan, folder, seed=None):
    """Everything that ``plan`` says, on the default database."""
    from tests.smtp_server import smtp_server

    chance, began = random.Random(seed), time.monotonic()  # noqa: S311 - not a secret
    queued(plan.mails)
    with smtp_server() as server:
        for number in range(plan.mails):
            if number % 10 == 3:
                server.answers[f"p{number}@example.com"] = NO_SUCH
            elif number % 7 == 5:
                server.answers[f"p{number}@example.com"] = LATER
        server.delay = 0.02
        workers = Workers(folder, server.port)
        try:
            suffer(plan, workers, server, chance)
            recover(plan, workers, server, began)
        finally:
            workers.stop()
        return counted(server, plan.kills, time.monotonic() - began)


def suffer(plan, workers, server, chance):
    """Kills all the time; for the second third of them there is no mail server for two hours."""
    first, last = plan.kills // 3, 2 * plan.kills // 3
    for kill in range(plan.kills):
        if kill == first:
            server.stop()
        if kill == last:
            server.start()
        time.sleep(chance.uniform(0, 2 * plan.between))
        workers.kill()
        outage = first <= kill < last
        workers.forward(OUTAGE / (last - first) if outage else timedelta(minutes=7))


def recover(plan, workers, server, began):
    for address, said in list(server.answers.items()):
        if said == LATER:
            del server.answers[address]
    while unfinished() and time.monotonic() - began < plan.seconds:
        time.sleep(1)
        workers.forward(timedelta(minutes=20))


def unfinished():
    from surveys.models import Message

    return Message.objects.filter(state__in=("waiting", "sending")).exists()


def counted(server, kills, seconds):
    from surveys.models import Message, Person

    came = collections.Counter(str(mail.mail["Message-ID"]) for mail in server.accepted)
    return Outcome(
        states=dict(collections.Counter(Message.objects.values_list("state", flat=True))),
        came=len(came),
        doubles=came.total() - len(came),
        kills=kills,
        troubled=Person.objects.exclude(trouble="").count(),
        seconds=round(seconds),
    )


def problems(plan, outcome):
    """What of the promise is not kept."""
    bad = sum(number % 10 == 3 for number in range(plan.mails))
    expected = {"sent": plan.mails - bad} | ({"failed": bad} if bad else {})
    checks = {
        f"{outcome.states} instead of {expected}": outcome.states != expected,
        f"{outcome.came} came": outcome.came != plan.mails - bad,
        f"{outcome.doubles} doubles": outcome.doubles > outcome.kills,
        f"{outcome.troubled} addresses do not work": outcome.troubled != bad,
    }
    return [problem for problem, applies in checks.items() if applies]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=300)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--between", type=float, default=3, help="seconds from kill to kill")
    parser.add_argument("--seconds", type=float, default=600, help="at most, for each database")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        worker(json.loads(given.worker))
    plan = Plan(given.mails, given.kills, given.between, given.seconds)
    names = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    failed = [name for name in names if not report(name, plan)]
    sys.exit(1 if failed else 0)


def report(name, plan):
    import django

    django.setup()
    from tests import databases

    with tempfile.TemporaryDirectory(prefix="readiness-faults-") as folder:
        if name == "sqlite":
            return told(name, plan, databases.sqlite(Path(folder)), Path(folder))
        with databases.postgresql_server() as server:
            return told(name, plan, databases.postgresql(server, "faults"), Path(folder))


def told(name, plan, configuration, folder):
    from tests.databases import default_database, make_tables

    make_tables(configuration)
    with default_database(configuration):
        outcome = run(plan, folder)
    wrong = problems(plan, outcome)
    print(f"{name}: {'; '.join(wrong) or 'all sent or listed as failed, none lost'}")  # noqa: T201 - a command
    for figure, value in outcome._asdict().items():
        print(f"    {figure:<12} {value}")  # noqa: T201 - a command
    sys.stdout.flush()
    if wrong:
        (ROOT / "var" / f"faults-mail-{name}.log").write_bytes((folder / "log").read_bytes())
    return not wrong


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "readiness.settings"
    main()
