"""What templates call: lines of a title, and the rows of the annex's tables."""

import pytest

from readiness.reporting import report_tags
from readiness.reporting.story.types import Cell, Column, Row, Table

COLUMNS = (
    Column(key="department", title="Department"),
    Column(key="score", title="Points", kind="figure"),
    Column(key="penalty", title="Points off", kind="figure"),
)


def candidate(name, score, penalty=None, *, group=None):
    cells = (Cell(text=name), Cell(text=str(score), value=score), Cell(text="", value=penalty))
    return Row(key=name, cells=cells, group=group)


def candidates(*rows):
    return Table(code="candidates", caption="", columns=COLUMNS, rows=rows)


def names(rows):
    return [row.key for row in rows]


def test_of_many_departments_each_letter_names_its_own():
    columns = (
        Column(key="activity", title="Activity"),
        Column(key="a", title="Legal", kind="letters"),
        Column(key="b", title="Sales", kind="letters"),
        Column(key="status", title="Status"),
    )
    row = Row(key="X", cells=tuple(Cell(text=text) for text in ("Replying", "A", "I", "agreed")))
    found = {"A": ["Legal"], "R": [], "C": [], "I": ["Sales"]}
    assert report_tags.by_letter(row, columns) == found
    table = Table(code="t", caption="", columns=columns * 4, rows=())
    assert not report_tags.is_wide(table)
    assert report_tags.is_wide(Table(code="t", caption="", columns=columns * 5, rows=()))


def test_a_short_title_stays_on_one_line():
    assert report_tags.balanced("Two owners can be named", 24) == ["Two owners can be named"]


def test_a_long_title_has_no_word_left_alone():
    title = "The widest gap is deciding on new services: 0.5 today, 3.0 needed"
    lines = report_tags.balanced(title, 24)
    assert " ".join(lines) == title
    assert len(lines) == 2
    assert min(map(len, lines)) > len(title) * 0.4


def test_a_title_without_spaces_is_cut_to_fit():
    lines = report_tags.balanced("Informationstechnologiedienstleistungszentrum" * 2, 10)
    assert len(lines) > 1
    assert "".join(lines) == "Informationstechnologiedienstleistungszentrum" * 2


def test_pairs_of_unlike_length_are_an_error():
    with pytest.raises(ValueError, match="zip"):
        report_tags.beside((1, 2), (1,))


def test_rows_are_grouped_by_the_heading_above_them():
    table = candidates(
        candidate("a", 3, group="First"), candidate("b", 2), candidate("c", 1, group="Second")
    )
    groups = report_tags.grouped(table)
    assert [(group.title, names(group.rows)) for group in groups] == [
        ("First", ["a", "b"]),
        ("Second", ["c"]),
    ]


def test_a_table_without_rows_has_no_groups():
    assert report_tags.grouped(candidates()) == []


def test_three_candidates_are_set_out_and_those_that_lose_points():
    rows = [
        candidate(name, score) for name, score in zip("abcde", (50, 40, 30, 20, 10), strict=True)
    ]
    rows[4] = candidate("e", 10, 20)
    [group] = report_tags.grouped(candidates(*rows))
    assert names(report_tags.leading(group, COLUMNS)) == ["a", "b", "c", "e"]
    assert names(report_tags.following(group, COLUMNS)) == ["d"]


def test_a_candidate_without_points_is_not_set_out():
    [group] = report_tags.grouped(candidates(candidate("a", None), candidate("b", 20)))
    assert names(report_tags.leading(group, COLUMNS)) == ["b"]
    assert names(report_tags.following(group, COLUMNS)) == ["a"]
