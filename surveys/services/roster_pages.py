"""What the pages about an import show, as frozen values in plain words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys import roster_queries
from surveys.models import Organisation, RosterImport
from surveys.services import roster_columns as columns_of
from surveys.services import roster_departments, roster_file, roster_imports
from surveys.services.roster_columns import FIELDS, plain
from surveys.services.roster_departments import USE, NewDepartment
from surveys.services.roster_encoding import ENCODINGS
from surveys.services.roster_file import Table
from surveys.services.roster_plan import Change, Plan
from surveys.services.roster_rows import Entry, Problem, shown

MOST_SHOWN = 100
SAMPLES = 3
LONGEST_HEADER = 10

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``field``: the form's field; ``samples``: what stands in it first."""

    number: int
    heading: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An unknown department; ``choices``: what may become of its people."""

    department: NewDepartment
    choices: Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody who moves or changes; ``said``: in words."""

    name: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """``rows``: the first ones as understood. Lists are cut after ``MOST_SHOWN``."""

    code: str
    name: str
    plan: Plan
    encoding: str
    columns: tuple[Column, ...]
    asked: tuple[Asked, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    joiners: tuple[Entry, ...]
    movers: tuple[Listed, ...]
    changed: tuple[Listed, ...]
    leavers: tuple[tuple[str, int], ...]
    leaver_names: tuple[tuple[str, str], ...]
    heads: tuple[tuple[str, str], ...]
    hidden: int
    merged: int
    missing: tuple[str, ...]
    choices: dict[str, Choices]
    chosen: dict[str, str]
    too_many: bool


def page_of(roster: RosterImport) -> Page:
    """Everything that the dry run shows. Raises FileRefused."""
    table, plan = roster_imports.look(roster)
    departments = {pk: row.name for pk, row in plan.every.items()}
    sizes = Counter(departments[each.department] for each in plan.leavers)
    names = {each.place: each.name for each in plan.departments}
    names |= {place: row.name for place, row in plan.known_departments.items()}
    return Page(
        code=roster.code,
        name=roster.name,
        plan=plan,
        encoding=ENCODINGS.get(table.encoding, ""),
        columns=_columns(table, plan),
        asked=tuple(_asked(each, plan) for each in plan.departments[: roster_departments.MOST_NEW]),
        problems=_in_order(plan.problems),
        notices=_in_order(plan.notices),
        joiners=tuple(plan.joiners[:MOST_SHOWN]),
        movers=tuple(map(_listed, plan.movers[:MOST_SHOWN])),
        changed=tuple(map(_listed, plan.changed[:MOST_SHOWN])),
        leavers=tuple(sizes.most_common(MOST_SHOWN)),
        leaver_names=tuple((e.name, departments[e.department]) for e in plan.leavers[:MOST_SHOWN]),
        heads=tuple((names[each.place], each.name) for each in plan.heads),
        hidden=table.sheet.hidden,
        merged=table.sheet.merged,
        missing=tuple(str(FIELDS[name]) for name in plan.missing),
        choices=_choices(table, plan),
        chosen=_chosen(table, plan),
        too_many=plan.too_many_departments,
    )


def running(organisation: Organisation) -> list[tuple[str, str]]:
    """Code and title of the assessments to which people can be invited, newest first."""
    return list(roster_queries.running(organisation).values_list("code", "title"))


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: each.row)[:MOST_SHOWN])


def _columns(table: Table, plan: Plan) -> tuple[Column, ...]:
    header = plan.columns.header
    body = [row for row in table.rows[header : header + 50] if any(row)]
    found = []
    for i in range(len(plan.columns.fields)):
        filled = [row[i] for row in body if i < len(row) and row[i]]
        heading = shown(columns_of.heading(table.rows, plan.columns, i))
        samples = tuple(map(shown, filled[:SAMPLES]))
        found.append(Column(number=i + 1, heading=heading, samples=samples, field=f"column-{i}"))
    return tuple(found)


def _asked(new: NewDepartment, plan: Plan) -> Asked:
    """The department may be created, be one that is alike or any other, or be left out."""
    known = {plain(row.name): row.name for row in plan.known_departments.values()}
    alike = {plain(name): name for name in new.alike}
    others = {each.place: each.name for each in plan.departments if each.place != new.place}
    targets = alike | {place: name for place, name in known.items() if place not in alike}
    targets |= {place: name for place, name in others.items() if place in alike}
    choices = [("", _("Decide"))] if not new.choice or new.alike else []
    choices.append((roster_departments.CREATE, _("Create it")))
    choices += [
        (f"{USE}{place}", _("It is %(name)s") % {"name": n}) for place, n in targets.items()
    ]
    choices.append((roster_departments.SKIP, _("Leave its people out")))
    return Asked(department=new, choices=choices)


def _listed(change: Change) -> Listed:
    said = tuple(
        _("%(field)s: %(old)s → %(new)s") % {"field": FIELDS[name], "old": old or "–", "new": new}
        for name, old, new in change.fields
    )
    return Listed(name=change.person.name, said=said)


def _choices(table: Table, plan: Plan) -> dict[str, Choices]:
    """Of each select that reading the file offers, by name; those without a choice are left out."""
    found: dict[str, Choices] = {}
    if len(table.sheets) > 1:
        found["sheet"] = [(str(i), name) for i, name in enumerate(table.sheets)]
    if table.encoding:
        found["encoding"] = list(ENCODINGS.items())
        found["separator"] = [(key, str(name)) for key, name in roster_file.SEPARATORS.items()]
    rows = min(LONGEST_HEADER, len(table.rows))
    found["header"] = [("0", _("Nowhere: people begin in row 1"))] + [
        (str(number), _("In row %(number)s") % {"number": number}) for number in range(1, rows + 1)
    ]
    found["field"] = [("", _("Not used")), *((key, str(name)) for key, name in FIELDS.items())]
    found["type"] = plan.types
    return found


def _chosen(table: Table, plan: Plan) -> dict[str, str]:
    found = {"encoding": table.encoding, "separator": table.separator}
    found["sheet"] = str(table.sheets.index(table.sheet.name)) if table.sheets else ""
    found["header"] = str(plan.columns.header)
    for i, name in enumerate(plan.columns.fields):
        found[f"column-{i}"] = name
    for i, each in enumerate(plan.departments):
        found[f"department-{i}"] = each.choice
        found[f"type-{i}"] = each.type
    return found
