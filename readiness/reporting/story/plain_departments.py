"""Departments by areas, for models that put no question on owners: without ranking departments."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.release import Node
from readiness.reporting.story.outcome import nothing_words
from readiness.reporting.story.plain_summary import broad_areas
from readiness.reporting.story.reading import OVERALL, Reading
from readiness.reporting.story.standing import (
    Standing,
    axis_of,
    level_words,
    standing,
    today_words,
)
from readiness.reporting.story.types import (
    Cell,
    Column,
    DepartmentsPage,
    Fact,
    Heading,
    Rich,
    Row,
    Table,
)
from readiness.reporting.story.wording import missing, paragraph, too_few, whole

MOST = 8


def build_plain_departments(reading: Reading) -> DepartmentsPage | None:
    """A page where departments can be compared; None where there are no two."""
    if len(reading.release.groups) < 2:  # noqa: PLR2004 - a comparison needs two
        return None
    codes = compared(reading)
    return DepartmentsPage(
        heading=Heading(
            code="departments", eyebrow=_("Departments and areas"), title=_title(reading, codes)
        ),
        table=_table(reading, codes),
        notes=_notes(reading, codes),
        scale=_shared_scale(reading, codes),
    )


def compared(reading: Reading) -> list[str]:
    """The broad areas, then the whole, as far as any department has a figure there."""
    codes = [code for code in [*broad_areas(reading), OVERALL] if _of_groups(reading, code)]
    if len(codes) > MOST + 1:
        codes = [OVERALL] if OVERALL in codes else codes[:MOST]
    return codes


def _of_groups(reading: Reading, code: str) -> list[Standing]:
    nodes = (reading.node(code, group.key) for group in reading.release.groups)
    return [found for node in nodes if (found := standing(reading, node))]


def _title(reading: Reading, codes: list[str]) -> str:
    """The area in which departments are furthest apart."""
    ranges = []
    for code in codes:
        found = sorted(_of_groups(reading, code), key=lambda entry: entry.today)
        if len(found) > 1:
            width = found[-1].share - found[0].share
            ranges.append((code != OVERALL, width, found[0], found[-1]))
    if not ranges:
        return nothing_words(reading)
    _area, width, low, high = max(ranges, key=lambda entry: (entry[0], entry[1]))
    if not width:
        return _("Departments stand alike in every area")
    return _("Departments are furthest apart in %(area)s: from %(low)s to %(high)s") % {
        "area": reading.mid(reading.node_title(low.node.code)),
        "low": today_words(reading, low),
        "high": today_words(reading, high),
    }


def _table(reading: Reading, codes: list[str]) -> Table:
    hidden = [d for d in reading.release.departments if d.group is None]
    withheld = Cell(text=too_few(), state="withheld")
    total = whole(reading.release.coverage.answered)
    return Table(
        code="departments",
        caption=_("Departments by area"),
        columns=(
            Column(key="department", title=_("Department")),
            *(Column(key=code, title=reading.node_title(code), kind="figure") for code in codes),
            Column(key="n", title=_("Answered"), kind="figure"),
        ),
        rows=(
            *(
                _row(reading, codes, group.key, group.name, whole(group.answered))
                for group in reading.release.groups
            ),
            *(
                Row(key=d.key, cells=(Cell(text=d.name), *([withheld] * (len(codes) + 1))))
                for d in hidden
            ),
            _row(reading, codes, None, _("The organisation"), total),
        ),
    )


def _row(reading: Reading, codes: list[str], group: str | None, name: str, n: str) -> Row:
    cells = tuple(area_cell(reading, reading.node(code, group)) for code in codes)
    return Row(
        key=group or "organisation",
        cells=(Cell(text=name), *cells, Cell(text=n)),
        mark="total" if group is None else None,
    )


def area_cell(reading: Reading, node: Node | None) -> Cell:
    """A score or a level, coloured by how far it is towards its target."""
    found = standing(reading, node)
    if found is None:
        return (
            Cell(text=too_few(), state="withheld")
            if reading.protected
            else Cell(text=missing(), state="none")
        )
    if found.by_level:
        tone = None if found.gap is None else "largely" if found.gap else "fully"
        text = level_words(reading, found.node.code, found.today)
        return Cell(text=text, value=found.today, tone=tone)
    return Cell(text=reading.node_score(found.node), value=found.today, tone=found.node.band)


def _shared_scale(reading: Reading, codes: list[str]) -> tuple[Fact, ...]:
    found = [entry for code in codes for entry in _of_groups(reading, code)]
    if not found or len({entry.axis for entry in found}) > 1 or found[0].high <= found[0].low:
        return ()
    return axis_of(reading, found[0])


def _notes(reading: Reading, codes: list[str]) -> tuple[Rich, ...]:
    aims = any(entry.gap is not None for code in codes for entry in _of_groups(reading, code))
    texts = [
        _("The darker a field, the further it is from its target.") if aims else "",
        _("Departments stand in no order of merit: their work differs, and so may what they need."),
        _(
            "A department is shown from %(floor)s answers. Below %(bands)s answers a score at an "
            "end of the scale is printed as a bound, so that unanimous answers stay private."
        )
        % {
            "floor": whole(reading.release.floor),
            "bands": whole(reading.model.rules.release.bands_from),
        }
        if reading.protected
        else "",
    ]
    return tuple(paragraph(text) for text in texts if text)
