"""Domains side by side, what brings much for little, and what to do when."""

from dataclasses import replace
from itertools import combinations
from math import hypot
from xml.etree import ElementTree as ET

import pytest

from readiness.core.release import Step
from readiness.reporting.charts.matrix import APART, matrix_chart, spread
from readiness.reporting.charts.radar import radar_chart
from readiness.reporting.charts.roadmap import roadmap_parts
from readiness.reporting.edits import without
from readiness.reporting.story.build import build_story
from readiness.reporting.story.domains import build_domains
from readiness.reporting.story.effort_benefit import MUCH_EFFORT, build_effort
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.roadmap import build_roadmap


@pytest.fixture(scope="module")
def reading(planted):
    release, model = planted
    return Reading(release=release, model=model)


def scored(reading, **scores):
    """The same round with other scores of domains; None: too few answers."""
    nodes = tuple(
        replace(n, score=scores[n.code], released=scores[n.code] is not None)
        if n.kind == "domain" and n.department is None and n.code in scores
        else n
        for n in reading.release.nodes
    )
    return Reading(release=replace(reading.release, nodes=nodes), model=reading.model)


def stepped(reading, steps):
    """The same round with steps of these hours and weeks, the first in order first."""
    ranked = {result.code: n for n, result in enumerate(reading.ranked)}
    activities = tuple(
        replace(
            result,
            step=replace(result.step, hours=steps[n][0], weeks=steps[n][1])
            if (n := ranked.get(result.code)) is not None and n < len(steps)
            else None,
        )
        for result in reading.release.activities
    )
    release = replace(reading.release, activities=activities)
    return Reading(release=release, model=reading.model)


# Domains


def test_the_strongest_and_the_weakest_domain_make_the_title(reading):
    assert build_domains(reading).heading.title == (
        "Guidelines and ethics is strongest with 1.9; weakest with 0.7: keeping up with new "
        "services"
    )


def test_domains_that_are_level_are_named_together(reading):
    found = build_domains(scored(reading, MON=1.9, NEW=1.6))
    assert found.heading.title == (
        "Monitoring and guidelines and ethics are strongest with 1.9; weakest with 1.6: keeping "
        "up with new services and leadership and coordination"
    )
    alike = dict.fromkeys(("MON", "RSP", "NEW", "LED", "GDL", "CUL"), 2.0)
    title = build_domains(scored(reading, **alike)).heading.title
    assert title == "All domains stand alike, with 2.0"


def test_the_table_ranks_and_the_shape_keeps_the_models_order(reading):
    found = build_domains(reading)
    figures = [row.cells[1].value for row in found.table.rows]
    assert figures == sorted(figures, reverse=True)
    assert [point.key for point in found.radar.points] == ["MON", "RSP", "NEW", "LED", "GDL", "CUL"]
    values = {node.code: (node.score, node.target) for node in reading.nodes("domain")}
    assert {p.key: (p.today, p.target) for p in found.radar.points} == values


def test_a_domain_that_may_not_be_shown_is_named_and_not_drawn(reading):
    found = build_domains(scored(reading, NEW=None))
    assert "NEW" not in {point.key for point in found.radar.points}
    assert found.notes[0].text == "Without a score: Keeping up with new services."


def test_two_domains_have_no_shape_and_one_no_page(reading):
    four = {"MON": None, "RSP": None, "LED": None, "NEW": None}
    assert build_domains(scored(reading, **four)).radar is None
    assert build_domains(scored(reading, **four, GDL=None)) is None


def test_the_shape_names_every_domain_and_level(reading):
    radar = build_domains(reading).radar
    words = " ".join(
        text.text for text in ET.fromstring(radar_chart(radar)).iter() if text.tag.endswith("text")
    )
    for word in ("Monitoring", "Response", "0", "4", "Today", "Target"):
        assert word in words


# Effort and benefit


def test_every_step_stands_in_the_field_of_its_hours_and_priority(reading):
    page = build_effort(reading)
    by_code = {result.code: result for result in reading.ranked}
    half = max(result.priority for result in by_code.values()) / 2
    for step in page.steps:
        result = by_code[step.code]
        assert (step.hours, step.benefit) == (result.step.hours, result.priority)
        high, small = result.priority > half, result.step.hours <= MUCH_EFFORT
        field = {(1, 1): "first", (1, 0): "plan", (0, 1): "fill_in", (0, 0): "defer"}
        assert step.field == field[high, small], step.code
    assert [step.number for step in page.steps] == sorted(step.number for step in page.steps)


def test_what_brings_much_for_few_hours_makes_the_title(reading):
    assert build_effort(reading).heading.title == (
        "Begin with deciding on new services and getting the organisation up to speed: much "
        "benefit for few hours"
    )
    large = build_effort(stepped(reading, [(60, 4)] * 5))
    assert large.heading.title.startswith("No step brings much for few hours: plan for deciding on")


def test_two_open_steps_need_no_map(reading):
    few = stepped(reading, [(4, 4), (8, 4)])
    assert build_effort(few) is None
    assert build_roadmap(few) is None


def test_numbers_on_the_map_never_collide(reading):
    places = [(200.0, 100.0)] * 60
    free = spread(places, lambda _place: True)
    assert free[0] == places[0]
    for one, other in combinations(free, 2):
        assert hypot(one[0] - other[0], one[1] - other[1]) >= APART - 1e-6
    page = build_effort(stepped(reading, [(20, 8)] * 16))
    assert matrix_chart(page).count("<text") >= 16


# When


def test_lanes_follow_the_fields_and_the_models_weeks(reading):
    roadmap = build_roadmap(stepped(reading, [(4, 3), (40, 12), (4, 13), (4, 4), (40, 6)]))
    lanes = {lane.code: [step.number for step in lane.steps] for lane in roadmap.lanes}
    assert lanes == {"now": [1, 4], "soon": [2], "later": [3, 5]}
    assert [lane.title for lane in roadmap.lanes] == [
        "Now",
        "The next 12 weeks",
        "Later, within 12 months",
    ]
    assert roadmap.title == (
        "To begin now: deciding on new services and getting the organisation up to speed"
    )
    assert roadmap.lanes[0].steps[0].owner == "Marketing"


def test_what_goes_beyond_a_year_is_not_promised_within_it(reading):
    roadmap = build_roadmap(stepped(reading, [(4, 3), (40, 45), (4, 13)]))
    assert roadmap.lanes[-1].title == "Later"


def test_without_an_urgent_step_the_title_says_what_comes_first(reading):
    soon = build_roadmap(stepped(reading, [(40, 3), (4, 13), (40, 3)]))
    assert soon.title == (
        "For the next 12 weeks: deciding on new services and spotting new services"
    )
    later = build_roadmap(stepped(reading, [(4, 13), (4, 14), (4, 15)]))
    assert later.title.startswith("No step is done within 12 weeks; first in order: deciding on")


def test_a_long_roadmap_goes_on_in_another_chart(reading):
    roadmap = build_roadmap(reading)
    lane = roadmap.lanes[1]
    long = replace(roadmap, lanes=(roadmap.lanes[0], replace(lane, steps=lane.steps * 8)))
    parts = roadmap_parts(long)
    assert len(parts) == 2
    assert sum(len(lane.steps) for part in parts for lane in part.lanes) == 2 + 64


def test_where_every_target_is_reached_there_is_neither(reading):
    release = reading.release
    activities = tuple(replace(r, rank=None, step=None) for r in release.activities)
    done = replace(release, activities=activities)
    story = build_story(release=done, model=reading.model)
    assert (story.effort, story.roadmap) == (None, None)
    assert isinstance(next(r.step for r in release.activities if r.step), Step)


# Pages left out


def refs(story):
    return {part.ref for step in story.summary.monday for part in step.text.parts}


def test_only_what_may_go_is_left_out(reading):
    story = build_story(release=reading.release, model=reading.model)
    short = without(
        story, frozenset({"cover", "summary", "method", "gaps", "steps", "question-response"})
    )
    assert (short.gaps, short.steps) == (None, None)
    assert [page.heading.code for page in short.questions] == [
        "question-monitoring",
        "question-new_services",
    ]
    assert (short.cover, short.method) == (story.cover, story.method)
    assert refs(story) == {None, "question-response"}
    assert refs(short) == {None}
    assert without(story, frozenset()) == story
