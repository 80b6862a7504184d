"""Handing the lead of a workshop over: a code is shown once, and whoever types it leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys.access import User
from surveys.forms.room_lead import TakeOverForm
from surveys.room_access import Workshop, lead_cookie_name, lead_cookie_value
from surveys.services import rooms
from surveys.services import take_over as service
from surveys.views.cookies import keep
from surveys.views.members import own_forms
from surveys.views.room_refusals import for_leads

WORKDAY = 24 * 60 * 60


@require_POST
@for_leads
def make_code(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """A new code, shown once; the one before opens nothing any more."""
    user = request.user if isinstance(request.user, User) else None
    code = service.make_code(workshop=workshop, user=user, now=timezone.now())
    page = {"workshop": workshop, "code": rooms.in_groups(code)}
    response = render(request, "workshop/lead/code.html", page)
    if user is None:
        # Who leads with the code before goes on leading.
        workshop.refresh_from_db(fields=["takeover_hash"])
        _lead_from_here(response, workshop)
    return response


@own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, code: str) -> HttpResponse:
    """Type the code. Nothing here says whether there is such a room."""
    form = TakeOverForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            value = service.take_over(
                code=code, typed=form.cleaned_data["typed"], now=timezone.now()
            )
        except service.WrongCode:
            form.add_error("typed", _("This code does not open the lead of this workshop."))
            status = 422
        except service.TooManyTries:
            form.add_error("typed", _("Too many wrong codes. Try again in ten minutes."))
            status = 429
        else:
            response = redirect("room:lead", code)
            keep(response, lead_cookie_name(code), value, max_age=WORKDAY)
            return response
    elif request.method == "POST":
        status = 422
    return render(request, "workshop/lead/take_over.html", {"form": form}, status=status)


def _lead_from_here(response: HttpResponse, workshop: Workshop) -> None:
    name, value = lead_cookie_name(workshop.code), lead_cookie_value(workshop)
    keep(response, name, value, max_age=WORKDAY)
