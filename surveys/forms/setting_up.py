"""Forms for setting an assessment up: settings, departments, what does not apply to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DayField

YES, NO = "yes", "no"
LONGEST_REASON = 200


class Activity(Protocol):
    """What is shown of an activity."""

    @property
    def code(self) -> str: ...

    @property
    def title(self) -> str: ...


class Cell(Protocol):
    @property
    def activity(self) -> Activity: ...

    @property
    def reason(self) -> str: ...


class Row(Protocol):
    """A department and, for each activity, why it does not apply to it; empty where it does."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def cells(self) -> Sequence[Cell]: ...


class SettingsForm(forms.Form):
    """What is frozen cannot be chosen, is not sent by browsers, and stays as it is.

    What arrives nevertheless is for the service to refuse.
    """

    title = forms.CharField(
        label=_("Title"), help_text=_("What people read who are asked."), max_length=200
    )
    sponsor = forms.CharField(
        label=_("Sponsor"),
        help_text=_("Who asks, by name and role: people answer to a person, not to a project."),
        max_length=200,
        required=False,
    )
    contact = forms.CharField(
        label=_("Contact"),
        help_text=_("Whom people may ask: a name with an e-mail address or a telephone number."),
        max_length=200,
        required=False,
    )
    introduction = forms.CharField(
        label=_("Introduction"),
        help_text=_("In the sponsor's words: why you ask, and what will be done with the result."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    period = forms.CharField(
        label=_("Period"),
        help_text=_("Printed on the report, such as “March 2026”."),
        max_length=200,
        required=False,
    )
    opens_on = DayField(
        label=_("First day"),
        help_text=_("The day that is planned. You open it yourself when it has come."),
        required=False,
    )
    closes_on = DayField(
        label=_("Last day"),
        help_text=_("Answers are taken until midnight. Two weeks are usually enough."),
        required=False,
    )
    floor = forms.TypedChoiceField(
        label=_("Smallest group that is shown"),
        help_text=_(
            "Results are shown only for groups in which at least so many people have answered."
        ),
        coerce=int,
    )
    counts_unsubmitted = forms.ChoiceField(
        label=_("Answers that were saved but not sent"),
        choices=[(YES, _("Count when you close")), (NO, _("Are deleted when you close"))],
    )
    asks_extended = forms.ChoiceField(
        label=_("Extended questions"),
        choices=[(NO, _("Only for those who ask for more")), (YES, _("For everybody"))],
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        floors: Sequence[int],
        extended: bool,
        frozen: Collection[str],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["floor"].choices = [(number, number) for number in floors]  # type: ignore[attr-defined]
        for name in ("counts_unsubmitted", "asks_extended"):
            self.initial[name] = YES if self.initial[name] else NO
        self.hidden = set() if extended else {"asks_extended"}
        self.frozen = frozenset(frozen)
        for name in {*self.frozen, *self.hidden}:
            self.fields[name].required = False
        for name in self.frozen:
            self.fields[name].widget.attrs["disabled"] = True

    def shown(self) -> Iterator[forms.BoundField]:
        """The fields that this assessment's model has a use for."""
        return (field for field in self if field.name not in self.hidden)

    @property
    def values(self) -> dict[str, Any]:
        """By name, ready to be stored; after ``is_valid``."""
        found = dict(self.cleaned_data)
        for name in {*self.frozen, *self.hidden}:
            if name not in self.data:
                found[name] = self.initial[name]
        for name in ("counts_unsubmitted", "asks_extended"):
            found[name] = found[name] == YES
        return found


class DepartmentForm(forms.Form):
    """A department of the organisation. ``new``: it gets a key, which stays."""

    name = forms.CharField(label=_("Name"), max_length=200)
    key = forms.SlugField(
        label=_("Key"),
        help_text=_(
            "What files call it: letters, digits and hyphens. Made from the name if you leave it "
            "empty. It stays as it is."
        ),
        max_length=50,
        required=False,
    )
    type = forms.ChoiceField(
        label=_("Type"),
        help_text=_("What kind of work it does. It decides for which tasks it is a natural home."),
        required=False,
    )
    head_name = forms.CharField(label=_("Head: name"), max_length=200, required=False)
    head_role = forms.CharField(label=_("Head: role"), max_length=200, required=False)
    head_email = forms.EmailField(
        label=_("Head: e-mail address"),
        help_text=_("Where the question for hours and authority is sent."),
        max_length=254,
        required=False,
    )
    headcount = forms.IntegerField(
        label=_("Number of people"), min_value=0, max_value=1_000_000, required=False
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        types: Sequence[tuple[str, str]],
        new: bool,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", _("Not stated")), *types]  # type: ignore[attr-defined]
        if not new:
            del self.fields["key"]


class ScopeForm(forms.Form):
    """Which departments take part."""

    departments = forms.MultipleChoiceField(
        label=_("Departments that take part"),
        error_messages={"required": _("Choose at least one department.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        departments: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["departments"].choices = list(departments)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the table: its box, and the reason that stands already."""

    name: str
    activity: Activity
    ticked: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    department: str
    boxes: tuple[Box, ...]
    field: forms.BoundField


class ApplicableForm(forms.Form):
    """Departments × activities: a box for what does not apply, a reason for each row's new ones.

    A reason that stands is kept until its box is empty. Below, a date for each closed activity.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's signature
        rows: Sequence[Row],
        transition: Sequence[Activity],
        closed: Mapping[str, date],
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.transition = rows, transition
        for row in rows:
            self.fields[f"na-{row.key}"] = forms.MultipleChoiceField(
                label=row.name,
                required=False,
                choices=[(cell.activity.code, cell.activity.title) for cell in row.cells],
            )
            self.fields[f"reason-{row.key}"] = forms.CharField(
                label=_("Reason: %(name)s") % {"name": row.name},
                max_length=LONGEST_REASON,
                required=False,
            )
        for each in transition:
            self.fields[f"closed-{each.code}"] = DayField(
                label=_("%(title)s: closed since") % {"title": each.title},
                required=False,
                initial=closed.get(each.code),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in self.rows:
            stands = {cell.activity.code for cell in row.cells if cell.reason}
            new = set(cleaned.get(f"na-{row.key}", ())) - stands
            name = f"reason-{row.key}"
            if new and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Say why the new ones do not apply."))
        return cleaned

    @property
    def marks(self) -> dict[tuple[str, str], str]:
        """By department and activity the reason; after ``is_valid``."""
        return {
            (row.key, cell.activity.code): cell.reason or self.cleaned_data[f"reason-{row.key}"]
            for row in self.rows
            for cell in row.cells
            if cell.activity.code in self.cleaned_data[f"na-{row.key}"]
        }

    @property
    def closed(self) -> dict[str, date]:
        """By activity since when it is closed; after ``is_valid``."""
        days = {each.code: self.cleaned_data[f"closed-{each.code}"] for each in self.transition}
        return {code: day for code, day in days.items() if day}

    def lines(self) -> Iterator[Line]:
        """The table as it was sent, or as it stands."""
        for row in self.rows:
            name = f"na-{row.key}"
            sent = self.data.getlist(name) if self.is_bound else None  # type: ignore[attr-defined]
            yield Line(
                department=row.name,
                boxes=tuple(
                    Box(
                        name=name,
                        activity=cell.activity,
                        ticked=bool(cell.reason) if sent is None else cell.activity.code in sent,
                        reason=cell.reason,
                    )
                    for cell in row.cells
                ),
                field=self[f"reason-{row.key}"],
            )

    def days(self) -> Iterator[forms.BoundField]:
        return (self[f"closed-{each.code}"] for each in self.transition)
