"""Accounts in a real browser: first start, passkey on a made-up device, authenticator app."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from playwright.sync_api import expect

from surveys.services import set_up, sign_in
from tests.journeys.conftest import DESK, faults

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery staple"  # noqa: S105 - for tests


@pytest.fixture(autouse=True)
def _quick(settings, live_server):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.BASE_URL = live_server.url


@pytest.fixture
def carla():
    return sign_in.new_account(email="carla@example.com", name="Carla", password=PASSWORD)


def enter(page, live_server):
    page.goto(f"{live_server.url}/account/sign-in/")
    page.get_by_label("E-mail address").fill("carla@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def again(page):
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def device(page):
    """A made-up device that keeps passkeys and says that its owner was there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def code(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_from_the_set_up_link_to_a_code_by_mail(browse, live_server, scripts):
    page = browse(scripts=scripts)
    page.goto(f"{live_server.url}/account/set-up/{set_up.make_link()}/")
    page.get_by_label("Name of the first organisation").fill("Acme")
    page.get_by_label("Your name").fill("Carla")
    page.get_by_label("Your e-mail address").fill("carla@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", name="Acme")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Get a code by e-mail").click()
    page.get_by_label("E-mail address").fill("carla@example.com")
    page.get_by_role("button", name="Send the code").click()
    page.get_by_label("Code from the e-mail").fill("BBBB-BBBB")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not right.")
    [mailed] = re.findall(r"^[B-Z]{4}-[B-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)
    page.get_by_label("Code from the e-mail").fill(mailed)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Acme")).to_be_visible()


@pytest.mark.usefixtures("carla")
def test_a_passkey_is_added_and_signs_in_alone(browse, live_server):
    page = browse(scripts=True)
    enter(page, live_server)
    device(page)
    page.goto(f"{live_server.url}/account/security/")
    page.get_by_role("link", name="Add a passkey").click()
    again(page)
    page.get_by_role("textbox", name="Name").fill("Work laptop")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(f"{live_server.url}/account/security/passkeys/")
    expect(page.get_by_role("heading", name="Work laptop")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile(r"/account/$"))
    page.goto(f"{live_server.url}/account/security/codes/new/")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Make recovery codes").wait_for()


@pytest.mark.usefixtures("carla")
def test_a_device_that_gives_no_passkey_is_told_in_words(browse, live_server):
    page = browse(scripts=True)
    page.goto(f"{live_server.url}/account/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("No passkey was given.").wait_for()


@pytest.mark.usefixtures("carla")
def test_without_scripts_the_page_says_what_passkeys_need(browse, live_server):
    page = browse(scripts=False)
    page.goto(f"{live_server.url}/account/sign-in/")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).not_to_be_visible()


@pytest.mark.usefixtures("carla")
@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_the_authenticator_app_is_asked_for_and_taken_away(browse, live_server, scripts):
    page = browse(scripts=scripts)
    enter(page, live_server)
    page.goto(f"{live_server.url}/account/security/")
    page.get_by_role("link", name="Use an authenticator app").click()
    again(page)
    page.locator(".qr").wait_for()
    page.wait_for_load_state()
    assert page.locator(".qr").evaluate("image => image.naturalWidth") > 0
    secret = page.locator("code.key").inner_text()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Use this app").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("button", name="Sign out").click()
    enter(page, live_server)
    page.get_by_label("Code").fill(code(secret, steps=1))
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{live_server.url}/account/security/")
    page.get_by_role("link", name="Stop using the app").click()
    again(page)
    page.get_by_role("button", name="Stop using the app").click()
    expect(page.get_by_role("link", name="Use an authenticator app")).to_be_visible()


@pytest.mark.usefixtures("carla")
def test_no_page_has_a_barrier(browse, live_server):
    page, found = browse(scripts=True, size=DESK), []
    base = f"{live_server.url}/account/"
    for name, path in {
        "account-sign-in": "sign-in/",
        "account-code": "sign-in/code/",
        "account-sign-up": "sign-up/",
        "account-forgotten": "password/forgotten/",
        "account-set-up-refused": "set-up/x/",
        "account-cancelled": "sign-in/cancelled/",
    }.items():
        page.goto(base + path)
        found += faults(page, name)
    page.goto(f"{base}sign-in/code/")
    page.get_by_label("E-mail address").fill("carla@example.com")
    page.get_by_role("button", name="Send the code").click()
    found += faults(page, "account-code-confirm")
    page.get_by_role("button", name="Continue").click()
    found += faults(page, "account-code-confirm-invalid")
    page.get_by_role("button", name="Cancel").click()
    other = browse(scripts=True)
    enter(other, live_server)
    enter(page, live_server)
    page.goto(f"{base}security/app/")
    found += faults(page, "account-again")
    again(page)
    found += faults(page, "account-app")
    page.reload()  # keeping the page has asked for it again, and each time there is a new key
    page.get_by_label("Code").fill(code(page.locator("code.key").inner_text()))
    page.get_by_role("button", name="Use this app").click()
    found += faults(page, "account-recovery-codes")
    for name, path in {
        "account-security": "security/",
        "account-app-remove": "security/app/remove/",
        "account-codes-new": "security/codes/new/",
        "account-passkeys": "security/passkeys/",
        "account-passkey-add": "security/passkeys/add/",
        "account-password": "password/",
        "account-sessions": "sessions/",
        "account-sign-out": "sign-out/",
        "account-again-code": "again/code/",
    }.items():
        page.goto(base + path)
        found += faults(page, name)
    page.goto(f"{base}sign-out/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    enter(page, live_server)
    found += faults(page, "account-second")
    page.get_by_role("button", name="Sign in").click()
    found += faults(page, "account-second-invalid")
    assert found == []
