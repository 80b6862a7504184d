"""The parameters of ownership, RACI and organising form, as they stand under ``rules``.

A model that asks for owners may leave any of them out; the defaults are those of the first model.
Fields carry the names of the file's keys; docs/scoring.md explains each of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Literal

# Every ownership pattern the core can name, in the order in which they are tried.
PATTERN_CODES = (
    "invisible",
    "insufficient",
    "orphaned",
    "outsourced",
    "defaulted_to_it",
    "disowned",
    "federated",
    "scattered_competent",
    "scattered_weak",
    "contested",
    "clear",
    "leaning",
    "unsettled",
)
FINDINGS = (
    "invisible",
    "orphaned",
    "outsourced",
    "defaulted_to_it",
    "disowned",
    "scattered_competent",
    "scattered_weak",
    "contested",
)
# How much more urgent an activity is when its owner is missing or in doubt.
PRIORITY_FACTORS = MappingProxyType(
    dict.fromkeys(PATTERN_CODES, 1.0)
    | {"orphaned": 1.5, "disowned": 1.5, "invisible": 1.4, "defaulted_to_it": 1.4}
    | {"outsourced": 1.25, "contested": 1.25, "scattered_weak": 1.25}
    | {"scattered_competent": 1.1, "unsettled": 1.1}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvolvedRule:
    """Which departments' work touches an activity."""

    mandate_fit: float = 0.5
    own_claim: float = 0.2
    departments: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityRule:
    """How often answers are drawn again, and what share of repeats earns which word."""

    repeats: int = 1000
    seed: int = 2006
    plain: float = 0.8
    probably: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultRule:
    """The department type that tasks fall to when nobody else takes them."""

    type: str
    should_below: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipRules:
    """Everything about ownership patterns that is not a pattern's own threshold."""

    involved: InvolvedRule = InvolvedRule()
    claim_counts_from_others: float = 0.1
    lead_department_share: float = 0.25
    near_miss: float = 0.05
    stability: StabilityRule = StabilityRule()
    default: DefaultRule | None = None
    findings: tuple[str, ...] = FINDINGS
    owned: tuple[str, ...] = ("clear", "leaning", "federated")
    unowned: tuple[str, ...] = ("orphaned", "disowned", "invisible", "defaulted_to_it")
    not_counted: tuple[str, ...] = ("insufficient",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invisible:
    dont_know: float = 0.5
    departments: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Insufficient:
    departments: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphaned:
    nobody: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsourced:
    agency: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The answer that says requests are refused, and the share from which it is reported."""

    item: str
    level: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultedToIt:
    today: float = 0.35
    refused: Refused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disowned:
    top: float = 0.4
    own_claim_below: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Federated:
    each: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatteredSeveral:
    several: float = 0.3
    or_several: float = 0.25
    and_top_below: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    claimants: int = 2
    claim: float = 0.5
    top_below: float = 0.5
    second: float = 0.25
    margin_below: float = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatteredSpread:
    effective_owners: float = 3.0
    top_below: float = 0.3
    named: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Competent:
    level: int = 3
    departments: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    top: float = 0.6
    second_max: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    top: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRules:
    """Thresholds of the ownership patterns, in the order in which they are tried."""

    invisible: Invisible = Invisible()
    insufficient: Insufficient = Insufficient()
    orphaned: Orphaned = Orphaned()
    outsourced: Outsourced = Outsourced()
    defaulted_to_it: DefaultedToIt = DefaultedToIt()
    disowned: Disowned = Disowned()
    federated: Federated = Federated()
    scattered_several: ScatteredSeveral = ScatteredSeveral()
    contested: Contested = Contested()
    scattered_spread: ScatteredSpread = ScatteredSpread()
    competent: Competent = Competent()
    clear: Clear = Clear()
    leaning: Leaning = Leaning()


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaWeights:
    """Weights of the five criteria of the owner score."""

    capability: float = 0.3
    perceived: float = 0.25
    mandate_fit: float = 0.15
    room: float = 0.15
    dialogue: float = 0.15

    @property
    def by_name(self) -> dict[str, float]:
        """The weight of each criterion."""
        return {field.name: float(getattr(self, field.name)) for field in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PerceivedMix:
    today: float = 0.6
    should: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyWaiver:
    capability: float = 3.0
    should: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligible:
    room: int = 1
    authority: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    recommended: float = 10.0
    likely: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceRule:
    n: int = 10
    margin: float = 10.0
    stability: float = 0.8
    low_margin: float = 5.0
    low_stability: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerScoreRules:
    """How candidates for an activity are scored and compared."""

    weights: CriteriaWeights = CriteriaWeights()
    perceived_mix: PerceivedMix = PerceivedMix()
    dialogue_item: str | None = None
    mandate_fit_default: float = 0.25
    default_penalty: float = 20.0
    penalty_waived: PenaltyWaiver = PenaltyWaiver()
    eligible: Eligible = Eligible()
    not_scored_types: tuple[str, ...] = ()
    not_scored_wins_from: float = 0.4
    margin: Margin = Margin()
    confidence: ConfidenceRule = ConfidenceRule()
    hours_within_weeks: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultTypeLetter:
    letter: Literal["C", "I"]
    activities: tuple[str, ...] = field(metadata={"key": "in"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RaciLink:
    """Whoever is accountable for one activity holds at least this letter in others."""

    accountable_for: tuple[str, ...]
    at_least: Literal["C", "I"]
    activities: tuple[str, ...] = field(metadata={"key": "in"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RaciRules:
    max_consulted: int = 4
    max_share_accountable: float = 0.4
    max_share_if_room_below: int = 2
    claim_needs_letter: float = 0.5
    default_type_at_least: DefaultTypeLetter | None = None
    links: tuple[RaciLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A figure of the whole organisation, named so that the forms' conditions can test it."""

    code: str
    title: str
    kind: Literal[
        "activities",
        "overall",
        "departments_below",
        "departments_from",
        "patterns",
        "lead_room",
        "should_option",
        "shortfall",
    ]
    of: tuple[str, ...] = ()
    at_least: int = 1
    threshold: float = 0.0
    patterns: tuple[str, ...] = ()
    option: str = ""

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share (printed as a whole per cent) and not a score."""
        return self.kind in {"departments_below", "departments_from", "patterns", "should_option"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A test of one index, or ``any`` of several tests."""

    index: str | None = None
    below: float | None = None
    at_least: float | None = None
    above_index: str | None = None
    any: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One organising form: all its conditions must hold."""

    code: str
    title: str
    conditions: tuple[Condition, ...]
    always: str
    host_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What is needed before any form is named."""

    departments: int = 3
    coverage: float = 0.4
    all_domains: bool = True
    patterns_share: float = 0.75
    invisible_below: float = 0.5
    stability: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    score: float = 0.15
    share: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRules:
    order: tuple[Form, ...]
    gate: Gate = Gate()
    near: Near = Near()
    new_team_form: str | None = None
