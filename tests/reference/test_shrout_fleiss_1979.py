"""Shrout & Fleiss 1979, Intraclass correlations, Psychological Bulletin 86, 420-428.

Table 2: six targets rated by four judges each; table 4: the six coefficients. R's psych (2.2.9,
``ICC``) prints the two of one-way analysis as 0.165742 and 0.442797.
"""

import numpy as np
import pytest

from readiness.core.agreement import intraclass

TABLE_2 = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
VALUES = tuple(range(1, 11))


def test_icc_of_shrout_and_fleiss_1979():
    """ICC(1,1) = .17 and ICC(1,4) = .44."""
    groups = [np.array([float(row.count(value)) for value in VALUES]) for row in TABLE_2]
    single, average = intraclass(groups=groups, values=VALUES)
    assert (round(single, 2), round(average, 2)) == (0.17, 0.44)
    assert (single, average) == (
        pytest.approx(0.165742, abs=5e-7),
        pytest.approx(0.442797, abs=5e-7),
    )
