from datetime import date

import pytest

from surveys.models import Action, AuditEvent, Owner
from surveys.services import room_actions, room_end, room_owners
from surveys.services.room_actions import Line, Who
from tests.closing_room import room, seat
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DUE = date(2026, 4, 9)


def add(to, activity="MON-1", text="Write down who looks", **fields):
    return room_actions.add(workshop=to, activity=activity, text=text, user=None, now=NOW, **fields)


def test_an_action_has_its_owner_hours_and_day():
    made = room()
    ana = seat(made, "Ana")
    action = add(made, who=Who(seat=ana.code), hours=4, due=DUE)
    assert room_actions.lines(made) == (
        Line(
            code=action.code,
            activity="MON-1",
            title="Listening to public conversation",
            text="Write down who looks",
            owner="Ana",
            seat=ana.code,
            email="",
            status="proposed",
            hours=4,
            due=DUE,
            missing=(),
        ),
    )


def test_a_line_says_what_its_action_lacks_and_who_declined_is_no_owner():
    made = room()
    ana = seat(made, "Ana")
    add(made, text="Neither")
    add(made, text="No day", who=Who(seat=ana.code))
    add(made, text="Declined", who=Who(name="Bo", email="bo@example.com"), due=DUE)
    room_owners.answer(owner=Owner.objects.get(name="Bo"), accepts=False, now=NOW)
    assert [(line.text, line.missing) for line in room_actions.lines(made)] == [
        ("Neither", ("owner", "day")),
        ("No day", ("day",)),
        ("Declined", ("owner",)),
    ]


def test_every_change_of_an_action_is_told_to_the_screens_and_noted():
    made = room()
    action = add(made)
    for step, change in enumerate(
        [
            lambda: room_actions.change(
                workshop=made, code=action.code, text="Other", user=None, now=NOW
            ),
            lambda: room_actions.remove(workshop=made, code=action.code, user=None, now=NOW),
        ],
        start=2,
    ):
        change()
        made.refresh_from_db()
        assert (made.rev, made.step) == (step, step)
    assert list(AuditEvent.objects.order_by("pk").values_list("what", "details")) == [
        ("workshop action", f"{made.code} MON-1 {action.code}"),
        ("workshop action", f"{made.code} MON-1 {action.code}"),
        ("workshop action removed", f"{made.code} MON-1 {action.code}"),
    ]


def test_who_loses_the_last_action_is_asked_no_more_but_who_stands_for_a_department_is():
    made = room()
    ana, ben = seat(made, "Ana"), seat(made, "Ben")
    room_owners.name_accountable(
        workshop=made, activity="MON-1", who=Who(seat=ana.code), user=None, now=NOW
    )
    first = add(made, who=Who(seat=ana.code))
    second = add(made, who=Who(seat=ben.code))
    for each in (first, second):
        room_actions.change(workshop=made, code=each.code, text="Do it", user=None, now=NOW)
    assert list(Owner.objects.values_list("name", flat=True)) == ["Ana"]


def test_an_action_belongs_to_its_room_and_to_an_item_of_it():
    made = room()
    with pytest.raises(room_actions.UnknownItem):
        add(made, "RSP-2")
    with pytest.raises(room_actions.UnknownAction):
        room_actions.remove(workshop=made, code="222222222222", user=None, now=NOW)
    with pytest.raises(room_actions.UnknownSeat):
        add(made, who=Who(seat=seat(made, "Gone", removed=True).code))
    with pytest.raises(room_actions.UnknownSeat):
        add(made, who=Who(seat=seat(made, "").code))
    assert not Action.objects.exists()


def test_nothing_is_added_once_the_room_has_ended():
    made = room()
    room_end.end(workshop=made, user=None, now=NOW)
    with pytest.raises(room_actions.RoomEnded):
        add(made)
