"""The tree of a model's scope: which node lies under which, by which rules, on which span.

Nodes are domains, activities and the whole (``overall``); leaves are items. Nodes without a leaf in
scope are not there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from readiness.core.scoring_rules import LevelBy, ScoreBy, WholeWays

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.parts import Activity, Domain
    from readiness.core.scoring_rules import Ways

OVERALL = "overall"
Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A node: what is directly below it, all items below it, and how it is scored.

    ``span`` holds the ends of its score, ``levels`` those of its level; None when it has none.
    """

    code: str
    kind: str
    parts: tuple[str, ...]
    items: tuple[str, ...]
    score: ScoreBy
    level: LevelBy | None
    weight: float = 1.0
    at_level: int | None = None
    target: float | None = None
    target_level: int | None = None
    span: Span | None = None
    levels: Span | None = None


@dataclass(slots=True, kw_only=True)
class Tree:
    """Branches by code, each after everything below it; the whole comes last."""

    model: ActivityModel
    branches: dict[str, Branch] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    @property
    def items(self) -> tuple[str, ...]:
        """Every item of the tree, in the order of the model."""
        return self.branches[OVERALL].items

    @property
    def scores_use_answers(self) -> bool:
        """Whether any score counts answers or levels, and not only the items' means."""
        return any(
            branch.score.rule == "share" or branch.score.of == "levels"
            for branch in self.branches.values()
        )

    def part_weight(self, code: str) -> float:
        """The weight of an item or a node."""
        branch = self.branches.get(code)
        return self.model.items[code].weight if branch is None else branch.weight

    def part_level(self, code: str) -> int | None:
        """The maturity level that an item or a node belongs to."""
        branch = self.branches.get(code)
        return self.model.items[code].level if branch is None else branch.at_level

    def part_span(self, code: str) -> Span | None:
        """The ends of the score of an item or a node; None when it has no score."""
        branch = self.branches.get(code)
        return item_span(self.model, code) if branch is None else branch.span

    def level_span(self, code: str) -> Span | None:
        """The ends of the level of an item or a node; None when it has no level."""
        branch = self.branches.get(code)
        if branch is None:
            return self.model.scales[self.model.items[code].scale].span
        return branch.levels

    def values_of(self, code: str) -> tuple[str, ...]:
        """The answers of an item, or the words of a node's level, lowest first."""
        branch = self.branches.get(code)
        if branch is None:
            return self.model.scales[self.model.items[code].scale].values
        scale = branch.level.scale if branch.level is not None else None
        if scale is not None:
            return self.model.scales[scale].values
        low, high = branch.levels or (0.0, 0.0)
        return tuple(str(number) for number in range(int(low), int(high) + 1))

    def sources(self, branch: Branch) -> tuple[str, ...]:
        """What the score of ``branch`` is made from."""
        found = branch.items if branch.score.of == "items" else branch.parts
        wanted = branch.score.at_level
        return (
            found
            if wanted is None
            else tuple(code for code in found if self.part_level(code) == wanted)
        )


def item_span(model: ActivityModel, code: str) -> Span | None:
    """The ends of an item's score; None when its answers have no numbers.

    Where what is not answered counts as 0, that is a score it may have.
    """
    scale = model.scales[model.items[code].scale]
    if scale.ordinal:
        return None
    low, high = scale.span
    zero = model.rules.answers.unanswered == "zero"
    return (min(low, 0.0), max(high, 0.0)) if zero else (low, high)


def items_in_scope(
    *, model: ActivityModel, profile: str | None, closed: Collection[str]
) -> set[str]:
    """Items of the profile, without those of closed activities; those of conditions included."""
    return {
        code
        for code, item in model.items.items()
        if item.is_in(profile)
        and not (code in model.activity_of and model.activity_of[code].code in closed)
    }


def build_tree(*, model: ActivityModel, items: Collection[str]) -> Tree:
    """The tree over ``items``."""
    tree = Tree(model=model)
    tops = [code for domain in model.domains if (code := _add_domain(tree, domain, items))]
    whole = model.rules.scoring.overall
    _add(tree, OVERALL, "overall", tops, whole, whole)
    return tree


def _add_domain(tree: Tree, domain: Domain, items: Collection[str]) -> str | None:
    parts = [
        code
        for code in (
            *(_add_domain(tree, inner, items) for inner in domain.domains),
            *(_add_activity(tree, activity, items) for activity in domain.activities),
        )
        if code is not None
    ]
    if not parts:
        return None
    _add(tree, domain.code, "domain", parts, tree.model.rules.scoring.domains, domain)
    return domain.code


def _add_activity(tree: Tree, activity: Activity, items: Collection[str]) -> str | None:
    parts = [item.code for item in activity.items if item.code in items]
    if not parts:
        return None
    _add(tree, activity.code, "activity", parts, tree.model.rules.scoring.activities, activity)
    return activity.code


def _add(
    tree: Tree,
    code: str,
    kind: str,
    parts: list[str],
    ways: Ways | WholeWays,
    node: Domain | Activity | WholeWays,
) -> None:
    below = [tree.branches[part].items if part in tree.branches else (part,) for part in parts]
    score, level = ways.score, ways.level
    if not isinstance(node, WholeWays):
        score, level = node.score_rule or score, node.level_rule or level
    bare = Branch(
        code=code,
        kind=kind,
        parts=tuple(parts),
        items=tuple(item for found in below for item in found),
        score=score,
        level=None if level is None or level.rule == "none" else level,
        target=node.target,
        target_level=node.target_level,
    )
    if not isinstance(node, WholeWays):
        bare = replace(bare, weight=node.weight, at_level=node.level)
    tree.branches[code] = bare
    tree.branches[code] = replace(bare, span=_span(tree, bare), levels=_levels(tree, bare))
    tree.parents |= dict.fromkeys(parts, code)


def _span(tree: Tree, branch: Branch) -> Span | None:
    """The ends of the score, from those of the parts; None when it cannot be computed."""
    span_of = tree.level_span if branch.score.of == "levels" else tree.part_span
    sources = [code for code in tree.sources(branch) if tree.part_weight(code) > 0]
    return span_over(
        tree=tree,
        rule=branch.score,
        spans={code: span for code in sources if (span := span_of(code)) is not None},
    )


def span_over(*, tree: Tree, rule: ScoreBy, spans: Mapping[str, Span]) -> Span | None:
    """The ends of a score over parts with these spans; None when it cannot be computed."""
    onto = _pair(rule.onto)
    if rule.rule == "share":
        return onto or (0.0, 1.0)
    if rule.rule == "none" or not spans:
        return None
    spans = {code: onto or span for code, span in spans.items()}
    weights = {code: tree.part_weight(code) for code in spans}
    if rule.rule == "deduction":
        return rule.start - sum(weights.values()), rule.start
    if rule.rule == "sum":
        return (
            rule.start + sum(weights[code] * low for code, (low, _high) in spans.items()),
            rule.start + sum(weights[code] * high for code, (_low, high) in spans.items()),
        )
    if rule.rule == "additive":
        return _additive_span(tree, spans)
    return min(low for low, _high in spans.values()), max(high for _low, high in spans.values())


def _additive_span(tree: Tree, spans: Mapping[str, Span]) -> Span:
    by_level: dict[int | None, list[Span]] = {}
    for code, span in spans.items():
        by_level.setdefault(tree.part_level(code), []).append(span)
    low = sum(min(low for low, _high in found) for found in by_level.values())
    return low, sum(max(high for _low, high in found) for found in by_level.values())


def _pair(onto: tuple[float, ...]) -> Span | None:
    """Both ends, if they are a range."""
    return (onto[0], onto[1]) if len(onto) == 2 and onto[0] < onto[1] else None  # noqa: PLR2004


def _levels(tree: Tree, branch: Branch) -> Span | None:
    """The lowest and highest level the rule can give; an activity's key item where it has none."""
    rule = branch.level
    if rule is None:
        key = tree.model.key_items.get(branch.code)
        return tree.model.scales[key.scale].span if key is not None else None
    if rule.scale is not None:
        return tree.model.scales[rule.scale].span
    if rule.rule == "staged":
        return float(rule.start), float(max((s.level for s in rule.stages), default=rule.start))
    if rule.rule == "cumulative":
        return float(rule.start), float(highest_level(tree.model))
    spans = [span for part in branch.parts if (span := tree.level_span(part)) is not None]
    return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None


def highest_level(model: ActivityModel) -> int:
    """The highest maturity level that any item, activity or domain of the model belongs to."""
    return max(levels_used(model), default=0)


def levels_used(model: ActivityModel) -> set[int]:
    """The maturity levels that items, activities and domains of the model belong to."""
    found = {item.level for item in model.items.values()}
    found |= {activity.level for activity in model.activities.values()}
    found |= {domain.level for domain in model.all_domains}
    return {level for level in found if level is not None}
