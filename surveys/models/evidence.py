"""What an interview or a document says of an activity, beside what the survey says."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.assessment import LONGEST_CODE, Assessment
from surveys.models.codes import CODE_LENGTH, public_code


class EvidenceKind(models.TextChoices):
    """Where the consultant read it."""

    INTERVIEW = "interview", _("Interview")
    DOCUMENT = "document", _("Document")


class Evidence(models.Model):
    """``level`` is one of the activity's, as it is written in files; ``by`` who read it so."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="evidence")
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    activity = models.CharField(max_length=LONGEST_CODE)
    kind = models.CharField(max_length=16, choices=EvidenceKind)
    level = models.CharField(max_length=LONGEST_CODE)
    by = models.CharField(max_length=200)
    reason = models.CharField(max_length=1000)
    seen_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=EvidenceKind.values), name="evidence_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(by="") & ~models.Q(level=""),
                name="evidence_says_who_what_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} ({self.get_kind_display()})"
