"""Links that are not personal: one for a department without e-mail, one for its head."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from surveys.models.assessment import Assessment, ScopeDepartment
from surveys.models.organisation import Department


class DepartmentLink(models.Model):
    """A link and its QR poster, over which each person who begins gets an invitation of their own.

    ``number`` is part of what the token is made of: a new number, a new link. ``most`` bounds how
    many may begin; ``begun`` is how many did.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="department_links"
    )
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(default=0)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    most = models.PositiveIntegerField()
    begun = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "department"], name="department_link_once"
            ),
            models.CheckConstraint(
                condition=models.Q(begun__lte=models.F("most")), name="department_link_bounded"
            ),
        ]

    def __str__(self) -> str:
        return str(self.department)


class HeadLink(models.Model):
    """A named link over which a department's head states hours and authority, and sees its rate."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope_department = models.OneToOneField(
        ScopeDepartment, on_delete=models.CASCADE, related_name="head_link"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    number = models.PositiveSmallIntegerField(default=0)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    stated_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name
