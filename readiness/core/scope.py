"""Who takes part in an assessment: departments, reporting groups, marks and the floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NO_CONFIDENTIALITY = 1
"""The floor that waives the protection of small groups; for files of one's own only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department and what its head stated by name. None means not stated, never 0."""

    key: str
    name: str
    type: str | None = None
    invited: int | None = None
    group: str | None = None
    head: str | None = None
    hours: int | None = None
    authority: int | None = None
    headcount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingGroup:
    """Departments whose answers are shown together; usually one."""

    key: str
    name: str
    departments: tuple[Department, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its departments."""
        return tuple(department.key for department in self.departments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One assessment's departments and marks.

    ``not_applicable`` maps (department key, activity code) to the consultant's reason; ``closed``
    names transition activities whose exit test is met; ``profile`` selects items of the model.
    Departments are kept in the order of their keys, so that the order of a file changes nothing.
    """

    departments: tuple[Department, ...]
    floor: int
    organisation: str | None = None
    period: str | None = None
    not_applicable: Mapping[tuple[str, str], str] = field(
        default_factory=lambda: MappingProxyType({})
    )
    closed: frozenset[str] = frozenset()
    profile: str | None = None

    def __post_init__(self) -> None:
        """Sort the departments and refuse two with the same key."""
        ordered = tuple(sorted(self.departments, key=lambda department: department.key))
        keys = [department.key for department in ordered]
        if len(set(keys)) != len(keys):
            raise ValueError("two departments have the same key")
        object.__setattr__(self, "departments", ordered)

    @property
    def confidential(self) -> bool:
        """Whether small groups are protected."""
        return self.floor > NO_CONFIDENTIALITY

    def department(self, key: str) -> Department:
        """The department with ``key``. Raises KeyError."""
        return {department.key: department for department in self.departments}[key]

    def groups(self) -> tuple[ReportingGroup, ...]:
        """The reporting groups: departments with one label; a label may be another's key."""
        members: dict[str, list[Department]] = {}
        for department in self.departments:
            members.setdefault(department.group or department.key, []).append(department)
        return tuple(
            ReportingGroup(
                key=key, name=" + ".join(d.name for d in found), departments=tuple(found)
            )
            for key, found in sorted(members.items())
        )

    def is_not_applicable(self, *, department: str, activity: str) -> bool:
        """Whether the department is not asked the activity's department items."""
        return (department, activity) in self.not_applicable
