"""Every node as it is printed, for the organisation and for each reporting group."""

from dataclasses import replace

import pytest

from readiness.core.release import Agreement, NearMiss, Node
from tests.builders import activity, alike, assessed, everywhere, na, node, scope

KEYS = ("it", "sales")


def printed(cell: dict[str, int], item: str = "MON-3-Q1") -> Node:
    """The node of Sales for an item with these counts."""
    return node(assessed(scope(*KEYS), {("sales", item): cell}), item, "sales")


def organisation(item: str, **cells: dict[str, int]) -> Node:
    """The organisation's node of an item, from the counts of each department."""
    counts = {(key, item): cell for key, cell in cells.items()}
    return node(assessed(scope(*cells), counts), item)


# What a group shows


def test_five_to_nine_answers_show_score_level_number_and_a_two_way_mark():
    found = printed({"1": 1, "2": 6, "3": 2})
    assert (found.n, found.score, found.level, found.level_word) == (9, 2.1, 2, "Assigned")
    assert found.agreement == Agreement(view="one_view")
    assert (found.median, found.distribution, found.near_miss) == (None, None, None)


def test_ten_answers_show_median_and_band_as_well():
    found = printed({"1": 2, "2": 6, "3": 2})
    assert (found.n, found.score, found.level, found.median) == (10, 2.0, 2, 2.0)
    assert found.agreement == Agreement(view="one_view", band="strong")  # s² = 4/9, r_wg = .78
    assert (found.distribution, found.near_miss) == (None, None)


def test_the_same_spread_is_a_mixed_view_with_nine_answers_and_one_view_with_ten():
    """s² = 7.56/8 = .94, r_wg = .53, AD = .78; with ten: s² = .93, r_wg = .53, AD = .80."""
    assert printed({"1": 4, "2": 2, "3": 3}).agreement.view == "mixed_view"
    assert printed({"1": 4, "2": 2, "3": 4}).agreement.view == "one_view"


def test_fewer_valid_answers_than_the_floor_show_their_number_and_what_is_not_known():
    found = printed({"3": 4, "dk": 4})
    assert (found.n, found.dk, found.np, found.released) == (4, 50, 0, True)
    assert (found.score, found.level, found.no_level) == (None, None, "too_few")
    assert found.agreement == Agreement()


def test_no_answers_and_too_few_look_the_same():
    empty = Node(
        code="MON-3-Q1",
        kind="item",
        department="sales",
        released=False,
        parent="MON-3",
        low=0,
        high=4,
    )
    assert printed({"3": 4}) == empty
    assert printed({}) == empty


@pytest.mark.parametrize(
    ("cell", "score", "bound"),
    [
        ({"0": 5}, 0.2, "or_below"),
        ({"0": 4, "1": 1}, 0.2, "or_below"),
        ({"0": 3, "1": 2}, 0.4, None),
        ({"0": 8, "1": 1}, 0.2, "or_below"),
        ({"0": 6, "1": 3}, 0.3, None),
        ({"4": 5}, 3.8, "or_above"),
        ({"4": 4, "3": 1}, 3.8, "or_above"),
        ({"4": 3, "3": 2}, 3.6, None),
        ({"4": 9}, 3.8, "or_above"),
        ({"0": 10}, 0.0, None),
        ({"4": 10}, 4.0, None),
    ],
)
def test_a_small_group_at_an_end_of_the_scale_is_printed_with_its_bound(cell, score, bound):
    found = printed(cell)
    assert (found.score, found.score_bound) == (score, bound)


def without_distribution(found: Node) -> Node:
    """A node of the organisation less what is read from all answers in one distribution."""
    if found.department is not None:
        return found
    return replace(found, agreement=Agreement(), distribution=None)


@pytest.mark.parametrize(("all_say", "one_says"), [("0", "1"), ("4", "3")])
@pytest.mark.parametrize("lead", ["sales", "nobody"])
def test_no_node_tells_unanimity_of_a_small_department_from_all_but_one(all_say, one_says, lead):
    """Neither its own item, activity, domain and overall nor any of the organisation's."""
    counts = alike(("hr", "it", "sales"), today=lead, pooled=False)
    mine = {cell: {all_say: 5} for cell in counts if cell[0] == "sales" and "-Q" in cell[1]}
    theirs = {cell: {all_say: 4, one_says: 1} for cell in mine}
    who = scope("hr", "it", "sales")
    unanimous, divided = assessed(who, counts | mine), assessed(who, counts | theirs)
    assert node(unanimous, "overall").score is not None
    for before, after in zip(unanimous.nodes, divided.nodes, strict=True):
        assert without_distribution(before) == without_distribution(after), (
            before.code,
            before.department,
        )


def test_the_lowest_department_is_not_named_by_what_its_bound_hides():
    """Sales, all at 0, is no lower in print than IT with one at 1: the first key is named."""
    found = organisation("MON-3-Q1", it={"0": 4, "1": 1}, sales={"0": 5}, hr={"2": 5})
    assert (found.basis.lowest, found.basis.highest, found.basis.spread) == ("it", "hr", 1.8)


# Levels that are not printed


@pytest.mark.parametrize(
    ("cell", "level", "reason", "visibility"),
    [
        ({"2": 6, "dk": 4}, None, "not_visible", "not_visible"),  # exactly 40 %
        ({"2": 61, "dk": 39}, 2, None, "caution"),
        ({"2": 8, "dk": 2}, 2, None, "caution"),  # exactly 20 %
        ({"2": 81, "dk": 19}, 2, None, "visible"),
        ({"2": 6, "dk": 4, "np": 8}, None, "not_visible", "not_visible"),  # 4 of 10, np left out
        ({"0": 5, "4": 5}, None, "polarised", "visible"),  # s² = 4.4
        ({"0": 2, "3": 3}, None, "polarised", "visible"),  # s² = 2.7
        ({"0": 2, "2": 5, "4": 2}, 2, None, "visible"),  # s² = 16/8 = 2.0 is not above 2.0
    ],
)
def test_no_level_is_printed_of_the_invisible_and_the_polarised(cell, level, reason, visibility):
    found = printed(cell)
    assert (found.level, found.no_level, found.visibility) == (level, reason, visibility)
    assert found.score is not None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [({"2": 5, "np": 5}, "not_part"), ({"2": 4, "np": 6}, "not_part"), ({"2": 6, "np": 5}, None)],
)
def test_half_not_part_of_our_work_leaves_neither_score_nor_level(cell, reason):
    result = assessed(scope(*KEYS), {("sales", "MON-3-Q1"): cell})
    found = node(result, "MON-3-Q1", "sales")
    assert found.no_level == reason
    assert (found.score is None) == (reason is not None)
    asked = [w.subject for w in result.warnings if (w.code, w.other) == ("not_part", "sales")]
    assert asked == (["MON-3-Q1"] if reason else [])


# The organisation


def test_a_pervasive_item_is_the_mean_with_its_lowest_and_highest_department():
    found = organisation("MON-3-Q1", it={"1": 10}, sales={"3": 30}, hr={"2": 10})
    assert (found.n, found.score, found.level) == (50, 2.0, 2)
    basis = found.basis
    assert (basis.rule, basis.lowest, basis.highest, basis.spread) == (
        "departments",
        "it",
        "sales",
        2.0,
    )
    assert (basis.counted, basis.of) == (3, 3)
    assert found.distribution == (0, 10, 10, 30, 0)


def test_the_organisations_level_is_read_from_the_mean_share_of_departments():
    """At least 2: 70 % and 50 %, so 60 %: level 2. Of all 40 people it would be 55 %."""
    found = organisation("MON-3-Q1", it={"1": 3, "2": 7}, sales={"1": 15, "2": 15})
    assert (found.level, found.score) == (2, 1.6)
    found = organisation("MON-3-Q1", it={"1": 31, "2": 69}, sales={"1": 15, "2": 15})
    assert found.level == 1


def test_a_near_miss_of_the_organisation_is_printed_with_both_numbers():
    found = organisation("MON-3-Q1", it={"1": 42, "2": 58}, sales={"1": 42, "2": 58})
    assert (found.level, found.near_miss) == (1, NearMiss(name="2", share=58, needed=60))
    assert node_near_miss(55) == NearMiss(name="2", share=55, needed=60)
    assert node_near_miss(54) is None
    assert node_near_miss(60) is None


def node_near_miss(percent: int) -> NearMiss | None:
    cell = {"1": 100 - percent, "2": percent}
    return organisation("MON-3-Q1", it=cell, sales=cell).near_miss


def lead_organisation(cell: dict[str, int], rest: dict[str, int]) -> Node:
    """MON-1-Q1 of an organisation in which everybody names Sales."""
    counts = everywhere(KEYS, "MON-1:today", {"sales": 10})
    counts |= {("sales", "MON-1-Q1"): cell, ("it", "MON-1-Q1"): rest}
    return node(assessed(scope(*KEYS), counts), "MON-1-Q1")


def test_a_lead_departments_figures_stand_for_a_concentrated_item():
    found = lead_organisation({"1": 1, "3": 9, "dk": 2}, {"0": 40, "dk": 40})
    assert (found.n, found.score, found.level, found.median, found.dk) == (10, 2.8, 3, 3.0, 17)
    assert (found.basis.rule, found.basis.lead, found.basis.counted) == ("lead", "sales", 1)
    assert found.agreement == Agreement(view="one_view", band="strong")  # s² = .4, r_wg = .8


def test_one_able_home_is_not_taken_for_a_polarised_organisation():
    """Sales all at 4, forty others at 0: s² over all is above 2, yet Sales agrees."""
    found = lead_organisation({"4": 20}, {"0": 40})
    assert (found.level, found.no_level, found.score) == (4, None, 4.0)


def test_figures_of_one_department_are_not_printed_as_the_organisations():
    """Neither distribution nor r_wg nor near miss; and a small one keeps its bound."""
    found = lead_organisation({"1": 42, "2": 58}, {"0": 10})
    assert (found.distribution, found.near_miss, found.agreement.rwg) == (None, None, None)
    small = lead_organisation({"0": 5}, {"2": 10})
    assert (small.score, small.score_bound, small.median) == (0.2, "or_below", None)
    alone = organisation("MON-3-Q1", sales={"2": 10})
    assert (alone.score, alone.distribution, alone.agreement.ad) == (2.0, None, None)
    assert alone.agreement.band == "very_strong"


def test_a_pooled_group_is_protected_like_any_other():
    few = node(assessed(scope(*KEYS), everywhere(("it",), "LED-3-Q1", {"0": 9})), "LED-3-Q1")
    assert (few.score, few.score_bound, few.distribution) == (0.2, "or_below", None)
    assert (few.median, few.agreement) == (None, Agreement(view="one_view"))
    many = node(assessed(scope(*KEYS), everywhere(KEYS, "LED-3-Q1", {"0": 5})), "LED-3-Q1")
    assert (many.score, many.score_bound, many.distribution) == (0.0, None, (10, 0, 0, 0, 0))
    assert many.agreement == Agreement(view="one_view", band="very_strong", rwg=1.0, ad=0.0)


def test_the_organisations_dont_know_counts_departments_with_too_few_levels_too():
    """IT: 0 of 10; Sales: 4 levels and 12 don't know, shown as 75 %. Mean 37.5 %."""
    found = organisation("MON-3-Q1", it={"2": 10}, sales={"2": 4, "dk": 12})
    assert (found.dk, found.visibility, found.n, found.level) == (38, "caution", 10, 2)
    found = organisation("MON-3-Q1", it={"2": 10}, sales={"2": 4, "dk": 21})
    assert (found.dk, found.no_level) == (42, "not_visible")


def test_an_item_nobody_can_judge_says_so():
    found = organisation("MON-3-Q1", it={"dk": 10}, sales={"dk": 6, "2": 2})
    assert (found.released, found.dk, found.visibility) == (True, 88, "not_visible")
    assert (found.n, found.score, found.level, found.no_level) == (2, None, None, "too_few")


def test_a_department_whose_work_it_is_not_leaves_the_organisations_figures():
    found = organisation("MON-3-Q1", it={"2": 10}, sales={"0": 5, "np": 15}, hr={"2": 10})
    assert (found.n, found.score, found.distribution) == (20, 2.0, (0, 0, 20, 0, 0))
    assert (found.np, found.basis.counted, found.basis.of) == (25, 2, 3)


def test_agreement_figures_are_printed_with_two_decimals():
    """3×(1,2,2,3,3,2): mean 13/6, squares 306/36, s² = 306/36/17 = .5, r_wg = .75, AD = .5."""
    six = {"1": 1, "2": 3, "3": 2}
    found = organisation("MON-3-Q1", hr=six, it=six, sales=six)
    assert (found.agreement.rwg, found.agreement.ad) == (0.75, 0.5)
    assert (found.agreement.view, found.agreement.band) == ("one_view", "strong")


def test_icc_needs_five_departments():
    """Means 1,1,3,3,3 of five people with s² = .5 each: MSB = 5×4.8/4 = 6, MSW = .5, k = 5."""
    low, high = {"0": 1, "1": 3, "2": 1}, {"2": 1, "3": 3, "4": 1}
    five = organisation("MON-3-Q1", hr=low, it=low, legal=high, product=high, sales=high)
    assert (five.agreement.icc1, five.agreement.icc2) == (0.69, 0.92)  # 5.5/8, 5.5/6
    four = organisation("MON-3-Q1", it=low, legal=high, product=high, sales=high)
    assert (four.agreement.icc1, four.agreement.icc2) == (None, None)


# Targets


@pytest.mark.parametrize(
    ("cell", "score", "gap", "word"),
    [
        ({"0": 55, "1": 45}, 0.5, 2.6, "not"),  # .45 of 3 is 15 %; 2.55 away
        ({"0": 54, "1": 46}, 0.5, 2.5, "partly"),
        ({"1": 50, "2": 50}, 1.5, 1.5, "partly"),  # 50 %
        ({"1": 49, "2": 51}, 1.5, 1.5, "largely"),
        ({"2": 45, "3": 55}, 2.6, 0.5, "largely"),  # 2.55 is 85 %, 0.45 away
        ({"2": 44, "3": 56}, 2.6, 0.4, "fully"),
        ({"3": 100}, 3.0, 0.0, "fully"),
        ({"4": 100}, 4.0, 0.0, "fully"),  # never a negative gap
    ],
)
def test_a_gap_is_the_target_less_the_score_and_words_follow_iso_33020(cell, score, gap, word):
    found = printed(cell)
    assert (found.target, found.score, found.gap, found.band) == (3.0, score, gap, word)


def test_at_target_is_judged_before_rounding():
    """2.96 is printed as 3.0 with a gap of 0.0, and is not at target."""
    keys = ("it", "sales")
    below, at = {"2": 4, "3": 96}, {"3": 100}
    counts = everywhere(keys, "MON-3-Q1", below) | everywhere(keys, "CUL-2-Q1", at)
    result = assessed(scope(*keys), counts)
    assert (node(result, "MON-3").score, node(result, "MON-3").gap) == (3.0, 0.0)
    assert node(result, "MON").at_target == 0
    assert node(result, "CUL").at_target == 1
    whole = node(result, "overall")
    assert (whole.at_target, whole.basis.counted, whole.basis.of) == (1, 2, 16)
    assert (result.counted.at_target, result.counted.scored) == (1, 2)
    assert activity(result, "MON-3").rank == 1
    assert activity(result, "CUL-2").rank is None


def test_a_domain_has_a_score_and_a_target_but_no_level():
    found = node(assessed(scope(*KEYS), alike(KEYS)), "MON")
    assert (found.score, found.target, found.gap, found.level) == (2.0, 3.0, 1.0, None)
    assert (found.at_target, found.basis.counted, found.basis.of) == (0, 3, 3)
    whole = node(assessed(scope(*KEYS), alike(KEYS)), "overall")
    assert (whole.score, whole.target, whole.gap, whole.level) == (2.0, None, None, None)


def test_an_activitys_level_is_that_of_its_first_item_and_its_score_the_mean():
    counts = alike(KEYS) | everywhere(KEYS, "CUL-1-Q1", {"1": 10})
    found = node(assessed(scope(*KEYS), counts), "CUL-1")
    assert (found.score, found.level, found.level_word, found.n) == (1.5, 1, "Improvised", 20)


# A group's branch


def test_a_groups_domain_is_the_weighted_mean_of_the_activities_it_rates_itself():
    """MON-1 weighs 3, MON-3 weighs 2; MON-2 is pooled: (3×1 + 2×3) / 5 = 1.8."""
    counts = {("sales", "MON-1-Q1"): {"1": 10}, ("sales", "MON-3-Q1"): {"3": 10}}
    result = assessed(scope(*KEYS), counts)
    found = node(result, "MON", "sales")
    assert (found.score, found.target, found.gap) == (1.8, 3.0, 1.2)
    assert node(result, "overall", "sales").score == 1.8
    assert node(result, "MON-1", "sales").score == 1.0
    assert not node(result, "MON-2", "sales").released


def test_a_condition_is_shown_for_departments_and_has_no_target():
    result = assessed(scope(*KEYS), everywhere(KEYS, "CND-3-Q1", {"3": 10}))
    found = node(result, "CND-3-Q1", "it")
    assert (found.score, found.level_word, found.target, found.gap) == (3.0, "High", None, None)
    assert node(result, "CND-3-Q1").score == 3.0
    assert node(result, "overall").score is None


def test_a_closed_activity_and_what_does_not_apply_show_nothing():
    who = scope(*KEYS, closed=frozenset({"LED-1"}), not_applicable=na(sales="MON-3"))
    result = assessed(who, alike(KEYS))
    for code in ("LED-1", "LED-1-Q1"):
        for group in (None, "it", "sales"):
            assert not node(result, code, group).released
    assert not node(result, "MON-3-Q1", "sales").released
    assert node(result, "MON-3-Q1", "it").released
    assert node(result, "LED").score == 2.0


def test_a_group_that_is_not_shown_has_empty_nodes():
    counts = alike(("it",)) | alike(("sales",), n=4)
    result = assessed(scope(*KEYS), counts)
    nodes = [n for n in result.nodes if n.department == "sales"]
    assert nodes
    for found in nodes:
        ends = {"low": found.low, "high": found.high} if found.kind == "item" else {}
        assert found == Node(
            code=found.code,
            kind=found.kind,
            department="sales",
            released=False,
            parent=found.parent,
            **ends,
        )
