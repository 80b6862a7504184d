"""What allauth asks us: who may have an account, whose address counts, how a mail is sent."""

from __future__ import annotations

import base64
import logging
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.contrib import messages
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.services.addresses import client_address

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

logger = logging.getLogger(__name__)

TOO_MANY = _("Too many attempts. Try again in a quarter of an hour.")

AGAIN_BY = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {  # noqa: RUF012 - allauth's
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail address and password do not belong together."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_code": _("This code is not right. Check it, or ask for a new one."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's
        """Accounts come from an invitation alone."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As our own limits count it; allauth's answer to a wrong header is a server error."""
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ANN401, ARG002 - allauth's
        """By the account alone: allauth adds the host as sent, whose port anybody can vary."""
        return f"sign-in:{str(credentials.get('email', '')).lower()}"

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Named as our pages name them."""
        methods = super().get_reauthentication_methods(user)
        return [each | {"description": AGAIN_BY[each["id"]]} for each in methods]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, or say that it could not be sent; nothing in a mail is taken from the request."""
        message = self.render_mail(template_prefix, email, context)
        try:
            message.send()
        except (OSError, SMTPException):
            logger.exception("A mail about an account could not be sent: %s", template_prefix)
            messages.error(
                self.request,
                _("The e-mail could not be sent. Try again in a few minutes, or another way."),
            )


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {  # noqa: RUF012 - allauth's
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code or passkey is not right. Try again with the newest one."),
    }

    def encrypt(self, text: str) -> str:
        """A copy of the database alone makes no codes."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's
        """What the name of a new passkey is filled with."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        """What authenticator apps and browsers show; allauth would take the request's host."""
        return "Readiness"


class ProviderAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - allauth's
        """Who signs in by a provider needs an invitation too."""
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Only by an address that the provider says is verified, not by any text that is true."""
        verified = any(
            each.email.lower() == email.lower() and each.verified is True
            for each in login.email_addresses
        )
        return verified and bool(super().can_authenticate_by_email(login, email))


def _box() -> Fernet:
    """Sealed with a key made of the secret key."""
    key = salted_hmac("surveys.second-factor", "secret", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
