"""The mailed invitation to become a member: read, then accepted by who is signed in or signs up."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys.forms.members import JoinForm
from surveys.services import members as members_of
from surveys.views.cookies import keep
from surveys.views.members import own_forms

COOKIE_MAX_AGE = 60 * 60


@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - as all views
    """Swap the token for a cookie and a clean address. Writes nothing: scanners open links too."""
    response = redirect("invited")
    keep(response, _cookie_name(), token, max_age=COOKIE_MAX_AGE)
    return response


@own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest) -> HttpResponse:
    """Say who invites to what; on POST become a member."""
    try:
        return _page(request, request.COOKIES.get(_cookie_name(), ""))
    except members_of.InvitationEnded:
        return render(request, "account/invitation_ended.html", status=404)


def _page(request: HttpRequest, token: str) -> HttpResponse:
    """Raises InvitationEnded."""
    invitation = members_of.open_invitation(token, now=timezone.now())
    user = request.user
    posted = request.POST if request.method == "POST" else None
    signs_up = not user.is_authenticated and members_of.needs_account(invitation)
    form = JoinForm(posted) if signs_up else None
    if posted is not None and (user.is_authenticated or (form and form.is_valid())):
        try:
            return _accepted(request, token, form)
        except (members_of.SignInFirst, members_of.WrongAccount):
            form = None  # what is to be done stands on the page
    page = {
        "invitation": invitation,
        "form": form,
        "fits": user.is_authenticated and members_of.is_for(invitation, user),
    }
    status = 200 if posted is None else 422 if form else 409
    return render(request, "account/invited.html", page, status=status)


def _accepted(request: HttpRequest, token: str, form: JoinForm | None) -> HttpResponse:
    """Raises InvitationEnded, SignInFirst or WrongAccount."""
    now = timezone.now()
    if form is None:
        organisation = members_of.accept(token=token, user=request.user, now=now)  # type: ignore[arg-type]  # signed in
    else:
        user, organisation = members_of.join(token=token, **form.cleaned_data, now=now)
        perform_login(request, user)
    joined = {"organisation": organisation.name}
    messages.success(request, _("You are a member of %(organisation)s now.") % joined)
    response = redirect("account:home")
    response.delete_cookie(_cookie_name(), samesite="Lax")
    return response


def _cookie_name() -> str:
    return f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}invited"
