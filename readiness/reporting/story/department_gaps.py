"""Page 2 of a department report: every activity in order, and where others see it differently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import Node
from readiness.reporting.story import words
from readiness.reporting.story.department_front import short_figure
from readiness.reporting.story.document_types import DepartmentGaps
from readiness.reporting.story.one_group import View, alike, pooled
from readiness.reporting.story.outcome import named
from readiness.reporting.story.standing import (
    Standing,
    level_words,
    standing,
    target_words,
    today_words,
)
from readiness.reporting.story.tables import (
    figure_column,
    percent_cell,
    text_cell,
    text_column,
    trimmed,
)
from readiness.reporting.story.types import Cell, Heading, Rich, Row, Section, Table
from readiness.reporting.story.wording import (
    isolated,
    listed,
    paragraph,
    quoted,
    too_few,
    whole,
    without_stop,
)

DIFFERENCES = 4
TOLD = 6


def build_department_gaps(view: View, *, most: int) -> DepartmentGaps:
    """Page 2, with so many rows at most."""
    apart = differences(view)
    return DepartmentGaps(
        heading=Heading(
            code=f"department-{view.key}-gaps",
            eyebrow=_("Gaps in order"),
            title=_title(view, apart),
        ),
        table=_table(view, most),
        differences=_section(view, apart),
        notes=_notes(view, most),
        dont_know=dont_know_table(view),
    )


# Where others see it differently


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A question on which the group is at one end of all departments shown."""

    code: str
    own: Node
    other: Node
    lowest: bool
    spread: float


def differences(view: View) -> tuple[Difference, ...]:
    """Both ends are shown; the questions with the departments furthest apart first."""
    found: list[Difference] = []
    if len(view.release.groups) < 2:  # noqa: PLR2004 - a comparison needs two
        return ()
    for node in view.reading.nodes("item"):
        basis = node.basis
        if basis is None or basis.lowest is None or basis.highest is None or not basis.spread:
            continue
        if view.key not in {basis.lowest, basis.highest}:
            continue
        lowest = basis.lowest == view.key
        own = view.node(node.code)
        other = view.reading.node(node.code, basis.highest if lowest else basis.lowest)
        if own is None or other is None or own.score is None or other.score is None:
            continue
        found.append(
            Difference(
                code=node.code, own=own, other=other, lowest=lowest, spread=float(basis.spread)
            )
        )
    return tuple(sorted(found, key=lambda d: -d.spread))


def first_difference(view: View, apart: tuple[Difference, ...]) -> Difference | None:
    """The widest that is about an activity: it has a name short enough to be spoken of."""
    known = view.reading.model.activity_of
    return next((found for found in apart if found.code in known), None)


def question_words(view: View, code: str) -> str:
    """An activity's title where departments have one question on it; else the question's words."""
    model = view.reading.model
    activity, profile = model.activity_of.get(code), view.release.model.profile
    if activity is not None:
        asked = [i for i in activity.items if i.is_in(profile) and not model.is_pooled(i)]
        if len(asked) == 1:
            return activity.title
    return quoted(without_stop(view.reading.node_title(code)))


def _values(view: View, found: Difference) -> dict[str, str]:
    return {
        "department": view.name,
        "topic": question_words(view, found.code),
        "topic_mid": view.reading.mid(question_words(view, found.code)),
        "own": view.reading.node_score(found.own),
        "there": view.reading.node_score(found.other),
        "other": isolated(view.reading.group_name(found.other.department or "")),
    }


def _section(view: View, apart: tuple[Difference, ...]) -> Section | None:
    """Without two departments shown there is nothing to compare."""
    if len(view.release.groups) < 2:  # noqa: PLR2004 - a comparison needs two
        return None
    points = tuple(paragraph(_sentence(view, found)) for found in apart[:DIFFERENCES])
    none = _("%(department)s stands between the other departments on every question.") % {
        "department": view.name
    }
    return Section(
        code=f"department-{view.key}-differences",
        title=_("Where departments see it differently"),
        points=points or (paragraph(none),),
    )


def _sentence(view: View, found: Difference) -> str:
    if found.lowest:
        return _(
            "%(topic)s: %(own)s here, %(there)s in %(other)s, the highest of all shown. Ask "
            "them what they know of it."
        ) % _values(view, found)
    return _(
        "%(topic)s: %(own)s here, the highest of all shown; %(there)s in %(other)s. Tell them "
        "what you know of it."
    ) % _values(view, found)


# What could not be told


def dont_know_table(view: View) -> Table | None:
    """Questions that some of the group did not know, most first; only what is released."""
    nodes = (node for node in view.release.nodes if node.department == view.key)
    found = [node for node in nodes if node.kind == "item" and node.released and node.dk]
    found.sort(key=lambda node: -(node.dk or 0))
    if not found:
        return None
    table = Table(
        code="department-dont-know",
        caption=_("What your staff could not tell: ask who does know, before you act on it"),
        columns=(
            text_column("question", _("Question")),
            figure_column("dk", _("Cannot tell")),
            figure_column("whole", _("In the organisation")),
        ),
        rows=tuple(_dont_know_row(view, node) for node in found[:TOLD]),
    )
    return trimmed(table)


def _dont_know_row(view: View, node: Node) -> Row:
    there = view.reading.node(node.code)
    return Row(
        key=node.code,
        cells=(
            Cell(text=question_words(view, node.code)),
            percent_cell(node.dk),
            percent_cell(there.dk if there is not None else None),
        ),
    )


# The title


def _title(view: View, apart: tuple[Difference, ...]) -> str:
    """The widest difference, if it is wide enough; else what is nearest to its target."""
    least = view.reading.model.rules.between_departments.perception_gap
    widest = first_difference(view, apart)
    if widest is not None and widest.spread >= least:
        text = _("%(department)s sees %(topic_mid)s at %(own)s, %(other)s at %(there)s")
        return text % _values(view, widest)
    rows = [entry for entry in view.compared if entry.gap is not None]
    if not rows:
        return _without_targets(view)
    reached = [entry for entry in rows if not entry.gap]
    if reached:
        return ngettext(
            "%(areas)s is at its target", "%(areas)s are at their targets", len(reached)
        ) % {"areas": named(view.reading, reached)}
    nearest = alike(rows, rows[-1])
    values = {
        "areas": named(view.reading, nearest),
        "today": today_words(view.reading, nearest[0]),
        "target": target_words(view.reading, nearest[0]),
    }
    if len(nearest) > 1:
        return _("%(areas)s are nearest to their targets") % values
    return _("%(areas)s is nearest to its target: %(today)s today, %(target)s needed") % values


def _without_targets(view: View) -> str:
    rows = view.compared
    if not rows:
        return _("Too few answers to any question to show a figure")
    return _("%(area)s stands highest, at %(today)s") % {
        "area": view.reading.node_title(rows[-1].node.code),
        "today": short_figure(view, rows[-1]),
    }


# The table


def _codes(view: View) -> list[str]:
    """Activities in order; those without a figure of the group last, and none that is not asked."""
    shown = [entry.node.code for entry in view.activities]
    rest = [
        code
        for code, result in view.reading.results.items()
        if code not in shown and not result.closed and not pooled(view.reading, code)
    ]
    return [*shown, *rest]


def _table(view: View, most: int) -> Table:
    table = Table(
        code="department-gaps",
        caption=_("Activities, the widest gap first")
        if any(entry.gap is not None for entry in view.activities)
        else _("Activities, the lowest first"),
        columns=(
            text_column("activity", _("Activity")),
            figure_column("today", _("Today")),
            text_column("level", _("Level")),
            figure_column("target", _("Target")),
            figure_column("gap", _("Gap")),
            figure_column("whole", _("Organisation")),
            figure_column("n", _("Answers")),
            text_column("view", _("How far they agree")),
        ),
        rows=tuple(_row(view, code) for code in _codes(view)[:most]),
    )
    return trimmed(table, keep=("activity", "today"))


def _row(view: View, code: str) -> Row:
    node, found = view.node(code), view.standing(code)
    return Row(
        key=code,
        cells=(
            text_cell(view.reading.title(code)),
            _today(view, node),
            _level(view, node),
            *_aim(view, found),
            _whole(view, code),
            text_cell(whole(node.n) if node is not None and node.n is not None else None),
            text_cell(_agreement(node)),
        ),
    )


def _today(view: View, node: Node | None) -> Cell:
    """The score, or what stands instead; all that may not be shown looks alike."""
    if node is not None and node.score is not None:
        return Cell(text=view.reading.node_score(node), value=node.score, tone=node.band)
    if node is not None and node.released:
        return text_cell(None)
    if view.reading.protected:
        return Cell(text=too_few(), state="withheld")
    return text_cell(None)


def _level(view: View, node: Node | None) -> Cell:
    if node is None or (node.level is None and node.no_level is None):
        return text_cell(None)
    if node.level is None:
        return text_cell(words.no_level(node.no_level or ""))
    return text_cell(level_words(view.reading, node.code, node.level))


def _aim(view: View, found: Standing | None) -> tuple[Cell, Cell]:
    if found is None or found.target is None or found.gap is None:
        return text_cell(None), text_cell(None)
    if found.by_level:
        target = level_words(view.reading, found.node.code, found.target)
        return text_cell(target), Cell(text=whole(found.gap), value=found.gap)
    return (
        Cell(text=view.reading.score(found.target), value=found.target),
        Cell(text=view.reading.score(found.gap), value=found.gap),
    )


def _whole(view: View, code: str) -> Cell:
    found = standing(view.reading, view.reading.node(code))
    return text_cell(short_figure(view, found) if found is not None else None)


def _agreement(node: Node | None) -> str:
    """A band where enough answered, else whether it is one view."""
    if node is None or node.score is None:
        return ""
    if node.agreement.band:
        return words.agreement(node.agreement.band)
    return words.view(node.agreement.view) if node.agreement.view else ""


def _notes(view: View, most: int) -> tuple[Rich, ...]:
    return tuple(paragraph(text) for text in _note_texts(view, most) if text)


def _note_texts(view: View, most: int) -> Iterator[str]:
    left = len(_codes(view)) - most
    if left > 0:
        yield ngettext(
            "%(n)s more activity has a smaller gap or no figure.",
            "%(n)s more activities have smaller gaps or no figure.",
            left,
        ) % {"n": whole(left)}
    together = [view.reading.mid_title(c) for c in view.reading.results if pooled(view.reading, c)]
    if together:
        yield _(
            "Asked of some people in all departments, and counted for the organisation as a "
            "whole: %(activities)s."
        ) % {"activities": listed(together)}
    if view.reading.protected:
        yield _(
            "Below %(bands)s answers only the score, the level and whether it is one view are "
            "shown; a score at an end of the scale is then printed as a bound."
        ) % {"bands": whole(view.reading.model.rules.release.bands_from)}
