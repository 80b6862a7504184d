"""Allauth's pages that we have, under the names it looks for and addresses of ours."""

from django.urls import path

from surveys.views import allauth_pages as pages

PASSKEY = "security/passkeys/<int:pk>/"

urlpatterns = [
    path("sign-in/", pages.sign_in, name="account_login"),
    path("sign-in/code/", pages.code_request, name="account_request_login_code"),
    path("sign-in/code/confirm/", pages.code_confirm, name="account_confirm_login_code"),
    path("sign-in/passkey/", pages.passkey_sign_in, name="mfa_login_webauthn"),
    path("sign-in/second/", pages.second, name="mfa_authenticate"),
    path("sign-in/cancelled/", pages.provider_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/error/", pages.provider_error, name="socialaccount_login_error"),
    path("sign-in/by/<slug:provider_id>/", pages.provider_sign_in, name="openid_connect_login"),
    path(
        "sign-in/by/<slug:provider_id>/answer/",
        pages.provider_answer,
        name="openid_connect_callback",
    ),
    path("sign-out/", pages.sign_out, name="account_logout"),
    path("sign-up/", pages.sign_up, name="account_signup"),
    path("inactive/", pages.inactive, name="account_inactive"),
    path("again/", pages.again, name="account_reauthenticate"),
    path("again/code/", pages.second_again, name="mfa_reauthenticate"),
    path("again/passkey/", pages.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("password/", pages.password_change, name="account_change_password"),
    path("password/set/", pages.password_set, name="account_set_password"),
    path("password/forgotten/", pages.password_forgotten, name="account_reset_password"),
    path(
        "password/forgotten/code/",
        pages.password_code,
        name="account_confirm_password_reset_code",
    ),
    path("password/forgotten/new/", pages.password_new, name="account_complete_password_reset"),
    path("password/forgotten/done/", pages.password_done, name="account_password_reset_completed"),
    path("security/", pages.security, name="mfa_index"),
    path("security/app/", pages.app_activate, name="mfa_activate_totp"),
    path("security/app/remove/", pages.app_deactivate, name="mfa_deactivate_totp"),
    path("security/codes/", pages.codes, name="mfa_view_recovery_codes"),
    path("security/codes/new/", pages.codes_generate, name="mfa_generate_recovery_codes"),
    path("security/codes/download/", pages.codes_download, name="mfa_download_recovery_codes"),
    path("security/passkeys/", pages.passkey_list, name="mfa_list_webauthn"),
    path("security/passkeys/add/", pages.passkey_add, name="mfa_add_webauthn"),
    path(f"{PASSKEY}name/", pages.passkey_edit, name="mfa_edit_webauthn"),
    path(f"{PASSKEY}remove/", pages.passkey_remove, name="mfa_remove_webauthn"),
]
