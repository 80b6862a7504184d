"""Closing turns answers into counts that tell nobody's answers, and forgets the rest.

Three things are done to the counts before they are stored:

- a reporting group below the floor is dropped: its answers could never be shown;
- a department below the floor in a group that reaches it is counted with the group's largest;
- of questions reported for the organisation only (role, frequency, items of pooled audiences) the
  values are dealt out anew over the departments: a department's only lead would otherwise be known
  by the answers that only leads give.

None of the three changes a byte of the Release, which sees groups above the floor and, of pooled
questions, their sum alone. docs/confidentiality.md says what else is done and why.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Model

from readiness.core.activity_model import ActivityModel
from readiness.core.scope import ReportingGroup, Scope
from surveys import queries
from surveys.models import (
    Answer,
    AnswerCount,
    Assessment,
    Comment,
    CommentDraft,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Response,
    ResponseState,
)
from surveys.services.answers import NAMES_DEPARTMENT_FROM, tidy
from surveys.services.model_versions import model_of

Counts = dict[tuple[str, str, str], int]
"""(department key, question, value) to number."""

AT_ONCE = 500
FORGOTTEN = (Response, Answer, CommentDraft, Comment, Invitation, Message, AnswerCount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """``moved``: by department the one it is counted with; ``dropped``: departments left out."""

    counts: Counts
    moved: dict[str, str]
    dropped: tuple[str, ...]


def fold_counts(
    *, counts: Mapping[tuple[str, str, str], int], scope: Scope, model: ActivityModel
) -> Folded:
    """What may be kept of ``counts``."""
    kept: Counts = {}
    moved: dict[str, str] = {}
    dropped: list[str] = []
    for group in scope.groups():
        mine = {cell: n for cell, n in counts.items() if cell[0] in group.keys}
        if _answered(mine) < scope.floor:
            dropped += [key for key in group.keys if any(cell[0] == key for cell in mine)]
            continue
        hosts = _hosts(mine, group, scope.floor)
        moved |= {key: host for key, host in hosts.items() if key != host}
        for (department, question, value), n in mine.items():
            cell = (hosts[department], question, value)
            kept[cell] = kept.get(cell, 0) + n
    return Folded(counts=_dealt(kept, pooled_questions(model)), moved=moved, dropped=tuple(dropped))


def pooled_questions(model: ActivityModel) -> frozenset[str]:
    """The questions reported for the organisation only."""
    items = {item.code for item in model.items.values() if model.is_pooled(item)}
    return frozenset(items | {asked.code for asked in model.profile_questions})


def fold(assessment: Assessment, *, scope: Scope) -> Folded:
    """Replace every response of a locked assessment by counts.

    To be called in a transaction; ``vacuum`` is for after it.
    """
    locked = list(
        Invitation.objects.select_for_update().filter(assessment=assessment).order_by("key")
    )
    responses = Response.objects.select_for_update().filter(assessment=assessment).order_by("key")
    _settle_unsubmitted(assessment, list(responses))
    counts = Counter(queries.tally(assessment)) + Counter(_counted(assessment))
    folded = fold_counts(counts=counts, scope=scope, model=model_of(assessment))
    _store(assessment, folded.counts)
    _forget_responses(assessment)
    _forget_whom_mails_were_for(assessment)
    _rewrite_comments(assessment, folded.counts)
    _rewrite_invitations(assessment, expected=len(locked))
    return folded


def vacuum(models: Iterable[type[Model]] = FORGOTTEN) -> None:
    """Remove what deleting left in the files. Outside a transaction only."""
    tables = [
        model._meta.db_table  # noqa: SLF001 - Django's documented way to a model's table
        for model in models
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in tables:
                cursor.execute(f"VACUUM (FULL, FREEZE, ANALYZE) {table}")


def _answered(counts: Mapping[tuple[str, str, str], int]) -> int:
    """The most answers to any one question, as the core counts who answered."""
    by_question: Counter[str] = Counter()
    for (_department, question, _value), n in counts.items():
        by_question[question] += n
    return max(by_question.values(), default=0)


def _hosts(
    counts: Mapping[tuple[str, str, str], int], group: ReportingGroup, floor: int
) -> dict[str, str]:
    """By department the one it is counted with: itself, or the group's largest."""
    sizes = {
        key: _answered({cell: n for cell, n in counts.items() if cell[0] == key})
        for key in group.keys
    }
    largest = min(sizes, key=lambda key: (-sizes[key], key))
    return {key: key if size >= floor else largest for key, size in sizes.items()}


def _dealt(counts: Counts, pooled: frozenset[str]) -> Counts:
    """``counts`` with the values of pooled questions dealt out in order.

    How many answered in each department stays, and so does the sum by value.
    """
    found = {cell: n for cell, n in counts.items() if cell[1] not in pooled}
    for question in sorted({cell[1] for cell in counts} & pooled):
        mine = {(cell[0], cell[2]): n for cell, n in counts.items() if cell[1] == question}
        values = sorted({value for _department, value in mine})
        left = {value: sum(n for (_d, v), n in mine.items() if v == value) for value in values}
        for department in sorted({department for department, _value in mine}):
            room = sum(n for (d, _v), n in mine.items() if d == department)
            for value in values:
                given = min(room, left[value])
                if given:
                    found[department, question, value] = given
                left[value] -= given
                room -= given
    return found


def _settle_unsubmitted(assessment: Assessment, responses: list[Response]) -> None:
    """Count what was not submitted, where people were told so; otherwise delete it."""
    started = [response for response in responses if response.state == ResponseState.STARTED]
    if not assessment.counts_unsubmitted:
        Response.objects.filter(pk__in=[response.pk for response in started]).delete()
        return
    keys = dict(assessment.scope.values_list("department", "department__key"))
    for response in started:
        tidy(response=response, assessment=assessment, department=keys[response.department_id])
    counted = Answer.objects.filter(response__in=started).values("response__invitation")
    Invitation.objects.filter(pk__in=counted).update(state=InvitationState.ANSWERED)


def _counted(assessment: Assessment) -> Counts:
    rows = (
        Answer.objects.filter(response__assessment=assessment)
        .exclude(value="")
        .values_list("response__department__key", "question", "value")
        .annotate(n=Count("question"))
        .order_by()
    )
    return {(department, question, value): n for department, question, value, n in rows}


def _store(assessment: Assessment, counts: Counts) -> None:
    departments = {
        key: pk for pk, key in assessment.scope.values_list("department", "department__key")
    }
    AnswerCount.objects.filter(assessment=assessment).delete()
    AnswerCount.objects.bulk_create(
        (
            AnswerCount(
                assessment=assessment,
                department_id=departments[department],
                question=question,
                value=value,
                n=n,
            )
            for (department, question, value), n in sorted(counts.items())
        ),
        batch_size=AT_ONCE,
    )


def _forget_responses(assessment: Assessment) -> None:
    Answer.objects.filter(response__assessment=assessment).delete()
    CommentDraft.objects.filter(response__assessment=assessment).delete()
    Response.objects.filter(assessment=assessment).delete()


def _forget_whom_mails_were_for(assessment: Assessment) -> None:
    """Only numbers stay, and what has not left stays here. Who was reminded had not answered."""
    mails = Message.objects.filter(assessment=assessment)
    waiting = mails.filter(state__in=(MessageState.WAITING, MessageState.SENDING))
    waiting.update(state=MessageState.CANCELLED, lease_until=None)
    mails.update(person=None, invitation=None, to="", error="")


def _rewrite_comments(assessment: Assessment, counts: Counts) -> None:
    """In an order of chance, with the department only where ten or more have answered."""
    keys = {key for key, _question, _value in counts}
    large = {
        key
        for key in keys
        if _answered({c: n for c, n in counts.items() if c[0] == key}) >= NAMES_DEPARTMENT_FROM
    }
    rows = [
        Comment(
            assessment=assessment,
            department=row.department if row.department and row.department.key in large else None,
            activity=row.activity,
            text=row.text,
            consent=row.consent,
        )
        for row in queries.comments(assessment)
    ]
    secrets.SystemRandom().shuffle(rows)
    Comment.objects.filter(assessment=assessment).delete()
    Comment.objects.bulk_create(rows, batch_size=AT_ONCE)


def _rewrite_invitations(assessment: Assessment, *, expected: int) -> None:
    """In an order of chance, with new keys and without the links' hashes."""
    rows = [
        Invitation(
            assessment=assessment,
            department_id=row.department_id,
            person_id=row.person_id,
            state=row.state,
            answered_for_id=row.answered_for_id,
        )
        for row in Invitation.objects.filter(assessment=assessment)
    ]
    if len(rows) != expected:
        raise RuntimeError("invitations changed while they were locked")
    secrets.SystemRandom().shuffle(rows)
    Invitation.objects.filter(assessment=assessment).delete()
    Invitation.objects.bulk_create(rows, batch_size=AT_ONCE)
