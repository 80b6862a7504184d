"""The record of a workshop: what was voted, agreed and is to be done. Nothing on it changes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.access import CONSULTS, get_assessment, get_workshop
from surveys.services import closing_pages
from surveys.views.members import for_members


@for_members
@require_safe
def record(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    workshop = get_workshop(assessment, key)
    page = {
        "organisation": assessment.organisation,
        "assessment": assessment,
        "workshop": workshop,
        "record": closing_pages.record_of(workshop),
    }
    return render(request, "workshop/record.html", page)
