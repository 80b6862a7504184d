"""What changed since an earlier round: the headline, every area, and why some are not compared."""

from dataclasses import replace

import pytest

from readiness.core.release import Comparison, ModelRef, NodeChange
from readiness.reporting.charts.gaps import gap_chart
from readiness.reporting.story.build import build_story
from readiness.reporting.story.moves import reason_words
from tests.reporting.hand_made import release, shipped_model, with_node

S = "\N{NO-BREAK SPACE}"
MODEL = shipped_model()
BASE = release(MODEL)
MON, RSP = "Listening to public conversation", "Deciding whether and how to respond"
REASONS = (
    *("model", "added", "removed", "reworded", "rescaled", "asked", "contents", "reweighted"),
    *("rules", "groups", "departments", "no_figure"),
)


def moved(code, before=None, change=None, **found):
    base = NodeChange(code=code, kind="activity", department=None, before=before, change=change)
    return replace(base, **found)


def compared(*nodes, base=BASE, **found):
    change = Comparison(
        model=BASE.model, period="Autumn 2025", groups=("it", "marketing"), nodes=nodes
    )
    return replace(base, change=replace(change, **found))


def page(*nodes, base=BASE, **found):
    return build_story(release=compared(*nodes, base=base, **found), model=MODEL).since


def title(*nodes, base=BASE):
    return page(*nodes, base=base).heading.title


def cells(found, code):
    row = next(row for row in found.table.rows if row.key == f"since-{code}")
    return [(cell.text, cell.note) for cell in row.cells]


def test_without_an_earlier_round_there_is_no_such_page():
    story = build_story(release=BASE, model=MODEL)
    assert story.since is None
    assert [t for t in story.annex.tables if t.code.startswith("annex-since")] == []


@pytest.mark.parametrize(
    ("nodes", "text"),
    [
        (
            [moved("MON-1", 1.2, 0.5), moved("RSP-1", 1.5, 0.2)],
            f"{MON} rose most since Autumn 2025, from 1.2 to 1.7",
        ),
        (
            [moved("MON-1", 1.2, 0.5), moved("RSP-1", 1.2, 0.5)],
            (
                f"{MON} and deciding whether and how to respond rose most since Autumn 2025, by "
                "0.5 each"
            ),
        ),
        (
            [moved("MON-1", 2.0, -0.3), moved("RSP-1", 1.7, 0.0)],
            f"{MON} fell most, from 2.0 to 1.7 since Autumn 2025",
        ),
        (
            [moved("MON-1", 1.7, 0.0), moved("RSP-1", 1.7, 0.0)],
            "No activity has another score than in Autumn 2025",
        ),
        ([moved("MON-1", before_level=1)], "Levels now and in Autumn 2025"),
        (
            [moved("MON-1", not_comparable=("groups",))],
            "No activity can be compared with Autumn 2025",
        ),
    ],
)
def test_the_title_says_what_moved_most(nodes, text):
    assert title(*nodes) == text


def test_the_lead_says_what_fell_and_how_much_can_be_compared():
    found = page(moved("MON-1", 1.2, 0.5), moved("RSP-1", 2.0, -0.3))
    assert found.heading.eyebrow == "What changed since Autumn 2025"
    assert found.heading.lead.text == (
        f"{RSP} fell most, from 2.0 to 1.7. 2 of 4 departments or groups are shown in both rounds "
        "with the same departments in them. What changed is the difference of two printed scores; "
        "the annex has it by question."
    )


def test_a_bounded_score_is_not_said_to_have_moved_most():
    base = with_node(BASE, "MON-1", None, score=3.8, score_bound="or_above")
    nodes = moved("MON-1", 1.2, 2.6), moved("RSP-1", 1.5, 0.2)
    assert title(*nodes, base=base) == f"{RSP} rose most since Autumn 2025, from 1.5 to 1.7"
    assert cells(page(*nodes, base=base), "MON-1")[3] == ("+2.6 or more", "")


@pytest.mark.parametrize(
    ("then", "now", "text"),
    [
        (None, None, "+0.5"),
        ("or_below", None, "+0.5 or more"),
        ("or_above", None, "+0.5 or less"),
        (None, "or_above", "+0.5 or more"),
        (None, "or_below", "+0.5 or less"),
        ("or_below", "or_above", "+0.5 or more"),
        ("or_above", "or_above", "–"),
    ],
)
def test_a_bound_of_then_or_now_bounds_the_change(then, now, text):
    base = with_node(BASE, "MON-1", None, score_bound=now)
    found = page(moved("MON-1", 1.2, 0.5, before_bound=then), base=base)
    assert cells(found, "MON-1")[3] == (text, "")


def test_a_row_has_then_now_and_the_change_with_levels():
    found = page(
        moved("MON-1", 1.2, 0.5, before_level=0, before_level_word="Absent", others=2),
        moved("RSP-1", 2.0, -0.3),
    )
    assert [column.title for column in found.table.columns] == [
        *("Area", "Autumn 2025", "Now", "Change", "Not compared, or with care"),
    ]
    assert cells(found, "MON-1") == [
        (MON, ""),
        ("1.2", "0 Absent"),
        ("1.7", "1 Improvised"),
        ("+0.5", ""),
        ("2 questions below rest on other departments than then", ""),
    ]
    assert cells(found, "RSP-1")[1:4] == [("2.0", ""), ("1.7", "1 Improvised"), ("−0.3", "")]


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_has_its_words_and_no_figure_of_then(code):
    found = page(moved("MON-1", not_comparable=(code,)), moved("RSP-1", 1.2, 0.5))
    assert cells(found, "MON-1") == [
        (MON, ""),
        ("–", ""),
        ("1.7", "1 Improvised"),
        ("–", ""),
        (reason_words(code), ""),
    ]
    assert reason_words(code) != code


def test_then_and_now_are_drawn_with_an_arrow_each_way():
    chart = page(moved("MON-1", 0.5, 1.2), moved("RSP-1", 3.0, -1.3)).chart
    assert (chart.today_label, chart.target_label, chart.gap_label) == (
        "Autumn 2025",
        "Now",
        "Change",
    )
    assert chart.chart_alt == (f"Then and now: {MON} 0.5, then 1.7; {RSP} 3.0, then 1.7.")
    assert [point.gap_text for point in chart.points] == ["+1.2", "−1.3"]
    none = gap_chart(replace(chart, points=tuple(replace(p, today=p.target) for p in chart.points)))
    assert gap_chart(chart).count("#9aa5b1") == none.count("#9aa5b1") + 4


def test_what_only_the_earlier_round_had_is_named_by_its_code():
    found = page(moved("MON-1", 1.2, 0.5), moved("OLD-1", not_comparable=("removed",)))
    assert [row.key for row in found.table.rows] == ["since-MON-1"]
    assert found.notes[0].text == "Only in the earlier round: OLD-1."


def test_another_version_of_the_model_is_named():
    then = ModelRef(id=BASE.model.id, title="Social media readiness", version="0.2.0", sha256="f")
    found = page(moved("MON-1", 1.2, 0.5), model=then, period=None)
    assert found.notes[0].text == (
        "The earlier round used another activity model: Social media readiness, version 0.2.0."
    )
    assert found.heading.title == f"{MON} rose most since the earlier round, from 1.2 to 1.7"


def test_the_annex_has_every_question_with_its_interval_and_every_department():
    nodes = (
        moved("MON-1-Q1", 1.2, 0.5, kind="item", interval=(0.2, 0.8)),
        moved("RSP-1-Q1", kind="item", not_comparable=("reworded",)),
        moved("RSP-2-Q1", kind="item", not_comparable=("no_figure",)),
        moved("MON-1", 1.2, 0.5, department="it"),
        moved("MON-1", 2.0, -0.3, department="marketing"),
        moved("RSP-1", department="marketing", not_comparable=("departments",)),
    )
    story = build_story(release=compared(*nodes), model=MODEL)
    tables = {table.code: table for table in story.annex.tables}
    assert [[c.text for c in row.cells] for row in tables["annex-since"].rows] == [
        ["MON-1-Q1", "1.2", "1.7", "+0.5", "+0.2 to +0.8", "–"],
        ["RSP-1-Q1", "–", "1.7", "–", "–", "it had other words"],
    ]
    rows = tables["annex-since-departments"].rows
    assert [(row.group, *(cell.text for cell in row.cells)) for row in rows] == [
        (MON, "IT", "+0.5 (1.2, 1.7)"),
        (None, "Marketing", "−0.3 (2.0, 1.7)"),
    ]
