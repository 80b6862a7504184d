"""Workers that reach for the same job at the same moment, on databases as in production."""

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.models import Job
from surveys.services import job_upkeep, jobs
from tests.together import together

AT_ONCE = 4
pytestmark = pytest.mark.usefixtures("real_database")


def test_of_workers_that_claim_one_job_at_once_one_gets_it():
    for number in range(10):
        job = jobs.enqueue(kind="tidy", subject=str(number), now=timezone.now())
        got = together(*[lambda code=job.code: jobs.claim(code, clock=timezone.now)] * AT_ONCE)
        assert sorted(type(held).__name__ for held in got) == ["Held", *["NoneType"] * 3]
        job.refresh_from_db()
        assert (job.state, job.tries) == ("running", 1)


def test_who_ask_for_the_same_at_once_get_one_job():
    now = timezone.now()
    got = together(*[lambda: jobs.enqueue(kind="tidy", subject="same", now=now)] * AT_ONCE)
    assert {job.code for job in got} == {Job.objects.get().code}


def test_one_slot_of_a_schedule_gives_one_job():
    now = timezone.now()
    assert together(*[lambda: job_upkeep.tick(now=now)] * AT_ONCE) == [None] * AT_ONCE
    assert Job.objects.count() == 1


def test_of_sweeps_at_once_one_takes_back():
    now = timezone.now()
    job = jobs.enqueue(kind="tidy", subject="dead", now=now)
    assert jobs.claim(job.code, clock=timezone.now)
    late = now + timedelta(minutes=2)
    assert together(*[lambda: job_upkeep.sweep(now=late)] * AT_ONCE) == [None] * AT_ONCE
    job.refresh_from_db()
    assert (job.state, job.interruptions) == ("waiting", 1)
    assert job.not_before == late + timedelta(seconds=10)
