"""A roster file between its upload and its confirmation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.codes import CODE_LENGTH, public_code
from surveys.models.organisation import Organisation
from surveys.models.user import User


class RosterImportState(models.TextChoices):
    """draft → confirmed → done; dropped at any time before."""

    DRAFT = "draft", _("Draft")
    CONFIRMED = "confirmed", _("Confirmed")
    DONE = "done", _("Done")


class RosterImport(models.Model):
    """The file as it came, and what was chosen about it; nothing of it is in the roster until done.

    Of a workbook ``content`` holds the cells (``services.roster_file.keep``).

    ``choices`` holds the columns, the departments to create and their types, and what happens to
    leavers. ``summary`` says what was done, in numbers. The file goes when it is done.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="roster_imports"
    )
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    content = models.BinaryField()
    choices = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    state = models.CharField(
        max_length=16, choices=RosterImportState, default=RosterImportState.DRAFT
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=RosterImportState.values), name="roster_import_state"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code
