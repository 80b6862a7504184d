"""What the reader of a Release must know: its warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from readiness.core.raci import without_letter
from readiness.core.release import ActivityResult, Coverage, Node, Warning_

if TYPE_CHECKING:
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.scope import Department, Scope


def warnings_of(
    *,
    released: ReleasedTally,
    nodes: Sequence[Node],
    activities: Sequence[ActivityResult],
    coverage: Coverage,
    asks_for_owners: bool,
) -> Iterator[Warning_]:
    """Warnings about the whole first, then about departments, items and letters."""
    scope = released.scope
    shown = {d.key for d in scope.departments if released.group_of(d.key) is not None}
    if not released.groups:
        yield Warning_(code="nothing_released")
    yield from _where("not_shown", scope, lambda d: d.key not in shown)
    if asks_for_owners:
        yield from _where("no_type", scope, lambda d: d.type is None)
    whole = {
        "invited_unknown": coverage.invited is None,
        "few_answers": coverage.few,
        "no_confidentiality": not scope.confidential,
    }
    yield from (Warning_(code=code) for code, holds in whole.items() if holds)
    if asks_for_owners:
        yield from _where("hours_not_stated", scope, lambda d: d.hours is None)
        yield from _where("authority_not_stated", scope, lambda d: d.authority is None)
    for node in nodes:
        if node.department and node.kind == "item" and node.no_level == "not_part":
            yield Warning_(code="not_part", subject=node.code, other=node.department)
    yield from _of_letters(activities, scope)


def _where(code: str, scope: Scope, holds: Callable[[Department], bool]) -> Iterator[Warning_]:
    return (Warning_(code=code, subject=d.key) for d in scope.departments if holds(d))


def _of_letters(activities: Sequence[ActivityResult], scope: Scope) -> Iterator[Warning_]:
    raci = {a.code: a.raci for a in activities if a.raci is not None}
    for code, proposal in raci.items():
        for check in proposal.checks:
            yield Warning_(code=check, subject=code)
    if raci:
        for department in without_letter(proposals=raci, scope=scope):
            yield Warning_(code="no_letter", subject=department.key)
