"""How long somebody has been answering: added up in a cookie of their own, and nowhere else.

Each page that is opened adds the time since the one before; after a longer pause nothing is added,
so that who comes back the next day has not taken a day. Who goes on in another browser is not
measured there. The cookie is signed for one visit, so that it says nothing else than what we wrote,
and nothing of who used the browser before.
"""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from surveys.access import Invitation, visit_key
from surveys.views.cookies import keep

PAUSE = 5 * 60
"""Seconds without a page that are taken for a pause."""

KEPT = 60 * 24 * 60 * 60


def begin(response: HttpResponse, invitation: Invitation, *, now: datetime) -> None:
    _keep(response, invitation, 0, now)


def go_on(
    request: HttpRequest, response: HttpResponse, invitation: Invitation, *, now: datetime
) -> None:
    """Add the time since the page before; nothing for who is not measured here."""
    seconds = taken(request, invitation, now=now)
    if seconds is not None:
        _keep(response, invitation, seconds, now)


def taken(request: HttpRequest, invitation: Invitation, *, now: datetime) -> int | None:
    """Seconds spent until now, None for who is not measured here."""
    try:
        kept = _signer(invitation).unsign(request.COOKIES.get(_name(invitation), ""))
        seconds, last = (int(part) for part in kept.split("."))
    except (BadSignature, ValueError):
        return None
    since = int(now.timestamp()) - last
    return seconds + (since if 0 <= since <= PAUSE else 0)


def forget(response: HttpResponse, invitation: Invitation) -> None:
    response.delete_cookie(_name(invitation), path=_path(invitation), samesite="Lax")


def _keep(response: HttpResponse, invitation: Invitation, seconds: int, now: datetime) -> None:
    keep(
        response,
        _name(invitation),
        _signer(invitation).sign(f"{seconds}.{int(now.timestamp())}"),
        max_age=KEPT,
        path=_path(invitation),
    )


def _name(invitation: Invitation) -> str:
    return f"pace-{invitation.assessment.code}"


def _path(invitation: Invitation) -> str:
    return reverse("respondent:welcome", args=[invitation.assessment.code])


def _signer(invitation: Invitation) -> Signer:
    return Signer(salt=f"surveys.pace {visit_key(invitation)}")
