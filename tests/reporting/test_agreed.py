"""What a workshop agreed leads the report; without a survey it is all there is."""

from dataclasses import replace

import pytest

from readiness.core.assess import assess
from readiness.core.decisions import AgreedAction, Decision
from readiness.core.grounds import ActionSource
from readiness.core.scope import Department, Scope
from readiness.core.tally import tally_from_counts
from readiness.reporting.story.build import build_story
from tests.reporting.hand_made import reading, release, shipped_model
from tests.reporting.test_sources import DECIDED, with_sources

MODEL = shipped_model()
DO = ActionSource(
    activity="RSP-1",
    text="Write down who answers.",
    owner="Ana",
    due="2026-05-01",
    hours=4,
    status="proposed",
)


def story(found):
    return build_story(release=found, model=MODEL)


def monday(found):
    return [step.text.text for step in story(found).summary.monday]


def agreed_release(**changes):
    return with_sources(replace(DECIDED, **changes), delta=2)


def alone(*decisions, actions=()):
    departments = tuple(
        Department(key=key, name=key.title(), type=key) for key in ("it", "communications")
    )
    return assess(
        model=MODEL,
        scope=Scope(departments=departments, floor=5, organisation="Acme"),
        tally=tally_from_counts({}),
        decisions=decisions,
        actions=actions,
    )


MONITORING = Decision(
    activity="MON-1",
    decided_on="2026-04-09",
    level="2",
    accountable="communications",
    reason="Nobody was asked",
    status="accepted",
    status_on="2026-04-11",
    status_by="Ana",
)


def test_the_headline_says_first_what_was_agreed():
    before, after = story(release(MODEL)).cover.heading.title, story(agreed_release()).cover.heading
    assert before != after.title
    assert after.title.startswith("Agreed: Marketing for response")


def test_who_declined_is_agreed_no_more():
    found = agreed_release(status="declined", instead="communications")
    assert story(found).cover.heading.title == story(release(MODEL)).cover.heading.title


def test_the_questions_page_says_who_accepted_and_keeps_what_the_survey_says():
    page = story(agreed_release()).questions[1]
    assert page.heading.title == (
        "Marketing answers for response: agreed 9 April, accepted 14 April by Ada Lovelace"
    )
    assert page.verdict_word == "agreed"
    assert page.answer.text.startswith(
        "Marketing (agreed 9 April, accepted 14 April by Ada Lovelace). Survey: "
    )


def test_monday_asks_for_a_yes_where_nobody_has_accepted_yet():
    waiting = {"status": "proposed", "status_on": None, "status_by": None}
    head = reading(BASE_RELEASE, MODEL).head("marketing")
    asked = f"Ask for a yes to what the workshop agreed: {head}."
    assert monday(agreed_release(**waiting))[0] == asked
    assert asked not in monday(agreed_release())


def test_monday_writes_to_nobody_about_what_was_agreed():
    topics = [text for text in monday(agreed_release()) if text.startswith("Write to")]
    assert [text for text in topics if "response" in text] == []


def test_agreed_actions_come_before_the_models_steps():
    found = replace(agreed_release(), actions=(DO,))
    title = reading(found, MODEL).title("RSP-1")
    assert f"{title}: Write down who answers (Ana, until 1 May)." in monday(found)
    assert monday(replace(found, actions=(replace(DO, status="declined"),))) != monday(found)


def test_the_plan_has_every_agreed_action_with_owner_hours_and_day():
    steps = story(replace(agreed_release(), actions=(DO, replace(DO, hours=None)))).steps
    assert steps.heading.title == "2 actions were agreed; the first is due 1 May"
    rows = [[cell.text for cell in row.cells] for row in steps.agreed.rows]
    title = reading(BASE_RELEASE, MODEL).title("RSP-1")
    assert rows == [
        [title, "Ana", "Write down who answers.", "4", "1 May"],
        [title, "Ana", "Write down who answers.", "–", "1 May"],
    ]
    assert story(release(MODEL)).steps.agreed is None


@pytest.mark.parametrize(("status", "note"), [("accepted", "said yes"), ("declined", "said no")])
def test_the_plan_says_what_the_owner_of_an_action_said(status, note):
    steps = story(replace(agreed_release(), actions=(replace(DO, status=status),))).steps
    assert steps.agreed.rows[0].cells[1].note == note


def test_a_workshop_without_a_survey_gives_a_report_that_names_its_source():
    action = AgreedAction(activity="MON-1", text="Look weekly", owner="Ana", due="2026-05-01")
    found = story(alone(MONITORING, actions=[action]))
    assert found.cover.heading.title == (
        "Agreed: Communications for monitoring; not agreed yet: response and new services"
    )
    assert next((fact.label, fact.text) for fact in found.cover.facts) == (
        "Decided in",
        "Workshop, 9 April 2026; no survey",
    )
    assert found.summary.basis == "Acme · Workshop, 9 April 2026; no survey"
    assert found.summary.opening.text == (
        "A workshop agreed on who answers for 1 of 16 activities."
    )
    assert found.summary.sure.text == (
        "How sure are we? No survey was made: all that stands here was agreed by those who were in "
        "the workshop. What others in the organisation see, nobody has asked yet."
    )
    assert [row.cells[2].text for row in found.steps.agreed.rows] == ["Look weekly"]
    assert found.questions[1].heading.title == "Nothing was agreed on response yet"


def test_decision_and_actions_change_no_figure_of_the_survey():
    action = AgreedAction(activity="MON-1", text="Look weekly", owner="Ana", due="2026-05-01")
    bare, told = alone(), alone(MONITORING, actions=[action])
    assert (told.nodes, told.counted, told.questions, told.form) == (
        bare.nodes,
        bare.counted,
        bare.questions,
        bare.form,
    )


BASE_RELEASE = release(MODEL)
