"""Answers that nobody gave, for a sample of the report: plausible, varied, the same each time.

Counts only: how often each department would have given each value. They are drawn question by
question, so that the order of departments and questions changes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from readiness.core.tree import items_in_scope

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from readiness.core.activity_model import ActivityModel
    from readiness.core.parts import Item
    from readiness.core.scope import Scope

    Array = NDArray[Any]

PEOPLE = 12
"""Answers of every department: above any floor."""
FEW = 4
"""Those of them that a question for some is put to."""
UNSURE, NOT_OURS = 0.25, 0.12
"""Of the answers that a department has beyond the floor: don't knows, and not our work."""
LOW, HIGH = 0.25, 0.9
"""Where on its scale an activity's answers lie, as parts of it."""
APART, WIDE = 0.18, 0.16
"""How far departments are from that, and how far people are from their department."""
YES = 0.65
FIRST, SECOND, TEAM = 0.6, 0.2, 0.1
"""Shares of those wanted most, and of all other answers together."""
PICTURES = ("one", "two", "option", "one", "unsure", "default")
"""What people see an activity's owner in, activity after activity."""

Counts = dict[tuple[str, str, str], int]


def made_up_counts(
    *,
    model: ActivityModel,
    scope: Scope,
    allowed: Mapping[str, Collection[str]],
    dont_know: str,
    not_part: str,
    seed: str,
) -> Counts:
    """How often each department would have answered what.

    ``allowed`` holds the values of every question. The same ``seed`` gives the same counts.
    """
    desk = _Desk(model, scope, allowed, dont_know, not_part, seed)
    found: Counts = {}
    for department in desk.keys:
        for question, counts in desk.answers(department):
            for value, number in counts.items():
                if number:
                    found[department, question, value] = number
    return found


@dataclass(frozen=True)
class _Desk:
    model: ActivityModel
    scope: Scope
    allowed: Mapping[str, Collection[str]]
    dont_know: str
    not_part: str
    seed: str

    @property
    def keys(self) -> list[str]:
        return [department.key for department in self.scope.departments]

    def answers(self, department: str) -> Iterator[tuple[str, dict[str, int]]]:
        """Every question that the department is asked, with its counts by value."""
        asked = items_in_scope(
            model=self.model, profile=self.scope.profile, closed=self.scope.closed
        )
        for item in self.model.items.values():
            if item.code in asked and self._applies(item, department):
                yield item.code, self._rated(item, department)
                for criterion in item.criteria:
                    yield criterion.code, self._confirmed(criterion.code, item, department)
        for code, activity in self.model.today_codes.items():
            if activity.code not in self.scope.closed:
                yield code, self._named(code, department)
        for code in self.model.should_codes:
            yield code, self._wanted(code, department)
        for question in self.model.profile_questions:
            values = [option.code for option in question.options]
            yield question.code, self._spread(question.code, department, values)

    def _applies(self, item: Item, department: str) -> bool:
        activity = self.model.activity_of.get(item.code)
        if activity is None or item.referent != "department":
            return True
        return not self.scope.is_not_applicable(department=department, activity=activity.code)

    def _people(self, item: Item) -> int:
        audience = self.model.audiences[item.audience]
        return FEW if audience.pooled or audience.optional else PEOPLE

    # One question

    def _rated(self, item: Item, department: str) -> dict[str, int]:
        """Answers around a place on the scale, some of them without a view."""
        people, chance = self._people(item), self._chance(item.code, department)
        spare = max(people - self.scope.floor, 0)
        unsure = int(chance.binomial(spare, UNSURE))
        others = 0
        if self.not_part in self.allowed[item.code]:
            others = int(chance.binomial(spare - unsure, NOT_OURS))
        values = self.model.scales[item.scale].values
        place = self._place(item, department)
        steps = np.linspace(0, 1, len(values))
        weights = np.exp(-(((steps - place) / (2 * WIDE)) ** 2) * 2)
        counts = _drawn(chance, people - unsure - others, values, weights)
        return counts | {self.dont_know: unsure, self.not_part: others}

    def _place(self, item: Item, department: str) -> float:
        """Where on the scale the department's answers lie, from 0 to 1."""
        activity = self.model.activity_of.get(item.code)
        about = activity.code if activity else item.code
        middle = self._chance(about).uniform(LOW, HIGH)
        return float(np.clip(middle + self._chance(about, department).normal(0, APART), 0, 1))

    def _confirmed(self, code: str, item: Item, department: str) -> dict[str, int]:
        yes, no = [value for value in self.allowed[code] if value != self.dont_know]
        people = self._people(item)
        chosen = int(self._chance(code, department).binomial(people, YES))
        return {yes: chosen, no: people - chosen}

    def _named(self, code: str, department: str) -> dict[str, int]:
        """Who is seen as owner today: one department, two, another answer, or nobody can tell."""
        first, second, option = self._chosen(code)
        picture = PICTURES[(list(self.model.today_codes).index(code) + self._turn) % len(PICTURES)]
        shares = dict.fromkeys(self.allowed[code], 0.02)
        if picture == "two":
            mine = department if department in (first, second) else first
            shares |= {first: 0.45, second: 0.4, mine: 0.85}
        elif picture == "option" and option:
            shares |= {option: 0.6, first: 0.2}
        elif picture == "unsure":
            shares |= {self.dont_know: 0.6, first: 0.2}
        else:
            owner = self._default(first) if picture == "default" else first
            shares |= {owner: 0.7, self.dont_know: 0.1}
        return self._shared(code, department, shares)

    def _wanted(self, code: str, department: str) -> dict[str, int]:
        """Who should be: mostly one department, some another, a few something else."""
        first, second, option = self._chosen(code)
        shares = dict.fromkeys(self.allowed[code], 0.01) | {second: SECOND, first: FIRST}
        shares |= {option: TEAM} if option else {}
        return self._shared(code, department, shares)

    def _chosen(self, code: str) -> tuple[str, str, str | None]:
        """Two departments and another answer to a question on owners."""
        chance = self._chance(code)
        first, second = chance.permutation(len(self.keys))[[0, -1]]
        options = sorted(set(self.allowed[code]) - {*self.keys, self.dont_know})
        option = options[int(chance.integers(len(options)))] if options else None
        return self.keys[int(first)], self.keys[int(second)], option

    def _default(self, otherwise: str) -> str:
        """A department of the type that tasks fall to."""
        rule = self.model.rules.ownership.default
        found = (d.key for d in self.scope.departments if rule and d.type == rule.type)
        return next(found, otherwise)

    def _shared(self, code: str, department: str, shares: Mapping[str, float]) -> dict[str, int]:
        chance = self._chance(code, department)
        return _drawn(chance, PEOPLE, list(shares), np.array(list(shares.values())))

    def _spread(self, code: str, department: str, values: Sequence[str]) -> dict[str, int]:
        return _drawn(self._chance(code, department), PEOPLE, values, np.ones(len(values)))

    # Chance

    @property
    def _turn(self) -> int:
        return zlib.crc32(self.seed.encode())

    def _chance(self, *about: str) -> np.random.Generator:
        """Of its own for everything that is drawn, and the same each time."""
        return np.random.default_rng([self._turn, *(zlib.crc32(text.encode()) for text in about)])


def _drawn(
    chance: np.random.Generator, people: int, values: Sequence[str], weights: Array
) -> dict[str, int]:
    counts = chance.multinomial(people, weights / weights.sum())
    return {value: int(number) for value, number in zip(values, counts, strict=True)}
