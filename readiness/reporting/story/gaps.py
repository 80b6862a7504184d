"""The gaps in the order in which they should be closed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.release import ActivityResult, Node
from readiness.reporting.story import words
from readiness.reporting.story.headline import widest_sentence
from readiness.reporting.story.outcome import reached_sentence
from readiness.reporting.story.patterns import pattern_word
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.summary import counted_sentence
from readiness.reporting.story.types import (
    Cell,
    Column,
    Fact,
    GapPoint,
    GapsPage,
    Heading,
    Rich,
    Row,
    Table,
)
from readiness.reporting.story.wording import (
    missing,
    node_score,
    paragraph,
    percent,
    score,
    too_few,
    whole,
)


def build_gaps(reading: Reading) -> GapsPage:
    """Page 6."""
    ordered = in_order(reading)
    return GapsPage(
        heading=Heading(
            code="gaps",
            eyebrow=_("Gaps in order"),
            title=_title(reading),
            lead=paragraph(counted_sentence(reading), reached_sentence(reading)),
        ),
        chart_title=_("Today and target, in the order of priority"),
        chart_alt=_("Activities with today and target: %(points)s.")
        % {"points": "; ".join(_point_words(reading, result) for result in ordered)},
        today_label=_("Today"),
        target_label=_("Target"),
        scale=scale_facts(reading),
        points=tuple(_point(reading, result) for result in ordered if _scored(reading, result)),
        table=_table(reading, ordered),
        notes=_notes(reading, ordered),
    )


def in_order(reading: Reading) -> list[ActivityResult]:
    """Activities with a gap by priority, then those at their target, then those without a score."""
    rest = [result for result in reading.release.activities if result.rank is None]
    at_target = [result for result in rest if _scored(reading, result)]
    return [*reading.ranked, *at_target, *(r for r in rest if r not in at_target)]


def _scored(reading: Reading, result: ActivityResult) -> bool:
    node = reading.node(result.code)
    return node is not None and node.score is not None


def scale_facts(reading: Reading) -> tuple[Fact, ...]:
    """The levels of the activities' first items."""
    activity = next(iter(reading.model.activities.values()))
    levels = reading.model.scales[activity.items[0].scale].levels
    return tuple(Fact(label=str(level.level), text=level.name) for level in levels)


def shares_one_scale(reading: Reading) -> bool:
    """Whether every activity has a target on one scale of levels, so that gaps can be drawn."""
    activities = reading.model.activities.values()
    scales = {item.scale for activity in activities for item in activity.items}
    aims = all(a.target is not None or a.target_level is not None for a in activities)
    ends = {(node.low, node.high) for node in reading.nodes("activity") if node.score is not None}
    return aims and len(ends) <= 1 and all(reading.model.scales[code].levels for code in scales)


def _title(reading: Reading) -> str:
    widest = widest_sentence(reading)
    if widest:
        return widest
    if reading.release.counted.scored:
        return _("Every activity with a score is at its target")
    return _("Too few answers to show a gap")


def _point(reading: Reading, result: ActivityResult) -> GapPoint:
    node = reading.node(result.code)
    today, target, gap = (node.score, node.target, node.gap) if node else (None, None, None)
    return GapPoint(
        key=result.code,
        label=reading.title(result.code),
        today=today,
        today_text=node_score(node) if node else missing(),
        target=target,
        target_text=score(target),
        gap_text=score(gap),
    )


def _point_words(reading: Reading, result: ActivityResult) -> str:
    if not _scored(reading, result):
        return f"{reading.mid_title(result.code)} {_no_score(reading, result)}"
    point = _point(reading, result)
    return _("%(activity)s %(today)s today, %(target)s needed") % {
        "activity": reading.mid_title(result.code),
        "today": point.today_text,
        "target": point.target_text,
    }


def _no_score(reading: Reading, result: ActivityResult) -> str:
    return reading.mid(words.pattern("closed", "")) if result.closed else too_few()


def _table(reading: Reading, ordered: list[ActivityResult]) -> Table:
    return Table(
        code="gaps",
        caption=_("Activities in the order of priority"),
        columns=(
            Column(key="rank", title=_("Order"), kind="figure"),
            Column(key="activity", title=_("Activity")),
            Column(key="today", title=_("Today"), kind="figure"),
            Column(key="target", title=_("Target"), kind="figure"),
            Column(key="gap", title=_("Gap"), kind="figure"),
            Column(key="priority", title=_("Priority"), kind="figure"),
            Column(key="pattern", title=_("Who makes sure of it")),
            Column(key="n", title=_("Answers"), kind="figure"),
        ),
        rows=tuple(_row(reading, result) for result in ordered),
    )


def _row(reading: Reading, result: ActivityResult) -> Row:
    node = reading.node(result.code)
    rank = Cell(text=whole(result.rank) if result.rank else missing(), value=result.rank)
    activity = Cell(text=reading.title(result.code))
    pattern = Cell(
        text=pattern_word(reading, known(result.ownership)),
        tone=known(result.ownership).pattern
        if known(result.ownership).strength != "not_settled"
        else "unsettled",
    )
    if node is None or node.score is None:
        text = _no_score(reading, result)
        state = "none" if result.closed else "withheld"
        empty = Cell(text=missing(), state=state)
        today = Cell(text=text, state=state)
        return Row(
            key=result.code,
            cells=(rank, activity, today, empty, empty, empty, pattern, empty),
        )
    figures = _figures(reading, result, node)
    return Row(key=result.code, cells=(rank, activity, *figures, pattern, _answers(node)))


def _figures(reading: Reading, result: ActivityResult, node: Node) -> tuple[Cell, ...]:
    activity = reading.activity(result.code)
    word = (
        words.level(reading.model, activity.items[0].scale, activity.target_level)
        if activity.target_level is not None
        else ""
    )
    return (
        Cell(text=node_score(node), note=level_note(node), value=node.score, tone=node.band),
        Cell(text=score(node.target), note=word, value=node.target),
        Cell(text=score(node.gap), value=node.gap),
        Cell(text=score(result.priority), value=result.priority),
    )


def level_note(node: Node) -> str:
    """The level with its word, or why there is none."""
    if node.level is not None:
        return words.level_words(node.level, node.level_word or "")
    return words.no_level(node.no_level) if node.no_level else ""


def at_target_note(node: Node) -> str:
    """Of a domain or the whole: how many of its activities are at target."""
    if node.at_target is None or node.basis is None:
        return ""
    return _("%(n)s of %(counted)s at target") % {
        "n": whole(node.at_target),
        "counted": whole(node.basis.counted),
    }


def _answers(node: Node) -> Cell:
    return Cell(text=whole(node.n), value=node.n)


def _notes(reading: Reading, ordered: list[ActivityResult]) -> tuple[Rich, ...]:
    near = [note for result in ordered if (note := _near_miss(reading, result))]
    meaning = _(
        "Today is the score, with the level that staff reach beside it. Gap is target less score. "
        "Priority is weight times gap times a factor for who makes sure of it; the annex has the "
        "rest."
    )
    return tuple(paragraph(text) for text in (meaning, *near))


def _near_miss(reading: Reading, result: ActivityResult) -> str | None:
    """A level missed by little, with both shares."""
    node = reading.node(result.code)
    if node is None or node.near_miss is None:
        return None
    return _("%(activity)s: %(share)s say level %(level)s or better; %(needed)s needed.") % {
        "activity": reading.title(result.code),
        "share": percent(node.near_miss.share),
        "level": node.near_miss.name,
        "needed": percent(node.near_miss.needed),
    }
