"""An organisation's departments, by hand. A roster brings its own (``roster``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from readiness.core.model_checks import RESERVED
from surveys import set_up_queries
from surveys.models import Department, Organisation, User
from surveys.services import audit
from surveys.services.model_files import shipped_models
from surveys.services.model_versions import catalogue, model_at

LONGEST_KEY = 50
TYPES = {
    "marketing": _("Marketing"),
    "communications": _("Communications"),
    "customer_service": _("Customer service"),
    "insight": _("Market research and insight"),
    "digital": _("Digital"),
    "it": _("IT"),
    "product": _("Product"),
    "sales": _("Sales"),
    "hr": _("Human resources"),
    "legal": _("Legal"),
    "executive": _("Executive board"),
    "regional_unit": _("Regional unit"),
    "other": _("Other"),
}
"""The types of the models that we ship."""


class KeyTaken(Exception):  # noqa: N818 - reads as what happened
    """Another department has this key, or answers use the word for something else."""


class DepartmentInUse(Exception):  # noqa: N818 - reads as what happened
    """People, links, answers or an assessment refer to the department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """``key`` is what answers and files call it: empty for one made from the name."""

    key: str
    name: str
    type: str
    head_name: str
    head_role: str
    head_email: str
    headcount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    key: str
    name: str
    type_name: str
    head: str
    headcount: int | None
    people: int


def lines(organisation: Organisation) -> list[Line]:
    """By name. Two SQL."""
    people = set_up_queries.people(organisation)
    return [
        Line(
            key=each.key,
            name=each.name,
            type_name=type_name(each.type) if each.type else "",
            head=each.head_name,
            headcount=each.headcount,
            people=people.get(each.pk, 0),
        )
        for each in set_up_queries.departments(organisation)
    ]


def types(organisation: Organisation) -> tuple[str, ...]:
    """What its models call departments; that of ours until it has one of its own."""
    models = [model_at(line.sha256) for line in catalogue(organisation)]
    models += [model for _path, model in shipped_models().values()]
    return tuple(dict.fromkeys(each for model in models for each in model.department_types))


def type_name(code: str) -> str:
    """In words: models name types by a code, such as customer_service."""
    return str(TYPES.get(code, code.replace("_", " ").capitalize()))


def add(
    *, organisation: Organisation, details: Details, user: User | None, now: datetime
) -> Department:
    """Raises KeyTaken."""
    key = details.key or key_for(organisation, details.name)
    if key in RESERVED:
        raise KeyTaken
    try:
        with transaction.atomic():
            made = Department.objects.create(
                organisation=organisation, **_fields(details) | {"key": key}
            )
            audit.note_in(organisation, "department-added", user=user, now=now, details=key)
    except IntegrityError:
        raise KeyTaken from None
    return made


def change(*, department: Department, details: Details, user: User | None, now: datetime) -> None:
    """All but the key, which answers and files go by."""
    with transaction.atomic():
        for name, value in _fields(details).items():
            setattr(department, name, value)
        department.save(update_fields=_fields(details))
        audit.note_in(
            department.organisation,
            "department-changed",
            user=user,
            now=now,
            details=department.key,
        )


def remove(*, department: Department, user: User | None, now: datetime) -> None:
    """Delete one that nothing refers to. Raises DepartmentInUse."""
    with transaction.atomic():
        if set_up_queries.is_used(department):
            raise DepartmentInUse
        organisation, key = department.organisation, department.key
        department.delete()
        audit.note_in(organisation, "department-removed", user=user, now=now, details=key)


def key_for(organisation: Organisation, name: str) -> str:
    """A key for a department of this name that is not taken: its letters, or a number."""
    taken = RESERVED | set(organisation.departments.values_list("key", flat=True))
    wanted = slugify(name)[: LONGEST_KEY - 4] or "department"
    number, key = 1, wanted
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key


def _fields(details: Details) -> dict[str, str | int | None]:
    return {
        "name": details.name,
        "type": details.type,
        "head_name": details.head_name,
        "head_role": details.head_role,
        "head_email": details.head_email,
        "headcount": details.headcount,
    }
