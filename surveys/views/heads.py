"""Heads of departments: the console's page of their links, and their own page."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.access import (
    SETS_UP,
    Assessment,
    LinkExpired,
    LinkUnknown,
    get_assessment,
    get_head_link,
    get_scope_department,
    get_scoped_head_link,
    head_cookie_name,
)
from surveys.forms.console import FactsForm
from surveys.forms.invite import HeadForm
from surveys.services import heads, outbox
from surveys.services.mail_texts import MailKind
from surveys.views.cookies import keep
from surveys.views.language import speak_for
from surveys.views.members import for_members, own_forms
from surveys.views.refusals import UNKNOWN, Refusal, refuse

NO_COOKIE = Refusal(
    403,
    _("Please open your link again"),
    _(
        "This page can only be seen in the browser in which the link of a head of department was "
        "opened. Open the link from your mail. Your browser must accept cookies from this site."
    ),
    _("Not saved: open your link again."),
)
OVER = Refusal(
    410,
    _("This has closed"),
    _("Hours and authority are no longer taken over this link. What was stated stays."),
    _("Not saved: this has closed."),
)
ENDED = _("The assessment is closed; its links have ended.")


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Every department with its head; on POST links for all whose name is known."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    refusal = ""
    if request.method == "POST":
        try:
            made = heads.make_all(assessment=assessment, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
        except LinkExpired:
            refusal = str(ENDED)
        else:
            said = ngettext("%(n)s link is made.", "%(n)s links are made.", made)
            messages.success(request, said % {"n": made})
            return redirect("console:heads", organisation, code)
    rows = heads.rows(assessment)
    page = _page(assessment) | {
        "rows": rows,
        "can_make": sum(row.can_make for row in rows),
        "refusal": refusal,
    }
    return render(request, "console/invite/heads.html", page, status=409 if refusal else 200)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    """One head: name and address, on POST with a link; the link, to be copied, sent, ended."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    scoped = get_scope_department(assessment, key)
    scoped.assessment = assessment
    row = heads.row_of(scoped)
    form = HeadForm(
        request.POST if request.method == "POST" else None,
        initial={"name": row.name, "email": row.email},
    )
    if request.method == "POST" and form.is_valid():
        try:
            heads.keep(row=scoped, **form.cleaned_data, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
        except LinkExpired:
            form.add_error(None, str(ENDED))
        else:
            messages.success(request, _("The link of %(name)s is ready.") % form.cleaned_data)
            return redirect("console:head", organisation, code, key)
    page = _page(assessment) | {"form": form, "row": row, "sends": settings.SENDS_MAIL}
    status = 422 if form.errors else 200
    return render(request, "console/invite/head.html", page, status=status)


@for_members
@require_POST
def send(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    link = get_scoped_head_link(assessment, key)
    if link.token_hash is None or not link.email:
        messages.error(request, _("Make the link first, with an e-mail address."))
        return redirect("console:head", organisation, code, key)
    try:
        outbox.queue(
            kind=MailKind.HEAD,
            assessment=assessment,
            subject_key=key,
            to=link.email,
            now=timezone.now(),
        )
    except outbox.NoMailServer:
        messages.error(request, _("No mail server is set up here: copy the link instead."))
    except LinkExpired:
        messages.error(request, ENDED)
    else:
        messages.success(request, _("The mail to %(name)s is on its way.") % {"name": link.name})
    return redirect("console:head", organisation, code, key)


@for_members
@require_POST
def renew(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    link = get_scoped_head_link(assessment, key)
    try:
        heads.renew(link=link, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    except LinkExpired:
        messages.error(request, ENDED)
    except heads.LinkRevoked:
        messages.error(request, _("This link was taken back meanwhile. Make it anew."))
    else:
        said = _("%(name)s has a new link; the old one has ended.")
        messages.success(request, said % {"name": link.name})
    return redirect("console:head", organisation, code, key)


@for_members
@require_POST
def revoke(request: HttpRequest, organisation: str, code: str, key: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    link = get_scoped_head_link(assessment, key)
    heads.revoke(link=link, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    messages.success(request, _("The link is taken back. What was stated stays."))
    return redirect("console:head", organisation, code, key)


@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the token for a cookie and a clean address. Writes nothing: scanners open links too."""
    try:
        found, value = heads.open_link(token)
    except LinkUnknown:
        return refuse(request, UNKNOWN)
    except LinkExpired:
        return refuse(request, OVER)
    response = redirect("head:page", found.key)
    keep(response, head_cookie_name(found.key), value)
    return response


@own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What a head is asked, and how many of the department have answered."""
    try:
        return _own(request, get_head_link(request, key))
    except LinkUnknown:
        return refuse(request, NO_COOKIE)
    except LinkExpired:
        return refuse(request, OVER)


def _own(request: HttpRequest, found: heads.HeadLink) -> HttpResponse:
    """Raises LinkUnknown or LinkExpired."""
    row = found.scope_department
    speak_for(request, row.assessment.organisation)
    form = FactsForm(
        request.POST if request.method == "POST" else None,
        levels=heads.authority_levels(row.assessment),
        initial={"head": row.head or found.name, "hours": row.hours, "authority": row.authority},
    )
    if request.method == "POST" and form.is_valid():
        try:
            heads.state(link=found, **form.cleaned_data, now=timezone.now())
        except heads.FactsOutOfRange:
            form.add_error("hours", str(_("Nobody can give that many hours.")))
        else:
            messages.success(request, _("Thank you. What you stated is saved."))
            return redirect("head:page", found.key)
    shown = {"form": form, "page": heads.page_of(found)}
    return render(request, "heads/page.html", shown, status=422 if form.errors else 200)


def _page(assessment: Assessment) -> dict[str, object]:
    return {"organisation": assessment.organisation, "assessment": assessment}
