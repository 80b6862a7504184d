"""Validation of meaning: answer scales."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from readiness.core.checking import MIN_LEVELS, Checking, Steps
from readiness.core.document import shorten
from readiness.core.scales import Scale, number_of

if TYPE_CHECKING:
    from readiness.core.scales import AnswerOption

VALUE = re.compile(r"-?[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
HIGHEST = 1000
NUMBERS = (-1e9, 1e9)
"""Numbers that stay exact to a rounded decimal, whatever is added up from them."""
KEPT = {"dk", "np", "na"}


def check_scale(checking: Checking, name: str, scale: Scale) -> None:
    """Refuse a scale whose answers are too few, out of order or without what they need."""
    steps = ("scales", name)
    if bool(scale.levels) == bool(scale.options):
        has = "both levels and options" if scale.levels else "neither levels nor options"
        checking.refuse(steps, f"the scale {name} has {has}", "Give it one of the two")
    elif scale.levels:
        _check_levels(checking, (*steps, "levels"), name, scale)
    else:
        _check_options(checking, (*steps, "options"), name, scale)


def _check_levels(checking: Checking, steps: Steps, name: str, scale: Scale) -> None:
    levels = [level.level for level in scale.levels]
    if len(levels) < MIN_LEVELS:
        checking.refuse(steps, f"the scale {name} has fewer than two levels", "Add levels")
        return
    if levels[0] < 0:
        what = f"the lowest level is {levels[0]}"
        checking.refuse((*steps, 0, "level"), what, "Start at 0 or higher")
    if levels[-1] > HIGHEST:
        what = f"the highest level is {levels[-1]}"
        checking.refuse((*steps, len(levels) - 1, "level"), what, f"End at {HIGHEST} or lower")
    for i, (before, level) in enumerate(pairwise(levels), start=1):
        if level != before + 1:
            what = f"level {level} stands after level {before}"
            mend = "Number the levels upwards, one by one"
            checking.refuse((*steps, i, "level"), what, mend)


def _check_options(checking: Checking, steps: Steps, name: str, scale: Scale) -> None:
    if len(scale.options) < MIN_LEVELS:
        checking.refuse(steps, f"the scale {name} has fewer than two options", "Add options")
        return
    checking.once(steps, [option.value for option in scale.options], "value")
    before: float | None = None
    for i, option in enumerate(scale.options):
        _check_value(checking, (*steps, i, "value"), option)
        number = number_of(option)
        if scale.ordinal:
            _check_no_number(checking, (*steps, i, "number"), option)
        elif number is None:
            what = f"the option {option.value} has no number"
            mend = "Add number: here, or ordinal: true to the scale if answers are only ranked"
            checking.refuse((*steps, i), what, mend)
        elif not NUMBERS[0] <= number <= NUMBERS[1]:
            key = "value" if option.number is None else "number"
            checking.within((*steps, i, key), number, *NUMBERS)
        elif before is not None and number <= before:
            key = "value" if option.number is None else "number"
            what = f"{number:g} does not rise above {before:g}"
            checking.refuse((*steps, i, key), what, "List the options from the lowest up")
        before = number if number is not None else before


def _check_value(checking: Checking, steps: Steps, option: AnswerOption) -> None:
    if option.value in KEPT:
        what = f"the value {option.value} is kept for an answer of its own"
        checking.refuse(steps, what, "Choose another value")
    elif not VALUE.fullmatch(option.value):
        what = f"“{shorten(option.value)}” cannot stand in an answer file"
        mend = "Use at most 63 letters a to z, digits, dots, - and _, without spaces"
        checking.refuse(steps, what, mend)


def _check_no_number(checking: Checking, steps: Steps, option: AnswerOption) -> None:
    if option.number is not None:
        what = "an ordinal scale has no numbers"
        checking.refuse(steps, what, "Remove the number, or ordinal: true")
