"""The departments of an organisation, added and changed by hand."""

import pytest

from surveys.models import AuditEvent
from surveys.services import departments
from surveys.services.scopes import scope_of
from tests import cast
from tests.factories import assessment, organisation, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return organisation("Acme", ("hr", "it", "sales"))


@pytest.fixture
def carla(acme):
    return cast.carla(acme)


def words(response):
    return " ".join(response.text.split())


def home(of, rest=""):
    return f"/console/{of.code}/departments/{rest}"


@pytest.mark.parametrize("role", ["carla", "cora"])
def test_a_department_is_added_changed_and_removed_by_hand(acme, role):
    browser = getattr(cast, role)(acme)
    sent = {"name": "Customer Care", "type": "customer_service", "headcount": "12"}
    assert browser.post(home(acme, "new/"), sent).url == home(acme)
    made = acme.departments.get(name="Customer Care")
    assert (made.key, made.type, made.headcount) == ("customer-care", "customer_service", 12)
    page = words(browser.get(home(acme)))
    assert "Customer service" in page
    changed = {"name": "Care", "type": "other", "head_name": "Cleo", "head_email": "c@example.com"}
    assert browser.post(home(acme, "customer-care/"), changed).status_code == 302
    made.refresh_from_db()
    assert (made.key, made.name, made.head_name, made.headcount) == (
        *("customer-care", "Care", "Cleo"),
        None,
    )
    assert browser.get(home(acme, "customer-care/remove/")).status_code == 200
    assert browser.post(home(acme, "customer-care/remove/")).status_code == 302
    assert not acme.departments.filter(name="Care").exists()
    assert [event.what for event in AuditEvent.objects.order_by("pk")] == [
        *("department-added", "department-changed", "department-removed")
    ]


@pytest.mark.parametrize("use", ["person", "scope"])
def test_a_department_in_use_is_not_removed(acme, carla, use):
    if use == "person":
        person(acme, "it", "Ada")
    else:
        assessment(acme, opened=False)
    answer = carla.post(home(acme, "it/remove/"))
    assert (answer.status_code, "so it stays" in answer.text) == (409, True)
    assert acme.departments.filter(key="it").exists()


@pytest.mark.parametrize("key", ["it", "nobody", "dk", "each"])
def test_a_key_that_is_taken_or_means_something_else_is_refused(acme, carla, key):
    answer = carla.post(home(acme, "new/"), {"name": "Another", "key": key})
    assert (answer.status_code, "This key is taken" in answer.text) == (422, True)
    assert acme.departments.count() == 3


def test_keys_are_made_of_names_in_any_script():
    taken = {"it", "x" * departments.LONGEST_KEY}
    made = [departments.key_for(name, taken) for name in ("IT", "Nobody", "営業", "Öffentliches")]
    assert made == ["it-2", "nobody-2", "department", "offentliches"]
    assert departments.key_for("x" * 200, taken) == "x" * 45 + "-2"


@pytest.mark.parametrize("name", ["Sales", "SALES!", " sales "])
def test_a_name_that_is_taken_is_refused_when_added_and_when_changed(acme, carla, name):
    said = "There is a department Sales already. Choose a name that differs"
    for where in ("new/", "it/"):
        answer = carla.post(home(acme, where), {"name": name, "head_name": "Cleo"})
        assert (answer.status_code, said in answer.text) == (422, True)
        assert 'value="Cleo"' in answer.text
    assert sorted(acme.departments.values_list("name", flat=True)) == ["Hr", "It", "Sales"]
    assert carla.post(home(acme, "sales/"), {"name": name}).status_code == 302


def test_of_two_of_the_same_name_from_before_each_can_be_changed(acme, carla):
    second = acme.departments.create(key="sales-2", name="Sales", type="other")
    assert carla.post(home(acme, "sales-2/"), {"name": "Sales", "type": "it"}).status_code == 302
    second.refresh_from_db()
    assert (second.name, second.type) == ("Sales", "it")
    assert carla.post(home(acme, "sales-2/"), {"name": "Field sales"}).status_code == 302


def test_another_name_is_known_at_once_to_every_process(acme, carla):
    made, archived = assessment(acme), assessment(acme, opened=False, state="archived")
    before = archived.scope_revision
    assert [each.name for each in scope_of(made).departments] == ["Hr", "It", "Sales"]
    assert carla.post(home(acme, "sales/"), {"name": "Care"}).status_code == 302
    made.refresh_from_db()
    assert [each.name for each in scope_of(made).departments] == ["Hr", "It", "Care"]
    archived.refresh_from_db()
    assert archived.scope_revision == before
