"""The activity model: domains, activities, items and rules as frozen, typed objects.

``load_model`` reads one YAML file in two steps from one definition: shape (the dataclasses here
and in ``rules``), then meaning (``model_checks``). Every problem is reported at once with line and
path.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from readiness.core.document import DocumentError, Node, Problem, parse_document, read_document
from readiness.core.model_checks import check_meaning
from readiness.core.rules import Rules
from readiness.core.shape import fill

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which model this is. ``id`` and ``version`` name it, the SHA-256 proves it."""

    id: str
    title: str
    version: str
    language: str
    licence: str
    status: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    level: int
    name: str
    meaning: str = ""
    from_hours: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    levels: tuple[Level, ...]
    reading_rule: str | None = None

    @property
    def values(self) -> tuple[int, ...]:
        """The levels from lowest to highest."""
        return tuple(level.level for level in self.levels)

    def name(self, level: int) -> str:
        """The word for ``level``."""
        return next(entry.name for entry in self.levels if entry.level == level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who is asked. A pooled audience is one group, reported for the organisation only."""

    pooled: bool = False
    optional: bool = False
    asked_if_any: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileQuestion:
    code: str
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipQuestion:
    stem: str
    options: tuple[Option, ...]
    dont_know: str
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipQuestions:
    today: OwnershipQuestion
    should: OwnershipQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    term: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    intro: str
    submit_note: str
    dont_know: str
    not_our_work: str
    glossary: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentFacts:
    hours_scale: str
    authority_scale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutiveQuestion:
    code: str
    title: str
    text: str
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One rating question with an anchored statement for every level of its scale."""

    code: str
    audience: str
    referent: Literal["department", "organisation"]
    scale: str
    text: str
    anchors: tuple[Anchor, ...]
    help: str | None = None
    roles: tuple[str, ...] = ()
    anchors_for_leads: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    type: str
    fit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualRaci:
    accountable: str = field(metadata={"key": "A"})
    responsible: tuple[str, ...] = field(metadata={"key": "R"})
    consulted: tuple[str, ...] = field(metadata={"key": "C"})
    informed: tuple[str, ...] = field(metadata={"key": "I"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A step from one level to the next: effort of all people together, and elapsed time."""

    from_level: int = field(metadata={"key": "from"})
    to_level: int = field(metadata={"key": "to"})
    hours: int
    weeks: int
    text: str
    first_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    code: str
    title: str
    staff_title: str
    phrase: str
    purpose: str
    why_it_matters: str
    phase: Literal["transition", "ongoing"]
    spread: Literal["concentrated", "pervasive"]
    weight: int
    target_level: int
    target_rationale: str
    default_risk: bool
    capability_from: tuple[str, ...]
    mandate_fit: tuple[Fit, ...]
    usual_raci: UsualRaci
    evidence: str
    items: tuple[Item, ...]
    actions: tuple[Action, ...]
    owner_by_role: str | None = None
    closes: str | None = None
    seed_claims: tuple[str, ...] = ()

    @property
    def today(self) -> str:
        """The code of the question who makes sure of it today."""
        return f"{self.code}:today"

    def fit(self, department_type: str | None, default: float) -> float:
        """How well the task fits ``department_type``, 0 to 1."""
        fits = (entry.fit for entry in self.mandate_fit if entry.type == department_type)
        return next(fits, default)

    def step_from(self, level: int) -> Action | None:
        """The action that leads from ``level`` to the next."""
        return next((action for action in self.actions if action.from_level == level), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    code: str
    title: str
    staff_title: str
    purpose: str
    headline_activity: str
    should_phrase: str
    activities: tuple[Activity, ...]

    @property
    def should(self) -> str:
        """The code of the question who should make sure of it from now on."""
        return f"{self.headline_activity}:should"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    code: str
    title: str
    staff_title: str
    purpose: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class ActivityModel:
    """A model version. Build it with ``load_model`` or ``read_model`` only."""

    model: Identity
    scales: Mapping[str, Scale]
    audiences: Mapping[str, Audience]
    questionnaire: Questionnaire
    profile_questions: tuple[ProfileQuestion, ...]
    ownership_questions: OwnershipQuestions
    department_facts: DepartmentFacts
    department_types: tuple[str, ...]
    executive_questions: tuple[ExecutiveQuestion, ...]
    domains: tuple[Domain, ...]
    conditions: Conditions
    rules: Rules
    sha256: str = field(default="", metadata={"computed": True})

    @cached_property
    def activities(self) -> dict[str, Activity]:
        """Every activity by code, in the order of the file."""
        return {a.code: a for domain in self.domains for a in domain.activities}

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by code, those of the conditions last."""
        found = {item.code: item for a in self.activities.values() for item in a.items}
        return found | {item.code: item for item in self.conditions.items}

    @cached_property
    def domain_of(self) -> dict[str, Domain]:
        """The domain of every activity code."""
        return {a.code: domain for domain in self.domains for a in domain.activities}

    @cached_property
    def activity_of(self) -> dict[str, Activity]:
        """The activity of every item code; condition items have none."""
        return {item.code: a for a in self.activities.values() for item in a.items}

    @cached_property
    def today_codes(self) -> dict[str, Activity]:
        """The question code of every ownership-today question."""
        return {activity.today: activity for activity in self.activities.values()}

    @cached_property
    def should_codes(self) -> dict[str, Domain]:
        """The question code of every ownership-should question."""
        return {domain.should: domain for domain in self.domains}

    def is_pooled(self, item: Item) -> bool:
        """Whether the item's answers are counted as one group of the whole organisation."""
        return self.audiences[item.audience].pooled

    def band_of_hours(self, hours: int) -> int:
        """The level of the hours scale that ``hours`` a week falls into."""
        levels = self.scales[self.department_facts.hours_scale].levels
        return max(entry.level for entry in levels if (entry.from_hours or 0) <= hours)


def load_model(path: Path) -> ActivityModel:
    """Read and check the model file at ``path``. Raises DocumentError with every problem."""
    root, _text = read_document(path)
    return _build(root)


def read_model(text: str) -> ActivityModel:
    """Check the model in ``text``. Raises DocumentError with every problem."""
    return _build(parse_document(text))


def _build(root: Node) -> ActivityModel:
    problems: list[Problem] = []
    model = fill(root, ActivityModel, problems)
    if model is not None:
        check_meaning(model=model, root=root, problems=problems)
    if model is None or problems:
        raise DocumentError(problems)
    return dataclasses.replace(model, sha256=_fingerprint(root))


def _fingerprint(root: Node) -> str:
    """SHA-256 of the canonical form: compact JSON, keys sorted, scalars as the text they are."""
    canonical = json.dumps(_plain(root), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(node: Node) -> Any:  # noqa: ANN401 - a document has any shape
    if node.items is not None:
        return [_plain(item) for item in node.items]
    if node.entries is not None:
        return {key: _plain(entry) for key, entry in node.entries.items()}
    return None if node.is_null else node.text
