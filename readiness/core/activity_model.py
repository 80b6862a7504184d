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
from typing import TYPE_CHECKING, Any

from readiness.core.document import DocumentError, Node, Problem, parse_document, read_document
from readiness.core.model_checks import check_meaning
from readiness.core.parts import (
    Activity,
    Audience,
    Conditions,
    DepartmentFacts,
    Domain,
    ExecutiveQuestion,
    Identity,
    Item,
    OwnershipQuestions,
    ProfileQuestion,
    Questionnaire,
)
from readiness.core.rules import Rules
from readiness.core.scales import Scale
from readiness.core.scoring_rules import Profile
from readiness.core.shape import fill
from readiness.core.translations import check_translations, translated

if TYPE_CHECKING:
    from pathlib import Path

EVERYONE = "everyone"
"""The audience of an item that names none."""


@dataclass(frozen=True, kw_only=True)
class ActivityModel:
    """A model version. Build it with ``load_model`` or ``read_model`` only."""

    model: Identity
    scales: Mapping[str, Scale]
    domains: tuple[Domain, ...]
    audiences: Mapping[str, Audience] = field(default_factory=lambda: {EVERYONE: Audience()})
    profiles: tuple[Profile, ...] = ()
    questionnaire: Questionnaire = Questionnaire()
    profile_questions: tuple[ProfileQuestion, ...] = ()
    ownership_questions: OwnershipQuestions | None = None
    department_facts: DepartmentFacts | None = None
    department_types: tuple[str, ...] = ()
    executive_questions: tuple[ExecutiveQuestion, ...] = ()
    conditions: Conditions | None = None
    rules: Rules = Rules()
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sha256: str = field(default="", metadata={"computed": True})
    source: str = field(default="", compare=False, repr=False, metadata={"computed": True})
    """The text it was read from, as it is handed on with results."""

    @property
    def asks_for_owners(self) -> bool:
        """Whether people are asked who looks after an activity, so that owners are proposed."""
        return self.ownership_questions is not None

    @cached_property
    def all_domains(self) -> tuple[Domain, ...]:
        """Every domain of the tree, each before what it holds."""
        return tuple(inner for domain in self.domains for inner in domain.walk())

    @cached_property
    def activities(self) -> dict[str, Activity]:
        """Every activity by code, in the order of the file."""
        return {a.code: a for domain in self.all_domains for a in domain.activities}

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by code, those of the conditions last."""
        found = {item.code: item for a in self.activities.values() for item in a.items}
        moods = self.conditions.items if self.conditions else ()
        return found | {item.code: item for item in moods}

    @cached_property
    def criteria(self) -> dict[str, Item]:
        """The item of every criterion code."""
        return {entry.code: item for item in self.items.values() for entry in item.criteria}

    @cached_property
    def domain_of(self) -> dict[str, Domain]:
        """The domain of every activity code."""
        return {a.code: domain for domain in self.all_domains for a in domain.activities}

    @cached_property
    def activity_of(self) -> dict[str, Activity]:
        """The activity of every item code; condition items have none."""
        return {item.code: a for a in self.activities.values() for item in a.items}

    @cached_property
    def key_items(self) -> dict[str, Item]:
        """By activity code its key item: the only one asked in every assessment.

        Of several, it is the only one that departments answer for themselves.
        """
        found = {}
        for code, activity in self.activities.items():
            asked = [i for i in activity.items if not self.audiences[i.audience].optional]
            if len(asked) > 1:
                asked = [item for item in asked if not self.is_pooled(item)]
            if len(asked) == 1:
                found[code] = asked[0]
        return found

    @cached_property
    def today_codes(self) -> dict[str, Activity]:
        """The question code of every ownership-today question."""
        if not self.asks_for_owners:
            return {}
        return {activity.today: activity for activity in self.activities.values()}

    @cached_property
    def should_codes(self) -> dict[str, Domain]:
        """The question code of every ownership-should question."""
        if not self.asks_for_owners:
            return {}
        return {domain.should: domain for domain in self.all_domains if domain.activities}

    def is_pooled(self, item: Item) -> bool:
        """Whether the item's answers are counted as one group of the whole organisation."""
        return self.audiences[item.audience].pooled

    def band_of_hours(self, hours: int | None) -> int | None:
        """The level of the hours scale for ``hours`` a week; None if they are not stated."""
        if hours is None or self.department_facts is None:
            return None
        levels = self.scales[self.department_facts.hours_scale].levels
        return max(entry.level for entry in levels if (entry.from_hours or 0) <= hours)


def load_model(path: Path, language: str | None = None) -> ActivityModel:
    """Read and check the model file at ``path``, in a ``language`` it is translated into.

    Raises DocumentError with every problem.
    """
    root, text = read_document(path)
    return _build(root, language, text)


def read_model(text: str, language: str | None = None) -> ActivityModel:
    """Check the model in ``text``, in a ``language`` it is translated into, else its own.

    Raises DocumentError with every problem.
    """
    return _build(parse_document(text), language, text)


def _build(root: Node, language: str | None, source: str) -> ActivityModel:
    """The model; its translations are checked as models of their own, whichever is asked for."""
    problems: list[Problem] = []
    model = _filled(root, problems)
    if model is not None:
        check_translations(model=model, root=root, problems=problems)
    if model is None or problems:
        raise DocumentError(problems)
    models = {
        code: _filled(translated(root, ActivityModel, code), problems)
        for code in model.translations
    }
    if problems:
        raise DocumentError(problems)
    found = models.get(language or "") or model
    return dataclasses.replace(found, sha256=_fingerprint(root), source=source)


def _filled(root: Node, problems: list[Problem]) -> ActivityModel | None:
    model = fill(root, ActivityModel, problems)
    if model is not None:
        model = dataclasses.replace(model, audiences={EVERYONE: Audience(), **model.audiences})
        check_meaning(model=model, root=root, problems=problems)
    return model


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
