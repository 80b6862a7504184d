"""What may be seen: a Release as it was made, and the files made from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.assessment import Assessment


class Release(models.Model):
    """``text`` is the Release's JSON. Never changes: a trigger refuses it (migration 0002)."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "number"], name="release_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="release_number"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, {self.number}"


class ReportKind(models.TextChoices):
    """The documents made from a release."""

    ORGANISATION = "organisation", _("Report on the organisation")
    SUMMARY = "summary", _("One-page summary")


class ReportFile(models.Model):
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=16, choices=ReportKind)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "kind"], name="report_file_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=ReportKind.values), name="report_file_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
