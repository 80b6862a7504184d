"""Forms for members: what heads state, reporting groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_HOURS = 168_000
NOT_STATED = ("", _("Not stated"))


class FactsForm(forms.Form):
    """What a department's head states by name; empty is not stated, never 0."""

    head = forms.CharField(
        label=_("Head of department: name, role"),
        help_text=_("Printed in the report as the person to talk to."),
        max_length=200,
        required=False,
    )
    hours = forms.IntegerField(
        label=_("Hours a week the department can commit"),
        help_text=_("Whole hours of named colleagues, all of them together, from now on."),
        min_value=0,
        max_value=MOST_HOURS,
        required=False,
    )
    authority = forms.TypedChoiceField(
        label=_("How far it may speak in public without asking elsewhere"),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        levels: Sequence[tuple[int, str]],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [NOT_STATED, *((str(level), name) for level, name in levels)]
        self.fields["authority"].choices = choices  # type: ignore[attr-defined]


class GroupsForm(forms.Form):
    """For each department the one it is shown together with."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        departments: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        for key, name in departments:
            others = [(other, title) for other, title in departments if other != key]
            self.fields[f"group-{key}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[
                    ("", _("On its own")),
                    *((other, _("Together with %(name)s") % {"name": t}) for other, t in others),
                ],
            )

    @property
    def groups(self) -> dict[str, str]:
        """By department key the key it is shown with; after ``is_valid``."""
        return {name.removeprefix("group-"): value for name, value in self.cleaned_data.items()}
