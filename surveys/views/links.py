"""Personal links: made once, shown once, renewed, taken back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys.access import SETS_UP, Assessment, get_assessment, get_scoped_invitation
from surveys.services import console, invitations
from surveys.services.addresses import absolute
from surveys.views.members import for_members

WHY_NOT: dict[type[Exception], Promise] = {
    invitations.AlreadyAnswered: _("This link cannot be changed any more."),
    invitations.LinkRevoked: _("This link was taken back before."),
    invitations.LinkExpired: _("The assessment is closed; its links have ended."),
}
REFUSALS = tuple(WHY_NOT)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Who was invited; on POST links for everybody who has none, which are shown this once."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    made, refusal = [], None
    if request.method == "POST":
        try:
            issued = invitations.invite_everybody(
                assessment=assessment,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except REFUSALS as error:
            refusal = WHY_NOT[type(error)]
        else:
            made = [
                {
                    "name": each.invitation.person.name if each.invitation.person else "",
                    "department": each.invitation.department.name,
                    "address": _address(each.token),
                }
                for each in issued
            ]
    page = _page(assessment) | {"made": made, "refusal": refusal}
    return render(request, "console/links.html", page, status=409 if refusal else 200)


@for_members
@require_POST
def renew(request: HttpRequest, organisation: str, code: str, key: uuid.UUID) -> HttpResponse:
    """A new link, shown this once; the old one ends."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    invitation = get_scoped_invitation(assessment, key)
    try:
        token = invitations.renew(invitation=invitation)
    except REFUSALS as error:
        page = _page(assessment) | {"refusal": WHY_NOT[type(error)]}
        return render(request, "console/links.html", page, status=409)
    made = {
        "name": invitation.person.name if invitation.person else "",
        "department": invitation.department.name,
        "address": _address(token),
    }
    return render(request, "console/links.html", _page(assessment) | {"made": [made]})


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, organisation: str, code: str, key: uuid.UUID) -> HttpResponse:
    """Take a link back, after asking."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    invitation = get_scoped_invitation(assessment, key)
    if request.method == "POST":
        try:
            invitations.revoke(invitation=invitation)
        except REFUSALS as error:
            page = _page(assessment) | {"refusal": WHY_NOT[type(error)]}
            return render(request, "console/links.html", page, status=409)
        messages.success(request, _("The link is taken back."))
        return redirect("console:links", organisation, code)
    page = _page(assessment) | {
        "name": invitation.person.name if invitation.person else invitation.department.name
    }
    return render(request, "console/revoke.html", page)


@for_members
@require_POST
def sent(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Note that the links made so far were sent."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    invitations.mark_sent(assessment=assessment)
    messages.success(request, _("Noted: all links were sent."))
    return redirect("console:links", organisation, code)


def _page(assessment: Assessment) -> dict[str, object]:
    return {
        "organisation": assessment.organisation,
        "assessment": assessment,
        "links": console.links_of(assessment),
        "without": console.people_without_link(assessment),
    }


def _address(token: str) -> str:
    return absolute(reverse("respondent:link", args=[token]))
