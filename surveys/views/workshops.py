"""Preparing a workshop: the list, its settings, its agenda, and what is printed for it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.access import CONSULTS, Assessment, Workshop, get_assessment, get_workshop
from surveys.forms.workshops import ANONYMOUS, NAMED, AddForm, ItemForm, WorkshopForm
from surveys.services import assessments, mail_texts, workshop_pages, workshop_sheets, workshops
from surveys.views.members import for_members

SHEETS = {"lead": workshop_sheets.for_the_lead, "votes": workshop_sheets.for_votes}
"""Named as in their addresses."""
CHANGES: dict[str, Callable[[Workshop, str, str], None]] = {
    "earlier": lambda room, code, _mode: workshops.move(workshop=room, activity=code, later=False),
    "later": lambda room, code, _mode: workshops.move(workshop=room, activity=code, later=True),
    "bulk": lambda room, code, _mode: workshops.set_bulk(workshop=room, activity=code, bulk=True),
    "talk": lambda room, code, _mode: workshops.set_bulk(workshop=room, activity=code, bulk=False),
    "mode": lambda room, code, mode: workshops.set_mode(workshop=room, activity=code, mode=mode),
    "off": lambda room, code, _mode: workshops.take_off(workshop=room, activity=code),
}


@for_members
@require_safe
def index(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    page = _page(assessment) | {"workshops": workshop_pages.lines(assessment)}
    return render(request, "console/workshops/index.html", page)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    today = assessments.today_at(assessment, timezone.now())
    form = WorkshopForm(
        request.POST if request.method == "POST" else None,
        initial={"title": _("Workshop"), "held_on": today, "minutes": 90, "promise": ANONYMOUS},
    )
    if request.method == "POST" and form.is_valid():
        given = workshops.Given(**form.given)
        try:
            room = workshops.make(
                assessment=assessment,
                given=given,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except workshops.Over:
            form.add_error(None, _("An archived assessment cannot be changed."))
        else:
            return redirect("console:workshop", organisation, code, room.code)
    page = _page(assessment) | {"form": form, "surveyed": workshop_pages.has_release(assessment)}
    return render(request, "console/workshops/new.html", page, status=_status(request))


@for_members
@require_safe
def prepare(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    assessment, room = _found(request, organisation, code, key)
    page = _page(assessment) | {
        "room": room,
        "agenda": workshop_pages.preparing(room),
        "languages": _languages(),
    }
    return render(request, "console/workshops/prepare.html", page)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    assessment, room = _found(request, organisation, code, key)
    now = {"title": room.title, "held_on": room.held_on, "minutes": room.minutes}
    form = WorkshopForm(
        request.POST if request.method == "POST" else None,
        initial=now | {"promise": ANONYMOUS if room.anonymous else NAMED},
    )
    if request.method == "POST" and form.is_valid():
        given = workshops.Given(**form.given)
        try:
            workshops.change(workshop=room, given=given, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
        except workshops.Underway:
            form.add_error(None, _("The room is open, so this does not change any more."))
        else:
            messages.success(request, _("Saved."))
            return redirect("console:workshop", organisation, code, key)
    page = _page(assessment) | {"room": room, "form": form}
    return render(request, "console/workshops/settings.html", page, status=_status(request))


@for_members
@require_POST
def item(
    request: HttpRequest, organisation: str, code: str, key: str, activity: str
) -> HttpResponse:
    """Move, take off, or change how an activity on the agenda is treated."""
    _assessment, room = _found(request, organisation, code, key)
    form = ItemForm(request.POST)
    if not form.is_valid():
        raise Http404
    change, mode = CHANGES[form.cleaned_data["do"]], form.cleaned_data["mode"]
    return _edited(request, room, lambda: change(room, activity, mode), f"item-{activity}")


@for_members
@require_POST
def add(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    _assessment, room = _found(request, organisation, code, key)
    form = AddForm(request.POST)
    if not form.is_valid():
        raise Http404
    activity, bulk = form.cleaned_data["activity"], form.cleaned_data["bulk"]
    put = lambda: workshops.add(workshop=room, activity=activity, bulk=bulk)  # noqa: E731 - as its neighbours
    return _edited(request, room, put, f"item-{activity}")


@for_members
@require_POST
def propose(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    """Put the newest report's proposal in the place of the agenda."""
    _assessment, room = _found(request, organisation, code, key)
    return _edited(request, room, lambda: workshops.propose_again(workshop=room), "agenda")


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    assessment, room = _found(request, organisation, code, key)
    status = 200
    if request.method == "POST":
        try:
            workshops.remove(workshop=room, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
        except workshops.Underway:
            room.refresh_from_db()
            status = 409
        else:
            messages.success(request, _("The workshop is removed."))
            return redirect("console:workshops", organisation, code)
    page = _page(assessment) | {"room": room, "refused": room.stage != "prepared"}
    return render(request, "console/workshops/remove.html", page, status=status)


@for_members
@require_safe
def projector(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    """What the projector will show, to be read from the last row before anybody comes."""
    assessment, room = _found(request, organisation, code, key)
    address, qr = workshop_pages.door()
    page = _page(assessment) | {"room": room, "address": address, "qr": qr}
    return render(request, "console/workshops/projector.html", page)


@for_members
@require_safe
def sheet(
    request: HttpRequest, organisation: str, code: str, key: str, kind: str, language: str
) -> HttpResponse:
    """For a room where the network fails."""
    _assessment, room = _found(request, organisation, code, key)
    if kind not in SHEETS or language not in mail_texts.languages():
        raise Http404
    return HttpResponse(
        SHEETS[kind](room, language=language),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="workshop-{kind}-{language}.pdf"'},
    )


def _edited(
    request: HttpRequest, room: Workshop, change: Callable[[], None], place: str
) -> HttpResponse:
    """Do it and go back to where it was done."""
    try:
        change()
    except workshops.Underway:
        messages.error(request, _("It was begun in the meantime, so it stays as it is."))
    except workshops.NotOnAgenda:
        messages.error(request, _("It is not on the agenda any more."))
    except workshops.NotAgreed:
        messages.error(request, _("The survey does not agree on it, so it has to be talked about."))
    except workshops.UnknownActivity:
        messages.error(request, _("This cannot be voted on in this assessment."))
    assessment = room.assessment
    page = reverse(
        "console:workshop", args=[assessment.organisation.code, assessment.code, room.code]
    )
    return redirect(f"{page}#{place}")


def _found(
    request: HttpRequest, organisation: str, code: str, key: str
) -> tuple[Assessment, Workshop]:
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    return assessment, get_workshop(assessment, key)


def _languages() -> list[tuple[str, str]]:
    """Code and own name of each, the one of the console first."""
    codes = mail_texts.languages()
    codes.sort(key=lambda code: code != get_language())
    return [(code, get_language_info(code)["name_local"]) for code in codes]


def _page(assessment: Assessment) -> dict[str, object]:
    return {"organisation": assessment.organisation, "assessment": assessment}


def _status(request: HttpRequest) -> int:
    """A form that is shown again after a POST was not accepted."""
    return 422 if request.method == "POST" else 200
