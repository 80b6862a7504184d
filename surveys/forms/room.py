"""What somebody who comes into a workshop's room types, and what their phone sends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_TYPED = 40
LONGEST_NAME = 60
LONGEST_VALUE = 64


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST_TYPED,
        error_messages={"required": _("Type the code that is on the screen in the room.")},
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "none",
                "autocomplete": "off",
                "autocorrect": "off",
                "spellcheck": "false",
            }
        ),
    )


class JoinForm(forms.Form):
    """``departments``: key and name of those to choose from, empty where that is not asked."""

    name = forms.CharField(
        label=_("Your name, or any other"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    department = forms.ChoiceField(label=_("Your department"), required=False)
    observes = forms.BooleanField(label=_("I only watch and do not vote"), required=False)
    secret = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_VALUE)

    def __init__(self, *args: Any, departments: tuple[tuple[str, str], ...], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        if departments:
            self.fields["department"].choices = [("", _("Rather not say")), *departments]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["department"]


class VoteForm(forms.Form):
    """``item`` is empty for the trial question."""

    item = forms.IntegerField(required=False, min_value=1)
    about = forms.CharField(max_length=8)
    round = forms.IntegerField(min_value=1, max_value=2)
    value = forms.CharField(max_length=LONGEST_VALUE)


class DotsForm(forms.Form):
    dot = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, items: tuple[int, ...], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["dot"].choices = [(item, "") for item in items]  # type: ignore[attr-defined]  # a choice field
