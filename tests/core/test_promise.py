"""The promise on random organisations: what is hidden, replaced, changes no published byte.

Two kinds of hidden things: answers below the floor, and that a small group is all of one mind.
``PROMISE=200`` sets how many organisations each kind of publication is tried on; the suite takes
50.
"""

import os
from dataclasses import replace

import pytest

from tests.core.publications import (
    KINDS,
    Case,
    Hiding,
    Kind,
    case_with_splits,
    disguised,
    less_of_one_mind,
    random_case,
    released,
)

ORGANISATIONS = int(os.environ.get("PROMISE", "50"))
SOME = -(-ORGANISATIONS // 10)


def same_bytes(kind: Kind, first: Case, other: Case) -> bool:
    """Whether the same is published of two organisations."""
    return kind(first) == kind(other)


@pytest.mark.parametrize("name", KINDS)
def test_whatever_is_not_shown_changes_no_published_byte(name):
    draw, kind = KINDS[name]
    changed = []
    for seed in range(ORGANISATIONS):
        case = draw(seed)
        other = disguised(case, seed)
        changed += [seed] if other != case else []
        assert same_bytes(kind, case, other), f"organisation {seed} shows what it should not"
    assert len(changed) > 0.9 * ORGANISATIONS


@pytest.mark.parametrize("name", KINDS)
def test_a_small_group_of_one_mind_is_published_like_one_of_all_but_one(name):
    """At an end of a scale, and in votes; in one stroke everywhere in the organisation."""
    draw, kind = KINDS[name]
    changed = []
    for seed in range(SOME):
        case = draw(seed)
        other = less_of_one_mind(case)
        changed += [seed] if other != case else []
        assert same_bytes(kind, case, other), f"organisation {seed} shows what it should not"
    assert len(changed) > SOME / 2


def test_random_organisations_have_all_that_makes_the_promise_hard():
    cases = [random_case(seed) for seed in range(100)]
    seen: set[str] = set()
    for case in cases:
        hiding = Hiding(case=case, counts=case.rounds[0])
        seen |= {f"{hiding.seen(*cell)} shown" for cell, found in hiding.counts.items() if found}
        seen |= {value for found in hiding.counts.values() for value in found}
        seen |= {"joined"} if len(case.who.groups()) < len(case.who.departments) else set()
        seen |= {"closed"} if case.who.closed else set()
        seen |= {"marked"} if case.who.not_applicable else set()
        seen |= {"profile"} if case.who.profile else set()
    assert seen >= {
        *("all shown", "kinds shown", "none shown", "joined", "closed", "marked", "profile"),
        *("dk", "np", "na", "yes", "no", "each", "several"),
    }
    assert {case.model.model.id for case in cases} == {"general", "social-media-readiness"}


def test_most_organisations_show_splits_where_those_are_tried():
    """And a kind that shows nothing would keep the promise, too."""
    releases = [released(case, *case.rounds) for case in map(case_with_splits, range(1, 60, 3))]
    shown = [any(profile.shares for profile in found.profiles) for found in releases]
    assert sum(shown) > 0.25 * len(shown)
    assert not all(shown)


def test_what_is_shown_does_change_published_bytes():
    """Otherwise the promise would be kept by showing nothing."""
    _draw, kind = KINDS["one round"]
    case = random_case(1)
    hiding = Hiding(case=case, counts=case.rounds[0])
    counts, differ = case.rounds[0], 0
    told = [c for c in counts if hiding.seen(*c) == "all" and counts[c]][:10]
    for cell in told:
        value = next(iter(counts[cell]))
        more = {**counts, cell: {**counts[cell], value: counts[cell][value] + 20}}
        differ += not same_bytes(kind, case, replace(case, rounds=(more,)))
    assert differ == len(told) == 10
