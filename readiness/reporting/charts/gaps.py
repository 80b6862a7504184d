"""Today against target by activity: a circle, an arrow, a diamond and the gap in figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas, text_width, wrap
from readiness.reporting.charts.palette import (
    ARROW,
    GREY,
    INK,
    NAVY,
    PALE,
    RULE,
    TARGET,
    TODAY,
    TRACK,
    WHITE,
)
from readiness.reporting.charts.scale import number
from readiness.reporting.story.types import GapChart, GapPoint, GapsPage

LABELS = 172.0  # where the plot begins; labels end before it
PLOT = 250.0
SIZE = 8.5
ROW = 13.8
HEAD = 22.0
FOOT = 20.0
MARK = 4.6
STEP = 9.0
WORDS = 8.0  # the size of the words of the scale
HIGHEST = 500.0  # of a page, without its head and the words around the chart


@dataclass(frozen=True, slots=True)
class _Look:
    """The two marks of a row and the colours of their figures; ``back``: arrows go both ways."""

    first: str
    first_text: str
    second: str
    is_diamond: bool
    back: bool


GAP = _Look(TODAY, TODAY, TARGET, is_diamond=True, back=False)
MOVE = _Look(PALE, GREY, TODAY, is_diamond=False, back=True)


def _look(page: GapsPage | GapChart) -> _Look:
    return MOVE if isinstance(page, GapChart) and page.moves else GAP


@dataclass(frozen=True, slots=True)
class _Plot:
    """From a score to its place on the paper."""

    lowest: float
    highest: float

    def x(self, score: float) -> float:
        return LABELS + 14 + (score - self.lowest) / (self.highest - self.lowest) * PLOT


def gap_parts(page: GapsPage | GapChart) -> list[GapsPage | GapChart]:
    """The page itself, or as many parts as it takes so that no chart is higher than a page."""
    parts: list[list[GapPoint]] = [[]]
    used = 0.0
    for point in page.points:
        height = _height(_label(point))
        if parts[-1] and used + height > HIGHEST:
            parts.append([])
            used = 0.0
        parts[-1].append(point)
        used += height
    return [replace(page, points=tuple(points)) for points in parts if points]


def _label(point: GapPoint) -> list[str]:
    return wrap(point.label, width=LABELS - 8, size=SIZE)


def _height(lines: list[str]) -> float:
    return ROW + (len(lines) - 1) * SIZE * 1.2


def gap_chart(page: GapsPage | GapChart) -> str:
    """The points of ``page`` in their order, with the words of the scale below."""
    levels = [number(fact.label) for fact in page.scale]
    plot = _Plot(min(levels), max(levels))
    labels = [_label(point) for point in page.points]
    heights = [_height(lines) for lines in labels]
    foot = FOOT + (_rows_of_words(page, plot) - 1) * WORDS * 1.2
    canvas = Canvas(height=HEAD + sum(heights) + foot)
    _scale(canvas, page, plot, foot)
    _legend(canvas, page, plot)
    top = HEAD
    for point, lines, height in zip(page.points, labels, heights, strict=True):
        middle = top + height / 2
        canvas.line([(plot.x(min(levels)), middle), (plot.x(max(levels)), middle)], colour=RULE)
        canvas.lines(lines, x=LABELS - 2, y=middle, colour=INK, anchor="end")
        _point(canvas, point, plot, middle, _look(page))
        top += height
    return canvas.svg(alt=page.chart_alt)


def _words(page: GapsPage | GapChart, plot: _Plot) -> list[list[str]]:
    """The lines below each mark, so narrow that neighbours keep apart."""
    places = [plot.x(number(fact.label)) for fact in page.scale]
    step = min((b - a for a, b in pairwise(places)), default=PLOT)
    width = max(step - 4, WORDS)
    texts = [f"{fact.label} {fact.text}".strip() for fact in page.scale]
    if all(text_width(text, size=WORDS) <= step for text in texts):
        return [[text] for text in texts]
    return [wrap(text, width=width, size=WORDS) for text in texts]


def _rows_of_words(page: GapsPage | GapChart, plot: _Plot) -> int:
    return max(len(lines) for lines in _words(page, plot))


def _scale(canvas: Canvas, page: GapsPage | GapChart, plot: _Plot, foot: float) -> None:
    bottom = canvas.height - foot
    for fact, lines in zip(page.scale, _words(page, plot), strict=True):
        x = plot.x(number(fact.label))
        canvas.line([(x, HEAD), (x, bottom)], colour=RULE)
        for place, line in enumerate(lines):
            y = bottom + 11 + place * WORDS * 1.2
            canvas.text(line, x=x, y=y, size=WORDS, colour=GREY, anchor="middle")


def _legend(canvas: Canvas, page: GapsPage | GapChart, plot: _Plot) -> None:
    x, y, look = plot.x(plot.lowest), 7.0, _look(page)
    canvas.circle(x=x + MARK, y=y, radius=MARK, fill=look.first)
    x += 2 * MARK + 4
    canvas.text(page.today_label, x=x, y=y, weight=SEMIBOLD, colour=look.first_text)
    if not page.target_label:
        return
    x += text_width(page.today_label, size=SIZE, weight=SEMIBOLD) + 16
    _second(canvas, look, x=x + MARK, y=y, radius=MARK)
    x += 2 * MARK + 5
    canvas.text(page.target_label, x=x, y=y, weight=SEMIBOLD, colour=look.second)
    canvas.text(page.gap_label, x=WIDTH, y=y, colour=GREY, anchor="end")


def _second(canvas: Canvas, look: _Look, *, x: float, y: float, radius: float) -> None:
    if look.is_diamond:
        canvas.diamond(x=x, y=y, radius=radius, colour=look.second)
    else:
        canvas.circle(x=x, y=y, radius=radius, fill=look.second)


def _point(canvas: Canvas, point: GapPoint, plot: _Plot, y: float, look: _Look) -> None:
    gap_colour = NAVY if point.today is not None else GREY
    canvas.text(point.gap_text, x=WIDTH, y=y, weight=SEMIBOLD, colour=gap_colour, anchor="end")
    today_first = point.today is None or point.target is None or point.today <= point.target
    if point.by_level:
        _steps(canvas, point, plot, y)
    elif point.today is not None and point.target is not None:
        _arrow(canvas, plot.x(point.today), plot.x(point.target), y, back=look.back)
    if point.target is not None:
        x = plot.x(point.target)
        reached = point.by_level and point.today == point.target
        x += 2 * MARK + 2 if reached else 0
        _second(canvas, look, x=x, y=y, radius=MARK + 0.6 if look.is_diamond else MARK)
        _beside(canvas, point.target_text, x=x, y=y, colour=look.second, right=today_first)
    if point.today is not None:
        x = plot.x(point.today)
        if look.is_diamond or point.today != point.target:
            canvas.circle(x=x, y=y, radius=MARK, fill=look.first)
        width = text_width(point.today_text, size=SIZE, weight=SEMIBOLD)
        room = x - MARK - 4.5 - width > LABELS + 4  # else it would run into the label
        right = not (today_first and room)
        _beside(canvas, point.today_text, x=x, y=y, colour=look.first_text, right=right)
    else:
        canvas.text(point.today_text, x=plot.x(plot.lowest) + 4, y=y, size=8, colour=GREY)


def _beside(canvas: Canvas, text: str, *, x: float, y: float, colour: str, right: bool) -> None:
    shift = MARK + 4.5
    place, anchor = (x + shift, "start") if right else (x - shift, "end")
    width = text_width(text, size=SIZE, weight=SEMIBOLD) + 3
    # White paper below the figure: the lines of the scale would cross it.
    left = place - 1.5 if right else place - width + 1.5
    canvas.rectangle(x=left, y=y - 4.5, width=width, height=9, fill=WHITE)
    canvas.text(text, x=place, y=y, weight=SEMIBOLD, colour=colour, anchor=anchor)


def _steps(canvas: Canvas, point: GapPoint, plot: _Plot, y: float) -> None:
    """A block for every level, filled up to the one that is reached."""
    level = int(plot.lowest)
    while level < plot.highest:
        left, right = plot.x(level) + 1, plot.x(level + 1) - 1
        fill = PALE if point.today is not None and level < point.today else TRACK
        canvas.rectangle(x=left, y=y - STEP / 2, width=right - left, height=STEP, fill=fill)
        level += 1


def _arrow(canvas: Canvas, start: float, end: float, y: float, *, back: bool) -> None:
    """From the first mark to the second, where there is room between them."""
    way = -1 if back and end < start else 1
    head = 4.5 * way
    start, end = start + (MARK + 1.5) * way, end - (MARK + 2.5) * way
    if (end - start) * way < abs(head) + 2:
        return
    canvas.line([(start, y), (end - head, y)], colour=ARROW, width=1.4)
    canvas.polygon([(end - head, y - 2.6), (end, y), (end - head, y + 2.6)], fill=ARROW)
