"""What printed scores, levels, distributions and marks say of the answers to items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from readiness.core.parts import Item
from readiness.core.tree import items_in_scope
from tests.core.linear import Terms, total
from tests.core.spread_statements import Part, SpreadStatements

if TYPE_CHECKING:
    from tests.core.attacker import Book

BESIDE = ("dk", "np", "na")
EDGE = 1e-6
"""What an open end of an interval stays clear of."""
Node = Mapping[str, Any]


class ItemStatements:
    """Statements of one Release about items and the nodes above them."""

    def __init__(self, book: Book) -> None:
        self.book, self.model, self.system = book, book.model, book.system
        self.shown: dict[tuple[str, str], list[Terms]] = {}
        """By group and item the counts of each level as figures are made from them."""

    def write(self) -> None:
        """Groups, then the organisation, then everything above the items."""
        scope = self.book.published.scope
        asked = items_in_scope(model=self.model, profile=scope.profile, closed=scope.closed)
        for item in (item for code, item in self.model.items.items() if code in asked):
            if self.model.is_pooled(item):
                self._pooled(item)
            else:
                for group in self.book.groups:
                    self._group(item, group)
                self._organisation(item)
        for group in (None, *self.book.shown):
            self._above(group)
        self._criteria()
        self._profiles()

    def _profiles(self) -> None:
        """Role and frequency: shares of the answers of all groups that are shown."""
        printed = {profile["code"]: profile for profile in self.book.published.release["profiles"]}
        for question in self.model.profile_questions:
            options = [option.code for option in question.options]
            cells = {
                group: self.book.counts(
                    group,
                    question.code,
                    options,
                    self.book.published.valid.get((group, question.code), 0),
                )
                for group in self.book.groups
            }
            found = printed.get(question.code)
            if found is None or not found["shares"]:
                continue
            for option, share in found["shares"].items():
                together = total((1.0, cells[group][option]) for group in self.book.shown)
                self.book.printed(together, share, 0, 100.0 / found["n"])

    # Cells

    def _values(self, item: Item) -> tuple[str, ...]:
        return self.model.scales[item.scale].values

    def _numbers(self, item: Item) -> tuple[float, ...]:
        return self.model.scales[item.scale].numbers

    def _group(self, item: Item, group: str) -> None:
        node = self.book.nodes.get((group, item.code))
        values = self._values(item)
        if node is None or not node["released"]:
            n = self.book.published.answered.get((group, item.code), 0)
            self.book.counts(group, item.code, (*values, *BESIDE), n)
            return
        counts = self.book.counts(group, item.code, values, node["n"])
        if node["score"] is None:
            return
        levels = self._levels([counts[v] for v in values], group, item, node)
        self.shown[group, item.code] = levels
        self._figures(item, node, [levels], [node["n"]])
        SpreadStatements(self.book, item).write(node, [Part(levels, node["n"], node, None)])

    def _levels(self, counts: Sequence[Terms], group: str, item: Item, node: Node) -> list[Terms]:
        """Counts as shown, and the score: a small group all at one end has one beside it."""
        n, levels = node["n"], [dict(terms) for terms in counts]
        numbers = self._numbers(item)
        if self.book.is_small(n) and self.book.reading.kept_back and node["score_bound"]:
            below = node["score_bound"] == "or_below"
            end, beside = (0, 1) if below else (-1, -2)
            all_there = self.book.helper("all", group, item.code, low=0, high=1)
            self.system.between(total([(1.0, counts[end]), (-float(n), all_there)]), 0)
            self.system.between(total([(1.0, counts[end]), (-1.0, all_there)]), high=n - 1)
            levels[end] = total([(1.0, counts[end]), (-1.0, all_there)])
            levels[beside] = total([(1.0, counts[beside]), (1.0, all_there)])
        mean = total((v / n, terms) for v, terms in zip(numbers, levels, strict=True))
        bound = node["score_bound"] if self.book.reading.clamped else None
        self.book.scores[group or None, item.code] = self._kept_off(
            mean, bound, numbers, n, (group, item.code)
        )
        return levels

    def _kept_off(
        self,
        mean: dict[Any, float],
        bound: str | None,
        numbers: Sequence[float],
        n: int,
        name: tuple[str, str],
    ) -> dict[Any, float]:
        """The score that is printed: the mean, but not nearer to an end than the margin."""
        if bound is None:
            return mean
        margin = self.model.rules.release.end_margin * (numbers[-1] - numbers[0])
        score = self.book.helper("score", *name, low=numbers[0], high=numbers[-1], whole=False)
        away = total([(1.0, score), (-1.0, mean)])
        if bound == "or_below":
            room = max(margin, (numbers[1] - numbers[0]) / n)
            self.system.between(score, numbers[0] + room)
            self.system.between(away, 0, room)
        else:
            room = max(margin, (numbers[-1] - numbers[-2]) / n)
            self.system.between(score, high=numbers[-1] - room)
            self.system.between(away, -room, 0)
        return score

    def _pooled(self, item: Item) -> None:
        """All groups together; of one group only the number of answers is known."""
        values = self._values(item)
        places = self.book.groups if self.book.reading.hidden_pooled else self.book.shown
        cells = {}
        for group in self.book.groups:
            n = self.book.published.answered.get((group, item.code), 0)
            cells[group] = self.book.counts(group, item.code, (*values, *BESIDE), n)
        node = self.book.nodes[None, item.code]
        if not node["released"]:
            return
        together = [total((1.0, cells[group][value]) for group in places) for value in values]
        self.system.between(total((1.0, terms) for terms in together), node["n"], node["n"])
        if node["score"] is not None:
            levels = self._levels(together, "", item, node)
            self._figures(item, node, [levels], [node["n"]])
            SpreadStatements(self.book, item).write(node, [Part(levels, node["n"], node, None)])

    # Figures of an item

    def _organisation(self, item: Item) -> None:
        node = self.book.nodes[None, item.code]
        if node["score"] is None:
            return
        lead = node["basis"]["lead"]
        groups = [g for g in self.book.shown if (g, item.code) in self.shown]
        groups = [lead] if lead else [g for g in groups if self._counts_in(g, item)]
        score = total((1 / len(groups), self.book.scores[g, item.code]) for g in groups)
        self.book.scores[None, item.code] = score
        levels = [self.shown[g, item.code] for g in groups]
        self._figures(item, node, levels, [self.book.nodes[g, item.code]["n"] for g in groups])
        self._spread(item, node, groups)
        parts = [self._part(item, group) for group in groups]
        SpreadStatements(self.book, item).write(node, parts)

    def _part(self, item: Item, group: str) -> Part:
        """A group's answers beside its printed score and the number of those invited."""
        node, audience = self.book.nodes[group, item.code], self.model.audiences[item.audience]
        everybody = not (audience.pooled or audience.asked_if_any or item.roles)
        activity = self.model.activity_of.get(item.code)
        scope, asked = self.book.published.scope, []
        for department in self.book.members(group):
            marked = activity is not None and item.referent == "department"
            if not (
                marked
                and scope.is_not_applicable(department=department.key, activity=activity.code)
            ):
                asked.append(department.invited)
        known = everybody and None not in asked
        return Part(self.shown[group, item.code], node["n"], node, sum(asked) if known else None)

    def _counts_in(self, group: str, item: Item) -> bool:
        return self.book.nodes[group, item.code]["score"] is not None

    def _spread(self, item: Item, node: Node, groups: Sequence[str]) -> None:
        low, high = node["basis"]["lowest"], node["basis"]["highest"]
        if low is None:
            return
        scores = {group: self.book.scores[group, item.code] for group in groups}
        for score in scores.values():
            self.system.between(total([(1.0, score), (-1.0, scores[low])]), 0)
            self.system.between(total([(1.0, scores[high]), (-1.0, score)]), 0)
        apart = total([(1.0, scores[high]), (-1.0, scores[low])])
        self.book.printed(apart, node["basis"]["spread"], 1)

    def _figures(
        self, item: Item, node: Node, levels: Sequence[Sequence[Terms]], sizes: Sequence[int]
    ) -> None:
        """``levels``: the counts of each group that the node rests on."""
        group = node["department"] if node["department"] is not None else None
        self._score(self.book.scores[group, item.code], node)
        self._level(item, node, levels, sizes)
        together = [total((1.0, terms) for terms in same) for same in zip(*levels, strict=True)]
        self._median(item, node, together)
        for terms, number in zip(together, node["distribution"] or (), strict=False):
            self.system.between(terms, number, number)

    def _score(self, score: Terms, node: Node) -> None:
        self.book.printed(score, node["score"], 1)
        self._band(score, node)
        if node["gap"] is None or node["target"] is None:
            return
        self.system.between(score, node["target"] - node["gap"] - 0.05)
        if node["gap"] > 0:
            self.system.between(score, high=node["target"] - node["gap"] + 0.05)

    def _band(self, score: Terms, node: Node) -> None:
        """The word for how far the way to the target is gone, from the score before rounding."""
        words = ("not", "partly", "largely", "fully")
        if node["band"] is None or node["kind"] not in {"item", "activity"}:
            return
        low, way = node["low"], node["target"] - node["low"]
        cuts = [low + cut * way for cut in self.model.rules.achievement.cuts]
        place = words.index(node["band"])
        if place:
            self.system.between(score, cuts[place - 1])
        if place < len(cuts):
            self.system.between(score, high=cuts[place] + EDGE)

    def _level(
        self, item: Item, node: Node, levels: Sequence[Sequence[Terms]], sizes: Sequence[int]
    ) -> None:
        """The mean share that reaches the level, the one above it, and a near miss."""
        numbers, rule = self._numbers(item), self.model.rules.level
        if node["level"] is None:
            return
        place = numbers.index(node["level"])
        share = [
            total(
                (1 / (n * len(sizes)), terms)
                for counts, n in zip(levels, sizes, strict=True)
                for terms in counts[at:]
            )
            for at in range(len(numbers))
        ]
        self.system.between(share[place], rule.share)
        if place + 1 < len(numbers):
            self.system.between(share[place + 1], high=rule.share - EDGE)
            near = node["near_miss"]
            if near is not None:
                self.book.printed(share[place + 1], near["share"], 0, 100.0)
            elif node["distribution"] is not None:
                self.system.between(share[place + 1], high=rule.share - rule.near_miss)

    def _median(self, item: Item, node: Node, counts: Sequence[Terms]) -> None:
        if node["median"] is None:
            return
        numbers, n = self._numbers(item), node["n"]
        below = [c for v, c in zip(numbers, counts, strict=True) if v < node["median"]]
        upto = [c for v, c in zip(numbers, counts, strict=True) if v <= node["median"]]
        if below:
            self.system.between(total((1.0, terms) for terms in below), high=n / 2)
        if upto:
            self.system.between(total((1.0, terms) for terms in upto), n / 2)

    # Above the items

    def _above(self, group: str | None) -> None:
        """Activities, domains and the whole: weighted means of what has a score."""
        scores = self.book.scores
        for domain in self.model.domains:
            for activity in domain.activities:
                parts = [(item.code, item.weight) for item in activity.items]
                self._mean(group, activity.code, parts)
            self._mean(group, domain.code, [(a.code, a.weight) for a in domain.activities])
        self._mean(group, "overall", [(d.code, d.weight) for d in self.model.domains])
        if group is None:
            for code, result in self.book.activities.items():
                self._priority(code, result, scores.get((None, code)))
            self._at_target()

    def _mean(self, group: str | None, code: str, parts: Sequence[tuple[str, float]]) -> None:
        node = self.book.nodes.get((group, code))
        found = [(w, part) for part, w in parts if (group, part) in self.book.scores]
        if node is None or node["score"] is None or not found:
            return
        weights = sum(weight for weight, _part in found)
        score = total((w / weights, self.book.scores[group, part]) for w, part in found)
        self.book.scores[group, code] = score
        own = node["kind"] == "activity"
        self._score(score, node if own else {**node, "gap": None})

    def _priority(self, code: str, result: Mapping[str, Any], score: Terms | None) -> None:
        """A gap times a weight and a factor is printed finer than the gap."""
        owner, target = result["ownership"], self.model.activities[code].target_level
        if score is None or not result["priority"] or owner is None or target is None:
            return
        pattern = "unsettled" if owner["strength"] == "not_settled" else owner["pattern"]
        factor = self.model.activities[code].weight * self.model.rules.priority_factor[pattern]
        low, high = ((result["priority"] + side) / factor for side in (-0.05, 0.05))
        self.system.between(score, target - high, target - low)

    def _at_target(self) -> None:
        """How many activities are at target: each is or is not."""
        marks = {}
        for code, activity in self.model.activities.items():
            score = self.book.scores.get((None, code))
            if score is None or activity.target_level is None:
                continue
            target = float(activity.target_level)
            mark = marks[code] = self.book.helper("at_target", code, low=0, high=1)
            low, high = self._numbers(activity.items[0])[0], self._numbers(activity.items[0])[-1]
            self.system.between(total([(1.0, score), (low - target, mark)]), low)
            self.system.between(
                total([(1.0, score), (target - high - 1, mark)]), high=target - EDGE
            )
        for node in (self.book.nodes[None, domain.code] for domain in self.model.domains):
            codes = [
                a.code for d in self.model.domains if d.code == node["code"] for a in d.activities
            ]
            known = [marks[code] for code in codes if code in marks]
            if node["at_target"] is not None and known:
                together = total((1.0, mark) for mark in known)
                self.system.between(together, node["at_target"], node["at_target"])

    def _criteria(self) -> None:
        """Capability and dialogue of candidates: group scores with two decimals, and as points."""
        weights = self.model.rules.owner_score.weights
        homes = {
            k: g["key"] for g in self.book.published.release["groups"] for k in g["departments"]
        }
        for code, result in self.book.activities.items():
            sources = {
                "capability": self.model.activities[code].capability_from,
                "dialogue": (self.model.rules.owner_score.dialogue_item,),
            }
            for found in (result["ownership"] or {"criteria": ()})["criteria"]:
                there = sum(
                    getattr(weights, c) for c, v in found["criteria"].items() if v is not None
                )
                for name, items in sources.items():
                    term = self.share_of_scale(homes.get(found["department"]), items)
                    if term is not None and found["criteria"][name] is not None:
                        self._term(term, found, name, getattr(weights, name) / there)

    def _term(
        self, term: tuple[float, Terms], found: Mapping[str, Any], name: str, weight: float
    ) -> None:
        low, terms = term
        self.book.printed(terms, found["criteria"][name] + low, 2)
        if found["points"][name] is not None:
            self.book.printed(terms, found["points"][name] + 100 * weight * low, 1, 100 * weight)

    def share_of_scale(
        self, group: str | None, items: Sequence[str | None]
    ) -> tuple[float, Terms] | None:
        """The mean of items of a group as a share of the scale, and what to take off it."""
        known = [code for code in items if code and (group, code) in self.book.scores]
        if not known:
            return None
        parts, start = [], 0.0
        for code in known:
            low, high = self.model.scales[self.model.items[code].scale].span
            parts.append((1 / ((high - low) * len(known)), self.book.scores[group, code]))
            start += low / ((high - low) * len(known))
        return start, total(parts)
