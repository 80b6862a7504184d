"""Make a Release of a closed assessment and keep it as it is printed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from readiness.core.scope import Scope
from readiness.core.tally import tally_from_counts
from surveys import queries
from surveys.models import Assessment, Release, State, User
from surveys.services import audit
from surveys.services.assessments import IllegalTransition
from surveys.services.model_versions import model_of
from surveys.services.scopes import read_scope


def make(*, assessment: Assessment, user: User | None, now: datetime) -> Release:
    """A new release from the counts. The first one freezes the reporting groups.

    The newest is returned when nothing has changed since. Raises IllegalTransition unless the
    assessment is closed or published.
    """
    with transaction.atomic():
        locked = (
            queries.assessments(assessment.organisation)
            .select_for_update(of=("self",))
            .get(pk=assessment.pk)
        )
        if locked.state not in (State.CLOSED, State.PUBLISHED):
            raise IllegalTransition(locked.state, "release")
        text = _assessed(locked, read_scope(locked))
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        newest = queries.releases(locked).first()
        if newest is not None and newest.sha256 == sha256:
            return newest
        zone = ZoneInfo(locked.organisation.time_zone)
        release = Release.objects.create(
            assessment=locked,
            number=newest.number + 1 if newest else 1,
            text=text,
            sha256=sha256,
            made_on=now.astimezone(zone).date(),
        )
        audit.note(
            "release", assessment=locked, user=user, now=now, details=f"{release.number} {sha256}"
        )
    return release


def _assessed(assessment: Assessment, scope: Scope) -> str:
    from readiness.core.assess import assess  # noqa: PLC0415 - slow import

    tally = tally_from_counts(queries.tally(assessment))
    return assess(model=model_of(assessment), scope=scope, tally=tally).to_json()
