"""What is planted in the sample is found in draw after draw; in the healthy one nothing is.

Fifty seeds each. The generator shares no code with the core, so that the one can test the other.
"""

from collections import Counter
from functools import cache

import pytest

from readiness.core.assess import assess
from readiness.core.release import Release
from readiness.core.tally import tally_from_counts
from readiness.data.sample import generate
from tests.builders import activity, model, sample_scope

SEEDS = range(1, 51)
ENOUGH = 45
PLANTED = {
    "MON-1": {"scattered_competent", "scattered_weak"},
    "RSP-1": {"contested"},
    "NEW-1": {"defaulted_to_it"},
    "NEW-2": {"defaulted_to_it"},
    "GDL-1": {"orphaned"},
}


@cache
def draws(name: str) -> list[Release]:
    """One Release a seed."""
    profile, who = generate.load_profile(name), sample_scope(name)
    releases = []
    for seed in SEEDS:
        rows = generate.draw_answers(profile, seed=seed)
        counts = Counter((row[1], row[2], row[3]) for row in rows)
        releases.append(assess(model=model(), scope=who, tally=tally_from_counts(counts)))
    return releases


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_finding_comes_out_in_nine_draws_of_ten(code):
    found = [activity(release, code).ownership for release in draws("planted")]
    patterns = Counter((owner.pattern, owner.finding) for owner in found)
    hits = sum(owner.pattern in PLANTED[code] and owner.finding for owner in found)
    assert hits >= ENOUGH, patterns


def test_the_healthy_organisation_yields_no_strong_finding():
    strong = [
        (seed, found.code, found.ownership.pattern)
        for seed, release in zip(SEEDS, draws("healthy"), strict=True)
        for found in release.activities
        if found.ownership.finding and found.ownership.strength == "plain"
    ]
    assert strong == []
