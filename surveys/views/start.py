"""What a newcomer sees first: what Readiness is, and the reports of the sample organisations."""

from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe


class Report(NamedTuple):
    name: str
    title: Promise
    about: Promise


REPORTS = (
    Report(
        "organisation-report.pdf",
        _("Report on an organisation"),
        _("Scattered listening, contested replies, new services left to IT: the whole report."),
    ),
    Report(
        "summary.pdf",
        _("One-page summary"),
        _("The same organisation on the page that an executive forwards."),
    ),
    Report(
        "healthy-organisation-report.pdf",
        _("Report on a healthy organisation"),
        _("For comparison: what it looks like when most activities have an owner."),
    ),
)
PICTURE = "report-page.png"
# The only names that are ever looked for in the folder.
CONTENT_TYPES = {PICTURE: "image/png"} | {report.name: "application/pdf" for report in REPORTS}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "start.html",
        {
            "reports": [report for report in REPORTS if _path(report.name).is_file()],
            "picture": PICTURE if _path(PICTURE).is_file() else None,
        },
    )


@require_safe
def sample(request: HttpRequest, name: str) -> HttpResponseBase:
    if name not in CONTENT_TYPES:
        raise Http404
    try:
        file = _path(name).open("rb")
    except FileNotFoundError:
        return render(request, "sample_missing.html", status=404)
    return FileResponse(file, content_type=CONTENT_TYPES[name], filename=name)


def _path(name: str) -> Path:
    return Path(settings.SAMPLE_DIR) / name
