"""Who should own an activity: candidates scored on five visible criteria, and what would change it.

Score = 100 × weighted mean of capability, perceived ownership, mandate fit, room and dialogue
culture, each 0 to 1, less a penalty for the department a task fell to by default. A criterion that
is missing drops out and the others are reweighted. docs/scoring.md has a worked table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.draws import Array, Draws, Names, at_least, mean_of, weighted_mean
from readiness.core.ownership_rules import CriteriaWeights
from readiness.core.patterns import Votes
from readiness.core.scoring import Scores, counts_in_means

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ItemCell, ReleasedTally
    from readiness.core.parts import Activity
    from readiness.core.scope import Department

CRITERIA = tuple(criterion.name for criterion in fields(CriteriaWeights))


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A department as possible owner. ``terms`` are 0 to 1, a row a draw; None is missing.

    ``why_not_scored`` is None, ``no_answers`` or ``type``. ``conditions`` are what must be settled
    first: ``free_time``, ``give_authority`` or ``ask_head``.
    """

    department: Department
    terms: Mapping[str, Array | None]
    penalty: Array
    why_not_scored: str | None
    conditions: tuple[str, ...]
    n: int | None
    _kept: dict[tuple[float, ...], Array] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _table(self) -> tuple[Array, Array]:
        """Terms by criterion and draw with 0 where missing, and 1 or 0 for there or missing."""
        rows = self.penalty.shape[0]
        missing = np.full(rows, np.nan)
        terms = [missing if (term := self.terms[name]) is None else term for name in CRITERIA]
        table = np.stack(terms)
        there = ~np.isnan(table)
        return np.where(there, table, 0.0), there.astype(np.float64)

    def score(self, weights: Mapping[str, float]) -> Array:
        """Points out of 100 under ``weights``, less the penalty; not-a-number without a term.

        Kept: the rankings of an activity and of its question rest on the same.
        """
        key = tuple(weights[name] for name in CRITERIA)
        if key not in self._kept:
            self._kept[key] = self.scores([weights])[0]
        return self._kept[key]

    def scores(self, weightings: Sequence[Mapping[str, float]]) -> Array:
        """The score under each weighting: an array (weightings, draws)."""
        weights = np.array([[weighting[name] for name in CRITERIA] for weighting in weightings])
        terms, there = self._table
        total, points = weights @ there, np.full((len(weights), self.penalty.shape[0]), np.nan)
        np.divide(100.0 * (weights @ terms), total, out=points, where=total > 0)
        return points - self.penalty

    def contributions(self, weights: Mapping[str, float]) -> dict[str, float | None]:
        """Points each criterion adds in the first draw; their sum less the penalty is the score."""
        total = sum(weights[name] for name in CRITERIA if _there(self.terms[name]))
        return {
            name: 100.0 * weights[name] * float(term[0]) / total
            if _there(term) and term is not None
            else None
            for name, term in self.terms.items()
        }

    @property
    def missing(self) -> tuple[str, ...]:
        """Criteria that could not be measured."""
        return tuple(name for name in CRITERIA if not _there(self.terms[name]))


def _there(term: Array | None) -> bool:
    return term is not None and not bool(np.isnan(term[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Candidates with a score, best first in the observed draw, and how firm the order is.

    ``margin`` is the lead over the second in points; ``stability`` the share of draws the first
    stays first in; ``winners`` the winner under each other weighting.
    """

    order: tuple[str, ...]
    scores: Mapping[str, float]
    margin: float | None
    stability: float
    winners: Mapping[str, str]

    @property
    def first(self) -> str | None:
        """The best candidate's key."""
        return self.order[0] if self.order else None

    @property
    def second(self) -> str | None:
        """The runner-up's key."""
        return self.order[1] if len(self.order) > 1 else None

    @property
    def depends_on_weights(self) -> bool:
        """Whether any other weighting has another winner."""
        return any(winner != self.first for winner in self.winners.values())


def candidates(
    *,
    activity: Activity,
    votes: Votes,
    patterns: Names,
    scores: Scores,
    draws: Draws,
    dialogue: Mapping[str | None, Array | None],
    released: ReleasedTally,
    model: ActivityModel,
) -> list[Candidate]:
    """Every department in scope as a candidate for ``activity``; ``dialogue`` by group."""
    rules, found = model.rules.owner_score, []
    for department in released.scope.departments:
        group = released.group_of(department.key)
        group_key = group.group.key if group else None
        capability = _group_mean(group_key, activity.capability_from, scores, released, model)
        terms: dict[str, Array | None] = {
            "capability": capability,
            "perceived": _perceived(votes, department.key, model),
            "mandate_fit": np.full(
                draws.rows, activity.fit(department.type, rules.mandate_fit_default)
            )
            if department.type is not None
            else None,
            "room": _room(department, draws.rows, model),
            "dialogue": dialogue.get(group_key),
        }
        found.append(
            Candidate(
                department=department,
                terms=terms,
                penalty=_penalty(activity, votes, patterns, department, capability, model),
                why_not_scored=_why_not_scored(department, group_key, model),
                conditions=_conditions(department, model),
                n=_smallest_n(group_key, activity, released),
            )
        )
    return found


def dialogue_of(
    *, scores: Scores, released: ReleasedTally, model: ActivityModel
) -> dict[str | None, Array | None]:
    """By group its dialogue culture as a share of the scale, the same for every activity."""
    item = model.rules.owner_score.dialogue_item
    items = () if item is None else (item,)
    return {
        known.group.key: _group_mean(known.group.key, items, scores, released, model)
        for known in released.groups
    }


def ranking(
    *, observed: list[Candidate], repeated: list[Candidate], weights: CriteriaWeights
) -> Ranking:
    """Rank the scored candidates, with the winners under other weightings and the stability."""
    base = weights.by_name
    weightings = {"": base} | other_weightings(base)
    scores = {c.department.key: c.scores([*weightings.values()]) for c in _scored(observed)}
    again = {c.department.key: c.score(base) for c in _scored(repeated)}
    return _ranking(scores, again, [*weightings])


def _scored(found: list[Candidate]) -> list[Candidate]:
    return [candidate for candidate in found if candidate.why_not_scored is None]


def _ranking(
    scores: Mapping[str, Array], again: Mapping[str, Array], weightings: list[str]
) -> Ranking:
    """``scores`` have a row a weighting, the first of them the model's own."""
    winners = {}
    for row, name in enumerate(weightings):
        order = _order({key: found[row] for key, found in scores.items()})
        if name and order:
            winners[name] = order[0]
    now = {key: found[0] for key, found in scores.items()}
    return rank(now=now, again=again, winners=winners)


def rank(
    *, now: Mapping[str, Array], again: Mapping[str, Array], winners: Mapping[str, str]
) -> Ranking:
    """Order candidates by the observed score; ``again`` holds the scores drawn again."""
    order = _order(now)
    scores = {key: float(now[key][0]) for key in order}
    margin = scores[order[0]] - scores[order[1]] if len(order) > 1 else None
    return Ranking(
        order=order,
        scores=scores,
        margin=margin,
        stability=_stability(order, again),
        winners=winners,
    )


def other_weightings(base: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Without mandate fit, all equal, and leaving out each criterion in turn."""
    left_out = {f"without_{name}": {**base, name: 0.0} for name in CRITERIA}
    return {"equal_weights": dict.fromkeys(CRITERIA, 1.0), **left_out}


def question_ranking(
    *,
    activities: list[Activity],
    observed: Mapping[str, list[Candidate]],
    repeated: Mapping[str, list[Candidate]],
    weights: CriteriaWeights,
) -> Ranking:
    """Rank departments over several activities: mean of owner scores, by activity weight."""
    base = weights.by_name
    weightings = {"": base} | other_weightings(base)
    every = [*weightings.values()]
    return _ranking(
        _over_activities(activities, observed, lambda candidate: candidate.scores(every)),
        _over_activities(activities, repeated, lambda candidate: candidate.score(base)),
        [*weightings],
    )


def _over_activities(
    activities: list[Activity],
    found: Mapping[str, list[Candidate]],
    score: Callable[[Candidate], Array],
) -> dict[str, Array]:
    """By department key the mean of its ``score`` over the activities."""
    parts: dict[str, list[tuple[Array, float]]] = {}
    for activity in activities:
        for candidate in _scored(found[activity.code]):
            entry = (score(candidate), float(activity.weight))
            parts.setdefault(candidate.department.key, []).append(entry)
    return {key: weighted_mean([a for a, _w in p], [w for _a, w in p]) for key, p in parts.items()}


def _order(scores: Mapping[str, Array]) -> tuple[str, ...]:
    """Keys by observed score, best first; a tie goes to the first key."""
    there = {
        key: round(float(array[0]), 9) for key, array in scores.items() if not np.isnan(array[0])
    }
    return tuple(sorted(there, key=lambda key: (-there[key], key)))


def _stability(order: tuple[str, ...], again: Mapping[str, Array]) -> float:
    if not order:
        return 0.0
    keys = [key for key in sorted(again) if key in order]
    table = np.nan_to_num(np.stack([again[key] for key in keys]), nan=-np.inf).round(9)
    return float(np.mean(table.argmax(axis=0) == keys.index(order[0])))


def _perceived(votes: Votes, key: str, model: ActivityModel) -> Array | None:
    mix = model.rules.owner_score.perceived_mix
    parts = [(votes.today.get(key), mix.today), (votes.should.get(key), mix.should)]
    there = [(array, weight) for array, weight in parts if array is not None]
    return weighted_mean([a for a, _w in there], [w for _a, w in there]) if there else None


def _group_mean(
    group: str | None,
    items: tuple[str, ...],
    scores: Scores,
    released: ReleasedTally,
    model: ActivityModel,
) -> Array | None:
    """Mean score of a group over ``items`` as a share of the scale; None when none counts."""
    found = []
    for code in counted_cells(group=group, items=items, released=released, model=model):
        low, high = model.scales[model.items[code].scale].span
        found.append((scores.group_items[str(group), code] - low) / (high - low))
    return mean_of(found)


def counted_cells(
    *, group: str | None, items: tuple[str, ...], released: ReleasedTally, model: ActivityModel
) -> dict[str, ItemCell]:
    """By item the cells of a group that a criterion is the mean of."""
    cells = {code: released.items.get((group or "", code)) for code in items}
    share = model.rules.not_part_share
    return {
        code: cell
        for code, cell in cells.items()
        if cell is not None and counts_in_means(cell=cell, not_part_share=share)
    }


def _room(department: Department, rows: int, model: ActivityModel) -> Array | None:
    level = model.band_of_hours(department.hours)
    if level is None or model.department_facts is None:
        return None
    low, high = model.scales[model.department_facts.hours_scale].span
    return np.full(rows, (level - low) / (high - low))


def _penalty(
    activity: Activity,
    votes: Votes,
    patterns: Names,
    department: Department,
    capability: Array | None,
    model: ActivityModel,
) -> Array:
    """Points off where the task fell to the department by default and nothing speaks for it."""
    rules = model.rules.owner_score
    if not activity.default_risk or department.key not in votes.defaults:
        return np.zeros(votes.rows)
    waived = at_least(
        votes.should.get(department.key, np.zeros(votes.rows)), rules.penalty_waived.should
    )
    if capability is not None:
        low, high = model.scales[model.items[activity.capability_from[0]].scale].span
        needed = (rules.penalty_waived.capability - low) / (high - low)
        waived = waived | at_least(capability, needed)
    return np.where((patterns == "defaulted_to_it") & ~waived, rules.default_penalty, 0.0)


def _why_not_scored(department: Department, group: str | None, model: ActivityModel) -> str | None:
    if department.type in model.rules.owner_score.not_scored_types:
        return "type"
    return "no_answers" if group is None else None


def _conditions(department: Department, model: ActivityModel) -> tuple[str, ...]:
    rule, room = model.rules.owner_score.eligible, model.band_of_hours(department.hours)
    found = []
    if room is not None and room < rule.room:
        found.append("free_time")
    if department.authority is not None and department.authority < rule.authority:
        found.append("give_authority")
    if room is None or department.authority is None:
        found.append("ask_head")
    return tuple(found)


def _smallest_n(group: str | None, activity: Activity, released: ReleasedTally) -> int | None:
    if group is None:
        return None
    cells = [
        released.items[group, code]
        for code in activity.capability_from
        if (group, code) in released.items
    ]
    return min((cell.valid for cell in cells), default=None)
