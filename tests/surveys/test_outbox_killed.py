"""A few kills and two hours without a server on each database; `make faults` does twenty."""

import pytest

from tests.faults.mail import Plan, problems, run

PLAN = Plan(mails=15, kills=3, between=2, seconds=120)


@pytest.mark.usefixtures("real_database")
def test_no_mail_is_lost_to_killed_workers_and_a_dead_server(tmp_path):
    outcome = run(PLAN, tmp_path)
    assert problems(PLAN, outcome) == [], (tmp_path / "log").read_text()
