"""Validation of meaning: scores, levels, targets and weights of every node of the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness.core.band_checks import check_bands, check_stages
from readiness.core.checking import Checking, Steps
from readiness.core.document import shorten
from readiness.core.leaves import nearest_target
from readiness.core.scale_checks import NUMBERS
from readiness.core.scoring_rules import LevelBy, ScoreBy
from readiness.core.tree import Branch, Tree, build_tree, levels_used

if TYPE_CHECKING:
    from readiness.core.parts import Domain

DEFAULTS = {"activity": "activities", "domain": "domains", "overall": "overall"}
WEIGHTED = ("mean", "sum", "share", "additive", "deduction")
STARTED = ("sum", "deduction")


def check_tree(checking: Checking) -> None:
    """Check what every node does with what is below it. Scales and codes are known to be right."""
    if not _check_scales(checking):
        return
    tree = build_tree(model=checking.model, items=[*checking.model.items])
    places, said = dict(node_places(checking)), set[Steps]()
    for branch in tree.branches.values():
        node = places.get(branch.code, ("rules", "scoring", "overall"))
        NodeCheck(checking=checking, tree=tree, branch=branch, steps=node, said=said).check()
        _check_actions(checking, branch, node)
    _check_na_targets(checking, tree)
    _check_gates(checking, tree)


def _check_scales(checking: Checking) -> bool:
    """Refuse level rules that name no scale: a tree could not be built over them."""
    model, shared = checking.model, checking.model.rules.scoring
    kinds = (("activities", shared.activities), ("domains", shared.domains))
    places: list[tuple[Steps, LevelBy | None]] = [
        (("rules", "scoring", kind, "level"), ways.level)
        for kind, ways in (*kinds, ("overall", shared.overall))
    ]
    for steps, domain in walk_domains(model.domains, ("domains",)):
        places.append(((*steps, "level_rule"), domain.level_rule))
        for i, activity in enumerate(domain.activities):
            places.append(((*steps, "activities", i, "level_rule"), activity.level_rule))
    named = [(steps, rule.scale) for steps, rule in places if rule is not None and rule.scale]
    found = [checking.known((*s, "scale"), scale, model.scales, "scale") for s, scale in named]
    return all(found)


def node_places(checking: Checking) -> Iterator[tuple[str, Steps]]:
    """The place of every domain and activity in the file, by code."""
    for steps, domain in walk_domains(checking.model.domains, ("domains",)):
        yield domain.code, steps
        for i, activity in enumerate(domain.activities):
            yield activity.code, (*steps, "activities", i)


def walk_domains(domains: tuple[Domain, ...], steps: Steps) -> Iterator[tuple[Steps, Domain]]:
    """Every domain with its place, each before the narrower ones in it."""
    for i, domain in enumerate(domains):
        yield (*steps, i), domain
        yield from walk_domains(domain.domains, (*steps, i, "domains"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCheck:
    """Checks one node. ``steps`` lead to it; a rule may stand there or under rules.scoring.

    ``said`` holds the places of rules for many nodes that were refused for one of them already.
    """

    checking: Checking
    tree: Tree
    branch: Branch
    steps: Steps
    said: set[Steps]

    def check(self) -> None:
        """Check score rule, level rule, targets and weights."""
        self._check_score(self.branch.score)
        if self.branch.level is not None:
            self._check_level(self.branch.level)
        self._check_targets()

    def _rule(self, key: str) -> Steps:
        """Where the rule stands: at the node, or for all of its kind; the node if nowhere."""
        own = (*self.steps, f"{key}_rule")
        if self.branch.kind != "overall" and self._is_written(own):
            return own
        shared = ("rules", "scoring", DEFAULTS[self.branch.kind], key)
        if self._is_written(shared):
            return shared
        return self.steps if self.branch.kind != "overall" else ("domains",)

    def _is_written(self, steps: Steps) -> bool:
        found, above = self.checking.root.at(*steps), self.checking.root.at(*steps[:-1])
        return found is not above and not found.is_null

    def _refuse(self, steps: Steps, what: str, mend: str) -> None:
        """Refuse a value; for a rule of many nodes say which one it does not fit."""
        if steps[:2] == ("rules", "scoring") and self.branch.kind != "overall":
            if steps in self.said:
                return
            self.said.add(steps)
            if not what.startswith(self.branch.code):
                what = f"for {self.branch.code} {what}"
        self.checking.refuse(steps, what, mend)

    # Scores

    def _check_score(self, rule: ScoreBy) -> None:
        place = self._rule("score")
        self._check_score_keys(place, rule)
        if rule.rule == "none":
            return
        sources = self.tree.sources(self.branch)
        if not sources:
            what = f"nothing below is at level {rule.at_level}"
            self._refuse((*place, "at_level"), what, "Name a level that items below belong to")
            return
        weighted = [code for code in sources if self.tree.part_weight(code) > 0]
        if rule.rule in WEIGHTED and not weighted:
            what = f"all weights below {self.branch.code} are 0"
            self.checking.refuse(self.steps, what, "Give at least one of them a weight above 0")
            return
        if rule.rule == "share":
            self._check_share(place, rule, sources)
        else:
            self._check_numbers(place, rule, weighted)

    def _check_score_keys(self, place: Steps, rule: ScoreBy) -> None:
        if rule.onto and (len(rule.onto) != 2 or rule.onto[0] >= rule.onto[1]):  # noqa: PLR2004
            mend = "Give two numbers, the lower one first, such as [0, 100]"
            self._refuse((*place, "onto"), "onto is not a range", mend)
        for key, numbers in (("onto", rule.onto), ("start", (rule.start,))):
            for number in numbers:
                self.checking.within((*place, key), number, *NUMBERS)
        if rule.start and rule.rule not in STARTED:
            what = f"{rule.rule} does not use start"
            self._refuse((*place, "start"), what, "Remove it, or write rule: sum or deduction")
        if (rule.at_least is not None or rule.among) and rule.rule != "share":
            key = "among" if rule.among else "at_least"
            what = f"{rule.rule} does not use {key}"
            self._refuse((*place, key), what, "Remove it, or write rule: share")

    def _check_share(self, place: Steps, rule: ScoreBy, sources: tuple[str, ...]) -> None:
        if (rule.at_least is None) == (not rule.among):
            what = "a share needs at_least or among, and not both"
            self._refuse(place, what, "Say which answers it counts")
            return
        items = [code for code in sources if code not in self.tree.branches]
        if not all(self._has_answers(place, c, rule.at_least, rule.among) for c in items):
            return
        if len(items) < len(sources) and not _is_number(rule.at_least):
            what = "a share of parts needs a number that their score reaches"
            self._refuse((*place, "at_least"), what, "Give a number, or write of: items")

    def _has_answers(
        self, place: Steps, code: str, at_least: str | None, among: tuple[str, ...], lower: str = ""
    ) -> bool:
        """Refuse answers that the scale of ``code`` does not have; whether it has them all."""
        values = self.tree.values_of(code)
        named = [((f"{lower}at_least",), at_least)] if at_least is not None else []
        wanted = [*named, *(((f"{lower}among", i), value) for i, value in enumerate(among))]
        for steps, value in wanted:
            if value not in values:
                what = f"{code} has no answer “{shorten(str(value))}”"
                mend = f"Its answers are {', '.join(values)}"
                self._refuse((*place, *steps), what, mend)
        return all(value in values for _steps, value in wanted)

    def _check_numbers(self, place: Steps, rule: ScoreBy, sources: list[str]) -> None:
        """Refuse to average or add what has no number, no level or another range."""
        span_of = self.tree.level_span if rule.of == "levels" else self.tree.part_span
        word = "level" if rule.of == "levels" else "score"
        spans = {code: span_of(code) for code in sources}
        missing = [code for code, span in spans.items() if span is None]
        if missing and (rule != ScoreBy() or len(missing) < len(spans)):
            what = f"{rule.rule} needs a {word} of {missing[0]}, which has none"
            mend = "Give its answers numbers, or write score_rule: {rule: none}"
            self._refuse(place, what, mend)
        if rule.rule == "additive":
            self._check_additive(place, sources)
        elif rule.rule in {"mean", "minimum", "maximum"} and not rule.onto:
            self._check_ranges(place, rule, sources, span_of)
        if rule.rule == "deduction":
            self._check_room(place, sources)

    def _check_ranges(
        self,
        place: Steps,
        rule: ScoreBy,
        sources: list[str],
        span_of: Callable[[str], tuple[float, float] | None],
    ) -> None:
        known = {code: span for code in sources if (span := span_of(code)) is not None}
        first = next(iter(known), None)
        for code, span in known.items():
            if first is not None and span != known[first]:
                what = (
                    f"{rule.rule} over different ranges: {first} runs {_range(known[first])} "
                    f"and {code} {_range(span)}"
                )
                mend = "Add onto: [0, 100] to bring them onto one range, or use one scale"
                self._refuse(place, what, mend)
                return

    def _check_additive(self, place: Steps, sources: list[str]) -> None:
        for code in sources:
            if self.tree.part_level(code) is None:
                what = f"additive adds up levels, and {code} belongs to none"
                self._refuse(place, what, f"Add level: to {code}")
                return

    def _check_room(self, place: Steps, sources: list[str]) -> None:
        for code in sources:
            span = self.tree.part_span(code)
            if span is not None and span[0] >= span[1]:
                what = f"{code} has a single possible score"
                self._refuse(place, what, "Let its scores differ")

    # Levels

    def _check_level(self, rule: LevelBy) -> None:
        place = self._rule("level")
        self._check_level_keys(place, rule)
        if rule.rule == "cumulative":
            self._check_cumulative(place, rule)
        elif rule.rule == "minimum":
            for code in self.branch.parts:
                if self.tree.level_span(code) is None:
                    what = f"minimum needs a level of {code}, which has none"
                    self._refuse(place, what, f"Give {code} a level_rule")
                    return
        elif rule.rule == "bands":
            check_bands(self.checking, place, self.branch, self._refuse)
        else:
            check_stages(self.checking, place, self.tree, self.branch, self._refuse)

    def _check_level_keys(self, place: Steps, rule: LevelBy) -> None:
        """Refuse keys that the rule does not use."""
        uses = {
            "cumulative": {"of", "at_least", "among", "lower_at_least", "lower_among", "empty"}
            | {"start"},
            "bands": {"bands"},
            "minimum": set[str](),
            "staged": {"stages", "start"},
        }[rule.rule]
        for key in self.checking.root.at(*place).entries or {}:
            if key not in {"rule", "scale"} | uses:
                self._refuse((*place, key), f"{rule.rule} does not use {key}", "Remove it")

    def _check_cumulative(self, place: Steps, rule: LevelBy) -> None:
        if (rule.at_least is None) == (not rule.among):
            what = "a cumulative level needs at_least or among, and not both"
            self._refuse(place, what, "Say which answers are enough")
            return
        if rule.lower_at_least is not None and rule.lower_among:
            what = "lower_at_least stands beside lower_among"
            self._refuse((*place, "lower_among"), what, "Keep one of them")
        sources = self.branch.items if rule.of == "items" else self.branch.parts
        for code in sources:
            if self.tree.level_span(code) is None:
                what = f"a cumulative level needs a level of {code}, which has none"
                self._refuse(place, what, f"Give {code} a level_rule")
                return
            if self.tree.part_level(code) is None:
                what = f"{code} belongs to no level, so that it would not count"
                self._refuse(place, what, f"Add level: to {code}")
                return
            lower = (rule.lower_at_least, rule.lower_among)
            if not self._has_answers(place, code, rule.at_least, rule.among):
                return
            if not self._has_answers(place, code, *lower, lower="lower_"):
                return
            if rule.at_least == self.tree.values_of(code)[0]:
                what = f"every answer to {code} is at least {rule.at_least}"
                self._refuse((*place, "at_least"), what, "Name a higher answer")
                return
        self._check_reachable(place, rule, sources)

    def _check_reachable(self, place: Steps, rule: LevelBy, sources: tuple[str, ...]) -> None:
        """Refuse a level that nobody can reach, or that is reached by doing nothing."""
        low, high = self.branch.levels or (0.0, 0.0)
        there = {self.tree.part_level(code) for code in sources}
        for level in sorted(level for level in there if level is not None):
            if not rule.start < level <= high:
                what = f"level {level} is not from {rule.start + 1} to {high:g}"
                self._refuse(place, what, "Name a scale that has it, or mend the items' levels")
        all_levels = levels_used(self.checking.model)
        for level in range(rule.start + 1, int(high) + 1):
            if rule.empty == "stops" and level not in there:
                what = f"level {level} can never be reached: nothing below belongs to it"
                self._refuse(place, what, "Add an item at this level, or write empty: passes")
                return
            if level not in all_levels:
                what = f"level {level} is reached for nothing: no item of the model belongs to it"
                self._refuse(place, what, "Add items at this level, or take it off the scale")
                return
        if low > rule.start:
            what = f"the start {rule.start} is below the lowest level, {low:g}"
            self._refuse((*place, "start"), what, f"Write start: {low:g}")

    # Targets

    def _check_targets(self) -> None:
        branch = self.branch
        if branch.target is not None:
            place = (*self.steps, "target")
            if branch.span is None:
                what = f"{branch.code} has no score to aim at"
                self.checking.refuse(place, what, "Remove the target, or give target_level")
            else:
                self.checking.within(place, branch.target, *branch.span)
        if branch.target_level is None:
            return
        place = (*self.steps, "target_level")
        if branch.levels is None:
            what = f"{branch.code} has no level to aim at"
            mend = "Give a target for its score instead, or add a level_rule"
            self.checking.refuse(place, what, mend)
        elif not branch.levels[0] <= branch.target_level <= branch.levels[1]:
            low, high = branch.levels
            what = f"the target {branch.target_level} is not a level of {branch.code}"
            self.checking.refuse(place, what, f"Give a level from {low:g} to {high:g}")


def _check_actions(checking: Checking, branch: Branch, steps: Steps) -> None:
    """Actions lead from one level of the activity to another; without levels, of its score."""
    activity, span = checking.activities.get(branch.code), branch.levels or branch.span
    if activity is None or span is None:
        return
    low, high = span
    for i, action in enumerate(activity.actions):
        if not low <= action.from_level < action.to_level <= high:
            what = (
                f"from {action.from_level} to {action.to_level} leaves the levels of {branch.code}"
            )
            place = (*steps, "actions", i, "from")
            checking.refuse(place, what, f"Stay within {low:g} to {high:g}")


def _check_na_targets(checking: Checking, tree: Tree) -> None:
    if checking.model.rules.answers.not_applicable != "target":
        return
    for code in tree.items:
        if nearest_target(tree, code) is None:
            what = f"not applicable counts as the target, and {code} has none"
            steps = ("rules", "answers", "not_applicable")
            checking.refuse(steps, what, f"Give {code}, or its activity, a target on its scale")
            return


def _check_gates(checking: Checking, tree: Tree) -> None:
    steps: Steps = ("rules", "gates")
    checking.once(steps, [gate.code for gate in checking.model.rules.gates], "code")
    for i, gate in enumerate(checking.model.rules.gates):
        if not gate.tests:
            checking.refuse((*steps, i, "tests"), "the gate tests nothing", "Add at least one test")
        for j, test in enumerate(gate.tests):
            place = (*steps, i, "tests", j)
            if not checking.known((*place, "of"), test.of, tree.branches, "domain or activity"):
                continue
            branch = tree.branches[test.of]
            span = branch.span if test.figure == "score" else branch.levels
            if span is None:
                what = f"{test.of} has no {test.figure}"
                checking.refuse((*place, "of"), what, "Test a figure that the model computes")
            else:
                checking.within((*place, "at_least"), test.at_least, *span)


def _range(span: tuple[float, float]) -> str:
    return f"from {span[0]:g} to {span[1]:g}"


def _is_number(text: str | None) -> bool:
    try:
        return text is not None and abs(float(text)) < float("inf")
    except ValueError:
        return False
