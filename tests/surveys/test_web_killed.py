"""Three kills of the web server on each database; `make faults` does fifty."""

from types import SimpleNamespace

import pytest

from tests.factories import assessment, invite, respond
from tests.faults.web import Plan, compared, problems, run

PLAN = Plan(respondents=4, kills=3, after=(0.2, 1), seconds=120)


@pytest.mark.usefixtures("real_database")
def test_every_acknowledged_answer_outlives_the_server(tmp_path):
    outcome = run(PLAN, tmp_path)
    assert problems(PLAN, outcome) == [], (tmp_path / "web.log").read_text()


@pytest.mark.parametrize(
    ("sent", "acknowledged", "found"),
    [
        ({("2", 1)}, ("2", 1), ([], [], 0)),
        ({("2", 1)}, None, ([], [], 1)),
        ({("4", 2)}, ("4", 2), ([("MON-1-Q1", ("4", 2), ("2", 1))], [], 0)),
        ({("4", 1)}, ("4", 1), ([("MON-1-Q1", ("4", 1), ("2", 1))], [], 0)),
        ({("4", 1)}, None, ([], [("MON-1-Q1", ("2", 1))], 0)),
    ],
)
@pytest.mark.django_db
def test_what_is_lost_and_what_nobody_sent_is_seen(sent, acknowledged, found):
    invited = invite(assessment())
    respond(invited, {"MON-1-Q1": "2"}, submit=False)
    known = {"MON-1-Q1": acknowledged} if acknowledged else {}
    one = SimpleNamespace(key=invited.pk, sent={"MON-1-Q1": sent}, acknowledged=known)
    assert compared([one]) == found


@pytest.mark.django_db
def test_an_answer_that_is_gone_or_of_nobody_is_seen():
    one = SimpleNamespace(key=None, sent={}, acknowledged={"MON-1-Q1": ("2", 1)})
    assert compared([one]) == ([("MON-1-Q1", ("2", 1), None)], [], 0)
    invited = invite(assessment())
    respond(invited, {"MON-1-Q1": "2"}, submit=False)
    assert compared([]) == ([], [((invited.pk, "MON-1-Q1"), ("2", 1))], 0)
