"""The owner score, its winner and what would change it; one lead per executive question."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from readiness.core.firmness import confidence
from readiness.core.owners import OwnerDesk
from readiness.core.ownership import (
    CRITERIA,
    Candidate,
    Ranking,
    candidates,
    question_ranking,
    rank,
    ranking,
)
from readiness.core.release import CandidateResult, LeadException, Ownership, Release
from readiness.core.rounding import Rounder
from tests.builders import (
    Counts,
    activity,
    alike,
    assessed,
    department,
    everywhere,
    model,
    question,
    released,
    scope,
    scores_of,
    seen,
    votes_of,
)

RULES = model().rules.owner_score
WEIGHTS = {name: getattr(RULES.weights, name) for name in CRITERIA}

# The example of docs/scoring.md: who keeps up with new services (NEW-2)?

KEYS = ("digital", "it", "marketing")
HOURS = {"marketing": 4, "digital": 1, "it": 1}  # rooms 2, 1 and 1


def new_services(**changes: dict[str, int]) -> Counts:
    """Capability, dialogue and votes of the example; a department's capability may be changed."""
    capability = {
        "marketing": {"2": 8, "3": 2},  # 2.2
        "digital": {"2": 4, "3": 6},  # 2.6
        "it": {"1": 8, "2": 2},  # 1.2
    } | changes
    dialogue = {
        "marketing": {"2": 6, "3": 4},  # 2.4
        "digital": {"1": 2, "2": 8},  # 1.8
        "it": {"1": 8, "2": 2},  # 1.2
    }
    counts = {(key, "NEW-1-Q1"): cell for key, cell in capability.items()}
    counts |= {(key, "CUL-1-Q1"): cell for key, cell in dialogue.items()}
    today = {"marketing": 12, "digital": 10, "it": 55, "nobody": 23}
    should = {"marketing": 40, "digital": 20, "it": 10, "each": 30}
    counts |= everywhere(KEYS, "NEW-2:today", today)
    return counts | everywhere(KEYS, "NEW-2:should", should)


def example(counts: Counts | None = None, **facts: dict) -> Release:
    who = scope(
        *(
            department(key, **({"kind": key, "hours": HOURS[key]} | facts.get(key, {})))
            for key in KEYS
        )
    )
    return assessed(who, counts or new_services())


def ownership(result: Release) -> Ownership:
    return activity(result, "NEW-2").ownership


def of(result: Release, key: str) -> CandidateResult:
    [found] = [c for c in ownership(result).criteria if c.department == key]
    return found


def test_the_example_marketing_is_likely_before_digital_and_it_pays_for_the_default():
    found = ownership(example())
    assert found.pattern == "defaulted_to_it"
    assert {c.department: c.score for c in found.criteria} == {
        "marketing": 53.8,
        "digital": 48.5,
        "it": 12.5,
    }
    assert (found.verdict, found.recommended, found.runner_up) == ("likely", "marketing", "digital")
    assert found.margin == 5.3


def test_the_example_criterion_by_criterion():
    marketing = of(example(), "marketing")
    assert marketing.criteria == {
        "capability": 0.55,
        "perceived": 0.23,  # .6 × .12 + .4 × .40 = .232
        "mandate_fit": 1.0,
        "room": 0.5,
        "dialogue": 0.6,
    }
    assert marketing.points == {
        "capability": 16.5,
        "perceived": 5.8,
        "mandate_fit": 15.0,
        "room": 7.5,
        "dialogue": 9.0,
    }
    assert (marketing.today, marketing.should, marketing.penalty) == (12, 40, 0.0)


def test_the_example_it_has_32_5_before_the_penalty():
    """9.0 + 9.25 + 6.0 + 3.75 + 4.5 = 32.5, each printed with one decimal."""
    it = of(example(), "it")
    assert it.points == {
        "capability": 9.0,
        "perceived": 9.3,
        "mandate_fit": 6.0,
        "room": 3.8,
        "dialogue": 4.5,
    }
    assert (it.penalty, it.score) == (20.0, 12.5)


def test_the_example_without_mandate_fit_has_the_same_winner_45_6_to_39_4():
    without = {**WEIGHTS, "mandate_fit": 0.0}
    terms = {
        "marketing": (2.2 / 4, 0.232, 1.0, 0.5, 0.6),
        "digital": (2.6 / 4, 0.14, 1.0, 0.25, 0.45),
    }
    scores = {key: made(key, *values).score(without)[0] for key, values in terms.items()}
    assert {key: round(score, 1) for key, score in scores.items()} == {
        "marketing": 45.6,
        "digital": 39.4,
    }
    found = ownership(example())
    assert found.winners == dict.fromkeys(
        ("equal_weights", *(f"without_{name}" for name in CRITERIA)), "marketing"
    )
    assert not found.depends_on_weights


def test_a_capable_it_keeps_its_points_from_level_three():
    """22.5 + 9.25 + 6 + 3.75 + 4.5 = 46.0; at 2.9 the penalty leaves 45.25 - 20."""
    able = of(example(new_services(it={"3": 10})), "it")
    assert (able.penalty, able.score) == (0.0, 46.0)
    almost = of(example(new_services(it={"2": 1, "3": 9})), "it")
    assert (almost.penalty, almost.score) == (20.0, 25.3)


def forced(should: int) -> float:
    """IT's penalty if its task had defaulted while ``should`` per cent want it there."""
    counts = new_services()
    counts |= everywhere(KEYS, "NEW-2:should", {"it": should, "each": 100 - should})
    who = scope(*KEYS)
    shown = released(who, counts)
    found = candidates(
        activity=model().activities["NEW-2"],
        votes=votes_of(who, counts, "NEW-2"),
        patterns=np.array(["defaulted_to_it"]),
        scores=scores_of(),
        draws=seen(shown),
        dialogue={},
        released=replace(shown, items={}),
        model=model(),
    )
    return float(next(c for c in found if c.department.key == "it").penalty[0])


def test_the_penalty_is_waived_where_half_want_it_there():
    assert forced(50) == 0.0
    assert forced(49) == 20.0


def test_only_the_default_department_pays_and_only_if_the_task_defaulted():
    result = example()
    assert [of(result, key).penalty for key in KEYS] == [0.0, 20.0, 0.0]
    counts = new_services() | everywhere(KEYS, "NEW-2:today", {"it": 34, "nobody": 36, "each": 30})
    assert of(example(counts), "it").penalty == 0.0


# Missing criteria


def test_a_missing_criterion_drops_out_and_the_others_are_reweighted():
    """Without hours: (53.8 - 7.5) / .85 = 54.47; confidence is one step lower."""
    marketing = of(example(marketing={"hours": None}), "marketing")
    assert (marketing.score, marketing.missing) == (54.5, ("room",))
    assert marketing.points["room"] is None
    assert marketing.points["capability"] == 19.4  # 16.5 / .85
    assert ownership(example()).confidence == "medium"
    assert ownership(example(marketing={"hours": None})).confidence == "low"


def test_an_unknown_type_is_a_missing_mandate_and_a_type_not_listed_a_quarter():
    assert of(example(marketing={"kind": None}), "marketing").missing == ("mandate_fit",)
    listed = of(example(marketing={"kind": "hr"}), "marketing")
    assert (listed.criteria["mandate_fit"], listed.missing) == (0.25, ())


def test_a_department_with_too_few_levels_has_no_capability():
    found = of(example(new_services(marketing={"2": 4, "dk": 9})), "marketing")
    assert (found.criteria["capability"], found.missing) == (None, ("capability",))
    assert found.score == 53.3  # (53.8 - 16.5) / .7


def test_capability_is_the_mean_of_the_items_that_count():
    """RSP-3 rests on RSP-1, RSP-2 and MON-3: 2 and 3 of 4, and one that is not their work."""
    counts = alike(("it", "sales")) | {
        ("sales", "RSP-1-Q1"): {"2": 10},
        ("sales", "RSP-2-Q1"): {"3": 10},
        ("sales", "MON-3-Q1"): {"0": 5, "np": 5},
    }
    found = activity(assessed(scope("it", "sales"), counts), "RSP-3").ownership.criteria
    capability = {c.department: c.criteria["capability"] for c in found}
    assert capability == {"sales": 0.63, "it": 0.5}  # 2.5 / 4 = .625


def test_a_small_group_at_the_end_of_the_scale_is_counted_as_it_is_printed():
    small, large = {"4": 9}, {"4": 10}
    assert of(example(new_services(it=small)), "it").criteria["capability"] == 0.95
    assert of(example(new_services(it=large)), "it").criteria["capability"] == 1.0


def test_perceived_ownership_is_today_where_should_is_not_released():
    counts = {k: v for k, v in new_services().items() if k[1] != "NEW-2:should"}
    assert of(example(counts), "marketing").criteria["perceived"] == 0.12


# Who is scored


def made(key: str, *terms: float | None, penalty: float = 0.0) -> Candidate:
    """A candidate with the given criteria, in the order of the model's weights."""
    values = dict(zip(CRITERIA, (*terms, *[None] * (5 - len(terms))), strict=True))
    return Candidate(
        department=department(key),
        terms={name: None if v is None else np.array([v]) for name, v in values.items()},
        penalty=np.array([penalty]),
        why_not_scored=None,
        conditions=(),
        n=10,
    )


def test_a_candidate_without_any_criterion_has_no_score():
    assert np.isnan(made("it").score(WEIGHTS)[0])
    assert made("it", 0.5).score(WEIGHTS)[0] == pytest.approx(50.0)
    assert np.isnan(made("it", 0.5).score({**WEIGHTS, "capability": 0.0})[0])


def outsider(kind: str, others: int, n: int) -> Ownership:
    """MON-1, where ``others`` per cent of the views elsewhere name the board of ``n`` people."""
    keys = ("communications", "it")
    counts = alike(keys) | everywhere(
        keys, "MON-1:today", {"board": others, "communications": 60 - others, "each": 40}
    )
    counts |= alike(("board",), n=n, today="board")
    return activity(assessed(scope(*keys, department("board", kind)), counts), "MON-1").ownership


@pytest.mark.parametrize(
    ("kind", "n", "why"),
    [("executive", 10, "type"), ("executive", 4, "type"), ("hr", 4, "no_answers")],
)
def test_who_is_not_scored_stays_a_candidate_and_wins_if_others_name_it_at_forty(kind, n, why):
    found = outsider(kind, 40, n)
    [board] = [c for c in found.criteria if c.department == "board"]
    assert (board.score, board.why_not_scored, board.points["room"]) == (None, why, None)
    assert (found.verdict, found.recommended, found.runner_up) == (
        "not_scored",
        "board",
        "communications",
    )
    assert (found.confidence, found.margin, found.winners) == ("low", None, {})
    assert found.stability.owner is None


def test_who_is_not_scored_does_not_win_below_forty():
    found = outsider("executive", 39, 10)
    assert (found.verdict, found.recommended) == ("recommended", "communications")


def test_what_belongs_to_a_role_is_not_scored():
    keys = ("communications", "it")
    who = scope(*keys, department("board", "executive"))
    counts = alike(keys, today="communications", should="communications")
    found = activity(assessed(who, counts), "LED-3").ownership
    assert (found.verdict, found.recommended, found.runner_up) == ("by_role", "board", None)
    assert (found.margin, found.confidence, found.winners) == (None, None, {})
    without = activity(assessed(scope(*keys), counts), "LED-3").ownership
    assert (without.verdict, without.recommended) == ("recommended", "communications")


@pytest.mark.parametrize(
    ("hours", "authority", "conditions"),
    [
        (1, 1, ()),
        (0, 1, ("free_time",)),
        (1, 0, ("give_authority",)),
        (0, 0, ("free_time", "give_authority")),
        (None, 3, ("ask_head",)),
        (6, None, ("ask_head",)),
        (None, 0, ("give_authority", "ask_head")),
        (None, None, ("ask_head",)),
    ],
)
def test_an_owner_needs_time_and_authority_first(hours, authority, conditions):
    result = example(marketing={"hours": hours, "authority": authority})
    assert of(result, "marketing").conditions == conditions


def test_the_conditions_of_the_recommended_owner_are_printed_with_it():
    found = ownership(example(marketing={"authority": 0}))
    assert (found.recommended, found.conditions) == ("marketing", ("give_authority",))


def test_members_of_a_reporting_group_share_its_figures_and_stay_two_candidates():
    who = scope(
        department("marketing", "marketing", group="market"),
        department("digital", "digital", group="market"),
        "it",
    )
    found = {c.department: c for c in ownership(assessed(who, new_services())).criteria}
    assert found["marketing"].criteria["capability"] == found["digital"].criteria["capability"]
    assert found["marketing"].criteria["capability"] == 0.6  # (22 + 26) / 20 = 2.4
    assert found["marketing"].criteria["perceived"] == 0.23
    assert found["digital"].criteria["perceived"] == 0.14
    assert ownership(assessed(who, new_services())).confidence == "low"  # joined costs a step


# The winner


def desk() -> OwnerDesk:
    """A desk that knows the rules and how to round, and nothing else."""
    unused = dict.fromkeys(("released", "observed", "repeated"))
    return OwnerDesk(model=model(), rounder=Rounder(), **unused)


def ranked(*scores: float, stability: float = 1.0, depends: bool = False) -> Ranking:
    """Departments a, b, ... with these scores, the first the best."""
    keys = tuple("abcdef"[: len(scores)])
    return Ranking(
        order=keys,
        scores=dict(zip(keys, scores, strict=True)),
        margin=scores[0] - scores[1] if len(scores) > 1 else None,
        stability=stability,
        winners={"equal_weights": "b" if depends else "a"},
    )


@pytest.mark.parametrize(
    ("scores", "word"),
    [
        ((60.0, 50.0), "recommended"),
        ((60.0, 50.01), "likely"),
        ((60.0, 55.0), "likely"),
        ((60.0, 55.01), "two_candidates"),
        ((60.0, 60.0), "two_candidates"),
        ((60.0,), "recommended"),
        ((0.1 + 0.2 + 9.7, 0.0), "recommended"),  # ten but for floating point
    ],
)
def test_the_margin_says_how_clear_the_winner_is(scores, word):
    assert desk().margin_word(ranked(*scores)) == word


def test_without_any_candidate_nobody_is_recommended():
    nobody = Ranking(order=(), scores={}, margin=None, stability=0.0, winners={})
    assert desk().margin_word(nobody) == "none"
    assert (nobody.first, nobody.second) == (None, None)


def test_a_tie_goes_to_the_first_key_observed_and_drawn_again():
    found = rank(
        now={"b": np.array([50.0]), "a": np.array([50.0])},
        again={"b": np.array([50.0, 60.0, 40.0]), "a": np.array([50.0, 50.0, 50.0])},
        winners={},
    )
    assert (found.order, found.margin) == (("a", "b"), 0.0)
    assert found.stability == pytest.approx(2 / 3)


def sure(
    *scores: float,
    n: int | None = 10,
    missing: bool = False,
    joined: bool = False,
    stability: float = 0.8,
    depends: bool = False,
    firm: bool = True,
) -> str:
    """The word of confidence."""
    ranking = ranked(*(scores or (60.0, 50.0)), stability=stability, depends=depends)
    return confidence(
        ranking=ranking, n=n, missing=missing, joined=joined, firm=lambda: firm, model=model()
    )


def test_confidence_is_high_when_everything_speaks_for_the_winner():
    assert sure() == "high"
    assert sure(60.0) == "high"  # no rival


@pytest.mark.parametrize(
    "doubt",
    [
        {"n": 9},
        {"n": None},
        {"stability": 0.79},
        {"depends": True},
        {"missing": True},
        {"joined": True},
        {"firm": False},
    ],
)
def test_confidence_is_medium_with_one_doubt(doubt):
    assert sure(**doubt) == "medium"
    assert sure(60.0, 50.1) == "medium"
    assert sure(60.0, 55.0) == "medium"


def test_confidence_is_low_when_the_winner_is_not_settled():
    assert sure(60.0, 55.1) == "low"
    assert sure(stability=0.59) == "low"
    assert sure(stability=0.60) == "medium"
    assert sure(n=9, missing=True) == "low"


@pytest.mark.parametrize(("valid", "word"), [(10, "high"), (9, "medium")])
def test_confidence_looks_at_the_least_answered_item_of_the_capability(valid, word):
    """RSP-4 rests on RSP-1 and RSP-2; everybody wants Communications."""
    keys = ("communications", "it")
    counts = alike(keys, today="communications", should="communications")
    counts["communications", "RSP-2-Q1"] = {"2": valid}
    assert activity(assessed(scope(*keys), counts), "RSP-4").ownership.confidence == word


def test_the_winner_is_looked_for_under_equal_weights_and_without_each_criterion():
    """a: 30 + 7.5 + 7.5 = 45.0, b: 12.5 + 7.5 + 7.5 + 15 = 42.5; weighed alike 40 and 50."""
    pair = [made("a", 1.0, 0.0, 0.5, 0.5, 0.0), made("b", 0.0, 0.5, 0.5, 0.5, 1.0)]
    found = ranking(observed=pair, repeated=pair, weights=RULES.weights)
    assert found.scores == {"a": pytest.approx(45.0), "b": pytest.approx(42.5)}
    assert found.winners == {
        "equal_weights": "b",
        "without_capability": "b",
        "without_perceived": "a",
        "without_mandate_fit": "a",
        "without_room": "a",
        "without_dialogue": "a",
    }
    assert found.depends_on_weights


# One lead per executive question


def asked(**scores: tuple[float, float, float]) -> Ranking:
    """Departments with scores in MON-1, MON-2 and MON-3, which weigh 3, 2 and 2."""
    found = [model().activities[code] for code in ("MON-1", "MON-2", "MON-3")]
    each = {
        a.code: [made(key, values[i] / 100) for key, values in scores.items()]
        for i, a in enumerate(found)
    }
    return question_ranking(activities=found, observed=each, repeated=each, weights=RULES.weights)


def test_the_lead_is_the_weighted_mean_of_owner_scores_over_the_domain():
    """a: (3×60 + 2×30 + 2×30) / 7 = 300/7; b: (3×40 + 2×50 + 2×45) / 7 = 310/7."""
    found = asked(a=(60, 30, 30), b=(40, 50, 45))
    assert found.order == ("b", "a")
    assert found.scores == {"b": pytest.approx(310 / 7), "a": pytest.approx(300 / 7)}
    assert found.margin == pytest.approx(10 / 7)
    assert found.stability == 1.0


def exceptions(lead: str, **scores: Ranking) -> tuple[LeadException, ...]:
    studies = {code.replace("_", "-"): SimpleNamespace(ranking=r) for code, r in scores.items()}
    return desk()._exceptions(lead, studies)


def test_an_exception_is_named_where_another_leads_by_ten():
    assert exceptions("b", RSP_2=ranked(60.0, 50.0)) == (
        LeadException(activity="RSP-2", department="a", margin=10.0),
    )
    assert exceptions("b", RSP_2=ranked(60.0, 50.1)) == ()
    assert exceptions("a", RSP_2=ranked(60.0, 30.0)) == ()


def test_the_lead_over_a_domain_and_its_exception_through_the_whole_calculation():
    """Everybody names Communications, but for MON-3, where Customer service is at level 3.

    Communications: 30 × .5 + 25 (today and should 100 %) + 15 fit + 15 × .75 + 15 × .5 = 73.75 for
    MON-1 and MON-2, and 15 + 10 + 13.5 + 18.75 = 57.25 for MON-3.
    Customer service: 45.75 (fit .8), 48.0 (capability 2.5 of 4, fit .7) and 22.5 + 15 + 15 + 18.75.
    """
    keys = ("communications", "customer_service", "it")
    counts = alike(keys, today="communications", should="communications")
    counts |= everywhere(keys, "MON-3:today", {"customer_service": 10})
    counts["customer_service", "MON-3-Q1"] = {"3": 10}
    result = assessed(scope(*keys), counts)
    found = question(result, "monitoring")
    assert (found.verdict, found.lead, found.runner_up) == (
        "recommended",
        "communications",
        "customer_service",
    )
    assert [(s.department, s.score) for s in found.scores] == [
        ("communications", 69.0),  # (3 × 73.75 + 2 × 73.75 + 2 × 57.25) / 7 = 69.04
        ("customer_service", 53.7),  # (3 × 45.75 + 2 × 48 + 2 × 71.25) / 7 = 53.68
        ("it", 37.2),  # (3 × 36.75 + 2 × 38.25 + 2 × 36.75) / 7 = 37.18
    ]
    assert found.margin == 15.4
    assert found.exceptions == (
        LeadException(activity="MON-3", department="customer_service", margin=14.0),
    )


def test_a_question_without_candidates_has_no_lead():
    found = question(assessed(scope(department("it", None, hours=None)), {}), "monitoring")
    assert (found.verdict, found.lead, found.runner_up, found.stability) == (
        "none",
        None,
        None,
        None,
    )
    assert (found.scores, found.not_scored, found.confidence) == ((), ("it",), None)


def test_what_belongs_to_a_role_is_left_out_of_its_question():
    """LED asks no executive question in our model, so one is made of it here."""
    keys = ("communications", "it")
    shipped = model(ownership__stability__repeats=20)
    [first, *rest] = shipped.executive_questions
    changed = replace(shipped, executive_questions=(replace(first, domain="LED"), *rest))
    who = scope(*keys, department("board", "executive"))
    counts = alike(keys, today="communications", should="communications")
    found = question(assessed(who, counts, by=changed), first.code)
    # LED-1 fits .9: 72.25, weight 3; LED-2 fits 1.0: 73.75, weight 2; LED-3 would have 66.25.
    assert (found.lead, found.scores[0].score) == ("communications", 72.9)
    assert found.not_scored == ("board",)
