"""What one person answers, until closing turns it into counts, and the counts.

Nothing here has a time, an address or a name. A response knows its invitation until it is
submitted, so that it can be resumed, and not a moment longer.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.assessment import LONGEST_CODE, Assessment
from surveys.models.invitation import Invitation
from surveys.models.organisation import Department

LONGEST_QUESTION = LONGEST_CODE + len(":should")


class ResponseState(models.TextChoices):
    """started → submitted; closing folds both."""

    STARTED = "started", _("Started")
    SUBMITTED = "submitted", _("Submitted")


class Response(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.RESTRICT, related_name="+")
    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, null=True, related_name="response"
    )
    state = models.CharField(max_length=16, choices=ResponseState, default=ResponseState.STARTED)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="started", invitation__isnull=False)
                | models.Q(state="submitted", invitation__isnull=True),
                name="response_is_tied_until_submitted",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class Answer(models.Model):
    """One answer to one question. No row is blank.

    Until submission an empty value marks an answer that was taken back, so that an old save that
    arrives late does not bring it back; submission deletes these rows.
    """

    pk = models.CompositePrimaryKey("response_id", "question")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=LONGEST_QUESTION)
    value = models.CharField(max_length=LONGEST_CODE, blank=True)
    revision = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.question


class CommentDraft(models.Model):
    """A comment before its response is submitted."""

    pk = models.CompositePrimaryKey("response_id", "activity")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="comments")
    activity = models.CharField(max_length=LONGEST_CODE)
    text = models.TextField(max_length=2000, blank=True)
    consent = models.BooleanField(default=False)
    revision = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.activity


class Comment(models.Model):
    """A submitted comment: no response, no person; the department only if ten people are in it."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="comments")
    department = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    activity = models.CharField(max_length=LONGEST_CODE)
    text = models.TextField(max_length=2000)
    consent = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_has_text"),
        ]

    def __str__(self) -> str:
        return self.activity


class AnswerCount(models.Model):
    """How often a department gave a value to a question: all that closing leaves of the answers.

    Of questions reported for the organisation only, a department's rows say how many answered; the
    values among them are dealt out anew (see services/folding.py).
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="counts")
    department = models.ForeignKey(Department, on_delete=models.RESTRICT, related_name="+")
    question = models.CharField(max_length=LONGEST_QUESTION)
    value = models.CharField(max_length=LONGEST_CODE)
    n = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "department", "question", "value"],
                name="answer_count_once",
            ),
            models.CheckConstraint(condition=models.Q(n__gte=0), name="answer_count_not_negative"),
            models.CheckConstraint(condition=~models.Q(value=""), name="answer_count_has_value"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"
