import uuid
from datetime import date

import pytest

from surveys.models import AuditEvent, Decision, Owner, State
from surveys.services import room_actions, room_end, room_owners
from surveys.services.room_owners import ActionAsked, LinkExpired, LinkUnknown, Who
from surveys.services.sources import decisions_of
from tests.closing_room import HELD, room, seat
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def stand(in_room, who, activity="MON-1"):
    return room_owners.name_accountable(
        workshop=in_room, activity=activity, who=who, user=None, now=NOW
    )


def decision(activity="MON-1"):
    found = Decision.objects.get(activity=activity)
    return found.status, found.status_on, found.status_by


def test_who_sits_in_the_room_says_yes_on_the_phone_and_the_decision_is_accepted():
    made = room()
    ana = seat(made, "Ana")
    owner = stand(made, Who(seat=ana.code))
    assert decision() == ("proposed", None, "")
    room_owners.answer_of_seat(seat=ana, key=owner.key, accepts=True, said="Gladly", now=NOW)
    assert decision() == ("accepted", date(2026, 3, 10), "Ana")
    owner.refresh_from_db()
    assert (owner.status, owner.status_on, owner.said) == ("accepted", HELD, "Gladly")
    made.refresh_from_db()
    assert (made.rev, made.step) == (2, 2)


def test_who_declines_is_named_in_the_decision_and_may_change_their_mind():
    made = room()
    owner = stand(made, Who(name="Bo", email="bo@example.com"))
    room_owners.answer(owner=owner, accepts=False, said="No hours", now=NOW)
    assert decision() == ("declined", HELD, "Bo")
    room_owners.answer(owner=owner, accepts=True, now=NOW)
    assert decision() == ("accepted", HELD, "Bo")
    assert [each.status for each in decisions_of(made.assessment)] == ["accepted", "proposed"]


def test_what_is_confirmed_stays_confirmed():
    made = room()
    owner = stand(made, Who(name="Bo"))
    Decision.objects.filter(activity="MON-1").update(status="confirmed", status_on=HELD)
    room_owners.answer(owner=owner, accepts=False, now=NOW)
    assert decision() == ("confirmed", HELD, "")


def test_an_owner_of_actions_alone_answers_for_no_decision():
    made = room()
    ana = seat(made, "Ana")
    room_actions.add(
        workshop=made, activity="MON-1", text="Do", who=Who(seat=ana.code), user=None, now=NOW
    )
    [asked] = room_owners.of_seat(ana)
    room_owners.answer_of_seat(seat=ana, key=asked.key, accepts=False, now=NOW)
    assert decision() == ("proposed", None, "")
    assert (asked.department, asked.actions) == (
        "",
        (ActionAsked(text="Do", hours=None, due=None),),
    )


def test_a_seat_answers_for_itself_alone():
    made = room()
    ana, ben = seat(made, "Ana"), seat(made, "Ben")
    owner = stand(made, Who(seat=ana.code))
    with pytest.raises(room_owners.NotAsked):
        room_owners.answer_of_seat(seat=ben, key=owner.key, accepts=True, now=NOW)
    assert (room_owners.of_seat(ben), decision()) == ((), ("proposed", None, ""))


def test_another_person_for_the_department_asks_anew():
    made = room()
    ana, ben = seat(made, "Ana"), seat(made, "Ben")
    owner = stand(made, Who(seat=ana.code))
    room_owners.answer(owner=owner, accepts=True, now=NOW)
    stand(made, Who(seat=ben.code))
    assert decision() == ("proposed", None, "")
    assert list(Owner.objects.values_list("name", "accountable")) == [("Ben", True)]
    with pytest.raises(room_owners.NotAsked):
        room_owners.answer(owner=owner, accepts=True, now=NOW)


def test_naming_the_same_person_again_keeps_what_they_said():
    made = room()
    ana = seat(made, "Ana")
    room_owners.answer(owner=stand(made, Who(seat=ana.code)), accepts=True, now=NOW)
    stand(made, Who(seat=ana.code))
    assert decision() == ("accepted", HELD, "Ana")


def test_nobody_stands_where_no_department_is_accountable():
    made = room()
    with pytest.raises(room_owners.NobodyAccountable):
        stand(made, Who(name="Bo"), activity="RSP-1")
    with pytest.raises(room_owners.UnknownItem):
        stand(made, Who(name="Bo"), activity="RSP-2")
    assert not Owner.objects.exists()


def test_the_mailed_link_opens_what_its_owner_is_asked_and_no_other_does():
    made = room()
    owner = stand(made, Who(name="Bo", email="bo@example.com"))
    token = room_owners.address_of(owner).rsplit("/", 1)[1]
    found, value = room_owners.open_link(token)
    assert (found, bool(value)) == (owner, True)
    with pytest.raises(LinkUnknown):
        room_owners.open_link(token + "x")
    stand(made, Who(name="Bo", email="bo.other@example.com"))
    with pytest.raises(LinkUnknown):
        room_owners.open_link(token)
    with pytest.raises(room_owners.NotAsked):
        room_owners.answer(owner=found, accepts=True, now=NOW)


def test_the_record_takes_answers_after_the_room_has_ended_until_all_is_archived():
    made = room()
    owner = stand(made, Who(name="Bo", email="bo@example.com"))
    room_end.end(workshop=made, user=None, now=NOW)
    room_owners.answer(owner=owner, accepts=True, now=NOW)
    assert decision() == ("accepted", HELD, "Bo")
    made.assessment.state = State.ARCHIVED
    made.assessment.save()
    with pytest.raises(LinkExpired):
        room_owners.answer(owner=owner, accepts=False, now=NOW)
    with pytest.raises(LinkExpired):
        room_owners.open_link(room_owners.address_of(owner).rsplit("/", 1)[1])
    assert decision() == ("accepted", HELD, "Bo")


def test_what_was_said_is_noted_without_a_user():
    made = room()
    owner = stand(made, Who(name="Bo"))
    room_owners.answer(owner=owner, accepts=True, now=NOW)
    assert list(AuditEvent.objects.order_by("pk").values_list("what", "user", "details")) == [
        ("workshop owner", None, f"{made.code} MON-1: Bo"),
        ("owner answered", None, f"{made.code} MON-1 accepted"),
    ]


def test_what_is_asked_names_the_department_and_what_is_to_be_done():
    made = room()
    made.assessment.contact = "Carla"
    made.assessment.save()
    ana = seat(made, "Ana")
    owner = stand(made, Who(seat=ana.code))
    [asked] = room_owners.of_seat(ana)
    assert isinstance(asked.key, uuid.UUID)
    assert (asked.key, asked.department, asked.title, asked.contact, asked.held_on) == (
        owner.key,
        "It",
        "Listening to public conversation",
        "Carla",
        HELD,
    )
