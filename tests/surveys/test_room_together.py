"""Phones and leads that act on one room at the same moment, on databases as in production."""

import pytest

from surveys import room_queries
from surveys.models import Decision, Dot, Seat, Vote, Workshop
from surveys.services import (
    releases,
    results,
    room_decisions,
    room_end,
    room_owners,
    room_steps,
    rooms,
    votes,
    workshops,
)
from surveys.services.room_decisions import Said
from surveys.services.room_owners import Who
from tests import closing_room
from tests.factories import NOW, assessment
from tests.rooms import again, room, seat
from tests.together import together

pytestmark = pytest.mark.usefixtures("real_database")
TIMES = 8
BY = {"user": None, "now": NOW}


def told(*doing):
    """What each gave back, or the name of the error it ended with; in order."""
    return [
        type(each).__name__ if isinstance(each, Exception) else "done" for each in together(*doing)
    ]


def casting(sitting, value, made):
    about = votes.open_round(made)
    return lambda: votes.cast(seat=sitting, about=about, value=value)


def test_one_seat_on_four_phones_has_one_vote():
    made = room()
    sitting, _client = seat(made)
    for _ in range(TIMES):
        got = together(*(casting(sitting, value, made) for value in "0123"))
        assert got == [None] * 4
        assert Vote.objects.get().value in set("0123")


def test_dots_of_one_seat_on_two_phones_are_those_of_one_of_them():
    made = room(stage="dots", activities=("MON-1", "MON-2", "RSP-1", "RSP-2"))
    sitting, _client = seat(made)
    items = list(made.items.values_list("pk", flat=True))
    for _ in range(TIMES):
        sets = (items[:3], items[1:])
        got = told(*(lambda s=some: votes.give_dots(seat=sitting, items=s) for some in sets))
        assert got == ["done", "done"]
        assert sorted(Dot.objects.values_list("item", flat=True)) in list(map(sorted, sets))


def test_a_vote_that_meets_the_reveal_is_shown_or_refused():
    seen = set()
    for _ in range(TIMES):
        made = room()
        sitting, _client = seat(made)
        reveal = lambda now=made: room_steps.reveal(workshop=now, seen=now.step, sure=True)  # noqa: E731 - said once
        cast, shown = told(casting(sitting, "3", made), reveal)
        assert shown == "done"
        [found] = results.shown(workshop=again(made), item=again(made).current)
        assert found.spread.n == {"done": 1, "Closed": 0}[cast]
        seen.add(cast)
    assert seen <= {"done", "Closed"}


def test_of_leads_who_press_next_at_once_one_takes_the_step():
    made = room(phase="level_shown")
    step = made.step
    doing = lambda: room_steps.next_step(workshop=made, seen=step, sure=True, **BY)  # noqa: E731 - said once
    assert sorted(told(*[doing] * 4)) == ["MovedOn", "MovedOn", "MovedOn", "done"]
    now = again(made)
    assert (now.step, now.current.phase) == (step + 1, "owner_open")


def test_nothing_is_left_of_a_seat_that_is_taken_away_while_it_votes():
    for _ in range(TIMES):
        made = room()
        sitting, _client = seat(made)
        cast, gone = told(casting(sitting, "3", made), lambda one=sitting: rooms.remove(seat=one))
        assert gone == "done"
        assert cast in {"done", "SeatElsewhere"}
        assert Vote.objects.filter(workshop=made).count() == 0
        assert room_queries.present(made) == 0


def test_who_sat_down_twice_and_votes_while_it_is_mended_has_one_vote_at_most():
    for _ in range(TIMES):
        made = room()
        first, _old = seat(made)
        second, _new = seat(made)
        merge = lambda one=second, into=first: rooms.merge(seat=one, into=into)  # noqa: E731 - said once
        got = told(casting(first, "1", made), casting(second, "3", made), merge)
        assert got[2] == "done"
        assert set(got[:2]) <= {"done", "SeatElsewhere"}
        left = list(Vote.objects.filter(workshop=made).values_list("seat_key", flat=True))
        assert left in ([], [first.key])


def test_of_people_who_come_in_at_once_everybody_has_a_seat_and_a_name():
    made = room(stage="lobby")
    come = lambda: rooms.join(workshop=made, secret=rooms.new_secret(), name="Ana")  # noqa: E731 - said once
    assert told(*[come] * 4) == ["done"] * 4
    names = sorted(Seat.objects.values_list("name", flat=True))
    assert names == ["Ana", "Ana (2)", "Ana (3)", "Ana (4)"]


def test_nothing_personal_is_left_where_a_vote_meets_the_end():
    for _ in range(TIMES):
        made = room()
        sitting, _client = seat(made)
        cast, ended = told(
            casting(sitting, "3", made), lambda one=made: room_end.end(workshop=one, **BY)
        )
        assert ended == "done"
        assert cast in {"done", "RoomEnded"}
        assert Vote.objects.count() == 0
        assert not Seat.objects.exclude(key=None, cookie_hash=None, short_code=None).exists()


def test_who_says_yes_while_the_room_ends_is_heard():
    for _ in range(TIMES):
        made = closing_room.room()
        sitting = closing_room.seat(made, "Ana")
        owner = room_owners.name_accountable(
            workshop=made, activity="MON-1", who=Who(seat=sitting.code), **BY
        )
        answer = lambda key=owner.key, by=sitting: room_owners.answer_of_seat(  # noqa: E731 - said once
            seat=by, key=key, accepts=True, now=NOW
        )
        got = told(answer, lambda one=made: room_end.end(workshop=one, **BY))
        assert got == ["done", "done"]
        owner.refresh_from_db()
        decision = Decision.objects.get(assessment=made.assessment, activity="MON-1")
        assert (owner.status, decision.status) == ("accepted", "accepted")
        assert Workshop.objects.get(pk=made.pk).stage == "ended"


def test_two_rooms_that_agree_on_one_activity_at_once_leave_one_decision():
    for number in range(TIMES):
        of = assessment(opened=False)
        both = [room(of, phase="owner_shown", activities=("MON-1",)) for _ in range(2)]
        doing = [
            lambda at=at, key=key: room_decisions.agree_owner(
                workshop=at, seen=at.step, department=key, letters={}, said=Said(), **BY
            )
            for at, key in zip(both, ("it", "sales"), strict=True)
        ]
        assert told(*doing) == ["done", "done"], number
        decision = Decision.objects.get(assessment=of)
        assert decision.letters.filter(letter="A").count() == 1


def test_a_report_that_meets_a_decision_is_made_of_all_of_it_or_asked_for_again():
    for _ in range(TIMES // 2):
        of = assessment(opened=False, state="closed")
        made = room(of, phase="owner_shown", activities=("MON-1",))
        agreed, drawn = told(
            lambda at=made: room_decisions.agree_owner(
                workshop=at, seen=at.step, department="it", letters={}, said=Said(), **BY
            ),
            lambda of=of: releases.make(assessment=of, user=None, now=NOW),
        )
        assert agreed == "done"
        assert drawn in {"done", "InputsChanged"}


def test_the_agenda_is_changed_while_the_room_goes_on():
    for _ in range(TIMES):
        made = room(phase="level_shown", activities=("MON-1", "MON-2"))
        step = made.step
        onward, added, moved = told(
            lambda at=made, seen=step: room_steps.next_step(
                workshop=at, seen=seen, sure=True, **BY
            ),
            lambda at=made: workshops.add(workshop=at, activity="RSP-1"),
            lambda at=made: workshops.move(workshop=at, activity="MON-2", later=True),
        )
        assert onward in {"done", "MovedOn"}
        assert (added, moved) == ("done", "done")
        places = list(made.items.order_by("position").values_list("activity", flat=True))
        assert sorted(places) == ["MON-1", "MON-2", "RSP-1"]
