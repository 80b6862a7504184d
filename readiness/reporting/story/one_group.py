"""One reporting group in a Release: its figures, its part in every activity, what it can do next.

A group is one department, or several that are shown together. Nothing here computes a figure: what
the Release does not show of the group is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from readiness.core.parts import Action
from readiness.core.release import ActivityResult, GroupRef, Node, OwnerLoad, Release
from readiness.core.tree import OVERALL
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.sources import agreed
from readiness.reporting.story.standing import Standing, standing
from readiness.reporting.story.wording import isolated

DOING = ("A", "R")
"""The letters of those who have something to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A step of an activity in which the department has something to do, or should have."""

    result: ActivityResult
    action: Action
    letter: str = ""


@dataclass(frozen=True, kw_only=True)
class View:
    """What the pages about one group read from."""

    reading: Reading
    group: GroupRef

    @property
    def key(self) -> str:
        return self.group.key

    @property
    def name(self) -> str:
        """The group's name inside a sentence."""
        return isolated(self.group.name)

    @property
    def release(self) -> Release:
        return self.reading.release

    # Figures

    def node(self, code: str) -> Node | None:
        """The group's own node."""
        return self.reading.node(code, self.key)

    def standing(self, code: str) -> Standing | None:
        """Where the group stands."""
        return standing(self.reading, self.node(code))

    def whole(self, code: str) -> Standing | None:
        """Where the organisation stands."""
        return standing(self.reading, self.reading.node(code))

    @cached_property
    def overall(self) -> Standing | None:
        """The group as a whole."""
        return self.standing(OVERALL)

    @cached_property
    def activities(self) -> tuple[Standing, ...]:
        """Activities with a figure of the group, the largest gap first, then the lowest."""
        codes = self.reading.results
        found = [entry for code in codes if (entry := self.standing(code))]
        return tuple(sorted(found, key=_order))

    @cached_property
    def compared(self) -> tuple[Standing, ...]:
        """What is spoken of: activities; where only wider areas have targets, those."""
        domains = [d.code for d in self.reading.model.all_domains]
        if not any(entry.gap is not None for entry in self.activities):
            found = [entry for code in domains if (entry := self.standing(code))]
            aimed = [entry for entry in found if entry.gap is not None]
            if aimed:
                return tuple(sorted(aimed, key=_order))
        return self.activities

    def shared(self) -> list[Standing]:
        """What is furthest from its target; several where they are alike."""
        behind = [entry for entry in self.compared if entry.gap]
        return alike(behind, behind[0]) if behind else []

    # Duties

    @cached_property
    def letters(self) -> dict[str, str]:
        """The group's letter in every activity: of several departments the one that does most."""
        keys = set(self.group.departments)
        found: dict[str, str] = {}
        if not self.reading.model.asks_for_owners:
            return found
        for result in self.release.activities:
            duties = agreed(result) or known(result.raci)
            for letter, held in (
                ("A", (duties.accountable,)),
                ("R", duties.responsible),
                ("C", duties.consulted),
                ("I", duties.informed),
            ):
                if keys.intersection(key for key in held if key):
                    found.setdefault(result.code, letter)
        return found

    @cached_property
    def loads(self) -> tuple[OwnerLoad, ...]:
        """What the group's departments would carry if all proposals were accepted."""
        keys = self.group.departments
        return tuple(load for load in self.release.owners if load.department in keys)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The next steps the group can take: what it would answer for first, then what it does."""
        if not self.reading.model.asks_for_owners:
            return tuple(self._own_steps())
        found = [
            Task(result=result, action=action, letter=self.letters[result.code])
            for result in self.reading.ranked
            if self.letters.get(result.code) in DOING and (action := self.reading.step_of(result))
        ]
        return tuple(sorted(found, key=lambda task: task.letter))

    def _own_steps(self) -> Iterable[Task]:
        """From the group's own level, where it is below the target."""
        for entry in self.activities:
            result, level = self.reading.results[entry.node.code], entry.node.level
            action = (
                self.reading.activity(result.code).step_from(int(level))
                if level is not None
                else self.reading.step_of(result)
            )
            if entry.gap and action is not None:
                yield Task(result=result, action=action)


def _order(entry: Standing) -> tuple[bool, float, float]:
    """Largest gap first; what has no target after what has one, the lowest first."""
    return entry.gap is None, -entry.behind, entry.share


def alike(rows: Iterable[Standing], first: Standing) -> list[Standing]:
    """Those with the same gap on the same scale as ``first``."""
    return [e for e in rows if (e.axis, e.gap) == (first.axis, first.gap)]


def duty_words(letter: str) -> str:
    """What a letter means for the department itself."""
    words = {
        "A": _("answers for it"),
        "R": _("does the work"),
        "C": _("is asked before"),
        "I": _("is told after"),
    }
    return words.get(letter, letter)


def pooled(reading: Reading, code: str) -> bool:
    """Whether only people of all departments together were asked about an activity."""
    profile = reading.release.model.profile
    items = [item for item in reading.activity(code).items if item.is_in(profile)]
    return bool(items) and all(reading.model.is_pooled(item) for item in items)
