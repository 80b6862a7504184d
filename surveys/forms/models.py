"""Forms about activity models: uploading one, and choosing one for a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.files import FileOrText

MAX_BYTES = 2 * 1024 * 1024

Choices = Sequence[tuple[str, str, str]]
"""The value, the version and the title of a selection of its items, which may be empty."""


class UploadForm(FileOrText):
    """A YAML file, or its text."""

    largest = MAX_BYTES
    nothing = _("Choose a file, or paste its text below.")
    too_large = _("The file is larger than 2 MB. Leave out what is unused.")

    file = forms.FileField(
        label=_("YAML file"),
        help_text=_("At most 2 MB."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    text = forms.CharField(
        label=_("… or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 14, "spellcheck": "false", "autocapitalize": "off", "dir": "ltr"}
        ),
    )


class ModelChoice(forms.Form):
    """A version, or a selection of its items."""

    model = forms.ChoiceField(label=_("Activity model"))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        choices: Choices,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (value, _("%(model)s, only: %(title)s") % {"model": name, "title": title})
            if title
            else (value, name)
            for value, name, title in choices
        ]
        self.fields["model"].choices = [("", _("Choose a model")), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, str]:
        """Fingerprint of the version and code of the selection; after ``is_valid``."""
        fingerprint, _dot, profile = self.cleaned_data["model"].partition(".")
        return fingerprint, profile


class DraftForm(ModelChoice):
    """What it takes to begin an assessment."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("What people read who are asked, such as “Readiness 2026”."),
        max_length=200,
    )
    period = forms.CharField(
        label=_("Period"),
        help_text=_("Printed on the report, such as “March 2026”. May stay empty."),
        max_length=200,
        required=False,
    )
