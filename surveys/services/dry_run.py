"""A sample of the report before launch: made-up answers to this model, by these departments.

It is no result and is not kept as one: there are no answers and no release. Its documents lie for a
week in the cache that all processes share, and can be made again at any time.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import caches
from django.utils import translation
from django.utils.translation import gettext as _

from readiness.core.made_up import PEOPLE, made_up_counts
from readiness.core.scope import Scope
from readiness.core.tally import DONT_KNOW, NOT_PART, allowed_values
from readiness.reporting.look import Look
from surveys import queries
from surveys.models import BEFORE_CLOSING, Assessment, Job, ModelVersion, User
from surveys.services import job_pages, jobs
from surveys.services.drawing import Counts, Inputs, Wording
from surveys.services.jobs import Held, Refused
from surveys.services.model_versions import model_of
from surveys.services.report_job import PROGRESS
from surveys.services.report_process import converse
from surveys.services.scopes import read_scope

KIND = "sample"
MARK = "sample"
DOCUMENTS = ("summary", "organisation")
KEPT = timedelta(days=7)


class NotOffered(Exception):  # noqa: N818 - reads as what happened
    """Nobody takes part yet, or answers are counted: then the real report is to be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """``people``: made-up answers of each department; ``job``: how the newest one stands."""

    people: int
    documents: tuple[str, ...]
    job: job_pages.JobLine | None


def request(*, assessment: Assessment, user: User | None, now: datetime) -> Job:
    """Have a sample made; the job that does it. Raises NotOffered."""
    if not is_offered(assessment):
        raise NotOffered
    return jobs.enqueue(
        kind=KIND,
        subject=assessment.code,
        organisation=assessment.organisation,
        assessment=assessment,
        user=user,
        now=now,
    )


def is_offered(assessment: Assessment) -> bool:
    return assessment.state in BEFORE_CLOSING and queries.scope_departments(assessment).exists()


def page_of(assessment: Assessment, *, now: datetime) -> Page | None:
    """What a consultant sees of it; nothing where it is not offered. Five SQL."""
    if not is_offered(assessment):
        return None
    job = queries.newest_job(assessment, KIND)
    line = job_pages.line_of(job, now=now) if job else None
    found = caches["default"].get_many([_key(assessment, kind) for kind in DOCUMENTS])
    return Page(
        people=PEOPLE,
        documents=tuple(kind for kind in DOCUMENTS if _key(assessment, kind) in found),
        job=line if line and (line.active or line.again) else None,
    )


def document(assessment: Assessment, kind: str) -> bytes | None:
    """The sample's document, for as long as it is offered and nothing has changed since."""
    if kind not in DOCUMENTS or not is_offered(assessment):
        return None
    found: bytes | None = caches["default"].get(_key(assessment, kind))
    return found


def work(held: Held) -> None:
    """The job: compute and draw as for a report, and store none of it as one."""
    assessment = held.job.assessment
    if assessment is None or not is_offered(assessment):
        raise Refused(_("No sample is made once answers are counted: make the report."))
    held.step("computing", PROGRESS["computing"])
    with closing(converse(_task(assessment), watch=held.watch)) as said:
        for what, content in said:
            name, *piece = what.split(" ", 2)
            if name == "document":
                key = _key(assessment, piece[0])
                caches["default"].set(key, content, KEPT.total_seconds())
            elif what in PROGRESS:
                held.step(what, max(held.job.progress, PROGRESS[what]))


def _task(assessment: Assessment) -> dict[str, Any]:
    """What a report's child process is asked; it draws "sample" across every page."""
    language = assessment.organisation.language
    with translation.override(language):
        scope = sample_scope(read_scope(assessment))
    versions = ModelVersion.objects.filter(pk=assessment.model_version_id)
    return {
        "model": versions.values_list("text", flat=True).get(),
        "text": None,
        "inputs": Inputs(scope=scope, counts=counts_of(assessment, scope)).as_data(),
        "documents": [[kind, ""] for kind in DOCUMENTS],
        "wording": Wording(look=_look(assessment)).as_data(),
        "language": language,
    }


def _look(assessment: Assessment) -> Look:
    """The client's, as the report will have it."""
    organisation = assessment.organisation
    return Look(
        paper=organisation.paper,
        accent=organisation.accent,
        logo=queries.logo(organisation),
        brand=queries.brand(organisation),
        mark=MARK,
    )


def sample_scope(scope: Scope) -> Scope:
    """The same departments, all of whose people answered; its period says what it is."""
    departments = tuple(replace(each, invited=PEOPLE) for each in scope.departments)
    return replace(scope, departments=departments, period=_("sample with made-up answers"))


def counts_of(assessment: Assessment, scope: Scope) -> Counts:
    """Made from the assessment's code, so that another try gives the same."""
    model = model_of(assessment)
    return made_up_counts(
        model=model,
        scope=scope,
        allowed=allowed_values(model=model, scope=scope),
        dont_know=DONT_KNOW,
        not_part=NOT_PART,
        seed=assessment.code,
    )


def _key(assessment: Assessment, kind: str) -> str:
    """Another model or other departments ask for another sample."""
    version = f"{assessment.model_version_id}.{assessment.scope_revision}"
    return f"sample.{assessment.code}.{version}.{kind}"
