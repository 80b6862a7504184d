"""Random organisations, what is published of them, and the same with all that is hidden replaced.

A ``Kind`` says what is published: one round, two rounds, profile splits, decisions with evidence.
A further kind is added to ``KINDS``; every test of the promise then runs on it, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from readiness.core.activity_model import ActivityModel, load_model
from readiness.core.assess import Round, assess
from readiness.core.decisions import Decision, Evidence
from readiness.core.parts import Item
from readiness.core.release import Release
from readiness.core.scope import Scope
from readiness.core.tally import allowed_values
from tests.builders import KINDS as TYPES
from tests.builders import QUESTIONS, Counts, department, na, quick, scope, tally

FLOOR = 5
GENERAL = load_model(Path(__file__).parent / "general_model.yaml")
"""Few answers a scale, a criterion, a pooled item, na, don't know that counts, two profiles."""
SMALL = 10
BESIDE = ("dk", "np", "na")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An organisation's answers, in one or more rounds of the same departments."""

    model: ActivityModel
    who: Scope
    rounds: tuple[Counts, ...]


def random_case(seed: int, *, rounds: int = 1) -> Case:
    """Two to six departments of up to fourteen people, some merged or marked; often of one mind."""
    rng = Random(seed)  # noqa: S311 - nothing secret is drawn
    own = GENERAL if seed % 4 == 0 else quick()
    number = rng.randint(2, 6)
    keys = tuple(f"d{i}" for i in range(number))
    labels = [rng.choice([None, None, None, "d0", "both"]) for _ in keys]
    kinds = [rng.choice(TYPES) for _ in keys]
    who = scope(
        *(department(k, t, group=g) for k, t, g in zip(keys, kinds, labels, strict=True)),
        not_applicable=na(d1=rng.choice([*own.activities])) if rng.random() < 0.5 else {},
        closed=frozenset({"LED-1"} if own is not GENERAL and rng.random() < 0.3 else ()),
        profile=rng.choice(["core", None]) if own is GENERAL else None,
    )
    values = {q: tuple(v) for q, v in allowed_values(model=own, scope=who).items()}
    asked = [q for q in values if _is_asked(own, who, q)] if own is GENERAL else QUESTIONS
    sizes = {key: rng.choice([0, 3, 4, 5, 5, 6, 8, 10, 14]) for key in keys}
    first = {
        (key, question): _cell(values[question], rng.randint(2 * size // 3, size), rng)
        for key, size in sizes.items()
        for question in asked
    }
    found = [first]
    while len(found) < rounds:
        found.append({cell: _changed(c, values[cell[1]], rng) for cell, c in found[-1].items()})
    return Case(model=own, who=who, rounds=tuple(found))


def case_of_two_rounds(seed: int) -> Case:
    """The same departments twice."""
    return random_case(seed, rounds=2)


def case_with_splits(seed: int) -> Case:
    """Answers about the person are spread evenly, so that most splits reach the floor."""
    case = random_case(seed)
    options = {q.code: [o.code for o in q.options] for q in case.model.profile_questions}
    [counts] = case.rounds
    changed, place = dict(counts), 0
    for (key, question), cell in counts.items():
        if question in options:
            values, n = options[question], sum(cell.values())
            chosen = [values[(place + i) % len(values)] for i in range(n)]
            changed[key, question] = {value: chosen.count(value) for value in dict.fromkeys(chosen)}
            place += n
    return replace(case, rounds=(changed,))


def _is_asked(own: ActivityModel, who: Scope, question: str) -> bool:
    """Whether a question is in the profile of the assessment."""
    item = own.items.get(question) or own.criteria.get(question)
    return item is None or who.profile is None or not item.profiles or who.profile in item.profiles


def _cell(values: tuple[str, ...], n: int, rng: Random) -> dict[str, int]:
    """``n`` answers; often all but a few the same."""
    common = rng.choice(values)
    if rng.random() < 0.4:
        chosen = [common] * n
        if n and rng.random() < 0.5:
            chosen[0] = rng.choice(values)
    else:
        chances = [rng.choice([0, 1, 1, 5]) for _ in values]
        chosen = rng.choices(values, chances if any(chances) else None, k=n)
    return {value: chosen.count(value) for value in dict.fromkeys(chosen)}


def _changed(cell: dict[str, int], values: tuple[str, ...], rng: Random) -> dict[str, int]:
    """Mostly the same; now and then one joins, leaves, or changes their mind."""
    found = dict(cell)
    if found and rng.random() < 0.3:
        found[rng.choice([*found])] -= 1
    if rng.random() < 0.3:
        value = rng.choice(values)
        found[value] = found.get(value, 0) + 1
    return {value: n for value, n in found.items() if n}


# What is published


Kind = Callable[[Case], str]


def one_round(case: Case) -> str:
    """Every value of the Release, as it stands in the JSON, written out faster."""
    [counts] = case.rounds
    return repr(released(case, counts))


def released(case: Case, counts: Counts) -> Release:
    """The Release of one round."""
    return assess(model=case.model, scope=case.who, tally=tally(counts))


def rounds_compared(case: Case) -> str:
    """The second round beside what changed. What the first shows is a matter of one round."""
    return repr(rounds_beside(case))


def rounds_beside(case: Case) -> Release:
    """The Release of the second round, compared with the first."""
    first, second = case.rounds
    before = Round(model=case.model, scope=case.who, tally=tally(first))
    return assess(model=case.model, scope=case.who, tally=tally(second), before=before)


def with_decisions(case: Case) -> str:
    """A Release beside what a workshop decided of every activity, and what evidence says."""
    codes = [code for code in case.model.activities if code not in case.who.closed]
    codes = codes if case.model.asks_for_owners else []
    evidence = [
        Evidence(
            activity=code,
            kind="document",
            level="2",
            by="A. Reader",
            reason="It is written down.",
            seen_on="2026-11-20",
        )
        for code in codes[::2]
    ]
    decisions = [
        Decision(
            activity=code,
            decided_on="2026-11-23",
            level="1",
            reason="The room sees it so.",
            accountable=case.who.departments[0].key,
        )
        for code in codes
    ]
    [counts] = case.rounds
    found = assess(
        model=case.model,
        scope=case.who,
        tally=tally(counts),
        decisions=tuple(decisions),
        evidence=tuple(evidence),
    )
    return repr(found)


KINDS: dict[str, tuple[Callable[[int], Case], Kind]] = {
    "one round": (random_case, one_round),
    "two rounds": (case_of_two_rounds, rounds_compared),
    "profile splits": (case_with_splits, one_round),
    "decisions": (random_case, with_decisions),
}
"""By name how an organisation is drawn, and what is published of it."""


# What is hidden, following the text of the promise alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """Which answers of one round are shown to nobody."""

    case: Case
    counts: Counts

    def label(self, key: str) -> str:
        """The reporting group of a department."""
        return self.case.who.department(key).group or key

    def members(self, group: str) -> list[str]:
        """The departments of a reporting group."""
        return [d.key for d in self.case.who.departments if self.label(d.key) == group]

    def is_shown(self, group: str) -> bool:
        """Whether enough people of the group answered any one question."""
        return any(
            sum(sum(self.counts.get((key, q), {}).values()) for key in self.members(group)) >= FLOOR
            for q in {question for _key, question in self.counts}
        )

    def _item(self, question: str) -> Item | None:
        model = self.case.model
        return model.items.get(question) or model.criteria.get(question)

    def applies(self, key: str, question: str) -> bool:
        """Whether a department's answers to the question are used."""
        item, who = self._item(question), self.case.who
        activity = self.case.model.activity_of.get(item.code) if item else None
        code = activity.code if activity else question.removesuffix(":today")
        if code in who.closed and not question.endswith(":should"):
            return False
        return not (
            item is not None
            and item.referent == "department"
            and activity is not None
            and (key, activity.code) in who.not_applicable
        )

    def together(self, key: str, question: str) -> list[str]:
        """Departments whose answers are counted in one cell with those of ``key``."""
        item = self._item(question)
        if (item is not None and self.case.model.is_pooled(item)) or question.startswith("PRF"):
            keys = [d.key for d in self.case.who.departments if self.is_shown(self.label(d.key))]
        else:
            keys = self.members(self.label(key)) if self.is_shown(self.label(key)) else []
        return [k for k in keys if self.applies(k, question)]

    def seen(self, key: str, question: str) -> str:
        """Of a department's answers to a question: all are shown, their kinds, or none."""
        asked = self.together(key, question)
        if key not in asked:
            return "none"
        cells = [self.counts.get((k, question), {}) for k in asked]
        if question.startswith("PRF"):
            return self._seen_of_profile(question, cells)
        answered = sum(sum(cell.values()) for cell in cells)
        beside = sum(cell.get(value, 0) for cell in cells for value in self.beside(question))
        if question in self.case.model.criteria:
            return "all" if answered - beside >= FLOOR else "kinds"
        if answered < FLOOR:
            return "none"
        return "all" if answered - beside >= FLOOR else "kinds"

    def _seen_of_profile(self, question: str, cells: list[dict[str, int]]) -> str:
        options = allowed_values(model=self.case.model, scope=self.case.who)[question]
        totals = [sum(cell.get(option, 0) for cell in cells) for option in options]
        return "all" if min(totals) >= FLOOR else "none"

    def beside(self, question: str) -> tuple[str, ...]:
        """Values that are no valid answer."""
        counts_as_lowest = self.case.model.rules.answers.dont_know == "not_met"
        if question in self.case.model.items and counts_as_lowest:
            return tuple(value for value in BESIDE if value != "dk")
        return BESIDE

    def disguised(self, rng: Random) -> Counts:
        """The round with everything hidden replaced; numbers of answers stay."""
        allowed = allowed_values(model=self.case.model, scope=self.case.who)
        changed: Counts = {}
        for (key, question), cell in self.counts.items():
            seen, values = self.seen(key, question), [*allowed[question]]
            if question.startswith("PRF"):
                changed[key, question] = cell if seen == "all" else {values[0]: sum(cell.values())}
            elif seen == "all":
                changed[key, question] = cell
            elif seen == "none":
                changed[key, question] = _cell(tuple(values), sum(cell.values()), rng)
            else:
                changed[key, question] = self._kinds_kept(cell, values, rng)
        for question in {q for _key, q in self.counts if q.startswith("PRF")}:
            changed |= self._dealt_anew(question, rng)
        return changed

    def _dealt_anew(self, question: str, rng: Random) -> Counts:
        """Of splits that are shown each department gets others of all the answers."""
        keys = [key for key, q in self.counts if q == question and self.seen(key, q) == "all"]
        cells = {key: self.counts[key, question] for key in keys}
        values = [value for cell in cells.values() for value, n in cell.items() for _ in range(n)]
        rng.shuffle(values)
        dealt: Counts = {}
        for key, cell in cells.items():
            own = [values.pop() for _ in range(sum(cell.values()))]
            dealt[key, question] = {value: own.count(value) for value in dict.fromkeys(own)}
        return dealt

    def _kinds_kept(self, cell: dict[str, int], values: list[str], rng: Random) -> dict[str, int]:
        """Other valid answers; don't know is printed, even where it counts among them."""
        stay = {value: n for value, n in cell.items() if value in BESIDE}
        valid = tuple(value for value in values if value not in BESIDE)
        n = sum(n for value, n in cell.items() if value in valid)
        return stay | _cell(valid, n, rng)


def disguised(case: Case, seed: int) -> Case:
    """The case with everything that is not shown replaced, in every round."""
    rng = Random(seed)  # noqa: S311 - nothing secret is drawn
    rounds = tuple(Hiding(case=case, counts=c).disguised(rng) for c in case.rounds)
    return replace(case, rounds=rounds)


# A small group of one mind


def less_of_one_mind(case: Case) -> Case:
    """The case where one person of every small group of one mind says something else.

    At an end of a scale all become all but one, a step off; in votes all become all but one, and
    the one of all but one changes to yet another option.
    """
    rounds = []
    for counts in case.rounds:
        hiding = Hiding(case=case, counts=counts)
        changed = {cell: dict(found) for cell, found in counts.items()}
        for question in {question for _key, question in counts}:
            for cell in _cells(hiding, question):
                _bend(hiding, question, cell, changed)
        rounds.append({c: {v: n for v, n in found.items() if n} for c, found in changed.items()})
    return replace(case, rounds=tuple(rounds))


def _cells(hiding: Hiding, question: str) -> set[tuple[str, ...]]:
    """Departments counted together, for every shown cell of a question."""
    keys = [d.key for d in hiding.case.who.departments]
    shown = [key for key in keys if hiding.seen(key, question) == "all"]
    return {tuple(hiding.together(key, question)) for key in shown}


def _bend(hiding: Hiding, question: str, keys: tuple[str, ...], changed: Counts) -> None:
    model = hiding.case.model
    item = model.items.get(question)
    total: dict[str, int] = {}
    for key in keys:
        for value, n in hiding.counts.get((key, question), {}).items():
            if value not in hiding.beside(question):
                total[value] = total.get(value, 0) + n
    n = sum(total.values())
    if question in model.criteria or question.startswith("PRF") or n >= SMALL:
        return
    if item is not None:
        values = model.scales[item.scale].values
        ends = {values[0]: values[1], values[-1]: values[-2]}
        if len(total) == 1 and not item.criteria and (only := next(iter(total))) in ends:
            _move(question, keys, changed, only, ends[only])
        return
    options = [o for o in allowed_values(model=model, scope=hiding.case.who)[question] if o != "dk"]
    most = max(total, key=lambda value: total[value])
    others = [option for option in options if option not in total]
    if total[most] == n:
        _move(question, keys, changed, most, others[0])
    elif total[most] == n - 1:
        [odd] = [value for value in total if value != most]
        _move(question, keys, changed, odd, others[0])


def _move(question: str, keys: tuple[str, ...], changed: Counts, value: str, instead: str) -> None:
    """One person of one of the departments gives another answer."""
    cell = next(changed[k, question] for k in keys if changed.get((k, question), {}).get(value))
    cell[value] -= 1
    cell[instead] = cell.get(instead, 0) + 1
