"""Whole numbers that nobody has seen, the linear statements known of them, and what follows.

``System.fixed`` says which numbers can have one value only. It asks HiGHS (scipy) for other
solutions of that part of the system which statements join to the numbers asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Name = Hashable
Terms = Mapping[Name, float]
"""A sum of numbers, each times a factor."""
NOISE = 1e-7
"""What a statement gives way by, for floating point."""
PUSHES = 8
SECONDS = 60.0
INFEASIBLE = 2


class ContradictionError(Exception):
    """No numbers fit all statements."""


def total(parts: Iterable[tuple[float, Terms]]) -> dict[Name, float]:
    """The sum of sums, each times a factor."""
    found: dict[Name, float] = {}
    for factor, terms in parts:
        for name, number in terms.items():
            found[name] = found.get(name, 0.0) + factor * number
    return found


@dataclass(slots=True)
class System:
    """Numbers with their bounds, and statements: a sum lies between two figures."""

    bounds: dict[Name, tuple[float, float]] = field(default_factory=dict)
    fractions: set[Name] = field(default_factory=set)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def number(
        self, name: Name, low: float, high: float, *, whole: bool = True
    ) -> dict[Name, float]:
        """A number from ``low`` to ``high``, as a sum of its own."""
        self.bounds[name] = (low, high)
        if not whole:
            self.fractions.add(name)
        return {name: 1.0}

    def between(self, terms: Terms, low: float = -np.inf, high: float = np.inf) -> None:
        """State that a sum lies between ``low`` and ``high``."""
        self.rows.append((terms, low, high))

    def broken_by(self, numbers: Mapping[Name, float]) -> list[tuple[Terms, float, float]]:
        """Statements over the given numbers alone that these do not keep."""
        return [
            (terms, low, high)
            for terms, low, high in self.rows
            if numbers.keys() >= terms.keys()
            and not low - NOISE
            <= sum(factor * numbers[name] for name, factor in terms.items())
            <= high + NOISE
        ]

    def fixed(self, names: Collection[Name]) -> set[Name]:
        """Those of ``names`` that have the same value in every solution."""
        wanted = {name for name in names if name in self.bounds}
        return self._part(wanted).fixed(wanted) if wanted else set()

    def allows(self, numbers: Mapping[Name, float]) -> bool:
        """Whether all statements can hold with these numbers, whatever the others are."""
        wanted = {name for name in numbers if name in self.bounds}
        pinned = {name: (numbers[name], numbers[name]) for name in wanted}
        return self._part(wanted).has_solution(pinned)

    def _part(self, wanted: set[Name]) -> _Part:
        """What statements join to ``wanted``, at whatever distance."""
        names = [*self.bounds]
        place = {name: i for i, name in enumerate(names)}
        pairs = [
            (place[first], place[other])
            for terms, _low, _high in self.rows
            for first in [next(iter(terms))]
            for other in terms
        ]
        firsts, others = np.array(pairs, dtype=int).reshape(-1, 2).T
        graph = coo_array((np.ones(len(firsts)), (firsts, others)), shape=(len(names),) * 2)
        _count, labels = connected_components(graph, directed=False)
        kept = {labels[place[name]] for name in wanted}
        return _Part(
            names=[name for name in names if labels[place[name]] in kept],
            system=self,
            rows=[row for row in self.rows if labels[place[next(iter(row[0]))]] in kept],
        )


@dataclass(slots=True)
class _Part:
    """A part of a system that is solved by itself."""

    names: list[Name]
    system: System
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)
    place: dict[Name, int] = field(init=False)

    def __post_init__(self) -> None:
        """Where each number stands."""
        self.place = {name: i for i, name in enumerate(self.names)}

    def has_solution(self, pinned: Mapping[Name, tuple[float, float]]) -> bool:
        """Whether there is one where some numbers have other bounds."""
        return self._solved(np.zeros(len(self.names)), pinned) is not None

    def fixed(self, asked: set[Name]) -> set[Name]:
        """First move as many as possible at once, then try to move each that is left."""
        start = self._solved(np.zeros(len(self.names)))
        if start is None:
            raise ContradictionError(self.rows[:3])
        left, chance = set(asked), np.random.default_rng(len(self.names))
        for _ in range(PUSHES):
            push = np.zeros(len(self.names))
            for name in sorted(left, key=self.place.__getitem__):
                push[self.place[name]] = chance.normal()
            found = self._solved(push) if left else None
            if found is not None:
                left -= self._moved(left, start, found)
        for name in sorted(left, key=self.place.__getitem__):
            if name in left:
                left -= self._pushed(name, left, start)
        return left

    def _pushed(self, name: Name, left: set[Name], start: np.ndarray) -> set[Name]:
        """What moves when ``name`` must be another number than it was."""
        at, (low, high) = round(start[self.place[name]]), self.system.bounds[name]
        for lowest, highest in ((at + 1, high), (low, at - 1)):
            if lowest <= highest:
                found = self._solved(np.zeros(len(self.names)), {name: (lowest, highest)})
                if found is not None:
                    return self._moved(left, start, found)
        return set()

    def _moved(self, names: set[Name], start: np.ndarray, found: np.ndarray) -> set[Name]:
        return {n for n in names if abs(start[self.place[n]] - found[self.place[n]]) > 0.5}

    def _solved(
        self, push: np.ndarray, instead: Mapping[Name, tuple[float, float]] | None = None
    ) -> np.ndarray | None:
        limits = self.system.bounds | dict(instead or {})
        result = milp(
            push,
            integrality=[name not in self.system.fractions for name in self.names],
            bounds=Bounds(*np.array([limits[name] for name in self.names], dtype=float).T),
            constraints=self._constraints(),
            options={"time_limit": SECONDS, "mip_rel_gap": 0.5},
        )
        if result.x is None and result.status != INFEASIBLE:
            raise TimeoutError(result.message)
        return result.x

    def _constraints(self) -> list[LinearConstraint]:
        if not self.rows:
            return []
        entries = [
            (row, self.place[name], factor)
            for row, (terms, _low, _high) in enumerate(self.rows)
            for name, factor in terms.items()
        ]
        rows, columns, factors = zip(*entries, strict=True)
        shape = (len(self.rows), len(self.names))
        table = coo_array((factors, (rows, columns)), shape=shape).tocsr()
        low = np.array([low for _terms, low, _high in self.rows]) - NOISE
        high = np.array([high for _terms, _low, high in self.rows]) + NOISE
        return [LinearConstraint(table, low, high)]
