"""What is read for links that are not personal, and for mails. Nothing here writes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import Count

from surveys.models import (
    Assessment,
    Department,
    DepartmentLink,
    HeadLink,
    MailKind,
    Message,
    MessageState,
    Person,
    ScopeDepartment,
)
from surveys.queries import people_in_scope

if TYPE_CHECKING:
    from django.db.models import QuerySet


def department_links(assessment: Assessment) -> dict[str, DepartmentLink]:
    """By department key, also those that are closed."""
    rows = DepartmentLink.objects.filter(assessment=assessment).select_related("department")
    return {row.department.key: row for row in rows}


def department_link_by_hash(token_hash: str) -> DepartmentLink | None:
    return (
        DepartmentLink.objects.select_related(
            "assessment__organisation", "assessment__model_version", "department"
        )
        .defer("assessment__model_version__text")
        .filter(token_hash=token_hash)
        .first()
    )


def head_links() -> QuerySet[HeadLink]:
    """With the assessment and the department that they are about."""
    return HeadLink.objects.select_related(
        "scope_department__department",
        "scope_department__assessment__organisation",
        "scope_department__assessment__model_version",
    ).defer("scope_department__assessment__model_version__text")


def head_link(assessment: Assessment, key: str) -> HeadLink | None:
    """Of the department with this key."""
    return (
        head_links()
        .filter(scope_department__assessment=assessment, scope_department__department__key=key)
        .first()
    )


def head_link_by_hash(token_hash: str) -> HeadLink | None:
    return head_links().filter(token_hash=token_hash).first()


def head_link_by_key(key: uuid.UUID) -> HeadLink | None:
    return head_links().filter(key=key).first()


def heads(assessment: Assessment) -> list[tuple[ScopeDepartment, HeadLink | None]]:
    """Every department in scope by name, with the link of its head where there is one. Two SQL."""
    links = {row.scope_department_id: row for row in head_links().filter(
        scope_department__assessment=assessment
    )}  # fmt: skip
    return [(row, links.get(row.pk)) for row in _scope(assessment)]


def first_head(assessment: Assessment) -> ScopeDepartment | None:
    return _scope(assessment).first()


def first_person(assessment: Assessment) -> Person | None:
    """The first of those who can be written to, by department and name."""
    people = people_in_scope(assessment).exclude(email="").select_related("department")
    return people.order_by("department__name", "name", "pk").first()


def announced(assessment: Assessment) -> QuerySet[Message]:
    """The announcements that were sent or still will be; trial copies apart."""
    lost = (MessageState.FAILED, MessageState.CANCELLED)
    rows = Message.objects.filter(assessment=assessment, kind=MailKind.ANNOUNCEMENT, copy=False)
    return rows.exclude(state__in=lost)


def not_announced(assessment: Assessment) -> QuerySet[Person]:
    """Who can be written to, as far as we know, and has not been told yet."""
    told = announced(assessment).filter(person__isnull=False).values("person")
    return (
        people_in_scope(assessment)
        .filter(trouble="")
        .exclude(email="")
        .exclude(pk__in=told)
        .order_by("pk")
    )


def without_email(assessment: Assessment) -> dict[str, int]:
    """By department key how many on the roster cannot be written to."""
    rows = people_in_scope(assessment).filter(email="").values_list("department__key")
    return dict(rows.annotate(n=Count("pk")).order_by())


def departments_in_scope(assessment: Assessment) -> list[Department]:
    """By name."""
    return [row.department for row in _scope(assessment)]


def _scope(assessment: Assessment) -> QuerySet[ScopeDepartment]:
    rows = ScopeDepartment.objects.filter(assessment=assessment).select_related("department")
    return rows.order_by("department__name", "pk")
