"""Requests that arrive at the same moment, on databases as they are in production."""

import pytest
from django.test import Client

from surveys.models import Answer, Response
from tests.rosa import Rosa
from tests.together import together

AT_ONCE = 4


def at_once(rosa, send):
    """Call ``send`` with a browser of its own and a number, at once; returns what came back."""

    def one(number):
        browser = Client()
        browser.cookies = rosa.client.cookies
        return lambda: send(browser, number)

    return together(*map(one, range(AT_ONCE)))


@pytest.mark.usefixtures("real_database")
def test_submits_at_once_all_see_the_thanks_and_store_once():
    rosa = Rosa()
    rosa.save("MON-1-Q1", "2")
    seen = at_once(rosa, lambda browser, _number: browser.post(f"{rosa.base}submit/"))
    assert [response.headers["Location"] for response in seen] == [f"{rosa.base}thanks/"] * AT_ONCE
    assert list(Response.objects.values_list("invitation", "state")) == [(None, "submitted")]
    assert list(Answer.objects.values_list("question", "value")) == [("MON-1-Q1", "2")]


@pytest.mark.usefixtures("real_database")
def test_starts_at_once_begin_one_response():
    rosa = Rosa(started=False)
    seen = at_once(rosa, lambda browser, _number: browser.post(f"{rosa.base}start/"))
    assert {response.status_code for response in seen} == {302}
    assert Response.objects.count() == 1


@pytest.mark.usefixtures("real_database")
def test_saves_at_once_from_one_page_store_one_and_tell_the_others():
    rosa = Rosa()

    def save(browser, number):
        sent = {"MON-1-Q1": str(number), "MON-1-Q1.revision": "0"}
        return browser.post(f"{rosa.base}answers/MON-1-Q1/", sent).status_code

    assert sorted(at_once(rosa, save)) == [200, 409, 409, 409]
    assert rosa.stored["MON-1-Q1"][1] == 1
