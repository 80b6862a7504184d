"""Gates of a model: tests on single figures, each reported alone and all together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from readiness.core.draws import SLACK
from readiness.core.release import AwardGateResult, GateTestResult
from readiness.core.rounding import whole

if TYPE_CHECKING:
    from readiness.core.rounding import Rounder
    from readiness.core.scoring import Scores
    from readiness.core.scoring_rules import AwardGate, GateTest


def gate_results(
    *, gates: tuple[AwardGate, ...], scores: Scores, rounder: Rounder
) -> tuple[AwardGateResult, ...]:
    """Every gate with the exact figures tested; equality passes, and what has no figure fails."""
    return tuple(_gate(gate, scores, rounder) for gate in gates)


def _gate(gate: AwardGate, scores: Scores, rounder: Rounder) -> AwardGateResult:
    tests = tuple(_test(test, scores, rounder) for test in gate.tests)
    unknown = any(test.met is None for test in tests)
    failed = any(test.met is False for test in tests)
    met = False if failed else None if unknown else True
    return AwardGateResult(code=gate.code, title=gate.title, met=met, tests=tests)


def _test(test: GateTest, scores: Scores, rounder: Rounder) -> GateTestResult:
    figure = scores.figures.get(test.of)
    found = None
    if figure is not None and figure.answered:
        found = figure.score if test.figure == "score" else figure.level
    value = None if found is None or np.isnan(found[0]) else float(found[0])
    printed = rounder.score(value) if test.figure == "score" else whole(value)
    return GateTestResult(
        of=test.of,
        figure=test.figure,
        value=printed,
        needed=whole(test.at_least),
        met=None if value is None else value >= test.at_least - SLACK,
    )
