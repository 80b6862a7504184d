"""What the respondent's own device runs to bridge a time without network."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

WORKER = Path(settings.BASE_DIR) / "static" / "js" / "worker.js"


@cache_control(no_cache=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as all views
    """The service worker, at an address from which it may see the pages of visits and no others."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
