"""Signing in and out, and where a member's organisations are."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.access import get_memberships
from surveys.forms.console import SignInForm
from surveys.services import sign_in as signing_in
from surveys.views.members import for_members, own_forms

LONGEST_NEXT = 500


@sensitive_post_parameters("password")
@own_forms
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = signing_in.check(
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                address=request.META.get("REMOTE_ADDR", ""),
                now=timezone.now(),
            )
        except signing_in.TooManyAttempts:
            form.add_error(None, _("Too many attempts. Try again in a quarter of an hour."))
        except signing_in.WrongCredentials:
            form.add_error(None, _("E-mail address and password do not belong together."))
        else:
            login(request, user)
            return redirect(_next(request))
    invalid = request.method == "POST"
    page = {"form": form, "invalid": invalid, "next": request.GET.get("next", "")}
    return render(request, "account/sign_in.html", page, status=422 if invalid else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("account:sign-in")


@for_members
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The organisations of who signed in; the only one at once."""
    memberships = get_memberships(request.user)
    if len(memberships) == 1:
        [member] = memberships
        return redirect(_entrance(member.role), member.organisation.code)
    organisations = [
        {
            "name": member.organisation.name,
            "role": member.get_role_display(),
            "entrance": _entrance(member.role),
            "code": member.organisation.code,
        }
        for member in memberships
    ]
    return render(request, "account/home.html", {"organisations": organisations})


def _entrance(role: str) -> str:
    return "executive:results" if role == "executive" else "console:assessments"


def _next(request: HttpRequest) -> str:
    """Where who signs in wanted to go, if that is on this site."""
    wanted = request.POST.get("next", "")
    allowed = len(wanted) <= LONGEST_NEXT and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else "account:home"
