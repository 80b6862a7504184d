"""An activity model as it was when it was first used."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ModelVersion(models.Model):
    """Never changes: a trigger of the database refuses it (migration 0002)."""

    model_id = models.CharField(max_length=100)
    version = models.CharField(max_length=50)
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["model_id", "version"], name="model_version_names_one_model"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"
