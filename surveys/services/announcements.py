"""The sponsor's mail that tells everybody what will come, before their links do."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from surveys import shared_queries
from surveys.models import Assessment, MailKind, User
from surveys.services import audit, outbox

__all__ = ["announce", "told", "untold"]


def untold(assessment: Assessment) -> int:
    """How many would get it now."""
    return shared_queries.not_announced(assessment).count()


def told(assessment: Assessment) -> int:
    """How many got it, or will."""
    return shared_queries.announced(assessment).count()


def announce(*, assessment: Assessment, user: User | None, now: datetime) -> int:
    """A mail for everybody on the roster who has not got it; how many. Asked twice it is sent once.

    Raises NoMailServer, or LinkExpired when the assessment is over.
    """
    with transaction.atomic():
        Assessment.objects.select_for_update().get(pk=assessment.pk)
        people = list(shared_queries.not_announced(assessment))
        count = outbox.queue_people(
            kind=MailKind.ANNOUNCEMENT, assessment=assessment, people=people, now=now
        )
        audit.note("announcement", assessment=assessment, user=user, now=now, details=str(count))
    return count
