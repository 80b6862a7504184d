"""Asking for the extended questions, or leaving them out again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from surveys.services import more_questions
from surveys.services.visits import Invitation
from surveys.views.refusals import for_respondent


@require_POST
@for_respondent
def more(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    wanted = request.POST.get("wanted") == "yes"
    try:
        more_questions.ask(invitation=invitation, wanted=wanted, now=timezone.now())
    except more_questions.NothingMore:
        raise Http404 from None
    return redirect("respondent:overview", invitation.assessment.code)
