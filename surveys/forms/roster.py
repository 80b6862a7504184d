"""Forms about the roster: a list to import, how it is read, and one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from surveys.forms.files import FileOrText

LARGEST_FILE = 5_000_000
LONGEST_PASTE = 1_500_000
Choices = Sequence[tuple[str, str]]


class RosterForm(FileOrText):
    """A file, or the cells of a spreadsheet pasted."""

    largest = LARGEST_FILE
    nothing = _("Choose a file, or paste the list below.")
    too_large = _("The file is larger than 5 MB. Leave out columns that are not needed.")

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, at most 5 MB and 50,000 people."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt"}),
    )
    text = forms.CharField(
        label=_("… or paste it here"),
        help_text=_("Copy the cells in your spreadsheet, with the names of the columns."),
        required=False,
        strip=False,
        # Not as max_length, with which browsers cut off what is pasted.
        validators=[
            MaxLengthValidator(
                LONGEST_PASTE, _("This is too long to paste. Save it as a file and choose that.")
            )
        ],
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "dir": "auto"}),
    )


class ReadingForm(forms.Form):
    """How the file is read: sheet, encoding, separator, header, columns, unknown departments.

    ``choices``: of each select by its name; ``columns`` and ``departments``: labels of the columns
    and the choices of each unknown department.
    """

    READ = ("sheet", "encoding", "separator", "header")
    LABELS: Mapping[str, Any] = {
        "sheet": _("Sheet"),
        "encoding": _("Encoding"),
        "separator": _("Columns are separated by"),
        "header": _("Names of the columns"),
    }

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        choices: Mapping[str, Choices],
        columns: Sequence[str],
        departments: Sequence[tuple[str, str, Choices]],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = [place for place, _name, _choices in departments]
        self.width = len(columns)
        for name in self.READ:
            if name in choices:
                self.fields[name] = forms.ChoiceField(
                    label=self.LABELS[name], choices=choices[name]
                )
        for i, label in enumerate(columns):
            self.fields[f"column-{i}"] = forms.ChoiceField(
                label=label, choices=choices["field"], required=False
            )
        for i, (_place, name, offered) in enumerate(departments):
            self.fields[f"department-{i}"] = forms.ChoiceField(
                label=_("What becomes of %(name)s") % {"name": name},
                choices=offered,
                required=False,
            )
            self.fields[f"type-{i}"] = forms.ChoiceField(
                label=_("Type of %(name)s") % {"name": name},
                choices=choices["type"],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: dict[str, int] = {}
        for i in range(self.width):
            field = cleaned.get(f"column-{i}", "")
            if field and field in seen:
                self.add_error(
                    f"column-{i}",
                    _("Column %(number)s is chosen for this already.")
                    % {"number": seen[field] + 1},
                )
            seen.setdefault(field, i)
        return cleaned

    @property
    def chosen(self) -> dict[str, object]:
        """As ``roster_imports.choose`` takes it; after ``is_valid``.

        Where the file is read in another way, its columns are guessed anew.
        """
        found: dict[str, object] = {
            name: self._whole(name) if name in {"sheet", "header"} else self.cleaned_data[name]
            for name in self.READ
            if name in self.fields
        }
        again = set(self.changed_data) & set(self.READ)
        columns = [self.cleaned_data[f"column-{i}"] for i in range(self.width)]
        found["columns"] = None if again else columns
        if again & {"sheet", "encoding", "separator"} and "header" not in again:
            found["header"] = None
        found["departments"] = {
            place: {
                "choice": self.cleaned_data[f"department-{i}"],
                "type": self.cleaned_data[f"type-{i}"],
            }
            for i, place in enumerate(self.places)
        }
        return found

    def _whole(self, name: str) -> int:
        return int(self.cleaned_data[name])


class PersonForm(forms.Form):
    """What can be corrected about a person."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("May stay empty: then hand out the link in another way."),
        max_length=254,
        required=False,
    )
    department = forms.ChoiceField(label=_("Department"))
    role = forms.CharField(label=_("Role"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language of mails"), required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        departments: Choices,
        languages: Choices,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = list(departments)  # type: ignore[attr-defined]
        own = str(self.initial.get("language", ""))
        offered = [("", _("The organisation’s")), *languages]
        if own and own not in dict(offered):
            offered.append((own, own))
        self.fields["language"].choices = offered  # type: ignore[attr-defined]
