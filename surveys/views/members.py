"""What all pages of members have in common."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

Given = ParamSpec("Given")
View = Callable[Given, HttpResponse]


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
    """A page for who has signed in."""
    return own_forms(login_required(view))
