"""Whom and what a Release is about: model, organisation, departments, coverage, who answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from readiness.core.draws import SLACK
from readiness.core.release import (
    Coverage,
    DepartmentRef,
    GroupRef,
    ModelRef,
    OrganisationRef,
    ProfileResult,
)
from readiness.core.shares import coverage

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.disclosure import ReleasedTally
    from readiness.core.rounding import Rounder
    from readiness.core.scope import Scope


def model_ref(model: ActivityModel, scope: Scope) -> ModelRef:
    """The model and the selection of its items."""
    identity = model.model
    return ModelRef(
        id=identity.id,
        title=identity.title,
        version=identity.version,
        sha256=model.sha256,
        profile=scope.profile,
    )


def organisation_of(scope: Scope) -> OrganisationRef:
    """The organisation, as far as it was stated."""
    headcount = _sum_of(department.headcount for department in scope.departments)
    return OrganisationRef(name=scope.organisation, period=scope.period, headcount=headcount)


def coverage_of(released: ReleasedTally, model: ActivityModel, rounder: Rounder) -> Coverage:
    """Whose answers are in the Release: of groups that are shown, and of no other."""
    members = [known.group.departments for known in released.groups]
    answered = sum(known.answered for known in released.groups)
    invited = _sum_of(d.invited for departments in members for d in departments)
    share = coverage(answered=answered, invited=invited)
    return Coverage(
        answered=answered,
        invited=invited,
        share=rounder.percent(share),
        departments=len(released.scope.departments),
        shown=sum(len(departments) for departments in members),
        joined=sum(len(departments) for departments in members if len(departments) > 1),
        few=share is not None and share < model.rules.release.few_answers_below - SLACK,
    )


def departments_of(released: ReleasedTally, model: ActivityModel) -> tuple[DepartmentRef, ...]:
    """Every department in scope, with what its head stated by name."""
    found = []
    for department in released.scope.departments:
        group, hours = released.group_of(department.key), department.hours
        found.append(
            DepartmentRef(
                key=department.key,
                name=department.name,
                type=department.type,
                group=group.group.key if group else None,
                head=department.head,
                hours=hours,
                room=model.band_of_hours(hours),
                authority=department.authority,
                headcount=department.headcount,
            )
        )
    return tuple(found)


def groups_of(released: ReleasedTally) -> tuple[GroupRef, ...]:
    """The groups that are shown."""
    return tuple(
        GroupRef(
            key=known.group.key,
            name=known.group.name,
            departments=known.group.keys,
            answered=known.answered,
            invited=_sum_of(department.invited for department in known.group.departments),
        )
        for known in released.groups
    )


def profiles_of(
    released: ReleasedTally, model: ActivityModel, rounder: Rounder
) -> tuple[ProfileResult, ...]:
    """How the answers to role, frequency and the like are spread, where that may be seen."""
    found = []
    for question in model.profile_questions:
        counts = released.profiles.get(question.code, {})
        total = sum(counts.values())
        shares = {code: rounder.percent(number / total) for code, number in counts.items()}
        found.append(ProfileResult(code=question.code, n=total or None, shares=shares))
    return tuple(found)


def _sum_of(numbers: Iterable[int | None]) -> int | None:
    """The sum; None when there is no number or one is not known."""
    found = list(numbers)
    known = [number for number in found if number is not None]
    return sum(known) if found and len(known) == len(found) else None
