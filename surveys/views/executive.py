"""What an executive sees: published results, from the summary down to one activity."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from surveys.access import (
    READS_RESULTS,
    Assessment,
    get_newest_release,
    get_organisation,
    get_published,
    get_report,
)
from surveys.services import documents, drill, summaries
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
    result = _result(assessment)
    page = _page(result) | {
        "findings": drill.findings(result.story),
        "areas": drill.areas(result.story),
        "charts": drill.standing_charts(result),
        "answers": result.charts("answers"),
        "documents": documents.public(assessment, result.release),
        "report": report_line(assessment, now=timezone.now()),
    }
    return render(request, "executive/summary.html", page)


@for_members
@require_safe
def question(request: HttpRequest, organisation: str, code: str, question: str) -> HttpResponse:
    result = _result(get_published(request.user, organisation, code))
    found = result.question(question)
    if found is None:
        raise Http404
    charts = {
        "owners": result.owners_chart(found),
        "points": result.charts(f"points-{found.heading.code}"),
    }
    return render(request, "executive/question.html", _page(result) | {"page": found} | charts)


@for_members
@require_safe
def activity(request: HttpRequest, organisation: str, code: str, activity: str) -> HttpResponse:
    result = _result(get_published(request.user, organisation, code))
    found = result.activity(activity)
    if found is None:
        raise Http404
    charts = {"owners": result.owners_chart(found)}
    return render(request, "executive/activity.html", _page(result) | {"page": found} | charts)


@for_members
@require_safe
def changes(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """What changed since an earlier round; there is no such page where none was named."""
    result = _result(get_published(request.user, organisation, code))
    if result.story.since is None:
        raise Http404
    charts = {"charts": result.charts("since")}
    return render(request, "executive/changes.html", _page(result) | charts)


@for_members
@require_safe
def report(
    request: HttpRequest, organisation: str, code: str, number: int, kind: str
) -> HttpResponse:
    assessment = get_published(request.user, organisation, code)
    return report_download(get_report(assessment, number, kind, public=True))


def _result(assessment: Assessment) -> drill.Result:
    return drill.Result(assessment=assessment, release=get_newest_release(assessment))


def _page(result: drill.Result) -> dict[str, object]:
    """What every page of a result has."""
    return {
        "organisation": result.assessment.organisation,
        "assessment": result.assessment,
        "release": result.release,
        "story": result.story,
        "edits": drill.edits_section(result.story),
    }
