"""A workshop on paper, for a room where the network fails.

The facilitator counts on one sheet what everybody has ticked on the other. Everything arrives as
finished text in one language; the voting paper holds nothing of the survey.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.reporting.sheets import LOGO, Language

PAGES = 2
"""Both sides of one sheet of paper, set as tightly as that needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An answer to tick: its word, and what it means here."""

    word: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question with its answers; ``apart`` are those that are no level and no owner.

    ``by_name``: departments are too many to print; their names are written by hand.
    """

    text: str
    line: str
    options: tuple[Option, ...]
    apart: tuple[Option, ...]
    by_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperItem:
    """An activity to vote on. ``facts``: what the facilitator reads out after the vote."""

    title: str
    note: str
    facts: tuple[str, ...]
    level: Ask | None
    owner: Ask | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """``lead``: who and when; ``rules``: how it goes; ``bulk``: lines to accept together."""

    organisation: str
    title: str
    lead: str
    rules: tuple[str, ...]
    items: tuple[PaperItem, ...]
    bulk: tuple[str, ...]
    foot: str


def lead_pdf(*, paper: Paper, logo: bytes, language: Language) -> bytes:
    """To count on, and to write down what is agreed."""
    return _made("workshop_sheets/lead", paper, logo, language)


def votes_pdf(*, paper: Paper, logo: bytes, language: Language) -> bytes:
    """To tick; one for everybody in the room."""
    return _made("workshop_sheets/votes", paper, logo, language)


def _made(template: str, paper: Paper, logo: bytes, language: Language) -> bytes:
    from readiness.reporting.pdf import printed  # noqa: PLC0415 - slow import

    inputs: dict[str, object] = {"paper": paper, "language": language, "logo": bool(logo)}
    files = {LOGO: logo} if logo else {}
    return printed(template=template, inputs=inputs, files=files, pages=PAGES)
