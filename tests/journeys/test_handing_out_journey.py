"""Carla writes mails and hands out links; people without e-mail and a head use them."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from surveys.models import DepartmentLink, HeadLink, Logo, Member, Response, User
from surveys.services import heads, shared_links
from tests.factories import NOW, answer_all, assessment, invite, organisation, person
from tests.journeys.conftest import DESK, RULES, faults
from tests.journeys.test_console_journey import PASSWORD, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

CONSOLE = {
    "invite-texts": "mail-texts/",
    "invite-text": "mail-texts/invitation/en/",
    "invite-announcement": "announcement/",
    "invite-department-links": "department-links/",
    "invite-posters": "posters/",
    "invite-heads": "heads/",
    "invite-head": "heads/it/",
    "invite-works-council": "works-council/",
}


@pytest.fixture
def acme(settings, live_server):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.BASE_URL = live_server.url
    of = organisation("Acme", ("it", "legal", "sales"))
    logo = io.BytesIO()
    Image.new("RGB", (400, 120), "#0a6b4f").save(logo, "PNG")
    Logo.objects.create(organisation=of, content=logo.getvalue())
    made = assessment(of, sponsor="Dana Whitlock", contact="Ines Falk, 2417")
    person(of, "it", "Sam")
    silent = person(of, "sales", "Silent")
    silent.email = ""
    silent.save()
    user = User.objects.create_user("carla@example.com", PASSWORD, name="Carla")
    Member.objects.create(user=user, organisation=of, role="consultant")
    return made


def at(live_server, made, rest):
    return f"{live_server.url}/console/{made.organisation.code}/assessments/{made.code}/{rest}"


def card(page, department):
    return page.locator(".link-cards > li", has=page.get_by_role("heading", name=department))


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_from_a_poster_to_the_questions_and_on_at_home(browse, live_server, acme, scripts):
    page = browse(scripts=scripts, size=DESK)
    sign_in(page, live_server, "carla")
    page.goto(at(live_server, acme, "department-links/"))
    page.get_by_label("How many people may begin: Sales").fill("2")
    card(page, "Sales").get_by_role("button", name="Make a link").click()
    poster = page.get_by_label("Link of Sales").input_value()
    with page.expect_download() as download:
        card(page, "Sales").get_by_role("link", name="Poster (PDF)").click()
    assert download.value.suggested_filename == "poster-sales-en.pdf"
    phone = browse(scripts=scripts)
    phone.goto(poster)
    phone.get_by_role("button", name="Begin").click()
    own = phone.get_by_label("Your own address").input_value()
    phone.get_by_role("button", name="Go to the questions").click()
    phone.wait_for_url("**/pages/you/")
    at_home = browse(scripts=scripts)
    at_home.goto(own)
    at_home.get_by_role("button", name="Continue").click()
    phone.goto(poster)
    phone.get_by_role("button", name="That was me: go on").click()
    phone.wait_for_url(f"**/r/{acme.code}/")
    assert (Response.objects.count(), DepartmentLink.objects.get().begun) == (1, 1)


def test_a_text_is_written_previewed_and_kept(browse, live_server, acme):
    page = browse(scripts=True, size=DESK)
    sign_in(page, live_server, "carla")
    page.goto(at(live_server, acme, "mail-texts/"))
    page.get_by_role("link", name="Invitation, English").click()
    page.get_by_label("Text").fill("Dear {nmae},\n\n{link}")
    save(page)
    problem = "Text: {nmae} is no placeholder of this mail. Did you mean {name}?"
    page.get_by_role("link", name=problem).click()
    expect(page.get_by_label("Text")).to_have_value("Dear {nmae},\n\n{link}")
    page.get_by_label("Text").fill("Dear {name},\n\n{link}")
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.locator(".mail pre")).to_contain_text("Dear Sam,\n\n")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="See it with logo and button").click()
    mail = opened.value
    link = mail.get_by_role("link", name="Open my link").get_attribute("href")
    assert link == f"{live_server.url}/r/this-is-an-example-link"
    assert mail.get_by_role("img", name="Acme").evaluate("image => image.naturalWidth") == 400
    mail.close()
    save(page)
    expect(page.locator(".done")).to_contain_text("The text is saved.")


def test_a_head_states_the_facts_over_the_link(browse, live_server, acme):
    page = browse(scripts=False, size=DESK)
    sign_in(page, live_server, "carla")
    page.goto(at(live_server, acme, "heads/it/"))
    page.get_by_label("Name").fill("Ada Byron")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Link of Ada Byron").input_value()
    head = browse(scripts=False)
    head.goto(link)
    head.get_by_label("Hours a week").fill("6")
    head.get_by_label("How far it may speak").select_option("3")
    head.get_by_role("button", name="State this").click()
    expect(head.locator(".done")).to_contain_text("Thank you. What you stated is saved.")
    row = acme.scope.get(department__key="it")
    assert (row.head, row.hours, row.authority) == ("Ada Byron", 6, 3)


@pytest.fixture
def links(acme):
    """The department link of Sales, for one, and the link of the head of IT."""
    answer_all(acme, "it", 3, {"MON-1-Q1": "2"})
    for _ in range(4):
        invite(acme, "it")
    sales = acme.organisation.departments.get(key="sales")
    link = shared_links.make(assessment=acme, department=sales, most=1, user=None, now=NOW)
    row = acme.scope.get(department__key="it")
    head = heads.keep(row=row, name="Ada Byron", email="ada@acme.example", user=None, now=NOW)
    return shared_links.address_of(link), heads.address_of(head)


@pytest.mark.usefixtures("links")
def test_no_page_of_the_console_about_inviting_has_a_barrier(browse, live_server, acme):
    page, found = browse(scripts=True, size=DESK), []
    sign_in(page, live_server, "carla")
    for name, rest in CONSOLE.items():
        page.goto(at(live_server, acme, rest))
        found += faults(page, name)
    page.goto(f"{live_server.url}/console/{acme.organisation.code}/settings/")
    found += faults(page, "invite-settings")
    page.get_by_label("Name").fill("")
    save(page)
    found += faults(page, "invite-settings-invalid")
    page.goto(at(live_server, acme, "mail-texts/head/en/"))
    page.get_by_label("Text").fill("{nobody}")
    save(page)
    found += faults(page, "invite-text-invalid")
    page.goto(at(live_server, acme, "department-links/"))
    page.get_by_label("How many people may begin: It").fill("0")
    card(page, "It").get_by_role("button", name="Make a link").click()
    found += faults(page, "invite-department-links-invalid")
    assert found == []


def test_a_mail_has_no_barrier(browse, live_server, acme):
    """Landmarks and a heading are for pages; all else is asked of mails too."""
    page = browse(scripts=True)
    sign_in(page, live_server, "carla")
    page.goto(at(live_server, acme, "mail-texts/invitation/en/preview/"))
    rules = [rule for rule in RULES if rule != "best-practice"]
    results = Axe().run(page, options={"runOnly": rules}).response
    assert [rule["id"] for rule in results["violations"]] == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_no_page_behind_a_link_has_a_barrier(browse, links):
    (poster, of_head), found = links, []
    phone, other = browse(scripts=True), browse(scripts=True)
    phone.goto(poster)
    found += faults(phone, "shared-welcome")
    phone.get_by_role("button", name="Begin").click()
    found += faults(phone, "shared-own")
    phone.goto(poster)
    found += faults(phone, "shared-again")
    other.goto(poster)
    found += faults(other, "shared-full")
    other.goto(of_head)
    found += faults(other, "head-page")
    other.get_by_label("Hours a week").fill("-1")
    other.get_by_role("button", name="State this").click()
    found += faults(other, "head-page-invalid")
    assert found == []
    assert HeadLink.objects.get().stated_on is None
