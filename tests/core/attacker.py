"""An attacker who reads a Release, and works out which answers follow from all that is printed.

He has the Release's JSON, the model, and the number of answers to every question in every group;
he knows how figures are made. Every printed, rounded figure becomes linear statements over the
unknown counts (``linear``): how many people of a group gave each answer. Departments that are shown
together are one group to him.

Variances are read, too: a printed score says between which numbers a sum lies, and then marks,
bands, intervals and ICC(1) are statements about squares. Left out are stability, which is drawn
by chance, ICC(2), which follows from ICC(1), what repeats figures printed elsewhere (workings,
changes between rounds, what would change a choice), the tests of the organising form, and the
don't-know shares of ownership questions: he knows how many had a view.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from readiness.core.activity_model import ActivityModel
from readiness.core.scope import Department, Scope
from tests.core.item_statements import ItemStatements
from tests.core.linear import System, Terms, total
from tests.core.owner_statements import OwnerStatements
from tests.core.vote_statements import VoteStatements


class Cell(NamedTuple):
    """A group's answers to a question, in one of the rounds."""

    round: int
    group: str
    question: str


class Count(NamedTuple):
    """How many in a cell gave one answer."""

    cell: Cell
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the attacker takes figures to be made: as documented, unless said otherwise.

    ``clamped``: a small group's score is kept off the ends of the scale before any mean.
    ``kept_back``: a small group of one mind is counted as if one had not gone along.
    ``hidden_pooled``: pooled items count groups that are not shown, too.
    """

    clamped: bool = True
    kept_back: bool = True
    hidden_pooled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One Release as JSON, and the number of valid answers (views) and of all answers in cells."""

    release: Mapping[str, Any]
    scope: Scope
    valid: Mapping[tuple[str, str], int]
    answered: Mapping[tuple[str, str], int]


@dataclass(kw_only=True)
class Attack:
    """What follows from several Releases of the same groups."""

    model: ActivityModel
    rounds: Sequence[Published]
    reading: Reading = Reading()
    system: System = field(default_factory=System)

    def __post_init__(self) -> None:
        """Write down everything that is printed."""
        for number, published in enumerate(self.rounds):
            book = Book(
                round=number,
                model=self.model,
                published=published,
                reading=self.reading,
                system=self.system,
            )
            items, votes = ItemStatements(book), VoteStatements(book)
            items.write()
            votes.write()
            OwnerStatements(book, items, votes).write()

    def joined(self, changes: int) -> None:
        """State that from round to round each count changed by no more than ``changes``."""
        for name in [n for n in self.system.bounds if isinstance(n, Count) and n.cell.round]:
            before = name._replace(cell=name.cell._replace(round=name.cell.round - 1))
            if before in self.system.bounds:
                self.system.between({name: 1.0, before: -1.0}, -changes, changes)

    def counts_of(self, cells: Iterable[Cell]) -> list[Count]:
        """The unknown counts of cells."""
        wanted = set(cells)
        return [n for n in self.system.bounds if isinstance(n, Count) and n.cell in wanted]

    def fixed(self, cells: Iterable[Cell]) -> set[Count]:
        """Counts of ``cells`` that can have one value only."""
        return {n for n in self.system.fixed(self.counts_of(cells)) if isinstance(n, Count)}


@dataclass(kw_only=True)
class Book:
    """What both kinds of statements need: the JSON by code, the unknown counts, who is shown."""

    round: int
    model: ActivityModel
    published: Published
    reading: Reading
    system: System

    def __post_init__(self) -> None:
        """Index the JSON."""
        self.nodes = {(n["department"], n["code"]): n for n in self.published.release["nodes"]}
        self.activities = {a["code"]: a for a in self.published.release["activities"]}
        self.shown = [group["key"] for group in self.published.release["groups"]]
        self.groups = [group.key for group in self.published.scope.groups()]
        self.floor = self.published.release["floor"]
        self.scores: dict[tuple[str | None, str], dict[Any, float]] = {}

    def members(self, group: str) -> tuple[Department, ...]:
        """The departments of a reporting group."""
        return next(g.departments for g in self.published.scope.groups() if g.key == group)

    def cell(self, group: str, question: str) -> Cell:
        """A cell of this round."""
        return Cell(self.round, group, question)

    def counts(self, group: str, question: str, values: Iterable[str], n: int) -> dict[str, Terms]:
        """Unknown counts of a cell by value, which add up to ``n``."""
        cell, system = self.cell(group, question), self.system
        found = {value: system.number(Count(cell, value), 0, n) for value in values}
        system.between(total((1.0, terms) for terms in found.values()), n, n)
        return found

    def helper(self, *name: Any, low: float, high: float, whole: bool = True) -> dict[Any, float]:
        """A number that is no count."""
        return self.system.number((self.round, *name), low, high, whole=whole)

    def is_small(self, n: int) -> bool:
        """Whether a group of ``n`` is protected at the ends."""
        return n < self.model.rules.release.bands_from

    def printed(self, terms: Terms, value: float | None, places: int, factor: float = 1.0) -> None:
        """State that a sum times ``factor`` rounds to ``value``, if it is printed."""
        if value is not None:
            half = 0.5 * 10.0**-places
            self.system.between(terms, (value - half) / factor, (value + half) / factor)
