"""Who takes part: departments, reporting groups, marks and the floor."""

import pytest

from readiness.core.scope import Department, Scope
from tests.builders import department, na, scope


def test_departments_are_kept_in_the_order_of_their_keys():
    assert [d.key for d in scope("sales", "hr", "it").departments] == ["hr", "it", "sales"]


def test_two_departments_with_the_same_key_are_refused():
    with pytest.raises(ValueError, match="same key"):
        scope("sales", "sales")


def test_departments_with_one_label_are_one_reporting_group():
    who = scope("it", department("hr", group="staff"), department("legal", group="staff"))
    assert [(g.key, g.name, g.keys) for g in who.groups()] == [
        ("it", "It", ("it",)),
        ("staff", "Hr + Legal", ("hr", "legal")),
    ]


def test_a_label_may_be_the_key_of_the_department_joined():
    [group] = scope("it", department("hr", group="it")).groups()
    assert (group.key, group.keys) == ("it", ("hr", "it"))


def test_a_floor_of_one_waives_confidentiality():
    assert not scope("it", floor=1).confidential
    assert scope("it", floor=5).confidential


def test_marks_of_what_does_not_apply_are_found_by_department_and_activity():
    who = scope("sales", "it", not_applicable=na(sales="MON-1"))
    assert who.is_not_applicable(department="sales", activity="MON-1")
    assert not who.is_not_applicable(department="sales", activity="MON-2")
    assert not who.is_not_applicable(department="it", activity="MON-1")


def test_what_a_head_has_not_stated_is_missing_and_never_zero():
    silent = Department(key="it", name="IT")
    assert (silent.hours, silent.authority, silent.type, silent.invited) == (None,) * 4


def test_an_unknown_department_is_an_error():
    who = Scope(departments=(Department(key="it", name="IT"),), floor=5)
    assert who.department("it").name == "IT"
    with pytest.raises(KeyError):
        who.department("hr")
