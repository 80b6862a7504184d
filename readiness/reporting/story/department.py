"""The entry to a department report: from a Release and a group to the whole report in words."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.release import DepartmentRef, GroupRef, Release
from readiness.reporting.edits import NONE, Edits
from readiness.reporting.story.department_front import build_front
from readiness.reporting.story.department_gaps import build_department_gaps
from readiness.reporting.story.department_method import build_department_method
from readiness.reporting.story.department_next import build_next
from readiness.reporting.story.department_notice import build_notice
from readiness.reporting.story.document_types import DepartmentStory, Named
from readiness.reporting.story.documents import organisation_name, running
from readiness.reporting.story.one_group import View
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.retold import retold
from readiness.reporting.story.types import Heading

MOST = 24
"""Rows of a table; where they do not fit the pages, the layout asks for fewer."""


def build_department(
    *,
    release: Release,
    model: ActivityModel,
    group: str,
    edits: Edits = NONE,
    most: int = MOST,
) -> DepartmentStory:
    """Everything the report of ``group`` says: a group that is shown, or a department in scope."""
    reading = Reading(release=retold(release, model), model=model)
    found = shown_group(release, group)
    if found is None:
        return _notice(reading, _department(release, group))
    view = View(reading=reading, group=found)
    front = build_front(view)
    gaps, after = build_department_gaps(view, most=most), build_next(view, most=most)
    method = build_department_method(view)
    return replace(
        _framed(reading, found.name, front.heading),
        front=front,
        gaps=None if gaps.heading.code in edits.left_out else gaps,
        next=None if after.heading.code in edits.left_out else after,
        method=None if method.heading.code in edits.left_out else method,
    )


def shown_group(release: Release, key: str) -> GroupRef | None:
    """The group with this key, or the one in which the department with this key is shown."""
    groups = {found.key: found for found in release.groups}
    if key in groups:
        return groups[key]
    member = next((d for d in release.departments if d.key == key), None)
    return groups.get(member.group or "") if member is not None else None


def _department(release: Release, key: str) -> DepartmentRef:
    found = next((d for d in release.departments if d.key == key), None)
    if found is None:
        raise ValueError(f"no department {key!r} in this release")
    return found


def _notice(reading: Reading, department: DepartmentRef) -> DepartmentStory:
    notice = build_notice(reading, department)
    return replace(_framed(reading, department.name, notice.heading), notice=notice)


def _framed(reading: Reading, name: str, heading: Heading) -> DepartmentStory:
    """The report without its pages."""
    organisation = organisation_name(reading)
    values = {"organisation": organisation, "department": name}
    about = _("%(department)s · department report") % values
    return DepartmentStory(
        title=_("%(department)s: department report of %(organisation)s") % values,
        subject=heading.title,
        language=get_language() or reading.model.model.language,
        running=running(reading, about),
        cover=Named(name=organisation),
    )
