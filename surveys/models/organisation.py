"""The client: an organisation, its departments, the people of its roster and its members."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.codes import CODE_LENGTH, public_code
from surveys.models.user import User


class Paper(models.TextChoices):
    """What reports are printed on."""

    A4 = "A4", _("A4")
    LETTER = "Letter", _("Letter")


class Organisation(models.Model):
    """The tenant: nothing of one organisation is ever shown to members of another.

    ``work_days`` are digits, 1 for Monday; mails that need not go at once wait for these days,
    from the hour ``work_from`` until ``work_until`` in the organisation's time zone. Reports are
    set on ``paper``, in the colour ``accent`` ("#rrggbb", empty for ours).
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    work_days = models.CharField(max_length=7, default="12345")
    work_from = models.PositiveSmallIntegerField(default=9)
    work_until = models.PositiveSmallIntegerField(default=17)
    accent = models.CharField(max_length=7, blank=True)
    paper = models.CharField(max_length=8, choices=Paper, default=Paper.A4)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(paper__in=Paper.values), name="organisation_paper"
            ),
            models.CheckConstraint(
                condition=models.Q(work_from__lt=models.F("work_until"), work_until__lte=24),
                name="organisation_working_hours",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Logo(models.Model):
    """A PNG of our own making, never the bytes that came.

    A row of its own, so that nobody who reads an organisation reads it too.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="logo"
    )
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.organisation)


class Brand(models.Model):
    """The consultant's own picture, beside the organisation's on reports; made like ``Logo``."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="brand"
    )
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.organisation)


class Department(models.Model):
    """``key`` is what answers and files call it; ``type`` is one of the activity model's."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="departments"
    )
    key = models.CharField(max_length=50)
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=50, blank=True)
    head_name = models.CharField(max_length=200, blank=True)
    head_role = models.CharField(max_length=200, blank=True)
    head_email = models.EmailField(max_length=254, blank=True)
    headcount = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "key"], name="department_key_once_in_organisation"
            ),
            models.CheckConstraint(condition=~models.Q(key=""), name="department_has_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody of the roster, who may be invited.

    ``language`` is empty for the organisation's. ``no_reminders``: asked not to be reminded.
    ``trouble`` says why mails do not reach the address, empty for as far as we know they do.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="people")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="people")
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    role = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16, blank=True)
    no_reminders = models.BooleanField(default=False)
    trouble = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=~models.Q(email=""),
                name="person_email_once_in_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member of an organisation may do."""

    CONSULTANT = "consultant", _("Consultant")
    COORDINATOR = "coordinator", _("Coordinator")
    EXECUTIVE = "executive", _("Executive")


class Member(models.Model):
    """A user in an organisation, with one role. ``code`` stands for it in addresses."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=public_code)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=16, choices=Role)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="member_once_in_organisation"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
