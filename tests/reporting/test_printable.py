"""Tables that are too long for paper are named on it, and stand in the attached files."""

from readiness.reporting.story.annex import LONGEST, printable
from readiness.reporting.story.types import Annex, Cell, Heading, Row, Table


def table(number, letters):
    cells = (Cell(text="x" * (letters - 1), note="y"),)
    rows = (Row(key="one", cells=cells),)
    return Table(code=number, caption=f"Table {number}", columns=(), rows=rows, number=number)


def test_only_what_is_too_long_is_left_out_and_named():
    heading = Heading(code="annex", eyebrow="Annex", title="Every figure")
    tables = (table("A1", LONGEST), table("A2", LONGEST + 1), table("A3", 2))
    found = printable(Annex(heading=heading, tables=tables))
    assert [each.number for each in found.tables] == ["A1", "A3"]
    assert found.heading.lead.text.strip() == (
        "Too long to be printed, and in the attached files: A2 Table A2."
    )


def test_an_annex_of_usual_length_stays_as_it_is():
    annex = Annex(heading=Heading(code="a", eyebrow="", title=""), tables=(table("A1", 9),))
    assert printable(annex) is annex
