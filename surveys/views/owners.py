"""Whoever was named in a workshop says yes or no: on the phone, or over a mailed link."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.forms.room_close import AnswerForm
from surveys.owner_access import LinkExpired, LinkUnknown, Owner, cookie_name, get_owner
from surveys.room_access import Seat
from surveys.services import room_owners
from surveys.views.cookies import keep
from surveys.views.language import speak_for
from surveys.views.members import own_forms
from surveys.views.refusals import UNKNOWN, Refusal, refuse
from surveys.views.room_refusals import for_seats

NO_COOKIE = Refusal(
    403,
    _("Please open your link again"),
    _(
        "This page can only be seen in the browser in which the link from your mail was opened. "
        "Your browser must accept cookies from this site."
    ),
    _("Not saved: open your link again."),
)
OVER = Refusal(
    410,
    _("This has closed"),
    _("Answers are no longer taken over this link. What you said stays."),
    _("Not saved: this has closed."),
)
NOT_ASKED = _("Somebody else is asked for that by now.")


@require_safe
@for_seats
def mine(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What the person with this phone is asked to take on."""
    return _mine(request, seat)


@require_POST
@for_seats
def answer(request: HttpRequest, seat: Seat, key: uuid.UUID) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _mine(request, seat, wrong=True)
    try:
        room_owners.answer_of_seat(
            seat=seat,
            key=key,
            accepts=form.accepts,
            said=form.cleaned_data["said"],
            now=timezone.now(),
        )
    except room_owners.NotAsked:
        raise Http404 from None
    except LinkExpired:
        return refuse(request, OVER)
    messages.success(request, _("Thank you. Your answer is saved."))
    return redirect("room:mine", seat.workshop.code)


@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the token for a cookie and a clean address. Writes nothing: scanners open links too."""
    try:
        owner, value = room_owners.open_link(token)
    except LinkUnknown:
        return refuse(request, UNKNOWN)
    except LinkExpired:
        return refuse(request, OVER)
    response = redirect("room:owner", owner.key)
    keep(response, cookie_name(owner.key), value)
    return response


@own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What somebody is asked who got a link; on POST what they say."""
    try:
        return _own(request, get_owner(request, key))
    except LinkUnknown:
        return refuse(request, NO_COOKIE)
    except LinkExpired:
        return refuse(request, OVER)


def _own(request: HttpRequest, owner: Owner) -> HttpResponse:
    """Raises LinkUnknown or LinkExpired."""
    speak_for(request, owner.item.workshop.assessment.organisation)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["said"]
        try:
            room_owners.answer(owner=owner, accepts=form.accepts, said=said, now=timezone.now())
        except room_owners.NotAsked:
            messages.error(request, NOT_ASKED)
        else:
            messages.success(request, _("Thank you. Your answer is saved."))
        return redirect("room:owner", owner.key)
    page = {"asked": room_owners.asked_of(owner), "form": form}
    return render(request, "workshop/closing/owner.html", page, status=422 if form.errors else 200)


def _mine(request: HttpRequest, seat: Seat, *, wrong: bool = False) -> HttpResponse:
    page = {"workshop": seat.workshop, "asked": room_owners.of_seat(seat), "wrong": wrong}
    return render(request, "workshop/closing/mine.html", page, status=422 if wrong else 200)
