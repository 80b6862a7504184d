"""Somebody who may send, show, renew, correct and remind tries to find out who has answered.

Each attack runs twice over the same people: once Ada has answered and Bob has not, once the other
way round. Whatever a consultant can see then must be the same letter by letter: pages, filters, the
file of links, which links can be shown, jobs, and what is noted.
"""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import transaction

from surveys.models import AuditEvent, Invitation, Job, Message, Person, Reminder, User
from surveys.services import assessments, invitations, outbox, outbox_bounces, outbox_pages
from surveys.services import reminders as reminding
from tests import cast
from tests.factories import NOW, assessment, invite, organisation, respond
from tests.outbox import Clock, send_all, work
from tests.smtp_server import DROP, smtp_server, use

pytestmark = pytest.mark.django_db
ANSWERS = {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2"}
NAMES = ("Zoe", "Ada", "Mia", "Bob", "Eve", "Cem")
OF_CHANCE = re.compile(r"\b[2-9a-hjkmnp-z]{12}\b|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LINKS, MAILS, REMINDERS = "links/", "mails/", "reminders/"
PLACES = ("", LINKS, MAILS, REMINDERS)


@pytest.fixture(autouse=True)
def server(settings):
    with smtp_server() as server:
        use(settings, server)
        yield server


def twins(attack):
    """What is seen after ``attack`` if Ada has answered, and if Bob has."""
    return [_after(attack, answered=name) for name in ("Ada", "Bob")]


def _after(attack, *, answered):
    with transaction.atomic():
        made = assessment(organisation("Acme"), closes_on=date(2026, 3, 31))
        invited = {name: invite(made, "it", name) for name in NAMES}
        for name in ("Zoe", answered):
            respond(invited[name], ANSWERS)
        seen = attack(made, invited)
        transaction.set_rollback(True)
    return seen


def look(made):
    """Everything that a consultant can see of the assessment."""
    carla = signed_in(made.organisation)
    of = f"/console/{made.organisation.code}/"
    at = f"{of}assessments/{made.code}/"
    seen = {place: words(carla.get(at + place).text) for place in PLACES}
    seen |= {place: words(carla.get(of + place).text) for place in ("jobs/", "people/")}
    for show in (*outbox_pages.SHOW, *outbox_pages.FILTERS):
        mails = outbox_pages.mails_page(made, page=1, show=show)
        links = outbox_pages.links_page(made, page=1, show=show)
        seen[show] = [each.name for each in mails.lines], [each.person for each in links.lines]
    text = carla.post(f"{at}links/file/").content.decode("utf-8-sig")
    seen["file"] = [[*row[:3], bool(row[3])] for row in csv.reader(io.StringIO(text))]
    seen["show"] = {each.person.name: can_be_shown(each) for each in invited_to(made)}
    noted = AuditEvent.objects.order_by("pk").values_list("what", "details")
    seen["noted"] = [(what, OF_CHANCE.sub("…", details)) for what, details in noted]
    return seen


def signed_in(of):
    user = User.objects.filter(name="Carla").first()
    return cast.signed_in(user) if user else cast.carla(of)


def invited_to(made):
    rows = Invitation.objects.filter(assessment=made).select_related("assessment", "person")
    return rows.order_by("person__name")


def can_be_shown(invitation):
    try:
        invitations.show(invitation=invitation, user=None, now=NOW)
    except (invitations.LinkUnknown, invitations.LinkRevoked, invitations.LinkExpired) as refusal:
        return type(refusal).__name__
    return "shown"


def words(page):
    return OF_CHANCE.sub("…", " ".join(re.sub(r"<[^>]+>", " ", page).split()))


def reopened(made):
    assessments.close(assessment=made, user=None, now=NOW)
    assessments.reopen(assessment=made, user=None, now=NOW)


def under_another_key(settings):
    settings.SECRET_KEY = "another key, as after a move"  # noqa: S105 - no secret


def remind(made, clock):
    """The first reminder is approved, becomes due, and leaves."""
    reminding.approve(assessment=made, number=1, user=None, now=clock())
    clock.now = Reminder.objects.get().due_at
    work(clock)


class TestReopening:
    def test_before_and_after_new_links_are_made(self):
        def attack(made, _invited):
            reopened(made)
            before = look(made)
            invitations.invite_everybody(assessment=made, user=None, now=NOW)
            return before, look(made)

        one, other = twins(attack)
        assert one == other
        assert (set(one[0]["show"].values()), set(one[1]["show"].values())) == (
            {"LinkUnknown"},
            {"shown"},
        )
        assert [row[3] for row in one[0]["file"][1:]] == [False] * len(NAMES)

    def test_invitations_go_to_everybody_again(self, server):
        def attack(made, _invited):
            reopened(made)
            count, clock = send_all(made, Clock()), Clock()
            work(clock)
            sent = sorted(server.addresses)
            server.accepted.clear()
            return count, sent, look(made)

        one, other = twins(attack)
        assert one == other
        assert one[0] == len(NAMES)
        assert one[1] == sorted(f"{name.lower()}@example.com" for name in NAMES)

    def test_a_mail_to_one_before_there_are_new_links(self, server):
        def attack(made, _invited):
            reopened(made)
            clock, seen = Clock(), []
            for name in ("Ada", "Bob"):
                one = Invitation.objects.get(assessment=made, person__name=name)
                outbox.queue_invitation(invitation=one, user=None, now=clock())
                work(clock)
                seen.append(look(made))
            assert len(server.accepted) == 2
            server.accepted.clear()
            return seen

        one, other = twins(attack)
        assert one == other
        assert [name for name, code in one[1]["show"].items() if code == "shown"] == ["Ada", "Bob"]


class TestAnotherKey:
    """A site that was moved has another secret key: links of before work, and cannot be shown."""

    def test_which_links_can_be_shown(self, settings):
        key = settings.SECRET_KEY

        def attack(made, _invited):
            under_another_key(settings)
            seen = look(made)
            settings.SECRET_KEY = key
            return seen

        one, other = twins(attack)
        assert one == other
        assert set(one["show"].values()) == {"LinkUnknown"}

    def test_which_can_be_shown_after_a_reminder_and_whose_was_made_anew(self, settings, server):
        key = settings.SECRET_KEY

        def attack(made, invited):
            Person.objects.filter(name="Eve").update(no_reminders=True)
            under_another_key(settings)
            remind(made, Clock())
            seen, sent = look(made), sorted(server.addresses)
            links = [mail.mail.get_body(("plain",)).get_content() for mail in server.accepted]
            settings.SECRET_KEY = key
            server.accepted.clear()
            assert all("/r/" in text for text in links)
            invited["Eve"].refresh_from_db()
            assert invitations.is_current(invited["Eve"]), "hers works as before"
            return seen, sent

        (one, sent), (other, sent_to_others) = twins(attack)
        assert one == other
        shown = {name for name, code in one["show"].items() if code == "shown"}
        assert shown == set(NAMES) - {"Eve"}
        assert (sent[0], sent_to_others[0]) == ("bob@example.com", "ada@example.com")

    def test_a_reminder_that_waits_while_the_key_changes_makes_no_link(self, settings):
        key = settings.SECRET_KEY

        def attack(made, _invited):
            clock = Clock()
            reminding.approve(assessment=made, number=1, user=None, now=clock())
            clock.now = Reminder.objects.get().due_at
            reminding.send_due(assessment=made, now=clock())
            under_another_key(settings)
            work(clock)
            seen = look(made)
            settings.SECRET_KEY = key
            return seen

        one, other = twins(attack)
        assert one == other
        assert set(one["show"].values()) == {"LinkUnknown"}


class TestSendingToOne:
    @pytest.mark.parametrize(
        ("said", "word"),
        [
            ("250 OK", "Mail sent"),
            ("550 5.1.1 No such user", "Mail could not be sent"),
            ("554 5.7.1 Blocked", "Mail could not be sent"),
            ("450 4.2.0 Greylisted", "Mail on its way"),
            (DROP, "Mail on its way"),
            (None, "Mail on its way"),
        ],
    )
    def test_it_goes_as_the_server_says(self, server, said, word):
        def attack(made, invited):
            clock = Clock()
            if said is None:
                server.stop()
            else:
                server.answers["*"] = said
            for name in ("Ada", "Bob"):
                outbox.queue_invitation(invitation=invited[name], user=None, now=clock())
                work(clock)
            return look(made)

        one, other = twins(attack)
        assert one == other
        listed = one[LINKS]
        assert len(re.findall(rf"(?:Ada|Bob) \w+@example.com It {word}", listed)) == 2

    def test_in_which_order_mails_are_written(self):
        def attack(made, _invited):
            send_all(made, Clock())
            return list(Message.objects.order_by("pk").values_list("person__name", flat=True))

        assert twins(attack) == [sorted(NAMES)] * 2


class TestReminders:
    def leave_out_by_address(self, invited):
        Person.objects.filter(pk=invited["Ada"].person_id).update(email="")

    def leave_out_by_a_mail(self, invited):
        day_before = Clock(NOW + timedelta(days=5, hours=8))
        outbox.queue_invitation(invitation=invited["Ada"], user=None, now=day_before())
        work(day_before)

    def single_out(self, invited):
        Person.objects.exclude(pk=invited["Ada"].person_id).update(email="")

    @pytest.mark.parametrize(
        "choose", ["leave_out_by_address", "leave_out_by_a_mail", "single_out"]
    )
    def test_their_number_with_one_person_left_out_or_singled_out(self, server, choose):
        def attack(made, invited):
            clock = Clock()
            getattr(self, choose)(invited)
            seen = [look(made)]
            remind(made, clock)
            seen.append(look(made))
            sent = len(server.accepted)
            server.accepted.clear()
            assessments.close(assessment=made, user=None, now=NOW)
            return sent, [*seen, look(made)]

        (sent, one), (sent_to_others, other) = twins(attack)
        assert sent != sent_to_others, "there is something to find out"
        assert one == other
        assert "4 answers are still missing" in one[0][REMINDERS]

    @pytest.mark.parametrize(
        "said", ["550 5.1.1 No such user", "554 5.7.1 Blocked", "450 4.2.0 Later"]
    )
    def test_that_cannot_be_delivered(self, server, said):
        def attack(made, invited):
            server.answers["*"] = said
            self.single_out(invited)
            clock = Clock()
            remind(made, clock)
            seen = look(made)
            outbox.all_again(assessment=made, user=None, now=clock())
            return seen, look(made)

        one, other = twins(attack)
        assert one == other

    def test_that_come_back(self, server):
        def attack(made, _invited):
            remind(made, Clock())
            for message in Message.objects.all():
                report = outbox_bounces.Report(
                    marks=(message.code,), failed=True, status="5.1.1", reason="x"
                )
                outbox_bounces._note(message, report)
            server.accepted.clear()
            assert set(Message.objects.values_list("state", flat=True)) == {"returned"}
            return look(made)

        one, other = twins(attack)
        assert one == other

    def test_trying_again_forgets_no_trouble_that_came_in_between(self):
        def attack(made, _invited):
            remind(made, Clock())
            Message.objects.update(state="failed")
            Person.objects.update(trouble="It does not exist.")
            outbox.all_again(assessment=made, user=None, now=NOW)
            return look(made)

        one, other = twins(attack)
        assert one == other

    def test_whom_a_mail_was_for_is_not_told_where_the_server_takes_none(self, server):
        def attack(made, _invited):
            server.answers |= {
                f"{name.lower()}@example.com": f"554 5.7.1 <{name.lower()}@example.com>: blocked"
                for name in NAMES
            }
            remind(made, Clock())
            [error] = Job.objects.filter(kind="mail").values_list("error", flat=True)
            assert (error.startswith("The mail server takes no mails"), "@" in error) == (
                True,
                False,
            )
            return look(made)

        one, other = twins(attack)
        assert one == other
        said = "The mail server takes no mails: The mail server refuses the mail: 554 5.7.1 …"
        assert said in one[LINKS]


class TestChangingOne:
    def test_a_new_link_and_taking_one_back(self):
        def attack(made, invited):
            invitations.renew(invitation=invited["Ada"], user=None, now=NOW)
            before = look(made)
            invitations.revoke(invitation=invited["Ada"], user=None, now=NOW)
            return before, look(made)

        one, other = twins(attack)
        assert one == other
