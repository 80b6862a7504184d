"""What is said of every verdict, its conditions, and what would change it."""

from dataclasses import replace

import pytest

from readiness.core.release import LeadException, LeadScore, OwnerLoad
from readiness.reporting.story.changes import changes
from readiness.reporting.story.headline import headline
from readiness.reporting.story.mails import mails
from readiness.reporting.story.proposals import (
    answer,
    condition_sentences,
    exception_sentences,
    load_sentence,
)
from readiness.reporting.story.questions import build_questions
from tests.reporting.hand_made import (
    candidate,
    ownership,
    reading,
    release,
    shipped_model,
    with_ownership,
    with_question,
)

S = "\N{NO-BREAK SPACE}"
MODEL = shipped_model()
BASE = release(MODEL)
CLOSE = {
    "verdict": "two_candidates",
    "margin": 3.0,
    "confidence": "low",
    "scores": (
        LeadScore(department="communications", score=61.0),
        LeadScore(department="customer_service", score=58.0),
    ),
}


def asked(**found):
    base = with_question(BASE, "response", **found)
    return reading(base, MODEL), base.questions[1]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            {},
            (
                "Communications (recommended). Communications scores 66.2, Customer service "
                "55.1, and "
                f"stays first in 94{S}% of 1,000 resamples."
            ),
        ),
        (
            {"verdict": "likely", "stability": None},
            "Communications (likely, confirm). Communications scores 66.2, Customer service 55.1.",
        ),
        (
            {"runner_up": None, "margin": None},
            (
                "Communications (recommended). Communications scores 66.2; no other department "
                "could "
                "be "
                "scored."
            ),
        ),
        (
            CLOSE,
            (
                "Your decision: Communications and Customer service. 61.0 to 58.0 is too close to "
                "call; at "
                "least 5 points between them are needed. Until decided, Communications and "
                "Customer "
                "service go on as today and tell each other what they do."
            ),
        ),
        (
            {"verdict": "not_scored", "lead": "marketing"},
            (
                "Marketing (on condition, not scored). Marketing is named by others but could not "
                "be "
                "scored; "
                "of those scored, Customer service comes first with 55.1."
            ),
        ),
        (
            {"verdict": "by_role", "runner_up": None},
            "Communications (by role). It owns this by role, so it is not scored.",
        ),
        ({"verdict": "closed", "lead": None}, "Closed. It needs no owner any more."),
        (
            {"verdict": "none", "lead": None, "runner_up": None},
            "No candidate. No department has enough answers to be scored.",
        ),
    ],
)
def test_a_verdict_has_its_answer(found, said):
    assert answer(*asked(**found)).text == said


def headline_of(*verdicts):
    base = BASE
    for question, (verdict, lead) in zip(BASE.questions, verdicts, strict=True):
        base = with_question(base, question.code, verdict=verdict, lead=lead)
    return headline(reading(base, MODEL))


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (
            [("recommended", "communications"), ("two_candidates", "it"), ("likely", "marketing")],
            (
                "Communications can answer for monitoring, Marketing probably for new services; "
                "your "
                "decision is needed on response"
            ),
        ),
        (
            [("likely", "communications"), ("likely", "communications"), ("recommended", "it")],
            "IT can answer for new services, Communications probably for monitoring and response",
        ),
        (
            [("likely", "it"), ("two_candidates", "it"), ("two_candidates", "it")],
            (
                "IT can probably answer for monitoring; your decision is needed on response and "
                "new "
                "services"
            ),
        ),
        (
            [("two_candidates", "it"), ("not_scored", "it"), ("two_candidates", "it")],
            "Your decision is needed on monitoring, response and new services",
        ),
        (
            [("none", None), ("none", None), ("none", None)],
            "Too few answers to say who can answer for monitoring, response and new services",
        ),
        (
            [("two_candidates", "it"), ("none", None), ("none", None)],
            "Your decision is needed on monitoring; too few answers on response and new services",
        ),
        (
            [("recommended", "communications")] * 3,
            (
                "Communications can answer for monitoring, response and new services; staff "
                "already "
                "name "
                "them"
            ),
        ),
        ([("closed", None)] * 3, "Every question has been closed"),
    ],
)
def test_the_headline_says_who_can_answer_and_what_is_left_to_decide(verdicts, said):
    assert headline_of(*verdicts) == said


def with_department(key, **facts):
    return reading(
        replace(
            BASE,
            departments=tuple(replace(d, **facts) if d.key == key else d for d in BASE.departments),
        ),
        MODEL,
    )


@pytest.mark.parametrize(
    ("facts", "condition", "said"),
    [
        (
            {"hours": 0},
            "free_time",
            "Condition: free time first; Ada Lovelace, Head of IT stated 0 hours a week.",
        ),
        (
            {"hours": 1},
            "free_time",
            "Condition: free time first; Ada Lovelace, Head of IT stated 1 hour a week.",
        ),
        (
            {"authority": 0},
            "give_authority",
            "Condition: give authority first; Ada Lovelace, Head of IT stated “No voice”.",
        ),
        (
            {"hours": None, "head": None},
            "ask_head",
            "Condition: ask the head of IT first; not stated so far: hours a week.",
        ),
        (
            {"hours": None, "authority": None},
            "ask_head",
            (
                "Condition: ask Ada Lovelace, Head of IT first; not stated so far: hours a week "
                "and "
                "authority."
            ),
        ),
    ],
)
def test_a_condition_names_the_head_and_what_was_stated(facts, condition, said):
    assert condition_sentences(with_department("it", **facts), "it", (condition,)) == [said]


def test_an_overloaded_owner_is_told_by_how_much():
    load = OwnerLoad(
        department="communications",
        activities=("MON-1",),
        hours=218,
        available=36,
        overloaded=True,
        too_many=False,
    )
    found = reading(replace(BASE, owners=(load,)), MODEL)
    assert load_sentence(found, "communications") == (
        "Condition: hours. If all proposals are accepted, Communications answers for 1 activity, "
        "whose "
        "next step needs 218 hours in 12 weeks; the hours stated come to 36."
    )
    assert load_sentence(found, "it") is None


def test_exceptions_are_named():
    entry = LeadException(activity="RSP-2", department="customer_service", margin=12.3)
    found, question = asked(exceptions=(entry,))
    assert exception_sentences(found, question) == [
        "Answering people in public: Customer service is ahead there by 12.3 points."
    ]
    assert mails(found, question)[0].paragraphs[2] == (
        "I propose that Communications (66.2 points; Customer service 55.1) answers for response, "
        "except for answering people in public (Customer service)."
    )


def said_of(found, question):
    return [point.text for point in changes(found, question).points]


def test_what_would_change_a_recommendation():
    assert said_of(*asked()) == [
        (
            "Not other weights: Communications stays first with all criteria weighed alike and "
            "with "
            "any one "
            "of them left out, mandate fit included."
        ),
        f"Other answers: Communications comes first in 94{S}% of 1,000 resamples.",
    ]


def test_what_would_change_a_close_call():
    weighings = {**BASE.questions[1].winners, "without_room": "it", "equal_weights": "it"}
    found, question = asked(**CLOSE | {"winners": weighings, "not_scored": ("marketing",)})
    owner = ownership(
        criteria=(
            candidate("communications", 61.0, missing=("room",)),
            candidate("marketing", None),
        )
    )
    found = reading(with_ownership(found.release, "RSP-1", owner), MODEL)
    assert said_of(found, question) == [
        "Other weights: IT comes first with all criteria weighed alike or hours stated left out.",
        f"Other answers: Communications comes first in 94{S}% of 1,000 resamples.",
        "What is not known: hours stated of Communications.",
        "Candidates without points: Marketing (too few answers to be scored).",
    ]


def test_a_margin_that_prints_like_the_threshold_it_missed_says_so():
    found, question = asked(verdict="likely", margin=10.0)
    assert said_of(found, question)[1] == (
        "A larger lead: from 10 points Communications would be recommended; it is just under 10.0 "
        "ahead."
    )


def test_without_any_candidate_more_answers_are_asked_for():
    found, question = asked(
        verdict="none", lead=None, runner_up=None, margin=None, winners={}, stability=None
    )
    assert said_of(found, question) == ["More answers: no department could be scored."]


def test_the_draft_says_what_is_asked_and_by_when():
    found, question = asked(conditions=("ask_head",))
    mail = mails(found, question)[0]
    assert (mail.to, mail.subject) == (
        "Ada Lovelace, Head of Communications",
        "Will Communications answer for response?",
    )
    assert mail.paragraphs == (
        (
            f"We asked staff who makes sure of what: 87 of 120 invited answered (73{S}%); 4 of 4 "
            "departments "
            "shown."
        ),
        f"Deciding whether and how to respond: 72{S}% of those with a view name Communications.",
        "I propose that Communications (66.2 points; Customer service 55.1) answers for response.",
        "Please tell me the hours a week and the authority that you can give to it.",
        (
            "First step: ask each head for one name and a stand-in. Then, in about 8 hours: name "
            "who "
            "decides "
            "for each department."
        ),
        "Please accept or object by Friday; if you object, Customer service is asked next.",
    )


def test_two_candidates_are_invited_together():
    found, question = asked(**CLOSE)
    mail = mails(found, question)[0]
    assert mail.to == "Ada Lovelace, Head of Communications; Ada Lovelace, Head of Customer service"
    assert mail.subject == "One hour: does Communications or Customer service answer for response?"


def test_nobody_is_written_to_without_a_candidate():
    found, question = asked(verdict="none", lead=None)
    assert mails(found, question) == ()


def test_a_close_call_over_a_contested_activity_titles_the_page():
    owner = ownership(
        pattern="contested",
        finding=True,
        claimants=("communications", "customer_service"),
        shares={"communications": 43, "customer_service": 41},
    )
    found, _question = asked(**CLOSE)
    base = with_ownership(found.release, "RSP-1", owner)
    page = build_questions(reading(base, MODEL))[1]
    assert page.heading.title == (
        "Communications and Customer service each see deciding whether and how to respond as "
        "theirs; "
        "the figures favour neither (61.0 to 58.0)"
    )
    assert page.mails[0].code == "mail-response"


def test_the_page_speaks_of_the_finding_when_the_headline_activity_has_none():
    owner = ownership(pattern="orphaned", finding=True, shares={"nobody": 52})
    base = with_ownership(BASE, "RSP-3", owner)
    page = build_questions(reading(base, MODEL))[1]
    assert page.heading.title == (
        f"52{S}% of those with a view say nobody makes sure that we know what we have already "
        "replied "
        "in public"
    )
