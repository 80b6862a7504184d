"""What a workshop agreed on an activity. It stands beside the survey's figure, never over it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.assessment import LONGEST_CODE, Assessment
from surveys.models.organisation import Department


class DecisionStatus(models.TextChoices):
    """proposed → accepted | declined → confirmed."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    CONFIRMED = "confirmed", _("Confirmed")


class Decision(models.Model):
    """``level`` as it is written in files, empty where owners alone were decided."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="decisions")
    activity = models.CharField(max_length=LONGEST_CODE)
    level = models.CharField(max_length=LONGEST_CODE, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    dissent = models.TextField(max_length=2000, blank=True)
    status = models.CharField(
        max_length=16, choices=DecisionStatus, default=DecisionStatus.PROPOSED
    )
    decided_on = models.DateField()
    status_on = models.DateField(null=True, blank=True)
    status_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "activity"], name="decision_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=DecisionStatus.values), name="decision_status"
            ),
        ]

    def __str__(self) -> str:
        return self.activity


class Letter(models.TextChoices):
    """RACI."""

    ACCOUNTABLE = "A", _("Accountable")
    RESPONSIBLE = "R", _("Responsible")
    CONSULTED = "C", _("Consulted")
    INFORMED = "I", _("Informed")


class DecisionLetter(models.Model):
    """A department's letter in a decision; one department at most is accountable."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="letters")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")
    letter = models.CharField(max_length=1, choices=Letter)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision", "department", "letter"], name="decision_letter_once"
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(letter="A"),
                name="decision_one_accountable",
            ),
            models.CheckConstraint(
                condition=models.Q(letter__in=Letter.values), name="decision_letter"
            ),
        ]

    def __str__(self) -> str:
        return self.letter
