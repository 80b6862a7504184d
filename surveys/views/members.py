"""What all pages of members have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, ParamSpec

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache

from surveys.access import User, get_memberships

Given = ParamSpec("Given")
View = Callable[Given, HttpResponse]


class OrganisationLink(NamedTuple):
    """``entrance``: the name of the first page there for who has this role."""

    name: str
    role: str
    entrance: str
    code: str


def own_forms(view: View[Given]) -> View[Given]:
    """Never kept by a browser, and its forms say where they come from.

    Under the site's no-referrer browsers send forms with the origin "null", which the check
    against forged requests refuses.
    """

    @never_cache
    @wraps(view)
    def wrapper(*args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return wrapper


def for_members(view: View[Given]) -> View[Given]:
    """A page for who has signed in, with the way to their other organisations in its header."""

    @wraps(view)
    def wrapper(*args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        request: Any = args[0]
        request.organisations = SimpleLazyObject(lambda: organisations_of(request.user))
        return view(*args, **kwargs)

    return own_forms(login_required(wrapper))


def organisations_of(user: User | AnonymousUser) -> list[OrganisationLink]:
    """Every organisation of the user, by name. One SQL."""
    return [
        OrganisationLink(
            name=member.organisation.name,
            role=member.get_role_display(),
            entrance=entrance(member.role),
            code=member.organisation.code,
        )
        for member in get_memberships(user)
    ]


def for_members_again(view: View[Given]) -> View[Given]:
    """The same, and before something is changed the password or a code is asked for once more.

    Not of who has just given one, and not of who has nothing but codes by e-mail.
    """
    checked: View[Given] = reauthentication_required(view, allow_get=True)
    return for_members(checked)


def entrance(role: str) -> str:
    """The first page of an organisation for who has this role there."""
    return "executive:results" if role == "executive" else "console:assessments"
