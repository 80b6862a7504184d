"""Forms about mails: when a reminder leaves, and what of a list is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DayField


class ReminderForm(forms.Form):
    """A day and an hour of the organisation's working time."""

    day = DayField(label=_("Day"))
    hour = forms.TypedChoiceField(label=_("Hour"), coerce=int)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        hours: range,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(hour), f"{hour:02}:00") for hour in hours]
        self.fields["hour"].choices = choices  # type: ignore[attr-defined]


class ShownForm(forms.Form):
    """What of a long list is shown; whatever else is asked for shows all of it."""

    show = forms.ChoiceField(label=_("Show"), required=False)
    search = forms.CharField(label=_("Name or e-mail address"), max_length=200, required=False)
    page = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        choices: tuple[tuple[str, Any], ...],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show"].choices = choices  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked for and can be understood."""
        found = self.cleaned_data
        return {name: found.get(name) or "" for name in ("show", "search")}

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1
