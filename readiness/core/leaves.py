"""What an item, or a node, contributes to the nodes above it, and what it aims at.

Arrays have a row a draw; the observed answers are the single row. What an item contributes when it
has no figure is settled here, by the model's policies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.draws import SLACK, Array

if TYPE_CHECKING:
    from readiness.core.rounding import Rounder
    from readiness.core.tree import Branch, Span, Tree

NEVER, ALWAYS = -1.0, np.inf
"""Places before the first and after the last answer of a scale: no test or every test is met."""
ANSWERED = ("counted", "dont_know", "not_applicable")
STATES = (*ANSWERED, "not_part", "too_few", "unanswered")
"""What may be said of an item or a node, the first that holds for anything below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An item: its score, and the place on its scale of the answer that enough people reach.

    ``state`` is counted, dont_know, not_applicable, not_part, too_few or unanswered.
    """

    state: str
    score: Array | None = None
    place: Array | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a node or an item contributes to the nodes above it.

    ``left_out`` counts what did not enter its score, or its level where it has no score, by reason.
    ``void``: an unanswered item leaves it, and what is above it, without a figure. ``span`` holds
    the ends of its score over what applies, where that differs from the model's.
    """

    state: str
    score: Array | None = None
    level: Array | None = None
    place: Array | None = None
    counted: int = 0
    of: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    void: bool = False
    span: Span | None = None

    @property
    def answered(self) -> bool:
        """Whether anything below it was answered; if not, no figure is shown."""
        return self.state in ANSWERED


def settled(tree: Tree, code: str, leaf: Leaf, rounder: Rounder) -> Figure:
    """What the model's policies make of an item."""
    policies, scale = tree.model.rules.answers, tree.model.scales[tree.model.items[code].scale]
    state, left = leaf.state, {leaf.state: 1}
    if state == "counted":
        score = None if leaf.score is None else rounder.at_node(leaf.score)
        return Figure(state=state, score=score, place=leaf.place)
    if state == "not_applicable":
        return _not_applicable(tree, code)
    if state == "unanswered" and policies.unanswered == "void":
        return Figure(state=state, left_out=left, void=True)
    if state == "unanswered" and policies.unanswered != "exclude":
        low = 0.0 if policies.unanswered == "zero" else scale.numbers[0]
        score = None if scale.ordinal else np.array([low])
        return Figure(state=state, score=score, place=np.array([NEVER]))
    return Figure(state=state, left_out=left)


def _not_applicable(tree: Tree, code: str) -> Figure:
    state, policy = "not_applicable", tree.model.rules.answers.not_applicable
    scale = tree.model.scales[tree.model.items[code].scale]
    if policy == "met":
        score = None if scale.ordinal else np.array([scale.numbers[-1]])
        return Figure(state=state, score=score, place=np.array([ALWAYS]))
    if policy == "target":
        target = nearest_target(tree, code)
        number = scale.numbers[-1] if target is None else target
        place = max((i for i, n in enumerate(scale.numbers) if n <= number + SLACK), default=0)
        score = None if scale.ordinal else np.array([number])
        return Figure(state=state, score=score, place=np.array([float(place)]))
    place_of = np.array([NEVER]) if policy == "block" else None
    return Figure(state=state, left_out={state: 1}, place=place_of)


def item_target(tree: Tree, code: str) -> float | None:
    """The target of an item: its own, else its activity's if that is on the same range."""
    item, activity = tree.model.items[code], tree.parents.get(code)
    if item.target is not None or activity is None:
        return item.target
    branch = tree.branches[activity]
    return node_target(branch) if branch.span == tree.part_span(code) else None


def nearest_target(tree: Tree, code: str) -> float | None:
    """What stands for an item that does not apply: its target, else the nearest above it."""
    target, above = tree.model.items[code].target, tree.parents.get(code)
    while target is None and above is not None:
        branch, above = tree.branches[above], tree.parents.get(above)
        target = node_target(branch)
        if target is not None and branch.span != tree.part_span(code):
            return None
    return target


def node_target(branch: Branch) -> float | None:
    """The score that a node aims at: its target, or its level where its level is no rule's."""
    if branch.target is not None or branch.target_level is None or branch.level is not None:
        return branch.target
    return float(branch.target_level) if branch.span == branch.levels else None


def level_target(branch: Branch) -> int | None:
    """The level that a node aims at; None where that is the score it aims at."""
    is_score = branch.target is None and node_target(branch) is not None
    return None if is_score else branch.target_level
