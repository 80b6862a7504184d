"""What the pages about activity models show, as frozen values."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.core.activity_model import ActivityModel
from readiness.core.changes import KINDS, Change, Changes, changes
from readiness.core.comparing import Verdict
from readiness.core.parts import Audience
from surveys.models import Assessment, Organisation
from surveys.services.asking import everything
from surveys.services.model_files import version_order
from surveys.services.model_versions import (
    Found,
    Line,
    UnknownVersion,
    catalogue,
    find,
    model_at,
    model_of,
)
from surveys.services.questionnaire import Kind, Question

__all__ = ["Difference", "Summary", "UnknownVersion", "between", "choices", "moved", "page_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How many questions of a kind are asked of an audience.

    ``audience`` is empty for what all are asked; ``some``: not everybody is in it; ``optional``:
    only in assessments that want it.
    """

    kind: Kind
    audience: str
    questions: int
    seconds: float
    some: bool
    optional: bool
    pooled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A scale: its name and its answers, lowest first."""

    name: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A selection of items that an assessment may ask for."""

    code: str
    title: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A model at a glance. ``minutes``: for who is asked what everybody is, and for who most."""

    line: Line
    summary: str
    language: str
    licence: str
    status: str
    domains: tuple[str, ...]
    activities: int
    items: int
    criteria: int
    owners: bool
    facts: bool
    asked: tuple[Asking, ...]
    minutes: tuple[int, int]
    scales: tuple[Answers, ...]
    selections: tuple[Selection, ...]
    others: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Another version of the model, and the two in the order of their versions."""

    other: Line
    old: Line
    new: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A question with its words and whether its answers can be compared, and if not, why."""

    code: str
    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``groups``: kind and changes, kinds without any left out."""

    old: Line
    new: Line
    groups: tuple[tuple[str, tuple[Change, ...]], ...]
    items: tuple[Judged, ...]
    comparable: int
    overall: bool


def page_of(organisation: Organisation, fingerprint: str) -> Summary:
    """Everything about one version. Raises UnknownVersion."""
    found = find(organisation, fingerprint)
    model = found.model
    identity = model.model
    same = (line for line in catalogue(organisation) if line.model_id == identity.id)
    asked = _asked(model)
    return Summary(
        line=found.line,
        summary=identity.summary,
        language=identity.language,
        licence=identity.licence,
        status=identity.status,
        domains=tuple(domain.title for domain in model.all_domains),
        activities=len(model.activities),
        items=len(model.items),
        criteria=len(model.criteria),
        owners=model.asks_for_owners,
        facts=model.department_facts is not None,
        asked=asked,
        minutes=(
            _minutes(row for row in asked if not row.some and not row.optional),
            _minutes(asked),
        ),
        scales=tuple(Answers(name=name, answers=s.names) for name, s in model.scales.items()),
        selections=_selections(model),
        others=tuple(_pair(found.line, line) for line in same if line != found.line),
    )


def between(organisation: Organisation, old: str, new: str) -> Difference:
    """What changed from one version to another. Raises UnknownVersion."""
    before, after = find(organisation, old), find(organisation, new)
    return _difference(before.line, before.model, after)


def moved(assessment: Assessment, to: Found) -> Difference:
    """What would change for an assessment."""
    row = assessment.model_version
    line = next(line for line in catalogue(assessment.organisation) if line.sha256 == row.sha256)
    return _difference(line, model_of(assessment), to)


def choices(organisation: Organisation) -> list[tuple[str, str, str]]:
    """What a draft may ask: the value of a choice, the version, the title of the selection."""
    found = []
    for line in catalogue(organisation):
        name = f"{line.title} {line.version}"
        found.append((line.fingerprint, name, ""))
        profiles = model_at(line.sha256).profiles
        found += [(f"{line.fingerprint}.{each.code}", name, each.title) for each in profiles]
    return found


def _difference(old: Line, old_model: ActivityModel, new: Found) -> Difference:
    found = changes(old=old_model, new=new.model)
    texts = {code: item.text for code, item in (old_model.items | new.model.items).items()}
    items = tuple(
        Judged(code=verdict.code, text=texts[verdict.code], verdict=verdict)
        for verdict in found.verdicts.values()
        if verdict.sort == "item"
    )
    return Difference(
        old=old,
        new=new.line,
        groups=_groups(found),
        items=items,
        comparable=sum(item.verdict.comparable for item in items),
        overall=found.verdicts["overall"].comparable,
    )


def _groups(found: Changes) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    return tuple((kind, found.of(kind)) for kind in KINDS if found.of(kind))


def _pair(line: Line, other: Line) -> Pair:
    old, new = sorted((line, other), key=lambda each: version_order(each.version))
    return Pair(other=other, old=old, new=new)


def _asked(model: ActivityModel) -> tuple[Asking, ...]:
    """By kind and audience, in the order of the questionnaire."""
    rows: dict[tuple[Kind, str], list[Question]] = {}
    for question in everything(model).values():
        item = model.items.get(question.of or question.code)
        row = (question.kind, item.audience if item else "")
        rows.setdefault(row, []).append(question)
    found = []
    for (kind, name), questions in rows.items():
        audience = model.audiences.get(name, Audience())
        found.append(
            Asking(
                kind=kind,
                audience=name,
                questions=len(questions),
                seconds=sum(question.seconds for question in questions),
                some=bool(audience.asked_if_any),
                optional=audience.optional,
                pooled=audience.pooled,
            )
        )
    return tuple(found)


def _minutes(rows: Iterable[Asking]) -> int:
    return math.ceil(sum(row.seconds for row in rows) / 60)


def _selections(model: ActivityModel) -> tuple[Selection, ...]:
    return tuple(
        Selection(
            code=each.code,
            title=each.title,
            items=sum(item.is_in(each.code) for item in model.items.values()),
        )
        for each in model.profiles
    )
