"""Small models of every kind, answered at random but always alike, with their Releases."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from readiness.core.activity_model import ActivityModel, load_model, read_model
from readiness.core.assess import assess
from readiness.core.release import Release
from readiness.core.scope import Department, Scope
from readiness.core.tally import tally_answers, tally_from_counts
from surveys.services.answer_files import read_answers, read_departments
from surveys.services.file_assessment import RoundFiles, assess_files

EXAMPLES = Path(__file__).resolve().parents[2] / "readiness" / "data" / "examples"
Made = tuple[Release, ActivityModel]

HEAD = 'model: {id: small, title: "Small practice check", version: 1.0.0}\n'
GRADES = """
scales:
  grade:
    levels:
      - {level: 0, name: "Absent"}
      - {level: 1, name: "Begun"}
      - {level: 2, name: "Usual"}
      - {level: 3, name: "Mastered"}
"""
PER_CENT = """
scales:
  share:
    options:
      - {value: none, name: "Nowhere", number: 0}
      - {value: half, name: "In half of the cases", number: 50}
      - {value: all, name: "Everywhere", number: 100}
"""
ACTION = (
    "        actions:\n"
    '          - {from: 0, to: 1, hours: 7, weeks: 3, text: "Write it.", first_step: "Meet."}\n'
    '          - {from: 1, to: 2, hours: 9, weeks: 5, text: "Do it weekly.", first_step: "Plan."}\n'
    '          - {from: 2, to: 3, hours: 8, weeks: 30, text: "Measure it.", first_step: "Count."}\n'
)


def activity(code: str, scale: str, extra: str = "", items: int = 1) -> str:
    """An activity of a leaf domain at the top of the tree."""
    asked = "".join(
        f'          - {{code: {code}-{n}, scale: {scale}, text: "Is part {n} of {code} done?"}}\n'
        for n in range(1, items + 1)
    )
    return f'      - code: {code}\n        title: "Practice {code}"\n{extra}        items:\n{asked}'


def domain(code: str, activities: str) -> str:
    return f'  - code: {code}\n    title: "Area {code}"\n    activities:\n{activities}'


def without_targets() -> str:
    domains = (domain(f"D{d}", activity(f"D{d}A", "share", items=2)) for d in range(3))
    return HEAD + PER_CENT + "domains:\n" + "".join(domains)


def sixty() -> str:
    aims = "        target: 2\n        target_level: 2\n"
    domains = (
        domain(f"D{d}", "".join(activity(f"D{d}A{a}", "grade", aims + ACTION) for a in range(10)))
        for d in range(6)
    )
    return HEAD + GRADES + "domains:\n" + "".join(domains)


def one() -> str:
    return (
        HEAD + GRADES + "domains:\n" + domain("D", activity("DA", "grade", "        target: 3\n"))
    )


def four_deep() -> str:
    """A nest of domains with activities at the bottom and beside it; the bottom has a target."""
    text, pad = HEAD + GRADES + "domains:\n", "  "
    for code in ("NA", "NB", "NC"):
        text += f'{pad}- code: {code}\n{pad}  title: "Layer {code}"\n{pad}  domains:\n'
        pad += "    "
    for code in ("ND", "NE"):
        text += f'{pad}- code: {code}\n{pad}  title: "Layer {code}"\n{pad}  target: 2\n'
        text += f"{pad}  activities:\n"
        for name in (f"{code}1", f"{code}2"):
            text += (
                f'{pad}    - code: {name}\n{pad}      title: "Practice {name}"\n'
                f"{pad}      items:\n"
                f'{pad}        - {{code: {name}-1, scale: grade, text: "Is {name} done?"}}\n'
            )
    return text


def negative() -> str:
    """Points are taken off a start, so that the whole may fall below zero."""
    rules = (
        "rules:\n  rounding: {decimals: 0}\n  scoring:\n"
        "    domains: {score: {rule: deduction, start: 10, of: items}}\n"
        "    overall: {score: {rule: sum, start: -5}, target: 15}\n"
        "  gates:\n"
        "    - code: pass\n      title: Seal of practice\n      tests:\n"
        "        - {of: overall, at_least: 12}\n"
        "        - {of: D0, at_least: 4.5}\n"
    )
    domains = (domain(f"D{d}", activity(f"D{d}A", "share", items=15)) for d in range(2))
    return HEAD + PER_CENT + rules + "domains:\n" + "".join(domains)


def with_actions() -> str:
    aims = "        target: 3\n        target_level: 3\n        evidence: The minutes of a year.\n"
    domains = (
        domain(f"D{d}", "".join(activity(f"D{d}A{a}", "grade", aims + ACTION) for a in range(2)))
        for d in range(2)
    )
    return HEAD + GRADES + "domains:\n" + "".join(domains)


def answered(text: str, *, people: int = 8, departments: int = 3, floor: int = 1) -> Made:
    """The model in ``text`` with answers of so many people in each department."""
    model = read_model(text)
    dice = random.Random(4)  # noqa: S311 - answers, not secrets
    counts: dict[tuple[str, str, str], int] = {}
    keys = [f"dep{n}" for n in range(departments)]
    for key in keys:
        for code, item in model.items.items():
            for _person in range(people):
                value = dice.choice([*model.scales[item.scale].values, "dk"])
                counts[key, code, value] = counts.get((key, code, value), 0) + 1
    scope = Scope(
        departments=tuple(Department(key=k, name=f"Department {k}") for k in keys), floor=floor
    )
    tally = tally_from_counts(counts)
    return assess(model=model, scope=scope, tally=tally), model


def example(name: str, **options: str) -> Made:
    """An example model of the distribution with its answers."""
    folder = EXAMPLES / name
    files = RoundFiles(
        model_name=name,
        answers=folder / "answers.csv",
        departments=folder / "departments.csv",
    )
    return assess_files(files, floor=1, **options)


def owners(change: Callable[[ActivityModel], ActivityModel]) -> Made:
    """The planted sample, assessed by the shipped model without one of its parts."""
    folder = EXAMPLES.parent / "sample" / "planted"
    shipped = load_model(next(EXAMPLES.parent.glob("social-media-readiness-*.yaml")))
    model = change(shipped)
    found, marks = read_departments(folder / "departments.csv", shipped)
    scope = Scope(departments=found, floor=5, not_applicable=marks)
    frame = read_answers(folder / "answers.csv")
    return assess(
        model=model, scope=scope, tally=tally_answers(frame=frame, model=shipped, scope=scope)
    ), model


def without_questions(model: ActivityModel) -> ActivityModel:
    return replace(model, executive_questions=())


def without_forms(model: ActivityModel) -> ActivityModel:
    return replace(model, rules=replace(model.rules, forms=None, indices=()))


def without_aims(model: ActivityModel) -> ActivityModel:
    """No targets, and so no steps."""
    bare = tuple(
        replace(
            domain,
            activities=tuple(
                replace(a, target=None, target_level=None, actions=()) for a in domain.activities
            ),
        )
        for domain in model.domains
    )
    return replace(model, domains=bare)


CASES: dict[str, Callable[[], Made]] = {
    "additive": lambda: example("customer-reply-practice"),
    "cumulative": lambda: example("online-crisis-preparedness", profile="extended"),
    "core": lambda: example("online-crisis-preparedness", profile="core"),
    "capability": lambda: example("website-accessibility-process"),
    "no targets": lambda: answered(without_targets()),
    "nothing answered": lambda: answered(with_actions(), people=0),
    "nothing shown": lambda: answered(with_actions(), people=3, floor=5),
    "protected": lambda: answered(with_actions(), people=9, floor=5),
    "sixty activities": lambda: answered(sixty()),
    "sixty without targets": lambda: answered(
        sixty().replace("        target: 2\n        target_level: 2\n", "")
    ),
    "one activity": lambda: answered(one(), people=1, departments=1),
    "four deep": lambda: answered(four_deep()),
    "negative": lambda: answered(negative()),
    "actions": lambda: answered(with_actions()),
    "owners without questions": lambda: owners(without_questions),
    "owners without forms": lambda: owners(without_forms),
    "owners without targets": lambda: owners(without_aims),
}
