"""A draft's activity model: chosen when the draft is made, and changed while nobody can answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from readiness.core.activity_model import ActivityModel
from surveys import queries
from surveys.models import (
    LARGEST_FLOOR,
    Assessment,
    ClosedActivity,
    NotApplicable,
    Organisation,
    ScopeDepartment,
    State,
    User,
)
from surveys.services import assessments, audit
from surveys.services.groups import touch
from surveys.services.model_versions import Found, UnknownVersion, authority_levels, row_of

__all__ = ["Mark", "MarksChanged", "NotDraft", "UnknownVersion", "make", "marks_to_drop", "move"]


class NotDraft(Exception):  # noqa: N818 - reads as what happened
    """People may have answered; the questions stay as they are."""


class MarksChanged(Exception):  # noqa: N818 - reads as what happened
    """What would be dropped is not what was confirmed: show it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that was set for an activity or a scale that the other model does not have.

    ``department`` is empty for what concerns all; ``value`` is the reason or the level.
    """

    kind: Literal["na", "closed", "authority"]
    department: str
    activity: str
    value: str

    @property
    def key(self) -> str:
        """What a confirmation names it by."""
        return f"{self.kind}:{self.department}:{self.activity}:{self.value}"


def make(
    *,
    organisation: Organisation,
    found: Found,
    profile: str,
    title: str,
    period: str,
    user: User | None,
    now: datetime,
) -> Assessment:
    """A draft with every department that the organisation has now."""
    with transaction.atomic():
        made = assessments.create(
            organisation=organisation,
            model_version=row_of(organisation, found.line),
            title=title,
            departments=organisation.departments.order_by("key"),
            period=period,
            profile=_profile(found.model, profile),
        )
        made.floor = _floor(made, found.model)
        made.save(update_fields=["floor"])
        details = f"{found.line.model_id} {found.line.version}"
        audit.note("draft", assessment=made, user=user, now=now, details=details)
    return made


def marks_to_drop(assessment: Assessment, model: ActivityModel) -> tuple[Mark, ...]:
    """What was set and does not fit ``model``: departments in order, then what was closed."""
    found: list[Mark] = []
    levels = [level.level for level in authority_levels(model)]
    for row in queries.scope_departments(assessment):
        found += [
            Mark(kind="na", department=row.department.name, activity=m.activity, value=m.reason)
            for m in row.not_applicable.all()
            if m.activity not in model.activities
        ]
        if row.authority is not None and levels and row.authority not in levels:
            level = str(row.authority)
            found.append(
                Mark(kind="authority", department=row.department.name, activity="", value=level)
            )
    found += [
        Mark(kind="closed", department="", activity=activity, value="")
        for activity in assessment.closed.order_by("activity").values_list("activity", flat=True)
        if not _may_close(model, activity)
    ]
    return tuple(found)


def move(
    *,
    assessment: Assessment,
    seen: str,
    to: Found,
    profile: str,
    confirmed: Collection[str],
    user: User | None,
    now: datetime,
) -> None:
    """Let a draft use another model, and drop the marks that do not fit it.

    ``seen`` is the SHA-256 of the model that was compared, ``confirmed`` the keys of the marks that
    were shown. Raises NotDraft or MarksChanged; then nothing is changed.
    """
    with transaction.atomic():
        locked = (
            Assessment.objects.select_for_update(of=("self",))
            .select_related("organisation", "model_version")
            .get(pk=assessment.pk)
        )
        if locked.state != State.DRAFT:
            raise NotDraft
        marks = marks_to_drop(locked, to.model)
        if locked.model_version.sha256 != seen or {mark.key for mark in marks} != set(confirmed):
            raise MarksChanged
        _drop(locked, to.model)
        before = locked.model_version
        locked.model_version = row_of(locked.organisation, to.line)
        locked.profile = _profile(to.model, profile)
        locked.floor = _floor(locked, to.model)
        locked.save(update_fields=["model_version", "profile", "floor"])
        touch(locked)
        details = f"{before.model_id} {before.version} → {to.line.model_id} {to.line.version}"
        audit.note("model-changed", assessment=locked, user=user, now=now, details=details)
    assessment.refresh_from_db()


def _drop(assessment: Assessment, model: ActivityModel) -> None:
    NotApplicable.objects.filter(scope_department__assessment=assessment).exclude(
        activity__in=model.activities
    ).delete()
    if levels := [level.level for level in authority_levels(model)]:
        ScopeDepartment.objects.filter(assessment=assessment, authority__isnull=False).exclude(
            authority__in=levels
        ).update(authority=None)
    gone = [
        row.pk
        for row in ClosedActivity.objects.filter(assessment=assessment)
        if not _may_close(model, row.activity)
    ]
    ClosedActivity.objects.filter(pk__in=gone).delete()


def _floor(assessment: Assessment, model: ActivityModel) -> int:
    """No smaller groups than the model allows to be shown."""
    return min(max(assessment.floor, model.rules.release.floor), LARGEST_FLOOR)


def _may_close(model: ActivityModel, code: str) -> bool:
    activity = model.activities.get(code)
    return activity is not None and activity.phase == "transition"


def _profile(model: ActivityModel, profile: str) -> str:
    if profile and profile not in {each.code for each in model.profiles}:
        raise UnknownVersion
    return profile
