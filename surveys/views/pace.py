"""How long somebody has been answering: added up in a cookie of their own, and nowhere else.

Each page that is opened adds the time since the one before; after a longer pause nothing is added,
so that who comes back the next day has not taken a day. Who goes on in another browser is not
measured there. The cookie is signed, so that it says nothing else than what we wrote.
"""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from surveys.views.cookies import keep

PAUSE = 5 * 60
"""Seconds without a page that are taken for a pause."""

KEPT = 60 * 24 * 60 * 60


def begin(response: HttpResponse, code: str, *, now: datetime) -> None:
    _keep(response, code, 0, now)


def go_on(request: HttpRequest, response: HttpResponse, code: str, *, now: datetime) -> None:
    """Add the time since the page before; nothing for who is not measured here."""
    seconds = taken(request, code, now=now)
    if seconds is not None:
        _keep(response, code, seconds, now)


def taken(request: HttpRequest, code: str, *, now: datetime) -> int | None:
    """Seconds spent until now, None for who is not measured here."""
    try:
        kept = _signer().unsign(request.COOKIES.get(_name(code), ""))
        seconds, last = (int(part) for part in kept.split("."))
    except (BadSignature, ValueError):
        return None
    since = int(now.timestamp()) - last
    return seconds + (since if 0 <= since <= PAUSE else 0)


def forget(response: HttpResponse, code: str) -> None:
    response.delete_cookie(_name(code), path=_path(code), samesite="Lax")


def _keep(response: HttpResponse, code: str, seconds: int, now: datetime) -> None:
    keep(
        response,
        _name(code),
        _signer().sign(f"{seconds}.{int(now.timestamp())}"),
        max_age=KEPT,
        path=_path(code),
    )


def _name(code: str) -> str:
    return f"pace-{code}"


def _path(code: str) -> str:
    return reverse("respondent:welcome", args=[code])


def _signer() -> Signer:
    return Signer(salt="surveys.pace")
