"""Sends what waits in the outbox, one mail after the other over one connection.

A mail is claimed by one conditional UPDATE, which holds it for some minutes; it is then made, sent,
and noted as sent. A worker that dies in between costs nothing but time, or one mail that comes
twice with the same Message-ID. What the server says decides how it goes on: docs/mails.md.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from surveys import mail_queries
from surveys.access import LinkExpired, LinkRevoked
from surveys.models import (
    Invitation,
    InvitationState,
    MailKind,
    Message,
    MessageState,
    Person,
)
from surveys.services import invitations, mail_parts, outbox, working_hours
from surveys.services.jobs import Held, Later, unexpected
from surveys.services.outbox_server import (
    Lost,
    NotNow,
    Refused,
    Server,
    Unreachable,
    without_addresses,
)

logger = logging.getLogger("surveys.mail")

BACK_OFF = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(timedelta(hours=hours) for hours in (1, 2, 4, 8, 8)),
)
MOST_TRIES = len(BACK_OFF) + 1
SERVER_WAIT = timedelta(minutes=5)
"""Until a server that takes nothing is asked again."""
IN_A_ROW = 3
"""Mails that fail one after the other, none of them for its address: it is the server."""
ROUND = timedelta(minutes=1)
"""Then other jobs have their turn."""
GIVES_UP = timedelta(days=3)
AT_ONCE = 100


def work(held: Held) -> None:
    """The job: a round of sending. Raises Later where there is more to do."""
    began = held.clock()
    outbox.take_back(now=began)
    _Round(held, Server()).run(began)


class _Round:
    """``bad``: the mails that failed in a row without their addresses being at fault."""

    def __init__(self, held: Held, server: Server) -> None:
        self.held, self.server = held, server
        self.bad: list[Message] = []

    def run(self, began: datetime) -> None:
        left = _allowance(began)
        with self.server:
            for message in self._claimed():
                self._deliver(message)
                left -= 1
                if left <= 0:
                    raise Later(ROUND)
                if self.held.clock() - began >= ROUND:
                    raise Later(timedelta(0))

    def _claimed(self) -> Iterator[Message]:
        """What is due, each claimed when its turn comes."""
        while True:
            now = self.held.clock()
            found = list(mail_queries.due(now).values_list("pk", flat=True)[:AT_ONCE])
            if not found:
                return
            for pk in found:
                self.held.watch()
                if message := claim(pk, now=self.held.clock()):
                    yield message

    def _deliver(self, message: Message) -> None:
        now = self.held.clock()
        if moment := _too_late_today(message, now):
            _leave(message, state=MessageState.WAITING, tries=message.tries - 1, not_before=moment)
            return
        parts = _rendered(message, now)
        if parts is None:
            return
        try:
            self.server.send(message, parts)
        except Unreachable as error:
            _give_back([message])
            raise Later(SERVER_WAIT, str(error)) from error
        except NotNow as error:
            self.bad.clear()
            _try_later(message, str(error), now)
        except Lost as error:
            _try_later(message, str(error), now)
            self._count(message, str(error), now)
        except Refused as error:
            self._refused(message, parts.to, error, now)
        else:
            self.bad.clear()
            _sent(message, parts.to, self.held.clock())

    def _refused(self, message: Message, to: str, error: Refused, now: datetime) -> None:
        with transaction.atomic():
            fields = {"state": MessageState.FAILED, "error": str(error), "to": to}
            if _leave(message, **fields) and error.address and not message.copy:
                note_trouble(message, to, str(error))
        if error.address:
            self.bad.clear()
        else:
            self._count(message, str(error), now)

    def _count(self, message: Message, reason: str, now: datetime) -> None:
        """Raises Later where it looks as if the server takes nothing at all."""
        self.bad.append(message)
        if len(self.bad) >= IN_A_ROW:
            _give_back(self.bad, fail_before=now - GIVES_UP)
            # Every organisation is shown this, whomever the mail was for.
            why = {"why": without_addresses(reason)}
            raise Later(SERVER_WAIT, _("The mail server takes no mails: %(why)s") % why)


def claim(pk: int, *, now: datetime) -> Message | None:
    """The message, ours until its lease ends; None where somebody else was quicker."""
    lease = now + outbox.LEASE
    waiting = Message.objects.filter(pk=pk, state=MessageState.WAITING, not_before__lte=now)
    fields: dict[str, Any] = {"state": MessageState.SENDING, "lease_until": lease}
    if not waiting.update(tries=F("tries") + 1, **fields):
        return None
    message = mail_queries.messages().get(pk=pk)
    if message.lease_until != lease:
        return None
    return message


def note_trouble(message: Message, to: str, words: str) -> None:
    """Note that the person's address does not work, if it is still this one.

    Not for a reminder: the note is shown by name, and who gets a reminder has not answered.
    """
    if message.person_id is not None and message.kind != MailKind.REMINDER:
        found = Person.objects.filter(pk=message.person_id, email__iexact=to)
        found.update(trouble=words[:500])


def _rendered(message: Message, now: datetime) -> mail_parts.Parts | None:
    """What is to be sent; None where there is nothing to send, which is then noted."""
    try:
        _renew_link(message)
        return mail_parts.render_message(message, now=now)
    except mail_parts.NotSendable as error:
        _leave(message, state=MessageState.CANCELLED, error=outbox.words_of(error.reason))
    except Exception as error:
        logger.exception("message %s cannot be made", message.code)
        _leave(message, state=MessageState.FAILED, error=unexpected(error))
    return None


def _renew_link(message: Message) -> None:
    """A link made under another secret key, or ended at closing, gets a new one with its mail.

    Not with a reminder, for it would be seen who has a new one (``reminders.send_due``).
    """
    invitation = message.invitation
    if message.kind != MailKind.INVITATION or invitation is None:
        return
    # It is the same row; read again it would cost a query for each mail.
    invitation.assessment = message.assessment
    if invitations.is_current(invitation):
        return
    try:
        with transaction.atomic():
            # As it stands now: since it was read it may be taken back, made anew, or over.
            message.invitation = invitations.locked(invitation)
            invitations.make_current([message.invitation], assessment=message.assessment)
    except Invitation.DoesNotExist:
        raise mail_parts.NotSendable("gone") from None
    except LinkRevoked:
        raise mail_parts.NotSendable("revoked") from None
    except LinkExpired:
        raise mail_parts.NotSendable("over") from None


def _sent(message: Message, to: str, now: datetime) -> None:
    with transaction.atomic():
        # Before the mail, as whoever takes a person's links back does.
        link = None
        if message.kind == MailKind.INVITATION and message.invitation_id:
            links = Invitation.objects.select_for_update(no_key=True)
            link = links.filter(pk=message.invitation_id).first()
        done = _leave(message, state=MessageState.SENT, sent_at=now, to=to, error="")
        if done and link and link.state == InvitationState.READY:
            link.state = InvitationState.SENT
            link.save(update_fields=["state"])


def _try_later(message: Message, error: str, now: datetime) -> None:
    if message.tries >= MOST_TRIES:
        _leave(message, state=MessageState.FAILED, error=error)
        return
    due = now + BACK_OFF[message.tries - 1]
    _leave(message, state=MessageState.WAITING, error=error, not_before=due)


def _give_back(messages: list[Message], *, fail_before: datetime | None = None) -> None:
    """Waiting again, as if they had not been tried; failed if they have waited since before."""
    for message in messages:
        old = fail_before is not None and message.not_before < fail_before
        state = MessageState.FAILED if old else MessageState.WAITING
        Message.objects.filter(
            pk=message.pk,
            state__in=(MessageState.SENDING, MessageState.WAITING, MessageState.FAILED),
        ).update(
            state=state,
            tries=message.tries - 1,
            not_before=message.not_before,
            lease_until=None,
        )


def _leave(message: Message, **fields: Any) -> int:  # noqa: ANN401 - as update()
    """Put down how it ended, if it is still ours; 0 where it is not."""
    if "error" in fields:
        fields["error"] = str(fields["error"])[:500]
    ours = Message.objects.filter(
        pk=message.pk, state=MessageState.SENDING, lease_until=message.lease_until
    )
    return ours.update(lease_until=None, **fields)


def _too_late_today(message: Message, now: datetime) -> datetime | None:
    """When a reminder may leave, if that is not now."""
    if message.kind != MailKind.REMINDER or message.copy:
        return None
    moment = working_hours.of(message.assessment.organisation).next_moment(now)
    return moment if moment > now else None


def _allowance(now: datetime) -> float:
    """How many mails may leave within this minute."""
    limit: int = settings.MAIL_PER_MINUTE
    if not limit:
        return float("inf")
    left = limit - mail_queries.sent_since(now - timedelta(minutes=1))
    if left <= 0:
        raise Later(ROUND)
    return left
