"""What the facilitator sends: a turn, a level, an owner with letters, votes on paper, a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LETTERS = ("R", "C", "I")
MOST_VOTES = 500
LONGEST_NOTE, LONGEST_EVIDENCE = 2000, 1000


class TurnForm(forms.Form):
    """``do``: what to do; ``seen``: the step on the facilitator's screen; ``sure``: once more."""

    do = forms.CharField(max_length=20)
    seen = forms.IntegerField(min_value=0)
    sure = forms.BooleanField(required=False)
    item = forms.IntegerField(min_value=1, required=False)


class NotesForm(forms.Form):
    """What is written beside a decision; a field that was not sent stays as it is."""

    reason = forms.CharField(max_length=LONGEST_NOTE, required=False)
    dissent = forms.CharField(max_length=LONGEST_NOTE, required=False)
    evidence = forms.CharField(max_length=LONGEST_EVIDENCE, required=False)

    @property
    def sent(self) -> dict[str, str]:
        """Only what was sent."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.data}


class LevelForm(forms.Form):
    value = forms.CharField(max_length=64)


class OwnerForm(forms.Form):
    """``department`` makes sure of it; ``letter-<key>`` is what each of the others has to do."""

    department = forms.ChoiceField()

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        departments: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = departments  # type: ignore[attr-defined]
        choices = [("", ""), *((letter, letter) for letter in LETTERS)]
        for key, _name in departments:
            self.fields[f"letter-{key}"] = forms.ChoiceField(choices=choices, required=False)

    @property
    def letters(self) -> dict[str, str]:
        """By department, without those that have nothing to do."""
        found = {
            name.removeprefix("letter-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("letter-") and value
        }
        found.pop(self.cleaned_data.get("department", ""), None)
        return found


class BulkForm(forms.Form):
    """``take``: the items that are accepted."""

    take = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, items: Iterable[int], **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["take"].choices = [(item, item) for item in items]  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """How many chose each value, on paper."""

    seen = forms.IntegerField(label=_("State of this page"), min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, values: Mapping[str, str], **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        for value, word in values.items():
            self.fields[f"n-{value}"] = forms.IntegerField(
                label=word,
                min_value=0,
                max_value=MOST_VOTES,
                required=False,
                widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
            )

    @property
    def votes(self) -> dict[str, int]:
        return {
            name.removeprefix("n-"): n
            for name, n in self.cleaned_data.items()
            if name.startswith("n-") and n
        }


class TakeOverForm(forms.Form):
    typed = forms.CharField(
        label=_("Code to take the lead"),
        help_text=_("Whoever leads the workshop has it on their page."),
        max_length=40,
        error_messages={"required": _("Type the code that whoever leads gave you.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class PeopleForm(forms.Form):
    """``do``: lock, unlock, code, remove or merge; ``seat`` and ``into`` are codes of seats."""

    do = forms.CharField(max_length=20)
    seat = forms.CharField(max_length=12, required=False)
    into = forms.CharField(max_length=12, required=False)
