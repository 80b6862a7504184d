"""The facilitator's turns: what is sent, to one call inward, and its refusal in words."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from surveys.access import User
from surveys.forms.room_lead import BulkForm, LevelForm, NotesForm, OwnerForm
from surveys.room_access import Workshop
from surveys.services import lead_pages, room_decisions, room_steps, room_undo
from surveys.services.room_decisions import Said

SURE = (room_steps.VotesMissing, room_steps.NothingAgreed)
"""What is done all the same at a second press."""


class NotChosen(Exception):  # noqa: N818 - reads as what happened
    """Nothing was chosen that could be agreed on."""


WORDS: dict[type[Exception], Promise] = {
    room_steps.NothingAgreed: gettext_lazy(
        "Nothing is agreed on this yet. Press again to go on all the same."
    ),
    room_steps.MovedOn: gettext_lazy(
        "The room has moved on meanwhile. Look at the page and press again."
    ),
    room_steps.StillOpen: gettext_lazy(
        "People are voting. Show the votes first, or leave the item open."
    ),
    room_steps.NoThirdRound: gettext_lazy(
        "They have voted twice. Agree on something, or leave the item open."
    ),
    room_steps.DotsStand: gettext_lazy(
        "In an anonymous room the dots stay as they are once they were shown."
    ),
    room_steps.NotNow: gettext_lazy("That cannot be done now."),
    room_undo.TooLate: gettext_lazy("It is too late to take that back. Choose anew instead."),
    room_decisions.UnknownValue: gettext_lazy("This is not offered here any more. Choose anew."),
    NotChosen: gettext_lazy("Choose first what you agree on."),
}
REFUSALS: tuple[type[Exception], ...] = (*SURE, *WORDS, room_decisions.SourceError)


def why(error: Exception) -> str:
    """What is in the way, and what to do."""
    if isinstance(error, room_steps.VotesMissing):
        n = error.present - error.voted
        return ngettext(
            "%(n)s person has not voted. Press again to show the votes all the same.",
            "%(n)s people have not voted. Press again to show the votes all the same.",
            n,
        ) % {"n": n}
    return str(WORDS.get(type(error), error))


def by(request: HttpRequest) -> dict[str, Any]:
    """Who does it, and when; nobody in particular where the lead was taken over."""
    user = request.user if isinstance(request.user, User) else None
    return {"user": user, "now": timezone.now()}


def owner_form(request: HttpRequest, workshop: Workshop) -> OwnerForm:
    departments = lead_pages.owners_of(workshop, "").departments
    return OwnerForm(request.POST, departments=departments)


def _next(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    _say(request, workshop, sent)
    sure = sent["sure"]
    room_steps.next_step(workshop=workshop, seen=sent["seen"], sure=sure, **by(request))


def _reveal(_request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    room_steps.reveal(workshop=workshop, seen=sent["seen"], sure=sent["sure"])


def _level(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    form = LevelForm(request.POST)
    if not form.is_valid():
        raise NotChosen
    room_decisions.agree_level(
        workshop=workshop,
        seen=sent["seen"],
        value=form.cleaned_data["value"],
        said=_said(request),
        **by(request),
    )


def _owner(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    form = owner_form(request, workshop)
    if not form.is_valid():
        raise NotChosen
    room_decisions.agree_owner(
        workshop=workshop,
        seen=sent["seen"],
        department=form.cleaned_data["department"],
        letters=form.letters,
        said=_said(request),
        **by(request),
    )


def _bulk(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    lines = room_decisions.bulk_lines(workshop)
    form = BulkForm(request.POST, items=[line.item for line in lines])
    if not form.is_valid() or not form.cleaned_data["take"]:
        raise NotChosen
    room_decisions.accept_bulk(
        workshop=workshop, seen=sent["seen"], items=form.cleaned_data["take"], **by(request)
    )


def _park(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    _say(request, workshop, sent)
    room_steps.park(workshop=workshop, seen=sent["seen"], **by(request))


def _again(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    _say(request, workshop, sent)
    room_steps.vote_again(workshop=workshop, seen=sent["seen"])


def _go(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    _say(request, workshop, sent)
    item = sent["item"] or 0
    room_steps.go_to(workshop=workshop, seen=sent["seen"], item=item, now=timezone.now())


def _undo(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    room_undo.undo(workshop=workshop, seen=sent["seen"], **by(request))


def _timer(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    _say(request, workshop, sent)
    room_steps.timer(workshop=workshop, seen=sent["seen"], now=timezone.now())


def _start(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    room_steps.start(workshop=workshop, seen=sent["seen"], **by(request))


def _named(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    room_steps.run_named(workshop=workshop, seen=sent["seen"], **by(request))


def _note(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    room_decisions.say(workshop=workshop, seen=sent["seen"], said=_said(request))


def _to(
    step: Callable[..., None],
) -> Callable[[HttpRequest, Workshop, dict[str, Any]], None]:
    def turn(_request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
        step(workshop=workshop, seen=sent["seen"])

    return turn


TURNS: dict[str, Callable[[HttpRequest, Workshop, dict[str, Any]], None]] = {
    "next": _next,
    "start": _start,
    "named": _named,
    "reveal": _reveal,
    "level": _level,
    "owner": _owner,
    "bulk": _bulk,
    "again": _again,
    "park": _park,
    "go": _go,
    "undo": _undo,
    "timer": _timer,
    "say": _note,
    "to-bulk": _to(room_steps.to_bulk),
    "to-dots": _to(room_steps.to_dots),
    "to-actions": _to(room_steps.to_actions),
}


def _say(request: HttpRequest, workshop: Workshop, sent: dict[str, Any]) -> None:
    """What was being written when another key was pressed is not lost."""
    if said := _notes(request):
        room_decisions.say(workshop=workshop, seen=sent["seen"], said=Said(**said), step=False)


def _said(request: HttpRequest) -> Said:
    return Said(**_notes(request))


def _notes(request: HttpRequest) -> dict[str, str]:
    form = NotesForm(request.POST)
    return form.sent if form.is_valid() else {}
