"""Somebody else leads the room with a code."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from surveys import room_access
from surveys.models import AuditEvent, Workshop
from surveys.services import take_over
from surveys.services.take_over import TooManyTries, WrongCode
from tests.factories import NOW
from tests.leading_room import at_items

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_tried():
    cache.clear()


def take(made, typed, now=NOW):
    return take_over.take_over(code=made.now.code, typed=typed, now=now)


def test_the_code_opens_the_lead_and_is_stored_as_a_hash_alone():
    made = at_items()
    code = take_over.make_code(workshop=made.now, user=None, now=NOW)
    assert len(code) == 8
    stored = Workshop.objects.values().get(pk=made.pk)
    assert code not in str(stored)
    spaced = f"{code[:4].upper()} {code[4:]}"
    assert take(made, spaced) == room_access.lead_cookie_value(made.now)
    assert list(AuditEvent.objects.order_by("pk").values_list("what", flat=True))[-2:] == [
        "room-lead-code",
        "room-taken-over",
    ]


def test_a_new_code_ends_the_one_before():
    made = at_items()
    first = take_over.make_code(workshop=made.now, user=None, now=NOW)
    value = take(made, first)
    take_over.make_code(workshop=made.now, user=None, now=NOW)
    with pytest.raises(WrongCode):
        take(made, first)
    assert value != room_access.lead_cookie_value(made.now)


def test_without_a_code_or_in_an_ended_room_nothing_opens():
    made = at_items()
    with pytest.raises(WrongCode):
        take(made, "")
    code = take_over.make_code(workshop=made.now, user=None, now=NOW)
    Workshop.objects.update(stage="ended", join_code=None)
    with pytest.raises(WrongCode):
        take(made, code)
    with pytest.raises(WrongCode):
        take_over.take_over(code="nothinghere2", typed=code, now=NOW)


def test_after_many_wrong_codes_the_right_one_waits_too():
    made = at_items()
    code = take_over.make_code(workshop=made.now, user=None, now=NOW)
    for _ in range(take_over.TRIES):
        with pytest.raises(WrongCode):
            take(made, "wrong")
    with pytest.raises(TooManyTries):
        take(made, code)
    assert take(made, code, now=NOW + timedelta(seconds=take_over.WINDOW))
