"""The one-page summary, sentence by sentence."""

from dataclasses import replace

import pytest

from readiness.core.release import Counted, Coverage, GateResult, OrganisationRef
from readiness.reporting.story.build import build_story
from readiness.reporting.story.summary import (
    basis,
    build_summary,
    counted_sentence,
    practice_sentence,
)
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

S = "\N{NO-BREAK SPACE}"
MODEL = shipped_model()
BASE = release(MODEL)
CODES = tuple(MODEL.activities)


def counted(**numbers):
    found = Counted(
        **{
            "activities": 16,
            "owned": 4,
            "unowned": 5,
            "contested": 0,
            "not_settled": 0,
            "insufficient": 0,
            "at_target": 2,
            "scored": 16,
            **numbers,
        }
    )
    return reading(replace(BASE, counted=found), MODEL)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({}, "Of 16 activities, 4 have an agreed owner and 5 have none."),
        (
            {"owned": 1, "unowned": 1, "contested": 1, "not_settled": 1, "insufficient": 1},
            (
                "Of 16 activities, 1 has an agreed owner, 1 has none, 1 is contested, 1 is not "
                "settled and 1 "
                "has too few answers."
            ),
        ),
        ({"owned": 0}, "Of 16 activities, none has an agreed owner and 5 have none."),
        ({"owned": 4, "unowned": 0}, "Of 16 activities, 4 have an agreed owner."),
        ({"owned": 16, "unowned": 0}, "All 16 activities have an agreed owner."),
        ({"activities": 1, "owned": 1, "unowned": 0}, "The only activity has an agreed owner."),
    ],
)
def test_activities_are_counted_in_words(numbers, said):
    assert counted_sentence(counted(**numbers)) == said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"at_target": 0}, "None of 16 is at its target."),
        ({"at_target": 1}, "1 of 16 is at its target."),
        ({}, "2 of 16 are at their target."),
        ({"at_target": 16}, "All 16 with a score are at their target."),
    ],
)
def test_targets_reached_are_counted_in_words(numbers, said):
    found = counted(**numbers)
    base = replace(found.release, activities=tuple(replace(a, rank=None) for a in BASE.activities))
    assert practice_sentence(reading(base, MODEL)) == said


def test_without_a_score_nothing_is_said_of_targets():
    assert practice_sentence(counted(scored=0, at_target=0)) is None


def test_the_widest_gap_is_named_and_a_tie_too():
    one = with_node(BASE, CODES[3], None, score=0.6, gap=2.4)
    assert practice_sentence(reading(one, MODEL)).endswith(
        "The widest gap is deciding whether and how to respond: 0.6 today, 3.0 needed."
    )
    two = with_node(one, CODES[4], None, score=0.6, gap=2.4)
    assert practice_sentence(reading(two, MODEL)).endswith(
        "Deciding whether and how to respond and answering people in public share the widest gap: "
        "2.4."
    )


def test_the_basis_names_answers_people_and_departments():
    assert basis(reading(BASE, MODEL)) == (
        f"Brightwater plc · 900 employees · 87 of 120 invited answered (73{S}%) · 4–22 March · 4 "
        "of 4 "
        "departments shown"
    )


def test_the_basis_leaves_out_what_is_not_known():
    base = replace(
        BASE,
        organisation=OrganisationRef(name=None, period=None, headcount=None),
        coverage=Coverage(
            answered=1, invited=None, share=None, departments=1, shown=1, joined=0, few=False
        ),
    )
    assert basis(reading(base, MODEL)) == (
        "The organisation · 1 person answered · 1 of 1 department shown"
    )


def test_the_basis_says_how_many_departments_are_joined():
    base = replace(BASE, coverage=replace(BASE.coverage, joined=2, shown=3))
    assert basis(reading(base, MODEL)).endswith("3 of 4 departments shown, 2 joined with others")


def planted():
    """A Release with a close call on response and guidelines that nobody has in hand."""
    base = with_question(BASE, "response", verdict="two_candidates", margin=3.0, confidence="low")
    base = with_question(base, "new_services", verdict="likely", lead="marketing")
    owner = ownership(
        pattern="orphaned",
        finding=True,
        shares={"nobody": 52, "communications": 13},
        verdict="two_candidates",
        criteria=(candidate("communications", 51.2), candidate("marketing", 49.8)),
    )
    return with_ownership(base, "GDL-1", owner)


def test_a_finding_outside_the_questions_has_a_block_of_its_own():
    found = build_summary(reading(planted(), MODEL)).findings
    assert [finding.code for finding in found] == [
        "monitoring",
        "response",
        "new_services",
        "GDL-1",
    ]
    assert found[-1].text.text == (
        f"Guidelines for taking part: no owner. 52{S}% of those with a view say nobody makes sure "
        "that "
        "staff know what they may write in public about us. Communications (51.2) and Marketing "
        "(49.8) "
        "are too close to call."
    )


def test_four_steps_are_proposed_for_monday():
    steps = [step.text.text for step in build_summary(reading(planted(), MODEL)).monday]
    assert steps == [
        (
            "Write to Ada Lovelace, Head of Communications (monitoring) and Ada Lovelace, Head of "
            "Marketing (new services): your department answers for this; please accept or object "
            "by Friday. The drafts are in the owners' briefs."
        ),
        (
            "Put Communications and Customer service in one room for an hour: which of them "
            "answers "
            "for "
            "response? See page "
        ),
        (
            "Listening to public conversation (Communications): ask who already looks, and ask "
            "that "
            "person "
            "to take it on; then name one colleague and write down ten sources to check every "
            "week: 8 "
            "hours "
            "in 4 weeks."
        ),
        (
            "Decide on “Temporary point person”, with Communications as host. Agree the name, "
            "hours "
            "and end "
            "date with the sponsor."
        ),
    ]


def test_where_another_page_is_not_in_the_file_the_steps_read_on():
    step = build_summary(reading(planted(), MODEL)).monday[1].text
    assert "".join(part.text for part in step.parts if part.ref is None) == (
        "Put Communications and Customer service in one room for an hour: which of them answers "
        "for response?"
    )


def test_how_sure_it_is_is_said_for_every_question():
    sure = build_summary(reading(planted(), MODEL)).sure.text
    assert sure == (
        "How sure are we? Sure of Communications for monitoring (11.1 points ahead). Not sure "
        "about "
        "response: 66.2 to 55.1. Sure of Marketing for new services (11.1 points ahead). This is "
        "what "
        "staff say, not what records show: before you rely on it, ask for this evidence: search "
        "list, source "
        "list, "
        "and the last four weeks of results. In 12 weeks ask the same questions again: fewer “I "
        "don't "
        "know” means it worked."
    )


def test_few_answers_and_hidden_departments_are_said():
    hidden = replace(BASE.departments[0], group=None)
    base = replace(
        BASE,
        departments=(hidden, *BASE.departments[1:]),
        coverage=replace(BASE.coverage, share=31, few=True),
    )
    sure = build_summary(reading(base, MODEL)).sure.text
    assert f"Few answers: 31{S}% of those invited, with 40{S}% needed." in sure
    assert "Too few answers to show: Communications." in sure


def form(**changes):
    return replace(BASE, form=replace(BASE.form, **changes))


def test_a_new_department_is_answered_with_its_conditions():
    said = build_summary(reading(BASE, MODEL)).form.text.text
    assert said == (
        f"A new department? Not on this evidence: 0 of 5 conditions hold, and 18{S}% of answers "
        "ask for a "
        f"team (40{S}% needed). “Temporary point person” fits: 2 of 2 conditions hold. At most 12 "
        "months, "
        "with an end date and an exit test: owners for 70 % of activities, an overall score of "
        "2.5 "
        "without this activity, and guidelines at 3."
    )


def test_a_new_department_that_fits_is_said_to_fit():
    team = MODEL.rules.forms.new_team_form
    conditions = tuple(
        replace(found, met=found.of) if found.code == team else found
        for found in BASE.form.conditions
    )
    base = form(code=team, evidence=team, conditions=conditions, host=None)
    said = build_summary(reading(base, MODEL)).form.text.text
    assert said.startswith(
        f"A new department? “Dedicated function” fits: 5 of 5 conditions hold. 18{S}% of answers "
        "ask for "
        f"a team (40{S}% needed). New units set up in the late 1990s"
    )


def test_without_enough_evidence_what_is_missing_is_named():
    gate = (
        GateResult(code="coverage", value=31, needed=40, is_share=True, met=False),
        GateResult(code="departments", value=None, needed=3, is_share=False, met=False),
    )
    summary = build_summary(reading(form(code="not_enough_to_say", gate=gate), MODEL))
    missing = (
        f"share of those invited who answered (31{S}%, 40{S}% needed); and departments shown (not "
        "known, "
        "3 needed)"
    )
    assert summary.form.text.text == (
        f"A new department? Not enough to choose a form; missing: {missing}. The figures so far "
        "point to "
        "“Temporary point person”."
    )
    assert summary.monday[-1].text.text == (
        f"Get what is missing before choosing a form: {missing}."
    )


def test_names_that_users_typed_stay_as_they_are():
    odd = '<b>%(x)s & "Söhne" {0}</b> **bold**'
    base = replace(
        BASE,
        organisation=replace(BASE.organisation, name=odd),
        departments=tuple(
            replace(d, name=f"{odd}, {d.key}", head=f"{odd} %s") for d in BASE.departments
        ),
    )
    story = build_story(release=base, model=MODEL)
    assert story.cover.name == odd
    assert f"{odd}, communications" in story.summary.heading.title
    assert f"{odd} %s" in story.summary.monday[0].text.text
    assert story.questions[0].mails[0].to == f"{odd} %s"


def test_a_name_with_right_to_left_letters_keeps_to_itself_in_a_sentence():
    base = replace(
        BASE,
        departments=tuple(
            replace(d, head="ליאור בן־עמי, Head") if d.key == "communications" else d
            for d in BASE.departments
        ),
    )
    step = build_summary(reading(base, MODEL)).monday[0].text.text
    assert "\N{LEFT-TO-RIGHT ISOLATE}ליאור בן־עמי, Head\N{POP DIRECTIONAL ISOLATE}" in step
