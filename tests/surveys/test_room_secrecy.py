"""No answer to anybody depends on what was voted in a round that was not shown.

The same room is led through the same votes twice, with other values: whatever the program can be
asked by anybody is then the same letter by letter, with headers, cookies, logs, and what is stored.
"""

from functools import partial

import pytest
from django.db import transaction

from surveys.models import Dot
from surveys.services import room_steps
from tests.factories import NOW
from tests.room_twins import CONSOLE, VOTERS, House, differing, logged, standing_still
from tests.rooms import room, seat
from tests.walking import address

pytestmark = pytest.mark.django_db


def votes(*values):
    return dict(zip(VOTERS, values, strict=False))


# In both Sami votes the same; it is the others' votes that differ.
TRIALS, OTHER_TRIALS = votes("0", "1", "2", "3"), votes("0", "2", "3", "1")
LEVELS, OTHERS = votes("4", "0", "1", "dk"), votes("4", "3", "na", "3")
OWNERS, OTHER_OWNERS = votes("sales", "it", "each", "dk"), votes("sales", "new_team", "it", "it")
OPEN = {
    "trial": ({"stage": "trial"}, {"item": None, "about": "trial"}, TRIALS, OTHER_TRIALS),
    "level": ({"phase": "level_open"}, {"about": "level"}, LEVELS, OTHERS),
    "level again": (
        {"phase": "level_open", "level_round": 2, "levels_shown": 1},
        {"about": "level", "round": 2},
        LEVELS,
        OTHERS,
    ),
    "owner, named": (
        {"phase": "owner_open", "levels_shown": 1, "anonymous": False},
        {"about": "owner"},
        OWNERS,
        OTHER_OWNERS,
    ),
    "owner again, named": (
        {"phase": "owner_open", "owner_round": 2, "owners_shown": 1, "anonymous": False},
        {"about": "owner", "round": 2},
        OWNERS,
        OTHER_OWNERS,
    ),
}


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):  # noqa: ARG001 - makes the database
    with django_db_blocker.unblock(), transaction.atomic(), standing_still():
        yield House()
        transaction.set_rollback(True)


def run(house, at, votes, cast, look):
    """What is seen by ``look`` once everybody has voted; nothing of it stays."""
    with transaction.atomic(), logged() as lines:
        house.set(**at)
        found = {("cast", name): cast(name, value) for name, value in votes.items()}
        found |= look()
        found["logged"] = lines
        transaction.set_rollback(True)
    assert {answer[0] for key, answer in found.items() if key[0] == "cast"} <= {200}
    return found


WATCHING = ("sami", "nora", "pia", "carla")


def look_around(house):
    """Whoever sees anything of the room reads everything."""
    return lambda: house.everything(WATCHING, ("GET",))


def twice(house, at, about, sets, look):
    """What others than those who voted otherwise see differently."""
    one, other = (run(house, at, votes, partial(house.cast, **about), look) for votes in sets)
    changed = {name for name in sets[0] if sets[0][name] != sets[1][name]}
    found = differing(one, other)
    return {key: where for key, where in found.items() if not changed & set(key)}


@pytest.mark.parametrize("name", OPEN)
def test_nobody_learns_what_others_vote_while_a_round_is_open(name, house):
    at, about, *sets = OPEN[name]
    assert twice(house, at, about, sets, look_around(house)) == {}


def test_nor_does_anybody_from_any_address_with_any_method(house):
    at, about, *sets = OPEN["level again"]
    assert twice(house, at, about, sets, house.everything) == {}


def test_nor_from_the_rest_of_the_console_with_its_files_and_reports(house):
    at, about, *sets = OPEN["owner, named"]
    look = lambda: house.everything(("carla", "erin"), ("GET",), CONSOLE)  # noqa: E731 - said once
    assert twice(house, at, about, sets, look) == {}


def test_nor_whatever_the_lead_does_but_showing_it(house):
    """Leaving it, going on, the priorities, the actions, the end: all the same, and after it."""
    at, about, *sets = OPEN["level again"]
    assert twice(house, at | {"anonymous": False}, about, sets, house.turns) == {}


def test_nor_what_is_marked_while_dots_are_placed(house):
    at = {"stage": "dots", "voters": 3}
    one, other = (
        run(house, at, given, house.dot, look_around(house))
        for given in (
            {"sami": "1", "ana": "1", "ben": "12"},
            {"sami": "1", "ana": "2", "ben": "2"},
        )
    )
    assert {key for key in differing(one, other) if not {"ana", "ben"} & set(key)} == set()


def test_ones_own_vote_is_on_ones_own_phone_alone(house):
    """What the comparison is worth: it finds the one place where a value is to be seen."""
    at, about, mine, *_rest = OPEN["level"]
    other = mine | {"sami": "2"}
    one, two = (
        run(house, at, votes, partial(house.cast, **about), lambda: house.everything(WATCHING))
        for votes in (mine, other)
    )
    seen = {key for key in differing(one, two) if key[0] != "sami"}
    assert seen == set()
    own = {key[1] for key in differing(one, two)}
    assert own == {"room:phone", "room:state", "room:votes", "room:dots", "asked", "de"}


# Of a room where people are promised that nobody sees what they vote. What is said is the same for
# all sets of votes in a row: in an anonymous room it may tell no more than "agree".
CLASSES = {
    "agree": [("1", "1", "2", "2"), ("3", "3", "3", "3"), ("0", "0", "0", "dk")],
    "near": [("1", "1", "2", "3"), ("4", "4", "2", "3"), ("1", "3", "2", "na")],
    "split": [("0", "0", "4", "4"), ("0", "1", "3", "3"), ("0", "3", "dk", "1")],
    "nothing": [("0", "4", "dk", "na"), ("dk", "dk", "dk", "dk"), ("3", "3", "na", "na")],
}
OWNED = {
    "agree": [("it", "it", "it", "sales"), ("sales", "sales", "sales", "sales")],
    "near": [("it", "it", "sales", "each"), ("it", "sales", "sales", "dk")],
    "split": [("it", "sales", "each", "new_team"), ("it", "sales", "each", "dk")],
    "nothing": [("it", "sales", "dk", "dk"), ("it", "it", "dk", "dk")],
}


def shown(house, about):
    """After the reveal, and then after each turn and the end of the room."""

    def look():
        house.reveal()
        turns = house.turns("again", "park", "next", "level", paper=PAPER[about])
        return house.after() | turns

    return look


# Counted on paper beside the phones, so that both together are many, and lean to one side.
PAPER = {"level": {"n-0": "3", "n-1": "4"}, "owner": {"n-it": "5"}}


@pytest.mark.parametrize(
    ("about", "said", "sets"),
    [
        *(("level", said, sets) for said, sets in CLASSES.items()),
        *(("owner", said, sets) for said, sets in OWNED.items()),
    ],
)
def test_few_in_an_anonymous_room_tell_one_word_at_most(about, said, sets, house):
    at = {"phase": f"{about}_open", "voters": 4}
    first, *others = (
        run(house, at, votes(*values), partial(house.cast, about=about), shown(house, about))
        for values in sets
    )
    words = {"agree": "We agree", "near": "We nearly agree", "split": "We are split"}
    page = first["nora", "room:phone"][-1].decode()
    assert words.get(said, "Too few votes to show anything.") in page
    for other in others:
        assert differing(first, other) == {}


def test_a_lead_who_sits_in_the_room_takes_no_vote_over_by_making_one_seat_of_two(house):
    at, about, *sets = OPEN["level"]

    def look():
        mine = house.phone_of_the_lead()
        seen = {}
        for seats in ((mine, house.seat("ana")), (house.seat("ben"), mine)):
            codes = dict(zip(("seat", "into"), (each.code for each in seats), strict=True))
            where = address(house.kestrel, "room:lead-people")
            house.browsers["carla"].post(where, {"do": "merge", **codes})
            where = address(house.kestrel, "room:phone")
            seen[len(seen), "taken"] = house.ask("phone of the lead", "GET", where)
            seen[len(seen), "taken"] = house.ask("nora", "GET", where)
        return seen

    assert twice(house, at, about, sets, look) == {}


def test_a_room_is_not_made_named_once_dots_were_placed():
    made = room(stage="dots", anonymous=True)
    one, _client = seat(made)
    Dot.objects.create(item=made.items.first(), seat_key=one.key)
    with pytest.raises(room_steps.NotNow):
        room_steps.run_named(workshop=made, seen=made.step, user=None, now=NOW)
