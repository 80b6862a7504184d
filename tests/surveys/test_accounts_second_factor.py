"""The second factor, asking once more, and sign-in by a provider. Passkeys: tests/journeys."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core import mail
from django.test import Client

from surveys.models import Member, MemberInvitation, Organisation, User
from surveys.services import sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"  # noqa: S105 - for tests
AGAIN = "/account/again/?next="
ISSUER = "https://login.example"


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def carla():
    return sign_in.new_account(email="carla@example.com", name="Carla", password=PASSWORD)


def enter(browser):
    posted = {"login": "carla@example.com", "password": PASSWORD}
    return browser.post("/account/sign-in/", posted)


def code(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def app(carla, django_capture_on_commit_callbacks):
    """A signed-in browser and the secret of its account's authenticator app."""
    assert carla.pk
    browser = Client()
    enter(browser)
    browser.post("/account/again/", {"password": PASSWORD})
    page = browser.get("/account/security/app/").text
    [secret] = re.findall(r'<code class="key">([A-Z2-7]+)</code>', page)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/account/security/app/", {"code": code(secret)})
    assert answer["Location"] == "/account/security/codes/"
    return browser, secret


class TestApp:
    def test_signing_in_asks_for_its_code(self, app):
        _browser, secret = app
        browser = Client()
        assert enter(browser)["Location"].startswith("/account/sign-in/second/")
        assert "_auth_user_id" not in browser.session
        browser.post("/account/sign-in/second/", {"code": "000000"})
        assert "_auth_user_id" not in browser.session
        browser.post("/account/sign-in/second/", {"code": code(secret, steps=1)})
        assert browser.session["_auth_user_id"]

    def test_a_code_by_mail_does_not_go_round_it(self, app):
        assert app
        browser = Client()
        browser.post("/account/sign-in/code/", {"email": "carla@example.com"})
        [mailed] = re.findall(r"^[B-Z]{4}-[B-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)
        answer = browser.post("/account/sign-in/code/confirm/", {"code": mailed})
        assert answer["Location"].startswith("/account/sign-in/second/")
        assert "_auth_user_id" not in browser.session

    def test_codes_cannot_be_guessed_without_end(self, app):
        _browser, secret = app
        browser = Client()
        enter(browser)
        for _ in range(10):
            browser.post("/account/sign-in/second/", {"code": "000000"})
        answer = browser.post("/account/sign-in/second/", {"code": code(secret, steps=1)})
        assert "_auth_user_id" not in browser.session
        assert "Too many attempts" in answer.text

    def test_a_recovery_code_works_once(self, app):
        browser, _secret = app
        page = browser.get("/account/security/codes/").text
        [recovery, *more] = re.findall(r"<li><code>(\d{8})</code></li>", page)
        assert len(more) == 9
        lost = Client()
        enter(lost)
        lost.post("/account/sign-in/second/", {"code": recovery})
        assert lost.session["_auth_user_id"]
        again = Client()
        enter(again)
        again.post("/account/sign-in/second/", {"code": recovery})
        assert "_auth_user_id" not in again.session

    def test_the_secret_cannot_be_read_in_the_database(self, app):
        _browser, secret = app
        kept = [str(each.data) for each in Authenticator.objects.all()]
        assert len(kept) == 2
        assert [secret in text for text in kept] == [False, False]

    def test_its_owner_is_told_by_mail(self, app):
        assert app
        assert sorted(each.subject for each in mail.outbox) == [
            "An authenticator app was added",
        ]
        assert {each.to[0] for each in mail.outbox} == {"carla@example.com"}

    def test_the_picture_names_the_product_and_not_the_host(self, carla, settings):
        settings.ALLOWED_HOSTS = ["*"]
        assert carla.pk
        browser = Client(headers={"host": "evil.example"})
        enter(browser)
        browser.post("/account/again/", {"password": PASSWORD})
        view = browser.get("/account/security/app/")
        assert "issuer=Readiness" in view.context["totp_url"]
        assert "evil" not in view.context["totp_url"]


class TestAgain:
    """What changes who can use an account asks for the password once more."""

    @pytest.mark.parametrize(
        "address", ["security/app/", "security/passkeys/add/", "security/codes/new/"]
    )
    @pytest.mark.usefixtures("carla")
    def test_it_is_asked_for(self, address):
        browser = Client()
        enter(browser)
        asked = browser.get(f"/account/{address}")
        assert asked["Location"] == AGAIN + f"/account/{address}".replace("/", "%2F")
        browser.post("/account/again/", {"password": "wrong"})
        assert browser.get(f"/account/{address}").status_code == 302
        browser.post("/account/again/", {"password": PASSWORD})
        assert browser.get(f"/account/{address}").status_code in (200, 302)

    def test_it_is_asked_for_before_the_app_is_removed(self, app):
        _browser, secret = app
        browser = Client()
        enter(browser)
        browser.post("/account/sign-in/second/", {"code": code(secret, steps=1)})
        assert browser.post("/account/security/app/remove/")["Location"].startswith(
            "/account/again/"
        )
        assert Authenticator.objects.count() == 2

    def test_it_is_asked_for_before_somebody_gets_rights_and_nothing_typed_is_lost(self, carla):
        acme = Organisation.objects.create(name="Acme")
        Member.objects.create(user=carla, organisation=acme, role="consultant")
        browser = Client()
        enter(browser)
        members = f"/console/{acme.code}/members/"
        assert browser.get(members).status_code == 200
        posted = {"email": "erin@example.com", "role": "executive"}
        asked = browser.post(members, posted)
        assert asked["Location"] == AGAIN + members.replace("/", "%2F")
        assert MemberInvitation.objects.count() == 0
        browser.post(asked["Location"], {"password": PASSWORD, "next": members})
        assert MemberInvitation.objects.get().email == "erin@example.com"


@pytest.fixture
def provider(settings, monkeypatch):
    """A provider that says what ``says`` holds about who signs in."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "Acme",
                    "client_id": "readiness",
                    "secret": "secret",
                    "settings": {"server_url": ISSUER},
                }
            ],
        }
    }
    says = {"sub": "17", "email": "carla@example.com", "email_verified": True}
    config = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "userinfo_endpoint": f"{ISSUER}/userinfo",
        "jwks_uri": f"{ISSUER}/keys",
    }
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", config)
    monkeypatch.setattr(
        OpenIDConnectOAuth2Adapter,
        "get_access_token_data",
        lambda *_given, **_named: {"access_token": "x"},
    )
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "_fetch_user_info", lambda *_given: says)
    return says


def by_provider(browser):
    there = browser.post("/account/sign-in/by/oidc/?process=login")["Location"]
    [state] = re.findall(r"[?&]state=([^&]+)", there)
    return there, browser.get(f"/account/sign-in/by/oidc/answer/?code=abc&state={state}")


class TestProvider:
    def test_a_verified_address_of_an_account_signs_in(self, provider, carla):
        assert provider
        browser = Client()
        assert "Sign in with Acme" in browser.get("/account/sign-in/").text
        there, answer = by_provider(browser)
        assert there.startswith(f"{ISSUER}/authorize?")
        assert "code_challenge=" in there
        assert answer["Location"] == "/account/"
        assert browser.session["_auth_user_id"] == str(carla.pk)
        assert carla.has_usable_password()
        assert SocialAccount.objects.get().user_id == carla.pk

    def test_afterwards_the_provider_s_own_name_counts(self, provider, carla):
        by_provider(Client())
        provider["email"] = "carla.new@example.com"
        browser = Client()
        by_provider(browser)
        assert browser.session["_auth_user_id"] == str(carla.pk)

    @pytest.mark.parametrize("verified", [False, None, "false", "true", 1])
    def test_an_address_that_is_not_verified_opens_nothing(self, provider, carla, verified):
        assert carla.pk
        provider["email_verified"] = verified
        browser = Client()
        _there, answer = by_provider(browser)
        assert "You need an invitation" in answer.text
        assert "_auth_user_id" not in browser.session

    def test_who_has_no_account_is_told_to_ask_for_an_invitation(self, provider):
        provider["email"] = "stranger@example.com"
        _there, answer = by_provider(Client())
        assert "You need an invitation" in answer.text
        assert (User.objects.count(), EmailAddress.objects.count()) == (0, 0)

    def test_an_answer_without_its_question_is_refused(self, provider, carla):
        assert provider
        assert carla.pk
        browser = Client()
        forged = browser.get("/account/sign-in/by/oidc/answer/?code=abc&state=made-up")
        assert forged.status_code == 401
        assert "Signing in did not work" in forged.text

    def test_the_second_factor_is_asked_for_here_too(self, provider, app):
        assert provider
        assert app
        browser = Client()
        _there, answer = by_provider(browser)
        assert answer["Location"].startswith("/account/sign-in/second/")

    def test_where_there_is_none_its_pages_do_not_exist(self):
        assert Client().get("/account/sign-in/by/oidc/").status_code == 404
        assert "Sign in with" not in Client().get("/account/sign-in/").text
