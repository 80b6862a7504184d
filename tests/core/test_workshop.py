"""Spreads of votes, worked by hand and against the definition."""

import random
import statistics

import pytest

from readiness.core.workshop import OwnerSpread, Spread, owner_spread, spread

FIVE = {"0": 0.0, "1": 1.0, "2": 2.0, "3": 3.0, "4": 4.0}


def said(*votes, anonymous=False, numbers=FIVE):
    counts = {value: votes.count(value) for value in set(votes)}
    return spread(counts=counts, numbers=numbers, anonymous=anonymous)


def named(*votes, anonymous=False):
    return owner_spread(
        counts={value: votes.count(value) for value in set(votes)}, anonymous=anonymous
    )


def test_nine_votes_worked_by_hand():
    """1 1 2 2 2 2 3 3 4: median 2, distances 1+1+0+0+0+0+1+1+2 = 6, AD = 6/9 = .67: near."""
    assert said(*"112222334", "dk", "na", "na") == Spread(
        n=12,
        valid=9,
        others={"dk": 1, "na": 2},
        bars=(("0", 0), ("1", 2), ("2", 4), ("3", 2), ("4", 1)),
        median=2.0,
        low="1",
        high="4",
        offered="2",
        ad=0.67,
        band="near",
        outliers=(("4", 1),),
    )


def test_a_median_between_two_levels_offers_the_lower_one():
    """1 1 2 2: median 1.5, AD .5, nobody a level away."""
    found = said(*"1122")
    assert (found.median, found.offered, found.ad, found.outliers) == (1.5, "1", 0.5, ())


def test_a_median_between_far_levels_offers_a_level_that_was_voted_for():
    """0 0 4 4: median 2, which nobody said; AD 2; both ends are as far."""
    found = said(*"0044")
    assert (found.median, found.offered, found.ad) == (2.0, "0", 2.0)
    assert (found.band, found.outliers) == ("split", (("0", 2), ("4", 2)))


def test_agreement_reaches_to_a_half_and_nearness_to_five_sixths():
    """Of ten around level 2: five off by one is .50; of six, five steps off are 5/6 = .83."""
    assert (said(*"2222211333").ad, said(*"2222211333").band) == (0.5, "agree")
    assert (said(*"1222223333", "4").ad, said(*"1222223333", "4").band) == (0.64, "near")
    assert (said(*"112334").ad, said(*"112334").band) == (1.0, "split")
    assert (said(*"011223").ad, said(*"011223").band) == (0.83, "near")
    assert (said(*"0112234").ad, said(*"0112234").band) == (1.0, "split")


def test_limits_grow_with_the_scale():
    """Ten levels: agreed up to 1.0, near up to 1.67."""
    ten = {str(n): float(n) for n in range(10)}
    assert said("4", "6", numbers=ten).band == "agree"
    assert said("3", "6", numbers=ten).band == "near"
    assert said("3", "7", numbers=ten).band == "split"


def test_distance_is_counted_in_levels_and_the_median_given_in_numbers():
    percent = {"none": 0.0, "some": 25.0, "most": 75.0, "all": 100.0}
    found = said("none", "some", "most", numbers=percent)
    assert (found.median, found.ad, found.band) == (25.0, 0.67, "near")
    assert (found.low, found.high, found.offered) == ("none", "most", "some")


@pytest.mark.parametrize("seed", range(40))
def test_median_and_distance_are_those_of_the_definition(seed):
    rng = random.Random(seed)  # noqa: S311 - votes of a test
    votes = [rng.choice("01234") for _ in range(rng.randint(1, 25))]
    numbers = [int(vote) for vote in votes]
    middle = statistics.median(numbers)
    found = said(*votes)
    assert found.median == middle
    assert found.ad == pytest.approx(
        sum(abs(number - middle) for number in numbers) / len(numbers), abs=0.00501
    )
    assert int(found.offered) == statistics.median_low(numbers)
    assert (int(found.low), int(found.high)) == (min(numbers), max(numbers))
    farthest = max(abs(number - middle) for number in numbers)
    ends = {n for n in (min(numbers), max(numbers)) if abs(n - middle) == farthest >= 1}
    assert {int(value) for value, _n in found.outliers} == ends


def test_an_anonymous_room_shows_numbers_from_five_valid_votes_on():
    assert said(*"22223", anonymous=True).bars[2] == ("2", 4)
    assert said(*"2223", "dk", "dk", anonymous=True) == Spread(n=6, band="agree", hidden="few")
    assert said(*"023", anonymous=True) == Spread(n=3, band="split", hidden="few")


def test_an_anonymous_room_says_nothing_of_fewer_than_three_votes():
    assert said(*"22", "na", "dk", anonymous=True) == Spread(n=4, hidden="none")
    assert said(anonymous=True) == Spread(n=0, hidden="none")


def test_a_named_room_shows_one_vote():
    found = said("3")
    assert (found.valid, found.median, found.ad, found.band, found.hidden) == (
        1,
        3.0,
        0.0,
        "agree",
        None,
    )


def test_a_named_room_without_a_valid_vote_has_no_figure():
    bars = tuple((value, 0) for value in FIVE)
    assert said("dk", "dk") == Spread(n=2, valid=0, others={"dk": 2}, bars=bars)


def test_a_value_that_is_not_of_the_scale_is_refused():
    with pytest.raises(ValueError, match="“5” is not a value of the scale"):
        said("2", "5")


def test_three_of_four_agree_on_an_owner():
    assert named("it", "it", "it", "hr", "dk") == OwnerSpread(
        n=5,
        valid=4,
        others={"dk": 1},
        bars=(("it", 3), ("hr", 1)),
        share=75,
        offered="it",
        band="agree",
    )


def test_half_is_near_and_less_is_split():
    assert (named("it", "it", "hr", "pr").band, named("it", "it", "hr", "pr").share) == ("near", 50)
    split = named("it", "it", "hr", "pr", "nobody")
    assert (split.band, split.share, split.offered) == ("split", 40, "it")
    assert named(*["it"] * 74, *["hr"] * 26).band == "near"


def test_two_first_ones_are_both_shown_and_none_is_offered():
    found = named("it", "hr", "it", "hr")
    assert (found.bars, found.offered, found.band) == ((("hr", 2), ("it", 2)), None, "near")


def test_owners_are_hidden_as_levels_are():
    assert named("it", "it", "it", anonymous=True) == OwnerSpread(n=3, band="agree", hidden="few")
    assert named("it", "it", "dk", anonymous=True) == OwnerSpread(n=3, hidden="none")
    assert named("it", "it", "it", "it", "it", anonymous=True).share == 100


def test_nobody_with_a_view_gives_no_share():
    assert named("dk") == OwnerSpread(n=1, valid=0, others={"dk": 1})
