"""Rounding happens here, once, when a Release is made: half away from zero."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounder:
    """Turns exact figures into printed ones; with ``exact`` it leaves them as they are."""

    exact: bool = False

    def score(self, value: float | None) -> float | None:
        """A score, gap or number of points: one decimal."""
        return self._round(value, 1)

    def figure(self, value: float | None) -> float | None:
        """A statistic such as r_wg: two decimals."""
        return self._round(value, 2)

    def percent(self, share: float | None) -> float | int | None:
        """A share from 0 to 1 as a whole per cent."""
        if share is None:
            return None
        return float(share) * 100 if self.exact else int(half_away(share * 100, 0))

    def _round(self, value: float | None, places: int) -> float | None:
        if value is None:
            return None
        return float(value) if self.exact else half_away(value, places)
