"""What marks, bands, intervals and ICC say of the squares of the answers to items.

A variance is no linear statement, but its squares are one once the sum of the answers is known to
lie between two numbers, which a printed score tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from readiness.core.intervals import t_quantile
from tests.core.linear import Terms, total

if TYPE_CHECKING:
    from readiness.core.parts import Item
    from tests.core.attacker import Book

EDGE = 1e-6
Node = Mapping[str, Any]


class Part(NamedTuple):
    """A group's answers as figures are made from them, and how many were invited, if known."""

    levels: Sequence[Terms]
    n: int
    node: Node
    invited: int | None


class SpreadStatements:
    """Statements about the squares of the answers that one printed node rests on."""

    def __init__(self, book: Book, item: Item) -> None:
        self.book, self.model, self.item = book, book.model, item
        self.values = self.model.scales[item.scale].numbers
        stated = self.model.rules.agreement.null_variance
        self.null = stated or self.model.scales[item.scale].even_variance

    def write(self, node: Node, parts: Sequence[Part]) -> None:
        """Of the organisation or of a group."""
        self._agreement(node, parts)
        self._interval(node, parts)
        self._between(node, parts)

    def _squares(self, part: Part) -> Terms:
        return total((v * v, terms) for v, terms in zip(self.values, part.levels, strict=True))

    def _sums(self, part: Part) -> tuple[float, float]:
        """The least and the most that the answers of a group can add up to."""
        n, score, bound = part.n, part.node["score"], part.node["score_bound"]
        low = self.values[0] if bound == "or_below" else score - 0.05
        high = self.values[-1] if bound == "or_above" else score + 0.05
        low, high = max(low, self.values[0]) * n, min(high, self.values[-1]) * n
        whole = np.arange(np.ceil(low - EDGE), np.floor(high + EDGE) + 1)
        return (float(whole.min()), float(whole.max())) if len(whole) else (low, high)

    # Agreement

    def _agreement(self, node: Node, parts: Sequence[Part]) -> None:
        """Words for r_wg, which falls as the squares grow."""
        rules, found = self.model.rules.agreement, node["agreement"]
        if node["no_level"] == "polarised":
            self._rwg(parts, below=0.0)
        elif node["level"] is not None:
            self._rwg(parts, least=0.0)
        n = sum(part.n for part in parts)
        least = rules.one_view_small if self.book.is_small(n) else rules.one_view
        if found["view"] == "one_view":
            self._rwg(parts, least=least)
        elif found["view"] == "mixed_view" and self._apart_by_squares(least):
            self._rwg(parts, below=least)
        steps = {
            "very_strong": rules.very_strong,
            "strong": rules.strong,
            "moderate": rules.moderate,
            "weak": rules.weak,
            "none": 0.0,
        }
        if found["band"] in steps:
            self._rwg(parts, least=steps[found["band"]])
            above = [*steps][: [*steps].index(found["band"])]
            if above:
                self._rwg(parts, below=steps[above[-1]])

    def _apart_by_squares(self, least: float) -> bool:
        """Whether AD, which also makes a view mixed, is high only where the squares are."""
        limit = self.model.rules.agreement.ad_max
        return limit is not None and limit**2 >= (1 - least) * self.null

    def _rwg(
        self, parts: Sequence[Part], *, least: float | None = None, below: float | None = None
    ) -> None:
        n = sum(part.n for part in parts)
        squares = total((1.0, self._squares(part)) for part in parts)
        sums = [self._sums(part) for part in parts]
        low, high = (sum(ends) ** 2 / n for ends in zip(*sums, strict=True))
        if least is not None:
            most = (1 - least) * self.null * (n - 1) + high
            self.book.system.between(squares, high=most + EDGE)
        if below is not None:
            self.book.system.between(squares, (1 - below) * self.null * (n - 1) + low - EDGE)

    # Intervals

    def _interval(self, node: Node, parts: Sequence[Part]) -> None:
        """Half of an interval is t times the root of a weighted sum of the groups' variances."""
        if node["interval"] is None or any(part.n < 2 for part in parts):
            return
        number, n = len(parts), sum(part.n for part in parts)
        lefts = [1.0 if p.invited is None else max(0.0, 1 - p.n / p.invited) for p in parts]
        small = any(self.book.is_small(part.n) for part in parts)
        shares = [left / part.n for left, part in zip(lefts, parts, strict=True)]
        if not any(lefts):
            return
        degrees: tuple[float, ...] = (n - number,)
        if number >= 3 and not small:
            factors = [s / (p.n - 1) / number**2 for s, p in zip(shares, parts, strict=True)]
            degrees = (max(4.0, min(part.n - 1 for part in parts)), n - number)
        else:
            factors = [sum(shares) / (n - number) / number**2] * number
        times = [t for d in degrees if (t := t_quantile(degrees=d)) is not None]
        low, high = self._half(node, parts, lefts)
        self._within(
            parts,
            factors,
            (low / max(times)) ** 2,
            (high / min(times)) ** 2 if high is not None else np.inf,
        )

    def _half(
        self, node: Node, parts: Sequence[Part], lefts: Sequence[float]
    ) -> tuple[float, float | None]:
        """The least and the most it is; an interval may be cut where nobody can move the score."""
        low, high = node["interval"]
        least = max(0.0, (high - low) / 2 - 0.05)
        scores = [part.node["score"] for part in parts]
        down, up = (
            sum(left * (end - s) for left, s in zip(lefts, scores, strict=True)) / len(parts)
            for end in (self.values[0], self.values[-1])
        )
        score = node["score"]
        if low > score + down + 0.2:
            return least, score - low + 0.1
        return least, (high - score + 0.1 if high < score + up - 0.2 else None)

    def _within(
        self, parts: Sequence[Part], factors: Sequence[float], low: float, high: float
    ) -> None:
        """State between what the weighted squares within groups lie."""
        squares = total((f, self._squares(p)) for f, p in zip(factors, parts, strict=True))
        for part, factor in zip(parts, factors, strict=True):
            least, most = self._sums(part)
            low, high = low + factor * least**2 / part.n, high + factor * most**2 / part.n
        self.book.system.between(squares, low - EDGE, high + EDGE)

    # Between departments

    def _between(self, node: Node, parts: Sequence[Part]) -> None:
        """From the spread between groups, which scores tell, ICC(1) tells that within them."""
        printed = node["agreement"]["icc1"]
        if printed is None:
            return
        sizes = np.array([part.n for part in parts], dtype=float)
        means = np.array([[end / p.n for end in self._sums(p)] for p in parts])
        n, number = float(sizes.sum()), len(parts)
        whole = sizes @ means / n
        far = np.maximum(abs(means[:, 0] - whole[1]), abs(means[:, 1] - whole[0]))
        near = np.maximum(0.0, np.maximum(means[:, 0] - whole[1], whole[0] - means[:, 1]))
        size = (n - float(sizes @ sizes) / n) / (number - 1)
        found = []
        for between in (sizes @ near**2 / (number - 1), sizes @ far**2 / (number - 1)):
            for icc in (printed - 0.005, printed + 0.005):
                below = 1 + (size - 1) * icc
                found.append(between * (1 - icc) / below if below > EDGE else np.inf)
        degrees = n - number
        self._within(parts, [1.0] * number, min(found) * degrees, max(found) * degrees)
