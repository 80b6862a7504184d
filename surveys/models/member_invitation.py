"""Somebody asked by e-mail to become a member. The row goes when they accept or it is withdrawn."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from surveys.models.codes import CODE_LENGTH, public_code
from surveys.models.organisation import Organisation, Role
from surveys.models.user import User


class MemberInvitation(models.Model):
    """``token_hash`` is the SHA-256 of the mailed link's token; the token itself is not stored."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="member_invitations"
    )
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=16, choices=Role)
    invited_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "email"], name="member_invited_once_to_organisation"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="member_invitation_role"
            ),
        ]

    def __str__(self) -> str:
        return self.email
