"""How a model turns answers into scores and levels: the part of its rules that shapes the tree.

docs/model-format.md shows each mechanism with an example.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBy:
    """How a domain, an activity or the whole gets its score from what is below it.

    ``of`` says from what: the ``parts`` directly below, all ``items`` below, or the ``levels`` of
    the parts directly below. ``at_level`` keeps only those that carry this level. Weights count in
    mean, sum, share, additive and deduction; 0 leaves a part out.
    """

    rule: Literal["mean", "sum", "minimum", "maximum", "share", "additive", "deduction", "none"] = (
        "mean"
    )
    of: Literal["parts", "items", "levels"] = "parts"
    at_level: int | None = None
    at_least: str | None = None
    among: tuple[str, ...] = ()
    start: float = 0.0
    onto: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A word of the scale for scores ``from`` (closed) or ``above`` (open) a number."""

    value: str
    at_least: float | None = field(default=None, metadata={"key": "from"})
    above: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Domains or activities that must have reached a level."""

    areas: tuple[str, ...]
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A level of the whole and everything it needs."""

    level: int
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelBy:
    """How a domain, an activity or the whole gets a level.

    cumulative: level L when everything at levels 1 to L is ``at_least`` an answer or ``among``
    several; ``lower_at_least`` and ``lower_among`` say otherwise for the levels below L.
    bands: the word of ``scale`` that the score falls into. minimum: the lowest level below.
    staged: the highest of ``stages`` whose needs and all earlier ones are met.
    """

    rule: Literal["cumulative", "bands", "minimum", "staged", "none"]
    scale: str | None = None
    of: Literal["parts", "items"] = "items"
    at_least: str | None = None
    among: tuple[str, ...] = ()
    lower_at_least: str | None = None
    lower_among: tuple[str, ...] = ()
    empty: Literal["passes", "stops"] = "passes"
    start: int = 0
    bands: tuple[Band, ...] = ()
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The score rule and level rule of one kind of node."""

    score: ScoreBy = ScoreBy()
    level: LevelBy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeWays:
    """The score rule, level rule and targets of the whole."""

    score: ScoreBy = ScoreBy()
    level: LevelBy | None = None
    target: float | None = None
    target_level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """What holds for every activity, every domain and the whole unless a node says otherwise."""

    activities: Ways = Ways()
    domains: Ways = Ways()
    overall: WholeWays = WholeWays()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPolicies:
    """What is done with answers that are none. Without ``not_applicable`` nobody may give na."""

    dont_know: Literal["exclude", "not_met"] = "exclude"
    unanswered: Literal["exclude", "zero", "not_met", "void"] = "exclude"
    not_applicable: Literal["exclude", "met", "target", "block"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """Decimals of scores and how they are made; ``each_node`` rounds before going up the tree."""

    decimals: int = 1
    method: Literal["half_up", "cut"] = "half_up"
    stage: Literal["display", "each_node"] = "display"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateTest:
    """A figure of one node that must reach a number; equality passes. ``of`` may be overall."""

    of: str
    figure: Literal["score", "level"] = "score"
    at_least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardGate:
    """Several tests reported one by one and together."""

    code: str
    title: str
    tests: tuple[GateTest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A selection of the model's items, such as core and extended."""

    code: str
    title: str
