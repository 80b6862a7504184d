"""The pages at the end of a workshop: the lead's, a phone's, a mailed link's, the record."""

import re
from datetime import date

import pytest
from django.test import Client

from surveys.models import Action, Decision, Message, Owner, Stage, State
from surveys.services import jobs, room_actions, room_end, room_owners
from surveys.services.mail_parts import NotSendable, render_message
from surveys.services.room_owners import Who
from tests import cast
from tests.closing_room import dots, phone, room, seat, votes
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return room()


@pytest.fixture
def carla(made):
    return cast.carla(made.assessment.organisation)


def at(made, rest=""):
    return f"/w/{made.code}/closing/{rest}"


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def stand(made, who, activity="MON-1"):
    return room_owners.name_accountable(
        workshop=made, activity=activity, who=who, user=None, now=NOW
    )


def test_the_page_ranks_what_matters_and_shows_in_red_what_nobody_makes_sure_of(made, carla):
    dots(made, "RSP-1", "RSP-1 MON-2")
    page = carla.get(at(made)).content.decode()
    rows = re.findall(r'<th scope="row">([^<]+)</th>\s*<td>(\d)</td>\s*<td>(.*?)</td>', page)
    assert [(dotted, owner) for _title, dotted, owner in rows] == [
        ("2", '<strong class="wrong">Nobody yet</strong>'),
        ("1", "Sales"),
        ("0", "It"),
    ]


def test_who_comes_from_the_lead_page_goes_back_to_it(made, carla):
    answer = carla.post(at(made, "items/MON-1/action/?from=lead"), {"text": "Do"})
    assert answer.headers["Location"] == f"/w/{made.code}/lead/"


def test_an_action_is_added_changed_and_removed(made, carla):
    ana = seat(made, "Ana")
    given = {"text": "Write it  down", "seat": ana.code, "due": "2027-04-09", "hours": "4"}
    assert carla.post(at(made, "items/MON-1/action/"), given).headers["Location"] == at(made)
    [line] = room_actions.lines(made)
    assert (line.text, line.owner, line.due, line.hours, line.missing) == (
        "Write it down",
        "Ana",
        date(2027, 4, 9),
        4,
        (),
    )
    page = carla.get(at(made, f"actions/{line.code}/")).content.decode()
    assert ('value="Write it down"' in page, 'value="2027-04-09"' in page) == (True, True)
    changed = {"text": "Write it down", "name": "Bo", "email": "Bo@Example.com"}
    carla.post(at(made, f"actions/{line.code}/"), changed)
    assert list(Owner.objects.values_list("name", "email")) == [("Bo", "bo@example.com")]
    carla.post(at(made, f"actions/{line.code}/remove/"))
    assert (Action.objects.count(), Owner.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"text": ""}, "What is to be done: This field is required."),
        ({"text": "Do", "due": "2020-01-01"}, "Until when: This day is over."),
        ({"text": "Do", "email": "bo@example.com"}, "Write whose address this is."),
        ({"text": "Do", "hours": "0"}, "Ensure this value is greater than or equal to 1."),
    ],
)
def test_what_is_wrong_with_an_action_is_said_and_nothing_entered_is_lost(
    made, carla, given, wrong
):
    answer = carla.post(at(made, "items/MON-1/action/"), given | {"said": "x"})
    assert (answer.status_code, wrong in text(answer), Action.objects.count()) == (422, True, 0)
    assert given["text"] in answer.content.decode()


def test_somebody_is_in_the_room_or_has_a_name_not_both(made, carla):
    ana = seat(made, "Ana")
    both = {"seat": ana.code, "name": "Bo"}
    answer = carla.post(at(made, "items/MON-1/owner/"), both)
    assert (answer.status_code, Owner.objects.count()) == (422, 0)
    assert carla.post(at(made, "items/MON-1/owner/"), {"seat": ana.code}).status_code == 302
    assert list(Owner.objects.values_list("name", "accountable")) == [("Ana", True)]


def test_a_room_with_an_unfinished_action_does_not_end(made, carla):
    room_actions.add(workshop=made, activity="MON-1", text="Do", user=None, now=NOW)
    answer = carla.post(at(made, "end/"))
    made.refresh_from_db()
    assert (answer.status_code, made.stage) == (409, Stage.ACTIONS)
    assert "No action leaves the room without an owner and a day:" in text(answer)


def test_the_lead_ends_the_room_and_it_changes_no_more(made, carla):
    assert carla.post(at(made, "end/")).status_code == 302
    made.refresh_from_db()
    page = carla.get(at(made))
    assert (made.stage, "The workshop is over" in text(page)) == (Stage.ENDED, True)
    assert "End the workshop" not in text(page)
    again = carla.post(at(made, "items/MON-1/action/"), {"text": "Do"})
    assert (again.status_code, Action.objects.count()) == (302, 0)


@pytest.mark.parametrize("rest", ["", "items/MON-1/action/", "items/MON-1/owner/"])
def test_only_who_leads_sees_the_closing_pages(made, rest):
    ana = phone(seat(made, "Ana"))
    erin = cast.erin(made.assessment.organisation)
    assert [
        each.get(at(made, rest)).status_code for each in (Client(), ana, erin, cast.olaf())
    ] == [
        403,
        403,
        403,
        403,
    ]


def test_items_of_other_rooms_are_not_found(made, carla):
    assert carla.get(at(made, "items/RSP-9/action/")).status_code == 404
    assert carla.post(at(made, "actions/222222222222/remove/")).status_code == 404


def test_whoever_was_named_says_yes_on_the_phone(made):
    ana = seat(made, "Ana")
    browser = phone(ana)
    assert "Nothing so far." in text(browser.get(f"/w/{made.code}/mine/"))
    owner = stand(made, Who(seat=ana.code))
    page = text(browser.get(f"/w/{made.code}/mine/"))
    assert "The group agreed that It makes sure of it, and asks you to stand for that." in page
    where = f"/w/{made.code}/mine/{owner.key}/"
    answer = browser.post(where, {"takes_on": "yes", "said": "Gladly"})
    assert answer.headers["Location"] == f"/w/{made.code}/mine/"
    assert Decision.objects.get(activity="MON-1").status == "accepted"
    assert browser.post(where, {"takes_on": "perhaps"}).status_code == 422
    assert phone(seat(made, "Ben")).post(where, {"takes_on": "no"}).status_code == 404
    assert Decision.objects.get(activity="MON-1").status == "accepted"


def test_a_mailed_link_leads_to_yes_or_no_and_opening_it_changes_nothing(made):
    owner = stand(made, Who(name="Bo", email="bo@example.com"))
    client = Client()
    address = room_owners.address_of(owner).removeprefix("http://127.0.0.1:8000")
    page = client.get(address, follow=True)
    assert "For Bo. On 10 March 2026 you were named here: Workshop on the results." in text(page)
    owner.refresh_from_db()
    assert owner.status == "proposed"
    where = f"/w/owners/{owner.key}/"
    assert client.post(where, {"takes_on": "no", "said": "No hours"}).status_code == 302
    owner.refresh_from_db()
    assert (owner.status, owner.said) == ("declined", "No hours")
    assert "You said no on" in text(client.get(where))
    assert Client().get(where).status_code == 403
    assert Client().get("/w/owners/nothing-like-it").status_code == 404


def test_an_archived_assessment_ends_the_link(made):
    owner = stand(made, Who(name="Bo", email="bo@example.com"))
    address = room_owners.address_of(owner).removeprefix("http://127.0.0.1:8000")
    client = Client()
    client.get(address)
    made.assessment.state = State.ARCHIVED
    made.assessment.save()
    where = f"/w/owners/{owner.key}/"
    assert (
        client.get(address).status_code,
        client.post(where, {"takes_on": "no"}).status_code,
    ) == (
        410,
        410,
    )


def test_mails_go_when_the_lead_says_so_once_and_only_to_who_has_not_answered(
    made, carla, settings, monkeypatch
):
    settings.SENDS_MAIL = True
    monkeypatch.setattr(jobs, "enqueue", lambda **_given: None)
    stand(made, Who(name="Bo", email="bo@example.com"))
    done = stand(made, Who(name="Cy", email="cy@example.com"), "MON-2")
    room_owners.answer(owner=done, accepts=True, now=NOW)
    stand(made, Who(name="Bo", email="bo@example.com"))
    assert Message.objects.count() == 0
    carla.post(at(made, "mails/"))
    carla.post(at(made, "mails/"))
    [message] = Message.objects.all()
    assert (message.kind, message.to) == ("owner", "bo@example.com")


def test_without_a_mail_server_the_links_are_handed_out(made, carla, settings):
    settings.SENDS_MAIL = False
    owner = stand(made, Who(name="Bo", email="bo@example.com"))
    page = carla.get(at(made)).content.decode()
    assert (room_owners.address_of(owner) in page, "Send 1 mail" in page) == (True, False)
    carla.post(at(made, "mails/"))
    assert Message.objects.count() == 0


def test_the_mail_says_who_asks_what_and_ends_when_the_answer_is_there(made):
    made.assessment.contact = "Carla"
    made.assessment.state = State.CLOSED
    made.assessment.save()
    who = Who(name="Bo", email="bo@example.com")
    owner = stand(made, who)
    room_actions.add(workshop=made, activity="MON-1", text="Do", who=who, user=None, now=NOW)
    message = Message(
        organisation=made.assessment.organisation,
        assessment=made.assessment,
        kind="owner",
        subject_key=owner.key.hex,
        created_at=NOW,
        not_before=NOW,
    )
    parts = render_message(message, now=NOW)
    assert (parts.to, parts.subject) == (
        "bo@example.com",
        "Yes or no, please: Listening to public conversation",
    )
    assert parts.body.split("\n\n")[:3] == [
        "Dear Bo,",
        (
            "on 10 March 2026 colleagues of Acme met about Readiness 2026 and agreed what is to be "
            "done about “Listening to public conversation”. They ask you to answer for it on "
            "behalf of It, and to see to 1 action on it."
        ),
        room_owners.address_of(owner),
    ]
    room_owners.answer(owner=owner, accepts=True, now=NOW)
    with pytest.raises(NotSendable) as refused:
        render_message(message, now=NOW)
    assert refused.value.reason == "said"


def test_the_record_holds_votes_decision_action_and_answer_and_no_name_of_a_voter(made, carla):
    votes(made, "MON-1", {"1": 2, "2": 3})
    bo = Who(name="Bo", email="bo@example.com")
    room_actions.add(
        workshop=made,
        activity="MON-1",
        text="Write it down",
        who=bo,
        due=date(2026, 4, 9),
        hours=4,
        user=None,
        now=NOW,
    )
    room_owners.answer(owner=stand(made, bo), accepts=True, now=NOW)
    room_end.end(workshop=made, user=None, now=NOW)
    of = made.assessment
    where = f"/console/{of.organisation.code}/assessments/{of.code}/workshops/{made.code}/record/"
    page = text(carla.get(where))
    for said in (
        "Vote on the level, round 1 5 votes, of one mind Improvised: 2 Assigned: 3",
        "Agreed 10 March 2026 : Assigned; It makes sure of it (Accepted, Bo, 10 March 2026)",
        "Write it down · Bo · 9 April 2026 · 4 hours",
        "Not agreed, parked",
        "There was no survey before it: what stands here comes from the workshop alone.",
    ):
        assert said in page, said
    assert "Seat 1" not in page


def test_the_record_is_for_consultants_of_the_organisation(made):
    of = made.assessment
    where = f"/console/{of.organisation.code}/assessments/{of.code}/workshops/{made.code}/record/"
    erin, other = cast.erin(of.organisation), cast.olaf()
    assert [each.get(where).status_code for each in (Client(), erin, other)] == [302, 403, 404]


def test_the_record_of_an_anonymous_room_shows_no_numbers_of_few(carla, made):
    made.anonymous = True
    made.save()
    votes(made, "MON-1", {"1": 3})
    room_end.end(workshop=made, user=None, now=NOW)
    of = made.assessment
    where = f"/console/{of.organisation.code}/assessments/{of.code}/workshops/{made.code}/record/"
    page = text(carla.get(where))
    assert "3 votes, of one mind; too few for numbers" in page
    assert "Improvised: 3" not in page
