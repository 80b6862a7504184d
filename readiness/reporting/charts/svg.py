"""A matplotlib figure as an SVG element that is safe inside a page.

matplotlib writes a whole document with ids, ``style`` attributes and a style sheet. Inside a page ids
would clash and a strict content security policy refuses the styles. What we draw are paths and words;
each is written anew with its paint as attributes. The same drawing gives the same bytes.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+\.\d+")
PAINT = ("fill", "stroke", "stroke-width", "stroke-linejoin")
TYPE = ("font-size", "font-weight", "text-anchor", "fill")
OPTIONS = {
    "path.simplify": False,
    "svg.fonttype": "none",  # words stay words
    "svg.hashsalt": "readiness",
}


def inline_svg(figure: Any, *, width: float, height: float, alt: str) -> str:  # noqa: ANN401 - matplotlib ships no types
    """The figure as one ``<svg>``; ``alt`` is its title, which readers hear."""
    drawn = ElementTree.fromstring(_drawn(figure))  # noqa: S314 - matplotlib wrote it this moment
    writers = {f"{SVG}path": _path, f"{SVG}text": _words}
    parts = [writers[part.tag](part) for part in drawn.iter() if part.tag in writers]
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'viewBox="0 0 {_short(width)} {_short(height)}">'
    )
    return "\n".join([head, f"<title>{escape(alt)}</title>", *parts, "</svg>"])


def _drawn(figure: Any) -> str:  # noqa: ANN401 - matplotlib ships no types
    import matplotlib as mpl  # noqa: PLC0415 - slow import

    file = StringIO()
    with mpl.rc_context(OPTIONS):
        figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def _path(element: ElementTree.Element) -> str:
    outline = " ".join(element.get("d", "").split())
    rounded = NUMBER.sub(lambda found: _short(float(found[0])), outline)
    return f'<path d="{rounded}"{_attributes(_style(element), PAINT)}/>'


def _words(element: ElementTree.Element) -> str:
    style = _style(element)
    # Where the bundled fonts are not at hand, as on the web, any plain font will do.
    family = quoteattr(style["font-family"].replace("'", "") + ", sans-serif")
    place = f'x="{_short(float(element.get("x", 0)))}" y="{_short(float(element.get("y", 0)))}"'
    words = escape("".join(element.itertext()))
    return f"<text {place} font-family={family}{_attributes(style, TYPE)}>{words}</text>"


def _style(element: ElementTree.Element) -> dict[str, str]:
    parts = (part.strip() for part in element.get("style", "").split(";"))
    return dict(part.split(": ", 1) for part in parts if part)


def _attributes(style: dict[str, str], names: tuple[str, ...]) -> str:
    return "".join(f' {name}="{style[name]}"' for name in names if name in style)


def _short(number: float) -> str:
    """At most two decimals: a hundredth of a point cannot be seen."""
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
