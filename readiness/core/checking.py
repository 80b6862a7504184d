"""What every check of a model's meaning needs: typed model, nodes and the problems so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from readiness.core.document import Node, Problem, shorten
from readiness.core.shape import report, suggestion

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.parts import Activity, Item
    from readiness.core.scales import Scale

Steps = tuple[str | int, ...]
MIN_LEVELS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """One validation. ``steps`` are the keys and positions (from 0) that lead to a value."""

    model: ActivityModel
    root: Node
    problems: list[Problem]
    activities: Mapping[str, Activity]
    items: Mapping[str, Item]

    def scale(self, name: str) -> Scale | None:
        """The scale, if there is one and its answers are in order: one problem, said once."""
        scale = self.model.scales.get(name)
        if scale is None or bool(scale.levels) == bool(scale.options):
            return None
        numbers, answers = scale.numbers, len(scale.levels or scale.options)
        rising = all(low < high for low, high in pairwise(numbers))
        whole = not scale.levels or numbers[-1] - numbers[0] == answers - 1
        good = answers >= MIN_LEVELS and len(numbers) == answers and rising and whole
        return scale if good else None

    def refuse(self, steps: Steps, what: str, mend: str) -> None:
        """Note a problem at the value that ``steps`` lead to."""
        report(self.problems, self.root.at(*steps), what, mend)

    def known(self, steps: Steps, word: str, known: Collection[str], kind: str) -> bool:
        """Refuse a ``word`` that is not among the ``known`` ones of its ``kind``."""
        if word in known:
            return True
        self.refuse(steps, f"there is no {kind} “{shorten(word)}”", suggestion(word, [*known]))
        return False

    def once(self, steps: Steps, words: Sequence[str], key: str | None = None) -> None:
        """Refuse a word that a list, or a list of mappings under ``key``, holds twice."""
        first: dict[str, int] = {}
        for i, word in enumerate(words):
            place = (*steps, i) if key is None else (*steps, i, key)
            if word in first:
                what = f"{shorten(word)} stands in line {first[word]} already"
                self.refuse(place, what, "Remove or rename one of them")
            else:
                first[word] = self.root.at(*place).line

    def all_known(
        self, steps: Steps, words: Sequence[str], known: Collection[str], kind: str
    ) -> None:
        """Refuse unknown and repeated words of a list."""
        for i, word in enumerate(words):
            self.known((*steps, i), word, known, kind)
        self.once(steps, words)

    def within(self, steps: Steps, value: float, low: float, high: float) -> None:
        """Refuse a number outside ``low`` to ``high``."""
        if not low <= value <= high:
            what = f"{self.root.at(*steps).text} is not from {low:g} to {high:g}"
            self.refuse(steps, what, f"Give a number from {low:g} to {high:g}")
