"""A surface to draw a chart on: matplotlib's Figure with points as units and the origin top left.

Everything is drawn straight on the figure, without axes, so that the file holds paths and words
only. Words stay words where letters stand side by side: they can be searched and weigh little.
Arabic, Hebrew and letters with marks, which have to be joined and ordered, become outlines.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from typing import Any

import numpy as np

from readiness.reporting.charts.palette import INK, NAVY, WHITE, is_dark
from readiness.reporting.charts.svg import inline_svg
from readiness.reporting.fonts import font_files, system_fonts
from readiness.reporting.glyphs import boxed, families

REGULAR = 400
SEMIBOLD = 600

WIDTH = 493.0  # the text block of an A4 page with margins of 18 mm
LINE_HEIGHT = 1.2
MOVE, DRAW, CLOSE = 1, 2, 79  # matplotlib's codes in a path
ISOLATES: dict[int, None] = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
SIDES = {"start": "left", "middle": "center", "end": "right"}
CAP_HEIGHT = 0.66  # of Source Sans 3, as a share of its size


@cache
def _made_known() -> None:
    """Let matplotlib know our fonts."""
    from matplotlib.font_manager import fontManager

    for path in (*font_files(), *system_fonts().values()):
        fontManager.addfont(path)


@cache
def _font(weight: int, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - passed on to matplotlib
    from matplotlib.font_manager import FontProperties

    _made_known()
    return FontProperties(family=list(names), weight=weight)


@lru_cache(maxsize=1024)
def _outline(text: str, weight: int) -> tuple[np.ndarray, np.ndarray]:
    """The text's outline at size 1: points with y upwards, and matplotlib's path codes."""
    from matplotlib.textpath import text_to_path

    drawn = visible(text)
    font = _font(weight, families(drawn))
    points, codes = text_to_path.get_text_path(font, drawn, ismath=False)
    scaled = np.asarray(points, dtype=float).reshape(-1, 2) / text_to_path.FONT_SCALE
    return scaled, np.asarray(codes, dtype="uint8")


def visible(text: str) -> str:
    """What can be drawn, without the marks that keep a name's direction to itself.

    A label stands alone anyway.
    """
    return boxed(text.translate(ISOLATES))


def needs_shaping(text: str) -> bool:
    """Whether letters of ``text`` join, carry marks or run from right to left."""
    return any(
        unicodedata.bidirectional(letter) in {"R", "AL", "AN"} or unicodedata.combining(letter)
        for letter in text
    )


def text_width(text: str, *, size: float, weight: int = REGULAR) -> float:
    """The width of the text's outline in points."""
    points, _codes = _outline(text, weight)
    return float(points[:, 0].max()) * size if len(points) else 0.0


def wrap(text: str, *, width: float, size: float, weight: int = REGULAR) -> list[str]:
    """Lines of ``text`` that fit ``width``. A word that is too long by itself is cut."""
    lines: list[str] = []
    for word in text.split(" "):  # a no-break space keeps a figure and its sign together
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size=size, weight=weight) <= width:
            lines[-1] = joined
            continue
        rest = word
        while text_width(rest, size=size, weight=weight) > width and len(rest) > 1:
            fits = _longest_start(rest, width=width, size=size, weight=weight)
            lines.append(rest[:fits])
            rest = rest[fits:]
        lines.append(rest)
    return lines


def _longest_start(word: str, *, width: float, size: float, weight: int) -> int:
    """How many characters of ``word`` fit ``width``; at least one."""
    fits = bisect_right(
        range(1, len(word) + 1),
        width,
        key=lambda n: text_width(word[:n], size=size, weight=weight),
    )
    return max(fits, 1)


class Canvas:
    """Draws with the origin top left. Call ``svg`` once at the end."""

    def __init__(self, *, height: float, width: float = WIDTH) -> None:
        from matplotlib.figure import Figure

        self.width = width
        self.height = height
        # SVG counts 72 units to the inch, so that a point is a unit.
        self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self._figure.patch.set_visible(False)

    def text(
        self,
        text: str,
        *,
        x: float,
        y: float,
        size: float = 8.5,
        weight: int = REGULAR,
        colour: str = INK,
        anchor: str = "start",
    ) -> None:
        """Draw ``text``, capitals centred on ``y``. ``anchor``: start, middle or end at ``x``."""
        baseline = y + CAP_HEIGHT / 2 * size
        if needs_shaping(text):
            points, codes = _outline(text, weight)
            shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            left = x - shift * text_width(text, size=size, weight=weight)
            self._path(points * (size, -size) + (left, baseline), codes, facecolor=colour)
        elif text.strip():
            font = _font(weight, families(visible(text)))
            self._words(text, (x, baseline), size, font, color=colour, ha=SIDES[anchor])

    def lines(
        self,
        lines: list[str],
        *,
        x: float,
        y: float,
        size: float = 8.5,
        **style: Any,  # noqa: ANN401 - passed on to text
    ) -> None:
        """Draw lines below each other, their block centred on ``y``."""
        step = size * LINE_HEIGHT
        top = y - step * (len(lines) - 1) / 2
        for index, line in enumerate(lines):
            self.text(line, x=x, y=top + index * step, size=size, **style)

    def rectangle(
        self, *, x: float, y: float, width: float, height: float, fill: str, stroke: str = "none"
    ) -> None:
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.polygon(corners, fill=fill, stroke=stroke)

    def hatched(self, *, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A rectangle of slanted lines. Drawn line by line: a pattern would need an id."""
        self.rectangle(x=x, y=y, width=width, height=height, fill=WHITE, stroke=colour)
        gap = 4.0
        start = x - height + gap / 2
        while start < x + width:
            low, high = max(x - start, 0.0), min(x + width - start, height)
            if low < high:
                ends = [(start + low, y + height - low), (start + high, y + height - high)]
                self.line(ends, colour=colour, width=0.6)
            start += gap

    def polygon(
        self,
        corners: list[tuple[float, float]],
        *,
        fill: str,
        stroke: str = "none",
        edge: float = 0.6,
    ) -> None:
        style = {"facecolor": fill, "edgecolor": stroke}
        width = edge if stroke != "none" else 0.0
        codes = [MOVE, *[DRAW] * (len(corners) - 1), CLOSE]
        self._path([*corners, corners[0]], codes, linewidth=width, **style)

    def line(self, points: list[tuple[float, float]], *, colour: str, width: float = 0.6) -> None:
        codes = [MOVE, *[DRAW] * (len(points) - 1)]
        self._path(points, codes, facecolor="none", edgecolor=colour, linewidth=width)

    def circle(self, *, x: float, y: float, radius: float, fill: str) -> None:
        from matplotlib.path import Path

        unit = Path.unit_circle()
        corners = np.asarray(unit.vertices, dtype=float) * radius + (x, y)
        self._path(corners, unit.codes, facecolor=fill)

    def diamond(self, *, x: float, y: float, radius: float, colour: str) -> None:
        """A hollow diamond: white inside, so that lines end at its edge."""
        corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
        self.polygon(corners, fill=WHITE, stroke=colour, edge=1.6)

    def value_in(self, text: str, *, x: float, y: float, fill: str, size: float = 8.5) -> None:
        """A figure in the middle of a shape filled with ``fill``."""
        colour = WHITE if is_dark(fill) else NAVY
        self.text(text, x=x, y=y, size=size, weight=SEMIBOLD, colour=colour, anchor="middle")

    def svg(self, *, alt: str) -> str:
        """The drawing as an ``<svg>`` element whose title is ``alt``."""
        return inline_svg(self._figure, width=self.width, height=self.height, alt=alt)

    def _words(
        self,
        text: str,
        place: tuple[float, float],
        size: float,
        font: Any,  # noqa: ANN401 - passed on to matplotlib
        **style: Any,  # noqa: ANN401 - passed on to matplotlib
    ) -> None:
        from matplotlib.text import Text
        from matplotlib.transforms import IdentityTransform

        words = Text(
            place[0],
            self.height - place[1],
            visible(text),
            fontproperties=font.copy(),
            va="baseline",
            parse_math=False,
            transform=IdentityTransform(),
            **style,
        )
        words.set_fontsize(size)
        self._figure.add_artist(words)

    def _path(self, points: Any, codes: Any, **style: Any) -> None:  # noqa: ANN401 - passed on to matplotlib
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path
        from matplotlib.transforms import IdentityTransform

        # Paper has its origin top left, matplotlib bottom left.
        flipped = [(x, self.height - y) for x, y in points]
        look = {
            "edgecolor": "none",
            "linewidth": 0,
            "capstyle": "butt",
            "joinstyle": "miter",
        } | style
        patch = PathPatch(Path(flipped, codes), transform=IdentityTransform(), **look)
        self._figure.add_artist(patch)
