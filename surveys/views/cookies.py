"""Cookies that stand for somebody: no script reads them and no other site's form sends them."""

from django.conf import settings
from django.http import HttpResponse

from surveys.access import COOKIE_MAX_AGE


def keep(
    response: HttpResponse,
    name: str,
    value: str,
    *,
    max_age: int = COOKIE_MAX_AGE,
    path: str = "/",
) -> None:
    """Have the browser keep ``value``; over plain HTTP only where sessions are kept so, too."""
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
