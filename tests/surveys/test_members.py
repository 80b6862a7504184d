"""Who belongs to an organisation: invited by e-mail, accepted, given another role, removed."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from surveys.models import AuditEvent, Member, MemberInvitation, Organisation, User
from surveys.services import members
from tests import cast
from tests.factories import organisation

pytestmark = pytest.mark.django_db

LINK = re.compile(r"http://127\.0\.0\.1:8000(/invited/\S+)")


@pytest.fixture
def acme():
    return organisation()


@pytest.fixture
def carla(acme):
    return cast.carla(acme)


def at(acme, rest=""):
    return f"/console/{acme.code}/members/{rest}"


def invite(browser, acme, email="erin@example.com", role="executive"):
    return browser.post(at(acme), {"email": email, "role": role})


def mailed():
    """The link of the newest mail."""
    [link] = LINK.findall(mail.outbox[-1].body)
    return link


def opened(link, browser=None):
    """A browser that has followed the link."""
    browser = browser or Client()
    assert browser.get(link)["Location"] == "/invited/"
    return browser


def roles(acme):
    return dict(acme.members.values_list("user__email", "role"))


def noted(acme):
    return list(
        AuditEvent.objects.filter(organisation=acme)
        .order_by("pk")
        .values_list("what", "details", "user__email")
    )


def tell(answer):
    return " ".join(answer.content.decode().split())


class TestInviting:
    def test_a_mail_with_a_link_is_sent_and_nobody_is_a_member_yet(self, acme, carla):
        answer = invite(carla, acme)
        assert (answer.status_code, answer["Location"]) == (302, at(acme))
        [message] = mail.outbox
        assert message.to == ["erin@example.com"]
        assert message.subject == "Invitation to Acme in Readiness"
        assert "Carla invites you to work with Acme in Readiness, as Executive." in message.body
        assert roles(acme) == {"carla@example.com": "consultant"}
        [invitation] = MemberInvitation.objects.all()
        assert mailed().removeprefix("/invited/") not in str(vars(invitation))
        assert noted(acme) == [
            ("member-invited", "erin@example.com executive", "carla@example.com")
        ]

    @pytest.mark.parametrize(
        "typed", ["Erin@Example.COM", "  erin@example.com ", "ERIN@EXAMPLE.com"]
    )
    def test_an_address_is_the_same_however_it_is_written(self, typed, acme, carla):
        invite(carla, acme, typed)
        assert MemberInvitation.objects.get().email == "erin@example.com"
        assert "was invited before" in tell(invite(carla, acme))
        assert len(mail.outbox) == 1

    @pytest.mark.parametrize(
        "typed",
        [
            "erin\u200b@example.com",
            "erin@exam\u00adple.com",
            "erin@\u202eexample.com",
            "er\u00a0in@example.com",
            "erin@example.com\r\nBcc: all@example.com",
            "erin",
            "",
            "x" * 250 + "@example.com",
        ],
    )
    def test_hidden_characters_and_broken_addresses_are_refused(self, typed, acme, carla):
        answer = invite(carla, acme, typed)
        assert answer.status_code == 422
        assert "There is a problem" in tell(answer)
        assert (MemberInvitation.objects.count(), mail.outbox) == (0, [])

    @pytest.mark.parametrize("role", ["", "superuser", "Consultant"])
    def test_a_role_is_one_of_three_and_chosen(self, role, acme, carla):
        assert invite(carla, acme, role=role).status_code == 422
        assert MemberInvitation.objects.count() == 0

    def test_a_member_is_not_invited_again(self, acme, carla):
        cast.erin(acme)
        answer = invite(carla, acme, "ERIN@example.com", "consultant")
        assert "is a member already" in tell(answer)
        assert roles(acme)["erin@example.com"] == "executive"

    def test_names_cannot_put_a_link_or_a_header_into_a_mail(self, acme, carla):
        Organisation.objects.filter(pk=acme.pk).update(
            name="Win at https://evil.example/x\nBcc: a@b"
        )
        invite(carla, acme)
        [message] = mail.outbox
        assert re.findall(r"\S*(?:evil|://)\S*", message.body) == [
            "evil.",
            f"http://127.0.0.1:8000{mailed()}",
        ]
        assert "\n" not in message.subject

    def test_a_mail_that_cannot_be_sent_is_said_and_can_be_sent_again(
        self, acme, carla, monkeypatch
    ):
        def refused(_message, **_more):
            raise ConnectionRefusedError

        with monkeypatch.context() as broken:
            broken.setattr("django.core.mail.EmailMessage.send", refused)
            answer = invite(carla, acme)
        assert answer.status_code == 422
        assert "its mail could not be sent" in tell(answer)
        code = MemberInvitation.objects.get().code
        assert carla.post(at(acme, f"invitations/{code}/send/")).status_code == 302
        assert opened(mailed()).get("/invited/").status_code == 200

    def test_an_organisation_sends_fifty_invitations_a_day(self, acme, carla):
        for number in range(50):
            assert invite(carla, acme, f"a{number}@example.com").status_code == 302
        answer = invite(carla, acme)
        assert (answer.status_code, len(mail.outbox)) == (422, 50)
        assert "Go on tomorrow" in tell(answer)
        AuditEvent.objects.update(at=timezone.now() - timedelta(days=1))
        assert invite(carla, acme).status_code == 302


class TestAccepting:
    def test_who_has_no_account_gets_one_and_is_signed_in(self, acme, carla):
        invite(carla, acme)
        erin = opened(mailed())
        assert "You are invited as Executive" in tell(erin.get("/invited/"))
        assert User.objects.filter(email="erin@example.com").count() == 0
        answer = erin.post("/invited/", {"name": "Erin"})
        assert (answer.status_code, answer["Location"]) == (302, "/account/")
        assert erin.get(f"/o/{acme.code}/").status_code == 200
        assert roles(acme)["erin@example.com"] == "executive"
        assert User.objects.get(email="erin@example.com").name == "Erin"
        assert noted(acme)[-1] == (
            "member-joined",
            "erin@example.com executive",
            "erin@example.com",
        )

    def test_a_link_works_once(self, acme, carla):
        invite(carla, acme)
        first, second = opened(mailed()), opened(mailed())
        first.post("/invited/", {"name": "Erin"})
        answer = second.post("/invited/", {"name": "Eve"})
        assert answer.status_code == 404
        assert "This invitation has ended" in tell(answer)
        assert MemberInvitation.objects.count() == 0

    def test_reading_a_link_a_thousand_times_spends_nothing(self, acme, carla):
        invite(carla, acme)
        scanner, before = Client(), list(MemberInvitation.objects.values())
        for _ in range(1000):
            scanner.get(mailed())
        scanner.get("/invited/")
        assert list(MemberInvitation.objects.values()) == before
        assert "sessionid" not in scanner.cookies

    def test_who_has_an_account_signs_in_and_accepts_and_is_never_added_silently(self, acme, carla):
        user = User.objects.create_user("erin@example.com", "a long enough password")
        invite(carla, acme)
        browser = opened(mailed())
        page = tell(browser.get("/invited/"))
        assert "Sign in with it to accept." in page
        assert browser.post("/invited/", {"name": "Eve"}).status_code == 409
        assert roles(acme) == {"carla@example.com": "consultant"}
        browser.force_login(user)
        assert browser.post("/invited/").status_code == 302
        assert roles(acme)["erin@example.com"] == "executive"

    def test_somebody_else_who_is_signed_in_cannot_take_it(self, acme, carla):
        invite(carla, acme)
        olaf = opened(mailed(), cast.olaf())
        assert "You are signed in as olaf@example.com" in tell(olaf.get("/invited/"))
        assert olaf.post("/invited/").status_code == 409
        assert set(roles(acme)) == {"carla@example.com"}

    def test_who_became_a_member_meanwhile_keeps_the_role(self, acme, carla):
        invite(carla, acme, "cora@example.com", "consultant")
        cora = opened(mailed(), cast.cora(acme))
        assert cora.post("/invited/").status_code == 302
        assert roles(acme)["cora@example.com"] == "coordinator"
        assert MemberInvitation.objects.count() == 0

    @pytest.mark.parametrize(("days", "status"), [(6, 200), (7, 404), (8, 404)])
    def test_a_link_lives_seven_days(self, days, status, acme, carla):
        invite(carla, acme)
        MemberInvitation.objects.update(
            expires_at=timezone.now() + timedelta(days=7 - days, seconds=-1 if days == 7 else 1)
        )
        browser = opened(mailed())
        assert browser.get("/invited/").status_code == status
        assert browser.post("/invited/", {"name": ""}).status_code == (422 if days == 6 else 404)
        assert set(roles(acme)) == {"carla@example.com"}

    def test_sending_again_gives_another_week_and_ends_the_old_link(self, acme, carla):
        invite(carla, acme)
        old, code = mailed(), MemberInvitation.objects.get().code
        MemberInvitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
        assert "Has ended" in tell(carla.get(at(acme)))
        carla.post(at(acme, f"invitations/{code}/send/"))
        assert opened(old).get("/invited/").status_code == 404
        assert opened(mailed()).get("/invited/").status_code == 200
        assert noted(acme)[-1][:2] == ("member-invited-again", "erin@example.com")

    def test_a_withdrawn_link_has_ended(self, acme, carla):
        invite(carla, acme)
        browser, code = opened(mailed()), MemberInvitation.objects.get().code
        assert carla.post(at(acme, f"invitations/{code}/withdraw/")).status_code == 302
        assert browser.post("/invited/", {"name": "Erin"}).status_code == 404
        assert noted(acme)[-1][:2] == ("member-invitation-withdrawn", "erin@example.com")
        assert carla.post(at(acme, f"invitations/{code}/withdraw/")).status_code == 404

    @pytest.mark.parametrize("token", ["x", "x" * 32, "é" * 32, "x" * 5000])
    def test_an_unknown_link_says_the_same_as_one_that_ended(self, token, acme):
        assert acme.pk
        browser = Client()
        browser.cookies["invited"] = token
        answer = browser.get("/invited/")
        assert answer.status_code == 404
        assert "This invitation has ended" in tell(answer)

    def test_two_organisations_can_invite_the_same_person(self, acme, carla):
        other = Organisation.objects.create(name="Other")
        invite(carla, acme)
        Member.objects.create(
            organisation=other, user=User.objects.get(email="carla@example.com"), role="consultant"
        )
        invite(carla, other, role="coordinator")
        links = [LINK.findall(message.body)[0] for message in mail.outbox]
        erin = opened(links[0])
        erin.post("/invited/", {"name": "Erin"})
        opened(links[1], erin).post("/invited/")
        assert (roles(acme)["erin@example.com"], roles(other)["erin@example.com"]) == (
            "executive",
            "coordinator",
        )


class TestChanging:
    def member(self, acme, email):
        return Member.objects.get(organisation=acme, user__email=email)

    def test_a_role_is_changed_and_counts_with_the_next_request(self, acme, carla):
        cora = cast.cora(acme)
        code = self.member(acme, "cora@example.com").code
        assert cora.get(at(acme)).status_code == 403
        assert carla.post(at(acme, f"{code}/role/"), {"role": "consultant"}).status_code == 302
        assert cora.get(at(acme)).status_code == 200
        assert noted(acme) == [
            ("member-role", "cora@example.com coordinator → consultant", "carla@example.com")
        ]

    def test_the_same_role_again_is_not_noted(self, acme, carla):
        cast.cora(acme)
        code = self.member(acme, "cora@example.com").code
        carla.post(at(acme, f"{code}/role/"), {"role": "coordinator"})
        assert noted(acme) == []

    def test_removing_ends_access_at_once_and_keeps_the_account(self, acme, carla):
        erin = cast.erin(acme)
        code = self.member(acme, "erin@example.com").code
        assert erin.get(f"/o/{acme.code}/").status_code == 200
        assert "Remove Erin" in tell(carla.get(at(acme, f"{code}/remove/")))
        assert carla.post(at(acme, f"{code}/remove/")).status_code == 302
        assert erin.get(f"/o/{acme.code}/").status_code == 404
        assert erin.get("/account/").status_code == 200
        assert noted(acme) == [
            ("member-removed", "erin@example.com executive", "carla@example.com")
        ]

    def test_the_last_consultant_stays(self, acme, carla):
        code = self.member(acme, "carla@example.com").code
        removed = carla.post(at(acme, f"{code}/remove/"))
        demoted = carla.post(at(acme, f"{code}/role/"), {"role": "executive"})
        assert (removed.status_code, demoted.status_code) == (409, 422)
        for answer in (removed, demoted):
            assert "Make somebody else a consultant first." in tell(answer)
        assert (roles(acme), noted(acme)) == ({"carla@example.com": "consultant"}, [])

    def test_a_consultant_whose_account_is_closed_does_not_count(self, acme, carla):
        other = cast.member("Cleo", "consultant", acme)
        code = self.member(acme, "carla@example.com").code
        User.objects.filter(pk=other.pk).update(is_active=False)
        assert carla.post(at(acme, f"{code}/remove/")).status_code == 409
        User.objects.filter(pk=other.pk).update(is_active=True)
        answer = carla.post(at(acme, f"{code}/remove/"))
        assert (answer.status_code, answer["Location"]) == (302, "/account/")

    def test_two_consultants_who_remove_each_other_leave_one(self, acme, carla):
        """The second finds the first gone, also where both had loaded the page before."""
        cast.member("Cleo", "consultant", acme)
        one = self.member(acme, "carla@example.com")
        two = self.member(acme, "cleo@example.com")
        now = timezone.now()
        members.remove(member=one, user=two.user, now=now)
        with pytest.raises(members.LastConsultant):
            members.remove(member=two, user=one.user, now=now)
        members.remove(member=one, user=two.user, now=now)
        assert roles(acme) == {"cleo@example.com": "consultant"}
        assert carla.get(at(acme)).status_code == 404

    def test_the_list_costs_the_same_for_one_member_and_for_ten(
        self, acme, carla, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        carla.get(at(acme))
        with CaptureQueriesContext(connection) as before:
            carla.get(at(acme))
        number_before = len(before)
        for number in range(10):
            cast.member(f"M{number}", "executive", acme)
            invite(carla, acme, f"i{number}@example.com")
        carla.get(at(acme))
        with django_assert_num_queries(number_before):
            carla.get(at(acme))


class TestSwitching:
    def test_who_belongs_to_one_organisation_is_offered_no_other(self, carla, acme):
        assert "Change organisation" not in tell(carla.get(at(acme)))

    def test_every_organisation_of_the_user_is_one_link_away(self, carla, acme):
        other = Organisation.objects.create(name="Other")
        Organisation.objects.create(name="Foreign")
        user = User.objects.get(email="carla@example.com")
        Member.objects.create(organisation=other, user=user, role="executive")
        page = tell(carla.get(at(acme)))
        switch = page[page.index("<details") : page.index("</details>")]
        assert re.findall(r'<a href="([^"]+)"( aria-current="true")?>([^<]+)</a>', switch) == [
            (f"/console/{acme.code}/assessments/", ' aria-current="true"', "Acme"),
            (f"/o/{other.code}/", "", "Other"),
        ]
