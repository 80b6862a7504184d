"""A department beside the whole organisation and the target: a circle, a stroke, a diamond."""

from __future__ import annotations

from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas, text_width, wrap
from readiness.reporting.charts.palette import ARROW, GREY, INK, NAVY, RULE, TARGET, TODAY
from readiness.reporting.charts.scale import number
from readiness.reporting.story.document_types import BesideChart, BesidePoint
from readiness.reporting.story.types import Fact, Number

SIZE = 8.5
SMALL = 8.0
LABELS = 138.0  # labels end here
LEFT = LABELS + 16
PLOT = 196.0
GAP = 4.0  # between the headings of two columns
COLUMNS = (WIDTH - 84, WIDTH - 42, WIDTH)  # where the figures end: own, whole, target
HEAD = 30.0
FOOT = 14.0
ROW = 21.0
MARK = 4.6


def beside_chart(chart: BesideChart) -> str:
    """The areas in their order, every mark with its figure to the right."""
    labels = [wrap(point.label, width=LABELS, size=SIZE) for point in chart.points]
    figures = [_figures(point) for point in chart.points]
    heights = [
        max(
            ROW + (len(lines) - 1) * SIZE * 1.2,
            ROW + (max(map(len, texts)) - 1) * SIZE * 1.2,
        )
        for lines, texts in zip(labels, figures, strict=True)
    ]
    foot = FOOT + (max(len(lines) for lines in _words(chart.scale)) - 1) * SMALL * 1.2
    canvas = Canvas(height=HEAD + sum(heights) + foot)
    _scale(canvas, chart.scale, canvas.height - foot)
    _heads(canvas, chart)
    top = HEAD
    for point, lines, texts, height in zip(chart.points, labels, figures, heights, strict=True):
        y = top + height / 2
        canvas.lines(lines, x=LABELS, y=y, anchor="end", colour=INK)
        _marks(canvas, chart.scale, point, y)
        for place, text, colour in zip(COLUMNS, texts, (TODAY, NAVY, TARGET), strict=True):
            canvas.lines(text, x=place, y=y, weight=SEMIBOLD, colour=colour, anchor="end")
        top += height
    return canvas.svg(alt=chart.alt)


def _figures(point: BesidePoint) -> list[list[str]]:
    """The lines of the three figures; one with a bound needs more than one."""
    width = COLUMNS[1] - COLUMNS[0] - GAP
    texts = (point.own_text, point.whole_text, point.target_text)
    return [wrap(text, width=width, size=SIZE, weight=SEMIBOLD) for text in texts]


def _x(scale: tuple[Fact, ...], value: float) -> float:
    lowest, highest = number(scale[0].label), number(scale[-1].label)
    return LEFT + (value - lowest) / (highest - lowest) * PLOT


def _words(scale: tuple[Fact, ...]) -> list[list[str]]:
    """The lines below each mark; figures alone where a word would not fit between neighbours."""
    width = PLOT / max(len(scale) - 1, 1) - GAP
    texts = [f"{fact.label} {fact.text}".strip() for fact in scale]
    if any(text_width(word, size=SMALL) > width for text in texts for word in text.split()):
        texts = [fact.label for fact in scale]
    return [wrap(text, width=max(width, SMALL), size=SMALL) for text in texts]


def _scale(canvas: Canvas, scale: tuple[Fact, ...], bottom: float) -> None:
    for fact, lines in zip(scale, _words(scale), strict=True):
        x = _x(scale, number(fact.label))
        canvas.line([(x, HEAD - 4), (x, bottom)], colour=RULE)
        for place, line in enumerate(lines):
            y = bottom + 8 + place * SMALL * 1.2
            canvas.text(line, x=x, y=y, size=SMALL, colour=GREY, anchor="middle")


def _heads(canvas: Canvas, chart: BesideChart) -> None:
    """The marks with their names: the legend, in one line above the plot."""
    x, y = 0.0, 7.0
    for label, colour, mark in (
        (chart.own_label, TODAY, _own),
        (chart.whole_label, NAVY, _whole),
        (chart.target_label, TARGET, _target),
    ):
        if label:
            short = wrap(label, width=WIDTH / 2, size=SIZE, weight=SEMIBOLD)[0]
            mark(canvas, x + MARK, y)
            canvas.text(short, x=x + 2 * MARK + 5, y=y, weight=SEMIBOLD, colour=colour)
            x += 2 * MARK + 5 + text_width(short, size=SIZE, weight=SEMIBOLD) + 18
    for place, label, mark in (
        (COLUMNS[0], chart.own_label, _own),
        (COLUMNS[1], chart.whole_label, _whole),
        (COLUMNS[2], chart.target_label, _target),
    ):
        if label:
            mark(canvas, place - MARK - 1, HEAD - 6)


def _marks(canvas: Canvas, scale: tuple[Fact, ...], point: BesidePoint, y: float) -> None:
    left, right = _x(scale, number(scale[0].label)), _x(scale, number(scale[-1].label))
    canvas.line([(left, y), (right, y)], colour=RULE)
    own = _place(scale, point.own)
    aim = _place(scale, point.target)
    if own is not None and aim is not None:
        canvas.line([(own, y), (aim, y)], colour=ARROW, width=1.6)
    if aim is not None:
        _target(canvas, aim, y)
    if own is not None:
        _own(canvas, own, y)
    if point.whole is not None:
        _whole(canvas, _x(scale, point.whole), y)


def _place(scale: tuple[Fact, ...], value: Number) -> float | None:
    return None if value is None else _x(scale, value)


def _own(canvas: Canvas, x: float, y: float) -> None:
    canvas.circle(x=x, y=y, radius=MARK, fill=TODAY)


def _whole(canvas: Canvas, x: float, y: float) -> None:
    canvas.line([(x, y - 7), (x, y + 7)], colour=NAVY, width=1.8)


def _target(canvas: Canvas, x: float, y: float) -> None:
    canvas.diamond(x=x, y=y, radius=MARK + 0.6, colour=TARGET)
