"""What the executive page shows: the sentences of the report, from the stored release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surveys import queries
from surveys.models import Assessment, Organisation, Release, State
from surveys.services.console import AssessmentLine, line_of
from surveys.services.model_versions import in_words
from surveys.services.stored_release import read_release

if TYPE_CHECKING:
    from readiness.reporting.story.whole import Story


def published(organisation: Organisation) -> list[AssessmentLine]:
    """Assessments with a published result, newest first."""
    found = queries.assessments(organisation).filter(state__in=(State.PUBLISHED, State.ARCHIVED))
    return [line_of(assessment) for assessment in found]


def story_of(*, assessment: Assessment, release: Release) -> Story:
    """What the report says, as finished text; an executive's page is its summary."""
    from readiness.reporting.story.build import build_story  # noqa: PLC0415 - slow import

    return build_story(release=read_release(release.text), model=in_words(assessment))
