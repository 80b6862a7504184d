"""Organising form: which of the model's forms today's evidence fits, and why not the others.

Indices and conditions are data of the model. The first form whose conditions all hold is the
result; an index that is missing makes its condition "not tested", which counts as not met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.draws import SLACK, Array, Mask, Names, at_least, below, mean_of
from readiness.core.scoring import counts_in_means

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.ownership_rules import Condition, Form, Index
    from readiness.core.scoring import Scores

NOT_ENOUGH = "not_enough_to_say"
Patterns = Mapping[str, Names]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the indices are computed from. ``patterns``: activity code to the pattern of each draw.

    ``unsettled`` are activities whose pattern is not stable, so that they count for no share.
    ``should`` maps a domain to its option shares; ``rooms`` a question to the room level of its
    lead.
    """

    scores: Scores
    patterns: Patterns
    unsettled: frozenset[str]
    should: Mapping[str, Mapping[str, Array]]
    rooms: Mapping[str, int | None]
    rows: int


def index_values(
    *, model: ActivityModel, released: ReleasedTally, evidence: Evidence
) -> dict[str, Array | None]:
    """Every index by code, a value a draw; None when it cannot be computed."""
    found: dict[str, Array | None] = {}
    for index in model.rules.indices:
        found[index.code] = _value(index, model, released, evidence, found)
    return found


def _value(
    index: Index,
    model: ActivityModel,
    released: ReleasedTally,
    evidence: Evidence,
    before: Mapping[str, Array | None],
) -> Array | None:
    found: Array | None = None
    match index.kind:
        case "activities":
            found = _activities(index, model, released, evidence)
        case "overall":
            found = evidence.scores.overall
        case "departments_below" | "departments_from":
            found = _departments(index, model, released, evidence)
        case "patterns":
            found = _patterns(index, model, evidence)
        case "lead_room":
            found = _lead_room(index, evidence)
        case "should_option":
            found = mean_of(
                [
                    shares[index.option]
                    for shares in evidence.should.values()
                    if index.option in shares
                ]
            )
        case "shortfall":
            found = _shortfall(index, before)
    return found


def _activities(
    index: Index, model: ActivityModel, released: ReleasedTally, evidence: Evidence
) -> Array | None:
    """Mean score of the activities; a closed one counts as the top of its scale."""
    found: list[Array] = []
    for code in index.of:
        if code in released.scope.closed:
            _low, top = model.scales[model.activities[code].items[0].scale].span
            found.append(np.full(evidence.rows, top))
        elif code in evidence.scores.activities:
            found.append(evidence.scores.activities[code])
    return mean_of(found) if len(found) >= index.at_least else None


def _departments(
    index: Index, model: ActivityModel, released: ReleasedTally, evidence: Evidence
) -> Array | None:
    """Share of departments whose mean over the activities' first items passes the threshold."""
    results = []
    for released_group in released.groups:
        key = released_group.group.key
        codes = [model.activities[code].items[0].code for code in index.of]
        there = [
            evidence.scores.group_items[key, code]
            for code in codes
            if (key, code) in evidence.scores.group_items
            and counts_in_means(
                cell=released.items[key, code], not_part_share=model.rules.not_part_share
            )
        ]
        mean = mean_of(there) if len(there) >= index.at_least else None
        if mean is not None:
            passes = at_least if index.kind == "departments_from" else below
            results.append(passes(mean, index.threshold).astype(np.float64))
    return mean_of(results)


def _patterns(index: Index, model: ActivityModel, evidence: Evidence) -> Array | None:
    """Share of activities with one of the patterns, among those that count."""
    left_out = model.rules.ownership.not_counted
    hits, counted = np.zeros(evidence.rows), np.zeros(evidence.rows)
    for code, names in evidence.patterns.items():
        counts = ~np.isin(names, left_out)
        counted += counts
        if code not in evidence.unsettled:
            hits += counts & np.isin(names, index.patterns)
    if not counted.any():
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counted > 0, hits / counted, np.nan)


def _lead_room(index: Index, evidence: Evidence) -> Array | None:
    levels = [level for code in index.of if (level := evidence.rooms.get(code)) is not None]
    if len(levels) < len(index.of):
        return None
    return np.full(evidence.rows, float(np.mean(levels)))


def _shortfall(index: Index, before: Mapping[str, Array | None]) -> Array | None:
    there = [value for code in index.of if (value := before[code]) is not None]
    if len(there) < len(index.of):
        return None
    return np.asarray(np.maximum(0.0, index.threshold - np.min(there, axis=0)))


def holds(*, condition: Condition, values: Mapping[str, Array | None], rows: int) -> Mask:
    """Whether the condition holds in each draw; a missing index does not."""
    if condition.any:
        parts = [holds(condition=c, values=values, rows=rows) for c in condition.any]
        return np.asarray(np.any(parts, axis=0))
    value = values[condition.index or ""]
    if value is None:
        return np.zeros(rows, dtype=bool)
    if condition.below is not None:
        return below(value, condition.below)
    if condition.above_index is not None:
        other = values[condition.above_index]
        return np.zeros(rows, dtype=bool) if other is None else np.asarray(value > other + SLACK)
    return at_least(value, condition.at_least or 0.0)


def matching_forms(
    *, forms: Sequence[Form], values: Mapping[str, Array | None], rows: int
) -> Names:
    """The first form whose conditions all hold, in each draw."""
    tests = [
        np.all(
            [
                np.ones(rows, dtype=bool),
                *(holds(condition=c, values=values, rows=rows) for c in form.conditions),
            ],
            axis=0,
        )
        for form in forms
    ]
    names = [np.full(rows, form.code, dtype="<U64") for form in forms]
    return np.select(tests, names, forms[-1].code)


def runner_up(
    *, forms: Sequence[Form], values: Mapping[str, Array | None], winner: str
) -> tuple[Form, tuple[str, ...]]:
    """The form nearest to holding instead of ``winner``, and the indices that would have to change.

    Nearest is the form with fewest unmet conditions; a form later in the order also needs the
    winner to stop holding, which counts as one. A tie goes to the earlier form.
    """
    place = next(i for i, form in enumerate(forms) if form.code == winner)

    def distance(i: int) -> tuple[int, int]:
        return len(_unmet(forms[i], values)) + (1 if i > place else 0), i

    best = forms[min((i for i in range(len(forms)) if i != place), key=distance)]
    return best, tuple(_indices(_unmet(best, values) or forms[place].conditions))


def _unmet(form: Form, values: Mapping[str, Array | None]) -> tuple[Condition, ...]:
    return tuple(
        c for c in form.conditions if not bool(holds(condition=c, values=values, rows=1)[0])
    )


def _indices(conditions: tuple[Condition, ...]) -> list[str]:
    found: list[str] = []
    for condition in conditions:
        found += _indices(condition.any) if condition.any else [condition.index or ""]
    return found
