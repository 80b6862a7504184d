"""Every figure of a Release in tables: the one source of the CSV files and of the workbook.

The tables follow from the types of the Release. A column is named as its key is in the JSON, with
dots on the way into an object; what a list or a mapping holds is a table of its own, whose rows
first say what they belong to. docs/exports.md describes them.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting.edits import NONE, Edits
from readiness.reporting.table_plans import BETWEEN, NO_PLACE, PLANS, Plan

Value = str | int | float | bool | None
Cells = tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``name`` and ``columns`` are stable: sheets, files and whatever reads them go by these."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]


def tables(*, release: Release, model: ActivityModel, edits: Edits = NONE) -> tuple[Table, ...]:
    """Every table, also those without a row; the same names and columns whatever the Release."""
    whole = Table(
        name="release",
        columns=("key", "value"),
        rows=tuple((".".join(way), _at(release, way)) for way in _ways(Release)),
    )
    found = tuple(_table(plan, release, model) for plan in PLANS)
    return (whole, *found, *_own_words(edits))


def _own_words(edits: Edits) -> tuple[Table, ...]:
    """What the consultant said otherwise, added and left out."""
    sentences = tuple((place, e.original, e.text) for place, e in sorted(edits.sentences.items()))
    return (
        Table(name="edits", columns=("place", "original", "text"), rows=sentences),
        Table(name="notes", columns=("section", "text"), rows=tuple(sorted(edits.notes.items()))),
        Table(
            name="left_out_sections",
            columns=("section",),
            rows=tuple((code,) for code in sorted(edits.left_out)),
        ),
    )


def _table(plan: Plan, release: Release, model: ActivityModel) -> Table:
    parents = [name for above in _above(plan) for name in above.keys.values()]
    kind = _kind(plan)
    if plan.by:
        own = [*plan.by, *plan.fields]
        rows = [
            (*keys, *cells)
            for keys, found in _found(plan, release)
            for cells in _entries(plan, found)
        ]
        return Table(name=plan.name, columns=(*parents, *own), rows=tuple(rows))
    ways = list(_ways(kind, plan.path))
    rows = [
        (*keys, *(_at(found, way) for way in ways))
        for keys, found in _found(plan, release)
        if found is not None
    ]
    table = Table(
        name=plan.name, columns=(*parents, *(".".join(way) for way in ways)), rows=tuple(rows)
    )
    return _with_words(plan, table, model)


def _entries(plan: Plan, found: Any) -> Iterator[Cells]:  # noqa: ANN401 - part of a Release
    """The rows of mappings with the same keys, or of a list of figures by its places."""
    held = [getattr(found, name) or {} for name in plan.mappings]
    if isinstance(held[0], tuple):
        yield from enumerate(held[0], start=1)
        return
    for key in dict.fromkeys(key for each in held for key in each):
        values = tuple(each.get(key) for each in held)
        if isinstance(values[0], Mapping):
            yield from ((key, inner, value) for inner, value in values[0].items())
        else:
            yield (key, *values)


def _with_words(plan: Plan, table: Table, model: ActivityModel) -> Table:
    """The table with what the model calls that which is a code in the Release."""
    if not plan.words:
        return table
    place = table.columns.index(plan.words_of)
    titles = _titles(model)

    def words(row: Cells) -> Cells:
        code = str(row[place])
        return _step(row, table.columns, model) if plan.name == "steps" else (titles.get(code),)

    rows = tuple((*row[: place + 1], *words(row), *row[place + 1 :]) for row in table.rows)
    columns = (*table.columns[: place + 1], *plan.words, *table.columns[place + 1 :])
    return Table(name=table.name, columns=columns, rows=rows)


def _step(row: Cells, columns: tuple[str, ...], model: ActivityModel) -> Cells:
    """What the model asks for next, and how to begin."""
    found = dict(zip(columns, row, strict=True))
    activity = model.activities.get(str(found["activity"]))
    step = activity and activity.step_from(int(str(found["from_level"])))
    return (step.text, step.first_step) if step else (None, None)


def _titles(model: ActivityModel) -> Mapping[str, str]:
    """What every code of the model stands for."""
    titles = {item.code: item.text for item in model.items.values()}
    titles |= {question.code: question.text for question in model.profile_questions}
    titles |= {question.code: question.title for question in model.executive_questions}
    titles |= {activity.code: activity.title for activity in model.activities.values()}
    return titles | {domain.code: domain.title for domain in model.all_domains}


def _found(plan: Plan, release: Release) -> Iterator[tuple[Cells, Any]]:
    """The objects that the rows of a table are made from, with the keys of what holds them."""
    steps = plan.path.split(".")
    last = len(steps) - bool(plan.by)

    def walk(found: Any, depth: int, keys: Cells) -> Iterator[tuple[Cells, Any]]:  # noqa: ANN401
        if found is None:
            return
        if isinstance(found, tuple):
            for entry in found:
                yield from walk(entry, depth, keys)
        elif depth == last:
            yield keys, found
        else:
            above = _plans().get(".".join(steps[:depth]))
            names = above.keys if above else {}
            more = tuple(getattr(found, name) for name in names)
            yield from walk(getattr(found, steps[depth]), depth + 1, (*keys, *more))

    # A mapping's own object is the one that holds it; its keys are then among those above.
    for keys, found in walk(release, 0, ()):
        above = _plans().get(".".join(steps[:last])) if plan.by else None
        names = above.keys if above else {}
        yield (*keys, *(getattr(found, name) for name in names)), found


def _above(plan: Plan) -> list[Plan]:
    """The tables whose rows hold those of ``plan``, outermost first."""
    steps = plan.path.split(".")
    ways = (".".join(steps[:depth]) for depth in range(1, len(steps)))
    return [_plans()[way] for way in ways if way in _plans()]


@cache
def _plans() -> dict[str, Plan]:
    return {plan.path: plan for plan in PLANS}


def _kind(plan: Plan) -> Any:  # noqa: ANN401 - a type
    kind: Any = Release
    for step in plan.path.split("."):
        kind = _inner(_hints(kind)[step])
    return kind


def _ways(kind: Any, path: str = "") -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - a type
    """The ways to the values of an object that are not in a table of their own."""
    for name, hint in _hints(kind).items():
        place = f"{path}.{name}".removeprefix(".")
        inner = _inner(hint)
        if place in _plans() or place in NO_PLACE:
            continue
        if name == BETWEEN:
            yield from ((name, "low"), (name, "high"))
        elif dataclasses.is_dataclass(inner):
            yield from ((name, *way) for way in _ways(inner, place))
        else:
            yield (name,)


def _at(found: Any, way: tuple[str, ...]) -> Value:  # noqa: ANN401 - part of a Release
    """The value at the end of a way; of a list its entries in one text."""
    for step in way:
        if found is None:
            return None
        found = found[step == "high"] if isinstance(found, tuple) else getattr(found, step)
    if isinstance(found, tuple):
        return "; ".join(map(str, found)) or None
    value: Value = found
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a type
    return get_type_hints(kind)


def _inner(hint: Any) -> Any:  # noqa: ANN401 - a type
    """The type in ``X | None`` or in a tuple of many."""
    if isinstance(hint, types.UnionType):
        hint = next(each for each in get_args(hint) if each is not types.NoneType)
    return get_args(hint)[0] if get_origin(hint) is tuple else hint
