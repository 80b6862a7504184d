"""Agreement from counts, worked by hand. Figures printed by others: tests/reference/."""

import math
from itertools import product

import numpy as np
import pytest

from readiness.core import agreement
from tests.builders import model

LEVELS = (0, 1, 2, 3, 4)
RULES = model().rules.agreement
LIMIT = RULES.ad_max


def counts(*answers: int, values: tuple[int, ...] = LEVELS) -> np.ndarray:
    """The answers counted by level."""
    return np.array([answers.count(value) for value in values], dtype=float)


def rwg(*answers: int) -> float:
    return agreement.rwg(counts=counts(*answers), values=LEVELS, null_variance=2.0)


def ad(*answers: int) -> float:
    return agreement.ad_median(counts=counts(*answers), values=LEVELS)


def test_domain_example_of_one_view():
    """1,2,2,3,3,2: mean 13/6, squares 102/36, s² = (102/36)/5 = .57, r_wg = 1 - .57/2 = .72."""
    answers = (1, 2, 2, 3, 3, 2)
    spread = agreement.variance(counts=counts(*answers), values=LEVELS)
    assert spread == pytest.approx(17 / 30)
    assert rwg(*answers) == pytest.approx(1 - 17 / 60)
    assert round(rwg(*answers), 2) == 0.72
    assert ad(*answers) == 0.5
    assert agreement.is_one_view(raw=rwg(*answers), ad=0.5, small=True, rules=RULES, limit=LIMIT)


def test_domain_example_of_a_mixed_view():
    """0,0,3,3,3: mean 1.8, squares 10.8, s² = 10.8/4 = 2.7, raw r_wg = 1 - 2.7/2 = -.35."""
    answers = (0, 0, 3, 3, 3)
    assert agreement.variance(counts=counts(*answers), values=LEVELS) == pytest.approx(2.7)
    assert rwg(*answers) == pytest.approx(-0.35)
    one = agreement.is_one_view(raw=-0.35, ad=ad(*answers), small=True, rules=RULES, limit=LIMIT)
    assert not one
    assert agreement.band(raw=-0.35, rules=RULES) == "polarised"


def test_the_variance_needs_two_answers_and_the_median_one():
    assert agreement.variance(counts=counts(3), values=LEVELS) is None
    assert agreement.rwg(counts=counts(3), values=LEVELS, null_variance=2.0) is None
    assert agreement.median(counts=counts(3), values=LEVELS) == 3
    assert agreement.median(counts=counts(), values=LEVELS) is None
    assert agreement.ad_median(counts=counts(), values=LEVELS) is None


@pytest.mark.parametrize(
    ("answers", "middle"),
    [((0, 4), 2.0), ((1, 2, 4), 2.0), ((1, 1, 2, 4), 1.5), ((0, 0, 3, 3), 1.5), ((4,) * 7, 4.0)],
)
def test_the_median_is_the_middle_answer_or_the_mean_of_the_two(answers, middle):
    assert agreement.median(counts=counts(*answers), values=LEVELS) == middle


def test_null_variance_of_five_options_is_two():
    """σ²_EU = (A² - 1) / 12 (James, Demaree & Wolf 1984)."""
    assert RULES.null_variance == agreement.uniform_variance(levels=5) == 2.0


def test_the_shipped_limit_of_ad_is_that_of_five_options():
    assert round(agreement.ad_limit(levels=5), 2) == RULES.ad_max


def test_without_a_stated_null_variance_rwg_takes_that_of_its_scale():
    """1, 1, 2: s² = 1/3. With three levels σ² = 2/3, with five 2; a model may say 1."""
    three, five = counts(1, 1, 2, values=(0, 1, 2)), counts(1, 1, 2)
    assert agreement.rwg(counts=three, values=(0, 1, 2)) == pytest.approx(1 / 2)
    assert agreement.rwg(counts=five, values=LEVELS) == pytest.approx(5 / 6)
    assert agreement.rwg(counts=five, values=LEVELS, null_variance=1.0) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("raw", "shown", "polarised"),
    [(-1.0, 0.0, True), (-1e-12, 0.0, False), (0.0, 0.0, False), (0.3, 0.3, False)],
)
def test_a_negative_rwg_is_printed_as_zero_and_told_as_polarised(raw, shown, polarised):
    assert agreement.displayed(raw=raw) == shown
    assert agreement.is_polarised(raw=raw) is polarised


def test_items_too_few_answered_are_left_out_of_a_domains_agreement():
    assert agreement.rwg_star(raws=[0.9, None, 0.1]) == 0.5
    assert agreement.rwg_star(raws=[None]) is None


@pytest.mark.parametrize(
    "statistic", [agreement.variance, agreement.rwg, agreement.median, agreement.ad_median]
)
def test_counts_of_another_scale_are_refused(statistic):
    with pytest.raises(ValueError, match="3 counts for 5 levels"):
        statistic(counts=np.array([1.0, 2.0, 3.0]), values=LEVELS)
    with pytest.raises(ValueError, match="3 counts for 5 levels"):
        agreement.intraclass(groups=[np.array([1.0, 2.0, 3.0])] * 2, values=LEVELS)


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (-0.01, "polarised"),
        (0.0, "none"),
        (0.3, "none"),
        (0.31, "weak"),
        (0.5, "weak"),
        (0.51, "moderate"),
        (0.7, "moderate"),
        (0.71, "strong"),
        (0.9, "strong"),
        (0.91, "very_strong"),
        (1.0, "very_strong"),
    ],
)
def test_bands_of_lebreton_and_senter_2008(raw, word):
    assert agreement.band(raw=raw, rules=RULES) == word


@pytest.mark.parametrize(
    ("raw", "deviation", "small", "one"),
    [
        (0.71, 0.83, True, True),
        (0.70, 0.83, True, False),
        (0.70, 0.83, False, True),
        (0.51, 0.83, False, True),
        (0.50, 0.83, False, False),
        (0.90, 0.84, True, False),
        (0.90, 0.84, False, False),
    ],
)
def test_one_view_asks_more_of_five_to_nine_answers_than_of_ten(raw, deviation, small, one):
    found = agreement.is_one_view(raw=raw, ad=deviation, small=small, rules=RULES, limit=LIMIT)
    assert found is one


def test_one_view_takes_the_limit_of_the_scale():
    assert agreement.is_one_view(raw=0.9, ad=1.1, small=False, rules=RULES, limit=7 / 6)
    assert not agreement.is_one_view(raw=0.9, ad=0.6, small=False, rules=RULES, limit=3 / 6)


def chance(n: int, least: float) -> float:
    """Probability that ``n`` answers ticked at random reach ``least``, over all count tables."""
    total = 0.0
    for table in product(range(n + 1), repeat=len(LEVELS)):
        if sum(table) == n:
            raw = agreement.rwg(counts=np.array(table), values=LEVELS, null_variance=2.0)
            if raw >= least - 1e-9:
                total += math.factorial(n) / math.prod(map(math.factorial, table))
    return total / len(LEVELS) ** n


@pytest.mark.parametrize(("n", "share"), [(3, 0.232), (4, 0.098), (5, 0.059), (6, 0.045)])
def test_random_answers_rarely_reach_seventy_from_five_people_on(n, share):
    """The table in domain.md, section 4: the reason for the floor."""
    assert round(chance(n, 0.70), 3) == share


def test_five_random_answers_reach_fifty_one_in_one_case_of_six():
    assert round(chance(5, 0.51), 3) == 0.165


def test_icc_of_groups_of_unequal_size_by_hand():
    """0,0,1 and 2,3: means 1/3 and 5/2, grand mean 6/5.

    | between | 3(1/3 - 6/5)² + 2(5/2 - 6/5)² = 169/30 | 1 | MSB = 169/30 |
    | within  | 2/3 + 1/2 = 7/6                       | 3 | MSW = 7/18   |
    k = 5 - 13/5 = 2.4; ICC(1) = (MSB - MSW) / (MSB + 1.4 MSW); ICC(2) = (MSB - MSW) / MSB.
    """
    groups = [counts(0, 0, 1), counts(2, 3)]
    between, within = 169 / 30, 7 / 18
    icc1, icc2 = agreement.intraclass(groups=groups, values=LEVELS)
    assert icc1 == pytest.approx((between - within) / (between + 1.4 * within))
    assert icc2 == pytest.approx((between - within) / between)
    assert (round(icc1, 3), round(icc2, 3)) == (0.849, 0.931)


def test_icc_is_missing_where_nothing_can_be_compared():
    alone = [counts(1, 2)]
    single = [counts(1), counts(2)]
    same = [counts(2, 2), counts(2, 2)]
    assert agreement.intraclass(groups=alone, values=LEVELS) == (None, None)
    assert agreement.intraclass(groups=single, values=LEVELS) == (None, None)
    assert agreement.intraclass(groups=same, values=LEVELS) == (None, None)


def test_a_department_without_answers_changes_no_icc():
    groups = [counts(0, 0, 1), counts(2, 3)]
    found = agreement.intraclass(groups=groups, values=LEVELS)
    assert agreement.intraclass(groups=[*groups, counts()], values=LEVELS) == found


def test_one_department_has_no_perception_gap():
    assert agreement.perception_gap(means=[2.0]) is None
    assert agreement.perception_gap(means=[0.5, 2.0]) == 1.5


def test_icc_is_negative_where_groups_differ_less_than_chance():
    """0,4 and 0,4: MSB = 0, MSW = 8, k = 2, ICC(1) = -8 / 8."""
    icc1, icc2 = agreement.intraclass(groups=[counts(0, 4), counts(0, 4)], values=LEVELS)
    assert (icc1, icc2) == (-1.0, None)
