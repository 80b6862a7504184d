"""The answers to profile questions: of the organisation alone, and only when none is too few."""

import pytest

from readiness.core.release import ProfileResult, Release
from tests.builders import Counts, alike, assessed, model, scope

KEYS = ("it", "sales")
CODE = model().profile_questions[0].code
OPTIONS = [option.code for option in model().profile_questions[0].options]


def spread(it: list[int], sales: list[int]) -> Counts:
    """The same people answer everything else alike."""
    cells = {
        (key, CODE): {option: n for option, n in zip(OPTIONS, numbers, strict=True) if n}
        for key, numbers in (("it", it), ("sales", sales))
    }
    return alike(KEYS, n=20) | cells


def profile(result: Release) -> ProfileResult:
    return next(found for found in result.profiles if found.code == CODE)


EMPTY = ProfileResult(code=CODE, n=None, shares={})


def numbers(*first: int) -> list[int]:
    """Answers by option; five to each that is not named."""
    return [*first, *([5] * (len(OPTIONS) - len(first)))]


def test_every_option_is_shown_when_each_reaches_the_floor():
    counts = spread(numbers(8, 2), numbers(2, 3))
    total = 10 + 5 + 10 * (len(OPTIONS) - 2)
    found = profile(assessed(scope(*KEYS), counts))
    assert found.n == total
    assert found.shares[OPTIONS[0]] == round(1000 / total)
    assert found.shares[OPTIONS[1]] == round(500 / total)
    assert [*found.shares] == OPTIONS


@pytest.mark.parametrize("few", [0, 4])
def test_one_option_with_too_few_hides_all_of_them(few):
    counts = spread(numbers(8, 0), numbers(2, few))
    assert profile(assessed(scope(*KEYS), counts)) == EMPTY


def test_a_department_that_is_not_shown_is_not_in_it():
    counts = spread(numbers(8, 2), numbers(2, 3))
    more = counts | {("hr", CODE): {OPTIONS[1]: 4}}
    who = scope(*KEYS, "hr")
    assert profile(assessed(who, more)) == profile(assessed(who, counts))


def test_the_answers_of_a_single_department_are_not_printed_as_the_organisations():
    counts = {key: cell for key, cell in spread(numbers(8), numbers(8)).items() if key[0] == "it"}
    assert profile(assessed(scope("it"), counts)) == EMPTY
    assert profile(assessed(scope("it", floor=1), counts)).n == 8 + 5 * (len(OPTIONS) - 1)


def test_who_of_the_shown_departments_said_it_changes_no_byte():
    one, other = (spread(numbers(a, 2), numbers(b, 3)) for a, b in ((8, 2), (3, 7)))
    assert assessed(scope(*KEYS), one).to_json() == assessed(scope(*KEYS), other).to_json()
