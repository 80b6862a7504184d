"""What is printed beside reports: posters that invite, and the page for the works council.

Everything arrives as finished text in one language; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LOGO = "logo.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    code: str
    right_to_left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """One A4 page. ``qr`` is an SVG and ``address`` what it holds; both empty to announce only.

    ``points``: short sentences on what taking part means.
    """

    organisation: str
    department: str
    title: str
    headline: str
    lead: str
    how: str
    address: str
    qr: bytes
    points: tuple[str, ...]
    foot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its sentences; with more than one they are a list."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of sections under a title."""

    organisation: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    foot: str


def posters_pdf(*, posters: Sequence[Poster], logo: bytes, language: Language) -> bytes:
    """A page for each poster."""
    from readiness.reporting.pdf import printed  # noqa: PLC0415 - slow import

    files = {f"qr{number}.svg": each.qr for number, each in enumerate(posters) if each.qr}
    own = [
        {
            "poster": each,
            "qr": f"qr{number}.svg" if each.qr else "",
            "address": each.address.rpartition("/"),
        }
        for number, each in enumerate(posters)
    ]
    inputs = {"pages": own, "first": posters[0], "language": language, "logo": bool(logo)}
    files |= _logo(logo)
    return printed(template="posters/posters", inputs=inputs, files=files, pages=len(own))


def sheet_pdf(*, sheet: Sheet, logo: bytes, language: Language) -> bytes:
    from readiness.reporting.pdf import printed  # noqa: PLC0415 - slow import

    inputs: dict[str, object] = {"sheet": sheet, "language": language, "logo": bool(logo)}
    return printed(template="posters/sheet", inputs=inputs, files=_logo(logo), pages=1)


def _logo(logo: bytes) -> dict[str, bytes]:
    return {LOGO: logo} if logo else {}
