"""Lohr 2022, Sampling: Design and Analysis, 3rd ed., chapter 2: a sample of 300 of 3078 counties.

File agsrs, acres in farms 1992. R's survey prints, with the finite population correction, mean
297897, standard error 18898.43 and with 299 degrees of freedom the interval 260706.3 to 335087.8;
without the correction the standard error is 19892.71. The interval needs the sample's size, mean
and s alone, so two values with the published ones stand in for the 300.
"""

from math import sqrt

import numpy as np
import pytest

from readiness.core.intervals import score_interval

SIZE, COUNTIES, MEAN = 300, 3078, 297897.0467
S = 19892.7129 * sqrt(SIZE)
APART = S * sqrt((SIZE - 1) / SIZE)


def test_the_interval_of_a_mean_with_finite_population_correction():
    found = score_interval(
        counts=np.array([150.0, 150.0]), values=(MEAN - APART, MEAN + APART), invited=COUNTIES
    )
    assert found == (pytest.approx(260706.3, abs=0.1), pytest.approx(335087.8, abs=0.1))
