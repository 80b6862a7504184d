"""What is printed where a small group is of one mind, or could be told from another by subtraction.

Each case on one plain organisation; random ones stand in ``test_promise``.
"""

import pytest

from readiness.core.disclosure import VoteCell
from readiness.core.release import Release
from tests.builders import (
    Counts,
    activity,
    alike,
    assessed,
    everywhere,
    node,
    released,
    scope,
)
from tests.core.publications import GENERAL

ALL_NAME_SALES, ALL_BUT_ONE = {"sales": 5}, {"sales": 4, "nobody": 1}


def owner(result: Release, code: str = "MON-1"):
    """An activity's ownership."""
    return activity(result, code).ownership


def claim(result: Release, key: str = "sales") -> tuple[str | None, int | None]:
    """What is printed of a department's own staff."""
    [found] = [c for c in owner(result).criteria if c.department == key]
    return found.claim, found.claim_share


def votes(**cells: dict[str, int]) -> Release:
    """The Release of departments that answer who looks after MON-1 today."""
    counts = {(key, "MON-1:today"): cell for key, cell in cells.items()}
    return assessed(scope(*cells), counts)


def items(item: str = "MON-3-Q1", **cells: dict[str, int]) -> Release:
    """The Release of departments that answer one item."""
    return assessed(scope(*cells), {(key, item): cell for key, cell in cells.items()})


# Votes


@pytest.mark.parametrize("cell", [{"sales": 5}, {"sales": 4, "each": 1}, ALL_BUT_ONE])
def test_of_five_with_one_mind_a_view_is_kept_back_as_of_all_but_one(cell):
    shown = released(scope("sales"), {("sales", "MON-1:today"): cell})
    assert shown.votes["sales", "MON-1:today"] == VoteCell(
        views=5, dk=0, votes={"sales": 4}, kept_back=1
    )


@pytest.mark.parametrize("cell", [{"nobody": 2, "sales": 3}, {"sales": 10}])
def test_of_a_divided_or_a_large_group_nothing_is_kept_back(cell):
    shown = released(scope("sales"), {("sales", "MON-1:today"): cell})
    found = shown.votes["sales", "MON-1:today"]
    assert (found.votes, found.kept_back) == (cell, 0)


def test_two_groups_of_five_that_all_name_sales_are_printed_as_eighty_per_cent_or_more():
    found = owner(votes(it=ALL_NAME_SALES, sales=ALL_NAME_SALES))
    assert (found.shares["sales"], found.shares_bound) == (80, "or_above")
    assert {share for option, share in found.shares.items() if option != "sales"} == {0}
    assert (found.pattern, found.should_bound) == ("clear", None)


def test_each_of_two_groups_naming_itself_does_not_tell_that_all_of_it_did():
    """Who claims it and is not named elsewhere would tell, with exact shares."""
    all_of_them = votes(it={"it": 5}, sales={"sales": 5})
    but_one = votes(it={"it": 4, "sales": 1}, sales={"sales": 4, "nobody": 1})
    assert all_of_them.to_json() == but_one.to_json()
    assert owner(all_of_them).shares["sales"] == 40


def test_two_groups_of_ten_that_all_name_sales_are_printed_as_all():
    found = owner(votes(it={"sales": 10}, sales={"sales": 10}))
    assert (found.shares["sales"], found.shares_bound) == (100, None)


def test_a_bound_is_said_from_five_points_that_are_kept_back():
    """One view of five in four groups is 5 points; in five groups it is 4."""
    large = {"it": 5, "nobody": 5}
    keys = ("customer_service", "it", "legal", "marketing")
    four = votes(**dict.fromkeys(keys[1:], large), sales=ALL_NAME_SALES)
    five = votes(**dict.fromkeys(keys, large), sales=ALL_NAME_SALES)
    assert (owner(four).shares["sales"], owner(four).shares_bound) == (20, "or_above")
    assert (owner(five).shares["sales"], owner(five).shares_bound) == (16, None)


def test_a_claims_share_is_not_printed_where_it_would_tell_the_only_other_small_groups():
    own, small, large = {"sales": 9, "it": 3}, {"sales": 3, "it": 2}, {"sales": 7, "it": 5}
    assert claim(votes(it=small, sales=own)) == ("yes", None)
    assert claim(votes(it=large, sales=own)) == ("yes", 75)
    assert claim(votes(it=small, legal=small, sales=own)) == ("yes", 75)
    assert claim(votes(it=small, legal=small, sales=own), "it") == ("no", None)


def test_a_claims_share_of_ten_is_printed_up_to_the_end():
    assert claim(votes(it={"it": 10}, sales={"sales": 10})) == ("yes", 100)


# Items


def details(result: Release, item: str = "MON-3-Q1"):
    """What is read from all answers of the organisation in one distribution."""
    found = node(result, item)
    return found.distribution, found.median, found.agreement.rwg, found.near_miss


NOTHING = (None, None, None, None)
DIVIDED, LARGE = {"1": 2, "2": 3}, {"1": 4, "2": 8}


def test_of_two_groups_with_a_small_one_no_distribution_is_printed():
    assert details(items("CUL-1-Q1", it=DIVIDED, sales=LARGE), "CUL-1-Q1") == NOTHING
    three = node(items("CUL-1-Q1", hr=DIVIDED, it=DIVIDED, sales=LARGE), "CUL-1-Q1")
    assert (three.distribution, three.median) == ((0, 8, 14, 0, 0), 2.0)
    two = node(items("CUL-1-Q1", it=LARGE, sales=LARGE), "CUL-1-Q1")
    assert (two.distribution, two.median) == ((0, 8, 16, 0, 0), 2.0)


@pytest.mark.parametrize("end", [{"4": 5}, {"4": 4, "3": 1}])
def test_no_distribution_is_printed_with_a_small_group_at_an_end(end):
    found = items("CUL-1-Q1", hr=end, it=LARGE, sales=LARGE)
    assert node(found, "CUL-1-Q1", "hr").score_bound == "or_above"
    assert details(found, "CUL-1-Q1") == NOTHING
    assert node(found, "CUL-1-Q1").score == 2.4  # (3.8 + 5/3 + 5/3) / 3


def test_between_departments_nothing_is_compared_with_a_small_group_at_an_end():
    keys = ("hr", "it", "legal", "marketing", "sales")
    divided = {key: {"1": 2, "3": 3} for key in keys}
    whole = node(items("CUL-1-Q1", **divided), "CUL-1-Q1").agreement
    assert (whole.icc1, whole.icc2) != (None, None)
    held = node(items("CUL-1-Q1", **(divided | {"hr": {"4": 5}})), "CUL-1-Q1").agreement
    assert (held.icc1, held.icc2) == (None, None)


def test_a_pooled_item_of_a_single_group_shows_no_distribution():
    """It would be that department's own."""
    alone = {("it", "LED-3-Q1"): {"1": 4, "2": 8}}
    assert details(assessed(scope("it"), alone), "LED-3-Q1")[0] is None
    both = alone | {("sales", "LED-3-Q1"): {"1": 1}, ("sales", "CUL-1-Q1"): {"2": 5}}
    assert details(assessed(scope("it", "sales"), both), "LED-3-Q1")[0] == (0, 5, 8, 0, 0)


@pytest.mark.parametrize(
    ("item", "all_say", "but_one", "score", "bound"),
    [
        ("A-2-1", {"there": 5}, {"there": 4, "absent": 1}, 0.8, "or_above"),
        ("A-2-1", {"absent": 5}, {"there": 1, "absent": 4}, 0.2, "or_below"),
        ("A-2-1", {"there": 9}, {"there": 8, "absent": 1}, 0.9, "or_above"),
        ("B-1-1", {"always": 5}, {"always": 4, "often": 1}, 90.0, "or_above"),
        ("A-1-1", {"0": 5}, {"0": 4, "1": 1}, 0.2, "or_below"),
    ],
)
def test_on_any_scale_all_look_like_all_but_one(item, all_say, but_one, score, bound):
    """A twentieth of the scale is less than one answer where a scale has few."""
    who, other = scope("it", "sales"), {"2": 1}
    seen = []
    for cell in (all_say, but_one):
        counts: Counts = {("it", item): cell, ("sales", "A-1-1"): other}
        result = assessed(who, counts, by=GENERAL)
        found = node(result, item, "it")
        assert (found.score, found.score_bound) == (score, bound)
        seen.append(result.to_json())
    assert seen[0] == seen[1]


# Everything at once


@pytest.mark.parametrize(("all_say", "one_says"), [("0", "1"), ("4", "3")])
@pytest.mark.parametrize("lead", ["sales", "nobody"])
def test_no_byte_tells_unanimity_of_a_small_department_from_all_but_one(all_say, one_says, lead):
    keys = ("hr", "it", "sales")
    counts = alike(keys, today=lead, pooled=False)
    mine = {cell: {all_say: 5} for cell in counts if cell[0] == "sales" and "-Q" in cell[1]}
    theirs = {cell: {all_say: 4, one_says: 1} for cell in mine}
    for question in {question for _key, question in counts if ":" in question}:
        mine |= everywhere(["sales"], question, ALL_NAME_SALES)
        theirs |= everywhere(["sales"], question, ALL_BUT_ONE)
    who = scope(*keys)
    unanimous, divided = assessed(who, counts | mine), assessed(who, counts | theirs)
    assert unanimous.to_json() == divided.to_json()
