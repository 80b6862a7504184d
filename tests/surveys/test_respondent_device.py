"""What the respondent's own device may keep, and what it is told when it is too late."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from surveys.access import visit_key
from surveys.models import Answer, State
from tests.factories import invite_with_token, organisation
from tests.rosa import PAGES, Rosa

pytestmark = pytest.mark.django_db

HEADER = "Readiness-Visit"
LAST_MOMENT = datetime(2026, 3, 10, 23, 15, tzinfo=UTC)
"""A quarter past midnight in Berlin: the last day, 10 March, and 15 minutes are over."""


@pytest.fixture
def rosa():
    return Rosa()


@pytest.fixture
def clock(monkeypatch):
    """Set the server's clock."""
    return lambda now: monkeypatch.setattr(timezone, "now", lambda: now)


def test_pages_are_marked_with_the_key_of_the_visit_and_of_no_other(rosa):
    key = visit_key(rosa.invitation)
    assert re.fullmatch("[0-9a-f]{20}", key)
    assert key not in rosa.token
    kept = {page: rosa.get(page).headers[HEADER] for page in ("", "who-sees/", *PAGES)}
    assert kept.pop("later/") == ""
    assert set(kept.values()) == {key}
    assert f'data-visit="{key}"' in rosa.get("pages/MON-1/").text
    other = invite_with_token(rosa.assessment).invitation
    assert visit_key(other) != key


def test_the_same_link_on_another_device_has_the_same_key(rosa):
    phone = Client()
    phone.get(f"/r/{rosa.token}")
    assert phone.get(rosa.base).headers[HEADER] == rosa.get().headers[HEADER]


def test_neither_thanks_nor_a_refusal_nor_the_link_itself_may_be_kept(rosa):
    assert HEADER not in Client().get(f"/r/{rosa.token}").headers
    rosa.set_state(State.PAUSED)
    assert HEADER not in rosa.get("pages/MON-1/").headers
    rosa.set_state(State.OPEN)
    rosa.post("submit/")
    thanks = rosa.get("thanks/")
    assert HEADER not in thanks.headers
    assert f'data-visit="{visit_key(rosa.invitation)}" data-forget' in thanks.text


def test_the_worker_sees_the_pages_of_visits_alone_and_is_always_asked_for_anew():
    response = Client().get("/r/worker.js")
    assert (response.status_code, response.headers["Content-Type"]) == (
        *(200, "text/javascript; charset=utf-8"),
    )
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in response.headers


@pytest.mark.parametrize(
    ("second", "status", "stored"), [(-1, 302, {"MON-1-Q1": ("2", 1)}), (0, 410, {})]
)
def test_fifteen_minutes_after_the_last_day_an_answer_is_still_taken_and_then_none(
    clock, second, status, stored
):
    rosa = Rosa(of=organisation(time_zone="Europe/Berlin"))
    rosa.assessment.opens_on = rosa.assessment.closes_on = date(2026, 3, 10)
    rosa.assessment.save()
    clock(LAST_MOMENT.replace(minute=14, second=59) if second else LAST_MOMENT)
    assert rosa.post("pages/MON-1/", {"MON-1-Q1": "2"}).status_code == status
    assert rosa.stored == stored
    assert rosa.save("MON-1-Q1", "3", revision=1).status_code == (200 if second else 410)


def test_closing_by_the_button_takes_no_answer_more(rosa):
    rosa.set_state(State.CLOSED)
    assert rosa.save("MON-1-Q1", "2").status_code == 410
    assert rosa.stored == {}


def test_what_was_sent_too_late_is_shown_in_words(rosa):
    rosa.set_state(State.CLOSED)
    sent = {
        "MON-1-Q1": "2",
        "MON-1:today": "sales",
        "comment": "Ask the <b>press\noffice</b>",
        "unknown": "x",
    }
    response = rosa.post("pages/MON-1/", sent)
    shown = re.findall(r"<dd>(.*?)</dd>", response.text)
    assert shown == [
        "A named colleague or tool checks agreed sources at least weekly.",
        "Sales",
        "Ask the &lt;b&gt;press<br>office&lt;/b&gt;",
    ]
    assert response.status_code == 410
    assert f'data-visit="{visit_key(rosa.invitation)}"' in response.text
    assert Answer.objects.count() == 0
    assert "<dd>" not in rosa.get("pages/MON-1/").text
