"""The annex: the figures of the organisation, of its departments, and what their heads stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from readiness.core.release import Agreement, DepartmentRef, Node
from readiness.reporting.story import words
from readiness.reporting.story.annex_owners import ownership_tables, would_change_table
from readiness.reporting.story.annex_since import annex_since
from readiness.reporting.story.gaps import at_target_note, level_note
from readiness.reporting.story.proposals import authority
from readiness.reporting.story.reading import OVERALL, Reading
from readiness.reporting.story.sources import sources_table
from readiness.reporting.story.standing import level_words
from readiness.reporting.story.tables import (
    figure_cell,
    figure_column,
    percent_cell,
    score_cell,
    text_cell,
    text_column,
    whole_cell,
)
from readiness.reporting.story.types import Annex, Cell, Column, Heading, Part, Rich, Row, Table
from readiness.reporting.story.wording import (
    missing,
    paragraph,
    percent,
    too_few,
    whole,
)
from readiness.reporting.story.workings import workings_tables

FEW = 6  # answers of a scale, as far as their counts can be read one after the other


def build_annex(reading: Reading) -> Annex:
    """Page 12 and on."""
    tables = (
        _nodes(reading),
        agreement_table(reading),
        *ownership_tables(reading),
        department_figures(reading),
        department_facts(reading),
        *would_change_table(reading),
        *behind_tables(reading),
    )
    return annex_of(reading, tables)


LONGEST = 60_000
"""Letters of a table; those of the samples have 10,000 at most."""


def behind_tables(reading: Reading) -> tuple[Table, ...]:
    """What stands beside and behind the figures: other sources, an earlier round, workings."""
    return (
        *sources_table(reading),
        *annex_since(reading),
        *workings_tables(reading),
    )


def annex_of(reading: Reading, tables: Iterable[Table]) -> Annex:
    """The tables, numbered, under a heading that says how figures are rounded."""
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


def printable(annex: Annex) -> Annex:
    """Without tables that would take minutes and hundreds of pages, and with a word about them."""
    long = [table for table in annex.tables if _size(table) > LONGEST]
    if not long:
        return annex
    names = "; ".join(f"{table.number} {table.caption}" for table in long)
    said = _("Too long to be printed, and in the attached files: %(tables)s.") % {"tables": names}
    before = annex.heading.lead.parts if annex.heading.lead else ()
    lead = Rich(parts=(*before, Part(text=f" {said}")))
    kept = tuple(table for table in annex.tables if table not in long)
    return replace(annex, heading=replace(annex.heading, lead=lead), tables=kept)


def _size(table: Table) -> int:
    return sum(len(cell.text) + len(cell.note) for row in table.rows for cell in row.cells)


def _rounding(reading: Reading) -> str:
    if reading.release.exact:
        return _("Figures are printed as they were computed, without rounding.")
    rule = reading.model.rules.rounding
    if all(node.score is None for node in reading.release.nodes):
        return _("Shares are whole per cent, rounded once.")
    if rule.method == "cut":
        return _("Scores are cut, shares are rounded to whole per cent.")
    decimals = {
        0: _("Scores and shares are whole, rounded once."),
        1: _("Scores have one decimal and shares are whole per cent, rounded once."),
    }
    two = _("Scores have two decimals and shares are whole per cent, rounded once.")
    return decimals.get(rule.decimals, two)


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
    places = reading.model.rules.rounding.decimals
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
            score_cell(node.score, places=places),
            text_cell(level_note(node) or at_target_note(node)),
            score_cell(node.target, places=places),
            score_cell(node.gap, places=places),
            text_cell(words.band(node.band) if node.band else None, tone=node.band),
        )
    code = "" if node.code == OVERALL else node.code
    return Row(
        key=f"node-{node.code}",
        cells=(Cell(text=code), Cell(text=reading.node_title(node.code)), *cells),
        mark=node.kind,
    )


def _none() -> Cell:
    return Cell(text=missing(), state="none")


def _withheld() -> Cell:
    return Cell(text=too_few(), state="withheld")


def agreement_table(reading: Reading) -> Table:
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
    places = reading.model.rules.rounding.decimals
    counts = _counts(reading, node)
    return Row(
        key=f"agreement-{node.code}",
        cells=(
            Cell(text=node.code),
            text_cell(counts),
            score_cell(node.median),
            _agreed(found),
            figure_cell(found.rwg),
            figure_cell(found.ad),
            figure_cell(found.icc1),
            figure_cell(found.icc2),
            _basis(node),
            text_cell(reading.group_name(basis.lowest) if basis and basis.lowest else None),
            text_cell(reading.group_name(basis.highest) if basis and basis.highest else None),
            score_cell(basis.spread if basis else None, places=places),
        ),
    )


def _counts(reading: Reading, node: Node) -> str:
    """Answers by level; of many levels only those that somebody chose."""
    found = node.distribution or ()
    if len(found) <= FEW:
        return ", ".join(whole(count) for count in found)
    names = reading.model.scales[reading.model.items[node.code].scale].names
    return ", ".join(
        f"{whole(count)} × {name}" for count, name in zip(found, names, strict=True) if count
    )


def _agreed(found: Agreement) -> Cell:
    if not found.band and not found.view:
        return _none()
    note = words.view(found.view) if found.view else ""
    return Cell(text=words.agreement(found.band), note=note)


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


def department_figures(reading: Reading) -> Table:
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
                    Cell(text=reading.node_title(code)),
                    *(_figure(reading, reading.node(code, g.key)) for g in reading.release.groups),
                ),
                mark=kind,
            )
            for code, kind in _department_codes(reading)
        ),
        notes=(_left_out(reading),),
    )


def _left_out(reading: Reading) -> str:
    if any(audience.pooled for audience in reading.model.audiences.values()):
        return _(
            "What only leads and frequent users are asked is shown for the organisation "
            "alone; such activities and those without enough answers in any department are "
            "left out."
        )
    return _("What no department has a figure for is left out.")


def _department_codes(reading: Reading) -> list[tuple[str, str]]:
    """Domains and activities with a figure in any department; items where there are several."""
    found = []
    for domain in reading.model.all_domains:
        found.append((domain.code, "domain"))
        for activity in domain.activities:
            found.append((activity.code, "activity"))
            items = [item.code for item in activity.items if _shown_anywhere(reading, item.code)]
            found += [(code, "item") for code in items if len(items) > 1]
    return [(code, kind) for code, kind in found if _shown_anywhere(reading, code)]


def _shown_anywhere(reading: Reading, code: str) -> bool:
    nodes = [reading.node(code, group.key) for group in reading.release.groups]
    return any(node is not None and _has_figure(node) for node in nodes)


def _has_figure(node: Node) -> bool:
    return node.score is not None or node.level is not None


def _figure(reading: Reading, node: Node | None) -> Cell:
    if node is None or not _has_figure(node):
        return _withheld() if reading.protected else _none()
    if node.score is None:
        level = level_words(reading, node.code, node.level or 0)
        return Cell(text=level, note=_figure_note(node, ""), value=node.level)
    text, note = reading.node_score(node), _figure_note(node, _level_note(reading, node))
    return Cell(text=text, note=note, value=node.score, tone=node.band)


def _level_note(reading: Reading, node: Node) -> str:
    """The level beside a score, or why there is none."""
    if node.level is not None:
        return level_words(reading, node.code, node.level)
    return level_note(node)


def _figure_note(node: Node, level: str) -> str:
    pieces = [
        level,
        _("n %(n)s") % {"n": whole(node.n)} if node.n else "",
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


def department_facts(reading: Reading) -> Table:
    """What is known of every department, by name."""
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
    # A file may state what this model does not ask for.
    asked = reading.model.department_facts is not None and department.authority is not None
    stated = authority(reading, department) if asked else None
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
