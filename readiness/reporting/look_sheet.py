"""A client's look as what a page is laid out with: one style sheet, and the pictures it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template import Context

from readiness.reporting.look import Look, Picture, picture

if TYPE_CHECKING:
    from django.template import Engine

SHEET = "look.css"
# The largest a picture may be in millimetres: on the cover, and over the head of a page.
COVER = (62.0, 20.0)
HEAD = (40.0, 6.0)
# What the cover's panel leaves around a picture, in millimetres.
PADDING = 3.0
# Millimetres: from the text up to the pictures over a page's head, on a page that stands and on one
# that lies; and from a box beside the margin to the middle of either, and of the cover.
PLACES = {
    "A4": ("21mm", "17mm", "187mm", "230.5mm", "205mm"),
    "Letter": ("14.5mm", "15mm", "187mm", "227.7mm", "207.95mm"),
}
KEYS = ("up", "wide_up", "middle", "wide", "whole")


def look_files(look: Look, engine: Engine) -> dict[str, bytes]:
    """The files of a look by their names. Raises PictureError."""
    pictures = {"logo": picture(look.logo), "brand": picture(look.brand)}
    inputs = {
        "look": look,
        "places": dict(zip(KEYS, PLACES[look.paper], strict=True)),
        "pictures": [_placed(name, found) for name, found in pictures.items() if found],
        "heads": [_in_head(name, found) for name, found in pictures.items() if found],
    }
    sheet = engine.get_template(f"reports/{SHEET}").render(Context(inputs))
    files = {f"{name}.png": found.content for name, found in pictures.items() if found}
    return {SHEET: sheet.encode()} | files


def _placed(name: str, found: Picture) -> dict[str, object]:
    """On the cover: the client's at the left, the consultant's at the right."""
    width, height = found.within(*COVER)
    return {
        "name": name,
        "size": f"{width}mm {height}mm",
        "width": f"{width + 2 * PADDING:.2f}mm",
        "height": f"{height + 2 * PADDING:.2f}mm",
        "ground": "transparent" if found.light else "#fff",
    }


def _in_head(name: str, found: Picture) -> dict[str, object]:
    width, height = found.within(*HEAD)
    return {"name": name, "size": f"{width}mm {height}mm", "light": found.light}
