"""The outbox over a real SMTP server: what leaves, what waits, what fails, what comes twice."""

import pytest
from django.db import transaction

from surveys.access import LinkExpired, LinkRevoked
from surveys.models import (
    AuditEvent,
    Invitation,
    Job,
    Message,
    Person,
)
from surveys.services import assessments, invitations, jobs, mail_delivery, outbox
from tests import cast
from tests.factories import NOW, assessment, invite, respond
from tests.outbox import Clock, people, send_all, states, work
from tests.smtp_server import smtp_server, use

pytestmark = pytest.mark.django_db
ANSWERS = {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2"}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def server(settings):
    with smtp_server() as server:
        use(settings, server)
        yield server


@pytest.fixture
def made():
    return assessment(departments=("it", "sales"))


def taken_back(invitation):
    invitations.revoke(invitation=invitation, user=None, now=NOW)


def closed(invitation):
    assessments.close(assessment=invitation.assessment, user=None, now=NOW)


def deleted(invitation):
    invitation.delete()


def once_claimed(monkeypatch, do):
    """Have ``do`` done by others between the claiming of a mail and its making."""
    claim = mail_delivery.claim

    def claimed(pk, *, now):
        message = claim(pk, now=now)
        do()
        return message

    monkeypatch.setattr(mail_delivery, "claim", claimed)


class TestQueueing:
    def test_everybody_without_a_mail_gets_one_once(self, made, clock, server):
        people(made, "Ada", "Bob")
        assert [send_all(made, clock), send_all(made, clock)] == [2, 0]
        work(clock)
        assert sorted(server.addresses) == ["ada@example.com", "bob@example.com"]
        assert states() == ["sent", "sent"]
        assert set(Invitation.objects.values_list("state", flat=True)) == {"sent"}
        assert [send_all(made, clock), *people(made, "Cem")][0] == 0
        assert send_all(made, clock) == 1

    def test_who_has_no_address_or_one_that_does_not_work_gets_a_link_and_no_mail(
        self, made, clock
    ):
        ada, bob = people(made, "Ada", "Bob")
        Person.objects.filter(pk=ada.pk).update(email="")
        Person.objects.filter(pk=bob.pk).update(trouble="It does not exist.")
        assert send_all(made, clock) == 0
        assert Invitation.objects.count() == 2

    def test_what_is_rolled_back_was_never_queued(self, made, clock):
        people(made, "Ada")
        with transaction.atomic():
            send_all(made, clock)
            transaction.set_rollback(True)
        assert (Message.objects.count(), Job.objects.count()) == (0, 0)

    def test_without_a_mail_server_nothing_is_queued(self, made, clock, settings):
        settings.SENDS_MAIL = False
        people(made, "Ada")
        with pytest.raises(outbox.NoMailServer):
            send_all(made, clock)
        assert (Message.objects.count(), Invitation.objects.count()) == (0, 0)

    def test_a_second_click_finds_the_mail_under_way(self, made, clock):
        invitation = invite(made, "it", "Ada")
        first = outbox.queue_invitation(invitation=invitation, user=None, now=clock())
        assert outbox.queue_invitation(invitation=invitation, user=None, now=clock()) == first
        assert Message.objects.count() == 1

    def test_what_cannot_be_sent_is_refused_at_once(self, made, clock):
        ada, bob = invite(made, "it", "Ada"), invite(made, "it", "Bob")
        Person.objects.filter(name="Ada").update(email="")
        with pytest.raises(outbox.NoAddress):
            outbox.queue_invitation(invitation=ada, user=None, now=clock())
        invitations.revoke(invitation=bob, user=None, now=NOW)
        with pytest.raises(LinkRevoked):
            outbox.queue_invitation(invitation=bob, user=None, now=clock())
        assessments.close(assessment=made, user=None, now=NOW)
        made.refresh_from_db()
        with pytest.raises(LinkExpired):
            send_all(made, clock)

    def test_it_is_noted_who_had_invitations_sent(self, made, clock):
        people(made, "Ada")
        send_all(made, clock)
        assert AuditEvent.objects.filter(what="invitations").get().details == "1"

    def test_it_is_noted_who_had_one_sent_and_a_second_click_is_not(self, made, clock):
        carla = cast.member("Carla", "consultant", made.organisation)
        invitation = invite(made, "it", "Ada")
        for _ in range(2):
            outbox.queue_invitation(invitation=invitation, user=carla, now=clock())
        found = AuditEvent.objects.get(what="invitation")
        assert (found.user, found.details, found.at) == (carla, "Ada", clock())

    def test_a_mail_sent_again_holds_the_same_link(self, made, clock, server):
        invitation = invite(made, "it", "Ada")
        for _ in range(2):
            outbox.queue_invitation(invitation=invitation, user=None, now=clock())
            work(clock)
        token = invitations.token_for(invitation)
        texts = [mail.mail.get_body(("plain",)).get_content() for mail in server.accepted]
        assert [f"/r/{token}" in text for text in texts] == [True, True]

    def test_a_link_made_under_another_key_is_made_anew_when_its_mail_leaves(
        self, made, clock, server
    ):
        invitation = invite(made, "it", "Ada")
        Invitation.objects.update(token_hash="0" * 64)
        outbox.queue_invitation(invitation=invitation, user=None, now=clock())
        work(clock)
        [mail] = server.accepted
        text = mail.mail.get_body(("plain",)).get_content()
        [token] = [word.partition("/r/")[2] for word in text.split() if "/r/" in word]
        assert invitations.open_link(token, now=NOW)[0] == invitation

    @pytest.mark.parametrize(
        ("end", "why"),
        [
            (taken_back, "The link was taken back."),
            (closed, ""),
            (deleted, "The person or the link is gone."),
        ],
    )
    def test_a_link_that_ends_once_its_mail_is_claimed_is_not_made_anew(
        self, made, clock, server, monkeypatch, end, why
    ):
        invitation = invite(made, "it", "Ada")
        Invitation.objects.update(token_hash="0" * 64)
        message = outbox.queue_invitation(invitation=invitation, user=None, now=clock())
        once_claimed(monkeypatch, lambda: end(invitation))
        work(clock)
        message.refresh_from_db()
        assert (message.state, message.error, server.addresses) == ("cancelled", why, [])
        assert not Invitation.objects.exclude(number=0, token_hash="0" * 64).exclude(
            number=0, token_hash=None
        )

    def test_a_link_made_anew_once_its_mail_is_claimed_is_the_one_it_holds(
        self, made, clock, server, monkeypatch
    ):
        invitation = invite(made, "it", "Ada")
        Invitation.objects.update(token_hash="0" * 64)
        outbox.queue_invitation(invitation=invitation, user=None, now=clock())
        renewed = []

        def twice():
            renewed.extend(
                invitations.renew(invitation=invitation, user=None, now=NOW) for _ in range(2)
            )

        once_claimed(monkeypatch, twice)
        work(clock)
        [mail] = server.accepted
        assert f"/r/{renewed[1]}" in mail.mail.get_body(("plain",)).get_content()
        assert invitations.open_link(renewed[1], now=NOW)[0] == invitation


class TestWaiting:
    @pytest.mark.usefixtures("server")
    def test_invitations_wait_until_the_assessment_opens(self, clock):
        made = assessment(opened=False)
        people(made, "Ada")
        send_all(made, clock)
        work(clock)
        assert states() == ["waiting"]
        assessments.open_for_answers(assessment=made, user=None, now=NOW)
        work(clock)
        assert states() == ["sent"]

    def test_while_it_is_paused_nothing_leaves(self, made, clock, server):
        people(made, "Ada")
        send_all(made, clock)
        assessments.pause(assessment=made, user=None, now=NOW)
        work(clock)
        assert (states(), server.accepted) == (["waiting"], [])
        assessments.resume(assessment=made, user=None, now=NOW)
        work(clock)
        assert states() == ["sent"]

    def test_closing_stops_what_waits_and_forgets_whom_mails_were_for(self, made, clock, server):
        people(made, "Ada")
        send_all(made, clock)
        work(clock)
        people(made, "Bob")
        send_all(made, clock)
        assessments.close(assessment=made, user=None, now=NOW)
        assert states() == ["sent", "cancelled"]
        rows = Message.objects.values_list("person", "invitation", "to", "error")
        assert set(rows) == {(None, None, "", "")}
        work(clock)
        assert len(server.accepted) == 1

    def test_no_more_leave_in_a_minute_than_is_allowed(self, made, clock, server, settings):
        settings.MAIL_PER_MINUTE = 2
        people(made, *(f"P{n}" for n in range(5)))
        send_all(made, clock)
        left = []
        for _ in range(4):
            work(clock)
            left.append(len(server.accepted))
            clock.forward(seconds=61)
        assert left == [2, 4, 5, 5]


class TestKilled:
    def test_between_claim_and_send_costs_time_and_nothing_else(
        self, made, clock, server, monkeypatch
    ):
        people(made, "Ada", "Bob")
        send_all(made, clock)
        die(monkeypatch, "_rendered")
        with pytest.raises(Killed):
            work(clock)
        assert states() == ["sending", "waiting"]
        monkeypatch.undo()
        clock.forward(minutes=6)
        assert outbox.take_back(now=clock()) == 1
        assert set(Message.objects.values_list("state", "tries")) == {("waiting", 0)}
        work_after_death(clock)
        assert (states(), sorted(server.addresses)) == (
            ["sent", "sent"],
            ["ada@example.com", "bob@example.com"],
        )
        assert set(Message.objects.values_list("tries", flat=True)) == {1}

    def test_between_send_and_sent_one_mail_comes_twice_under_one_id(
        self, made, clock, server, monkeypatch
    ):
        people(made, "Ada", "Bob")
        send_all(made, clock)
        die(monkeypatch, "_sent")
        with pytest.raises(Killed):
            work(clock)
        monkeypatch.undo()
        clock.forward(minutes=6)
        work_after_death(clock)
        assert states() == ["sent", "sent"]
        assert sorted(server.addresses) == ["ada@example.com"] * 2 + ["bob@example.com"]
        assert len({mail.mail["Message-ID"] for mail in server.accepted}) == 2

    @pytest.mark.usefixtures("server")
    def test_whoever_comes_back_too_late_notes_nothing(self, made, clock):
        people(made, "Ada")
        send_all(made, clock)
        held = mail_delivery.claim(Message.objects.get().pk, now=clock())
        clock.forward(minutes=6)
        outbox.take_back(now=clock())
        assert mail_delivery._leave(held, state="failed") == 0
        assert states() == ["waiting"]


class Killed(BaseException):
    """As if the process were gone: nothing is tidied up."""


def die(monkeypatch, where):
    def gone(*_arguments):
        raise Killed

    monkeypatch.setattr(mail_delivery, where, gone)
    monkeypatch.setattr(jobs.Held, "give_back", lambda *_a, **_k: None)


def work_after_death(clock):
    from surveys.services import job_upkeep

    job_upkeep.sweep(now=clock())
    clock.forward(minutes=1)
    work(clock)


class TestConfidential:
    def test_who_has_answered_gets_the_mail_like_everybody_else(self, made, clock, server):
        ada, bob = invite(made, "it", "Ada"), invite(made, "it", "Bob")
        respond(ada, ANSWERS)
        assert send_all(made, clock) == 2
        work(clock)
        assert server.addresses == ["ada@example.com", "bob@example.com"]
        assert states() == ["sent", "sent"]
        assert len(set(Message.objects.values_list("error", "tries", "sent_at"))) == 1
        outbox.queue_invitation(invitation=bob, user=None, now=clock())
        outbox.queue_invitation(invitation=ada, user=None, now=clock())
        assert states() == ["sent", "sent", "waiting", "waiting"]


class TestAgain:
    def test_what_failed_is_tried_again_for_the_corrected_address(self, made, clock, server):
        [ada] = people(made, "Ada")
        server.answers["ada@example.com"] = "550 5.1.1 No such user"
        send_all(made, clock)
        work(clock)
        ada.refresh_from_db()
        ada.email = "ada@new.example"
        ada.save()
        outbox.address_changed(person=ada)
        ada.refresh_from_db()
        assert ada.trouble == ""
        outbox.again(message=Message.objects.get(), user=None, now=clock())
        work(clock)
        assert (states(), server.addresses) == (["sent"], ["ada@new.example"])
        with pytest.raises(outbox.NotAgain):
            outbox.again(message=Message.objects.get(), user=None, now=clock())

    def test_everything_that_failed_is_tried_again_at_once(self, made, clock, server):
        people(made, "Ada", "Bob", "Cem")
        server.answers["*"] = "550 5.1.1 No such user"
        send_all(made, clock)
        work(clock)
        assert states() == ["failed"] * 3
        server.answers.clear()
        assert outbox.all_again(assessment=made, user=None, now=clock()) == 3
        work(clock)
        assert states() == ["sent"] * 3
        assert set(Person.objects.values_list("trouble", flat=True)) == {""}

    @pytest.mark.usefixtures("server")
    def test_a_text_that_cannot_be_made_fails_alone(self, made, clock, monkeypatch):
        from surveys.services import mail_parts

        people(made, "Ada", "Bob")
        send_all(made, clock)
        render = mail_parts.render_message

        def broken(message, **how):
            if message.person.name == "Ada":
                raise KeyError("x")
            return render(message, **how)

        monkeypatch.setattr(mail_parts, "render_message", broken)
        work(clock)
        assert states() == ["failed", "sent"]
