"""Page 3 of a department report: what to do, the department's part, and the team's meeting."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from readiness.core.release import ActivityResult, OwnerLoad
from readiness.reporting.story.agreed import actions_table
from readiness.reporting.story.department_front import front_title
from readiness.reporting.story.department_gaps import (
    differences,
    first_difference,
    question_words,
)
from readiness.reporting.story.document_types import DepartmentNext
from readiness.reporting.story.documents import agreed_title
from readiness.reporting.story.effort import hours, weeks
from readiness.reporting.story.one_group import DOING, Task, View, duty_words
from readiness.reporting.story.reading import known
from readiness.reporting.story.sources import agreed, agreed_in_short, has_decisions
from readiness.reporting.story.tables import figure_column, text_cell, text_column, trimmed
from readiness.reporting.story.types import Cell, Heading, Row, Section, Table
from readiness.reporting.story.wording import (
    isolated,
    listed,
    paragraph,
    strong,
    whole,
    without_stop,
)

STEPS = 6
DUTIES = 20
ORDER = "ARC"


def build_next(view: View, *, most: int) -> DepartmentNext:
    """Page 3, with so many rows a table at most."""
    return DepartmentNext(
        heading=Heading(
            code=f"department-{view.key}-next", eyebrow=_("The next 90 days"), title=_title(view)
        ),
        agreed=_agreed(view),
        steps=_steps(view, min(most, STEPS)),
        duties=_duties(view, min(most, DUTIES)),
        owners=_owners(view),
        agenda=_agenda(view),
        notes=tuple(paragraph(text) for text in _notes(view, most)),
    )


# The title


def _title(view: View) -> str:
    if not view.reading.model.asks_for_owners:
        return _first_title(view)
    keys = view.group.departments
    settled = [
        result
        for result in view.release.activities
        if (found := agreed(result)) is not None and found.accountable in keys
    ]
    if settled:
        return agreed_title(view.reading, view.name, settled)
    if view.loads:
        return load_title(view, view.loads)
    doing = [code for code, letter in view.letters.items() if letter in DOING]
    if not doing:
        return _("No activity is proposed to %(department)s; it is asked or told") % {
            "department": view.name
        }
    names = [view.reading.mid_title(code) for code in doing]
    if len(names) > 2:  # noqa: PLR2004 - a title has room for two
        names = [*names[:2], _("other activities")]
    return _("%(department)s does part of the work in %(activities)s") % {
        "department": view.name,
        "activities": listed(names),
    }


def load_title(view: View, loads: tuple[OwnerLoad, ...]) -> str:
    """What the department is proposed to answer for, with its hours."""
    load = loads[0]
    number = len(load.activities)
    values = {
        "department": view.reading.name(load.department),
        "n": whole(number),
        "hours": hours(load.hours),
        "weeks": weeks(view.reading.model.rules.owner_score.hours_within_weeks),
        "available": whole(load.available),
    }
    start = (
        ngettext(
            "%(department)s is proposed for %(n)s activity",
            "%(department)s is proposed for %(n)s activities",
            number,
        )
        % values
    )
    values["start"] = start
    if load.available is None:
        return _("%(start)s: %(hours)s in %(weeks)s, and its hours are not stated") % values
    return _("%(start)s: %(hours)s in %(weeks)s, of %(available)s stated") % values


def _first_title(view: View) -> str:
    if not view.tasks:
        return _("No step is open for %(department)s") % {"department": view.name}
    first = ngettext(
        "%(n)s step is open; the first is for %(activity)s",
        "%(n)s steps are open; the first is for %(activity)s",
        len(view.tasks),
    )
    return first % {
        "n": whole(len(view.tasks)),
        "activity": view.reading.mid_title(view.tasks[0].result.code),
    }


# Tables


def _agreed(view: View) -> Table | None:
    """What a workshop agreed is to be done in activities the department has a part in."""
    table = actions_table(view.reading)
    if table is None:
        return None
    mine = {view.reading.title(c) for c, letter in view.letters.items() if letter in DOING}
    rows = tuple(
        row
        for row in table.rows
        if not view.reading.model.asks_for_owners or row.cells[0].text in mine
    )
    if not rows:
        return None
    return Table(code=table.code, caption=table.caption, columns=table.columns, rows=rows)


def _within(view: View) -> int:
    return view.reading.model.rules.owner_score.hours_within_weeks


def _soon(view: View) -> list[Task]:
    return [task for task in view.tasks if task.action.weeks <= _within(view)]


def _steps(view: View, most: int) -> Table | None:
    rows = _soon(view)[:most]
    if not rows:
        return None
    table = Table(
        code="department-steps",
        caption=_("Done within %(weeks)s") % {"weeks": weeks(_within(view))},
        columns=(
            text_column("activity", _("Activity")),
            text_column("part", _("Your department")),
            text_column("first", pgettext("step", "First")),
            text_column("step", _("Next step")),
            figure_column("hours", _("Hours")),
            figure_column("weeks", _("Weeks")),
        ),
        rows=tuple(_step_row(view, task) for task in rows),
    )
    return trimmed(table)


def _step_row(view: View, task: Task) -> Row:
    action = task.action
    return Row(
        key=task.result.code,
        cells=(
            Cell(text=view.reading.title(task.result.code)),
            text_cell(duty_words(task.letter) if task.letter else None),
            Cell(text=action.first_step),
            Cell(text=action.text),
            Cell(text=whole(action.hours), value=action.hours),
            Cell(text=whole(action.weeks), value=action.weeks),
        ),
    )


def _involved(view: View) -> list[ActivityResult]:
    """Activities in which it is more than told, those it does most in first."""
    found = [r for r in view.release.activities if r.code in view.letters and not r.closed]
    return sorted(
        (r for r in found if view.letters[r.code] in ORDER),
        key=lambda r: ORDER.index(view.letters[r.code]),
    )


def _told(view: View) -> list[str]:
    """Activities of which it is told, by name."""
    return [
        view.reading.mid_title(r.code)
        for r in view.release.activities
        if view.letters.get(r.code) == "I" and not r.closed
    ]


def _duties(view: View, most: int) -> Table | None:
    rows = _involved(view)[:most]
    if not rows:
        return None
    return Table(
        code="department-duties",
        caption=_("Who does what, as proposed or agreed, where your department has a part"),
        columns=(
            text_column("activity", _("Activity")),
            text_column("part", _("Your department")),
            text_column("accountable", _("Answers for it")),
            text_column("responsible", _("Does the work")),
            text_column("status", _("Status")),
        ),
        rows=tuple(_duty_row(view, result) for result in rows),
    )


def _duty_row(view: View, result: ActivityResult) -> Row:
    duties, letter = agreed(result) or known(result.raci), view.letters[result.code]
    owner = duties.accountable
    names = [view.reading.plain_name(key) for key in duties.responsible]
    return Row(
        key=result.code,
        cells=(
            Cell(text=view.reading.title(result.code)),
            Cell(text=duty_words(letter), tone="mine" if letter in DOING else None),
            text_cell(view.reading.plain_name(owner))
            if owner
            else Cell(text=_("to be named"), state="none"),
            text_cell(", ".join(names)),
            Cell(text=duty_status(view, result)),
        ),
    )


def duty_status(view: View, result: ActivityResult) -> str:
    """Agreed and when; else how firm the proposal is."""
    if has_decisions(view.reading):
        return agreed_in_short(result)
    return _("provisional") if known(result.raci).provisional else _("proposed")


def _owners(view: View) -> Table | None:
    """Who is proposed for what the department has a part in, and the hours that takes."""
    if not view.reading.model.asks_for_owners:
        return None
    codes = {result.code for result in _involved(view)}
    rows = [load for load in view.release.owners if codes.intersection(load.activities)]
    if not rows:
        return None
    return Table(
        code="department-owners",
        caption=_("Who is proposed to answer for these activities, and the hours it takes"),
        columns=(
            text_column("department", _("Department")),
            text_column("activities", _("Would answer for")),
            figure_column(
                "hours", _("Hours needed in %(weeks)s") % {"weeks": weeks(_within(view))}
            ),
            figure_column("available", _("Hours stated")),
        ),
        rows=tuple(_owner_row(view, load) for load in rows),
    )


def _owner_row(view: View, load: OwnerLoad) -> Row:
    available = Cell(text=_("not stated"), state="none")
    if load.available is not None:
        available = Cell(
            text=whole(load.available),
            note=_("too few") if load.overloaded else "",
            value=load.available,
        )
    titles = (view.reading.title(code) for code in load.activities)
    return Row(
        key=load.department,
        cells=(
            Cell(text=view.reading.plain_name(load.department)),
            Cell(text="; ".join(titles)),
            Cell(text=whole(load.hours), value=load.hours),
            available,
        ),
    )


# The meeting


def _agenda(view: View) -> Section:
    """Half an hour with the team, from what this report says."""
    points = (
        (_("5 minutes: what we said."), f"{front_title(view)}."),
        (_("10 minutes: where we see it differently."), _question(view)),
        (_("10 minutes: what we do first."), _first(view)),
        (_("5 minutes: who, until when."), _close(view)),
    )
    return Section(
        code=f"department-{view.key}-agenda",
        title=_("Half an hour with the team"),
        points=tuple(paragraph(strong(start), text) for start, text in points),
    )


def _question(view: View) -> str:
    found = first_difference(view, differences(view))
    if found is not None:
        return _("Why is %(topic)s at %(own)s here and at %(there)s in %(other)s?") % {
            "topic": view.reading.mid(question_words(view, found.code)),
            "own": view.reading.node_score(found.own),
            "there": view.reading.node_score(found.other),
            "other": isolated(view.reading.group_name(found.other.department or "")),
        }
    return _("Which figure surprises us, and what have we seen that speaks for it or against it?")


def _first(view: View) -> str:
    if not view.tasks:
        return _("Which gap would help our work most if it were closed?")
    task = view.tasks[0]
    return _("%(activity)s: %(first_step)s. What is in the way?") % {
        "activity": view.reading.title(task.result.code),
        "first_step": without_stop(task.action.first_step),
    }


def _close(view: View) -> str:
    if any(letter == "A" for letter in view.letters.values()):
        return _("Name one person for each step, and what we need from others before we say yes.")
    return _("Name one person for each step, and one who asks the others what they need from us.")


def _notes(view: View, most: int) -> Iterator[str]:
    """What the tables leave out, by name."""
    also = _soon(view)[min(most, STEPS) :]
    later = [task for task in view.tasks if task not in _soon(view)]
    for text, tasks in (
        (_("Also in this time: %(activities)s."), also),
        (_("Later: %(activities)s."), later),
    ):
        if tasks:
            yield text % {
                "activities": listed(view.reading.mid_title(task.result.code) for task in tasks)
            }
    left = _involved(view)[min(most, DUTIES) :]
    if left:
        yield _("Has a part in these, too: %(activities)s.") % {
            "activities": listed(view.reading.mid_title(result.code) for result in left)
        }
    if told := _told(view):
        yield _("Your department is told of: %(activities)s.") % {"activities": listed(told)}
    if view.tasks:
        yield _("Hours and weeks are the model's rough figures, for all people together.")
