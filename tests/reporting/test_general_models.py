"""Reports for models of every kind: no owners, no targets, levels alone, one person, nothing."""

import re
from dataclasses import replace
from functools import cache

import page as page_validation
import pytest

from readiness.reporting.charts.gaps import gap_chart, gap_parts
from readiness.reporting.story.build import build_story
from readiness.reporting.story.standing import ticks
from tests.reporting import small_models
from tests.reporting.conftest import make, squeezed
from tests.reporting.figures import Figures, texts
from tests.reporting.small_models import CASES
from tests.reporting.test_any_model import PLACEHOLDERS

PLAIN = [name for name in CASES if not name.startswith("owners")]
OWNER_WORDS = re.compile(
    r"\b(owners?|accountable|RACI|mandate|candidates?|agreed owner|duties|makes? sure)\b",
    re.IGNORECASE,
)
GAP_WORDS = re.compile(r"\b(targets?|gaps?|behind)\b", re.IGNORECASE)


@cache
def told(name):
    release, model = CASES[name]()
    return release, model, build_story(release=release, model=model)


def said(story):
    """What stands in the report, without the marks of the charts' scales, which are no figures."""
    results = story.results and replace(
        story.results, charts=tuple(replace(c, scale=()) for c in story.results.charts)
    )
    page = story.departments and replace(story.departments, scale=())
    domains = story.domains
    if domains and domains.radar:
        domains = replace(domains, radar=replace(domains.radar, scale=()))
    return texts(replace(story, results=results, departments=page, domains=domains))


@pytest.mark.parametrize("name", CASES)
def test_every_number_is_a_figure_of_the_release(name):
    release, model, story = told(name)
    figures = Figures(release, model)
    assert {t: found for t in said(story) if (found := figures.unknown(t))} == {}


@pytest.mark.parametrize("name", CASES)
def test_no_text_has_a_placeholder_or_a_stray_stop(name):
    *_made, story = told(name)
    assert [text for text in texts(story) if PLACEHOLDERS.search(text)] == []


@pytest.mark.parametrize("name", PLAIN)
def test_a_model_without_owners_speaks_of_none(name):
    *_made, story = told(name)
    assert [text for text in texts(story) if OWNER_WORDS.search(text)] == []
    assert (story.questions, story.gaps, story.raci, story.form) == ((), None, None, None)


@pytest.mark.parametrize("name", ["no targets", "sixty without targets"])
def test_a_model_without_targets_speaks_of_no_gap(name):
    *_made, story = told(name)
    assert [text for text in said(story) if GAP_WORDS.search(text)] == []


@pytest.mark.parametrize("name", CASES)
def test_every_heading_has_something_below_it(name):
    *_made, story = told(name)
    assert [s.code for s in story.method.sections if not (s.paragraphs or s.points)] == []
    tables = [
        page.table for page in (story.results, story.gates, story.departments, story.raci) if page
    ]
    tables += story.annex.tables if story.annex else ()
    for table in tables:
        assert table.rows or name.startswith("owners"), table.code
        assert all(len(row.cells) == len(table.columns) for row in table.rows), table.code


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (
            "additive",
            (
                "Overall 1.35 on a scale from 0 to 3; reachability is furthest from its target: "
                "1.09 today, 2.00 needed"
            ),
        ),
        (
            "cumulative",
            (
                "Staying able is furthest from its target: level 0 (Unprepared) today, "
                "level 2 (Worked out) needed"
            ),
        ),
        (
            "capability",
            (
                "Level 2 of 5: Pages come out right; testing and building pages are furthest from "
                "their targets: 1 level each"
            ),
        ),
        ("nothing answered", "Nothing has been answered yet"),
        ("nothing shown", "Too few answers to show a result"),
    ],
)
def test_the_headline_says_what_is_reached_and_what_is_furthest(name, title):
    *_made, story = told(name)
    assert " ".join(story.cover.heading.title.split()) == title
    assert story.summary.heading.title == story.cover.heading.title == story.subject


def test_without_targets_the_headline_ranks_by_score():
    *_made, story = told("no targets")
    assert " ".join(story.subject.split()) == (
        "Overall 54.1 on a scale from 0 to 100; practice D1A is lowest with 52.2, "
        "Practice D2A highest with 55.2"
    )


def test_the_parts_that_hold_a_level_back_are_named():
    *_made, story = told("capability")
    assert story.summary.monday_title == "Where to begin"
    first, second = [" ".join(step.text.text.split()) for step in story.summary.monday]
    assert first.endswith("Held back by “Testing: done” (Largely achieved).")
    assert second.startswith("Building pages: level 2 (Looked after) today, level 3")
    assert second.endswith(
        "Held back by “Building pages: results in order” (Largely achieved) and “Building pages: "
        "one agreed way” (Partially achieved)."
    )


def test_first_steps_come_from_the_models_actions():
    *_made, story = told("actions")
    assert story.summary.monday_title == "On Monday"
    assert story.summary.monday[0].text.text == (
        "Practice D1A1: Plan; then do it weekly: 9 hours in 5 weeks."
    )
    assert [column.key for column in story.steps.soon.columns] == [
        "activity",
        "step",
        "hours",
        "weeks",
        "first",
    ]
    assert story.steps.owners is None


def test_what_does_not_count_is_said_in_words():
    *_made, story = told("cumulative")
    place = [column.key for column in story.results.table.columns].index("left")
    rows = {row.key: row.cells[place].text for row in story.results.table.rows}
    assert rows["SPK-3"] == "2 questions not applicable"
    assert rows["KEP-2"] == "1 question not applicable"
    assert rows["NTC-1"] == "–"


def test_narrower_areas_are_set_in_below_what_holds_them():
    *_made, story = told("four deep")
    assert [(row.key, row.depth) for row in story.results.table.rows][:6] == [
        ("overall", 0),
        ("NA", 0),
        ("NB", 1),
        ("NC", 2),
        ("ND", 3),
        ("ND1", 4),
    ]


def test_levels_are_drawn_as_steps_on_their_own_scale():
    *_made, story = told("cumulative")
    (chart,) = story.results.charts
    assert [fact.text for fact in chart.scale] == [
        "Unprepared",
        "First steps",
        "Worked out",
        "Practised",
    ]
    assert [(p.key, p.today_text, p.target_text, p.gap_text) for p in chart.points] == [
        ("KEP", "0", "2", "2"),
        ("NTC", "1", "2", "1"),
        ("SPK", "2", "2", "0"),
    ]
    assert all(point.by_level for point in chart.points)


def test_a_scale_may_begin_below_zero():
    *_made, story = told("negative")
    rows = {row.key: row.cells[2].text for row in story.results.table.rows}
    assert (rows["overall"], rows["D0"]) == ("−15 to 15", "−5 to 10")
    assert ticks(-5, 110) == [-5, 20, 40, 60, 80, 100, 110]


def test_a_long_chart_goes_on_in_another():
    *_made, story = told("sixty activities")
    (chart,) = story.results.charts
    drawn = [gap_chart(part) for part in gap_parts(chart)]
    assert len(chart.points) == 60
    assert len(drawn) == 2
    assert sum(svg.count(">Practice ") for svg in drawn) >= 60


def test_gates_are_printed_test_by_test_and_together():
    *_made, story = told("negative")
    assert story.gates.heading.title == "The gate is not passed"
    assert [[cell.text for cell in row.cells] for row in story.gates.table.rows] == [
        ["Overall: score", "1", "12", "no"],
        ["Area D0: score", "3", "4.5", "no"],
        ["All together", "0 of 2", "", "no"],
    ]


def test_one_person_is_told_nothing_of_protection():
    *_made, story = told("one activity")
    spoken = " ".join(texts(story))
    assert "protected" not in spoken
    assert "confidential" not in spoken
    assert story.cover.confidentiality.text == "This report shows what one person answered."
    assert story.departments is None
    assert [table.code for table in story.annex.tables] == ["annex-tree"]


def test_nothing_answered_leaves_no_empty_page():
    *_made, story = told("nothing answered")
    assert (story.results, story.departments, story.steps, story.annex) == (None, None, None, None)
    assert story.summary.monday == ()


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("owners without questions", "questions"),
        ("owners without forms", "form"),
        ("owners without targets", "gaps"),
    ],
)
def test_a_model_with_owners_may_lack_any_other_part(name, missing):
    *_made, story = told(name)
    assert not getattr(story, missing)
    assert story.raci is not None


PRINTED = ["cumulative", "negative", "nothing answered", "sixty activities", "protected"]


@pytest.mark.parametrize("name", PRINTED)
def test_the_file_conforms_to_pdf_ua_and_no_page_of_it_is_empty(name, tmp_path):
    release, model, story = told(name)
    report = make(release, model)
    path = tmp_path / "file.pdf"
    path.write_bytes(report.data)
    checked = page_validation.validate_pdf(str(path), profile="ua1")
    assert [fault.message for fault in checked.failures] == []
    assert report.warnings == []
    pages = [story.summary, story.results, story.gates, story.departments, story.method]
    found = [page.heading.title for page in pages if page]
    assert [title for title in found if squeezed(title) not in report.text] == []
    for number in range(1, len(report.reader.pages)):
        assert len(report.words(number)) > 150, f"page {number + 1} is empty"


def test_the_summary_of_every_kind_fits_one_page():
    for name in ("capability", "sixty activities", "owners without forms"):
        release, model, _story = told(name)
        assert len(make(release, model, "summary").reader.pages) == 1, name


def test_the_small_models_are_what_they_say():
    assert len(told("sixty activities")[1].activities) == 60
    assert len(told("one activity")[1].activities) == 1
    assert small_models.example("website-accessibility-process")[0].gates == ()
