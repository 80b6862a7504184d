"""What of the votes may be read, by whom it may, and when."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.models import AgendaItem, Vote, VoteCount
from surveys.services import results
from tests.leading_room import at_items, with_survey

pytestmark = pytest.mark.django_db


def shown(made):
    return results.shown(workshop=made.now, item=made.item)


def test_nothing_of_an_open_round_is_read():
    made = at_items()
    made.vote("1", "2", "3", "3", "4")
    with CaptureQueriesContext(connection) as asked:
        assert shown(made) == ()
        assert results._phones(made.item) == {}
    assert "seat_key" not in "".join(query["sql"] for query in asked)


def test_a_shown_round_gives_its_spread():
    made = at_items("1", "2", "3", "3", "dk")
    [found] = shown(made)
    assert (found.about, found.round, found.on_paper) == ("level", 1, 0)
    assert found.spread.bars == (("0", 0), ("1", 1), ("2", 1), ("3", 2), ("4", 0))
    assert (found.spread.n, found.spread.valid, found.spread.others) == (5, 4, {"dk": 1})
    assert (found.spread.median, found.spread.offered) == (2.5, "2")
    assert found.options[2] == ("2", "Assigned")
    assert found.word("2") == "Assigned"
    assert (found.survey, found.recommended, found.reasons) == (None, None, ())


def test_a_second_round_is_read_once_it_is_shown_and_stands_beside_the_first():
    made = at_items("1", "4")
    made.again()
    made.vote("2", "3")
    assert [(each.round, each.spread.low) for each in shown(made)] == [(1, "1")]
    made.reveal()
    assert [(each.round, each.spread.low) for each in shown(made)] == [(1, "1"), (2, "2")]
    found = results.latest(workshop=made.now, item=made.item, about="level")
    assert found.round == 2


def test_what_is_shown_is_what_the_database_says_and_not_an_item_that_was_changed_in_memory():
    made = at_items()
    made.vote("1", "2")
    item = AgendaItem.objects.get(pk=made.item.pk)
    item.levels_shown = 1
    assert results.shown(workshop=made.now, item=item) == ()


def test_owners_are_counted_by_option_with_the_models_other_answers():
    made = at_items("2", "2")
    made.agree("2")
    made.next()
    made.vote("it", "it", "sales", "new_team")
    assert [each.about for each in shown(made)] == ["level"]
    made.reveal()
    found = shown(made)[1]
    assert found.spread.bars == (("it", 2), ("new_team", 1), ("sales", 1))
    assert (found.spread.share, found.spread.band, found.spread.offered) == (50, "near", "it")
    assert found.options[:2] == (("it", "It"), ("sales", "Sales"))
    assert "new_team" in dict(found.options)


@pytest.mark.parametrize(
    ("votes", "hidden", "band"),
    [
        (("2", "2"), "none", None),
        (("2", "2", "2"), "few", "agree"),
        (("2", "2", "2", "2"), "few", "agree"),
        (("2", "2", "2", "2", "2"), None, "agree"),
    ],
)
def test_an_anonymous_room_shows_no_numbers_of_few(votes, hidden, band):
    [found] = shown(at_items(*votes, anonymous=True))
    assert (found.spread.hidden, found.spread.band) == (hidden, band)
    assert bool(found.spread.bars) == (hidden is None)
    assert found.spread.n == len(votes)


def test_votes_on_paper_are_counted_and_said_to_be_on_paper():
    made = at_items()
    made.vote("1", "1")
    made.paper(v3=2, dk=1)
    assert shown(made) == ()
    made.reveal()
    [found] = shown(made)
    assert found.spread.bars == (("0", 0), ("1", 2), ("2", 0), ("3", 2), ("4", 0))
    assert (found.spread.n, found.on_paper) == (5, 3)


def test_paper_does_not_lift_the_veil_from_few_phones():
    made = at_items(anonymous=True)
    made.vote("1", "1")
    made.paper(v3=9)
    made.reveal()
    [found] = shown(made)
    assert (found.spread.hidden, found.spread.n, found.spread.bars) == ("none", 11, ())


def test_a_vote_on_paper_alone_is_no_secret():
    made = at_items(anonymous=True)
    made.paper(v3=2)
    made.reveal()
    [found] = shown(made)
    assert (found.spread.hidden, found.spread.bars[3]) == (None, ("3", 2))


def test_typed_again_paper_is_replaced():
    made = at_items()
    made.paper(v3=2, v1=1)
    made.paper(v2=1)
    assert results.on_paper(item=made.item, about="level", number=1) == 1
    made.reveal()
    assert shown(made)[0].spread.low == "2"


def test_what_votes_became_at_the_end_is_read_as_they_were():
    made = at_items("1", "2", "2")
    before = shown(made)
    Vote.objects.all().delete()
    for value, n in (("1", 1), ("2", 2)):
        VoteCount.objects.create(item=made.item, about="level", round=1, value=value, n=n)
    assert shown(made) == before


def test_the_survey_stands_beside_a_shown_level():
    of, release = with_survey()
    made = at_items("3", "3", of=of, release=release)
    [found] = shown(made)
    assert (found.survey, found.surveyed.text, found.surveyed.score) == ("2", "2 Assigned", "2.0")
    assert [(each.name, each.level) for each in found.surveyed.groups] == [
        ("It", "2 Assigned"),
        ("Sales", "2 Assigned"),
    ]


def test_the_proposed_owner_and_the_reasons_come_with_the_shown_owners():
    of, release = with_survey()
    made = at_items(of=of, release=release, mode="owner")
    made.vote("sales", "sales")
    assert shown(made) == ()
    made.reveal()
    [found] = shown(made)
    proposed = next(a for a in json.loads(release.text)["activities"] if a["code"] == "MON-1")
    assert found.recommended == proposed["ownership"]["recommended"] == "it"
    assert found.recommendation.name == "It"
    assert found.reasons[0].startswith("It scores ")


def test_a_workshop_without_a_survey_has_no_figure_of_one():
    made = at_items("3", "3")
    assert results.release_of(made.now) is None
    assert results.surveyed(made.now, "MON-1") is None
    assert results.recommendation(made.now, "MON-1") is None
