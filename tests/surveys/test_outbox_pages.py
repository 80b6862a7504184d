"""The pages about invitations, mails and reminders."""

import csv
import io
import re

import pytest

from surveys.models import AuditEvent, Invitation, Message, Person, Reminder
from surveys.services import assessments, invitations, outbox
from tests import cast
from tests.factories import NOW, assessment, invite, person, respond

pytestmark = pytest.mark.django_db
ANSWERS = {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2"}


@pytest.fixture
def made():
    return assessment(departments=("it", "sales"))


@pytest.fixture
def cora(made):
    return cast.cora(made.organisation)


def at(made, rest=""):
    return f"/console/{made.organisation.code}/assessments/{made.code}/{rest}"


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def rows(page):
    found = re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def message(made, name, state, error="", kind="invitation"):
    invitation = invite(made, "it", name)
    return Message.objects.create(
        organisation=made.organisation,
        assessment=made,
        kind=kind,
        person=invitation.person,
        invitation=invitation,
        state=state,
        error=error,
        created_at=NOW,
        not_before=NOW,
    )


class TestInvitations:
    def test_one_click_invites_all_and_a_second_finds_nobody(self, made, cora):
        for name in ("Ada", "Bob"):
            person(made.organisation, "it", name)
        page = cora.get(at(made, "links/"))
        assert "Send invitations to the 2 people who have none yet" in words(page)
        page = cora.post(at(made, "links/send/"), follow=True)
        assert "2 invitations are on their way." in words(page)
        assert "who have none yet" not in words(page)
        assert [row.split("Send")[0] for row in rows(page)] == [
            "Ada ada@example.com It Mail on its way ",
            "Bob bob@example.com It Mail on its way ",
        ]

    @pytest.mark.parametrize(
        ("state", "word"),
        [
            ("waiting", "Mail on its way"),
            ("sending", "Mail on its way"),
            ("sent", "Mail sent"),
            ("returned", "Mail came back"),
            ("failed", "Mail could not be sent"),
            ("cancelled", "No mail yet"),
        ],
    )
    def test_how_a_mail_stands_is_told_in_words(self, made, cora, state, word):
        message(made, "Ada", state)
        assert word in rows(cora.get(at(made, "links/")))[0]

    def test_the_newest_mail_counts_and_a_reminder_does_not(self, made, cora):
        first = message(made, "Ada", "failed")
        of = {"organisation": made.organisation, "assessment": made, "created_at": NOW}
        of |= {"not_before": NOW, "invitation": first.invitation, "person": first.person}
        Message.objects.create(kind="invitation", state="sent", **of)
        Message.objects.create(kind="reminder", state="failed", **of)
        assert "Mail sent" in rows(cora.get(at(made, "links/")))[0]

    def test_without_a_mail_server_it_says_so_and_offers_links(self, made, cora, settings):
        settings.SENDS_MAIL = False
        invite(made, "it", "Ada")
        page = cora.get(at(made, "links/"))
        assert "No mail server is set up here" in words(page)
        assert "links/send/" not in page.text
        assert "Show the link" in words(page)
        key = Invitation.objects.get().key
        refused = cora.post(at(made, f"links/{key}/send/"))
        assert (refused.status_code, Message.objects.count()) == (409, 0)
        assert "No mail server is set up here, so nothing was sent." in words(refused)

    def test_the_list_is_filtered_and_searched(self, made, cora):
        message(made, "Ada", "sent")
        message(made, "Bob", "failed")
        invite(made, "it", "Cem")
        dora = invite(made, "it", "Dora").person
        Person.objects.filter(pk=dora.pk).update(email="")
        shown = {
            asked: [row.split()[0] for row in rows(cora.get(at(made, f"links/?{asked}")))]
            for asked in (
                "show=unsent",
                "show=problems",
                "show=no-address",
                "search=ad",
                "search=BOB@",
                "search=nobody",
                "show=nonsense&page=x",
            )
        }
        assert shown == {
            "show=unsent": ["Cem"],
            "show=problems": ["Bob"],
            "show=no-address": ["Dora"],
            "search=ad": ["Ada"],
            "search=BOB@": ["Bob"],
            "search=nobody": [],
            "show=nonsense&page=x": ["Ada", "Bob", "Cem", "Dora"],
        }

    def test_a_long_list_has_pages(self, made, cora):
        department = made.organisation.departments.get(key="it")
        people = Person.objects.bulk_create(
            Person(organisation=made.organisation, department=department, name=f"P{n:03}")
            for n in range(201)
        )
        invitations.create_all(assessment=made, people=people)
        page = cora.get(at(made, "links/?page=3"))
        assert [row.split()[0] for row in rows(page)] == ["P200"]
        assert "Page 3 of 3" in words(page)

    def test_who_came_over_a_department_s_link_is_not_listed(self, made, cora):
        respond(invite(made, "it"), ANSWERS, submit=False)
        page = cora.get(at(made, "links/"))
        assert rows(page) == []

    def test_the_file_holds_every_link_and_no_formula(self, made, cora):
        Person.objects.filter(pk=invite(made, "it", "Ada").person.pk).update(name="=1+1")
        respond(invite(made, "sales", "Bob"), ANSWERS)
        invitations.revoke(invitation=invite(made, "it", "Gone"), user=None, now=NOW)
        answer = cora.post(at(made, "links/file/"))
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row[:3] for row in found] == [
            ["Name", "E-mail address", "Department"],
            ["'=1+1", "ada@example.com", "It"],
            ["Bob", "bob@example.com", "Sales"],
        ]
        assert all(row[3].startswith("http://127.0.0.1:8000/r/") for row in found[1:])
        assert AuditEvent.objects.filter(what="links as a file").get().details == "2"

    def test_a_link_of_an_earlier_version_is_not_shown_but_made_anew(self, made, cora):
        invitation = invite(made, "it", "Ada")
        Invitation.objects.update(token_hash="0" * 64)
        refused = cora.post(at(made, f"links/{invitation.key}/show/"))
        assert refused.status_code == 409
        assert "Make a new one" in words(refused)

    def test_it_is_noted_who_sent_showed_renewed_or_took_back_a_link(self, made, cora):
        key = invite(made, "it", "Ada").key
        for do in ("send", "show", "renew", "revoke"):
            assert cora.post(at(made, f"links/{key}/{do}/")).status_code in {200, 302}
        noted = AuditEvent.objects.exclude(what="open").values_list("what", "user__name", "details")
        assert list(noted.order_by("pk")) == [
            ("invitation", "Cora", "Ada"),
            ("link shown", "Cora", "Ada"),
            ("link renewed", "Cora", "Ada"),
            ("link taken back", "Cora", "Ada"),
        ]

    def test_sending_from_a_person_s_page_is_noted_too(self, made, cora):
        ada = invite(made, "it", "Ada").person
        page = cora.post(f"/console/{made.organisation.code}/people/{ada.code}/send/", follow=True)
        assert "The same link goes to ada@example.com: Readiness 2026." in words(page)
        noted = AuditEvent.objects.get(what="invitation")
        assert (noted.user.name, noted.details) == ("Cora", "Ada")

    def test_after_closing_nothing_is_sent_or_shown(self, made, cora):
        invite(made, "it", "Ada")
        assessments.close(assessment=made, user=None, now=NOW)
        page = cora.get(at(made, "links/"))
        assert "The assessment is closed; its links have ended." in words(page)
        key = Invitation.objects.get().key
        for do in ("", "send/", f"{key}/send/", f"{key}/show/", f"{key}/renew/"):
            assert cora.post(at(made, f"links/{do}")).status_code == 409, do

    def test_names_are_text(self, made, cora):
        Person.objects.filter(pk=invite(made, "it", "Ada").person.pk).update(
            name="<script>x</script>", trouble="<b>no</b>"
        )
        page = cora.get(at(made, "links/")).text
        assert ("<script>x" in page, "<b>no</b>" in page) == (False, False)


class TestMails:
    def test_problems_come_first_and_reminders_are_not_shown_or_counted(self, made, cora):
        message(made, "Ada", "sent")
        message(made, "Bob", "failed", "550 5.1.1 No such user")
        message(made, "Cem", "failed", kind="reminder")
        page = cora.get(at(made, "mails/"))
        numbers, listed = rows(page)[:1], rows(page)[2:]
        assert numbers == ["Invitation 0 1 0 1"]
        assert "Try the 1 mail again that could not be sent" in words(page)
        assert [row.split()[0] for row in listed] == ["Bob", "Ada"]
        assert "Could not be sent 550 5.1.1 No such user" in listed[0]
        assert "Cem" not in words(page)

    def test_what_failed_is_tried_again_one_by_one_or_all_at_once(self, made, cora):
        one = message(made, "Ada", "failed")
        message(made, "Bob", "failed")
        cora.post(at(made, f"mails/{one.code}/again/"))
        assert sorted(Message.objects.values_list("state", flat=True)) == ["failed", "waiting"]
        page = cora.post(at(made, "mails/again/"), follow=True)
        assert "1 mail is on its way again." in words(page)
        assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}

    def test_a_reminder_cannot_be_asked_for_by_itself(self, made, cora):
        one = message(made, "Ada", "failed", kind="reminder")
        assert cora.post(at(made, f"mails/{one.code}/again/")).status_code == 404

    def test_a_mail_server_that_does_not_answer_is_told(self, made, cora, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        from tests.worked import work_all

        outbox.queue_invitation(invitation=invite(made, "it", "Ada"), user=None, now=NOW)
        work_all()
        for page in ("links/", "mails/", "reminders/"):
            said = words(cora.get(at(made, page)))
            assert "The mail server cannot be used:" in said
            assert "Mails wait and nothing is lost; the next try is at" in said

    def test_a_page_costs_the_same_for_one_mail_and_for_ten(
        self, made, cora, django_assert_max_num_queries
    ):
        for number in range(3):
            message(made, f"P{number}", "sent")
        with django_assert_max_num_queries(12):
            cora.get(at(made, "mails/"))
        with django_assert_max_num_queries(16):
            cora.get(at(made, "links/"))


class TestReminders:
    @pytest.fixture(autouse=True)
    def _now(self, monkeypatch):
        from surveys.views import messages

        monkeypatch.setattr(messages.timezone, "now", lambda: NOW)

    def test_approve_skip_and_undo(self, made, cora):
        said = []
        for do in ("approve", "skip", "undo"):
            page = cora.post(at(made, f"reminders/1/{do}/"), follow=True)
            said.append(re.search(r"Reminder 1 (.*?) Reminder 2", words(page))[1])
        assert said[0].startswith("Approved for Monday, 16 March 2026, 09:00 UTC.")
        assert said[1].startswith("Skipped: it will not be sent.")
        assert said[2].startswith("Proposed for Monday, 16 March 2026, 09:00 UTC. Not approved")

    def test_another_time_is_chosen_and_a_bad_one_refused_with_what_was_entered(self, made, cora):
        where = at(made, "reminders/1/")
        for wrong in (
            {"day": "2026-03-14", "hour": "9"},
            {"day": "2026-03-01", "hour": "9"},
            {"day": "2026-03-17", "hour": "5"},
            {"day": "x", "hour": "9"},
            {},
        ):
            answer = cora.post(where, wrong)
            assert answer.status_code == 422, wrong
            assert "There is a problem" in words(answer)
            assert f'value="{wrong.get("day", "")}"' in answer.text or not wrong
        assert cora.post(where, {"day": "2026-03-17", "hour": "14"}).status_code == 302
        assert Reminder.objects.get().due_at.isoformat() == "2026-03-17T14:00:00+00:00"

    def test_a_number_that_is_none_of_the_three_is_no_page(self, made, cora):
        for number in (0, 4):
            assert cora.get(at(made, f"reminders/{number}/")).status_code == 404
            assert cora.post(at(made, f"reminders/{number}/skip/")).status_code == 404

    def test_how_many_answers_are_missing_is_shown_and_not_how_many_would_get_one(self, made, cora):
        Person.objects.filter(pk=invite(made, "it", "Ada").person.pk).update(email="")
        respond(invite(made, "it", "Bob"), ANSWERS)
        page = cora.get(at(made, "reminders/"))
        assert "By the departments' numbers 1 answer is still missing." in words(page)
        Reminder.objects.create(assessment=made, number=1, due_at=NOW, state="sent")
        page = cora.get(at(made, "reminders/"))
        said = re.search(r"Reminder 1 (.*?) Reminder 2", words(page))[1]
        assert said == "Sent. It was approved for Tuesday, 10 March 2026, 09:30 UTC."
        assert ("Ada" in words(page), "Bob" in words(page)) == (False, False)
