"""Where every area stands: charts on the areas' own scales, and the tree as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from readiness.core.release import Node
from readiness.reporting.story import words
from readiness.reporting.story.outcome import (
    areas_words,
    in_order,
    nothing_words,
    reached_words,
    whole_target,
    whole_words,
    without_result,
)
from readiness.reporting.story.reading import OVERALL, Reading
from readiness.reporting.story.standing import (
    Standing,
    axis_of,
    left_out_words,
    level_words,
    standing,
    target_words,
    today_words,
)
from readiness.reporting.story.tables import figure_column, text_cell, text_column, trimmed, without
from readiness.reporting.story.types import (
    Cell,
    Column,
    GapChart,
    GapPoint,
    Heading,
    ResultsPage,
    Rich,
    Row,
    Table,
)
from readiness.reporting.story.wording import (
    missing,
    paragraph,
    percent,
    plain,
    quoted,
    too_few,
    whole,
)


def build_results(reading: Reading) -> ResultsPage | None:
    """The page after the summary; None where there is no result."""
    rows = in_order(reading)
    whole = whole_words(reading)
    if not rows and whole is None:
        return None
    title = areas_words(reading, rows) or whole or nothing_words(reading)
    lead = paragraph(
        f"{whole}." if whole and whole != title else None,
        whole_target(reading),
        reached_words(reading, rows),
    )
    return ResultsPage(
        heading=Heading(
            code="results",
            eyebrow=_("Results by area"),
            title=title,
            lead=lead if lead.parts else None,
        ),
        charts=_charts(reading, rows),
        table=tree_table(reading),
        notes=_notes(reading, rows),
    )


# Charts


def _charts(reading: Reading, rows: Sequence[Standing]) -> tuple[GapChart, ...]:
    """One for each scale that areas stand on."""
    axes: dict[tuple[bool, float, float], list[Standing]] = {}
    for entry in rows:
        if entry.high > entry.low:
            axes.setdefault(entry.axis, []).append(entry)
    return tuple(_chart(reading, found) for found in axes.values())


def _chart(reading: Reading, rows: list[Standing]) -> GapChart:
    aims = any(entry.target is not None for entry in rows)
    first = rows[0]
    values = {"low": plain(first.low), "high": plain(first.high)}
    if first.by_level:
        title = _("Levels and their targets") if aims else _("Levels")
    elif aims:
        title = _("Today and target, on a scale from %(low)s to %(high)s") % values
    else:
        title = _("Today, on a scale from %(low)s to %(high)s") % values
    return GapChart(
        chart_title=title,
        chart_alt=_("%(title)s: %(points)s.")
        % {"title": title, "points": "; ".join(_point_words(reading, entry) for entry in rows)},
        today_label=_("Today"),
        target_label=_("Target") if aims else "",
        gap_label=_("Gap") if aims else "",
        scale=axis_of(reading, first),
        points=tuple(_point(reading, entry) for entry in rows),
    )


def _point(reading: Reading, entry: Standing) -> GapPoint:
    if entry.by_level:
        texts = [plain(v) if v is not None else "" for v in (entry.today, entry.target, entry.gap)]
    else:
        texts = [
            reading.node_score(entry.node),
            reading.score(entry.target) if entry.target is not None else "",
            reading.score(entry.gap) if entry.gap is not None else "",
        ]
    return GapPoint(
        key=entry.node.code,
        label=reading.node_title(entry.node.code),
        today=entry.today,
        today_text=texts[0],
        target=entry.target,
        target_text=texts[1],
        gap_text=texts[2],
        by_level=entry.by_level,
    )


def _point_words(reading: Reading, entry: Standing) -> str:
    values = {
        "area": reading.node_title(entry.node.code),
        "today": today_words(reading, entry),
        "target": target_words(reading, entry),
    }
    if entry.target is None:
        return _("%(area)s %(today)s") % values
    return _("%(area)s %(today)s today, %(target)s needed") % values


# The tree


def tree_table(reading: Reading) -> Table:
    """The whole, every domain and every activity, each under what holds it."""
    depths = {OVERALL: 0}
    rows = []
    for node in reading.nodes("overall", "domain", "activity"):
        depth = depths[node.code] = depths.get(node.parent or OVERALL, 0) + 1
        if node.kind == "overall":
            depths[node.code] = depth = 0
            if standing(reading, node) is None:
                continue
        rows.append(_row(reading, node, max(depth - 1, 0)))
    table = Table(
        code="results",
        caption=_("Every area, each under the one that holds it"),
        columns=(
            text_column("area", _("Area")),
            figure_column("score", _("Score")),
            figure_column("scale", _("Scale")),
            text_column("level", _("Level")),
            aim_column(reading),
            figure_column("gap", _("Gap")),
            text_column("left", _("Not counted")),
        ),
        rows=tuple(rows),
    )
    return _without_scale(trimmed(table, keep=("area",)))


def aim_column(reading: Reading) -> Column:
    """Targets: words where they are levels."""
    by_level = any(
        n.target_level is not None for n in reading.nodes("overall", "domain", "activity")
    )
    return text_column("target", _("Target")) if by_level else figure_column("target", _("Target"))


def _without_scale(table: Table) -> Table:
    """Where all scores stand on one scale, the caption says it once."""
    place = next((p for p, column in enumerate(table.columns) if column.key == "scale"), None)
    if place is None:
        return table
    scales = {row.cells[place].text for row in table.rows if row.cells[place].state != "none"}
    if len(scales) > 1:
        return table
    caption = _("%(caption)s; scores are on a scale from %(ends)s") % {
        "caption": table.caption,
        "ends": scales.pop(),
    }
    return replace(without(table, "scale"), caption=caption)


def _row(reading: Reading, node: Node, depth: int) -> Row:
    return Row(
        key=node.code,
        cells=(
            Cell(text=reading.node_title(node.code)),
            score_cell(reading, node),
            scale_cell(node),
            level_cell(reading, node),
            *aim_cells(reading, node),
            left_cell(reading, node),
        ),
        mark=node.kind,
        depth=depth,
    )


def score_cell(reading: Reading, node: Node) -> Cell:
    """The score; for an area with neither score nor level, what stands instead."""
    if node.score is not None:
        return Cell(text=reading.node_score(node), value=node.score, tone=node.band)
    if node.code in reading.results and reading.results[node.code].closed:
        return Cell(text=words.verdict("closed"), state="none")
    if not node.released and reading.protected and node.kind != "overall":
        return Cell(text=too_few(), state="withheld")
    return Cell(text=missing(), state="none")


def scale_cell(node: Node) -> Cell:
    """The ends of the score's scale."""
    if node.score is None or node.low is None or node.high is None:
        return text_cell(None)
    ends = {"low": plain(node.low), "high": plain(node.high)}
    return Cell(text=_("%(low)s to %(high)s") % ends)


def level_cell(reading: Reading, node: Node) -> Cell:
    """The level, or why there is none."""
    if node.level is not None:
        return Cell(text=level_words(reading, node.code, node.level), value=node.level)
    if node.no_level == "too_few" and not reading.protected:
        return text_cell(_("no answer that counts"))
    return text_cell(words.no_level(node.no_level) if node.no_level else None)


def aim_cells(reading: Reading, node: Node) -> tuple[Cell, Cell]:
    """The target and the gap, as a score or as a level."""
    if node.target is not None and node.gap is not None:
        return (
            Cell(text=reading.score(node.target), value=node.target),
            Cell(text=reading.score(node.gap), value=node.gap),
        )
    if node.target_level is None:
        return text_cell(None), text_cell(None)
    target = Cell(text=level_words(reading, node.code, node.target_level), value=node.target_level)
    if node.level_gap is None:
        return target, text_cell(None)
    return target, Cell(text=whole(node.level_gap), value=node.level_gap)


def left_cell(reading: Reading, node: Node) -> Cell:
    """What does not count in the figure, in words."""
    if node.basis is None or not node.basis.left_out:
        return text_cell(None)
    return text_cell(left_out_words(node.basis.left_out.items(), _noun(reading, node)))


def _noun(reading: Reading, node: Node) -> str:
    """What the parts of a node are."""
    branch = reading.tree.branches.get(node.code)
    if branch is None or node.basis is None:
        return "department"
    if node.basis.rule in {"departments", "lead", "no_lead", "pooled"}:
        return "department"
    level, of = branch.level, branch.score.of
    if branch.score.rule == "none" and level is not None:
        of = level.of if level.rule == "cumulative" else "parts"
    return "question" if node.kind == "activity" or of == "items" else "part"


def _notes(reading: Reading, rows: Sequence[Standing]) -> tuple[Rich, ...]:
    aims = any(entry.gap is not None for entry in rows)
    texts = [
        _("Gap is target less today, and never below 0.") if aims else None,
        _(
            "A gap that is no target less today is the weighted mean of the gaps below it, so that "
            "what one area has beyond its target does not hide what another lacks."
        )
        if _has_mean_gap(reading)
        else None,
        without_result(reading),
        *(_near_miss(reading, node) for node in reading.nodes("activity")),
    ]
    return tuple(paragraph(text) for text in texts if text)


def _has_mean_gap(reading: Reading) -> bool:
    """Whether a domain's target, and so its gap, is made from what it holds."""
    return any(
        node.gap is not None and reading.tree.branches[node.code].target is None
        for node in reading.nodes("domain")
    )


def _near_miss(reading: Reading, node: Node) -> str | None:
    """A level missed by little, with both shares."""
    if node.near_miss is None:
        return None
    return _("%(activity)s: %(share)s say %(level)s or better; %(needed)s needed.") % {
        "activity": reading.node_title(node.code),
        "share": percent(node.near_miss.share),
        "level": _answer_name(reading, node.code, node.near_miss.name),
        "needed": percent(node.near_miss.needed),
    }


def _answer_name(reading: Reading, code: str, value: str) -> str:
    """An answer of an activity's key item: its level, or its words."""
    key = reading.model.key_items.get(code)
    scale = reading.model.scales[key.scale] if key else None
    if scale is None or scale.levels or value not in scale.values:
        return _("level %(level)s") % {"level": value}
    return quoted(scale.names[scale.values.index(value)])
