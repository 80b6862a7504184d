"""R 4.2.2's stats: ``qt(.975, df)``, and ``t.test(extra ~ group, data = sleep)`` of its manual.

The data set sleep is Student's of 1908: hours of sleep gained by ten patients with two drugs.
"""

import numpy as np
import pytest

from readiness.core.intervals import scores_interval, t_quantile


@pytest.mark.parametrize(
    ("degrees", "t"),
    [
        (6, 2.446912),
        (9, 2.262157),
        (10, 2.228139),
        (20, 2.085963),
        (30, 2.042272),
        (60, 2.000298),
        (299, 1.967930),
    ],
)
def test_students_t(degrees, t):
    assert t_quantile(degrees=degrees) == pytest.approx(t, abs=1.1e-4)


def test_students_t_at_its_least_degrees():
    """qt(.975, 4) and qt(.975, 5)."""
    assert t_quantile(degrees=4) == pytest.approx(2.776445, abs=9e-4)
    assert t_quantile(degrees=5) == pytest.approx(2.570582, abs=3e-4)


FIRST = (7, -16, -2, -12, -1, 34, 37, 8, 0, 20)  # tenths of an hour
SECOND = (19, 8, 11, 1, -1, 44, 55, 16, 46, 34)


def test_the_mean_of_two_groups_is_as_uncertain_as_half_their_difference():
    """Welch: 95 percent confidence interval -3.3654832 to 0.2054832 hours, df = 17.776."""
    values = tuple(range(-60, 61))
    groups = [np.array([drug.count(v) for v in values], dtype=float) for drug in (FIRST, SECOND)]
    found = scores_interval(groups=groups, values=values, invited=[None, None])
    middle, half = (7.5 + 23.3) / 2, 10 * (0.2054832 + 3.3654832) / 2 / 2
    assert found == (pytest.approx(middle - half, abs=1e-4), pytest.approx(middle + half, abs=1e-4))
