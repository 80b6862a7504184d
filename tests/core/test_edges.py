"""Edges that no other test stood on, each found by a mutant that had survived."""

from types import SimpleNamespace

import numpy as np
import pytest

from readiness.core import agreement
from readiness.core.disclosure import ItemCell, release
from readiness.core.firmness import Nudge
from readiness.core.ownership import _penalty, _room, _stability
from readiness.core.rounding import Rounder
from tests.builders import assessed, department, model, released, scope, seen, tally
from tests.core.publications import GENERAL


def levels(said: dict[str, int], *, floor: int = 5, n: int = 5) -> tuple[int, ...] | None:
    """What is shown of ``n`` people at the top, whose criterion was answered as ``said``."""
    counts = {("it", "A-1-1"): {"4": n}, ("it", "A-1-1-C1"): said}
    shown = release(tally=tally(counts), scope=scope("it", floor=floor), model=GENERAL)
    return shown.items["it", "A-1-1"].levels


def test_a_criterion_caps_answers_once_as_many_as_the_floor_have_judged_it():
    assert levels({"no": 5}) == (0, 5, 0, 0, 0)
    assert levels({"no": 4, "dk": 1}) == (0, 0, 0, 1, 4)


@pytest.mark.parametrize(("said", "shown"), [({"yes": 1}, 4), ({"no": 1}, 1), ({"dk": 1}, 4)])
def test_without_confidentiality_one_person_judges_a_criterion(said, shown):
    found = levels(said, floor=1, n=1)
    assert found is not None
    assert found.index(1) == shown


def test_whatever_was_said_counts_as_answered():
    assert ItemCell(valid=5, dk=1, np=2, levels=None, na=4).answered == 12
    assert ItemCell(valid=5, dk=1, np=2, levels=None, na=4, dk_counts=True).answered == 11


def test_counts_of_another_scale_are_refused_in_words():
    with pytest.raises(ValueError, match=r"^2 counts for 3 levels$"):
        agreement.median(counts=np.array([1, 2]), values=(0, 1, 2))


def test_room_is_a_share_of_its_scale_wherever_that_starts():
    model = SimpleNamespace(
        department_facts=SimpleNamespace(hours_scale="likert"),
        scales={"likert": SimpleNamespace(span=(1.0, 5.0))},
        band_of_hours=lambda hours: hours // 2,
    )
    room = _room(department("it", hours=8), 1, model)
    assert room is not None
    assert room.tolist() == [0.75]


def test_a_floor_that_is_not_allowed_is_refused_in_words():
    words = "the floor must be 5 to 10, or 1 for files without confidentiality"
    with pytest.raises(ValueError, match=f"^{words}$"):
        release(tally=tally({}), scope=scope("it", floor=4), model=GENERAL)


def test_who_has_no_score_in_a_draw_does_not_win_it():
    drawn = {"it": np.array([np.nan, 50.0]), "sales": np.array([40.0, 40.0])}
    assert _stability(("it", "sales"), drawn) == 0.5
    assert _stability((), drawn) == 0.0


def test_a_share_is_its_hundredfold_exact_or_whole():
    assert Rounder(exact=True).percent(0.125) == 12.5
    assert Rounder().percent(0.5) == 50


def test_two_answers_have_a_variance_and_one_has_none():
    assert agreement.variance(counts=np.array([1, 1]), values=(0, 1)) == 0.5
    assert agreement.variance(counts=np.array([0, 1]), values=(0, 1)) is None


def test_a_penalty_is_waived_at_the_same_share_of_a_scale_that_begins_at_one():
    """4 of 1 to 5 is three quarters."""
    rules = SimpleNamespace(
        penalty_waived=SimpleNamespace(should=0.5, capability=4.0), default_penalty=20
    )
    found = _penalty(
        SimpleNamespace(default_risk=True, capability_from=("I",)),
        SimpleNamespace(defaults=("it",), rows=2, should={}),
        np.array(["defaulted_to_it"] * 2),
        department("it"),
        np.array([0.75, 0.74]),
        SimpleNamespace(
            rules=SimpleNamespace(owner_score=rules),
            items={"I": SimpleNamespace(scale="likert")},
            scales={"likert": SimpleNamespace(span=(1.0, 5.0))},
        ),
    )
    assert found.tolist() == [0.0, 20.0]


@pytest.mark.parametrize(
    ("first", "now", "expected"),
    [
        # At the floor the first item may fall out, and the other be all that there is.
        ({"2": 5}, 0.5, [0.0, 1.0, 0.375, 0.625]),
        # Below it one more answer lets the first in.
        ({"2": 4, "dk": 3}, 0.5, [None, 0.0, 1.0]),
        # One of nine moves the mean of two items by 1/8/2, and no further than the top.
        ({"4": 9}, 1.0, [0.9375, 1.0]),
    ],
)
def test_what_one_answer_can_make_of_a_criterion_of_two_items(first, now, expected):
    cells = {("it", "MON-1-Q1"): first, ("it", "MON-3-Q1"): {"2": 9}}
    nudge = Nudge(
        model=model(),
        released=released(scope("it"), cells),
        draws=None,
        activity=model().activities["MON-2"],
        votes=None,
    )
    candidate = SimpleNamespace(department=department("it"))
    assert [*nudge._answered(candidate, "capability", now)] == expected


def test_of_nothing_that_is_shown_nothing_is_counted():
    counted = assessed(scope("it"), {}).counted
    assert (counted.scored, counted.at_target) == (0, 0)


def test_a_result_is_written_with_one_space_a_step():
    text = assessed(scope("it"), {}).to_json()
    assert text.startswith('{\n "format": 1,\n "model": {\n  "id": ')
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # At the floor one view less takes the group out of the mean of 40, 25 and 40 %.
        ({"it": 2, "sales": 2, "nobody": 1}, [2 / 4 / 3, 0.05 / 2, 1 / 19 / 3, 1 / 19 / 3]),
        ({"it": 3, "sales": 2, "nobody": 1}, [2 / 5 / 3, 1 / 19 / 3, 1 / 19 / 3]),
    ],
)
def test_how_far_one_vote_moves_a_share_in_each_group(said, expected):
    counts = {
        ("it", "MON-1:today"): said,
        ("sales", "MON-1:today"): {"it": 8, "sales": 12},
        ("legal", "MON-1:today"): {"it": 5, "nobody": 15},
    }
    shown = released(scope("it", "sales", "legal"), counts)
    nudge = Nudge(
        model=model(),
        released=shown,
        draws=seen(shown),
        activity=model().activities["MON-1"],
        votes=None,
    )
    moves = [*nudge._moves("MON-1:today", "it", shown.vote_cells("MON-1:today"))]
    assert sorted(moves) == pytest.approx(sorted(expected))
