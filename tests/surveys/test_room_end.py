from datetime import date

import pytest

from readiness.core.grounds import ActionSource
from surveys.models import AgendaItem, Dot, Release, Seat, Stage, State, Vote, VoteCount
from surveys.services import releases, room_actions, room_end, room_owners, sources
from surveys.services.room_actions import Who
from surveys.services.stored_release import read_release
from tests.closing_room import dots, room, seat, seats, votes
from tests.factories import NOW, assessment

pytestmark = pytest.mark.django_db


def end(it):
    room_end.end(workshop=it, user=None, now=NOW)


def counts():
    rows = VoteCount.objects.order_by("item__position", "about", "round", "value")
    return list(rows.values_list("item__activity", "about", "round", "value", "n", "by_hand"))


def test_at_the_end_votes_are_counts_and_nothing_ties_them_to_a_seat():
    made = room()
    votes(made, "MON-1", {"1": 2, "3": 1, "dk": 1})
    votes(made, "MON-1", {"it": 3}, about="owner")
    dots(made, "MON-1 MON-2", "MON-2")
    end(made)
    assert counts() == [
        ("MON-1", "level", 1, "1", 2, False),
        ("MON-1", "level", 1, "3", 1, False),
        ("MON-1", "level", 1, "dk", 1, False),
        ("MON-1", "owner", 1, "it", 3, False),
    ]
    assert list(AgendaItem.objects.values_list("dots", flat=True)) == [1, 2, 0]
    assert (Vote.objects.count(), Dot.objects.count()) == (0, 0)
    assert set(Seat.objects.values_list("key", "cookie_hash", "short_code")) == {(None, None, None)}
    assert (made.stage, made.ended_at, made.join_code, made.takeover_hash) == (
        "ended",
        NOW,
        None,
        "",
    )


def test_both_rounds_are_kept_and_one_that_was_never_shown_is_not():
    made = room()
    made.items.filter(activity="RSP-1").update(level_round=2)
    votes(made, "RSP-1", {"1": 2})
    votes(made, "RSP-1", {"4": 2}, number=2)
    end(made)
    assert counts() == [("RSP-1", "level", 1, "1", 2, False)]


def test_a_trial_vote_leaves_nothing():
    made = room()
    [sitting] = seats(made, 1)
    Vote.objects.create(workshop=made, about="trial", seat_key=sitting.key, value="2")
    end(made)
    assert (counts(), Vote.objects.count()) == ([], 0)


def test_an_anonymous_room_keeps_nothing_of_rounds_with_fewer_than_three_votes():
    made = room(anonymous=True)
    votes(made, "MON-1", {"1": 2, "dk": 5})
    votes(made, "MON-2", {"1": 3})
    end(made)
    assert counts() == [("MON-2", "level", 1, "1", 3, False)]


def test_votes_on_paper_stay_beside_those_of_phones_and_do_not_help_them():
    made = room(anonymous=True)
    on = made.items.get(activity="MON-1")
    VoteCount.objects.create(item=on, about="level", round=1, value="1", n=9, by_hand=True)
    votes(made, "MON-1", {"1": 2})
    end(made)
    assert counts() == [("MON-1", "level", 1, "1", 9, True)]


def test_items_are_ranked_by_dots_once_everybody_has_placed_them():
    made = room(stage=Stage.DOTS)
    dots(made, "MON-2 RSP-1", "MON-2")
    assert [(r.activity, r.dots) for r in room_end.ranking(made)] == [
        ("MON-1", None),
        ("MON-2", None),
        ("RSP-1", None),
    ]
    made.stage = Stage.ACTIONS
    assert [(r.activity, r.dots, r.owner, r.agreed, r.parked) for r in room_end.ranking(made)] == [
        ("MON-2", 2, "Sales", True, False),
        ("RSP-1", 1, "", False, True),
        ("MON-1", 0, "It", True, False),
    ]
    made.save()
    end(made)
    assert [(r.activity, r.dots) for r in room_end.ranking(made)] == [
        ("MON-2", 2),
        ("RSP-1", 1),
        ("MON-1", 0),
    ]


@pytest.mark.parametrize(
    ("givers", "order", "shown"),
    [(2, "MON-1", None), (4, "RSP-1", None), (5, "RSP-1", 5)],
)
def test_in_an_anonymous_room_few_dots_give_no_numbers(givers, order, shown):
    made = room(anonymous=True)
    dots(made, *["RSP-1"] * givers)
    first = room_end.ranking(made)[0]
    assert (first.activity, first.dots) == (order, shown)
    end(made)
    assert made.items.get(activity="RSP-1").dots == (shown or 0)


def test_no_action_leaves_the_room_without_owner_and_day():
    made = room()
    ana = seat(made, "Ana")
    action = room_actions.add(workshop=made, activity="MON-1", text="Do", user=None, now=NOW)
    with pytest.raises(room_end.Unfinished) as refused:
        end(made)
    assert [(line.text, line.missing) for line in refused.value.actions] == [
        ("Do", ("owner", "day"))
    ]
    made.refresh_from_db()
    assert (made.stage, made.rev, Seat.objects.get().key) == (Stage.ACTIONS, 1, ana.key)
    due = date(2026, 4, 9)
    room_actions.change(
        workshop=made,
        code=action.code,
        text="Do",
        who=Who(seat=ana.code),
        due=due,
        user=None,
        now=NOW,
    )
    end(made)
    assert made.stage == Stage.ENDED


def test_who_declined_leaves_the_action_without_owner():
    made = room()
    who = Who(name="Bo")
    due = date(2026, 4, 9)
    room_actions.add(
        workshop=made, activity="MON-1", text="Do", who=who, due=due, user=None, now=NOW
    )
    owner = made.items.get(activity="MON-1").owners.get()
    room_owners.answer(owner=owner, accepts=False, now=NOW)
    with pytest.raises(room_end.Unfinished):
        end(made)


def test_it_ends_once():
    made = room()
    end(made)
    with pytest.raises(room_end.RoomEnded):
        end(made)


def test_a_workshop_without_a_survey_closes_its_assessment_so_that_a_report_can_be_made():
    made = room()
    assert made.assessment.state == State.DRAFT
    end(made)
    made.assessment.refresh_from_db()
    assert made.assessment.state == State.CLOSED


def test_one_after_a_survey_leaves_the_assessment_as_it_is():
    of = assessment(opened=False, state=State.PUBLISHED)
    release = Release.objects.create(
        assessment=of, number=1, text="{}", sha256="x", made_on=date(2026, 3, 1)
    )
    made = room(of, release=release)
    end(made)
    of.refresh_from_db()
    assert of.state == State.PUBLISHED


def test_the_release_of_a_workshop_alone_holds_exactly_what_it_decided_and_is_to_be_done():
    made = room()
    ana = Who(name="Ana", email="ana@example.com")
    owner = room_owners.name_accountable(
        workshop=made, activity="MON-1", who=ana, user=None, now=NOW
    )
    room_owners.answer(owner=owner, accepts=True, now=NOW)
    due = date(2026, 4, 9)
    room_actions.add(
        workshop=made, activity="RSP-1", text="Do", who=ana, due=due, hours=4, user=None, now=NOW
    )
    end(made)
    made.assessment.refresh_from_db()
    found = read_release(releases.make(assessment=made.assessment, user=None, now=NOW).text)
    decided = {
        each.code: (each.sources.decision.accountable, each.sources.decision.level)
        for each in found.activities
        if each.sources.decision
    }
    assert decided == {"MON-1": ("it", 2), "MON-2": ("sales", 2)}
    said = {each.code: each.sources.decision for each in found.activities}
    assert (said["MON-1"].status, said["MON-1"].status_by, said["MON-2"].status) == (
        "accepted",
        "Ana",
        "proposed",
    )
    assert found.actions == (
        ActionSource(
            activity="RSP-1", text="Do", owner="Ana", due="2026-04-09", hours=4, status="proposed"
        ),
    )
    assert found.coverage.answered == 0


def test_an_action_without_owner_or_day_is_not_in_a_release():
    made = room()
    room_actions.add(workshop=made, activity="MON-1", text="Do", user=None, now=NOW)
    assert sources.actions_of(made.assessment) == ()
