"""Input that no page of ours can have sent is answered before any view sees it."""

from collections.abc import Callable, Iterable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Respond = Callable[[HttpRequest], HttpResponse]

FORM = "application/x-www-form-urlencoded"
LARGEST_ANSWER = 64 * 1024
"""Bytes; the largest page of a respondent sends less than a tenth."""
RESPONDENT = "/r/"


def refuse_odd_input(get_response: Respond) -> Respond:
    """400 for NUL, half characters and broken UTF-8 anywhere; 413 for what is too large."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            if is_too_large(request):
                return render(request, "413.html", status=413)
            odd = is_odd(request)
        except RequestDataTooBig:
            return render(request, "413.html", status=413)
        except (BadRequest, UnicodeError, LookupError):
            odd = True
        return render(request, "400.html", status=400) if odd else get_response(request)

    return middleware


def is_too_large(request: HttpRequest) -> bool:
    if not request.path_info.startswith(RESPONDENT):
        return False
    length = request.headers.get("Content-Length") or "0"
    return not length.isdigit() or int(length) > LARGEST_ANSWER


def is_odd(request: HttpRequest) -> bool:
    # Django leaves bytes of the path that are no UTF-8 as %XX.
    query = str(request.META.get("QUERY_STRING", ""))
    raw = [unquote_to_bytes(request.path_info), unquote_to_bytes(query)]
    texts: list[str] = [request.path_info]
    if request.method == "POST":
        if request.content_type == FORM:
            raw.append(unquote_to_bytes(request.body.replace(b"+", b" ")))
        texts += _sent(request)
    return any(map(_is_broken, raw)) or any(map(_is_unstorable, texts))


def _sent(request: HttpRequest) -> Iterable[str]:
    for name, values in request.POST.lists():
        yield name
        yield from (value for value in values if isinstance(value, str))


def _is_broken(raw: bytes) -> bool:
    if b"\x00" in raw:
        return True
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _is_unstorable(text: str) -> bool:
    """Whether a database would refuse it."""
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
