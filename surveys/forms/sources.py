"""Forms for what stands beside the survey: evidence, and an earlier round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DayField

KINDS = (("interview", _("Interview")), ("document", _("Document")))
LONGEST_REASON = 1000


class EvidenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Where it was seen"), choices=KINDS)
    level = forms.ChoiceField(
        label=_("Level that it shows"),
        help_text=_("As you read it; the survey’s figure stays as it is."),
    )
    reason = forms.CharField(
        label=_("What shows the level"),
        help_text=_("Printed in the report. Name a document or a role, not a person who answered."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    by = forms.CharField(label=_("Who read it so"), max_length=200)
    seen_on = DayField(label=_("When"))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        levels: Sequence[tuple[str, str]],
        today: date,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["level"].choices = levels  # type: ignore[attr-defined]

    def clean_seen_on(self) -> date:
        seen_on: date = self.cleaned_data["seen_on"]
        if seen_on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return seen_on


class EarlierForm(forms.Form):
    """``earlier``: the code of a round, empty for none."""

    earlier = forms.ChoiceField(label=_("Compare with"), required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        rounds: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("No earlier round")), *rounds]
        self.fields["earlier"].choices = choices  # type: ignore[attr-defined]
