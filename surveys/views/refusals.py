"""Why a respondent's request cannot be served: a page in plain words, never a server error."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from surveys.access import (
    Assessment,
    AssessmentNotOpen,
    Invitation,
    LinkExpired,
    LinkRevoked,
    LinkUnknown,
    get_invitation,
    read_visit_key,
    visit_key,
)
from surveys.services.answers import AlreadySubmitted, NotStarted
from surveys.services.visits import is_answered, words_of
from surveys.views import pace
from surveys.views.language import speak_for

View = Callable[..., HttpResponse]

VISIT = "Readiness-Visit"
"""Marks a page that the device may keep to bridge a time without network, and whose it is."""

WHOSE = "visit.key"
"""What a form sends: for whose visit its page was made. No question has a code with a point."""


class OtherVisit(Exception):  # noqa: N818 - reads as what happened
    """A page that was made for one visit sent something after another's link was opened."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        super().__init__()


class Refusal(NamedTuple):
    """``short`` is what stands beside an answer that could not be saved."""

    status: int
    title: str | Promise
    text: str | Promise
    short: str | Promise


UNKNOWN = Refusal(
    404,
    _("We do not know this link"),
    _(
        "Check that the whole link was copied, to its last letter. If it still does not work, "
        "ask whoever sent it to you for a new one."
    ),
    _("Not saved: this link is not known."),
)
NO_COOKIE = Refusal(
    403,
    _("Please open your personal link again"),
    _(
        "This page can only be seen by the person whose link was opened in this browser. What you "
        "have saved is still there: open the link from your invitation. Your browser must accept "
        "cookies from this site."
    ),
    _("Not saved: open your personal link again."),
)
OTHER_VISIT = Refusal(
    403,
    _("Please open your personal link again"),
    _(
        "Another personal link has been opened in this browser since this page was made, so "
        "nothing of the page was taken. What was saved before is still there: open the link from "
        "your invitation."
    ),
    _("Not saved: another link was opened in this browser. Open your personal link again."),
)
REVOKED = Refusal(
    410,
    _("This link is no longer valid"),
    _(
        "It was taken back by those who sent it. If you think that this is a mistake, ask them "
        "for a new one."
    ),
    _("Not saved: your link is no longer valid."),
)
EXPIRED = Refusal(
    410,
    _("These questions have closed"),
    _(
        "Answers are no longer taken. Thank you if you have answered: results are shown only for "
        "groups, never for one person."
    ),
    _("Not saved: the questions have closed."),
)
PAUSED = Refusal(
    403,
    _("These questions are paused"),
    _("What you have saved is still there. Please open your link again later."),
    _("Not saved: the questions are paused."),
)
NOT_YET = Refusal(
    403,
    _("These questions are not open yet"),
    _("Please open your link again later."),
    _("Not saved: the questions are not open yet."),
)
SENT = Refusal(
    409,
    _("You have sent your answers"),
    _("They are final."),
    _("Not saved: you have already sent your answers."),
)
NOT_STARTED = Refusal(
    409,
    _("You have not started yet"),
    _("Open your personal link and choose Start."),
    _("Not saved: open your personal link and choose Start."),
)
CSRF = Refusal(
    403,
    _("This page was open for too long"),
    _(
        "For your safety we did not take what it sent. Go back, load the page again and send it "
        "once more. Your browser must accept cookies from this site."
    ),
    _("Not saved: load this page again."),
)


NOT_ASKED = Refusal(
    404,
    _("This is not asked here"),
    _("The questions have changed since the page was opened."),
    _("Not saved: this question is not asked any more."),
)
NOT_OFFERED = Refusal(
    422,
    _("There is a problem"),
    _("Choose one of the answers offered here."),
    _("Not saved: this is not one of the answers offered here."),
)
TOO_LONG = Refusal(
    422,
    _("There is a problem"),
    _("Write at most 2,000 characters."),
    _("Not saved: write at most 2,000 characters."),
)
SCRIPTS = ("respondent:save", "respondent:comment")
"""Addresses that only scripts ask: they are told in a line, which they show where it belongs."""


def refusal_of(error: Exception) -> Refusal:
    match error:
        case LinkRevoked():
            return REVOKED
        case LinkExpired():
            return EXPIRED
        case AssessmentNotOpen():
            return PAUSED if error.assessment.state == "paused" else NOT_YET
        case OtherVisit():
            return OTHER_VISIT
        case _:
            return NO_COOKIE


def refuse(request: HttpRequest, refusal: Refusal, **shown: Any) -> HttpResponse:  # noqa: ANN401 - of a template
    """The whole page, or one line where a script asked."""
    if _from_script(request):
        return JsonResponse({"refused": str(refusal.short)}, status=refusal.status)
    context = {"refusal": refusal, **shown}
    return render(request, "respondent/refusal.html", context, status=refusal.status)


def for_respondent(view: View) -> View:
    """Hand the invitation of this browser to ``view``; whatever stands in the way is a page.

    The address tells nothing about the link, so it may be sent as Referer to ourselves: without,
    browsers call the origin of a form "null" and Django refuses it.
    """

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, code: str, **named: str) -> HttpResponse:
        try:
            invitation = get_invitation(request, code, now=timezone.now())
            speak_for(request, invitation.assessment.organisation)
            _check_whose(request, invitation)
            response = view(request, invitation, **named)
            if request.method == "GET" and not is_answered(invitation):
                pace.go_on(request, response, invitation, now=timezone.now())
                response.headers.setdefault(VISIT, visit_key(invitation))
        except (LinkUnknown, LinkRevoked, LinkExpired, AssessmentNotOpen, OtherVisit) as error:
            response = _refuse_with_what_was_entered(request, error, code)
        except NotStarted:
            response = _elsewhere(request, NOT_STARTED, "respondent:welcome", code)
        except AlreadySubmitted:
            response = _elsewhere(request, SENT, "respondent:thanks", code)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return wrapper


def _check_whose(request: HttpRequest, invitation: Invitation) -> None:
    """Raises OtherVisit: a browser has one cookie for an assessment, and may have tabs of two."""
    key = request.POST.get(WHOSE)
    if key is not None and key != visit_key(invitation):
        raise OtherVisit(invitation.assessment)


def _elsewhere(request: HttpRequest, refusal: Refusal, name: str, code: str) -> HttpResponse:
    """The page where the person belongs; a script would show it in the wrong place."""
    return refuse(request, refusal) if _from_script(request) else redirect(name, code)


def _refuse_with_what_was_entered(
    request: HttpRequest, error: Exception, code: str
) -> HttpResponse:
    """The page shows again what it was sent, and what this device keeps of the visit."""
    typed: list[tuple[Any, str]] = []
    assessment = getattr(error, "assessment", None)
    if assessment is not None and request.method == "POST" and not _from_script(request):
        typed += words_of(assessment, request.POST)
        if comment := request.POST.get("comment"):
            typed.append((_("Your comment"), comment))
    # What the device keeps of the visit that the cookie stands for is not for who sent this.
    key = "" if isinstance(error, OtherVisit) else read_visit_key(request, code)
    return refuse(request, refusal_of(error), typed=typed, key=key)


def _from_script(request: HttpRequest) -> bool:
    return bool(request.resolver_match and request.resolver_match.view_name in SCRIPTS)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    response = refuse(request, CSRF)
    response.headers["Referrer-Policy"] = "same-origin"
    return response
