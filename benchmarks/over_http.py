"""Many clients at once on real server processes, each a respondent with a browser of their own."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.web_server import HOST, Respondent, Server

QUESTION = "MON-1-Q1"


class Line:
    """A kept connection that does no more than it must: the clients share the server's cores."""

    def __init__(self, respondent: Respondent, number: int) -> None:
        self.respondent, self.number, self.revision = respondent, number, 0
        port = respondent.browser.server.port
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.said = self.socket.makefile("rb")
        cookies = "; ".join(f"{key}={value}" for key, value in respondent.browser.cookies.items())
        self.headers = (
            f"Host: {HOST}:{port}\r\nOrigin: https://{HOST}:{port}\r\nCookie: {cookies}\r\n"
            "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\nHX-Request: true\r\n"
        )

    def page(self) -> None:
        self._get(f"{self.respondent.base}pages/MON-1/")

    def bare_page(self) -> None:
        self._get("/bare/page/")

    def save(self) -> None:
        self._post(f"{self.respondent.base}answers/{QUESTION}/")

    def bare_save(self) -> None:
        self._post(f"/bare/save/{self.number}/")

    def close(self) -> None:
        self.said.close()
        self.socket.close()
        self.respondent.browser.close()

    def _get(self, path: str) -> None:
        self._ask(f"GET {path} HTTP/1.1\r\n{self.headers}\r\n")

    def _post(self, path: str) -> None:
        sent = {
            QUESTION: str(self.revision % 5),
            f"{QUESTION}.revision": self.revision,
            "csrfmiddlewaretoken": self.respondent.csrf,
        }
        body = urlencode(sent)
        self._ask(
            f"POST {path} HTTP/1.1\r\n{self.headers}Content-Length: {len(body)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
        )
        self.revision += 1

    def _ask(self, request: str) -> None:
        self.socket.sendall(request.encode())
        status, length = self.said.readline(), 0
        while (line := self.said.readline()) not in {b"\r\n", b""}:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        text = self.said.read(length)
        assert b" 200 " in status, (status, text[:300])


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
