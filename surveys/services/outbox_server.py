"""The mail server: one connection, and its answers told apart by whose fault they are."""

from __future__ import annotations

import re
import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.mail import EmailMessage as Wrapper
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from surveys.services import outbox_marks

if TYPE_CHECKING:
    from surveys.models import Message
    from surveys.services.mail_parts import Parts

PER_CONNECTION = 100
"""Servers end a connection that sends mail after mail for ever."""
CLOSING, PERMANENT = 421, 500
OF_THE_ADDRESS = ("5.1.", "5.2.")
OF_THE_SENDER = ("5.1.7", "5.1.8")
NO_SUCH = (550, 551, 552, 553)
SHOWN = 200
"""Letters of a line that others wrote."""
ADDRESS = re.compile(r"\S+@\S+")


class Unreachable(Exception):  # noqa: N818 - reads as what happened
    """No connection, or no leave to use it. No mail is at fault."""


class Lost(Exception):  # noqa: N818 - reads as what happened
    """The server went away, or did not take us for a sender, while a mail was being sent."""


class NotNow(Exception):  # noqa: N818 - reads as what happened
    """The server does not take this mail now."""


class Refused(Exception):  # noqa: N818 - reads as what happened
    """The server does not take this mail at all; ``address``: because of whom it is for."""

    def __init__(self, words: str, *, address: bool) -> None:
        self.address = address
        super().__init__(words)


class _Made(Wrapper):
    """A finished mail, for Django's other ways to send: the terminal, and the box of tests."""

    def __init__(self, mail: EmailMessage, sender: str, to: str) -> None:
        self.mail = mail
        super().__init__(subject=mail["Subject"], from_email=sender, to=[to])

    def message(self) -> Any:  # type: ignore[override]  # noqa: ANN401 - Django expects its own
        return self.mail


class Server:
    """Opened for the first mail, opened anew after a hundred or when it was lost."""

    def __init__(self) -> None:
        self._backend: Any = None
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, message: Message, parts: Parts) -> None:
        """Raises Unreachable, Lost, NotNow or Refused."""
        to = _reachable(parts.to)
        mail, sender = made(message, parts, to), outbox_marks.sender(message)
        backend = self._open()
        if not isinstance(backend, EmailBackend):
            backend.send_messages([_Made(mail, sender, to)])
            return
        assert backend.connection is not None  # noqa: S101 - just opened
        try:
            backend.connection.send_message(mail, from_addr=sender, to_addrs=[to])
        except (OSError, ValueError) as error:
            self._tell(error)

    def close(self) -> None:
        """Politely if the server still listens."""
        backend, self._backend, self._sent = self._backend, None, 0
        if backend is not None:
            try:
                backend.close()
            except OSError:
                return

    def _open(self) -> Any:  # noqa: ANN401 - any of Django's
        if self._sent >= PER_CONNECTION:
            self.close()
        if self._backend is None:
            backend = get_connection(fail_silently=False)
            try:
                backend.open()
            except (OSError, ValueError) as error:
                raise Unreachable(
                    _("The mail server cannot be used: %(why)s") % {"why": _said(error)}
                ) from error
            self._backend = backend
        self._sent += 1
        return self._backend

    def _tell(self, error: Exception) -> None:
        """Whose fault it is, by the step of the conversation that failed."""
        if isinstance(error, smtplib.SMTPNotSupportedError):
            raise Refused(_no_such_letters(), address=True) from error
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            [(code, said)] = error.recipients.values()
            self._judge(code, shown(said), error, recipient=True)
        if isinstance(error, smtplib.SMTPDataError):
            self._judge(error.smtp_code, shown(error.smtp_error), error, recipient=False)
        self.close()
        raise Lost(_said(error)) from error

    def _judge(self, code: int, said: str, error: Exception, *, recipient: bool) -> None:
        words = f"{code} {said}".strip()
        if code == CLOSING:
            self.close()
            raise Lost(words) from error
        if code < PERMANENT:
            raise NotNow(_("Not taken yet: %(said)s") % {"said": words}) from error
        if is_of_address(code, said, recipient=recipient):
            raise Refused(
                _("The address does not exist or takes no mail: %(said)s") % {"said": words},
                address=True,
            ) from error
        raise Refused(
            _("The mail server refuses the mail: %(said)s") % {"said": words}, address=False
        ) from error


def is_of_address(code: int, said: str, *, recipient: bool) -> bool:
    """Whether a final refusal is about the address, rather than about us or what we say."""
    enhanced = said.split(" ", 1)[0]
    if enhanced.startswith("5.") and enhanced.count(".") == 2:  # noqa: PLR2004 - class.subject.detail
        return enhanced.startswith(OF_THE_ADDRESS) and enhanced not in OF_THE_SENDER
    return recipient and code in NO_SUCH


def made(message: Message, parts: Parts, to: str) -> EmailMessage:
    """The mail as it leaves. A line break in a header is refused by the header itself."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = parts.subject
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = to
    mail["Date"] = formatdate()
    mail["Message-ID"] = outbox_marks.message_id(message)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if parts.stop and not message.copy:
        mail["List-Unsubscribe"] = f"<{parts.stop}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(parts.text)
    if parts.html:
        mail.add_alternative(parts.html, subtype="html")
        page: Any = mail.get_payload(1)
        for cid, image in parts.images:
            page.add_related(image, "image", "png", cid=f"<{cid.strip('<>')}>")
    return mail


def _reachable(address: str) -> str:
    """The address as servers take it: its domain in ASCII. Raises Refused."""
    local, at, domain = address.strip().rpartition("@")
    try:
        plain = f"{local}@{punycode(domain)}"
    except UnicodeError:
        at = ""
    if not at or not local or any(sign.isspace() or not sign.isprintable() for sign in address):
        raise Refused(_("This is no address: correct it."), address=True)
    return plain


def _no_such_letters() -> str:
    return _(
        "The address has letters before the @ that our mail server cannot send to: use another one."
    )


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {shown(error.smtp_error)}"
    return shown(f"{type(error).__name__} {error}")


def shown(said: bytes | str) -> str:
    """What others wrote as one line, printable and not too long."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(line.split())[:SHOWN]


def without_addresses(said: str) -> str:
    """For who has no business with whom the mail was for."""
    return ADDRESS.sub("…", said)
