"""Every number in a report's text is a figure of its Release, verbatim."""

import dataclasses
from pathlib import Path

import pytest

from readiness.core.release import Release
from readiness.reporting.story.build import build_story
from readiness.reporting.story.whole import Story
from surveys.services.file_assessment import assess_files
from tests.reporting import hand_made
from tests.reporting.figures import Figures, known_numbers, numbers_in, texts

SAMPLE = Path(__file__).resolve().parents[2] / "readiness" / "data" / "sample"
MODEL = hand_made.shipped_model()


@pytest.fixture(scope="module", params=["planted", "healthy"])
def sample(request) -> tuple[Release, Story]:
    folder = SAMPLE / request.param
    release, model = assess_files(
        model_name=MODEL.model.id,
        answers=folder / "answers.csv",
        departments=folder / "departments.csv",
        organisation="Unit 731 & Sons",
        period="4–22 March 2026",
    )
    return release, build_story(release=release, model=model)


def unknown(release, story):
    figures = Figures(release, MODEL)
    return {text: found for text in texts(story) if (found := figures.unknown(text))}


def test_every_number_of_a_sample_report_is_a_figure_of_its_release(sample):
    assert unknown(*sample) == {}


def test_every_number_of_the_hand_made_report_is_a_figure_of_its_release():
    release = hand_made.release(MODEL)
    assert unknown(release, build_story(release=release, model=MODEL)) == {}


def test_the_report_follows_when_every_share_and_score_is_another(sample):
    """No share and no score is written into a sentence: all of them move with the Release."""
    moved = _moved(sample[0])
    story = build_story(release=moved, model=MODEL)
    assert unknown(moved, story) == {}
    shares = [v for t in texts(story) for _n, kind, v in numbers_in(t) if kind == "percent"]
    assert sum(value >= 200 for value in shares) > 100


def _moved(found, name=""):
    """The Release with 200 added to every share and every score."""
    if dataclasses.is_dataclass(found):
        changes = {
            f.name: _moved(getattr(found, f.name), f.name) for f in dataclasses.fields(found)
        }
        return dataclasses.replace(found, **changes)
    if isinstance(found, tuple):
        return tuple(_moved(entry, name) for entry in found)
    if hasattr(found, "items"):
        return {key: _moved(value, name) for key, value in found.items()}
    if isinstance(found, float):
        return round(found + 200, 2)
    if isinstance(found, int) and not isinstance(found, bool) and name in MOVED_SHARES:
        return found + 200
    return found


MOVED_SHARES = {"share", "dk", "np", "dk_involved", "refused", "shares", "should", "today"}


def test_the_walker_tells_shares_scores_and_counts_apart():
    text = "44\N{NO-BREAK SPACE}% of 1,000 resamples, "
    text += "66.2 to 55.1, 16 of A3, ICC(1), v0.3.0, 9 %, −0.21"
    assert [(token, kind) for token, kind, _value in numbers_in(text)] == [
        ("44\N{NO-BREAK SPACE}%", "percent"),
        ("1,000", "whole"),
        ("66.2", "decimal"),
        ("55.1", "decimal"),
        ("16", "whole"),
        ("1", "whole"),
        ("9 %", "percent"),
        ("−0.21", "decimal"),
    ]


def test_the_walker_finds_an_invented_number():
    figures = Figures(hand_made.release(MODEL), MODEL)
    text = "Communications scores 66.2, Marketing 99.9; 77 % of 4,321 people agree."
    assert figures.unknown(text) == ["99.9", "77 %", "4,321"]
    assert figures.unknown("4,321 and 44.4", also=[4321]) == ["44.4"]


def test_a_share_is_not_looked_up_among_counts():
    known = known_numbers(hand_made.release(MODEL), MODEL)
    assert 87 in known.whole
    assert 87 not in known.percent
