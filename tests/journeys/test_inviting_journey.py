"""Carla invites everybody, sees one mail fail, corrects, tries again, and plans the reminders."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from surveys.models import Job, Member, Person, User
from surveys.services import jobs, outbox_upkeep
from tests.factories import assessment, organisation, person
from tests.journeys.conftest import DESK, PHONE, faults
from tests.smtp_server import smtp_server, use

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery staple"  # noqa: S105 - for tests
SIZES = {"phone": PHONE, "desktop": DESK}


@pytest.fixture
def acme(settings, live_server):
    """An assessment that opened today; Bob's address does not exist, Dora has none."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.BASE_URL = live_server.url
    of = organisation("Acme", ("it", "sales"))
    today = timezone.now().date()
    made = assessment(of, closes_on=today + timedelta(days=21))
    made.opens_on = today
    made.save()
    for name in ("Ada", "Bob", "Cem", "Dora"):
        person(of, "it", name)
    Person.objects.filter(name="Dora").update(email="")
    user = User.objects.create_user("carla@example.com", PASSWORD, name="Carla")
    Member.objects.create(user=user, organisation=of, role="consultant")
    return made


@pytest.fixture
def server(settings):
    with smtp_server() as server:
        use(settings, server)
        server.answers["bob@example.com"] = "550 5.1.1 No such user here"
        yield server


def work():
    outbox_upkeep.look(now=timezone.now())
    for job in Job.objects.filter(state="waiting", not_before__lte=timezone.now()):
        jobs.work_off(job.code, clock=timezone.now)


def sign_in(page, live_server, made):
    page.goto(f"{live_server.url}/account/sign-in/")
    page.get_by_label("E-mail address").fill("carla@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{live_server.url}{at(made)}links/")


def at(made):
    return f"/console/{made.organisation.code}/assessments/{made.code}/"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_from_inviting_everybody_to_planning_the_reminders(
    browse, live_server, acme, server, size, scripts
):
    page = browse(scripts=scripts, size=SIZES[size])
    sign_in(page, live_server, acme)
    page.get_by_role("button", name="Send invitations to the 3 people").click()
    expect(page.locator("main")).to_contain_text("3 invitations are on their way.")
    work()
    assert sorted(server.addresses) == ["ada@example.com", "cem@example.com"]
    page.get_by_role("link", name="Mails", exact=True).click()
    first = page.locator("table").nth(1).locator("tbody tr").first.inner_text()
    assert "Bob" in first
    assert "550 5.1.1 No such user here" in first
    server.answers.clear()
    page.get_by_role("button", name="Try again Invitation, Bob").click()
    work()
    assert "bob@example.com" in server.addresses
    page.get_by_role("link", name="Invitations", exact=True).click()
    page.get_by_role("button", name="Show the link Dora").click()
    link = page.get_by_label("Link of Dora", exact=True).input_value()
    page.get_by_role("link", name="Reminders", exact=True).click()
    page.get_by_role("button", name="Approve reminder 1").click()
    expect(page.locator("main")).to_contain_text("Approved for")
    page.get_by_role("button", name="Skip reminder 2").click()
    expect(page.locator("main")).to_contain_text("Skipped: it will not be sent.")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_a_link_in_a_mail_ends_reminders_and_brings_them_back(browse, live_server, acme, server):
    page = browse(scripts=False)
    sign_in(page, live_server, acme)
    page.get_by_role("button", name="Send invitations").click()
    work()
    stop = server.accepted[0].mail["List-Unsubscribe"].strip("<>")
    page.goto(stop)
    page.get_by_role("button", name="Send me no reminders").click()
    expect(page.locator("main")).to_contain_text("You get no more reminders from")
    assert Person.objects.filter(no_reminders=True).count() == 1
    page.get_by_role("button", name="Remind me after all").click()
    expect(page.get_by_role("button", name="Send me no reminders")).to_be_visible()
    assert Person.objects.filter(no_reminders=True).count() == 0


def test_no_page_about_inviting_has_a_barrier(browse, live_server, acme, server):
    page, found = browse(scripts=True, size=DESK), []
    sign_in(page, live_server, acme)
    found += faults(page, "inviting-before")
    page.get_by_role("button", name="Send invitations").click()
    work()
    for name, path in {
        "inviting": "links/",
        "inviting-problems": "links/?show=problems",
        "mails": "mails/",
        "reminders": "reminders/",
        "reminder": "reminders/1/",
    }.items():
        page.goto(f"{live_server.url}{at(acme)}{path}")
        found += faults(page, name)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.screenshot(path=f"var/pages/{name}-phone.png", full_page=True)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        page.screenshot(path=f"var/pages/{name}-desktop.png", full_page=True)
    page.get_by_label("Day").fill("2020-01-01")
    page.get_by_role("button", name="Approve for this time").click()
    found += faults(page, "reminder-invalid")
    page.goto(server.accepted[0].mail["List-Unsubscribe"].strip("<>"))
    found += faults(page, "no-reminders")
    assert found == []
