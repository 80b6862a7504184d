"""In which language pages are shown: as chosen, else as the person or the browser says."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from surveys.access import Invitation, Organisation


# The worst a forged choice does is another language, and the pages that offer it to everybody send
# no origin that could be checked.
@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie, and back to the page it was made on."""
    response: HttpResponse = set_language(request)
    return response


def begin_in(response: HttpResponse, request: HttpRequest, invitation: Invitation) -> None:
    """Whose link was opened reads on in their own language, unless one was chosen before."""
    language = supported(invitation.person.language) if invitation.person else None
    if language and not _chosen(request):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )


def speak_for(request: HttpRequest, organisation: Organisation) -> None:
    """Where neither a choice nor the browser names a language of ours, the organisation's is."""
    language = supported(organisation.language)
    if language and not _chosen(request) and not _of_browser(request):
        translation.activate(language)
        request.LANGUAGE_CODE = language


def supported(code: str) -> str | None:
    """The language of ours that is meant by a code such as de-AT."""
    try:
        return translation.get_supported_language_variant(code) if code else None
    except LookupError:
        return None


def _chosen(request: HttpRequest) -> str | None:
    return supported(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))


def _of_browser(request: HttpRequest) -> str | None:
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((known for code, _weight in asked if (known := supported(code))), None)
