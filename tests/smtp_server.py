"""A real SMTP server in a thread, which can be told to refuse, to delay, to go away.

    with smtp_server() as server:
        server.answers["ada@example.com"] = "550 5.1.1 No such user"
        server.accepted  # the mails it took

What it says to RCPT stands in ``answers`` by address, to the whole mail in ``data_answers``;
``drop`` ends the connection in place of an answer. ``stop`` and ``start`` are an outage.
"""

import email
import email.policy
import socket
import time
from contextlib import contextmanager
from typing import NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

DROP = "drop"


class Mail(NamedTuple):
    """``at``: what the server heard in RCPT. ``mail``: as a program would read it."""

    sender: str
    to: str
    mail: object
    raw: bytes


class Handler:
    def __init__(self):
        self.accepted, self.answers, self.data_answers = [], {}, {}
        self.senders, self.delay = {}, 0

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802, ARG002 - aiosmtpd's
        if said := self.senders.get("*"):
            return said
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802, ARG002 - aiosmtpd's
        said = self.answers.get(address, self.answers.get("*", "250 OK"))
        if said == DROP:
            return self.drop(server)
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, ARG002 - aiosmtpd's
        [to] = envelope.rcpt_tos
        said = self.data_answers.get(to, self.data_answers.get("*", "250 OK"))
        time.sleep(self.delay)  # noqa: ASYNC251 - one connection at a time
        if said == DROP:
            return self.drop(server)
        if said.startswith("250") or said == "take, then drop":
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.accepted.append(Mail(envelope.mail_from, to, parsed, envelope.content))
        return self.drop(server) if said == "take, then drop" else said

    @staticmethod
    def drop(server):
        server.transport.abort()
        return "421 gone"


class Ours(Controller):
    """``utf8``: whether it takes letters beyond ASCII before the @."""

    utf8 = False

    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=self.utf8, hostname="mail.example")


class Server(Handler):
    def __init__(self, *, utf8=False):
        super().__init__()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.utf8, self.controller = utf8, None

    def start(self):
        self.controller = Ours(self, hostname="127.0.0.1", port=self.port)
        self.controller.utf8 = self.utf8
        self.controller.start()

    def stop(self):
        if self.controller is not None:
            self.controller.stop(no_assert=True)
            self.controller = None

    @property
    def addresses(self):
        return [mail.to for mail in self.accepted]


@contextmanager
def smtp_server(*, utf8=False):
    server = Server(utf8=utf8)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def use(settings, server):
    """Have Django send to it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
