"""What stands beside the survey: interviews and documents, and an earlier round."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys.access import CONSULTS, Assessment, get_assessment, get_evidence
from surveys.forms.sources import EarlierForm, EvidenceForm
from surveys.services import assessments, sources
from surveys.views.members import for_members

ARCHIVED = sources.Over, sources.NotComparable


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def beside(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """The evidence so far; on POST with which round the next report compares."""
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    rounds = {found.code: found for found in sources.earlier_rounds(assessment)}
    form = EarlierForm(
        request.POST if request.method == "POST" else None,
        rounds=[(key, found.title) for key, found in rounds.items()],
        initial={"earlier": assessment.earlier.code if assessment.earlier else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            sources.compare_with(
                assessment=assessment,
                earlier=rounds.get(form.cleaned_data["earlier"]),
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except ARCHIVED:
            form.add_error(None, _("An archived assessment cannot be changed."))
        else:
            messages.success(request, _("Saved. The next report follows it."))
            return redirect("console:sources", organisation, code)
    page = _page(assessment) | {
        "activities": sources.lines(assessment),
        "form": form,
        "rounds": rounds,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "console/sources.html", page, status=status)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, organisation: str, code: str, activity: str) -> HttpResponse:
    """Add what an interview or a document says of one activity."""
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    lines = {line.code: line for line in sources.lines(assessment)}
    if activity not in lines:
        raise Http404
    now = timezone.now()
    form = EvidenceForm(
        request.POST if request.method == "POST" else None,
        levels=sources.levels_of(assessment, activity),
        today=assessments.today_at(assessment, now),
    )
    if request.method == "POST" and form.is_valid():
        found = sources.Said(
            activity=activity,
            **form.cleaned_data | {"seen_on": form.cleaned_data["seen_on"].isoformat()},
        )
        try:
            sources.add(assessment=assessment, found=found, user=request.user, now=now)  # type: ignore[arg-type]  # signed in
        except sources.Over:
            form.add_error(None, _("An archived assessment cannot be changed."))
        else:
            messages.success(request, _("Added. The next report prints it beside the survey."))
            return redirect("console:sources", organisation, code)
    page = _page(assessment) | {"activity": lines[activity], "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "console/evidence.html", page, status=status)


@for_members
@require_POST
def remove(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    row = get_evidence(assessment, key)
    try:
        sources.remove(evidence=row, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    except sources.Over:
        messages.error(request, _("An archived assessment cannot be changed."))
    else:
        messages.success(request, _("Removed. Reports that were made keep it."))
    return redirect("console:sources", organisation, code)


def _page(assessment: Assessment) -> dict[str, object]:
    return {"organisation": assessment.organisation, "assessment": assessment}
