"""Made-up answers are answers that could have been given, to every model, the same each time."""

from pathlib import Path

import pytest

from readiness.core.activity_model import load_model, read_model
from readiness.core.assess import assess
from readiness.core.made_up import PEOPLE, made_up_counts
from readiness.core.scope import Department, Scope
from readiness.core.tally import DONT_KNOW, NOT_PART, allowed_values, tally_from_counts
from tests.small_models import NESTED, OPTIONS

DATA = Path(__file__).parents[2] / "readiness" / "data"
MODELS = {path.stem: load_model(path) for path in sorted(DATA.rglob("*-[0-9]*.yaml"))}
MODELS |= {"options": read_model(OPTIONS), "nested": read_model(NESTED)}
OURS = MODELS["social-media-readiness-0.4.0"]


def scope_of(model, keys=("a", "b", "c"), **fields):
    types = model.department_types or (None,)
    departments = tuple(
        Department(key=key, name=key.title(), type=types[place % len(types)])
        for place, key in enumerate(keys)
    )
    return Scope(departments=departments, **{"floor": 5} | fields)


def made_up(model, scope, seed="abc"):
    allowed = allowed_values(model=model, scope=scope)
    return made_up_counts(
        model=model,
        scope=scope,
        allowed=allowed,
        dont_know=DONT_KNOW,
        not_part=NOT_PART,
        seed=seed,
    )


def totals(counts):
    found = {}
    for (department, question, _value), number in counts.items():
        found[department, question] = found.get((department, question), 0) + number
    return found


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_value_may_be_given_and_every_department_has_twelve(model):
    scope = scope_of(model)
    counts, allowed = made_up(model, scope), allowed_values(model=model, scope=scope)
    assert [key for key in counts if key[2] not in allowed[key[1]]] == []
    found = totals(counts)
    most = {key: max(n for (d, _q), n in found.items() if d == key) for key in ("a", "b", "c")}
    assert most == dict.fromkeys("abc", PEOPLE)


@pytest.mark.parametrize("floor", [5, 10])
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_they_make_a_result_that_shows_every_department(model, floor):
    scope = scope_of(model, floor=floor)
    tally = tally_from_counts(made_up(model, scope))
    found = assess(model=model, scope=scope, tally=tally)
    assert (found.coverage.shown, found.coverage.answered) == (3, 3 * PEOPLE)
    assert found.counted.scored == found.counted.activities > 0


def test_the_same_seed_gives_the_same_and_another_gives_others():
    scope = scope_of(OURS)
    assert made_up(OURS, scope) == made_up(OURS, scope)
    assert made_up(OURS, scope) != made_up(OURS, scope, seed="xyz")


def test_they_are_varied():
    """Owners are seen in more than one way, and scores are not all alike."""
    scope = scope_of(OURS, keys=("a", "b", "c", "d", "e", "f"))
    found = assess(model=OURS, scope=scope, tally=tally_from_counts(made_up(OURS, scope)))
    assert len({result.ownership.pattern for result in found.activities}) >= 4
    scores = [n.score for n in found.nodes if n.kind == "activity" and n.department is None]
    assert max(scores) - min(scores) >= 1.0


def test_nobody_is_asked_what_does_not_apply_or_was_left_out():
    item = next(i for i in OURS.items.values() if i.referent == "department")
    activity = OURS.activity_of[item.code].code
    scope = scope_of(OURS, not_applicable={("a", activity): "no"}, closed=frozenset({"NEW-2"}))
    found = totals(made_up(OURS, scope))
    assert ("a", item.code) not in found
    assert ("b", item.code) in found
    gone = {i.code for i in OURS.activities["NEW-2"].items} | {"NEW-2:today"}
    assert not gone & {question for _department, question in found}
    options = MODELS["options"]
    core = {q for _d, q in totals(made_up(options, scope_of(options, profile="core")))}
    assert core == {"INV-1", "INV-1-A", "INV-1-B"}


def test_one_department_is_enough():
    for model in MODELS.values():
        scope = scope_of(model, keys=("a",))
        assert (
            assess(
                model=model, scope=scope, tally=tally_from_counts(made_up(model, scope))
            ).coverage.shown
            == 1
        )
