"""What the console's pages show, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from surveys import queries
from surveys.models import BEFORE_CLOSING, Assessment, Organisation
from surveys.services import documents, groups, model_versions, preflight
from surveys.services.documents import DocumentLine


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentLine:
    code: str
    title: str
    state: str
    opens_on: date | None
    closes_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentLine:
    """``facts``: whether head, hours and authority are all stated. ``small``: below the floor."""

    key: str
    name: str
    invited: int
    answered: int
    together: str
    facts: bool
    small: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    number: int
    made_on: date
    sha256: str
    files: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPage:
    departments: tuple[DepartmentLine, ...]
    invited: int
    answered: int
    releases: tuple[ReleaseLine, ...]
    model: str
    selection: str


def lines(organisation: Organisation) -> list[AssessmentLine]:
    """Every assessment of the organisation, newest first. One SQL."""
    return [line_of(each) for each in queries.assessments(organisation)]


def line_of(assessment: Assessment) -> AssessmentLine:
    return AssessmentLine(
        code=assessment.code,
        title=assessment.title,
        state=assessment.state,
        opens_on=assessment.opens_on,
        closes_on=assessment.closes_on,
    )


def page_of(assessment: Assessment) -> AssessmentPage:
    """Six SQL, however many people, departments and releases."""
    progress = {each.key: each for each in queries.progress(assessment)}
    rows = list(queries.scope_departments(assessment))
    names = {row.department.key: row.department.name for row in rows}
    departments = tuple(
        DepartmentLine(
            key=row.department.key,
            name=row.department.name,
            invited=progress[row.department.key].invited,
            answered=progress[row.department.key].answered,
            together=names.get(row.group, ""),
            facts=bool(row.head) and row.hours is not None and row.authority is not None,
            small=progress[row.department.key].answered < assessment.floor,
        )
        for row in rows
    )
    files = documents.by_release(assessment)
    return AssessmentPage(
        departments=departments,
        invited=sum(each.invited for each in departments),
        answered=sum(each.answered for each in departments),
        releases=tuple(
            ReleaseLine(
                number=each.number,
                made_on=each.made_on,
                sha256=each.sha256,
                files=files.get(each.number, ()),
            )
            for each in queries.releases(assessment).defer("text")
        ),
        model=str(assessment.model_version),
        selection=_selection(assessment),
    )


def authority_levels(assessment: Assessment) -> tuple[tuple[int, str], ...]:
    """The levels of authority a head may state, with their words."""
    levels = model_versions.authority_levels(model_versions.model_of(assessment))
    return tuple((level.level, level.name) for level in levels)


def department_names(assessment: Assessment) -> list[tuple[str, str]]:
    """Key and name of the departments in scope."""
    return [(each.key, each.name) for each in queries.progress(assessment)]


def proposed_groups(assessment: Assessment, *, closing: bool) -> dict[str, str]:
    """By who may answer, at closing by who has; once closed, the groups that stand."""
    if assessment.state not in BEFORE_CLOSING:
        return groups.current(assessment)
    return groups.propose(assessment) if closing else preflight.proposed_groups(assessment)


def _selection(assessment: Assessment) -> str:
    """The title of the model's selection of items that is asked, if not all are."""
    if not assessment.profile:
        return ""
    profiles = model_versions.model_of(assessment).profiles
    titles = {each.code: each.title for each in profiles}
    return titles.get(assessment.profile, assessment.profile)
