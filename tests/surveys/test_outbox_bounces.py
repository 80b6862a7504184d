"""Mails that came back: believed with our signature only, whatever else they hold."""

import io
import sys
from email import message_from_string

import pytest
from django.core.management import call_command

from surveys.models import Message, Person
from surveys.services import assessments, outbox_bounces, outbox_marks
from surveys.services.outbox_bounces import NotABounce
from tests.factories import NOW, assessment, invite

pytestmark = pytest.mark.django_db

DSN = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mail.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; ada@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <ada@example.com>: no such user

--b
Content-Type: {original}

Message-ID: {message_id}
Subject: Your view, please

--b--
"""


@pytest.fixture(autouse=True)
def _bounces(settings):
    settings.MAIL_BOUNCES = "bounces@readiness.example"


@pytest.fixture
def message():
    made = assessment()
    invitation = invite(made, "it", "Ada")
    return Message.objects.create(
        organisation=made.organisation,
        assessment=made,
        kind="invitation",
        person=invitation.person,
        invitation=invitation,
        to="ada@example.com",
        state="sent",
        created_at=NOW,
        not_before=NOW,
        sent_at=NOW,
    )


def dsn(
    to="bounces@readiness.example",
    message_id="<x@y>",
    *,
    action="failed",
    status="5.1.1",
    original="message/rfc822",
):
    return DSN.format(
        to=to, action=action, status=status, message_id=message_id, original=original
    ).encode()


def test_the_address_it_came_back_to_says_which_mail_it_was(message):
    assert outbox_bounces.read(dsn(outbox_marks.sender(message))) == message
    message.refresh_from_db()
    assert message.state == "returned"
    assert Person.objects.get().trouble == (
        "Mails come back: the address does not exist (550 5.1.1 <ada@example.com>: no such user)."
    )


def test_the_envelope_may_say_it_instead(message):
    outbox_bounces.read(dsn(), to=outbox_marks.sender(message).upper())
    message.refresh_from_db()
    assert message.state == "returned"


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_the_returned_mail_s_own_id_may_say_it_too(message, original):
    outbox_bounces.read(dsn(message_id=outbox_marks.message_id(message), original=original))
    message.refresh_from_db()
    assert message.state == "returned"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.2.2", "the mailbox is full"),
        ("4.2.2", "the mailbox is full"),
        ("5.7.1", "the receiving side refuses ours"),
        ("5.4.4", "Mails come back from this address"),
        ("nonsense", "Mails come back from this address"),
    ],
)
def test_why_it_came_back_is_told_in_words(message, status, words):
    outbox_bounces.read(dsn(outbox_marks.sender(message), status=status))
    assert words in Person.objects.get().trouble


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_delay_or_a_delivery_is_no_bounce(message, action):
    with pytest.raises(NotABounce, match="does not say"):
        outbox_bounces.read(dsn(outbox_marks.sender(message), action=action))
    assert (Message.objects.get().state, Person.objects.get().trouble) == ("sent", "")


def test_an_answer_on_holiday_is_no_bounce(message):
    mail = f"To: {outbox_marks.sender(message)}\nSubject: Out of office\n\nBack on Monday\n"
    with pytest.raises(NotABounce):
        outbox_bounces.read(mail.encode())
    assert Message.objects.get().state == "sent"


def test_a_forged_signature_is_refused(message):
    right = outbox_marks.sender(message)
    local, _, domain = right.partition("@")
    last = "0" if local[-1] != "0" else "1"
    for forged in (f"{local[:-1]}{last}@{domain}", f"bounces+{message.code}@{domain}", "x@y"):
        with pytest.raises(NotABounce, match="no sign"):
            outbox_bounces.read(dsn(forged))
    wrong = outbox_marks.message_id(message).replace(message.code, "2" * 12)
    with pytest.raises(NotABounce, match="no sign"):
        outbox_bounces.read(dsn(message_id=wrong))
    assert Message.objects.get().state == "sent"


def test_a_signature_for_one_purpose_is_none_for_another(message):
    mark = outbox_marks.mark_of(message.code, "message")
    assert outbox_marks.message_of_address(f"bounces+{mark}@readiness.example") is None


def test_twice_the_same_is_noted_once(message):
    for _ in range(2):
        outbox_bounces.read(dsn(outbox_marks.sender(message)))
    assert Message.objects.get().state == "returned"


def test_a_corrected_address_is_not_blamed_for_the_old_one(message):
    Person.objects.update(email="ada@new.example")
    outbox_bounces.read(dsn(outbox_marks.sender(message)))
    assert (Message.objects.get().state, Person.objects.get().trouble) == ("returned", "")


def test_of_a_reminder_no_trouble_is_noted_for_it_would_name_who_got_it(message):
    Message.objects.update(kind="reminder")
    outbox_bounces.read(dsn(outbox_marks.sender(message)))
    assert (Message.objects.get().state, Person.objects.get().trouble) == ("returned", "")


def test_after_closing_the_number_is_noted_and_nobody(message):
    assessments.close(assessment=message.assessment, user=None, now=NOW)
    outbox_bounces.read(dsn(outbox_marks.sender(message)))
    assert (Message.objects.get().state, Person.objects.get().trouble) == ("returned", "")


def test_what_is_not_known_any_more_is_left_alone(message):
    raw = dsn(outbox_marks.sender(message))
    Message.objects.all().delete()
    with pytest.raises(NotABounce, match="Nothing is known"):
        outbox_bounces.read(raw)


def nested(depth):
    head = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth)
    )
    return head.encode()


HOSTILE = {
    "empty": b"",
    "noise": bytes(range(256)) * 100,
    "huge": b"x" * (outbox_bounces.LARGEST + 1),
    "many parts": b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 5000,
    "nested": nested(3000),
    "mail in mail": b"Content-Type: message/rfc822\n\n" * 3000,
    "bad charset": b'Content-Type: text/plain; charset="\xff\x00"\nTo: =?nonsense?b?x?=\n\nx',
    "half a header": b"To",
    "no boundary": b"Content-Type: multipart/report\n\n--\n--\n",
    "strange encoding": b"To: a\nContent-Type: text/rfc822-headers\n"
    b"Content-Transfer-Encoding: base64\n\n!!!!",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.usefixtures("message")
def test_a_hostile_mail_is_refused_in_words_and_in_time(name):
    with pytest.raises(NotABounce):
        outbox_bounces.read(HOSTILE[name])
    assert Message.objects.get().state == "sent"


def test_a_status_that_is_no_text_changes_only_what_it_may(message):
    raw = dsn(outbox_marks.sender(message), status="5.1.1\x00\x1b[31m").replace(
        b"no such user", b"x" * 5000
    )
    outbox_bounces.read(raw)
    trouble = Person.objects.get().trouble
    assert len(trouble) <= 500
    assert trouble.isprintable()


def test_the_command_reads_a_mail_and_says_what_it_did(message, monkeypatch):
    said = []
    for raw in (dsn(outbox_marks.sender(message)), b"spam"):
        out = io.StringIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("read_bounce", stdout=out)
        said.append(out.getvalue())
    assert said == [
        f"Noted: mail {message.code} came back.\n",
        "Nothing noted. It carries no sign that it is about a mail of ours.\n",
    ]


def test_the_sample_is_a_report_as_programs_read_it():
    mail = message_from_string(dsn().decode())
    assert [part.get_content_type() for part in mail.get_payload()] == [
        "text/plain",
        "message/delivery-status",
        "message/rfc822",
    ]
