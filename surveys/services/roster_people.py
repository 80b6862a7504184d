"""One person of the roster: corrected, moved, removed; the same link sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from surveys import roster_queries
from surveys.access import LinkExpired, LinkRevoked
from surveys.models import Department, Organisation, Person, User
from surveys.services import audit, organisations, outbox, roster_moves
from surveys.services.outbox import NoAddress, NoMailServer

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = [
    "Details",
    "EmailTaken",
    "NoAddress",
    "NoMailServer",
    "NothingToSend",
    "change",
    "remove",
    "resend",
]

PAGE = 50


class EmailTaken(Exception):  # noqa: N818 - reads as what happened
    """Somebody else of the roster has the address."""


class NothingToSend(Exception):  # noqa: N818 - reads as what happened
    """The person has no link that could be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What can be corrected. ``language`` is empty for the organisation's."""

    name: str
    email: str
    role: str
    language: str
    department: str


def search(organisation: Organisation, *, said: str, department: str) -> QuerySet[Person]:
    """By name; only those whose name, address or department holds every word of ``said``."""
    return roster_queries.people(organisation, said=said, department=department)


def departments_of(organisation: Organisation) -> list[tuple[str, str]]:
    """Key and name, by name."""
    return list(organisation.departments.order_by("name", "key").values_list("key", "name"))


def titles_of_invitations(person: Person) -> list[str]:
    """The assessments to which the person has a link; never whether it was answered."""
    return [each.assessment.title for each in roster_queries.running_invitations(person)]


def change(*, person: Person, details: Details, user: User | None, now: datetime) -> None:
    """Links stay as they are; open ones go with the person to another department.

    Raises EmailTaken, or Department.DoesNotExist.
    """
    with transaction.atomic():
        organisation = organisations.locked(person.organisation_id)
        department: Department = organisation.departments.get(key=details.department)
        email = details.email.lower()
        others = Person.objects.filter(organisation=organisation).exclude(pk=person.pk)
        if email and others.filter(email__iexact=email).exists():
            raise EmailTaken
        locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        moves = locked.department_id != department.pk
        new_address = locked.email.lower() != email
        locked.name, locked.email, locked.role = details.name, email, details.role
        locked.language, locked.department = details.language, department
        locked.save(update_fields=["name", "email", "role", "language", "department"])
        if moves:
            roster_moves.move({locked.pk: department})
        if new_address:
            outbox.address_changed(person=locked)
        audit.note_in(organisation, "person-changed", user=user, now=now, details=locked.code)


def remove(*, person: Person, user: User | None, now: datetime) -> None:
    """The person's links end; answers that were sent stay counted, without a name."""
    with transaction.atomic():
        organisation = organisations.locked(person.organisation_id)
        roster_moves.leave([person.pk])
        audit.note_in(organisation, "person-removed", user=user, now=now, details=person.code)


def resend(*, person: Person, user: User | None, now: datetime) -> list[str]:
    """Mail the links once more, which stay the same; returns the assessments' titles.

    One that was answered is treated like every other. Raises NoMailServer, NoAddress or
    NothingToSend.
    """
    titles = []
    with transaction.atomic():
        for invitation in roster_queries.running_invitations(person).order_by("pk"):
            try:
                outbox.queue_invitation(invitation=invitation, user=user, now=now)
            except (LinkRevoked, LinkExpired):
                continue
            titles.append(invitation.assessment.title)
    if not titles:
        raise NothingToSend
    return titles
