"""Every roster of ``tests.rosters.torture`` is treated as a sensible person would treat it."""

import pytest

from surveys.models import Organisation, Person, RosterImport
from surveys.services import roster_imports
from surveys.services.roster_imports import FileRefused
from tests.factories import NOW
from tests.rosters.torture import CASES

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    of = Organisation.objects.create(name="Acme")
    for key, name in (("it", "IT"), ("sales", "Sales")):
        of.departments.create(key=key, name=name, type=key)
    return of


def begin(of, content):
    return roster_imports.begin(organisation=of, content=content, name="", user=None, now=NOW)


def department_of(plan, entry):
    """Where somebody would go; nothing while that has to be decided."""
    target = plan.targets.get(entry.place)
    if target is None:
        return None
    row = plan.known_departments.get(target)
    return row.name if row else next(d.name for d in plan.departments if d.place == target)


def said(problems):
    return tuple(
        (each.row, each.column, each.what) for each in sorted(problems, key=lambda p: p.row)
    )


@pytest.mark.parametrize("name", CASES)
def test_a_roster_is_understood(name, acme):
    case = CASES[name]
    if case.file:
        with pytest.raises(FileRefused) as refused:
            begin(acme, case.content)
        assert str(refused.value) == case.file
        assert not RosterImport.objects.exists()
        return
    _table, plan = roster_imports.look(begin(acme, case.content))
    people = tuple((e.name, e.email, department_of(plan, e)) for e in plan.joiners)
    asked = tuple((each.name, each.choice, each.type) for each in plan.departments)
    found = (people, said(plan.problems), said(plan.notices), asked, tuple(plan.missing))
    assert found == (case.people, case.refused, case.mended, case.asked, case.missing)
    assert not Person.objects.exists()


def test_there_are_enough_of_them():
    assert len(CASES) >= 25
