"""Writing to those who were named in a workshop, once the facilitator says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from surveys import mail_queries, owner_access
from surveys.access import LinkExpired
from surveys.models import MailKind, Message, Owner, OwnerStatus, User, Workshop
from surveys.services import outbox
from surveys.services.outbox import NoMailServer
from surveys.services.room_owners import note

__all__ = ["LinkExpired", "NoMailServer", "send", "to_write"]


def to_write(workshop: Workshop) -> list[Owner]:
    """Who has an address, has not answered, and has no mail that was sent or is under way."""
    done = (*mail_queries.UNDER_WAY, "sent")
    rows = Message.objects.filter(
        assessment=workshop.assessment_id, kind=MailKind.OWNER, state__in=done, copy=False
    )
    written = set(rows.values_list("subject_key", "to"))
    waiting = owner_access.owners().filter(
        item__workshop=workshop, status=OwnerStatus.PROPOSED, token_hash__isnull=False
    )
    return [
        owner
        for owner in waiting.exclude(email="").order_by("item__position", "item__pk", "name")
        if (owner.key.hex, owner.email) not in written
    ]


def send(*, workshop: Workshop, user: User | None, now: datetime) -> int:
    """A mail to each of these; how many. Raises NoMailServer, or LinkExpired when archived."""
    with transaction.atomic():
        room = Workshop.objects.select_for_update().get(pk=workshop.pk)
        room.assessment = workshop.assessment
        found = to_write(room)
        for owner in found:
            outbox.queue(
                kind=MailKind.OWNER,
                assessment=room.assessment,
                subject_key=owner.key.hex,
                to=owner.email,
                now=now,
            )
        note("workshop mails", room, user=user, now=now, details=str(len(found)))
    return len(found)
