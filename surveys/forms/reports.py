"""Forms for what a consultant words otherwise in a report."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 1000
LONGEST_SENT = 20_000


class SentenceForm(forms.Form):
    """``seen``: a mark of how the sentence stood where it was read."""

    place = forms.CharField(max_length=300)
    text = forms.CharField(label=_("Sentence"), max_length=LONGEST_SENT, required=False)
    seen = forms.CharField(max_length=16, required=False)


class SectionForm(forms.Form):
    note = forms.CharField(
        label=_("Consultant’s note"),
        help_text=_("Printed in a box at the end of the section, as your own words."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    left_out = forms.BooleanField(label=_("Leave this section out"), required=False)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
