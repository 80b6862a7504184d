"""The documents of a stored release: asked for, drawn, and their bytes kept."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import translation

from surveys import queries
from surveys.models import Assessment, Job, Release, ReportFile, ReportKind, State, User
from surveys.services import drawing, jobs
from surveys.services.assessments import IllegalTransition
from surveys.services.model_versions import in_words


class ReleaseDamaged(Exception):  # noqa: N818 - reads as what happened
    """The stored text is not what was released: its SHA-256 differs."""


def request(*, assessment: Assessment, user: User | None, now: datetime) -> Job:
    """Have a release of what closing left made, with its documents; the job that does it.

    Raises IllegalTransition.
    """
    with transaction.atomic():
        rows = queries.assessments(assessment.organisation).select_for_update(of=("self",))
        locked = rows.get(pk=assessment.pk)
        if locked.state not in (State.CLOSED, State.PUBLISHED):
            raise IllegalTransition(locked.state, "release")
        return jobs.enqueue(
            kind="report",
            subject=locked.code,
            organisation=locked.organisation,
            assessment=locked,
            user=user,
            now=now,
        )


def make(*, release: Release) -> list[ReportFile]:
    """Every document of ``release``, drawn here and now; those that exist are left as they are.

    Raises ReleaseDamaged.
    """
    text = checked_text(release)
    for kind in missing(release):
        keep(release=release, kind=kind, content=_drawn(release, text, kind))
    files = {file.kind: file for file in ReportFile.objects.filter(release=release)}
    return [files[kind] for kind in ReportKind]


def missing(release: Release) -> list[ReportKind]:
    """The documents that are not made yet."""
    have = ReportFile.objects.filter(release=release).values_list("kind", flat=True)
    return [kind for kind in ReportKind if kind not in set(have)]


def keep(*, release: Release, kind: ReportKind, content: bytes) -> ReportFile:
    """The document as it is stored; the first one stays."""
    file, _made = ReportFile.objects.get_or_create(
        release=release,
        kind=kind,
        defaults={
            "content": content,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
        },
    )
    return file


def checked_text(release: Release) -> str:
    """Raises ReleaseDamaged."""
    if hashlib.sha256(release.text.encode()).hexdigest() != release.sha256:
        raise ReleaseDamaged
    return release.text


def _drawn(release: Release, text: str, kind: ReportKind) -> bytes:
    [assessment] = queries.assessments(release.assessment.organisation).filter(
        pk=release.assessment_id
    )
    language = assessment.organisation.language
    with translation.override(language):
        return drawing.draw(kind=kind, text=text, model=in_words(assessment, language))
