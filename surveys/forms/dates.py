"""A day, chosen in the browser's own calendar or typed."""

from __future__ import annotations

from typing import Any

from django import forms

ISO = "%Y-%m-%d"


class DayField(forms.DateField):
    """Browsers show a day as people there write it, and send it as 2026-03-31."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        widget = forms.DateInput(attrs={"type": "date"}, format=ISO)
        super().__init__(widget=widget, input_formats=[ISO], **kwargs)
