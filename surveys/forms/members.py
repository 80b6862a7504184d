"""Forms about who belongs to an organisation."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}
"""Kinds of characters that do not show: two addresses that look alike would be two people."""

Roles = Sequence[tuple[str, Any]]


class AddressField(forms.EmailField):
    """An e-mail address in one spelling, however it was typed."""

    def clean(self, value: str | None) -> str:
        text = unicodedata.normalize("NFC", (value or "").strip().casefold())
        if any(unicodedata.category(letter) in HIDDEN for letter in text) or text != text.lower():
            raise ValidationError(
                _("The address contains characters that do not show. Type it anew."),
                code="hidden",
            )
        return str(super().clean(text))


class RoleForm(forms.Form):
    """``roles``: value and name of each."""

    role = forms.ChoiceField(
        label=_("Role"),
        help_text=_(
            "Consultants do everything. Coordinators see to links and progress, and see no "
            "results. Executives read published results."
        ),
    )

    def __init__(self, *args: Any, roles: Roles, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose a role")), *roles]  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    email = AddressField(label=_("E-mail address"), max_length=254)

    field_order = ("email", "role")


class JoinForm(forms.Form):
    """What a new account needs; the address is the invited one."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
