"""The steps of a report as plain functions: counts in, figures out; figures in, documents out.

They know no database, so that a child process without one can do them; whoever has the time does
them on the spot.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from readiness.core.activity_model import ActivityModel
from readiness.core.scope import Department, Scope
from readiness.core.tally import tally_from_counts
from surveys.services.stored_release import read_release

ORGANISATION = "organisation"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a release is computed from."""

    scope: Scope
    counts: dict[tuple[str, str, str], int]

    def as_data(self) -> dict[str, Any]:
        """Lists and values, as JSON can carry them."""
        marks = [[*key, reason] for key, reason in self.scope.not_applicable.items()]
        return {
            "departments": [dataclasses.asdict(each) for each in self.scope.departments],
            "floor": self.scope.floor,
            "organisation": self.scope.organisation,
            "period": self.scope.period,
            "not_applicable": marks,
            "closed": sorted(self.scope.closed),
            "counts": [[*key, n] for key, n in self.counts.items()],
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Inputs:
        """What ``as_data`` was made of."""
        scope = Scope(
            departments=tuple(Department(**each) for each in data["departments"]),
            floor=data["floor"],
            organisation=data["organisation"],
            period=data["period"],
            not_applicable={(key, activity): why for key, activity, why in data["not_applicable"]},
            closed=frozenset(data["closed"]),
        )
        counts = {(key, question, value): n for key, question, value, n in data["counts"]}
        return cls(scope=scope, counts=counts)


def compute(*, inputs: Inputs, model: ActivityModel) -> str:
    """The text of a release."""
    from readiness.core.assess import assess  # noqa: PLC0415 - slow import

    tally = tally_from_counts(inputs.counts)
    return assess(model=model, scope=inputs.scope, tally=tally).to_json()


def draw(*, kind: str, text: str, model: ActivityModel, say: Say | None = None) -> bytes:
    """A document of the release with this text; ``say`` is told "laying_out" where that is long."""
    from readiness.reporting import pdf  # noqa: PLC0415 - slow import

    release = read_release(text)
    if kind == ORGANISATION:
        return pdf.organisation_report(release=release, model=model, say=say)
    return pdf.summary(release=release, model=model)
