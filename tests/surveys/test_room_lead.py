"""The facilitator's page: every turn over one address, with scripts and without."""

import pytest
from django.core.cache import caches
from django.test import Client

from surveys import room_access
from surveys.models import Decision, Phase, Seat, Stage, VoteCount, Workshop
from surveys.services import take_over
from tests import cast
from tests.factories import NOW, assessment
from tests.form_fields import Fields
from tests.leading_room import at_items, room, with_survey

pytestmark = pytest.mark.django_db
SCRIPT = {"headers": {"accept": "application/json"}}


@pytest.fixture(autouse=True)
def _nothing_is_kept():
    caches["here"].clear()
    caches["default"].clear()


def led(made):
    return cast.carla(made.now.assessment.organisation), f"/w/{made.now.code}/lead/"


def press(client, made, do, **rest):
    data = {"do": do, "seen": made.now.step} | rest
    return client.post(f"/w/{made.now.code}/lead/", data, **SCRIPT)


def test_the_page_leads_from_the_lobby_to_an_agreed_owner_without_scripts():
    made = room()
    client, address = led(made)
    for stage in (Stage.LOBBY, Stage.TRIAL, Stage.ITEMS):
        reply = client.post(address, {"do": "next", "seen": made.now.step})
        assert (reply.status_code, reply.url) == (302, address)
        assert made.now.stage == stage
    made.vote("2", "2")
    client.post(address, {"do": "reveal", "seen": made.now.step})
    page = client.get(address).content.decode()
    assert (
        '<input type="radio" name="value" value="2" data-key="2" aria-keyshortcuts="2" checked>'
        in page
    )
    client.post(address, {"do": "level", "seen": made.now.step, "value": "2", "reason": "So"})
    assert Decision.objects.get().reason == "So"
    client.post(address, {"do": "next", "seen": made.now.step})
    made.vote("it", "it")
    client.post(address, {"do": "reveal", "seen": made.now.step})
    page = client.get(address).content.decode()
    assert '<option value="it" selected>It</option>' in page
    data = {"do": "owner", "seen": made.now.step, "department": "it", "letter-sales": "C"}
    client.post(address, data)
    assert made.item.phase == Phase.DECIDED
    letters = Decision.objects.get().letters.order_by("letter")
    assert [(row.department.key, row.letter) for row in letters] == [("it", "A"), ("sales", "C")]


def test_no_value_is_in_the_page_while_people_vote():
    made = at_items()
    made.vote("3", "3", "3", "1")
    client, address = led(made)
    before = client.get(address).content
    for vote in made.now.votes.all():
        vote.value = "0"
        vote.save()
    caches["here"].clear()
    again = client.get(address).content
    assert without_tokens(before) == without_tokens(again)


def without_tokens(content):
    import re

    return re.sub(rb'(csrfmiddlewaretoken" value="|data-token="|data-now=")[^"]*', rb"\1", content)


def test_what_is_not_voted_takes_a_second_press():
    made = at_items()
    made.seats(3)
    made.vote("2", "3")
    client, _address = led(made)
    reply = press(client, made, "reveal")
    assert (reply.status_code, reply.json()) == (
        409,
        {
            "said": "1 person has not voted. Press again to show the votes all the same.",
            "again": "reveal",
        },
    )
    assert press(client, made, "reveal", sure="1").status_code == 200
    assert made.item.phase == Phase.LEVEL_SHOWN


def test_without_scripts_the_second_press_is_a_button():
    made = at_items()
    made.seats(2)
    client, address = led(made)
    reply = client.post(address, {"do": "reveal", "seen": made.now.step})
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "2 people have not voted." in page
    assert '<input type="hidden" name="sure" value="1">' in page


def test_a_turn_on_an_old_page_is_refused_in_words():
    made = at_items()
    client, _address = led(made)
    reply = press(client, made, "park", seen=0)
    assert reply.status_code == 409
    assert reply.json()["said"].startswith("The room has moved on meanwhile.")
    assert made.item.phase == Phase.LEVEL_OPEN


@pytest.mark.parametrize("data", [{}, {"do": "dance"}, {"do": "park", "seen": "x"}])
def test_what_is_no_turn_changes_nothing(data):
    made = at_items()
    client, address = led(made)
    reply = client.post(address, data, **SCRIPT)
    assert (reply.status_code, reply.json()["said"]) == (422, "That cannot be done now.")


def test_nothing_chosen_is_nothing_agreed():
    made = at_items("2", "3")
    client, _address = led(made)
    assert press(client, made, "level").json()["said"] == "Choose first what you agree on."
    made.next(sure=True)
    made.reveal()
    said = press(client, made, "owner", department="nobody").json()["said"]
    assert said == "Choose first what you agree on."


def test_what_was_typed_is_kept_when_another_key_is_pressed():
    made = at_items("2", "2")
    client, _address = led(made)
    press(client, made, "level", value="2")
    press(client, made, "next", reason="Because of the rota", evidence="The rota")
    assert made.item.phase == Phase.OWNER_OPEN
    assert Decision.objects.get().reason == "Because of the rota"
    assert made.item.evidence == "The rota"


def test_undo_and_the_clock_and_any_item_are_a_key_away():
    made = at_items("2", "2")
    client, _address = led(made)
    assert press(client, made, "timer").status_code == 200
    assert made.now.timer_ends is not None
    press(client, made, "level", value="2")
    assert press(client, made, "undo").status_code == 200
    assert Decision.objects.count() == 0
    press(client, made, "go", item=made.items("MON-2").pk)
    assert made.item.activity == "MON-2"


def test_agreed_items_are_accepted_as_they_are_ticked():
    of, release = with_survey()
    made = room(of, release=release, items=(), bulk=("MON-1",), stage=Stage.BULK)
    client, address = led(made)
    assert "Assigned" in client.get(address).content.decode()
    assert press(client, made, "bulk").status_code == 409
    assert press(client, made, "bulk", take=[made.items("MON-1").pk]).status_code == 200
    assert Decision.objects.get().level == "2"


def test_the_letters_of_the_others_are_proposed_and_checked_as_one_chooses():
    made = at_items(mode="owner")
    made.vote("it")
    made.reveal()
    client, address = led(made)
    reply = client.post(f"{address}letters/", {"department": "sales", "propose": "1"}, **SCRIPT)
    html = reply.json()["html"]
    assert '<option value="sales" selected>Sales</option>' in html
    assert 'name="letter-it"' in html
    assert 'name="letter-sales"' not in html
    plain = client.post(f"{address}letters/", {"department": "sales", "propose": "1"})
    assert 'name="letter-it"' in plain.content.decode()
    nobody = client.post(f"{address}letters/", {"department": ""}, **SCRIPT).json()["html"]
    assert "Choose who makes sure of it." in nobody


def test_votes_on_paper_are_typed_in_and_not_shown_again():
    made = at_items()
    client, address = led(made)
    page = client.get(f"{address}paper/").content.decode()
    form = Fields(page).values
    assert form["seen"] == str(made.now.step)
    reply = client.post(f"{address}paper/", form | {"n-3": "4", "n-dk": "1"})
    assert reply.status_code == 302
    assert sorted(VoteCount.objects.values_list("value", "n")) == [("3", 4), ("dk", 1)]
    again = Fields(client.get(f"{address}paper/").content.decode()).values
    assert (again["n-3"], again["n-dk"]) == ("", "")


def test_with_nothing_open_there_is_nothing_to_type_in():
    made = room(stage=Stage.LOBBY)
    client, address = led(made)
    assert client.get(f"{address}paper/").url == address


def test_people_are_locked_out_removed_and_joined():
    made = at_items()
    first, second, third = made.seats(3)
    client, address = led(made)

    def do(**data):
        return client.post(f"{address}people/", data, **SCRIPT).status_code

    assert do(do="lock") == 200
    assert made.now.locked
    assert do(do="unlock") == 200
    assert not made.now.locked
    code = made.now.join_code
    assert do(do="code") == 200
    assert made.now.join_code != code
    assert do(do="remove", seat=first.code) == 200
    assert do(do="merge", seat=second.code, into=third.code) == 200
    assert Seat.objects.filter(removed=True).count() == 2
    assert do(do="remove", seat=first.code) == 409
    assert do(do="dance") == 404


def test_the_state_is_told_once_and_the_page_says_that_somebody_leads():
    made = at_items()
    client, address = led(made)
    now = made.now
    told = client.get(f"{address}state/", {"rev": now.rev - 1, "step": now.step})
    assert (told.status_code, told.json()["html"]) == (200, None)
    known = {"rev": now.rev, "step": now.step, "voted": 0}
    assert client.get(f"{address}state/", known).status_code == 204
    assert made.now.lead_seen is None
    assert client.post(f"{address}here/").status_code == 204
    assert made.now.lead_seen is not None
    assert made.now.rev == now.rev


def test_who_types_the_code_leads_until_there_is_another():
    made = at_items()
    carla, address = led(made)
    page = carla.post(f"{address}code/").content.decode()
    other = Client()
    assert other.get(address).status_code == 403
    way = f"/w/{made.now.code}/take-over/"
    assert way in page
    assert other.post(way, {"typed": "wrong"}).status_code == 422
    code = take_over.make_code(workshop=made.now, user=None, now=NOW)
    assert other.post(way, {"typed": code}).url == address
    assert other.get(address).status_code == 200
    mine = other.post(f"{address}code/")
    assert mine.status_code == 200
    assert other.get(address).status_code == 200
    carla.post(f"{address}code/")
    assert other.get(address).status_code == 403
    assert room_access.lead_cookie_name(made.now.code) in other.cookies


def test_a_room_too_small_for_numbers_may_be_run_named_before_anybody_voted():
    made = room(anonymous=True, stage=Stage.LOBBY)
    made.seats(3)
    client, address = led(made)
    assert 'value="named"' in client.get(address).content.decode()
    assert press(client, made, "named").status_code == 200
    assert not made.now.anonymous
    other = at_items("2", anonymous=True, of=assessment(made.now.assessment.organisation))
    assert press(client, other, "named").status_code == 409
    assert other.now.anonymous


def test_each_stage_has_its_page():
    made = room(bulk=("MON-3",))
    client, address = led(made)
    for stage in Stage:
        code = {"join_code": None} if stage == Stage.ENDED else {}
        Workshop.objects.filter(pk=made.pk).update(stage=stage, step=made.now.step + 1, **code)
        assert client.get(address).status_code == 200


def test_a_step_is_drawn_in_as_many_queries_for_many_items_as_for_few(
    django_assert_num_queries,
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    few = at_items("2", "3", items=("MON-1",))
    client, address = led(few)
    client.get(address)
    caches["here"].clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
        number = len(asked)
    organisation = few.now.assessment.organisation
    codes = ("MON-1", "MON-2", "MON-3", "RSP-1")
    many = at_items("2", "3", items=codes, of=assessment(organisation, opened=False))
    many_address = f"/w/{many.now.code}/lead/"
    client.get(many_address)
    caches["here"].clear()
    with django_assert_num_queries(number):
        client.get(many_address)
