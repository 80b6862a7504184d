"""What printed shares, claims and patterns say of the answers to ownership questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from readiness.core.draws import options_of
from tests.core.linear import Terms, total

if TYPE_CHECKING:
    from tests.core.attacker import Book

EDGE = 1e-6
MUCH = 0.05
"""From so much kept back on shares are printed as the least that hold."""
ALONE = ("orphaned", "outsourced", "federated")
"""Patterns whose test is nothing but a share, in the order in which they are tried."""
EARLIER = {
    **dict.fromkeys(("invisible", "insufficient", "orphaned"), ()),
    "outsourced": ALONE[:1],
    **dict.fromkeys(("defaulted_to_it", "disowned"), ALONE[:2]),
    "federated": ALONE[:2],
}
"""Which of them were tried before; all of them before any other pattern."""
Votes = dict[str, dict[str, Terms]]
"""By group and option its views as figures are made from them, divided by all views."""


class VoteStatements:
    """Statements of one Release about ownership questions."""

    def __init__(self, book: Book) -> None:
        self.book, self.model, self.system = book, book.model, book.system
        self.options = options_of(scope=book.published.scope, model=book.model)
        self.home = {
            key: group["key"]
            for group in book.published.release["groups"]
            for key in group["departments"]
        }
        self.today: dict[str, Votes] = {}
        self.should: dict[str, Votes] = {}
        self.means: dict[str, tuple[dict[str, Terms], dict[str, Terms]]] = {}
        """By activity the mean shares of today and of who should."""
        self.back: dict[str, list[Terms]] = {}
        """By question the share of its views that each group keeps back."""

    def write(self) -> None:
        """Cells first, then what is printed of each activity."""
        closed = self.book.published.scope.closed
        for code, activity in self.model.today_codes.items():
            if activity.code not in closed:
                self.today[activity.code] = self._cells(code)
        for code in self.model.should_codes:
            self.should[code] = self._cells(code)
        for code, votes in self.today.items():
            result = self.book.activities.get(code)
            if result is not None and result["ownership"] is not None:
                self._activity(code, votes, result["ownership"])

    def _cells(self, question: str) -> Votes:
        found: Votes = {}
        for group in self.book.groups:
            n = self.book.published.valid.get((group, question), 0)
            counts = self.book.counts(group, question, self.options, n)
            if group in self.book.shown and n >= self.book.floor:
                found[group] = self._shares(counts, group, question, n)
        return found

    def _shares(
        self, counts: Mapping[str, Terms], group: str, question: str, n: int
    ) -> dict[str, Terms]:
        """Of a small group of which all or all but one say the same, one view is kept back."""
        if not self.book.reading.kept_back or not self.book.is_small(n):
            return {value: total([(1 / n, terms)]) for value, terms in counts.items()}
        most = {
            value: self.book.helper("most", group, question, value, low=0, high=1)
            for value in counts
        }
        any_most = total((1.0, terms) for terms in most.values())
        self.system.between(any_most, 0, 1)
        shares = {}
        for value, terms in counts.items():
            seen = self.book.helper("seen", group, question, value, low=0, high=n - 1)
            gone = total([(1.0, terms), (-1.0, seen)])
            self.system.between(gone, 0, 1)
            self.system.between(total([(1.0, gone), (-1.0, any_most)]), high=0)
            self.system.between(total([(1.0, seen), (-(n - 1.0), most[value])]), 0)
            self.system.between(total([(1.0, seen), (-1.0, most[value])]), high=n - 2)
            shares[value] = total([(1 / n, seen)])
        views = total((float(n), terms) for terms in shares.values())
        self.system.between(total([(1.0, views), (1.0, any_most)]), n, n)
        self.back.setdefault(question, []).append(total([(1 / n, any_most)]))
        return shares

    # One activity

    def _activity(self, code: str, votes: Votes, owner: Mapping[str, Any]) -> None:
        should = self.should[self.model.domain_of[code].should]
        today_means = self._means(votes, owner["shares"])
        should_means = self._means(should, owner["should"])
        order = sorted(owner["shares"], key=lambda option: option != owner["top"])
        if owner["top"] is not None and today_means:
            departments = [key for key in order if key in self.home]
            for key in departments:
                ahead = total([(1.0, today_means[owner["top"]]), (-1.0, today_means[key])])
                self.system.between(ahead, 0)
        self.means[code] = today_means, should_means
        self._bounds(code, owner)
        self._patterns(owner, today_means)
        for found in owner["criteria"]:
            self._perceived(code, found)
            self._claim(code, found, votes, owner)

    def _means(self, votes: Votes, printed: Mapping[str, Any]) -> dict[str, Terms]:
        """The mean over groups of each option, and what is printed of it."""
        if not printed:
            return {}
        means = {
            option: total((1 / len(votes), shares[option]) for shares in votes.values())
            for option in self.options
        }
        for option, share in printed.items():
            self.book.printed(means[option], share, 0, 100.0)
        return means

    def _bounds(self, code: str, owner: Mapping[str, Any]) -> None:
        """Whether views that are kept back could raise a share by five points."""
        asked = self.model.activities[code].today, self.model.domain_of[code].should
        votes = self.today[code], self.should[asked[1]]
        printed = owner["shares_bound"], owner["should_bound"]
        for question, cells, bound in zip(asked, votes, printed, strict=True):
            back = total((1 / len(cells), terms) for terms in self.back.get(question, ()))
            if back and bound is not None:
                self.system.between(back, MUCH - EDGE)
            elif back:
                self.system.between(back, high=MUCH - EDGE)

    def _patterns(self, owner: Mapping[str, Any], today: Mapping[str, Terms]) -> None:
        """Patterns that are one option's share: it is reached, missed by little, or missed."""
        rules, near = self.model.rules.patterns, owner["near_miss"]
        tests = {
            "orphaned": ("nobody", rules.orphaned.nobody),
            "outsourced": ("agency", rules.outsourced.agency),
            "federated": ("each", rules.federated.each),
            "clear": (owner["top"], rules.clear.top),
            "leaning": (owner["top"], rules.leaning.top),
            "disowned": (owner["top"], rules.disowned.top),
        }
        if near is not None and near["name"] in tests and today:
            option = tests[near["name"]][0]
            if option is not None:
                self.book.printed(today[option], near["share"], 0, 100.0)
        if owner["pattern"] in tests and today:
            option, needed = tests[owner["pattern"]]
            self.system.between(today[option], needed - EDGE)
        for name in EARLIER.get(owner["pattern"], ALONE) if today else ():
            option, needed = tests[name]
            self.system.between(today[str(option)], high=needed - EDGE)

    def perceived(self, code: str, key: str) -> Terms | None:
        """Today's and the wanted share of a department, mixed."""
        mix = self.model.rules.owner_score.perceived_mix
        parts = [
            (means[key], weight)
            for means, weight in zip(self.means[code], (mix.today, mix.should), strict=True)
            if means
        ]
        weights = sum(weight for _terms, weight in parts)
        return total((weight / weights, terms) for terms, weight in parts) if parts else None

    def _perceived(self, code: str, found: Mapping[str, Any]) -> None:
        """With two decimals, and as points."""
        rules, term = self.model.rules.owner_score, self.perceived(code, found["department"])
        if term is None:
            return
        self.book.printed(term, found["criteria"]["perceived"], 2)
        points = found["points"]["perceived"]
        if points is not None:
            there = [c for c, value in found["criteria"].items() if value is not None]
            share = rules.weights.perceived / sum(getattr(rules.weights, c) for c in there)
            self.book.printed(term, points, 1, 100 * share)

    def _claim(
        self, code: str, found: Mapping[str, Any], votes: Votes, owner: Mapping[str, Any]
    ) -> None:
        """Whether its own staff name a department, and whether the others do."""
        rules, key = self.model.rules, found["department"]
        group = self.home.get(key)
        if group not in votes or found["claim"] is None:
            return
        own = votes[group][key]
        half = rules.patterns.contested.claim
        if found["claim"] == "yes":
            self.system.between(own, half)
        else:
            self.system.between(own, high=half - EDGE)
        self.book.printed(own, found["claim_share"], 0, 100.0)
        if owner["pattern"] == "disowned" and owner["top"] == key:
            self.system.between(own, high=rules.patterns.disowned.own_claim_below - EDGE)
        others = [shares[key] for other, shares in votes.items() if other != group]
        if found["claim"] == "yes" and others:
            named = total((1 / len(others), terms) for terms in others)
            least = rules.ownership.claim_counts_from_others
            if key in owner["claimants"]:
                self.system.between(named, least)
            else:
                self.system.between(named, high=least - EDGE)
        self._involved(code, group, own, owner)

    def _involved(self, code: str, group: str, own: Terms, owner: Mapping[str, Any]) -> None:
        """A group whose own staff name it is involved, if its mandate does not make it so."""
        rule, activity = self.model.rules.ownership.involved, self.model.activities[code]
        keys = [key for key, home in self.home.items() if home == group]
        default = self.model.rules.owner_score.mandate_fit_default
        types = [self.book.published.scope.department(key).type for key in keys]
        fits = any(activity.fit(kind, default) >= rule.mandate_fit for kind in types)
        if owner["all_involved"] or fits or len(keys) > 1:
            return
        if group in owner["involved"]:
            self.system.between(own, rule.own_claim)
        else:
            self.system.between(own, high=rule.own_claim - EDGE)
