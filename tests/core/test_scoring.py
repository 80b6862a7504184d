"""Scores and levels up the tree: respondents, department, organisation, activity, domain, whole.

Exact figures here; how they are printed is tested in test_nodes.
"""

import numpy as np
import pytest

from readiness.core.disclosure import ItemCell
from readiness.core.scoring import (
    Basis,
    basis_of,
    counts_in_means,
    is_not_part,
    lead_group,
    level_reached,
    score_of,
    score_tree,
    shares_at_least,
)
from tests.builders import (
    alike,
    department,
    everywhere,
    model,
    na,
    released,
    rounder,
    scope,
    seen,
)

LEVELS = (0, 1, 2, 3, 4)


def cell(**counts: int) -> ItemCell:
    """A cell from counts such as l2=5, dk=1."""
    levels = tuple(counts.get(f"l{level}", 0) for level in LEVELS)
    return ItemCell(
        valid=sum(levels), dk=counts.get("dk", 0), np=counts.get("np", 0), levels=levels
    )


def level_of(*counts: int) -> int:
    shares = shares_at_least(np.array([counts], dtype=float))[0]
    return level_reached(shares=shares, values=LEVELS, share=model().rules.level.share)


def scores(who, counts, **bases):
    """The score tree with bases as the assessment makes them, or as given for single items."""
    shown = released(who, counts)
    draws, shipped = seen(shown), model()
    leads = {
        code: lead_group(activity=activity, draws=draws, released=shown, minimum=0.25)
        for code, activity in shipped.activities.items()
    }
    found = {}
    for code, item in shipped.items.items():
        owner = shipped.activity_of.get(code)
        lead = leads[owner.code] if owner else None
        found[code] = basis_of(item=item, model=shipped, released=shown, lead=lead)
    bases = found | bases
    tree = score_tree(draws=draws, model=shipped, released=shown, bases=bases, rounder=rounder())
    return tree, found


# Levels


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ((4, 0, 6, 0, 0), 2),  # exactly 60 % say 2 or better
        ((41, 0, 59, 0, 0), 0),  # 59 %
        ((39, 0, 61, 0, 0), 2),  # 61 %
        ((2, 0, 0, 3, 0), 3),  # three of five, though two say 0
        ((0, 1, 1, 1, 2), 3),
        ((5, 0, 0, 0, 0), 0),
        ((0, 0, 0, 0, 5), 4),
        ((0, 2, 1, 0, 2), 2),  # 100 % at least 1, 60 % at least 2, 40 % at least 3
    ],
)
def test_a_level_is_reached_when_sixty_per_cent_say_at_least_this(counts, level):
    assert level_of(*counts) == level


def test_sixty_per_cent_as_floating_point_makes_it_passes():
    """3 of 5, 6 of 10, 9 of 15 and the mean of .7 and .5 are all sixty per cent."""
    for n in (5, 10, 15, 20, 35):
        assert level_of(n - 3 * n // 5, 0, 0, 3 * n // 5, 0) == 3
    mean = np.mean([[1, 0.7, 0, 0, 0], [1, 0.5, 0, 0, 0]], axis=0)
    assert level_reached(shares=mean, values=LEVELS, share=0.6) == 1


# Departments


def test_a_departments_score_is_the_mean_of_its_valid_answers():
    """2×1 + 3×2 + 5×3 = 23, over 10 valid; two don't know and one not part stay out."""
    who = scope("sales", "it")
    counts = {("sales", "MON-3-Q1"): {"1": 2, "2": 3, "3": 5, "dk": 2, "np": 1}}
    found, _bases = scores(who, counts)
    assert found.group_items["sales", "MON-3-Q1"][0] == 2.3


def test_half_not_part_of_our_work_takes_a_department_out_of_the_means():
    def leaves(**counts: int) -> bool:
        return is_not_part(cell=cell(**counts), not_part_share=0.5)

    assert leaves(l2=5, np=5)
    assert not leaves(l2=6, np=5)
    assert not leaves(l2=5, dk=1, np=5)  # five of eleven
    assert not counts_in_means(cell=cell(l2=5, np=5), not_part_share=0.5)
    assert counts_in_means(cell=cell(l2=6, np=5), not_part_share=0.5)


def test_a_cell_known_as_a_number_only_enters_no_mean():
    counted = ItemCell(valid=4, dk=3, np=0, levels=None)
    assert not counts_in_means(cell=counted, not_part_share=0.5)


# Organisation


def test_departments_count_equally_whatever_their_size():
    """Pervasive MON-3: 30 people at 3 and 10 at 1 make 2.0, not 2.5."""
    counts = {("sales", "MON-3-Q1"): {"3": 30}, ("it", "MON-3-Q1"): {"1": 10}}
    found, bases = scores(scope("sales", "it"), counts)
    assert bases["MON-3-Q1"] == Basis(rule="departments", groups=("it", "sales"))
    assert found.items["MON-3-Q1"][0] == 2.0


def lead_case(share: int) -> tuple:
    """Sales is named by ``share`` of 100 in both departments; Sales has 3.0, IT has 1.0."""
    keys = ("sales", "it")
    return scope(*keys), {
        ("sales", "MON-1-Q1"): {"3": 10},
        ("it", "MON-1-Q1"): {"1": 10},
        **everywhere(keys, "MON-1:today", {"sales": share, "nobody": 100 - share}),
    }


def test_a_concentrated_item_is_the_lead_departments_from_a_quarter_of_the_views():
    found, bases = scores(*lead_case(25))
    assert bases["MON-1-Q1"] == Basis(rule="lead", groups=("sales",))
    assert found.items["MON-1-Q1"][0] == 3.0


def test_without_a_lead_a_concentrated_item_is_the_mean_of_departments():
    found, bases = scores(*lead_case(24))
    assert bases["MON-1-Q1"] == Basis(rule="no_lead", groups=("it", "sales"))
    assert found.items["MON-1-Q1"][0] == 2.0


def test_the_lead_is_the_department_most_named_and_a_tie_goes_to_the_first_key():
    who = scope("sales", "it")
    first = everywhere(("sales", "it"), "MON-1:today", {"sales": 30, "it": 40, "nobody": 30})
    tied = everywhere(("sales", "it"), "MON-1:today", {"sales": 40, "it": 40, "nobody": 20})
    for counts in (first, tied):
        shown = released(who, counts)
        activity = model().activities["MON-1"]
        assert (
            lead_group(activity=activity, draws=seen(shown), released=shown, minimum=0.25) == "it"
        )


def test_a_department_that_is_not_shown_leads_nothing():
    """Everybody names HR, whose four people are not shown."""
    counts = {
        **everywhere(("sales", "it"), "MON-1:today", {"hr": 8, "it": 2}),
        ("hr", "MON-1:today"): {"hr": 4},
        **everywhere(("sales", "it"), "MON-1-Q1", {"1": 10}),
    }
    _found, bases = scores(scope("sales", "it", "hr"), counts)
    assert bases["MON-1-Q1"] == Basis(rule="no_lead", groups=("it", "sales"))
    counts |= everywhere(("sales", "it"), "MON-1:today", {"hr": 6, "it": 4})
    _found, bases = scores(scope("sales", "it", "hr"), counts)
    assert bases["MON-1-Q1"] == Basis(rule="lead", groups=("it",))


def test_the_lead_of_a_reporting_group_lends_it_the_groups_figures():
    who = scope(department("hr", "hr", group="it"), "it", "sales")
    counts = everywhere(("it", "sales", "hr"), "MON-1:today", {"hr": 6, "sales": 4})
    counts |= {("hr", "MON-1-Q1"): {"4": 5}, ("it", "MON-1-Q1"): {"1": 5}}
    found, bases = scores(who, counts)
    assert bases["MON-1-Q1"] == Basis(rule="lead", groups=("it",))
    assert found.items["MON-1-Q1"][0] == 2.5


def test_an_organisation_item_is_the_mean_of_departments_though_one_leads():
    counts = alike(("sales", "it"), today="sales") | {("it", "RSP-3-Q1"): {"1": 10}}
    found, bases = scores(scope("sales", "it"), counts)
    assert bases["RSP-3-Q1"].rule == "departments"
    assert found.items["RSP-3-Q1"][0] == 1.5


def test_a_pooled_item_is_one_group_of_all_who_were_asked():
    """Three and seven people: (3×4 + 7×1) / 10 = 1.9, each person counting equally."""
    counts = alike(("sales", "it"))
    counts |= {("sales", "LED-3-Q1"): {"4": 3}, ("it", "LED-3-Q1"): {"1": 7}}
    found, bases = scores(scope("sales", "it"), counts)
    assert bases["LED-3-Q1"] == Basis(rule="pooled", groups=())
    assert found.items["LED-3-Q1"][0] == 1.9


def test_a_department_to_which_an_activity_does_not_apply_leaves_its_department_items():
    keys = ("sales", "it", "hr")
    who = scope(*keys, not_applicable=na(hr="MON-3"))
    counts = everywhere(keys, "MON-3-Q1", {"2": 10}) | {("hr", "MON-3-Q1"): {"0": 10}}
    found, bases = scores(who, counts)
    assert bases["MON-3-Q1"].groups == ("it", "sales")
    assert found.items["MON-3-Q1"][0] == 2.0


# Up the tree


def test_an_activity_is_the_mean_of_its_released_items():
    """MON-3: Q1 of the departments 2.0, Q2 pooled 3.0; CUL-2 has one item."""
    keys = ("sales", "it")
    counts = everywhere(keys, "MON-3-Q1", {"2": 10}) | everywhere(keys, "CUL-2-Q1", {"1": 10})
    found, _bases = scores(scope(*keys), counts | everywhere(keys, "MON-3-Q2", {"3": 5}))
    assert found.activities["MON-3"][0] == 2.5
    assert found.activities["CUL-2"][0] == 1.0
    found, _bases = scores(scope(*keys), counts | everywhere(keys, "MON-3-Q2", {"3": 2}))
    assert found.activities["MON-3"][0] == 2.0  # four pooled answers are not released


def test_a_domain_is_the_weighted_mean_of_its_activities():
    """MON weighs 3, 2, 2: (3×3 + 2×1 + 2×2) / 7 = 15/7."""
    keys = ("sales", "it")
    counts = alike(keys) | everywhere(keys, "MON-1-Q1", {"3": 10})
    counts |= everywhere(keys, "MON-1-Q2", {"3": 10}) | everywhere(keys, "MON-2-Q1", {"1": 10})
    counts |= everywhere(keys, "MON-2-Q2", {"1": 10})
    found, _bases = scores(scope(*keys), counts)
    assert [found.activities[f"MON-{i}"][0] for i in (1, 2, 3)] == [3, 1, 2]
    assert found.domains["MON"][0] == pytest.approx(15 / 7)
    # Five domains at 2 and this one: overall is the mean of the six.
    assert found.overall[0] == pytest.approx((5 * 2 + 15 / 7) / 6)


def test_an_activity_without_a_score_leaves_its_domain():
    """Without MON-2 the weights are 3 and 2: (3×3 + 2×2) / 5 = 2.6."""
    keys = ("sales", "it")
    counts = everywhere(keys, "MON-1-Q1", {"3": 10}) | everywhere(keys, "MON-3-Q1", {"2": 10})
    found, _bases = scores(scope(*keys), counts)
    assert found.domains == {"MON": pytest.approx(2.6)}
    assert found.overall[0] == pytest.approx(2.6)


def test_a_closed_activity_is_out_of_the_domain():
    """LED weighs 3, 2, 2; LED-1 at 0 is closed, LED-2 at 3, LED-3 at 1."""
    keys = ("sales", "it")
    counts = everywhere(keys, "LED-1-Q1", {"0": 10}) | everywhere(keys, "LED-2-Q1", {"3": 10})
    counts |= everywhere(keys, "LED-3-Q1", {"1": 10})
    found, _bases = scores(scope(*keys), counts)
    assert found.domains["LED"][0] == pytest.approx(8 / 7)
    found, _bases = scores(scope(*keys, closed=frozenset({"LED-1"})), counts)
    assert found.domains["LED"][0] == 2.0
    assert "LED-1" not in found.activities


# Ends of the scale


def test_a_small_group_is_kept_off_the_ends_before_anything_is_averaged():
    """Nine people at 0 count as 0.2, ten as 0.0; nine at 4 as 3.8; a pooled group alike."""
    counts = {
        ("sales", "MON-3-Q1"): {"0": 9, "dk": 5},  # nine valid answers make a small group
        ("it", "MON-3-Q1"): {"0": 10},
        ("hr", "MON-3-Q1"): {"4": 9},
        ("sales", "LED-3-Q1"): {"4": 5},
    }
    found, _bases = scores(scope("sales", "it", "hr"), counts)
    assert found.group_items["sales", "MON-3-Q1"][0] == 0.2
    assert found.group_items["it", "MON-3-Q1"][0] == 0.0
    assert found.group_items["hr", "MON-3-Q1"][0] == 3.8
    assert found.items["MON-3-Q1"][0] == pytest.approx((0.2 + 0.0 + 3.8) / 3)
    assert found.items["LED-3-Q1"][0] == 3.8


def test_without_confidentiality_every_score_is_exact():
    counts = {("sales", "MON-3-Q1"): {"0": 5}}
    found, _bases = scores(scope("sales", floor=1), counts)
    assert found.group_items["sales", "MON-3-Q1"][0] == 0.0


def test_no_answer_gives_no_score_and_never_zero():
    assert np.isnan(score_of(counts=np.zeros((1, 5)), values=LEVELS)[0])
    assert np.isnan(shares_at_least(np.zeros((1, 5)))).all()
    found, _bases = scores(scope("sales"), {})
    assert (found.items, found.activities, found.domains, found.overall) == ({}, {}, {}, None)
