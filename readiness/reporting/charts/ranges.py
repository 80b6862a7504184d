"""How far departments are apart by domain: a dot each, the organisation and the target."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.release import Release
from readiness.reporting.charts.canvas import SEMIBOLD, Canvas, text_width, wrap
from readiness.reporting.charts.palette import ARROW, GREY, INK, NAVY, PALE, RULE, TARGET, TODAY
from readiness.reporting.charts.scale import number
from readiness.reporting.story.types import Cell, DepartmentsPage, Fact, Number
from readiness.reporting.story.whole import Story

SIZE = 8.5
SMALL = 8.0
LABELS = 108.0
PLOT_LEFT = LABELS + 18
PLOT = 176.0
ENDS = (PLOT_LEFT + PLOT + 18, PLOT_LEFT + PLOT + 18 + 90)  # where the names of both ends begin
END_WIDTH = 80.0
ROW = 24.0
HEAD = 22.0
FOOT = 18.0
DOT = 4.0
NAMED = 3  # departments at one end; the table above has them all


def ranges_chart(story: Story, release: Release) -> str:
    """The departments' scores, a row a domain; nothing where no two can be compared."""
    page = story.departments
    if page is None or not page.scale:
        return ""
    places = range(1, len(page.table.columns) - 1)
    rows = [_Domain(page, release, place) for place in places]
    shown = [row for row in rows if len(row.dots) > 1]
    if not shown:
        return ""
    heights = [max(ROW, row.lines * SMALL * 1.2 + 8) for row in shown]
    canvas = Canvas(height=HEAD + sum(heights) + FOOT)
    _legend(canvas, aims=any(row.target is not None for row in shown))
    _scale(canvas, page.scale)
    top = HEAD
    for row, height in zip(shown, heights, strict=True):
        row.draw(canvas, top + height / 2, page.scale)
        top += height
    return canvas.svg(alt=f"{page.heading.title}.")


class _Domain:
    """One row: the cells of a domain's column and what is written beside them."""

    def __init__(self, page: DepartmentsPage, release: Release, place: int) -> None:
        table = page.table
        code, label = table.columns[place].key, table.columns[place].title
        node = next(n for n in release.nodes if n.code == code and n.department is None)
        self.target: Number = node.target if node.score is not None else node.target_level
        self.organisation: Number = node.score if node.score is not None else node.level
        cells = [(row.cells[0].text, row.cells[place]) for row in table.rows if row.mark is None]
        self.dots = [cell.value for _name, cell in cells if cell.value is not None]
        self.title = wrap(label, width=LABELS, size=SIZE)
        edges = (min(self.dots), max(self.dots)) if self.dots else ()
        self.ends = [_named(cells, edge) for edge in edges]
        self.lines = max(len(lines) for lines in (self.title, *self.ends))

    def draw(self, canvas: Canvas, y: float, scale: tuple[Fact, ...]) -> None:
        left, right = _x(scale, number(scale[0].label)), _x(scale, number(scale[-1].label))
        canvas.line([(left, y), (right, y)], colour=RULE)
        canvas.lines(self.title, x=LABELS, y=y, anchor="end", colour=INK)
        places = sorted(_x(scale, dot) for dot in self.dots)
        ends = {places[0], places[-1]}
        canvas.line([(places[0], y), (places[-1], y)], colour=ARROW, width=1.6)
        if self.target is not None:
            canvas.diamond(x=_x(scale, self.target), y=y, radius=DOT + 1, colour=TARGET)
        for x in places:
            canvas.circle(x=x, y=y, radius=DOT, fill=TODAY if x in ends else PALE)
        if self.organisation is not None:
            x = _x(scale, self.organisation)
            canvas.line([(x, y - 8), (x, y + 8)], colour=NAVY, width=1.6)
        for place, end in zip(ENDS, self.ends, strict=True):
            canvas.lines(end, x=place, y=y, size=SMALL, colour=INK)


def _named(cells: list[tuple[str, Cell]], edge: float) -> list[str]:
    """The lines that name the departments at one end, with the figure as it is printed."""
    found = [name for name, cell in cells if cell.value == edge]
    names = ", ".join([*found[:NAMED], _("others")] if len(found) > NAMED else found)
    text = next(cell.text for _name, cell in cells if cell.value == edge)
    return wrap(f"{names} {text}", width=END_WIDTH, size=SMALL)


def _x(scale: tuple[Fact, ...], score: float) -> float:
    lowest, highest = number(scale[0].label), number(scale[-1].label)
    return PLOT_LEFT + (score - lowest) / (highest - lowest) * PLOT


def _scale(canvas: Canvas, scale: tuple[Fact, ...]) -> None:
    bottom = canvas.height - FOOT
    for fact in scale:
        x = _x(scale, number(fact.label))
        canvas.line([(x, HEAD - 4), (x, bottom)], colour=RULE)
        canvas.text(fact.label, x=x, y=bottom + 9, size=SMALL, colour=GREY, anchor="middle")


def _legend(canvas: Canvas, *, aims: bool) -> None:
    x, y = PLOT_LEFT - DOT, 7.0
    canvas.circle(x=x + DOT, y=y, radius=DOT, fill=TODAY)
    x = _word(canvas, _("a department"), x + 2 * DOT + 4, y)
    canvas.line([(x + 1, y - 6), (x + 1, y + 6)], colour=NAVY, width=1.6)
    x = _word(canvas, _("all"), x + 6, y)
    if aims:
        canvas.diamond(x=x + DOT, y=y, radius=DOT, colour=TARGET)
        _word(canvas, _("target"), x + 2 * DOT + 5, y)
    for left, word in zip(ENDS, (_("Lowest"), _("Highest")), strict=True):
        canvas.text(word, x=left, y=y, size=SMALL, weight=SEMIBOLD, colour=NAVY)


def _word(canvas: Canvas, word: str, x: float, y: float) -> float:
    """A word of the legend; the place behind it."""
    canvas.text(word, x=x, y=y, size=SMALL, colour=GREY)
    return x + text_width(word, size=SMALL) + 14
