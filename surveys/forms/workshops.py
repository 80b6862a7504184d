"""Forms for preparing a workshop: what it is, and its agenda."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DayField

NAMED, ANONYMOUS = "named", "anonymous"
PROMISES = (
    (ANONYMOUS, _("Anonymous: nothing is shown of fewer than five votes")),
    (NAMED, _("Named: every result is shown, without names beside it")),
)
CHANGES = ("earlier", "later", "bulk", "talk", "mode", "off")


class WorkshopForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    held_on = DayField(label=_("Day"))
    minutes = forms.IntegerField(
        label=_("Minutes in all"),
        help_text=_("The agenda is fitted to them. In 90 minutes five to seven items get time."),
        min_value=30,
        max_value=480,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    promise = forms.ChoiceField(
        label=_("How people vote"),
        help_text=_(
            "Votes are never shown one by one. With three or four voters an anonymous room shows "
            "only whether they agree, and with fewer nothing: choose a named one if so few come. "
            "It does not change any more once the room is open."
        ),
        choices=PROMISES,
    )

    @property
    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        found = {name: self.cleaned_data[name] for name in ("title", "held_on", "minutes")}
        return found | {"anonymous": self.cleaned_data["promise"] == ANONYMOUS}


class ItemForm(forms.Form):
    """What is to be done with an activity on the agenda; ``mode`` only for that."""

    do = forms.ChoiceField(choices=[(name, name) for name in CHANGES])
    mode = forms.CharField(max_length=8, required=False)


class AddForm(forms.Form):
    activity = forms.CharField(max_length=64)
    bulk = forms.BooleanField(required=False)
