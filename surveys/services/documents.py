"""What pages show of a report's documents, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from surveys import queries
from surveys.models import Assessment, Release, ReportFile, ReportKind
from surveys.services import drawing, reports

FORMATS = {"pdf": "PDF", "xlsx": "XLSX", "docx": "DOCX", "zip": "ZIP", "json": "JSON"}
CHANGES = (
    "published",
    "organisation settings",
    "report edit",
    "report edit taken back",
    "report section",
)
"""What is noted where documents are no longer as they would be drawn now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """``path``: what its address ends with. ``stale``: something has changed since."""

    path: str
    label: str
    format: str
    size: int
    draft: bool
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """``stale_since``: since when some are out of date, where that is known."""

    lines: tuple[DocumentLine, ...]
    not_made: int
    stale: int
    stale_since: datetime | None


def public(assessment: Assessment, release: Release) -> tuple[DocumentLine, ...]:
    """What executives may download. Two SQL."""
    files = queries.files_of(release).filter(queries.PUBLIC_FILES)
    return _lines(assessment, list(files), made_from=None)


def every(assessment: Assessment, release: Release) -> Documents:
    """What consultants may download, and how it stands."""
    setting, wanted = reports.setting_of(release), reports.wanted(release)
    files = [f for f in queries.files_of(release) if f.kind != ReportKind.CHARTS]
    lines = _lines(assessment, files, made_from=setting.made_from)
    old = [file.made_at for file in files if file.made_from != setting.made_from]
    times = [at for at in old if at is not None]
    have = {(file.kind, file.subject) for file in files}
    return Documents(
        lines=lines,
        not_made=sum(piece not in have and piece[0] != ReportKind.CHARTS for piece in wanted),
        stale=len(old),
        stale_since=queries.changed_since(assessment, min(times), *CHANGES) if times else None,
    )


def by_release(assessment: Assessment) -> dict[int, tuple[DocumentLine, ...]]:
    """Of each release, by number, the documents on everybody. One SQL."""
    files = queries.reports(assessment).filter(subject="").exclude(kind=ReportKind.CHARTS)
    found: dict[int, list[ReportFile]] = {}
    for file in files.defer("content", "release__text"):
        found.setdefault(file.release.number, []).append(file)
    return {number: _lines(assessment, each, made_from=None) for number, each in found.items()}


def _lines(
    assessment: Assessment, files: list[ReportFile], *, made_from: str | None
) -> tuple[DocumentLine, ...]:
    names: dict[str, str] = {}
    if any(file.subject for file in files):
        rows = queries.scope_departments(assessment)
        names = {row.department.key: row.department.name for row in rows}
    order = list(drawing.DOCUMENTS)
    found = sorted(
        files,
        key=lambda file: (
            order.index(file.kind) if file.kind in order else len(order),
            names.get(file.subject, file.subject),
        ),
    )
    return tuple(_line(file, names, made_from) for file in found)


def _line(file: ReportFile, names: dict[str, str], made_from: str | None) -> DocumentLine:
    label, ending = file.get_kind_display(), FORMATS[ReportKind(file.kind).extension]
    if file.subject:
        name = names.get(file.subject, file.subject)
        label = _("%(document)s: %(department)s") % {"document": label, "department": name}
    return DocumentLine(
        path=f"{file.kind}/{file.subject}" if file.subject else file.kind,
        label=label,
        format=ending,
        size=file.size,
        draft=file.mark == reports.DRAFT,
        stale=made_from is not None and file.made_from != made_from,
    )
