"""How much a respondent's page and a save cost, beside the least this stack can do.

    .venv/bin/python benchmarks/respondent.py [--database sqlite|postgresql] [--clients 1 16 64]
        [--rounds 7] [--requests 60] [--visits 4 16] [--reports]

Goals 1 and 2 of the project's notes on performance. Every floor is measured in the same run, in
turns with ours: first in one process without a network, as CPU time per request, then over HTTP on
server processes as in production, as requests a second. Ratios hold where absolute times drift.
Then whole visits, from the link to the thanks, beside as many bare pages and upserts (``--visits``
clients at once). ``--reports`` also measures saves while two reports are made. Nothing here passes
or fails.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.over_http import Line
    from benchmarks.visits import Step
    from tests.web_server import Server

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness.settings")

import django
from django.conf import settings

Work = Callable[[], object]
WARM_REPORT = 20  # per cent: from here on a report is drawn
LONGEST_REPORT = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--clients", type=int, nargs="*", default=[1, 16, 64])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=60, help="each round, in one process")
    parser.add_argument("--over-http", type=int, default=256, help="requests each round, over HTTP")
    parser.add_argument("--visits", type=int, nargs="*", default=[4, 16])
    parser.add_argument("--reports", action="store_true")
    options = parser.parse_args()
    options.rounds = max(5, options.rounds)
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ROOT_URLCONF = "benchmarks.bare"
    django.setup()
    with database(options.database) as folder:
        measure(rounds=options.rounds, requests=options.requests)
        measure_over_http(options, folder)


@contextlib.contextmanager
def database(name: str) -> Iterator[Path]:
    """A new one with tables, in a folder of its own."""
    from django.db import connection

    from benchmarks.bare import TABLE
    from tests import databases

    with contextlib.ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="readiness-benchmark-"))
        )
        if name == "sqlite":
            configuration = databases.sqlite(folder)
        else:
            server = stack.enter_context(databases.postgresql_server(durable=True))
            configuration = databases.postgresql(server, "benchmark")
        databases.make_tables(configuration)
        stack.enter_context(databases.default_database(configuration))
        with connection.cursor() as cursor:
            cursor.execute(TABLE)
        yield folder


def measure(*, rounds: int, requests: int) -> None:
    visit = Visit()
    load = os.getloadavg()[0]
    print(
        f"{rounds} rounds of {requests} requests each, in turns; CPU time per request; load {load}"
    )
    compare("Answer page", visit.page, "plain template loop", visit.plain_page, rounds, requests)
    compare("Saving one answer", visit.save, "bare upsert view", visit.bare_save, rounds, requests)
    whole = WholeVisit(3 + rounds)
    asked = sum(len(sheet.answers) for sheet in whole.sheets)
    name = f"Whole visit, {len(whole.sheets)} pages and {asked} answers"
    compare(name, whole.visit, "as many bare pages and upserts", whole.bare_visit, rounds, 1)
    visit.report_weights()


def measure_over_http(options: argparse.Namespace, folder: Path) -> None:
    from benchmarks.over_http import Line, compared, crowd
    from tests.databases import configuration
    from tests.factories import assessment
    from tests.web_server import PROCESSES, THREADS, Server

    made = assessment()
    print(
        f"Over HTTP, {PROCESSES} processes of {THREADS} threads, {options.rounds} rounds of "
        f"{options.over_http} requests: ours, floor, ratio of each"
    )
    with Server(configuration(), folder, urls="benchmarks.bare").running() as server:
        lines = crowd(server, made, max([0, *options.clients, 64 * options.reports]))
        for clients in options.clients:
            for name, ours, floor in (
                ("page", Line.page, Line.bare_page),
                ("save", Line.save, Line.bare_save),
            ):
                found = compared(
                    lines[:clients],
                    ours,
                    floor,
                    rounds=options.rounds,
                    requests=options.over_http,
                )
                load = os.getloadavg()[0]
                print(f"{clients:3} clients, {name}: {found}   load {load:.1f}", flush=True)
        for clients in options.visits:
            measure_visits(server, made, clients, rounds=options.rounds)
        if options.reports:
            measure_beside_reports(server, lines[:64], rounds=3, requests=options.over_http)
        for line in lines:
            line.close()


def measure_visits(server: Server, assessment: Any, clients: int, *, rounds: int) -> None:  # noqa: ANN401 - Django is not set up yet
    """Two visits of each client in a round, in turns with as many of the floor."""
    from benchmarks.over_http import compared
    from benchmarks.visits import Visitor, visitors

    each = 2
    coming = visitors(server, assessment, clients, each * (rounds + 1))
    found = compared(
        coming, Visitor.visit, Visitor.bare_visit, rounds=rounds, requests=each * clients
    )
    asked = sum(len(sheet.answers) for sheet in coming[0].sheets)
    print(
        f"{clients:3} clients, whole visits of {len(coming[0].sheets)} pages and {asked} answers: "
        f"{found}   load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    for one in coming:
        one.close()


def measure_beside_reports(
    server: Server, lines: list[Line], *, rounds: int, requests: int
) -> None:
    """Saves with and without two workers that draw a report each, in turns."""
    from benchmarks.over_http import Line, measured
    from tests.faults.killing import closed_assessments

    pairs = []
    for waiting in zip(*[closed_assessments(2 * rounds)] * 2, strict=True):
        alone = measured(lines, Line.save, requests)
        with two_reports(server, waiting) as drawing:
            beside = measured(lines, Line.save, requests)
            at_work = drawing()
        pairs.append((beside.p95, alone.p95))
        print(
            f"{len(lines)} clients, save: p95 {alone.p95 * 1000:.0f} ms, while two reports are "
            f"made {beside.p95 * 1000:.0f} ms ({at_work} of them not done at its end), "
            f"{alone.a_second:.1f}/s and {beside.a_second:.1f}/s; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    ratios = sorted(with_them / without for with_them, without in pairs)
    print(
        f"p95 with to without: {statistics.median(ratios):.2f} "
        f"({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


@contextlib.contextmanager
def two_reports(server: Server, waiting: tuple[Any, ...]) -> Iterator[Callable[[], int]]:
    """Both are being drawn when the block begins, and are done when this ends."""
    from django.utils import timezone

    from surveys.models import Job
    from surveys.services import reports

    jobs = [reports.request(assessment=each, user=None, now=timezone.now()).pk for each in waiting]
    left = Job.objects.filter(pk__in=jobs).exclude(state="done")

    def wait_for(over: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST_REPORT
        while not over():
            assert time.monotonic() < end, list(left.values_list("state", "step", "error"))
            time.sleep(0.2)

    with (server.log).open("ab") as log:
        workers = [
            subprocess.Popen(
                (sys.executable, "manage.py", "worker"),
                cwd=ROOT,
                env=server.environment,
                stdout=log,
                stderr=log,
            )
            for _ in waiting
        ]
    try:
        wait_for(lambda: left.filter(progress__lt=WARM_REPORT).count() == 0)
        yield left.count
        wait_for(lambda: left.count() == 0)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


class Visit:
    """A respondent who has started."""

    def __init__(self) -> None:
        from django.test import Client

        from benchmarks.connection import hidden_in

        token, self.invitation = invite()
        self.client = Client()
        self.client.get(f"/r/{token}")
        self.base = f"/r/{self.invitation.assessment.code}/"
        self.hidden = hidden_in(self.client.get(self.base).text)
        self.client.post(f"{self.base}start/", self.hidden)
        self.revision = 0

    def page(self) -> int:
        response = self.client.get(f"{self.base}pages/MON-1/")
        assert response.status_code == 200
        return len(response.content)

    def plain_page(self) -> int:
        response = self.client.get("/bare/page/")
        assert response.status_code == 200
        return len(response.content)

    def save(self) -> None:
        response = self.client.post(
            f"{self.base}answers/MON-1-Q1/",
            {
                "MON-1-Q1": str(self.revision % 5),
                "MON-1-Q1.revision": str(self.revision),
                **self.hidden,
            },
        )
        assert response.status_code == 200
        self.revision += 1

    def bare_save(self) -> None:
        sent = {"MON-1-Q1": str(self.revision % 5), "MON-1-Q1.revision": str(self.revision)}
        response = self.client.post("/bare/save/rosa/", sent)
        assert response.status_code == 200

    def report_weights(self) -> None:
        page = self.client.get(f"{self.base}pages/MON-1/").content
        later, first = zipped(page), sum(zipped(file.read_bytes()) for file in files_of(page))
        print(
            f"Weight, gzip: first visit {(first + later) / 1000:.1f} kB (goal 60), "
            f"each page after {later / 1000:.1f} kB (goal 12)"
        )


class WholeVisit:
    """From the link to the thanks, each time by somebody else."""

    def __init__(self, times: int) -> None:
        from benchmarks.visits import floor_of, plan, steps
        from tests.factories import assessment, invite, invite_with_token

        made = assessment()
        self.base, self.sheets = f"/r/{made.code}/", plan(invite(made))
        self.tokens = iter([invite_with_token(made).token for _ in range(times)])
        self.floor = floor_of(steps(self.base, "", self.sheets))

    def visit(self) -> None:
        from benchmarks.visits import steps

        self._take(steps(self.base, next(self.tokens), self.sheets))

    def bare_visit(self) -> None:
        self._take(self.floor)

    def _take(self, visit: Iterable[Step]) -> None:
        from django.test import Client

        from benchmarks.connection import hidden_in

        client, hidden = Client(), dict[str, str]()
        for method, path, status, data in visit:
            response = client.post(path, data | hidden) if method == "POST" else client.get(path)
            assert response.status_code == status, (method, path, response.status_code)
            hidden = hidden or hidden_in(response.content.decode())


def invite() -> tuple[str, object]:
    from surveys.models import Assessment, Department, Organisation, Person
    from surveys.services import invitations, model_versions
    from surveys.services.model_files import find_model

    organisation = Organisation.objects.create(name="Tollerby")
    departments = [
        Department.objects.create(organisation=organisation, key=f"d{n:02}", name=f"Department {n}")
        for n in range(12)
    ]
    version = model_versions.store(find_model("social-media-readiness"))
    made = Assessment.objects.create(
        organisation=organisation, model_version=version, title="Round", state="open"
    )
    for department in departments:
        made.scope.create(department=department)
    first = Person.objects.create(
        organisation=organisation, department=departments[0], name="first", email="first@localhost"
    )
    issued = invitations.create(assessment=made, department=departments[0], person=first)
    return issued.token, issued.invitation


def files_of(page: bytes) -> set[Path]:
    """Every file of ours that the page asks for."""
    from django.contrib.staticfiles import finders

    names = re.findall(r'(?:href|src)="/static/([^"?#]+)"', page.decode())
    plain = {re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name) for name in names}
    return {Path(str(finders.find(name))) for name in plain}


def zipped(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def compare(
    name: str, ours: Work, floor_name: str, floor: Work, rounds: int, requests: int
) -> None:
    for work in (ours, floor) * 3:
        work()
    pairs = [(spent(ours, requests), spent(floor, requests)) for _ in range(rounds)]
    ratios = sorted(mine / least for mine, least in pairs)
    mine, least = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"{name}: {mine * 1000:.2f} ms; {floor_name}: {least * 1000:.2f} ms; "
        f"ratio {statistics.median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


def spent(work: Work, times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


if __name__ == "__main__":
    main()
