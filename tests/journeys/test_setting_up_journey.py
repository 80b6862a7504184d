"""Carla sets an assessment up from nothing until it is open, and finds no barrier on the way."""

import pytest
from playwright.sync_api import expect

from surveys.models import Assessment, Member, User
from tests.factories import invite, organisation, our_model, person
from tests.journeys.conftest import DESK, PHONE, faults
from tests.journeys.test_console_journey import PASSWORD, sign_in

LAST_DAY = "2099-05-18"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    of = organisation("Acme", ("it", "legal", "sales"))
    for department, number in (("it", 6), ("legal", 2), ("sales", 5)):
        for n in range(number):
            person(of, department, f"{department}{n}")
    user = User.objects.create_user("carla@example.com", PASSWORD, name="Carla")
    Member.objects.create(user=user, organisation=of, role="consultant")
    return of


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("scripts", "size"), [(False, PHONE), (True, DESK)], ids=["phone without scripts", "desktop"]
)
def test_from_nothing_to_open(browse, live_server, scripts, size):
    page = browse(scripts=scripts, size=size)
    sign_in(page, live_server, "carla")
    page.get_by_role("link", name="Departments").click()
    page.get_by_role("link", name="Add a department").click()
    page.get_by_label("Name", exact=True).fill("Customer care")
    page.get_by_label("Type").select_option("customer_service")
    page.get_by_label("Number of people").fill("9")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Acme", exact=True).last.click()
    page.get_by_role("link", name="New assessment").click()
    page.get_by_label("Activity model").select_option(our_model().sha256[:16])
    page.get_by_label("Title").fill("Spring")
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Contact").fill("Dana, 555")
    page.get_by_label("Last day").fill(LAST_DAY)
    page.get_by_label("Smallest group that is shown").select_option("6")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Departments", exact=True).click()
    page.get_by_label("Customer care").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".road")).to_contain_text("3 departments take part. 1 does not.")
    page.get_by_role("link", name="What does not apply").click()
    page.get_by_label("Legal: ").first.check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".problems")).to_contain_text("Say why the new ones do not apply.")
    page.get_by_label("Reason: Legal").fill("Advises others only")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".road")).to_contain_text("1 activity is marked as not applicable.")
    page.get_by_role("link", name="Reporting groups").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".road")).to_contain_text("is shown together with")
    page.get_by_role("link", name="Open for answers").click()
    page.get_by_role("button", name="Open").click()
    made = Assessment.objects.get()
    assert (made.state, made.floor, made.contact) == ("open", 6, "Dana, 555")
    assert [*made.scope.values_list("not_applicable__reason", flat=True)].count(None) == 2


def test_no_page_of_setting_up_has_a_barrier(browse, live_server, acme):
    page, found = browse(scripts=True, size=DESK), []
    sign_in(page, live_server, "carla")
    page.get_by_role("link", name="New assessment").click()
    page.get_by_label("Activity model").select_option(our_model().sha256[:16])
    page.get_by_label("Title").fill("Spring")
    page.get_by_role("button", name="Begin the draft").click()
    base, home = page.url, f"{live_server.url}/console/{acme.code}/departments/"
    found += faults(page, "console-draft")
    for name, address in {
        "set-up-settings": f"{base}set-up/",
        "set-up-departments": f"{base}departments/",
        "set-up-applicable": f"{base}applicable/",
        "set-up-groups": f"{base}groups/",
        "departments": home,
        "department-new": f"{home}new/",
        "department": f"{home}it/",
        "department-remove": f"{home}it/remove/",
    }.items():
        page.goto(address)
        found += faults(page, name)
    for name, address, button in (
        ("department-remove", f"{home}it/remove/", "Remove"),
        ("department-new", f"{home}new/", "Add"),
    ):
        page.goto(address)
        page.get_by_role("button", name=button).click()
        found += faults(page, f"{name}-invalid")
    page.goto(f"{base}set-up/")
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save").click()
    found += faults(page, "set-up-settings-invalid")
    page.goto(f"{base}applicable/")
    page.get_by_label("Legal: ").first.check()
    page.get_by_role("button", name="Save").click()
    found += faults(page, "set-up-applicable-invalid")
    page.goto(f"{base}steps/open/")
    page.get_by_role("button", name="Open").click()
    found += faults(page, "console-just-opened")
    made = Assessment.objects.get()
    invited = invite(made)
    made.counts.create(department=invited.department, question="MON-1-Q1", value="2", n=1)
    for name, address in (("settings", "set-up/"), ("applicable", "applicable/")):
        page.goto(base + address)
        found += faults(page, f"set-up-{name}-frozen")
    assert found == []
