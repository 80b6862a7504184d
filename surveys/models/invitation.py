"""A personal link. Whether somebody opened it is never stored."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.assessment import Assessment
from surveys.models.organisation import Department, Person


class InvitationState(models.TextChoices):
    """ready → sent → answered, or revoked."""

    READY = "ready", _("Ready")
    SENT = "sent", _("Sent")
    ANSWERED = "answered", _("Answered")
    REVOKED = "revoked", _("Revoked")


class Invitation(models.Model):
    """``token_hash`` is the SHA-256 of the link's token; the token itself is never stored.

    ``number`` is part of what the token is made of: a new number, a new link. ``answered_for`` is
    set when somebody who has answered moves to another department or leaves: the answers stay
    where they were given, while ``department`` and ``state`` change as they do for who has not
    answered, so that no number tells the two apart.

    No times: closing writes these rows anew in an order of chance, without their hashes.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="invitations")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=16, choices=InvitationState, default=InvitationState.READY)
    number = models.PositiveSmallIntegerField(default=0)
    answered_for = models.ForeignKey(
        Department, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "person"], name="invitation_once_for_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=InvitationState.values), name="invitation_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} ({self.get_state_display()})"
