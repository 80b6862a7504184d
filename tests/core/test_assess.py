"""The one call: from a tally to a Release, whatever the organisation looks like."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings

from readiness.core.assess import assess
from readiness.core.release import Coverage, Node, Release, Step
from readiness.core.scope import Department, Scope
from readiness.core.tally import COUNTED, LONG, tally_answers
from tests.builders import (
    Counts,
    activity,
    alike,
    assessed,
    department,
    everywhere,
    model,
    node,
    organisations,
    question,
    quick,
    sample_rows,
    sample_scope,
    scope,
    tally,
)

ROOT = Path(__file__).parents[2]
PROPERTY = settings(max_examples=10, deadline=None, derandomize=True, database=None)


# Coverage


def test_coverage_counts_only_those_who_are_shown():
    who = scope(
        department("it", invited=20),
        department("sales", invited=10),
        department("hr", invited=8, group="staff"),
        department("legal", invited=7, group="staff"),
    )
    counts = alike(("it",), n=12) | alike(("sales",), n=4) | alike(("hr", "legal"), n=3)
    result = assessed(who, counts)
    assert result.coverage == Coverage(
        answered=18, invited=35, share=51, departments=4, shown=3, joined=2, few=False
    )
    assert [(g.key, g.answered, g.invited) for g in result.groups] == [
        ("it", 12, 20),
        ("staff", 6, 15),
    ]
    shown = {d.key: d.group for d in result.departments}
    assert shown == {"hr": "staff", "it": "it", "legal": "staff", "sales": None}
    assert [w.subject for w in result.warnings if w.code == "not_shown"] == ["sales"]


@pytest.mark.parametrize(("invited", "few"), [(25, False), (26, True)])
def test_below_forty_per_cent_of_those_invited_there_are_few_answers(invited, few):
    result = assessed(scope(department("it", invited=invited)), alike(("it",)))
    assert result.coverage.few is few
    assert ("few_answers" in {w.code for w in result.warnings}) is few


def test_coverage_is_unknown_when_one_department_does_not_say_whom_it_invited():
    who = scope("it", department("sales", invited=None))
    result = assessed(who, alike(("it", "sales")))
    assert (result.coverage.invited, result.coverage.share, result.coverage.few) == (
        None,
        None,
        False,
    )


# Priority and next steps


def test_gaps_are_ordered_by_weight_gap_and_ownership():
    """MON-1 orphaned: 3 × 1.0 × 1.5; RSP-1 clear: 3 × 1.0 × 1.0; MON-3 invisible: 2 × 1.0 × 1.4."""
    keys = ("communications", "it")
    counts = {}
    for code in ("MON-1", "MON-3", "RSP-1"):
        counts |= everywhere(keys, f"{code}-Q1", {"2": 10})
    counts |= everywhere(keys, "CUL-2-Q1", {"4": 10})
    counts |= everywhere(keys, "MON-1:today", {"nobody": 10})
    counts |= everywhere(keys, "MON-3:today", {"dk": 10})
    counts |= everywhere(keys, "RSP-1:today", {"it": 10})
    result = assessed(scope(*keys), counts)
    found = {a.code: (a.priority, a.rank) for a in result.activities if a.priority is not None}
    assert found == {
        "MON-1": (4.5, 1),
        "RSP-1": (3.0, 2),
        "MON-3": (2.8, 3),
        "CUL-2": (0.0, None),  # above its target
    }


def test_of_equal_priorities_the_first_code_comes_first():
    result = assessed(scope("it"), everywhere(("it",), "CUL-2-Q1", {"2": 10}))
    assert activity(result, "CUL-2").priority == 2.0  # insufficient: factor 1.0
    both = everywhere(("it",), "CUL-2-Q1", {"2": 10}) | everywhere(("it",), "MON-3-Q1", {"2": 10})
    ranks = {a.code: a.rank for a in assessed(scope("it"), both).activities if a.rank}
    assert ranks == {"CUL-2": 1, "MON-3": 2}


def test_a_pattern_that_is_not_settled_weighs_as_unsettled():
    """Orphaned in 56 % of repeats: 3 × 1.0 × 1.1, not × 1.5."""
    keys = ("it", "sales")
    counts = everywhere(keys, "MON-3:today", {"nobody": 8, "sales": 12})
    counts |= everywhere(keys, "MON-3-Q1", {"2": 10})
    found = activity(assessed(scope(*keys), counts, by=model()), "MON-3")
    assert (found.ownership.strength, found.priority) == ("not_settled", 2.2)


@pytest.mark.parametrize(
    ("cell", "step"),
    [
        ({"1": 10}, Step(from_level=1, to_level=2, hours=12, weeks=8)),
        ({"1": 4, "2": 6}, Step(from_level=2, to_level=3, hours=24, weeks=12)),
        ({"0": 5, "4": 5}, Step(from_level=2, to_level=3, hours=24, weeks=12)),  # no level: 2.0
        ({"3": 10}, None),
        ({"4": 10}, None),
    ],
)
def test_the_next_step_leads_on_from_the_level_or_else_from_the_whole_part_of_the_score(cell, step):
    found = activity(assessed(scope("it"), {("it", "CUL-2-Q1"): cell}), "CUL-2")
    assert found.step == step


def test_activities_are_counted_by_what_is_known_of_their_owners():
    keys = ("communications", "it", "marketing")
    counts = alike(keys, today="communications", should="communications")
    counts |= everywhere(keys, "MON-1:today", {"nobody": 10})
    counts |= everywhere(keys, "MON-2:today", {})
    counts |= everywhere(keys, "RSP-1:today", {"communications": 40, "marketing": 40, "it": 20})
    counted = assessed(scope(*keys), counts, by=model()).counted
    assert (counted.activities, counted.owned, counted.unowned) == (16, 13, 1)
    assert (counted.contested, counted.insufficient, counted.not_settled) == (1, 1, 0)


# Organisations at the edge


def plain(result: Release) -> dict:
    """The Release as JSON, which holds no NaN."""
    return json.loads(result.to_json(), parse_constant=pytest.fail)


def test_an_organisation_of_which_nothing_is_released():
    result = assessed(scope("it", "sales"), alike(("it", "sales"), n=4))
    assert plain(result)["groups"] == []
    assert not any(n.released for n in result.nodes)
    assert {a.ownership.pattern for a in result.activities} == {"insufficient"}
    assert {q.verdict for q in result.questions} == {"none"}
    assert (result.form.code, result.counted.scored) == ("not_enough_to_say", 0)
    assert result.warnings[0].code == "nothing_released"


def test_an_assessment_without_departments_is_refused():
    with pytest.raises(ValueError, match="at least one department"):
        assessed(Scope(departments=(), floor=5), {})


def test_a_single_department():
    result = assessed(scope("communications"), alike(("communications",)))
    assert node(result, "overall").score == node(result, "overall", "communications").score == 2.0
    assert activity(result, "MON-1").ownership.pattern == "insufficient"
    assert question(result, "monitoring").lead == "communications"
    plain(result)


def test_everybody_says_they_do_not_know():
    keys = ("communications", "it", "marketing")
    counts = {cell: {"dk": 10} for cell in alike(keys)}
    result = assessed(scope(*keys), counts)
    assert {a.ownership.pattern for a in result.activities} == {"invisible"}
    item = node(result, "MON-3-Q1")
    assert (item.dk, item.n, item.score, item.no_level) == (100, 0, None, "too_few")
    assert node(result, "overall").score is None
    assert activity(result, "MON-1").ownership.shares == {}
    plain(result)


def test_repeats_in_which_nobody_has_a_view_are_left_out_without_a_warning():
    """Five views among thirty answers: some of a thousand repeats draw none."""
    keys = ("communications", "marketing")
    counts = {
        cell: {"communications": 5, "dk": 25} if ":" in cell[1] else {"2": 5, "dk": 25}
        for cell in alike(keys)
    }
    result = assessed(scope(*keys), counts, by=model())
    assert activity(result, "MON-1").ownership.pattern == "invisible"
    plain(result)


def test_departments_known_by_their_keys_alone():
    """No department file: no types, no facts, no coverage, and said so."""
    keys = ("a", "b", "c")
    who = Scope(departments=tuple(Department(key=key, name=key) for key in keys), floor=5)
    result = assessed(who, alike(keys, today="a", should="a"))
    codes = {(w.code, w.subject) for w in result.warnings}
    assert {("no_type", "a"), ("hours_not_stated", "b"), ("authority_not_stated", "c")} <= codes
    assert ("invited_unknown", None) in codes
    found = activity(result, "MON-1").ownership
    assert (found.recommended, found.conditions) == ("a", ("ask_head",))
    assert found.criteria[0].missing == ("mandate_fit", "room")
    plain(result)


def test_a_closed_activity_needs_no_owner():
    keys = ("communications", "it")
    result = assessed(scope(*keys, closed=frozenset({"LED-1"})), alike(keys))
    found = activity(result, "LED-1")
    assert (found.closed, found.priority, found.step, found.lead_group) == (True, None, None, None)
    assert (found.ownership.pattern, found.ownership.verdict) == ("closed", "closed")
    assert (result.counted.activities, result.counted.scored) == (15, 15)


def test_an_executive_department_that_answers_counts_but_is_not_scored():
    keys = ("board", "communications", "it")
    who = scope(department("board", "executive"), *keys[1:])
    result = assessed(who, alike(keys, today="communications"))
    assert node(result, "MON-3-Q1", "board").score == 2.0
    assert node(result, "MON-3-Q1").basis.counted == 3
    assert question(result, "monitoring").not_scored == ("board",)
    assert activity(result, "MON-1").ownership.groups == 3


def test_exact_figures_are_refused_with_a_floor():
    with pytest.raises(ValueError, match="floor 1"):
        assess(model=quick(), scope=scope("it"), tally=tally({}), exact=True)


def test_exact_figures_are_not_rounded():
    who, cell = scope("it", floor=1), {"1": 1, "2": 2}
    counts = tally({("it", "MON-3-Q1"): cell})
    exact = assess(model=quick(), scope=who, tally=counts, exact=True)
    assert node(exact, "MON-3-Q1", "it").score == 5 / 3
    assert exact.exact
    assert node(assess(model=quick(), scope=who, tally=counts), "MON-3-Q1", "it").score == 1.7


# The same answers give the same Release


def released_from(rows: list[tuple], columns: tuple[str, ...], who: Scope) -> str:
    """The Release of rows as they come from a file, the index counting its lines."""
    import pandas as pd

    index = range(2, len(rows) + 2)
    frame = pd.DataFrame(rows, columns=list(columns), dtype=str, index=index)
    found = tally_answers(frame=frame, model=model(), scope=who)
    return assess(model=quick(), scope=who, tally=found).to_json()


def test_order_of_rows_respondents_and_departments_changes_nothing():
    who = sample_scope("planted")
    rows = [(f"r{i}", *row) for i, row in enumerate(sample_rows("planted"))]
    expected = released_from(rows, LONG, who)
    rng = Random(1)  # noqa: S311 - nothing secret is drawn
    shuffled = rng.sample(rows, len(rows))
    renamed = [(f"x{len(rows) - i}", *row[1:]) for i, row in enumerate(shuffled)]
    turned = replace(who, departments=who.departments[::-1])
    assert released_from(renamed, LONG, turned) == expected


def test_rows_and_counts_give_the_same_release():
    who, rows = sample_scope("planted"), sample_rows("planted")
    single = [(f"r{i}", *row) for i, row in enumerate(rows)]
    counted = [(*cell, str(n)) for cell, n in Counter(rows).items()]
    assert released_from(counted, COUNTED, who) == released_from(single, LONG, who)


def test_a_level_written_in_two_ways_is_one_level():
    rows = [(f"r{i}", "it", "MON-3-Q1", value) for i, value in enumerate(("2", "2.0") * 3)]
    plainly = [(*row[:3], "2") for row in rows]
    who = scope("it")
    assert released_from(rows, LONG, who) == released_from(plainly, LONG, who)


def test_another_process_with_another_hash_seed_gives_the_same_bytes():
    script = (
        "import hashlib\n"
        "from tests.builders import sample\n"
        "print(hashlib.sha256(sample('planted').to_json().encode()).hexdigest())\n"
    )
    digests = set()
    for seed in ("0", "1"):
        ran = subprocess.run(
            [sys.executable, "-W", "error", "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(ran.stdout.strip())
    assert len(digests) == 1
    assert len(digests.pop()) == len(hashlib.sha256().hexdigest())


# Properties


def figures(result: Release) -> dict[tuple[str, str | None], Node]:
    return {(n.code, n.department): n for n in result.nodes}


@PROPERTY
@given(organisations())
def test_twice_the_same_people_have_the_same_scores_levels_and_shares(case):
    who, counts, _rng = case
    open_to_all = replace(who, floor=1)
    twice: Counts = {
        cell: {value: 2 * n for value, n in found.items()} for cell, found in counts.items()
    }
    once, doubled = assessed(open_to_all, counts), assessed(open_to_all, twice)
    after = figures(doubled)
    for cell, before in figures(once).items():
        found = after[cell]
        assert (found.score, found.dk, found.np) == (before.score, before.dk, before.np)
        if None not in {found.level, before.level}:
            assert found.level == before.level
    for before, found in zip(once.activities, doubled.activities, strict=True):
        assert found.ownership.shares == before.ownership.shares
        assert found.ownership.should == before.ownership.should
        assert found.ownership.pattern == before.ownership.pattern
    assert doubled.coverage.answered == 2 * once.coverage.answered


@PROPERTY
@given(organisations())
def test_a_higher_answer_never_lowers_a_score(case):
    who, counts, rng = case
    cells = [
        (cell, value)
        for cell, found in sorted(counts.items())
        for value in "0123"
        if cell[1] in model().items and found.get(value)
    ]
    if not cells:
        return
    raised = dict(counts)
    for cell, value in rng.sample(cells, min(5, len(cells))):
        found = dict(raised[cell])
        if found.get(value):
            found[value] -= 1
            found[str(int(value) + 1)] = found.get(str(int(value) + 1), 0) + 1
            raised[cell] = found
    after = figures(assessed(who, raised))
    for cell, before in figures(assessed(who, counts)).items():
        assert (after[cell].score is None) == (before.score is None)
        if before.score is not None:
            assert after[cell].score >= before.score
