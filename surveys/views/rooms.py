"""A workshop's room: coming in, the phone's page with votes and dots, the projector's page."""

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.forms.room import CodeForm, DotsForm, JoinForm, VoteForm
from surveys.room_access import (
    NotInRoom,
    RoomOver,
    Seat,
    SeatElsewhere,
    Workshop,
    get_seat,
    screen_cookie_name,
    seat_cookie_name,
)
from surveys.services import rooms, snapshots, votes
from surveys.services.room_questions import dotted
from surveys.services.rooms import DoorClosed, RoomEnded, TooManyTries, WrongCode
from surveys.services.snapshots import Asked, Count, Snapshot
from surveys.views.cookies import keep
from surveys.views.language import speak_for
from surveys.views.members import own_forms
from surveys.views.refusals import Refusal
from surveys.views.room_refusals import (
    CLOSED,
    DOOR_CLOSED,
    NOT_OFFERED,
    OBSERVES,
    OUTSIDE,
    OVER,
    TOO_MANY,
    WRONG_CODE,
    for_asking_seats,
    for_screens,
    for_seats,
    refuse,
    wants_line,
)

DOORS: dict[type[Exception], Refusal] = {
    WrongCode: WRONG_CODE,
    TooManyTries: TOO_MANY,
    DoorClosed: DOOR_CLOSED,
    RoomEnded: OVER,
    NotInRoom: WRONG_CODE,
}
BALLOTS: dict[type[Exception], Refusal] = {
    votes.Closed: CLOSED,
    votes.NotOffered: NOT_OFFERED,
    votes.Observes: OBSERVES,
}
LONGEST_NUMBER = 9


@require_http_methods(["GET", "HEAD", "POST"])
@own_forms
def join(request: HttpRequest) -> HttpResponse:
    """Type the code of a room, or one's own to go on with this device."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            found = rooms.find(form.cleaned_data["code"], now=timezone.now())
            if isinstance(found, Seat):
                return _sit_again(found)
            return redirect("room:join-code", found.join_code)
        except tuple(DOORS) as error:
            refusal = DOORS[type(error)]
            form.add_error("code", str(refusal.short))
            status = refusal.status
    elif form.errors:
        status = 422
    return render(request, "workshop/join.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own_forms
def join_code(request: HttpRequest, typed: str) -> HttpResponse:
    """Where the picture on the wall leads: say who one is, or not, and sit down."""
    try:
        found = rooms.find(typed, now=timezone.now())
        if isinstance(found, Seat):  # their own code goes with a form alone, not in an address
            raise WrongCode
        return _come_in(request, found)
    except tuple(DOORS) as error:
        return refuse(request, DOORS[type(error)], joins=True)


@require_safe
@for_seats
def phone(request: HttpRequest, seat: Seat) -> HttpResponse:
    return _phone(request, seat)


@require_safe
@for_asking_seats
def state(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What the phone has to know, or that nothing is new. Most are told by ``room_polls``."""
    return tell(seat, asked_of(request), now=timezone.now())


def tell(seat: Seat, asked: Asked, *, now: datetime) -> HttpResponse:
    return told(
        snapshots.news(workshop=seat.workshop, role="phone", asked=asked, now=now, seat=seat)
    )


def told(found: Snapshot | Count | None) -> HttpResponse:
    return JsonResponse(found.as_dict()) if found else HttpResponse(status=204)


def asked_of(request: HttpRequest) -> Asked:
    """What a screen says that it has. No form: it is asked hundreds of times a second."""
    rev, step, voted = (_number(request.GET.get(name, "")) for name in ("rev", "step", "voted"))
    return Asked(rev=rev, step=step, voted=voted, away=request.GET.get("away") == "1")


@require_http_methods(["POST", "PUT"])
@for_asking_seats
def vote(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One vote; sent again it is still one."""
    form = VoteForm(_sent(request))
    if not form.is_valid():
        return _not_counted(request, seat, NOT_OFFERED)
    sent = form.cleaned_data
    about = votes.OpenRound(item=sent["item"], about=sent["about"], round=sent["round"])
    try:
        votes.cast(seat=seat, about=about, value=sent["value"])
    except tuple(BALLOTS) as error:
        return _not_counted(request, seat, BALLOTS[type(error)])
    return _counted(request, seat)


@require_http_methods(["POST", "PUT"])
@for_asking_seats
def dots(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All dots of a seat at once."""
    items = tuple(item.pk for item in dotted(seat.workshop))
    form = DotsForm(_sent(request), items=items)
    if not form.is_valid():
        return _not_counted(request, seat, NOT_OFFERED)
    try:
        votes.give_dots(seat=seat, items=form.cleaned_data["dot"])
    except votes.NotOffered:
        said = ngettext("Choose %(n)s at most.", "Choose %(n)s at most.", votes.DOTS)
        few = said % {"n": votes.DOTS}
        return _not_counted(request, seat, NOT_OFFERED._replace(text=few, short=few))
    except (votes.Closed, votes.Observes) as error:
        return _not_counted(request, seat, BALLOTS[type(error)])
    return _counted(request, seat)


@require_POST
@for_seats
def leave(request: HttpRequest, seat: Seat) -> HttpResponse:
    """This device forgets the seat; with its own code it can be taken up again."""
    page = {"code": rooms.in_groups(seat.short_code or "")}
    response = render(request, "workshop/left.html", page)
    response.delete_cookie(seat_cookie_name(seat.workshop.code))
    return response


@never_cache
@require_safe
def screen_link(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Swap the projector's token for a cookie and a clean address."""
    try:
        value = rooms.open_screen(code=code, token=token)
    except NotInRoom:
        return refuse(request, OUTSIDE)
    response = redirect("room:screen", code)
    keep(response, screen_cookie_name(code), value)
    return response


@require_safe
@for_screens
def screen(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    live = _live(request, workshop, "screen", reverse("room:screen-state", args=[workshop.code]))
    return render(request, "workshop/screen.html", {"workshop": workshop, "live": live})


@require_safe
@for_screens
def screen_state(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    return told(
        snapshots.news(
            workshop=workshop, role="screen", asked=asked_of(request), now=timezone.now()
        )
    )


def _come_in(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Raises DoorClosed or RoomEnded."""
    try:
        get_seat(request, workshop.code)
        return redirect("room:phone", workshop.code)
    except (NotInRoom, SeatElsewhere, RoomOver):
        pass  # somebody new
    speak_for(request, workshop.assessment.organisation)
    if workshop.locked:
        raise DoorClosed
    units = tuple((each.key, each.name) for each in rooms.departments(workshop))
    initial = {"secret": rooms.new_secret()}
    form = JoinForm(request.POST or None, departments=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        secret = form.cleaned_data["secret"]
        seat = rooms.join(workshop=workshop, **form.cleaned_data)
        response = redirect("room:phone", seat.workshop.code)
        keep(response, seat_cookie_name(workshop.code), secret)
        return response
    page = {"workshop": workshop, "form": form, "organisation": workshop.assessment.organisation}
    return render(request, "workshop/come_in.html", page, status=422 if form.errors else 200)


def _sit_again(seat: Seat) -> HttpResponse:
    """Raises NotInRoom or RoomEnded."""
    secret = rooms.new_secret()
    rooms.rejoin(seat=seat, secret=secret)
    response = redirect("room:phone", seat.workshop.code)
    keep(response, seat_cookie_name(seat.workshop.code), secret)
    return response


def _phone(request: HttpRequest, seat: Seat, *, refusal: Refusal | None = None) -> HttpResponse:
    workshop = seat.workshop
    live = _live(request, workshop, "phone", reverse("room:state", args=[workshop.code]), seat)
    page = {
        "workshop": workshop,
        "organisation": workshop.assessment.organisation,
        "seat": seat,
        "own_code": rooms.in_groups(seat.short_code or ""),
        "live": live,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "workshop/phone.html", page, status=status)


def _live(
    request: HttpRequest, workshop: Workshop, role: str, address: str, seat: Seat | None = None
) -> dict[str, Any]:
    """What ``workshop/parts/live.html`` draws: the step as it is now, and where to ask for more."""
    found = snapshots.snapshot(workshop=workshop, role=role, now=timezone.now(), seat=seat)
    token = get_token(request)
    return {
        "state": address,
        "token": token,
        "snapshot": found,
        "html": snapshots.filled(found, token=token),
    }


def _counted(request: HttpRequest, seat: Seat) -> HttpResponse:
    if wants_line(request):
        return JsonResponse({"counted": True})
    messages.success(request, _("Your vote is counted."))
    return redirect("room:phone", seat.workshop.code)


def _not_counted(request: HttpRequest, seat: Seat, refusal: Refusal) -> HttpResponse:
    """A line for a script; else the page as it is now, with why above."""
    if wants_line(request):
        return refuse(request, refusal)
    return _phone(request, get_seat(request, seat.workshop.code), refusal=refusal)


def _number(sent: str) -> int:
    is_one = sent.isascii() and sent.isdigit() and len(sent) <= LONGEST_NUMBER
    return int(sent) if is_one else -1


def _sent(request: HttpRequest) -> Any:  # noqa: ANN401 - what a form takes
    """What a form or a script sent; a script sends JSON."""
    if request.method == "POST":
        return request.POST
    try:
        found = json.loads(request.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
