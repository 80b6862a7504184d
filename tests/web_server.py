"""Real server processes on a real database, and respondents who answer over HTTP."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
PROCESSES, THREADS = 2, 4
PATIENCE = 60
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
COOKIE = re.compile(r"([^=]+=[^;]*)")


class Server:
    """The pages as they run in production, in a group of processes of their own.

    ``kind``: gunicorn with several processes, or what `make serve` starts, a single one.
    """

    def __init__(
        self, configuration, folder, *, urls="readiness.urls", processes=PROCESSES, threads=THREADS
    ):
        self.log, self.processes, self.threads = folder / "web.log", processes, threads
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.web_settings",
            "DJANGO_RUNSERVER_HIDE_WARNING": "true",
            "PYTHONPATH": str(ROOT),
            "READINESS_BASE_URL": f"https://{HOST}",
            "READINESS_ENV": "production",
            "READINESS_SECRET_KEY": "k" * 50,
            "READINESS_TEST_DATABASE": json.dumps(configuration, default=str),
            "READINESS_TEST_URLS": urls,
            "READINESS_TRUSTED_PROXIES": "1",
        }
        self.port, self.process = free_port(), None

    def start(self, kind="gunicorn"):
        """Start and wait until it is healthy; returns how many seconds that took."""
        address = f"{HOST}:{self.port}"
        many = ("-w", str(self.processes), "--threads", str(self.threads), "--keep-alive", "3600")
        many += ("--no-control-socket",)
        command = {
            "gunicorn": ("-m", "gunicorn", "-b", address, *many, "readiness.wsgi:application"),
            "runserver": ("manage.py", "runserver", "--noreload", "--insecure", address),
        }[kind]
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                (sys.executable, *command),
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while not self.is_healthy():
            if self.process.poll() is not None or time.monotonic() > began + PATIENCE:
                self.kill()
                raise RuntimeError(self.log.read_text())
            time.sleep(0.05)
        return time.monotonic() - began

    def is_healthy(self):
        try:
            with closing(Browser(self)) as browser:
                return browser.send("GET", "/health").status == 200
        except OSError:
            return False

    def kill(self):
        """All of its processes at once, as when the power goes; nothing where none is left."""
        if self.process is None or self.process.returncode is not None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @contextmanager
    def running(self):
        self.start()
        try:
            yield self
        finally:
            self.kill()


class Seen(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str


class Browser:
    """Keeps cookies and its connection, and comes through a proxy that ends TLS."""

    def __init__(self, server):
        self.server = server
        self.cookies = {}
        self.connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)

    def close(self):
        self.connection.close()

    def send(self, method, path, data=None, **headers):
        """Raises OSError where no whole answer came."""
        sent = {
            "Origin": f"https://{HOST}:{self.server.port}",
            "X-Forwarded-For": "192.0.2.1",
            "X-Forwarded-Proto": "https",
            **headers,
        }
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if data is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        body = data if data is None or isinstance(data, str) else urlencode(data)
        try:
            self.connection.request(method, path, body, sent)
            response = self.connection.getresponse()
            text = response.read().decode()
        except (http.client.HTTPException, OSError) as error:
            self.connection.close()
            raise ConnectionError(str(error)) from error
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = COOKIE.match(line)[0].partition("=")
            self.cookies[name] = value
        return Seen(response.status, response.headers, text)


class Respondent:
    """Somebody with a personal link who saves answers as the script of the pages does.

    ``sent`` holds by question every value and revision that left, ``acknowledged`` the latest one
    whose answer arrived, ``failed`` answers of the server that are none.
    """

    def __init__(self, server, issued):
        self.key = issued.invitation.pk
        self.base = f"/r/{issued.invitation.assessment.code}/"
        self.browser = Browser(server)
        self.sent, self.acknowledged, self.failed, self.cut_off = {}, {}, [], 0
        self.browser.send("GET", f"/r/{issued.token}")
        self.csrf = TOKEN.search(self.browser.send("GET", self.base).text)[1]
        assert self.post("start/", {}).status == 302

    def post(self, path, data):
        data = {**data, "csrfmiddlewaretoken": self.csrf}
        seen = self.browser.send("POST", self.base + path, data)
        if "Content-Length" not in seen.headers:
            raise ConnectionError("cut off among the headers")
        return seen

    def save(self, question, value, revision):
        """Send one answer, made from the ``revision`` that is shown; whether it is acknowledged."""
        self.sent.setdefault(question, set()).add((value, revision + 1))
        try:
            seen = self.post(
                f"answers/{question}/", {question: value, f"{question}.revision": revision}
            )
        except ConnectionError:
            self.cut_off += 1
            return False
        if seen.status != 200 or "Saved" not in seen.text:
            self.failed.append((seen.status, seen.text[:200]))
            return False
        self.acknowledged[question] = (value, revision + 1)
        return True

    def save_next(self, question, value):
        """Send the answer that follows the one that is known to be saved."""
        _value, revision = self.acknowledged.get(question, ("", 0))
        return self.save(question, value, revision)


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
