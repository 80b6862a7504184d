"""Forms for what is sent and handed out: texts of mails, links of departments and of heads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.members import AddressField

Unknown = Callable[[str, Sequence[str]], list[str]]


class MailTextForm(forms.Form):
    """``known``: the placeholders of this kind of mail; ``needed``: those it cannot do without.

    ``unknown`` says in whole sentences what is no placeholder.
    """

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        help_text=_(
            "Plain text; an empty line begins a new paragraph. What stands in braces is replaced, "
            "and a link on a line of its own becomes a button."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 18, "dir": "auto"}),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        known: Sequence[str],
        needed: Sequence[str],
        unknown: Unknown,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.needed, self.unknown = known, needed, unknown

    def clean_subject(self) -> str:
        text = " ".join(str(self.cleaned_data["subject"]).split())
        known = [name for name in self.known if name != "link"]
        for sentence in self.unknown(text, known):
            self.add_error("subject", sentence)
        return text

    def clean_body(self) -> str:
        text = "\n".join(str(self.cleaned_data["body"]).splitlines())
        for sentence in self.unknown(text, self.known):
            self.add_error("body", sentence)
        for name in self.needed:
            if f"{{{name}}}" not in text:
                missing = _("%(name)s is missing: without it nobody can answer.")
                self.add_error("body", missing % {"name": f"{{{name}}}"})
        return text


class MostForm(forms.Form):
    """``most``: more than that can never begin."""

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["most"] = forms.IntegerField(
            label=_("How many people may begin over it"),
            help_text=_(
                "As many as the department has people without e-mail. Whoever has the address can "
                "answer, so this is what keeps one person from answering many times."
            ),
            min_value=1,
            max_value=most,
        )


class HeadForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As it is to stand in the mail and, by default, in the report."),
        max_length=200,
    )
    email = AddressField(
        label=_("E-mail address"),
        help_text=_("Leave empty to hand the link over in another way."),
        max_length=254,
        required=False,
    )
