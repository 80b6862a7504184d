"""What a room agrees is a decision at once, with its letters; it can be taken back for a moment."""

import json
from datetime import timedelta

import pytest

from surveys.models import AuditEvent, Decision, Department, Owner, Phase, Stage
from surveys.services import releases, room_decisions, room_letters
from surveys.services.room_decisions import NotNow, UnknownValue
from surveys.services.room_undo import TooLate
from tests.factories import NOW, assessment
from tests.leading_room import HELD, at_items, room, with_survey

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(seconds=14)


def decision(activity="MON-1"):
    return Decision.objects.filter(activity=activity).first()


def letters(activity="MON-1"):
    rows = decision(activity).letters.order_by("department__key")
    return {row.department.key: row.letter for row in rows.select_related("department")}


def at_owner(*votes, **rest):
    made = at_items("2", "2", **rest)
    made.agree("2")
    made.next()
    made.vote(*votes)
    made.reveal()
    return made


def test_an_agreed_level_is_a_proposed_decision_of_the_day():
    made = at_items("2", "3")
    made.agree("3", reason="We do it daily", dissent="Two say 1", evidence="The rota")
    found = decision()
    assert (found.level, found.status, found.decided_on) == ("3", "proposed", HELD)
    assert (found.reason, found.dissent) == ("We do it daily", "Two say 1")
    assert (made.item.level, made.item.evidence) == ("3", "The rota")


def test_a_level_without_a_reason_gets_one_where_the_report_needs_it():
    of, release = with_survey(level="2")
    made = at_items("2", "3", of=of, release=release)
    made.agree("2")
    assert decision().reason == ""
    made.agree("3")
    assert decision().reason == "Agreed in the workshop."


def test_what_is_not_written_leaves_what_was():
    made = at_items("2", "3")
    made.agree("3", reason="Because", dissent="Two say 1")
    made.agree("2", reason="Rather so")
    assert (decision().reason, decision().dissent) == ("Rather so", "Two say 1")


def test_a_level_that_the_activity_has_not_is_refused():
    made = at_items("2")
    with pytest.raises(UnknownValue):
        made.agree("7")
    assert decision() is None


def test_nothing_is_agreed_before_votes_were_shown():
    made = at_items()
    with pytest.raises(NotNow):
        made.agree("2")
    made.vote("2")
    made.reveal()
    made.agree("2")
    with pytest.raises(NotNow):
        made.own("it")
    made.next()
    with pytest.raises(NotNow):
        made.own("it")


def test_an_owner_is_agreed_with_the_letters_of_the_others():
    made = at_owner("it", "it")
    made.own("it", {"sales": "C"})
    assert letters() == {"it": "A", "sales": "C"}
    assert made.item.owner_department == Department.objects.get(key="it")
    assert (decision().level, made.item.phase) == ("2", Phase.DECIDED)


def test_an_owner_may_be_agreed_where_no_level_is_asked():
    made = at_items(mode="owner")
    made.vote("it")
    made.reveal()
    made.own("it")
    assert (decision().level, letters()) == ("", {"it": "A"})


def test_a_department_that_is_none_of_the_assessment_is_refused():
    made = at_owner("it")
    with pytest.raises(UnknownValue):
        made.own("nobody")
    with pytest.raises(UnknownValue):
        made.own("it", {"nobody": "C"})
    assert letters() == {}


def test_another_owner_has_accepted_nothing_and_nobody_stands_for_it_any_more():
    made = at_owner("it", "it")
    made.own("it")
    Owner.objects.create(item=made.item, name="Ana", accountable=True)
    Decision.objects.update(status="accepted", status_on=HELD, status_by="Ana")
    made.own("it", {"sales": "I"})
    assert (decision().status, Owner.objects.count()) == ("accepted", 1)
    made.own("sales")
    found = decision()
    assert (found.status, found.status_on, found.status_by) == ("proposed", None, "")
    assert (letters(), Owner.objects.count()) == ({"sales": "A"}, 0)


def test_the_proposed_letters_follow_the_rules_of_the_model():
    of = assessment(opened=False)
    of.organisation.departments.filter(key="sales").update(type="communications")
    of.scope_revision += 1
    of.save()
    made = at_items(of=of)
    found = room_letters.letters_for(made.now, "MON-1").proposed("it")
    assert found["it"] == "A"
    usual = room_letters.letters_for(made.now, "MON-1").activity.usual_raci
    assert found.get("sales") == ("R" if "communications" in usual.responsible else found["sales"])


def test_the_checks_look_at_the_letters_as_they_are_now():
    of, release = with_survey()
    made = at_items(of=of, release=release)
    found = room_letters.letters_for(made.now, "MON-1")
    assert "dated_condition" in found.checks("it", {})  # no head stated hours
    assert found.proposed("it")["it"] == "A"


def test_the_next_release_holds_what_was_agreed():
    of, release = with_survey()
    made = at_items("3", "3", of=of, release=release)
    made.agree("3")
    made.next()
    made.vote("sales")
    made.reveal()
    made.own("sales", {"it": "R"})
    text = releases.make(assessment=made.now.assessment, user=None, now=NOW).text
    found = next(a for a in json.loads(text)["activities"] if a["code"] == "MON-1")["sources"]
    assert (found["survey"]["level"], found["decision"]["level"], found["delta"]) == (2, 3, 1)
    assert (found["decision"]["accountable"], found["decision"]["responsible"]) == ("sales", ["it"])
    assert found["decision"]["reason"] == "Agreed in the workshop."


def test_undo_takes_a_new_decision_away():
    made = at_items("2", "2")
    made.agree("2", evidence="The rota")
    made.undo()
    assert decision() is None
    assert (made.item.phase, made.item.level, made.item.evidence) == ("level_shown", "", "")
    assert made.now.undo == {}


def test_undo_puts_back_the_decision_that_was_there():
    made = at_owner("it")
    made.own("it", {"sales": "C"}, reason="First")
    Decision.objects.update(status="accepted", status_on=HELD, status_by="Ana")
    made.own("sales", reason="Second")
    made.undo()
    found = decision()
    assert (found.reason, found.status, found.status_by) == ("First", "accepted", "Ana")
    assert (found.status_on, found.decided_on) == (HELD, HELD)
    assert letters() == {"it": "A", "sales": "C"}
    assert made.item.owner_department.key == "it"


def test_undo_puts_a_parked_item_back_into_its_open_round():
    made = at_items()
    made.vote("2")
    made.park()
    made.undo()
    assert made.item.phase == Phase.LEVEL_OPEN


def test_after_ten_seconds_or_another_step_nothing_is_taken_back():
    made = at_items("2", "2")
    made.agree("2")
    with pytest.raises(TooLate):
        made.undo(now=LATE)
    made.next()
    with pytest.raises(TooLate):
        made.undo()
    assert decision().level == "2"


def test_the_clock_and_what_is_written_leave_undo_possible():
    made = at_items("2", "2")
    made.agree("2")
    made.timer()
    made.say(reason="So it is")
    assert decision().reason == "So it is"
    made.undo()
    assert decision() is None


def test_what_is_written_without_a_decision_is_evidence_alone():
    made = at_items("2", "2")
    made.say(reason="So it is", evidence="The rota")
    assert (decision(), made.item.evidence) == (None, "The rota")


def test_emptied_a_needed_reason_is_there_again():
    made = at_items("2", "2")
    made.agree("2", reason="So it is")
    made.say(reason="")
    assert decision().reason == "Agreed in the workshop."


def test_agreed_items_are_accepted_together_as_the_survey_has_them():
    of, release = with_survey()
    made = room(of, release=release, items=("MON-2",), bulk=("MON-1",), stage=Stage.BULK)
    [line] = room_decisions.bulk_lines(made.now)
    assert (line.level, line.level_text, line.can_be) == ("2", "Assigned", True)
    made.bulk("MON-1")
    found = decision()
    proposed = next(a for a in json.loads(release.text)["activities"] if a["code"] == "MON-1")
    assert (found.level, found.reason) == ("2", "")
    assert letters().get(proposed["raci"]["accountable"]) == ("A" if line.owner else None)
    assert made.items("MON-1").phase == Phase.DECIDED
    assert room_decisions.bulk_lines(made.now) == ()
    made.undo()
    assert (decision(), made.items("MON-1").phase) == (None, Phase.WAITING)


def test_what_is_not_ticked_or_has_nothing_to_accept_goes_on_waiting():
    of, release = with_survey()
    made = room(of, release=release, items=(), bulk=("MON-1", "RSP-1"), stage=Stage.BULK)
    assert [line.can_be for line in room_decisions.bulk_lines(made.now)] == [True, False]
    made.bulk()
    made.bulk("RSP-1")
    assert Decision.objects.count() == 0
    assert {made.items(code).phase for code in ("MON-1", "RSP-1")} == {Phase.WAITING}


def test_what_was_agreed_is_noted_with_its_activity_alone():
    made = at_owner("it")
    made.own("it", reason="Secret")
    events = AuditEvent.objects.order_by("-pk").values_list("what", "details")[:1]
    assert list(events) == [("room-owner", f"{made.now.code} MON-1 it")]
