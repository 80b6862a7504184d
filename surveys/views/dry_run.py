"""A sample of the report before launch: have it made, and download it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.access import CONSULTS, get_assessment
from surveys.services import dry_run
from surveys.views.members import for_members


@for_members
@require_POST
def make(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    found = get_assessment(request.user, organisation, code, roles=CONSULTS)
    try:
        job = dry_run.request(assessment=found, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    except dry_run.NotOffered:
        messages.error(
            request,
            _("A sample is made before answers are counted, once departments take part."),
        )
        return redirect("console:assessment", organisation, code)
    return redirect("console:job", organisation, job.code)


@for_members
@require_safe
def document(request: HttpRequest, organisation: str, code: str, kind: str) -> HttpResponse:
    found = get_assessment(request.user, organisation, code, roles=CONSULTS)
    content = dry_run.document(found, kind)
    if content is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="sample-{kind}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
