"""General models: cumulative levels, bands, minimum and stages, with levels worked by hand."""

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
    scoring,
)

# Cumulative


def stairs(scale, rule, *levels, **rest):
    """An activity with an item I1, I2, … at each of the levels named, answered on a scale."""
    parts = [item(f"I{n}", scale, level=at) for n, at in enumerate(levels, start=1)]
    rule = {"rule": "cumulative", "scale": "steps"} | rule
    return model_of(domain("D", activity("A", *parts, level_rule=rule)), **rest)


def reached(model, *answers):
    return level(model, {f"I{n}": a for n, a in enumerate(answers, start=1) if a is not None}, "A")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("No", "No", "No", "No"), 0),
        (("0.5", "No", "No", "No"), 0),  # one of the two at level 1
        (("0.5", "all", "No", "No"), 1),
        (("0.5", "0.5", "0.5", "some"), 2),
        (("0.5", "0.5", "0.5", "0.5"), 3),
        (("all", "all", "some", "all"), 1),  # level 2 stops level 3
        (("some", "all", "all", "all"), 0),
    ],
)
def test_a_level_needs_everything_at_and_below_it(answers, expected):
    model = stairs("quarters", {"at_least": "0.5"}, 1, 1, 2, 3)
    assert reached(model, *answers) == expected


@pytest.mark.parametrize(
    ("answers", "expected"), [(("largely", "fully"), 2), (("fully", "partly"), 1), (("not",), 0)]
)
def test_answers_that_pass_may_be_listed(answers, expected):
    parts = {"among": ["largely", "fully"], "scale": None}
    rule = {key: value for key, value in parts.items() if value}
    items = (item("I1", "ranked", level=1), item("I2", "ranked", level=2))
    model = model_of(domain("D", activity("A", *items, level_rule={"rule": "cumulative"} | rule)))
    assert reached(model, *answers) == expected


def test_a_listed_answer_is_that_answer_and_not_a_better_one():
    model = stairs("ranked", {"among": ["partly"]}, 1, 2, 3)
    assert reached(model, "partly", "fully", "partly") == 1


def across(empty):
    """Two activities of one model; only E has an item at level 2. D's level 2 is empty."""
    rule = {"rule": "cumulative", "at_least": "1", "empty": empty, "scale": "steps"}
    return model_of(
        domain("D", activity("A", item("A1", "yes_no", level=1), item("A3", "yes_no", level=3))),
        domain("E", activity("B", *(item(f"B{n}", "yes_no", level=n) for n in (1, 2, 3)))),
        rules=scoring(domains={"level": rule}),
    )


def test_an_empty_level_passes_where_the_model_says_so():
    """D has nothing at level 2, and reaches 3; without its level 3 it stands at 2."""
    found = result(across("passes"), {"A1": "1", "A3": "1", "B1": "1", "B2": "0", "B3": "1"})
    assert [node(found, code).level for code in ("D", "E")] == [3, 1]
    found = result(across("passes"), {"A1": "1", "A3": "0", "B1": "1"})
    assert node(found, "D").level == 2


def test_an_empty_level_stops_where_the_model_says_so():
    """Item A2 is out of the profile: there the level is empty and stops, elsewhere it is not."""
    rule = {"rule": "cumulative", "at_least": "1", "empty": "stops"}
    parts = [item(f"A{n}", "yes_no", level=n) for n in (1, 2, 3)]
    parts[1]["profiles"] = ["long"]
    profiles = [{"code": "short", "title": "Short"}, {"code": "long", "title": "Long"}]
    model = model_of(domain("D", activity("A", *parts, level_rule=rule)), profiles=profiles)
    answers = {"A1": "1", "A2": "1", "A3": "1"}
    assert level(model, answers, "A", profile="short") == 1
    assert level(model, answers, "A", profile="long") == 3
    rule["empty"] = "passes"
    model = model_of(domain("D", activity("A", *parts, level_rule=rule)), profiles=profiles)
    assert level(model, answers, "A", profile="short") == 3


def test_a_level_nobody_can_reach_is_refused_and_so_is_one_for_nothing():
    stops = {"rule": "cumulative", "scale": "steps", "at_least": "1", "empty": "stops"}
    parts = (item("I1", "yes_no", level=1), item("I3", "yes_no", level=3))
    assert refusals(domain("D", activity("A", *parts, level_rule=stops))) == [
        (
            "domains[1].activities[1].level_rule",
            (
                "level 2 can never be reached: nothing below belongs to it. "
                "Add an item at this level, or write empty: passes."
            ),
        )
    ]
    passes = stops | {"empty": "passes"}
    assert refusals(domain("D", activity("A", *parts, level_rule=passes))) == [
        (
            "domains[1].activities[1].level_rule",
            (
                "level 2 is reached for nothing: no item of the model belongs to it. "
                "Add items at this level, or take it off the scale."
            ),
        )
    ]


def test_what_nobody_answered_does_not_make_a_level_empty():
    """Nothing of level 2 is answered: it is not reached, though an empty level would pass."""
    model = stairs("yes_no", {"at_least": "1", "empty": "passes"}, 1, 2, 3)
    assert reached(model, "1", None, "1") == 1
    assert reached(model, "1", "dk", "1") == 1
    assert reached(model, None, None, None) is None


def test_what_does_not_apply_is_no_part_of_its_level():
    """Of two at level 1 one does not apply; at level 2 nothing applies, which passes or stops."""
    rules = {"answers": {"not_applicable": "exclude"}}
    passes = stairs("yes_no", {"at_least": "1"}, 1, 1, 2, 3, rules=rules)
    assert reached(passes, "1", "na", "1", "0") == 2
    assert reached(passes, "1", "na", "na", "1") == 3
    stops = stairs("yes_no", {"at_least": "1", "empty": "stops"}, 1, 1, 2, 3, rules=rules)
    assert reached(stops, "1", "na", "na", "1") == 1


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        # largely at the level itself, fully at those below
        (("largely", "not", "not"), 1),
        (("largely", "largely", "not"), 1),  # level 1 is not fully met
        (("fully", "largely", "not"), 2),
        (("fully", "largely", "largely"), 2),
        (("fully", "fully", "largely"), 3),
        (("partly", "fully", "fully"), 0),
    ],
)
def test_the_levels_below_may_need_more_than_the_level_itself(answers, expected):
    rule = {"at_least": "largely", "lower_at_least": "fully"}
    assert reached(stairs("ranked", rule, 1, 2, 3), *answers) == expected
    rule = {"among": ["largely", "fully"], "lower_among": ["fully"]}
    assert reached(stairs("ranked", rule, 1, 2, 3), *answers) == expected


def test_the_lowest_level_may_be_one():
    """Levels 1 to 3 on a scale that has no 0: level 1 is where everybody starts."""
    scales = {
        "yes_no": {"levels": [{"level": 0, "name": "No"}, {"level": 1, "name": "Yes"}]},
        "one": {"levels": [{"level": n, "name": f"L{n}"} for n in (1, 2, 3)]},
    }
    rule = {"rule": "cumulative", "scale": "one", "at_least": "1", "start": 1}
    parts = (item("I2", "yes_no", level=2), item("I3", "yes_no", level=3))
    model = model_of(domain("D", activity("A", *parts, level_rule=rule)), scales=scales)
    found = node(result(model, {"I2": "0", "I3": "1"}), "A")
    assert (found.level, found.level_word) == (1, "L1")
    assert level(model, {"I2": "1", "I3": "0"}, "A") == 2


def test_the_answer_that_sixty_per_cent_reach_is_tested():
    model = stairs("ranked", {"at_least": "largely"}, 1, 2, 3)
    most = {"fully": 3, "not": 2}
    answers = {"I1": most, "I2": {"largely": 5, "partly": 4}, "I3": "fully"}
    assert level(model, answers, "A") == 1  # 60 % at level 1, 56 % at level 2


# Bands

BANDS = {
    "rule": "bands",
    "scale": "ranked",
    "bands": [
        {"value": "not"},
        {"value": "partly", "above": 15},
        {"value": "largely", "above": 50},
        {"value": "fully", "above": 85},
    ],
}


@pytest.mark.parametrize(
    ("percent", "number", "word"),
    [
        *((0, 0, "Not"), (15, 0, "Not"), (16, 1, "Partly")),
        *((50, 1, "Partly"), (51, 2, "Largely")),
        *((85, 2, "Largely"), (86, 3, "Fully"), (100, 3, "Fully")),
    ],
)
def test_the_upper_end_of_a_band_is_closed_where_the_next_is_above_it(percent, number, word):
    model = model_of(domain("D", activity("A", item("I", "percent"), level_rule=BANDS)))
    found = node(result(model, {"I": str(percent)}), "A")
    assert (found.score, found.level, found.level_word) == (percent, number, word)


@pytest.mark.parametrize(
    ("percent", "number"), [(14, 0), (15, 1), (49, 1), (50, 2), (84, 2), (85, 3)]
)
def test_the_lower_end_is_closed_where_it_stands_from(percent, number):
    edges = {"partly": 15, "largely": 50, "fully": 85}
    bands = [{"value": "not"}, *({"value": value, "from": n} for value, n in edges.items())]
    rule = BANDS | {"bands": bands}
    model = model_of(domain("D", activity("A", item("I", "percent"), level_rule=rule)))
    assert level(model, {"I": str(percent)}, "A") == number


def test_bands_are_read_from_the_exact_score():
    """Two at 85 and one at 86 make 85.33: above 85, though printed as 85."""
    rules = {"rounding": {"decimals": 0}}
    model = model_of(
        domain("D", activity("A", item("I", "percent"), level_rule=BANDS)), rules=rules
    )
    found = node(result(model, {"I": {"85": 2, "86": 1}}, exact=False), "A")
    assert (found.score, found.level_word) == (85, "Fully")


def test_ratings_by_percent_give_a_level_of_their_parts():
    """Own level at least Largely, those below Fully; 90 is F, 85 and 70 are L, 40 is P."""
    parts = [activity(f"P{n}", item(f"I{n}", "percent"), level=n) for n in (1, 2, 3)]
    rule = {
        "rule": "cumulative", "of": "parts", "scale": "steps",
        "at_least": "largely", "lower_at_least": "fully",
    }  # fmt: skip
    rules = scoring(
        activities={"level": BANDS}, domains={"score": {"rule": "none"}, "level": rule},
        overall={"score": {"rule": "none"}},
    )  # fmt: skip
    model = model_of(domain("D", *parts), rules=rules)

    def found(*percents):
        return level(model, {f"I{n}": str(p) for n, p in enumerate(percents, start=1)}, "D")

    assert found(90, 85, 40) == 2
    assert found(85, 90, 90) == 1
    assert found(90, 86, 70) == 3
    assert found(50, 100, 100) == 0


# Minimum

EIGHT = tuple(activity(f"S{n}", item(f"I{n}", "steps")) for n in range(1, 9))
LOWEST = scoring(
    domains={"score": {"rule": "none"}, "level": {"rule": "minimum"}},
    overall={"score": {"rule": "none"}, "level": {"rule": "minimum"}},
)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [((3,) * 8, 3), ((3, 3, 3, 3, 3, 3, 3, 1), 1), ((2, 3, 3, 3, 3, 3, 3, 3), 2), ((0,) * 8, 0)],
)
def test_the_whole_is_as_good_as_the_weakest_of_eight(answers, expected):
    model = model_of(
        *(domain(f"D{n}", part) for n, part in enumerate(EIGHT, start=1)), rules=LOWEST
    )
    found = node(
        result(model, {f"I{n}": str(a) for n, a in enumerate(answers, start=1)}), "overall"
    )
    assert (found.score, found.level, found.released) == (None, expected, True)


def test_the_lowest_level_is_not_known_while_one_of_the_parts_is_not():
    rules = LOWEST | {"answers": {"not_applicable": "exclude"}}
    model = model_of(domain("D", *EIGHT[:3]), rules=rules)
    assert level(model, {"I1": "3", "I2": "2", "I3": "1"}, "D") == 1
    assert level(model, {"I1": "3", "I2": "2"}, "D") is None
    assert level(model, {"I1": "3", "I2": "2", "I3": "dk"}, "D") is None
    assert level(model, {"I1": "3", "I2": "2", "I3": "na"}, "D") == 2  # does not apply: skipped


# Staged


def staged(policy="exclude"):
    """Stage 2 needs levels 2 of R and P, stage 3 needs 3 of R, 2 of P and 1 of S."""
    stages = [
        {"level": 2, "needs": [{"areas": ["R", "P"], "at_least": 2}]},
        {
            "level": 3,
            "needs": [
                {"areas": ["R"], "at_least": 3},
                {"areas": ["P"], "at_least": 2},
                {"areas": ["S"], "at_least": 1},
            ],
        },
    ]
    overall = {"rule": "staged", "start": 1, "stages": stages}
    parts = [activity(code, item(f"{code}1", "steps")) for code in ("R", "P", "S")]
    rules = scoring(
        activities={"score": {"rule": "none"}},
        domains={"score": {"rule": "none"}},
        overall={"score": {"rule": "none"}, "level": overall},
    )
    return model_of(domain("D", *parts), rules=rules | {"answers": {"not_applicable": policy}})


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"R1": "3", "P1": "2", "S1": "1"}, 3),
        ({"R1": "3", "P1": "3", "S1": "0"}, 2),
        ({"R1": "2", "P1": "2", "S1": "3"}, 2),
        ({"R1": "3", "P1": "1", "S1": "3"}, 1),  # stage 2 fails, so stage 3 does
        ({"R1": "0", "P1": "0", "S1": "0"}, 1),
        ({"R1": "3", "P1": "2", "S1": "na"}, 3),  # skipped
        ({"R1": "3", "P1": "na", "S1": "1"}, 3),
        ({"R1": "3", "P1": "2"}, 2),  # not answered is not skipped
        ({"R1": "3", "P1": "2", "S1": "dk"}, 2),
        ({}, None),
    ],
)
def test_a_stage_needs_every_area_named_and_all_earlier_stages(answers, expected):
    assert level(staged(), answers) == expected


def test_what_does_not_apply_and_blocks_or_counts_as_met_is_not_skipped():
    answers = {"R1": "3", "P1": "2", "S1": "na"}
    assert level(staged("met"), answers) == 3
    assert level(staged("block"), answers) == 2


def test_a_model_may_have_levels_and_no_total():
    rules = scoring(
        activities={"score": {"rule": "none"}},
        domains={"score": {"rule": "none"}},
        overall={"score": {"rule": "none"}},
    )
    model = model_of(domain("D", *EIGHT[:2]), rules=rules)
    found = result(model, {"I1": "3", "I2": "1"})
    assert [node(found, code).level for code in ("S1", "S2", "D", "overall")] == [3, 1, None, None]
    assert all(n.score is None for n in found.nodes if n.kind != "item")
    assert not node(found, "overall").released
