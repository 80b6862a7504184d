"""Invitations: who has a link, how its mail stands, send, show, make anew, take back."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from surveys.access import SETS_UP, Assessment, get_assessment, get_scoped_invitation
from surveys.forms.messages import ShownForm
from surveys.services import invitations, outbox, outbox_pages
from surveys.services.addresses import absolute
from surveys.views.members import for_members

WHY_NOT: dict[type[Exception], Promise] = {
    invitations.LinkRevoked: gettext_lazy("This link was taken back before."),
    invitations.LinkExpired: gettext_lazy("The assessment is closed; its links have ended."),
    invitations.LinkUnknown: gettext_lazy(
        "This link cannot be shown: it ended when the assessment was closed, or it is of an "
        "earlier version of the program. Make a new one; the old one then ends."
    ),
    outbox.NoMailServer: gettext_lazy(
        "No mail server is set up here, so nothing was sent. Show the links and hand them out in "
        "another way, or ask whoever runs this site."
    ),
    outbox.NoAddress: gettext_lazy(
        "This person has no e-mail address. Show the link, or use a department's link."
    ),
}
REFUSALS = tuple(WHY_NOT)
SHOW = (
    ("", gettext_lazy("Everybody")),
    ("unsent", gettext_lazy("No mail yet")),
    ("problems", gettext_lazy("Problems")),
    ("no-address", gettext_lazy("No e-mail address")),
)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Who was invited; on POST links for everybody who has none."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    if request.method != "POST":
        return render(request, "console/links.html", _page(request, assessment))

    def make(**who: Any) -> None:  # noqa: ANN401 - user and now
        number = len(invitations.invite_everybody(assessment=assessment, **who))
        said = ngettext("%(n)s link is made.", "%(n)s links are made.", number)
        messages.success(request, said % {"n": number})

    return _done(request, assessment, make)


@for_members
@require_POST
def send_all(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Mails to everybody who has none yet."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)

    def send(**who: Any) -> None:  # noqa: ANN401 - user and now
        number = outbox.queue_all(assessment=assessment, **who)
        said = ngettext(
            "%(n)s invitation is on its way.", "%(n)s invitations are on their way.", number
        )
        messages.success(request, said % {"n": number})

    return _done(request, assessment, send)


@for_members
@require_POST
def send(request: HttpRequest, organisation: str, code: str, key: uuid.UUID) -> HttpResponse:
    """The mail to one person, once more; who sends it is noted."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    invitation = get_scoped_invitation(assessment, key)

    def again(**who: Any) -> None:  # noqa: ANN401 - user and now
        outbox.queue_invitation(invitation=invitation, **who)
        name = invitation.person.name if invitation.person else ""
        messages.success(request, _("The mail to %(name)s is on its way.") % {"name": name})

    return _done(request, assessment, again)


@for_members
@require_POST
def show(request: HttpRequest, organisation: str, code: str, key: uuid.UUID) -> HttpResponse:
    """One link, to be handed out by hand; who looks is noted."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    invitation = get_scoped_invitation(assessment, key)
    return _shown(
        request,
        assessment,
        lambda **who: (invitation, invitations.show(invitation=invitation, **who)),
    )


@for_members
@require_POST
def renew(request: HttpRequest, organisation: str, code: str, key: uuid.UUID) -> HttpResponse:
    """A new link; the old one ends, and it is noted who made it."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    invitation = get_scoped_invitation(assessment, key)
    return _shown(
        request,
        assessment,
        lambda **who: (invitation, invitations.renew(invitation=invitation, **who)),
    )


@for_members
@require_POST
def file(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """All links as CSV, for a mail merge; who makes it is noted."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    text = outbox_pages.links_file(
        assessment,
        address_of=_address,
        user=request.user,  # type: ignore[arg-type]  # signed in
        now=timezone.now(),
    )
    return HttpResponse(
        text.encode("utf-8-sig"),  # or spreadsheets take it for another encoding
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="links.csv"'},
    )


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, organisation: str, code: str, key: uuid.UUID) -> HttpResponse:
    """Take a link back, after asking."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    invitation = get_scoped_invitation(assessment, key)
    if request.method == "POST":

        def take(**who: Any) -> None:  # noqa: ANN401 - user and now
            invitations.revoke(invitation=invitation, **who)
            messages.success(request, _("The link is taken back."))

        return _done(request, assessment, take)
    page = {
        "organisation": assessment.organisation,
        "assessment": assessment,
        "name": invitation.person.name if invitation.person else invitation.department.name,
    }
    return render(request, "console/revoke.html", page)


def _done(request: HttpRequest, assessment: Assessment, do: Callable[..., None]) -> HttpResponse:
    """Back to the list, or the list with what stood in the way."""
    try:
        do(user=request.user, now=timezone.now())
    except REFUSALS as error:
        return _refused(request, assessment, error)
    return redirect("console:links", assessment.organisation.code, assessment.code)


def _shown(request: HttpRequest, assessment: Assessment, do: Callable[..., Any]) -> HttpResponse:
    try:
        invitation, token = do(user=request.user, now=timezone.now())
    except REFUSALS as error:
        return _refused(request, assessment, error)
    name = invitation.person.name if invitation.person else invitation.department.name
    made = {"name": name, "department": invitation.department.name, "address": _address(token)}
    page = _page(request, assessment) | {"made": made}
    return render(request, "console/links.html", page)


def _refused(request: HttpRequest, assessment: Assessment, error: Exception) -> HttpResponse:
    page = _page(request, assessment) | {"refusal": WHY_NOT[type(error)]}
    return render(request, "console/links.html", page, status=409)


def _page(request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
    form = ShownForm(request.GET, choices=SHOW)
    return {
        "organisation": assessment.organisation,
        "assessment": assessment,
        "form": form,
        "asked": form.asked,
        "page": outbox_pages.links_page(assessment, page=form.page_number, **form.asked),
        "sending": outbox_pages.sending(),
        "here": "links",
    }


def _address(token: str) -> str:
    return absolute(reverse("respondent:link", args=[token]))
