"""Votes: one for each seat and round, taken while it is open, and never seen before it is shown."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from surveys.models import AgendaItem, Dot, Vote, Workshop
from surveys.services import rooms, screens, snapshots
from tests.rooms import again, projector, room, seat, show, vote

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    caches["here"].clear()


@pytest.fixture
def made():
    return room()


def state(client, workshop, **asked):
    where = "screen/state" if f"s-{workshop.code}" in client.cookies else "state"
    return client.get(f"/w/{workshop.code}/{where}/", asked)


def test_a_vote_sent_again_or_changed_is_still_one(made):
    _mine, client = seat(made)
    for value in ("1", "1", "4", "dk"):
        answer = vote(client, made, value)
        assert (answer.status_code, answer.json()) == (200, {"counted": True})
    assert [(one.value, one.round) for one in Vote.objects.all()] == [("dk", 1)]


def test_a_form_without_scripts_votes_too(made):
    _mine, client = seat(made)
    sent = {"item": made.current_id, "about": "level", "round": 1, "value": "2"}
    answer = client.post(f"/w/{made.code}/votes/", sent)
    assert (answer.status_code, answer.url) == (302, f"/w/{made.code}/")
    page = client.get(answer.url).content.decode()
    assert page.count(" checked") == 1
    assert 'name="value" value="2" checked' in page


@pytest.mark.parametrize("value", ["9", "", "it", "-1", "np", "x" * 65, None])
def test_what_is_not_offered_is_no_vote(made, value):
    _mine, client = seat(made)
    assert vote(client, made, value).status_code == 422
    assert Vote.objects.count() == 0


@pytest.mark.parametrize("value", ["it", "sales", "each", "new_team", "point_person", "dk"])
def test_an_owner_is_a_department_or_one_of_the_models_answers(value):
    made = room(phase="owner_open")
    _mine, client = seat(made)
    assert vote(client, made, value, about="owner").status_code == 200


@pytest.mark.parametrize("value", ["na", "2", "moon", "several"])
def test_nothing_else_is_an_owner(value):
    made = room(phase="owner_open")
    _mine, client = seat(made)
    assert vote(client, made, value, about="owner").status_code == 422


def test_a_vote_for_a_round_that_is_not_open_is_not_counted(made):
    _mine, client = seat(made)
    other = AgendaItem.objects.exclude(pk=made.current_id).get()
    changes = ({"round": 2}, {"about": "owner"}, {"item": other.pk}, {"item": None})
    for changed in changes:
        assert vote(client, made, "1", **changed).status_code == 409
    show(made)
    assert vote(client, made, "1").status_code == 409
    assert Vote.objects.count() == 0


def test_the_first_round_stays_beside_the_second(made):
    _mine, client = seat(made)
    vote(client, made, "1")
    AgendaItem.objects.filter(pk=made.current_id).update(level_round=2, levels_shown=1)
    assert vote(client, made, "3", round=2).status_code == 200
    assert vote(client, made, "0", round=1).status_code == 409
    assert list(Vote.objects.order_by("round").values_list("round", "value")) == [
        (1, "1"),
        (2, "3"),
    ]


def test_the_trial_has_one_vote_for_each_seat_and_shows_none():
    made = room(stage="trial")
    _mine, client = seat(made)
    for value in ("0", "3"):
        assert vote(client, made, value, item=None, about="trial").status_code == 200
    assert [one.value for one in Vote.objects.all()] == ["3"]
    assert state(client, made).json()["voted"] == 1


def test_who_watches_does_not_vote_and_is_not_counted(made):
    _mine, client = seat(made, observes=True)
    seat(made)
    assert vote(client, made, "1").status_code == 403
    assert state(client, made).json()["present"] == 1


def test_a_vote_without_scripts_that_comes_late_is_told_on_the_page(made):
    _mine, client = seat(made)
    sent = {"item": made.current_id, "about": "level", "round": 1, "value": "2"}
    show(made)
    answer = client.post(f"/w/{made.code}/votes/", sent)
    assert answer.status_code == 409
    assert "it was not counted" in answer.content.decode()


def test_what_is_no_vote_at_all_is_refused(made):
    _mine, client = seat(made)
    where = f"/w/{made.code}/votes/"
    for body in ("", "[]", "nonsense", '"a"', '{"value": {"a": 1}}', '{"item": []}'):
        assert client.put(where, body, content_type="application/json").status_code in {400, 422}


def test_the_page_of_a_step_is_drawn_once(made, monkeypatch):
    drawn = []
    real = snapshots.screen_of
    monkeypatch.setattr(snapshots, "screen_of", lambda w: drawn.append(1) or real(w))
    for _ in range(3):
        _mine, client = seat(made)
        state(client, made)
        client.get(f"/w/{made.code}/")
    wall = projector(made)
    wall.get(f"/w/{made.code}/screen/")
    assert len(drawn) == 2  # for phones, and for the projector


def test_a_step_holds_no_token_and_a_page_its_own(made):
    _mine, client = seat(made)
    html = state(client, made).json()["html"]
    assert 'name="csrfmiddlewaretoken" value=""' in html
    page = client.get(f"/w/{made.code}/").content.decode()
    assert 'name="csrfmiddlewaretoken" value=""' not in page


def test_no_value_leaves_before_its_round_is_shown(made):
    """Every vote is for 3: no number but counts of people may tell it from a vote for 1."""
    _mine, watcher = seat(made)
    wall = projector(made)
    said = {}
    for value in ("1", "3"):
        caches["here"].clear()
        Vote.objects.all().delete()
        Workshop.objects.filter(pk=made.pk).update(rev=1000)
        for _ in range(6):
            _one, client = seat(made)
            vote(client, made, value)
            client.post(f"/w/{made.code}/leave/")
        Workshop.objects.filter(pk=made.pk).update(rev=2000)
        said[value] = [
            state(watcher, made).content,
            state(wall, made).content,
            without_tokens(watcher.get(f"/w/{made.code}/").content.decode()),
            without_tokens(wall.get(f"/w/{made.code}/screen/").content.decode()),
        ]
        made.seats.exclude(pk=_mine.pk).delete()
    assert said["1"] == said["3"]


def without_tokens(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_once_shown_everybody_sees_the_spread(made):
    for value in ("1", "3", "3", "3", "4"):
        _mine, client = seat(made)
        vote(client, made, value)
    show(made)
    html = state(client, made).json()["html"]
    assert [int(n) for n in bars(html)] == [0, 1, 0, 3, 1]
    assert "We nearly agree" in html
    assert "1 person says “Improvised”." in html


def test_an_anonymous_room_of_four_shows_one_word_and_no_number():
    made = room(anonymous=True)
    for value in ("3", "3", "3", "3"):
        _mine, client = seat(made)
        vote(client, made, value)
    show(made)
    html = state(client, made).json()["html"]
    assert bars(html) == []
    assert "We agree" in html
    assert "Too few votes for numbers." in html


def test_few_people_are_told_before_the_vote():
    made = room(anonymous=True)
    _mine, client = seat(made)
    assert state(client, made).json()["few"] is True
    assert "data-few hidden" not in client.get(f"/w/{made.code}/").content.decode()
    for _ in range(4):
        seat(made)
    assert state(client, made).json()["few"] is False


def bars(html):
    return re.findall(r"<b>(\d+)</b>", html)


def test_dots_are_three_at_most_and_can_be_moved():
    made = room(stage="dots", activities=("GDL-1", "LED-1", "LED-2", "RSP-3"))
    ids = [item.pk for item in made.items.all()]
    _mine, client = seat(made)

    def give(*items):
        sent = {"dot": list(items)}
        where = f"/w/{made.code}/dots/"
        return client.put(where, sent, content_type="application/json").status_code

    assert give(*ids[:3]) == 200
    assert give(*ids) == 422
    assert give(ids[3], ids[0]) == 200
    assert give(999_999) == 422
    assert sorted(Dot.objects.values_list("item", flat=True)) == [ids[0], ids[3]]
    assert state(client, made).json()["mine"]["dots"] == [ids[0], ids[3]]
    assert give() == 200
    assert Dot.objects.count() == 0


def test_dots_are_given_in_their_stage_alone(made):
    _mine, client = seat(made)
    sent = {"dot": [made.current_id]}
    where = f"/w/{made.code}/dots/"
    assert client.put(where, sent, content_type="application/json").status_code == 409


def test_a_lead_not_seen_for_twenty_seconds_is_away(made):
    _mine, client = seat(made)
    seen = timezone.now() - timedelta(seconds=30)
    Workshop.objects.filter(pk=made.pk).update(lead_seen=seen)
    known = state(client, made).json()
    assert known["away"] is True
    asked = {name: known[name] for name in ("rev", "step", "voted")}
    assert state(client, made, **asked, away=1).status_code == 204
    assert state(client, made, **asked).json()["html"] is None
    Workshop.objects.filter(pk=made.pk).update(lead_seen=timezone.now())
    assert state(client, made, **asked, away=1).json()["away"] is False


def test_the_timer_is_told_in_seconds_left(made):
    _mine, client = seat(made)
    ends = timezone.now() + timedelta(seconds=120)
    Workshop.objects.filter(pk=made.pk).update(timer_ends=ends)
    assert 118 <= state(client, made).json()["timer"] <= 120
    assert snapshots.clock(119) == "1:59"
    assert snapshots.clock(-5) == "0:00"


@pytest.mark.parametrize(
    ("stage", "phase"),
    [
        *[(stage, "") for stage in ("prepared", "lobby", "trial", "bulk", "dots", "actions")],
        ("items", "waiting"),
        ("items", "level_shown"),
        ("items", "owner_open"),
        ("items", "owner_shown"),
        ("items", "decided"),
        ("items", "parked"),
    ],
)
def test_every_stage_has_its_pages(stage, phase):
    made = room(stage=stage, phase=phase)
    _mine, client = seat(made)
    wall = projector(made)
    assert client.get(f"/w/{made.code}/").status_code == 200
    assert wall.get(f"/w/{made.code}/screen/").status_code == 200
    assert state(client, made).json()["html"]


def test_the_second_vote_is_not_led_by_the_first(made):
    for value in ("0", "0", "4", "4", "4"):
        _mine, client = seat(made)
        vote(client, made, value)
    show(made)
    AgendaItem.objects.filter(pk=made.current_id).update(phase="level_open", level_round=2)
    Workshop.objects.filter(pk=made.pk).update(step=90)
    assert bars(state(client, made).json()["html"]) == []
    assert screens.screen_of(again(made)).rounds == ()


def test_the_answer_of_a_poll_is_small(made):
    _mine, client = seat(made)
    known = state(client, made).json()
    vote(client, made, "1")
    news = state(client, made, step=known["step"])
    assert len(news.content) < 300
    assert json.loads(news.content)["mine"]["vote"] == "1"


def test_locking_changes_what_the_projector_shows():
    made = room(stage="lobby")
    wall = projector(made)
    assert rooms.in_groups(made.join_code) in state(wall, made).json()["html"]
    rooms.lock(workshop=made, locked=True)
    assert "The door is closed." in state(wall, made).json()["html"]
