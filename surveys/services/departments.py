"""An organisation's departments, by hand. A roster brings its own (``roster``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from readiness.core.model_checks import RESERVED
from surveys import set_up_queries
from surveys.models import Assessment, Department, Organisation, User
from surveys.services import audit, organisations
from surveys.services.groups import touch_all
from surveys.services.model_files import shipped_models
from surveys.services.model_versions import catalogue, model_at
from surveys.services.roster_columns import plain

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


class NameTaken(Exception):  # noqa: N818 - reads as what happened
    """A department is called that, but for capitals and signs; ``name`` is how it is written."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


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
    """Raises KeyTaken or NameTaken."""
    with _locked(organisation) as there:
        taken = {row.key for row in there.values()}
        key = details.key or key_for(details.name, taken)
        if key in taken or key in RESERVED:
            raise KeyTaken
        _refuse_name(details.name, there.values())
        made = Department.objects.create(
            organisation=organisation, **_fields(details) | {"key": key}
        )
        audit.note_in(organisation, "department-added", user=user, now=now, details=key)
    return made


def change(*, department: Department, details: Details, user: User | None, now: datetime) -> None:
    """All but the key, which answers and files go by. Raises NameTaken."""
    of = department.organisation
    with _locked(of) as there:
        before = there.pop(department.pk)
        if plain(details.name) != plain(before.name):
            _refuse_name(details.name, there.values())
        for name, value in _fields(details).items():
            setattr(department, name, value)
        department.save(update_fields=_fields(details))
        touch_all(Assessment.objects.filter(scope__department=department))
        audit.note_in(of, "department-changed", user=user, now=now, details=department.key)


def remove(*, department: Department, user: User | None, now: datetime) -> None:
    """Delete one that nothing refers to. Raises DepartmentInUse."""
    with transaction.atomic():
        if set_up_queries.is_used(department):
            raise DepartmentInUse
        organisation, key = department.organisation, department.key
        department.delete()
        audit.note_in(organisation, "department-removed", user=user, now=now, details=key)


def key_for(name: str, taken: Collection[str]) -> str:
    """A short key for files and addresses that is not ``taken``: of the name's letters."""
    wanted = slugify(name)[:LONGEST_KEY].strip("-") or "department"
    number, key = 1, wanted
    while key in taken or key in RESERVED:
        number += 1
        key = f"{wanted[: LONGEST_KEY - 5]}-{number}"
    return key


def by_pk(organisation: Organisation) -> dict[int, Department]:
    """All of them. One SQL."""
    return {row.pk: row for row in organisation.departments.order_by("pk")}


@contextmanager
def _locked(organisation: Organisation) -> Iterator[dict[int, Department]]:
    """Its departments; nobody else adds, renames or imports any until the block ends."""
    with transaction.atomic():
        organisations.locked(organisation.pk)
        yield by_pk(organisation)


def _refuse_name(name: str, others: Iterable[Department]) -> None:
    """Raises NameTaken. A list of people could not tell the two apart."""
    for each in others:
        if plain(each.name) == plain(name):
            raise NameTaken(each.name)


def _fields(details: Details) -> dict[str, str | int | None]:
    return {
        "name": details.name,
        "type": details.type,
        "head_name": details.head_name,
        "head_role": details.head_role,
        "head_email": details.head_email,
        "headcount": details.headcount,
    }
