"""Notes what members did. Respondents' doings are never noted."""

from __future__ import annotations

from datetime import datetime

from surveys.models import Assessment, AuditEvent, Organisation, User


def note(
    what: str, *, assessment: Assessment, user: User | None, now: datetime, details: str = ""
) -> None:
    """Note ``what`` in the organisation of ``assessment``; ``user`` is None for a command."""
    AuditEvent.objects.create(
        organisation_id=assessment.organisation_id,
        assessment=assessment,
        user=user,
        what=what,
        details=details[:500],
        at=now,
    )


def note_in(
    organisation: Organisation, what: str, *, user: User | None, now: datetime, details: str = ""
) -> None:
    """Note ``what``, which belongs to no assessment."""
    AuditEvent.objects.create(
        organisation=organisation, user=user, what=what, details=details[:500], at=now
    )
