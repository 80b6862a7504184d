"""Charts are safe inside a page, print what they are given and nothing else."""

import dataclasses
import re
from xml.etree import ElementTree as ET

import pytest

from readiness.reporting.charts.answers import answers_chart, answers_parts
from readiness.reporting.charts.canvas import Canvas, text_width, wrap
from readiness.reporting.charts.gaps import gap_chart
from readiness.reporting.charts.owners import ownership_chart
from readiness.reporting.charts.points import points_chart
from readiness.reporting.charts.ranges import ranges_chart
from readiness.reporting.story.build import build_story
from readiness.reporting.story.types import Bar, Bars

SVG = "{http://www.w3.org/2000/svg}"
ATTRIBUTES = {
    "svg": {"class", "role", "viewBox"},
    "title": set(),
    "path": {"d", "fill", "stroke", "stroke-width", "stroke-linejoin"},
    "text": {"x", "y", "font-family", "font-size", "font-weight", "text-anchor", "fill"},
}


@pytest.fixture(scope="module")
def story(planted):
    release, model = planted
    return build_story(release=release, model=model)


@pytest.fixture(scope="module")
def charts(planted, story):
    release, _model = planted
    return {
        "gaps": gap_chart(story.gaps),
        "ranges": ranges_chart(story, release),
        "answers": answers_chart(story.answers.charts[0]),
        **{f"bars {page.heading.code}": ownership_chart(page.bars) for page in story.questions},
        **{f"points {page.heading.code}": points_chart(page.why) for page in story.questions},
    }


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def words(svg: str) -> list[str]:
    return [element.text for element in parsed(svg).iter(f"{SVG}text")]


def bars(*labels: str) -> Bars:
    rows = tuple(
        Bar(
            key=str(place),
            label=label,
            kind="department",
            today=40,
            today_text="40 %",
            should=None,
            should_text="not asked",
        )
        for place, label in enumerate(labels)
    )
    return Bars(
        code="bars",
        title="Bars",
        alt="A & B <b>share</b> it",
        today_label="Today",
        should_label="Wanted",
        rows=rows,
        note="",
    )


def test_a_chart_holds_only_shapes_and_words_painted_by_attributes(charts):
    for name, svg in charts.items():
        for element in parsed(svg).iter():
            tag = element.tag.removeprefix(SVG)
            assert set(element.attrib) <= ATTRIBUTES[tag], f"{name}: {tag}"


def test_a_chart_says_its_finding_as_title(charts, story):
    titles = {name: parsed(svg)[0].text for name, svg in charts.items()}
    assert titles["gaps"] == story.gaps.chart_alt
    assert story.departments.heading.title in titles["ranges"]
    for page in story.questions:
        assert titles[f"bars {page.heading.code}"] == page.bars.alt
        assert titles[f"points {page.heading.code}"] == page.why.alt


def test_a_chart_has_no_element_without_a_visible_part(charts):
    for svg in charts.values():
        assert "NaN" not in svg
        assert all(text.strip() for text in words(svg))


def test_the_same_figures_give_the_same_bytes(charts, story, planted):
    release, _model = planted
    assert gap_chart(story.gaps) == charts["gaps"]
    assert ranges_chart(story, release) == charts["ranges"]
    assert answers_chart(story.answers.charts[0]) == charts["answers"]


def test_the_gap_chart_prints_every_figure_of_its_page(charts, story):
    found = words(charts["gaps"])
    for point in story.gaps.points:
        assert point.today_text in found
        assert point.target_text in found
        assert point.gap_text in found
    for fact in story.gaps.scale:
        assert f"{fact.label} {fact.text}" in found


def test_the_gap_chart_says_when_a_score_may_not_be_shown(story):
    hidden = dataclasses.replace(
        story.gaps.points[0], today=None, today_text="too few answers", gap_text="–"
    )
    svg = gap_chart(dataclasses.replace(story.gaps, points=(hidden,)))
    assert "too few answers" in words(svg)


def test_the_bars_print_every_share_of_their_page(charts, story):
    for page in story.questions:
        found = words(charts[f"bars {page.heading.code}"])
        for row in page.bars.rows:
            assert row.today_text in found
            assert row.should_text in found


def test_the_points_show_what_a_candidate_loses(story):
    page = next(page for page in story.questions if page.why and page.why.candidates)
    first = page.why.candidates[0]
    penalised = dataclasses.replace(
        first, penalty=dataclasses.replace(first.pieces[0], text="20.0", value=20.0)
    )
    why = dataclasses.replace(page.why, candidates=(penalised,))
    assert any("20.0" in word for word in words(points_chart(why)))


def test_the_ranges_need_two_departments_to_compare(planted, story):
    release, _model = planted
    table = story.departments.table
    alone = dataclasses.replace(table, rows=table.rows[:1])
    page = dataclasses.replace(story.departments, table=alone)
    assert ranges_chart(dataclasses.replace(story, departments=page), release) == ""


def test_answers_print_what_fits_and_agreement_in_words(charts, story):
    [chart] = story.answers.charts
    found = words(charts["answers"])
    for row in chart.rows:
        assert row.dont_know.text in found
        assert row.agreement.text in found
        assert max(row.counts, key=lambda cell: cell.value).text in found


def test_answers_that_fill_more_than_a_page_go_on_in_another_chart(story):
    [chart] = story.answers.charts
    many = dataclasses.replace(chart, rows=chart.rows * 4)
    parts = answers_parts(many)
    assert [len(part.rows) for part in parts] == [37, 19]
    assert tuple(row for part in parts for row in part.rows) == many.rows


def test_answers_without_an_unsure_one_or_agreement_take_the_whole_width(story):
    [chart] = story.answers.charts
    bare = answers_chart(dataclasses.replace(chart, dont_know="", agreement=""))
    assert not {"Agreement", "I don't know, of all"} & set(words(bare))
    assert " 493 " in bare


def test_names_stay_text_whatever_they_hold():
    svg = ownership_chart(bars("<script>alert(1)</script>", "$x^2$ & $y$", '"><image href="x"/>'))
    tags = {element.tag.removeprefix(SVG) for element in parsed(svg).iter()}
    assert tags == set(ATTRIBUTES)
    assert "$x^2$ & $y$" in words(svg)
    assert "".join(word for word in words(svg) if "script" in word) == "<script>alert(1)</script>"


def test_words_that_join_or_run_from_the_right_become_outlines():
    plain, arabic = ownership_chart(bars("Legal")), ownership_chart(bars("قسم الاتصالات"))
    assert len(words(arabic)) == len(words(plain)) - 1
    assert arabic.count("<path") == plain.count("<path") + 1


def test_an_isolated_name_is_drawn_without_its_marks():
    assert ownership_chart(bars("\u2068Legal\u2069")) == ownership_chart(bars("Legal"))


def test_a_long_name_is_set_in_lines_that_fit():
    name = "Department of International Partnerships and Public Affairs Donaudampfschiffahrtsamt"
    lines = wrap(name, width=100, size=8.5)
    assert " ".join(lines).replace(" ", "") == name.replace(" ", "")
    assert all(text_width(line, size=8.5) <= 100 for line in lines)


def test_a_figure_and_its_sign_are_never_set_apart():
    assert wrap("44\N{NO-BREAK SPACE}% say so", width=1, size=0.1) == [
        "44\N{NO-BREAK SPACE}% say so"
    ]
    assert "44\N{NO-BREAK SPACE}%" in wrap("44\N{NO-BREAK SPACE}% say so", width=25, size=10)


def test_coordinates_have_two_decimals_at_most():
    canvas = Canvas(height=20)
    canvas.circle(x=1 / 3, y=10, radius=2 / 3, fill="#000000")
    assert not re.search(r"\d\.\d{3}", canvas.svg(alt=""))
