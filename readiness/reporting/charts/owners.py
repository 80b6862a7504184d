"""Who is named as owner today, and who should be."""

from __future__ import annotations

from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas, wrap
from readiness.reporting.charts.palette import GREY, INK, NAVY, PALE, TARGET, TODAY, TRACK
from readiness.reporting.story.types import Bar, Bars, Number

SIZE = 8.5
LABELS = 168.0
GAP = 30.0
PANEL = (WIDTH - LABELS - GAP - 12) / 2
BAR = 9.0
ROW = 17.0
HEAD = 18.0
FULL = 100.0  # per cent
VALUE = 28.0  # room for a figure behind the longest bar


def ownership_chart(bars: Bars) -> str:
    """Two columns of bars, today and wanted, a row for every department or option named."""
    labels = [wrap(row.label, width=LABELS - 8, size=SIZE) for row in bars.rows]
    heights = [ROW + (len(lines) - 1) * SIZE * 1.2 for lines in labels]
    canvas = Canvas(height=HEAD + sum(heights) + 2)
    today, should = LABELS + 6, LABELS + 6 + PANEL + GAP
    canvas.text(bars.today_label, x=today, y=6, weight=SEMIBOLD, colour=TODAY)
    canvas.text(bars.should_label, x=should, y=6, weight=SEMIBOLD, colour=TARGET)
    longest = max((v for row in bars.rows for v in (row.today, row.should) if v is not None), default=FULL)
    top = HEAD
    for row, lines, height in zip(bars.rows, labels, heights, strict=True):
        y = top + height / 2
        canvas.lines(lines, x=LABELS - 2, y=y, colour=INK, anchor="end")
        _bar(canvas, row.today, row.today_text, x=today, y=y, longest=longest, fill=_today(row))
        _bar(canvas, row.should, row.should_text, x=should, y=y, longest=longest, fill=_should(row))
        top += height
    return canvas.svg(alt=bars.alt)


def _today(row: Bar) -> str:
    return TODAY if row.kind == "department" else PALE


def _should(row: Bar) -> str:
    return "#c8641b" if row.kind == "department" else "#e9b78f"


def _bar(  # noqa: PLR0913 - a place, a value and a look
    canvas: Canvas, value: Number, text: str, *, x: float, y: float, longest: float, fill: str
) -> None:
    top = y - BAR / 2
    if value is None:
        canvas.text(text, x=x, y=y, size=8, colour=GREY)
        return
    room = PANEL - VALUE
    length = room * value / max(longest, 1)
    canvas.rectangle(x=x, y=top, width=room, height=BAR, fill=TRACK)
    if length:
        canvas.rectangle(x=x, y=top, width=length, height=BAR, fill=fill)
    canvas.text(text, x=x + length + 4, y=y, weight=SEMIBOLD, colour=NAVY)
