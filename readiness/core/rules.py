"""The parameters of every formula, as they stand under ``rules`` in a model file.

Every one has a default, so that a model states only what it does otherwise. Fields carry the names
of the file's keys; docs/scoring.md and docs/model-format.md explain each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.core.ownership_rules import (
    PRIORITY_FACTORS,
    FormRules,
    Index,
    OwnerScoreRules,
    OwnershipRules,
    PatternRules,
    RaciRules,
)
from readiness.core.scoring_rules import AnswerPolicies, AwardGate, Rounding, Scoring


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRules:
    """What may be seen of a small group."""

    floor: int = 5
    floor_max: int = 10
    bands_from: int = 10
    end_margin: float = 0.05
    few_answers_below: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRule:
    """The share of answers a level needs, and how close counts as a near miss."""

    share: float = 0.6
    near_miss: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibilityRule:
    """Shares of don't know from which an item is doubtful or not visible."""

    caution: float = 0.2
    not_visible: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRules:
    """Null variance of r_wg and the bands that give it a word."""

    null_variance: float | None = None
    weak: float = 0.31
    moderate: float = 0.51
    strong: float = 0.71
    very_strong: float = 0.91
    one_view_small: float = 0.71
    one_view: float = 0.51
    ad_max: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenRules:
    """When departments may be compared on an item."""

    departments: int = 5
    perception_gap: float = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementRules:
    """Score as a share of the target: above each figure the next word holds."""

    partly: float = 0.15
    largely: float = 0.5
    fully: float = 0.85

    @property
    def cuts(self) -> tuple[float, float, float]:
        """The three in rising order."""
        return self.partly, self.largely, self.fully


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All of them."""

    release: ReleaseRules = ReleaseRules()
    answers: AnswerPolicies = AnswerPolicies()
    scoring: Scoring = Scoring()
    rounding: Rounding = Rounding()
    gates: tuple[AwardGate, ...] = ()
    level: LevelRule = LevelRule()
    visibility: VisibilityRule = VisibilityRule()
    not_part_share: float = 0.5
    agreement: AgreementRules = AgreementRules()
    between_departments: BetweenRules = BetweenRules()
    achievement: AchievementRules = AchievementRules()
    ownership: OwnershipRules = OwnershipRules()
    patterns: PatternRules = PatternRules()
    priority_factor: Mapping[str, float] = field(default_factory=lambda: PRIORITY_FACTORS)
    owner_score: OwnerScoreRules = OwnerScoreRules()
    raci: RaciRules = RaciRules()
    indices: tuple[Index, ...] = ()
    forms: FormRules | None = None
