"""The agenda of a workshop: what is on it, why, in which order, and how much."""

from dataclasses import replace

import pytest

from readiness.core import agenda
from readiness.core.activity_model import read_model
from readiness.core.agenda import every_activity, minutes_for_items, minutes_of, propose_agenda
from readiness.core.release import Agreement
from readiness.core.tree import build_tree
from tests.builders import model, sample
from tests.reporting import hand_made
from tests.small_models import OPTIONS


@pytest.fixture(scope="module")
def shipped():
    return model()


def healthy(shipped):
    """Nothing to talk about: clear owners, at target."""
    found = hand_made.release(shipped)
    nodes = [replace(n, level=3, level_word="Managed", gap=0.0) for n in found.nodes]
    results = tuple(replace(each, priority=0.0) for each in found.activities)
    return replace(found, nodes=tuple(nodes), activities=results)


def owned(found, code, *, pattern="clear", priority=1.0, provisional=False, **changes):
    owner = hand_made.ownership(pattern=pattern, **changes)
    results = tuple(
        replace(
            each,
            ownership=owner,
            priority=priority,
            raci=replace(each.raci, provisional=provisional),
        )
        if each.code == code
        else each
        for each in found.activities
    )
    return replace(found, activities=results)


def places(proposed):
    return [(each.activity, each.why) for each in proposed]


def propose(shipped, found, minutes=90, **rest):
    return propose_agenda(model=shipped, release=found, minutes=minutes, **rest)


def test_ninety_minutes_leave_57_for_five_to_seven_items():
    assert [minutes_for_items(n) for n in (30, 45, 60, 90, 120)] == [19, 28, 38, 57, 76]
    assert 57 // minutes_of("both") == 5
    assert 57 // minutes_of("owner") == 7
    assert minutes_of("level") == 6


def test_the_planted_sample_is_talked_about_by_its_findings(shipped):
    proposed = propose(shipped, sample("planted"))
    assert [(p.activity, p.why, p.mode) for p in proposed.items] == [
        ("NEW-2", "defaulted", "both"),
        ("GDL-1", "orphaned", "both"),
        ("NEW-1", "defaulted", "owner"),
        ("LED-1", "contested", "both"),
        ("MON-1", "contested", "owner"),
        ("RSP-3", "orphaned", "both"),
    ]
    assert (proposed.needed, proposed.minutes) == (56, 57)
    assert [p.activity for p in proposed.bulk] == ["MON-3", "RSP-4", "LED-3", "GDL-2", "CUL-2"]
    assert len(proposed.items) + len(proposed.bulk) + len(proposed.rest) == 16


def test_where_nothing_is_disputed_everything_is_accepted_together(shipped):
    proposed = propose(shipped, healthy(shipped))
    assert (proposed.items, proposed.rest) == ((), ())
    assert {p.why for p in proposed.bulk} == {"agreed"}
    assert [p.activity for p in proposed.bulk] == [*shipped.activities]


def test_findings_come_first_by_priority_then_disagreement_then_gaps(shipped):
    found = healthy(shipped)
    found = owned(found, "MON-2", pattern="orphaned", finding=True, priority=2.0)
    found = owned(found, "RSP-3", pattern="contested", finding=True, priority=5.0)
    found = owned(found, "GDL-1", pattern="defaulted_to_it", finding=True, priority=3.0)
    found = owned(found, "LED-2", priority=8.0)
    found = hand_made.with_node(found, "LED-2-Q1", None, agreement=Agreement(band="weak", ad=0.9))
    found = hand_made.with_node(found, "NEW-2-Q1", None, agreement=Agreement(band="none", ad=1.2))
    found = hand_made.with_node(found, "RSP-4", None, gap=1.2)
    assert places(propose(shipped, found, 480).items) == [
        ("RSP-3", "contested"),
        ("GDL-1", "defaulted"),
        ("MON-2", "orphaned"),
        ("NEW-2", "disagreement"),
        ("LED-2", "disagreement"),
        ("RSP-4", "gap"),
    ]


def test_a_finding_that_is_not_settled_is_none_and_two_candidates_are_one(shipped):
    found = owned(healthy(shipped), "MON-2", pattern="orphaned", finding=False)
    found = owned(found, "RSP-3", provisional=True, verdict="two_candidates")
    proposed = propose(shipped, found)
    assert places(proposed.items) == [("RSP-3", "contested")]
    assert [p.activity for p in proposed.rest] == ["MON-2"]


def test_departments_may_differ_on_what_is_their_own(shipped):
    """MON-1 rates each department's own practice, GDL-1 the organisation."""
    apart = Agreement(band="polarised", ad=1.5)
    found = hand_made.with_node(healthy(shipped), "MON-1-Q1", None, agreement=apart)
    assert propose(shipped, found).items == ()
    found = hand_made.with_node(healthy(shipped), "GDL-1-Q1", None, agreement=apart)
    assert places(propose(shipped, found).items) == [("GDL-1", "disagreement")]


def test_items_without_a_level_because_views_are_apart_are_talked_about(shipped):
    found = hand_made.with_node(healthy(shipped), "GDL-1-Q1", None, no_level="polarised")
    assert places(propose(shipped, found).items) == [("GDL-1", "disagreement")]


def test_levels_below_the_target_count_where_there_are_both(shipped):
    below = {"level": 2, "target_level": 3, "gap": 0.4}
    found = hand_made.with_node(healthy(shipped), "RSP-4", None, **below)
    assert places(propose(shipped, found).items) == [("RSP-4", "gap")]
    less = hand_made.with_node(healthy(shipped), "RSP-4", None, gap=0.9)
    assert propose(shipped, less).items == ()
    near = {"level": 3, "target_level": 3, "gap": 1.4}
    found = hand_made.with_node(healthy(shipped), "RSP-4", None, **near)
    assert propose(shipped, found).items == ()


def test_it_is_filled_from_the_first_on_and_nothing_jumps_the_queue(shipped):
    """38 minutes: three of both, 10 each, and 8 left; a fourth needs 10, the fifth 8."""
    found = healthy(shipped)
    queue = ("MON-2", "RSP-3", "NEW-2", "GDL-1", "MON-1")
    for priority, code in zip((9.0, 8.0, 7.0, 6.0, 5.0), queue, strict=True):
        found = owned(found, code, pattern="orphaned", finding=True, priority=priority)
    proposed = propose(shipped, found, 60)
    assert [p.activity for p in proposed.items] == ["MON-2", "RSP-3", "NEW-2"]
    assert [p.activity for p in proposed.rest] == ["MON-1", "GDL-1"]
    assert (proposed.needed, proposed.minutes) == (30, 38)


def test_what_is_agreed_and_did_not_fit_is_accepted_together(shipped):
    found = hand_made.with_node(healthy(shipped), "RSP-4", None, gap=1.2)
    proposed = propose(shipped, found, 9)
    assert proposed.items == ()
    assert ("RSP-4", "gap") in places(proposed.bulk)


@pytest.mark.parametrize(
    "owner",
    [
        {"pattern": "unsettled"},
        {"strength": "not_settled"},
        {"verdict": "two_candidates"},
        {"verdict": "none", "recommended": None},
    ],
)
def test_without_one_owner_nothing_is_accepted_unseen(shipped, owner):
    found = owned(healthy(shipped), "RSP-4", **owner)
    proposed = propose(shipped, found)
    assert [p.activity for p in proposed.rest] == ["RSP-4"]


def test_without_a_level_nothing_is_accepted_unseen(shipped):
    found = hand_made.with_node(healthy(shipped), "RSP-4", None, level=None, gap=None)
    proposed = propose(shipped, found)
    assert places(proposed.rest) == [("RSP-4", "chosen")]


def test_what_was_decided_already_is_left_out(shipped):
    found = owned(healthy(shipped), "MON-2", pattern="orphaned", finding=True)
    proposed = propose(shipped, found, decided=["MON-2", "RSP-4"])
    assert proposed.items == ()
    assert [p.activity for p in proposed.rest] == ["MON-2", "RSP-4"]


def test_closed_activities_are_not_talked_about(shipped):
    found = healthy(shipped)
    closed = tuple(replace(each, closed=each.code == "MON-2") for each in found.activities)
    proposed = propose(shipped, replace(found, activities=closed))
    assert "MON-2" not in [p.activity for p in proposed.bulk]


def test_without_a_release_everything_is_left_to_choose(shipped):
    proposed = propose(shipped, None)
    assert (proposed.items, proposed.bulk, proposed.minutes) == ((), (), 57)
    assert places(proposed.rest) == [(code, "chosen") for code in shipped.activities]


def test_a_level_of_departments_is_not_voted_on_again(shipped):
    chosen = every_activity(model=shipped, profile=None, closed=["MON-2"])
    modes = {p.activity: p.mode for p in chosen}
    assert modes["MON-1"] == "owner"
    assert modes["GDL-1"] == "both"
    assert modes["MON-3"] == "owner"  # its key item is the departments', another is not
    assert "MON-2" not in modes


def test_a_model_without_owners_votes_on_levels_alone():
    other = read_model(OPTIONS)
    assert not other.asks_for_owners
    assert {p.mode for p in every_activity(model=other, profile=None, closed=())} == {"level"}


def test_every_mode_that_the_model_allows_may_be_chosen(shipped):
    tree = build_tree(model=shipped, items=shipped.items)
    assert agenda.modes_of(tree=tree, code="MON-1") == ("both", "level", "owner")
    assert agenda.modes_of(tree=tree, code="nowhere") == ()
