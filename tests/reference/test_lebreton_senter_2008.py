"""LeBreton & Senter 2008, Answers to 20 questions, Organizational Research Methods 11, 815-852.

Variances of the uniform and the slightly skewed null of r_wg, as the R package WGA (function RWG)
gives them after that paper. Its r_wg with the other null is 1 - s²/1.34 with five options.
"""

import numpy as np
import pytest

from readiness.core.agreement import rwg, skewed_variance, uniform_variance

NULLS = [
    (5, 2.00, 1.34),
    (6, 2.92, 1.85),
    (7, 4.00, 2.90),
    (8, 5.25, 3.47),
    (9, 6.67, 5.66),
    (10, 8.25, 6.30),
    (11, 10.00, 7.31),
]


@pytest.mark.parametrize(("options", "uniform", "skewed"), NULLS)
def test_null_variances(options, uniform, skewed):
    assert round(uniform_variance(levels=options), 2) == uniform
    assert skewed_variance(levels=options) == skewed


def test_without_a_published_null_there_is_none():
    assert skewed_variance(levels=4) is None


def test_the_null_of_a_scale_is_that_of_its_own_number_of_levels():
    """s² = 2/3 of 1, 2 and 3 twice each, less n - 1: 4/5; σ² = 4 with seven options."""
    seven = np.array([0.0, 2.0, 2.0, 2.0, 0.0, 0.0, 0.0])
    assert rwg(counts=seven, values=tuple(range(7))) == pytest.approx(1 - 0.8 / 4.00)
    assert rwg(counts=seven, values=tuple(range(7)), null_variance=2.90) == pytest.approx(
        1 - 0.8 / 2.90
    )
