"""Is it ready to open? What is there, what is missing, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from surveys import queries, set_up_queries
from surveys.models import Assessment, ScopeDepartment, State
from surveys.services import groups
from surveys.services.answering_times import Measured, measured
from surveys.services.lengths import Length, lengths_of
from surveys.services.model_versions import model_of

Stage = Literal["set-up", "people", "invite", "open", "close", "report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    """A department with fewer people than may be shown on their own.

    ``together``: whom it is shown with, empty for nobody yet; ``proposed``: whom we propose.
    """

    name: str
    people: int
    together: str
    proposed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """``outside``: departments of the organisation that take no part. ``marks``: not applicable.

    ``facts_missing``: departments whose head has not stated everything; nothing where the model
    does not ask heads.
    """

    departments: int
    outside: int
    untyped: int
    marks: int
    people: int
    without_link: int
    small: tuple[Small, ...]
    facts_missing: int
    lengths: tuple[Length, ...]
    measured: Measured | None

    @property
    def alone(self) -> tuple[Small, ...]:
        """Small departments that are not joined to another: nothing of theirs could be shown."""
        return tuple(each for each in self.small if not each.together)

    @property
    def long(self) -> bool:
        return any(each.long for each in self.lengths)


def stage(assessment: Assessment, found: Preflight) -> Stage:
    """The step that comes next."""
    match State(assessment.state):
        case State.DRAFT:
            return _stage_of_draft(assessment, found)
        case State.OPEN | State.PAUSED:
            return "close"
        case _:
            return "report"


def of(assessment: Assessment) -> Preflight:
    """Ten SQL, however many people and departments."""
    rows = list(queries.scope_departments(assessment))
    people = _people(assessment, rows)
    model = model_of(assessment)
    return Preflight(
        departments=len(rows),
        outside=set_up_queries.departments(assessment.organisation).count() - len(rows),
        untyped=sum(not row.department.type for row in rows) if model.department_types else 0,
        marks=sum(len(row.not_applicable.all()) for row in rows),
        people=sum(set_up_queries.on_roster(assessment).values()),
        without_link=queries.people_without_link(assessment).count(),
        small=_small(assessment, rows, people),
        facts_missing=sum(map(_is_missing, rows)) if model.department_facts else 0,
        lengths=lengths_of(assessment),
        measured=measured(assessment),
    )


def _stage_of_draft(assessment: Assessment, found: Preflight) -> Stage:
    settled = found.departments and assessment.closes_on and assessment.contact
    if not settled or found.untyped:
        return "set-up"
    if not found.people:
        return "people"
    return "invite" if found.without_link else "open"


def proposed_groups(assessment: Assessment) -> dict[str, str]:
    """Groups by how many people there are, before anybody has answered."""
    rows = list(queries.scope_departments(assessment))
    return _proposed(assessment, _people(assessment, rows))


def _people(assessment: Assessment, rows: list[ScopeDepartment]) -> dict[str, int | None]:
    """By department key how many may answer: its links or its people, else its headcount.

    None where nothing is known.
    """
    invited = {each.key: each.invited for each in queries.progress(assessment)}
    on_roster = set_up_queries.on_roster(assessment)
    found: dict[str, int | None] = {}
    for row in rows:
        key = row.department.key
        known = max(invited.get(key, 0), on_roster.get(key, 0))
        found[key] = known or row.department.headcount
    return found


def _small(
    assessment: Assessment, rows: list[ScopeDepartment], people: dict[str, int | None]
) -> tuple[Small, ...]:
    names = {row.department.key: row.department.name for row in rows}
    hosts = {row.group for row in rows}
    proposed = _proposed(assessment, people)
    found = []
    for row in rows:
        key, number = row.department.key, people[row.department.key]
        if number is None or number >= assessment.floor:
            continue
        joined = [names[each.department.key] for each in rows if each.group == key]
        together = names.get(row.group, "") or (", ".join(joined) if key in hosts else "")
        guests = [names[other] for other, host in proposed.items() if host == key]
        found.append(
            Small(
                name=row.department.name,
                people=number,
                together=together,
                proposed=names.get(proposed[key], "") or ", ".join(guests),
            )
        )
    return tuple(found)


def _proposed(assessment: Assessment, people: dict[str, int | None]) -> dict[str, str]:
    sizes = {key: assessment.floor if n is None else n for key, n in people.items()}
    return groups.propose(assessment, sizes)


def _is_missing(row: ScopeDepartment) -> bool:
    return not row.head or row.hours is None or row.authority is None
