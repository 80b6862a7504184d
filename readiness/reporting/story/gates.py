"""What the model asks for before it grants something: every test of every gate."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import AwardGateResult, GateTestResult
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.standing import level_words
from readiness.reporting.story.tables import figure_column, text_column
from readiness.reporting.story.types import Cell, GatesPage, Heading, Row, Table
from readiness.reporting.story.wording import listed, missing, plain, quoted, whole


def build_gates(reading: Reading) -> GatesPage | None:
    """A page for models with gates."""
    gates = reading.release.gates
    if not gates:
        return None
    return GatesPage(
        heading=Heading(code="gates", eyebrow=_("Gates"), title=_title(gates)),
        table=Table(
            code="gates",
            caption=_("A gate is passed when every one of its tests is"),
            columns=(
                text_column("test", _("Test")),
                figure_column("today", _("Today")),
                figure_column("needed", _("Needed at least")),
                text_column("met", _("Passed")),
            ),
            rows=tuple(row for gate in gates for row in _rows(reading, gate)),
        ),
    )


def _title(gates: tuple[AwardGateResult, ...]) -> str:
    passed = [quoted(gate.title) for gate in gates if gate.met]
    if not passed:
        return ngettext("The gate is not passed", "No gate is passed", len(gates))
    if len(passed) == len(gates) and len(gates) > 1:
        return _("Every gate is passed")
    return ngettext("%(gates)s is passed", "%(gates)s are passed", len(passed)) % {
        "gates": listed(passed)
    }


def _rows(reading: Reading, gate: AwardGateResult) -> list[Row]:
    rows = [
        Row(
            key=f"{gate.code}-{place}",
            cells=_cells(reading, test),
            group=gate.title,
        )
        for place, test in enumerate(gate.tests)
    ]
    none = Cell(text="", state="none")
    met = sum(test.met is True for test in gate.tests)
    tally = _("%(met)s of %(of)s") % {"met": whole(met), "of": whole(len(gate.tests))}
    together = (Cell(text=_("All together")), Cell(text=tally), none, _met(gate.met))
    return [*rows, Row(key=gate.code, cells=together, group=gate.title, mark="total")]


def _cells(reading: Reading, test: GateTestResult) -> tuple[Cell, ...]:
    title = reading.node_title(test.of)
    name = (
        _("%(area)s: level") % {"area": title}
        if test.figure == "level"
        else _("%(area)s: score") % {"area": title}
    )
    return (
        Cell(text=name),
        Cell(text=_figure(reading, test), value=test.value)
        if test.value is not None
        else Cell(text=missing(), state="none"),
        Cell(text=plain(test.needed) if test.needed is not None else missing()),
        _met(test.met),
    )


def _figure(reading: Reading, test: GateTestResult) -> str:
    if test.value is None:
        return missing()
    if test.figure == "level":
        return level_words(reading, test.of, test.value)
    return reading.score(test.value)


def _met(met: bool | None) -> Cell:  # noqa: FBT001 - a result, not a switch
    if met is None:
        return Cell(text=_("not known"), tone="untested")
    return Cell(text=_("yes"), tone="yes") if met else Cell(text=_("no"), tone="no")
