"""All pages of the organisation report together."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.reporting.story.answers import AnswersPage
from readiness.reporting.story.contents import ContentsPage
from readiness.reporting.story.domains import DomainsPage
from readiness.reporting.story.effort_benefit import EffortPage
from readiness.reporting.story.roadmap import Roadmap
from readiness.reporting.story.since import SincePage
from readiness.reporting.story.types import (
    Annex,
    Cover,
    DepartmentsPage,
    FormPage,
    GapsPage,
    GatesPage,
    MethodPage,
    QuestionPage,
    RaciPage,
    ResultsPage,
    StepsPage,
    Summary,
)
from readiness.reporting.story.workings import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The whole report. ``running`` is the line at the foot of every page.

    A page is None where the model does not ask for what stands on it, or where nothing would stand
    on it. There is never both ``gaps`` and ``results``.
    """

    title: str
    subject: str
    language: str
    running: str
    cover: Cover
    summary: Summary
    questions: tuple[QuestionPage, ...]
    domains: DomainsPage | None
    answers: AnswersPage | None
    gaps: GapsPage | None
    results: ResultsPage | None
    gates: GatesPage | None
    since: SincePage | None
    departments: DepartmentsPage | None
    raci: RaciPage | None
    form: FormPage | None
    effort: EffortPage | None
    steps: StepsPage | None
    roadmap: Roadmap | None
    method: MethodPage
    contents: ContentsPage | None
    annex: Annex | None
    workings: tuple[Working, ...]
