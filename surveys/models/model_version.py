"""An activity model as it was when it was stored."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from surveys.models.organisation import Organisation

FINGERPRINT = 16


class ModelVersion(models.Model):
    """Never changes: a trigger of the database refuses it. Never goes while an assessment uses it.

    One that we ship belongs to nobody, one that was uploaded to the organisation that did so and is
    nobody else's business: two organisations may hold the very same, and neither can tell.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="model_versions"
    )
    model_id = models.CharField(max_length=100)
    version = models.CharField(max_length=50)
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "model_id", "version"],
                name="model_version_once_in_organisation",
            ),
            models.UniqueConstraint(
                fields=["model_id", "version"],
                condition=models.Q(organisation__isnull=True),
                name="model_version_shipped_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    @property
    def fingerprint(self) -> str:
        """What names it in addresses: the beginning of its SHA-256."""
        return self.sha256[:FINGERPRINT]
