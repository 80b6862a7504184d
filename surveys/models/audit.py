"""What members did, and when. What respondents do is never noted."""

from __future__ import annotations

from django.db import models

from surveys.models.assessment import Assessment
from surveys.models.organisation import Organisation
from surveys.models.user import User


class AuditEvent(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="events")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, null=True, blank=True, related_name="events"
    )
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=50)
    details = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.what
