"""What a model file holds: identity, questions, domains, activities and items, frozen and typed.

The annotations are the one definition of the format: ``shape`` reads files by them and ``schema``
writes the JSON Schema from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from readiness.core.scoring_rules import LevelBy, ScoreBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which model this is. ``id`` and ``version`` name it, the SHA-256 proves it."""

    id: str
    title: str
    version: str
    language: str = "en"
    licence: str = ""
    status: str = ""
    summary: str = ""


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
    intro: str = ""
    submit_note: str = ""
    dont_know: str = ""
    not_our_work: str = ""
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
    """The statement for one answer: a ``level`` of the scale, or one of its options."""

    text: str
    level: int | None = None
    option: str | None = None

    @property
    def value(self) -> str:
        """The value of the answer it explains."""
        return self.option if self.level is None and self.option is not None else str(self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A yes-or-no condition of an item. Unmet, no higher answer counts than ``caps_at``."""

    code: str
    text: str
    caps_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One rating question, with a statement for every answer or with the scale's own words.

    ``level`` is the maturity level that the item belongs to, for rules that go by levels.
    """

    code: str
    scale: str
    text: str
    anchors: tuple[Anchor, ...] = ()
    level: int | None = None
    weight: float = 1.0
    target: float | None = None
    audience: str = "everyone"
    referent: Literal["department", "organisation"] = "organisation"
    help: str | None = None
    roles: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    anchors_for_leads: tuple[Anchor, ...] = ()

    def is_in(self, profile: str | None) -> bool:
        """Whether the item belongs to a profile. None or empty: to all of the model."""
        return not profile or not self.profiles or profile in self.profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    type: str
    fit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualRaci:
    accountable: str = field(default="", metadata={"key": "A"})
    responsible: tuple[str, ...] = field(default=(), metadata={"key": "R"})
    consulted: tuple[str, ...] = field(default=(), metadata={"key": "C"})
    informed: tuple[str, ...] = field(default=(), metadata={"key": "I"})


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
    """What somebody has to look after, and the items that rate it.

    From ``phrase`` on, the fields matter only to a model that asks for owners.
    """

    code: str
    title: str
    items: tuple[Item, ...]
    staff_title: str = ""
    purpose: str = ""
    why_it_matters: str = ""
    evidence: str = ""
    weight: float = 1.0
    level: int | None = None
    target: float | None = None
    target_level: int | None = None
    target_rationale: str = ""
    score_rule: ScoreBy | None = None
    level_rule: LevelBy | None = None
    actions: tuple[Action, ...] = ()
    phrase: str = ""
    phase: Literal["transition", "ongoing"] = "ongoing"
    spread: Literal["concentrated", "pervasive"] = "concentrated"
    default_risk: bool = False
    capability_from: tuple[str, ...] = ()
    mandate_fit: tuple[Fit, ...] = ()
    usual_raci: UsualRaci = UsualRaci()
    owner_by_role: str | None = None
    closes: str | None = None
    seed_claims: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Staff read the title where no other is given."""
        object.__setattr__(self, "staff_title", self.staff_title or self.title)

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
    """Activities that belong together, or narrower domains, or both.

    ``headline_activity`` and ``should_phrase`` matter only to a model that asks for owners.
    """

    code: str
    title: str
    domains: tuple[Domain, ...] = ()
    activities: tuple[Activity, ...] = ()
    staff_title: str = ""
    purpose: str = ""
    weight: float = 1.0
    level: int | None = None
    target: float | None = None
    target_level: int | None = None
    score_rule: ScoreBy | None = None
    level_rule: LevelBy | None = None
    headline_activity: str = ""
    should_phrase: str = ""

    def __post_init__(self) -> None:
        """Staff read the title where no other is given."""
        object.__setattr__(self, "staff_title", self.staff_title or self.title)

    @property
    def should(self) -> str:
        """The code of the question who should make sure of it from now on."""
        return f"{self.headline_activity}:should"

    def walk(self) -> Iterator[Domain]:
        """This domain and every narrower one, each before what it holds."""
        yield self
        for domain in self.domains:
            yield from domain.walk()

    @property
    def all_activities(self) -> tuple[Activity, ...]:
        """Its activities and those of every narrower domain."""
        return tuple(activity for domain in self.walk() for activity in domain.activities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    code: str
    title: str
    staff_title: str
    purpose: str
    items: tuple[Item, ...]
