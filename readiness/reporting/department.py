"""The department report and the owner's brief as PDF: the same Release gives the same bytes."""

from __future__ import annotations

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting.edits import NONE, Edits, edited_alike
from readiness.reporting.look import PLAIN, Look
from readiness.reporting.pdf import fitted
from readiness.reporting.story.brief import build_brief
from readiness.reporting.story.brief_case import owner_keys
from readiness.reporting.story.department import build_department

PAGES = 4
ROWS = (24, 14, 8)
"""Rows of a table, tried in turn until the pages are enough."""
ACTIVITIES = (8, 5, 3)
"""Those set out in a brief, tried in turn until one page is enough."""


def owners(release: Release) -> tuple[str, ...]:
    """The departments that a brief can be made for: proposed, or agreed on in a workshop."""
    return owner_keys(release)


def groups(release: Release) -> tuple[str, ...]:
    """What a department report can be made for: groups that are shown, then hidden departments."""
    hidden = (found.key for found in release.departments if found.group is None)
    return (*(group.key for group in release.groups), *hidden)


def department_report(
    *,
    release: Release,
    model: ActivityModel,
    group: str,
    look: Look = PLAIN,
    edits: Edits = NONE,
) -> bytes:
    """Three or four pages for a group that is shown; for a department that is not, a notice."""

    def story(rows: int) -> dict[str, object]:
        built = build_department(release=release, model=model, group=group, edits=edits, most=rows)
        return {"story": edited_alike(built, edits)}

    return fitted(template="reports/department", tries=map(story, ROWS), pages=PAGES, look=look)


def owner_brief(
    *,
    release: Release,
    model: ActivityModel,
    owner: str,
    look: Look = PLAIN,
    edits: Edits = NONE,
) -> bytes:
    """One page for a proposed owner."""

    def story(most: int) -> dict[str, object]:
        built = build_brief(release=release, model=model, owner=owner, edits=edits, most=most)
        return {"story": edited_alike(built, edits)}

    return fitted(template="reports/brief", tries=map(story, ACTIVITIES), pages=1, look=look)
