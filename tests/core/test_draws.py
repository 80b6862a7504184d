"""Counts drawn again take little memory, and are the same for it."""

import numpy as np
import pytest

from readiness.core.draws import QUESTIONS, Draws, _small


@pytest.mark.parametrize(
    ("counts", "kind"),
    [
        ([[0.0, 200.0]], np.uint8),
        ([[0.0, 201.0]], np.float64),
        ([[0.5, 1.0]], np.float64),
        (np.zeros((3, 0)), np.uint8),
    ],
)
def test_whole_numbers_of_a_small_cell_take_a_byte(counts, kind):
    before = np.array(counts, dtype=np.float64)
    found = _small(before)
    assert found.dtype == kind
    assert np.array_equal(found, before)


def test_shares_are_the_same_when_they_are_asked_for_again():
    """Options A and B, one view kept back, one don't know; the last question has nobody's view."""
    asked = [f"Q{n}" for n in range(QUESTIONS + 2)]
    votes = {
        ("it", question): _small(np.array([[n, 3.0, 1.0, 1.0]])) for n, question in enumerate(asked)
    }
    votes["hr", "Q0"] = np.array([[1.0, 0.0, 0.0, 5.0]])
    votes["it", "none"] = np.array([[0.0, 0.0, 0.0, 2.0]])
    draws = Draws(rows=1, options=("a", "b"), items={}, pooled={}, votes=votes)
    first = {question: draws.shares(question)["it"].tolist() for question in asked}
    assert first["Q0"] == [[0.0, 0.75]]
    assert first["Q5"] == [[5 / 9, 3 / 9]]
    assert {question: draws.shares(question)["it"].tolist() for question in asked} == first
    assert len(draws._kept) == QUESTIONS
    total, number = draws.totals("Q0")
    assert (total.tolist(), number.tolist()) == ([[1.0, 0.75]], [[2.0]])
    total, number = draws.totals("none")
    assert (total.tolist(), number.tolist()) == ([[0.0, 0.0]], [[0.0]])
    assert draws.shares("nobody asked") == {}
