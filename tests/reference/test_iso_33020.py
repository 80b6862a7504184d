"""ISO/IEC 33020, as Automotive SPICE (3.1, table 13; 4.0, table 17) gives its rating scale.

N 0 to 15 %, P over 15 to 50 %, L over 50 to 85 %, F over 85 to 100 %: upper ends included.
"""

import pytest

from readiness.core.shares import achievement


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (0, "N"),
        (15, "N"),
        (15.1, "P"),
        (50, "P"),
        (50.1, "L"),
        (85, "L"),
        (85.1, "F"),
        (100, "F"),
    ],
)
def test_percentages_of_the_rating_scale(percent, expected):
    assert achievement(score=percent, target=100)[0].upper() == expected
