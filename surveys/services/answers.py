"""What respondents do: start, save, submit. The only code that writes one person's answers.

A save is decided by the database in one statement: a higher revision replaces, any other changes
nothing. Submission cuts the tie between response and invitation; see docs/confidentiality.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from readiness.core.activity_model import ActivityModel
from readiness.core.parts import Item
from readiness.core.scope import Scope
from readiness.core.tally import NOT_APPLICABLE
from surveys.access import AssessmentNotOpen, LinkExpired, LinkRevoked, LinkUnknown
from surveys.models import (
    Answer,
    Assessment,
    Comment,
    CommentDraft,
    Invitation,
    InvitationState,
    Response,
    ResponseState,
)
from surveys.prepared import NO_KEY, Prepared, as_stored
from surveys.services import answering_times
from surveys.services.asking import MORE, WANTED, questions_for
from surveys.services.doors import (
    AlreadySubmitted,
    NotStarted,
    locked_invitation,
    not_started,
    open_response,
)
from surveys.services.model_versions import in_words, model_of
from surveys.services.questionnaire import Questionnaire, Unit
from surveys.services.scopes import allowed_of, scope_of

__all__ = [
    "AlreadySubmitted",
    "AssessmentNotOpen",
    "Conflict",
    "Draft",
    "LinkExpired",
    "LinkRevoked",
    "LinkUnknown",
    "NotStarted",
    "RevisionConflict",
    "TooLong",
    "UnknownQuestion",
    "UnknownValue",
    "answers_of",
    "comments_of",
    "questionnaire_of",
    "save_answer",
    "save_answers",
    "save_comment",
    "start",
    "submit",
    "tidy",
]

MAX_REVISION = 2**31 - 1
MAX_COMMENT = 2000
NAMES_DEPARTMENT_FROM = 10
"""A comment says its department only where at least this many people were invited."""

_GIVEN = Prepared(
    lambda: Response.objects.filter(invitation=NO_KEY).values_list(
        "answers__question", "answers__value", "answers__revision"
    )
)
_DRAFTS = Prepared(
    lambda: CommentDraft.objects.filter(response__invitation=NO_KEY).values_list(
        "activity", "text", "consent", "revision"
    )
)


class UnknownQuestion(Exception):  # noqa: N818 - reads as what happened
    """The model asks no such question, or not of this department."""


class UnknownValue(Exception):  # noqa: N818 - reads as what happened
    """Not an answer to this question, or no revision."""

    def __init__(self, question: str) -> None:
        self.question = question
        super().__init__(question[:60])


class TooLong(Exception):  # noqa: N818 - reads as what happened
    """A comment of more than MAX_COMMENT characters, or one that cannot be stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What is stored for a question; ``value`` is empty for an answer that was taken back."""

    question: str
    value: str
    revision: int


class RevisionConflict(Exception):  # noqa: N818 - reads as what happened
    """Another value is stored with the same or a higher revision; ``conflicts`` says which.

    Of several answers saved at once those without a conflict are stored.
    """

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        self.conflicts = conflicts
        super().__init__(", ".join(conflict.question for conflict in conflicts))

    @property
    def stored(self) -> Conflict:
        """The first conflict: the only one when one answer was saved."""
        return self.conflicts[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A comment that is not submitted yet."""

    text: str
    consent: bool
    revision: int


def start(*, invitation: Invitation, now: datetime) -> None:
    """Begin a response; starting again changes nothing.

    Raises AlreadySubmitted, LinkRevoked, LinkExpired, AssessmentNotOpen or LinkUnknown.
    """
    with transaction.atomic():
        locked = locked_invitation(invitation, now)
        Response.objects.get_or_create(
            invitation=locked,
            defaults={"assessment": locked.assessment, "department": locked.department},
        )


def answers_of(invitation: Invitation) -> dict[str, tuple[str, int]]:
    """By question the value and its revision; empty values were taken back. One SQL.

    Raises AlreadySubmitted or NotStarted.
    """
    rows = _GIVEN.rows(as_stored(invitation.pk))
    if not rows:
        raise not_started(invitation)
    return {question: (value, revision) for question, value, revision in rows if question}


def comments_of(invitation: Invitation) -> dict[str, Draft]:
    """By activity the comment that is not submitted yet. One SQL."""
    return {
        activity: Draft(text=text, consent=consent, revision=revision)
        for activity, text, consent, revision in _DRAFTS.rows(as_stored(invitation.pk))
    }


def questionnaire_of(
    invitation: Invitation, answers: Mapping[str, tuple[str, int]]
) -> Questionnaire:
    """What this respondent is asked, given the answers so far. No SQL in a warm process."""
    return _questionnaire(
        invitation.assessment,
        invitation.department.key,
        {question: value for question, (value, _revision) in answers.items()},
    )


def save_answer(
    *, invitation: Invitation, question: str, value: str, revision: int, now: datetime
) -> int:
    """Store one answer; an empty value takes it back. Returns the stored revision. Three SQL.

    A revision not above the stored one changes nothing: silently when the value is the same, with
    RevisionConflict when it is not. Raises UnknownQuestion, UnknownValue, NotStarted,
    AlreadySubmitted, LinkRevoked, LinkExpired, AssessmentNotOpen or LinkUnknown.
    """
    page = {question: (value, revision)}
    return save_answers(invitation=invitation, answers=page, now=now)[question]


def save_answers(
    *, invitation: Invitation, answers: Mapping[str, tuple[str, int]], now: datetime
) -> dict[str, int]:
    """Store the answers of one page, by question (value, revision). Three SQL; raises the same.

    Returns by question the revision that is stored, which is higher than the one given where the
    same was stored before: whoever goes on from a lower one would be in conflict with themselves.
    """
    _check(invitation, answers)
    if not answers:
        return {}
    with open_response(invitation, now) as response:
        written = _upsert(response, answers)
        older = _stored(response, [question for question in answers if question not in written])
    conflicts = tuple(each for each in older if each.value != answers[each.question][0])
    if conflicts:
        raise RevisionConflict(conflicts)
    given = {question: revision for question, (_value, revision) in answers.items()}
    return given | {each.question: each.revision for each in older}


def save_comment(
    *,
    invitation: Invitation,
    activity: str,
    text: str,
    consent: bool,
    revision: int,
    now: datetime,
) -> int:
    """Store a comment on an activity; an empty text takes it back. Returns the stored revision.

    A revision not above the stored one changes nothing. Raises TooLong, UnknownQuestion and what
    ``save_answer`` raises, with the stored text as the conflict's value.
    """
    if activity not in model_of(invitation.assessment).activities:
        raise UnknownQuestion(activity[:60])
    if len(text) > MAX_COMMENT or not _storable(text):
        raise TooLong
    _check_revision(activity, revision)
    with open_response(invitation, now) as response:
        draft, made = CommentDraft.objects.get_or_create(
            response=response,
            activity=activity,
            defaults={"text": text, "consent": consent, "revision": revision},
        )
        newer = revision > draft.revision
        if not made and newer:
            CommentDraft.objects.filter(response=response, activity=activity).update(
                text=text, consent=consent, revision=revision
            )
    if not made and not newer and (draft.text, draft.consent) != (text, consent):
        raise RevisionConflict(
            (Conflict(question=activity, value=draft.text, revision=draft.revision),)
        )
    return max(revision, draft.revision)


def submit(*, invitation: Invitation, now: datetime, seconds: int | None = None) -> None:
    """Make the answers final and cut their tie to the invitation.

    The rows of all who answered in the department are written in the same statement, so that the
    latest one does not stand out. ``seconds``: how long answering took, where that is known; it is
    counted in one of six rows, for nobody to tell whose it was. Raises NotStarted,
    AlreadySubmitted, LinkRevoked, LinkExpired, AssessmentNotOpen or LinkUnknown.
    """
    with transaction.atomic():
        locked = locked_invitation(invitation, now)
        response = Response.objects.select_for_update().filter(invitation=locked).first()
        if response is None:
            raise NotStarted
        tidy(response=response, assessment=locked.assessment, department=locked.department.key)
        _submit_comments(response, locked)
        Response.objects.filter(pk=response.pk).update(
            invitation=None, state=ResponseState.SUBMITTED
        )
        peers = Invitation.objects.filter(
            assessment=locked.assessment, department=locked.department
        )
        (peers.filter(state=InvitationState.ANSWERED) | peers.filter(pk=locked.pk)).update(
            state=InvitationState.ANSWERED
        )
        if seconds is not None:
            answering_times.note(assessment=locked.assessment, seconds=seconds)


def tidy(*, response: Response, assessment: Assessment, department: str) -> None:
    """Delete what was taken back and what the final profile is not asked."""
    values = dict(Answer.objects.filter(response=response).values_list("question", "value"))
    asked = _questionnaire(assessment, department, values).questions
    gone = [question for question, value in values.items() if not value or question not in asked]
    Answer.objects.filter(response=response, question__in=gone).delete()


def _questionnaire(
    assessment: Assessment, department: str, values: Mapping[str, str]
) -> Questionnaire:
    model, scope = in_words(assessment), scope_of(assessment)
    profile_codes = {asked.code for asked in model.profile_questions}
    return questions_for(
        model=model,
        departments=tuple(Unit(key=each.key, name=each.name) for each in scope.departments),
        own=department,
        profile={code: value for code, value in values.items() if code in profile_codes},
        not_applicable=frozenset(
            activity for key, activity in scope.not_applicable if key == department
        ),
        closed=scope.closed,
        extended=assessment.asks_extended or values.get(MORE) == WANTED,
        selection=assessment.profile,
    )


def _check(invitation: Invitation, answers: Mapping[str, tuple[str, int]]) -> None:
    """Against the compiled model, without a form. No SQL in a warm process."""
    assessment = invitation.assessment
    allowed, scope, model = allowed_of(assessment), scope_of(assessment), model_of(assessment)
    for question, (value, revision) in answers.items():
        if question not in allowed:
            raise UnknownQuestion(question[:60])
        item = model.items.get(question) or model.criteria.get(question)
        # What does not apply is for the consultant to say, or for files.
        if value and (value not in allowed[question] or (item and value == NOT_APPLICABLE)):
            raise UnknownValue(question)
        _check_revision(question, revision)
        if item and not _may_be_asked(item, invitation.department.key, model, scope):
            raise UnknownQuestion(question[:60])


def _may_be_asked(item: Item, department: str, model: ActivityModel, scope: Scope) -> bool:
    """Whether the assessment asks the item of anybody in the department."""
    if not item.is_in(scope.profile):
        return False
    activity = model.activity_of.get(item.code)
    if activity is None:
        return True
    here = scope.is_not_applicable(department=department, activity=activity.code)
    return activity.code not in scope.closed and not (item.referent == "department" and here)


def _check_revision(question: str, revision: int) -> None:
    if not 1 <= revision <= MAX_REVISION:
        raise UnknownValue(question)


def _storable(text: str) -> bool:
    """Neither NUL nor half a character, which databases refuse."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _upsert(response: Response, answers: Mapping[str, tuple[str, int]]) -> set[str]:
    """Write what is newer than what is stored; returns the questions that were written."""
    key = as_stored(response.pk)
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(answers))
    values: list[str | int | uuid.UUID] = []
    for question, (value, revision) in answers.items():
        values += [key, question, value, revision]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO surveys_answer (response_id, question, value, revision) "  # noqa: S608 - placeholders only
            f"VALUES {rows} ON CONFLICT (response_id, question) DO UPDATE "
            "SET value = excluded.value, revision = excluded.revision "
            "WHERE excluded.revision > surveys_answer.revision RETURNING question",
            values,
        )
        return {question for (question,) in cursor.fetchall()}


def _stored(response: Response, questions: Collection[str]) -> tuple[Conflict, ...]:
    if not questions:
        return ()
    rows = Answer.objects.filter(response=response, question__in=questions)
    return tuple(
        Conflict(question=row.question, value=row.value, revision=row.revision) for row in rows
    )


def _submit_comments(response: Response, invitation: Invitation) -> None:
    drafts = CommentDraft.objects.filter(response=response)
    invited = (
        Invitation.objects.filter(
            assessment=invitation.assessment, department=invitation.department
        )
        .exclude(state=InvitationState.REVOKED)
        .count()
    )
    department = invitation.department if invited >= NAMES_DEPARTMENT_FROM else None
    Comment.objects.bulk_create(
        Comment(
            assessment=invitation.assessment,
            department=department,
            activity=draft.activity,
            text=draft.text,
            consent=draft.consent,
        )
        for draft in drafts
        if draft.text.strip()
    )
    drafts.delete()
