"""The entry: from a Release to the whole report in words."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting.story.annex import build_annex
from readiness.reporting.story.answers import build_answers
from readiness.reporting.story.contents import build_contents
from readiness.reporting.story.cover import build_cover
from readiness.reporting.story.departments import build_departments
from readiness.reporting.story.domains import build_domains
from readiness.reporting.story.effort_benefit import build_effort
from readiness.reporting.story.gaps import build_gaps, shares_one_scale
from readiness.reporting.story.gates import build_gates
from readiness.reporting.story.headline import headline
from readiness.reporting.story.method import build_method
from readiness.reporting.story.organising import build_form
from readiness.reporting.story.plain_annex import build_plain_annex
from readiness.reporting.story.plain_departments import build_plain_departments
from readiness.reporting.story.plain_method import build_plain_method
from readiness.reporting.story.plain_summary import build_plain_summary
from readiness.reporting.story.questions import build_questions
from readiness.reporting.story.raci import build_raci
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.results import build_results
from readiness.reporting.story.retold import retold
from readiness.reporting.story.roadmap import build_roadmap
from readiness.reporting.story.since import build_since
from readiness.reporting.story.steps import build_steps
from readiness.reporting.story.summary import build_summary
from readiness.reporting.story.whole import Story
from readiness.reporting.story.wording import upper_first
from readiness.reporting.story.workings import build_workings


def build_story(*, release: Release, model: ActivityModel) -> Story:
    """Everything the organisation report says. ``model`` is the version that ``release`` names."""
    release = retold(release, model)
    reading = Reading(release=release, model=model)
    name = release.organisation.name or upper_first(reading.organisation())
    owners = model.asks_for_owners
    gaps = owners and shares_one_scale(reading)
    annex = build_annex(reading) if owners else build_plain_annex(reading)
    return Story(
        title=_("%(model)s: %(organisation)s")
        % {"model": release.model.title, "organisation": name},
        subject=headline(reading),
        language=get_language() or model.model.language,
        running=_running(reading, name),
        cover=build_cover(reading),
        summary=build_summary(reading) if owners else build_plain_summary(reading),
        questions=build_questions(reading),
        domains=build_domains(reading),
        answers=build_answers(reading),
        gaps=build_gaps(reading) if gaps else None,
        results=None if gaps else build_results(reading),
        gates=build_gates(reading),
        since=build_since(reading),
        departments=build_departments(reading) if gaps else build_plain_departments(reading),
        raci=build_raci(reading) if owners else None,
        form=build_form(reading) if release.form is not None else None,
        effort=build_effort(reading),
        steps=build_steps(reading),
        roadmap=build_roadmap(reading),
        method=build_method(reading) if owners else build_plain_method(reading),
        contents=build_contents(annex),
        annex=annex,
        workings=build_workings(reading),
    )


def _running(reading: Reading, name: str) -> str:
    values = {"organisation": name, "model": reading.release.model.title}
    if reading.protected:
        return _("%(organisation)s · %(model)s · confidential") % values
    if reading.alone:
        return _("%(organisation)s · %(model)s") % values
    return _("%(organisation)s · %(model)s · not for passing on") % values
