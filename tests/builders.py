"""Small builders for tests: departments, a scope, a tally, and an organisation that answers alike.

Random organisations for properties, and the shipped samples, stand below them.

Counts are written as ``{("sales", "MON-1-Q1"): {"2": 5, "dk": 1}}``: five people of Sales gave
level 2, one does not know.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

import numpy as np
from hypothesis import strategies as st

from readiness.core.activity_model import ActivityModel, load_model
from readiness.core.assess import assess
from readiness.core.disclosure import ReleasedTally, release
from readiness.core.draws import Draws, observed
from readiness.core.leaves import Figure
from readiness.core.ownership_rules import Form
from readiness.core.patterns import Votes, votes_on
from readiness.core.release import ActivityResult, Node, QuestionResult, Release
from readiness.core.rounding import Rounder
from readiness.core.scope import Department, Scope
from readiness.core.scoring import Scores
from readiness.core.tally import Tally, tally_from_counts
from readiness.core.tree import build_tree

Counts = dict[tuple[str, str], dict[str, int]]

[SHIPPED] = (Path(__file__).parent.parent / "readiness" / "data").glob("social-*.yaml")


@cache
def model(**rules: Any) -> ActivityModel:
    """The shipped model; ``model(ownership__stability__repeats=50)`` changes a rule."""
    found = load_model(SHIPPED)
    for name, value in rules.items():
        found = replace(found, rules=_changed(found.rules, name.split("__"), value))
    return found


def _changed(record: Any, path: list[str], value: Any) -> Any:
    name, *rest = path
    assert is_dataclass(record)
    assert name in {field.name for field in fields(record)}
    return replace(
        record, **{name: _changed(getattr(record, name), rest, value) if rest else value}
    )


def quick() -> ActivityModel:
    """The shipped model with fewer resamples, for tests that do not look at stability."""
    return model(ownership__stability__repeats=20)


def department(key: str, kind: str | None = None, **facts: Any) -> Department:
    """A department whose head stated six hours (room 3) and authority 3, unless said otherwise."""
    facts = {"invited": 10, "hours": 6, "authority": 3, "name": key.title()} | facts
    return Department(key=key, type=kind, **facts)


def scope(*departments: Department | str, floor: int = 5, **rest: Any) -> Scope:
    """A scope; a department given by its key alone is of the type of the same name, if any."""
    types = model().department_types
    listed = [
        d if isinstance(d, Department) else department(d, d if d in types else None)
        for d in departments
    ]
    return Scope(departments=tuple(listed), floor=floor, **rest)


def tally(counts: Counts) -> Tally:
    """A tally from cells."""
    return tally_from_counts(
        {(d, q, value): n for (d, q), cell in counts.items() for value, n in cell.items()}
    )


def alike(
    keys: tuple[str, ...] | list[str],
    *,
    n: int = 10,
    level: int = 2,
    today: str = "sales",
    should: str = "sales",
    pooled: bool = True,
) -> Counts:
    """Counts of an organisation in which all ``n`` people of each department say the same.

    With ``pooled=False`` items counted for the organisation as one group are left out.
    """
    counts: Counts = {}
    asked = [code for code, item in model().items.items() if pooled or not model().is_pooled(item)]
    for key in keys:
        counts |= {(key, item): {str(level): n} for item in asked}
        counts |= {(key, question): {today: n} for question in model().today_codes}
        counts |= {(key, question): {should: n} for question in model().should_codes}
    return counts


def everywhere(keys: tuple[str, ...] | list[str], question: str, cell: dict[str, int]) -> Counts:
    """The same cell in each department."""
    return {(key, question): dict(cell) for key in keys}


def released(who: Scope, counts: Counts) -> ReleasedTally:
    """What may be computed from."""
    return release(tally=tally(counts), scope=who, model=model())


def seen(shown: ReleasedTally) -> Draws:
    """The released counts as they are."""
    return observed(released=shown, model=model())


def scores_of(**activities: float) -> Scores:
    """Scores of activities, MON_1=2.0 for MON-1, and of nothing else."""
    tree = build_tree(model=model(), items=[*model().items])
    figures = dict.fromkeys(tree.branches, Figure(state="unanswered"))
    for name, score in activities.items():
        figures[name.replace("_", "-")] = Figure(state="counted", score=np.array([score]))
    return Scores(group_items={}, items={}, figures=figures, groups={}, tree=tree, group_tree=tree)


def forms() -> tuple[Form, ...]:
    """The shipped model's organising forms, in order."""
    rules = model().rules.forms
    assert rules is not None
    return rules.order


def rounder() -> Rounder:
    """Rounds as the shipped model says."""
    return Rounder(rule=model().rules.rounding)


def votes_of(who: Scope, counts: Counts, activity: str = "MON-1") -> Votes:
    """An activity's votes as observed."""
    shown = released(who, counts)
    draws = seen(shown)
    return votes_on(
        activity=model().activities[activity],
        draws=draws,
        observed=draws,
        released=shown,
        model=model(),
    )


def assessed(who: Scope, counts: Counts, *, by: ActivityModel | None = None) -> Release:
    """The Release, with few resamples."""
    return assess(model=by or quick(), scope=who, tally=tally(counts))


def node(result: Release, code: str, group: str | None = None) -> Node:
    """A node of the organisation, or of a group."""
    [found] = [n for n in result.nodes if (n.code, n.department) == (code, group)]
    return found


def activity(result: Release, code: str) -> ActivityResult:
    """An activity's result."""
    [found] = [a for a in result.activities if a.code == code]
    return found


def question(result: Release, code: str) -> QuestionResult:
    """The answer to an executive question."""
    [found] = [q for q in result.questions if q.code == code]
    return found


def na(**marks: str) -> MappingProxyType[tuple[str, str], str]:
    """Marks of what does not apply: ``na(sales="MON-1")``."""
    return MappingProxyType(dict.fromkeys(marks.items(), "not their work"))


# Random organisations

QUESTIONS = (
    *("MON-1-Q1", "MON-3-Q1", "NEW-1-Q1", "NEW-2-Q1", "CUL-1-Q1", "CND-3-Q1", "MON-3-Q2"),
    *("MON-2-Q1", "LED-3-Q1", "RSP-4-Q1", "CND-1-Q1", "CND-4-Q1"),  # leads and frequent users
    *("MON-1:today", "NEW-1:today", "NEW-2:today", "GDL-1:today", "LED-1:today"),
    *("MON-1:should", "NEW-2:should", "PRF-2", "PRF-3"),
)
KINDS = ("communications", "marketing", "it", "executive", None)


def values_of(question: str, keys: tuple[str, ...]) -> list[str]:
    """Every value that may be given."""
    if question.startswith("PRF"):
        [asked] = [q for q in model().profile_questions if q.code == question]
        return [option.code for option in asked.options]
    if ":" in question:
        special = ["each", "nobody", "agency", "dk"]
        return [*keys, *special, "several" if question.endswith("today") else "new_team"]
    item = model().items[question]
    own = item.referent == "department" and question in model().activity_of
    return [*"01234", "dk", *(["np"] if own else [])]


def random_cell(question: str, keys: tuple[str, ...], n: int, rng: Random) -> dict[str, int]:
    """``n`` answers, mostly of a few values, as people give them."""
    values = values_of(question, keys)
    chances = [rng.choice([0, 1, 1, 5]) for _ in values]
    chosen = rng.choices(values, chances if any(chances) else None, k=n)
    return {value: chosen.count(value) for value in set(chosen)}


@st.composite
def organisations(draw: st.DrawFn) -> tuple[Scope, Counts, Random]:
    """Two to five departments of up to twelve people, some of them merged or marked."""
    sizes = draw(st.lists(st.integers(0, 12), min_size=2, max_size=5))
    groups = draw(st.lists(st.sampled_from([None, None, "d0", "both"]), min_size=5, max_size=5))
    marked, closed = draw(st.booleans()), draw(st.booleans())
    rng = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - nothing secret is drawn
    keys = tuple(f"d{i}" for i in range(len(sizes)))
    who = scope(
        *(
            department(key, kind, group=group)
            for key, kind, group in zip(keys, KINDS, groups, strict=False)
        ),
        not_applicable=na(d1="MON-3") if marked else {},
        closed=frozenset({"LED-1"}) if closed else frozenset(),
    )
    counts = {}
    for key, size in zip(keys, sizes, strict=True):
        for question in QUESTIONS:
            n = rng.randint(size // 2, size)
            counts[key, question] = random_cell(question, keys, n, rng)
    return who, counts, rng


# The shipped samples

SAMPLES = SHIPPED.parent / "sample"


def sample_scope(name: str) -> Scope:
    """The departments of a shipped sample."""

    def whole(text: str) -> int | None:
        return int(text) if text else None

    with (SAMPLES / name / "departments.csv").open(encoding="utf-8", newline="") as file:
        found = tuple(
            Department(
                key=row["key"],
                name=row["name"],
                type=row["type"] or None,
                invited=whole(row["invited"]),
                group=row["group"] or None,
                head=row["head"] or None,
                hours=whole(row["hours"]),
                authority=whole(row["authority"]),
                headcount=whole(row["headcount"]),
            )
            for row in csv.DictReader(file)
        )
    return Scope(departments=found, floor=5)


def sample_rows(name: str) -> list[tuple[str, str, str]]:
    """Department, question and value of every answer of a shipped sample."""
    with (SAMPLES / name / "answers.csv").open(encoding="utf-8", newline="") as file:
        return [(r["department"], r["question"], r["value"]) for r in csv.DictReader(file)]


def sample(name: str) -> Release:
    """A shipped sample's Release."""
    counts = Counter(sample_rows(name))
    return assess(model=model(), scope=sample_scope(name), tally=tally_from_counts(counts))
