"""A report as a job: computed and drawn by a child process, each part kept as soon as it is there.

A try that is cut off leaves what it has stored; the next one goes on from there.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.models import Assessment, ModelVersion, Release
from surveys.services import releases, reports
from surveys.services.assessments import IllegalTransition
from surveys.services.drawing import Inputs, Piece
from surveys.services.jobs import Held, Refused
from surveys.services.report_process import converse

Given = TypeVar("Given")

PROGRESS = {"computing": 5, "drawing": 20, "laying_out": 50}
MADE = 95
AT_ONCE = 6
"""Documents that one child draws: for all of them at once its limits would be too narrow."""


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
    release = held.job.release or _computed(held, assessment)
    # Also what was edited or published while it was drawn.
    while missing := reports.missing(release):
        _draw(held, assessment, release, missing)


def _computed(held: Held, assessment: Assessment) -> Release:
    held.step("computing", PROGRESS["computing"])
    inputs, release = releases.gather(assessment), None
    task = _task(assessment, inputs=inputs.as_data())
    with closing(converse(task, watch=held.watch)) as said:
        for what, content in said:
            if what == "release":
                release = _keep_release(held, assessment, inputs, content.decode())
    return _given(release)


def _draw(held: Held, assessment: Assessment, release: Release, missing: list[Piece]) -> None:
    setting, every = reports.setting_of(release), len(reports.wanted(release))
    done = every - len(missing)
    task = _task(
        assessment,
        text=reports.checked_text(release),
        documents=missing[:AT_ONCE],
        wording=setting.wording.as_data(),
        language=setting.language,
    )
    with closing(converse(task, watch=held.watch)) as said:
        for what, content in said:
            name, *piece = what.split(" ", 2)
            if name == "document":
                done += 1
                progress = PROGRESS["drawing"] + (MADE - PROGRESS["drawing"]) * done // every
                with transaction.atomic():
                    reports.keep(
                        release=release,
                        piece=(piece[0], piece[1]),
                        content=content,
                        setting=setting,
                        now=held.clock(),
                    )
                    _say(held, held.job.step, progress)
            else:
                _say(held, what, PROGRESS[what])


def _task(assessment: Assessment, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON
    model = ModelVersion.objects.values_list("text", flat=True).get(pk=assessment.model_version_id)
    nothing: dict[str, Any] = {"text": None, "inputs": None, "documents": [], "wording": None}
    return nothing | {"model": model, "language": assessment.organisation.language} | more


def _keep_release(held: Held, assessment: Assessment, inputs: Inputs, text: str) -> Release:
    with transaction.atomic():
        release = releases.keep(
            assessment=assessment, inputs=inputs, text=text, user=held.job.user, now=held.clock()
        )
        held.step("drawing", PROGRESS["drawing"], release=release)
    return release


def _say(held: Held, step: str, progress: int) -> None:
    """Progress goes forward alone, although each document is drawn and laid out."""
    held.step(step, max(held.job.progress, progress))


def _given(value: Given | None) -> Given:
    """What must be there by now."""
    if value is None:
        raise TypeError("a report needs its assessment, and documents need their release")
    return value
