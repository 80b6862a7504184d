"""Why an activity is on a workshop's agenda, in a sentence with the report's figures."""

from dataclasses import replace

import pytest

from readiness.core.agenda import propose_agenda
from readiness.core.release import Agreement
from readiness.reporting.story.agenda import why
from tests.core.test_agenda import healthy, owned
from tests.reporting import hand_made


@pytest.fixture(scope="module")
def shipped():
    return hand_made.shipped_model()


def said(shipped, found, code):
    agenda = propose_agenda(model=shipped, release=found, minutes=480)
    proposals = {each.activity: each for each in (*agenda.items, *agenda.bulk, *agenda.rest)}
    reason = why(hand_made.reading(found, shipped), proposals[code])
    return reason.replace("\N{NO-BREAK SPACE}", " ").translate({0x2068: None, 0x2069: None})


def test_a_finding_is_said_as_in_the_report(shipped):
    owner = hand_made.ownership(pattern="orphaned", finding=True, shares={"nobody": 52})
    found = hand_made.with_ownership(healthy(shipped), "RSP-3", owner)
    assert said(shipped, found, "RSP-3") == (
        "52 % of those with a view say nobody makes sure that "
        f"{shipped.activities['RSP-3'].phrase}."
    )


def test_two_candidates_are_named(shipped):
    found = owned(
        healthy(shipped),
        "RSP-3",
        provisional=True,
        recommended="communications",
        runner_up="marketing",
    )
    assert said(shipped, found, "RSP-3") == (
        "Two come into question, too close to tell: Communications and Marketing."
    )


def test_disagreement_is_said_in_levels(shipped):
    apart = Agreement(band="weak", ad=1.25)
    found = hand_made.with_node(healthy(shipped), "GDL-1-Q1", None, agreement=apart)
    assert said(shipped, found, "GDL-1") == (
        "Answers lie 1.25 levels from the middle one on average."
    )


def test_views_that_are_too_far_apart_for_a_level_are_said(shipped):
    found = hand_made.with_node(healthy(shipped), "GDL-1-Q1", None, no_level="polarised")
    assert said(shipped, found, "GDL-1") == (
        "Answers are so far apart that the survey gives no level."
    )


def test_a_gap_is_said_with_its_ends(shipped):
    found = hand_made.with_node(healthy(shipped), "RSP-4", None, score=1.8, gap=1.2)
    assert said(shipped, found, "RSP-4") == ("Today it is at 1.8, the target is 3.0: a gap of 1.2.")


def test_what_is_agreed_says_so_and_what_is_chosen_says_nothing(shipped):
    found = healthy(shipped)
    assert said(shipped, found, "MON-1") == (
        "The survey has a level for it that people agree on, and it is at its target."
    )
    nodes = tuple(replace(n, level=None, gap=None) if n.code == "MON-1" else n for n in found.nodes)
    assert said(shipped, replace(found, nodes=nodes), "MON-1") == ""
