"""Departments by domains: where practice stands, without ranking departments."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.release import DepartmentRef, Node
from readiness.reporting.story.gaps import at_target_note, scale_facts
from readiness.reporting.story.reading import OVERALL, Reading
from readiness.reporting.story.types import (
    Cell,
    Column,
    DepartmentsPage,
    Heading,
    Rich,
    Row,
    Table,
)
from readiness.reporting.story.wording import (
    listed,
    node_score,
    paragraph,
    score,
    too_few,
    whole,
)


def build_departments(reading: Reading) -> DepartmentsPage:
    """Page 7."""
    return DepartmentsPage(
        heading=Heading(
            code="departments",
            eyebrow=_("Departments and domains"),
            title=_title(reading),
            lead=_lead(reading),
        ),
        table=_table(reading),
        notes=_notes(reading),
        scale=scale_facts(reading),
    )


def _title(reading: Reading) -> str:
    return _different_pictures(reading) or _furthest_domain(reading)


def _different_pictures(reading: Reading) -> str | None:
    """The organisation item on which departments' scores lie furthest apart, if far enough."""
    least = reading.model.rules.between_departments.perception_gap
    found = [
        node for node in _compared(reading) if node.basis and (node.basis.spread or 0) >= least
    ]
    if not found:
        return None
    widest = max(found, key=lambda node: (node.basis.spread or 0) if node.basis else 0)
    low = reading.node(widest.code, widest.basis.lowest) if widest.basis else None
    high = reading.node(widest.code, widest.basis.highest) if widest.basis else None
    if low is None or high is None or low.score is None or high.score is None:
        return None
    activity = reading.model.activity_of[widest.code]
    return _(
        "Departments live with different pictures of %(activity)s: from %(low)s to %(high)s"
    ) % {
        "activity": reading.mid(activity.title),
        "low": node_score(low),
        "high": node_score(high),
    }


def _compared(reading: Reading) -> list[Node]:
    """The organisation's nodes of items that are about the organisation as a whole."""
    items = reading.model.items
    return [
        node
        for node in reading.release.nodes
        if node.kind == "item"
        and node.department is None
        and node.code in reading.model.activity_of
        and items[node.code].referent == "organisation"
    ]


def _domains(reading: Reading) -> list[Node]:
    nodes = (reading.node(domain.code) for domain in reading.model.domains)
    return [node for node in nodes if node is not None and node.gap is not None]


def _furthest_domain(reading: Reading) -> str:
    found = [node for node in _domains(reading) if node.gap]
    if not found:
        return _every_domain(reading)
    widest = max(node.gap or 0 for node in found)
    first, *others = [node for node in found if node.gap == widest]
    if others:
        return _("%(domains)s are furthest from their targets: a gap of %(gap)s each") % {
            "domains": _domain_names(reading, [first, *others]),
            "gap": score(first.gap),
        }
    return _("%(domain)s is furthest from its target: %(today)s today, %(target)s needed") % {
        "domain": reading.domain(first.code).title,
        "today": score(first.score),
        "target": score(first.target),
    }


def _domain_names(reading: Reading, nodes: list[Node]) -> str:
    names = [reading.domain(node.code).title for node in nodes]
    return listed([names[0], *(reading.mid(name) for name in names[1:])])


def _every_domain(reading: Reading) -> str:
    if _domains(reading):
        return _("Every domain with a score is at its target")
    return _("Too few answers to compare departments")


def _lead(reading: Reading) -> Rich | None:
    overall = reading.node(OVERALL)
    if overall is None or overall.score is None:
        return None
    return paragraph(
        _("Overall the score is %(score)s on a scale from %(lowest)s to %(highest)s.")
        % {"score": score(overall.score), **_ends(reading)},
        _furthest_lead(reading),
    )


def _furthest_lead(reading: Reading) -> str | None:
    """The domain furthest away, where the title speaks of something else."""
    if _different_pictures(reading) is None:
        return None
    return f"{_furthest_domain(reading)}."


def _ends(reading: Reading) -> dict[str, str]:
    activity = next(iter(reading.model.activities.values()))
    levels = reading.model.scales[activity.items[0].scale].levels
    return {
        "lowest": f"{levels[0].level} ({levels[0].name})",
        "highest": f"{levels[-1].level} ({levels[-1].name})",
    }


def _table(reading: Reading) -> Table:
    domains = reading.model.domains
    return Table(
        code="departments",
        caption=_("Scores by department and domain"),
        columns=(
            Column(key="department", title=_("Department")),
            *(Column(key=domain.code, title=domain.title, kind="figure") for domain in domains),
            Column(key="n", title=_("Answered"), kind="figure"),
        ),
        rows=(
            *(
                _row(reading, group.key, group.name, whole(group.answered))
                for group in reading.release.groups
            ),
            *(_hidden_row(reading, d.name, d.key) for d in _hidden(reading)),
            _row(reading, None, _("The organisation"), whole(reading.release.coverage.answered)),
        ),
    )


def _hidden(reading: Reading) -> list[DepartmentRef]:
    return [department for department in reading.release.departments if department.group is None]


def _row(reading: Reading, group: str | None, name: str, n: str) -> Row:
    cells = tuple(_cell(reading.node(domain.code, group)) for domain in reading.model.domains)
    return Row(
        key=group or "organisation",
        cells=(Cell(text=name), *cells, Cell(text=n)),
        mark="total" if group is None else None,
    )


def _cell(node: Node | None) -> Cell:
    if node is None or node.score is None:
        return Cell(text=too_few(), state="withheld")
    note = at_target_note(node)
    return Cell(text=node_score(node), note=note, value=node.score, tone=node.band)


def _hidden_row(reading: Reading, name: str, key: str) -> Row:
    withheld = Cell(text=too_few(), state="withheld")
    return Row(key=key, cells=(Cell(text=name), *([withheld] * (len(reading.model.domains) + 1))))


def _notes(reading: Reading) -> tuple[Rich, ...]:
    rules = reading.model.rules.release
    texts = [
        _(
            "The colour says how far a score is towards its target. Departments stand in no "
            "order of merit: where something is needed in one place only, a low score elsewhere "
            "is no fault."
        ),
        _(
            "A department is shown from %(floor)s answers. Below %(bands)s answers a score at an "
            "end of the scale is printed as a bound, so that unanimous answers stay private."
        )
        % {"floor": whole(reading.release.floor), "bands": whole(rules.bands_from)}
        if reading.protected
        else "",
    ]
    return tuple(paragraph(text) for text in texts if text)
