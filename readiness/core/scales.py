"""Answer scales: maturity levels numbered one by one, or options with numbers of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

NUMERIC = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A maturity level: the answer's value, its number and its place are all ``level``."""

    level: int
    name: str
    meaning: str = ""
    from_hours: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOption:
    """An answer that is not a whole level. Without a number it can be ranked, not averaged.

    ``value`` stands in answer files; ``name`` is what people read. A value that is a number itself
    needs no ``number``.
    """

    value: str
    name: str
    number: float | None = None
    meaning: str = ""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Answers from the lowest to the highest, as ``levels`` or as ``options``.

    ``ordinal`` options have an order and no distance: nothing is averaged over them.
    """

    levels: tuple[Level, ...] = ()
    options: tuple[AnswerOption, ...] = ()
    ordinal: bool = False
    reading_rule: str | None = None

    @cached_property
    def values(self) -> tuple[str, ...]:
        """What stands in answer files, lowest first."""
        return tuple(str(level.level) for level in self.levels) or tuple(
            option.value for option in self.options
        )

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The number of each answer, lowest first; its place (0, 1, ...) on an ordinal scale."""
        if self.levels:
            return tuple(float(level.level) for level in self.levels)
        if self.ordinal:
            return tuple(float(place) for place in range(len(self.options)))
        return tuple(number for option in self.options if (number := number_of(option)) is not None)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The word for each answer, lowest first."""
        return tuple(entry.name for entry in self.levels or self.options)

    @cached_property
    def even_variance(self) -> float:
        """The variance of answers spread evenly over the scale."""
        mean = sum(self.numbers) / len(self.numbers)
        return sum((number - mean) ** 2 for number in self.numbers) / len(self.numbers)

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and the highest number."""
        return self.numbers[0], self.numbers[-1]

    def name(self, number: float) -> str:
        """The word for the answer with ``number``. Raises ValueError when there is none."""
        return self.names[self.numbers.index(number)]

    def meaning(self, number: float) -> str:
        """What the answer with ``number`` means, if the model says it."""
        return (self.levels or self.options)[self.numbers.index(number)].meaning


def number_of(option: AnswerOption) -> float | None:
    """The number of an option: its own, else its value where that is a number."""
    if option.number is not None:
        return option.number
    return float(option.value) if NUMERIC.fullmatch(option.value) else None
