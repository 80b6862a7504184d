"""An import of people: looked at as often as wanted, confirmed and done once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from surveys import roster_queries
from surveys.models import Job, Organisation, RosterImport, RosterImportState, User
from surveys.services import jobs, roster_file, roster_plan, roster_workbook
from surveys.services.roster_file import FileRefused, Table
from surveys.services.roster_plan import Plan

__all__ = [
    "DecisionsMissing",
    "FileRefused",
    "NotDraft",
    "PlanChanged",
    "ProblemsLeft",
    "begin",
    "choose",
    "confirm",
    "drop",
    "look",
]

KEEP, REMOVE = "keep", "remove"
NO_LISTS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml")


class NotDraft(Exception):  # noqa: N818 - reads as what happened
    """It is being stored, or was."""


class PlanChanged(Exception):  # noqa: N818 - reads as what happened
    """Roster, file or choices are no longer what was shown."""


class ProblemsLeft(Exception):  # noqa: N818 - reads as what happened
    """Some rows cannot be taken, and nobody said to leave them out."""


class DecisionsMissing(Exception):  # noqa: N818 - reads as what happened
    """A column or a department is not decided, or nobody is left to import."""


def begin(
    *, organisation: Organisation, content: bytes | str, name: str, user: User | None, now: datetime
) -> RosterImport:
    """Keep the file, to be looked at; the user's last one that was not confirmed goes.

    Raises FileRefused.
    """
    kept = _checked(
        content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    )
    choices = {"encoding": "utf-8"} if isinstance(content, str) else {}
    with transaction.atomic():
        roster_queries.imports(organisation).filter(
            user=user, state=RosterImportState.DRAFT
        ).delete()
        return RosterImport.objects.create(
            organisation=organisation,
            user=user,
            name=name[:200],
            content=kept,
            choices=choices,
            created_at=now,
        )


def look(roster: RosterImport) -> tuple[Table, Plan]:
    """The file as read, and what importing it would do. Writes nothing. Raises FileRefused."""
    table = roster_file.read(bytes(roster.content), **roster_plan.reading(roster.choices))
    known = roster_queries.known(roster.organisation)
    plan = roster_plan.make(
        organisation=roster.organisation, table=table, choices=roster.choices, known=known
    )
    return table, plan


def choose(*, roster: RosterImport, choices: Mapping[str, object]) -> None:
    """Keep what was chosen about reading the file, if it can be read so.

    Raises NotDraft or FileRefused.
    """
    reading = roster_plan.reading(roster.choices | dict(choices))
    roster_file.read(bytes(roster.content), **reading)
    with transaction.atomic():
        locked = _locked(roster)
        locked.choices = locked.choices | dict(choices)
        locked.choices.pop("mark", None)
        locked.state = RosterImportState.DRAFT
        locked.save(update_fields=["choices", "state"])
    roster.choices, roster.state = locked.choices, locked.state


def confirm(
    *,
    roster: RosterImport,
    mark: str,
    leave_out: bool,
    remove: bool,
    user: User | None,
    now: datetime,
) -> Job:
    """Ask for it to be stored as it was shown. ``mark``: the plan that was shown.

    Raises FileRefused, NotDraft, PlanChanged, DecisionsMissing or ProblemsLeft.
    """
    _table, plan = look(roster)
    if plan.mark != mark:
        raise PlanChanged
    if not plan.ready or not plan.people:
        raise DecisionsMissing
    if plan.bad and not leave_out:
        raise ProblemsLeft
    with transaction.atomic():
        locked = _locked(roster)
        if locked.choices != roster.choices:
            raise PlanChanged
        locked.choices |= {"mark": mark, "leavers": REMOVE if remove else KEEP}
        locked.state, locked.user = RosterImportState.CONFIRMED, user
        locked.save(update_fields=["choices", "state", "user"])
        job = jobs.enqueue(
            kind="roster", subject=roster.code, organisation=roster.organisation, user=user, now=now
        )
    roster.choices, roster.state = locked.choices, locked.state
    return job


def drop(*, roster: RosterImport) -> None:
    """Forget the file. Raises NotDraft."""
    with transaction.atomic():
        _locked(roster).delete()


def under_way(roster: RosterImport) -> Job | None:
    """The job that stores it, if it was confirmed and the job has not failed."""
    if roster.state == RosterImportState.DRAFT:
        return None
    return roster_queries.job_of(roster)


def _locked(roster: RosterImport) -> RosterImport:
    """Locked, and not being stored: a job that has failed leaves it to be looked at again."""
    locked = RosterImport.objects.select_for_update().defer("content").filter(pk=roster.pk).first()
    if locked is None or locked.state == RosterImportState.DONE:
        raise NotDraft
    job = roster_queries.job_of(locked)
    if job is not None and job.state in jobs.ACTIVE:
        raise NotDraft
    return locked


def _checked(content: bytes) -> bytes:
    """What is kept of a file that can be a list. Raises FileRefused."""
    if roster_workbook.looks_packed(content):
        return roster_file.keep(roster_workbook.read_workbook(content))
    start = content[:1000].lstrip().lower()
    if start.startswith(PAGES) or content.startswith(NO_LISTS):
        raise FileRefused(
            _("This is no list that can be read. Save it as XLSX or CSV, and choose that file.")
        )
    if content.startswith(roster_file.CONVERTED):
        raise FileRefused(_("This file cannot be read. Save it as XLSX or CSV."))
    roster_file.read(content)
    return content
