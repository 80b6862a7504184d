"""What a workshop decided and what evidence says, checked and set beside the survey's figures.

Neither ever changes a figure of the survey: they stand next to it, with the difference and the
reason.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from readiness.core.grounds import (
    ActionSource,
    DecisionSource,
    EvidenceSource,
    Sources,
    SurveySource,
)
from readiness.core.rounding import whole

if TYPE_CHECKING:
    from readiness.core.grounds import Number
    from readiness.core.release import Node, Ownership
    from readiness.core.scope import Scope
    from readiness.core.tree import Tree

STATUSES = ("proposed", "accepted", "declined", "confirmed")
KINDS = ("interview", "document")
LETTERS = ("responsible", "consulted", "informed")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Levels = Mapping[str, tuple[float, str | None]]
"""The levels of an activity by what stands in files: the number and the word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided of one activity: its level, who does what, or both.

    ``level`` is written as in answer files, departments by their keys, days as 2026-11-23.
    ``status`` says how far the accountable department's head is with it.
    """

    activity: str
    decided_on: str
    level: str | None = None
    accountable: str | None = None
    responsible: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    reason: str | None = None
    dissent: str | None = None
    status: str = "proposed"
    status_on: str | None = None
    status_by: str | None = None

    @property
    def has_letters(self) -> bool:
        """Whether it says who does what."""
        return bool(self.accountable or self.responsible or self.consulted or self.informed)

    @property
    def letters(self) -> dict[str, str]:
        """Each department's letter; who is accountable may do the work, too."""
        found = {key: name[0].upper() for name in LETTERS for key in getattr(self, name)}
        return found | ({self.accountable: "A"} if self.accountable else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The level that a consultant reads from an interview or a document, and why."""

    activity: str
    kind: str
    level: str
    by: str
    reason: str
    seen_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedAction:
    """What is to be done on an activity. ``owner`` is a person by name, ``due`` a day.

    ``status`` says whether that person took it on: proposed, accepted or declined.
    """

    activity: str
    text: str
    owner: str
    due: str
    hours: int | None = None
    status: str = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProblem:
    """What is wrong with the decision, evidence or action in ``place``, counted from 0."""

    place: int
    field: str
    what: str
    mend: str


class SourceError(ValueError):
    """Decisions, evidence or actions do not fit the model, the departments or the survey."""

    def __init__(
        self,
        *,
        decisions: list[SourceProblem],
        evidence: list[SourceProblem],
        actions: list[SourceProblem],
    ) -> None:
        self.decisions, self.evidence, self.actions = decisions, evidence, actions
        found = [*decisions, *evidence, *actions]
        super().__init__("; ".join(f"{p.field}: {p.what}. {p.mend}" for p in found))


def levels_of(tree: Tree, code: str) -> Levels:
    """The levels that an activity may be given; empty where the model gives it none."""
    branch, key = tree.branches[code], tree.model.key_items.get(code)
    name = branch.level.scale if branch.level is not None else None
    if name is None and branch.level is not None:
        return {value: (float(value), None) for value in tree.values_of(code)}
    if name is None and key is not None and key.code in tree.items:
        name = key.scale
    if name is None:
        return {}
    scale = tree.model.scales[name]
    found = zip(scale.values, scale.numbers, scale.names, strict=True)
    return {value: (number, word) for value, number, word in found}


@dataclass(frozen=True, kw_only=True)
class SourceDesk:
    """Checks decisions and evidence and puts them beside the survey's ``nodes`` by code."""

    tree: Tree
    scope: Scope
    nodes: Mapping[str, Node]
    decisions: Sequence[Decision]
    evidence: Sequence[Evidence]
    actions: Sequence[AgreedAction] = ()

    def check(self) -> None:
        """Raise SourceError with every problem."""
        decisions = [
            SourceProblem(place=place, field=field, what=what, mend=mend)
            for place, found in enumerate(self.decisions)
            for field, what, mend in self._faults(place, found)
        ]
        evidence = [
            SourceProblem(place=place, field=field, what=what, mend=mend)
            for place, found in enumerate(self.evidence)
            for field, what, mend in self._faults_of_evidence(found)
        ]
        actions = [
            SourceProblem(place=place, field=field, what=what, mend=mend)
            for place, action in enumerate(self.actions)
            for field, what, mend in self._faults_of_action(action)
        ]
        if decisions or evidence or actions:
            raise SourceError(decisions=decisions, evidence=evidence, actions=actions)

    @cached_property
    def decided(self) -> dict[str, Decision]:
        """The decision on every activity that has one."""
        return {found.activity: found for found in self.decisions}

    def agreed_actions(self) -> tuple[ActionSource, ...]:
        """What is to be done, the earliest day first."""
        order = list(self.tree.model.activities)
        found = sorted(self.actions, key=lambda a: (a.due, order.index(a.activity)))
        return tuple(ActionSource(**asdict(action)) for action in found)

    def sources(self, code: str, checks: tuple[str, ...], owner: Ownership | None) -> Sources:
        """The three sources of an activity. ``checks`` are those of the decided letters."""
        node, decision = self.nodes[code], self.decided.get(code)
        level, _word = self._level(code, decision.level if decision else None)
        return Sources(
            survey=SurveySource(level=node.level, score=node.score, score_bound=node.score_bound),
            evidence=tuple(self._evidence(e) for e in self.evidence if e.activity == code),
            decision=self._decision(decision, checks, owner) if decision else None,
            delta=_less(level, node.level),
        )

    # What is wrong

    def _faults(self, place: int, found: Decision) -> Iterator[tuple[str, str, str]]:
        first = next(i for i, d in enumerate(self.decisions) if d.activity == found.activity)
        if first < place:
            yield (
                "activity",
                f"there is another decision on {found.activity} before",
                "Keep one of them",
            )
        yield from self._activity_faults(found.activity)
        if found.level is None and not found.has_letters:
            yield (
                "level",
                "nothing is decided here",
                "Write a level, an accountable department or both",
            )
        yield from self._level_faults(found.activity, found.level)
        yield from self._letter_faults(found)
        yield from _day_faults("decided_on", found.decided_on)
        yield from _status_faults(found)
        if not found.reason and self._differs(found):
            level = self.nodes[found.activity].level
            said = "shows no level" if level is None else f"says {_plain(level)}"
            yield (
                "reason",
                f"the survey {said}, the decision {found.level}, and no reason is given",
                "Write why the workshop decided otherwise",
            )

    def _faults_of_evidence(self, found: Evidence) -> Iterator[tuple[str, str, str]]:
        yield from self._activity_faults(found.activity)
        if found.kind not in KINDS:
            yield "kind", f"“{found.kind}” is unknown", f"Known: {', '.join(KINDS)}"
        if not found.level:
            yield "level", "no level is given", "Write the level that the evidence shows"
        yield from self._level_faults(found.activity, found.level or None)
        for field, text in (("by", found.by), ("reason", found.reason)):
            if not text:
                yield field, "this is empty", "Write who looked at it, and what shows the level"
        yield from _day_faults("seen_on", found.seen_on)

    def _faults_of_action(self, found: AgreedAction) -> Iterator[tuple[str, str, str]]:
        yield from self._activity_faults(found.activity)
        for field, text in (("text", found.text), ("owner", found.owner)):
            if not text:
                yield field, "this is empty", "Write what is to be done, and by whom"
        yield from _day_faults("due", found.due)
        if found.status not in STATUSES:
            yield "status", f"“{found.status}” is unknown", f"Known: {', '.join(STATUSES)}"

    def _activity_faults(self, code: str) -> Iterator[tuple[str, str, str]]:
        if code in self.scope.closed and code in self.tree.model.activities:
            yield "activity", f"{code} is closed", "Leave the row out"
        elif code in self.tree.model.activities and code not in self.tree.branches:
            yield "activity", f"{code} is not part of this assessment", "Leave the row out"
        elif code not in self.tree.model.activities:
            known = ", ".join(self.tree.model.activities)
            yield "activity", f"“{code}” is not an activity", f"Known: {known}"

    def _level_faults(self, code: str, level: str | None) -> Iterator[tuple[str, str, str]]:
        if level is None or code not in self.tree.branches:
            return
        known = levels_of(self.tree, code)
        if not known:
            yield "level", f"the model gives {code} no level", "Leave the level empty"
        elif level not in known:
            yield "level", f"“{level}” is not a level of {code}", f"Known: {', '.join(known)}"

    def _letter_faults(self, found: Decision) -> Iterator[tuple[str, str, str]]:
        given = [("accountable", found.accountable)] if found.accountable else []
        given += [(letter, key) for letter in LETTERS for key in getattr(found, letter)]
        if given and not self.tree.model.asks_for_owners:
            yield given[0][0], "the model does not ask who looks after it", "Leave it empty"
            return
        if given and not found.accountable:
            yield "accountable", "nobody is accountable", "Write the key of exactly one department"
        known = [department.key for department in self.scope.departments]
        held: dict[str, str] = {}
        for letter, key in given:
            if key not in known:
                yield letter, f"the department “{key}” is unknown", f"Known: {', '.join(known)}"
            elif key in held and (held[key], letter) != ("accountable", "responsible"):
                yield letter, f"{key} is {held[key]} already", "Give a department one letter"
            held.setdefault(key, letter)

    def _differs(self, found: Decision) -> bool:
        if found.level is None or found.activity not in self.tree.branches:
            return False
        level, _word = self._level(found.activity, found.level)
        return level is not None and level != self.nodes[found.activity].level

    # What stands in the Release

    def _level(self, code: str, text: str | None) -> tuple[Number, str | None]:
        if text is None:
            return None, None
        number, word = levels_of(self.tree, code).get(text, (None, None))
        return (None if number is None else whole(number)), word

    def _evidence(self, found: Evidence) -> EvidenceSource:
        level, word = self._level(found.activity, found.level)
        return EvidenceSource(
            kind=found.kind,
            level=level,
            level_word=word,
            by=found.by,
            reason=found.reason,
            seen_on=found.seen_on,
            delta=_less(level, self.nodes[found.activity].level),
        )

    def _decision(
        self, found: Decision, checks: tuple[str, ...], owner: Ownership | None
    ) -> DecisionSource:
        level, word = self._level(found.activity, found.level)
        alone = (found.accountable,) if found.accountable else ()
        return DecisionSource(
            level=level,
            level_word=word,
            accountable=found.accountable,
            responsible=tuple(sorted(set(found.responsible))) or alone,
            consulted=tuple(sorted(set(found.consulted))),
            informed=tuple(sorted(set(found.informed))),
            checks=checks,
            reason=found.reason,
            dissent=found.dissent,
            decided_on=found.decided_on,
            status=found.status,
            status_on=found.status_on,
            status_by=found.status_by,
            instead=_next_in_line(found, owner) if found.status == "declined" else None,
        )


def _next_in_line(found: Decision, owner: Ownership | None) -> str | None:
    """Who is proposed once the accountable department has declined."""
    line = (owner.recommended, owner.runner_up) if owner is not None else ()
    return next((key for key in line if key is not None and key != found.accountable), None)


def _status_faults(found: Decision) -> Iterator[tuple[str, str, str]]:
    if found.status not in STATUSES:
        yield "status", f"“{found.status}” is unknown", f"Known: {', '.join(STATUSES)}"
    elif found.status != "proposed" and not found.accountable:
        yield "status", f"nobody is accountable who could be “{found.status}”", "Name one"
    if found.status_on is not None:
        yield from _day_faults("status_on", found.status_on)
        known = _is_day(found.status_on) and _is_day(found.decided_on)
        if known and found.status_on < found.decided_on:
            yield "status_on", "this is before the decision", "Correct one of the two days"
    elif found.status in STATUSES[1:]:
        yield "status_on", f"since when it is {found.status} is not said", "Write the day"


def _day_faults(field: str, text: str) -> Iterator[tuple[str, str, str]]:
    if not _is_day(text):
        what = f"“{text}” is not a day" if text else "the day is missing"
        yield field, what, "Write it as year-month-day, like 2026-11-23"


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return DAY.fullmatch(text) is not None


def _plain(number: float) -> str:
    return str(whole(number))


def _less(one: Number, other: Number) -> Number:
    return None if one is None or other is None else whole(one - other)
