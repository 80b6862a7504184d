"""How much the analysis costs, beside pandas doing the least with the same file.

    .venv/bin/python benchmarks/core.py [--answers 1000000] [--rounds 5]

Goal 3 of the project's notes on performance. Each floor is measured in the same run, in turns with
ours, as CPU seconds of this process; ratios hold where absolute times drift. Nothing passes or
fails here.
"""

import argparse
import gc
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness.settings")

import numpy as np
import pandas as pd
import yaml

from readiness.core.activity_model import ActivityModel, load_model, read_model
from readiness.core.assess import assess
from readiness.core.scope import Department, Scope
from readiness.core.tally import Tally, allowed_values, tally_answers, tally_from_counts
from surveys.services.answer_files import departments_in, read_answers

Work = Callable[[], object]
DATA = ROOT / "readiness" / "data"
DEPARTMENTS = 12
QUESTION = ["department", "question", "value"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    [path] = DATA.glob("social-*.yaml")
    shipped, plain = load_model(path), read_model(model_text(items=60, scales=1, depth=2))
    with tempfile.TemporaryDirectory() as folder:
        for name, model in (("with owners", shipped), ("60 items, no owners", plain)):
            answers = write_answers(Path(folder) / "answers.csv", model, options.answers)
            from_a_file(name, model, answers, options.rounds)
    for model in (shipped, with_items(path, 60)):
        for people in (50, 200, 2_388, 5_000, 5_000_000):  # 2,388: 199 a department, the dearest
            from_a_tally(model, people, options.rounds)
    text = model_text(items=400, scales=20, depth=6)
    spent = [cpu(lambda: read_model(text)) for _ in range(options.rounds)]
    show("A model of 400 items, 20 scales, 6 levels of depth, loaded and checked", spent)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"Peak memory of this process: {peak} MB")


def from_a_file(name: str, model: ActivityModel, answers: Path, rounds: int) -> None:
    """Read the file and assess it, beside reading it and one groupby."""

    def floor() -> object:
        return pd.read_csv(answers).groupby(QUESTION).size()

    def ours() -> object:
        frame = read_answers(answers)
        scope = Scope(departments=departments_in(frame), floor=5)
        tally = tally_answers(frame=frame, model=model, scope=scope)
        return assess(model=model, scope=scope, tally=tally)

    times = in_turns(floor, ours, rounds)
    megabytes = answers.stat().st_size / 1e6
    show(f"{name}: CSV of {megabytes:.0f} MB, pandas.read_csv and one groupby", times[0])
    show(f"{name}: the same CSV to a Release", times[1])
    ratio = statistics.median(b / a for a, b in zip(*times, strict=True))
    print(f"  ratio {ratio:.2f} (goal 1.5)")


def from_a_tally(model: ActivityModel, people: int, rounds: int) -> None:
    """Everybody is invited to everything, so that every cell that reaches the floor is drawn."""
    scope = Scope(departments=departments(people), floor=5)
    tally = random_tally(model, scope, people)
    found = assess(model=model, scope=scope, tally=tally)
    spent = [cpu(lambda: assess(model=model, scope=scope, tally=tally)) for _ in range(rounds)]
    votes = len(model.today_codes) + len(model.should_codes)
    show(
        f"Tally of {DEPARTMENTS} departments ({found.coverage.shown} shown), {people:,} people, "
        f"{len(model.items)} items and {votes} ownership questions, "
        f"with {found.repeats:,} resamples, to a Release",
        spent,
    )


def in_turns(floor: Work, ours: Work, rounds: int) -> tuple[list[float], list[float]]:
    floor()
    ours()
    return tuple(zip(*[(cpu(floor), cpu(ours)) for _ in range(rounds)], strict=True))  # type: ignore[return-value]


def cpu(work: Work) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def show(what: str, spent: list[float]) -> None:
    low, middle, high = min(spent), statistics.median(spent), max(spent)
    print(f"{what}: {middle:.2f} s CPU ({low:.2f} to {high:.2f})")


def departments(people: int) -> tuple[Department, ...]:
    invited = people // DEPARTMENTS
    return tuple(
        Department(key=f"d{n}", name=f"Department {n}", invited=invited, hours=6, authority=3)
        for n in range(DEPARTMENTS)
    )


def random_tally(model: ActivityModel, scope: Scope, people: int) -> Tally:
    dice = np.random.default_rng(2006)
    counts = {}
    for question, values in allowed_values(model=model, scope=scope).items():
        for department in scope.departments:
            drawn = dice.multinomial(people // DEPARTMENTS, [1 / len(values)] * len(values))
            for value, number in zip(values, drawn, strict=True):
                counts[department.key, question, value] = int(number)
    return tally_from_counts(counts)


def with_items(path: Path, number: int) -> ActivityModel:
    """The model at ``path``, with copies of its items until it has ``number``.

    The last item of an activity is copied, as the first has the activity's level.
    """
    root = yaml.safe_load(path.read_text(encoding="utf-8"))
    root.pop("translations", None)
    every = [each["items"] for domain in root["domains"] for each in domain["activities"]]
    lists = [items for items in every if len(items) > 1]
    for n in range(number - len(load_model(path).items)):
        items = lists[n % len(lists)]
        items.append({**items[-1], "code": f"{items[-1]['code']}-{n}"})
    return read_model(json.dumps(root))  # YAML without references


def write_answers(path: Path, model: ActivityModel, answers: int) -> Path:
    """Everybody answers every question at random."""
    dice = np.random.default_rng(2006)
    scope = Scope(departments=departments(0), floor=5)
    questions = allowed_values(model=model, scope=scope)
    people = answers // len(questions)
    place = np.array([d.key for d in scope.departments])[dice.integers(0, DEPARTMENTS, people)]
    columns = [
        pd.DataFrame(
            {
                "respondent": [f"p{n}" for n in range(people)],
                "department": place,
                "question": question,
                "value": np.array([*values])[dice.integers(0, len(values), people)],
            }
        )
        for question, values in questions.items()
    ]
    pd.concat(columns).sort_values("respondent", kind="stable").to_csv(path, index=False)
    return path


def model_text(*, items: int, scales: int, depth: int) -> str:
    """A model without owners: domains nested so that items lie ``depth`` levels below the whole."""
    lines = ["model: {id: bench, title: Bench, version: 1.0.0}", "scales:"]
    for n in range(scales):
        levels = ", ".join(f"{{level: {level}, name: Level {level}}}" for level in range(5))
        lines.append(f"  s{n}: {{levels: [{levels}]}}")
    lines += ["domains:"]
    for n in range(10):
        indent = "  "
        for step in range(depth - 2):
            lines += [f"{indent}- code: D{n}-{step}", f"{indent}  title: Domain {n} {step}"]
            if step < depth - 3:
                lines.append(f"{indent}  domains:")
                indent += "    "
        lines += [f"{indent}  activities:"] if depth > 2 else []
        if depth == 2:
            lines += [f"  - code: D{n}", f"    title: Domain {n}", "    activities:"]
        lines += [f"{indent}    - code: A{n}", f"{indent}      title: Activity {n}"]
        lines.append(f"{indent}      items:")
        for number in range(items // 10):
            code, scale = f"A{n}-Q{number}", (n * items // 10 + number) % scales
            lines.append(
                f"{indent}        - {{code: {code}, scale: s{scale}, text: Question {code}}}"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
