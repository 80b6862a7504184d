"""How staff answered, question by question: answers by level, don't-knows hatched beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Node, Release
from readiness.core.scales import Scale
from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas, text_width, wrap
from readiness.reporting.charts.palette import ANSWERS, GREY, INK, NAVY, TRACK
from readiness.reporting.story.types import Fact
from readiness.reporting.story.wording import percent, plain, whole

SIZE = 8.5
SMALL = 7.5
LABELS = 172.0
LEFT = LABELS + 8
FULL = 190.0  # all answers with a level
DK_LEFT = LEFT + FULL + 14
DK_FULL = 62.0  # everyone: don't-knows are counted of all who answered, so they stand apart
ROW = 15.0
BAR = 10.0
HEAD = 34.0
KEY = 6.5  # the size of the legend's words
KEY_ROW = 10.0
HIGHEST = 600.0  # of a page, without its head and the words around the chart


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What the charts of one scale share."""

    names: tuple[str, ...]  # of the answers, lowest first
    title: str
    dont_know: str
    alt: str
    size: float = SIZE


def answers_chart(release: Release, model: ActivityModel, scale: tuple[Fact, ...]) -> str:
    """A bar for every question on ``scale`` whose answers may be shown; "" where none may be."""
    shown = [node for node in release.nodes if _may_be_drawn(node, model, len(scale))]
    if not shown:
        return ""
    look = _Look(
        names=tuple(f"{fact.label} {fact.text}" for fact in scale),
        title=_("Answers by level"),
        dont_know=model.questionnaire.dont_know or _("I don't know"),
        alt=_("Answers by level for every question; table A2 has the figures."),
    )
    return _chart(shown, [_label(model, node.code) for node in shown], look)


def answers_charts(release: Release, model: ActivityModel) -> list[str]:
    """Charts of every scale in its own words, none higher than a page; none of a single person."""
    if release.coverage.answered < 2:  # noqa: PLR2004 - one answer has no distribution
        return []
    found = []
    for code, scale in model.scales.items():
        nodes = [
            node
            for node in release.nodes
            if _may_be_drawn(node, model, len(scale.values))
            and model.items[node.code].scale == code
        ]
        for part in _parts(model, nodes):
            labels = [model.items[node.code].text for node in part]
            found.append(_chart(part, labels, _look(model, scale, part)))
    return found


def _look(model: ActivityModel, scale: Scale, nodes: Sequence[Node]) -> _Look:
    names = scale.names
    if scale.levels:
        names = tuple(f"{plain(n)} {word}" for n, word in zip(scale.numbers, names, strict=True))
    unsure = any(node.dk for node in nodes)
    return _Look(
        names=names,
        title=_("Answers"),
        dont_know=(model.questionnaire.dont_know or _("I don't know")) if unsure else "",
        alt=_("Answers to every question; table A2 has the figures."),
        size=SMALL,
    )


def _parts(model: ActivityModel, nodes: Sequence[Node]) -> list[list[Node]]:
    """The questions of each chart."""
    parts: list[list[Node]] = []
    used = HIGHEST
    for node in nodes:
        height = _height(wrap(model.items[node.code].text, width=LABELS, size=SMALL), SMALL)
        if used + height > HIGHEST:
            parts.append([])
            used = HEAD
        parts[-1].append(node)
        used += height
    return parts


def _height(lines: list[str], size: float) -> float:
    return ROW + (len(lines) - 1) * size * 1.2


def _chart(nodes: Sequence[Node], texts: list[str], look: _Look) -> str:
    labels = [wrap(text, width=LABELS, size=look.size) for text in texts]
    heights = [_height(lines, look.size) for lines in labels]
    keys = _legend_places(look)
    head = HEAD + keys[-1][2] * KEY_ROW
    canvas = Canvas(height=head + sum(heights))
    _legend(canvas, look, keys)
    top = head
    for node, lines, height in zip(nodes, labels, heights, strict=True):
        y = top + height / 2
        canvas.lines(lines, x=LABELS, y=y, size=look.size, anchor="end", colour=INK)
        _levels(canvas, node, y, full=FULL if look.dont_know else WIDTH - LEFT)
        if look.dont_know:
            _dont_know(canvas, node, y)
        top += height
    return canvas.svg(alt=look.alt)


def _may_be_drawn(node: Node, model: ActivityModel, levels: int) -> bool:
    """Whether it is an activity's question with answers of the whole organisation on this scale."""
    counts = node.distribution or ()
    of_all = node.department is None and node.code in model.activity_of
    return of_all and node.kind == "item" and len(counts) == levels and sum(counts) > 0


def _label(model: ActivityModel, code: str) -> str:
    """The activity's title; an activity's second question needs its code."""
    activity = model.activity_of[code]
    return activity.title if activity.items[0].code == code else f"{activity.title} ({code})"


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


def _levels(canvas: Canvas, node: Node, y: float, *, full: float) -> None:
    counts = node.distribution or ()
    x, unit = LEFT, full / sum(counts)
    for count, colour in zip(counts, _colours(len(counts)), strict=True):
        width = count * unit
        if count:
            canvas.rectangle(x=x, y=y - BAR / 2, width=width, height=BAR, fill=colour)
        if text_width(whole(count), size=SMALL, weight=SEMIBOLD) < width - 3:
            canvas.value_in(whole(count), x=x + width / 2, y=y, fill=colour, size=SMALL)
        x += width


def _dont_know(canvas: Canvas, node: Node, y: float) -> None:
    if node.dk is None:
        return
    canvas.rectangle(x=DK_LEFT, y=y - BAR / 2, width=DK_FULL, height=BAR, fill=TRACK)
    width = node.dk / 100 * DK_FULL
    if width:
        canvas.hatched(x=DK_LEFT, y=y - BAR / 2, width=width, height=BAR, colour=GREY)
    canvas.text(percent(node.dk), x=WIDTH, y=y, size=8, colour=NAVY, anchor="end")


def _legend_places(look: _Look) -> list[tuple[str, float, int]]:
    """Each answer with its x and its line, as many on a line as fit."""
    places: list[tuple[str, float, int]] = []
    x, line = LEFT, 0
    for word in look.names:
        width = 9.5 + text_width(word, size=KEY)
        if x + width > WIDTH and x > LEFT:
            x, line = LEFT, line + 1
        places.append((word, x, line))
        x += width + 5
    return places


def _legend(canvas: Canvas, look: _Look, places: list[tuple[str, float, int]]) -> None:
    canvas.text(look.title, x=LEFT, y=6, weight=SEMIBOLD, colour=NAVY)
    if look.dont_know:
        of_all = _("%(dont_know)s, of all") % {"dont_know": look.dont_know}
        canvas.text(of_all, x=DK_LEFT, y=6, weight=SEMIBOLD, colour=NAVY)
    for (word, x, line), colour in zip(places, _colours(len(places)), strict=True):
        y = 21 + line * KEY_ROW
        canvas.rectangle(x=x, y=y - 3.5, width=7, height=7, fill=colour)
        canvas.text(word, x=x + 9.5, y=y, size=KEY, colour=GREY)
