"""The job that stores a confirmed roster: all of it in one transaction, or nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from surveys import roster_queries
from surveys.models import (
    Department,
    Organisation,
    Person,
    RosterImport,
    RosterImportState,
    ScopeDepartment,
    State,
)
from surveys.roster_queries import Known
from surveys.services import audit, organisations, roster_file, roster_moves, roster_plan
from surveys.services import roster_columns as columns_of
from surveys.services.assessments import head_of
from surveys.services.departments import by_pk, key_for
from surveys.services.groups import touch
from surveys.services.jobs import Held, Refused
from surveys.services.roster_plan import Change, Plan

AT_ONCE = 500
FIELDS = (columns_of.NAME, columns_of.EMAIL, columns_of.ROLE, columns_of.LANGUAGE)


def work(held: Held) -> None:
    """Read and compare before the transaction, so that others wait for the writing alone.

    Raises Refused where the roster is no longer what was shown when it was confirmed.
    """
    roster = (
        RosterImport.objects.select_related("organisation").filter(code=held.job.subject).first()
    )
    if roster is None:
        raise Refused(_("This import was withdrawn."))
    if roster.state == RosterImportState.DONE:
        return
    held.step("reading", 5)
    table = roster_file.read(bytes(roster.content), **roster_plan.reading(roster.choices))
    held.step("comparing", 30)
    known = roster_queries.known(roster.organisation)
    plan = roster_plan.make(
        organisation=roster.organisation, table=table, choices=roster.choices, known=known
    )
    held.step("storing", 60)
    with transaction.atomic():
        organisations.locked(roster.organisation_id)
        locked = RosterImport.objects.select_for_update().defer("content").get(pk=roster.pk)
        if locked.state != RosterImportState.CONFIRMED or plan.mark != roster.choices.get("mark"):
            raise Refused(_changed())
        if roster_queries.known(roster.organisation) != known or _renamed(roster, plan):
            raise Refused(_changed())
        _store(roster, plan, now=held.clock())
        held.step("storing", 99)


def _renamed(roster: RosterImport, plan: Plan) -> bool:
    """Whether departments have come, gone or got another name since the plan was made."""
    now = by_pk(roster.organisation)
    return {(pk, row.key, row.name) for pk, row in now.items()} != {
        (pk, row.key, row.name) for pk, row in plan.every.items()
    }


def _changed() -> str:
    return _("The roster was changed after this was confirmed. Look at it again and confirm anew.")


def _store(roster: RosterImport, plan: Plan, *, now: datetime) -> None:
    """Everything that the plan says, and what was done in numbers in place of the file."""
    organisation = roster.organisation
    places = dict(plan.known_departments)
    made = _departments(organisation, plan, places)
    _heads(plan, places)
    at = {place: places[target] for place, target in plan.targets.items()}
    leaving = plan.leavers if roster.choices.get("leavers") == "remove" else []
    # First who leaves: their addresses may be somebody else's now.
    roster_moves.leave([each.pk for each in leaving])
    _change(plan, at)
    Person.objects.bulk_create(
        (
            Person(
                organisation=organisation,
                department=at[entry.place],
                name=entry.name,
                email=entry.email,
                role=entry.role,
                language=entry.language,
            )
            for entry in plan.joiners
        ),
        batch_size=AT_ONCE,
    )
    roster.summary = {
        "joined": len(plan.joiners),
        "moved": len(plan.movers),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "left": len(leaving),
        "stayed": len(plan.leavers) - len(leaving),
        "left_out": plan.bad + plan.skipped,
        "departments": len(made),
        "drafts": _join_drafts(organisation, made),
    }
    roster.state, roster.content = RosterImportState.DONE, b""
    roster.choices = {}
    roster.save(update_fields=["summary", "state", "content", "choices"])
    details = ", ".join(f"{key} {number}" for key, number in roster.summary.items())
    audit.note_in(organisation, "roster-imported", user=roster.user, now=now, details=details)


def _departments(
    organisation: Organisation, plan: Plan, places: dict[str, Department]
) -> list[Department]:
    taken = {row.key for row in plan.every.values()}
    made = []
    for new in plan.created:
        key = key_for(new.name, taken)
        taken.add(key)
        row = Department(organisation=organisation, key=key, name=new.name, type=new.type)
        places[new.place] = row
        made.append(row)
    Department.objects.bulk_create(made)
    return made


def _heads(plan: Plan, places: dict[str, Department]) -> None:
    rows = []
    for head in plan.heads:
        row = places[head.place]
        row.head_name, row.head_email, row.head_role = head.name, head.email, head.role
        rows.append(row)
    Department.objects.bulk_update(rows, ["head_name", "head_email", "head_role"])


def _join_drafts(organisation: Organisation, made: list[Department]) -> int:
    """New departments take part in what is still being set up; returns in how many."""
    drafts = list(roster_queries.running(organisation).filter(state=State.DRAFT)) if made else []
    for draft in drafts:
        ScopeDepartment.objects.bulk_create(
            ScopeDepartment(assessment=draft, department=row, head=head_of(row)) for row in made
        )
        touch(draft)
    return len(drafts)


def _change(plan: Plan, at: dict[str, Department]) -> None:
    changes = plan.movers + plan.changed
    people = [_changed_person(each, at) for each in changes]
    freed = [person.pk for person, each in zip(people, changes, strict=True) if _new_email(each)]
    for some in roster_moves.chunks(freed):
        # So that two may swap their addresses.
        Person.objects.filter(pk__in=some).update(email="", trouble="")
    Person.objects.bulk_update(people, [*FIELDS, "department"], batch_size=AT_ONCE)
    roster_moves.move({each.person.pk: at[each.entry.place] for each in plan.movers})


def _new_email(change: Change) -> bool:
    return any(name == columns_of.EMAIL for name, _old, _new in change.fields)


def _changed_person(change: Change, at: dict[str, Department]) -> Person:
    was: Known = change.person
    new = {name: value for name, _old, value in change.fields if name in FIELDS}
    values = {name: new.get(name, getattr(was, name)) for name in FIELDS}
    department = at[change.entry.place].pk if change.moves else was.department
    return Person(pk=was.pk, department_id=department, **values)
