"""A new draft, and another activity model for a draft that nobody has answered yet."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from surveys.access import CONSULTS, Assessment, get_assessment, get_organisation
from surveys.forms.models import DraftForm, ModelChoice
from surveys.services import drafts, model_pages, model_versions
from surveys.services.drafts import MarksChanged, NotDraft
from surveys.services.model_versions import Found
from surveys.views.difference import in_words
from surveys.views.members import for_members

NOT_DRAFT = gettext_lazy(
    "People may have answered, so the model of this assessment does not change any more. Only a "
    "draft can be moved; begin another assessment for another model."
)
CHANGED = gettext_lazy(
    "Something has changed since this page was made. Look at what is below and confirm again."
)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    """Begin an assessment with a model, a title and every department there is."""
    of = get_organisation(request.user, organisation, roles=CONSULTS)
    form = DraftForm(
        request.POST if request.method == "POST" else None,
        choices=model_pages.choices(of),
        initial={"model": request.GET.get("model", "")},
    )
    if form.is_valid():
        fingerprint, profile = form.chosen
        made = drafts.make(
            organisation=of,
            found=model_versions.find(of, fingerprint),
            profile=profile,
            title=form.cleaned_data["title"],
            period=form.cleaned_data["period"],
            user=request.user,  # type: ignore[arg-type]  # signed in
            now=timezone.now(),
        )
        messages.success(request, _("Draft begun: %(title)s.") % {"title": made.title})
        return redirect("console:assessment", organisation, made.code)
    status = 422 if form.is_bound else 200
    page = {"organisation": of, "form": form}
    return render(request, "console/models/draft.html", page, status=status)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Choose another model, see what would change, and confirm it."""
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    page: dict[str, Any] = {"organisation": assessment.organisation, "assessment": assessment}
    if assessment.state != "draft":
        return _shown(request, page | {"refusal": NOT_DRAFT}, status=409)
    sent = request.POST if request.method == "POST" else request.GET
    form = ModelChoice(
        sent if "model" in sent or request.method == "POST" else None,
        choices=model_pages.choices(assessment.organisation),
        initial={"model": _now(assessment)},
    )
    page["form"] = form
    if not form.is_valid():
        return _shown(request, page, status=422 if form.is_bound else 200)
    fingerprint, profile = form.chosen
    to = model_versions.find(assessment.organisation, fingerprint)
    refusal = None
    if request.method == "POST":
        refusal = _move(request, assessment, to, profile)
        if refusal is None:
            name = f"{to.line.title} {to.line.version}"
            messages.success(request, _("This draft now uses %(name)s.") % {"name": name})
            return redirect("console:assessment", organisation, code)
    page |= {
        "refusal": refusal,
        "choice": form.cleaned_data["model"],
        "same": form.cleaned_data["model"] == _now(assessment),
        "seen": assessment.model_version.sha256,
        "difference": in_words(model_pages.moved(assessment, to)),
        "marks": drafts.marks_to_drop(assessment, to.model),
    }
    return _shown(request, page, status=409 if refusal else 200)


def _move(request: HttpRequest, assessment: Assessment, to: Found, profile: str) -> str | None:
    """Do what was confirmed; otherwise say why not."""
    try:
        drafts.move(
            assessment=assessment,
            seen=request.POST.get("seen", ""),
            to=to,
            profile=profile,
            confirmed=request.POST.getlist("drop"),
            user=request.user,  # type: ignore[arg-type]  # signed in
            now=timezone.now(),
        )
    except NotDraft:
        return str(NOT_DRAFT)
    except MarksChanged:
        assessment.refresh_from_db()
        return str(CHANGED)
    return None


def _now(assessment: Assessment) -> str:
    """The choice that stands for what the draft uses."""
    fingerprint, profile = assessment.model_version.fingerprint, assessment.profile
    return f"{fingerprint}.{profile}" if profile else fingerprint


def _shown(request: HttpRequest, page: dict[str, Any], *, status: int) -> HttpResponse:
    return render(request, "console/models/move.html", page, status=status)
