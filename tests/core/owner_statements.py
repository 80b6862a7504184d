"""What printed owner scores, margins, winners and able groups say of answers and votes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from readiness.core.ownership import CRITERIA, other_weightings
from tests.core.linear import Terms, total

if TYPE_CHECKING:
    from tests.core.attacker import Book
    from tests.core.item_statements import ItemStatements
    from tests.core.vote_statements import VoteStatements

EDGE = 1e-6
ONE = "one"
"""A number that is always 1, so that a sum may hold a constant."""
Candidate = dict[str, Terms]
"""By criterion that is known a sum from 0 to 1."""


class OwnerStatements:
    """Statements of one Release about candidates: sums of item scores and of vote shares."""

    def __init__(self, book: Book, items: ItemStatements, votes: VoteStatements) -> None:
        self.book, self.model, self.system = book, book.model, book.system
        self.items, self.votes = items, votes
        self.scores: dict[str, dict[str, dict[str, Terms]]] = {}
        """By activity, candidate and weighting the points."""

    def write(self) -> None:
        """Candidates of each activity, then those of each executive question."""
        self.one = self.book.helper(ONE, low=1, high=1)
        base = {
            name: float(getattr(self.model.rules.owner_score.weights, name)) for name in CRITERIA
        }
        self.weightings = {"": base} | other_weightings(base)
        for code, result in self.book.activities.items():
            if result["ownership"] is not None:
                self.scores[code] = dict(self._candidates(code, result["ownership"]))
                self._ranking(self.scores[code], result["ownership"], self._listed(result))
                self._able(code, result["ownership"])
                self._refused(result["ownership"])
        for question in self.book.published.release["questions"]:
            self._question(question)

    def _listed(self, result: Mapping[str, Any]) -> list[str]:
        found = result["ownership"]["criteria"]
        return [c["department"] for c in found if c["score"] is not None]

    # Points

    def _candidates(
        self, code: str, owner: Mapping[str, Any]
    ) -> Iterator[tuple[str, dict[str, Terms]]]:
        for found in owner["criteria"]:
            terms = self._terms(code, found)
            if found["score"] is None or terms is None:
                continue
            points = {}
            for name, weights in self.weightings.items():
                there = sum(weights[criterion] for criterion in terms)
                if there:
                    parts = [(100 * weights[c] / there, term) for c, term in terms.items()]
                    points[name] = total([*parts, (-float(found["penalty"]), self.one)])
            self.book.printed(points[""], found["score"], 1)
            yield found["department"], points

    def _terms(self, code: str, found: Mapping[str, Any]) -> Candidate | None:
        """The criteria, none of them rounded; None where one of them is not followed."""
        activity, rules = self.model.activities[code], self.model.rules.owner_score
        group = self.votes.home.get(found["department"])
        constant = {name: next(iter(v.values())) for name, v in found["inputs"].items()}
        if "room" in constant and self.model.department_facts is not None:
            low, high = self.model.scales[self.model.department_facts.hours_scale].span
            constant["room"] = (found["inputs"]["room"]["level"] - low) / (high - low)
        terms: Candidate = {}
        for name in (name for name, value in found["criteria"].items() if value is not None):
            if name in {"capability", "dialogue"}:
                items = activity.capability_from if name == "capability" else (rules.dialogue_item,)
                share = self.items.share_of_scale(group, items)
                term = None if share is None else total([(1.0, share[1]), (-share[0], self.one)])
            elif name == "perceived":
                term = self.votes.perceived(code, found["department"])
            else:
                term = total([(constant[name], self.one)])
            if term is None:
                return None
            terms[name] = term
        return terms

    def _ranking(
        self,
        scores: Mapping[str, dict[str, Terms]],
        printed: Mapping[str, Any],
        order: Sequence[str],
    ) -> None:
        """The order, the margin of the first, and who is first under other weightings."""
        if not order or any(key not in scores for key in order):
            return
        for better, worse in pairwise(order):
            self._ahead(scores, "", better, worse)
        if len(order) > 1 and printed["margin"] is not None:
            lead = total([(1.0, scores[order[0]][""]), (-1.0, scores[order[1]][""])])
            self.book.printed(lead, printed["margin"], 1)
        for name, winner in printed["winners"].items():
            for key in order:
                self._ahead(scores, name, winner, key)

    def _ahead(
        self, scores: Mapping[str, dict[str, Terms]], name: str, better: str, worse: str
    ) -> None:
        if better != worse and name in scores[better] and name in scores[worse]:
            lead = total([(1.0, scores[better][name]), (-1.0, scores[worse][name])])
            self.system.between(lead, -EDGE)

    def _question(self, question: Mapping[str, Any]) -> None:
        """The mean over a domain's activities, by weight."""
        domain = next(d for d in self.model.domains if d.code == question["domain"])
        parts = [a for a in domain.activities if a.code in self.scores and not a.owner_by_role]
        scores: dict[str, dict[str, Terms]] = {}
        for found in question["scores"]:
            key = found["department"]
            listed = [a for a in parts if key in self._listed(self.book.activities[a.code])]
            if any(key not in self.scores[a.code] for a in listed):
                return
            weights = sum(float(a.weight) for a in listed)
            scores[key] = {
                name: total((a.weight / weights, self.scores[a.code][key][name]) for a in listed)
                for name in self.weightings
                if all(name in self.scores[a.code][key] for a in listed)
            }
            self.book.printed(scores[key][""], found["score"], 1)
        self._ranking(scores, question, [found["department"] for found in question["scores"]])

    # Other figures

    def _able(self, code: str, owner: Mapping[str, Any]) -> None:
        """Of scattered work: whether enough of a group's answers reach a level."""
        if not owner["pattern"].startswith("scattered"):
            return
        rule, least = self.model.rules.patterns.competent, self.model.rules.level.share
        items = self.model.activities[code].capability_from
        numbers = self.model.scales[self.model.items[items[0]].scale].numbers
        first = sum(number < rule.level for number in numbers)
        for group in self.book.shown:
            known = [self.items.shown[group, i] for i in items if (group, i) in self.items.shown]
            if not known:
                continue
            high = total((1 - least, terms) for levels in known for terms in levels[first:])
            low = total((least, terms) for levels in known for terms in levels[:first])
            above = total([(1.0, high), (-1.0, low)])
            if group in owner["able"]:
                self.system.between(above, -EDGE)
            else:
                self.system.between(above, high=-EDGE)

    def _refused(self, owner: Mapping[str, Any]) -> None:
        """The mean share of one answer over groups, where all that are shown have a score."""
        rule = self.model.rules.patterns.defaulted_to_it.refused
        if owner["refused"] is None or rule is None:
            return
        nodes = {group: self.book.nodes.get((group, rule.item)) for group in self.book.shown}
        there = {group: node for group, node in nodes.items() if node and node["n"]}
        if any((group, rule.item) not in self.items.shown for group in there):
            return
        place = self.model.scales[self.model.items[rule.item].scale].numbers.index(rule.level)
        share = total(
            (1 / (node["n"] * len(there)), self.items.shown[group, rule.item][place])
            for group, node in there.items()
        )
        self.book.printed(share, owner["refused"], 0, 100.0)
