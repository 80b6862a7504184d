"""Every chart of the report by code: its finding said, its figures the Release's, safe anywhere."""

import dataclasses
import re

import pytest

from readiness.reporting.charts.gallery import at, drawn, from_json, to_json
from readiness.reporting.story.build import build_story
from tests.reporting import hand_made
from tests.reporting.figures import Figures


@pytest.fixture(scope="module")
def gallery(planted):
    release, model = planted
    return drawn(story=build_story(release=release, model=model), release=release)


def test_every_chart_goes_by_its_code(gallery):
    assert all(code == chart.code for code, chart in gallery.items())
    assert {"answers", "gaps", "departments", "bars-MON-1"} <= set(gallery)
    assert [chart.code for chart in at(gallery, "gaps")] == ["gaps"]
    assert at(gallery, "no such chart") == []


def test_every_chart_says_its_finding_first(gallery):
    for chart in gallery.values():
        assert chart.title, chart.code
        assert chart.alt.startswith(chart.title), chart.code
        title = re.search("<title>(.*?)</title>", chart.svg)[1]
        assert title.startswith(chart.title[:20].replace("&", "&amp;")), chart.code


def test_a_chart_can_stand_in_any_page_under_a_strict_policy(gallery):
    for chart in gallery.values():
        assert not re.search(r"\s(style|id|href|on\w+)=|<style|<script|url\(", chart.svg)


def test_the_figures_of_every_chart_are_the_releases(gallery, planted):
    figures = Figures(*planted)
    for chart in gallery.values():
        assert chart.rows, chart.code
        for row in chart.rows:
            assert len(row) == len(chart.head), chart.code
            assert figures.unknown(" · ".join(row)) == [], chart.code
        assert figures.unknown(f"{chart.title}. {chart.alt}") == [], chart.code


def test_stored_charts_come_back_as_they_were(gallery):
    assert from_json(to_json(gallery)) == gallery
    assert to_json(from_json(to_json(gallery))) == to_json(gallery)


def test_a_changed_title_is_what_the_picture_says(planted):
    release, model = planted
    story = build_story(release=release, model=model)
    heading = dataclasses.replace(story.gaps.heading, title="Begin with new services")
    changed = dataclasses.replace(story, gaps=dataclasses.replace(story.gaps, heading=heading))
    chart = drawn(story=changed, release=release)["gaps"]
    assert "<title>Begin with new services. " in chart.svg


def test_what_may_not_be_shown_is_not_drawn():
    model = hand_made.shipped_model()
    release = hand_made.release(model)
    nodes = tuple(
        dataclasses.replace(n, distribution=None, score=None, released=False) for n in release.nodes
    )
    hidden = dataclasses.replace(release, nodes=nodes, groups=())
    found = drawn(story=build_story(release=hidden, model=model), release=hidden)
    assert {"answers", "gaps", "departments"} & set(found) == set()
