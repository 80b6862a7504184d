"""Make the documents of a stored release and keep their bytes."""

from __future__ import annotations

import hashlib
from datetime import datetime

from surveys import queries
from surveys.models import Assessment, Release, ReportFile, ReportKind, User
from surveys.services import releases
from surveys.services.model_versions import model_of
from surveys.services.stored_release import read_release


class ReleaseDamaged(Exception):  # noqa: N818 - reads as what happened
    """The stored text is not what was released: its SHA-256 differs."""


def release_and_make(*, assessment: Assessment, user: User | None, now: datetime) -> Release:
    """A release of what closing left, with its documents.

    Raises IllegalTransition or ReleaseDamaged.
    """
    release = releases.make(assessment=assessment, user=user, now=now)
    make(release=release)
    return release


def make(*, release: Release) -> list[ReportFile]:
    """Every document of ``release``; those that exist are returned as they are.

    Raises ReleaseDamaged.
    """
    have = {file.kind: file for file in ReportFile.objects.filter(release=release)}
    missing = [kind for kind in ReportKind if kind not in have]
    for kind in missing:
        content = _drawn(release, kind)
        have[kind], _made = ReportFile.objects.get_or_create(
            release=release,
            kind=kind,
            defaults={
                "content": content,
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
            },
        )
    return [have[kind] for kind in ReportKind]


def _drawn(release: Release, kind: ReportKind) -> bytes:
    from readiness.reporting import pdf  # noqa: PLC0415 - slow import

    if hashlib.sha256(release.text.encode()).hexdigest() != release.sha256:
        raise ReleaseDamaged
    result = read_release(release.text)
    [assessment] = queries.assessments(release.assessment.organisation).filter(
        pk=release.assessment_id
    )
    draw = pdf.organisation_report if kind == ReportKind.ORGANISATION else pdf.summary
    return draw(release=result, model=model_of(assessment))
