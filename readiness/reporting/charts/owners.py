"""Who is named as owner today, and who should be."""

from __future__ import annotations

from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas, text_width, wrap
from readiness.reporting.charts.palette import (
    GREY,
    INK,
    NAVY,
    PALE,
    TARGET,
    TODAY,
    TRACK,
    WANTED,
    WANTED_PALE,
)
from readiness.reporting.story.types import Bar, Bars, Number

SIZE = 8.5
LABELS = 168.0
GAP = 30.0
PANEL = (WIDTH - LABELS - GAP - 12) / 2
BAR = 9.0
ROW = 15.0
HEAD = 18.0
FULL = 100.0  # per cent
VALUE = 28.0  # room for a figure behind the longest bar, at least


def ownership_chart(bars: Bars) -> str:
    """Two columns of bars, today and wanted, a row for every department or option named."""
    labels = [wrap(row.label, width=LABELS - 8, size=SIZE) for row in bars.rows]
    heights = [ROW + (len(lines) - 1) * SIZE * 1.2 for lines in labels]
    canvas = Canvas(height=HEAD + sum(heights) + 2)
    today, should = LABELS + 6, LABELS + 6 + PANEL + GAP
    canvas.text(bars.today_label, x=today, y=6, weight=SEMIBOLD, colour=TODAY)
    canvas.text(bars.should_label, x=should, y=6, weight=SEMIBOLD, colour=TARGET)
    longest = max(
        (v for row in bars.rows for v in (row.today, row.should) if v is not None), default=FULL
    )
    room = PANEL - _values_width(bars)
    top = HEAD
    for row, lines, height in zip(bars.rows, labels, heights, strict=True):
        y = top + height / 2
        canvas.lines(lines, x=LABELS - 2, y=y, colour=INK, anchor="end")
        for value, text, x, fill in (
            (row.today, row.today_text, today, _today(row)),
            (row.should, row.should_text, should, _should(row)),
        ):
            _bar(canvas, value, text, x=x, y=y, room=room, unit=room / max(longest, 1), fill=fill)
        top += height
    return canvas.svg(alt=bars.alt)


def _values_width(bars: Bars) -> float:
    """The room for the widest figure: "80 % or more" takes more than most."""
    texts = (text for row in bars.rows for text in (row.today_text, row.should_text))
    return max([VALUE, *(text_width(text, size=SIZE, weight=SEMIBOLD) + 5 for text in texts)])


def _today(row: Bar) -> str:
    return TODAY if row.kind == "department" else PALE


def _should(row: Bar) -> str:
    return WANTED if row.kind == "department" else WANTED_PALE


def _bar(
    canvas: Canvas,
    value: Number,
    text: str,
    *,
    x: float,
    y: float,
    room: float,
    unit: float,
    fill: str,
) -> None:
    """A bar on a track as long as ``room``; ``unit``: the length of one per cent."""
    top = y - BAR / 2
    if value is None:
        canvas.text(text, x=x, y=y, size=8, colour=GREY)
        return
    length = value * unit
    canvas.rectangle(x=x, y=top, width=room, height=BAR, fill=TRACK)
    if length:
        canvas.rectangle(x=x, y=top, width=length, height=BAR, fill=fill)
    canvas.text(text, x=x + length + 4, y=y, weight=SEMIBOLD, colour=NAVY)
