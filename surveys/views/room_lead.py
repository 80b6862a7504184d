"""The facilitator's page: one address for every turn, and the pages beside it."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.forms.room_lead import PaperForm, PeopleForm, TurnForm
from surveys.room_access import NotInRoom, Workshop
from surveys.services import lead_pages, paper_votes, rooms, snapshots
from surveys.services.lead_pages import Owners
from surveys.services.screens import Screen
from surveys.views.lead_turns import REFUSALS, SURE, TURNS, by, owner_form, why
from surveys.views.room_refusals import for_leads
from surveys.views.rooms import asked_of, told


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def lead(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The page; on POST one turn."""
    if request.method != "POST":
        return _page(request, workshop)
    form = TurnForm(request.POST)
    if not form.is_valid() or form.cleaned_data["do"] not in TURNS:
        return _refused(request, workshop, _("That cannot be done now."), status=422)
    do = form.cleaned_data["do"]
    try:
        TURNS[do](request, workshop, form.cleaned_data)
    except REFUSALS as error:
        again = do if isinstance(error, SURE) else ""
        return _refused(request, workshop, why(error), again=again)
    return _done(request, workshop)


@require_safe
@for_leads
def state(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """What the page has to know, or that nothing is new."""
    return told(
        snapshots.news(
            workshop=workshop,
            role="lead",
            asked=asked_of(request),
            now=timezone.now(),
            draw=_drawing(workshop),
        )
    )


@require_POST
@for_leads
def here(_request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The page says every few seconds that somebody is leading."""
    lead_pages.was_here(workshop, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@for_leads
def letters(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Everybody's letter and what to look at, as the form stands; proposed where asked for."""
    chosen = request.POST.get("department", "")
    form = owner_form(request, workshop)
    given = form.letters if form.is_valid() and "propose" not in request.POST else None
    owners = lead_pages.owners_of(workshop, chosen, given)
    if _is_script(request):
        html = render_to_string("workshop/lead/letters.html", {"owners": owners})
        return JsonResponse({"html": html})
    return _page(request, workshop, owners=owners)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def paper(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Type in votes on paper. What was typed before is not shown: the round may still be open."""
    words = _paper_words(workshop)
    if not words:
        messages.error(request, _("Nothing is voted on now, so there is nothing to type in."))
        return redirect("room:lead", workshop.code)
    posted = request.POST if request.method == "POST" else None
    form = PaperForm(posted, values=words, initial={"seen": workshop.step})
    if request.method == "POST" and form.is_valid():
        try:
            paper_votes.count(
                workshop=workshop,
                seen=form.cleaned_data["seen"],
                votes=form.votes,
                **by(request),
            )
        except REFUSALS as error:
            form.add_error(None, why(error))
        else:
            n = sum(form.votes.values())
            said = ngettext("%(n)s vote on paper counted.", "%(n)s votes on paper counted.", n)
            messages.success(request, said % {"n": n})
            return redirect("room:lead", workshop.code)
    status = 422 if form.errors else 200
    page = {"workshop": workshop, "form": form}
    return render(request, "workshop/lead/paper.html", page, status=status)


@require_POST
@for_leads
def people(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Lock the door, change the code, take a seat away, make one seat of two."""
    form = PeopleForm(request.POST)
    if not form.is_valid():
        raise Http404
    sent = form.cleaned_data
    try:
        match sent["do"]:
            case "lock" | "unlock":
                rooms.lock(workshop=workshop, locked=sent["do"] == "lock")
            case "code":
                rooms.change_code(workshop=workshop)
            case "remove":
                rooms.remove(seat=rooms.seat_of(workshop, sent["seat"]))
            case "merge":
                into = rooms.seat_of(workshop, sent["into"])
                rooms.merge(seat=rooms.seat_of(workshop, sent["seat"]), into=into)
            case _:
                raise Http404
    except NotInRoom:
        return _refused(request, workshop, _("This person is no longer in the room."))
    return _done(request, workshop)


def _paper_words(workshop: Workshop) -> dict[str, str]:
    beside = {"dk": _("Don’t know"), "na": _("Not my area")}
    return {
        value: word or beside[value] for value, word in paper_votes.values_now(workshop).items()
    }


def _done(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    if not _is_script(request):
        return redirect("room:lead", workshop.code)
    workshop.refresh_from_db(fields=["rev", "step"])
    return JsonResponse({"rev": workshop.rev, "step": workshop.step})


def _refused(
    request: HttpRequest, workshop: Workshop, said: str, *, again: str = "", status: int = 409
) -> HttpResponse:
    """``again``: what is done at a second press."""
    if _is_script(request):
        return JsonResponse({"said": said, "again": again}, status=status)
    workshop.refresh_from_db()
    return _page(request, workshop, status=status, said=said, again=again)


def _page(
    request: HttpRequest,
    workshop: Workshop,
    *,
    status: int = 200,
    said: str = "",
    again: str = "",
    owners: Owners | None = None,
) -> HttpResponse:
    now = timezone.now()
    found = snapshots.snapshot(workshop=workshop, role="lead", now=now, draw=_drawing(workshop))
    if owners is not None:
        page = replace(lead_pages.lead_page(workshop), owners=owners)
        html = render_to_string("workshop/lead/step.html", {"page": page, "screen": page.screen})
        found = replace(found, html=html)
    token = get_token(request)
    page_of = {
        "workshop": workshop,
        "organisation": workshop.assessment.organisation,
        "signed_in": request.user.is_authenticated,
        "live": {
            "state": reverse("room:lead-state", args=[workshop.code]),
            "token": token,
            "snapshot": found,
            "html": _with_minutes(snapshots.filled(found, token=token), workshop),
        },
        "people": (found.people or "").replace(
            snapshots.EMPTY, f'name="csrfmiddlewaretoken" value="{token}"'
        ),
        "now": int(now.timestamp()),
        "screen_address": rooms.screen_address(workshop),
        "said": said,
        "again": again,
    }
    return render(request, "workshop/lead/lead.html", page_of, status=status)


def _drawing(workshop: Workshop) -> Callable[[Screen], str]:
    def draw(screen: Screen) -> str:
        page = lead_pages.lead_page(workshop, screen)
        return render_to_string("workshop/lead/step.html", {"page": page, "screen": screen})

    return draw


def _with_minutes(html: str, workshop: Workshop) -> str:
    """The minutes left as the page shows them at first."""
    left = lead_pages.minutes_left(workshop, now=timezone.now())
    return html if left is None else html.replace('data-n="left"><', f'data-n="left">{left}<')


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
