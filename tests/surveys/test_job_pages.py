"""What the pages and the command say of jobs, and what can be done there."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from surveys.models import Assessment, Job, ReportFile
from surveys.services import job_pages, jobs, reports
from tests import cast
from tests.factories import NOW, answer_all, assessment
from tests.worked import draw_quickly, work_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    from surveys.services import assessments

    made = assessment()
    answer_all(made, "it", 5, {"MON-1-Q1": "2"})
    assessments.close(assessment=made, user=None, now=NOW)
    made.refresh_from_db()
    return made


@pytest.fixture
def carla(made):
    return cast.carla(made.organisation)


def request(made, now=NOW):
    return reports.request(assessment=made, user=None, now=now)


def at(made, rest=""):
    return f"/console/{made.organisation.code}/jobs/{rest}"


def page(browser, address):
    return " ".join(browser.get(address).content.decode().split())


class TestSentences:
    def sentence(self, job, now=NOW, **fields):
        Job.objects.filter(pk=job.pk).update(**fields)
        job.refresh_from_db()
        return job_pages.line_of(job, now=now).sentence

    def running(self, job, **fields):
        lease = {"state": "running", "lease_until": NOW, "started_at": NOW}
        return self.sentence(job, **lease | fields)

    def test_a_new_one_waits_for_its_turn(self, made):
        assert self.sentence(request(made)) == "Waiting for its turn."

    def test_one_that_nobody_works_on_says_so(self, made):
        job = request(made)
        late = NOW + timedelta(minutes=2, seconds=1)
        assert self.sentence(job, late).startswith(
            "Waiting, but nothing is being worked on at all. Tell whoever runs this site"
        )
        jobs.enqueue(kind="tidy", subject="x", now=NOW)
        Job.objects.filter(kind="tidy").update(started_at=late - timedelta(seconds=119))
        assert self.sentence(job, late) == "Waiting for its turn."

    def test_a_running_one_says_what_is_done_and_how_long_it_takes(self, made):
        job = request(made)
        assert self.running(job) == "Started, about 30 seconds."
        assert self.running(job, step="computing") == (
            "The figures are being computed, about 30 seconds."
        )
        assert self.running(job, step="laying_out", started_at=NOW - timedelta(seconds=11)) == (
            "The report is being laid out, about 20 seconds."
        )
        assert self.running(job, started_at=NOW - timedelta(seconds=90)).endswith(
            "about 5 seconds."
        )
        assert self.running(job, cancel_requested=True) == "Being cancelled."

    def test_the_time_is_that_of_the_last_one(self, made):
        last = jobs.enqueue(kind="report", subject="last", now=NOW)
        start = NOW - timedelta(hours=1)
        Job.objects.filter(pk=last.pk).update(
            state="done", started_at=start, finished_at=start + timedelta(seconds=118)
        )
        assert self.running(request(made), step="drawing") == (
            "The charts are being drawn, about 2 minutes."
        )

    def test_one_that_failed_says_why_and_when_it_goes_on(self, made):
        job = request(made)
        due = NOW + timedelta(minutes=5)
        assert self.sentence(job, not_before=due, error="No.") == (
            "The last try failed. The next one starts in about 5 minutes."
        )
        assert self.sentence(job, state="failed", error="Too large.") == "Too large."


class TestPages:
    def test_making_the_report_leads_to_a_page_that_asks_again(self, made, carla):
        where = f"/console/{made.organisation.code}/assessments/{made.code}/steps/report/"
        answer = carla.post(where)
        job = Job.objects.get()
        assert answer["Location"] == at(made, f"{job.code}/")
        shown = page(carla, answer["Location"])
        assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in shown
        assert 'data-hx-trigger="every 3s"' in shown
        assert "Waiting for its turn." in shown
        assert "http-equiv" not in page(carla, at(made, f"{job.code}/?still=yes"))

    def test_a_page_that_has_seen_it_gets_nothing_new(self, made, carla):
        job = request(made, timezone.now())
        mark = job_pages.line_of(job, now=timezone.now()).mark
        where = at(made, f"{job.code}/?seen={mark}")
        assert carla.get(where).status_code == 204
        jobs.claim(job.code, clock=timezone.now)
        assert carla.get(where).status_code == 200

    def test_the_page_of_what_is_done_asks_no_more(self, made, carla, monkeypatch):
        draw_quickly(monkeypatch)
        job = request(made)
        work_all()
        shown = page(carla, at(made, f"{job.code}/"))
        assert "Ready." in shown
        assert [part in shown for part in ("data-hx-get", "http-equiv", "<progress")] == [False] * 3

    def test_what_failed_is_told_with_a_way_on(self, made, carla, monkeypatch):
        monkeypatch.setattr(
            "surveys.services.report_job.work",
            lambda _held: (_ for _ in ()).throw(jobs.Refused("It is too large & too late.")),
        )
        job = request(made)
        work_all()
        console = f"/console/{made.organisation.code}/assessments/{made.code}/"
        for where in (at(made), at(made, f"{job.code}/"), console):
            assert "It is too large &amp; too late." in page(carla, where)
        assert carla.post(at(made, f"{job.code}/retry/"))["Location"] == at(made, f"{job.code}/")
        job.refresh_from_db()
        assert (job.state, job.tries) == ("waiting", 0)

    def test_executives_are_told_when_documents_are_still_being_made(self, made, monkeypatch):
        draw_quickly(monkeypatch)
        request(made)
        work_all()
        Assessment.objects.update(state="published")
        ReportFile.objects.all().delete()
        Job.objects.update(state="waiting")
        erin, where = cast.erin(made.organisation), f"/o/{made.organisation.code}/{made.code}/"
        assert "The documents are being made: Waiting" in page(erin, where)
        Job.objects.update(state="failed", error="Secret of the workshop.")
        shown = page(erin, where)
        assert "The documents could not be made yet. Your consultant sees why" in shown
        assert "Secret of the workshop." not in shown

    def test_times_are_those_of_the_organisation(self, made, carla):
        made.organisation.time_zone = "Asia/Tokyo"
        made.organisation.save()
        request(made)
        assert "10 March 2026, 18:30 JST" in page(carla, at(made))

    def test_cancelling_twice_says_how_it_stands(self, made, carla):
        job = request(made)
        where = at(made, f"{job.code}/cancel/")
        carla.post(where)
        job.refresh_from_db()
        assert job.state == "cancelled"
        shown = carla.post(where, follow=True).content.decode()
        assert "It has moved on meanwhile" in shown
        assert "Cancelled. Nothing is being made." in shown

    def test_nothing_of_another_organisation_is_shown_or_changed(self, made):
        job = request(made)
        olaf = cast.olaf()
        for where in (at(made), at(made, f"{job.code}/")):
            assert olaf.get(where).status_code == 404
        own = olaf.get("/console/").status_code, Job.objects.get().state
        assert own[1] == "waiting"
        other = assessment()
        browser = cast.member("Vera", "consultant", other.organisation)
        vera = cast.signed_in(browser)
        for rest in ("", "cancel/", "retry/"):
            stolen = f"/console/{other.organisation.code}/jobs/{job.code}/{rest}"
            method = vera.post if rest else vera.get
            assert method(stolen).status_code == 404
        assert "Readiness 2026" not in page(vera, f"/console/{other.organisation.code}/jobs/")

    def test_the_list_costs_the_same_for_one_job_and_for_many(
        self, made, carla, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        request(made)
        carla.get(at(made))
        with CaptureQueriesContext(connection) as one:
            carla.get(at(made))
        for number in range(5):
            jobs.enqueue(
                kind="report",
                subject=str(number),
                now=NOW,
                organisation=made.organisation,
                assessment=made,
            )
        with django_assert_num_queries(len(one)):
            carla.get(at(made))


class TestCommand:
    def say(self, **options):
        out = io.StringIO()
        call_command("jobs", stdout=out, **options)
        return out.getvalue()

    def test_it_says_what_waits_and_why_something_failed(self, made):
        assert self.say() == "Nothing waits, runs or has failed.\n"
        job = request(made, timezone.now())
        first, second = self.say().splitlines()
        assert first == (
            f"{job.code}  Waiting    {job.created_at:%Y-%m-%d %H:%M}  tries 0  "
            "Report Readiness 2026"
        )
        assert second == "    Waiting for its turn."
        Job.objects.update(state="failed", error="Too large.")
        assert self.say().splitlines()[1] == "    Too large."
        Job.objects.update(state="done")
        assert self.say() == "Nothing waits, runs or has failed.\n"
        assert "Ready" in self.say(all=True)

    def test_it_cancels_and_tries_again(self, made):
        job = request(made)
        self.say(cancel=job.code)
        assert Job.objects.get().state == "cancelled"
        self.say(retry=job.code)
        assert Job.objects.get().state == "waiting"
        with pytest.raises(CommandError, match="is waiting: no retry now"):
            self.say(retry=job.code)
        with pytest.raises(CommandError, match="There is no job nosuchjob"):
            self.say(cancel="nosuchjob")


@pytest.mark.django_db(transaction=True)  # the worker closes its connections
def test_the_worker_does_what_is_due_and_ends(made, monkeypatch):
    draw_quickly(monkeypatch)
    request(made)
    call_command("worker", until_empty=True)
    assert set(Job.objects.values_list("kind", "state")) == {("report", "done"), ("tidy", "done")}
