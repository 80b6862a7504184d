"""Burke & Dunlap 2002, Estimating interrater agreement with the average deviation index.

Organizational Research Methods 5, 159-172. The abstract: c/6, "0.8, 1.2, 1.5, and 1.8" with 5, 7, 9
and 11 response options. The index itself: test_r_multilevel.py.
"""

import pytest

from readiness.core.agreement import ad_limit


@pytest.mark.parametrize(("options", "limit"), [(5, 0.8), (7, 1.2), (9, 1.5), (11, 1.8)])
def test_the_average_deviation_allowed(options, limit):
    assert round(ad_limit(levels=options), 1) == limit
