"""How staff answered, question by question: answers by level, don't-knows hatched beside them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Node, Release
from readiness.reporting.charts.canvas import SEMIBOLD, WIDTH, Canvas, text_width, wrap
from readiness.reporting.charts.palette import ANSWERS, GREY, INK, NAVY, TRACK
from readiness.reporting.story.types import Fact
from readiness.reporting.story.wording import percent, whole

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


def answers_chart(release: Release, model: ActivityModel, scale: tuple[Fact, ...]) -> str:
    """A bar for every question on ``scale`` whose answers may be shown; "" where none may be."""
    shown = [node for node in release.nodes if _may_be_drawn(node, model, len(scale))]
    if not shown:
        return ""
    labels = [wrap(_label(model, node.code), width=LABELS, size=SIZE) for node in shown]
    heights = [ROW + (len(lines) - 1) * SIZE * 1.2 for lines in labels]
    canvas = Canvas(height=HEAD + sum(heights))
    _legend(canvas, scale, model.questionnaire.dont_know)
    top = HEAD
    for node, lines, height in zip(shown, labels, heights, strict=True):
        y = top + height / 2
        canvas.lines(lines, x=LABELS, y=y, anchor="end", colour=INK)
        _levels(canvas, node, y)
        _dont_know(canvas, node, y)
        top += height
    return canvas.svg(alt=_("Answers by level for every question; table A2 has the figures."))


def _may_be_drawn(node: Node, model: ActivityModel, levels: int) -> bool:
    """Whether it is an activity's question with answers of the whole organisation on this scale."""
    counts = node.distribution or ()
    of_all = node.department is None and node.code in model.activity_of
    return of_all and len(counts) == levels and sum(counts) > 0


def _label(model: ActivityModel, code: str) -> str:
    """The activity's title; an activity's second question needs its code."""
    activity = model.activity_of[code]
    return activity.title if activity.items[0].code == code else f"{activity.title} ({code})"


def _colours(levels: int) -> list[str]:
    """Colours from the lowest to the highest level, spread over the palette."""
    last = len(ANSWERS) - 1
    return [ANSWERS[round(place * last / max(levels - 1, 1))] for place in range(levels)]


def _levels(canvas: Canvas, node: Node, y: float) -> None:
    counts = node.distribution or ()
    x, unit = LEFT, FULL / sum(counts)
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


def _legend(canvas: Canvas, scale: tuple[Fact, ...], dont_know: str) -> None:
    canvas.text(_("Answers by level"), x=LEFT, y=6, weight=SEMIBOLD, colour=NAVY)
    of_all = _("%(dont_know)s, of all") % {"dont_know": dont_know}
    canvas.text(of_all, x=DK_LEFT, y=6, weight=SEMIBOLD, colour=NAVY)
    x = LEFT
    for fact, colour in zip(scale, _colours(len(scale)), strict=True):
        word = f"{fact.label} {fact.text}"
        canvas.rectangle(x=x, y=17.5, width=7, height=7, fill=colour)
        canvas.text(word, x=x + 9.5, y=21, size=6.5, colour=GREY)
        x += 9.5 + text_width(word, size=6.5) + 5
