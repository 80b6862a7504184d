"""How a document looks for one client; what it says is the Release's alone.

Nothing of a look can change a figure or a sentence. Charts keep their colours whatever the accent:
those stay apart for colour-blind readers and in grey.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

PAPERS = ("A4", "Letter")
MARKS = ("", "draft", "sample")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
OURS = "#1f5f99"
NEEDED = 4.5  # WCAG 2.2, 1.4.3: text of the normal size
DARKER = 0.96  # by how much a colour is darkened at a time, until it can be read
MOST_PIXELS = 4_000_000  # of a picture: forty times what the settings page keeps
LIGHT = 200  # of 255: a picture as light as this on average is not seen on white


class PictureError(ValueError):
    """A logo that is no PNG, or too large to be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """``accent`` is "#rrggbb" or empty for ours; logo and brand are PNG files or empty.

    ``brand`` is the consultant's own, beside the client's ``logo``. ``mark`` is printed across
    every page: empty, draft (not published yet) or sample (made-up answers).
    """

    paper: str = "A4"
    accent: str = ""
    logo: bytes = b""
    brand: bytes = b""
    mark: str = ""

    def __post_init__(self) -> None:
        """These go into a style sheet as they are."""
        if self.paper not in PAPERS:
            raise ValueError(f"paper is one of {', '.join(PAPERS)}, not {self.paper!r}")
        if self.accent and not COLOUR.fullmatch(self.accent):
            raise ValueError(f"accent is #rrggbb or empty, not {self.accent!r}")
        if self.mark not in MARKS:
            raise ValueError(f"mark is empty, draft or sample, not {self.mark!r}")


PLAIN = Look()


def contrast_problem(accent: str) -> str | None:
    """Why ``accent`` cannot be read on white, or white on it, and what to do; None where it can."""
    if not accent:
        return None
    if not COLOUR.fullmatch(accent):
        return _(
            "Write the colour as # and six digits or letters from a to f, such as %(ours)s."
        ) % {"ours": OURS}
    if contrast(accent) >= NEEDED:
        return None
    return _(
        "On white, text in %(colour)s has a contrast of %(ratio)s to 1; 4.5 to 1 is needed. "
        "Choose a darker colour, such as %(darker)s."
    ) % {"colour": accent, "ratio": f"{_shown(contrast(accent)):.1f}", "darker": _readable(accent)}


def contrast(colour: str) -> float:
    """The contrast of ``colour`` and white, from 1 to 21 (WCAG 2.2).

    >>> contrast("#000000"), round(contrast("#767676"), 2)
    (21.0, 4.54)
    """
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _shown(ratio: float) -> float:
    """Cut, not rounded: 4.46 must not be printed as the 4.5 that is needed."""
    return int(ratio * 10) / 10


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


def _readable(colour: str) -> str:
    """The nearest darker colour of the same hue that can be read on white."""
    while contrast(colour) < NEEDED:
        colour = "#{:02x}{:02x}{:02x}".format(*(int(part * DARKER) for part in _parts(colour)))
    return colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG made anew, its size in pixels, and whether it is too light for white paper."""

    content: bytes
    width: int
    height: int
    light: bool

    def within(self, width: float, height: float) -> tuple[float, float]:
        """The size that fills a frame of so many millimetres at most, in its own proportions."""
        scale = min(width / self.width, height / self.height)
        return round(self.width * scale, 2), round(self.height * scale, 2)


def picture(content: bytes) -> Picture | None:
    """The picture of a look, or None for none. Raises PictureError.

    It is made anew, so that nothing but what is seen goes into a document. Transparent edges are
    cut off: a logo would look small in its frame.
    """
    if not content:
        return None
    from PIL import Image  # noqa: PLC0415 - slow import

    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as found:
            if found.width * found.height > MOST_PIXELS:
                raise PictureError(f"A picture of {found.width} × {found.height} is too large.")
            seen = found.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, PictureError):
            raise
        raise PictureError("A logo has to be a PNG file.") from error
    box = seen.getchannel("A").getbbox()
    return _remade(seen.crop(box)) if box else None


def _remade(seen: object) -> Picture:
    from PIL import Image, ImageStat  # noqa: PLC0415 - slow import

    assert isinstance(seen, Image.Image)  # noqa: S101 - for the types, as Pillow is imported late
    out = io.BytesIO()
    clean = Image.new("RGBA", seen.size)
    clean.paste(seen)
    clean.save(out, format="PNG")
    [grey] = ImageStat.Stat(seen.convert("L"), mask=seen.getchannel("A")).mean
    return Picture(content=out.getvalue(), width=seen.width, height=seen.height, light=grey > LIGHT)
