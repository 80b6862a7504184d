"""The way of a room and of an item, one turn after the other."""

import pytest

from surveys.models import AuditEvent, Dot, Phase, Stage, Vote, Workshop
from surveys.services import room_steps
from surveys.services.room_steps import (
    MovedOn,
    NothingAgreed,
    NoThirdRound,
    NotNow,
    RoomEnded,
    StillOpen,
    VotesMissing,
)
from tests.factories import NOW
from tests.leading_room import at_items, room

pytestmark = pytest.mark.django_db


def test_next_leads_from_the_lobby_over_the_trial_to_the_first_item():
    made = room()
    made.next()
    assert (made.now.stage, len(made.now.join_code)) == (Stage.LOBBY, 8)
    made.next()
    assert made.now.stage == Stage.TRIAL
    made.next()
    assert (made.now.stage, made.item.activity, made.item.phase) == ("items", "MON-1", "level_open")
    assert made.now.began_at == NOW
    assert made.now.step == 3


def test_the_trial_question_can_be_left_out():
    made = room(stage=Stage.LOBBY)
    room_steps.start(workshop=made.now, seen=0, user=None, now=NOW)
    assert made.item.phase == Phase.LEVEL_OPEN


def test_a_turn_on_a_step_that_is_past_is_refused():
    made = room(stage=Stage.TRIAL)
    before = made.now
    made.next()
    with pytest.raises(MovedOn):
        room_steps.next_step(workshop=before, seen=before.step, user=None, now=NOW)
    with pytest.raises(MovedOn):
        room_steps.reveal(workshop=made.now, seen=0, sure=True)
    assert made.item.phase == Phase.LEVEL_OPEN


def test_what_is_not_voted_by_all_is_shown_at_the_second_press():
    made = at_items()
    made.seats(3)
    made.vote("2", "3")
    with pytest.raises(VotesMissing) as missing:
        made.reveal(sure=False)
    assert (missing.value.voted, missing.value.present) == (2, 3)
    assert (made.item.phase, made.item.levels_shown) == (Phase.LEVEL_OPEN, 0)
    made.reveal()
    assert (made.item.phase, made.item.levels_shown) == (Phase.LEVEL_SHOWN, 1)


def test_what_all_voted_is_shown_at_once():
    made = at_items()
    made.vote("2", "3")
    made.reveal(sure=False)
    assert made.item.phase == Phase.LEVEL_SHOWN
    with pytest.raises(NotNow):
        made.reveal()


def test_there_are_two_rounds_and_no_third():
    made = at_items("1", "4")
    made.again()
    assert (made.item.phase, made.item.level_round, made.item.levels_shown) == ("level_open", 2, 1)
    made.reveal()
    assert made.item.levels_shown == 2
    with pytest.raises(NoThirdRound):
        made.again()
    assert made.item.phase == Phase.LEVEL_SHOWN


def test_nothing_goes_on_while_people_vote():
    made = at_items()
    with pytest.raises(StillOpen):
        made.next()
    with pytest.raises(StillOpen):
        made.next(sure=True)


def test_to_go_on_with_nothing_agreed_takes_a_second_press():
    made = at_items("1", "4")
    with pytest.raises(NothingAgreed):
        made.next()
    made.next(sure=True)
    assert made.item.phase == Phase.OWNER_OPEN
    made.reveal()
    with pytest.raises(NothingAgreed):
        made.next()
    made.next(sure=True)
    assert (made.items("MON-1").phase, made.item.activity) == (Phase.PARKED, "MON-2")


def test_after_the_level_the_owner_is_voted_on_and_then_comes_the_next_item():
    made = at_items("2", "2")
    made.agree("2")
    assert made.item.phase == Phase.LEVEL_SHOWN
    made.next()
    assert made.item.phase == Phase.OWNER_OPEN
    made.vote("it", "it")
    made.reveal()
    made.own("it")
    assert made.item.phase == Phase.DECIDED
    made.next()
    assert (made.item.activity, made.item.phase) == ("MON-2", Phase.LEVEL_OPEN)


@pytest.mark.parametrize(("mode", "phase"), [("level", "level_open"), ("owner", "owner_open")])
def test_an_item_opens_as_its_mode_says(mode, phase):
    assert at_items(mode=mode).item.phase == phase


def test_where_the_level_alone_is_asked_agreeing_on_it_decides():
    made = at_items("2", mode="level")
    made.agree("2")
    assert made.item.phase == Phase.DECIDED
    made.next()
    assert made.item.activity == "MON-2"


def test_parking_keeps_votes_that_nobody_has_seen():
    made = at_items()
    made.vote("2", "3")
    made.park()
    assert (made.item.phase, made.item.levels_shown) == (Phase.PARKED, 0)
    made.next()
    assert made.item.activity == "MON-2"
    made.go_to("MON-1")
    assert (made.item.activity, made.item.phase) == ("MON-1", Phase.LEVEL_OPEN)
    assert Vote.objects.count() == 2


def test_what_is_skipped_waits_and_comes_back_as_it_was():
    made = at_items("2", "3")
    made.go_to("MON-2")
    assert made.items("MON-1").phase == Phase.WAITING
    made.park()
    made.next()
    assert (made.item.activity, made.item.phase) == ("MON-1", Phase.LEVEL_SHOWN)


def test_after_the_items_come_the_agreed_ones_the_dots_and_the_actions():
    made = at_items(items=("MON-1",), bulk=("MON-2",))
    made.park()
    made.next()
    assert (made.now.stage, made.item) == (Stage.BULK, None)
    made.next()
    assert made.now.stage == Stage.DOTS
    made.next()
    assert made.now.stage == Stage.ACTIONS
    with pytest.raises(NotNow):
        made.next()


def test_without_agreed_items_the_dots_come_next_and_one_can_go_back():
    made = at_items(items=("MON-1",))
    made.park()
    made.next()
    assert made.now.stage == Stage.DOTS
    made.go_to("MON-1")
    assert (made.now.stage, made.item.phase) == (Stage.ITEMS, Phase.LEVEL_OPEN)
    made.to(room_steps.to_actions)
    assert (made.now.stage, made.items("MON-1").phase) == (Stage.ACTIONS, Phase.WAITING)


@pytest.mark.parametrize(
    ("anonymous", "givers", "stage"),
    [
        (True, 2, Stage.DOTS),
        (True, 3, Stage.ACTIONS),
        (False, 3, Stage.DOTS),
    ],
)
def test_what_an_anonymous_room_has_seen_of_its_dots_stands(anonymous, givers, stage):
    made = at_items(items=("MON-1",), anonymous=anonymous)
    made.park()
    made.next()
    for seat in made.seats(givers):
        Dot.objects.create(item=made.items("MON-1"), seat_key=seat.key)
    made.next()
    made.go_to("MON-1")
    made.park()
    made.next()
    assert made.now.stage == stage


def test_from_the_actions_of_an_anonymous_room_no_dot_can_be_moved():
    made = at_items(items=("MON-1",), anonymous=True)
    Workshop.objects.filter(pk=made.pk).update(dots_shown=True)
    made.to(room_steps.to_dots)
    assert made.now.stage == Stage.ACTIONS
    with pytest.raises(room_steps.DotsStand):
        made.to(room_steps.to_dots)


def test_the_clock_starts_and_stops_and_changes_no_screen():
    made = at_items()
    step = made.now.step
    made.timer()
    assert made.now.timer_ends == NOW + room_steps.TIMER
    made.timer()
    assert made.now.timer_ends is None
    made.timer()
    made.timer(now=NOW + room_steps.TIMER)
    assert made.now.timer_ends == NOW + 2 * room_steps.TIMER
    assert made.now.step == step


def test_each_turn_makes_a_revision_and_a_turn_on_the_screens_a_step():
    made = at_items()
    rev, step = made.now.rev, made.now.step
    made.timer()
    assert (made.now.rev, made.now.step) == (rev + 1, step)
    made.reveal()
    assert (made.now.rev, made.now.step) == (rev + 2, step + 1)


def test_a_prepared_room_goes_nowhere_but_to_its_lobby():
    made = room()
    for turn in (made.park, made.reveal, made.again, lambda: made.go_to("MON-1")):
        with pytest.raises(NotNow):
            turn()
    with pytest.raises(NotNow):
        made.to(room_steps.to_dots)
    assert (made.now.stage, made.now.rev) == (Stage.PREPARED, 0)


def test_an_ended_room_changes_no_more():
    made = at_items()
    made.now.__class__.objects.filter(pk=made.pk).update(stage=Stage.ENDED, join_code=None)
    with pytest.raises(RoomEnded):
        made.reveal()


def test_what_the_lead_did_is_noted():
    made = room()
    made.next()
    made.next()
    made.next()
    made.park()
    code = made.now.code
    assert list(AuditEvent.objects.order_by("pk").values_list("what", "details"))[-3:] == [
        ("room-opened", code),
        ("room-started", code),
        ("room-parked", f"{code} MON-1"),
    ]
