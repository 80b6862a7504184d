"""Validation of meaning: indices of the whole organisation, and the forms that test them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from readiness.core.activity_checks import check_department_item
from readiness.core.checking import Checking, Steps
from readiness.core.ownership_rules import PATTERN_CODES

if TYPE_CHECKING:
    from readiness.core.ownership_rules import Condition, Form, FormRules, Index

# What each kind of index needs beside code, title and kind; "at_least" may always be left out.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "activities": ("of", "at_least"),
    "overall": (),
    "departments_below": ("of", "at_least", "threshold"),
    "departments_from": ("of", "at_least", "threshold"),
    "patterns": ("patterns",),
    "lead_room": ("of",),
    "should_option": ("option",),
    "shortfall": ("of", "threshold"),
}
OPTIONAL = ("of", "at_least", "threshold", "patterns", "option")
TESTS = ("below", "at_least", "above_index", "any")
RESERVED_FORM = "not_enough_to_say"


def check_indices(checking: Checking) -> None:
    """Check every index: what it names, and that it says what its kind needs and no more."""
    earlier: dict[str, Index] = {}
    for i, index in enumerate(checking.model.rules.indices):
        steps = ("rules", "indices", i)
        _check_keys(checking, steps, index)
        _check_named(checking, steps, index, earlier)
        earlier[index.code] = index


def _check_keys(checking: Checking, steps: Steps, index: Index) -> None:
    needed, entries = NEEDS[index.kind], checking.root.at(*steps).entries or {}
    for key in OPTIONAL:
        if key in entries and key not in needed:
            what = f"an index of kind {index.kind} does not use {key}"
            checking.refuse((*steps, key), what, "Remove it")
        elif key in needed and key != "at_least" and not (key in entries and getattr(index, key)):
            what = f"an index of kind {index.kind} needs {key}"
            checking.refuse((*steps, key), what, f"Add {key}: here")


def _check_named(
    checking: Checking, steps: Steps, index: Index, earlier: Mapping[str, Index]
) -> None:
    model = checking.model
    of = (*steps, "of")
    match index.kind:
        case "activities" | "departments_below" | "departments_from":
            checking.all_known(of, index.of, checking.activities, "activity")
            checking.within((*steps, "at_least"), index.at_least, 1, max(1, len(index.of)))
            if index.kind != "activities":
                _check_rated_by_departments(checking, of, index)
        case "lead_room":
            questions = [question.code for question in model.executive_questions]
            checking.all_known(of, index.of, questions, "executive question")
        case "patterns":
            checking.all_known((*steps, "patterns"), index.patterns, PATTERN_CODES, "pattern")
        case "should_option" if index.option and model.ownership_questions is not None:
            options = [option.code for option in model.ownership_questions.should.options]
            checking.known((*steps, "option"), index.option, options, "should option")
        case "shortfall":
            _check_shortfall(checking, of, index, earlier)


def _check_rated_by_departments(checking: Checking, steps: Steps, index: Index) -> None:
    """Departments are compared by the first item of each activity."""
    for i, code in enumerate(index.of):
        activity = checking.activities.get(code)
        if activity is not None and activity.items:
            check_department_item(checking, (*steps, i), activity.items[0].code)


def _check_shortfall(
    checking: Checking, steps: Steps, index: Index, earlier: Mapping[str, Index]
) -> None:
    checking.all_known(steps, index.of, earlier, "earlier index")
    for i, code in enumerate(index.of):
        if code in earlier and earlier[code].is_share:
            what = f"{code} is a share, and a shortfall is counted in levels"
            checking.refuse((*steps, i), what, "Name an index that is a score")


def check_forms(checking: Checking, forms: FormRules) -> None:
    """Check the forms, their conditions and what they name."""
    steps, codes = ("rules", "forms"), [form.code for form in forms.order]
    if len(forms.order) < 2:  # noqa: PLR2004 - two is what the sentence says
        what = "fewer than two forms leave nothing to choose"
        checking.refuse((*steps, "order"), what, "Add a form, the last without conditions")
    for i, form in enumerate(forms.order):
        place = (*steps, "order", i)
        _check_form(checking, place, form, last=i == len(forms.order) - 1)
        if form.host_of is not None:
            checking.known((*place, "host_of"), form.host_of, checking.activities, "activity")
    if forms.new_team_form is not None:
        checking.known((*steps, "new_team_form"), forms.new_team_form, codes, "form")


def _check_form(checking: Checking, steps: Steps, form: Form, *, last: bool) -> None:
    place = (*steps, "conditions")
    if form.code == RESERVED_FORM:
        what = f"the code {form.code} is kept for “not enough to say”"
        checking.refuse((*steps, "code"), what, "Choose another code")
    if last and form.conditions:
        what = "the last form has conditions, so that it may be that no form fits"
        checking.refuse(place, what, "Write conditions: [] here, or add a last form without any")
    if not last and not form.conditions:
        what = f"{form.code} has no conditions, so that no form after it is ever reached"
        checking.refuse(place, what, "Add a condition, or put this form last")
    for i, condition in enumerate(form.conditions):
        _check_condition(checking, (*place, i), condition)


def _check_condition(checking: Checking, steps: Steps, condition: Condition) -> None:
    node = checking.root.at(*steps)
    given = [key for key in TESTS if key in (node.entries or {}) and not node.at(key).is_null]
    if len(given) != 1:
        what = f"a condition needs one test and has {' and '.join(given) or 'none'}"
        checking.refuse(steps, what, f"Give one of {', '.join(TESTS)}")
        return
    if given == ["any"]:
        _check_any(checking, steps, condition)
        return
    indices = {index.code: index for index in checking.model.rules.indices}
    if condition.index is None:
        what = "a condition does not say which index it tests"
        checking.refuse(steps, what, "Add index: here")
        return
    if not checking.known((*steps, "index"), condition.index, indices, "index"):
        return
    index, figure = indices[condition.index], condition.below
    if condition.above_index is not None:
        _check_above(checking, (*steps, "above_index"), condition.above_index, index)
        return
    figure = condition.at_least if figure is None else figure
    checking.within((*steps, given[0]), figure or 0.0, 0, _highest(checking, index))


def _check_any(checking: Checking, steps: Steps, condition: Condition) -> None:
    if condition.index is not None:
        what = "index stands beside any"
        checking.refuse((*steps, "index"), what, "Move it into one of the conditions under any")
    if not condition.any:
        checking.refuse((*steps, "any"), "any lists no condition", "Add at least one")
    for i, inner in enumerate(condition.any):
        _check_condition(checking, (*steps, "any", i), inner)


def _check_above(checking: Checking, steps: Steps, code: str, index: Index) -> None:
    indices = {entry.code: entry for entry in checking.model.rules.indices}
    if not checking.known(steps, code, indices, "index"):
        return
    if indices[code].is_share != index.is_share:
        share, score = (index.code, code) if index.is_share else (code, index.code)
        what = f"{share} is a share and {score} is a score"
        checking.refuse(steps, what, "Compare two shares or two scores")


def _highest(checking: Checking, index: Index) -> float:
    """The most an index can be: 1 for a share, otherwise the top of the highest scale."""
    if index.is_share:
        return 1.0
    scales = checking.model.scales.values()
    return max((number for scale in scales for number in scale.numbers), default=0.0)
