"""What brings much for little: steps by hours and benefit, in four named fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import cos, hypot, pi, sin
from typing import Any

from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas
from readiness.reporting.charts.palette import ARROW, GREY, NAVY, RULE, TODAY, TRACK, WHITE
from readiness.reporting.story.effort_benefit import EffortPage, Step
from readiness.reporting.story.wording import whole

HEIGHT = 208.0
LEFT, TOP, RIGHT, FOOT = 34.0, 14.0, 4.0, 30.0
DISC = 7.5
APART = 2 * DISC + 1.5  # of two middles
TRIES = 40  # rings around a place that is taken
SIZE = 7.5
CLEAR = 16.0  # between the middles of two marks of the axis
AIR = 1.08  # beyond the largest figure, so that its disc stays inside

Place = tuple[float, float]


def matrix_chart(page: EffortPage) -> str:
    """Numbered discs; one whose place is taken stands beside it, with a line to its place."""
    canvas = Canvas(height=HEIGHT)
    drawing = _Drawing(page)
    drawing.fields(canvas, page)
    drawing.axes(canvas, page)
    true = [drawing.place(step) for step in page.steps]
    for step, at, free in zip(page.steps, true, spread(true, drawing.holds), strict=True):
        if at != free:
            canvas.line([at, free], colour=ARROW, width=0.8)
            canvas.circle(x=at[0], y=at[1], radius=1.6, fill=NAVY)
        fill = TODAY if step.field == "first" else NAVY
        canvas.circle(x=free[0], y=free[1], radius=DISC, fill=fill)
        canvas.text(
            whole(step.number),
            x=free[0],
            y=free[1],
            size=SIZE,
            weight=SEMIBOLD,
            colour=WHITE,
            anchor="middle",
        )
    return canvas.svg(alt=page.alt)


class _Drawing:
    """From hours and benefit to places; the ends of both axes are a little beyond the largest."""

    def __init__(self, page: EffortPage) -> None:
        most = max(step.hours for step in page.steps)
        # The line between little and much stays visible where every step takes few hours.
        self.hours = max(most * AIR, page.much_effort * 1.5)
        self.benefit = max(step.benefit for step in page.steps) * AIR
        self.split = self.at(page.much_effort, page.much_benefit)

    def at(self, hours: float, benefit: float) -> Place:
        return (
            LEFT + hours / self.hours * (WIDTH - LEFT - RIGHT),
            HEIGHT - FOOT - benefit / self.benefit * (HEIGHT - TOP - FOOT),
        )

    def place(self, step: Step) -> Place:
        return self.at(step.hours, step.benefit)

    def holds(self, place: Place) -> bool:
        x, y = place
        inside_x = LEFT + DISC <= x <= WIDTH - RIGHT - DISC
        return inside_x and TOP + DISC <= y <= HEIGHT - FOOT - DISC

    def fields(self, canvas: Canvas, page: EffortPage) -> None:
        x, y = self.split
        right, bottom = WIDTH - RIGHT, HEIGHT - FOOT
        names = dict(page.fields)
        canvas.rectangle(x=LEFT, y=TOP, width=x - LEFT, height=y - TOP, fill="#eef3f8")
        canvas.rectangle(x=x, y=y, width=right - x, height=bottom - y, fill=TRACK)
        canvas.line([(x, TOP), (x, bottom)], colour=ARROW, width=0.8)
        canvas.line([(LEFT, y), (right, y)], colour=ARROW, width=0.8)
        style: dict[str, Any] = {"size": 9.0, "weight": SEMIBOLD, "colour": GREY}
        canvas.text(names["first"], x=LEFT + 5, y=TOP - 7, **style)
        canvas.text(names["plan"], x=right, y=TOP - 7, anchor="end", **style)
        canvas.text(names["fill_in"], x=LEFT + 5, y=bottom + 8, **style)
        canvas.text(names["defer"], x=right, y=bottom + 8, anchor="end", **style)

    def axes(self, canvas: Canvas, page: EffortPage) -> None:
        bottom = HEIGHT - FOOT
        canvas.line([(LEFT, TOP), (LEFT, bottom), (WIDTH - RIGHT, bottom)], colour=RULE, width=0.8)
        style: dict[str, Any] = {"size": 8.0, "colour": GREY}
        canvas.text(page.benefit_label, x=0, y=TOP - 7, **style)
        middle = (LEFT + WIDTH - RIGHT) / 2
        canvas.text(page.effort_label, x=middle, y=bottom + 8, anchor="middle", **style)
        hours = {step.hours: step.hours_text for step in page.steps}
        split, _y = self.split
        canvas.text(page.much_effort_text, x=split, y=HEIGHT - 8, anchor="middle", **style)
        for value, text in _ends(hours):
            x, _y = self.at(value, 0)
            if abs(x - split) > CLEAR:
                canvas.text(text, x=x, y=HEIGHT - 8, anchor="middle", **style)
        for value, text in _ends({step.benefit: step.benefit_text for step in page.steps}):
            _x, y = self.at(0, value)
            canvas.text(text, x=LEFT - 5, y=y, anchor="end", **style)


def _ends(texts: Mapping[int, str] | Mapping[float, str]) -> list[tuple[float, str]]:
    """The least and the most, as they are printed."""
    return [(value, text) for value, text in texts.items() if value in {min(texts), max(texts)}]


def spread(places: list[Place], holds: Callable[[Place], bool]) -> list[Place]:
    """The places, each moved as little as it takes to keep apart from those before it."""
    free: list[Place] = []
    for place in places:
        tried = (near for near in _around(place) if holds(near) and _is_free(near, free))
        free.append(next(tried, place))
    return free


def _is_free(place: Place, taken: list[Place]) -> bool:
    return all(hypot(place[0] - x, place[1] - y) >= APART for x, y in taken)


def _around(place: Place) -> Iterator[Place]:
    """The place itself, then rings of places around it, each wider than the one before."""
    yield place
    for ring in range(1, TRIES):
        for turn in range(6 * ring):
            angle = pi * turn / (3 * ring)
            radius = ring * APART / 2
            yield place[0] + cos(angle) * radius, place[1] - sin(angle) * radius
