"""How the facilitator ends a workshop: priorities, actions, who stands for what, mails, the end."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.access import User
from surveys.forms.room_close import AccountableForm, ActionForm
from surveys.room_access import Workshop
from surveys.services import closing_pages, owner_mails, room_actions, room_end, room_owners
from surveys.services.assessments import today_at
from surveys.services.room_actions import Who
from surveys.views.room_refusals import for_leads


@require_safe
@for_leads
def closing(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Everything that has to be settled before the room may end."""
    return _closing(request, workshop)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def new_action(request: HttpRequest, workshop: Workshop, activity: str) -> HttpResponse:
    """An action on an item of the agenda."""
    form = _action_form(request, workshop)
    if request.method == "POST" and form.is_valid():
        try:
            room_actions.add(
                workshop=workshop,
                activity=activity,
                who=Who(**form.who),
                **form.given,
                **_by(request),
            )
        except room_actions.UnknownItem:
            raise Http404 from None
        except room_actions.UnknownSeat:
            form.add_error("seat", _("This person is no longer in the room."))
        else:
            back = "room:lead" if request.GET.get("from") == "lead" else "room:closing"
            return redirect(back, workshop.code)
    title = _title(workshop, activity)
    return _form(request, workshop, form, heading=_("An action"), title=title)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def action(request: HttpRequest, workshop: Workshop, action: str) -> HttpResponse:
    """One action: what it is, who owns it, until when."""
    line = _line(workshop, action)
    form = _action_form(request, workshop, line)
    if request.method == "POST" and form.is_valid():
        try:
            room_actions.change(
                workshop=workshop,
                code=action,
                who=Who(**form.who),
                **form.given,
                **_by(request),
            )
        except room_actions.UnknownAction:
            raise Http404 from None
        except room_actions.UnknownSeat:
            form.add_error("seat", _("This person is no longer in the room."))
        else:
            return redirect("room:closing", workshop.code)
    return _form(request, workshop, form, heading=_("An action"), title=line.title)


@require_POST
@for_leads
def remove_action(request: HttpRequest, workshop: Workshop, action: str) -> HttpResponse:
    try:
        room_actions.remove(workshop=workshop, code=action, **_by(request))
    except room_actions.UnknownAction:
        raise Http404 from None
    return redirect("room:closing", workshop.code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def accountable(request: HttpRequest, workshop: Workshop, activity: str) -> HttpResponse:
    """Who stands for the department that was made accountable."""
    form = AccountableForm(
        request.POST if request.method == "POST" else None,
        seats=closing_pages.named_seats(workshop),
    )
    if request.method == "POST" and form.is_valid():
        try:
            room_owners.name_accountable(
                workshop=workshop, activity=activity, who=Who(**form.who), **_by(request)
            )
        except room_owners.UnknownItem:
            raise Http404 from None
        except room_owners.UnknownSeat:
            form.add_error("seat", _("This person is no longer in the room."))
        except room_owners.NobodyAccountable:
            form.add_error(None, _("Agree first which department makes sure of it."))
        else:
            return redirect("room:closing", workshop.code)
    title = _title(workshop, activity)
    return _form(request, workshop, form, heading=_("Who stands for it"), title=title)


@require_POST
@for_leads
def mails(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Write to everybody who was named, has an address and has not answered yet."""
    try:
        sent = owner_mails.send(workshop=workshop, **_by(request))
    except owner_mails.NoMailServer:
        messages.error(request, _("No mail server is set up here: hand out the links instead."))
    except owner_mails.LinkExpired:
        messages.error(request, _("The assessment is archived; its links have ended."))
    else:
        said = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", sent)
        messages.success(request, said % {"n": sent})
    return redirect("room:closing", workshop.code)


@require_POST
@for_leads
def end(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The workshop is over; refused while an action lacks an owner or a day."""
    try:
        room_end.end(workshop=workshop, **_by(request))
    except room_end.Unfinished:
        return _closing(request, workshop, refused=True)
    messages.success(request, _("The workshop is over. The record holds what was agreed."))
    return redirect("room:closing", workshop.code)


def _closing(request: HttpRequest, workshop: Workshop, *, refused: bool = False) -> HttpResponse:
    page = {"workshop": workshop, "page": closing_pages.closing_of(workshop), "refused": refused}
    page["signed_in"] = request.user.is_authenticated
    status = 409 if refused else 200
    return render(request, "workshop/closing/closing.html", page, status=status)


def _form(
    request: HttpRequest,
    workshop: Workshop,
    form: AccountableForm | ActionForm,
    *,
    heading: str,
    title: str,
) -> HttpResponse:
    page = {"workshop": workshop, "form": form, "heading": heading, "title": title}
    status = 422 if form.errors else 200
    return render(request, "workshop/closing/form.html", page, status=status)


def _action_form(
    request: HttpRequest, workshop: Workshop, line: room_actions.Line | None = None
) -> ActionForm:
    initial: dict[str, Any] = {}
    if line is not None:
        initial = {"text": line.text, "due": line.due, "hours": line.hours}
        initial |= {"seat": line.seat, "email": line.email} if line.seat else {}
        initial |= {} if line.seat else {"name": line.owner, "email": line.email}
    return ActionForm(
        request.POST if request.method == "POST" else None,
        seats=closing_pages.named_seats(workshop),
        today=today_at(workshop.assessment, timezone.now()),
        initial=initial,
    )


def _line(workshop: Workshop, code: str) -> room_actions.Line:
    """Raises Http404."""
    for line in room_actions.lines(workshop):
        if line.code == code:
            return line
    raise Http404


def _title(workshop: Workshop, activity: str) -> str:
    """Raises Http404 for what is not on the agenda."""
    try:
        room_owners.item_of(workshop, activity)
    except room_owners.UnknownItem:
        raise Http404 from None
    return closing_pages.title_of(workshop, activity)


def _by(request: HttpRequest) -> dict[str, Any]:
    """Who does it, and when; nobody in particular where the lead was taken over."""
    user = request.user if isinstance(request.user, User) else None
    return {"user": user, "now": timezone.now()}
