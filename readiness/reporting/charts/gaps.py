"""Today against target, activity by activity: a circle, an arrow, a diamond and the gap in figures."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas, text_width, wrap
from readiness.reporting.charts.palette import ARROW, GREY, INK, NAVY, RULE, TARGET, TODAY
from readiness.reporting.story.types import GapPoint, GapsPage

LABELS = 172.0  # where the plot begins; labels end before it
PLOT = 250.0
SIZE = 8.5
ROW = 15.0
HEAD = 22.0
FOOT = 20.0
MARK = 4.6


@dataclass(frozen=True, slots=True)
class _Plot:
    """From a score to its place on the paper."""

    lowest: float
    highest: float

    def x(self, score: float) -> float:
        return LABELS + 14 + (score - self.lowest) / (self.highest - self.lowest) * PLOT


def gap_chart(page: GapsPage) -> str:
    """The points of ``page`` in their order, with the words of the scale below."""
    levels = [float(fact.label) for fact in page.scale]
    plot = _Plot(min(levels), max(levels))
    labels = [wrap(point.label, width=LABELS - 8, size=SIZE) for point in page.points]
    heights = [ROW + (len(lines) - 1) * SIZE * 1.2 for lines in labels]
    canvas = Canvas(height=HEAD + sum(heights) + FOOT)
    _scale(canvas, page, plot)
    _legend(canvas, page, plot)
    top = HEAD
    for point, lines, height in zip(page.points, labels, heights, strict=True):
        middle = top + height / 2
        canvas.line([(plot.x(min(levels)), middle), (plot.x(max(levels)), middle)], colour=RULE)
        canvas.lines(lines, x=LABELS - 2, y=middle, colour=INK, anchor="end")
        _point(canvas, point, plot, middle)
        top += height
    return canvas.svg(alt=page.chart_alt)


def _scale(canvas: Canvas, page: GapsPage, plot: _Plot) -> None:
    bottom = canvas.height - FOOT
    for fact in page.scale:
        x = plot.x(float(fact.label))
        canvas.line([(x, HEAD), (x, bottom)], colour=RULE)
        canvas.text(f"{fact.label} {fact.text}", x=x, y=bottom + 11, size=8, colour=GREY, anchor="middle")


def _legend(canvas: Canvas, page: GapsPage, plot: _Plot) -> None:
    x, y = plot.x(plot.lowest), 7.0
    canvas.circle(x=x + MARK, y=y, radius=MARK, fill=TODAY)
    x += 2 * MARK + 4
    canvas.text(page.today_label, x=x, y=y, weight=SEMIBOLD, colour=TODAY)
    x += text_width(page.today_label, size=SIZE, weight=SEMIBOLD) + 16
    canvas.diamond(x=x + MARK, y=y, radius=MARK, colour=TARGET)
    x += 2 * MARK + 5
    canvas.text(page.target_label, x=x, y=y, weight=SEMIBOLD, colour=TARGET)
    canvas.text(_gap_label(page), x=WIDTH, y=y, colour=GREY, anchor="end")


def _gap_label(page: GapsPage) -> str:
    return next((column.title for column in page.table.columns if column.key == "gap"), "")


def _point(canvas: Canvas, point: GapPoint, plot: _Plot, y: float) -> None:
    gap_colour = NAVY if point.today is not None else GREY
    canvas.text(point.gap_text, x=WIDTH, y=y, weight=SEMIBOLD, colour=gap_colour, anchor="end")
    today_first = point.today is None or point.target is None or point.today <= point.target
    if point.today is not None and point.target is not None:
        _arrow(canvas, plot.x(point.today), plot.x(point.target), y)
    if point.target is not None:
        x = plot.x(point.target)
        canvas.diamond(x=x, y=y, radius=MARK + 0.6, colour=TARGET)
        _beside(canvas, point.target_text, x=x, y=y, colour=TARGET, right=today_first)
    if point.today is not None:
        x = plot.x(point.today)
        canvas.circle(x=x, y=y, radius=MARK, fill=TODAY)
        _beside(canvas, point.today_text, x=x, y=y, colour=TODAY, right=not today_first)
    else:
        canvas.text(point.today_text, x=plot.x(plot.lowest) + 4, y=y, size=8, colour=GREY)


def _beside(canvas: Canvas, text: str, *, x: float, y: float, colour: str, right: bool) -> None:  # noqa: PLR0913 - a place and a look
    shift = MARK + 4.5
    place, anchor = (x + shift, "start") if right else (x - shift, "end")
    canvas.text(text, x=place, y=y, weight=SEMIBOLD, colour=colour, anchor=anchor)


def _arrow(canvas: Canvas, start: float, end: float, y: float) -> None:
    """From the circle to the diamond, where there is room between them."""
    head = 4.5
    start, end = start + MARK + 1.5, end - MARK - 2.5
    if end - start < head + 2:
        return
    canvas.line([(start, y), (end - head, y)], colour=ARROW, width=1.4)
    canvas.polygon([(end - head, y - 2.6), (end, y), (end - head, y + 2.6)], fill=ARROW)
