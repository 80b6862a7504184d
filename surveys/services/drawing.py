"""The steps of a report as plain functions: counts in, figures out; figures in, documents out.

They know no database, so that a child process without one can do them; whoever has the time does
them on the spot.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from readiness.core.activity_model import ActivityModel, read_model
from readiness.core.decisions import AgreedAction, Decision, Evidence
from readiness.core.scope import Department, Scope
from readiness.core.tally import tally_from_counts
from surveys.services.stored_release import read_release

ORGANISATION = "organisation"
Counts = dict[tuple[str, str, str], int]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """An earlier round: the text of its model, who took part, and its counts."""

    model: str
    scope: Scope
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a release is computed from."""

    scope: Scope
    counts: Counts
    decisions: tuple[Decision, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    actions: tuple[AgreedAction, ...] = ()
    before: Before | None = None

    def as_data(self) -> dict[str, Any]:
        """Lists and values, as JSON can carry them."""
        before = self.before
        return {
            "scope": _scope_data(self.scope),
            "counts": _counts_data(self.counts),
            "decisions": [dataclasses.asdict(each) for each in self.decisions],
            "evidence": [dataclasses.asdict(each) for each in self.evidence],
            "actions": [dataclasses.asdict(each) for each in self.actions],
            "before": before
            and {
                "model": before.model,
                "scope": _scope_data(before.scope),
                "counts": _counts_data(before.counts),
            },
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Inputs:
        """What ``as_data`` was made of."""
        before = data["before"]
        return cls(
            scope=_scope(data["scope"]),
            counts=_counts(data["counts"]),
            decisions=tuple(_decision(each) for each in data["decisions"]),
            evidence=tuple(Evidence(**each) for each in data["evidence"]),
            # A job that an earlier version has begun knows none.
            actions=tuple(AgreedAction(**each) for each in data.get("actions", ())),
            before=before
            and Before(
                model=before["model"],
                scope=_scope(before["scope"]),
                counts=_counts(before["counts"]),
            ),
        )


def _scope_data(scope: Scope) -> dict[str, Any]:
    found = {each.name: getattr(scope, each.name) for each in dataclasses.fields(scope)}
    return found | {
        "departments": [dataclasses.asdict(each) for each in scope.departments],
        "not_applicable": [[*key, reason] for key, reason in scope.not_applicable.items()],
        "closed": sorted(scope.closed),
    }


def _scope(data: dict[str, Any]) -> Scope:
    marks = {(key, activity): why for key, activity, why in data["not_applicable"]}
    departments = tuple(Department(**each) for each in data["departments"])
    closed = frozenset(data["closed"])
    rest = {"departments": departments, "not_applicable": marks, "closed": closed}
    return Scope(**data | rest)


def _counts_data(counts: Counts) -> list[list[Any]]:
    return [[*key, n] for key, n in counts.items()]


def _counts(data: list[list[Any]]) -> Counts:
    return {(key, question, value): n for key, question, value, n in data}


def _decision(data: dict[str, Any]) -> Decision:
    lists = {name: tuple(value) for name, value in data.items() if isinstance(value, list)}
    return Decision(**data | lists)


def compute(*, inputs: Inputs, model: ActivityModel) -> str:
    """The text of a release."""
    from readiness.core.assess import Round, assess  # noqa: PLC0415 - slow import

    before = None
    if inputs.before is not None:
        before = Round(
            model=read_model(inputs.before.model),
            scope=inputs.before.scope,
            tally=tally_from_counts(inputs.before.counts),
        )
    return assess(
        model=model,
        scope=inputs.scope,
        tally=tally_from_counts(inputs.counts),
        before=before,
        decisions=inputs.decisions,
        evidence=inputs.evidence,
        actions=inputs.actions,
    ).to_json()


def draw(*, kind: str, text: str, model: ActivityModel, say: Say | None = None) -> bytes:
    """A document of the release with this text; ``say`` is told "laying_out" where that is long."""
    from readiness.reporting import pdf  # noqa: PLC0415 - slow import

    release = read_release(text)
    if kind == ORGANISATION:
        return pdf.organisation_report(release=release, model=model, say=say)
    return pdf.summary(release=release, model=model)
