"""One round of one model version in one organisation, and what is in its scope."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.codes import CODE_LENGTH, public_code
from surveys.models.model_version import ModelVersion
from surveys.models.organisation import Department, Organisation

SMALLEST_FLOOR, LARGEST_FLOOR = 5, 10
LONGEST_CODE = 64
"""Of an activity or an item, as the core allows it."""


class State(models.TextChoices):
    """draft → open ⇄ paused → closed → published → archived."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


BEFORE_CLOSING = (State.DRAFT, State.OPEN, State.PAUSED)
"""Links can be made and mails can leave."""
OVER = (State.CLOSED, State.PUBLISHED, State.ARCHIVED)


class Assessment(models.Model):
    """``sponsor`` and ``introduction`` are the organisation's own words on the welcome page.

    ``contact`` is whom staff may ask, in mails and pages. ``period`` is printed on the report.
    ``profile`` is one of the model's selections of items, empty for all. ``scope_revision`` grows
    with each change of the scope, so that every process knows when what it remembers is old.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="assessments"
    )
    model_version = models.ForeignKey(
        ModelVersion, on_delete=models.RESTRICT, related_name="assessments"
    )
    profile = models.CharField(max_length=LONGEST_CODE, blank=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    title = models.CharField(max_length=200)
    sponsor = models.CharField(max_length=200, blank=True)
    introduction = models.TextField(max_length=2000, blank=True)
    period = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    floor = models.PositiveSmallIntegerField(default=SMALLEST_FLOOR)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    counts_unsubmitted = models.BooleanField(default=True)
    asks_extended = models.BooleanField(default=False)
    scope_revision = models.PositiveIntegerField(default=1)
    contact = models.CharField(max_length=200, blank=True)
    earlier = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="assessment_state"
            ),
            models.CheckConstraint(
                condition=models.Q(floor__gte=SMALLEST_FLOOR, floor__lte=LARGEST_FLOOR),
                name="assessment_floor",
            ),
            models.CheckConstraint(
                condition=models.Q(opens_on__isnull=True)
                | models.Q(closes_on__isnull=True)
                | models.Q(closes_on__gte=models.F("opens_on")),
                name="assessment_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ScopeDepartment(models.Model):
    """A department in an assessment, with what its head stated by name.

    ``group`` is the key of the department it is shown together with, empty for none. ``invited``
    is counted at closing. ``folded_into`` is set where closing joined its answers with another's,
    because they were too few to be kept apart.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scope")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=50, blank=True)
    head = models.CharField(max_length=200, blank=True)
    hours = models.PositiveIntegerField(null=True, blank=True)
    authority = models.PositiveSmallIntegerField(null=True, blank=True)
    invited = models.PositiveIntegerField(null=True, blank=True)
    folded_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "department"], name="scope_department_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.department)


class NotApplicable(models.Model):
    """The consultant's mark: this activity is not part of this department's work, and why."""

    scope_department = models.ForeignKey(
        ScopeDepartment, on_delete=models.CASCADE, related_name="not_applicable"
    )
    activity = models.CharField(max_length=LONGEST_CODE)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scope_department", "activity"], name="not_applicable_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="not_applicable_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope_department}, {self.activity}"


class ClosedActivity(models.Model):
    """A transition activity whose exit test is met: not asked, not scored, needs no owner."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="closed")
    activity = models.CharField(max_length=LONGEST_CODE)
    closed_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "activity"], name="closed_activity_once"),
        ]

    def __str__(self) -> str:
        return self.activity


class AnsweringTime(models.Model):
    """How many took up to so many minutes from start to end: coarse, and never whose."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="times")
    minutes = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "minutes"], name="answering_time_once"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}: {self.n}"
