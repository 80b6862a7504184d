"""Departments' links: the console's page of them, and where they lead."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.access import (
    SETS_UP,
    Assessment,
    AssessmentNotOpen,
    LinkExpired,
    LinkRevoked,
    LinkUnknown,
    cookie_name,
    get_assessment,
    get_department_link,
    get_invitation,
    get_scope_department,
)
from surveys.forms.invite import MostForm
from surveys.services import shared_links, visits
from surveys.services.shared_links import Full, Opened, TooFew
from surveys.services.visits import Invitation
from surveys.views.cookies import keep
from surveys.views.language import speak_for
from surveys.views.members import for_members, own_forms
from surveys.views.refusals import UNKNOWN, Refusal, for_respondent, refusal_of, refuse

FULL = Refusal(
    409,
    _("Nobody else can begin over this link"),
    _(
        "As many people as it was made for have begun. If you have not, ask whoever put up the "
        "poster. If you have, open the personal address that you were given then."
    ),
    _("Nobody else can begin over this link."),
)
ENDED = _("The assessment is closed; its links have ended.")
CLOSED = _("This link was closed meanwhile. Open it anew if more people are to begin.")


@for_members
@require_safe
def links(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    return _console(request, assessment)


@for_members
@require_POST
def open_one(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    """Make the link of a department, or change how many may begin over it."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    department = get_scope_department(assessment, key).department
    form = MostForm(request.POST, most=shared_links.MOST)
    if not form.is_valid():
        wrong = " ".join(str(error) for error in form.errors["most"])
        return _console(request, assessment, wrong=(key, wrong))
    try:
        shared_links.make(
            assessment=assessment,
            department=department,
            most=form.cleaned_data["most"],
            user=request.user,  # type: ignore[arg-type]  # signed in
            now=timezone.now(),
        )
    except TooFew:
        wrong = str(_("More people than that have begun already."))
        return _console(request, assessment, wrong=(key, wrong))
    except LinkExpired:
        return _console(request, assessment, refusal=str(ENDED))
    messages.success(request, _("The link of %(name)s is open.") % {"name": department.name})
    return redirect("console:department-links", organisation, code)


@for_members
@require_POST
def renew(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    """Another address; the old one ends, on every poster that hangs."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    link = get_department_link(assessment, key)
    try:
        shared_links.renew(link=link, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    except LinkExpired:
        return _console(request, assessment, refusal=str(ENDED))
    except LinkRevoked:
        return _console(request, assessment, refusal=str(CLOSED))
    said = _("%(name)s has a new link. Take down the old poster and put up the new one.")
    messages.success(request, said % {"name": link.department.name})
    return redirect("console:department-links", organisation, code)


@for_members
@require_POST
def close(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    link = get_department_link(assessment, key)
    shared_links.close(link=link, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    said = _("Nobody else can begin over the link of %(name)s. Who has begun can go on.")
    messages.success(request, said % {"name": link.department.name})
    return redirect("console:department-links", organisation, code)


@own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Where a poster leads. Reading it changes nothing; its button makes a personal link."""
    try:
        return _opened(request, shared_links.open_link(token, now=timezone.now()))
    except LinkUnknown:
        return refuse(request, UNKNOWN)
    except Full:
        return refuse(request, FULL)
    except (LinkExpired, AssessmentNotOpen) as error:
        return refuse(request, refusal_of(error))


def _opened(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Raises Full, LinkUnknown, LinkExpired or AssessmentNotOpen."""
    speak_for(request, opened.assessment.organisation)
    state = _state_here(request, opened)
    if request.method == "POST":
        if state == "begun" and "anew" not in request.POST:
            return redirect("respondent:welcome", opened.assessment.code)
        return _begun(*shared_links.begin(opened=opened, now=timezone.now()))
    if opened.full and not state:
        raise Full
    page = {
        "assessment": opened.assessment,
        "organisation": opened.assessment.organisation.name,
        "department": opened.link.department.name,
        "sponsor": opened.assessment.sponsor,
        "promise": visits.promise_of(opened.invitation),
        "state": state,
        "full": opened.full,
    }
    return render(request, "shared/welcome.html", page)


@require_safe
@for_respondent
def own(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The personal address of who began over a department's link, to be kept."""
    code = invitation.assessment.code
    if invitation.person_id is not None:
        return redirect("respondent:welcome", code)
    page = {
        "visit": visits.visit_of(invitation),
        "promise": visits.promise_of(invitation),
        "address": shared_links.own_address(invitation),
    }
    return render(request, "shared/own.html", page)


def _begun(invitation: Invitation, value: str) -> HttpResponse:
    code = invitation.assessment.code
    response = redirect("shared:own", code)
    keep(response, cookie_name(code), value)
    return response


def _state_here(request: HttpRequest, opened: Opened) -> str:
    """What this browser was used for before: begun, answered, or nothing."""
    try:
        invitation = get_invitation(request, opened.assessment.code, now=timezone.now())
    except (LinkUnknown, LinkRevoked, LinkExpired, AssessmentNotOpen):
        return ""
    return "answered" if visits.is_answered(invitation) else "begun"


def _console(
    request: HttpRequest,
    assessment: Assessment,
    *,
    wrong: tuple[str, str] = ("", ""),
    refusal: str = "",
) -> HttpResponse:
    page = {
        "organisation": assessment.organisation,
        "assessment": assessment,
        "rows": shared_links.rows(assessment),
        "wrong_key": wrong[0],
        "wrong": wrong[1],
        "typed": request.POST.get("most", ""),
        "refusal": refusal,
        "most": shared_links.MOST,
    }
    status = 409 if refusal else 422 if wrong[0] else 200
    return render(request, "console/invite/department_links.html", page, status=status)
