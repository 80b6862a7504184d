"""Signing in with e-mail and password, slowly for who guesses."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.utils.crypto import salted_hmac

from surveys.models import SignInFailure, User

WINDOW = timedelta(minutes=15)
FOR_EMAIL, FOR_ADDRESS = 10, 50
"""Failures within the window after which an account, and a computer, has to wait."""


class WrongCredentials(Exception):  # noqa: N818 - reads as what happened
    """E-mail and password do not belong together, or the account does not exist or is closed."""


class TooManyAttempts(Exception):  # noqa: N818 - reads as what happened
    """Wait a quarter of an hour."""


def check(*, email: str, password: str, address: str, now: datetime) -> User:
    """The user who signs in. Raises TooManyAttempts or WrongCredentials.

    An unknown e-mail address takes as long and says the same as a wrong password.
    """
    keys = {_key("email", email.strip().lower()): FOR_EMAIL, _key("address", address): FOR_ADDRESS}
    recent = SignInFailure.objects.filter(at__gt=now - WINDOW)
    if any(recent.filter(key=key).count() >= most for key, most in keys.items()):
        raise TooManyAttempts
    user = authenticate(username=email.strip().lower(), password=password)
    if not isinstance(user, User):
        SignInFailure.objects.filter(at__lte=now - WINDOW).delete()
        SignInFailure.objects.bulk_create(SignInFailure(key=key, at=now) for key in keys)
        raise WrongCredentials
    SignInFailure.objects.filter(key__in=list(keys)[:1]).delete()
    return user


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"surveys.sign-in.{kind}", value, algorithm="sha256").hexdigest()
