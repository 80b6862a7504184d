"""What would put another department first: the smallest change of one figure, from the Release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.grounds import Change
from readiness.core.release import ActivityResult, QuestionResult
from readiness.reporting.story import words
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.wording import either, figure, listed, quoted, whole

GIVEN = frozenset({"mandate_fit"})
"""Criteria that no department can change: what kind of department it is."""
MUCH = 0.5
"""Further than half the way along a criterion a second way is not worth naming."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice with what would change it. ``codes``: the activities that it is made over."""

    codes: tuple[str, ...]
    changes: tuple[Change, ...]
    worked_out: bool


def choice_of_question(reading: Reading, question: QuestionResult) -> Choice:
    """The lead over a domain."""
    activities = reading.domain(question.domain).all_activities
    codes = tuple(a.code for a in activities if a.code in reading.results)
    return Choice(
        codes=codes,
        changes=question.changes,
        worked_out=question.margin is not None
        and any(_is_worked_out(reading.results[code]) for code in codes),
    )


def choice_of_activity(result: ActivityResult) -> Choice:
    """The proposed owner of one activity."""
    owner = known(result.ownership)
    return Choice(
        codes=(result.code,),
        changes=owner.changes,
        worked_out=owner.margin is not None and _is_worked_out(result),
    )


def _is_worked_out(result: ActivityResult) -> bool:
    """A Release stored by an earlier version has candidates without weights, and no changes."""
    return any(found.weights for found in known(result.ownership).criteria)


def smallest_change(reading: Reading, choice: Choice) -> str | None:
    """The sentence; None where nothing was worked out."""
    if not choice.worked_out:
        return None
    found = _realistic(reading, choice)
    if not found:
        return _("No single change in answers or hours would put another department first.")
    return _("%(department)s would come first if %(changes)s.") % {
        "department": reading.name(found[0].first),
        "changes": either(_clause(reading, choice, change) for change in found),
    }


def _realistic(reading: Reading, choice: Choice) -> list[Change]:
    """The smallest change; beside it gains in answers and in hours, where these are small too."""
    there = [change for change in choice.changes if change.criterion not in GIVEN]
    there.sort(key=lambda c: (abs(c.by or 0), (c.by or 0) < 0))
    if not there:
        return []
    found, rest = [there[0]], there[1:]
    tests: tuple[Callable[[Change], bool], ...] = (
        lambda change: _in_answers(reading, choice, change) is not None,
        lambda change: change.room is not None,
    )
    for test in tests:
        if not any(test(change) for change in found):
            same = (c for c in rest if c.first == found[0].first and 0 < (c.by or 0) <= MUCH)
            found += [change for change in same if test(change)][:1]
    return found


def _clause(reading: Reading, choice: Choice, change: Change) -> str:
    if change.room is not None:
        return _hours(reading, change, change.room)
    answers = _in_answers(reading, choice, change)
    if answers is not None:
        return _answers(reading, choice, change, answers)
    by = change.by or 0
    values = {
        "department": reading.name(change.department),
        "criterion": words.criterion_mid(change.criterion),
        "by": figure(abs(by)),
    }
    if by > 0:
        return _("its figure for %(criterion)s (0 to 1) were %(by)s higher") % values
    return _("the figure of %(department)s for %(criterion)s (0 to 1) were %(by)s lower") % values


def _answers(reading: Reading, choice: Choice, change: Change, number: int) -> str:
    values = {
        "n": whole(number),
        "department": reading.name(change.department),
        "topics": listed(_topics(reading, choice, change.criterion)),
    }
    if (change.by or 0) > 0:
        return (
            ngettext(
                "%(n)s of its answers on %(topics)s was a level higher",
                "%(n)s of its answers on %(topics)s were a level higher",
                number,
            )
            % values
        )
    return (
        ngettext(
            "%(n)s of the answers of %(department)s on %(topics)s was a level lower",
            "%(n)s of the answers of %(department)s on %(topics)s were a level lower",
            number,
        )
        % values
    )


def _in_answers(reading: Reading, choice: Choice, change: Change) -> int | None:
    """How many answers a level higher or lower make the change.

    None where there are not so many: some would have to move by several levels.
    """
    group = reading.departments[change.department].group
    nodes = [reading.node(code, group) for code in _items(reading, choice, change.criterion)]
    there = sum(node.n or 0 for node in nodes if node is not None)
    return None if change.answers is None or change.answers > there else change.answers


def _items(reading: Reading, choice: Choice, criterion: str) -> tuple[str, ...]:
    """The questions that a criterion is read from, if they are the same in every activity."""
    item = reading.model.rules.owner_score.dialogue_item
    if criterion == "dialogue":
        return (item,) if item else ()
    read = {reading.activity(code).capability_from for code in choice.codes}
    return next(iter(read)) if len(read) == 1 else ()


def _topics(reading: Reading, choice: Choice, criterion: str) -> Iterator[str]:
    for code in _items(reading, choice, criterion):
        yield _item_words(reading, code)


def _item_words(reading: Reading, code: str) -> str:
    activity = reading.model.activity_of.get(code)
    return reading.mid(activity.title) if activity else quoted(reading.node_title(code))


def _hours(reading: Reading, change: Change, room: int) -> str:
    """A level of the hours scale begins with so many hours a week."""
    stated = reading.departments[change.department].hours
    levels = reading.model.scales[known(reading.model.department_facts).hours_scale].levels
    begins = {level.level: level.from_hours or 0 for level in levels}
    values = {"department": reading.name(change.department), "stated": whole(stated)}
    if (change.by or 0) > 0:
        return ngettext(
            "it had %(hours)s hour a week for it instead of %(stated)s",
            "it had %(hours)s hours a week for it instead of %(stated)s",
            begins[room],
        ) % {**values, "hours": whole(begins[room])}
    above = begins[min(level for level in begins if level > room)]
    return ngettext(
        "%(department)s had less than %(hours)s hour a week for it instead of %(stated)s",
        "%(department)s had fewer than %(hours)s hours a week for it instead of %(stated)s",
        above,
    ) % {**values, "hours": whole(above)}
