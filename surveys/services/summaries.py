"""Which results an executive may open."""

from __future__ import annotations

from surveys import queries
from surveys.models import Organisation, State
from surveys.services.console import AssessmentLine, line_of


def published(organisation: Organisation) -> list[AssessmentLine]:
    """Assessments with a published result, newest first."""
    found = queries.assessments(organisation).filter(state__in=(State.PUBLISHED, State.ARCHIVED))
    return [line_of(assessment) for assessment in found]
