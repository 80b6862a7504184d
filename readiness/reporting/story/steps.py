"""What to do next: a step for every activity below its target, and what owners would carry."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from readiness.core.release import ActivityResult, OwnerLoad
from readiness.reporting.story.agreed import actions_table
from readiness.reporting.story.effort import hours, weeks
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.sources import agreed, short_day
from readiness.reporting.story.tables import without
from readiness.reporting.story.types import Cell, Column, Heading, Rich, Row, StepsPage, Table
from readiness.reporting.story.wording import missing, paragraph, whole


def build_steps(reading: Reading) -> StepsPage | None:
    """Page 10, for models with actions, or where actions were agreed."""
    if not reading.release.actions and not _has_steps(reading):
        return None
    within = reading.model.rules.owner_score.hours_within_weeks
    open_steps = [result for result in reading.ranked if reading.step_of(result)]
    soon = [r for r in open_steps if r.step and r.step.weeks <= within]
    later = [r for r in open_steps if r not in soon]
    return StepsPage(
        heading=Heading(
            code="steps",
            eyebrow=_("Next steps"),
            title=_agreed_title(reading) or _title(reading),
            lead=_lead(reading),
        ),
        soon=_table(reading, "soon", _("Done within %(weeks)s") % {"weeks": weeks(within)}, soon),
        later=_table(reading, "later", _("Later"), later) if later else None,
        owners=_owners(reading) if reading.model.asks_for_owners else None,
        notes=_notes(reading),
        agreed=actions_table(reading),
    )


def _has_steps(reading: Reading) -> bool:
    if not any(activity.actions for activity in reading.model.activities.values()):
        return False
    counted = reading.release.counted
    return reading.model.asks_for_owners or bool(counted.scored and counted.at_target is not None)


def _title(reading: Reading) -> str:
    if not reading.model.asks_for_owners:
        return _plain_title(reading)
    loads = [load for load in reading.release.owners if load.hours]
    if not loads and reading.ranked:
        return _("No step with an owner is done within %(weeks)s") % {
            "weeks": weeks(reading.model.rules.owner_score.hours_within_weeks)
        }
    if not loads:
        return _("No step is open: no activity with a score is below its target")
    over = [load for load in loads if load.overloaded and load.available is not None]
    load = max(over or loads, key=lambda found: found.hours)
    values = {
        "department": reading.name(load.department),
        "hours": hours(load.hours),
        "weeks": weeks(reading.model.rules.owner_score.hours_within_weeks),
    }
    if load.available is None:
        return _(
            "%(department)s carries most: %(hours)s in %(weeks)s; its hours are not stated"
        ) % (values)
    values["available"] = whole(load.available)
    if over:
        return (
            _("%(department)s would need %(hours)s in %(weeks)s; %(available)s are stated") % values
        )
    return (
        _("%(department)s carries most: %(hours)s in %(weeks)s, of %(available)s stated") % values
    )


def _agreed_title(reading: Reading) -> str | None:
    actions = reading.release.actions
    if not actions:
        return None
    said = ngettext(
        "%(n)s action was agreed; it is due %(day)s",
        "%(n)s actions were agreed; the first is due %(day)s",
        len(actions),
    )
    return said % {"n": whole(len(actions)), "day": short_day(actions[0].due)}


def _plain_title(reading: Reading) -> str:
    steps = [result for result in reading.ranked if reading.step_of(result)]
    if not steps:
        return _("No step is open: no activity with a score is below its target")
    first = ngettext(
        "%(n)s step is open; the first is for %(activity)s",
        "%(n)s steps are open; the first is for %(activity)s",
        len(steps),
    )
    return first % {"n": whole(len(steps)), "activity": reading.mid_title(steps[0].code)}


def _lead(reading: Reading) -> Rich | None:
    first = next((result for result in reading.ranked if reading.step_of(result)), None)
    action = reading.step_of(first) if first else None
    if first is None or action is None:
        return None
    return paragraph(
        _("First in order: %(activity)s.") % {"activity": reading.mid_title(first.code)},
        action.text,
        _("To begin: %(first_step)s") % {"first_step": reading.mid(action.first_step)},
    )


def _table(reading: Reading, code: str, caption: str, results: list[ActivityResult]) -> Table:
    table = Table(
        code=f"steps-{code}",
        caption=caption,
        columns=(
            Column(key="activity", title=_("Activity")),
            Column(key="owner", title=_("Owner")),
            Column(key="step", title=_("Next step")),
            Column(key="hours", title=_("Hours"), kind="figure"),
            Column(key="weeks", title=_("Weeks"), kind="figure"),
            Column(key="first", title=pgettext("step", "First")),
        ),
        rows=tuple(_row(reading, result) for result in results) or (_nothing(),),
    )
    return table if reading.model.asks_for_owners else without(table, "owner")


def _nothing() -> Row:
    """What stands in a table without steps."""
    none = Cell(text=missing(), state="none")
    return Row(key="none", cells=(Cell(text=_("No step is open")), none, none, none, none, none))


def _row(reading: Reading, result: ActivityResult) -> Row:
    action, step = reading.step_of(result), result.step
    return Row(
        key=result.code,
        cells=(
            Cell(text=reading.title(result.code)),
            _owner(reading, result),
            Cell(text=action.text if action else missing()),
            Cell(text=whole(step.hours) if step else missing(), value=step.hours if step else None),
            Cell(text=whole(step.weeks) if step else missing(), value=step.weeks if step else None),
            Cell(text=action.first_step if action else missing()),
        ),
    )


def _owner(reading: Reading, result: ActivityResult) -> Cell:
    if not reading.model.asks_for_owners:
        return Cell(text=missing(), state="none")
    raci, decision = known(result.raci), agreed(result)
    if decision is not None and decision.accountable:
        return Cell(text=reading.plain_name(decision.accountable), note=_("agreed"))
    if raci.accountable is None:
        return Cell(text=_("to be named"), state="none")
    return Cell(
        text=reading.plain_name(raci.accountable),
        note=_("provisional") if raci.provisional else "",
    )


def _owners(reading: Reading) -> Table:
    within = weeks(reading.model.rules.owner_score.hours_within_weeks)
    return Table(
        code="owners",
        caption=_("What each proposed owner would carry"),
        columns=(
            Column(key="department", title=_("Department")),
            Column(key="activities", title=_("Activities"), kind="figure"),
            Column(
                key="hours", title=_("Hours needed in %(weeks)s") % {"weeks": within}, kind="figure"
            ),
            Column(key="available", title=_("Hours stated"), kind="figure"),
            Column(key="fits", title=_("Fits")),
        ),
        rows=tuple(_owner_row(reading, load) for load in reading.release.owners),
    )


def _owner_row(reading: Reading, load: OwnerLoad) -> Row:
    number = len(load.activities)
    available = Cell(text=_("not stated"), state="none")
    if load.available is not None:
        available = Cell(text=whole(load.available), value=load.available)
    return Row(
        key=load.department,
        cells=(
            Cell(text=reading.plain_name(load.department)),
            Cell(text=whole(number), value=number),
            Cell(text=whole(load.hours), value=load.hours),
            available,
            _fits(load),
        ),
        mark="overloaded" if load.overloaded else None,
    )


def _fits(load: OwnerLoad) -> Cell:
    if load.available is None:
        return Cell(text=_("ask the head"), tone="untested")
    if load.overloaded:
        return Cell(text=_("no: free hours or share the steps"), tone="no")
    return Cell(text=_("yes"), tone="yes")


def _notes(reading: Reading) -> tuple[Rich, ...]:
    text = _(
        "Steps, hours and weeks are the model's rough figures, for all people together. Hours "
        "stated are the weekly hours that each head stated, over %(weeks)s. Steps that take "
        "longer are not counted."
    ) % {"weeks": weeks(reading.model.rules.owner_score.hours_within_weeks)}
    if not reading.model.asks_for_owners:
        text = _("Hours and weeks are the model's rough figures, for all people together.")
    return (paragraph(text),)
