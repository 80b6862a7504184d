"""Mails and reminders: how they stand, try again, approve; and the page that ends reminders."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.access import SETS_UP, Assessment, LinkExpired, get_assessment, get_message
from surveys.forms.messages import ReminderForm, ShownForm
from surveys.services import outbox, outbox_pages, reminders
from surveys.views.members import for_members

SHOW = (
    ("", gettext_lazy("All mails")),
    ("problems", gettext_lazy("Problems")),
    ("under-way", gettext_lazy("On their way")),
    ("sent", gettext_lazy("Sent")),
)
NOT_AGAIN = gettext_lazy("It has moved on meanwhile: below is how it stands now.")
WHY_NOT: dict[type[Exception], Promise] = {
    outbox.NoMailServer: gettext_lazy("No mail server is set up here, so no reminder is sent."),
    reminders.NotPossible: NOT_AGAIN,
    reminders.NotInTime: gettext_lazy(
        "A reminder needs a moment that is still to come and before the last day ends."
    ),
    reminders.NotWorkingTime: gettext_lazy(
        "Nobody works then. Choose a working day of the organisation."
    ),
    reminders.TooNear: gettext_lazy(
        "There are less than two days between this and another reminder. Choose another day, or "
        "skip one of the two."
    ),
}
REFUSALS = tuple(WHY_NOT)


@for_members
@require_safe
def mails(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """How every mail stands, problems first; reminders are not shown."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    form = ShownForm(request.GET, choices=SHOW)
    page = _page(assessment, "mails") | {
        "form": form,
        "asked": form.asked,
        "page": outbox_pages.mails_page(assessment, page=form.page_number, show=form.asked["show"]),
    }
    return render(request, "console/mails/list.html", page)


@for_members
@require_POST
def again(request: HttpRequest, organisation: str, code: str, message: str) -> HttpResponse:
    """One that failed or came back, once more."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    found = get_message(assessment, message)
    try:
        outbox.again(message=found, user=request.user, now=timezone.now())  # type: ignore[arg-type]
    except (outbox.NotAgain, outbox.NoMailServer, LinkExpired):
        messages.info(request, NOT_AGAIN)
    else:
        messages.success(request, _("The mail is on its way again."))
    return redirect("console:mails", organisation, code)


@for_members
@require_POST
def all_again(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Everything that failed, once more."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    try:
        number = outbox.all_again(
            assessment=assessment,
            user=request.user,  # type: ignore[arg-type]  # signed in
            now=timezone.now(),
        )
    except (outbox.NoMailServer, LinkExpired):
        messages.info(request, NOT_AGAIN)
    else:
        said = ngettext("%(n)s mail is on its way again.", "%(n)s mails are on their way again.",
                        number)  # fmt: skip
        messages.success(request, said % {"n": number})
    return redirect("console:mails", organisation, code)


@for_members
@require_safe
def all_reminders(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    return render(request, "console/mails/reminders.html", _reminders_page(assessment))


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: HttpRequest, organisation: str, code: str, number: int) -> HttpResponse:
    """When one leaves; on POST that it shall."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    line = next((one for one in _lines(assessment) if one.number == number), None)
    if line is None:
        raise Http404
    start = reminders.choice(assessment, line)
    posted = request.POST if request.method == "POST" else None
    initial = {"day": start.day, "hour": start.hour}
    form = ReminderForm(posted, hours=start.hours, initial=initial)
    if form.is_valid() and _approved(request, assessment, number, form):
        return redirect("console:reminders", organisation, code)
    page = _page(assessment, "reminders") | {"form": form, "line": line}
    status = 422 if form.errors else 200
    return render(request, "console/mails/reminder.html", page, status=status)


@for_members
@require_POST
def reminder_approve(
    request: HttpRequest, organisation: str, code: str, number: int
) -> HttpResponse:
    """As it is proposed."""
    return _decide(request, organisation, code, number, reminders.approve)


@for_members
@require_POST
def reminder_skip(request: HttpRequest, organisation: str, code: str, number: int) -> HttpResponse:
    return _decide(request, organisation, code, number, reminders.skip)


@for_members
@require_POST
def reminder_undo(request: HttpRequest, organisation: str, code: str, number: int) -> HttpResponse:
    """Back to what is proposed."""
    return _decide(request, organisation, code, number, reminders.undo)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """End reminders, or have them again. Looking changes nothing: scanners look at links too.

    Mail programs post here by themselves when their user asks for it (RFC 8058), without a cookie
    and so without a sign of ours: the signed address is what says who may. It lets nobody do more
    than this page does, and what it does can be undone on it.
    """
    person = reminders.person_of(token)
    if person is None:
        return render(request, "console/mails/opt_out.html", {"gone": True}, status=404)
    if request.method == "POST":
        wanted = request.POST.get("reminders") != "yes"
        reminders.set_no_reminders(person=person, wanted=wanted)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(status=204)
        return redirect("mail-opt-out", token)
    return render(request, "console/mails/opt_out.html", {"person": person})


def _approved(
    request: HttpRequest, assessment: Assessment, number: int, form: ReminderForm
) -> bool:
    try:
        reminders.approve(
            assessment=assessment,
            number=number,
            user=request.user,  # type: ignore[arg-type]  # signed in
            now=timezone.now(),
            **form.cleaned_data,
        )
    except REFUSALS as error:
        form.add_error("day", str(WHY_NOT[type(error)]))
    else:
        messages.success(request, _("The reminder will be sent."))
        return True
    return False


def _decide(
    request: HttpRequest, organisation: str, code: str, number: int, do: Callable[..., Any]
) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    if number not in reminders.NUMBERS:
        raise Http404
    try:
        do(assessment=assessment, number=number, user=request.user, now=timezone.now())
    except REFUSALS as error:
        page = _reminders_page(assessment) | {"refusal": WHY_NOT[type(error)]}
        return render(request, "console/mails/reminders.html", page, status=409)
    messages.success(request, _("Noted."))
    return redirect("console:reminders", organisation, code)


def _lines(assessment: Assessment) -> list[reminders.Line]:
    return reminders.lines(assessment, now=timezone.now())


def _reminders_page(assessment: Assessment) -> dict[str, Any]:
    return _page(assessment, "reminders") | {
        "lines": _lines(assessment),
        "missing": reminders.missing(assessment),
    }


def _page(assessment: Assessment, here: str) -> dict[str, Any]:
    return {
        "organisation": assessment.organisation,
        "assessment": assessment,
        "sending": outbox_pages.sending(),
        "here": here,
    }
