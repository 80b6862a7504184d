"""The parameters of every formula, as they stand under ``rules`` in a model file.

Fields carry the names of the file's keys; docs/scoring.md explains each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRules:
    """What may be seen of a small group."""

    floor: int
    floor_max: int
    bands_from: int
    end_margin: float
    few_answers_below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRule:
    """The share of answers a level needs, and how close counts as a near miss."""

    share: float
    near_miss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibilityRule:
    """Shares of don't know from which an item is doubtful or not visible."""

    caution: float
    not_visible: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRules:
    """Null variance of r_wg and the bands that give it a word."""

    null_variance: float
    weak: float
    moderate: float
    strong: float
    very_strong: float
    one_view_small: float
    one_view: float
    ad_max: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenRules:
    """When departments may be compared on an item."""

    departments: int
    perception_gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementRules:
    """Score as a share of the target: above each figure the next word holds."""

    partly: float
    largely: float
    fully: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InvolvedRule:
    """Which departments' work touches an activity."""

    mandate_fit: float
    own_claim: float
    departments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityRule:
    """How often answers are drawn again, and what share of repeats earns which word."""

    repeats: int
    seed: int
    plain: float
    probably: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultRule:
    """The department type that tasks fall to when nobody else takes them."""

    type: str
    should_below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipRules:
    """Everything about ownership patterns that is not a pattern's own threshold."""

    involved: InvolvedRule
    claim_counts_from_others: float
    lead_department_share: float
    near_miss: float
    stability: StabilityRule
    default: DefaultRule
    findings: tuple[str, ...]
    owned: tuple[str, ...]
    unowned: tuple[str, ...]
    not_counted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invisible:
    dont_know: float
    departments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Insufficient:
    departments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphaned:
    nobody: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsourced:
    agency: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The answer that says requests are refused, and the share from which it is reported."""

    item: str
    level: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultedToIt:
    today: float
    refused: Refused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disowned:
    top: float
    own_claim_below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Federated:
    each: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatteredSeveral:
    several: float
    or_several: float
    and_top_below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    claimants: int
    claim: float
    top_below: float
    second: float
    margin_below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatteredSpread:
    effective_owners: float
    top_below: float
    named: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Competent:
    level: int
    departments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    top: float
    second_max: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRules:
    """Thresholds of the ownership patterns, in the order in which they are tried."""

    invisible: Invisible
    insufficient: Insufficient
    orphaned: Orphaned
    outsourced: Outsourced
    defaulted_to_it: DefaultedToIt
    disowned: Disowned
    federated: Federated
    scattered_several: ScatteredSeveral
    contested: Contested
    scattered_spread: ScatteredSpread
    competent: Competent
    clear: Clear
    leaning: Leaning


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaWeights:
    """Weights of the five criteria of the owner score."""

    capability: float
    perceived: float
    mandate_fit: float
    room: float
    dialogue: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PerceivedMix:
    today: float
    should: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyWaiver:
    capability: float
    should: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligible:
    room: int
    authority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    recommended: float
    likely: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceRule:
    n: int
    margin: float
    stability: float
    low_margin: float
    low_stability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerScoreRules:
    """How candidates for an activity are scored and compared."""

    weights: CriteriaWeights
    perceived_mix: PerceivedMix
    dialogue_item: str
    mandate_fit_default: float
    default_penalty: float
    penalty_waived: PenaltyWaiver
    eligible: Eligible
    not_scored_types: tuple[str, ...]
    not_scored_wins_from: float
    margin: Margin
    confidence: ConfidenceRule
    hours_within_weeks: int


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
    max_consulted: int
    max_share_accountable: float
    max_share_if_room_below: int
    claim_needs_letter: float
    default_type_at_least: DefaultTypeLetter
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

    departments: int
    coverage: float
    all_domains: bool
    patterns_share: float
    invisible_below: float
    stability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    score: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRules:
    gate: Gate
    near: Near
    order: tuple[Form, ...]
    new_team_form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All of them."""

    release: ReleaseRules
    level: LevelRule
    visibility: VisibilityRule
    not_part_share: float
    agreement: AgreementRules
    between_departments: BetweenRules
    achievement: AchievementRules
    ownership: OwnershipRules
    patterns: PatternRules
    priority_factor: Mapping[str, float]
    owner_score: OwnerScoreRules
    raci: RaciRules
    indices: tuple[Index, ...]
    forms: FormRules
