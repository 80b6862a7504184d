"""What is read of the rows while an assessment is set up. Nothing here writes."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from surveys import queries
from surveys.models import (
    AnswerCount,
    AnsweringTime,
    Assessment,
    Department,
    Invitation,
    Organisation,
    Person,
    Response,
    ScopeDepartment,
)


def answers_exist(assessment: Assessment) -> bool:
    """Whether anybody has begun to answer, now or before it was closed and opened again."""
    return (
        Response.objects.filter(assessment=assessment).exists()
        or AnswerCount.objects.filter(assessment=assessment).exists()
    )


def answering_times(assessment: Assessment) -> dict[int, int]:
    """By row of minutes how many took so long."""
    return dict(AnsweringTime.objects.filter(assessment=assessment).values_list("minutes", "n"))


def departments(organisation: Organisation) -> QuerySet[Department]:
    """By name."""
    return Department.objects.filter(organisation=organisation).order_by("name", "key")


def people(organisation: Organisation) -> dict[int, int]:
    """By department how many people are on the roster."""
    rows = Person.objects.filter(organisation=organisation).values("department")
    return {row["department"]: row["n"] for row in rows.annotate(n=Count("pk")).order_by()}


def on_roster(assessment: Assessment) -> dict[str, int]:
    """By department key how many people of the roster the assessment reaches."""
    rows = (
        queries.people_in_scope(assessment)
        .values("department__key")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {row["department__key"]: row["n"] for row in rows}


def is_used(department: Department) -> bool:
    """Whether people, links, answers or an assessment refer to it."""
    return (
        Person.objects.filter(department=department).exists()
        or ScopeDepartment.objects.filter(department=department).exists()
        or Invitation.objects.filter(department=department).exists()
        or AnswerCount.objects.filter(department=department).exists()
    )
