"""Why somebody cannot be in a workshop's room, or not now: a page, or a line for a script."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from surveys.room_access import (
    NotInRoom,
    RoomOver,
    Seat,
    SeatElsewhere,
    Workshop,
    get_asking_seat,
    get_lead,
    get_screen,
    get_seat,
)
from surveys.services.rooms import RoomEnded
from surveys.views.language import speak_for
from surveys.views.members import View, own_forms
from surveys.views.refusals import Refusal

SCRIPTS = ("room:state", "room:screen-state", "room:lead-state")
"""Addresses that only scripts ask."""

OUTSIDE = Refusal(
    403,
    _("You are not in this room"),
    _(
        "Join with the code that is on the screen in the room. If you were in it before, type your "
        "own code instead. Your browser must accept cookies from this site."
    ),
    _("You are not in this room."),
)
NO_LEAD = Refusal(
    403,
    _("You do not lead this workshop here"),
    _(
        "Sign in as a consultant of the organisation, or take over with the code that whoever led "
        "it until now gave you."
    ),
    _("You do not lead this workshop here."),
)
ELSEWHERE = Refusal(
    403,
    _("You are no longer in the room with this device"),
    _(
        "Either you went on with another device, or your place was taken away. To come back, type "
        "the code that is on the screen, or your own code."
    ),
    _("You are no longer in the room with this device."),
)
OVER = Refusal(
    410,
    _("The workshop is over"),
    _(
        "Thank you for taking part. What was agreed is in the record; who voted what can no longer "
        "be looked up by anybody."
    ),
    _("The workshop is over."),
)
CLOSED = Refusal(
    409,
    _("This round is closed"),
    _("Your vote came after the round was closed, so it was not counted."),
    _("This round is closed: your last vote was not counted."),
)
NOT_OFFERED = Refusal(
    422,
    _("There is a problem"),
    _("Choose one of the answers offered here."),
    _("Not counted: choose one of the answers offered here."),
)
OBSERVES = Refusal(
    403,
    _("You came to watch"),
    _("Who watches does not vote."),
    _("Not counted: you came to watch."),
)
WRONG_CODE = Refusal(
    404,
    _("We do not know this code"),
    _("Compare it with the code on the screen in the room."),
    _("We do not know this code. Compare it with the one on the screen in the room."),
)
TOO_MANY = Refusal(
    429,
    _("Too many wrong codes"),
    _("So many wrong codes were typed lately that none is taken now. Try again in ten minutes."),
    _("So many wrong codes were typed lately that none is taken now. Try again in ten minutes."),
)
DOOR_CLOSED = Refusal(
    409,
    _("The door is closed"),
    _("Nobody new can come in now. Ask whoever leads the workshop to open the door."),
    _("Nobody new can come in now. Ask whoever leads the workshop to open the door."),
)


def for_seats(view: Callable[..., HttpResponse]) -> View[...]:
    """Hand this browser's seat to ``view``, with its room; whatever is in the way is a page."""
    return _door(view, get_seat, "room:phone")


def for_asking_seats(view: Callable[..., HttpResponse]) -> View[...]:
    """The same for what phones send again and again: the seat comes with little around it."""
    return _door(view, get_asking_seat, "room:phone")


def for_screens(view: Callable[..., HttpResponse]) -> View[...]:
    """Hand the room to ``view``, for its projector."""
    return _door(view, get_screen, "room:screen")


def for_leads(view: Callable[..., HttpResponse]) -> View[...]:
    """Hand the room to ``view``, for who leads it."""
    return _door(view, get_lead, "room:lead")


def refuse(request: HttpRequest, refusal: Refusal, **shown: Any) -> HttpResponse:  # noqa: ANN401 - of a template
    """The whole page, or one line where a script asked."""
    if wants_line(request):
        return JsonResponse({"refused": str(refusal.short)}, status=refusal.status)
    context = {"refusal": refusal, **shown}
    return render(request, "workshop/refusal.html", context, status=refusal.status)


def wants_line(request: HttpRequest) -> bool:
    named = request.resolver_match.view_name if request.resolver_match else ""
    return named in SCRIPTS or request.method == "PUT"


def _door(
    view: Callable[..., HttpResponse],
    door: Callable[[HttpRequest, str], Seat | Workshop],
    home: str,
) -> View[...]:
    @wraps(view)
    def wrapper(request: HttpRequest, code: str, **named: Any) -> HttpResponse:  # noqa: ANN401 - of an address
        try:
            found = door(request, code)
            room = found if isinstance(found, Workshop) else found.workshop
            speak_for(request, room.assessment.organisation)
            return view(request, found, **named)
        except NotInRoom:
            if door is get_lead:
                return refuse(request, NO_LEAD, lead_of=code)
            return refuse(request, OUTSIDE, joins=True)
        except SeatElsewhere:
            return refuse(request, ELSEWHERE, joins=True)
        except RoomOver:
            return refuse(request, OVER)
        except RoomEnded:
            return refuse(request, OVER) if wants_line(request) else redirect(home, code)

    return own_forms(wrapper)
