"""What holds for any general model: random models, random answers, nothing worked by hand.

Properties of the shipped model stand in test_assess and test_disclosure.
"""

import copy
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import assume, given, settings

from readiness.core.tally import COUNTED, LONG, tally_answers
from tests.builders import node, tally
from tests.core.random_models import built, cases, random_cell, values_of

PROPERTY = settings(max_examples=25, deadline=None, derandomize=True, database=None)
FLOOR = 5


def figures(result):
    """Score and level of every domain, activity and the whole."""
    return {(n.code, n.department): (n.score, n.level) for n in result.nodes if n.kind != "item"}


def scores(result):
    return {place: found[0] for place, found in figures(result).items()}


def rows_of(counts):
    """One row an answer; every respondent answers as many questions as there are answers."""
    rows = []
    for (department, question), cell in counts.items():
        given = [value for value, n in cell.items() for _ in range(n)]
        rows += [(f"{department}-{i}", department, question, v) for i, v in enumerate(given)]
    return rows


def counted(rows, columns, case):
    frame = pd.DataFrame(rows, columns=[*columns], dtype=str, index=range(2, len(rows) + 2))
    return tally_answers(frame=frame, model=case.model, scope=case.who)


# The order of things


@PROPERTY
@given(cases())
def test_order_of_rows_and_names_of_respondents_change_nothing(case):
    rows = rows_of(case.counts)
    turned = [(f"x{row[0]}", *row[1:]) for row in case.rng.sample(rows, len(rows))]
    assert counted(turned, LONG, case) == counted(rows, LONG, case) == tally(case.counts)


@PROPERTY
@given(cases())
def test_rows_and_counts_give_the_same_tally(case):
    rows = rows_of(case.counts)
    cells = [(*cell, str(n)) for cell, n in Counter(row[1:] for row in rows).items()]
    assert counted(cells, COUNTED, case) == counted(rows, LONG, case)


@PROPERTY
@given(cases())
def test_the_order_of_departments_changes_no_byte(case):
    turned = replace(case.who, departments=case.who.departments[::-1])
    backwards = dict(reversed(case.counts.items()))
    assert case.result(backwards, who=turned).to_json() == case.result().to_json()


def turned_round(part):
    """The same part with everything below it in the opposite order."""
    found = dict(part)
    for key in ("domains", "activities", "items", "criteria"):
        if key in found:
            found[key] = [turned_round(inner) for inner in reversed(found[key])]
    return found


def nodes_of(result):
    """By place, with what a figure is made of in the order of its codes."""
    return {
        (node.code, node.department): replace(
            node, inputs=tuple(sorted(node.inputs, key=lambda each: each.code))
        )
        for node in result.nodes
    }


@PROPERTY
@given(cases())
def test_the_order_of_domains_activities_and_items_changes_no_figure(case):
    parts = case.parts | {"domains": [turned_round(d) for d in reversed(case.parts["domains"])]}
    turned, result = case.result(model=built(parts)), case.result()
    assert nodes_of(turned) == nodes_of(result)
    assert turned.gates == result.gates
    assert {a.code: a for a in turned.activities} == {a.code: a for a in result.activities}


# More and higher answers


@PROPERTY
@given(cases())
def test_twice_the_same_people_have_the_same_figures(case):
    twice = {place: {v: 2 * n for v, n in cell.items()} for place, cell in case.counts.items()}
    once, doubled = case.result(), case.result(twice)
    assert figures(doubled) == figures(once)
    for before, after in zip(once.nodes, doubled.nodes, strict=True):
        assert (after.dk, after.np, after.score, after.gap) == (
            before.dk, before.np, before.score, before.gap,
        )  # fmt: skip
    assert doubled.coverage.answered == 2 * once.coverage.answered


def raised(case, times):
    """The answers after so many of them moved one answer up."""
    found = {place: dict(cell) for place, cell in case.counts.items()}
    places = [
        (place, low, high)
        for place in sorted(found)
        if place[1] in case.model.items
        for values in [case.model.scales[case.model.items[place[1]].scale].values]
        for low, high in pairwise(values)
    ]
    for place, low, high in case.rng.sample(places, len(places))[: 5 * times]:
        cell = found[place]
        if cell.get(low):
            cell[low] -= 1
            cell[high] = cell.get(high, 0) + 1
    return found


@PROPERTY
@given(cases())
def test_a_higher_answer_never_lowers_a_score_or_a_level(case):
    more = raised(case, times=5)
    assume(more != case.counts)
    before, after = figures(case.result()), figures(case.result(more))
    for place, (old_score, old_level) in before.items():
        new_score, new_level = after[place]
        assert (old_score is None, old_level is None) == (new_score is None, new_level is None)
        assert old_score is None or new_score >= old_score
        assert old_level is None or new_level >= old_level


# Answers that are none, and parts that do not count


def without(case, policies):
    parts = copy.deepcopy(case.parts)
    parts["rules"]["answers"] = policies
    return built(parts)


@PROPERTY
@given(cases(plain=True))
def test_what_does_not_apply_is_as_if_it_were_not_in_the_model(case):
    """Mean, minimum and maximum: an item all answer with na is one that a profile leaves out."""
    parts = copy.deepcopy(case.parts)
    parts["rules"]["answers"] = {"not_applicable": "exclude"}
    parts["profiles"] = [{"code": "all", "title": "All"}, {"code": "rest", "title": "Rest"}]
    gone = set()
    for item in items_of(parts["domains"]):
        item.pop("profiles", None)
        if case.rng.random() < 0.3 and item.get("weight", 1):
            gone.add(item["code"])
            item["profiles"] = ["all"]
    model = built(parts)
    counts = {
        place: {"na": 3} if place[1] in gone else {v: n for v, n in cell.items() if v != "na"}
        for place, cell in case.counts.items()
    }
    marked = scores(case.result(counts, who=replace(case.who, profile="all"), model=model))
    left = scores(case.result(counts, who=replace(case.who, profile="rest"), model=model))
    assert {place: marked[place] for place in left} == left
    assert {marked[place] for place in marked if place not in left} <= {None}


def items_of(domains):
    for domain in domains:
        yield from items_of(domain.get("domains", []))
        for activity in domain.get("activities", []):
            yield from activity["items"]


@PROPERTY
@given(cases())
def test_not_applicable_is_never_worse_than_the_lowest_answer(case):
    """Under exclude, whatever the rules: no node is lower for it, as long as silence costs."""
    parts = copy.deepcopy(case.parts)
    answers = {"not_applicable": "exclude", "unanswered": "not_met", "dont_know": "not_met"}
    parts["rules"] |= {"answers": answers, "rounding": {}}
    model = built(parts)
    some = [place for place in sorted(case.counts) if place[1] in model.items][::3]
    lowest = {place: {model.scales[model.items[place[1]].scale].values[0]: 3} for place in some}
    marked = case.counts | {place: {"na": 3} for place in some}
    low, na = (
        scores(case.result(counts, model=model)) for counts in (case.counts | lowest, marked)
    )
    for place, score in low.items():
        assert score is None or na[place] is None or na[place] >= score


@PROPERTY
@given(cases())
def test_where_nothing_is_answered_there_is_no_figure(case):
    nothing = {place: {} for place in case.counts}
    for result in (case.result({}), case.result(nothing)):
        assert {*figures(result).values()} == {(None, None)}
        assert not any(n.released or n.gap is not None for n in result.nodes)
        assert [gate.met for gate in result.gates] == [None]


@PROPERTY
@given(cases())
def test_an_activity_without_any_answer_has_no_figure_whatever_the_policies(case):
    code = case.rng.choice([*case.model.activities])
    own = {item.code for item in case.model.activities[code].items}
    counts = {place: {} if place[1] in own else cell for place, cell in case.counts.items()}
    found = case.result(counts)
    if any(n.code == code for n in found.nodes):
        assert (node(found, code).score, node(found, code).level) == (None, None)


@PROPERTY
@given(cases())
def test_what_weighs_nothing_changes_no_score(case):
    parts = copy.deepcopy(case.parts)
    light = [item["code"] for item in items_of(parts["domains"]) if item.get("weight") == 0]
    assume(light)
    parts["rules"]["answers"]["unanswered"] = "void" if case.rng.random() < 0.5 else "exclude"
    model = built(parts)
    changed = dict(case.counts)
    for place, cell in case.counts.items():
        if place[1] in light:
            n = max(1, sum(cell.values()))
            changed[place] = random_cell(model, place[1], n, case.rng)
    before, after = (scores(case.result(counts, model=model)) for counts in (case.counts, changed))
    for place, score in before.items():
        assert score is None or after[place] is None or after[place] == score


@PROPERTY
@given(cases(floor=FLOOR, most=14))
def test_what_is_out_of_the_profile_changes_no_byte(case):
    who = replace(case.who, profile="short")
    out = {code for code, item in case.model.items.items() if item.profiles == ("long",)}
    out |= {code for code, item in case.model.criteria.items() if item.code in out}
    assume(out)
    changed = dict(case.counts)
    for place in case.counts:
        if place[1] in out:
            changed[place] = random_cell(case.model, place[1], case.rng.randint(0, 30), case.rng)
    before, after = case.result(who=who), case.result(changed, who=who)
    assert after.to_json() == before.to_json()
    assert not out & {n.code for n in before.nodes}


# The promise


def disguised(case):
    """Replace every answer that is not released, following the text of the promise alone."""
    model, who, counts, rng = case.model, case.who, case.counts, case.rng
    members = {key: keys for group in who.groups() for keys in [group.keys] for key in keys}
    asked = [*model.items, *model.criteria]
    asked = [
        code for code in asked if in_profile(model.items.get(code) or model.criteria[code], who)
    ]
    shown = [
        key
        for key, keys in members.items()
        if max(sum(sum(counts[k, code].values()) for k in keys) for code in asked) >= FLOOR
    ]
    changed = {}
    for (key, code), cell in counts.items():
        item, n = model.items.get(code) or model.criteria[code], sum(cell.values())
        together = shown if model.is_pooled(item) else members[key]
        on = (
            ["yes", "no"]
            if code in model.criteria
            else [v for v in values_of(model, code) if v not in {"dk", "na", "np"}]
        )
        valid = [*on, "dk"] if counts_dk(model, code) else on
        whole = sum(sum(counts[k, code].values()) for k in together)
        views = sum(counts[k, code].get(v, 0) for k in together for v in valid)
        if key not in shown or not in_profile(item, who) or (code in model.items and whole < FLOOR):
            changed[key, code] = random_cell(model, code, n, rng)
        elif views < FLOOR:
            again = rng.choices(on, k=sum(cell.get(v, 0) for v in on))
            off = {v: number for v, number in cell.items() if v not in on}
            changed[key, code] = {v: again.count(v) for v in {*again}} | off
        else:
            changed[key, code] = cell
    return changed


def counts_dk(model, code):
    return code in model.items and model.rules.answers.dont_know == "not_met"


def in_profile(item, who):
    return who.profile is None or not item.profiles or who.profile in item.profiles


@settings(PROPERTY, max_examples=60)
@given(cases(floor=FLOOR, most=9))
def test_whatever_is_not_released_changes_no_published_byte(case):
    changed = disguised(case)
    assume(changed != case.counts)
    assert case.result(changed).to_json() == case.result().to_json()


@settings(PROPERTY, max_examples=10)
@given(cases(floor=FLOOR, most=12))
def test_no_figure_of_a_hidden_group_is_there(case):
    result = case.result()
    shown = {group.key for group in result.groups}
    for found in result.nodes:
        if found.department is not None and found.department not in shown:
            assert not found.released
            assert (found.score, found.level, found.n, found.dk) == (None,) * 4


def test_the_random_models_use_every_rule_and_policy():
    """Otherwise the properties would hold of little."""
    from tests.core.random_models import case_of

    seen = Counter()
    for seed in range(60):
        model = case_of(seed).model
        nodes = [*model.all_domains, *model.activities.values()]
        seen.update(f"score {n.score_rule.rule}" for n in nodes)
        seen.update(f"level {n.level_rule.rule}" for n in nodes)
        policies = model.rules.answers
        seen.update([f"unanswered {policies.unanswered}", f"na {policies.not_applicable}"])
        seen.update([f"dk {policies.dont_know}", f"stage {model.rules.rounding.stage}"])
        seen.update(["criteria"] * bool(model.criteria))
    kinds = ("mean", "sum", "minimum", "maximum", "share", "additive", "deduction", "none")
    expected = {f"score {kind}" for kind in kinds}
    expected |= {f"level {kind}" for kind in ("cumulative", "bands", "minimum")}
    expected |= {f"unanswered {kind}" for kind in ("exclude", "zero", "not_met", "void")}
    expected |= {f"na {kind}" for kind in ("exclude", "met", "block")}
    expected |= {"dk exclude", "dk not_met", "stage display", "stage each_node", "criteria"}
    assert {*seen} == expected


@pytest.mark.parametrize("seed", range(5))
def test_a_released_answer_does_change_published_bytes(seed):
    """Otherwise the promise would be kept by showing nothing."""
    from tests.core.random_models import case_of

    case = case_of(seed, floor=FLOOR, most=14)
    key = case.who.departments[0].key
    code = next(c for c, item in case.model.items.items() if in_profile(item, case.who))
    values = case.model.scales[case.model.items[code].scale].values
    low, high = ({**case.counts, (key, code): {value: 20}} for value in (values[0], values[-1]))
    for counts in (low, high):
        for criterion in case.model.criteria:
            counts |= {(key, criterion): {}}
    assert case.result(low).to_json() != case.result(high).to_json()
