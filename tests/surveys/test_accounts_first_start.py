"""The first start: the link that makes the first consultant and the first organisation, once."""

from typing import ClassVar

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from surveys.models import Member, Organisation, User
from surveys.services import set_up, sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"  # noqa: S105 - for tests


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def carla():
    return sign_in.new_account(email="carla@example.com", name="Carla", password=PASSWORD)


def who(browser):
    return browser.session.get("_auth_user_id")


class TestFirstStart:
    FORM: ClassVar = {
        "organisation": "Acme",
        "name": "Carla",
        "email": "Carla@example.com",
        "password": PASSWORD,
    }

    def test_the_command_prints_a_link_that_makes_consultant_and_organisation(
        self, capsys, settings
    ):
        settings.BASE_URL = "https://readiness.example"
        call_command("setup_link")
        link = capsys.readouterr().out.splitlines()[1]
        assert link.startswith("https://readiness.example/account/set-up/")
        browser, path = Client(), link.removeprefix("https://readiness.example")
        assert browser.get(path).status_code == 200
        assert browser.post(path, self.FORM)["Location"] == "/account/"
        member = Member.objects.select_related("user", "organisation").get()
        assert (member.user.email, member.role, member.organisation.name) == (
            "carla@example.com",
            "consultant",
            "Acme",
        )
        assert who(browser) == str(member.user_id)
        [here] = sign_in.sessions(user=member.user, current=browser.session.session_key)
        assert here.is_this

    def test_it_works_once(self):
        token = set_up.make_link()
        address = reverse("account:set-up", args=[token])
        Client().post(address, self.FORM)
        again = self.FORM | {"email": "olaf@example.com"}
        assert Client().get(address).status_code == 410
        assert Client().post(address, again).status_code == 410
        User.objects.all().delete()
        assert Client().post(address, again).status_code == 404
        assert User.objects.count() == 0

    def test_reading_the_page_or_a_wrong_form_uses_nothing_up(self):
        address = reverse("account:set-up", args=[set_up.make_link()])
        for _ in range(5):
            assert Client().get(address).status_code == 200
        page = Client().post(address, self.FORM | {"password": "short"})
        assert (page.status_code, 'value="Acme"' in page.text) == (422, True)
        assert Client().post(address, self.FORM).status_code == 302

    def test_a_newer_link_ends_the_older_and_a_wrong_one_is_refused(self):
        older, newer = set_up.make_link(), set_up.make_link()
        for token in (older, "x" * 43):
            address = reverse("account:set-up", args=[token])
            assert Client().get(address).status_code == 404
            assert Client().post(address, self.FORM).status_code == 404
        assert Organisation.objects.count() == 0
        set_up.check(newer)

    def test_it_ends_after_a_day(self, monkeypatch):
        token = set_up.make_link()
        cache.touch(set_up.KEY, -1)
        with pytest.raises(set_up.LinkInvalid):
            set_up.check(token)
        kept = []
        monkeypatch.setattr(cache, "set", lambda *given: kept.append(given))
        token = set_up.make_link()
        assert kept[0][2] == 24 * 60 * 60
        assert token not in str(kept)

    def test_of_two_at_once_one_makes_the_account(self, monkeypatch):
        token = set_up.make_link()
        monkeypatch.setattr(set_up, "check", lambda _token: None)
        set_up.set_up(token=token, **self.FORM)
        with pytest.raises(set_up.LinkInvalid):
            set_up.set_up(token=token, **self.FORM | {"email": "olaf@example.com"})
        assert User.objects.count() == 1

    @pytest.mark.usefixtures("carla")
    def test_where_there_are_accounts_no_link_is_made(self, capsys):
        with pytest.raises(CommandError, match="There are accounts already"):
            call_command("setup_link")
        call_command("setup_link", if_new=True)
        assert capsys.readouterr().out == ""

    def test_nobody_signs_up(self):
        page = Client().post("/account/sign-up/", {"email": "x@example.com", "password1": PASSWORD})
        assert "You need an invitation" in page.text
        assert User.objects.count() == 0
