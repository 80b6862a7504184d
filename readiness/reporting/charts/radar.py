"""The shape of the domains: a ring a level, today filled, the target as an outline.

Small and beside the ranked table: a shape is remembered, figures are read off the table.
"""

from __future__ import annotations

from math import cos, pi, sin

from readiness.reporting.charts.canvas import SEMIBOLD, Canvas, text_width, wrap
from readiness.reporting.charts.palette import GREY, INK, NAVY, RULE, TARGET, TODAY
from readiness.reporting.charts.scale import number
from readiness.reporting.story.domains import Radar

WIDTH = 230.0
RADIUS = 68.0
HEAD = 16.0
ROOM = 24.0  # above and below the rings, for two lines of a name
SIZE = 7.5
DOT = 2.6

Place = tuple[float, float]


def radar_chart(radar: Radar) -> str:
    """Rings are polygons, so that a value lies on its ring between the axes as well."""
    canvas = Canvas(width=WIDTH, height=HEAD + 2 * (RADIUS + ROOM))
    levels = [number(fact.label) for fact in radar.scale]
    drawing = _Drawing(canvas, len(radar.points), min(levels), max(levels))
    drawing.rings(levels, [fact.label for fact in radar.scale])
    drawing.names([point.label for point in radar.points])
    drawing.outline([point.target for point in radar.points], TARGET, 1.4)
    drawing.today([point.today for point in radar.points])
    _legend(canvas, radar)
    return canvas.svg(alt=radar.alt)


class _Drawing:
    """Places on the axes, the first of which points up."""

    def __init__(self, canvas: Canvas, axes: int, lowest: float, highest: float) -> None:
        self.canvas, self.axes = canvas, axes
        self.lowest, self.highest = lowest, highest
        self.middle = (WIDTH / 2, HEAD + ROOM + RADIUS)

    def at(self, axis: int, share: float) -> Place:
        angle = 2 * pi * axis / self.axes
        x, y = self.middle
        return x + sin(angle) * share * RADIUS, y - cos(angle) * share * RADIUS

    def place(self, axis: int, value: float) -> Place:
        return self.at(axis, (value - self.lowest) / (self.highest - self.lowest))

    def ring(self, value: float) -> list[Place]:
        return [self.place(axis, value) for axis in range(self.axes)]

    def rings(self, levels: list[float], labels: list[str]) -> None:
        for level in levels:
            if level > self.lowest:
                corners = self.ring(level)
                self.canvas.line([*corners, corners[0]], colour=RULE)
        for axis in range(self.axes):
            self.canvas.line([self.middle, self.at(axis, 1)], colour=RULE)
        for level, label in zip(levels, labels, strict=True):
            x, y = self.place(0, level)
            self.canvas.text(label, x=x - 3, y=y, size=6.5, colour=GREY, anchor="end")

    def names(self, labels: list[str]) -> None:
        for axis, label in enumerate(labels):
            x, y = self.at(axis, 1 + 8 / RADIUS)
            side = round(sin(2 * pi * axis / self.axes), 3)
            anchor = "middle" if side == 0 else "start" if side > 0 else "end"
            room = WIDTH if side == 0 else (WIDTH - x if side > 0 else x)
            lines = wrap(label, width=room, size=SIZE)
            shift = (len(lines) - 1) * SIZE * 0.6
            below = round(cos(2 * pi * axis / self.axes), 3)
            y += 0 if below == 0 else -shift if below > 0 else shift
            self.canvas.lines(lines, x=x, y=y, size=SIZE, colour=INK, anchor=anchor)

    def outline(self, values: list[float | None], colour: str, width: float) -> None:
        """Between neighbours that both have a figure; nothing is drawn across a missing one."""
        for axis, value in enumerate(values):
            after = (axis + 1) % self.axes
            other = values[after]
            if value is not None and other is not None:
                ends = [self.place(axis, value), self.place(after, other)]
                self.canvas.line(ends, colour=colour, width=width)

    def today(self, values: list[float | None]) -> None:
        self.outline(values, TODAY, 1.8)
        for axis, value in enumerate(values):
            if value is not None:
                x, y = self.place(axis, value)
                self.canvas.circle(x=x, y=y, radius=DOT, fill=TODAY)


def _legend(canvas: Canvas, radar: Radar) -> None:
    x, y = 0.0, 6.0
    canvas.line([(x, y), (x + 14, y)], colour=TODAY, width=1.8)
    canvas.circle(x=x + 7, y=y, radius=DOT, fill=TODAY)
    canvas.text(radar.today_label, x=x + 18, y=y, size=8, weight=SEMIBOLD, colour=NAVY)
    if radar.target_label:
        x += 18 + text_width(radar.today_label, size=8, weight=SEMIBOLD) + 12
        canvas.line([(x, y), (x + 14, y)], colour=TARGET, width=1.4)
        canvas.text(radar.target_label, x=x + 18, y=y, size=8, weight=SEMIBOLD, colour=NAVY)
