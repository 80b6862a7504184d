"""Workers and consultants who reach for the same mails at once, on databases as in production."""

from functools import partial

import pytest
from django.utils import timezone

from surveys.models import Job, Message, Reminder
from surveys.services import mail_delivery, outbox, outbox_upkeep, reminders
from tests.factories import assessment, invite, person
from tests.together import together

AT_ONCE = 4
pytestmark = pytest.mark.usefixtures("real_database")


def claim(pk):
    return mail_delivery.claim(pk, now=timezone.now())


def test_of_workers_that_claim_one_mail_at_once_one_gets_it():
    made = assessment()
    for number in range(5):
        invitation = invite(made, "it", f"P{number}")
        message = outbox.queue_invitation(invitation=invitation, user=None, now=timezone.now())
        got = together(*[partial(claim, message.pk)] * AT_ONCE)
        assert sorted(type(each).__name__ for each in got) == ["Message", *["NoneType"] * 3]
        message.refresh_from_db()
        assert (message.state, message.tries) == ("sending", 1)


def test_who_send_all_invitations_at_once_send_each_once():
    made, now = assessment(), timezone.now()
    for number in range(20):
        person(made.organisation, "it", f"P{number}")
    got = together(*[lambda: outbox.queue_all(assessment=made, now=now, user=None)] * AT_ONCE)
    assert sorted(got) == [0, 0, 0, 20]
    assert Message.objects.count() == 20
    assert Job.objects.filter(kind="mail").count() == 1


def test_who_send_one_invitation_at_once_send_it_once():
    made, now = assessment(), timezone.now()
    invitation = invite(made, "it", "Ada")

    def send():
        return outbox.queue_invitation(invitation=invitation, user=None, now=now).pk

    assert together(*[send] * AT_ONCE) == [Message.objects.get().pk] * AT_ONCE


def test_a_reminder_that_is_due_in_four_workers_is_sent_once():
    made, now = assessment(), timezone.now()
    made.organisation.work_days, made.organisation.work_from = "1234567", 0
    made.organisation.work_until = 24
    made.organisation.save()
    invite(made, "it", "Ada")
    Reminder.objects.create(assessment=made, number=1, due_at=now, state="approved")
    assert together(*[lambda: outbox_upkeep.look(now=now)] * AT_ONCE) == [None] * AT_ONCE
    assert Job.objects.filter(kind="reminder").count() == 1
    got = together(*[lambda: reminders.send_due(assessment=made, now=now)] * AT_ONCE)
    assert sorted(got) == [0, 0, 0, 1]
