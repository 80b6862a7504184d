"""What is read of people and their import. Nothing here says who has answered."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q, QuerySet

from surveys.models import (
    BEFORE_CLOSING,
    Assessment,
    Invitation,
    Job,
    Organisation,
    Person,
    RosterImport,
)


class Known(NamedTuple):
    """Somebody of the roster, as an import compares them."""

    pk: int
    name: str
    email: str
    role: str
    language: str
    department: int


def known(organisation: Organisation) -> list[Known]:
    """Everybody, in the order they came. One SQL."""
    rows = Person.objects.filter(organisation=organisation).order_by("pk")
    return list(map(Known._make, rows.values_list(*Known._fields)))


def people(organisation: Organisation, *, said: str = "", department: str = "") -> QuerySet[Person]:
    """By name; only those whose name or address holds every word of ``said``."""
    found = Person.objects.filter(organisation=organisation)
    found = found.select_related("department", "organisation")
    for word in said.split():
        found = found.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(department__name__icontains=word)
        )
    if department:
        found = found.filter(department__key=department)
    return found.order_by("name", "pk")


def imports(organisation: Organisation) -> QuerySet[RosterImport]:
    """Newest first, without what was uploaded."""
    found = RosterImport.objects.filter(organisation=organisation)
    found = found.select_related("organisation").defer("content")
    return found.order_by("-pk")


def job_of(roster: RosterImport) -> Job | None:
    """The newest job that stores it."""
    return Job.objects.filter(kind="roster", subject=roster.code).order_by("-pk").first()


def running_invitations(person: Person) -> QuerySet[Invitation]:
    """The person's links that are not over, by assessment."""
    return (
        Invitation.objects.filter(person=person, assessment__state__in=BEFORE_CLOSING)
        .select_related("assessment__organisation", "department")
        .order_by("-assessment")
    )


def running(organisation: Organisation) -> QuerySet[Assessment]:
    """Assessments to which people can still be invited, newest first."""
    found = Assessment.objects.filter(organisation=organisation, state__in=BEFORE_CLOSING)
    return found.order_by("-pk")
