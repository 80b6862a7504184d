"""Three sources side by side: the survey, the evidence and the workshop's decision."""

import json
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from readiness.core.assess import assess
from readiness.core.decisions import AgreedAction, Decision, Evidence, SourceError
from readiness.core.grounds import DecisionSource, EvidenceSource, SurveySource
from readiness.core.release import Release
from tests.builders import (
    Counts,
    activity,
    alike,
    department,
    everywhere,
    organisations,
    quick,
    scope,
    tally,
)
from tests.core.test_disclosure import disguised

KEYS = ("communications", "it", "marketing", "sales")
DAY = "2026-03-25"


def decided(activity: str = "MON-1", **rest) -> Decision:
    return Decision(**{"activity": activity, "decided_on": DAY} | rest)


def seen(**rest) -> Evidence:
    found = {
        "activity": "MON-1",
        "kind": "document",
        "level": "1",
        "by": "A. Consultant",
        "reason": "The log of March has three entries",
        "seen_on": "2026-03-20",
    }
    return Evidence(**found | rest)


def made(*decisions: Decision, evidence=(), counts: Counts | None = None, who=None) -> Release:
    return assess(
        model=quick(),
        scope=who or scope(*KEYS),
        tally=tally(counts or alike(KEYS)),
        decisions=decisions,
        evidence=evidence,
    )


def with_actions(*actions: AgreedAction) -> Release:
    return assess(model=quick(), scope=scope(*KEYS), tally=tally(alike(KEYS)), actions=actions)


def faults(*decisions: Decision, evidence=(), **rest) -> list[tuple[int, str, str, str]]:
    with pytest.raises(SourceError) as caught:
        made(*decisions, evidence=evidence, **rest)
    found = [*caught.value.decisions, *caught.value.evidence]
    return [(p.place, p.field, p.what, p.mend) for p in found]


def test_a_decision_stands_beside_the_surveys_level_with_delta_and_reason():
    found = activity(
        made(decided(level="3", accountable="sales", reason="Sales has the rota")), "MON-1"
    ).sources
    assert found.survey == SurveySource(level=2, score=2.0, score_bound=None)
    assert found.delta == 1
    assert found.evidence == ()
    assert found.decision == DecisionSource(
        level=3,
        level_word="Routine",
        accountable="sales",
        responsible=("sales",),
        consulted=(),
        informed=(),
        checks=(),
        reason="Sales has the rota",
        dissent=None,
        decided_on=DAY,
        status="proposed",
        status_on=None,
        status_by=None,
        instead=None,
    )


def test_a_decision_changes_no_figure_of_the_survey():
    plain = made().as_dict()
    with_decision = made(
        decided(level="4", accountable="it", reason="They said so"), evidence=[seen()]
    ).as_dict()
    for found in (plain, with_decision):
        for entry in found["activities"]:
            entry.pop("sources")
    assert json.dumps(with_decision) == json.dumps(plain)


def test_evidence_has_its_own_level_and_delta():
    [found] = activity(made(evidence=[seen()]), "MON-1").sources.evidence
    assert found == EvidenceSource(
        kind="document",
        level=1,
        level_word="Improvised",
        by="A. Consultant",
        reason="The log of March has three entries",
        seen_on="2026-03-20",
        delta=-1,
    )


def test_without_a_decision_the_survey_stands_alone():
    found = activity(made(), "MON-1").sources
    assert (found.decision, found.delta, found.evidence) == (None, None, ())


def test_a_decision_of_the_same_level_needs_no_reason_and_any_other_does():
    assert activity(made(decided(level="2")), "MON-1").sources.delta == 0
    assert faults(decided(level="3")) == [
        (
            0,
            "reason",
            "the survey says 2, the decision 3, and no reason is given",
            "Write why the workshop decided otherwise",
        )
    ]


def test_where_the_survey_shows_no_level_a_decided_one_needs_a_reason():
    counts = alike(KEYS) | everywhere(KEYS, "MON-1-Q1", {"dk": 10})
    [(_place, field, what, _mend)] = faults(decided(level="2"), counts=counts)
    assert (field, what) == (
        "reason",
        "the survey shows no level, the decision 2, and no reason is given",
    )


def test_the_status_of_acceptance_is_that_of_the_decided_owner():
    result = made(
        decided(accountable="it", status="accepted", status_on="2026-03-27"),
        decided("RSP-1", level="2"),
    )
    assert activity(result, "MON-1").ownership.status == "accepted"
    assert activity(result, "RSP-1").ownership.status == "proposed"
    assert activity(result, "NEW-1").ownership.status == "proposed"


@pytest.mark.parametrize("declined", ["sales", "communications", "it"])
def test_once_an_owner_declines_the_first_that_did_not_is_proposed(declined):
    plain = activity(made(), "MON-1").ownership
    line = [key for key in (plain.recommended, plain.runner_up) if key != declined]
    result = made(decided(accountable=declined, status="declined", status_on=DAY))
    assert activity(result, "MON-1").sources.decision.instead == line[0]


REFUSED = {
    "an unknown activity": (
        {"activity": "MON-9", "level": "2"},
        ("activity", "“MON-9” is not an activity"),
    ),
    "a level off the scale": ({"level": "5"}, ("level", "“5” is not a level of MON-1")),
    "an unknown department": (
        {"accountable": "slaes"},
        ("accountable", "the department “slaes” is unknown"),
    ),
    "an unknown department consulted": (
        {"accountable": "sales", "consulted": ("it", "hr")},
        ("consulted", "the department “hr” is unknown"),
    ),
    "nobody accountable": ({"responsible": ("it",)}, ("accountable", "nobody is accountable")),
    "both consulted and informed": (
        {"accountable": "sales", "consulted": ("it",), "informed": ("it",)},
        ("informed", "it is consulted already"),
    ),
    "accountable and informed": (
        {"accountable": "sales", "informed": ("sales",)},
        ("informed", "sales is accountable already"),
    ),
    "nothing": ({}, ("level", "nothing is decided here")),
    "no day": ({"level": "2", "decided_on": ""}, ("decided_on", "the day is missing")),
    "a day in another order": (
        {"level": "2", "decided_on": "25.03.2026"},
        ("decided_on", "“25.03.2026” is not a day"),
    ),
    "a day that never was": (
        {"level": "2", "decided_on": "2026-02-30"},
        ("decided_on", "“2026-02-30” is not a day"),
    ),
    "a day without dashes": (
        {"level": "2", "decided_on": "20260325"},
        ("decided_on", "“20260325” is not a day"),
    ),
    "an unknown status": (
        {"accountable": "it", "status": "agreed"},
        ("status", "“agreed” is unknown"),
    ),
    "a status without an owner": (
        {"level": "2", "status": "accepted", "status_on": DAY},
        ("status", "nobody is accountable who could be “accepted”"),
    ),
    "a status without a day": (
        {"accountable": "it", "status": "accepted"},
        ("status_on", "since when it is accepted is not said"),
    ),
    "a status before the decision": (
        {"accountable": "it", "status": "accepted", "status_on": "2026-03-24"},
        ("status_on", "this is before the decision"),
    ),
}


@pytest.mark.parametrize(("changed", "expected"), REFUSED.values(), ids=REFUSED)
def test_a_decision_that_does_not_fit_is_refused(changed, expected):
    [(place, *found, _mend)] = faults(replace(decided(), **changed))
    assert (place, *found) == (0, *expected)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"activity": "MON-9"}, ("activity", "“MON-9” is not an activity")),
        ({"kind": "rumour"}, ("kind", "“rumour” is unknown")),
        ({"level": "5"}, ("level", "“5” is not a level of MON-1")),
        ({"level": ""}, ("level", "no level is given")),
        ({"by": ""}, ("by", "this is empty")),
        ({"reason": ""}, ("reason", "this is empty")),
        ({"seen_on": "March"}, ("seen_on", "“March” is not a day")),
    ],
)
def test_evidence_that_does_not_fit_is_refused(changed, expected):
    [(place, *found, _mend)] = faults(evidence=[seen(**changed)])
    assert (place, *found) == (0, *expected)


def test_two_decisions_on_one_activity_are_refused_and_all_problems_are_told_at_once():
    found = faults(decided(level="2"), decided(level="9"), evidence=[seen(), seen(kind="rumour")])
    assert [(place, field) for place, field, _what, _mend in found] == [
        (1, "activity"),
        (1, "level"),
        (1, "kind"),
    ]


def test_the_refusal_says_every_problem_and_how_to_mend_it_in_one_line():
    with pytest.raises(SourceError) as caught:
        made(decided(level="3"), evidence=[seen(by="")])
    assert str(caught.value) == (
        "reason: the survey says 2, the decision 3, and no reason is given. "
        "Write why the workshop decided otherwise; "
        "by: this is empty. Write who looked at it, and what shows the level"
    )


def test_a_closed_activity_needs_no_decision():
    who = scope(*KEYS, closed=frozenset({"LED-1"}))
    [(_place, field, what, _mend)] = faults(decided("LED-1", level="2"), who=who)
    assert (field, what) == ("activity", "LED-1 is closed")


def test_decided_letters_are_held_against_the_models_rules():
    """IT is at least consulted on new services; who monitors is at least informed of replies."""
    letters = {"accountable": "marketing", "responsible": ("communications", "sales")}
    [without, consulted] = [
        activity(made(decided("NEW-1", **letters, consulted=it)), "NEW-1").sources.decision.checks
        for it in ((), ("it",))
    ]
    assert (without, consulted) == (("letter_missing",), ())


def test_a_decided_owner_without_time_needs_a_dated_condition():
    who = scope("communications", "it", "marketing", department("sales", "sales", hours=0))
    found = [
        activity(made(decided("NEW-1", accountable=key), who=who), "NEW-1").sources.decision.checks
        for key in ("sales", "marketing")
    ]
    assert ["dated_condition" in checks for checks in found] == [True, False]


def test_a_link_is_held_against_the_decided_owner_and_not_the_proposed_one():
    """Who is accountable for MON-1 is at least informed of RSP-1."""
    sales = activity(made(), "RSP-1").raci
    letters = {
        "accountable": "communications",
        "responsible": tuple({*sales.responsible, "sales"} - {"communications"}),
        "consulted": tuple({*sales.consulted} - {"sales", "communications"}),
    }
    replies = decided("RSP-1", **letters)
    alone = activity(made(replies), "RSP-1").sources.decision.checks
    both = made(replies, decided("MON-1", accountable="it"))
    assert alone == ()
    assert activity(both, "RSP-1").sources.decision.checks == (
        () if "it" in sales.consulted else ("letter_missing",)
    )


@settings(max_examples=8, deadline=None, derandomize=True, database=None)
@given(organisations())
def test_with_decisions_whatever_is_not_released_changes_no_published_byte(case):
    who, counts, rng = case
    changed = disguised(who, counts, rng)
    assume(changed != counts)
    decisions = [
        decided("MON-1", level="3", accountable="d0", reason="Agreed"),
        decided("NEW-1", level="1", reason="Agreed"),
    ]
    one, other = (
        made(*decisions, evidence=[seen()], counts=found, who=who).to_json()
        for found in (counts, changed)
    )
    assert one == other


def test_actions_stand_in_the_release_the_earliest_day_first():
    later = AgreedAction(activity="MON-1", text="Later", owner="Ana", due="2026-06-01", hours=4)
    first = AgreedAction(activity="MON-2", text="First", owner="Bo", due="2026-05-01")
    assert [each.text for each in with_actions(later, first).actions] == ["First", "Later"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"activity": "XYZ-1"}, "activity"),
        ({"text": ""}, "text"),
        ({"owner": ""}, "owner"),
        ({"due": "1 May"}, "due"),
        ({"status": "maybe"}, "status"),
    ],
)
def test_an_action_that_does_not_fit_is_refused(changed, field):
    action = AgreedAction(activity="MON-1", text="Do", owner="Ana", due="2026-05-01")
    with pytest.raises(SourceError) as refused:
        with_actions(replace(action, **changed))
    assert [(found.place, found.field) for found in refused.value.actions] == [(0, field)]
