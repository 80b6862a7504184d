"""A kept connection that does no more than it must: the clients share the server's cores."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from tests.web_server import HOST, Server

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|visit\.key)" value="(\w+)"')
COOKIE = re.compile(r"set-cookie: ([^=]+)=([^;]*)", re.IGNORECASE)


def hidden_in(text: str) -> dict[str, str]:
    """What every form of a visit's pages sends beside its fields: the same on all of them."""
    return dict(HIDDEN.findall(text))


class Seen(NamedTuple):
    status: int
    text: str


class Connection:
    """Comes through a proxy that ends TLS, and keeps the cookies it is given."""

    def __init__(self, server: Server, cookies: Mapping[str, str] | None = None) -> None:
        self.cookies = dict(cookies or {})
        self.host = f"{HOST}:{server.port}"
        self.socket = socket.create_connection((HOST, server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.said = self.socket.makefile("rb")

    def ask(
        self, method: str, path: str, status: int, data: Mapping[str, str] | None = None
    ) -> str:
        """The text of an answer that must have this ``status``."""
        body = urlencode(data or {})
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.socket.sendall(
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nOrigin: https://{self.host}\r\n"
            f"Cookie: {cookies}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"\r\n{body}".encode()
        )
        seen = self._read()
        assert seen.status == status, (method, path, seen.status, seen.text[:300])
        return seen.text

    def close(self) -> None:
        self.said.close()
        self.socket.close()

    def _read(self) -> Seen:
        status, length = int(self.said.readline().split()[1]), 0
        while (line := self.said.readline().decode()) not in {"\r\n", ""}:
            if line.lower().startswith("content-length:"):
                length = int(line.split(":")[1])
            elif kept := COOKIE.match(line):
                self.cookies[kept[1]] = kept[2]
        return Seen(status, self.said.read(length).decode())
