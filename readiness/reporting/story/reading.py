"""A Release and its model, looked up by code and key, with the names that sentences use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.ownership_rules import Form
from readiness.core.parts import Action, Activity, Domain, ExecutiveQuestion
from readiness.core.release import (
    ActivityResult,
    CandidateResult,
    DepartmentRef,
    FormResult,
    GroupRef,
    Node,
    OwnerLoad,
    Ownership,
    QuestionResult,
    Release,
)
from readiness.core.tree import OVERALL, Tree, build_tree, items_in_scope
from readiness.reporting.story import wording
from readiness.reporting.story.types import Number
from readiness.reporting.story.wording import isolated

__all__ = [
    "OVERALL",
    "SETTLED",
    "Reading",
    "candidate",
    "known",
    "named_share",
    "wanted_share",
]

SETTLED = frozenset({"recommended", "likely", "by_role"})
"""Verdicts that name one department."""

Found = TypeVar("Found")


def known(found: Found | None) -> Found:
    """What only some models ask for; pages about it are made for those models alone."""
    if found is None:
        raise ValueError("this model does not ask for it")
    return found


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What every page reads from."""

    release: Release
    model: ActivityModel

    @cached_property
    def _nodes(self) -> dict[tuple[str, str | None], Node]:
        return {(node.code, node.department): node for node in self.release.nodes}

    @cached_property
    def results(self) -> dict[str, ActivityResult]:
        """Every activity's result by code, in the order of the model."""
        return {result.code: result for result in self.release.activities}

    @cached_property
    def departments(self) -> dict[str, DepartmentRef]:
        """Every department in scope by key."""
        return {department.key: department for department in self.release.departments}

    @cached_property
    def groups(self) -> dict[str, GroupRef]:
        """Every reporting group that is shown, by key."""
        return {group.key: group for group in self.release.groups}

    @cached_property
    def loads(self) -> dict[str, OwnerLoad]:
        """What each proposed owner would carry, by department."""
        return {load.department: load for load in self.release.owners}

    @cached_property
    def today_texts(self) -> dict[str, str]:
        """The words for the options of the question about today that are no department."""
        return {o.code: o.text for o in known(self.model.ownership_questions).today.options}

    @cached_property
    def should_texts(self) -> dict[str, str]:
        """The words for the options of the question about tomorrow that are no department."""
        return {o.code: o.text for o in known(self.model.ownership_questions).should.options}

    @cached_property
    def ranked(self) -> tuple[ActivityResult, ...]:
        """Activities with a gap, in the order of their priority."""
        found = [result for result in self.release.activities if result.rank is not None]
        return tuple(sorted(found, key=lambda result: result.rank or 0))

    @cached_property
    def form_by_code(self) -> dict[str, Form]:
        """The model's organising forms by code."""
        return {form.code: form for form in known(self.model.rules.forms).order}

    @property
    def form(self) -> FormResult:
        """The organising form; asked only of models that have forms."""
        return known(self.release.form)

    @property
    def protected(self) -> bool:
        """Whether small groups are protected."""
        return all(warning.code != "no_confidentiality" for warning in self.release.warnings)

    @cached_property
    def tree(self) -> Tree:
        """What lies under what in this assessment, and by which rules."""
        closed = [result.code for result in self.release.activities if result.closed]
        profile = self.release.model.profile
        items = items_in_scope(model=self.model, profile=profile, closed=closed)
        return build_tree(model=self.model, items=items)

    @property
    def alone(self) -> bool:
        """Whether all answers are those of one person, so that nothing can be compared."""
        return self.release.coverage.answered == 1

    def nodes(self, *kinds: str) -> list[Node]:
        """The organisation's nodes of these kinds, in the order of the model."""
        return [n for n in self.release.nodes if n.department is None and n.kind in kinds]

    def node_title(self, code: str) -> str:
        """What a node is called; an item by its text."""
        if code == OVERALL:
            return _("Overall")
        if code in self.model.items:
            return self.model.items[code].text
        if code in self.model.activities:
            return self.title(code)
        return self.domain(code).title

    def node(self, code: str, group: str | None = None) -> Node | None:
        """The node of the organisation or of a group."""
        return self._nodes.get((code, group))

    def activity(self, code: str) -> Activity:
        """The model's activity."""
        return self.model.activities[code]

    def domain(self, code: str) -> Domain:
        """The model's domain by its own code."""
        return next(domain for domain in self.model.all_domains if domain.code == code)

    def question(self, code: str) -> ExecutiveQuestion:
        """The model's executive question."""
        return next(q for q in self.model.executive_questions if q.code == code)

    def step_of(self, result: ActivityResult) -> Action | None:
        """The model's action that leads on from today's level."""
        if result.step is None:
            return None
        return self.activity(result.code).step_from(result.step.from_level)

    # Names

    def organisation(self) -> str:
        """The organisation's name, or words for it."""
        name = self.release.organisation.name
        return isolated(name) if name else _("the organisation")

    def name(self, key: str) -> str:
        """A department's or group's name, for a sentence."""
        return isolated(self.plain_name(key))

    def plain_name(self, key: str) -> str:
        """A department's or group's name, verbatim."""
        if key in self.departments:
            return self.departments[key].name
        return self.groups[key].name if key in self.groups else key

    def group_name(self, key: str) -> str:
        """A reporting group's name; its key may also be that of one of its departments."""
        return self.groups[key].name

    def option(self, key: str) -> str:
        """A department's name or the words of another answer, verbatim."""
        if key in self.departments:
            return self.departments[key].name
        return {**self.should_texts, **self.today_texts}.get(key, key)

    def wanted_option(self, key: str) -> str:
        """The same, in the words of the question about tomorrow."""
        if key in self.departments:
            return self.departments[key].name
        return self.should_texts.get(key, key)

    def head(self, key: str) -> str:
        """The head as stated, or words for the head."""
        head = self.departments[key].head
        return (
            isolated(head)
            if head
            else _("the head of %(department)s") % {"department": self.name(key)}
        )

    def title(self, code: str) -> str:
        """An activity's title."""
        return self.activity(code).title

    def mid_title(self, code: str) -> str:
        """An activity's title inside a sentence."""
        return self.mid(self.title(code))

    def topic(self, question: QuestionResult) -> str:
        """What an executive question is about, inside a sentence."""
        return self.mid(self.question(question.code).title)

    def mid(self, text: str) -> str:
        """A title inside a sentence: in English without its capital."""
        languages = (self.model.model.language, get_language() or "en")
        english = all(language.startswith("en") for language in languages)
        if english and text[1:2].islower():
            return text[0].lower() + text[1:]
        return text

    def profile_title(self) -> str:
        """The name of the selection of questions that was asked; "" where all were."""
        chosen = self.release.model.profile
        return next((p.title for p in self.model.profiles if p.code == chosen), "")

    # Figures

    def score(self, value: Number) -> str:
        """A score or gap with the decimals of the model."""
        return wording.score(value, self.model.rules.rounding.decimals)

    def node_score(self, node: Node) -> str:
        """A node's score, with its bound where it has one."""
        return wording.node_score(node, self.model.rules.rounding.decimals)

    def repeats(self) -> int:
        """How often answers were drawn again."""
        return self.release.repeats

    def lead_score(self, question: QuestionResult, key: str | None) -> Number:
        """A department's points for an executive question."""
        return next((s.score for s in question.scores if s.department == key), None)

    def focus(self, domain: Domain) -> ActivityResult:
        """What to speak of first: the headline, unless only another activity has a finding."""
        headline = self.results[domain.headline_activity]
        if known(headline.ownership).finding:
            return headline
        codes = {activity.code for activity in domain.all_activities}
        found = [r for r in self.ranked if r.code in codes and known(r.ownership).finding]
        return found[0] if found else headline

    def is_confirmed(self, question: QuestionResult) -> bool:
        """Whether staff name the proposed lead as owner of the domain's headline today."""
        owner = known(self.results[self.domain(question.domain).headline_activity].ownership)
        owned = owner.pattern in self.model.rules.ownership.owned
        return owned and owner.strength == "plain" and owner.top == question.lead

    def defaults(self) -> tuple[str, ...]:
        """Departments of the type that tasks fall to when nobody else takes them."""
        default = self.model.rules.ownership.default
        if default is None:
            return ()
        return tuple(d.key for d in self.release.departments if d.type == default.type)


def named_share(owner: Ownership, key: str) -> str:
    """How many of those with a view name a department or another answer today."""
    return wording.share(owner.shares[key], owner.shares_bound)


def wanted_share(owner: Ownership, key: str) -> str:
    """How many of them want it from now on."""
    return wording.share(owner.should[key], owner.should_bound)


def candidate(owner: Ownership, key: str | None) -> CandidateResult | None:
    """A department's figures as a candidate."""
    return next((found for found in owner.criteria if found.department == key), None)
