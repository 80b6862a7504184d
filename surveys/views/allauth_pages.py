"""Allauth's pages, with the headers of ours. Their addresses: ``surveys.urls.allauth_pages``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as provider
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from surveys.views.members import for_members, own_forms

Page = Callable[..., Any]


def ours(view: Page) -> Page:
    """With our headers, and for the methods that browsers use; allauth takes PUT for POST."""
    return own_forms(require_http_methods(["GET", "HEAD", "POST"])(view))


def inside(view: Page) -> Page:
    """The same, for who has signed in."""
    return for_members(require_http_methods(["GET", "HEAD", "POST"])(view))


def by_mail(view: Page) -> Page:
    """Not there where this site sends no mail: nobody shall wait for a code."""

    def page(request: HttpRequest, **named: str) -> HttpResponse:
        if not settings.SENDS_MAIL:
            raise Http404
        response: HttpResponse = view(request, **named)
        return response

    return ours(page)


sign_in = ours(account.login)
sign_out = ours(account.logout)
sign_up = ours(account.signup)
inactive = ours(account.account_inactive)
code_request = by_mail(account.request_login_code)
code_confirm = by_mail(account.confirm_login_code)
again = inside(account.reauthenticate)

password_change = inside(account.password_change)
password_set = inside(account.password_set)
password_forgotten = by_mail(account.password_reset)
password_code = by_mail(account.confirm_password_reset_code)
password_new = by_mail(account.complete_password_reset)
password_done = ours(account.password_reset_from_key_done)

second = ours(second_factor.authenticate)
second_again = inside(second_factor.reauthenticate)
security = inside(second_factor.index)
app_activate = inside(app.activate_totp)
app_deactivate = inside(app.deactivate_totp)
codes = inside(recovery_codes.view_recovery_codes)
codes_generate = inside(recovery_codes.generate_recovery_codes)
codes_download = inside(recovery_codes.download_recovery_codes)
passkey_sign_in = ours(passkeys.login_webauthn)
passkey_again = inside(passkeys.reauthenticate_webauthn)
passkey_list = inside(passkeys.list_webauthn)
passkey_add = inside(passkeys.add_webauthn)
passkey_edit = inside(passkeys.edit_webauthn)
passkey_remove = inside(passkeys.remove_webauthn)

provider_sign_in = ours(openid_connect.login)
provider_answer = ours(openid_connect.callback)
provider_cancelled = ours(provider.login_cancelled)
provider_error = ours(provider.login_error)
