"""An attacker with linear programming learns no hidden answer, and finds every broken rule.

``PROMISE=200`` sets how many organisations he is let loose on.
"""

import json
import os
from dataclasses import dataclass, replace

import pytest

from readiness.core import disclosure, item_nodes, scoring
from readiness.core.release import Release
from tests.builders import Counts
from tests.builders import model as shipped
from tests.core.attacker import Attack, Cell, Count, Published, Reading
from tests.core.owner_statements import OwnerStatements
from tests.core.publications import (
    SMALL,
    Case,
    Hiding,
    case_of_two_rounds,
    case_with_splits,
    random_case,
    released,
    rounds_beside,
)
from tests.core.spread_statements import SpreadStatements

ORGANISATIONS = int(os.environ.get("PROMISE", "24"))
SEEDS = [seed for seed in range(ORGANISATIONS) if seed % 4]
"""Without those of the general model, whose rules the attacker does not read."""
AS_DOCUMENTED = Reading()


def published(case: Case, counts: Counts, result: Release | None = None) -> Published:
    """A round as the attacker gets it: the JSON, and how many answered what."""
    hiding = Hiding(case=case, counts=counts)
    valid: dict[tuple[str, str], int] = {}
    answered: dict[tuple[str, str], int] = {}
    for (key, question), cell in counts.items():
        if hiding.applies(key, question):
            where = hiding.label(key), question
            answered[where] = answered.get(where, 0) + sum(cell.values())
            sure = sum(n for value, n in cell.items() if value not in hiding.beside(question))
            valid[where] = valid.get(where, 0) + sure
    result = result or released(case, counts)
    return Published(
        release=json.loads(result.to_json()), scope=case.who, valid=valid, answered=answered
    )


@dataclass(frozen=True, kw_only=True)
class Findings:
    """An attack, the truth, and the cells whose answers are hidden or shown."""

    attack: Attack
    truth: dict[Count, int]
    hidden: set[Cell]
    shown: set[Cell]

    @property
    def found(self) -> set[Count]:
        """Counts of hidden answers that follow from what is printed."""
        return self.attack.fixed(self.hidden)

    @property
    def one_mind(self) -> set[Count]:
        """Small groups that were of one mind, at an end of a scale or in votes."""
        sizes = self.sizes
        return {
            name
            for name, n in self.truth.items()
            if name.cell in self.shown
            and 0 < n < SMALL
            and n == sizes[name.cell]
            and (":" in name.cell.question or name.value in {"0", "4"})
        }

    @property
    def minds(self) -> set[Count]:
        """Those of which it follows from what is printed."""
        return {name for name in self.attack.system.fixed(self.one_mind) if isinstance(name, Count)}

    @property
    def sizes(self) -> dict[Cell, int]:
        """The number of answers in each cell."""
        sizes: dict[Cell, int] = {}
        for name, n in self.truth.items():
            sizes[name.cell] = sizes.get(name.cell, 0) + n
        return sizes


def attacked(
    case: Case, *, reading: Reading = AS_DOCUMENTED, changes: int | None = None
) -> Findings:
    """The attack on an organisation, and the truth that he does not know."""
    rounds = [published(case, counts) for counts in case.rounds]
    attack = Attack(model=case.model, rounds=rounds, reading=reading)
    if changes is not None:
        attack.joined(changes)
    hidings = [Hiding(case=case, counts=counts) for counts in case.rounds]
    names = [name for name in attack.system.bounds if isinstance(name, Count)]
    truth = {name: true_count(hidings[name.cell.round], name) for name in names}
    hidden, shown = set(), set()
    for cell in {name.cell for name in names}:
        hiding, model = hidings[cell.round], case.model
        seen = {hiding.seen(key, cell.question) for key in hiding.members(cell.group)}
        if "all" in seen:  # the others of the group were not asked
            pooled = cell.question in model.items and model.is_pooled(model.items[cell.question])
            pooled = pooled or cell.question.startswith("PRF")
            shown |= set() if pooled else {cell}
        elif rounds[cell.round].valid.get((cell.group, cell.question), 0):
            hidden.add(cell)
    return Findings(attack=attack, truth=truth, hidden=hidden, shown=shown)


def true_count(hiding: Hiding, name: Count) -> int:
    """How many of the group did give the answer."""
    return sum(
        hiding.counts.get((key, name.cell.question), {}).get(name.value, 0)
        for key in hiding.members(name.cell.group)
        if hiding.applies(key, name.cell.question)
    )


# What he learns


def test_the_attacker_reads_figures_rightly_and_learns_nothing_hidden():
    """Nor that a small group was of one mind at an end of a scale, or in votes."""
    hidden = minds = 0
    for seed in SEEDS:
        draw = random_case if seed % 3 else case_with_splits
        findings = attacked(draw(seed))
        assert findings.attack.system.broken_by(findings.truth) == [], seed
        assert findings.attack.system.allows(findings.truth), seed
        assert findings.found == set(), seed
        assert findings.minds == set(), seed
        hidden, minds = hidden + len(findings.hidden), minds + len(findings.one_mind)
    assert hidden > 10 * len(SEEDS)
    assert minds > 0.5 * len(SEEDS)


def test_a_second_round_of_nearly_the_same_people_tells_nothing_hidden_either():
    """He knows that no count changed by more than two."""
    for seed in SEEDS[: max(3, len(SEEDS) // 8)]:
        findings = attacked(random_case(seed, rounds=2), changes=2)
        assert findings.attack.system.broken_by(findings.truth) == [], seed
        assert findings.attack.system.allows(findings.truth), seed
        assert findings.found == set(), seed


def test_what_he_does_not_read_of_two_rounds_repeats_what_each_round_prints():
    """Only intervals of changes are new, and they are wider than those of either round."""
    compared = 0
    for seed in SEEDS[::3]:
        case = case_of_two_rounds(seed)
        first, second = (released(case, counts) for counts in case.rounds)
        before = {(node.code, node.department): node for node in first.nodes}
        now = {(node.code, node.department): node for node in second.nodes}
        found = rounds_beside(case).change
        assert found is not None
        for change in found.nodes:
            place = change.code, change.department
            if change.not_comparable:
                assert (change.before, change.before_level, change.change) == (None, None, None)
            elif change.change is not None:
                old, new = before[place], now[place]
                assert (change.before, change.before_bound) == (old.score, old.score_bound)
                assert change.change == pytest.approx(round(new.score - old.score, 1))
                compared += 1
            assert change.interval is None or change.department is None
    assert compared > 20 * len(SEEDS[::3])


def test_squares_of_answers_and_owner_scores_tell_him_more(monkeypatch):
    """Of answers that are shown; otherwise they need not be read."""
    told = [answers_known()]
    for part in (OwnerStatements, SpreadStatements):
        monkeypatch.setattr(part, "write", lambda *_args: None)
        told.append(answers_known())
    assert told == [28, 28, 15]


def test_who_takes_figures_to_be_made_otherwise_finds_that_the_truth_does_not_fit():
    """So that he cannot fail for having misread something."""
    cases = [random_case(seed) for seed in SEEDS[:6]]
    for reading in (Reading(kept_back=False), Reading(hidden_pooled=True)):
        attacks = [attacked(case, reading=reading) for case in cases]
        assert not all(found.attack.system.allows(found.truth) for found in attacks), reading


def answers_known(seed: int = 3) -> int:
    """How many counts of small groups that are shown follow from all that is printed."""
    findings, sizes = (found := attacked(random_case(seed))), found.sizes
    small = {n for n in findings.truth if n.cell in findings.shown and sizes[n.cell] < SMALL}
    return len(findings.attack.system.fixed(small))


# What he learns from a program that breaks a rule


def a_floor_of_four(_patch: pytest.MonkeyPatch) -> None:
    """Nothing to change: the organisation is assessed with another floor."""


def cells_below_the_floor(patch: pytest.MonkeyPatch) -> None:
    """A group that reaches the floor shows what three of its people said."""
    whole = disclosure._Counting.cell

    def cell(self, members):
        open_ = replace(self, scope=replace(self.scope, floor=1))
        return whole(open_, members)

    patch.setattr(disclosure._Counting, "cell", cell)


def pooled_items_of_hidden_groups(patch: pytest.MonkeyPatch) -> None:
    """Pooled items count everybody."""
    whole = disclosure.release

    def release(*, tally, scope, model):
        def members(groups, *, pooled):
            if pooled:
                return [("", scope.groups())]
            return [(found.group.key, (found.group,)) for found in groups]

        patch.setattr(disclosure, "_members", members)
        return whole(tally=tally, scope=scope, model=model)

    patch.setattr("readiness.core.assess.release", release)


def scores_up_to_the_ends(patch: pytest.MonkeyPatch) -> None:
    """Small groups are printed with their bound, but their true mean enters every figure above."""
    nothing_kept_back(patch)

    def mean(self, counts, code, _cell):
        return scoring.score_of(counts=counts, values=self._scale(code).numbers)

    patch.setattr(scoring._Leaves, "protected", mean)


def nothing_kept_back(patch: pytest.MonkeyPatch) -> None:
    """All votes of a small group count, and all its answers at an end."""
    patch.setattr(disclosure, "is_small", lambda *_args, **_kwargs: False)


def distributions_in_spite_of_bounds(patch: pytest.MonkeyPatch) -> None:
    """All answers of all groups are shown, whatever a small one of them must not tell."""
    nothing_kept_back(patch)
    patch.setattr(item_nodes.ItemMaker, "_is_detailed", lambda *_args: True)


BREAKS = {
    a_floor_of_four: (AS_DOCUMENTED, "any"),
    cells_below_the_floor: (AS_DOCUMENTED, "any"),
    pooled_items_of_hidden_groups: (Reading(hidden_pooled=True), "pooled"),
    scores_up_to_the_ends: (Reading(clamped=False, kept_back=False), "item"),
    nothing_kept_back: (Reading(kept_back=False), "vote"),
    distributions_in_spite_of_bounds: (Reading(kept_back=False), "item"),
}
"""By rule that is broken what the attacker knows of it, and where he is to find something."""


def is_there(name: Count, where: str) -> bool:
    """Whether an answer is of the kind that a broken rule gives away."""
    question = name.cell.question
    vote = ":" in question
    pooled = not vote and shipped().is_pooled(shipped().items[question])
    return {"any": True, "vote": vote, "item": not vote and not pooled, "pooled": pooled}[where]


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.__name__)
def test_the_attacker_finds_a_broken_rule(broken, monkeypatch):
    broken(monkeypatch)
    for seed in SEEDS:
        case = random_case(seed)
        if broken is a_floor_of_four:
            model = shipped(release__floor=4, ownership__stability__repeats=20)
            case = replace(case, model=model, who=replace(case.who, floor=4))
        reading, where = BREAKS[broken]
        findings = attacked(case, reading=reading)
        if any(is_there(name, where) for name in findings.found | findings.minds):
            return
    pytest.fail("he found nothing")
