"""Whole visits over HTTP: the link, every page, every answer as it is chosen, and sending.

The floor of a visit asks for as many bare pages and bare upserts as the visit reads pages and
stores answers. What a visit does beside that, such as its redirects, has no counterpart.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.web_server import HOST, Server

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
COOKIE = re.compile(r"set-cookie: ([^=]+)=([^;]*)", re.IGNORECASE)
PROFILE = {"PRF-2": "staff", "PRF-3": "never"}
REST = 4
"""Pages beside those of questions: welcome, overview, check, thanks."""


class Sheet(NamedTuple):
    """A page of questions and an answer to each."""

    slug: str
    answers: dict[str, str]


class Seen(NamedTuple):
    status: int
    text: str


def plan(invitation: Any) -> list[Sheet]:  # noqa: ANN401 - Django is not set up yet
    """What somebody who is asked what everybody is would answer: the first choice everywhere."""
    from surveys.services.answers import questionnaire_of

    asked = questionnaire_of(invitation, {code: (value, 1) for code, value in PROFILE.items()})
    return [
        Sheet(
            slug,
            {q.code: PROFILE.get(q.code, q.choices[0].value) for q in page.questions},
        )
        for slug, page in asked.pages.items()
    ]


class Visitor:
    """One after the other comes with a link of their own, over one kept connection."""

    def __init__(
        self, server: Server, code: str, tokens: Iterator[str], sheets: list[Sheet]
    ) -> None:
        self.base, self.tokens, self.sheets = f"/r/{code}/", tokens, sheets
        self.socket = socket.create_connection((HOST, server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.said = self.socket.makefile("rb")
        self.host = f"{HOST}:{server.port}"
        self.cookies: dict[str, str] = {}
        self.csrf = ""

    def visit(self) -> None:
        self.cookies.clear()
        self._ask("GET", f"/r/{next(self.tokens)}", 302)
        self.csrf = found[1] if (found := TOKEN.search(self._get(""))) else ""
        self._post("start/", {}, 302)
        for sheet in self.sheets:
            self._get(f"pages/{sheet.slug}/")
            for code, value in sheet.answers.items():
                self._post(f"answers/{code}/", {code: value, f"{code}.revision": "0"}, 200)
            revisions = {f"{code}.revision": "1" for code in sheet.answers}
            self._post(f"pages/{sheet.slug}/", sheet.answers | revisions, 302)
        self._get("overview/")
        self._get("check/")
        self._post("submit/", {}, 302)
        assert "<h1" in self._get("thanks/")

    def bare_visit(self) -> None:
        for _ in range(len(self.sheets) + REST):
            self._ask("GET", "/bare/page/", 200)
        for sheet in self.sheets:
            for _ in sheet.answers:
                self._ask("POST", "/bare/save/all/", 200, {"MON-1-Q1": "2"})
        for _ in ("start", "send"):
            self._ask("POST", "/bare/save/all/", 200, {"MON-1-Q1": "2"})

    def close(self) -> None:
        self.said.close()
        self.socket.close()

    def _get(self, path: str) -> str:
        return self._ask("GET", self.base + path, 200).text

    def _post(self, path: str, data: dict[str, str], status: int) -> None:
        self._ask("POST", self.base + path, status, data)

    def _ask(self, method: str, path: str, status: int, data: dict[str, str] | None = None) -> Seen:
        body = "" if data is None else urlencode(data | {"csrfmiddlewaretoken": self.csrf})
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.socket.sendall(
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nOrigin: https://{self.host}\r\n"
            f"Cookie: {cookies}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"\r\n{body}".encode()
        )
        seen = self._read()
        assert seen.status == status, (method, path, seen.status, seen.text[:300])
        return seen

    def _read(self) -> Seen:
        status, length = int(self.said.readline().split()[1]), 0
        while (line := self.said.readline().decode()) not in {"\r\n", ""}:
            if line.lower().startswith("content-length:"):
                length = int(line.split(":")[1])
            elif kept := COOKIE.match(line):
                self.cookies[kept[1]] = kept[2]
        return Seen(status, self.said.read(length).decode())


def visitors(server: Server, assessment: Any, number: int, each: int) -> list[Visitor]:  # noqa: ANN401 - as above
    """``number`` connections with links for ``each`` visits."""
    from tests.factories import invite, invite_with_token

    sheets = plan(invite(assessment))
    tokens = [invite_with_token(assessment).token for _ in range(number * each)]
    return [
        Visitor(server, assessment.code, iter(tokens[n::number]), sheets) for n in range(number)
    ]
