"""A domain's gap, and draws from cells with very many answers."""

import numpy as np

from readiness.core.assess import assess
from readiness.core.disclosure import release
from readiness.core.draws import resampled
from tests.builders import department, model, scope, tally


def test_a_surplus_does_not_hide_a_gap():
    people = department("sales", "sales")
    counts = tally({("sales", "MON-1-Q1"): {"4": 10}, ("sales", "MON-3-Q1"): {"2": 10}})
    found = assess(model=model(), scope=scope(people), tally=counts)
    domain = next(node for node in found.nodes if node.code == "MON" and node.department is None)
    assert (domain.score, domain.target, domain.gap) == (3.2, 3.0, 0.4)


def test_draws_of_many_answers_have_the_mean_and_spread_of_a_multinomial():
    counts = tally({("sales", "MON-1-Q1"): {"0": 4000, "2": 5990, "3": 10}})
    released = release(tally=counts, scope=scope(department("sales", "sales")), model=model())
    draws = resampled(
        released=released, model=model(), rule=model().rules.ownership.stability
    ).items["sales", "MON-1-Q1"]
    shares = draws / draws.sum(axis=1, keepdims=True)
    assert draws.shape == (1000, 5)
    assert np.abs(shares.mean(axis=0) - [0.4, 0, 0.599, 0.001, 0]).max() < 0.001
    spread = np.sqrt(np.array([0.4 * 0.6, 0.599 * 0.401, 0.001 * 0.999]) / 10_000)
    assert np.allclose(shares.std(axis=0)[[0, 2, 3]], spread, rtol=0.1)
    assert draws.min() == 0.0
