"""Small models that are not ours, written as one would a file, and what comes out of them.

``answers`` name the item alone (then everybody is in one department) or (department, item); they
are one answer, or counts such as ``{"2": 5, "dk": 1}``.
"""

import json

from readiness.core.activity_model import read_model
from readiness.core.assess import assess
from readiness.core.document import DocumentError
from readiness.core.scope import Department, Scope
from tests.builders import node, tally

SCALES = {
    # Whole levels, uneven options, options that are only ranked, and a range that starts at 1.
    "five": {"levels": [{"level": n, "name": f"Five {n}"} for n in range(5)]},
    "likert": {"levels": [{"level": n, "name": f"Likert {n}"} for n in range(1, 6)]},
    "yes_no": {"levels": [{"level": 0, "name": "No"}, {"level": 1, "name": "Yes"}]},
    "quarters": {
        "options": [
            {"value": "No", "name": "Not at all", "number": 0},
            {"value": "some", "name": "In some cases", "number": 0.25},
            {"value": "0.5", "name": "In half of them"},
            {"value": "all", "name": "Always", "number": 1},
        ]
    },
    "percent": {"options": [{"value": str(n), "name": f"{n} %"} for n in range(101)]},
    "ranked": {
        "ordinal": True,
        "options": [{"value": v, "name": v.title()} for v in ("not", "partly", "largely", "fully")],
    },
    "steps": {"levels": [{"level": n, "name": f"Step {n}"} for n in range(4)]},
}
IDENTITY = {"id": "made-up", "title": "Made up", "version": "1.0.0"}


def item(code, scale="five", **rest):
    return {"code": code, "scale": scale, "text": f"Do we do {code}?"} | rest


def activity(code, *items, **rest):
    return {"code": code, "title": f"Doing {code}", "items": [*items]} | rest


def domain(code, *parts, **rest):
    """A domain of activities, of narrower domains, or of both."""
    found = {"code": code, "title": f"All of {code}"} | rest
    activities = [part for part in parts if "items" in part]
    domains = [part for part in parts if "items" not in part]
    found |= {"activities": activities} if activities else {}
    return found | ({"domains": domains} if domains else {})


def text_of(*domains, scales=None, **rest):
    """The model as a file may hold it: JSON is YAML too."""
    document = {"model": IDENTITY, "scales": scales or SCALES, "domains": [*domains]} | rest
    return json.dumps(document, ensure_ascii=False, indent=1)


def model_of(*domains, **rest):
    return read_model(text_of(*domains, **rest))


def refusals(*domains, **rest):
    """Path and sentence of everything that is wrong with a model."""
    try:
        model_of(*domains, **rest)
    except DocumentError as refused:
        return [(problem.path, problem.sentence) for problem in refused.problems]
    return []


def counts_of(answers):
    found = {}
    for place, value in answers.items():
        key = place if isinstance(place, tuple) else ("all", place)
        found[key] = dict(value) if isinstance(value, dict) else {str(value): 1}
    return found


def result(model, answers, *, exact=True, floor=1, departments=None, **rest):
    """The Release. Departments are those that answer, unless more are named."""
    counts = counts_of(answers)
    keys = departments or sorted({key for key, _code in counts} or {"all"})
    who = Scope(departments=tuple(Department(key=k, name=k) for k in keys), floor=floor, **rest)
    return assess(model=model, scope=who, tally=tally(counts), exact=exact and floor == 1)


def score(model, answers, code="overall", **rest):
    """A node's score."""
    return node(result(model, answers, **rest), code).score


def level(model, answers, code="overall", **rest):
    """A node's level."""
    return node(result(model, answers, **rest), code).level


def scoring(**kinds):
    """The rules that shape the tree, by kind of node."""
    return {"scoring": kinds}
