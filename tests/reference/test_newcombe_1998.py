"""Newcombe 1998, Two-sided confidence intervals for the single proportion, Stat. Med. 17, 857-872.

Table I, method 3 (Wilson's score interval without correction), 95 %.
"""

import pytest

from readiness.core.intervals import share_interval


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_of_a_share(count, n, low, high):
    found = share_interval(count=count, n=n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
