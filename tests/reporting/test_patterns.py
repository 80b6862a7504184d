"""What is said of every ownership pattern."""

from dataclasses import replace

import pytest

from readiness.core.release import NearMiss, Stability
from readiness.reporting.story.patterns import pattern_line
from readiness.reporting.story.titles import pattern_title
from tests.reporting.hand_made import (
    candidate,
    ownership,
    reading,
    release,
    shipped_model,
    with_ownership,
)

S = "\N{NO-BREAK SPACE}"
MODEL = shipped_model()
BASE = release(MODEL)
CODE = "RSP-2"  # "people who ask in public get an answer"


def line(**changes):
    base = with_ownership(BASE, CODE, ownership(**changes))
    found = reading(base, MODEL)
    return pattern_line(found, found.results[CODE])


def title(**changes):
    found = reading(with_ownership(BASE, CODE, ownership(**changes)), MODEL)
    return pattern_title(found, found.results[CODE])


BOTH = {
    "claimants": ("communications", "customer_service"),
    "criteria": (
        candidate("communications", 61.0, claim_share=71),
        candidate("customer_service", 58.0, claim_share=64),
    ),
}
SENTENCES = [
    (
        {"pattern": "invisible", "dk_involved": 61},
        "Not visible",
        (
            f"61{S}% of those whose work touches it cannot tell who makes sure that people who "
            "ask in "
            "public get an answer."
        ),
    ),
    (
        {"pattern": "invisible", "dk_involved": 61, "all_involved": True},
        "Not visible",
        f"61{S}% cannot tell who makes sure that people who ask in public get an answer.",
    ),
    (
        {"pattern": "insufficient", "shares": {}, "should": {}, "top": None},
        "Too few answers",
        "Too few answers to say who makes sure that people who ask in public get an answer.",
    ),
    (
        {"pattern": "orphaned", "shares": {"nobody": 52, "it": 20}},
        "No owner",
        (
            f"52{S}% of those with a view say nobody makes sure that people who ask in public get "
            "an "
            "answer."
        ),
    ),
    (
        {"pattern": "outsourced", "shares": {"agency": 45, "it": 20}},
        "Left to a supplier",
        (
            f"45{S}% of those with a view name an outside agency or supplier; a contact inside is "
            "to "
            "be "
            "named."
        ),
    ),
    (
        {"pattern": "defaulted_to_it", "shares": {"it": 46}, "should": {"it": 12}, "top": "it"},
        "Landed in IT",
        f"46{S}% of those with a view name IT today, and 12{S}% want it there.",
    ),
    (
        {"pattern": "disowned", "shares": {"communications": 41}},
        "Named, but not by its own staff",
        (
            f"41{S}% of those with a view name Communications, but less than 20{S}% of its own "
            "staff "
            "do."
        ),
    ),
    (
        {
            "pattern": "disowned",
            "shares": {"communications": 41},
            "criteria": (candidate("communications", 61.0, claim_share=12),),
        },
        "Named, but not by its own staff",
        f"41{S}% of those with a view name Communications, but of its own staff 12{S}% do.",
    ),
    (
        {"pattern": "federated", "shares": {"each": 43}},
        "Each department for itself",
        (
            f"43{S}% of those with a view say each department looks after its own area, by "
            "agreement; "
            "one "
            "name is needed for the common rule."
        ),
    ),
    (
        {"pattern": "scattered_weak", "shares": {"several": 44, "communications": 20}},
        "Scattered",
        f"44{S}% of those with a view say several departments do it and no one is in charge.",
    ),
    (
        {
            "pattern": "scattered_competent",
            "shares": {"communications": 24, "marketing": 22, "it": 20, "several": 9},
        },
        "Scattered, with able people",
        f"24{S}% of those with a view answer Communications, 22{S}% Marketing, 20{S}% IT.",
    ),
    (
        {"pattern": "contested", **BOTH},
        "Contested",
        (
            f"Communications and Customer service each see it as theirs: 71{S}% and 64{S}% of "
            "their "
            "own "
            "staff say so."
        ),
    ),
    (
        {"pattern": "contested", "claimants": BOTH["claimants"]},
        "Contested",
        (
            f"Communications and Customer service each see it as theirs: at least 50{S}% of their "
            "own "
            "staff say so."
        ),
    ),
    (
        {
            "pattern": "contested",
            "shares": {"communications": 31, "marketing": 28},
            "claimants": (),
        },
        "Contested",
        f"31{S}% of those with a view answer Communications, 28{S}% Marketing.",
    ),
    ({"pattern": "clear"}, "Clear owner", f"72{S}% of those with a view name Communications."),
    (
        {"pattern": "leaning", "shares": {"communications": 45}},
        "Likely owner",
        f"45{S}% of those with a view name Communications.",
    ),
    (
        {"pattern": "unsettled", "shares": {"nobody": 23, "communications": 20, "it": 18}},
        "No pattern",
        f"23{S}% of those with a view answer “Nobody”, 20{S}% Communications, 18{S}% IT.",
    ),
]


@pytest.mark.parametrize(("changes", "word", "sentence"), SENTENCES)
def test_a_pattern_has_its_word_and_its_sentence(changes, word, sentence):
    found = line(**changes)
    assert (found.word, found.sentence.text) == (word, sentence)


@pytest.mark.parametrize("pattern", [changes["pattern"] for changes, _word, _sentence in SENTENCES])
def test_a_pattern_whose_shares_may_not_be_shown_still_reads_well(pattern):
    found = line(pattern=pattern, shares={}, should={}, top=None, dk=None, dk_involved=None)
    assert found.sentence.text == (
        "Too few answers to say who makes sure that people who ask in public get an answer."
    )


def test_a_probable_pattern_says_so_and_how_often_it_came_out():
    found = line(
        pattern="orphaned",
        strength="probably",
        shares={"nobody": 44},
        stability=Stability(pattern=72, owner=90),
    )
    assert found.word == "Probably no owner"
    assert found.details[-1].text == f"The same pattern comes out in 72{S}% of 1,000 resamples."


def test_what_is_not_settled_names_both_readings_and_makes_no_title():
    changes = {
        "pattern": "orphaned",
        "alternative": "contested",
        "strength": "not_settled",
        "finding": False,
        "shares": {"nobody": 41, "communications": 24, "it": 20, "marketing": 9},
    }
    found = line(**changes)
    assert found.word == "Not settled: no owner or contested"
    assert found.sentence.text == (
        f"41{S}% of those with a view answer “Nobody”, 24{S}% Communications, 20{S}% IT."
    )
    assert title(**changes) is None


def test_details_name_don_t_know_refusals_and_near_misses():
    found = line(
        pattern="defaulted_to_it",
        shares={"it": 46},
        should={"it": 12},
        refused=58,
        dk=31,
        near_miss=NearMiss(name="scattered_several", share=28, needed=30),
    )
    assert [detail.text for detail in found.details] == [
        f"58{S}% say of requests: “Usually refused or no answer.”",
        f"31{S}% of all who answered cannot tell.",
        f"Close to “scattered”: 28{S}%, with 30{S}% needed.",
    ]


def test_a_closed_activity_needs_no_owner():
    base = replace(
        BASE,
        activities=tuple(
            replace(r, closed=True, ownership=ownership(pattern="closed", shares={}))
            if r.code == "LED-1"
            else r
            for r in BASE.activities
        ),
    )
    found = reading(base, MODEL)
    said = pattern_line(found, found.results["LED-1"])
    assert (said.word, said.sentence.text) == (
        "Closed",
        "It needs no owner any more: exit test met.",
    )


TITLES = [
    (
        {"pattern": "contested", **BOTH},
        "Communications and Customer service each see answering people in public as theirs",
    ),
    (
        {"pattern": "orphaned", "shares": {"nobody": 52}},
        (
            f"52{S}% of those with a view say nobody makes sure that people who ask in public get "
            "an "
            "answer"
        ),
    ),
    (
        {"pattern": "defaulted_to_it", "shares": {"it": 46}, "should": {"it": 12}},
        f"Answering people in public has landed in IT: 46{S}% name it today, 12{S}% want it there",
    ),
    (
        {"pattern": "scattered_competent", "shares": {"several": 44}},
        "Answering people in public has able people in several departments, but no one in charge",
    ),
    (
        {"pattern": "scattered_weak", "shares": {"several": 44}},
        (
            f"Answering people in public is scattered: 44{S}% of those with a view say several "
            "departments "
            "do it and no one is in charge"
        ),
    ),
    (
        {"pattern": "orphaned", "strength": "probably", "shares": {"nobody": 44}},
        (
            f"Answering people in public, probably: 44{S}% of those with a view say nobody makes "
            "sure "
            "that "
            "people who ask in public get an answer"
        ),
    ),
]


@pytest.mark.parametrize(("changes", "expected"), TITLES)
def test_a_finding_makes_a_title(changes, expected):
    assert title(finding=True, **changes) == expected


def test_without_a_finding_or_without_shares_there_is_no_title():
    assert title(pattern="clear", finding=False) is None
    assert title(pattern="orphaned", finding=True, shares={}) is None


def test_two_departments_that_tasks_fall_to_are_both_named():
    second = replace(BASE.departments[2], key="it_north", name="IT North")
    base = replace(BASE, departments=(*BASE.departments, second))
    owner = ownership(
        pattern="defaulted_to_it",
        finding=True,
        shares={"it": 30, "it_north": 12},
        should={"it": 4, "it_north": 2},
    )
    found = reading(with_ownership(base, CODE, owner), MODEL)
    said = pattern_line(found, found.results[CODE])
    assert said.word == "Landed in IT and IT North"
    assert said.sentence.text == (
        f"Of those with a view 30{S}% name IT and 12{S}% name IT North today; 4{S}% and 2{S}% "
        "want it "
        "there."
    )
