"""Forms about an organisation as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DAYS = (
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
)
# Names of places; what else the system knows (EST5EDT, posixrules) is no place where people work.
AREAS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
         "Indian", "Pacific", "UTC"}  # fmt: skip


PAPERS = (("A4", _("A4")), ("Letter", _("Letter")))


class OrganisationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Closing dates and working hours are meant there."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of mails, posters and reports, for whom nothing else is known."),
    )
    work_days = forms.MultipleChoiceField(
        label=_("Working days"),
        help_text=_("Reminders go out on these days alone."),
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
    )
    work_from = forms.IntegerField(label=_("Working hours: from"), min_value=0, max_value=23)
    work_until = forms.IntegerField(label=_("Working hours: until"), min_value=1, max_value=24)
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_(
            "PNG, JPEG, WebP or GIF, at most 2 MB. It stands in mails and on posters, at most 400 "
            "by 160 pixels large."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    brand = forms.FileField(
        label=_("Your own logo"),
        help_text=_(
            "The consultant’s, beside the organisation’s on reports. PNG, JPEG, WebP or GIF, at "
            "most 2 MB."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
    remove_brand = forms.BooleanField(label=_("Remove your own logo"), required=False)
    accent = forms.RegexField(
        label=_("Colour of reports"),
        help_text=_(
            "As #rrggbb, such as #1f5c99, and dark enough to be read on white. Empty: ours."
        ),
        regex=r"^#[0-9a-fA-F]{6}$",
        error_messages={
            "invalid": _("Write the colour as # and six digits or letters from a to f.")
        },
        required=False,
    )
    paper = forms.ChoiceField(label=_("Paper of reports"), choices=PAPERS, required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        languages: Sequence[tuple[str, Any]],
        has_logo: bool,
        has_brand: bool,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(each for each in available_timezones() if each.split("/")[0] in AREAS)
        self.fields["time_zone"].choices = [(each, each.replace("_", " ")) for each in zones]  # type: ignore[attr-defined]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        if not has_logo:
            del self.fields["remove_logo"]
        if not has_brand:
            del self.fields["remove_brand"]

    def clean_accent(self) -> str:
        """In small letters, as a style sheet has it."""
        accent: str = self.cleaned_data["accent"]
        return accent.lower()

    def clean_paper(self) -> str:
        """Whoever says nothing means A4."""
        return self.cleaned_data["paper"] or "A4"

    def clean_work_days(self) -> str:
        """As the row has them: digits in order."""
        return "".join(sorted(self.cleaned_data["work_days"]))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("work_from"), found.get("work_until")
        if first is not None and last is not None and first >= last:
            self.add_error(
                "work_until", ValidationError(_("The working day ends before it begins."))
            )
        return found
