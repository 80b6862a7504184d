"""Two kills of the server during a workshop on each database; `make faults` does fifty."""

from collections import defaultdict
from types import SimpleNamespace

import pytest

from surveys.models import Vote
from tests.faults.room import Plan, compare, problems, run
from tests.faults.room_devices import overlap
from tests.rooms import again, room, seat

PLAN = Plan(phones=3, kills=2, after=(2, 4), seconds=120)
ROUND = (1, "level", 1)


@pytest.mark.usefixtures("real_database")
def test_every_acknowledged_vote_and_step_outlives_the_server(tmp_path):
    outcome = run(PLAN, tmp_path)
    assert problems(PLAN, outcome) == [], (tmp_path / "web.log").read_text()


def phone(sitting, **known):
    fields = {"sent": {}, "acknowledged": {}, "unsure": {}, "denied": {}} | known
    return SimpleNamespace(name="one", seat_key=lambda: sitting, marked=lambda: False, **fields)


def compared(made, one, *, step=None, pressed=None):
    now = again(made).step
    lead = SimpleNamespace(room=made.pk, step=now if step is None else step, pressed=pressed)
    found = defaultdict(list)
    compare(lead, [one], found)
    return {name: value for name, value in found.items() if any(value)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "acknowledged", "unsure", "found"),
    [
        ({"2"}, "2", [], set()),
        ({"2"}, None, ["2"], {"unseen"}),
        ({"2", "4"}, "4", ["2"], {"unseen"}),
        ({"2", "4"}, "4", [], {"lost", "unseen"}),
        ({"4"}, None, ["4"], {"invented", "unseen"}),
    ],
)
def test_a_vote_that_is_not_what_the_phone_knows_is_seen(sent, acknowledged, unsure, found):
    made = room()
    sitting, _client = seat(made)
    of = (made.current_id, "level", 1)
    Vote.objects.create(
        workshop=made, item=made.current, about="level", seat_key=sitting.key, value="2"
    )
    known = {of: acknowledged} if acknowledged else {}
    one = phone(sitting.key, sent={of: sent}, acknowledged=known, unsure={of: unsure})
    assert compared(made, one).keys() == found


@pytest.mark.django_db
def test_a_vote_a_step_or_a_seat_that_is_gone_is_seen():
    made = room()
    sitting, _client = seat(made)
    one = phone(sitting.key, sent={ROUND: {"2"}}, acknowledged={ROUND: "2"})
    assert compared(made, one)["lost"] == [("one", ROUND, "2")]
    assert compared(made, phone(None))["unseated"] == ["one"]
    still, step = phone(sitting.key), again(made).step
    assert compared(made, still, step=step + 1)["moved"] == [(step + 1, None, step)]
    assert compared(made, still, step=step - 1)["moved"] == [(step - 1, None, step)]
    assert compared(made, still, step=step - 1, pressed={"do": "next"}) == {"half_pressed": [True]}
    denied = {ROUND: "2"}
    assert compared(made, phone(sitting.key, denied=denied)) == {}


def test_a_clock_that_stood_still_is_seen():
    assert overlap((10, 12), (11.5, 14))
    assert not overlap((10, 12), (12.5, 14))
    assert not overlap((12.5, 14), (10, 12))
