"""What an organisation is called, where and when it works, and its logo."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from surveys import queries
from surveys.access import CONSULTS, SETS_UP, get_organisation
from surveys.forms.organisation import OrganisationForm
from surveys.services import organisation_settings
from surveys.services.organisation_settings import AccentRefused, LogoRefused
from surveys.views.members import for_members

WHY_NOT: dict[str, Promise] = {
    "large": gettext_lazy("The file is larger than 2 MB. Save it smaller and choose it again."),
    "pixels": gettext_lazy("The picture has too many pixels. Save it smaller and choose it again."),
    "kind": gettext_lazy(
        "The file is no PNG, JPEG, WebP or GIF that can be read. Save the logo as PNG and choose "
        "it again."
    ),
}


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, organisation: str) -> HttpResponse:
    found = get_organisation(request.user, organisation, roles=CONSULTS)
    posted, has_logo = request.method == "POST", bool(queries.logo(found))
    has_brand = bool(queries.brand(found))
    form = OrganisationForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        languages=settings.LANGUAGES,
        has_logo=has_logo,
        has_brand=has_brand,
        initial={
            "name": found.name,
            "time_zone": found.time_zone,
            "language": found.language,
            "work_days": list(found.work_days),
            "work_from": found.work_from,
            "work_until": found.work_until,
            "accent": found.accent,
            "paper": found.paper,
        },
    )
    if posted and form.is_valid():
        try:
            organisation_settings.keep(
                organisation=found,
                **form.cleaned_data,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except LogoRefused as error:
            form.add_error(error.field, str(WHY_NOT[error.reason]))
        except AccentRefused as error:
            form.add_error("accent", str(error))
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("console:organisation-settings", organisation)
    page = {"organisation": found, "form": form, "has_logo": has_logo}
    return render(request, "console/invite/settings.html", page, status=422 if form.errors else 200)


@for_members
@require_safe
def logo(request: HttpRequest, organisation: str) -> HttpResponse:
    """The picture as we made it; the whole site sends nosniff."""
    found = get_organisation(request.user, organisation, roles=SETS_UP)
    return _picture(queries.logo(found))


@for_members
@require_safe
def brand(request: HttpRequest, organisation: str) -> HttpResponse:
    """The consultant's own, likewise."""
    found = get_organisation(request.user, organisation, roles=SETS_UP)
    return _picture(queries.brand(found))


def _picture(content: bytes) -> HttpResponse:
    if not content:
        raise Http404
    return HttpResponse(content, content_type="image/png")
