"""General models: how scores go up the tree, every rule with figures worked by hand."""

import pytest

from tests.builders import node
from tests.core.general import (
    activity,
    domain,
    item,
    model_of,
    refusals,
    result,
    score,
    scoring,
)

# D has activity A (weight 3) with an item at 4, and B (weight 1) with items at 1 and 0.
LEAVES = {"A1": "4", "B1": "1", "B2": "0"}


def tree(rule, *, kind="domains", a=3, b=1):
    """The small tree, its domain or its whole scored by ``rule``."""
    parts = (
        activity("A", item("A1", weight=2), weight=a),
        activity("B", item("B1"), item("B2"), weight=b),
    )
    return model_of(domain("D", *parts), rules=scoring(**{kind: {"score": rule}}))


@pytest.mark.parametrize(
    ("rule", "expected", "span"),
    [
        ({"rule": "mean"}, 3.125, (0, 4)),  # (3 × 4 + 1 × 0.5) / 4
        ({"rule": "mean", "of": "items"}, 2.25, (0, 4)),  # leaves: (2 × 4 + 1 + 0) / 4
        ({"rule": "mean", "onto": [0, 100]}, 78.125, (0, 100)),  # (3 × 100 + 12.5) / 4
        ({"rule": "mean", "onto": [-1, 1]}, 0.5625, (-1, 1)),  # (3 × 1 - 0.75) / 4
        ({"rule": "sum"}, 12.5, (0, 16)),  # 3 × 4 + 0.5
        ({"rule": "sum", "start": 7}, 19.5, (7, 23)),
        ({"rule": "sum", "of": "items"}, 9, (0, 16)),  # 2 × 4 + 1 + 0
        ({"rule": "minimum"}, 0.5, (0, 4)),
        ({"rule": "minimum", "of": "items"}, 0, (0, 4)),
        ({"rule": "maximum"}, 4, (0, 4)),
        ({"rule": "maximum", "onto": [0, 100]}, 100, (0, 100)),
        # Weights 2, 1, 1: at least 1 are 2 + 1 of 4.
        ({"rule": "share", "of": "items", "at_least": "1"}, 0.75, (0, 1)),
        ({"rule": "share", "of": "items", "at_least": "1", "onto": [0, 100]}, 75, (0, 100)),
        ({"rule": "share", "of": "items", "among": ["0", "4"]}, 0.75, (0, 1)),
        # Parts that reach 0.5: both; 0.6: only A, of weight 3 in 4.
        ({"rule": "share", "at_least": "0.5"}, 1, (0, 1)),
        ({"rule": "share", "at_least": "0.6"}, 0.75, (0, 1)),
        # 10 − 3 × 0 − 1 × 3.5/4
        ({"rule": "deduction", "start": 10}, 9.125, (6, 10)),
        ({"rule": "deduction", "start": 1, "of": "items"}, -0.75, (-3, 1)),  # 1 − 0.75 − 1
    ],
)
def test_each_rule_on_the_same_answers(rule, expected, span):
    found = node(result(tree(rule), LEAVES), "D")
    assert found.score == pytest.approx(expected, abs=1e-12)
    assert (found.low, found.high) == span
    assert found.basis.rule == ("activities" if rule["rule"] == "mean" else rule["rule"])


def test_a_rule_of_its_own_wins_over_that_of_its_kind():
    parts = (
        activity("A", item("A1"), item("A2"), score_rule={"rule": "maximum"}),
        activity("B", item("B1"), item("B2")),
    )
    rules = scoring(activities={"score": {"rule": "minimum"}})
    model = model_of(domain("D", *parts, score_rule={"rule": "sum"}), rules=rules)
    found = result(model, {"A1": "1", "A2": "3", "B1": "2", "B2": "4"})
    assert [node(found, code).score for code in ("A", "B", "D", "overall")] == [3, 2, 5, 5]


def test_no_rule_is_no_total():
    found = result(tree({"rule": "none"}, kind="overall"), LEAVES)
    whole = node(found, "overall")
    assert (whole.score, whole.level, whole.released) == (None, None, False)
    assert node(found, "D").score == 3.125


def test_the_whole_may_be_the_mean_of_all_leaves():
    parts = (
        domain("D", activity("A", item("A1"))),
        domain("E", activity("B", item("B1"), item("B2"))),
    )
    of_items = {"rule": "mean", "of": "items"}
    answers = {"A1": "4", "B1": "1", "B2": "1"}
    assert score(model_of(*parts), answers) == 2.5  # (4 + 1) / 2
    model = model_of(*parts, rules=scoring(overall={"score": of_items}))
    assert score(model, answers) == 2  # (4 + 1 + 1) / 3


def test_the_mean_of_a_named_level_leaves_the_others_out():
    """Level 2 holds A2 at 3 and A3 at 0."""
    parts = (item("A1", level=1), item("A2", level=2), item("A3", level=2))
    rule = {"rule": "mean", "at_level": 2}
    model = model_of(domain("D", activity("A", *parts, score_rule=rule)))
    found = node(result(model, {"A1": "4", "A2": "3", "A3": "0"}), "A")
    assert (found.score, found.basis.counted, found.basis.of) == (1.5, 2, 2)


def test_levels_are_averaged_only_where_the_model_says_so():
    """Levels 3 and 1 of two domains: their mean is 2."""
    bands = {
        "rule": "bands",
        "scale": "steps",
        "bands": [{"value": "0"}] + [{"value": str(n), "from": n} for n in (1, 2, 3)],
    }
    parts = (domain("D", activity("A", item("I"))), domain("E", activity("B", item("J"))))
    rules = scoring(
        domains={"score": {"rule": "mean"}, "level": bands},
        overall={"score": {"rule": "mean", "of": "levels"}},
    )
    found = result(model_of(*parts, rules=rules), {"I": "4", "J": "1"})
    assert [node(found, code).score for code in ("D", "E", "overall")] == [4, 1, 2]
    assert (node(found, "overall").low, node(found, "overall").high) == (0, 3)
    rules["scoring"]["overall"] = {"score": {"rule": "mean"}}
    assert score(model_of(*parts, rules=rules), {"I": "4", "J": "1"}) == 2.5


# Weights


def test_weight_nought_leaves_a_part_out_and_is_never_one():
    found = node(result(tree({"rule": "mean"}, b=0), LEAVES), "D")
    assert (found.score, found.basis.left_out) == (4, {"weight": 1})


@pytest.mark.parametrize("rule", ["mean", "sum", "minimum", "maximum", "deduction", "additive"])
def test_an_item_without_weight_counts_in_no_rule(rule):
    parts = [item("I1", "likert", level=1), item("I2", "likert", level=2)]
    without = model_of(domain("D", activity("A", *parts, score_rule={"rule": rule})))
    parts += [item("I3", "likert", level=3, weight=0), item("I4", "likert", level=1, weight=0)]
    with_it = model_of(domain("D", activity("A", *parts, score_rule={"rule": rule})))
    answers = {"I1": "2", "I2": "4"}
    plain, more = (node(result(model, answers | extra), "A") for model, extra in (
        (without, {}), (with_it, {"I3": "1", "I4": "5"}),
    ))  # fmt: skip
    assert (more.score, more.low, more.high) == (plain.score, plain.low, plain.high)
    assert more.basis.left_out == {"weight": 2}


def test_a_weight_is_a_share_and_not_a_switch():
    """Weights 0.5 and 1.5: (0.5 × 4 + 1.5 × 0) / 2 = 1; the items' own weight plays no part."""
    model = tree({"rule": "mean"}, a=0.5, b=1.5)
    assert score(model, {"A1": "4", "B1": "0", "B2": "0"}, "D") == 1


def test_weights_that_are_all_nought_are_refused():
    parts = (activity("A", item("I1", weight=0), item("I2", weight=0)),)
    assert refusals(domain("D", *parts)) == [
        (
            "domains[1].activities[1]",
            "all weights below A are 0. Give at least one of them a weight above 0.",
        )
    ]


# Additive levels


def streams(**items):
    """Two streams, A and B, of three levels each, answered in quarters."""
    model = model_of(
        domain(
            "D",
            activity(
                "P",
                *(item(f"{s}{n}", "quarters", level=n) for n in (1, 2, 3) for s in "AB"),
                score_rule={"rule": "additive"},
            ),
        )
    )
    return node(result(model, items), "P")


def test_levels_are_added_and_streams_averaged():
    """Level 1: (1 + 0.25) / 2; level 2: (0.5 + 0) / 2; level 3: (0 + 0.25) / 2; together 1."""
    found = streams(A1="all", B1="some", A2="0.5", B2="No", A3="No", B3="some")
    assert (found.score, found.low, found.high) == (1, 0, 3)


def test_a_missing_lower_level_does_not_stop_a_higher_one():
    found = streams(A1="No", B1="No", A2="all", B2="all", A3="all", B3="0.5")
    assert found.score == 1.75


@pytest.mark.parametrize(("answer", "total"), [("No", 0), ("some", 0.75), ("0.5", 1.5), ("all", 3)])
def test_the_ends_of_an_additive_score_are_nought_and_the_number_of_levels(answer, total):
    assert streams(**{f"{s}{n}": answer for s in "AB" for n in (1, 2, 3)}).score == total


def test_a_level_of_which_nothing_was_answered_adds_nothing():
    found = streams(A1="all", B1="all", A3="all")
    assert (found.score, found.basis.left_out) == (2, {"unanswered": 3})


def test_a_level_of_which_nothing_was_answered_adds_its_lowest_where_that_is_not_nought():
    """On a scale from 1 to 5, levels 1 and 2 run from 2 to 10 together: 4 + 1."""
    parts = (item("I1", "likert", level=1), item("I2", "likert", level=2))
    model = model_of(domain("D", activity("P", *parts, score_rule={"rule": "additive"})))
    found = node(result(model, {"I1": "4"}), "P")
    assert (found.score, found.low, found.high) == (5, 2, 10)


def test_streams_may_have_weights():
    """Level 1: (3 × 1 + 1 × 0) / 4 = 0.75."""
    parts = (item("A1", "quarters", level=1, weight=3), item("B1", "quarters", level=1))
    model = model_of(domain("D", activity("P", *parts, score_rule={"rule": "additive"})))
    assert score(model, {"A1": "all", "B1": "No"}, "P") == 0.75


# Deduction

REQUIREMENTS = activity(
    "R",
    *(item(f"R{n}", "yes_no", weight=5) for n in range(20)),
    *(item(f"S{n}", "yes_no", weight=3) for n in range(10)),
    *(item(f"T{n}", "yes_no", weight=1) for n in range(10)),
    score_rule={"rule": "deduction", "start": 110},
)


@pytest.mark.parametrize(
    ("unmet", "expected"),
    [
        ((), 110),
        (("R1",), 105),
        (("R1", "S1", "T1"), 101),  # 110 − 5 − 3 − 1
        ([f"R{n}" for n in range(20)], 10),
        ([f"{k}{n}" for k, top in (("R", 20), ("S", 10)) for n in range(top)], -20),
        ([f"{k}{n}" for k, top in (("R", 20), ("S", 10), ("T", 10)) for n in range(top)], -30),
    ],
)
def test_what_is_not_met_takes_off_its_weight_below_nought_if_need_be(unmet, expected):
    model = model_of(domain("D", REQUIREMENTS))
    answers = {i["code"]: "0" if i["code"] in unmet else "1" for i in REQUIREMENTS["items"]}
    found = node(result(model, answers), "R")
    assert (found.score, found.low, found.high) == (expected, -30, 110)


def test_what_is_met_in_part_takes_off_the_share_that_is_missing():
    """5 × (1 − 0.25) + 3 × (1 − 0.5) = 5.25 off 110."""
    parts = (item("R", "quarters", weight=5), item("S", "quarters", weight=3))
    rule = {"rule": "deduction", "start": 110}
    model = model_of(domain("D", activity("A", *parts, score_rule=rule)))
    assert score(model, {"R": "some", "S": "0.5"}, "A") == 104.75


# The tree


def test_a_tree_may_be_of_any_depth():
    """Six domains one in another; each holds an activity at 4 beside the narrower domain."""
    inner = domain("D6", activity("A6", item("I6")))
    for n in range(5, 0, -1):
        inner = domain(f"D{n}", inner, activity(f"A{n}", item(f"I{n}")))
    model = model_of(inner)
    found = result(model, {f"I{n}": "4" for n in range(1, 6)} | {"I6": "0"})
    # 0, then (0 + 4) / 2 = 2, 3, 3.5, 3.75, 3.875
    assert [node(found, f"D{n}").score for n in (6, 5, 4, 3, 2, 1)] == [0, 2, 3, 3.5, 3.75, 3.875]
    assert [node(found, f"D{n}").parent for n in (1, 2, 6)] == ["overall", "D1", "D5"]
    assert node(found, "overall").score == 3.875


def test_a_part_without_a_figure_leaves_the_mean_and_is_counted_as_left_out():
    found = node(result(tree({"rule": "mean"}), {"A1": "4", "B1": "dk", "B2": "dk"}), "D")
    assert (found.score, found.basis.left_out) == (4, {"dont_know": 1})
    assert (found.basis.counted, found.basis.of) == (1, 2)
