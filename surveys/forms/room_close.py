"""Forms of a workshop's end: what is to be done, who owns it, and what they say to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DayField
from surveys.forms.members import AddressField

MOST_HOURS = 10_000
YES, NO = "yes", "no"


class WhoForm(forms.Form):
    """Somebody of the room, by the code of their seat, or somebody else by name and address.

    ``seats``: code and name of everybody in the room who has given a name. Where nobody has, only
    name and address are asked.
    """

    seat = forms.ChoiceField(label=_("Somebody in the room"), required=False)
    name = forms.CharField(
        label=_("Or somebody else: name"), max_length=200, required=False, strip=True
    )
    email = AddressField(
        label=_("Their e-mail address"),
        help_text=_("They are asked by mail whether they take it on, once you say so."),
        max_length=254,
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        seats: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        if seats:
            self.fields["seat"].choices = [("", _("Nobody of them")), *seats]  # type: ignore[attr-defined]
        else:
            del self.fields["seat"]
            self.fields["name"].label = _("Name")

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("seat") and found.get("name"):
            self.add_error("name", _("Choose somebody in the room or write a name, not both."))
        if found.get("email") and not (found.get("name") or found.get("seat")):
            self.add_error("name", _("Write whose address this is."))
        return found

    @property
    def who(self) -> dict[str, str]:
        """As the service takes it."""
        return {name: self.cleaned_data.get(name) or "" for name in ("seat", "name", "email")}


class AccountableForm(WhoForm):
    """Who stands for the department: somebody must."""

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not self.errors and not (found.get("seat") or found.get("name")):
            self.add_error("name", _("Choose somebody in the room or write a name."))
        return found


class ActionForm(WhoForm):
    """``today``: no action can be due before it."""

    field_order = ("text", "seat", "name", "email", "due", "hours")

    text = forms.CharField(label=_("What is to be done"), max_length=500)
    due = DayField(
        label=_("Until when"),
        help_text=_("May follow later, but no action leaves the room without a day."),
        required=False,
    )
    hours = forms.IntegerField(
        label=_("Hours it takes (optional)"),
        min_value=1,
        max_value=MOST_HOURS,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_text(self) -> str:
        return " ".join(str(self.cleaned_data["text"]).split())

    def clean_due(self) -> date | None:
        due: date | None = self.cleaned_data["due"]
        if due is not None and due < self.today and "due" in self.changed_data:
            raise forms.ValidationError(_("This day is over."))
        return due

    @property
    def given(self) -> dict[str, Any]:
        """As the service takes it, but for who."""
        return {name: self.cleaned_data[name] for name in ("text", "due", "hours")}


class AnswerForm(forms.Form):
    """Yes or no, and what somebody wants to say to it."""

    takes_on = forms.ChoiceField(choices=((YES, _("Yes")), (NO, _("No"))))
    said = forms.CharField(max_length=500, required=False)

    @property
    def accepts(self) -> bool:
        return bool(self.cleaned_data["takes_on"] == YES)
