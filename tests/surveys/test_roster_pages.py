"""Looking at a list before it is stored: how it is read, and what its departments are taken for."""

import re

import pytest

from surveys.models import Department, Person
from surveys.services import roster_departments, roster_imports, roster_pages
from tests import cast
from tests.factories import NOW, organisation
from tests.worked import work_all

pytestmark = pytest.mark.django_db

HEAD = "Name,E-mail,Department\n"


@pytest.fixture
def acme():
    return organisation("Acme", ("it", "sales"))


def begin(of, text):
    return roster_imports.begin(organisation=of, content=text, name="", user=None, now=NOW)


def at(roster):
    return f"/console/{roster.organisation.code}/roster/{roster.code}/"


def sent(browser, roster, **changed):
    """The form as the page shows it, but for what is ``changed``."""
    [mark] = re.findall(r'name="seen" value="(\w+)"', browser.get(at(roster)).text)
    read = {"encoding": "utf-8", "separator": ",", "header": "1", "seen": mark}
    columns = {f"column-{n}": name for n, name in enumerate(("name", "email", "department"))}
    return read | columns | changed


def test_a_choice_that_the_file_cannot_be_read_by_is_refused_and_never_stored(acme, monkeypatch):
    carla = cast.carla(acme)
    roster = begin(acme, (HEAD + "Zoë,zoe@example.com,It\n").encode())
    kept = roster.choices
    stored = []
    locked = roster_imports._locked
    monkeypatch.setattr(
        roster_imports, "_locked", lambda roster: stored.append(roster) or locked(roster)
    )
    answer = carla.post(at(roster), sent(carla, roster, encoding="utf-32"))
    assert (answer.status_code, "The file is not in this encoding." in answer.text) == (422, True)
    assert stored == []
    roster.refresh_from_db()
    assert roster.choices == kept
    assert carla.get(at(roster)).status_code == 200
    with pytest.raises(roster_imports.FileRefused):
        roster_imports.choose(roster=roster, choices={"encoding": "utf-32"})
    assert carla.post(at(roster), sent(carla, roster, encoding="cp1252")).status_code == 302
    roster.refresh_from_db()
    assert (len(stored), roster.choices["encoding"]) == (1, "cp1252")


def test_two_departments_of_the_same_name_from_before_are_both_known(acme):
    Department.objects.create(organisation=acme, key="sales-2", name="Sales", type="it")
    for place, key in enumerate(("sales", "sales-2")):
        Person.objects.create(
            organisation=acme,
            department=acme.departments.get(key=key),
            name=f"Sal {place}",
            email=f"sal{place}@example.com",
        )
    rows = (
        HEAD.replace("\n", ",Role\n")
        + "Sal 0,sal0@example.com,Sales,\nSal 1,sal1@example.com,SALES,\n"
        "Eve,eve@example.com,sales,\nFay,fay@example.com,Sales!!,\n"
    )
    page = roster_pages.page_of(begin(acme, rows))
    assert (page.plan.unchanged, page.movers, page.asked) == (2, (), ())
    assert [each.name for each in page.joiners] == ["Eve", "Fay"]
    assert cast.carla(acme).get(at(begin(acme, rows))).status_code == 200
    gone = roster_pages.page_of(begin(acme, HEAD + "Sal 1,sal1@example.com,Sales\n"))
    assert (gone.leavers, gone.leaver_names) == ((("Sales", 1),), (("Sal 0", "Sales"),))
    rows = rows.replace("SALES,", "SALES,Boss")
    roster = begin(acme, rows + "Gus,gus@example.com,Sâles,\n")
    made = {"sâles": {"choice": "create", "type": ""}}
    roster_imports.choose(roster=roster, choices={"departments": made})
    plan = roster_imports.look(roster)[1]
    assert (plan.movers, [each.person.name for each in plan.changed]) == ([], ["Sal 1"])
    ticked = {"leave_out": False, "remove": False}
    roster_imports.confirm(roster=roster, mark=plan.mark, **ticked, user=None, now=NOW)
    work_all()
    assert set(Person.objects.values_list("name", "department__key", "role")) == {
        ("Eve", "sales", ""),
        ("Fay", "sales", ""),
        ("Gus", "sales-3", ""),
        ("Sal 0", "sales", ""),
        ("Sal 1", "sales-2", "Boss"),
    }


def test_more_departments_than_are_taken_are_not_compared_with_each_other(acme, monkeypatch):
    asked = []
    monkeypatch.setattr(
        roster_departments, "get_close_matches", lambda *_args, **_more: asked.append(1) or []
    )
    rows = [f"P{n},p{n}@example.com,Unit {n}\n" for n in range(5_000)]
    plan = roster_imports.look(begin(acme, HEAD + "".join(rows)))[1]
    assert (plan.too_many_departments, plan.ready, len(plan.departments)) == (True, False, 5_000)
    assert asked == []
    plan = roster_imports.look(begin(acme, HEAD + "".join(rows[:200])))[1]
    assert (plan.too_many_departments, plan.ready, len(asked)) == (False, True, 200)
