"""The documents of a stored release: asked for, drawn, and their bytes kept.

A document is *missing* where what it would be made from now is not what it was made from: another
look, other edits, published since, or a newer version of the program. The one there is stays until
the new one takes its place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.utils import translation

from readiness.reporting.look import Look
from surveys import queries
from surveys.models import (
    Assessment,
    Job,
    Release,
    ReportFile,
    State,
    User,
)
from surveys.services import assessments, drawing, jobs, report_edits
from surveys.services.assessments import IllegalTransition
from surveys.services.drawing import Piece, Wording
from surveys.services.model_versions import in_words

DRAFT = "draft"
PUBLIC = (State.PUBLISHED, State.ARCHIVED)


class ReleaseDamaged(Exception):  # noqa: N818 - reads as what happened
    """The stored text is not what was released: its SHA-256 differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What documents are drawn from beside the figures; ``made_from`` is the SHA-256 of it all."""

    wording: Wording
    language: str
    made_from: str


def request(*, assessment: Assessment, user: User | None, now: datetime) -> Job:
    """Have a release of what closing left made, with its documents; the job that does it.

    Raises IllegalTransition.
    """
    with transaction.atomic():
        rows = queries.assessments(assessment.organisation).select_for_update(of=("self",))
        locked = rows.get(pk=assessment.pk)
        if locked.state not in (State.CLOSED, State.PUBLISHED):
            raise IllegalTransition(locked.state, "release")
        return _enqueue(locked, user, now)


def draw_again(*, assessment: Assessment, user: User | None, now: datetime) -> Job | None:
    """Have the newest release's documents drawn that are missing; None where none is."""
    release = queries.releases(assessment).first()
    if release is None or not missing(release):
        return None
    return _enqueue(assessment, user, now, release)


def publish(*, assessment: Assessment, user: User | None, now: datetime) -> None:
    """Publish the result, and have its documents drawn without the mark of a draft.

    Raises IllegalTransition or ReleaseMissing.
    """
    with transaction.atomic():
        assessments.publish(assessment=assessment, user=user, now=now)
        draw_again(assessment=assessment, user=user, now=now)


def _enqueue(
    assessment: Assessment, user: User | None, now: datetime, release: Release | None = None
) -> Job:
    return jobs.enqueue(
        kind="report",
        subject=assessment.code,
        organisation=assessment.organisation,
        assessment=assessment,
        release=release,
        user=user,
        now=now,
    )


def make(
    *, release: Release, now: datetime, kinds: Collection[str] = tuple(drawing.DOCUMENTS)
) -> list[ReportFile]:
    """Documents of ``release``, drawn here and now; those that are right are left as they are.

    Raises ReleaseDamaged.
    """
    text, found = checked_text(release), setting_of(release)
    for kind, subject in [piece for piece in missing(release) if piece[0] in kinds]:
        with translation.override(found.language):
            content = drawing.draw(
                kind=kind,
                subject=subject,
                text=text,
                model=in_words(_assessment_of(release), found.language),
                wording=found.wording,
            )
        keep(release=release, piece=(kind, subject), content=content, setting=found, now=now)
    files = {(file.kind, file.subject): file for file in queries.files_of(release)}
    return [files[piece] for piece in wanted(release) if piece[0] in kinds]


def wanted(release: Release) -> list[Piece]:
    """Kind and subject of every document, in the order in which they are drawn."""
    return list(_wanted(release.pk, release.sha256))


@lru_cache(maxsize=64)
def _wanted(pk: int, sha256: str) -> tuple[Piece, ...]:  # noqa: ARG001 - part of what it is known by
    """A stored release never changes."""
    return tuple(drawing.wanted(Release.objects.values_list("text", flat=True).get(pk=pk)))


def missing(release: Release) -> list[Piece]:
    """The documents that are not made yet, or were made from something else."""
    made_from = setting_of(release).made_from
    rows = queries.files_of(release).filter(made_from=made_from)
    have = set(rows.values_list("kind", "subject"))
    return [piece for piece in wanted(release) if piece not in have]


def setting_of(release: Release) -> Setting:
    """As it is now. Five SQL."""
    assessment = _assessment_of(release)
    organisation = assessment.organisation
    wording = Wording(
        look=Look(
            paper=organisation.paper,
            accent=organisation.accent,
            logo=queries.logo(organisation),
            brand=queries.brand(organisation),
            mark="" if assessment.state in PUBLIC else DRAFT,
        ),
        edits=report_edits.edits_of(release),
    )
    language = organisation.language
    made = [drawing.VERSION, release.sha256, language, wording.as_data()]
    return Setting(
        wording=wording,
        language=language,
        made_from=hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest(),
    )


def keep(
    *, release: Release, piece: Piece, content: bytes, setting: Setting, now: datetime
) -> ReportFile:
    """The document as it is stored, in place of the one that was there."""
    kind, subject = piece
    file, _made = ReportFile.objects.update_or_create(
        release=release,
        kind=kind,
        subject=subject,
        defaults={
            "content": content,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "made_from": setting.made_from,
            "made_at": now,
            "mark": setting.wording.look.mark,
        },
    )
    return file


def checked_text(release: Release) -> str:
    """Raises ReleaseDamaged."""
    if hashlib.sha256(release.text.encode()).hexdigest() != release.sha256:
        raise ReleaseDamaged
    return release.text


def _assessment_of(release: Release) -> Assessment:
    rows = queries.assessments(release.assessment.organisation)
    return rows.get(pk=release.assessment_id)
