"""The steps over time, lane by lane: who does what, and for how many weeks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas, text_width, wrap
from readiness.reporting.charts.palette import GREY, INK, NAVY, PALE, RULE, TODAY, TRACK
from readiness.reporting.story.roadmap import Lane, Roadmap, RoadmapStep

SIZE = 8.5
SMALL = 8.0
NUMBER = 14.0
LABELS = 176.0  # where the names of the owners begin
OWNERS = 96.0
LEFT = NUMBER + LABELS + OWNERS + 10
ROW = 15.0
BAR = 9.0
LANE = 19.0  # the head of a lane
HEAD = 16.0
WORDS = 46.0  # for the weeks behind the longest bar
HIGHEST = 580.0  # of a page, without its head and the words around the chart
COLOURS = {"now": TODAY, "soon": PALE, "later": "#c9dcec"}


def roadmap_parts(roadmap: Roadmap) -> list[Roadmap]:
    """The roadmap itself, or as many as it takes so that none is higher than a page."""
    parts: list[dict[str, list[RoadmapStep]]] = [{}]
    used = HEAD
    for lane in roadmap.lanes:
        for step in lane.steps:
            height = _height(_lines(roadmap, step)) + (0 if lane.code in parts[-1] else LANE)
            if used + height > HIGHEST:
                parts.append({})
                used = HEAD + LANE
            parts[-1].setdefault(lane.code, []).append(step)
            used += height
    return [replace(roadmap, lanes=_lanes(roadmap, part)) for part in parts]


def _lanes(roadmap: Roadmap, part: dict[str, list[RoadmapStep]]) -> tuple[Lane, ...]:
    kept = [lane for lane in roadmap.lanes if lane.code in part]
    return tuple(replace(lane, steps=tuple(part[lane.code])) for lane in kept)


def roadmap_chart(roadmap: Roadmap) -> str:
    """A lane below the other, a line a step, a bar as long as its weeks."""
    rows = [_height(_lines(roadmap, step)) for lane in roadmap.lanes for step in lane.steps]
    canvas = Canvas(height=HEAD + LANE * len(roadmap.lanes) + sum(rows) + 2)
    _axis(canvas, roadmap)
    top = HEAD
    for lane in roadmap.lanes:
        canvas.rectangle(x=0, y=top + 2, width=WIDTH, height=LANE - 5, fill=TRACK)
        y = top + LANE / 2
        canvas.text(lane.title, x=4, y=y, size=SIZE, weight=SEMIBOLD, colour=NAVY)
        top += LANE
        for step in lane.steps:
            lines = _lines(roadmap, step)
            top += _step(canvas, roadmap, lane, step, lines, top)
    return canvas.svg(alt=roadmap.alt)


def _lines(roadmap: Roadmap, step: RoadmapStep) -> tuple[list[str], list[str]]:
    """The lines of its name and of its owner's."""
    room = LABELS if roadmap.owner_label else LABELS + OWNERS
    return (
        wrap(step.label, width=room - 8, size=SIZE),
        wrap(step.owner, width=OWNERS, size=SMALL),
    )


def _height(lines: tuple[list[str], list[str]]) -> float:
    return ROW + (max(map(len, lines)) - 1) * SIZE * 1.2


def _x(roadmap: Roadmap, week: float) -> float:
    return LEFT + week / roadmap.end * (WIDTH - LEFT - WORDS)


def _axis(canvas: Canvas, roadmap: Roadmap) -> None:
    style: dict[str, Any] = {"y": 6.0, "size": SMALL, "colour": GREY}
    if roadmap.owner_label:
        canvas.text(roadmap.owner_label, x=NUMBER + LABELS, **style)
    for week in (0, roadmap.within):
        x = _x(roadmap, week)
        canvas.line([(x, HEAD - 3), (x, canvas.height)], colour=RULE, width=0.8)
    x = _x(roadmap, roadmap.within)
    canvas.text(roadmap.within_text, x=x, anchor="middle", **style)
    if text_width(roadmap.weeks_label, size=SMALL) < x - LEFT - 40:
        canvas.text(roadmap.weeks_label, x=LEFT, **style)


def _step(
    canvas: Canvas,
    roadmap: Roadmap,
    lane: Lane,
    step: RoadmapStep,
    lines: tuple[list[str], list[str]],
    top: float,
) -> float:
    """One line; how high it is."""
    height = _height(lines)
    y = top + height / 2
    label, owner = lines
    canvas.text(str(step.number), x=NUMBER - 4, y=y, size=SMALL, colour=GREY, anchor="end")
    canvas.lines(label, x=NUMBER, y=y, size=SIZE, colour=INK)
    canvas.lines(owner, x=NUMBER + LABELS, y=y, size=SMALL, colour=INK)
    start, end = _x(roadmap, lane.start), _x(roadmap, lane.start + step.weeks)
    fill = COLOURS[lane.code]
    canvas.rectangle(x=start, y=y - BAR / 2, width=end - start, height=BAR, fill=fill)
    canvas.text(step.weeks_text, x=end + 4, y=y, size=7.5, colour=NAVY)
    return height
