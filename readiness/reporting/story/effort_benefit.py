"""What brings much for little: the open steps by their hours and by what they bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from readiness.core.release import ActivityResult
from readiness.reporting.story.effort import hours
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.tables import figure_column, text_column, without
from readiness.reporting.story.types import Cell, Heading, Number, Rich, Row, Table
from readiness.reporting.story.wording import listed, missing, paragraph, score, whole

NAMED = 3
FEWEST = 3
"""Steps: fewer need no map."""

MUCH_EFFORT = 20
"""Hours: half a working week, which nobody finds beside other work without planning for it."""

MUCH_BENEFIT = 0.5
"""Of the largest benefit: priorities have no unit, so they are compared with the highest only."""

FIELDS = ("first", "plan", "fill_in", "defer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An open step. ``number`` is its place in the order of priority."""

    code: str
    number: int
    label: str
    hours: int
    hours_text: str
    benefit: float
    benefit_text: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortPage:
    """The matrix with its four fields, and the steps as a ranked list."""

    heading: Heading
    effort_label: str
    benefit_label: str
    fields: tuple[tuple[str, str], ...]  # code and name
    alt: str
    much_effort: int
    much_effort_text: str
    much_benefit: float
    steps: tuple[Step, ...]
    table: Table
    notes: tuple[Rich, ...]


def build_effort(reading: Reading) -> EffortPage | None:
    """None where fewer than three steps are open."""
    found = open_steps(reading)
    if len(found) < FEWEST:
        return None
    much = _much_benefit(found)
    steps = tuple(_step(reading, result, much) for result in found)
    names = dict(zip(FIELDS, _field_names(), strict=True))
    return EffortPage(
        heading=Heading(
            code="effort",
            eyebrow=_("Effort and benefit"),
            title=_title(reading, steps),
            lead=paragraph(_formula(reading)),
        ),
        effort_label=_("Hours of the next step"),
        benefit_label=_("Priority"),
        fields=tuple(names.items()),
        alt="; ".join(
            f"{name}: {', '.join(f'{s.number} {s.label}' for s in steps if s.field == code)}"
            for code, name in names.items()
            if any(s.field == code for s in steps)
        ),
        much_effort=MUCH_EFFORT,
        much_effort_text=whole(MUCH_EFFORT),
        much_benefit=much,
        steps=steps,
        table=_table(reading, found, steps, names),
        notes=(),
    )


def open_steps(reading: Reading) -> list[ActivityResult]:
    """Activities with a next step, in the order of priority."""
    return [r for r in reading.ranked if reading.step_of(r) and r.step and r.priority is not None]


def field_of(reading: Reading, result: ActivityResult) -> str:
    """In which of the four fields a step stands."""
    return _field(result, _much_benefit(open_steps(reading)))


def _much_benefit(found: Sequence[ActivityResult]) -> float:
    return max((result.priority or 0 for result in found), default=0) * MUCH_BENEFIT


def _field(result: ActivityResult, much: float) -> str:
    small = result.step is not None and result.step.hours <= MUCH_EFFORT
    if (result.priority or 0) > much:
        return "first" if small else "plan"
    return "fill_in" if small else "defer"


def _field_names() -> tuple[str, str, str, str]:
    return (
        pgettext("step", "Do first"),
        pgettext("step", "Plan"),
        pgettext("step", "Fill in"),
        pgettext("step", "Defer"),
    )


def _step(reading: Reading, result: ActivityResult, much: float) -> Step:
    needed = result.step.hours if result.step else 0
    return Step(
        code=result.code,
        number=result.rank or 0,
        label=reading.title(result.code),
        hours=needed,
        hours_text=whole(needed),
        benefit=result.priority or 0,
        benefit_text=score(result.priority),
        field=_field(result, much),
    )


def _title(reading: Reading, steps: Sequence[Step]) -> str:
    first = [step for step in steps if step.field == "first"]
    if first:
        return _("Begin with %(activities)s: much benefit for few hours") % {
            "activities": _named(reading, first)
        }
    return _("No step brings much for few hours: plan for %(activities)s") % {
        "activities": _named(reading, [step for step in steps if step.field == "plan"])
    }


def _named(reading: Reading, steps: Sequence[Step]) -> str:
    names = [reading.mid(step.label) for step in steps]
    return listed([*names[:NAMED], _("others")] if len(names) > NAMED else names)


def _formula(reading: Reading) -> str:
    """How both are measured, and where the lines are drawn, in one paragraph."""
    benefit = (
        _("Benefit is the priority: weight times gap times a factor for who makes sure of it.")
        if reading.model.asks_for_owners
        else _("Benefit is the priority: weight times gap.")
    )
    return " ".join(
        (
            benefit,
            _(
                "Effort is the hours of the next step. Much is more than half of the highest "
                "priority, and more than %(hours)s."
            )
            % {"hours": hours(MUCH_EFFORT)},
        )
    )


def _table(
    reading: Reading,
    found: Sequence[ActivityResult],
    steps: Sequence[Step],
    names: dict[str, str],
) -> Table:
    table = Table(
        code="effort",
        caption=_("The next steps in the order of priority"),
        columns=(
            figure_column("rank", _("Order")),
            text_column("activity", _("Activity")),
            text_column("step", _("Next step")),
            figure_column("hours", _("Hours")),
            figure_column("weeks", _("Weeks")),
            figure_column("priority", _("Priority")),
            text_column("field", ""),
        ),
        rows=tuple(
            _row(reading, result, step, names[step.field])
            for result, step in zip(found, steps, strict=True)
        ),
    )
    return table if any(step.benefit for step in steps) else without(table, "priority")


def _row(reading: Reading, result: ActivityResult, step: Step, name: str) -> Row:
    action = reading.step_of(result)
    weeks: Number = result.step.weeks if result.step else None
    return Row(
        key=result.code,
        cells=(
            Cell(text=whole(step.number), value=step.number),
            Cell(text=step.label),
            Cell(text=action.text if action else missing()),
            Cell(text=step.hours_text, value=step.hours),
            Cell(text=whole(weeks), value=weeks),
            Cell(text=step.benefit_text, value=step.benefit),
            Cell(text=name, tone=f"field-{step.field}"),
        ),
    )
