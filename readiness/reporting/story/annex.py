"""The annex: the figures of the organisation, of its departments, and what their heads stated."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from readiness.core.release import DepartmentRef, Node
from readiness.reporting.story import words
from readiness.reporting.story.annex_owners import ownership_tables
from readiness.reporting.story.gaps import at_target_note, level_note
from readiness.reporting.story.proposals import authority
from readiness.reporting.story.reading import OVERALL, Reading
from readiness.reporting.story.tables import (
    figure_cell,
    figure_column,
    percent_cell,
    score_cell,
    text_cell,
    text_column,
    whole_cell,
)
from readiness.reporting.story.types import Annex, Cell, Column, Heading, Row, Table
from readiness.reporting.story.wording import (
    missing,
    node_score,
    paragraph,
    percent,
    too_few,
    whole,
)


def build_annex(reading: Reading) -> Annex:
    """Page 12 and on."""
    tables = (
        _nodes(reading),
        _agreement(reading),
        *ownership_tables(reading),
        _department_figures(reading),
        _departments(reading),
    )
    return Annex(
        heading=Heading(
            code="annex",
            eyebrow=_("Annex"),
            title=_("Every figure this report is made from"),
            lead=paragraph(_rounding(reading), _("A dash means that there is no figure.")),
        ),
        tables=tuple(
            replace(table, number=f"A{number}") for number, table in enumerate(tables, start=1)
        ),
    )


def _rounding(reading: Reading) -> str:
    if reading.release.exact:
        return _("Figures are printed as they were computed, without rounding.")
    return _("Scores have one decimal and shares are whole per cent, rounded once.")


def node_title(reading: Reading, node: Node) -> str:
    """What a node is called."""
    if node.code == OVERALL:
        return _("Overall")
    match node.kind:
        case "domain":
            return reading.domain(node.code).title
        case "activity":
            return reading.title(node.code)
        case _:
            return reading.model.items[node.code].text


def _of_organisation(reading: Reading) -> list[Node]:
    return [node for node in reading.release.nodes if node.department is None]


def _nodes(reading: Reading) -> Table:
    """Every score of the organisation."""
    return Table(
        code="annex-nodes",
        caption=_("The organisation: scores and levels"),
        columns=(
            text_column("code", _("Code")),
            text_column("title", _("What")),
            figure_column("n", _("Answers")),
            figure_column("dk", _("Don't know")),
            figure_column("np", _("Not our work")),
            figure_column("score", _("Score")),
            text_column("level", _("Level")),
            figure_column("target", _("Target")),
            figure_column("gap", _("Gap")),
            text_column("band", _("Of its target")),
        ),
        rows=tuple(
            _node_row(reading, node)
            for node in _of_organisation(reading)
            if node.released or node.kind == "activity"
        ),
    )


def _node_row(reading: Reading, node: Node) -> Row:
    cells: tuple[Cell, ...]
    if node.score is None:
        closed = node.code in reading.results and reading.results[node.code].closed
        state = Cell(text=words.verdict("closed"), state="none") if closed else _withheld()
        counts = whole_cell(node.n), percent_cell(node.dk), percent_cell(node.np)
        cells = (*counts, state, *(_none() for _place in range(4)))
    else:
        cells = (
            whole_cell(node.n),
            percent_cell(node.dk),
            percent_cell(node.np),
            score_cell(node.score),
            text_cell(level_note(node) or at_target_note(node)),
            score_cell(node.target),
            score_cell(node.gap),
            text_cell(words.band(node.band) if node.band else None, tone=node.band),
        )
    code = "" if node.code == OVERALL else node.code
    return Row(
        key=f"node-{node.code}",
        cells=(Cell(text=code), Cell(text=node_title(reading, node)), *cells),
        mark=node.kind,
    )


def _none() -> Cell:
    return Cell(text=missing(), state="none")


def _withheld() -> Cell:
    return Cell(text=too_few(), state="withheld")


def _agreement(reading: Reading) -> Table:
    """Statistics of single items, of the organisation only."""
    return Table(
        code="annex-agreement",
        caption=_("The organisation: spread and agreement of single questions"),
        columns=(
            text_column("code", _("Code")),
            text_column("distribution", _("Answers by level, lowest first")),
            figure_column("median", _("Median")),
            text_column("agreement", _("Agreement")),
            figure_column("rwg", _("r_wg")),
            figure_column("ad", _("AD of the median")),
            figure_column("icc1", _("ICC(1)")),
            figure_column("icc2", _("ICC(2)")),
            text_column("basis", _("Made of")),
            text_column("lowest", _("Lowest")),
            text_column("highest", _("Highest")),
            figure_column("spread", _("Apart")),
        ),
        rows=tuple(
            _agreement_row(reading, node)
            for node in _of_organisation(reading)
            if node.kind == "item" and node.released
        ),
    )


def _agreement_row(reading: Reading, node: Node) -> Row:
    found, basis = node.agreement, node.basis
    counts = ", ".join(whole(count) for count in node.distribution or ())
    return Row(
        key=f"agreement-{node.code}",
        cells=(
            Cell(text=node.code),
            text_cell(counts),
            score_cell(node.median),
            Cell(
                text=words.agreement(found.band), note=words.view(found.view) if found.view else ""
            ),
            figure_cell(found.rwg),
            figure_cell(found.ad),
            figure_cell(found.icc1),
            figure_cell(found.icc2),
            _basis(node),
            text_cell(reading.group_name(basis.lowest) if basis and basis.lowest else None),
            text_cell(reading.group_name(basis.highest) if basis and basis.highest else None),
            score_cell(basis.spread if basis else None),
        ),
    )


def _basis(node: Node) -> Cell:
    if node.basis is None:
        return _none()
    note = ""
    if node.basis.rule != "pooled":
        note = _("%(counted)s of %(of)s departments") % {
            "counted": whole(node.basis.counted),
            "of": whole(node.basis.of),
        }
    return Cell(text=words.basis(node.basis.rule), note=note)


def _department_figures(reading: Reading) -> Table:
    """A row for every domain and activity, a column for every department shown."""
    return Table(
        code="annex-departments",
        caption=_("Departments: scores, with level, answers, don't know and view"),
        columns=(
            text_column("title", _("What")),
            *(figure_column(group.key, group.name) for group in reading.release.groups),
        ),
        rows=tuple(
            Row(
                key=f"department-{code}",
                cells=(
                    Cell(text=_title_of(reading, code, kind)),
                    *(_figure(reading.node(code, g.key)) for g in reading.release.groups),
                ),
                mark=kind,
            )
            for code, kind in _department_codes(reading)
        ),
        notes=(
            _(
                "What only leads and frequent users are asked is shown for the organisation "
                "alone; such activities and those without enough answers in any department are "
                "left out."
            ),
        ),
    )


def _department_codes(reading: Reading) -> list[tuple[str, str]]:
    """Domains and activities with a figure in any department; items where there are several."""
    found = []
    for domain in reading.model.domains:
        found.append((domain.code, "domain"))
        for activity in domain.activities:
            found.append((activity.code, "activity"))
            items = [item.code for item in activity.items if _shown_anywhere(reading, item.code)]
            found += [(code, "item") for code in items if len(items) > 1]
    return [(code, kind) for code, kind in found if _shown_anywhere(reading, code)]


def _title_of(reading: Reading, code: str, kind: str) -> str:
    if kind == "domain":
        return reading.domain(code).title
    return reading.title(code) if kind == "activity" else reading.model.items[code].text


def _shown_anywhere(reading: Reading, code: str) -> bool:
    nodes = [reading.node(code, group.key) for group in reading.release.groups]
    return any(node is not None and node.score is not None for node in nodes)


def _figure(node: Node | None) -> Cell:
    if node is None or node.score is None:
        return _withheld()
    return Cell(text=node_score(node), note=_figure_note(node), value=node.score, tone=node.band)


def _figure_note(node: Node) -> str:
    pieces = [
        level_note(node),
        _("n %(n)s") % {"n": whole(node.n)} if node.n is not None else "",
        _("don't know %(share)s") % {"share": percent(node.dk)} if node.dk else "",
        words.view(node.agreement.view) if node.agreement.view else "",
        _("agreement %(band)s") % {"band": words.agreement(node.agreement.band)}
        if node.agreement.band
        else "",
        _("median %(median)s") % {"median": score_cell(node.median).text}
        if node.median is not None
        else "",
    ]
    return "; ".join(piece for piece in pieces if piece)


def _departments(reading: Reading) -> Table:
    columns: tuple[Column, ...] = (
        text_column("department", _("Department")),
        figure_column("answered", _("Answered")),
        figure_column("invited", _("Invited")),
        figure_column("headcount", _("People")),
        text_column("head", _("Head")),
        figure_column("hours", _("Hours a week, as stated")),
        text_column("authority", _("Authority, as stated")),
    )
    return Table(
        code="annex-facts",
        caption=_("Departments: answers, and what their heads stated by name"),
        columns=columns,
        rows=tuple(_facts(reading, d) for d in reading.release.departments),
        notes=(_("Departments joined with another share one figure for answers."),)
        if reading.release.coverage.joined
        else (),
    )


def _facts(reading: Reading, department: DepartmentRef) -> Row:
    group = reading.groups.get(department.group or "")
    stated = None if department.authority is None else authority(reading, department)
    return Row(
        key=f"facts-{department.key}",
        cells=(
            Cell(text=department.name),
            whole_cell(group.answered) if group else _withheld(),
            whole_cell(group.invited if group else None),
            whole_cell(department.headcount),
            text_cell(department.head),
            whole_cell(department.hours),
            text_cell(stated),
        ),
    )
