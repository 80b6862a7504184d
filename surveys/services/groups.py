"""Reporting groups: departments shown together so that the group reaches the floor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from surveys import queries
from surveys.models import Assessment, ScopeDepartment, State, User
from surveys.services import audit

if TYPE_CHECKING:
    from django.db.models import QuerySet

Groups = Mapping[str, str]
"""By department key the key of the department it is shown with, empty for none."""


class GroupsFrozen(Exception):  # noqa: N818 - reads as what happened
    """A release was made; what is shown together does not change any more."""


class UnknownGroup(Exception):  # noqa: N818 - reads as what happened
    """A group is named after a department in scope that is in no other group."""


class FoldedTogether(Exception):  # noqa: N818 - reads as what happened
    """Closing counted these departments together; they cannot be shown apart."""


def current(assessment: Assessment) -> dict[str, str]:
    """The groups as they stand."""
    return {row.department.key: row.group for row in queries.scope_departments(assessment)}


def propose(assessment: Assessment, sizes: Mapping[str, int] | None = None) -> dict[str, str]:
    """The groups as they stand, with each below the floor joined to the next smallest.

    A group is named after the largest department in it. ``sizes`` by department key are those who
    have answered, unless others are given.
    """
    if sizes is None:
        sizes = {row.key: row.answered for row in queries.progress(assessment)}
    now = current(assessment)
    members: dict[str, list[str]] = {}
    for key in sorted(sizes):
        members.setdefault(now[key] or key, []).append(key)
    groups = list(members.values())

    def answered(group: list[str]) -> tuple[int, list[str]]:
        return sum(sizes[key] for key in group), group

    groups.sort(key=answered)
    while len(groups) > 1 and answered(groups[0])[0] < assessment.floor:
        smallest, second, *others = groups
        groups = sorted([sorted(smallest + second), *others], key=answered)
    found: dict[str, str] = {}
    for group in groups:
        host = min(group, key=lambda key: (-sizes[key], key))
        found |= {key: "" if key == host else host for key in group}
    return {key: found[key] for key in sorted(found)}


def set_groups(*, assessment: Assessment, groups: Groups, user: User | None, now: datetime) -> None:
    """Change the groups.

    Raises GroupsFrozen (which is noted), UnknownGroup or FoldedTogether.
    """
    if queries.releases(assessment).exists():
        audit.note("groups-refused", assessment=assessment, user=user, now=now)
        raise GroupsFrozen
    with transaction.atomic():
        Assessment.objects.select_for_update().get(pk=assessment.pk)
        rows = {row.department.key: row for row in queries.scope_departments(assessment)}
        _check(rows, groups)
        changed = [row for key, row in rows.items() if key in groups and row.group != groups[key]]
        for row in changed:
            row.group = groups[row.department.key]
        ScopeDepartment.objects.bulk_update(changed, ["group"])
        if changed:
            touch(assessment)
            details = ", ".join(f"{row.department.key}: {row.group or '-'}" for row in changed)
            audit.note("groups", assessment=assessment, user=user, now=now, details=details)


def touch(assessment: Assessment) -> None:
    """Let every process read the scope anew."""
    Assessment.objects.filter(pk=assessment.pk).update(scope_revision=F("scope_revision") + 1)
    assessment.refresh_from_db(fields=["scope_revision"])


def touch_all(rows: QuerySet[Assessment]) -> None:
    """The same for many, where what a scope reads of an organisation or a department changed."""
    rows.exclude(state=State.ARCHIVED).update(scope_revision=F("scope_revision") + 1)


def _check(rows: Mapping[str, ScopeDepartment], groups: Groups) -> None:
    label = {key: groups.get(key, row.group) or key for key, row in rows.items()}
    if not groups.keys() <= rows.keys() or not set(label.values()) <= rows.keys():
        raise UnknownGroup
    if any(label[host] != host for host in label.values()):
        raise UnknownGroup
    for key, row in rows.items():
        if row.folded_into and label[key] != label[row.folded_into.department.key]:
            raise FoldedTogether
