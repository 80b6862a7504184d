"""R's multilevel 2.7 (Bliese 2022): the examples of its manual, run under R 4.2.2.

It implements James, Demaree & Wolf 1984 (``rwg``), Lindell, Brandt & Whitney 1999
(``rwg.j.lindell``), Burke, Finkelstein & Dusig 1999 (``ad.m``) and Bartko 1976 (``ICC1``,
``ICC2``). Counted from its data sets: bhr2000 (Bliese, Halverson & Rothberg 2000; 99 companies, a
religion item of five options and hours of work a day) and lq2002 (eleven leadership items of five
options, LEAD01 to LEAD11).
"""

from pathlib import Path

import numpy as np
import pytest

from readiness.core import agreement

FIVE = (1, 2, 3, 4, 5)
HOURS = tuple(range(6, 17))

RELIGION = {
    # company: (answers at 1 to 5, rwg with ranvar=2, ad.m with type="median")
    1: ((14, 11, 18, 8, 8), 0.1104617, 1.0677966),
    2: ((14, 9, 15, 4, 3), 0.2636364, 1.0222222),
    3: ((18, 20, 24, 13, 8), 0.2181898, 1.0240964),
    4: ((4, 6, 9, 5, 2), 0.3192308, 0.8846154),
    5: ((16, 16, 25, 17, 8), 0.2206414, 0.9878049),
    6: ((1, 8, 3, 3, 1), 0.4187500, 0.8125000),
    31: ((1, 6, 10, 3, 3), 0.4328063, 0.7391304),  # the highest of the 99
    72: ((4, 1, 1, 1, 1), 0.0000000, 1.2500000),  # the lowest: 1 - 2.5 / 2, set to 0
}

LEADERSHIP = {
    # company: (answers at 1 to 5, a row an item, rwg.j.lindell with ranvar=2)
    2: (
        (
            (3, 6, 4, 11, 0),
            (4, 3, 5, 10, 2),
            (6, 9, 3, 6, 0),
            (7, 2, 3, 10, 2),
            (4, 8, 8, 4, 0),
            (2, 6, 3, 12, 1),
            (5, 3, 9, 5, 2),
            (4, 4, 3, 11, 2),
            (5, 6, 4, 8, 1),
            (3, 4, 3, 12, 2),
            (4, 6, 7, 7, 0),
        ),
        0.2761034,
    ),
    7: (
        (
            (1, 2, 2, 9, 1),
            (0, 0, 5, 9, 1),
            (0, 5, 5, 2, 3),
            (1, 1, 5, 6, 2),
            (0, 5, 4, 5, 1),
            (0, 1, 3, 10, 1),
            (1, 4, 5, 4, 1),
            (0, 0, 6, 7, 2),
            (0, 5, 6, 1, 3),
            (0, 0, 7, 4, 4),
            (0, 1, 5, 7, 2),
        ),
        0.5588745,
    ),
    14: (
        (
            (2, 2, 4, 2, 0),
            (2, 1, 4, 2, 1),
            (3, 2, 5, 0, 0),
            (4, 2, 2, 2, 0),
            (1, 1, 4, 4, 0),
            (1, 0, 5, 4, 0),
            (4, 1, 3, 1, 1),
            (1, 1, 4, 3, 1),
            (3, 2, 3, 1, 1),
            (3, 1, 4, 1, 1),
            (3, 2, 3, 2, 0),
        ),
        0.3015152,
    ),
}


def seven(figure):
    """Equal to the seven decimals that R prints."""
    return pytest.approx(figure, abs=5.1e-8)


def raw_of(answers):
    return agreement.rwg(counts=np.array(answers, dtype=float), values=FIVE)


@pytest.mark.parametrize(("answers", "rwg", "_ad"), RELIGION.values(), ids=RELIGION)
def test_rwg_of_a_single_item(answers, rwg, _ad):
    """rwg(bhr2000$RELIG, bhr2000$GRP, ranvar=2), in rwg.Rd."""
    assert agreement.displayed(raw=raw_of(answers)) == seven(rwg)


def test_the_raw_rwg_of_company_72_is_negative():
    """1 - s²/2 with s² = 2.5, from R's var(); the package prints 0."""
    assert raw_of(RELIGION[72][0]) == seven(-0.25)


@pytest.mark.parametrize(("answers", "_rwg", "ad"), RELIGION.values(), ids=RELIGION)
def test_average_deviation_from_the_median(answers, _rwg, ad):
    """ad.m(bhr2000$RELIG, bhr2000$GRP, type="median"), in ad.m.Rd."""
    assert agreement.ad_median(counts=np.array(answers, dtype=float), values=FIVE) == seven(ad)


@pytest.mark.parametrize(("items", "star"), LEADERSHIP.values(), ids=LEADERSHIP)
def test_rwg_star_of_eleven_items(items, star):
    """rwg.j.lindell(lq2002[,3:13], lq2002$COMPID), in rwg.j.lindell.Rd."""
    assert agreement.rwg_star(raws=[raw_of(answers) for answers in items]) == seven(star)


def hours():
    lines = (Path(__file__).parent / "bhr2000_hours.csv").read_text(encoding="utf-8").splitlines()
    return [np.array(line.split(","), dtype=float) for line in lines]


def test_icc_of_hours_in_99_companies():
    """ICC1 and ICC2 of aov(HRS ~ as.factor(GRP), data=bhr2000): 0.1741008 and 0.9199889.

    The package takes the mean size 5400 / 99 for k, which is right for companies of one size; ours
    of 8 to 188 people have k = 54.329, and ICC(1) is 0.1746739 from R's own mean squares.
    """
    icc1, icc2 = agreement.intraclass(groups=hours(), values=HOURS)
    assert icc2 == seven(0.9199889)
    ratio = 1 / (1 - icc2)  # MSB / MSW
    assert (ratio - 1) / (ratio + 5400 / 99 - 1) == seven(0.1741008)
    assert icc1 == seven(0.1746739)
