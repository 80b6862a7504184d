"""What an executive sees: the results that were published, each as one page with its documents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from surveys.access import (
    READS_RESULTS,
    get_newest_release,
    get_organisation,
    get_published,
    get_report,
)
from surveys.services import documents, summaries
from surveys.services.job_pages import report_line
from surveys.views.downloads import report_download
from surveys.views.members import for_members


@for_members
@require_safe
def results(request: HttpRequest, organisation: str) -> HttpResponse:
    found = get_organisation(request.user, organisation, roles=READS_RESULTS)
    page = {"organisation": found, "results": summaries.published(found)}
    return render(request, "executive/results.html", page)


@for_members
@require_safe
def summary(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    assessment = get_published(request.user, organisation, code)
    release = get_newest_release(assessment)
    story = summaries.story_of(assessment=assessment, release=release)
    page = {
        "organisation": assessment.organisation,
        "assessment": assessment,
        "release": release,
        "summary": story.summary,
        "workings": story.workings,
        "documents": documents.public(assessment, release),
        "report": report_line(assessment, now=timezone.now()),
    }
    return render(request, "executive/summary.html", page)


@for_members
@require_safe
def report(
    request: HttpRequest, organisation: str, code: str, number: int, kind: str
) -> HttpResponse:
    assessment = get_published(request.user, organisation, code)
    return report_download(get_report(assessment, number, kind, public=True))
