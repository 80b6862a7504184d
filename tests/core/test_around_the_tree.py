"""General models: criteria, targets, departments, profiles, gates and rounding, worked by hand."""

import pytest

from readiness.core.assess import assess
from readiness.core.release import AwardGateResult, GateTestResult
from readiness.core.scope import Department, Scope
from tests.builders import node, tally
from tests.core.general import (
    activity,
    domain,
    item,
    level,
    model_of,
    refusals,
    result,
    score,
    scoring,
)

# Criteria


def with_criteria(*caps):
    """An item answered in quarters with a criterion C1, C2, … for each cap."""
    criteria = [
        {"code": f"C{n}", "text": f"Is C{n} so?", "caps_at": cap}
        for n, cap in enumerate(caps, start=1)
    ]
    return model_of(domain("D", activity("A", item("I", "quarters", criteria=criteria))))


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({}, 1),  # nobody was asked
        ({"C1": "yes", "C2": "yes"}, 1),
        ({"C1": "no", "C2": "yes"}, 0.5),
        ({"C1": "yes", "C2": "no"}, 0.25),
        ({"C1": "no", "C2": "no"}, 0.25),  # the lower of two caps
        ({"C1": {"yes": 3, "no": 2}}, 1),  # sixty per cent are enough
        ({"C1": {"yes": 59, "no": 41}}, 0.5),
        ({"C1": {"yes": 3, "no": 2, "dk": 9}}, 1),  # don't know is not counted
        ({"C1": "dk"}, 1),
    ],
)
def test_an_unmet_criterion_caps_the_answer_that_counts(criteria, expected):
    assert score(with_criteria("0.5", "some"), {"I": "all"} | criteria, "I") == expected


def test_a_cap_lifts_nobody_and_caps_each_department_alone():
    """Office: 0.25 and 1, of which the cap leaves 0.25 and 0.5; Shop has met it: 1."""
    answers = {
        ("office", "I"): {"some": 1, "all": 1},
        ("office", "C1"): "no",
        ("shop", "I"): "all",
        ("shop", "C1"): "yes",
    }
    found = result(with_criteria("0.5"), answers)
    assert node(found, "I", "office").score == 0.375
    assert node(found, "I", "shop").score == 1
    assert node(found, "I").score == 0.6875
    assert node(found, "I").distribution == (0, 1, 1, 1)


def test_fewer_answers_to_a_criterion_than_the_floor_cap_nothing():
    model = with_criteria("No")
    answers = {"I": {"all": 10}, "C1": {"no": 4}}
    assert score(model, answers, "I", floor=5) == 1
    assert score(model, answers | {"C1": {"no": 5}}, "I", floor=5) == 0


# Targets


def test_a_target_is_on_the_nodes_own_scale_and_a_gap_never_negative():
    parts = (item("I", "quarters", target=0.5), item("J", "likert", target=4))
    rule = {"rule": "mean", "onto": [0, 100]}
    model = model_of(
        domain("D", activity("A", *parts, score_rule=rule, target=80), target=90),
        rules={"scoring": {"overall": {"target": 95.5}}},
    )
    found = result(model, {"I": "some", "J": "5"})  # 25 and 100: 62.5
    codes = ("I", "J", "A", "D", "overall")
    figures = {code: (node(found, code).target, node(found, code).gap) for code in codes}
    assert figures == {
        "I": (0.5, 0.25), "J": (4, 0), "A": (80, 17.5), "D": (90, 27.5), "overall": (95.5, 33),
    }  # fmt: skip


def test_overshoot_of_one_part_hides_no_shortfall_of_another():
    """A is 2 above its target 2, B 2.5 below 3.5: the domain's gap is (0 + 2.5) / 2, not 0.25."""
    parts = (activity("A", item("I"), target=2), activity("B", item("J"), target=3.5))
    found = result(model_of(domain("D", *parts)), {"I": "4", "J": "1"})
    d = node(found, "D")
    assert (d.score, d.target, d.gap, d.at_target) == (2.5, 2.75, 1.25, 1)


def test_gaps_are_weighted_like_scores_and_go_up_nested_domains():
    """DD: (3 × 1 + 1 × 2) / 4 = 1.25; with C, at its target, D: (1.25 + 0) / 2."""
    inner = domain(
        "DD", activity("A", item("I"), target=3, weight=3), activity("B", item("J"), target=4)
    )
    model = model_of(domain("D", inner, activity("C", item("K"), target=1)))
    found = result(model, {"I": "2", "J": "2", "K": "4"})
    assert (node(found, "DD").target, node(found, "DD").gap) == (3.25, 1.25)
    assert (node(found, "D").target, node(found, "D").gap) == (2.125, 0.625)


def test_a_domain_with_a_target_of_its_own_has_the_gap_to_it():
    parts = (activity("A", item("I"), target=2), activity("B", item("J"), target=3.5))
    d = node(result(model_of(domain("D", *parts, target=3)), {"I": "4", "J": "1"}), "D")
    assert (d.target, d.gap) == (3, 0.5)


def test_a_domain_of_which_a_part_has_no_target_has_none():
    parts = (activity("A", item("I"), target=2), activity("B", item("J")))
    d = node(result(model_of(domain("D", *parts)), {"I": "1", "J": "1"}), "D")
    assert (d.target, d.gap, d.at_target) == (None, None, 0)


@pytest.mark.parametrize(("answer", "gap"), [("1", 2), ("3", 0), ("0", 3)])
def test_a_target_level_is_compared_with_the_level(answer, gap):
    part = activity(
        "A", item("I", "steps"), target_level=3,
        score_rule={"rule": "none"}, level_rule={"rule": "minimum"},
    )  # fmt: skip
    rules = scoring(domains={"score": {"rule": "none"}}, overall={"score": {"rule": "none"}})
    found = node(result(model_of(domain("D", part), rules=rules), {"I": answer}), "A")
    assert (found.target, found.gap, found.target_level, found.level_gap) == (None, None, 3, gap)


def test_a_target_level_is_no_score_on_another_range():
    """Level 3 of 0 to 4 is no score of 3 on a range from 0 to 100."""
    part = activity("A", item("I"), target_level=3, score_rule={"rule": "mean", "onto": [0, 100]})
    found = node(result(model_of(domain("D", part)), {"I": "2"}), "A")
    assert (found.score, found.target, found.gap) == (50, None, None)
    assert (found.level, found.target_level, found.level_gap) == (2, 3, 1)


def test_ranked_answers_may_have_a_target_level_and_a_next_step():
    """Partly is level 1, fully 3: two levels are missing, times the weight 2."""
    action = {"from": 1, "to": 2, "hours": 3, "weeks": 4, "text": "Go on.", "first_step": "Begin."}
    part = activity("A", item("I", "ranked"), target_level=3, weight=2, actions=[action])
    found = result(model_of(domain("D", part)), {"I": "partly"})
    assert (node(found, "A").level, node(found, "A").level_gap) == (1, 2)
    assert (node(found, "A").released, node(found, "D").at_target) == (True, 0)
    [of_activity] = found.activities
    assert (of_activity.priority, of_activity.rank, of_activity.step.hours) == (4, 1, 3)


# Several people and departments


TWO = {("office", "I"): {"4": 9}, ("shop", "I"): {"0": 1}}


def test_departments_count_equally_and_a_pooled_audience_counts_people():
    """(4 + 0) / 2 = 2, and (9 × 4 + 0) / 10 = 3.6."""
    by_department = node(result(model_of(domain("D", activity("A", item("I")))), TWO), "I")
    assert (by_department.score, by_department.basis.rule) == (2, "departments")
    pooled = model_of(
        domain("D", activity("A", item("I", audience="all"))), audiences={"all": {"pooled": True}}
    )
    found = result(pooled, TWO)
    assert (node(found, "I").score, node(found, "I").basis.rule) == (3.6, "pooled")
    assert [n.department for n in found.nodes if n.code == "I"] == [None]
    assert node(found, "A", "office").score is None


def test_the_level_of_an_item_is_read_from_the_mean_share_of_departments():
    """At least 3: all of Office and 20 % of Shop make 60 %, though 28 of 60 people are 47 %.

    The score is the mean of 3 and 2.2.
    """
    model = model_of(domain("D", activity("A", item("I"))))
    answers = {("office", "I"): {"3": 20}, ("shop", "I"): {"3": 8, "2": 32}}
    found = node(result(model, answers), "I")
    assert (found.level, found.score, found.n) == (3, 2.6, 60)


def test_what_a_department_does_not_do_leaves_it_out():
    """Half of Shop say that it is not part of their work."""
    model = model_of(domain("D", activity("A", item("I", referent="department"))))
    answers = {("office", "I"): {"4": 3}, ("shop", "I"): {"0": 2, "np": 2}}
    found = node(result(model, answers), "I")
    assert (found.score, found.basis.counted, found.basis.left_out) == (4, 1, {"not_part": 1})


def test_each_departments_tree_is_its_own():
    model = model_of(
        domain("D", activity("A", item("I"), weight=3), activity("B", item("J"))),
        rules=scoring(overall={"score": {"rule": "minimum"}}),
    )
    answers = {("x", "I"): "4", ("x", "J"): "0", ("y", "I"): "1"}
    found = result(model, answers)
    assert [node(found, code, "x").score for code in ("A", "B", "D", "overall")] == [4, 0, 3, 3]
    assert [node(found, code, "y").score for code in ("A", "B", "D", "overall")] == [1, None, 1, 1]
    assert node(found, "D").score == 1.875  # (3 × 2.5 + 1 × 0) / 4


def test_what_the_consultant_marks_as_not_applicable_follows_the_policy():
    """A does not apply anywhere: left out, or as good as met."""
    parts = (activity("A", item("I", referent="department")), activity("B", item("J")))

    def found(policy):
        model = model_of(domain("D", *parts), rules={"answers": {"not_applicable": policy}})
        marks = {("all", "A"): "not ours"}
        return node(result(model, {"I": "0", "J": "2"}, not_applicable=marks), "D")

    assert (found("exclude").score, found("exclude").basis.left_out) == (2, {"not_applicable": 1})
    assert (found("met").score, found("met").basis.left_out) == (3, {})


# Profiles


PROFILES = [{"code": "core", "title": "Core"}, {"code": "full", "title": "Full"}]


def test_items_out_of_the_profile_vanish_from_numerator_and_denominator():
    parts = (
        activity("A", item("I", profiles=["core", "full"]), item("J", profiles=["full"])),
        activity("B", item("K", profiles=["full"])),
        activity("C", item("L")),
    )
    rules = scoring(overall={"score": {"rule": "deduction", "of": "items", "start": 10}})
    model = model_of(domain("D", *parts), profiles=PROFILES, rules=rules)
    answers = {"I": "4", "J": "0", "K": "0", "L": "2"}
    short = result(model, answers, profile="core")
    assert [node(short, code).score for code in ("A", "C", "D", "overall")] == [4, 2, 3, 9.5]
    assert (node(short, "overall").low, node(short, "overall").high) == (8, 10)
    assert {n.code for n in short.nodes} == {"overall", "D", "A", "I", "C", "L"}
    assert [a.code for a in short.activities] == ["A", "C"]
    assert node(short, "D").basis.of == 2
    for long in (result(model, answers, profile="full"), result(model, answers)):
        assert [node(long, code).score for code in ("A", "B", "C", "D")] == [2, 0, 2, 4 / 3]
        assert node(long, "overall").score == 7.5  # 10 − 0 − 1 − 1 − 0.5
    assert (short.model.profile, result(model, answers).model.profile) == ("core", None)


def test_a_profile_that_the_model_does_not_have_is_refused():
    model = model_of(domain("D", activity("A", item("I"))), profiles=PROFILES)
    who = Scope(departments=(Department(key="all", name="All"),), floor=1, profile="long")
    with pytest.raises(ValueError, match="the model has no profile long"):
        assess(model=model, scope=who, tally=tally({}))


# Gates


def gated(*tests):
    gate = {"code": "SEAL", "title": "The seal", "tests": [*tests]}
    parts = (activity("A", item("I")), activity("B", item("J")))
    return model_of(domain("D", *parts), rules={"gates": [gate]})


WHOLE = {"of": "overall", "at_least": 2.5}
PART = {"of": "B", "figure": "level", "at_least": 2}


@pytest.mark.parametrize(
    ("answers", "met", "tests"),
    [
        ({"I": "3", "J": "2"}, True, [(2.5, True), (2, True)]),  # equality passes
        ({"I": "4", "J": "1"}, False, [(2.5, True), (1, False)]),
        ({"I": "2", "J": "2"}, False, [(2, False), (2, True)]),
        ({"I": "4"}, None, [(4, True), (None, None)]),  # B has no figure: not known
        ({"I": "1"}, False, [(1, False), (None, None)]),
        ({}, None, [(None, None), (None, None)]),
    ],
)
def test_a_gate_is_met_when_every_test_is_and_each_is_told(answers, met, tests):
    [gate] = result(gated(WHOLE, PART), answers).gates
    assert gate == AwardGateResult(
        code="SEAL",
        title="The seal",
        met=met,
        tests=tuple(
            GateTestResult(
                of=test["of"],
                figure=test.get("figure", "score"),
                value=value,
                needed=test["at_least"],
                met=passed,
            )
            for test, (value, passed) in zip((WHOLE, PART), tests, strict=True)
        ),
    )


def test_a_gate_tests_the_exact_figure_and_not_the_printed_one():
    """Forty-nine of a hundred at 2 and the others at 3: 2.46 is printed as 2.5, and below it."""
    found = result(gated({"of": "A", "at_least": 2.5}), {"I": {"2": 54, "3": 46}}, exact=False)
    [[test]] = [gate.tests for gate in found.gates]
    assert (test.value, test.met) == (2.5, False)


def test_equality_holds_where_floating_point_misses_it_by_a_hair():
    """The mean of 0.1, 0.2 and 0.6 is 0.3; 0.1 + 0.2 + 0.6 is 0.8999999999999999."""
    scales = {"tenths": {"options": [{"value": f"0.{n}", "name": str(n)} for n in range(10)]}}
    gate = {"code": "G", "title": "G", "tests": [{"of": "A", "at_least": 0.3}]}
    parts = [item(code, "tenths") for code in ("I", "J", "K")]
    model = model_of(domain("D", activity("A", *parts)), scales=scales, rules={"gates": [gate]})
    [found] = result(model, {"I": "0.1", "J": "0.2", "K": "0.6"}).gates
    assert found.met is True


# Rounding


def rounded(answers, code="overall", **rounding):
    parts = (activity("A", item("I")), activity("B", item("J")), activity("C", item("K")))
    model = model_of(domain("D", *parts), rules={"rounding": rounding})
    return score(model, answers, code, exact=False)


THIRDS = {"I": {"1": 1, "2": 2}, "J": {"1": 1, "2": 2}, "K": "0"}  # 1.667, 1.667, 0: 1.111


@pytest.mark.parametrize(
    ("rounding", "activity_score", "whole"),
    [
        ({}, 1.7, 1.1),
        ({"decimals": 2}, 1.67, 1.11),
        ({"decimals": 0}, 2, 1),
        ({"method": "cut"}, 1.6, 1.1),
        ({"method": "cut", "decimals": 2}, 1.66, 1.11),
        ({"method": "cut", "decimals": 0}, 1, 1),
        ({"stage": "each_node"}, 1.7, 1.1),  # (1.7 + 1.7) / 3 = 1.133
        ({"stage": "each_node", "decimals": 2}, 1.67, 1.11),
        ({"stage": "each_node", "decimals": 0}, 2, 1),  # (2 + 2) / 3 = 1.333
        ({"stage": "each_node", "decimals": 0, "method": "cut"}, 1, 0),  # (1 + 1) / 3
    ],
)
def test_scores_are_rounded_as_the_model_says(rounding, activity_score, whole):
    assert rounded(THIRDS, "A", **rounding) == activity_score
    assert rounded(THIRDS, "D", **rounding) == whole


def test_a_half_is_rounded_up_and_exactly_a_figure_is_not_cut_below_itself():
    quarter = {"I": {"2": 3, "3": 1}}  # 2.25
    assert rounded(quarter, "A") == 2.3
    assert rounded(quarter, "A", method="cut") == 2.2
    tenth = {"I": {"2": 7, "3": 3}}  # 2.3, which binary arithmetic may store just below
    assert rounded(tenth, "A", method="cut") == 2.3


def test_levels_rest_on_the_rounded_score_only_where_each_node_is_rounded():
    """2.6 is printed as 3; its band is that of 2.6, or of 3 where nodes are rounded on the way."""
    bands = [{"value": "0"}, *({"value": str(n), "from": n} for n in (1, 2, 3))]
    rule = {"rule": "bands", "scale": "steps", "bands": bands}

    def found(stage):
        rounding = {"decimals": 0, "stage": stage}
        part = activity("A", item("I"), level_rule=rule)
        model = model_of(domain("D", part), rules={"rounding": rounding})
        answers = {"I": {"2": 4, "3": 6}}
        return score(model, answers, "A", exact=False), level(model, answers, "A", exact=False)

    assert found("display") == (3, 2)
    assert found("each_node") == (3, 3)


def test_more_than_two_decimals_are_refused():
    rules = {"rounding": {"decimals": 3}}
    assert refusals(domain("D", activity("A", item("I"))), rules=rules) == [
        ("rules.rounding.decimals", "3 is not from 0 to 2. Give a number from 0 to 2.")
    ]


# What stands behind a figure


def test_nought_nothing_and_suppressed_are_three_things():
    """A is 0; B was asked and not answered; C has fewer answers than are shown."""
    parts = (activity("A", item("I")), activity("B", item("J")), activity("C", item("K")))
    model = model_of(domain("D", *parts))
    found = result(model, {"I": {"0": 10}, "K": {"4": 4}}, floor=5)
    assert [node(found, code).score for code in ("A", "B", "C")] == [0, None, None]
    assert [node(found, code).released for code in ("A", "B", "C")] == [True, False, False]
    assert node(found, "D").basis.left_out == {"unanswered": 1, "too_few": 1}
    assert node(found, "D").score == 0


def test_of_departments_none_and_too_few_look_the_same():
    model = model_of(domain("D", activity("A", item("I"), item("J"))))
    everybody = {("p", "I"): {"2": 10}, ("q", "I"): {"2": 10}, ("r", "I"): {"2": 10}}
    for fewer in ({}, {("q", "J"): {"4": 4}}):
        counts = everybody | {("p", "J"): {"3": 10}} | fewer
        release = result(model, counts, floor=5)
        assert node(release, "J").basis.left_out == {"too_few": 2}
        assert node(release, "A", "q").basis.left_out == {"too_few": 1}


@pytest.mark.parametrize(
    ("answer", "state"),
    [("dk", "dont_know"), ("na", "not_applicable"), ("np", "not_part"), (None, "unanswered")],
)
def test_each_reason_is_told(answer, state):
    part = activity("A", item("I"), item("J", referent="department"))
    model = model_of(domain("D", part), rules={"answers": {"not_applicable": "exclude"}})
    answers = {"I": "2"} | ({} if answer is None else {"J": answer})
    basis = node(result(model, answers), "A").basis
    assert (basis.counted, basis.of, basis.left_out) == (1, 2, {state: 1})
