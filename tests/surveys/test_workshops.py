"""Preparing a workshop: its agenda from a report or by hand, its pages, and what is printed."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from surveys.models import AgendaItem, AuditEvent, Decision, Release, Workshop
from surveys.services import workshops
from tests import cast
from tests.core.test_agenda import healthy, owned
from tests.factories import NOW, assessment, our_model
from tests.reporting import hand_made

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 9)


def given(**changed):
    return workshops.Given(**{"title": "April", "held_on": DAY, "minutes": 90} | changed)


def planned(of, **changed):
    return workshops.make(assessment=of, given=given(**changed), user=None, now=NOW)


def report(of, *, number=1, orphaned=("GDL-1", "MON-1"), gaps=()):
    """A release in which some activities have no owner, and everything else is at its target."""
    found = healthy(our_model())
    for place, code in enumerate(orphaned):
        found = owned(found, code, pattern="orphaned", finding=True, priority=9.0 - place)
    for code in gaps:
        found = hand_made.with_node(found, code, None, gap=1.2)
    text = replace(found, repeats=1000 + number).to_json()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Release.objects.create(
        assessment=of, number=number, text=text, sha256=sha256, made_on=DAY
    )


def agenda(room):
    rows = AgendaItem.objects.filter(workshop=room)
    return [(row.activity, row.mode, row.bulk) for row in rows]


def full(room):
    return [activity for activity, _mode, bulk in agenda(room) if not bulk]


@pytest.fixture
def surveyed():
    of = assessment(opened=False, state="closed")
    report(of)
    return of


@pytest.fixture
def alone():
    return assessment(opened=False)


def test_the_agenda_is_proposed_from_the_newest_report(surveyed):
    newest = report(surveyed, number=2, orphaned=("RSP-3",), gaps=("RSP-4",))
    room = planned(surveyed)
    assert room.release == newest
    assert agenda(room)[:2] == [("RSP-3", "both", False), ("RSP-4", "both", False)]
    assert len(agenda(room)) == 16
    assert {bulk for _activity, _mode, bulk in agenda(room)[2:]} == {True}
    why = dict(room.items.values_list("activity", "why"))
    assert (why["RSP-3"], why["RSP-4"], why["MON-1"]) == ("orphaned", "gap", "agreed")
    assert [row.position for row in room.items.all()] == [*range(1, 17)]


def test_a_workshop_alone_has_an_empty_agenda_to_choose_for(alone):
    room = planned(alone)
    assert (room.release, agenda(room)) == (None, [])
    for code in ("GDL-1", "MON-1", "GDL-1"):
        workshops.add(workshop=room, activity=code)
    assert agenda(room) == [("GDL-1", "both", False), ("MON-1", "owner", False)]
    assert {row.why for row in room.items.all()} == {"chosen"}


def test_what_is_not_assessed_is_not_put_on_the_agenda(alone):
    alone.closed.create(activity="MON-1", closed_on=DAY)
    room = planned(alone)
    for code in ("MON-1", "XXX-1", ""):
        with pytest.raises(workshops.UnknownActivity):
            workshops.add(workshop=room, activity=code)
    assert agenda(room) == []


def test_what_another_workshop_decided_is_not_proposed_again(surveyed):
    Decision.objects.create(assessment=surveyed, activity="GDL-1", level="2", decided_on=DAY)
    room = planned(surveyed)
    assert full(room) == ["MON-1"]
    assert "GDL-1" not in [activity for activity, _mode, _bulk in agenda(room)]


def test_items_are_moved_among_their_own(surveyed):
    room = planned(surveyed)
    workshops.move(workshop=room, activity="MON-1", later=False)
    assert full(room) == ["MON-1", "GDL-1"]
    workshops.move(workshop=room, activity="MON-1", later=False)
    workshops.move(workshop=room, activity="GDL-1", later=True)
    assert full(room) == ["MON-1", "GDL-1"]
    assert [row.position for row in room.items.all()] == [*range(1, 17)]


def test_an_item_goes_to_the_others_that_are_accepted_together_and_back(surveyed):
    room = planned(surveyed)
    workshops.set_bulk(workshop=room, activity="RSP-4", bulk=False)
    workshops.set_bulk(workshop=room, activity="RSP-3", bulk=False)
    assert full(room) == ["GDL-1", "MON-1", "RSP-4", "RSP-3"]
    workshops.set_bulk(workshop=room, activity="RSP-4", bulk=True)
    assert full(room) == ["GDL-1", "MON-1", "RSP-3"]
    assert agenda(room)[-1] == ("RSP-4", "both", True)


def test_what_the_survey_does_not_agree_on_is_not_accepted_unseen(surveyed, alone):
    room = planned(surveyed)
    with pytest.raises(workshops.NotAgreed):
        workshops.set_bulk(workshop=room, activity="GDL-1", bulk=True)
    workshops.take_off(workshop=room, activity="GDL-1")
    with pytest.raises(workshops.NotAgreed):
        workshops.add(workshop=room, activity="GDL-1", bulk=True)
    with pytest.raises(workshops.NotAgreed):
        workshops.add(workshop=planned(alone), activity="GDL-1", bulk=True)
    assert full(room) == ["MON-1"]


def test_items_are_taken_off_and_their_mode_is_set(surveyed):
    room = planned(surveyed)
    workshops.take_off(workshop=room, activity="GDL-1")
    workshops.set_mode(workshop=room, activity="MON-1", mode="both")
    assert agenda(room)[0] == ("MON-1", "both", False)
    with pytest.raises(workshops.NotOnAgenda):
        workshops.take_off(workshop=room, activity="GDL-1")
    with pytest.raises(workshops.UnknownActivity):
        workshops.set_mode(workshop=room, activity="MON-1", mode="all")
    assert agenda(room)[0] == ("MON-1", "both", False)


def test_before_it_opens_all_is_changed_and_proposed_again(surveyed):
    room = planned(surveyed)
    shorter = given(minutes=30, anonymous=False)
    workshops.change(workshop=room, given=shorter, user=None, now=NOW)
    workshops.take_off(workshop=room, activity="GDL-1")
    newer = report(surveyed, number=2, orphaned=("RSP-3", "NEW-2"))
    room.refresh_from_db()
    workshops.propose_again(workshop=room)
    room.refresh_from_db()
    assert (room.minutes, room.anonymous, room.release) == (30, False, newer)
    assert full(room) == ["RSP-3"]


def test_while_it_runs_only_what_waits_is_changed_and_screens_are_told(surveyed):
    room = planned(surveyed)
    before = room.step
    workshops.add(workshop=room, activity="GDL-1")
    room.refresh_from_db()
    assert room.step == before
    Workshop.objects.update(stage="items")
    room.items.filter(activity="GDL-1").update(phase="level_open")
    for refused in (
        lambda: workshops.take_off(workshop=room, activity="GDL-1"),
        lambda: workshops.move(workshop=room, activity="GDL-1", later=True),
        lambda: workshops.set_mode(workshop=room, activity="GDL-1", mode="owner"),
        lambda: workshops.set_bulk(workshop=room, activity="GDL-1", bulk=False),
        lambda: workshops.change(workshop=room, given=given(), user=None, now=NOW),
        lambda: workshops.propose_again(workshop=room),
        lambda: workshops.remove(workshop=room, user=None, now=NOW),
    ):
        with pytest.raises(workshops.Underway):
            refused()
    room.refresh_from_db()
    assert (room.step, room.rev) == (before, 1)
    workshops.take_off(workshop=room, activity="MON-1")
    room.refresh_from_db()
    assert (room.step, room.rev, full(room)) == (before + 1, 2, ["GDL-1"])


@pytest.mark.parametrize("stage", ["bulk", "dots", "actions", "ended"])
def test_past_the_items_the_agenda_stays(surveyed, stage):
    room = planned(surveyed)
    Workshop.objects.update(stage=stage)
    with pytest.raises(workshops.Underway):
        workshops.add(workshop=room, activity="GDL-1")
    with pytest.raises(workshops.Underway):
        workshops.take_off(workshop=room, activity="MON-1")
    assert len(agenda(room)) == 16


def test_what_is_made_changed_and_removed_is_noted(surveyed):
    room = planned(surveyed)
    workshops.change(workshop=room, given=given(anonymous=False), user=None, now=NOW)
    workshops.remove(workshop=room, user=None, now=NOW)
    assert not Workshop.objects.exists()
    noted = AuditEvent.objects.filter(what__startswith="workshop").order_by("pk")
    assert [*noted.values_list("what", "details")] == [
        ("workshop", room.code),
        ("workshop-changed", f"{room.code} named"),
        ("workshop-removed", room.code),
    ]


def test_an_archived_assessment_gets_no_workshop(surveyed):
    surveyed.state = "archived"
    surveyed.save()
    with pytest.raises(workshops.Over):
        planned(surveyed)
    assert not Workshop.objects.exists()


# Pages


class Pages:
    def __init__(self, of):
        self.client = cast.carla(of.organisation)
        self.base = f"/console/{of.organisation.code}/assessments/{of.code}/workshops/"

    def get(self, rest=""):
        return self.client.get(f"{self.base}{rest}")

    def post(self, rest="", **data):
        return self.client.post(f"{self.base}{rest}", data)


def text_of(response):
    return response.content.decode()


def test_a_workshop_is_made_on_a_page_and_listed(surveyed):
    pages = Pages(surveyed)
    assert 'value="90"' in text_of(pages.get("new/"))
    made = pages.post(
        "new/", title="April", held_on="2026-04-09", minutes="90", promise="anonymous"
    )
    room = Workshop.objects.get()
    assert made.headers["Location"] == f"{pages.base}{room.code}/"
    assert "April" in text_of(pages.get())
    page = text_of(pages.get(f"{room.code}/"))
    assert "Planned: 18 of 57 minutes." in page
    assert "Nobody is seen as owner" in page
    assert "of those with a view say nobody makes sure" in page


def test_a_form_that_is_not_filled_in_says_what_is_missing(surveyed):
    pages = Pages(surveyed)
    answer = pages.post("new/", title="", held_on="", minutes="20", promise="open")
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Title: This field is required." in page
    assert "Ensure this value is greater than or equal to 30." in page
    assert not Workshop.objects.exists()


def test_the_agenda_is_edited_with_plain_forms(surveyed):
    pages, room = Pages(surveyed), planned(surveyed)
    for code, sent in (
        ("GDL-1", {"do": "later"}),
        ("MON-1", {"do": "mode", "mode": "both"}),
        ("RSP-3", {"do": "talk"}),
        ("NEW-1", {"do": "off"}),
    ):
        answer = pages.post(f"{room.code}/items/{code}/", **sent)
        assert answer.headers["Location"] == f"{pages.base}{room.code}/#item-{code}"
    assert agenda(room)[:3] == [
        ("MON-1", "both", False),
        ("GDL-1", "both", False),
        ("RSP-3", "both", False),
    ]
    pages.post(f"{room.code}/items/", activity="NEW-1", bulk="on")
    assert agenda(room)[-1] == ("NEW-1", "owner", True)
    pages.post(f"{room.code}/items/", activity="NEW-1")
    assert agenda(room)[-1] == ("NEW-1", "owner", True)


def test_too_much_on_the_agenda_is_said_in_minutes(surveyed):
    room = planned(surveyed, minutes=30)
    for activity in ("MON-1", "RSP-3"):
        workshops.set_bulk(workshop=room, activity=activity, bulk=False)
    page = text_of(Pages(surveyed).get(f"{room.code}/"))
    assert "Planned: 28 of 19 minutes." in page
    assert "That is 9 minutes too many" in page


def test_a_newer_report_is_offered(surveyed):
    pages, room = Pages(surveyed), planned(surveyed)
    newer = "There is a newer report than the one this agenda was proposed from."
    assert newer not in text_of(pages.get(f"{room.code}/"))
    report(surveyed, number=2, orphaned=("RSP-3",))
    assert newer in text_of(pages.get(f"{room.code}/"))
    pages.post(f"{room.code}/propose/")
    assert newer not in text_of(pages.get(f"{room.code}/"))
    assert full(room) == ["RSP-3"]


def test_what_cannot_be_done_any_more_is_said_and_nothing_changes(surveyed):
    pages, room = Pages(surveyed), planned(surveyed)
    Workshop.objects.update(stage="items")
    room.items.filter(activity="GDL-1").update(phase="level_open")
    answer = pages.client.post(f"{pages.base}{room.code}/items/GDL-1/", {"do": "off"}, follow=True)
    assert "It was begun in the meantime" in text_of(answer)
    assert pages.post(f"{room.code}/remove/").status_code == 409
    data = {"title": "A", "held_on": "2026-04-09", "minutes": "60", "promise": "named"}
    assert pages.post(f"{room.code}/settings/", **data).status_code == 422
    assert "GDL-1" in full(room)
    assert Workshop.objects.get().minutes == 90


def test_a_workshop_of_another_assessment_is_not_found(surveyed):
    other = assessment(surveyed.organisation, opened=False)
    room = planned(other)
    pages = Pages(surveyed)
    for rest in ("", "settings/", "remove/", "projector/", "sheets/lead/en.pdf"):
        assert pages.get(f"{room.code}/{rest}").status_code == 404
    assert pages.post(f"{room.code}/items/", activity="MON-1").status_code == 404
    assert agenda(room) == []


def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    surveyed, django_assert_max_num_queries
):
    pages = Pages(surveyed)
    planned(surveyed)
    pages.get()
    with django_assert_max_num_queries(50) as one:
        pages.get()
    planned(surveyed), planned(surveyed)
    with django_assert_max_num_queries(50) as three:
        pages.get()
    assert len(three) == len(one)


def test_the_agenda_asks_the_database_as_often_for_many_items_as_for_one(
    surveyed, django_assert_max_num_queries
):
    few, many = planned(surveyed), planned(surveyed)
    few.items.exclude(activity="MON-1").delete()
    pages = Pages(surveyed)
    pages.get(f"{few.code}/")
    with django_assert_max_num_queries(50) as one:
        pages.get(f"{few.code}/")
    with django_assert_max_num_queries(50) as sixteen:
        pages.get(f"{many.code}/")
    assert len(sixteen) == len(one)


def test_the_projector_is_tested_with_the_address_that_phones_open(surveyed, settings):
    settings.BASE_URL = "https://readiness.example"
    room = planned(surveyed)
    page = text_of(Pages(surveyed).get(f"{room.code}/projector/"))
    assert "https://readiness.example/join/" in page
    assert "<svg" in page


def test_nobody_but_a_consultant_prepares(surveyed):
    room = planned(surveyed)
    base = Pages(surveyed).base
    for who in (cast.cora(surveyed.organisation), cast.erin(surveyed.organisation)):
        assert who.get(f"{base}{room.code}/").status_code == 403
    assert cast.olaf().get(f"{base}{room.code}/").status_code == 404
