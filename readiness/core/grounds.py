"""What stands behind the figures of a Release: sources, workings, and what would change a choice.

Everything here repeats or follows from figures that the Release prints elsewhere, rounded as they
are there; nothing is computed from what is not printed. docs/results.md describes each key.
"""

from __future__ import annotations

from dataclasses import dataclass

Number = float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeInput:
    """A part that an organisation's score is made from, as it is printed in its own node.

    ``kind`` is group, item, activity or domain; ``code`` the group's key or the node's code.
    """

    code: str
    kind: str
    n: int | None
    score: Number
    score_bound: str | None
    level: Number
    weight: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityBasis:
    """The three figures that a priority is the product of; ``pattern`` gives the factor."""

    weight: Number
    gap: Number
    factor: Number
    pattern: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one criterion that would put another department first.

    ``by`` is what ``department``'s ``criterion`` (0 to 1) would have to gain, or lose if negative.
    """

    department: str
    criterion: str
    by: Number
    to: Number
    room: int | None
    answers: int | None
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySource:
    level: Number
    score: Number
    score_bound: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSource:
    """What an interview or a document says, as the consultant read it."""

    kind: str
    level: Number
    level_word: str | None
    by: str
    reason: str
    seen_on: str
    delta: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSource:
    """What the workshop decided. ``instead``: who is proposed after the accountable declined."""

    level: Number
    level_word: str | None
    accountable: str | None
    responsible: tuple[str, ...]
    consulted: tuple[str, ...]
    informed: tuple[str, ...]
    checks: tuple[str, ...]
    reason: str | None
    dissent: str | None
    decided_on: str
    status: str
    status_on: str | None
    status_by: str | None
    instead: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSource:
    """What a workshop agreed is to be done on an activity: by whom, until when."""

    activity: str
    text: str
    owner: str
    due: str
    hours: int | None
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Three sources side by side. ``delta`` is the decided level less the survey's."""

    survey: SurveySource
    evidence: tuple[EvidenceSource, ...]
    decision: DecisionSource | None
    delta: Number
