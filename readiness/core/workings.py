"""What every figure of the organisation is made from, out of nodes as they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from readiness.core.grounds import NodeInput, PriorityBasis
from readiness.core.leaves import level_target, node_target
from readiness.core.rounding import whole

if TYPE_CHECKING:
    from readiness.core.leaves import Figure
    from readiness.core.release import Node
    from readiness.core.rounding import Rounder
    from readiness.core.scoring import Basis
    from readiness.core.tree import Branch, Tree


def with_inputs(
    *, nodes: Sequence[Node], tree: Tree, bases: Mapping[str, Basis]
) -> tuple[Node, ...]:
    """The nodes; those of the organisation with the parts that they are made from.

    Only what another node prints is repeated, so that a working shows nothing of its own.
    """
    printed = {(node.code, node.department): node for node in nodes}
    return tuple(
        replace(node, inputs=tuple(_inputs(node, printed, tree, bases)))
        if node.department is None and node.released
        else node
        for node in nodes
    )


def _inputs(
    node: Node,
    printed: Mapping[tuple[str, str | None], Node],
    tree: Tree,
    bases: Mapping[str, Basis],
) -> Iterator[NodeInput]:
    if node.kind == "item":
        for group in bases[node.code].groups:
            yield _input(printed[node.code, group], code=group, kind="group", weight=1)
        return
    for code in tree.sources(tree.branches[node.code]):
        part, weight = printed[code, None], tree.part_weight(code)
        if weight > 0 and (part.score is not None or part.level is not None):
            yield _input(part, code=code, kind=part.kind, weight=weight)


def _input(node: Node, *, code: str, kind: str, weight: float) -> NodeInput:
    return NodeInput(
        code=code,
        kind=kind,
        n=node.n,
        score=node.score,
        score_bound=node.score_bound,
        level=node.level,
        weight=whole(weight),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """What a priority is the product of, not rounded."""

    weight: float
    gap: float
    factor: float
    pattern: str | None

    @property
    def points(self) -> float:
        """Weight × gap × ownership factor."""
        return self.weight * self.gap * self.factor

    def basis(self, rounder: Rounder) -> PriorityBasis:
        """As it is printed; weight and factor are the model's own and are not rounded."""
        return PriorityBasis(
            weight=whole(self.weight),
            gap=rounder.score(self.gap),
            factor=self.factor,
            pattern=self.pattern,
        )


def gap_to_target(branch: Branch, figure: Figure) -> float | None:
    """What a node lacks: of its score, else of its level; None without a target."""
    goal, reached = node_target(branch), figure.score
    if goal is None or reached is None:
        goal, reached = level_target(branch), figure.level
    if goal is None or reached is None:
        return None
    return max(0.0, goal - float(reached[0]))
