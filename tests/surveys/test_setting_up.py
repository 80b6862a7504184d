"""Setting an assessment up: its settings, its departments, and what does not apply to whom."""

import dataclasses
import re
from datetime import date, timedelta

import pytest
from django.test import Client

from surveys.models import (
    AuditEvent,
    ClosedActivity,
    Department,
    NotApplicable,
    State,
)
from surveys.services import (
    assessment_settings,
    assessments,
    posters,
    scope_changes,
    shared_links,
)
from surveys.services.scopes import scope_of
from tests import cast
from tests.factories import NOW, answer_all, assessment, invite, organisation, our_model, respond
from tests.small_models import OPTIONS

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def acme():
    return organisation("Acme", ("hr", "it", "sales"))


@pytest.fixture
def draft(acme):
    return assessment(acme, opened=False)


@pytest.fixture
def carla(acme):
    return cast.carla(acme)


def words(response):
    return " ".join(response.text.split())


def at(made, rest=""):
    return f"/console/{made.organisation.code}/assessments/{made.code}/{rest}"


def noted(made):
    return [
        *AuditEvent.objects.filter(assessment=made).order_by("pk").values_list("what", "details")
    ]


# Settings

SENT = {
    "title": "Spring",
    "sponsor": "Dana Whitlock",
    "contact": "dana@example.com",
    "introduction": "We ask\r\nbecause we want to know.",
    "period": "May 2026",
    "opens_on": "2099-05-04",
    "closes_on": "2099-05-18",
    "floor": "7",
    "counts_unsubmitted": "no",
    "asks_extended": "yes",
}


def test_settings_of_a_draft_are_kept_as_sent(draft, carla):
    assert carla.post(at(draft, "set-up/"), SENT).url == at(draft)
    draft.refresh_from_db()
    kept = assessment_settings.current(draft)
    assert kept == assessment_settings.Settings(
        title="Spring",
        sponsor="Dana Whitlock",
        introduction="We ask\r\nbecause we want to know.",
        contact="dana@example.com",
        period="May 2026",
        opens_on=date(2099, 5, 4),
        closes_on=date(2099, 5, 18),
        floor=7,
        counts_unsubmitted=False,
        asks_extended=True,
    )
    assert noted(draft) == [
        ("settings", ", ".join(SENT).replace("contact, introduction", "introduction, contact"))
    ]
    page = carla.get(at(draft, "set-up/")).text
    assert 'value="2099-05-18"' in page
    assert re.search(r'<option value="7" selected>', page)


def test_the_same_settings_again_are_not_noted(draft, carla):
    carla.post(at(draft, "set-up/"), SENT)
    carla.post(at(draft, "set-up/"), SENT)
    assert len(noted(draft)) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"closes_on": "2099-05-03"}, "The last day is before the first one"),
        ({"opens_on": "", "closes_on": "2020-01-01"}, "or over already"),
        ({"closes_on": "18.5.2099"}, "Enter a valid date."),
        ({"floor": "4"}, "Select a valid choice"),
        ({"floor": "11"}, "Select a valid choice"),
        ({"introduction": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_settings_that_cannot_be_are_said_and_nothing_is_lost(draft, carla, wrong, said):
    answer = carla.post(at(draft, "set-up/"), SENT | wrong)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'value="Dana Whitlock"' in answer.text
    draft.refresh_from_db()
    assert (draft.title, draft.closes_on, noted(draft)) == ("Readiness 2026", None, [])


def test_after_opening_words_and_the_last_day_change_until_closing(draft, carla):
    assessments.open_for_answers(assessment=draft, user=None, now=NOW)
    answer_all(draft, "it", 5, {"MON-1-Q1": "2"})
    sent = {"title": "Spring", "closes_on": "2099-05-18"}
    assert carla.post(at(draft, "set-up/"), sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.closes_on, draft.floor) == ("Spring", date(2099, 5, 18), 5)
    assert (draft.counts_unsubmitted, draft.asks_extended, draft.opens_on) == (True, False, TODAY)
    assessments.close(assessment=draft, user=None, now=NOW)
    answer = carla.post(at(draft, "set-up/"), {"title": "Autumn"})
    assert (answer.status_code, "The assessment is closed" in answer.text) == (409, True)


@pytest.mark.parametrize(
    "sent", [{"floor": "10"}, {"counts_unsubmitted": "no"}, {"asks_extended": "yes"}]
)
def test_what_was_promised_freezes_with_the_first_answer_and_the_try_is_noted(draft, carla, sent):
    assessments.open_for_answers(assessment=draft, user=None, now=NOW)
    base = {"title": "Readiness 2026", "floor": "5", "counts_unsubmitted": "yes"}
    base["asks_extended"] = "no"
    assert carla.post(at(draft, "set-up/"), base | {"floor": "6"}).status_code == 302
    carla.post(at(draft, "set-up/"), base)
    before = len(noted(draft))
    respond(invite(draft), {}, submit=False)
    page = carla.get(at(draft, "set-up/")).text
    assert re.search(r'<select name="floor"[^>]* disabled', page)
    answer = carla.post(at(draft, "set-up/"), base | {"title": "Lost?"} | sent)
    assert (answer.status_code, "Somebody has begun to answer" in answer.text) == (409, True)
    assert noted(draft)[before:] == [("settings-refused", next(iter(sent)))]
    draft.refresh_from_db()
    assert (draft.title, draft.floor, draft.counts_unsubmitted) == ("Readiness 2026", 5, True)


def test_the_first_day_freezes_when_it_opens_and_only_that_is_said(draft, carla):
    assessments.open_for_answers(assessment=draft, user=None, now=NOW)
    draft.refresh_from_db()
    assert assessment_settings.frozen(draft) == ("opens_on",)
    answer = carla.post(at(draft, "set-up/"), SENT)
    assert (answer.status_code, noted(draft)[-1]) == (409, ("settings-refused", "opens_on"))
    assert answer.text.count("The assessment has been opened, so its first day") == 2
    assert "Somebody has begun to answer" not in answer.text
    respond(invite(draft), {}, submit=False)
    assert assessment_settings.frozen(draft) == (
        *("opens_on", "floor", "counts_unsubmitted", "asks_extended"),
    )


def test_no_floor_is_below_the_models_own(carla, acme):
    strict = OPTIONS + "rules: {release: {floor: 8}}\n"
    made = assessment(acme, opened=False, text=strict, floor=8)
    page = carla.get(at(made, "set-up/")).text
    offered = re.findall(r'<option value="(\d+)"', page)
    assert offered == ["8", "9", "10"]
    wanted = dataclasses.replace(assessment_settings.current(made), floor=5)
    with pytest.raises(assessment_settings.FloorOutOfRange):
        assessment_settings.change(assessment=made, settings=wanted, user=None, now=NOW)
    # A model without extended questions does not ask about them.
    assert "asks_extended" not in page


def test_no_assessment_opens_after_its_last_day(draft, carla):
    draft.closes_on = TODAY - timedelta(days=1)
    draft.save()
    answer = carla.post(at(draft, "steps/open/"))
    assert (answer.status_code, "The last day to answer is over" in answer.text) == (409, True)
    draft.refresh_from_db()
    assert (draft.state, draft.opens_on) == (State.DRAFT, None)


def test_it_opens_on_the_day_it_is_opened_whatever_was_planned(draft):
    draft.opens_on = TODAY - timedelta(days=20)
    draft.save()
    assessments.open_for_answers(assessment=draft, user=None, now=NOW)
    assert draft.opens_on == TODAY


# Departments that take part


def scope(made):
    return sorted(made.scope.values_list("department__key", flat=True))


def test_the_departments_of_a_draft_are_chosen(draft, carla):
    draft.scope.filter(department__key="sales").update(group="hr")
    assert (
        carla.post(at(draft, "departments/"), {"departments": ["it", "sales"]}).status_code == 302
    )
    assert scope(draft) == ["it", "sales"]
    assert set(draft.scope.values_list("group", flat=True)) == {""}
    assert noted(draft) == [("departments", "-hr")]
    draft.refresh_from_db()
    assert [each.key for each in scope_of(draft).departments] == ["it", "sales"]
    Department.objects.filter(key="hr").update(head_name="Hanna", head_role="Head of HR")
    carla.post(at(draft, "departments/"), {"departments": ["hr", "it", "sales"]})
    assert draft.scope.get(department__key="hr").head == "Hanna, Head of HR"


def test_the_link_of_a_department_that_takes_no_part_any_more_ends(draft, carla):
    assessments.open_for_answers(assessment=draft, user=None, now=NOW)
    for key in ("it", "sales"):
        of = draft.organisation.departments.get(key=key)
        shared_links.make(assessment=draft, department=of, most=3, user=None, now=NOW)
    gone = shared_links.rows(draft)[-1].address.removeprefix("http://127.0.0.1:8000")
    assert Client().get(gone).status_code == 200
    assert carla.post(at(draft, "departments/"), {"departments": ["hr", "it"]}).status_code == 302
    assert (Client().get(gone).status_code, Client().post(gone).status_code) == (404, 404)
    assert [line.key for line in posters.lines(draft)] == ["it"]


@pytest.mark.parametrize("sent", [[], ["it", "none"]])
def test_no_department_or_an_unknown_one_is_refused(draft, carla, sent):
    assert carla.post(at(draft, "departments/"), {"departments": sent}).status_code == 422
    assert scope(draft) == ["hr", "it", "sales"]


def test_a_department_with_links_stays(draft, carla):
    invite(draft, "sales")
    answer = carla.post(at(draft, "departments/"), {"departments": ["it"]})
    assert (answer.status_code, scope(draft)) == (409, ["hr", "it", "sales"])
    assert "so they stay: Sales." in words(answer)
    assert noted(draft) == []


def test_departments_and_marks_freeze_with_the_first_answer_and_the_try_is_noted(draft, carla):
    assessments.open_for_answers(assessment=draft, user=None, now=NOW)
    assert carla.post(at(draft, "departments/"), {"departments": ["hr", "it"]}).status_code == 302
    answer_all(draft, "it", 1, {"MON-1-Q1": "2"})
    marks = {"na-it": ["MON-1"], "reason-it": "none"}
    for where, sent in (("departments/", {"departments": ["it"]}), ("applicable/", marks)):
        assert " disabled" in carla.get(at(draft, where)).text
        before = len(noted(draft))
        assert carla.post(at(draft, where), sent).status_code == 409
        assert noted(draft)[before:] == [("scope-refused", "")]
    assert (scope(draft), NotApplicable.objects.count()) == (["hr", "it"], 0)


# What does not apply


def marks(made):
    rows = NotApplicable.objects.filter(scope_department__assessment=made)
    return sorted(rows.values_list("scope_department__department__key", "activity", "reason"))


def test_boxes_and_reasons_become_marks_and_are_taken_back(draft, carla):
    sent = {"na-it": ["MON-1", "CUL-1"], "reason-it": "Meets nobody outside", "na-hr": []}
    assert carla.post(at(draft, "applicable/"), sent).status_code == 302
    assert marks(draft) == [
        ("it", "CUL-1", "Meets nobody outside"),
        ("it", "MON-1", "Meets nobody outside"),
    ]
    draft.refresh_from_db()
    assert scope_of(draft).is_not_applicable(department="it", activity="MON-1")
    page = words(carla.get(at(draft, "applicable/")))
    assert page.count(" checked") == 2
    assert "Meets nobody outside" in page
    sent = {"na-it": ["MON-1"], "na-sales": ["MON-1"], "reason-sales": "Has no time"}
    carla.post(at(draft, "applicable/"), sent)
    assert marks(draft) == [
        ("it", "MON-1", "Meets nobody outside"),
        ("sales", "MON-1", "Has no time"),
    ]
    assert [details for what, details in noted(draft) if what == "not-applicable"] == [
        "+it CUL-1, +it MON-1",
        "+sales MON-1, -it CUL-1",
    ]


def test_a_mark_without_a_reason_is_not_saved_and_stays_ticked(draft, carla):
    sent = {"na-it": ["MON-1"], "na-sales": ["RSP-1"], "reason-sales": "Why not"}
    answer = carla.post(at(draft, "applicable/"), sent)
    assert (answer.status_code, marks(draft)) == (422, [])
    assert "Say why the new ones do not apply." in answer.text
    assert answer.text.count(" checked") == 2
    assert 'value="Why not"' in answer.text


def test_only_what_departments_answer_for_themselves_can_be_marked(draft):
    codes = [each.code for each in scope_changes.markable(draft)]
    assert codes == [
        code
        for code, activity in our_model().activities.items()
        if any(item.referent == "department" for item in activity.items)
    ]
    assert "LED-2" not in codes
    for wrong in ({("it", "LED-2"): "x"}, {("no", "MON-1"): "x"}, {("it", "MON-1"): ""}):
        with pytest.raises(scope_changes.UnknownChoice):
            scope_changes.set_applicable(
                assessment=draft, marks=wrong, closed={}, user=None, now=NOW
            )


def test_a_transition_activity_is_closed_with_a_date_and_opened_again(draft, carla):
    assert "closed-LED-1" in carla.get(at(draft, "applicable/")).text
    carla.post(at(draft, "applicable/"), {"closed-LED-1": "2026-02-01"})
    assert [*ClosedActivity.objects.values_list("activity", "closed_on")] == [
        ("LED-1", date(2026, 2, 1))
    ]
    draft.refresh_from_db()
    assert scope_of(draft).closed == {"LED-1"}
    assert 'value="2026-02-01"' in carla.get(at(draft, "applicable/")).text
    carla.post(at(draft, "applicable/"), {"closed-LED-1": ""})
    assert not ClosedActivity.objects.exists()
    assert [what for what, _details in noted(draft)] == ["closed-activities"] * 2
    with pytest.raises(scope_changes.UnknownChoice):
        scope_changes.set_applicable(
            assessment=draft, marks={}, closed={"MON-1": TODAY}, user=None, now=NOW
        )


def test_half_of_it_is_never_saved(draft, carla):
    sent = {"na-it": ["MON-1"], "reason-it": "None", "closed-LED-1": "someday"}
    assert carla.post(at(draft, "applicable/"), sent).status_code == 422
    assert (marks(draft), ClosedActivity.objects.count()) == ([], 0)
