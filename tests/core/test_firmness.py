"""High confidence promises that no one answer, whatever it is changed to, changes the choice."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.core.release import Ownership, Release
from readiness.core.scope import Department
from tests.builders import (
    Counts,
    activity,
    assessed,
    department,
    everywhere,
    model,
    scope,
)

KEYS = ("communications", "executive", "it", "marketing", "sales")
CODES = ("MON-1", "NEW-1", "NEW-2", "GDL-1")
RATED = ("MON-1-Q1", "NEW-1-Q1", "CUL-1-Q1", "GDL-1-Q1")
VOTED = (*(f"{code}:today" for code in CODES), "MON-1:should", "NEW-2:should", "GDL-1:should")
SHOULD = tuple(model().should_codes)
ASKED = (*RATED, *VOTED[:4], *SHOULD)


@st.composite
def lively(draw: st.DrawFn) -> tuple[Counts, Random]:
    """Four departments of five to twelve people, of whom one is often ahead, and small groups."""
    rng = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - nothing secret is drawn
    keys = [key for key in KEYS if key != "executive" or draw(st.booleans())]
    favourite, counts = rng.choice(keys), {}
    for key in keys:
        n = rng.choice((5, 5, 6, 9, 10, 12)) if key != favourite else rng.choice((10, 11, 20))
        for code in RATED:
            middle = rng.choice((3, 4)) if key == favourite else rng.choice((0, 1, 2, 3))
            options = [str(max(0, min(4, middle + shift))) for shift in (-1, 0, 0, 1)]
            counts[key, code] = drawn([*options, *rng.choice(([], ["dk"], ["np"]))], n, code, rng)
        for code in (*VOTED[:4], *SHOULD):
            options = [favourite, *rng.choices([*keys, "nobody", "each", "dk"], k=3)]
            counts[key, code] = drawn(options, n, code, rng)
    return counts, rng


def drawn(options: list[str], n: int, code: str, rng: Random) -> dict[str, int]:
    organisation = code in model().items and model().items[code].referent == "organisation"
    known = [o for o in options if not (organisation and o == "np")]
    found = rng.choices(known, k=n)
    return {value: found.count(value) for value in sorted(set(found))}


def who(counts: Counts):
    """Their departments; all other activities are closed, which makes it quick."""
    closed = frozenset(set(model().activities) - {*CODES, "CUL-1"})
    return scope(*sorted({key for key, _question in counts}), closed=closed)


def one_changed(counts: Counts, code: str, rng: Random) -> Counts:
    """Another answer of somebody to a question that the choice rests on."""
    asked = {*RATED, f"{code}:today", model().domain_of[code].should}
    cell = rng.choice([cell for cell in counts if cell[1] in asked])
    before = rng.choice([value for value, n in counts[cell].items() if n])
    item = model().items.get(cell[1])
    if item is None:
        values = [*sorted({key for key, _q in counts}), "nobody", "each", "agency", "dk"]
    else:
        values = [*"04", "dk", *(["np"] if item.referent == "department" else [])]
    after = rng.choice([value for value in values if value != before])
    changed = dict(counts[cell])
    changed[before] -= 1
    changed[after] = changed.get(after, 0) + 1
    return counts | {cell: {value: n for value, n in changed.items() if n}}


def sure(result: Release) -> dict[str, str]:
    """The department recommended with high confidence, by activity."""
    found = {code: activity(result, code).ownership for code in CODES}
    return {code: o.recommended for code, o in found.items() if o.confidence == "high"}


@settings(max_examples=12, deadline=None, derandomize=True, database=None)
@given(lively())
def test_no_one_answer_changes_a_choice_of_high_confidence(case):
    counts, rng = case
    for code, first in sure(assessed(who(counts), counts)).items():
        for _attempt in range(3):
            after = assessed(who(counts), one_changed(counts, code, rng))
            assert activity(after, code).ownership.recommended == first


# Three jumps that one answer can make, where nothing else speaks against the choice


def voted(question: str, cells: dict[str, dict[str, int]]) -> Counts:
    return {(key, question): cell for key, cell in cells.items()}


def rated(question: str, cells: dict[str, dict[str, int]]) -> Counts:
    return voted(question, cells)


def choice(counts: Counts, *departments: Department) -> Ownership:
    closed = frozenset(set(model().activities) - {"NEW-1", "NEW-2", "CUL-1"})
    return activity(assessed(scope(*departments, closed=closed), counts), "NEW-2").ownership


def only_one_answer_speaks_against(found: Ownership, first: str) -> bool:
    return (
        found.recommended == first
        and found.confidence == "medium"
        and found.margin >= 10
        and found.stability.owner >= 80
        and not found.depends_on_weights
        and not found.criteria[0].missing
    )


def test_one_vote_that_would_bring_the_penalty_lowers_confidence():
    """IT today: a third, all of its own ten; with one of Sales it is 37 %, which is a default."""
    who = (
        department("it", "it", hours=20),
        department("marketing", "marketing", hours=1),
        department("sales", "sales", hours=0),
    )
    counts = rated("NEW-1-Q1", {"it": {"2": 1, "3": 9}, "marketing": {"2": 10}, "sales": {"0": 10}})
    counts |= rated("CUL-1-Q1", {"it": {"3": 10}, "marketing": {"1": 10}, "sales": {"0": 10}})
    today = {"it": {"it": 10}, "marketing": {"marketing": 10}, "sales": {"nobody": 10}}
    counts |= voted("NEW-2:today", today)
    counts |= everywhere(("it", "marketing", "sales"), "NEW-2:should", {"each": 10})
    assert only_one_answer_speaks_against(choice(counts, *who), "it")
    counts["sales", "NEW-2:today"] = {"nobody": 9, "it": 1}
    after = choice(counts, *who)
    assert (after.pattern, after.recommended) == ("defaulted_to_it", "marketing")


def test_one_vote_that_would_name_who_is_not_scored_lowers_confidence():
    """The executives are named by 38 % of the others; from 40 % on they win without points."""
    keys = ("it", "legal", "marketing", "product", "sales")
    who = (*(department(key, key) for key in keys), department("board", "executive"))
    counts = rated("NEW-1-Q1", {key: {"1": 10} for key in keys} | {"marketing": {"3": 10}})
    counts |= rated("CUL-1-Q1", {key: {"1": 10} for key in keys} | {"marketing": {"3": 10}})
    mine = {key: {"marketing": 10} for key in keys}
    counts |= voted("NEW-2:today", mine | {"it": {"board": 10}, "legal": {"board": 9, "it": 1}})
    counts |= voted("NEW-2:should", mine)
    assert only_one_answer_speaks_against(choice(counts, *who), "marketing")
    counts["legal", "NEW-2:today"] = {"board": 10}
    after = choice(counts, *who)
    assert (after.verdict, after.recommended) == ("not_scored", "board")


def test_one_answer_that_would_hide_a_weak_criterion_of_another_lowers_confidence():
    """Digital's five say 0; with one who does not know its capability is missing, not low."""
    who = (department("digital", "digital", hours=20), department("marketing", "marketing"))
    counts = rated("NEW-1-Q1", {"digital": {"0": 5}, "marketing": {"2": 10}})
    counts |= rated("CUL-1-Q1", {"digital": {"4": 20}, "marketing": {"3": 20}})
    cell = {"marketing": 14, "digital": 5, "nobody": 1}
    counts |= everywhere(("digital", "marketing"), "NEW-2:today", cell)
    counts |= everywhere(("digital", "marketing"), "NEW-2:should", cell)
    assert only_one_answer_speaks_against(choice(counts, *who), "marketing")
    counts["digital", "NEW-1-Q1"] = {"0": 4, "dk": 1}
    assert choice(counts, *who).recommended == "digital"


def test_a_choice_that_one_answer_cannot_change_keeps_high_confidence():
    keys = ("it", "marketing", "sales")
    who = tuple(department(key, key) for key in keys)
    counts = rated("NEW-1-Q1", {key: {"1": 12} for key in keys} | {"marketing": {"3": 12}})
    counts |= rated("CUL-1-Q1", {key: {"1": 12} for key in keys} | {"marketing": {"3": 12}})
    for question in ("NEW-2:today", "NEW-2:should"):
        counts |= everywhere(keys, question, {"marketing": 10, "sales": 2})
    found = choice(counts, *who)
    assert (found.recommended, found.confidence) == ("marketing", "high")
