"""A few kills on each database; `make faults` does fifty."""

import pytest

from surveys.services import job_worker, jobs
from tests.faults.killing import Plan, problems, run
from tests.faults.worker import quick

PLAN = Plan(reports=1, notes=12, kills=3, between=(1, 4), seconds=120)


@pytest.fixture
def _quick(monkeypatch):
    for name in ("LEASE", "BEAT", "LOOK", "BACK_OFF"):
        monkeypatch.setattr(jobs, name, getattr(jobs, name))
    for name in ("SWEEP", "INTERVAL"):
        monkeypatch.setattr(job_worker, name, getattr(job_worker, name))
    monkeypatch.setattr(jobs, "KINDS", jobs.KINDS.copy())
    quick()


@pytest.mark.usefixtures("real_database", "_quick")
def test_what_killed_workers_were_doing_is_done(tmp_path):
    outcome = run(PLAN, tmp_path)
    assert problems(PLAN, outcome) == [], (tmp_path / "log").read_text()
