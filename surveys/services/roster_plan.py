"""What an import would do: who joins, moves, changes, leaves; worked out and nothing written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from django.utils.translation import gettext as _

from surveys.models import Department, Organisation
from surveys.roster_queries import Known
from surveys.services import roster_columns as columns_of
from surveys.services import roster_departments, roster_rows
from surveys.services.departments import by_pk
from surveys.services.roster_columns import Columns, plain
from surveys.services.roster_departments import MOST_NEW, SKIP, NewDepartment
from surveys.services.roster_file import Table
from surveys.services.roster_rows import Entry, Problem


class Reading(TypedDict):
    """What is chosen about reading the file; empty for a guess."""

    sheet: int
    encoding: str
    separator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``fields``: by name what was and what will be."""

    person: Known
    entry: Entry
    fields: tuple[tuple[str, str, str], ...]

    @property
    def moves(self) -> bool:
        """Whether to another department; not to the older one of two of the same name."""
        return any(name == columns_of.DEPARTMENT for name, _old, _new in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Who leads a department, as the file says."""

    place: str
    name: str
    email: str
    role: str


@dataclass(slots=True, kw_only=True)
class Plan:
    """``missing``: fields that no column was chosen for; ``people``: who of the file is taken.

    ``every``: all departments by primary key; ``known_departments``: by place, where two have the
    same name the older one. ``targets``: by place as written the place where its people go.
    ``bad``: rows left out because of a problem; ``skipped``: people of departments left out.
    """

    columns: Columns
    types: list[tuple[str, str]]
    every: dict[int, Department]
    known_departments: dict[str, Department]
    missing: list[str] = field(default_factory=list)
    people: int = 0
    joiners: list[Entry] = field(default_factory=list)
    movers: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    leavers: list[Known] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0
    bad: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    departments: tuple[NewDepartment, ...] = ()
    targets: dict[str, str] = field(default_factory=dict)
    heads: list[Head] = field(default_factory=list)

    @property
    def undecided(self) -> int:
        return sum(not each.choice for each in self.departments)

    @property
    def too_many_departments(self) -> bool:
        return len(self.departments) > MOST_NEW

    @property
    def ready(self) -> bool:
        """Whether it can be confirmed, perhaps without the bad rows."""
        return not (self.missing or self.undecided or self.too_many_departments)

    @property
    def created(self) -> list[NewDepartment]:
        return [each for each in self.departments if each.choice == roster_departments.CREATE]

    @property
    def mark(self) -> str:
        """The same for the same plan: what is confirmed is what was shown."""
        parts = (
            self.joiners,
            self.movers,
            self.changed,
            self.leavers,
            self.bad,
            self.skipped,
            self.departments,
            sorted(self.targets.items()),
            self.heads,
        )
        return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def make(
    *, organisation: Organisation, table: Table, choices: Mapping[str, object], known: list[Known]
) -> Plan:
    """``choices`` as ``roster_imports`` keeps them; ``known``: everybody of the roster."""
    every = by_pk(organisation)
    departments = roster_departments.places_of(every)
    columns = columns_as_chosen(table, choices, departments)
    types = roster_departments.types_of(organisation)
    plan = Plan(columns=columns, types=types, every=every, known_departments=departments)
    plan.missing = _missing(columns)
    if plan.missing:
        return plan
    read = roster_rows.Reader(table.rows, columns).read()
    plan.problems = [each for each in read.problems if each.fatal]
    plan.notices = [each for each in read.problems if not each.fatal]
    plan.bad = len(read.bad)
    spelled: dict[str, Counter[str]] = {}
    for entry in read.entries:
        spelled.setdefault(entry.place, Counter())[entry.department] += 1
    names = {place: row.name for place, row in departments.items()}
    chosen = choices.get("departments")
    plan.departments = roster_departments.unknown(
        spelled, names, choices=chosen if isinstance(chosen, dict) else {}, types=types
    )
    plan.targets = roster_departments.targets(plan.departments, names)
    skipped = {each.place for each in plan.departments if each.choice == SKIP}
    taken = [entry for entry in read.entries if entry.place not in skipped]
    plan.people, plan.skipped = len(taken), len(read.entries) - len(taken)
    _compare(plan, taken, known, apart=[e for e in read.entries if e.place in skipped])
    plan.leavers = [each for each in plan.leavers if not _may_be_refused(each, read.refused)]
    plan.notices += _lookalikes(plan)
    plan.heads = _heads(plan, taken)
    return plan


def columns_as_chosen(
    table: Table, choices: Mapping[str, object], departments: Mapping[str, Department]
) -> Columns:
    """The guess, with what was chosen in its place."""
    fields, header = choices.get("columns"), choices.get("header")
    guessed = columns_of.guess(
        table.rows,
        departments=[row.name for row in departments.values()],
        header=header if isinstance(header, int) else None,
    )
    if not isinstance(fields, list):
        return guessed
    width = len(guessed.fields)
    padded = [*map(str, fields), *[""] * width][:width]
    return Columns(header=guessed.header, fields=tuple(padded))


def _missing(columns: Columns) -> list[str]:
    found = []
    if columns.of(columns_of.DEPARTMENT) is None:
        found.append(columns_of.DEPARTMENT)
    names = (columns_of.NAME, columns_of.LAST, columns_of.EMAIL)
    if all(columns.of(name) is None for name in names):
        found.append(columns_of.NAME)
    return found


def _compare(plan: Plan, taken: list[Entry], known: list[Known], *, apart: list[Entry]) -> None:
    found = _Matches(known, {pk: plain(row.name) for pk, row in plan.every.items()})
    for entry in [entry for entry in taken if entry.email] + [e for e in taken if not e.email]:
        person = found.take(entry, plan.targets.get(entry.place, entry.place))
        if person is None:
            plan.joiners.append(entry)
            continue
        change = _change(plan, person, entry)
        if change is None:
            plan.unchanged += 1
        elif change.moves:
            plan.movers.append(change)
        else:
            plan.changed.append(change)
    for entry in apart:
        found.take(entry, entry.place)
    plan.joiners.sort(key=lambda entry: entry.row)
    plan.leavers = found.left()


class _Matches:
    """Who of the roster is who of the file: by address, and without one by name."""

    def __init__(self, known: list[Known], places: Mapping[int, str]) -> None:
        self.places = places
        self.free = {each.pk: each for each in known}
        self.by_email = {each.email.lower(): each for each in known if each.email}
        self.by_name: dict[str, list[Known]] = {}
        for each in known:
            self.by_name.setdefault(plain(each.name), []).append(each)

    def take(self, entry: Entry, place: str) -> Known | None:
        found = self.by_email.get(entry.email) if entry.email else None
        if found is None:
            found = self._by_name(entry, place)
        return self.free.pop(found.pk, None) if found else None

    def left(self) -> list[Known]:
        return list(self.free.values())

    def _by_name(self, entry: Entry, place: str) -> Known | None:
        """The one of this name in the department; without an address also the only one at all.

        Who has another address is another person: their link must not go to a namesake.
        """
        same = [each for each in self.by_name.get(plain(entry.name), ()) if each.pk in self.free]
        if entry.email:
            same = [each for each in same if not each.email]
        here = [each for each in same if self.places.get(each.department) == place]
        candidates = here or ([] if entry.email else same)
        return candidates[0] if len(candidates) == 1 else None


def _change(plan: Plan, person: Known, entry: Entry) -> Change | None:
    """What the file says otherwise; an empty cell says nothing."""
    target = plan.targets.get(entry.place, "")
    department = plan.known_departments.get(target)
    pairs = [
        (columns_of.NAME, person.name, "" if entry.name == entry.email else entry.name),
        (columns_of.EMAIL, person.email, entry.email),
        (columns_of.ROLE, person.role, entry.role),
        (columns_of.LANGUAGE, person.language, entry.language),
    ]
    found = [(name, old, new) for name, old, new in pairs if new and _differs(name, old, new)]
    here = plan.every[person.department].name
    if target and target != plain(here):
        new = {each.place: each.name for each in plan.departments}
        name = department.name if department else new[target]
        found.append((columns_of.DEPARTMENT, here, name))
    return Change(person=person, entry=entry, fields=tuple(found)) if found else None


def _differs(name: str, old: str, new: str) -> bool:
    return old.lower() != new.lower() if name == columns_of.EMAIL else old != new


def _may_be_refused(person: Known, refused: set[str]) -> bool:
    """Whether a row that was refused may be this person: then they are not gone."""
    return plain(person.name) in refused or (person.email.lower() or "-") in refused


def _lookalikes(plan: Plan) -> list[Problem]:
    """Joiners with the name of somebody who is not in the file: perhaps a new address."""
    gone = {plain(each.name): each for each in plan.leavers}
    return [
        Problem(
            row=entry.row,
            column="",
            text=roster_rows.shown(entry.name),
            what=_("Somebody of this name is in the roster with the address %(email)s.")
            % {"email": gone[plain(entry.name)].email or "–"},
            mend=_(
                "If it is the same person, correct the address on their page before you import."
            ),
            fatal=False,
        )
        for entry in plan.joiners
        if plain(entry.name) in gone
    ]


def _heads(plan: Plan, taken: list[Entry]) -> list[Head]:
    """By department the one person whom the file names as its head, where that is new."""
    if plan.columns.of(columns_of.HEAD) is None:
        return []
    people = {plain(e.name): e for e in taken} | {e.email: e for e in taken if e.email}
    named: dict[str, dict[str, Head]] = {}
    for entry in taken:
        if not entry.head or entry.place not in plan.targets:
            continue
        itself = plain(entry.head) in columns_of.YES or entry.head.casefold() in columns_of.YES
        lead = entry if itself else people.get(plain(entry.head)) or people.get(entry.head.lower())
        place = plan.targets[entry.place]
        head = Head(
            place=place,
            name=lead.name if lead else entry.head,
            email=lead.email if lead else "",
            role=lead.role if lead else "",
        )
        named.setdefault(place, {})[plain(head.name)] = head
    found = []
    for place, heads in sorted(named.items()):
        row = plan.known_departments.get(place)
        if len(heads) > 1:
            plan.notices.append(_two_heads(plan, place, list(heads.values())))
            continue
        [head] = heads.values()
        if row is None or (row.head_name, row.head_email) != (head.name, head.email):
            found.append(head)
    return found


def _two_heads(plan: Plan, place: str, heads: list[Head]) -> Problem:
    row = plan.known_departments.get(place)
    names = {each.place: each.name for each in plan.departments}
    return Problem(
        row=0,
        column=str(columns_of.FIELDS[columns_of.HEAD]),
        text=roster_rows.shown(", ".join(head.name for head in heads[:3])),
        what=_("More than one head is named for %(department)s.")
        % {"department": row.name if row else names.get(place, place)},
        mend=_("None is noted; enter the head with the department later."),
        fatal=False,
    )


def reading(choices: Mapping[str, object]) -> Reading:
    """How the file is to be read, as ``roster_file.read`` takes it."""
    sheet = choices.get("sheet")
    return Reading(
        sheet=sheet if isinstance(sheet, int) else 0,
        encoding=str(choices.get("encoding") or ""),
        separator=str(choices.get("separator") or ""),
    )
