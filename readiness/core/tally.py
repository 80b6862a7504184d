"""The tally: how often each department gave each value to each question.

Everything is computed from it, never from single answers, so that the work does not grow with the
number of people. Answers come as a frame of text columns, long (one row an answer) or counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from readiness.core.shape import suggestion

if TYPE_CHECKING:
    import pandas as pd

    from readiness.core.activity_model import ActivityModel
    from readiness.core.scope import Scope

DONT_KNOW = "dk"
NOT_PART = "np"
NOT_APPLICABLE = "na"
YES, NO = "yes", "no"
LONG = ("respondent", "department", "question", "value")
COUNTED = ("department", "question", "value", "n")
MAX_PROBLEMS = 50

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts by (department key, question code), each a mapping from value to number."""

    counts: Mapping[tuple[str, str], Counts]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerProblem:
    """One thing that is wrong in an answer file. ``row`` counts the header as row 1."""

    row: int
    column: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.what}. {self.mend}"


class AnswerError(Exception):
    """The answers cannot be counted; ``problems`` holds the first fifty in order of row."""

    def __init__(self, problems: list[AnswerProblem], *, total: int | None = None) -> None:
        self.total = len(problems) if total is None else total
        self.problems = sorted(problems, key=lambda problem: problem.row)[:MAX_PROBLEMS]
        super().__init__("\n".join(str(problem) for problem in self.problems))


def allowed_values(*, model: ActivityModel, scope: Scope) -> dict[str, dict[str, str]]:
    """For every question code the values that may be given, each with its canonical form."""
    departments = [department.key for department in scope.departments]
    allowed: dict[str, dict[str, str]] = {}
    for item in model.items.values():
        values = [*model.scales[item.scale].values, DONT_KNOW]
        if item.referent == "department" and item.code in model.activity_of:
            values.append(NOT_PART)
        if model.rules.answers.not_applicable is not None:
            values.append(NOT_APPLICABLE)
        allowed[item.code] = {value: value for value in values}
    for code in model.criteria:
        allowed[code] = {value: value for value in (YES, NO, DONT_KNOW)}
    if model.ownership_questions is not None:
        for codes, question in (
            ([*model.today_codes], model.ownership_questions.today),
            ([*model.should_codes], model.ownership_questions.should),
        ):
            options = departments + [option.code for option in question.options] + [DONT_KNOW]
            for code in codes:
                allowed[code] = {value: value for value in options}
    for profile in model.profile_questions:
        allowed[profile.code] = {option.code: option.code for option in profile.options}
    return allowed


def tally_answers(*, frame: pd.DataFrame, model: ActivityModel, scope: Scope) -> Tally:
    """Count a frame of answers.

    ``frame`` has the columns of LONG or COUNTED as text or categories of it, blanks as empty text,
    and its index is the row number in the file. Raises AnswerError with row, column, what is wrong
    and how to mend it.
    """
    counted = "n" in frame.columns
    frame = frame.astype(dict.fromkeys(COUNTED[:3] if counted else LONG, "category"))
    problems = _empty_cells(frame, COUNTED[:2] if counted else LONG[:3])
    frame = frame[frame["value"] != ""]
    cells = frame.groupby(["department", "question", "value"], sort=True, observed=True)
    sizes = cells.size()
    problems += _unknown_cells(frame=frame, cells=sizes, model=model, scope=scope)
    problems += _wrong_numbers(frame) if counted else []
    problems += _repeated(
        frame, ["department", "question", "value"] if counted else ["respondent", "question"]
    )
    if not counted:
        problems += _two_departments(frame)
    if problems:
        raise AnswerError(problems, total=len(problems))
    if counted:
        numbers = frame.assign(n=frame["n"].astype(object).astype(int))
        sizes = numbers.groupby(["department", "question", "value"], sort=True, observed=True)[
            "n"
        ].sum()
    return tally_from_counts(_canonical(sizes, allowed_values(model=model, scope=scope)))


def tally_from_counts(counts: Mapping[tuple[str, str, str], int]) -> Tally:
    """Build a tally from (department, question, value) to number."""
    table: dict[tuple[str, str], dict[str, int]] = {}
    for (department, question, value), number in sorted(counts.items()):
        if number:
            table.setdefault((department, question), {})[value] = int(number)
    return Tally(
        counts=MappingProxyType({key: MappingProxyType(cell) for key, cell in table.items()})
    )


def _canonical(
    sizes: pd.Series[int], allowed: dict[str, dict[str, str]]
) -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = {}
    for cell, number in zip(sizes.index, sizes, strict=True):
        department, question, value = (str(part) for part in cell)
        key = (department, question, _match(allowed[question], value) or "")
        found[key] = found.get(key, 0) + int(number)
    return found


def _match(values: dict[str, str], value: str) -> str | None:
    """The canonical form of ``value``: itself, or the level it equals as a number (2.0 is 2)."""
    if value in values:
        return values[value]
    try:
        number = float(value)
    except ValueError:
        return None
    return next((known for known in values if _is_number(known) and float(known) == number), None)


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _empty_cells(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[AnswerProblem]:
    return [
        AnswerProblem(
            row=int(str(row)),
            column=column,
            what=f"no {column} is given",
            mend=f"Fill in the {column}",
        )
        for column in columns
        for row in frame.index[frame[column] == ""]
    ]


def _unknown_cells(
    *, frame: pd.DataFrame, cells: pd.Series[int], model: ActivityModel, scope: Scope
) -> list[AnswerProblem]:
    """Check every distinct cell once; rows are looked up only for the ones that are wrong."""
    allowed = allowed_values(model=model, scope=scope)
    departments = [department.key for department in scope.departments]
    bad: dict[tuple[str, str], tuple[str, str]] = {}
    wrong: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for department, question, value in cells.index:
        if department and department not in departments:
            bad["department", department] = _unknown("department", department, departments)
        if not question:
            continue
        if question not in allowed:
            bad["question", question] = _unknown("question", question, [*allowed])
        elif _match(allowed[question], value) is None:
            wrong.setdefault(("value", question), {})[value] = _wrong_value(
                question, value, allowed
            )
    problems = []
    for (column, text), (what, mend) in bad.items():
        rows = frame.index[frame[column] == text]
        problems += [
            AnswerProblem(row=int(row), column=column, what=what, mend=mend) for row in rows
        ]
    for (column, question), values in wrong.items():
        for value, (what, mend) in values.items():
            rows = frame.index[(frame["question"] == question) & (frame["value"] == value)]
            problems += [
                AnswerProblem(row=int(r), column=column, what=what, mend=mend) for r in rows
            ]
    return problems


def _unknown(column: str, text: str, known: list[str]) -> tuple[str, str]:
    return f"the {column} “{text[:60]}” is unknown", suggestion(text, known)


def _wrong_value(question: str, value: str, allowed: dict[str, dict[str, str]]) -> tuple[str, str]:
    return (
        f"“{value[:60]}” is not an answer to {question}",
        suggestion(value, [*allowed[question]]) + ". Leave the row out where nothing was answered",
    )


def _wrong_numbers(frame: pd.DataFrame) -> list[AnswerProblem]:
    good = frame["n"].str.fullmatch(r"[0-9]{1,9}")
    return [
        AnswerProblem(
            row=int(str(row)),
            column="n",
            what=f"“{text}” is not a number of answers",
            mend="Give a whole number from 0",
        )
        for row, text in frame.loc[~good, "n"].items()
    ]


def _repeated(frame: pd.DataFrame, columns: list[str]) -> list[AnswerProblem]:
    if _all_differ(frame, columns):
        return []
    duplicates = frame[frame.duplicated(columns, keep=False)]
    first: dict[tuple[str, ...], int] = {}
    problems = []
    for row, values in zip(
        duplicates.index, duplicates[columns].itertuples(index=False), strict=True
    ):
        key = tuple(values)
        if key in first:
            what = f"{' · '.join(key)} stands here again (first in row {first[key]})"
            problems.append(
                AnswerProblem(
                    row=int(row), column=columns[0], what=what, mend="Keep one of the two rows"
                )
            )
        first.setdefault(key, int(row))
    return problems


def _all_differ(frame: pd.DataFrame, columns: list[str]) -> bool:
    """Whether no two rows have the same words in these columns: the usual case, told quickly."""
    key = np.zeros(len(frame), dtype=np.int64)
    for name in columns:
        column = frame[name].cat
        key = key * len(column.categories) + column.codes.to_numpy()
    key.sort()
    return bool((key[1:] != key[:-1]).all())


def _two_departments(frame: pd.DataFrame) -> list[AnswerProblem]:
    people, places = frame["respondent"].cat, frame["department"].cat.codes.to_numpy()
    last = np.zeros(len(people.categories), dtype=places.dtype)
    last[people.codes.to_numpy()] = places
    if (last[people.codes.to_numpy()] == places).all():
        return []
    pairs = frame.drop_duplicates(["respondent", "department"])
    moved = pairs[pairs.duplicated("respondent", keep="first")]
    firsts = pairs.drop_duplicates("respondent").set_index("respondent")["department"]
    return [
        AnswerProblem(
            row=int(row),
            column="department",
            what=f"{respondent} is in {department} here and in {firsts[respondent]} before",
            mend="Give each respondent one department",
        )
        for row, respondent, department in zip(
            moved.index, moved["respondent"], moved["department"], strict=True
        )
    ]
