"""Somebody who leads a room for the first time is told what to do now, and what comes next."""

import pytest
from django.core.cache import caches

from surveys.models import AgendaItem, Mode, Phase, Stage, Workshop
from surveys.services.lead_pages import lead_page, owners_of
from tests.factories import assessment, organisation
from tests.leading_room import at_items, room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_kept():
    caches["here"].clear()
    caches["default"].clear()


def told(made):
    """The hint, what the key for going on says, and the key that stands out."""
    page = lead_page(made.now)
    return page.hint, page.turns[0].label, page.main


def test_from_the_lobby_on_every_stage_says_what_to_do():
    made = room()
    assert told(made) == ("", "Open the lobby", "n")
    made.next()
    wait = "Wait until everybody is in. Then try a question together."
    assert told(made) == (wait, "Try a question", "n")
    made.next()
    helps = "It counts for nothing. Help whoever has not voted, then go on."
    assert told(made) == (helps, "First item", "n")
    made.next()
    read = "Read the question and the levels out. Show the votes once all have voted."
    assert told(made) == (read, "Next item", "r")


@pytest.mark.parametrize(
    ("votes", "hint", "main"),
    [
        ("2 2 2 2 2", "Ask whether anybody objects, then agree.", "a"),
        ("1 3 3 3 4", "Let those farthest apart say why. Then agree, or vote again.", "a"),
        ("0 0 4 4 4", "Let those farthest apart say why. Then vote again.", "v"),
        (
            "dk dk",
            "The vote gives no answer. Talk about it; then agree, or leave it open.",
            "a",
        ),
    ],
)
def test_what_was_voted_says_whether_to_agree_or_to_vote_again(votes, hint, main):
    assert told(at_items(*votes.split())) == (hint, "Next: owner", main)


def test_whoever_is_still_split_is_not_told_to_vote_a_third_time():
    made = at_items("0", "0", "4", "4", "4")
    made.again()
    assert told(made)[0] == (
        "They vote once more, without talking. Show the votes once all have voted."
    )
    made.vote("0", "0", "4", "4", "4")
    made.reveal()
    hint, _label, main = told(made)
    assert hint == "Agree, and write down who sees it otherwise; or leave it open."
    assert main == "a"


def test_what_comes_next_is_named():
    made = at_items("2", "2", items=("MON-1", "MON-2"), bulk=("CUL-1",), mode=Mode.LEVEL)
    made.agree("2")
    assert told(made)[:2] == ("Next: Monitoring tool or supplier", "Next item")
    made.next()
    made.park()
    assert told(made) == ("Next: what you agree on already.", "Next: accept together", "n")
    AgendaItem.objects.filter(activity="CUL-1").update(phase=Phase.DECIDED)
    assert told(made)[:2] == ("Next: what matters most.", "Next: priorities")


def test_an_agreed_level_leads_to_its_owner():
    made = at_items("2", "2")
    made.agree("2")
    hint = "Agreed. Next they vote on who makes sure of it."
    assert told(made) == (hint, "Next: owner", "n")


@pytest.mark.parametrize("stage", [Stage.BULK, Stage.DOTS, Stage.ACTIONS])
def test_the_last_stages_say_what_to_do(stage):
    assert lead_page(room(stage=stage).now).hint


@pytest.mark.parametrize(("number", "folded"), [(13, 0), (14, 13)])
def test_of_many_departments_those_without_a_part_are_folded(number, folded):
    keys = tuple(f"d{n:02d}" for n in range(number))
    made = assessment(organisation("Large", keys), opened=False, departments=keys)
    owners = owners_of(at_items(of=made).now, "d00", {})
    assert (len(owners.listed), len(owners.folded)) == (number - 1 - folded, folded)


def test_where_the_dots_stand_the_actions_come_next():
    made = at_items(items=("MON-1",), anonymous=True)
    made.park()
    assert told(made)[:2] == ("Next: what matters most.", "Next: priorities")
    Workshop.objects.filter(pk=made.pk).update(dots_shown=True)
    assert told(made)[:2] == ("Next: actions", "Next: actions")
