"""What an assessment's page says is there and is missing, and which step it leads to."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.models import Department, Person, ScopeDepartment
from surveys.services import assessments, preflight
from tests import cast
from tests.factories import NOW, assessment, invite, organisation, person

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


def people(of, department, number):
    for n in range(number):
        person(of, department, f"{department}{n}")


def test_a_newcomer_is_led_from_one_step_to_the_next(draft, carla, acme):
    def stage():
        page = words(carla.get(at(draft)))
        return re.search(r'<li class="now" aria-current="step"> <h2>([^<]+)</h2>', page)[1]

    assert stage() == "Set up"
    draft.closes_on, draft.contact = TODAY + timedelta(days=9000), "Dana"
    draft.save()
    assert stage() == "People"
    person(acme, "it", "Ada")
    assert stage() == "Invite"
    Person.objects.all().delete()
    invite(draft, "it", "Ada")
    assert stage() == "Open"
    assessments.open_for_answers(assessment=draft, user=None, now=NOW)
    assert stage() == "Close"
    assessments.close(assessment=draft, user=None, now=NOW)
    assert stage() == "Report"


def test_small_departments_are_named_with_whom_they_would_be_shown(draft, carla, acme):
    for key, number in (("hr", 2), ("it", 9), ("sales", 4)):
        people(acme, key, number)
    found = preflight.of(draft)
    assert [(each.name, each.people, each.together, each.proposed) for each in found.small] == [
        ("Hr", 2, "", "Sales"),
        ("Sales", 4, "", "Hr"),
    ]
    page = words(carla.get(at(draft)))
    assert "Hr has 2 people; results are shown from 5." in page
    assert "Proposed: shown together with Sales." in page
    form = carla.get(at(draft, "groups/")).text
    assert '<option value="sales" selected>Together with Sales</option>' in form
    carla.post(at(draft, "groups/"), {"group-hr": "sales", "group-it": "", "group-sales": ""})
    page = words(carla.get(at(draft)))
    assert "Hr has 2 people and is shown together with Sales." in page
    assert "Sales has 4 people and is shown together with Hr." in page
    assert preflight.of(draft).alone == ()


def test_departments_nothing_is_known_of_are_not_grouped(draft, acme):
    assert preflight.proposed_groups(draft) == {"hr": "", "it": "", "sales": ""}
    assert preflight.of(draft).small == ()
    acme.departments.filter(key="hr").update(headcount=3)
    assert [each.name for each in preflight.of(draft).small] == ["Hr"]


def test_what_is_missing_is_said(draft, carla, acme):
    page = words(carla.get(at(draft)))
    for said in (
        *("3 departments take part.", "The last day is missing.", "A contact is missing"),
        *("3 heads have not stated hours and authority yet.", "Nobody is on the roster yet"),
        "It can be opened already",
    ):
        assert said in page
    ScopeDepartment.objects.filter(department__key="hr").update(head="H", hours=1, authority=1)
    acme.departments.filter(key="hr").update(type="")
    page = words(carla.get(at(draft)))
    assert "2 heads have not stated" in page
    assert "1 has no type yet" in page
    draft.scope.all().delete()
    assert "Without departments it cannot be opened." in words(carla.get(at(draft)))


def test_a_coordinator_sees_the_road_without_what_is_the_consultants(draft, acme):
    page = cast.cora(acme).get(at(draft)).text
    assert "Invitations" in page
    for address in ("set-up/", "departments/", "applicable/", "groups/", "steps/open/"):
        assert f'href="{at(draft, address)}"' not in page


def test_the_page_costs_the_same_for_one_department_and_for_many(acme, carla, draft):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            carla.get(at(draft))
        return len(seen)

    cost()
    first = cost()
    for n in range(20):
        made = Department.objects.create(organisation=acme, key=f"d{n}", name=f"D{n}", headcount=n)
        draft.scope.create(department=made)
        invite(draft, f"d{n}", f"Person{n}")
    assert cost() == first
