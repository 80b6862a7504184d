"""Mails: what they say, and one row for each that is to leave."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.assessment import Assessment
from surveys.models.codes import CODE_LENGTH, public_code
from surveys.models.invitation import Invitation
from surveys.models.organisation import Organisation, Person


class MailKind(models.TextChoices):
    """What a mail is for."""

    ANNOUNCEMENT = "announcement", _("Announcement by the sponsor")
    INVITATION = "invitation", _("Invitation")
    REMINDER = "reminder", _("Reminder")
    HEAD = "head", _("Question to the head of a department")
    OWNER = "owner", _("Question to who was named in a workshop")


class MailText(models.Model):
    """An assessment's own words for a kind of mail in a language, with placeholders by name."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="mail_texts")
    kind = models.CharField(max_length=16, choices=MailKind)
    language = models.CharField(max_length=16)
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=5000)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "kind", "language"], name="mail_text_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=MailKind.values), name="mail_text_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"


class MessageState(models.TextChoices):
    """waiting ⇄ sending → sent → returned, or failed, or cancelled."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    RETURNED = "returned", _("Returned")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Message(models.Model):
    """A mail in the outbox; its text and its link are made when it leaves and stored nowhere.

    ``subject_key`` names whose it is besides a person: the key of the department whose head is
    asked, or of the owner that a workshop named. ``copy`` marks a trial sent to oneself. Closing
    takes the persons off these rows.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="messages"
    )
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=16, choices=MailKind)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    invitation = models.ForeignKey(
        Invitation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    subject_key = models.CharField(max_length=50, blank=True)
    to = models.EmailField(max_length=254, blank=True)
    copy = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=MessageState, default=MessageState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "not_before"], name="message_due")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=MessageState.values), name="message_state"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=MailKind.values), name="message_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"


class ReminderState(models.TextChoices):
    """proposed ⇄ approved → sent, or skipped."""

    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Skipped")


MOST_REMINDERS = 3


class Reminder(models.Model):
    """One of at most three reminders of an assessment, and when it is due."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="reminders")
    number = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=ReminderState, default=ReminderState.PROPOSED)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "number"], name="reminder_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=MOST_REMINDERS),
                name="reminder_at_most_three",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ReminderState.values), name="reminder_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.get_state_display()})"
