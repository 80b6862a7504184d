"""Cora pastes a list, sets a column right, decides, confirms, and finds the people."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from surveys.models import Member, Person, User
from tests.factories import assessment, organisation
from tests.journeys.conftest import DESK, PHONE, faults
from tests.journeys.test_console_journey import PASSWORD, sign_in
from tests.worked import work_all

pytestmark = pytest.mark.django_db(transaction=True)

LIST = """Wer\tErreichbar\tWo\tNotiz
Anna Ott\tanna@example.com\tSales\tClerk
Ben Lee\tben@example.com\tSaels\tBoss
Cleo Nil\tcleo@\tIt\t
Dan\u200b Ray\tdan@example.com\tRechtsabteilung\t
محمد العربي\tm@example.com\tIt\t=1+1
"""


@pytest.fixture
def acme(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    of = organisation("Acme", ("it", "sales"))
    assessment(of, opened=False)
    gone = of.departments.get(key="it")
    Person.objects.create(organisation=of, department=gone, name="Eve Joy", email="e@example.com")
    user = User.objects.create_user("cora@example.com", PASSWORD, name="Cora")
    Member.objects.create(user=user, organisation=of, role="coordinator")
    return of


def shoot(page, name):
    """For whoever wants to look at the pages."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_a_paste_to_the_people(browse, live_server, scripts, size):
    page = browse(scripts=scripts, size=size)
    sign_in(page, live_server, "cora")
    page.get_by_role("link", name="People").click()
    page.get_by_role("link", name="Import people").click()
    page.get_by_label("… or paste it here").fill(LIST)
    page.get_by_role("button", name="Read the list").click()
    page.get_by_role("heading", name="Check the list").wait_for()
    page.get_by_label("Column 4 Notiz").select_option(label="Role")
    page.get_by_role("button", name="Apply and look again").click()
    expect(page.get_by_text("This is a formula, not a text.")).to_be_visible()
    page.get_by_label("What becomes of Saels").select_option(label="It is Sales")
    page.get_by_role("button", name="Apply and look again").click()
    expect(page.get_by_label("Type of Rechtsabteilung")).to_have_value("legal")
    shoot(page, f"look-{size[0]}-{scripts}")
    page.get_by_role("button", name="Import 3 people").click()
    expect(page.get_by_role("alert").get_by_text("Some rows cannot be taken.")).to_be_visible()
    page.get_by_label("Leave out the 2 rows with problems").check()
    page.get_by_role("button", name="Import 3 people").click()
    page.get_by_role("heading", name="The list is being imported").wait_for()
    work_all()
    if not scripts:
        page.reload()
    page.get_by_role("heading", name="Imported", exact=True).wait_for()
    expect(page.get_by_role("link", name="Invite them to Readiness 2026")).to_be_visible()
    shoot(page, f"done-{size[0]}-{scripts}")
    page.get_by_role("link", name="See the people").click()
    shoot(page, f"people-{size[0]}-{scripts}")
    page.get_by_label("Name, address or department").fill("ben")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Ben Lee").click()
    page.get_by_label("E-mail address").fill("ben.lee@example.com")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: Ben Lee.")).to_be_visible()
    shoot(page, f"person-{size[0]}-{scripts}")
    assert list(Person.objects.order_by("email").values_list("name", "department__name")) == [
        ("Anna Ott", "Sales"),
        ("Ben Lee", "Sales"),
        ("Dan Ray", "Rechtsabteilung"),
        ("Eve Joy", "It"),
    ]


def test_the_pages_are_accessible_and_narrow(browse, live_server, acme):
    page = browse(scripts=True, size=DESK)
    sign_in(page, live_server, "cora")
    base = f"{live_server.url}/console/{acme.code}"
    page.goto(f"{base}/people/?q=nobody")
    found = faults(page, "roster-people-none")
    page.goto(f"{base}/people/")
    found += faults(page, "roster-people")
    page.get_by_role("link", name="Eve Joy").click()
    found += faults(page, "roster-person")
    page.get_by_role("link", name="Remove from the roster").click()
    found += faults(page, "roster-person-remove")
    page.goto(f"{base}/roster/")
    found += faults(page, "roster-upload")
    page.get_by_label("… or paste it here").fill(LIST)
    page.get_by_role("button", name="Read the list").click()
    page.get_by_text("put right or").click()
    page.get_by_text("Their names").click()
    found += faults(page, "roster-look")
    page.get_by_label("Column 4 Notiz").select_option(label="Name")
    page.get_by_role("button", name="Apply and look again").click()
    found += faults(page, "roster-look-invalid")
    page.goto(f"{base}/roster/")
    page.get_by_label("… or paste it here").fill("Name,Department\nZoe,It\n")
    page.get_by_role("button", name="Read the list").click()
    page.get_by_role("button", name="Import 1 person").click()
    found += faults(page, "roster-progress")
    work_all()
    page.get_by_role("heading", name="Imported", exact=True).wait_for()
    found += faults(page, "roster-done")
    assert found == []
