"""Mails that came back: read, believed only with a signature of ours, and noted.

What comes in was written by anybody: it is bounded in size, in parts and in depth, and nothing of
it is shown but the state and the first line of the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message as Mail

from django.db import transaction
from django.utils.translation import gettext as _

from surveys import mail_queries
from surveys.models import Message, MessageState
from surveys.services import outbox_marks
from surveys.services.mail_delivery import note_trouble
from surveys.services.outbox_server import shown

LARGEST = 1024 * 1024
MOST_PARTS = 100
FOR_US = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)


class NotABounce(Exception):  # noqa: N818 - reads as what happened
    """A notice of delay, an answer on holiday, a forgery, something broken: nothing is noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``marks``: what might tell which mail it was; ``status`` such as 5.1.1, or empty."""

    marks: tuple[str, ...]
    failed: bool
    status: str
    reason: str


def read(raw: bytes, *, to: str = "") -> Message:
    """Note that a mail came back, and return it. ``to``: the address it came back to, if known.

    Raises NotABounce.
    """
    report = parse(raw, to=to)
    code = next(iter(report.marks), None)
    if code is None:
        raise NotABounce("It carries no sign that it is about a mail of ours.")
    if not report.failed:
        raise NotABounce("It does not say that the mail cannot be delivered.")
    message = mail_queries.message_by_code(code)
    if message is None:
        raise NotABounce("Nothing is known any more of the mail that it is about.")
    _note(message, report)
    return message


def parse(raw: bytes, *, to: str = "") -> Report:
    """What it says. Raises NotABounce where it cannot be read."""
    if len(raw) > LARGEST:
        raise NotABounce("It is too large.")
    try:
        mail = message_from_bytes(raw)
        parts = list(_parts(mail))
        ways = [to, *(str(value) for name in FOR_US for value in mail.get_all(name, []))]
        marks = [code for way in ways if (code := outbox_marks.message_of_address(way))]
        marks += [
            code
            for part in parts[1:]
            for value in _ids(part)
            if (code := outbox_marks.message_of_id(value))
        ]
        return _report(marks, list(_recipients(parts)))
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        raise NotABounce("It cannot be read.") from None


def words(report: Report) -> str:
    """Why it came back, for who can correct the address."""
    reason = f" ({report.reason})" if report.reason else ""
    if report.status.startswith("5.1."):
        return _("Mails come back: the address does not exist%(reason)s.") % {"reason": reason}
    if report.status.endswith(".2.2"):
        return _("Mails come back: the mailbox is full%(reason)s.") % {"reason": reason}
    if report.status.startswith("5.7."):
        return _("Mails come back: the receiving side refuses ours%(reason)s.") % {"reason": reason}
    return _("Mails come back from this address%(reason)s.") % {"reason": reason}


def _note(message: Message, report: Report) -> None:
    found = words(report)[:500]
    with transaction.atomic():
        sent = Message.objects.filter(pk=message.pk, state=MessageState.SENT)
        if sent.update(state=MessageState.RETURNED, error=found) and not message.copy:
            note_trouble(message, message.to, found)


def _parts(mail: Mail) -> Iterator[Mail]:
    """Every part, the whole first. Raises NotABounce where there are too many."""
    todo, seen = [mail], 0
    while todo:
        part = todo.pop(0)
        seen += 1
        if seen > MOST_PARTS:
            raise NotABounce("It has too many parts.")
        yield part
        payload = part.get_payload()
        if isinstance(payload, list):
            todo += [each for each in payload if isinstance(each, Mail)]


def _ids(part: Mail) -> Iterable[str]:
    """The Message-ID of a mail that was returned whole, or as its headers alone."""
    yield from (str(value) for value in part.get_all("message-id", []))
    if part.get_content_type() == "text/rfc822-headers":
        text = part.get_payload(decode=True)
        if isinstance(text, bytes):
            yield from (str(value) for value in message_from_bytes(text).get_all("message-id", []))


def _recipients(parts: list[Mail]) -> Iterator[Mail]:
    """The blocks of each delivery-status part that are about a recipient."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            if isinstance(blocks, list):
                yield from (b for b in blocks if isinstance(b, Mail) and b.get("action"))


def _report(marks: list[str], recipients: list[Mail]) -> Report:
    failed = [b for b in recipients if str(b.get("action")).strip().lower() == "failed"]
    status, reason = "", ""
    if failed:
        found = STATUS.search(str(failed[0].get("status", "")))
        status = found[0] if found else ""
        said = str(failed[0].get("diagnostic-code", "")).partition(";")[2]
        reason = shown(said)
    return Report(
        marks=tuple(dict.fromkeys(marks)), failed=bool(failed), status=status, reason=reason
    )
