"""The organising form as printed: gate, conditions with values, runner-up, stability, host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from readiness.core import shares
from readiness.core.draws import SLACK, Array, Names
from readiness.core.organising import (
    NOT_ENOUGH,
    Evidence,
    holds,
    index_values,
    matching_forms,
    runner_up,
)
from readiness.core.release import (
    ConditionResult,
    Coverage,
    FormCandidate,
    FormResult,
    GateResult,
    Ownership,
    QuestionResult,
)
from readiness.core.scoring import mean_shares

if TYPE_CHECKING:
    from readiness.core.owners import OwnerDesk
    from readiness.core.ownership_rules import Condition, Form, FormRules, Gate, Index, Near
    from readiness.core.studies import Side, Study


def form_result(
    *,
    desk: OwnerDesk,
    rules: FormRules,
    studies: Mapping[str, Study],
    questions: tuple[QuestionResult, ...],
    coverage: Coverage,
    ownership: Mapping[str, Ownership],
) -> FormResult:
    """Match the evidence to the model's forms; not enough to say when the gate is shut."""
    model = desk.model
    now = {code: np.array([study.pattern]) for code, study in studies.items()}
    again = {code: study.drawn for code, study in studies.items()}
    unsettled = frozenset(
        code for code, study in studies.items() if desk.strength(study) == "not_settled"
    )
    sides = []
    for side, patterns, left_out in (
        (desk.observed, now, unsettled),
        (desk.repeated, again, frozenset[str]()),
    ):
        evidence = _evidence(desk, side, patterns, left_out, questions)
        values = index_values(model=model, released=desk.released, evidence=evidence)
        rows = side.draws.rows
        sides.append((values, matching_forms(forms=rules.order, values=values, rows=rows)))
    (values, found), (_values, drawn) = sides
    code, stability = str(found[0]), float(np.mean(drawn == found[0]))
    gate = _gate(desk, rules.gate, coverage, ownership, stability)
    second, needs = runner_up(forms=rules.order, values=values, winner=code)
    host = next((form.host_of for form in rules.order if form.code == code), None)
    return FormResult(
        code=code if all(test.met for test in gate) else NOT_ENOUGH,
        evidence=code,
        gate=gate,
        conditions=tuple(_candidate(desk, rules.near, form, values) for form in rules.order),
        runner_up=second.code,
        runner_up_needs=needs,
        stability=desk.rounder.percent(stability),
        host=ownership[host].recommended if host and host in ownership else None,
    )


def _evidence(
    desk: OwnerDesk,
    side: Side,
    patterns: Mapping[str, Names],
    unsettled: frozenset[str],
    questions: tuple[QuestionResult, ...],
) -> Evidence:
    rooms: dict[str, int | None] = {}
    for question in questions:
        hours = desk.released.scope.department(question.lead).hours if question.lead else None
        rooms[question.code] = desk.model.band_of_hours(hours)
    should = {}
    for code, domain in desk.model.should_codes.items():
        mean = mean_shares(draws=side.draws, released=desk.released, question=code)
        if mean is not None:
            should[domain.code] = {
                option: mean[:, i] for i, option in enumerate(side.draws.options)
            }
    return Evidence(
        scores=side.scores,
        patterns=patterns,
        unsettled=unsettled,
        should=should,
        rooms=rooms,
        rows=side.draws.rows,
    )


def _gate(
    desk: OwnerDesk,
    rule: Gate,
    coverage: Coverage,
    ownership: Mapping[str, Ownership],
    stability: float,
) -> tuple[GateResult, ...]:
    """What must be known before any form is named."""
    rounder = desk.rounder
    answered = shares.coverage(answered=coverage.answered, invited=coverage.invited)
    patterns = [owner.pattern for owner in ownership.values()]
    known = (
        sum(p not in desk.model.rules.ownership.not_counted for p in patterns) / len(patterns)
        if patterns
        else 0.0
    )
    invisible = patterns.count("invisible") / len(patterns) if patterns else 0.0

    def count(code: str, value: int, needed: int) -> GateResult:
        return GateResult(
            code=code, value=value, needed=needed, is_share=False, met=value >= needed
        )

    def share(code: str, value: float | None, needed: float, *, met: bool) -> GateResult:
        return GateResult(
            code=code,
            value=rounder.percent(value),
            needed=rounder.percent(needed),
            is_share=True,
            met=met,
        )

    def reaches(value: float | None, needed: float) -> bool:
        return value is not None and value >= needed - SLACK

    few = invisible < rule.invisible_below - SLACK
    return (
        count("departments", len(desk.released.groups), rule.departments),
        share("coverage", answered, rule.coverage, met=reaches(answered, rule.coverage)),
        count(
            "domains",
            len(desk.observed.scores.domains),
            len(desk.model.all_domains) if rule.all_domains else 0,
        ),
        share("patterns", known, rule.patterns_share, met=reaches(known, rule.patterns_share)),
        share("invisible", invisible, rule.invisible_below, met=few),
        share("stability", stability, rule.stability, met=reaches(stability, rule.stability)),
    )


def _candidate(
    desk: OwnerDesk, near: Near, form: Form, values: Mapping[str, Array | None]
) -> FormCandidate:
    results: list[ConditionResult] = []
    met = 0
    for number, condition in enumerate(form.conditions):
        met += bool(holds(condition=condition, values=values, rows=1)[0])
        if condition.any:
            results += [
                _condition(desk, near, part, values, either=number) for part in condition.any
            ]
        else:
            results.append(_condition(desk, near, condition, values))
    return FormCandidate(
        code=form.code,
        title=form.title,
        met=met,
        of=len(form.conditions),
        conditions=tuple(results),
    )


def _condition(
    desk: OwnerDesk,
    near: Near,
    condition: Condition,
    values: Mapping[str, Array | None],
    either: int | None = None,
) -> ConditionResult:
    """One condition with its value. ``either`` numbers conditions of which one is enough."""
    indices = {index.code: index for index in desk.model.rules.indices}
    index = indices[condition.index or ""]
    value = _number(values[index.code])
    test, threshold = _test(condition, values)
    tested = value is not None and threshold is not None
    distance = near.share if index.is_share else near.score
    return ConditionResult(
        index=index.code,
        title=index.title,
        test=test,
        value=_printed(desk, index, value),
        threshold=_printed(desk, index, threshold)
        if test == "above"
        else _threshold(index, threshold),
        is_share=index.is_share,
        met=bool(holds(condition=condition, values=values, rows=1)[0]) if tested else None,
        close=value is not None
        and threshold is not None
        and abs(value - threshold) <= distance + SLACK,
        either=either,
    )


def _test(condition: Condition, values: Mapping[str, Array | None]) -> tuple[str, float | None]:
    if condition.below is not None:
        return "below", condition.below
    if condition.above_index is not None:
        return "above", _number(values[condition.above_index])
    return "at_least", condition.at_least


def _number(array: Array | None) -> float | None:
    return None if array is None or np.isnan(array[0]) else float(array[0])


def _printed(desk: OwnerDesk, index: Index, value: float | None) -> float | int | None:
    return desk.rounder.percent(value) if index.is_share else desk.rounder.score(value)


def _threshold(index: Index, value: float | None) -> float | int | None:
    """A threshold is the model's own figure, so it is never rounded."""
    if value is None:
        return None
    return round(value * 100) if index.is_share else value
