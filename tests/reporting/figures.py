"""Finds every number in a report's text and looks it up among the figures of its Release.

    Figures(release, model).unknown(text) == []

A number is looked up by its kind: "44 %" among shares, "2.7" among scores and statistics, "16"
among counts. Names that users typed, codes, versions and fingerprints are no figures and are left
out.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from readiness.core.activity_model import ActivityModel
from readiness.core.grounds import EvidenceSource
from readiness.core.release import ConditionResult, GateResult, NearMiss, Release
from readiness.reporting.story.sources import day, short_day
from readiness.reporting.story.whole import Story

NUMBER = re.compile(
    r"(?<![\w.])(−?)(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(\.\d+)?(?:[\s\N{NO-BREAK SPACE}]?(%))?(?!\w)"
)
LABELS = re.compile(r"ICC\(\d\)|SHA-256|\bA\d+\b")
SHARES = frozenset(
    {"share", "dk", "np", "dk_involved", "refused", "today", "should", "claim_share", "shares"}
)
"""Fields of the Release in per cent, besides those that a share condition or a stability holds."""
NOT_TEXT = frozenset(
    {"code", "key", "tone", "kind", "state", "mark", "pattern", "verdict", "result", "ref"}
)
"""Fields of the story that are codes for the layout."""


@dataclass(frozen=True)
class Known:
    """Every figure that may be printed, by kind."""

    percent: set[Decimal] = field(default_factory=set)
    decimal: set[Decimal] = field(default_factory=set)
    whole: set[Decimal] = field(default_factory=set)

    def add(self, value: object, *, share: bool = False) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return
        number = Decimal(str(value))
        if share:
            self.percent.add(number)
        elif isinstance(value, float):
            self.decimal.add(number)
            if value == int(value):
                self.whole.add(number)
        else:
            self.whole.add(number)
            self.decimal.add(number)


@dataclass(frozen=True)
class Figures:
    """The figures of a Release and its model. Make it once: it walks both."""

    release: Release
    model: ActivityModel

    @cached_property
    def known(self) -> Known:
        return known_numbers(self.release, self.model)

    @cached_property
    def names(self) -> list[str]:
        return names_with_digits(self.release, self.model)

    def unknown(self, text: str, *, also: Iterable[int] = ()) -> list[str]:
        """The numbers of ``text`` that are no figure; ``also`` are counts such as page numbers."""
        counts = {Decimal(number) for number in also}
        for name in self.names:
            text = text.replace(name, " ")
        return [
            token
            for token, kind, value in numbers_in(LABELS.sub(" ", text))
            if value not in known_of(self.known, kind) and not (kind == "whole" and value in counts)
        ]


def known_of(known: Known, kind: str) -> set[Decimal]:
    return {"percent": known.percent, "decimal": known.decimal, "whole": known.whole}[kind]


def numbers_in(text: str) -> Iterator[tuple[str, str, Decimal]]:
    """Every number with its kind and value."""
    for match in NUMBER.finditer(text):
        minus, whole, rest, sign = match.groups()
        kind = "percent" if sign else "decimal" if rest else "whole"
        value = Decimal(whole.replace(",", "") + (rest or ""))
        yield match.group(0), kind, -value if minus else value


def names_with_digits(release: Release, model: ActivityModel) -> list[str]:
    """Codes and whatever users typed, as far as digits are in it, the longest first."""
    typed = [release.organisation.name, release.organisation.period]
    typed += [d.name for d in release.departments] + [d.head for d in release.departments]
    typed += [group.name for group in release.groups]
    typed += [release.model.version, release.model.sha256, release.model.id, model.model.licence]
    typed += [*model.items, *model.activities, *(domain.code for domain in model.domains)]
    typed += _typed_in_sources(release)
    if release.change is not None:
        then = release.change.model
        typed += [release.change.period, then.version, then.sha256, then.title]
    return sorted({n for n in typed if n and re.search(r"\d", n)}, key=len, reverse=True)


def _typed_in_sources(release: Release) -> Iterator[str | None]:
    """What somebody typed beside evidence and decisions, and their days as they are written."""
    for result in release.activities:
        for found in (*result.sources.evidence, result.sources.decision) if result.sources else ():
            if isinstance(found, EvidenceSource):
                yield from (found.by, found.reason, day(found.seen_on))
            elif found is not None:
                yield from (found.reason, found.dissent, found.status_by)
                for text in filter(None, (found.decided_on, found.status_on)):
                    yield from (day(text), short_day(text))


def known_numbers(release: Release, model: ActivityModel) -> Known:
    """Figures of the Release, the lengths of its lists, and the model's own figures and texts."""
    known = Known()
    _walk_release(release, "", known)
    for number in (*range(1, 5), 0, 1):  # the steps of Monday, and the ends of a criterion
        known.whole.add(Decimal(number))
    known.percent.add(Decimal(95))  # every interval's
    _walk_model(model, known)
    return known


def _walk_release(found: Any, name: str, known: Known, *, share: bool = False) -> None:
    if dataclasses.is_dataclass(found):
        own = isinstance(found, ConditionResult | GateResult) and found.is_share
        own = own or isinstance(found, NearMiss) or type(found).__name__ == "Stability"
        for entry in dataclasses.fields(found):
            inner = own or entry.name in SHARES or _is_stability(found, entry.name)
            _walk_release(getattr(found, entry.name), entry.name, known, share=inner)
    elif isinstance(found, tuple):
        known.whole.add(Decimal(len(found)))
        for entry in found:
            _walk_release(entry, name, known, share=share)
    elif hasattr(found, "items"):
        for entry in found.values():
            _walk_release(entry, name, known, share=share)
    elif name == "name" and isinstance(found, str) and found.isdigit():
        known.whole.add(Decimal(found))  # a near miss names its level
    elif name in DIFFERENCES and isinstance(found, int | float):
        known.add(found)
        known.add(abs(found))  # "0.23 lower"
    else:
        known.add(found, share=share)


DIFFERENCES = frozenset({"by", "change", "delta"})
"""Fields of the Release whose sign may stand in a word beside the figure."""


def _is_stability(found: object, name: str) -> bool:
    return name == "stability" and type(found).__name__ in {"QuestionResult", "FormResult"}


def _walk_model(found: Any, known: Known) -> None:
    if isinstance(found, str):
        for _token, kind, value in numbers_in(found):
            known_of(known, kind).add(value)
    elif isinstance(found, int | float):
        known.add(found)
        if isinstance(found, float) and 0 <= found <= 1:
            known.percent.add((Decimal(str(found)) * 100).normalize())
    else:
        for entry in _entries(found):
            _walk_model(entry, known)


def _entries(found: Any) -> list[Any]:
    """What a dataclass, a mapping or a list holds."""
    if dataclasses.is_dataclass(found):
        fields = [entry.name for entry in dataclasses.fields(found)]
        # The model's source would make every number a known one: its codes, versions and remarks.
        return [getattr(found, name) for name in fields if name != "source"]
    if hasattr(found, "items"):
        return list(found.values())
    return list(found) if isinstance(found, list | tuple | frozenset) else []


def texts(story: Story) -> list[str]:
    """Every text of the story that is printed."""
    return list(_texts(story, ""))


def _texts(found: Any, name: str) -> Iterator[str]:
    if isinstance(found, str):
        if name not in NOT_TEXT:
            yield found
    elif dataclasses.is_dataclass(found):
        for entry in dataclasses.fields(found):
            yield from _texts(getattr(found, entry.name), entry.name)
    elif isinstance(found, tuple):
        for entry in found:
            yield from _texts(entry, name)
