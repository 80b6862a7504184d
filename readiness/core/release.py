"""The Release: every figure that may be printed, rounded once. Pages, reports and exports print it.

Shares are whole per cent, scores have one decimal, statistics two; None means that there is no
figure. docs/results.md describes each key of the JSON.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.core.grounds import ActionSource, Change, NodeInput, PriorityBasis, Sources

FORMAT = 1

Number = float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRef:
    """Which model was used, and which selection of its items (None: all of them)."""

    id: str
    title: str
    version: str
    sha256: str
    profile: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRef:
    name: str | None
    period: str | None
    headcount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Answers of shown departments; ``departments`` counts all in scope, ``shown`` those shown."""

    answered: int
    invited: int | None
    share: Number
    departments: int
    shown: int
    joined: int
    few: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRef:
    """A department in scope; ``group`` is None when its answers are not shown."""

    key: str
    name: str
    type: str | None
    group: str | None
    head: str | None
    hours: int | None
    room: int | None
    authority: int | None
    headcount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRef:
    key: str
    name: str
    departments: tuple[str, ...]
    answered: int
    invited: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """``view`` and ``band`` are words; the figures are of the organisation only.

    ``rwg_star`` is r*_wg(J), the mean of the r_wg of the items below an activity or a domain.
    """

    view: str | None = None
    band: str | None = None
    rwg: Number = None
    rwg_star: Number = None
    ad: Number = None
    icc1: Number = None
    icc2: Number = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A level or pattern almost reached: its share and the share it needed, in per cent."""

    name: str
    share: Number
    needed: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeBasis:
    """How a figure is made: rule, lead or lowest group, how many of how many parts counted.

    ``left_out`` says why parts were not counted: not_applicable, dont_know, unanswered, not_part,
    too_few or weight, each with the number of parts.
    """

    rule: str
    lead: str | None = None
    lowest: str | None = None
    highest: str | None = None
    spread: Number = None
    counted: int = 0
    of: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Overall, a domain, an activity or an item; of the organisation or of one group.

    ``parent`` is the code of the node above. ``low`` and ``high`` are the ends of the score's own
    scale; ``target`` and ``gap`` are on it, ``target_level`` and ``level_gap`` in levels.
    ``interval`` holds the ends of the 95 % interval of an item's score.
    """

    code: str
    kind: str
    department: str | None
    released: bool
    parent: str | None = None
    n: int | None = None
    dk: Number = None
    np: Number = None
    score: Number = None
    score_bound: str | None = None
    interval: tuple[Number, ...] | None = None
    low: Number = None
    high: Number = None
    level: Number = None
    level_word: str | None = None
    no_level: str | None = None
    target_level: int | None = None
    level_gap: int | None = None
    near_miss: NearMiss | None = None
    median: Number = None
    target: Number = None
    gap: Number = None
    band: str | None = None
    visibility: str | None = None
    at_target: int | None = None
    agreement: Agreement = Agreement()
    distribution: tuple[int, ...] | None = None
    basis: NodeBasis | None = None
    inputs: tuple[NodeInput, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateResult:
    """A candidate with each criterion (0 to 1) and the points it adds."""

    department: str
    score: Number
    why_not_scored: str | None
    criteria: Mapping[str, Number]
    points: Mapping[str, Number]
    penalty: Number
    today: Number
    should: Number
    claim: str | None
    claim_share: Number
    conditions: tuple[str, ...]
    missing: tuple[str, ...]
    weights: Mapping[str, Number] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Shares of the resamples with the same pattern, and with the same first candidate."""

    pattern: Number
    owner: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Who is seen as owner, who should be, and how firm both are.

    ``shares_bound`` is or_above where the shares of today are the least that hold: views of small
    groups are kept back that could raise one by five points or more. ``should_bound`` is that of
    the wanted shares.
    """

    pattern: str
    strength: str
    alternative: str | None
    finding: bool
    near_miss: NearMiss | None
    views: int
    groups: int
    dk: Number
    dk_involved: Number
    shares: Mapping[str, Number]
    should: Mapping[str, Number]
    shares_bound: str | None = None
    should_bound: str | None = None
    top: str | None
    second: str | None
    claimants: tuple[str, ...]
    involved: tuple[str, ...]
    all_involved: bool
    refused: Number
    verdict: str
    recommended: str | None
    runner_up: str | None
    margin: Number
    criteria: tuple[CandidateResult, ...]
    stability: Stability
    winners: Mapping[str, str]
    depends_on_weights: bool
    confidence: str | None
    conditions: tuple[str, ...]
    status: str
    able: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raci:
    """Exactly one accountable department. ``provisional``: two candidates, the workshop decides."""

    accountable: str | None
    responsible: tuple[str, ...]
    consulted: tuple[str, ...]
    informed: tuple[str, ...]
    provisional: bool
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The next action of the model for an activity: from which level, effort and weeks."""

    from_level: int
    to_level: int
    hours: int
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityResult:
    code: str
    domain: str
    closed: bool
    priority: Number
    rank: int | None
    lead_group: str | None
    step: Step | None
    ownership: Ownership | None
    raci: Raci | None
    priority_basis: PriorityBasis | None = None
    sources: Sources | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadScore:
    department: str
    score: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadException:
    activity: str
    department: str
    margin: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """One answer to an executive question: the lead over a domain, with exceptions."""

    code: str
    domain: str
    verdict: str
    lead: str | None
    runner_up: str | None
    margin: Number
    scores: tuple[LeadScore, ...]
    not_scored: tuple[str, ...]
    exceptions: tuple[LeadException, ...]
    stability: Number
    winners: Mapping[str, str]
    depends_on_weights: bool
    confidence: str | None
    conditions: tuple[str, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionResult:
    """A tested condition. ``met`` is None when it could not be tested, which counts as not met."""

    index: str
    title: str
    test: str
    value: Number
    threshold: Number
    is_share: bool
    met: bool | None
    close: bool
    either: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCandidate:
    code: str
    title: str
    met: int
    of: int
    conditions: tuple[ConditionResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    code: str
    value: Number
    needed: Number
    is_share: bool
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormResult:
    """The organising form, or ``not_enough_to_say`` with the gate tests that failed.

    ``evidence`` is the form the figures point to even when the gate is shut; ``conditions`` are
    those of every form in order.
    """

    code: str
    evidence: str
    gate: tuple[GateResult, ...]
    conditions: tuple[FormCandidate, ...]
    runner_up: str | None
    runner_up_needs: tuple[str, ...]
    stability: Number
    host: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerLoad:
    """What a department would answer for, and its hours against what its head stated."""

    department: str
    activities: tuple[str, ...]
    hours: int
    available: int | None
    overloaded: bool
    too_many: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many activities are owned, unowned, contested, at target; of how many.

    Those of ownership are None for a model that does not ask for owners; ``at_target`` is None
    where no activity has a target.
    """

    activities: int
    owned: int | None
    unowned: int | None
    contested: int | None
    not_settled: int | None
    insufficient: int | None
    at_target: int | None
    scored: int
    scattered: int | None = None
    outsourced: int | None = None
    unsettled: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateTestResult:
    """One test of a gate. ``met`` is None where the node has no such figure."""

    of: str
    figure: str
    value: Number
    needed: Number
    met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardGateResult:
    """A gate of the model: met when every test is; None when one could not be tested."""

    code: str
    title: str
    met: bool | None
    tests: tuple[GateTestResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning_:  # noqa: N801 - Warning is Python's own
    """Something the reader must know. ``subject`` is a code or key, ``other`` a second one."""

    code: str
    subject: str | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileResult:
    """The shares of the answers to a profile question; empty where one option had too few."""

    code: str
    n: int | None
    shares: Mapping[str, Number]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeChange:
    """A node beside the same one of an earlier round, or why it cannot be compared.

    ``change`` is the score less the score ``before``. ``others`` counts the items below that rest
    on other departments than before.
    """

    code: str
    kind: str
    department: str | None
    before: Number = None
    before_bound: str | None = None
    before_level: Number = None
    before_level_word: str | None = None
    change: Number = None
    interval: tuple[Number, ...] | None = None
    others: int | None = None
    not_comparable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed since an earlier round; ``groups`` are those both rounds show alike."""

    model: ModelRef
    period: str | None
    groups: tuple[str, ...]
    nodes: tuple[NodeChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The whole result of an assessment. Made by ``assess`` only."""

    format: int
    model: ModelRef
    organisation: OrganisationRef
    floor: int
    exact: bool
    repeats: int
    coverage: Coverage
    departments: tuple[DepartmentRef, ...]
    groups: tuple[GroupRef, ...]
    counted: Counted
    nodes: tuple[Node, ...]
    activities: tuple[ActivityResult, ...]
    questions: tuple[QuestionResult, ...]
    form: FormResult | None
    owners: tuple[OwnerLoad, ...]
    warnings: tuple[Warning_, ...]
    gates: tuple[AwardGateResult, ...] = ()
    profiles: tuple[ProfileResult, ...] = ()
    change: Comparison | None = None
    actions: tuple[ActionSource, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain dicts, lists and values, in the order of the fields."""
        return dataclasses.asdict(self)

    def to_json(self) -> str:
        """The Release as JSON text, the same bytes for the same figures."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1) + "\n"
