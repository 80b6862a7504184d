"""BMC Health Services Research 2011, 11:251, table 3: units' means of staff's answers.

It prints both mean squares, ICC(1) and ICC(2), with our formulas and our k for units of unequal
size, but not k itself. So k is solved from the first row's ICC(1), and the other two must agree.
"""

import pytest

from readiness.core.agreement import icc

TABLE_3 = {
    # variable: mean squares within and between, then both coefficients
    "cynicism": (1.4412, 10.9893, 0.2013, 0.8688),
    "efficacy": (0.9902, 11.9737, 0.2968, 0.9173),
    "support": (0.6401, 2.3405, 0.0918, 0.7265),
}


def size():
    within, between, icc1, _icc2 = TABLE_3["cynicism"]
    return ((between - within) / icc1 - between) / within + 1


@pytest.mark.parametrize(("within", "between", "icc1", "icc2"), TABLE_3.values(), ids=TABLE_3)
def test_icc_from_mean_squares(within, between, icc1, icc2):
    found = icc(between=between, within=within, size=size())
    assert found == (pytest.approx(icc1, abs=6e-5), pytest.approx(icc2, abs=6e-5))
