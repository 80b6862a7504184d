"""What would put another department first, in one sentence."""

from dataclasses import replace

import pytest

from readiness.core.grounds import Change
from readiness.reporting.story.build import build_story
from readiness.reporting.story.changes import changes
from readiness.reporting.story.would_change import choice_of_activity, smallest_change
from tests.reporting.hand_made import (
    candidate,
    ownership,
    reading,
    release,
    shipped_model,
    with_node,
    with_ownership,
    with_question,
)

MODEL = shipped_model()
WEIGHED = ownership(
    criteria=(candidate("communications", 66.2, weights={"capability": 0.3}),),
)
BASE = release(MODEL)


def change(criterion: str, by: float, **found):
    base = Change(
        department="it" if by > 0 else "communications",
        criterion=criterion,
        by=by,
        to=None,
        room=None,
        answers=None,
        first="it",
    )
    return replace(base, **found)


def said(*found: Change, code: str = "NEW-1", base=BASE) -> str | None:
    owner = replace(WEIGHED, changes=found)
    there = reading(with_ownership(base, code, owner), MODEL)
    return smallest_change(there, choice_of_activity(there.results[code]))


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (
            change("capability", 0.18, answers=8),
            "IT would come first if 8 of its answers on spotting new services were a level higher.",
        ),
        (
            change("capability", 0.02, answers=1),
            "IT would come first if 1 of its answers on spotting new services was a level higher.",
        ),
        (
            change("capability", -0.18, answers=8),
            (
                "IT would come first if 8 of the answers of Communications on spotting new "
                "services were a level lower."
            ),
        ),
        (
            change("dialogue", 0.1, answers=4),
            (
                "IT would come first if 4 of its answers on talking with people, not at them "
                "were a level higher."
            ),
        ),
        (
            change("perceived", 0.06),
            "IT would come first if its figure for being named by staff (0 to 1) were 0.06 higher.",
        ),
        (
            change("perceived", -0.28),
            (
                "IT would come first if the figure of Communications for being named by staff "
                "(0 to 1) were 0.28 lower."
            ),
        ),
        (
            change("room", 0.25, room=3),
            "IT would come first if it had 6 hours a week for it instead of 3.",
        ),
        (
            change("room", -0.5, room=0),
            (
                "IT would come first if Communications had less than 1 hour a week for it "
                "instead of 3."
            ),
        ),
        (
            change("room", -0.25, room=1),
            (
                "IT would come first if Communications had fewer than 2 hours a week for it "
                "instead of 3."
            ),
        ),
    ],
)
def test_a_change_of_one_figure_is_said_in_one_sentence(found, text):
    assert said(found) == text


def test_beside_the_smallest_change_stand_gains_in_answers_and_in_hours():
    assert said(
        change("capability", 0.05),
        change("dialogue", 0.1, answers=4),
        change("room", 0.25, room=3),
    ) == (
        "IT would come first if its figure for capability (0 to 1) were 0.05 higher; 4 of its "
        "answers on talking with people, not at them were a level higher; or it had 6 hours a "
        "week for it instead of 3."
    )


def test_of_two_changes_alike_the_gain_is_said():
    text = said(change("capability", -0.05), change("capability", 0.05))
    assert text == "IT would come first if its figure for capability (0 to 1) were 0.05 higher."


def test_a_second_way_that_takes_much_or_puts_a_third_first_is_left_out():
    first = change("perceived", 0.2)
    much = change("room", 0.75, room=4)
    other = change("dialogue", 0.3, answers=4, department="marketing", first="marketing")
    assert said(first, other, much) == said(first)


def test_more_answers_than_there_are_would_have_to_move_several_levels():
    """Then the figure is named, for no number of answers can be."""
    base = with_node(BASE, "NEW-1-Q1", "it", n=7)
    text = "IT would come first if its figure for capability (0 to 1) were 0.30 higher."
    assert said(change("capability", 0.3, answers=8), base=base) == text
    assert said(change("capability", 0.3, answers=7), base=base) == (
        "IT would come first if 7 of its answers on spotting new services were a level higher."
    )


def test_what_kind_of_department_it_is_is_no_change_to_hope_for():
    nothing = "No single change in answers or hours would put another department first."
    assert said(change("mandate_fit", 0.1)) == nothing
    assert said() == nothing


def test_a_release_of_an_earlier_version_says_nothing_about_it():
    there = reading(BASE, MODEL)
    assert smallest_change(there, choice_of_activity(there.results["NEW-1"])) is None


def test_a_questions_page_says_it_first():
    base = with_ownership(BASE, "RSP-1", WEIGHED)
    base = with_question(base, "response", changes=(change("room", 0.25, room=3),))
    points = changes(reading(base, MODEL), base.questions[1]).points
    assert points[0].text == "IT would come first if it had 6 hours a week for it instead of 3."


def test_the_annex_has_it_for_every_activity_that_was_worked_out():
    owner = replace(WEIGHED, changes=(change("room", 0.25, room=3),))
    base = with_ownership(BASE, "NEW-1", owner)
    tables = build_story(release=base, model=MODEL).annex.tables
    [table] = [found for found in tables if found.code == "annex-would-change"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        [
            "Spotting new services",
            "IT would come first if it had 6 hours a week for it instead of 3.",
        ]
    ]
