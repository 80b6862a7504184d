"""What servers say about mails and addresses, and what becomes of both."""

from datetime import timedelta

import pytest

from surveys.models import Job, Message, Organisation, Person
from surveys.services import mail_delivery, outbox_server
from tests.factories import NOW, assessment
from tests.outbox import Clock, people, send_all, states, work
from tests.smtp_server import DROP, smtp_server, use

pytestmark = pytest.mark.django_db


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


class TestWhatServersSay:
    def test_one_refused_address_fails_alone_and_is_told_in_words(self, made, clock, server):
        people(made, "Ada", "Bob", "Cem")
        server.answers["bob@example.com"] = "550 5.1.1 No such user here"
        send_all(made, clock)
        work(clock)
        assert states() == ["sent", "failed", "sent"]
        trouble = dict(Person.objects.values_list("name", "trouble"))
        words = "The address does not exist or takes no mail: 550 5.1.1 No such user here"
        assert trouble == {"Ada": "", "Bob": words, "Cem": ""}
        assert Message.objects.get(state="failed").error == words

    @pytest.mark.parametrize(
        ("said", "state", "address"),
        [
            ("550 No such user", "failed", True),
            ("553 5.1.3 Bad syntax", "failed", True),
            ("552 5.2.2 Mailbox full", "failed", True),
            ("554 5.7.1 Relay access denied", "failed", False),
            ("550 5.7.1 Blocked", "failed", False),
            ("501 5.1.7 Bad sender", "failed", False),
            ("450 4.2.0 Greylisted", "waiting", False),
            ("451 4.3.0 Try later", "waiting", False),
            ("421 4.7.0 Too many connections", "waiting", False),
        ],
    )
    def test_a_final_no_is_told_from_a_later_and_an_address_from_a_policy(
        self, made, clock, server, said, state, address
    ):
        [ada] = people(made, "Ada")
        server.answers["*"] = said
        send_all(made, clock)
        work(clock)
        ada.refresh_from_db()
        assert (states(), bool(ada.trouble)) == ([state], address)

    def test_a_refused_text_is_no_trouble_of_the_address(self, made, clock, server):
        [ada] = people(made, "Ada")
        server.data_answers["*"] = "554 5.6.0 Looks like spam"
        send_all(made, clock)
        work(clock)
        ada.refresh_from_db()
        assert (states(), ada.trouble) == (["failed"], "")

    def test_not_now_is_tried_for_a_day_with_longer_and_longer_waits(self, made, clock, server):
        people(made, "Ada")
        server.answers["*"] = "450 4.2.0 Greylisted"
        send_all(made, clock)
        waits, message = [], Message.objects.get()
        while message.state == "waiting":
            work(clock)
            message.refresh_from_db()
            waits.append((message.not_before - clock()).total_seconds() / 60)
            clock.now = message.not_before
        assert waits[:8] == [1, 5, 15, 60, 120, 240, 480, 480]
        assert (message.state, message.tries) == ("failed", 9)
        assert message.error == "Not taken yet: 450 4.2.0 Greylisted"
        assert clock() - NOW == timedelta(hours=23, minutes=21)
        assert Person.objects.get().trouble == ""

    def test_a_lost_connection_costs_one_mail_a_try_and_the_others_nothing(
        self, made, clock, server
    ):
        people(made, "Ada", "Bob", "Cem")
        server.answers["bob@example.com"] = DROP
        send_all(made, clock)
        work(clock)
        assert states() == ["sent", "waiting", "sent"]
        assert Message.objects.get(state="waiting").tries == 1

    def test_a_server_that_drops_every_mail_costs_no_tries(self, made, clock, server):
        people(made, *(f"P{n}" for n in range(6)))
        server.answers["*"] = DROP
        send_all(made, clock)
        work(clock)
        assert set(Message.objects.values_list("state", "tries")) == {("waiting", 0)}
        job = Job.objects.get(kind="mail")
        assert job.not_before == clock() + mail_delivery.SERVER_WAIT
        assert job.error.startswith("The mail server takes no mails:")
        server.answers.clear()
        clock.forward(minutes=5)
        work(clock)
        assert states() == ["sent"] * 6

    def test_a_sender_that_is_refused_is_the_server_s_matter(self, made, clock, server):
        people(made, *(f"P{n}" for n in range(4)))
        server.senders["*"] = "550 5.7.1 We do not know you"
        send_all(made, clock)
        work(clock)
        assert set(Message.objects.values_list("state", "tries")) == {("waiting", 0)}
        assert set(Person.objects.values_list("trouble", flat=True)) == {""}

    def test_a_policy_against_all_of_our_mails_fails_none_for_three_days(self, made, clock, server):
        people(made, *(f"P{n}" for n in range(4)))
        server.data_answers["*"] = "554 5.7.1 Blocked by policy"
        send_all(made, clock)
        work(clock)
        assert states() == ["waiting"] * 4
        clock.forward(days=3, minutes=1)
        for _ in range(3):
            work(clock)
            clock.forward(minutes=5)
        assert states() == ["failed"] * 4

    def test_a_dead_server_is_asked_again_and_costs_nobody_a_try(self, made, clock, server):
        people(made, "Ada", "Bob")
        server.stop()
        send_all(made, clock)
        for _ in range(24):  # two hours
            work(clock)
            clock.forward(minutes=5)
        assert set(Message.objects.values_list("state", "tries")) == {("waiting", 0)}
        server.start()
        work(clock)
        assert states() == ["sent", "sent"]
        assert Job.objects.filter(kind="mail").count() == 1

    def test_a_hundred_mails_share_a_connection(self, made, clock, server, monkeypatch):
        opened = []
        opens = outbox_server.get_connection
        monkeypatch.setattr(
            outbox_server, "get_connection", lambda **how: opened.append(1) or opens(**how)
        )
        people(made, *(f"P{n}" for n in range(101)))
        send_all(made, clock)
        work(clock)
        assert (len(server.accepted), len(opened)) == (101, 2)


class TestAddresses:
    def test_a_domain_in_other_letters_is_written_as_servers_write_it(self, made, clock, server):
        ada = people(made, "Ada")[0]
        Person.objects.filter(pk=ada.pk).update(email="ada@bücher.example")
        send_all(made, clock)
        work(clock)
        assert server.addresses == ["ada@xn--bcher-kva.example"]

    @pytest.mark.usefixtures("server")
    def test_letters_before_the_at_need_a_server_that_takes_them(self, made, clock):
        ada = people(made, "Ada")[0]
        Person.objects.filter(pk=ada.pk).update(email="jürgen@example.com")
        send_all(made, clock)
        work(clock)
        ada.refresh_from_db()
        assert states() == ["failed"]
        assert ada.trouble.startswith("The address has letters before the @")

    def test_where_the_server_takes_them_they_are_sent(self, made, clock, settings):
        with smtp_server(utf8=True) as server:
            use(settings, server)
            ada = people(made, "Ada")[0]
            Person.objects.filter(pk=ada.pk).update(email="jürgen@bücher.example")
            send_all(made, clock)
            work(clock)
            assert server.addresses == ["jürgen@xn--bcher-kva.example"]

    @pytest.mark.parametrize(
        "address", ["nobody", "a b@example.com", "a@b@", "@x", "a@" + "x" * 70]
    )
    def test_what_is_no_address_fails_with_words(self, made, clock, server, address):
        ada = people(made, "Ada")[0]
        Person.objects.filter(pk=ada.pk).update(email=address)
        send_all(made, clock)
        work(clock)
        assert (states(), server.accepted) == (["failed"], [])

    def test_a_name_cannot_add_a_header(self, clock, server):
        of = Organisation.objects.create(name="Acme\r\nBcc: eve@example.com")
        of.departments.create(key="it", name="It", type="other")
        made = assessment(of, departments=("it",), title="Title\nX-Evil: 1")
        ada = people(made, "Ada")[0]
        Person.objects.filter(pk=ada.pk).update(name="Ada\r\nSubject: evil")
        send_all(made, clock)
        work(clock)
        [mail] = server.accepted
        assert (mail.mail["Bcc"], mail.mail["X-Evil"]) == (None, None)
        assert len(mail.mail.get_all("Subject")) == 1
        assert server.addresses == ["ada@example.com"]

    def test_a_name_in_any_script_arrives(self, made, clock, server):
        made.title = "تقييم 评估 Überblick"
        made.save()
        people(made, "Ada")
        Person.objects.update(name="Нина 山田")
        send_all(made, clock)
        work(clock)
        [mail] = server.accepted
        assert "تقييم 评估 Überblick" in mail.mail["Subject"]
        assert "Нина 山田" in mail.mail.get_body(("plain",)).get_content()

    def test_letters_that_only_join_others_arrive_in_the_subject(self, made, clock, server):
        made.title = "می\u200cپرسیم 👩\u200d💻"
        made.save()
        people(made, "Ada")
        send_all(made, clock)
        work(clock)
        [mail] = server.accepted
        assert made.title in mail.mail["Subject"]

    def test_the_mail_carries_what_mail_programs_need(self, made, clock, server, settings):
        settings.MAIL_BOUNCES = "bounces@readiness.example"
        people(made, "Ada")
        send_all(made, clock)
        work(clock)
        [mail] = server.accepted
        message = Message.objects.get()
        assert mail.sender.startswith(f"bounces+{message.code}-")
        assert mail.mail["Message-ID"].startswith(f"<{message.code}-")
        assert mail.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "/no-reminders/" in mail.mail["List-Unsubscribe"]
        assert mail.mail["Auto-Submitted"] == "auto-generated"
        assert [part.get_content_type() for part in mail.mail.iter_parts()] == [
            "text/plain",
            "text/html",
        ]
