"""What may be seen: a Release as it was made, and the files made from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.assessment import Assessment
from surveys.models.user import User


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
    ANNEX = "annex", _("Annex: every figure")
    DEPARTMENT = "department", _("Department report")
    BRIEF = "brief", _("Brief for a proposed owner")
    XLSX = "xlsx", _("Tables as a workbook")
    DOCX = "docx", _("Report as text to edit")
    CSV = "csv", _("Tables as CSV files")
    PNG = "png", _("Pages as pictures")
    CHARTS = "charts", _("Charts")

    @property
    def extension(self) -> str:
        """How a file of it ends."""
        return _EXTENSIONS.get(self.value, "pdf")


_EXTENSIONS = {"xlsx": "xlsx", "docx": "docx", "csv": "zip", "png": "zip", "charts": "json"}
FOR_EXECUTIVES = (
    ReportKind.ORGANISATION,
    ReportKind.SUMMARY,
    ReportKind.ANNEX,
    ReportKind.DEPARTMENT,
    ReportKind.BRIEF,
)
"""What executives find beside a published result; the rest is for consultants to work with."""
LONGEST_SUBJECT = 64


class ReportFile(models.Model):
    """A document as it was drawn; drawing it again from something else takes its place.

    ``subject`` is the key of the department that it is about, empty for a document on them all.
    ``made_from`` is the SHA-256 of all that went into it. ``mark`` is what is printed across its
    pages: draft until the result is published.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=16, choices=ReportKind)
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    made_from = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    mark = models.CharField(max_length=16, blank=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "kind", "subject"], name="report_file_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=ReportKind.values), name="report_file_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(mark__in=["", "draft"]), name="report_file_mark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}".strip()


class ReportEdit(models.Model):
    """A sentence of a release's report as a consultant words it, and the sentence as it was.

    It stands while the report says ``original`` in this place: also in the next release.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="edits")
    place = models.CharField(max_length=300)
    original = models.TextField()
    text = models.TextField()
    edited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    edited_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "place"], name="report_edit_once"),
            models.CheckConstraint(
                condition=~models.Q(place="") & ~models.Q(original="") & ~models.Q(text=""),
                name="report_edit_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.place


class ReportSection(models.Model):
    """What a consultant does with a section of a release's report: a note, or leave it out."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(max_length=100)
    note = models.TextField(blank=True)
    left_out = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "section"], name="report_section_once"),
            models.CheckConstraint(condition=~models.Q(section=""), name="report_section_is_one"),
        ]

    def __str__(self) -> str:
        return self.section
