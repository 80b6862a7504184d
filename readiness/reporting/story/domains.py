"""The domains side by side: which is strongest, which is weakest, and how far each has to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from readiness.reporting.story import words
from readiness.reporting.story.gaps import at_target_note, scale_facts, shares_one_scale
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.results import level_cell
from readiness.reporting.story.standing import Standing, axis_of, standing
from readiness.reporting.story.tables import figure_column, text_cell, text_column, trimmed
from readiness.reporting.story.types import (
    Cell,
    Fact,
    GapPoint,
    Heading,
    Rich,
    Row,
    Table,
)
from readiness.reporting.story.wording import listed, missing, paragraph

NAMED = 3
FEWEST, MOST = 3, 8
"""Axes of a radar: two are a line, and of more than eight nobody reads the shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Radar:
    """An axis a domain, in the order of the model, all on one scale."""

    alt: str
    today_label: str
    target_label: str  # empty where no domain has a target
    scale: tuple[Fact, ...]
    points: tuple[GapPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainsPage:
    """The rows of the table are ranked, the highest score first."""

    heading: Heading
    radar: Radar | None
    table: Table
    notes: tuple[Rich, ...]


def build_domains(reading: Reading) -> DomainsPage | None:
    """None unless two domains can be compared: each with a score, all on the same scale.

    Models without owners have a tree of all areas anyway: their domains need a shape to be told.
    """
    found = _standings(reading)
    if len(found) < 2 or len({entry.axis for entry in found}) > 1:  # noqa: PLR2004 - a pair
        return None
    radar = _radar(reading, found)
    if radar is None and not reading.model.asks_for_owners:
        return None
    return DomainsPage(
        heading=Heading(
            code="domains", eyebrow=_("Results by domain"), title=_title(reading, found)
        ),
        radar=radar,
        table=_table(reading, _ranked(found)),
        notes=_notes(reading, found),
    )


def _standings(reading: Reading) -> list[Standing]:
    """The widest domains, in the order of the model."""
    nodes = (reading.node(domain.code) for domain in reading.model.domains)
    found = (standing(reading, node) for node in nodes)
    return [entry for entry in found if entry is not None and not entry.by_level]


def _ranked(found: Sequence[Standing]) -> list[Standing]:
    return sorted(found, key=lambda entry: -entry.today)


def _title(reading: Reading, found: Sequence[Standing]) -> str:
    best, worst = max(e.today for e in found), min(e.today for e in found)
    top = [entry for entry in found if entry.today == best]
    low = [entry for entry in found if entry.today == worst]
    values = {
        "best": _names(reading, top, start=True),
        "worst": _names(reading, low),
        "high": reading.score(best),
        "low": reading.score(worst),
    }
    if best == worst:
        return _("All domains stand alike, with %(high)s") % values
    if len(top) == 1:
        return _("%(best)s is strongest with %(high)s; weakest with %(low)s: %(worst)s") % values
    return _("%(best)s are strongest with %(high)s; weakest with %(low)s: %(worst)s") % values


def _names(reading: Reading, found: Sequence[Standing], *, start: bool = False) -> str:
    """The first few domains; at the start of a sentence the first keeps its capital."""
    titles = [reading.domain(entry.node.code).title for entry in found]
    first = titles[0] if start else reading.mid(titles[0])
    names = [first, *(reading.mid(title) for title in titles[1:NAMED])]
    return listed([*names, _("others")] if len(titles) > NAMED else names)


def _radar(reading: Reading, found: Sequence[Standing]) -> Radar | None:
    if not FEWEST <= len(found) <= MOST or found[0].high <= found[0].low:
        return None
    aims = any(entry.target is not None for entry in found)
    points = tuple(_point(reading, entry) for entry in found)
    return Radar(
        alt="; ".join(_point_words(point) for point in points),
        today_label=_("Today"),
        target_label=_("Target") if aims else "",
        scale=scale_facts(reading) if shares_one_scale(reading) else axis_of(reading, found[0]),
        points=points,
    )


def _point(reading: Reading, entry: Standing) -> GapPoint:
    aim, gap = entry.target, entry.gap
    return GapPoint(
        key=entry.node.code,
        label=reading.domain(entry.node.code).title,
        today=entry.today,
        today_text=reading.node_score(entry.node),
        target=aim,
        target_text=reading.score(aim) if aim is not None else "",
        gap_text=reading.score(gap) if gap is not None else "",
    )


def _point_words(point: GapPoint) -> str:
    values = {"area": point.label, "today": point.today_text, "target": point.target_text}
    if point.target is None:
        return _("%(area)s %(today)s") % values
    return _("%(area)s %(today)s today, %(target)s needed") % values


def _table(reading: Reading, ranked: Sequence[Standing]) -> Table:
    table = Table(
        code="domains",
        caption=_("Domains, the highest score first"),
        columns=(
            text_column("domain", _("Domain")),
            figure_column("today", _("Today")),
            figure_column("target", _("Target")),
            figure_column("gap", _("Gap")),
            text_column("level", _("Level")),
            text_column("band", _("Of its target")),
        ),
        rows=tuple(_row(reading, entry) for entry in ranked),
    )
    return trimmed(table, keep=("domain", "today"))


def _row(reading: Reading, entry: Standing) -> Row:
    node, none = entry.node, Cell(text=missing(), state="none")
    point = _point(reading, entry)
    level = level_cell(reading, node) if node.level is not None else none
    band = words.band(node.band) if node.band else at_target_note(node)
    return Row(
        key=node.code,
        cells=(
            Cell(text=point.label),
            Cell(text=point.today_text, value=point.today, tone=node.band),
            Cell(text=point.target_text, value=point.target) if point.target_text else none,
            Cell(text=point.gap_text, value=entry.gap) if point.gap_text else none,
            level,
            Cell(text=band, note=at_target_note(node) if node.band else "")
            if band
            else text_cell(None),
        ),
    )


def _notes(reading: Reading, found: Sequence[Standing]) -> tuple[Rich, ...]:
    shown = {entry.node.code for entry in found}
    left = [domain.title for domain in reading.model.domains if domain.code not in shown]
    if not left:
        return ()
    text = _("Without a score: %(domains)s.") % {"domains": listed(left)}
    return (paragraph(text),)
