"""Erin reads a result from its summary down to one activity, on a phone and without scripts."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from readiness.core.release import Comparison, NodeChange
from surveys.models import Member, Release, User
from tests.factories import assessment, organisation
from tests.journeys.conftest import DESK, faults
from tests.reporting.hand_made import release, shipped_model

pytestmark = pytest.mark.django_db(transaction=True)

MOVE = NodeChange(code="MON-1", kind="activity", department=None, before=1.2, change=0.5)


@pytest.fixture
def result(live_server, browse):
    """A published result with a round before, and a function that opens it for Erin."""
    made = assessment(organisation(), opened=False, state="published")
    base = release(shipped_model())
    change = Comparison(model=base.model, period="Autumn 2025", groups=("it",), nodes=(MOVE,))
    text = replace(base, change=change).to_json()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    Release.objects.create(
        assessment=made, number=1, text=text, sha256=sha256, made_on=date(2026, 4, 1)
    )
    user = User.objects.create_user("erin@example.com", name="Erin")
    Member.objects.create(user=user, organisation=made.organisation, role="executive")

    def open_it(client, **how):
        client.force_login(user)
        page = browse(**how)
        [cookie] = client.cookies.values()
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}/o/{made.organisation.code}/{made.code}/")
        return page

    return open_it


def test_from_the_summary_down_to_how_a_score_is_made(result, client):
    page = result(client, scripts=False)
    page.get_by_role("link", name="Why, and what would change it").first.click()
    expect(page.locator("main")).to_contain_text("Who should lead monitoring?")
    page.get_by_role("link", name="Listening to public conversation").click()
    expect(page.get_by_role("heading", name="Who is seen as owner today")).to_be_visible()
    page.get_by_role("navigation", name="Where you are").get_by_role("link").last.click()
    expect(page.locator("main")).to_contain_text("Who should lead monitoring?")


def test_no_page_of_a_result_has_a_barrier(result, client):
    page, found = result(client, scripts=True, size=DESK), []
    start = page.url
    for name, path in {
        "executive-summary": "",
        "executive-question": "questions/monitoring/",
        "executive-activity": "activities/MON-1/",
        "executive-changes": "changes/",
    }.items():
        page.goto(start + path)
        found += faults(page, name)
    assert found == []
