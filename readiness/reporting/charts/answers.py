"""How staff answered, question by question: answers by level, don't-knows hatched beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas, text_width, wrap
from readiness.reporting.charts.palette import ANSWERS, GREY, INK, NAVY, TRACK
from readiness.reporting.story.answers import AnswerRow, AnswersChart
from readiness.reporting.story.types import Cell

SIZE = 8.5
SMALL = 7.5
LABELS = 160.0
LEFT = LABELS + 8
ROW = 14.0
BAR = 10.0
HEAD = 34.0
KEY = 6.5  # the size of the legend's words
KEY_ROW = 10.0
HIGHEST = 560.0  # of a page, without its head and the words around the chart
UNSURE = 44.0  # everyone: don't-knows are counted of all who answered, so they stand apart
SHARE = 28.0  # the figure behind them
AGREED = 62.0
APART = 14.0


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where the columns begin and end; what no row has leaves its room to the answers."""

    full: float  # all answers with a level
    unsure: float
    agreed: float

    @classmethod
    def of(cls, chart: AnswersChart) -> _Plan:
        right = WIDTH
        agreed = unsure = 0.0
        if chart.agreement:
            agreed = right - AGREED
            right = agreed - APART / 2
        if chart.dont_know:
            unsure = right - SHARE - UNSURE
            right = unsure - APART
        return cls(full=right - LEFT, unsure=unsure, agreed=agreed)


def answers_parts(chart: AnswersChart) -> list[AnswersChart]:
    """The chart itself, or as many as it takes so that none is higher than a page."""
    parts: list[list[AnswerRow]] = []
    used = HIGHEST
    for row in chart.rows:
        height = _height(_lines(chart, row), _size(chart))
        if used + height > HIGHEST:
            parts.append([])
            used = HEAD
        parts[-1].append(row)
        used += height
    return [replace(chart, rows=tuple(rows)) for rows in parts]


def answers_chart(chart: AnswersChart) -> str:
    """A bar for every question."""
    labels = [_lines(chart, row) for row in chart.rows]
    heights = [_height(lines, _size(chart)) for lines in labels]
    plan, keys = _Plan.of(chart), _legend_places(chart.names)
    head = HEAD + keys[-1][2] * KEY_ROW
    canvas = Canvas(height=head + sum(heights))
    _legend(canvas, chart, plan, keys)
    top = head
    for row, lines, height in zip(chart.rows, labels, heights, strict=True):
        y = top + height / 2
        canvas.lines(lines, x=LABELS, y=y, size=_size(chart), anchor="end", colour=INK)
        _levels(canvas, row.counts, y, full=plan.full)
        if chart.dont_know:
            _dont_know(canvas, row.dont_know, y, plan)
        if chart.agreement:
            canvas.text(row.agreement.text, x=plan.agreed, y=y, size=8, colour=INK)
        top += height
    return canvas.svg(alt=chart.alt)


def _size(chart: AnswersChart) -> float:
    return SMALL if chart.small else SIZE


def _lines(chart: AnswersChart, row: AnswerRow) -> list[str]:
    return wrap(row.label, width=LABELS, size=_size(chart))


def _height(lines: list[str], size: float) -> float:
    return ROW + (len(lines) - 1) * size * 1.2


def _colours(levels: int) -> list[str]:
    """Colours from the lowest to the highest level, spread over the palette."""
    last = len(ANSWERS) - 1
    places = [place * last / max(levels - 1, 1) for place in range(levels)]
    if levels <= len(ANSWERS):
        return [ANSWERS[round(place)] for place in places]
    return [_between(place) for place in places]


def _between(place: float) -> str:
    """A colour between two neighbours of the palette, so that many answers stay apart."""
    low = min(int(place), len(ANSWERS) - 2)
    share = place - low
    mixed = [
        round(
            int(ANSWERS[low][i : i + 2], 16) * (1 - share)
            + int(ANSWERS[low + 1][i : i + 2], 16) * share
        )
        for i in (1, 3, 5)
    ]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def _levels(canvas: Canvas, counts: Sequence[Cell], y: float, *, full: float) -> None:
    values = [cell.value or 0 for cell in counts]
    x, unit = LEFT, full / sum(values)
    for cell, value, colour in zip(counts, values, _colours(len(counts)), strict=True):
        width = value * unit
        if value:
            canvas.rectangle(x=x, y=y - BAR / 2, width=width, height=BAR, fill=colour)
        if text_width(cell.text, size=SMALL, weight=SEMIBOLD) < width - 3:
            canvas.value_in(cell.text, x=x + width / 2, y=y, fill=colour, size=SMALL)
        x += width


def _dont_know(canvas: Canvas, cell: Cell, y: float, plan: _Plan) -> None:
    if cell.value is None:
        return
    canvas.rectangle(x=plan.unsure, y=y - BAR / 2, width=UNSURE, height=BAR, fill=TRACK)
    width = cell.value / 100 * UNSURE
    if width:
        canvas.hatched(x=plan.unsure, y=y - BAR / 2, width=width, height=BAR, colour=GREY)
    end = plan.unsure + UNSURE + SHARE - 2
    canvas.text(cell.text, x=end, y=y, size=8, colour=NAVY, anchor="end")


def _legend_places(names: Sequence[str]) -> list[tuple[str, float, int]]:
    """Each answer with its x and its line, as many on a line as fit."""
    places: list[tuple[str, float, int]] = []
    x, line = LEFT, 0
    for word in names:
        width = 9.5 + text_width(word, size=KEY)
        if x + width > WIDTH and x > LEFT:
            x, line = LEFT, line + 1
        places.append((word, x, line))
        x += width + 5
    return places


def _legend(
    canvas: Canvas, chart: AnswersChart, plan: _Plan, places: list[tuple[str, float, int]]
) -> None:
    style: dict[str, Any] = {"y": 6.0, "weight": SEMIBOLD, "colour": NAVY}
    canvas.text(chart.title, x=LEFT, **style)
    if chart.dont_know:
        of_all = _("%(dont_know)s, of all") % {"dont_know": chart.dont_know}
        end = plan.agreed - 6 if chart.agreement else WIDTH
        canvas.text(of_all, x=end, anchor="end", **style)
    if chart.agreement:
        canvas.text(chart.agreement, x=plan.agreed, **style)
    for (word, x, line), colour in zip(places, _colours(len(places)), strict=True):
        y = 21 + line * KEY_ROW
        canvas.rectangle(x=x, y=y - 3.5, width=7, height=7, fill=colour)
        canvas.text(word, x=x + 9.5, y=y, size=KEY, colour=GREY)
