"""Accounts: signing in, codes by e-mail, passwords, limits, sessions."""

import re
from smtplib import SMTPException

import pytest
from django.contrib.auth.hashers import check_password
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from surveys.models import User
from surveys.services import sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"  # noqa: S105 - for tests
NEWER = "staple battery horse correct"
CODE = re.compile(r"^[B-Z]{4}-[B-Z]{4}$", re.MULTILINE)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def carla():
    return sign_in.new_account(email="carla@example.com", name="Carla", password=PASSWORD)


def post(browser, email="carla@example.com", password=PASSWORD, **more):
    headers = more.pop("headers", None)
    posted = {"login": email, "password": password, **more}
    return browser.post("/account/sign-in/", posted, headers=headers)


def who(browser):
    return browser.session.get("_auth_user_id")


def signed_in(password=PASSWORD, **headers):
    browser = Client(headers=headers or None)
    assert post(browser, password=password).status_code == 302
    return browser


class TestPassword:
    def test_it_takes_e_mail_and_password(self, carla):
        browser = Client()
        assert post(browser, "Carla@Example.com").status_code == 302
        assert who(browser) == str(carla.pk)

    @pytest.mark.usefixtures("carla")
    def test_wrong_password_and_unknown_address_say_the_same(self):
        tokens = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
        answers = [
            post(Client(), email, "wrong") for email in ("carla@example.com", "erin@example.com")
        ]
        pages = [tokens.sub("", each.text) for each in answers]
        assert "E-mail address and password do not belong together." in pages[0]
        assert pages[0] == pages[1].replace("erin@example.com", "carla@example.com")

    @pytest.mark.parametrize(
        ("wanted", "there"),
        [
            ("/console/", "/console/"),
            ("https://evil.example/", "/account/"),
            ("//evil.example/", "/account/"),
            ("javascript:alert(1)", "/account/"),
        ],
    )
    @pytest.mark.usefixtures("carla")
    def test_it_leads_nowhere_else(self, wanted, there):
        assert post(Client(), next=wanted)["Location"] == there

    @pytest.mark.usefixtures("carla")
    def test_a_session_is_new_after_signing_in(self):
        browser = Client()
        browser.get("/account/sign-in/")
        browser.session["before"] = 1
        browser.session.save()
        old = browser.session.session_key
        assert post(browser).status_code == 302
        assert browser.session.session_key != old

    def test_a_closed_account_does_not_open(self, carla):
        carla.is_active = False
        carla.save()
        browser = Client()
        post(browser)
        assert who(browser) is None

    @pytest.mark.usefixtures("carla")
    def test_changing_it_asks_for_the_present_one_and_tells_by_mail(self):
        browser = signed_in()
        posted = {"oldpassword": "wrong", "password1": NEWER, "password2": NEWER}
        page = browser.post("/account/password/", posted).text
        assert "This is not your present password." in page
        posted["oldpassword"] = PASSWORD
        assert browser.post("/account/password/", posted).status_code == 302
        assert [each.subject for each in mail.outbox] == ["Your password was changed"]
        assert post(Client(), password=NEWER).status_code == 302

    @pytest.mark.usefixtures("carla")
    def test_changing_it_signs_other_browsers_out(self):
        browser, other = signed_in(), signed_in()
        posted = {"oldpassword": PASSWORD, "password1": NEWER, "password2": NEWER}
        browser.post("/account/password/", posted)
        assert browser.get("/account/security/").status_code == 200
        assert other.get("/account/security/").status_code == 302

    @pytest.mark.parametrize("password", ["short", "passwordpassword1234567890" * 20])
    @pytest.mark.usefixtures("carla")
    def test_a_password_too_short_or_too_long_is_refused(self, password):
        browser = signed_in()
        posted = {"oldpassword": PASSWORD, "password1": password, "password2": password}
        assert browser.post("/account/password/", posted).status_code == 200
        assert check_password(PASSWORD, User.objects.get().password)


class TestCodeByMail:
    def ask(self, browser, email="carla@example.com"):
        return browser.post("/account/sign-in/code/", {"email": email})

    def code(self):
        [code] = CODE.findall(mail.outbox[-1].body)
        return code

    def give(self, browser, code):
        return browser.post("/account/sign-in/code/confirm/", {"code": code})

    def test_the_mailed_code_signs_in_and_no_other(self, carla):
        browser = Client()
        assert self.ask(browser).status_code == 302
        assert mail.outbox[0].to == ["carla@example.com"]
        assert mail.outbox[0].subject == "Your code for Readiness"
        self.give(browser, "BBBB-BBBB")
        assert who(browser) is None
        assert self.give(browser, self.code().lower()).status_code == 302
        assert who(browser) == str(carla.pk)

    @pytest.mark.usefixtures("carla")
    def test_a_code_ends_after_three_wrong_ones(self):
        browser = Client()
        self.ask(browser)
        for _ in range(3):
            self.give(browser, "BBBB-BBBB")
        self.give(browser, self.code())
        assert who(browser) is None

    @pytest.mark.usefixtures("carla")
    def test_a_code_is_of_no_use_in_another_browser(self):
        browser, other = Client(), Client()
        self.ask(browser)
        self.give(other, self.code())
        assert who(other) is None

    @pytest.mark.usefixtures("carla")
    def test_an_unknown_address_gets_no_mail_and_sees_the_same_page(self):
        tokens = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
        pages = []
        for email in ("carla@example.com", "nobody@example.com"):
            browser = Client()
            self.ask(browser, email)
            page = browser.get("/account/sign-in/code/confirm/").text
            pages.append(tokens.sub("", page).replace(email, "somebody"))
        assert pages[0] == pages[1]
        assert [each.to for each in mail.outbox] == [["carla@example.com"]]

    def test_an_invited_account_without_a_password_signs_in_by_code(self):
        user = sign_in.account_for(email="Erin@Example.com ", name="Erin")
        browser = Client()
        self.ask(browser, "erin@example.com")
        self.give(browser, self.code())
        assert who(browser) == str(user.pk)
        assert sign_in.account_for(email="erin@example.com") == user

    @pytest.mark.usefixtures("carla")
    def test_a_forgotten_password_is_set_anew_with_a_code(self):
        browser = Client()
        browser.post("/account/password/forgotten/", {"email": "carla@example.com"})
        answer = browser.post("/account/password/forgotten/code/", {"code": self.code()})
        assert answer["Location"] == "/account/password/forgotten/new/"
        posted = {"password1": NEWER, "password2": NEWER}
        assert browser.post(answer["Location"], posted).status_code == 302
        assert who(signed_in(NEWER)) is not None
        assert post(Client()).status_code == 200

    @pytest.mark.usefixtures("carla")
    def test_no_mail_holds_a_link_or_anything_of_the_request(self, settings):
        settings.ALLOWED_HOSTS = ["*"]
        browser = Client(headers={"host": "evil.example"})
        self.ask(browser)
        browser.post("/account/password/forgotten/", {"email": "carla@example.com"})
        said = [f"{each.subject} {each.from_email} {each.body}" for each in mail.outbox]
        assert len(said) == 2
        assert [bad for bad in ("http", "evil.example", "://") if bad in "".join(said)] == []

    @pytest.mark.usefixtures("carla")
    def test_mail_that_cannot_be_sent_is_said_and_not_an_error(self, monkeypatch):
        def broken(_self, _messages):
            raise SMTPException

        monkeypatch.setattr(EmailBackend, "send_messages", broken)
        browser = Client()
        assert self.ask(browser).status_code == 302
        page = browser.get("/account/sign-in/code/confirm/").text
        assert "The e-mail could not be sent." in page

    def test_where_no_mail_is_sent_no_code_is_offered(self, settings):
        settings.SENDS_MAIL = settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = False
        page = Client().get("/account/sign-in/").text
        assert [word in page for word in ("Get a code", "Forgotten")] == [False, False]
        for address in ("sign-in/code/", "password/forgotten/"):
            assert Client().get(f"/account/{address}").status_code == 404


class TestLimits:
    def fail(self, times, email="carla@example.com", **headers):
        for _ in range(times):
            post(Client(), email, "wrong", headers=headers)

    def is_refused(self, email="carla@example.com", **headers):
        answer = post(Client(), email, headers=headers)
        return answer.status_code != 302 and "Too many attempts" in answer.text

    @pytest.mark.usefixtures("carla")
    def test_guessing_is_slowed_down_for_the_account(self):
        self.fail(9)
        assert not self.is_refused()
        self.fail(1)
        assert self.is_refused()

    @pytest.mark.usefixtures("carla")
    def test_a_good_sign_in_does_not_forget_the_bad_ones(self):
        self.fail(9)
        assert post(Client()).status_code == 302
        self.fail(1)
        assert self.is_refused()

    @pytest.mark.usefixtures("carla")
    def test_a_host_with_another_port_is_not_another_account(self):
        for port in range(10):
            self.fail(1, host=f"localhost:{8000 + port}")
        assert self.is_refused()

    @pytest.mark.usefixtures("carla")
    def test_forged_forwarding_headers_change_nothing(self, settings):
        settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/ip"}
        for number in range(5):
            address = f"203.0.113.{number}"
            forged = {"x-forwarded-for": address, "x-real-ip": address, "client-ip": address}
            post(Client(), f"{number}@example.com", "wrong", headers=forged)
        assert self.is_refused(**{"x-forwarded-for": "203.0.113.99"})

    @pytest.mark.usefixtures("carla")
    def test_behind_a_proxy_the_client_that_it_names_is_counted(self, settings):
        settings.TRUSTED_PROXIES = 1
        settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/ip"}
        for number in range(5):
            forged = {"x-forwarded-for": f"203.0.113.{number}, 198.51.100.7"}
            post(Client(), f"{number}@example.com", "wrong", headers=forged)
        assert self.is_refused(**{"x-forwarded-for": "203.0.113.99, 198.51.100.7"})
        assert not self.is_refused(**{"x-forwarded-for": "203.0.113.99, 198.51.100.8"})

    @pytest.mark.usefixtures("carla")
    def test_codes_cannot_be_asked_for_without_end(self):
        for _ in range(5):
            Client().post("/account/sign-in/code/", {"email": "carla@example.com"})
        assert len(mail.outbox) == 3

    @pytest.mark.usefixtures("carla")
    def test_counts_are_kept_where_all_processes_see_them_and_name_nobody(self):
        from django.db import connection

        self.fail(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key FROM readiness_cache")
            keys = [key for (key,) in cursor.fetchall()]
        assert [key for key in keys if "login_failed" in key]
        assert [key for key in keys if "carla" in key] == []


class TestSessions:
    def numbers(self, user):
        return [each.number for each in sign_in.sessions(user=user, current=None)]

    def test_every_browser_is_listed_and_this_one_is_marked(self, carla):
        signed_in(**{"user-agent": FIREFOX})
        browser = signed_in()
        found = sign_in.sessions(user=carla, current=browser.session.session_key)
        assert [(each.is_this, each.browser, each.system) for each in found] == [
            (True, "", ""),
            (False, "Firefox", "Linux"),
        ]
        page = browser.get("/account/sessions/").text
        assert (page.count("This browser"), page.count("Firefox on Linux")) == (1, 1)

    def test_one_is_ended_and_signed_out_at_once(self, carla):
        other = signed_in()
        [number] = self.numbers(carla)
        browser = signed_in()
        assert browser.post(f"/account/sessions/{number}/end/").status_code == 302
        assert other.get("/account/sessions/").status_code == 302
        assert browser.get("/account/sessions/").status_code == 200

    def test_all_others_are_ended(self, carla):
        others = [signed_in(), signed_in()]
        browser = signed_in()
        assert browser.post("/account/sessions/end-others/").status_code == 302
        assert [other.get("/account/sessions/").status_code for other in others] == [302, 302]
        assert len(self.numbers(carla)) == 1

    def test_somebody_else_s_cannot_be_ended(self, carla):
        mine = signed_in()
        [number] = self.numbers(carla)
        olaf = Client()
        olaf.force_login(User.objects.create_user("olaf@example.com"))
        assert olaf.post(f"/account/sessions/{number}/end/").status_code == 404
        assert mine.get("/account/sessions/").status_code == 200
