"""People move or leave while they are invited; whether they have answered stays secret.

Whoever watches the numbers before and after sees the same in both cases: one fewer is invited where
they were, one more where they are now, and as many have answered as before. Answers that were sent
stay with the department they were given for (``Invitation.answered_for``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.functions import Coalesce

from surveys.models import (
    BEFORE_CLOSING,
    Department,
    Invitation,
    InvitationState,
    Person,
    Response,
    ResponseState,
)

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

AT_ONCE = 2_000
"""Fewer than the values that SQLite takes in one statement."""


def move(people: Mapping[int, Department]) -> None:
    """Take open invitations to the person's new department, by the person's key.

    In assessments where that department takes no part they stay where they are. To be called in a
    transaction.
    """
    by_department: dict[Department, list[int]] = {}
    for person, to in people.items():
        by_department.setdefault(to, []).append(person)
    for department, persons in by_department.items():
        for some in chunks(persons):
            moved = Invitation.objects.filter(
                person__in=some,
                assessment__state__in=BEFORE_CLOSING,
                assessment__scope__department=department,
            ).exclude(state=InvitationState.REVOKED)
            keys = _locked(moved)
            invitations = Invitation.objects.filter(pk__in=keys)
            _keep_answers(invitations)
            Response.objects.filter(invitation__in=keys, state=ResponseState.STARTED).update(
                department=department
            )
            invitations.update(department=department)


def leave(people: Sequence[int]) -> None:
    """Take the links of people back and remove them; answers that were sent stay counted.

    Assessments that are over keep who was invited, without a name. To be called in a transaction.
    """
    for some in chunks(people):
        running = Invitation.objects.filter(person__in=some, assessment__state__in=BEFORE_CLOSING)
        keys = _locked(running)
        invitations = Invitation.objects.filter(pk__in=keys)
        _keep_answers(invitations)
        Response.objects.filter(invitation__in=keys, state=ResponseState.STARTED).delete()
        invitations.update(state=InvitationState.REVOKED)
        Person.objects.filter(pk__in=some).delete()


def chunks(people: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(people)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _locked(invitations: QuerySet[Invitation]) -> list[UUID]:
    """Their keys; in one order, or two who lock several would wait for each other."""
    rows = invitations.select_for_update(of=("self",)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _keep_answers(invitations: QuerySet[Invitation]) -> None:
    invitations.filter(state=InvitationState.ANSWERED).update(
        answered_for=Coalesce("answered_for", F("department"))
    )
