"""Make a Release of a closed assessment and keep it as it is printed."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from surveys import queries
from surveys.models import Assessment, Release, State, User
from surveys.services import audit, drawing, report_edits, sources
from surveys.services.assessments import IllegalTransition, today_at
from surveys.services.drawing import Before, Inputs
from surveys.services.model_versions import model_of
from surveys.services.scopes import read_scope


class InputsChanged(Exception):  # noqa: N818 - reads as what happened
    """The scope or the counts are no longer those that the figures were computed from."""


def make(*, assessment: Assessment, user: User | None, now: datetime) -> Release:
    """A new release from the counts, computed here and now. The first one freezes the groups.

    The newest is returned when nothing has changed since. Raises IllegalTransition unless the
    assessment is closed or published, or InputsChanged.
    """
    inputs = gather(assessment)
    text = drawing.compute(inputs=inputs, model=model_of(assessment))
    return keep(assessment=assessment, inputs=inputs, text=text, user=user, now=now)


def gather(assessment: Assessment) -> Inputs:
    """What a release is computed from. Raises IllegalTransition."""
    with transaction.atomic():
        return _inputs(_locked(assessment))


def keep(
    *, assessment: Assessment, inputs: Inputs, text: str, user: User | None, now: datetime
) -> Release:
    """Store what was computed from ``inputs``, unless it is the newest release.

    Computing takes a while and holds no lock, so what it started from is compared once more.
    Raises IllegalTransition or InputsChanged.
    """
    with transaction.atomic():
        locked = _locked(assessment)
        if _inputs(locked) != inputs:
            raise InputsChanged
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        newest = queries.releases(locked).first()
        if newest is not None and newest.sha256 == sha256:
            return newest
        release = Release.objects.create(
            assessment=locked,
            number=newest.number + 1 if newest else 1,
            text=text,
            sha256=sha256,
            made_on=today_at(locked, now),
        )
        if newest is not None:
            report_edits.carry_over(before=newest, after=release, assessment=locked)
        audit.note(
            "release", assessment=locked, user=user, now=now, details=f"{release.number} {sha256}"
        )
    return release


def _locked(assessment: Assessment) -> Assessment:
    rows = queries.assessments(assessment.organisation).select_for_update(of=("self",))
    locked = rows.get(pk=assessment.pk)
    if locked.state not in (State.CLOSED, State.PUBLISHED):
        raise IllegalTransition(locked.state, "release")
    return locked


def _inputs(locked: Assessment) -> Inputs:
    return Inputs(
        scope=read_scope(locked),
        counts=queries.tally(locked),
        decisions=sources.decisions_of(locked),
        evidence=sources.evidence_of(locked),
        actions=sources.actions_of(locked),
        before=_before(sources.earlier_of(locked)),
    )


def _before(earlier: Assessment | None) -> Before | None:
    if earlier is None:
        return None
    return Before(
        model=earlier.model_version.text,
        scope=read_scope(earlier),
        counts=queries.tally(earlier),
    )
