"""Page 1 of a department report: where it stands, beside all and the target, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.tree import OVERALL
from readiness.reporting.story.document_types import (
    BesideChart,
    BesidePoint,
    DepartmentFront,
    KeyFigure,
)
from readiness.reporting.story.documents import NAMED, basis_line
from readiness.reporting.story.effort import hours, weeks
from readiness.reporting.story.one_group import Task, View, alike, duty_words
from readiness.reporting.story.outcome import named
from readiness.reporting.story.plain_summary import broad_areas
from readiness.reporting.story.reading import known
from readiness.reporting.story.sources import agreed
from readiness.reporting.story.standing import (
    Standing,
    axis_of,
    gap_words,
    level_words,
    target_words,
    today_words,
)
from readiness.reporting.story.types import Heading, NumberedStep, Rich
from readiness.reporting.story.wording import (
    listed,
    missing,
    paragraph,
    plain,
    strong,
    whole,
    without_stop,
)

ACTIONS = 3
DRAWN = 12
"""Areas drawn on the page; more would leave no room for what to do."""


def build_front(view: View) -> DepartmentFront:
    """Page 1."""
    steps = _steps(view)
    return DepartmentFront(
        heading=Heading(
            code=f"department-{view.key}",
            eyebrow=_("Department report"),
            title=front_title(view),
            lead=_lead(view),
        ),
        basis=basis_line(view.reading, answered(view)),
        figures=tuple(_figures(view)),
        charts=_charts(view),
        actions_title=_("What comes first") if steps else "",
        actions=steps,
        note=_note(view),
    )


def answered(view: View) -> str:
    """How many of the group answered, of how many where that is known."""
    values = {"n": whole(view.group.answered), "invited": whole(view.group.invited)}
    if view.group.invited is None:
        return (
            ngettext("%(n)s person answered", "%(n)s people answered", view.group.answered) % values
        )
    return _("%(n)s of %(invited)s invited answered") % values


# The title


def front_title(view: View) -> str:
    """Where the department is, and what is furthest from its target."""
    said = _finding(view)
    if view.overall is None:
        if said:
            return _("%(department)s: %(said)s") % {"department": view.name, "said": said}
        return _("%(department)s: too few answers to any question to show a figure") % {
            "department": view.name
        }
    values = {
        "department": view.name,
        "today": today_words(view.reading, view.overall),
        "said": said,
    }
    return (
        _("%(department)s is at %(today)s; %(said)s")
        if said
        else _("%(department)s is at %(today)s")
    ) % values


def _lead(view: View) -> Rich | None:
    """What is nearest to its target, and where the whole department is on the scale."""
    aimed = [entry for entry in view.compared if entry.gap is not None]
    near = aimed[-1] if aimed and aimed[-1].gap else None
    values = {"department": view.name}
    found = [_scale(view)]
    if near is not None and near not in view.shared():
        values |= {
            "area": _mid(view, near),
            "today": today_words(view.reading, near),
            "target": target_words(view.reading, near),
        }
        found.append(_("Nearest to its target is %(area)s: %(today)s of %(target)s.") % values)
    reached = [entry for entry in aimed if not entry.gap]
    if reached:
        found.append(_("At their targets: %(areas)s.") % {"areas": named(view.reading, reached)})
    lead = paragraph(*found)
    return lead if lead.parts else None


def _scale(view: View) -> str | None:
    """The whole on its scale, beside the organisation."""
    entry, there = view.overall, view.whole(OVERALL)
    if entry is None or entry.by_level or entry.high <= entry.low:
        return None
    ends = {"low": plain(entry.low), "high": plain(entry.high)}
    values = {"ends": _("%(low)s to %(high)s") % ends, "today": short_figure(view, entry)}
    if there is None or there.axis != entry.axis:
        return _("The scale runs from %(ends)s.") % values
    values["there"] = short_figure(view, there)
    return _("On the scale from %(ends)s the whole organisation is at %(there)s.") % values


def _finding(view: View) -> str:
    """The widest gap, those that share it, or that there is none."""
    found = view.shared()
    if not found:
        if any(entry.gap is not None for entry in view.compared):
            return _("everything with a figure is at its target")
        return _beside_all(view)
    first = found[0]
    values = {
        "area": _mid(view, first),
        "today": today_words(view.reading, first),
        "target": target_words(view.reading, first),
        "gap": gap_words(view.reading, first),
    }
    if len(found) == 1:
        return _("the widest gap is in %(area)s: %(today)s today, %(target)s needed") % values
    if len(found) > NAMED:
        return _("several activities share the widest gap, %(gap)s") % values
    values["areas"] = listed(_mid(view, entry) for entry in found)
    return _("%(areas)s share the widest gap, %(gap)s") % values


def _mid(view: View, entry: Standing) -> str:
    return view.reading.mid(view.reading.node_title(entry.node.code))


def _beside_all(view: View) -> str:
    """Without targets: where the organisation is."""
    found = view.whole(OVERALL)
    if view.overall is None or found is None or found.axis != view.overall.axis:
        return ""
    return _("the organisation is at %(today)s") % {"today": today_words(view.reading, found)}


# Three figures


def _figures(view: View) -> list[KeyFigure]:
    return [_today(view), _gap(view), _third(view)]


def short_figure(view: View, entry: Standing) -> str:
    """A score with its bound, or a level in words."""
    if entry.by_level:
        return level_words(view.reading, entry.node.code, entry.today)
    return view.reading.node_score(entry.node)


def _today(view: View) -> KeyFigure:
    if view.overall is None:
        return KeyFigure(label=_("Today"), figure=missing(), note=_("too few answers"))
    found = view.whole(OVERALL)
    note = _("the organisation: %(today)s") % {"today": short_figure(view, found)} if found else ""
    return KeyFigure(label=_("Today"), figure=short_figure(view, view.overall), note=note)


def _gap(view: View) -> KeyFigure:
    label, found = _("Widest gap"), view.shared()
    if not found:
        aimed = any(entry.gap is not None for entry in view.compared)
        note = _("every target is reached") if aimed else _("no target to compare with")
        return KeyFigure(label=label, figure=missing(), note=note)
    return KeyFigure(
        label=label, figure=gap_words(view.reading, found[0]), note=named(view.reading, found)
    )


def _third(view: View) -> KeyFigure:
    """What it would answer for, where owners are asked for; else how many answered."""
    if not view.reading.model.asks_for_owners:
        invited = view.group.invited
        note = _("of %(invited)s invited") % {"invited": whole(invited)} if invited else ""
        return KeyFigure(label=_("Answered"), figure=whole(view.group.answered), note=note)
    label = _("Proposed to answer for")
    if not view.loads:
        return KeyFigure(label=label, figure=missing(), note=_("no activity so far"))
    load = view.loads[0]
    number = len(load.activities)
    text = ngettext("%(n)s activity", "%(n)s activities", number) % {"n": whole(number)}
    values = {
        "hours": hours(load.hours),
        "weeks": weeks(view.reading.model.rules.owner_score.hours_within_weeks),
        "available": whole(load.available),
    }
    note = (
        _("%(hours)s needed in %(weeks)s; hours not stated") % values
        if load.available is None
        else _("%(hours)s needed in %(weeks)s; %(available)s stated") % values
    )
    return KeyFigure(label=label, figure=text, note=note)


# The chart


def _charts(view: View) -> tuple[BesideChart, ...]:
    """One for each scale that areas stand on."""
    axes: dict[tuple[bool, float, float], list[Standing]] = {}
    found = [e for code in broad_areas(view.reading) if (e := view.standing(code))]
    if len(found) < NAMED:
        found = list(view.activities)
    found.sort(key=lambda e: (e.gap is None, -e.behind, e.share))
    for entry in found[:DRAWN]:
        if entry.high > entry.low:
            axes.setdefault(entry.axis, []).append(entry)
    return tuple(_chart(view, rows) for rows in axes.values())


def _chart(view: View, rows: list[Standing]) -> BesideChart:
    points = tuple(_point(view, entry) for entry in rows)
    title = _chart_title(view, rows)
    return BesideChart(
        title=title,
        alt=_("%(title)s: %(points)s.")
        % {"title": title, "points": "; ".join(_point_words(view, entry) for entry in rows)},
        own_label=view.name,
        whole_label=_("The organisation") if any(p.whole is not None for p in points) else "",
        target_label=_("Target") if any(p.target is not None for p in points) else "",
        scale=axis_of(view.reading, rows[0]),
        points=points,
    )


def _chart_title(view: View, rows: list[Standing]) -> str:
    """What the drawing shows, as a sentence."""
    behind = [entry for entry in rows if entry.gap]
    if not behind:
        if any(entry.gap is not None for entry in rows):
            return _("%(department)s is at its target in every area") % {"department": view.name}
        return _ends(view, rows)
    first = alike(behind, behind[0])
    if len(first) > 1:
        return _("Furthest from their targets: %(areas)s") % {"areas": named(view.reading, first)}
    return _("Furthest from its target: %(area)s, %(today)s of %(target)s") % {
        "area": _mid(view, behind[0]),
        "today": short_figure(view, behind[0]),
        "target": _target_text(view, behind[0]),
    }


def _ends(view: View, rows: list[Standing]) -> str:
    """Without targets: the highest and the lowest area."""
    low, high = rows[0], rows[-1]
    values = {
        "department": view.name,
        "high": _mid(view, high),
        "low": _mid(view, low),
    }
    if low.today == high.today:
        return _("%(department)s stands alike in every area") % values
    return _("%(department)s stands highest in %(high)s, lowest in %(low)s") % values


def _target_text(view: View, entry: Standing) -> str:
    if entry.target is None:
        return ""
    if entry.by_level:
        return level_words(view.reading, entry.node.code, entry.target)
    return view.reading.score(entry.target)


def _point(view: View, entry: Standing) -> BesidePoint:
    other = view.whole(entry.node.code)
    there = other if other is not None and other.axis == entry.axis else None

    def text(found: Standing) -> str:
        return plain(found.today) if found.by_level else view.reading.node_score(found.node)

    target = "" if entry.target is None else view.reading.score(entry.target)
    return BesidePoint(
        key=entry.node.code,
        label=view.reading.node_title(entry.node.code),
        own=entry.today,
        own_text=text(entry),
        whole=there.today if there else None,
        whole_text=text(there) if there else "",
        target=entry.target,
        target_text=plain(entry.target) if entry.by_level and entry.target else target,
    )


def _point_words(view: View, entry: Standing) -> str:
    point = _point(view, entry)
    values = {
        "area": _mid(view, entry),
        "own": point.own_text,
        "whole": point.whole_text or missing(),
        "target": point.target_text,
    }
    if not point.target_text:
        return _("%(area)s %(own)s here, %(whole)s in the organisation") % values
    return _("%(area)s %(own)s here, %(whole)s in the organisation, %(target)s needed") % values


# What comes first


def _steps(view: View) -> tuple[NumberedStep, ...]:
    """The first steps of what it has a part in, then what to talk about with others."""
    tasks = view.tasks[:ACTIONS]
    taken = {task.result.code for task in tasks}
    gaps = [e for e in view.compared if e.gap and e.node.code not in taken]
    found = [_step(view, task) for task in tasks]
    found += [_talk(view, entry) for entry in gaps[: ACTIONS - len(tasks)]]
    return tuple(NumberedStep(number=n, text=text) for n, text in enumerate(found, start=1))


def _step(view: View, task: Task) -> Rich:
    values = {
        "first_step": without_stop(task.action.first_step),
        "text": view.reading.mid(without_stop(task.action.text)),
        "effort": _("%(hours)s in %(weeks)s")
        % {"hours": hours(task.action.hours), "weeks": weeks(task.action.weeks)},
    }
    part = _("Your department %(part)s.") % {"part": duty_words(task.letter)}
    return paragraph(
        strong(f"{view.reading.title(task.result.code)}:"),
        _("%(first_step)s; then %(text)s: %(effort)s.") % values,
        part if task.letter else None,
    )


def _talk(view: View, entry: Standing) -> Rich:
    """A gap that the department has no step for: whom to tell what it needs."""
    values = {
        "today": today_words(view.reading, entry),
        "target": target_words(view.reading, entry),
    }
    owner = _owner(view, entry.node.code)
    ask = _("Tell %(owner)s, proposed or agreed to answer for it, what you need.")
    return paragraph(
        strong(f"{view.reading.node_title(entry.node.code)}:"),
        _("%(today)s today, %(target)s needed.") % values,
        ask % {"owner": view.reading.name(owner)} if owner else None,
    )


def _owner(view: View, code: str) -> str | None:
    """Another department that is to answer for an activity."""
    result = view.reading.results.get(code)
    if result is None or not view.reading.model.asks_for_owners:
        return None
    owner = (agreed(result) or known(result.raci)).accountable
    return None if owner in view.group.departments else owner


def _note(view: View) -> Rich | None:
    """How to take the figures."""
    if not view.activities and view.overall is None:
        return None
    return paragraph(
        _(
            "This is how those who answered see it. A low figure says what is missing, not who is "
            "at fault: what is needed in one place only may be low elsewhere."
        )
    )
