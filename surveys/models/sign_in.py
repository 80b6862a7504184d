"""Failed sign-ins, counted so that guessing passwords is slow."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SignInFailure(models.Model):
    """``key`` is a keyed hash of an address or of an e-mail, never either of them."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"])]

    def __str__(self) -> str:
        return self.key
