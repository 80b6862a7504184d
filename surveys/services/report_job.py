"""A report as a job: computed and drawn by a child process, each part kept as soon as it is there.

A try that is cut off leaves what it has stored; the next one goes on from there.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.models import Assessment, ModelVersion, Release, ReportKind
from surveys.services import releases, reports
from surveys.services.assessments import IllegalTransition
from surveys.services.drawing import Inputs
from surveys.services.jobs import Held, Refused
from surveys.services.report_process import converse

Given = TypeVar("Given")

PROGRESS = {"computing": 5, "drawing": 20, "laying_out": 50}
DRAWN_FIRST = (ReportKind.SUMMARY, ReportKind.ORGANISATION)
STORED = 40


def work(held: Held) -> None:
    """Compute the release unless it is there, and draw what is missing of its documents."""
    try:
        _make(held)
    except IllegalTransition as error:
        raise Refused(
            _("The assessment is no longer closed or published, so there is nothing to report.")
        ) from error
    except reports.ReleaseDamaged as error:
        raise Refused(
            _(
                "The stored figures are not those that were released. Tell whoever runs this "
                "site: the database has been changed from outside."
            )
        ) from error


def _make(held: Held) -> None:
    assessment = _given(held.job.assessment)
    release, inputs = held.job.release, None
    if release is None:
        held.step("computing", PROGRESS["computing"])
        inputs = releases.gather(assessment)
    missing = [kind for kind in DRAWN_FIRST if release is None or kind in reports.missing(release)]
    if not missing:
        return
    task = _task(assessment, release, inputs, missing)
    with closing(converse(task, watch=held.watch)) as said:
        for what, content in said:
            if what == "release":
                release = _keep_release(held, assessment, _given(inputs), content.decode())
                if not reports.missing(release):
                    return
            elif what in PROGRESS:
                _say(held, what, PROGRESS[what])
            else:
                kind = ReportKind(what.removeprefix("document "))
                _keep_document(held, _given(release), kind, content)


def _task(
    assessment: Assessment,
    release: Release | None,
    inputs: Inputs | None,
    documents: list[ReportKind],
) -> dict[str, Any]:
    model = ModelVersion.objects.values_list("text", flat=True).get(pk=assessment.model_version_id)
    return {
        "model": model,
        "text": reports.checked_text(release) if release else None,
        "inputs": inputs.as_data() if inputs else None,
        "documents": documents,
        "language": assessment.organisation.language,
    }


def _keep_release(held: Held, assessment: Assessment, inputs: Inputs, text: str) -> Release:
    with transaction.atomic():
        release = releases.keep(
            assessment=assessment, inputs=inputs, text=text, user=held.job.user, now=held.clock()
        )
        held.step("drawing", PROGRESS["drawing"], release=release)
    return release


def _keep_document(held: Held, release: Release, kind: ReportKind, content: bytes) -> None:
    with transaction.atomic():
        reports.keep(release=release, kind=kind, content=content)
        _say(held, held.job.step, STORED)


def _say(held: Held, step: str, progress: int) -> None:
    """Progress goes forward alone, although each document is drawn and laid out."""
    held.step(step, max(held.job.progress, progress))


def _given(value: Given | None) -> Given:
    """What must be there by now."""
    if value is None:
        raise TypeError("a report needs its assessment, and documents need their release")
    return value
