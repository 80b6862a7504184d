"""Every number in a report's text is a figure of its Release, verbatim."""

import dataclasses
from pathlib import Path

import pytest

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting.story.build import build_story
from readiness.reporting.story.whole import Story
from surveys.services.file_assessment import RoundFiles, assess_files
from tests.reporting import hand_made
from tests.reporting.figures import Figures, known_numbers, numbers_in, texts

SAMPLE = Path(__file__).resolve().parents[2] / "readiness" / "data" / "sample"
MODEL = hand_made.shipped_model()


@pytest.fixture(scope="module", params=["planted", "healthy"])
def sample(request) -> tuple[Release, Story]:
    folder = SAMPLE / request.param
    files = RoundFiles(
        model_name=MODEL.model.id,
        answers=folder / "answers.csv",
        departments=folder / "departments.csv",
        period="4–22 March 2026",
    )
    release, model = assess_files(files, organisation="Unit 731 & Sons")
    return release, build_story(release=release, model=model)


def test_every_number_beside_and_behind_the_survey_is_a_figure_of_the_release(tmp_path):
    """With an earlier round, decisions and evidence: what they add is printed as it stands."""
    release, model = beside_the_survey(tmp_path)
    story = build_story(release=release, model=model)
    assert unknown(release, story) == {}
    codes = {table.code for table in story.annex.tables}
    assert {
        *("annex-sources", "annex-since", "annex-since-departments", "annex-would-change"),
        *("annex-workings", "annex-priority", "annex-agreed"),
    } <= codes
    assert story.since.table.rows
    assert len(story.workings) == len(model.activities)


def beside_the_survey(folder: Path) -> tuple[Release, ActivityModel]:
    """The planted sample beside the healthy answers of an earlier round, decided and read."""
    texts = {
        "decisions.csv": DECISIONS,
        "evidence.csv": EVIDENCE,
        "before.csv": _shifted((SAMPLE / "planted" / "answers.csv").read_text(encoding="utf-8")),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    files = RoundFiles(
        model_name=MODEL.model.id,
        answers=SAMPLE / "planted" / "answers.csv",
        departments=SAMPLE / "planted" / "departments.csv",
        decisions=folder / "decisions.csv",
        evidence=folder / "evidence.csv",
    )
    before = dataclasses.replace(
        files, answers=folder / "before.csv", decisions=None, evidence=None
    )
    before = dataclasses.replace(before, period="7–25 October 2025")
    return assess_files(files, before=before, organisation="Unit 731 & Sons")


def _shifted(text: str) -> str:
    """Answers of which every third rating is a level lower, or higher where it was the lowest."""
    first, *lines = text.splitlines()
    for place in range(0, len(lines), 3):
        start, _comma, value = lines[place].rpartition(",")
        if value.isdigit():
            lines[place] = f"{start},{abs(int(value) - 1)}"
    return "\n".join([first, *lines]) + "\n"


DECISIONS = """\
activity,level,accountable,reason,decided_on,dissent,status,status_on,status_by
MON-1,2,communications,Seen 14 of 15 reports,2026-04-09,Sales: 3 never came,accepted,2026-04-14,Z 7
RSP-1,,customer_service,,2026-04-09,,declined,2026-04-16,
GDL-1,0,hr,Nothing could be shown,2026-04-09,,proposed,,
"""
EVIDENCE = """\
activity,kind,level,by,reason,seen_on
MON-1,document,3,N. Okafor,Reports of 27 weeks,2026-03-30
CUL-2,interview,1,N. Okafor,Nobody knows of it,2026-04-02
"""


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
