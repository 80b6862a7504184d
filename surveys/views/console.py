"""The console: one organisation's assessments, their progress, departments and groups."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys.access import (
    CONSULTS,
    SETS_UP,
    get_assessment,
    get_organisation,
    get_report,
    get_scope_department,
    may_consult,
)
from surveys.forms.console import FactsForm
from surveys.services import assessments as steps
from surveys.services import console, dry_run, lengths, preflight
from surveys.services.groups import FoldedTogether, GroupsFrozen, UnknownGroup, set_groups
from surveys.services.job_pages import report_line
from surveys.views.downloads import report_download
from surveys.views.members import for_members
from surveys.views.steps import groups_form, next_steps, why_not

ROAD = ("draft", "open", "paused", "closed")
"""The states in which the page leads through what is still to be done."""


@for_members
@require_safe
def assessments(request: HttpRequest, organisation: str) -> HttpResponse:
    found = get_organisation(request.user, organisation, roles=SETS_UP)
    page = {
        "organisation": found,
        "assessments": console.lines(found),
        "consults": may_consult(request.user, organisation),
    }
    return render(request, "console/assessments.html", page)


@for_members
@require_safe
def assessment(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    found = get_assessment(request.user, organisation, code)
    details = console.page_of(found)
    consults = may_consult(request.user, organisation)
    page = {
        "organisation": found.organisation,
        "assessment": found,
        "details": details,
        "consults": consults,
        "report": report_line(found, now=timezone.now()) if consults else None,
        "sample": dry_run.page_of(found, now=timezone.now()) if consults else None,
        "steps": next_steps(found.state, released=bool(details.releases)) if consults else (),
    }
    if found.state in ROAD:
        ready = preflight.of(found)
        page |= {"ready": ready, "stage": preflight.stage(found, ready), "limit": lengths.TOO_LONG}
    return render(request, "console/assessment.html", page)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def department(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    """What the head states by name."""
    found = get_assessment(request.user, organisation, code)
    row = get_scope_department(found, key)
    form = FactsForm(
        request.POST if request.method == "POST" else None,
        levels=console.authority_levels(found),
        initial={"head": row.head, "hours": row.hours, "authority": row.authority},
    )
    if request.method == "POST" and form.is_valid():
        try:
            steps.set_facts(row=row, **form.cleaned_data, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
        except (steps.IllegalTransition, steps.FactsOutOfRange):
            form.add_error(None, _("An archived assessment cannot be changed."))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": row.department.name})
            return redirect("console:assessment", organisation, code)
    page = {
        "organisation": found.organisation,
        "assessment": found,
        "department": row.department,
        "form": form,
    }
    return render(request, "console/department.html", page, status=_status(request))


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Which departments are shown together."""
    found = get_assessment(request.user, organisation, code, roles=CONSULTS)
    form = groups_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            set_groups(
                assessment=found,
                groups=form.groups,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except (GroupsFrozen, UnknownGroup, FoldedTogether) as error:
            form.add_error(None, why_not(error))
        else:
            messages.success(request, _("The reporting groups are saved."))
            return redirect("console:assessment", organisation, code)
    page = {"organisation": found.organisation, "assessment": found, "form": form}
    return render(request, "console/groups.html", page, status=_status(request))


@for_members
@require_safe
def report(
    request: HttpRequest, organisation: str, code: str, number: int, kind: str
) -> HttpResponse:
    found = get_assessment(request.user, organisation, code, roles=CONSULTS)
    return report_download(get_report(found, number, kind))


def _status(request: HttpRequest) -> int:
    """A form that is shown again after a POST was not accepted."""
    return 422 if request.method == "POST" else 200
