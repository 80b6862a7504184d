"""General models: answer scales, and what is done with answers that are none."""

import pytest

from tests.builders import node
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


def one_of(scale, **rest):
    """A model of one item."""
    return model_of(domain("D", activity("A", item("I", scale))), **rest)


# Scales


@pytest.mark.parametrize(
    ("scale", "answer", "number", "word", "span"),
    [
        ("five", "3", 3, "Five 3", (0, 4)),
        ("likert", "1", 1, "Likert 1", (1, 5)),
        ("quarters", "No", 0, "Not at all", (0, 1)),
        ("quarters", "some", 0.25, "In some cases", (0, 1)),
        ("quarters", "0.5", 0.5, "In half of them", (0, 1)),
        ("quarters", "all", 1, "Always", (0, 1)),
        ("percent", "85", 85, "85 %", (0, 100)),
    ],
)
def test_an_answer_counts_its_number_and_is_read_as_its_name(scale, answer, number, word, span):
    found = node(result(one_of(scale), {"I": answer}), "I")
    assert (found.score, found.level, found.level_word) == (number, number, word)
    assert (found.low, found.high) == span


def test_steps_of_a_scale_are_as_uneven_as_the_model_says():
    """Two at 0.25, one at 0.5, one at 1: (0.25 + 0.25 + 0.5 + 1) / 4 = 0.5."""
    answers = {"I": {"some": 2, "0.5": 1, "all": 1}}
    assert score(one_of("quarters"), answers, "I") == 0.5


def test_the_bare_word_no_is_an_answer_and_not_false():
    model = one_of("quarters")
    assert model.scales["quarters"].values == ("No", "some", "0.5", "all")
    assert score(model, {"I": "No"}, "I") == 0


def test_a_scale_may_run_below_zero():
    scales = {"mood": {"options": [{"value": v, "name": v} for v in ("-2", "-0.5", "1")]}}
    found = node(result(one_of("mood", scales=scales), {"I": {"-2": 1, "1": 1}}), "overall")
    assert (found.score, found.low, found.high) == (-0.5, -2, 1)


def test_ranked_answers_have_a_level_and_never_a_score():
    """Of five people one says fully and three largely: 80 % reach largely, 20 % fully."""
    release = result(one_of("ranked"), {"I": {"fully": 1, "largely": 3, "partly": 1}})
    found = node(release, "I")
    assert (found.level, found.level_word) == (2, "Largely")
    assert (found.score, found.low, found.high, found.target, found.gap) == (None,) * 5
    activity_node = node(release, "A")
    assert (activity_node.released, activity_node.level, activity_node.level_word) == (
        True,
        2,
        "Largely",
    )
    assert (node(release, "D").score, node(release, "overall").score) == (None, None)


def test_items_of_different_ranges_are_brought_onto_one_before_they_are_averaged():
    """0.25 of 0 to 1 is 25; 4 of 1 to 5 is 75; 1 of 0 to 4 is 25: (25 + 75 + 25) / 3."""
    parts = (item("Q", "quarters"), item("L", "likert"), item("F", "five"))
    mean = {"rule": "mean", "onto": [0, 100]}
    model = model_of(domain("D", activity("A", *parts, score_rule=mean)))
    found = node(result(model, {"Q": "some", "L": "4", "F": "1"}), "A")
    assert found.score == pytest.approx(125 / 3, abs=1e-12)
    assert (found.low, found.high) == (0, 100)
    assert refusals(domain("D", activity("A", *parts))) == [
        (
            "domains[1].activities[1]",
            (
                "mean over different ranges: Q runs from 0 to 1 and L from 1 to 5. "
                "Add onto: [0, 100] to bring them onto one range, or use one scale."
            ),
        )
    ]


# Answers that are none

FOUR = activity("A", *(item(code) for code in ("I1", "I2", "I3", "I4")))
ASKED = {"I1": "3", "I2": "dk", "I3": "na"}  # and I4 not answered


def four(**policies):
    answers = {"not_applicable": "exclude"} | policies
    return model_of(domain("D", FOUR), rules={"answers": answers})


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ({}, 3),
        ({"dont_know": "not_met"}, 3 / 2),  # (3 + 0) / 2
        ({"unanswered": "zero"}, 3 / 2),
        ({"unanswered": "not_met"}, 3 / 2),
        ({"unanswered": "void"}, None),
        ({"not_applicable": "met"}, 7 / 2),  # (3 + 4) / 2
        ({"not_applicable": "block"}, 3),  # it blocks levels, not scores
        ({"dont_know": "not_met", "unanswered": "not_met", "not_applicable": "met"}, 7 / 4),
    ],
)
def test_each_policy_of_answers_that_are_none(policies, expected):
    model = four(**policies)
    for code in ("A", "D", "overall"):
        assert score(model, ASKED, code) == expected


@pytest.mark.parametrize(
    ("policies", "counted", "left_out"),
    [
        ({}, 1, {"dont_know": 1, "not_applicable": 1, "unanswered": 1}),
        ({"dont_know": "not_met"}, 2, {"not_applicable": 1, "unanswered": 1}),
        ({"unanswered": "zero"}, 2, {"dont_know": 1, "not_applicable": 1}),
        ({"unanswered": "not_met", "not_applicable": "met"}, 3, {"dont_know": 1}),
    ],
)
def test_a_figure_says_what_it_leaves_out_and_why(policies, counted, left_out):
    basis = node(result(four(**policies), ASKED), "A").basis
    assert (basis.rule, basis.counted, basis.of, basis.left_out) == ("mean", counted, 4, left_out)


def test_not_met_is_the_lowest_answer_and_zero_is_zero():
    """On a scale from 1 to 5: (5 + 1) / 2 = 3 and (5 + 0) / 2 = 2.5."""

    def found(policy):
        parts = (item("I1", "likert"), item("I2", "likert"))
        model = model_of(domain("D", activity("A", *parts)), rules={"answers": policy})
        return score(model, {"I1": "5"}, "A")

    assert found({"unanswered": "not_met"}) == 3
    assert found({"unanswered": "zero"}) == 2.5


def test_do_not_know_that_is_not_met_counts_person_by_person():
    """Two at 1 and two who don't know: (1 + 1 + 0 + 0) / 4; half reach 1, so the level is 0."""
    answers = {"I1": {"1": 2, "dk": 2}}
    found = node(result(four(dont_know="not_met"), answers), "I1")
    assert (found.score, found.level, found.n, found.dk) == (0.5, 0, 4, 50)
    found = node(result(four(), answers), "I1")
    assert (found.score, found.n, found.dk, found.no_level) == (1, 2, 50, "not_visible")


def test_not_applicable_may_count_as_the_target():
    """The item's own target 2, else the activity's 3: (4 + 2 + 3) / 3 = 3."""
    parts = (item("I1"), item("I2", target=2), item("I3"))
    rules = {"answers": {"not_applicable": "target"}}
    model = model_of(domain("D", activity("A", *parts, target=3)), rules=rules)
    assert score(model, {"I1": "4", "I2": "na", "I3": "na"}, "A") == 3


def test_a_target_on_another_scale_is_none_of_the_items():
    """The activity aims at 1 of 0 to 100; its items run from 0 to 4 and have no such target."""
    rule = {"rule": "mean", "onto": [0, 100]}
    parts = (item("I1"), item("I2"))
    model = model_of(domain("D", activity("A", *parts, score_rule=rule, target=1)))
    found = node(result(model, {"I1": "4"}), "I1")
    assert (found.target, found.gap) == (None, None)
    found = node(result(model, {"I1": "0"}), "A")
    assert (found.target, found.gap) == (1, 1)


def test_not_applicable_that_blocks_stops_a_level():
    """Two items at level 1, one of them not applicable."""
    rule = {"rule": "cumulative", "at_least": "1"}
    parts = (item("I1", "yes_no", level=1), item("I2", "yes_no", level=1))

    def found(policy):
        rules = {"answers": {"not_applicable": policy}}
        model = model_of(domain("D", activity("A", *parts, level_rule=rule)), rules=rules)
        return level(model, {"I1": "1", "I2": "na"}, "A")

    assert (found("exclude"), found("met"), found("block")) == (1, 1, 0)


def test_nobody_may_say_not_applicable_unless_the_model_says_what_is_done_with_it():
    from readiness.core.scope import Department, Scope
    from readiness.core.tally import allowed_values

    who = Scope(departments=(Department(key="all", name="All"),), floor=1)
    without = allowed_values(model=one_of("yes_no"), scope=who)["I"]
    stated = {"answers": {"not_applicable": "met"}}
    model = one_of("yes_no", rules=stated)
    assert [*without] == ["0", "1", "dk"]
    assert [*allowed_values(model=model, scope=who)["I"]] == ["0", "1", "dk", "na"]


@pytest.mark.parametrize("unanswered", ["exclude", "zero", "not_met", "void"])
@pytest.mark.parametrize("rule", ["mean", "sum", "minimum", "maximum", "deduction", "additive"])
def test_nothing_answered_is_no_figure_and_never_zero(rule, unanswered):
    rules = scoring(activities={"score": {"rule": rule}}) | {"answers": {"unanswered": unanswered}}
    parts = (item("I1", level=1), item("I2", level=2))
    model = model_of(
        domain("D", activity("A", *parts)),
        domain("E", activity("B", item("J", level=1))),
        rules=rules | {"scoring": rules["scoring"] | {"overall": {"score": {"rule": "none"}}}},
    )
    release = result(model, {"J": "2"})
    for code in ("A", "D"):
        found = node(release, code)
        assert (found.score, found.level, found.released) == (None, None, False)
    assert node(release, "B").score is not None


def test_a_void_leaves_everything_above_it_without_a_figure_and_nothing_beside_it():
    rules = {"answers": {"unanswered": "void"}}
    model = model_of(
        domain("D", domain("DD", FOUR), activity("B", item("J"))),
        domain("E", activity("C", item("K"))),
        rules=rules,
    )
    release = result(model, {"I1": "3", "I2": "3", "I3": "3", "J": "2", "K": "1"})
    found = {code: node(release, code).score for code in ("A", "DD", "D", "overall", "B", "C", "E")}
    assert found == {
        "A": None, "DD": None, "D": None, "overall": None, "B": 2, "C": 1, "E": 1,
    }  # fmt: skip


def test_a_part_without_weight_voids_nothing():
    rules = {"answers": {"unanswered": "void"}}
    model = model_of(domain("D", activity("A", item("I1"), item("I2", weight=0))), rules=rules)
    assert score(model, {"I1": "3"}, "A") == 3


def test_who_does_not_know_and_what_does_not_apply_together_are_not_too_few():
    """Of two people one does not know and one says that it does not apply."""
    release = result(four(), {"I1": "3", "I2": {"dk": 1, "na": 1}})
    assert node(release, "A").basis.left_out == {"dont_know": 1, "unanswered": 2}
