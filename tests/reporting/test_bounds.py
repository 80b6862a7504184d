"""Where views of small groups are kept back, every share says that it is the least that holds."""

import re
from dataclasses import replace

import pytest

from readiness.core.release import NearMiss
from readiness.reporting.charts.owners import ownership_chart
from readiness.reporting.story.build import build_story
from readiness.reporting.story.method import small_groups
from tests.reporting.hand_made import (
    ownership,
    reading,
    release,
    shipped_model,
    with_ownership,
)

S = "\N{NO-BREAK SPACE}"
MODEL = shipped_model()
BASE = release(MODEL)
BOUND = {"shares_bound": "or_above", "should_bound": "or_above"}


def story(owner, code="RSP-1"):
    return build_story(release=with_ownership(BASE, code, owner), model=MODEL)


def line(owner):
    return story(owner).questions[1].activities[0]


@pytest.mark.parametrize(
    ("owner", "text"),
    [
        (
            ownership(**BOUND),
            f"72{S}% or more of those with a view name Communications.",
        ),
        (
            ownership(**BOUND, pattern="unsettled"),
            (
                f"72{S}% or more of those with a view answer Communications, 14{S}% or more "
                f"Marketing, 8{S}% or more “Nobody”."
            ),
        ),
        (
            ownership(**BOUND, pattern="scattered_weak", top="it", shares={"several": 48, "it": 9}),
            (
                f"48{S}% or more of those with a view say several departments do it and no one is "
                "in charge."
            ),
        ),
        (
            ownership(**BOUND, pattern="defaulted_to_it", shares={"it": 62}, should={"it": 7}),
            f"62{S}% or more of those with a view name IT today, and 7{S}% or more want it there.",
        ),
        (
            ownership(
                shares_bound="or_above",
                pattern="defaulted_to_it",
                shares={"it": 62},
                should={"it": 7},
            ),
            f"62{S}% or more of those with a view name IT today, and 7{S}% want it there.",
        ),
        (
            ownership(**BOUND, pattern="orphaned", shares={"nobody": 58}),
            (
                f"58{S}% or more of those with a view say nobody makes sure that it is decided "
                "whether and how to answer critical public comments."
            ),
        ),
    ],
)
def test_a_sentence_says_that_a_share_is_the_least_that_holds(owner, text):
    assert line(owner).sentence.text == text


def test_the_title_and_the_lead_say_it_too():
    owner = ownership(
        **BOUND, pattern="defaulted_to_it", finding=True, shares={"it": 62}, should={"it": 7}
    )
    page = story(owner).questions[1]
    assert page.heading.title == (
        f"Deciding whether and how to respond has landed in IT: 62{S}% or more name it today, "
        f"7{S}% or more want it there"
    )
    assert page.bars.title == (
        f"Of those with a view: today IT 62{S}% or more, wanted from now on IT 7{S}% or more"
    )


def test_a_near_miss_in_views_is_bounded_and_one_in_dont_know_is_not():
    near = NearMiss(name="clear", share=58, needed=60)
    said = [d.text for d in line(ownership(**BOUND, near_miss=near)).details]
    assert f"Close to “clear owner”: 58{S}% or more, with 60{S}% needed." in said
    near = replace(near, name="invisible")
    said = [d.text for d in line(ownership(**BOUND, near_miss=near)).details]
    assert f"Close to “not visible”: 58{S}%, with 60{S}% needed." in said


def test_bars_and_tables_say_it_too():
    found = story(ownership(**BOUND))
    bars = found.questions[1].bars
    assert [(bar.today_text, bar.should_text) for bar in bars.rows[:2]] == [
        (f"72{S}% or more", f"55{S}% or more"),
        (f"14{S}% or more", "–"),
    ]
    tables = {table.code: table for table in found.annex.tables}
    rows = {row.key: [cell.text for cell in row.cells] for row in tables["annex-today"].rows}
    assert rows["today-RSP-1-communications"] == ["Communications", f"72{S}% or more"]
    assert rows["today-RSP-2-communications"] == ["Communications", f"72{S}%"]
    rows = {row.key: [cell.text for cell in row.cells] for row in tables["annex-wanted"].rows}
    assert rows["wanted-RSP-communications"] == ["Communications", f"55{S}% or more"]
    rows = {row.key: [cell.text for cell in row.cells] for row in tables["annex-candidates"].rows}
    assert rows["candidate-RSP-1-it"][8:10] == [f"20{S}% or more", f"30{S}% or more"]


def test_a_draft_says_it_too():
    [mail] = story(ownership(**BOUND)).questions[1].mails
    assert mail.paragraphs[1] == (
        "Deciding whether and how to respond: "
        f"72{S}% or more of those with a view name Communications."
    )


def test_a_bounded_figure_has_its_room_behind_the_longest_bar():
    """The track of a bar is shorter, so that the words end before the other column begins."""
    plain = story(ownership()).questions[1].bars
    bounded = story(ownership(**BOUND)).questions[1].bars
    assert _longest(bounded) < _longest(plain) - 20
    assert ownership_chart(bounded).count("or more</text>") == 5


def _longest(bars):
    """Where the bar of the largest share ends."""
    return max(float(x) for x in re.findall(r"L ([\d.]+) 21 ", ownership_chart(bars)))


def test_the_method_page_says_in_plain_words_what_is_kept_back():
    said = [paragraph.text for paragraph in small_groups(reading(BASE, MODEL)).paragraphs]
    assert said[1] == (
        "Where all, or all but one, in such a department give the same answer at an end of the "
        "scale or about an owner, it is counted as if all but one did: one view is kept back, so "
        "that no answer can be told. Shares are then the least that holds; where that matters "
        "they are printed with “or more”."
    )
