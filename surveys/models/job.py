"""Work done outside of requests: one row a job, which is the truth about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.assessment import Assessment
from surveys.models.codes import CODE_LENGTH, public_code
from surveys.models.organisation import Organisation
from surveys.models.release import Release
from surveys.models.user import User


class JobState(models.TextChoices):
    """waiting ⇄ running → done | failed | cancelled; from the last two back to waiting."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """``entry`` is its newest place in the queue, which is no more than a wake-up.

    ``subject`` says what the job is about: while one waits or runs there is no second of its kind
    about the same. ``slot`` is the moment a schedule asked for, once. ``interruptions`` counts the
    workers that died over it. ``error`` is why the last try failed, in plain words. ``release`` is
    what a report is drawn of, once it is computed.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=100)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="jobs"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, null=True, related_name="jobs"
    )
    release = models.ForeignKey(Release, on_delete=models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=16, choices=JobState, default=JobState.WAITING)
    step = models.CharField(max_length=32, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    interruptions = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    entry = models.UUIDField(null=True)
    slot = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "not_before"], name="job_state_due")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state"),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="job_progress"),
            models.CheckConstraint(
                condition=models.Q(state=JobState.RUNNING, lease_until__isnull=False)
                | ~models.Q(state=JobState.RUNNING) & models.Q(lease_until__isnull=True),
                name="job_has_lease_while_running",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(state__in=(JobState.WAITING, JobState.RUNNING)),
                name="job_once_at_a_time",
            ),
            models.UniqueConstraint(fields=["kind", "slot"], name="job_once_in_a_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
