"""Random general models and answers to them, for properties that hold whatever the model says.

A model is drawn so that it is valid: read_model would refuse it otherwise, and the test with it.
"""

from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from readiness.core.activity_model import ActivityModel
from readiness.core.assess import assess
from readiness.core.scope import Department, Scope
from tests.builders import tally
from tests.core.general import SCALES, activity, domain, item, model_of

NUMBERED = ("five", "likert", "quarters", "yes_no")
SMALL = {name: SCALES[name] for name in (*NUMBERED, "ranked", "steps")}
VALUES = {
    name: tuple(str(entry.get("level", entry.get("value"))) for entry in (*scale.values(),)[-1])
    for name, scale in SMALL.items()
}
BANDS = {
    "rule": "bands",
    "scale": "ranked",
    "bands": [
        {"value": "not"},
        {"value": "partly", "above": 15},
        {"value": "largely", "above": 50},
        {"value": "fully", "from": 85},
    ],
}
ON_HUNDRED = ("mean", "minimum", "maximum")
PROFILES = [{"code": "short", "title": "Short"}, {"code": "long", "title": "Long"}]


@dataclass(frozen=True)
class Case:
    """A model, who takes part, what they say, and where further chances come from."""

    model: ActivityModel
    parts: dict
    who: Scope
    counts: dict
    rng: Random

    def result(self, counts=None, who=None, model=None):
        return assess(
            model=model or self.model,
            scope=who or self.who,
            tally=tally(self.counts if counts is None else counts),
        )


class Maker:
    """Makes a model from a random generator; ``plain`` leaves out what is not monotone or adds."""

    def __init__(self, rng, *, plain=False, floor=1):
        self.rng, self.plain, self.number, self.floor = rng, plain, 0, floor
        self.scale = rng.choice([*NUMBERED, "ranked"])
        self.ranked = self.scale == "ranked"
        self.mixed = not self.ranked and rng.random() < 0.4

    def flip(self, chance=0.5):
        return self.rng.random() < chance

    def item(self):
        self.number += 1
        n, rng = self.number, self.rng
        scale = rng.choice(NUMBERED) if self.mixed else self.scale
        found = item(f"I{n}", scale, level=(n - 1) % 3 + 1)
        if self.flip(0.3):
            found["weight"] = rng.choice([0, 0.5, 2, 3])
        if self.flip(0.3):
            found["referent"] = "department"
        if self.flip(0.2):
            found["audience"] = "together"
        if self.flip(0.3):
            found["profiles"] = [rng.choice(["short", "long"])]
        if not self.ranked and self.flip(0.3):
            found["target"] = 1
        if self.flip(0.3):
            caps = rng.choice(VALUES[scale])
            found["criteria"] = [{"code": f"C{n}", "text": f"Is {n} so?", "caps_at": caps}]
        return found

    def score_of_items(self):
        if self.ranked:
            return {"rule": "none"} if self.flip() else self.share()
        rules = [*ON_HUNDRED, "sum", "additive", "deduction", "share"]
        rule = self.rng.choice(ON_HUNDRED if self.plain else rules)
        if rule == "share":
            return {"rule": "mean", "onto": [0, 100]} if self.mixed else self.share()
        start = {"start": 10} if rule == "deduction" else {}
        return {"rule": rule} | ({"onto": [0, 100]} if rule != "deduction" else start)

    def share(self):
        return {"rule": "share", "at_least": VALUES[self.scale][1], "onto": [0, 100]}

    def level_of_items(self, score):
        if self.flip(0.4) and not self.mixed:
            rule = {"rule": "cumulative", "at_least": VALUES[self.scale][-1 - self.flip(0.3)]}
            if rule["at_least"] == VALUES[self.scale][0]:
                rule["at_least"] = VALUES[self.scale][-1]
            return rule | {"empty": self.rng.choice(["passes", "stops"])}
        if score["rule"] in {*ON_HUNDRED, "share"}:
            return BANDS
        return {"rule": "minimum"}

    def activity(self):
        items = [self.item() for _ in range(self.rng.randint(3, 4))]
        items[0].pop("weight", None)
        items[0].pop("profiles", None)
        score = self.score_of_items()
        found = activity(f"A{items[0]['code']}", *items, score_rule=score)
        found["level_rule"] = self.level_of_items(score)
        return found | ({"weight": self.rng.choice([0.5, 2])} if self.flip(0.3) else {})

    def domain(self, depth=0):
        parts = [self.activity() for _ in range(self.rng.randint(1, 2))]
        if depth < 2 and self.flip(0.4):
            parts.append(self.domain(depth + 1))
        self.number += 1
        found = domain(f"D{self.number}", *parts, score_rule=self.score_of_parts())
        return found | {"level_rule": {"rule": "minimum"}}

    def score_of_parts(self):
        if self.ranked:
            return {"rule": "none"}
        rule = self.rng.choice(ON_HUNDRED if self.plain else (*ON_HUNDRED, "sum", "deduction"))
        return {"rule": rule} | ({} if rule == "deduction" else {"onto": [0, 100]})

    def rules(self):
        rng = self.rng
        overall = {"score": self.score_of_parts(), "level": {"rule": "minimum"}}
        answers = {"not_applicable": rng.choice(["exclude", "met", "block"])}
        answers["unanswered"] = rng.choice(["exclude", "zero", "not_met", "void"])
        answers["dont_know"] = rng.choice(["exclude", "not_met"])
        rounding = {"decimals": rng.choice([0, 1, 2]), "method": rng.choice(["half_up", "cut"])}
        rounding["stage"] = rng.choice(["display", "display", "each_node"])
        test = {"of": "overall", "figure": "level", "at_least": 1}
        gates = [{"code": "GATE", "title": "A gate", "tests": [test]}]
        return {
            "scoring": {"overall": overall}, "answers": answers, "rounding": rounding,
            "gates": gates,
        }  # fmt: skip

    def parts(self):
        """The keyword arguments of model_of, domains under their own key."""
        domains = [self.domain() for _ in range(self.rng.randint(1, 2))]
        return {
            "domains": domains, "scales": SMALL, "rules": self.rules(), "profiles": PROFILES,
            "audiences": {"together": {"pooled": True}},
        }  # fmt: skip

    def scope(self):
        rng = self.rng
        departments = tuple(
            Department(key=f"d{n}", name=f"D {n}", group=rng.choice([None, None, "both"]))
            for n in range(rng.randint(1, 3))
        )
        return Scope(
            departments=departments, floor=self.floor, profile=rng.choice([None, "short", "long"])
        )


def built(parts):
    """The model of such parts."""
    rest = {key: value for key, value in parts.items() if key != "domains"}
    return model_of(*parts["domains"], **rest)


def values_of(model, code):
    """Everything that may be answered."""
    if code in model.criteria:
        return ["yes", "no", "dk"]
    found = [*model.scales[model.items[code].scale].values, "dk", "na"]
    return [*found, "np"] if model.items[code].referent == "department" else found


def random_cell(model, code, n, rng):
    """``n`` answers, mostly of a few values."""
    values = values_of(model, code)
    chances = [rng.choice([0, 1, 1, 4]) for _ in values]
    chosen = rng.choices(values, chances if any(chances) else None, k=n)
    return {value: chosen.count(value) for value in {*chosen}}


def random_counts(model, who, rng, most):
    """Answers of every department; some questions nobody answers."""
    counts = {}
    for department in who.departments:
        size = rng.randint(0, most)
        for code in (*model.items, *model.criteria):
            n = 0 if rng.random() < 0.1 else rng.randint(size // 2, size)
            counts[department.key, code] = random_cell(model, code, n, rng)
    return counts


def cases(*, floor=1, most=6, **how):
    """Random models with answers. ``plain``: no rule that adds parts up."""
    return st.integers(0, 2**32).map(lambda seed: case_of(seed, floor=floor, most=most, **how))


def case_of(seed, *, floor=1, most=6, **how):
    rng = Random(seed)  # noqa: S311 - nothing secret is drawn
    maker = Maker(rng, floor=floor, **how)
    parts, who = maker.parts(), maker.scope()
    model = built(parts)
    return Case(
        model=model, parts=parts, who=who, counts=random_counts(model, who, rng, most), rng=rng
    )
