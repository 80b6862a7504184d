"""What is done in the background for an organisation: how it stands, cancel, try again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.access import CONSULTS, get_job, get_organisation
from surveys.services import job_pages
from surveys.services import jobs as work
from surveys.views.members import for_members


@for_members
@require_safe
def jobs(request: HttpRequest, organisation: str) -> HttpResponse:
    found = get_organisation(request.user, organisation, roles=CONSULTS)
    page = {"organisation": found, "jobs": job_pages.lines(found, now=timezone.now())}
    return render(request, "console/jobs.html", page)


@for_members
@require_safe
def job(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """How one job stands; the page asks again until it is over."""
    found = get_job(request.user, organisation, code)
    line = job_pages.line_of(found, now=timezone.now())
    if request.GET.get("seen") == line.mark:
        return HttpResponse(status=204)
    page = {
        "organisation": found.organisation,
        "job": line,
        "still": "still" in request.GET,
        "assessment": found.assessment,
    }
    return render(request, "console/job.html", page)


@for_members
@require_POST
def cancel(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    return _change(request, organisation, code, work.cancel)


@for_members
@require_POST
def retry(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    return _change(request, organisation, code, work.retry)


def _change(
    request: HttpRequest, organisation: str, code: str, do: Callable[..., None]
) -> HttpResponse:
    """Back to the job's page, which says how it stands now."""
    found = get_job(request.user, organisation, code)
    try:
        do(job=found, user=request.user, now=timezone.now())
    except work.NotPossible:
        messages.info(request, _("It has moved on meanwhile: below is how it stands now."))
    return redirect("console:job", organisation, code)
