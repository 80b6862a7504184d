"""What a workshop should talk about: proposed from a Release, as much as fits the minutes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from readiness.core.activity_model import ActivityModel
from readiness.core.decisions import levels_of
from readiness.core.parts import Activity, Item
from readiness.core.release import ActivityResult, Node, Release
from readiness.core.tree import Tree, build_tree, items_in_scope

BOTH, LEVEL, OWNER = "both", "level", "owner"
ORPHANED, CONTESTED, DEFAULTED = "orphaned", "contested", "defaulted"
DISAGREEMENT, GAP, AGREED, CHOSEN = "disagreement", "gap", "agreed", "chosen"

MINUTES = {BOTH: 10, LEVEL: 6, OWNER: 8}
FOR_ITEMS = Fraction(57, 90)
"""Of the whole time: in 90 minutes 8 go to arriving and 25 to priorities, actions and the end."""

WHYS = {
    "orphaned": ORPHANED,
    "disowned": ORPHANED,
    "invisible": ORPHANED,
    "contested": CONTESTED,
    "scattered_weak": CONTESTED,
    "scattered_competent": CONTESTED,
    "unsettled": CONTESTED,
    "defaulted_to_it": DEFAULTED,
    "outsourced": DEFAULTED,
}
"""Why an activity with a finding is on the agenda, by the pattern that was found."""
FINDINGS = (ORPHANED, CONTESTED, DEFAULTED)
RANKS = {ORPHANED: 0, CONTESTED: 0, DEFAULTED: 0, DISAGREEMENT: 1, GAP: 2}
APART = ("weak", "none", "polarised")
SETTLED = ("recommended", "likely", "by_role")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An activity for the agenda. ``mode``: both, level or owner; ``why``: the first that holds.

    ``priority`` and ``ad`` are the Release's figures that put it in its place. ``agreed``: it has a
    level and one owner that nobody disputes, so that it may be accepted as surveyed.
    """

    activity: str
    why: str
    mode: str
    weight: float
    priority: float | None = None
    ad: float | None = None
    agreed: bool = False

    @property
    def minutes(self) -> int:
        """How long it will take."""
        return minutes_of(self.mode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """``items`` are talked about, ``bulk`` accepted together as surveyed, ``rest`` is left out.

    ``minutes`` are there for the items.
    """

    items: tuple[Proposal, ...]
    bulk: tuple[Proposal, ...]
    rest: tuple[Proposal, ...]
    minutes: int

    @property
    def needed(self) -> int:
        """How long the items will take."""
        return sum(each.minutes for each in self.items)


def minutes_of(mode: str) -> int:
    """How long an item takes: so that a workshop of 90 minutes treats five to seven of them.

    Reading, a vote, the talk where people differ, a second vote and what is written down.
    """
    return MINUTES[mode]


def minutes_for_items(minutes: int) -> int:
    """What is left for the items of a workshop of ``minutes``.

    >>> minutes_for_items(90), minutes_for_items(60)
    (57, 38)
    """
    return int(minutes * FOR_ITEMS)


def propose_agenda(
    *,
    model: ActivityModel,
    release: Release | None,
    minutes: int,
    decided: Collection[str] = (),
) -> Agenda:
    """What a workshop of ``minutes`` should talk about, by what the Release shows.

    First what has a finding on its owner or two candidates for it, by priority (weight × gap ×
    factor of the pattern); then what answers differ on most; then the largest gaps. It is taken as
    long as it fits. Of the others, those with a level and an owner that are agreed are for bulk.
    What was ``decided`` already is left out. Without a Release there is nothing to go by: all of
    the model is left to choose from.
    """
    there = minutes_for_items(minutes)
    if release is None:
        chosen = every_activity(model=model, profile=None, closed=())
        return Agenda(items=(), bulk=(), rest=chosen, minutes=there)
    desk = _Desk(model=model, release=release)
    found = [desk.proposal(code) for code in desk.codes]
    undecided = [each for each in found if each.activity not in decided]
    wanted = sorted((each for each in undecided if each.why in RANKS), key=_place)
    items = _fitting(wanted, there)
    left = [each for each in found if each not in items]
    bulk = [each for each in left if each in undecided and each.agreed]
    return Agenda(
        items=items,
        bulk=tuple(bulk),
        rest=tuple(each for each in left if each not in bulk),
        minutes=there,
    )


def every_activity(
    *, model: ActivityModel, profile: str | None, closed: Collection[str]
) -> tuple[Proposal, ...]:
    """Everything that can be voted on, in the order of the model, for a choice by hand."""
    tree = _tree(model, profile, closed)
    return tuple(
        Proposal(activity=code, why=CHOSEN, mode=mode, weight=activity.weight)
        for code, activity in model.activities.items()
        if (mode := mode_of(tree=tree, code=code)) is not None
    )


def modes_of(*, tree: Tree, code: str) -> tuple[str, ...]:
    """What can be voted on: the level where the model gives it one, the owner where it asks."""
    if code not in tree.branches:
        return ()
    owners = tree.model.asks_for_owners
    if not levels_of(tree, code):
        return (OWNER,) if owners else ()
    return (BOTH, LEVEL, OWNER) if owners else (LEVEL,)


def mode_of(*, tree: Tree, code: str) -> str | None:
    """What is voted on in a mixed room; None where there is nothing.

    A level about the own department is not rated again by people of others, so only its owner is.
    """
    modes = modes_of(tree=tree, code=code)
    if OWNER in modes and is_about_departments(tree=tree, code=code):
        return OWNER
    return modes[0] if modes else None


def is_about_departments(*, tree: Tree, code: str) -> bool:
    """Whether people rate it for their own department: its key item does, or each of its items."""
    activity = tree.model.activities[code]
    asked = _asked_first(tree, activity)
    return bool(asked) and all(item.referent == "department" for item in asked)


def _asked_first(tree: Tree, activity: Activity) -> list[Item]:
    """The key item alone, or without one every item that is asked."""
    key = tree.model.key_items.get(activity.code)
    if key is not None and key.code in tree.items:
        return [key]
    return [item for item in activity.items if item.code in tree.items]


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """Reads a Release for what an activity needs."""

    model: ActivityModel
    release: Release
    tree: Tree = field(init=False)
    nodes: Mapping[str, Node] = field(init=False)
    results: Mapping[str, ActivityResult] = field(init=False)

    def __post_init__(self) -> None:
        closed = [found.code for found in self.release.activities if found.closed]
        whole = {node.code: node for node in self.release.nodes if node.department is None}
        results = {found.code: found for found in self.release.activities}
        object.__setattr__(self, "tree", _tree(self.model, self.release.model.profile, closed))
        object.__setattr__(self, "nodes", whole)
        object.__setattr__(self, "results", results)

    @property
    def codes(self) -> list[str]:
        """What can be voted on, in the order of the model."""
        return [
            code
            for code in self.model.activities
            if code in self.results and mode_of(tree=self.tree, code=code) is not None
        ]

    def proposal(self, code: str) -> Proposal:
        found, mode = self.results[code], mode_of(tree=self.tree, code=code)
        why = self._why(code)
        return Proposal(
            activity=code,
            why=why,
            mode=mode or LEVEL,
            weight=self.model.activities[code].weight,
            priority=found.priority,
            ad=max((node.agreement.ad or 0.0 for node in self._rated(code)), default=None),
            agreed=why in (AGREED, GAP) and self._is_settled(code),
        )

    def _is_settled(self, code: str) -> bool:
        owner, node = self.results[code].ownership, self.nodes.get(code)
        if node is None:
            return False
        if owner is None:
            return node.level is not None
        settled = owner.pattern in self.model.rules.ownership.owned and owner.verdict in SETTLED
        return settled and owner.strength != "not_settled" and node.level is not None

    def _why(self, code: str) -> str:
        found, node = self.results[code], self.nodes.get(code)
        owner = found.ownership
        if owner is not None and owner.finding:
            return WHYS.get(owner.pattern, CONTESTED)
        if found.raci is not None and found.raci.provisional:
            return CONTESTED
        if any(_is_apart(each) for each in self._rated(code)):
            return DISAGREEMENT
        if node is not None and _below(node) >= 1:
            return GAP
        return AGREED if node is not None and node.level is not None else CHOSEN

    def _rated(self, code: str) -> list[Node]:
        """The items that a mixed room may rate: departments may well differ on their own."""
        if is_about_departments(tree=self.tree, code=code):
            return []
        asked = _asked_first(self.tree, self.model.activities[code])
        return [self.nodes[item.code] for item in asked if item.code in self.nodes]


def _tree(model: ActivityModel, profile: str | None, closed: Collection[str]) -> Tree:
    return build_tree(
        model=model, items=items_in_scope(model=model, profile=profile, closed=closed)
    )


def _is_apart(node: Node) -> bool:
    return node.no_level == "polarised" or node.agreement.band in APART


def _below(node: Node) -> float:
    """How far below its target: in levels, where both are known."""
    if node.level is not None and node.target_level is not None:
        return node.target_level - node.level
    return node.gap or 0.0


def _place(found: Proposal) -> tuple[int, float, float, float]:
    ad = found.ad or 0.0 if found.why == DISAGREEMENT else 0.0
    return RANKS[found.why], -ad, -(found.priority or 0.0), -found.weight


def _fitting(wanted: Sequence[Proposal], minutes: int) -> tuple[Proposal, ...]:
    """From the first on, as long as they fit: nothing later takes the place of what came before."""
    taken: list[Proposal] = []
    for each in wanted:
        minutes -= each.minutes
        if minutes < 0:
            break
        taken.append(each)
    return tuple(taken)
