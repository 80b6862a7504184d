"""The pages of an account that are ours: where it belongs, where it is signed in, its making."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.access import get_memberships
from surveys.forms.sign_in import SetUpForm
from surveys.services import set_up as setting_up
from surveys.services import sign_in
from surveys.views.members import entrance, for_members, own_forms


@for_members
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The organisations of who signed in; the only one at once."""
    memberships = get_memberships(request.user)
    if len(memberships) == 1:
        [member] = memberships
        return redirect(entrance(member.role), member.organisation.code)
    organisations = [
        {
            "name": member.organisation.name,
            "role": member.get_role_display(),
            "entrance": entrance(member.role),
            "code": member.organisation.code,
        }
        for member in memberships
    ]
    return render(request, "account/home.html", {"organisations": organisations})


@for_members
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Every browser that is signed in to this account."""
    found = sign_in.sessions(user=request.user, current=request.session.session_key)  # type: ignore[arg-type]  # signed in
    return render(request, "account/sessions.html", {"sessions": found})


@for_members
@require_POST
def session_end(request: HttpRequest, number: int) -> HttpResponse:
    """Sign one browser out."""
    if not sign_in.end_session(user=request.user, number=number):  # type: ignore[arg-type]  # signed in
        raise Http404
    messages.success(request, _("That browser is signed out."))
    return redirect("account:sessions")


@for_members
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign all browsers but this one out."""
    ended = sign_in.end_other_sessions(user=request.user, current=request.session.session_key)  # type: ignore[arg-type]  # signed in
    said = ngettext(
        "%(n)s other browser is signed out.", "%(n)s other browsers are signed out.", ended
    )
    messages.success(request, said % {"n": ended})
    return redirect("account:sessions")


@sensitive_post_parameters("password")
@own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first account. Reading the page uses nothing up."""
    form = SetUpForm(request.POST if request.method == "POST" else None)
    try:
        setting_up.check(token)
        if not form.is_valid():
            page = {"form": form, "token": token}
            status = 422 if request.method == "POST" else 200
            return render(request, "account/set_up.html", page, status=status)
        user = setting_up.set_up(token=token, **form.cleaned_data)
    except setting_up.AlreadySetUp:
        return render(request, "account/set_up_refused.html", {"done": True}, status=410)
    except setting_up.LinkInvalid:
        return render(request, "account/set_up_refused.html", {"done": False}, status=404)
    messages.success(request, _("Your account is made, and you are signed in."))
    # Django's own login would leave this browser out of the list of sessions.
    signed_in: HttpResponse = perform_login(request, user, redirect_url=reverse("account:home"))
    return signed_in
