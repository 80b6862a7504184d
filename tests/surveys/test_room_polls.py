"""What a screen is told that asks again and again, and what that costs."""

import time
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveys import room_queries
from surveys.models import Seat, Vote, Workshop
from surveys.room_queries import OpenRound
from surveys.services import room_steps, snapshots, votes
from surveys.services.room_changes import changing
from tests.leading_room import at_items
from tests.rooms import again, projector, room, seat, show, vote
from tests.together import together

pytestmark = pytest.mark.django_db

COUNTED = snapshots.COUNTED
KNOWN = ("rev", "step", "voted")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    """What is counted stays, however slow the computer is, until a test says so."""
    caches["here"].clear()
    monkeypatch.setattr(snapshots, "COUNTED", 3600)


@pytest.fixture
def made():
    return room()


class Screen:
    """Asks as the script of the pages does, with what it was told before."""

    def __init__(self, client, workshop, where="state"):
        self.client, self.address = client, f"/w/{workshop.code}/{where}/"
        self.known = client.get(self.address).json()
        self.answer = None

    def ask(self, **headers):
        """What is new, and in how many SQL."""
        query = "&".join(f"{name}={self.known[name]}" for name in KNOWN)
        with CaptureQueriesContext(connection) as asked:
            self.answer = self.client.get(f"{self.address}?{query}", headers=headers)
        news = self.answer.json() if self.answer.status_code == 200 else None
        self.known |= news or {}
        return news, len(asked)


def a_second_later():
    """What was counted before is counted again."""
    caches["here"].clear()


def test_where_nothing_is_new_there_is_one_small_sql_and_no_session(made):
    phone = Screen(seat(made)[1], made)
    assert phone.ask() == (None, 1)
    assert (phone.answer.status_code, phone.answer.content) == (204, b"")
    assert list(phone.answer.cookies) == []


def test_a_vote_is_no_revision_of_the_room(made):
    _mine, client = seat(made)
    before = again(made)
    vote(client, made, "3")
    assert (again(made).rev, again(made).step) == (before.rev, before.step)


def test_a_vote_of_another_is_one_number_counted_once_a_second(made):
    phones = [Screen(seat(made)[1], made) for _ in range(3)]
    for phone in phones:
        phone.ask()  # what came in after it
    vote(phones[0].client, made, "3")
    assert phones[1].ask() == (None, 1)
    a_second_later()
    assert phones[1].ask() == ({"voted": 1}, 3)
    assert phones[1].ask() == (None, 1)
    assert phones[2].ask() == ({"voted": 1}, 1)
    assert phones[2].answer["Content-Length"] == "12"


def test_a_process_counts_again_after_a_second(made, monkeypatch):
    assert COUNTED == 1
    monkeypatch.setattr(snapshots, "COUNTED", COUNTED)
    phone = Screen(seat(made)[1], made)
    vote(phone.client, made, "3")
    time.sleep(1.1)
    assert phone.ask()[0] == {"voted": 1}


@pytest.mark.parametrize("where", ["screen/state", "lead/state"])
def test_the_projector_and_the_lead_are_told_of_every_vote_at_once(made, admin_lead, where):
    client = projector(made) if where.startswith("screen") else admin_lead(made)
    voters = [seat(made)[1] for _ in range(3)]
    screen = Screen(client, made, where)
    for number, voter in enumerate(voters, start=1):
        vote(voter, made, "3")
        assert screen.ask()[0] == {"voted": number}
    assert screen.ask()[0] is None


@pytest.fixture
def admin_lead():
    """A browser that took over the lead."""
    from surveys import room_access

    def lead(workshop):
        Workshop.objects.filter(pk=workshop.pk).update(takeover_hash="x" * 64)
        client, now = Client(), again(workshop)
        client.cookies[room_access.lead_cookie_name(now.code)] = room_access.lead_cookie_value(now)
        return client

    return lead


def test_a_step_is_told_at_once_with_the_own_vote(made):
    phones = [Screen(seat(made)[1], made) for _ in range(2)]
    vote(phones[0].client, made, "3")
    for phone in phones:
        phone.ask()
    Workshop.objects.filter(pk=made.pk).update(rev=90, step=90)
    (first, _drawn), (second, sqls) = (phone.ask() for phone in phones)
    assert (first["step"], first["mine"]["vote"], second["mine"]["vote"]) == (90, "3", "")
    assert first["html"] == second["html"] != ""
    assert sqls == 2  # whether anything is new, and the own vote
    show(again(made))
    assert "The vote" in phones[1].ask()[0]["html"]


def test_a_lead_who_went_away_is_told_though_that_is_no_revision(made):
    phone = Screen(seat(made)[1], made)
    long_ago = timezone.now() - timedelta(seconds=30)
    Workshop.objects.filter(pk=made.pk).update(lead_seen=long_ago)
    assert (phone.ask()[0]["away"], phone.answer.json()["html"]) == (True, None)


def test_who_is_made_to_watch_or_taken_away_is_told_that(made):
    """What is read once for all does not hold what is one seat's own."""
    mine, client = seat(made)
    other = Screen(seat(made)[1], made)
    phone = Screen(client, made)
    Seat.objects.filter(pk=mine.pk).update(observes=True)
    Workshop.objects.filter(pk=made.pk).update(rev=90)
    assert other.ask()[0]["mine"]["observes"] is False
    assert phone.ask()[0]["mine"]["observes"] is True


def test_the_number_of_votes_is_as_stored_however_many_vote_for_what(made):
    voters = [seat(made)[1] for _ in range(4)]
    phone = Screen(seat(made)[1], made)
    for value, voter in zip(("0", "4", "dk", "na"), voters, strict=True):
        vote(voter, made, value)
        vote(voter, made, "1")
    a_second_later()
    assert phone.ask()[0] == {"voted": 4}
    assert Vote.objects.count() == 4


@pytest.mark.parametrize(
    ("stage", "present", "every"),
    [
        ("items", 1, 1500),
        ("items", 600, 1500),
        ("items", 800, 2000),
        ("items", 1200, 3000),
        ("trial", 1, 1500),
        ("dots", 1, 1500),
        ("lobby", 1, 2000),
        ("lobby", 800, 2000),
        ("actions", 1000, 2500),
    ],
)
def test_where_many_are_present_each_asks_less_often(stage, present, every):
    """The room asks 400 times a second at most, and eight hundred see a step within 2.5 s."""
    made = room(stage=stage)
    _mine, client = seat(made)
    Seat.objects.bulk_create(
        Seat(workshop=made, cookie_hash=f"{n}", short_code=f"{n}") for n in range(1, present)
    )
    assert Screen(client, made).known["every"] == every
    page = client.get(f"/w/{made.code}/").content.decode()
    assert f'data-every="{every}"' in page


def test_the_short_way_has_the_headers_of_every_answer(made, settings):
    settings.SECURE_HSTS_SECONDS = 60
    phone = Screen(seat(made)[1], made)
    page = phone.client.get(f"/w/{made.code}/")
    vote(phone.client, made, "1")
    for news in (None, {"voted": 1}):
        assert phone.ask()[0] == news
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options"):
            assert sorted(phone.answer[name].split("; ")) == sorted(page[name].split("; "))
        assert phone.answer["Referrer-Policy"] == "no-referrer"
        assert phone.answer["Cache-Control"] == "no-store"
        a_second_later()


def test_the_short_way_answers_to_our_names_alone(made):
    phone = Screen(seat(made)[1], made)
    assert phone.ask(host="elsewhere.example") == (None, 0)
    assert phone.answer.status_code == 400


def test_the_short_way_speaks_the_language_that_was_chosen(made):
    phone = Screen(seat(made)[1], made)
    Workshop.objects.filter(pk=made.pk).update(rev=90, step=90)
    assert "Wo steht die Organisation heute?" in phone.ask(accept_language="de")[0]["html"]


@pytest.mark.parametrize(
    "query", ["rev=x&step=1&voted=0", "rev=-1", "rev=0&step=0&voted=0&x=1", "rev=99999999999", ""]
)
def test_what_the_script_does_not_send_is_told_everything(made, query):
    _mine, client = seat(made)
    answer = client.get(f"/w/{made.code}/state/?{query}")
    assert (answer.status_code, answer.json()["rev"]) == (200, again(made).rev)


def test_without_a_seat_there_is_a_reason(made):
    mine, client = seat(made)
    phone = Screen(client, made)
    mine.cookie_hash = None
    mine.save()
    assert phone.ask()[0] is None
    assert phone.answer.status_code == 403
    assert phone.answer.json() == {"refused": "You are no longer in the room with this device."}
    address = f"/w/{made.code}/state/?rev=1&step=1&voted=0"
    assert Client().get(address).json() == {"refused": "You are not in this room."}
    assert client.post(address).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_step_is_drawn_once_though_all_ask_at_the_same_moment(monkeypatch):
    made, drawn = at_items().now, []

    def slowly(_workshop):
        drawn.append(1)
        time.sleep(0.2)

    monkeypatch.setattr(snapshots, "screen_of", slowly)
    ask = lambda: snapshots.drawn(made, "phone", lambda _screen: "the step")  # noqa: E731 - asked four times
    assert together(ask, ask, ask, ask) == ["the step"] * 4
    assert drawn == [1]


@pytest.mark.django_db(transaction=True)
def test_votes_and_the_end_of_their_round_at_the_same_moment():
    """What was counted is what is shown; the rest was refused."""
    made = at_items()
    seats = made.seats(6)
    about = OpenRound(item=made.item.pk, about="level", round=1)
    step = made.now.step

    def cast(mine):
        votes.cast(seat=Seat.objects.get(pk=mine.pk), about=about, value="2")
        return "counted"

    def reveal():
        time.sleep(0.01)
        room_steps.reveal(workshop=made.now, seen=step, sure=True)
        return room_queries.votes_of(made.now, about).count()

    doing = [lambda mine=mine: cast(mine) for mine in seats]
    *said, shown = together(*doing, reveal)
    refused = [error for error in said if isinstance(error, votes.Closed)]
    assert shown == said.count("counted") == Vote.objects.count()
    assert len(refused) == len(seats) - shown


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="SQLite has one writer at a time"
)
def test_votes_do_not_wait_for_one_another_and_the_lead_waits_for_them():
    made = at_items()
    slow, quick = made.seats(2)
    about = OpenRound(item=made.item.pk, about="level", round=1)
    is_voting, goes_on, order = Event(), Event(), []

    def vote_slowly():
        with votes.voting(slow):
            is_voting.set()
            goes_on.wait(10)
            order.append("slow")
        connection.close()

    def lead():
        with changing(made.now, step=True):
            order.append("lead")
        connection.close()

    voter, leader = Thread(target=vote_slowly), Thread(target=lead)
    voter.start()
    is_voting.wait(10)
    votes.cast(seat=quick, about=about, value="2")
    order.append("quick")
    leader.start()
    time.sleep(0.3)
    goes_on.set()
    voter.join()
    leader.join()
    assert order == ["quick", "slow", "lead"]
