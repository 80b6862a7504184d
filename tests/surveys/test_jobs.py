"""The life of a job: every change of its state, with a clock that the test moves."""

from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from surveys.models import Job
from surveys.services import job_upkeep, jobs
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


class Work:
    """Stands for the work of the kind "note": counts its calls, and does what a test wants."""

    calls = 0
    do = staticmethod(lambda _held: None)


def note(held):
    Work.calls += 1
    Work.do(held)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(autouse=True)
def _note(monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "note", jobs.Kind(work="tests.surveys.test_jobs.note"))
    monkeypatch.setattr(jobs, "import_string", lambda _name: note)
    monkeypatch.setattr(Work, "calls", 0)
    monkeypatch.setattr(Work, "do", staticmethod(lambda _held: None))


def ask(subject="a"):
    return jobs.enqueue(kind="note", subject=subject, now=NOW)


def failing(error):
    def fail(_held):
        raise error

    return staticmethod(fail)


def stand(job):
    job.refresh_from_db()
    return job.state, job.tries, job.error


def test_what_is_rolled_back_was_never_asked_for():
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_asking_twice_gives_one_job_and_one_place_in_the_queue():
    assert ask() == ask()
    assert ask("b") != ask()
    assert [Job.objects.count(), DBTaskResult.objects.count()] == [2, 2]


def test_after_it_is_over_the_same_can_be_asked_for_again(clock):
    first = ask()
    jobs.work_off(first.code, clock=clock)
    assert ask() != first


def test_from_waiting_to_done(clock):
    job = ask()
    assert (job.state, job.created_at, job.not_before) == ("waiting", NOW, NOW)
    seen = []

    def look(held):
        held.step("drawing", 40)
        seen.append(Job.objects.values("state", "step", "progress", "tries", "lease_until").get())
        clock.now += SECOND

    Work.do = staticmethod(look)
    jobs.work_off(job.code, clock=clock)
    running = {"state": "running", "step": "drawing", "progress": 40, "tries": 1}
    assert seen == [running | {"lease_until": NOW + timedelta(seconds=60)}]
    job.refresh_from_db()
    assert (job.state, job.progress, job.lease_until, job.lease_owner) == ("done", 100, None, "")
    assert (job.started_at, job.finished_at) == (NOW, NOW + SECOND)


def test_a_second_place_in_the_queue_does_nothing(clock):
    job = ask()
    jobs.wake(job)
    for _entry in DBTaskResult.objects.all():
        jobs.work_off(job.code, clock=clock)
    assert (DBTaskResult.objects.count(), Work.calls) == (2, 1)


def test_a_job_is_claimed_once_and_not_before_its_time(clock):
    job = ask()
    clock.now -= SECOND
    assert jobs.claim(job.code, clock=clock) is None
    clock.now += SECOND
    assert jobs.claim(job.code, clock=clock).job == job
    assert jobs.claim(job.code, clock=clock) is None
    assert jobs.claim("unknown", clock=clock) is None


def test_tries_wait_longer_each_time_and_the_fifth_is_the_last(clock):
    job = ask()
    Work.do = failing(ValueError("x"))
    waits = []
    for _try in range(4):
        jobs.work_off(job.code, clock=clock)
        job.refresh_from_db()
        assert job.state == "waiting"
        waits.append((job.not_before - clock.now).total_seconds())
        clock.now = job.not_before - SECOND
        jobs.work_off(job.code, clock=clock)
        clock.now = job.not_before
    assert (waits, Work.calls) == ([10, 60, 300, 900], 4)
    jobs.work_off(job.code, clock=clock)
    error = (
        "Something went wrong (ValueError). Try again later; if it fails again, tell whoever runs "
        "this site."
    )
    assert stand(job) == ("failed", 5, error)
    assert job.finished_at == clock.now


def test_every_try_has_its_place_in_the_queue_when_it_is_due(clock):
    job = ask()
    Work.do = failing(ValueError())
    jobs.work_off(job.code, clock=clock)
    job.refresh_from_db()
    entry = DBTaskResult.objects.get(pk=job.entry)
    assert entry.run_after == NOW + timedelta(seconds=10)


def test_what_would_not_help_is_not_tried_again(clock):
    job = ask()
    Work.do = failing(jobs.Refused("Too large. Leave departments out."))
    jobs.work_off(job.code, clock=clock)
    assert stand(job) == ("failed", 1, "Too large. Leave departments out.")


def test_a_kind_that_is_not_known_any_more_fails_in_the_end(clock, monkeypatch):
    job = ask()
    monkeypatch.setattr(jobs, "import_string", lambda _name: {}["gone"])
    jobs.work_off(job.code, clock=clock)
    assert stand(job)[:2] == ("waiting", 1)


def test_a_worker_that_is_told_to_stop_gives_the_job_back(clock):
    job = ask()
    Work.do = failing(SystemExit())
    with pytest.raises(SystemExit):
        jobs.work_off(job.code, clock=clock)
    assert stand(job) == ("waiting", 0, "")
    Work.do = staticmethod(lambda _held: None)
    jobs.work_off(job.code, clock=clock)
    assert stand(job) == ("done", 1, "")


class TestLease:
    def test_it_is_kept_while_the_worker_watches(self, clock):
        held = jobs.claim(ask().code, clock=clock)
        for _ in range(10):
            clock.now += timedelta(seconds=14)
            held.watch()
            clock.now += SECOND
            held.watch()
            job_upkeep.sweep(now=clock.now)
        held.finish()
        assert Job.objects.get().state == "done"

    def test_until_its_end_nobody_takes_it(self, clock):
        job = ask()
        held = jobs.claim(job.code, clock=clock)
        job_upkeep.sweep(now=NOW + timedelta(seconds=60))
        assert stand(job)[0] == "running"
        held.finish()

    def test_after_its_end_the_job_waits_for_its_next_try(self, clock):
        job = ask()
        held = jobs.claim(job.code, clock=clock)
        clock.now += timedelta(seconds=61)
        job_upkeep.sweep(now=clock.now)
        assert stand(job)[:2] == ("waiting", 0)
        assert job.error.startswith("The program that worked on this stopped.")
        assert job.not_before == clock.now + timedelta(seconds=10)
        for late in (held.finish, held.cancel, lambda: held.step("drawing", 1)):
            with pytest.raises(jobs.LeaseLost):
                late()
        held.fail("late", again=False)
        held.give_back()
        assert stand(job)[:2] == ("waiting", 0)

    def test_what_is_stored_after_it_was_lost_is_rolled_back(self, clock):
        job = ask()

        def lose(held):
            clock.now += timedelta(minutes=2)
            job_upkeep.sweep(now=clock.now)
            with transaction.atomic():
                ask("stored")
                held.step("drawing", 1)

        Work.do = staticmethod(lose)
        jobs.work_off(job.code, clock=clock)
        assert list(Job.objects.values_list("subject", "state")) == [("a", "waiting")]

    def test_dead_workers_are_no_tries_but_twenty_are_enough(self, clock):
        job, waits = ask(), []
        for _death in range(20):
            job.refresh_from_db()
            clock.now = job.not_before
            assert jobs.claim(job.code, clock=clock)
            clock.now += timedelta(minutes=2)
            job_upkeep.sweep(now=clock.now)
            job.refresh_from_db()
            waits.append((job.not_before - clock.now).total_seconds())
        assert stand(job)[:2] == ("failed", 0)
        assert (job.interruptions, job.finished_at) == (20, clock.now)
        assert waits[:19] == [10, 60, 300] + [900] * 16

    def test_one_that_was_renewed_while_the_sweep_looked_is_left_alone(self, clock):
        job = ask()
        held = jobs.claim(job.code, clock=clock)
        clock.now += timedelta(seconds=61)
        stale = Job.objects.get()
        held.step("drawing", 1)
        job_upkeep._take_back(stale, clock.now)
        held.finish()
        assert (stand(job)[0], job.interruptions) == ("done", 0)

    def test_sweeping_twice_at_once_takes_back_once(self, clock):
        job = ask()
        jobs.claim(job.code, clock=clock)
        clock.now += timedelta(minutes=2)
        stale = Job.objects.get()
        job_upkeep.sweep(now=clock.now)
        entries = DBTaskResult.objects.count()
        job_upkeep._take_back(stale, clock.now + SECOND)
        assert DBTaskResult.objects.count() == entries
        assert (stand(job)[0], job.interruptions) == ("waiting", 1)


class TestQueue:
    def test_a_lost_place_is_found(self):
        job = ask()
        DBTaskResult.objects.all().delete()
        job_upkeep.sweep(now=NOW)
        job.refresh_from_db()
        assert DBTaskResult.objects.get().pk == job.entry

    def test_a_place_that_a_dead_worker_took_is_missed_as_well(self):
        ask()
        DBTaskResult.objects.update(status="RUNNING")
        job_upkeep.sweep(now=NOW)
        assert DBTaskResult.objects.filter(status="READY").count() == 1

    def test_who_has_a_place_gets_no_second_one(self):
        ask()
        for _ in range(3):
            job_upkeep.sweep(now=NOW + timedelta(hours=1))
        assert DBTaskResult.objects.count() == 1

    def test_reports_come_after_everything_else(self):
        report = jobs.enqueue(kind="report", subject="r", now=NOW)
        quick = jobs.enqueue(kind="note", subject="n", now=NOW + SECOND)
        order = DBTaskResult.objects.values_list("args_kwargs", flat=True)
        assert [each["args"] for each in order] == [[quick.code], [report.code]]


class TestCancel:
    def test_what_waits_is_over_at_once(self, clock):
        job = ask()
        jobs.cancel(job=job, user=None, now=NOW)
        jobs.work_off(job.code, clock=clock)
        assert (stand(job)[0], Work.calls) == ("cancelled", 0)

    def test_what_runs_ends_within_a_second(self, clock):
        job = ask()

        def slow(held):
            jobs.cancel(job=job, user=None, now=NOW)
            clock.now += SECOND
            held.watch()
            pytest.fail("it went on")

        Work.do = staticmethod(slow)
        jobs.work_off(job.code, clock=clock)
        assert stand(job) == ("cancelled", 1, "")
        assert job.cancel_requested is False

    def test_what_a_dead_worker_held_is_not_tried_again(self, clock):
        job = ask()
        jobs.claim(job.code, clock=clock)
        jobs.cancel(job=job, user=None, now=NOW)
        job_upkeep.sweep(now=NOW + timedelta(minutes=2))
        assert stand(job)[0] == "cancelled"

    def test_what_is_over_stays_as_it_is(self, clock):
        job = ask()
        jobs.work_off(job.code, clock=clock)
        with pytest.raises(jobs.NotPossible):
            jobs.cancel(job=job, user=None, now=NOW)
        assert stand(job)[0] == "done"


class TestRetry:
    @pytest.fixture
    def failed(self, clock):
        job = ask()
        Work.do = failing(jobs.Refused("No."))
        jobs.work_off(job.code, clock=clock)
        Work.do = staticmethod(lambda _held: None)
        return job

    def test_what_failed_gets_all_of_its_tries(self, failed, clock):
        jobs.retry(job=failed, user=None, now=NOW)
        assert stand(failed) == ("waiting", 0, "")
        jobs.work_off(failed.code, clock=clock)
        assert stand(failed) == ("done", 1, "")

    def test_not_while_another_does_the_same(self, failed):
        ask()
        with pytest.raises(jobs.NotPossible):
            jobs.retry(job=failed, user=None, now=NOW)
        assert stand(failed)[0] == "failed"

    def test_not_what_is_done(self, clock):
        job = ask()
        jobs.work_off(job.code, clock=clock)
        with pytest.raises(jobs.NotPossible):
            jobs.retry(job=job, user=None, now=NOW)


class TestSchedules:
    def test_each_slot_comes_once_however_many_ask(self):
        for minutes in (0, 1, 60, 600):
            job_upkeep.tick(now=NOW + timedelta(minutes=minutes))
        assert Job.objects.get(kind="tidy").slot.isoformat() == "2026-03-10T00:00:00+00:00"
        job_upkeep.tick(now=NOW + timedelta(days=1))
        assert Job.objects.filter(kind="tidy").count() == 2

    def test_one_that_is_done_does_not_come_again_in_its_slot(self, clock):
        job_upkeep.tick(now=NOW)
        jobs.work_off(Job.objects.get().code, clock=clock)
        job_upkeep.tick(now=NOW + SECOND)
        assert list(Job.objects.values_list("state", flat=True)) == ["done"]

    def test_tidying_up_keeps_what_is_young_or_still_to_come(self, clock):
        for subject, age in (("old", 91), ("young", 89)):
            job = ask(subject)
            jobs.work_off(job.code, clock=clock)
            Job.objects.filter(pk=job.pk).update(finished_at=NOW - timedelta(days=age))
        waiting = ask("waiting")
        old, young, ready = DBTaskResult.objects.order_by("run_after", "enqueued_at")
        DBTaskResult.objects.exclude(pk=ready.pk).update(status="RUNNING")
        for entry, hours in ((old, 25), (young, 23)):
            since = NOW - timedelta(hours=hours)
            DBTaskResult.objects.filter(pk=entry.pk).update(started_at=since)
        job_upkeep.tidy(jobs.claim(waiting.code, clock=clock))
        assert set(Job.objects.values_list("subject", flat=True)) == {"young", "waiting"}
        assert set(DBTaskResult.objects.all()) == {young, ready}
