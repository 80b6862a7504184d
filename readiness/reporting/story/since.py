"""What changed since an earlier round: every area then and now, and what cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from readiness.core.release import Comparison
from readiness.reporting.story.gaps import scale_facts, shares_one_scale
from readiness.reporting.story.moves import (
    Move,
    before_words,
    change_words,
    moves_of,
    since_cells,
    since_columns,
    then_words,
    upper_then,
)
from readiness.reporting.story.reading import OVERALL, Reading
from readiness.reporting.story.standing import axis_of, standing
from readiness.reporting.story.tables import text_column, trimmed
from readiness.reporting.story.types import (
    Cell,
    GapChart,
    GapPoint,
    Heading,
    Rich,
    Row,
    Table,
)
from readiness.reporting.story.wording import listed, paragraph, whole

NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SincePage:
    """What changed since an earlier round; there is no such page where none was named."""

    heading: Heading
    chart: GapChart | None
    table: Table
    notes: tuple[Rich, ...]


def build_since(reading: Reading) -> SincePage | None:
    """The page after the gaps or results."""
    change = reading.release.change
    if change is None:
        return None
    moves = moves_of(reading, change, None, "overall", "domain", "activity")
    areas = [move for move in moves if move.node.kind == "activity"]
    return SincePage(
        heading=Heading(
            code="since",
            eyebrow=_("What changed since %(then)s") % {"then": then_words(change)},
            title=_title(reading, change, areas),
            lead=_lead(reading, change, areas),
        ),
        chart=_chart(reading, change, areas),
        table=_table(reading, change, moves),
        notes=_notes(reading, change),
    )


# What moved most


def _title(reading: Reading, change: Comparison, areas: list[Move]) -> str:
    then = {"then": then_words(change)}
    up, down = _furthest_up(areas), _furthest_down(areas)
    if up:
        return _rose(reading, up, then)
    if down:
        return _("%(fell)s since %(then)s") % {"fell": _fell(reading, down), **then}
    if any(move.found.change is not None for move in areas):
        return _("No activity has another score than in %(then)s") % then
    if any(move.is_level for move in areas):
        return _("Levels now and in %(then)s") % then
    return _("No activity can be compared with %(then)s") % then


def _furthest_up(moves: list[Move]) -> list[Move]:
    """Those that rose most; of a bounded score nobody knows how much."""
    most = max((move.by for move in moves), default=0)
    return [move for move in moves if move.by == most > 0]


def _furthest_down(moves: list[Move]) -> list[Move]:
    least = min((move.by for move in moves), default=0)
    return [move for move in moves if move.by == least < 0]


def _rose(reading: Reading, moves: list[Move], then: dict[str, str]) -> str:
    values = {**_ends(reading, moves[0]), **then, "areas": _named(reading, moves)}
    if len(moves) > 1:
        return _("%(areas)s rose most since %(then)s, by %(change)s each") % values
    return _("%(areas)s rose most since %(then)s, from %(before)s to %(now)s") % values


def _fell(reading: Reading, moves: list[Move]) -> str:
    values = {**_ends(reading, moves[0]), "areas": _named(reading, moves)}
    if len(moves) > 1:
        return _("%(areas)s fell most, by %(change)s each") % values
    return _("%(areas)s fell most, from %(before)s to %(now)s") % values


def _ends(reading: Reading, move: Move) -> dict[str, str]:
    return {
        "before": reading.score(move.found.before),
        "now": reading.score(move.node.score),
        "change": reading.score(abs(move.found.change or 0)),
    }


def _named(reading: Reading, moves: list[Move]) -> str:
    first, *rest = moves[:NAMED]
    titles = [reading.title(first.node.code), *(reading.mid_title(m.node.code) for m in rest)]
    return listed([*titles, _("others")] if len(moves) > NAMED else titles)


def _lead(reading: Reading, change: Comparison, areas: list[Move]) -> Rich:
    alike, shown = len(change.groups), len(reading.release.groups)
    down = _furthest_down(areas) if _furthest_up(areas) else []
    return paragraph(
        f"{_fell(reading, down)}." if down else None,
        ngettext(
            "%(alike)s of %(n)s department or group is shown in both rounds with the same "
            "departments in it.",
            "%(alike)s of %(n)s departments or groups are shown in both rounds with the same "
            "departments in them.",
            shown,
        )
        % {"alike": whole(alike), "n": whole(shown)},
        _("What changed is the difference of two printed scores; the annex has it by question."),
    )


# Then and now


def _chart(reading: Reading, change: Comparison, areas: list[Move]) -> GapChart | None:
    """Then and now on one scale; none where activities have scales of their own."""
    drawn = [move for move in areas if move.found.change is not None]
    ends = {(move.node.low, move.node.high) for move in drawn}
    first = standing(reading, drawn[0].node) if drawn else None
    if len(ends) != 1 or first is None or first.by_level:
        return None
    title = _("Then and now")
    points = tuple(_point(reading, move) for move in drawn)
    return GapChart(
        chart_title=title,
        chart_alt=_("%(title)s: %(points)s.")
        % {
            "title": title,
            "points": "; ".join(
                _("%(area)s %(before)s, then %(now)s")
                % {"area": point.label, "before": point.today_text, "now": point.target_text}
                for point in points
            ),
        },
        today_label=upper_then(change),
        target_label=_("Now"),
        gap_label=pgettext("what is different", "Change"),
        scale=scale_facts(reading) if shares_one_scale(reading) else axis_of(reading, first),
        points=points,
        moves=True,
    )


def _point(reading: Reading, move: Move) -> GapPoint:
    return GapPoint(
        key=move.node.code,
        label=reading.node_title(move.node.code),
        today=move.found.before,
        today_text=before_words(reading, move.found),
        target=move.node.score,
        target_text=reading.node_score(move.node),
        gap_text=change_words(reading, move),
    )


def _table(reading: Reading, change: Comparison, moves: list[Move]) -> Table:
    table = Table(
        code="since",
        caption=_("Every area then and now"),
        columns=(text_column("area", _("Area")), *since_columns(change)),
        rows=tuple(
            Row(
                key=f"since-{move.node.code}",
                cells=(Cell(text=reading.node_title(move.node.code)), *since_cells(reading, move)),
                mark=move.node.kind,
            )
            for move in moves
        ),
    )
    return trimmed(table, keep=("area", "before", "now", "change"))


def _notes(reading: Reading, change: Comparison) -> tuple[Rich, ...]:
    texts = [
        _other_version(reading, change),
        _gone(reading, change),
        _(
            "Other people may have answered than then, and some of what changed is chance. Where "
            "figures could be subtracted from one another to tell what a few people answered, "
            "they are not compared."
        )
        if reading.protected
        else _("Other people may have answered than then, and some of what changed is chance."),
    ]
    return tuple(paragraph(text) for text in texts if text)


def _other_version(reading: Reading, change: Comparison) -> str:
    now, then = reading.release.model, change.model
    if (now.id, now.sha256) == (then.id, then.sha256):
        return ""
    return _("The earlier round used another activity model: %(title)s, version %(version)s.") % {
        "title": then.title,
        "version": then.version,
    }


def _gone(reading: Reading, change: Comparison) -> str:
    """What only the earlier round had, by its codes: this model has no names for it."""
    codes = [
        found.code
        for found in change.nodes
        if found.department is None
        and found.kind != "item"
        and found.code != OVERALL
        and reading.node(found.code) is None
    ]
    return _("Only in the earlier round: %(codes)s.") % {"codes": listed(codes)} if codes else ""
