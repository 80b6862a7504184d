"""Forms of accounts: allauth's, in our words, and the first start's."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 254
PASSWORD_RULE = _("At least 12 characters. A few words in a row are easy to remember.")
CODE_WORDS = (_("Code from the e-mail"), _("Eight letters; small ones will do."))


class OurWords(forms.Form):
    """Gives a form of allauth's labels and hints of ours; placeholders vanish when one types."""

    words: ClassVar[dict[str, tuple[Any, Any]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, ""))
            if not field.widget.is_hidden and isinstance(field, forms.CharField):
                # Hashing takes the longer, the longer a password is.
                field.validators.append(MaxLengthValidator(LONGEST))
                field.widget.attrs.setdefault("maxlength", LONGEST)


class SignInForm(OurWords, account.LoginForm):
    words: ClassVar = {
        "login": (_("E-mail address"), ""),
        "password": (_("Password"), ""),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class CodeByMailForm(OurWords, account.RequestLoginCodeForm):
    words: ClassVar = {"email": (_("E-mail address"), "")}


class MailedCodeForm(OurWords, account.ConfirmLoginCodeForm):
    words: ClassVar = {"code": CODE_WORDS}


class ForgottenPasswordForm(OurWords, account.ResetPasswordForm):
    words: ClassVar = {"email": (_("E-mail address"), "")}


class MailedResetCodeForm(OurWords, account.ConfirmPasswordResetCodeForm):
    words: ClassVar = {"code": CODE_WORDS}


NEW_PASSWORD = {
    "oldpassword": (_("Present password"), ""),
    "password1": (_("New password"), PASSWORD_RULE),
    "password2": (_("New password, once more"), ""),
}


class NewPasswordForm(OurWords, account.ResetPasswordKeyForm):
    words: ClassVar = NEW_PASSWORD


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    words: ClassVar = NEW_PASSWORD


class FirstPasswordForm(OurWords, account.SetPasswordForm):
    words: ClassVar = NEW_PASSWORD


class PasswordAgainForm(OurWords, account.ReauthenticateForm):
    words: ClassVar = {"password": (_("Password"), "")}


SECOND_CODE = {
    "code": (
        _("Code"),
        _("Six digits from your authenticator app, or one of your recovery codes."),
    )
}


class SecondFactorForm(OurWords, second_factor.AuthenticateForm):
    words: ClassVar = SECOND_CODE


class SecondFactorAgainForm(OurWords, second_factor.ReauthenticateForm):
    words: ClassVar = SECOND_CODE


class ActivateAppForm(OurWords, app.ActivateTOTPForm):
    words: ClassVar = {"code": (_("Code"), _("Six digits that your authenticator app shows."))}


class AddPasskeyForm(OurWords, passkeys.AddWebAuthnForm):
    words: ClassVar = {
        "name": (_("Name"), _("So that you can tell your passkeys apart, such as “Work laptop”.")),
        "passwordless": (
            _("Sign in with this passkey alone"),
            _("Without a password. It must then ask for a PIN, a finger or a face."),
        ),
        "credential": (_("Passkey"), ""),
    }


class NamePasskeyForm(OurWords, passkeys.EditWebAuthnForm):
    words: ClassVar = {"name": (_("Name"), "")}


class SetUpForm(forms.Form):
    """The first consultant and the first organisation."""

    organisation = forms.CharField(
        label=_("Name of the first organisation"),
        help_text=_("The client whose readiness is to be assessed. More can follow."),
        max_length=200,
    )
    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_RULE,
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Not one that is guessed first."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
