"""Phones of a workshop's room as its server sees them, as light as they can be, and a probe."""

from __future__ import annotations

import asyncio
import json
import random
import re
import socket
import time
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Event

    from benchmarks.workshop import Crowd

HOST = "127.0.0.1"
RECONNECTS = 0.2
PROBED_EVERY = 0.05
TOKEN = re.compile(r'id="room-token"[^>]*value="(\w+)"')
SET_COOKIE = re.compile(rb"(?i)^set-cookie: ([^=]+)=([^;]*)", re.MULTILINE)
LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")
DICE = random.Random(2006)  # noqa: S311 - not a secret


class Line(asyncio.Protocol):
    """A connection that is asked one thing after the other."""

    def __init__(self) -> None:
        self.held = b""
        self.answer: asyncio.Future[tuple[bytes, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def ask(self, request: bytes) -> asyncio.Future[tuple[bytes, bytes]]:
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answer

    def data_received(self, data: bytes) -> None:
        self.held += data
        head, is_whole, body = self.held.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if is_whole and len(body) >= (int(length[1]) if length else 0):
            self.held = b""
            if self.answer and not self.answer.done():
                self.answer.set_result((head, body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answer and not self.answer.done():
            self.answer.set_exception(exc or ConnectionResetError())


class Phone:
    """Asks what is new, as the script of the pages does, and votes once in each open round."""

    def __init__(self, port: int, base: str, cookies: dict[str, str]) -> None:
        self.port, self.base, self.cookies = port, base, cookies
        self.known = {"rev": 0, "step": 0, "voted": 0}
        self.every, self.voted, self.head = 1.5, "", b""
        self.line: Line | None = None
        self.seen: dict[int, float] = {}
        self.taken: dict[str, list[float]] = {"asked": [], "voted": [], "floor": []}
        self.errors: list[str] = []

    async def come_in(self) -> None:
        self.head = self.headers("")
        status, text = await self.send("GET", self.base)
        assert status == 200, text[:300]
        self.head = self.headers(TOKEN.findall(text.decode())[0])

    async def live(self, crowd: Crowd) -> None:
        """Until the crowd goes home."""
        await asyncio.sleep(DICE.random() * self.every)
        while not crowd.is_over:
            await self.ask()
            await asyncio.sleep(self.every * DICE.uniform(0.8, 1.2))
            is_new = crowd.ballot and self.voted != crowd.ballot
            if is_new and DICE.random() < self.every / crowd.votes_within:
                self.voted = crowd.ballot
                await self.timed("voted", "PUT", f"{self.base}votes/", crowd.ballot)

    async def ask(self) -> None:
        text = await self.timed("asked", "GET", self.polled())
        news = json.loads(text) if text else {}
        self.known |= {name: news[name] for name in self.known if name in news}
        if "rev" in news:
            self.every = news["every"] / 1000
            self.seen.setdefault(news["step"], time.perf_counter())

    def polled(self) -> str:
        return f"{self.base}state/?{'&'.join(f'{name}={n}' for name, n in self.known.items())}"

    async def ask_floor(self, crowd: Crowd) -> None:
        await asyncio.sleep(DICE.random() * self.every)
        while not crowd.is_over:
            await self.timed("floor", "GET", "/bare/poll/")
            await asyncio.sleep(self.every * DICE.uniform(0.8, 1.2))

    async def timed(self, kind: str, method: str, path: str, body: str = "") -> bytes:
        began = time.perf_counter()
        try:
            status, text = await self.send(method, path, body)
        except OSError as error:
            self.line = None
            self.errors.append(f"{kind}: {type(error).__name__}")
            return b""
        if status not in {200, 204}:
            self.errors.append(f"{kind}: {status}")
            return b""
        self.taken[kind].append(time.perf_counter() - began)
        return text

    async def send(self, method: str, path: str, body: str = "") -> tuple[int, bytes]:
        if self.line and DICE.random() < RECONNECTS:
            self.line.transport.close()
            self.line = None
        if self.line is None:
            loop = asyncio.get_running_loop()
            _transport, self.line = await loop.create_connection(Line, HOST, self.port)
        head, text = await self.line.ask(self.request(method, path, body))
        for name, value in SET_COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        if b"\r\nConnection: close" in head:
            self.line = None
        return int(head[9:12]), text

    def request(self, method: str, path: str, body: str = "") -> bytes:
        first = f"{method} {path} HTTP/1.1\r\nContent-Length: {len(body)}\r\n".encode()
        return first + self.head + body.encode()

    def headers(self, token: str) -> bytes:
        """Those of a telephone's browser; what stays the same is put together once."""
        host = f"{HOST}:{self.port}"
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return (
            f"Host: {host}\r\nOrigin: https://{host}\r\nReferer: https://{host}{self.base}\r\n"
            f"Cookie: {cookies}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n"
            f"X-CSRFToken: {token}\r\nContent-Type: application/json\r\nAccept: */*\r\n"
            "Accept-Language: de-DE,de;q=0.9,en;q=0.8\r\nSec-Fetch-Site: same-origin\r\n"
            "User-Agent: Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1\r\n"
            "\r\n"
        ).encode()


def probe(phone: Phone, is_over: Event, sent: Connection) -> None:
    """Asks over and over and says at the end how long it took; see above."""
    taken: list[float] = []
    line: socket.socket | None = None
    while not is_over.wait(PROBED_EVERY):
        if line and DICE.random() < RECONNECTS:
            line.close()
            line = None
        began = time.perf_counter()
        line = line or socket.create_connection((HOST, phone.port))
        line.sendall(phone.request("GET", phone.polled()))
        text = answer(line)
        taken.append(time.perf_counter() - began)
        news = json.loads(text) if text else {}
        phone.known |= {name: news[name] for name in phone.known if name in news}
    sent.send(taken)


def answer(line: socket.socket) -> bytes:
    held = b""
    while b"\r\n\r\n" not in held:
        held += line.recv(65536)
    head, _, body = held.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    while length and len(body) < int(length[1]):
        body += line.recv(65536)
    return body
