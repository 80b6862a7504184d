"""What speaks for each candidate: a stacked bar of points by criterion, the penalty hatched."""

from __future__ import annotations

from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas, text_width, wrap
from readiness.reporting.charts.palette import GREY, INK, NAVY, PARTS, TARGET, TRACK
from readiness.reporting.story.types import Points, Why

SIZE = 8.5
LABELS = 130.0
LEFT = LABELS + 6
TOTAL = 34.0
PLOT = WIDTH - LEFT - TOTAL
FULL = 100.0  # the most points there are
ROW = 18.0
BAR = 13.0
LEGEND_ROW = 13.0
SWATCH = 8.0


def points_chart(why: Why) -> str:
    """A bar for each candidate of ``why``, best first, its total in figures at the right."""
    legend = _legend_places([column.title for column in why.criteria])
    head = (legend[-1][2] + 1) * LEGEND_ROW + 4 if legend else 0.0
    labels = [wrap(c.department, width=LABELS - 4, size=SIZE) for c in why.candidates]
    heights = [max(ROW, len(lines) * SIZE * 1.2 + 6) for lines in labels]
    canvas = Canvas(height=head + sum(heights))
    _legend(canvas, legend)
    top = head
    for candidate, lines, height in zip(why.candidates, labels, heights, strict=True):
        y = top + height / 2
        first = candidate is why.candidates[0]
        canvas.lines(
            lines, x=LABELS, y=y, anchor="end", colour=INK, weight=SEMIBOLD if first else 400
        )
        _candidate(canvas, candidate, y)
        top += height
    return canvas.svg(alt=why.alt)


def _legend_places(titles: list[str]) -> list[tuple[str, float, int]]:
    """Each title with its x and its line, as many on a line as fit."""
    places: list[tuple[str, float, int]] = []
    widths = [SWATCH + 4 + text_width(title, size=8) + 14 for title in titles]
    # Above the bars, unless they need the room above the names as well.
    left = LEFT if sum(widths) - 14 <= WIDTH - LEFT else 0.0
    x, line = left, 0
    for title, width in zip(titles, widths, strict=True):
        if x + width - 14 > WIDTH and x > left:
            x, line = left, line + 1
        places.append((title, x, line))
        x += width
    return places


def _legend(canvas: Canvas, places: list[tuple[str, float, int]]) -> None:
    for (title, x, line), colour in zip(places, PARTS, strict=False):
        y = line * LEGEND_ROW + 6
        canvas.rectangle(x=x, y=y - SWATCH / 2, width=SWATCH, height=SWATCH, fill=colour)
        canvas.text(title, x=x + SWATCH + 4, y=y, size=8, colour=GREY)


def _candidate(canvas: Canvas, candidate: Points, y: float) -> None:
    top = y - BAR / 2
    if candidate.total is None:
        canvas.text(candidate.note or candidate.total_text, x=LEFT, y=y, size=8, colour=GREY)
        return
    canvas.rectangle(x=LEFT, y=top, width=PLOT, height=BAR, fill=TRACK)
    x = LEFT
    for piece, colour in zip(candidate.pieces, PARTS, strict=False):
        width = (piece.value or 0) / FULL * PLOT
        if width <= 0:
            continue
        canvas.rectangle(x=x, y=top, width=width, height=BAR, fill=colour)
        if text_width(piece.text, size=8, weight=SEMIBOLD) < width - 4:
            canvas.value_in(piece.text, x=x + width / 2, y=y, fill=colour, size=8)
        x += width
    if candidate.penalty and candidate.penalty.value:
        width = abs(candidate.penalty.value) / FULL * PLOT
        canvas.hatched(x=x - width, y=top, width=width, height=BAR, colour=TARGET)
        canvas.text(candidate.penalty.text, x=x + 4, y=y, size=8, weight=SEMIBOLD, colour=TARGET)
    canvas.text(
        candidate.total_text, x=WIDTH, y=y, size=10, weight=SEMIBOLD, colour=NAVY, anchor="end"
    )
