"""Rounding happens here, once, when a Release is made, in the way that the model says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.scoring_rules import Rounding

if TYPE_CHECKING:
    from readiness.core.draws import Array

NOISE = 9
"""Decimals kept before rounding, so that 0.35 computed as 0.3499999999999999 still rounds up."""


@lru_cache(maxsize=4096)
def half_away(value: float, places: int) -> float:
    """Round ``value`` half away from zero to ``places`` decimals.

    >>> half_away(2.25, 1), half_away(-0.05, 1), half_away(0.1 + 0.2 + 0.05, 1)
    (2.3, -0.1, 0.4)
    """
    exact = Decimal(repr(round(float(value), NOISE)))
    rounded = float(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))
    return rounded + 0.0  # turns -0.0 into 0.0


def cut(value: float, places: int) -> float:
    """Cut ``value`` after ``places`` decimals.

    >>> cut(2.29, 1), cut(-0.29, 1), cut(0.1 + 0.2, 1)
    (2.2, -0.2, 0.3)
    """
    exact = Decimal(repr(round(float(value), NOISE)))
    return float(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)) + 0.0


def whole(number: float | None) -> float | int | None:
    """A level or weight as a whole number where it is one.

    >>> whole(2.0), whole(2.5), whole(None)
    (2, 2.5, None)
    """
    return int(number) if number is not None and float(number).is_integer() else number


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounder:
    """Turns exact figures into printed ones; with ``exact`` it leaves them as they are.

    ``rule`` is the model's: decimals of scores, method, and whether nodes are rounded on the way.
    """

    exact: bool = False
    rule: Rounding = Rounding()

    def score(self, value: float | None) -> float | None:
        """A score, gap or number of points."""
        if value is None:
            return None
        return float(value) if self.exact else self._scored(value)

    def at_node(self, values: Array) -> Array:
        """Scores of a node as they go up the tree: rounded where the model rounds at each node."""
        if self.rule.stage != "each_node":
            return values
        return np.array([value if np.isnan(value) else self._scored(value) for value in values])

    def figure(self, value: float | None) -> float | None:
        """A statistic such as r_wg: two decimals."""
        if value is None:
            return None
        return float(value) if self.exact else half_away(value, 2)

    def percent(self, share: float | None) -> float | int | None:
        """A share from 0 to 1 as a whole per cent."""
        if share is None:
            return None
        return float(share) * 100 if self.exact else int(half_away(share * 100, 0))

    def _scored(self, value: float) -> float:
        method = half_away if self.rule.method == "half_up" else cut
        return method(value, self.rule.decimals)
