"""What the department report and the owner's brief say, as frozen dataclasses of finished text.

The pieces are those of ``types``; here stands only what these two documents add to them.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.reporting.story.types import (
    Fact,
    Heading,
    Mail,
    Number,
    NumberedStep,
    Rich,
    Section,
    Table,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whose name stands at the head of every page."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A large figure with what it is and what to hold it against."""

    label: str
    figure: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BesidePoint:
    """One area: the department, the whole organisation and the target, to be drawn."""

    key: str
    label: str
    own: Number
    own_text: str
    whole: Number
    whole_text: str
    target: Number
    target_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideChart:
    """Areas that share one scale. A label is left empty where no area has such a figure."""

    title: str
    alt: str
    own_label: str
    whole_label: str
    target_label: str
    scale: tuple[Fact, ...]
    points: tuple[BesidePoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentFront:
    """Page 1: where the department stands, and what comes first."""

    heading: Heading
    basis: str
    figures: tuple[KeyFigure, ...]
    charts: tuple[BesideChart, ...]
    actions_title: str
    actions: tuple[NumberedStep, ...]
    note: Rich | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentGaps:
    """Page 2: every activity, where others see it differently, and what staff could not tell."""

    heading: Heading
    table: Table
    differences: Section | None
    notes: tuple[Rich, ...]
    dont_know: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentNext:
    """Page 3: what to do, the department's part in it, and what to talk about in the team."""

    heading: Heading
    agreed: Table | None
    steps: Table | None
    duties: Table | None
    owners: Table | None
    agenda: Section
    notes: tuple[Rich, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentMethod:
    """The last half page: how to read the figures."""

    heading: Heading
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentNotice:
    """The only page where answers may not be shown; it tells nothing of how many there are."""

    heading: Heading
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentStory:
    """A whole department report: the notice alone, or the front with what follows it."""

    title: str
    subject: str
    language: str
    running: str
    cover: Named
    notice: DepartmentNotice | None = None
    front: DepartmentFront | None = None
    gaps: DepartmentGaps | None = None
    next: DepartmentNext | None = None
    method: DepartmentMethod | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One page for one proposed owner."""

    heading: Heading
    basis: str
    figures: tuple[KeyFigure, ...]
    table: Table
    steps: Section | None
    conditions: Section | None
    changes: Section | None
    about: Section | None
    mail: Mail | None
    notes: tuple[Rich, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefStory:
    """The owner's brief with what the frame of every document needs."""

    title: str
    subject: str
    language: str
    running: str
    cover: Named
    brief: Brief
