"""How figures are made: the parts of every score and priority, in the annex and one click away."""

from dataclasses import replace

from readiness.core.grounds import NodeInput, PriorityBasis
from readiness.reporting.story.build import build_story
from tests.reporting.hand_made import release, shipped_model, with_node

MODEL = shipped_model()
BASE = release(MODEL)


def part(code, kind, score, **found):
    base = NodeInput(code=code, kind=kind, n=9, score=score, score_bound=None, level=1, weight=1)
    return replace(base, **found)


def worked():
    """One activity, its domain and its item with their parts, and a priority."""
    base = with_node(BASE, "RSP-1", None, inputs=(part("RSP-1-Q1", "item", 1.7),))
    groups = part("it", "group", 0.2, score_bound="or_below"), part("marketing", "group", 2.1)
    base = with_node(base, "RSP-1-Q1", None, inputs=groups)
    activities = part("RSP-1", "activity", 1.7, weight=3), part("RSP-2", "activity", 1.9)
    base = with_node(base, "RSP", None, inputs=activities)
    basis = PriorityBasis(weight=3, gap=1.3, factor=1.25, pattern="contested")
    return replace(
        base,
        activities=tuple(
            replace(result, priority_basis=basis) if result.code == "RSP-1" else result
            for result in base.activities
        ),
    )


def test_each_score_has_its_parts_in_the_annex():
    tables = {t.code: t for t in build_story(release=worked(), model=MODEL).annex.tables}
    rows = tables["annex-workings"].rows
    assert [(row.group, *(cell.text for cell in row.cells)) for row in rows] == [
        ("Response: 1.8", "Deciding whether and how to respond (weight 3)", "1.7"),
        (None, "Answering people in public", "1.9"),
        ("RSP-1-Q1: 1.7", "IT", "0.2 or below"),
        (None, "Marketing", "2.1"),
    ]


def test_each_priority_has_what_it_is_the_product_of():
    tables = {t.code: t for t in build_story(release=worked(), model=MODEL).annex.tables}
    assert [[cell.text for cell in row.cells] for row in tables["annex-priority"].rows] == [
        ["Deciding whether and how to respond", "3", "1.3", "1.25", "Clear owner", "4.8", "4"]
    ]


def test_an_executive_opens_an_activity_and_reads_what_it_is_made_from():
    [found] = build_story(release=worked(), model=MODEL).workings
    text = MODEL.items["RSP-1-Q1"].text
    assert (found.activity, found.figure) == ("Deciding whether and how to respond", "1.7")
    assert found.parts == (f"“{text}”: 1.7 (IT 0.2 or below, Marketing 2.1)",)
    assert found.priority == "Priority 4.8: weight 3 × gap 1.3 × 1.25 for who owns it"


def test_a_release_of_an_earlier_version_has_no_workings():
    story = build_story(release=BASE, model=MODEL)
    assert story.workings == ()
    assert {"annex-workings", "annex-priority"} & {t.code for t in story.annex.tables} == set()
