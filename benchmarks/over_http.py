"""Many clients at once on real server processes, each a respondent with a browser of their own."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks.connection import Connection, hidden_in
from tests.web_server import Respondent, Server

QUESTION = "MON-1-Q1"


class Line:
    """A respondent who has started, and their connection."""

    def __init__(self, respondent: Respondent, number: int) -> None:
        self.respondent, self.number, self.revision = respondent, number, 0
        browser = respondent.browser
        self.connection = Connection(browser.server, browser.cookies)
        self.hidden = hidden_in(self.connection.ask("GET", respondent.base, 200))

    def page(self) -> None:
        self.connection.ask("GET", f"{self.respondent.base}pages/MON-1/", 200)

    def bare_page(self) -> None:
        self.connection.ask("GET", "/bare/page/", 200)

    def save(self) -> None:
        self._post(f"{self.respondent.base}answers/{QUESTION}/")

    def bare_save(self) -> None:
        self._post(f"/bare/save/{self.number}/")

    def close(self) -> None:
        self.connection.close()
        self.respondent.browser.close()

    def _post(self, path: str) -> None:
        sent = {
            QUESTION: str(self.revision % 5),
            f"{QUESTION}.revision": str(self.revision),
            **self.hidden,
        }
        self.connection.ask("POST", path, 200, sent)
        self.revision += 1


class Round(NamedTuple):
    a_second: float
    p95: float


def crowd(server: Server, assessment: Any, number: int) -> list[Line]:  # noqa: ANN401 - Django is not set up yet
    from tests.factories import invite_with_token

    issued = [invite_with_token(assessment) for _ in range(number)]
    return [Line(Respondent(server, each), n) for n, each in enumerate(issued)]


def measured(lines: list[Line], work: Callable[[Line], None], requests: int) -> Round:
    """All at once, as often as each may."""
    gate, taken, failures = threading.Barrier(len(lines) + 1), [], []
    each = max(2, round(requests / len(lines)))

    def run(line: Line) -> None:
        gate.wait()
        try:
            for _ in range(each):
                began = time.perf_counter()
                work(line)
                taken.append(time.perf_counter() - began)
        except (OSError, AssertionError) as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert not failures, failures[:3]
    return Round(len(taken) / seconds, sorted(taken)[int(len(taken) * 0.95)])


def compared(
    lines: list[Line],
    ours: Callable[[Line], None],
    floor: Callable[[Line], None],
    *,
    rounds: int,
    requests: int,
) -> str:
    """Ours and the floor in turns, each first in every second round; a row of figures."""
    for work in (ours, floor):
        measured(lines, work, len(lines))
    pairs = []
    for number in range(rounds):
        order = (ours, floor) if number % 2 else (floor, ours)
        found = {work: measured(lines, work, requests) for work in order}
        pairs.append((found[ours], found[floor]))
    fast = sorted(mine.a_second / least.a_second for mine, least in pairs)
    slow = sorted(mine.p95 / least.p95 for mine, least in pairs)
    mine, least = ([pair[n].a_second for pair in pairs] for n in (0, 1))
    late, early = (statistics.median(pair[n].p95 for pair in pairs) * 1000 for n in (0, 1))
    return (
        f"{statistics.median(mine):7.1f}/s {statistics.median(least):7.1f}/s  "
        f"{statistics.median(fast):.2f} ({fast[0]:.2f} to {fast[-1]:.2f})   "
        f"p95 {late:6.0f} ms {early:6.0f} ms  "
        f"{statistics.median(slow):.2f} ({slow[0]:.2f} to {slow[-1]:.2f})"
    )
