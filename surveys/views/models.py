"""Activity models of an organisation: list, upload, one version, and two of them compared."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys.access import CONSULTS, Organisation, get_organisation
from surveys.forms.models import UploadForm
from surveys.services import model_pages, model_versions
from surveys.services.model_versions import AnotherModel, Found, InUse, ModelRefused, UnknownVersion
from surveys.views.difference import in_words
from surveys.views.members import for_members


@for_members
@require_safe
def models(request: HttpRequest, organisation: str) -> HttpResponse:
    found = get_organisation(request.user, organisation, roles=CONSULTS)
    page = {"organisation": found, "models": model_versions.catalogue(found)}
    return render(request, "console/models/list.html", page)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, organisation: str) -> HttpResponse:
    """Take a model as it is or say everything that is wrong with it; nothing in between."""
    found = get_organisation(request.user, organisation, roles=CONSULTS)
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    page = {"organisation": found, "form": form}
    if posted and form.is_valid():
        page["file_name"] = form.file_name
        try:
            line, made = model_versions.upload(
                organisation=found,
                content=form.content,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except ModelRefused as error:
            page["problems"] = error.problems
        except AnotherModel as error:
            form.add_error(None, _taken(error))
        else:
            text = _("Stored: %(name)s.") if made else _("%(name)s is there already.")
            messages.success(request, text % {"name": f"{line.title} {line.version}"})
            return redirect("console:model", organisation, line.fingerprint)
    return render(request, "console/models/upload.html", page, status=422 if posted else 200)


@for_members
@require_safe
def model(request: HttpRequest, organisation: str, fingerprint: str) -> HttpResponse:
    found = get_organisation(request.user, organisation, roles=CONSULTS)
    try:
        summary = model_pages.page_of(found, fingerprint)
    except UnknownVersion:
        raise Http404 from None
    return render(request, "console/models/model.html", {"organisation": found, "model": summary})


@for_members
@require_safe
def file(request: HttpRequest, organisation: str, fingerprint: str) -> HttpResponse:
    """The version as it was given."""
    of = get_organisation(request.user, organisation, roles=CONSULTS)
    found = _found(of, fingerprint)
    name = f"{found.line.model_id}-{found.line.version}.yaml"
    return HttpResponse(
        found.text,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, organisation: str, fingerprint: str) -> HttpResponse:
    """Ask, then delete a version that no assessment has used."""
    of = get_organisation(request.user, organisation, roles=CONSULTS)
    line = _found(of, fingerprint).line
    page = {"organisation": of, "line": line, "refused": line.shipped or bool(line.uses)}
    if request.method != "POST":
        return render(request, "console/models/remove.html", page)
    try:
        model_versions.remove(organisation=of, line=line, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    except InUse:
        return render(request, "console/models/remove.html", page | {"refused": True}, status=409)
    except UnknownVersion:
        raise Http404 from None
    messages.success(request, _("Removed: %(name)s.") % {"name": f"{line.title} {line.version}"})
    return redirect("console:models", organisation)


@for_members
@require_safe
def changes(request: HttpRequest, organisation: str, fingerprint: str, to: str) -> HttpResponse:
    """What is other in ``to``."""
    found = get_organisation(request.user, organisation, roles=CONSULTS)
    try:
        difference = model_pages.between(found, fingerprint, to)
    except UnknownVersion:
        raise Http404 from None
    page = {"organisation": found, "difference": in_words(difference)}
    return render(request, "console/models/changes.html", page)


def _found(organisation: Organisation, fingerprint: str) -> Found:
    try:
        return model_versions.find(organisation, fingerprint)
    except UnknownVersion:
        raise Http404 from None


def _taken(error: AnotherModel) -> str:
    text = _(
        "%(id)s %(version)s is stored with other content, and a version never changes. Raise the "
        "version in the file, such as 1.2.4 after 1.2.3, and upload it again."
    )
    return text % {"id": error.model_id, "version": error.version}
