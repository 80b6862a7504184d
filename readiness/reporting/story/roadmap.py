"""The open steps over time: what to begin now, within the first weeks, and what can wait."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from readiness.core.release import ActivityResult
from readiness.reporting.story.effort import weeks
from readiness.reporting.story.effort_benefit import FEWEST, NAMED, field_of, open_steps
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.sources import agreed
from readiness.reporting.story.wording import listed

YEAR = 52
"""Weeks: a step that is begun later and takes longer than what is left of them goes beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapStep:
    """A line: who does what for how long. ``number`` is its place in the order of priority."""

    code: str
    number: int
    label: str
    owner: str
    weeks: int
    weeks_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Steps that begin at the same time, in the order of priority; ``start`` in weeks."""

    code: str
    title: str
    start: int
    steps: tuple[RoadmapStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """``title`` is the finding. Lanes without a step are left out."""

    title: str
    alt: str
    owner_label: str  # empty where nobody is asked for owners
    weeks_label: str
    within: int  # the first weeks, with their words
    within_text: str
    end: int  # of the axis
    lanes: tuple[Lane, ...]
    note: str


def build_roadmap(reading: Reading) -> Roadmap | None:
    """None where fewer than three steps are open."""
    found = open_steps(reading)
    if len(found) < FEWEST:
        return None
    within = reading.model.rules.owner_score.hours_within_weeks
    lanes = tuple(lane for lane in _lanes(reading, found, within) if lane.steps)
    return Roadmap(
        title=_title(reading, lanes, within),
        alt="; ".join(_lane_words(lane) for lane in lanes),
        owner_label=_("Owner") if reading.model.asks_for_owners else "",
        weeks_label=_("Weeks"),
        within=within,
        within_text=weeks(within),
        end=max(within, *(lane.start + step.weeks for lane in lanes for step in lane.steps)),
        lanes=lanes,
        note=_(
            "Now: much benefit for few hours. The next %(weeks)s: what has to be planned for or "
            "fits in between. Later: what takes longer, or many hours for less benefit. Bars show "
            "the model's weeks from the start of their lane."
        )
        % {"weeks": weeks(within)},
    )


def _lanes(reading: Reading, found: list[ActivityResult], within: int) -> list[Lane]:
    placed = {result.code: _lane(reading, result, within) for result in found}
    titles = {
        "now": _("Now"),
        "soon": _("The next %(weeks)s") % {"weeks": weeks(within)},
        "later": _("Later, within 12 months"),
    }
    steps = {
        code: tuple(_step(reading, result) for result in found if placed[result.code] == code)
        for code in titles
    }
    if any(within + step.weeks > YEAR for step in steps["later"]):
        titles["later"] = _("Later")
    return [
        Lane(code=code, title=title, start=within if code == "later" else 0, steps=steps[code])
        for code, title in titles.items()
    ]


def _lane(reading: Reading, result: ActivityResult, within: int) -> str:
    field = field_of(reading, result)
    if field == "defer" or (result.step is not None and result.step.weeks > within):
        return "later"
    return "now" if field == "first" else "soon"


def _step(reading: Reading, result: ActivityResult) -> RoadmapStep:
    needed = result.step.weeks if result.step else 0
    return RoadmapStep(
        code=result.code,
        number=result.rank or 0,
        label=reading.title(result.code),
        owner=_owner(reading, result),
        weeks=needed,
        weeks_text=weeks(needed),
    )


def _owner(reading: Reading, result: ActivityResult) -> str:
    """Who answers for it, verbatim; "" where nobody is asked for owners."""
    if not reading.model.asks_for_owners:
        return ""
    raci, decision = known(result.raci), agreed(result)
    if decision is not None and decision.accountable:
        return reading.plain_name(decision.accountable)
    return reading.plain_name(raci.accountable) if raci.accountable else _("to be named")


def _title(reading: Reading, lanes: tuple[Lane, ...], within: int) -> str:
    first = lanes[0]
    values = {"activities": _named(reading, first.steps), "weeks": weeks(within)}
    if first.code == "now":
        return _("To begin now: %(activities)s") % values
    if first.code == "soon":
        return _("For the next %(weeks)s: %(activities)s") % values
    return _("No step is done within %(weeks)s; first in order: %(activities)s") % values


def _named(reading: Reading, steps: tuple[RoadmapStep, ...]) -> str:
    names = [reading.mid(step.label) for step in steps]
    return listed([*names[:NAMED], _("others")] if len(names) > NAMED else names)


def _lane_words(lane: Lane) -> str:
    found = ", ".join(
        f"{step.label} ({step.owner}, {step.weeks_text})"
        if step.owner
        else f"{step.label} ({step.weeks_text})"
        for step in lane.steps
    )
    return f"{lane.title}: {found}"
