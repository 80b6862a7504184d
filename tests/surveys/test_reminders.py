"""Reminders: when they are proposed, who decides, who gets one, and that nobody sees who."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import Invitation, Job, Message, Person, Reminder
from surveys.services import (
    assessments,
    invitations,
    jobs,
    mail_parts,
    outbox,
    outbox_upkeep,
    reminders,
    working_hours,
)
from surveys.services.working_hours import Hours
from tests.factories import NOW, assessment, invite, respond
from tests.smtp_server import smtp_server, use

ANSWERS = {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2"}
BERLIN = Hours(ZoneInfo("Europe/Berlin"), frozenset({1, 2, 3, 4, 5}), 9, 17)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


class TestWorkingHours:
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            (utc(2026, 3, 10, 9, 30), utc(2026, 3, 10, 9, 30)),  # Tuesday morning: now
            (utc(2026, 3, 10, 17, 0), utc(2026, 3, 11, 8, 0)),  # evening: next morning
            (utc(2026, 3, 13, 16, 0), utc(2026, 3, 16, 8, 0)),  # Friday 17:00: Monday
            (utc(2026, 3, 14, 12, 0), utc(2026, 3, 16, 8, 0)),  # Saturday: Monday
            (utc(2026, 3, 27, 16, 30), utc(2026, 3, 30, 7, 0)),  # over the night clocks go forward
            (utc(2026, 10, 23, 15, 30), utc(2026, 10, 26, 8, 0)),  # over the night they go back
        ],
    )
    def test_what_can_wait_leaves_when_people_work(self, moment, expected):
        assert BERLIN.next_moment(moment) == expected

    def test_an_hour_that_clocks_leave_out_is_no_working_hour(self):
        night = Hours(ZoneInfo("Europe/Berlin"), frozenset(range(1, 8)), 2, 3)
        assert night.start_of(date(2026, 3, 29)) is None
        assert night.next_moment(utc(2026, 3, 28, 12)) == utc(2026, 3, 30, 0)

    def test_an_hour_that_comes_twice_begins_with_the_first(self):
        night = Hours(ZoneInfo("Europe/Berlin"), frozenset(range(1, 8)), 2, 5)
        assert night.start_of(date(2026, 10, 25)) == utc(2026, 10, 25, 0)
        assert night.include(utc(2026, 10, 25, 1))

    def test_a_day_that_a_country_left_out_is_no_day(self):
        samoa = Hours(ZoneInfo("Pacific/Apia"), frozenset(range(1, 8)), 9, 17)
        assert samoa.start_of(date(2011, 12, 30)) is None

    def test_an_hour_before_all_time_is_none(self):
        first = Hours(ZoneInfo("Asia/Tokyo"), frozenset(range(1, 8)), 0, 24)
        assert first.at(date.min, 0) is None

    def test_hours_until_midnight_end_at_midnight(self):
        late = Hours(ZoneInfo("UTC"), frozenset({1}), 0, 24)
        assert late.include(utc(2026, 3, 9, 23, 59))
        assert not late.include(utc(2026, 3, 10, 0))


class TestPlan:
    def plan(self, opens, closes, hours=BERLIN):
        return reminders.plan(opens_on=opens, closes_on=closes, hours=hours)

    def test_days_four_and_eight_and_the_day_before_the_last(self):
        assert self.plan(date(2026, 3, 2), date(2026, 3, 20)) == {
            1: utc(2026, 3, 6, 8),
            2: utc(2026, 3, 10, 8),
            3: utc(2026, 3, 19, 8),
        }

    def test_what_falls_on_a_free_day_comes_on_the_next_and_the_last_on_the_one_before(self):
        # Opens on a Tuesday: day 4 is a Saturday; closes on a Monday: the day before is a Sunday.
        assert self.plan(date(2026, 3, 10), date(2026, 3, 30)) == {
            1: utc(2026, 3, 16, 8),
            2: utc(2026, 3, 18, 8),
            3: utc(2026, 3, 27, 8),
        }

    def test_two_mornings_over_a_change_of_clocks_are_two_days_apart(self):
        every_day = Hours(ZoneInfo("Europe/Berlin"), frozenset(range(1, 8)), 9, 17)
        found = self.plan(date(2026, 3, 24), date(2026, 3, 31), every_day)
        assert found == {1: utc(2026, 3, 28, 8), 3: utc(2026, 3, 30, 7)}

    def test_a_short_time_leaves_room_for_fewer(self):
        monday = date(2026, 3, 2)
        assert list(self.plan(monday, date(2026, 3, 9))) == [3]
        assert list(self.plan(monday, date(2026, 3, 4))) == []
        assert list(self.plan(monday, monday)) == []

    def test_without_a_last_day_there_are_two_and_before_opening_none(self):
        assert list(self.plan(date(2026, 3, 2), None)) == [1, 2]
        assert self.plan(None, date(2026, 3, 20)) == {}

    def test_none_is_after_closing_and_none_too_near_to_another(self):
        for first in range(7):
            opens = date(2026, 3, 2) + timedelta(days=first)
            for length in range(40):
                closes = opens + timedelta(days=length)
                found = sorted(self.plan(opens, closes).values())
                assert all(BERLIN.include(moment) for moment in found)
                assert all(moment.date() < closes for moment in found)
                gaps = [b - a for a, b in itertools.pairwise(found)]
                assert all(gap >= timedelta(hours=36) for gap in gaps)
                assert len(found) <= 3


@pytest.fixture
def made():
    made = assessment(departments=("it", "sales"), closes_on=date(2026, 3, 31))
    made.organisation.time_zone = "Europe/Berlin"
    made.organisation.save()
    return made


@pytest.fixture
def server(settings):
    with smtp_server() as server:
        use(settings, server)
        yield server


DUE = utc(2026, 3, 16, 8)  # day 4 after Tuesday, 10 March, is a Saturday


def work(now):
    outbox_upkeep.look(now=now)
    for _ in range(3):
        for job in Job.objects.filter(state="waiting", not_before__lte=now).order_by("pk"):
            jobs.work_off(job.code, clock=lambda: now)


@pytest.mark.django_db
class TestDeciding:
    def test_proposals_follow_the_days_until_somebody_decides(self, made):
        before = [(line.state, line.due_at) for line in reminders.lines(made, now=NOW)]
        assert before == [
            ("planned", DUE),
            ("planned", utc(2026, 3, 18, 8)),
            ("planned", utc(2026, 3, 30, 7)),
        ]
        made.closes_on = date(2026, 4, 10)
        assert reminders.lines(made, now=NOW)[2].due_at == utc(2026, 4, 9, 7)
        assert Reminder.objects.count() == 0

    def test_approve_skip_and_undo(self, made):
        of = {"assessment": made, "number": 1, "user": None, "now": NOW}
        seen = []
        for do in (reminders.approve, reminders.skip, reminders.undo):
            do(**of)
            seen.append(reminders.lines(made, now=NOW)[0].state)
        assert seen == ["approved", "skipped", "planned"]

    @pytest.mark.parametrize(
        ("day", "hour", "why"),
        [
            (date(2026, 3, 10), 10, reminders.NotInTime),
            (date(2026, 4, 1), 9, reminders.NotInTime),
            (date(2026, 3, 21), 10, reminders.NotWorkingTime),
            (date(2026, 3, 23), 8, reminders.NotWorkingTime),
            (date.min, 9, reminders.NotInTime),
            (date(2026, 3, 17), 10, reminders.TooNear),
        ],
    )
    def test_a_moment_that_will_not_do_is_refused(self, made, day, hour, why):
        of = {"assessment": made, "user": None, "now": NOW}
        reminders.approve(number=1, **of)
        with pytest.raises(why):
            reminders.approve(number=2, day=day, hour=hour, **of)
        assert Reminder.objects.count() == 1

    def test_an_hour_that_clocks_leave_out_is_refused_and_the_next_is_taken(self, made):
        of = made.organisation
        of.work_days, of.work_from, of.work_until = "1234567", 1, 5
        of.save()
        spring = {"assessment": made, "number": 3, "user": None, "day": date(2026, 3, 29)}
        with pytest.raises(reminders.NotWorkingTime):
            reminders.approve(**spring, hour=2, now=NOW)
        assert reminders.approve(**spring, hour=3, now=NOW).due_at == utc(2026, 3, 29, 1)

    def test_the_form_starts_where_it_is_proposed_by_the_organisation_s_clocks(self, made):
        first, _second, last = reminders.lines(made, now=NOW)
        assert reminders.choice(made, first) == reminders.Choice(
            day=date(2026, 3, 16), hour=9, hours=range(9, 17)
        )
        assert reminders.choice(made, last).hour == 9
        none = reminders.Line(number=1, state="none", due_at=None)
        assert (reminders.choice(made, none).day, reminders.choice(made, none).hour) == (None, 9)

    def test_what_was_sent_or_is_over_is_not_changed(self, made):
        of = {"assessment": made, "number": 1, "user": None, "now": NOW}
        reminders.approve(**of)
        Reminder.objects.update(state="sent")
        for do in (reminders.approve, reminders.skip, reminders.undo):
            with pytest.raises(reminders.NotPossible):
                do(**of)
        assessments.close(assessment=made, user=None, now=NOW)
        with pytest.raises(reminders.NotPossible):
            reminders.approve(**of | {"number": 3})


@pytest.mark.django_db
class TestSending:
    def approve(self, made):
        reminders.approve(assessment=made, number=1, user=None, now=NOW)

    def test_it_goes_to_those_missing_who_can_be_reached_and_to_nobody_else(self, made, server):
        names = ("Ada", "Answered", "Begun", "Broken", "Mailless", "Optout", "Revoked")
        found = {name: invite(made, "it", name) for name in names}
        respond(found["Answered"], ANSWERS)
        respond(found["Begun"], ANSWERS, submit=False)
        invitations.revoke(invitation=found["Revoked"], user=None, now=NOW)
        Person.objects.filter(name="Broken").update(trouble="It does not exist.")
        Person.objects.filter(name="Mailless").update(email="")
        Person.objects.filter(name="Optout").update(no_reminders=True)
        invite(made, "sales")  # over a department's link
        self.approve(made)
        assert reminders.missing(made) == 6
        work(DUE)
        assert sorted(server.addresses) == ["ada@example.com", "begun@example.com"]
        assert Reminder.objects.get().state == "sent"

    def test_nothing_is_sent_unless_somebody_approved(self, made, server):
        invite(made, "it", "Ada")
        work(DUE + timedelta(days=5))
        assert (server.accepted, Message.objects.count()) == ([], 0)

    def test_it_is_sent_once_however_often_it_is_looked_at(self, made, server):
        invite(made, "it", "Ada")
        self.approve(made)
        for minutes in range(5):
            work(DUE + timedelta(minutes=minutes))
        assert len(server.accepted) == 1

    @pytest.mark.usefixtures("server")
    def test_a_pause_holds_it_back_and_closing_ends_it(self, made):
        invite(made, "it", "Ada")
        self.approve(made)
        assessments.pause(assessment=made, user=None, now=NOW)
        work(DUE)
        assert Message.objects.count() == 0
        assessments.resume(assessment=made, user=None, now=NOW)
        assessments.close(assessment=made, user=None, now=NOW)
        work(DUE)
        assert Message.objects.count() == 0

    @pytest.mark.usefixtures("server")
    def test_after_the_last_day_it_is_not_sent(self, made):
        invite(made, "it", "Ada")
        self.approve(made)
        work(utc(2026, 4, 1, 9))
        assert Message.objects.count() == 0

    def test_a_worker_that_was_away_over_night_waits_for_the_morning(self, made, server):
        invite(made, "it", "Ada")
        self.approve(made)
        work(utc(2026, 3, 16, 20))
        assert (Message.objects.count(), Job.objects.filter(kind="reminder").count()) == (0, 0)
        work(utc(2026, 3, 17, 8))
        assert len(server.accepted) == 1

    def test_what_has_not_left_in_the_evening_waits_for_the_morning(self, made, server):
        invite(made, "it", "Ada")
        self.approve(made)
        server.stop()
        work(DUE)
        server.start()
        work(utc(2026, 3, 16, 20))
        assert Message.objects.get().not_before == utc(2026, 3, 17, 8)
        assert Message.objects.get().tries == 0
        work(utc(2026, 3, 17, 8))
        assert len(server.accepted) == 1

    def test_who_was_invited_yesterday_is_left_alone(self, made, server):
        invitation = invite(made, "it", "Ada")
        outbox.queue_invitation(invitation=invitation, user=None, now=DUE - timedelta(days=1))
        work(DUE - timedelta(days=1))
        self.approve(made)
        work(DUE)
        assert [mail.mail["Subject"][:10] for mail in server.accepted] == ["Your view,"]

    def test_who_answers_before_it_leaves_gets_none(self, made, server):
        invitation = invite(made, "it", "Ada")
        self.approve(made)
        reminders.send_due(assessment=made, now=DUE)
        respond(invitation, ANSWERS)
        work(DUE)
        assert (server.accepted, Message.objects.get().state) == ([], "cancelled")

    def test_who_asks_for_none_before_it_leaves_gets_none(self, made, server):
        invite(made, "it", "Ada")
        self.approve(made)
        reminders.send_due(assessment=made, now=DUE)
        reminders.set_no_reminders(person=Person.objects.get(), wanted=True)
        work(DUE)
        assert (server.accepted, Message.objects.get().state) == ([], "cancelled")

    def test_hours_are_those_of_the_organisation(self, made):
        hours = working_hours.of(made.organisation)
        assert (str(hours.zone), hours.days, hours.start, hours.end) == (
            "Europe/Berlin",
            frozenset({1, 2, 3, 4, 5}),
            9,
            17,
        )


@pytest.mark.django_db
class TestOptingOut:
    @pytest.fixture
    def address(self, made):
        person = invite(made, "it", "Ada").person
        return reverse("mail-opt-out", args=[mail_parts.opt_out_token(person)])

    def wants(self):
        return not Person.objects.get().no_reminders

    def test_looking_changes_nothing_and_the_button_does_and_undoes(self, address):
        browser = Client(enforce_csrf_checks=True)
        for method in (browser.get, browser.head, browser.get):
            assert method(address).status_code == 200
        assert self.wants()
        browser.post(address, {"reminders": "no"})
        assert not self.wants()
        assert "You get no more reminders" in browser.get(address).text
        browser.post(address, {"reminders": "yes"})
        assert self.wants()

    def test_a_mail_program_s_one_click_is_enough(self, address):
        answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, self.wants()) == (204, False)

    def test_it_works_after_closing_too(self, made, address):
        assessments.close(assessment=made, user=None, now=NOW)
        Client().post(address, {"reminders": "no"})
        assert not self.wants()

    @pytest.mark.parametrize("token", ["x", "a:b", "é", "a" * 300])
    def test_what_we_did_not_sign_leads_to_nobody(self, made, token):
        invite(made, "it", "Ada")
        address = reverse("mail-opt-out", args=[token])
        assert [Client().get(address).status_code, Client().post(address).status_code] == [404] * 2
        assert self.wants()

    def test_a_changed_signature_leads_to_nobody(self, address):
        assert (
            Client().post(f"{address[:-1]}{'x' if address[-1] != 'x' else 'y'}").status_code == 404
        )
        assert self.wants()

    def test_the_page_tells_nobody_s_address(self, address):
        assert "example.com" not in Client().get(address).text


def test_nothing_here_depends_on_who_looks():
    """Invitations have no field that says somebody was reminded."""
    names = {field.name for field in Invitation._meta.get_fields()}
    assert not {name for name in names if "remind" in name}
