"""The form of one page of the questionnaire. How its fields look: templates/respondent/fields/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.drawn import DrawnOnce

COMMENT, CONSENT = "comment", "consent"
NO = "no"
MAX_COMMENT = 2000
LONGEST_REVISION = 9  # digits
OWN_HEADING = ("profile", "should")
"""Kinds of questions that stand on their page as lines below a heading of the page."""

Stored = Mapping[str, tuple[str, int]]


class Question(Protocol):
    """What the form needs to know of a question."""

    @property
    def code(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def help(self) -> str: ...

    @property
    def reading_rule(self) -> str: ...

    @property
    def others(self) -> Sequence[Any]: ...

    @property
    def as_select(self) -> bool: ...

    @property
    def choices(self) -> Sequence[Any]: ...

    @property
    def of(self) -> str: ...

    @property
    def texts(self) -> Mapping[str, str]: ...

    @property
    def html_id(self) -> str: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A line of the summary of what is wrong, with where it leads."""

    html_id: str
    text: str


class AnswerField(forms.ChoiceField):
    """One question. Blank is allowed; any value that is not offered is refused."""

    def __init__(self, question: Question, *, heading: int | None, revision: int) -> None:
        super().__init__(
            required=False,
            choices=list(question.texts.items()),
            label=question.text,
            error_messages={"invalid_choice": _("Choose one of the answers offered here.")},
        )
        self.question = question
        self.heading = heading
        self.revision = revision
        self.open = False
        self.described_by = ""


class CommentField(forms.CharField):
    """A comment. Its lines end as scripts send them, not in the two characters of a form."""

    def to_python(self, value: object) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class PageForm(forms.Form):
    """The questions of one page, and a comment where one may be given.

    ``stored`` holds the answers saved so far with their revisions; ``comment`` the comment's text,
    consent and revision, or nothing where the page takes none.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        questions: Iterable[Question],
        stored: Stored,
        comment: tuple[str, bool, int] | None = None,
    ) -> None:
        questions = tuple(questions)
        initial = {question.code: stored.get(question.code, ("", 0))[0] for question in questions}
        super().__init__(data, initial=initial | _comment_initial(comment))
        self.questions, self.stored = questions, stored
        self.own_heading = bool(questions) and questions[0].kind in OWN_HEADING
        for place, question in enumerate(questions):
            _value, revision = stored.get(question.code, ("", 0))
            self.fields[question.code] = AnswerField(
                question, heading=self._heading(place, question), revision=revision
            )
        if comment is not None:
            self.fields[COMMENT] = CommentField(
                required=False,
                max_length=MAX_COMMENT,
                error_messages={"max_length": _("Write at most 2,000 characters.")},
            )
            self.fields[CONSENT] = forms.BooleanField(required=False)
            self.comment_revision = comment[2]
        self._describe()

    def clean(self) -> dict[str, Any] | None:
        """Note what is refused for itself, before conflicts are added to it."""
        self.invalid = frozenset(self.errors)
        return super().clean()

    def _heading(self, place: int, question: Question) -> int | None:
        if self.own_heading:
            return None if question.as_select else 2
        return 2 if place else 1

    def _describe(self) -> None:
        """Tell assistive technology which texts belong to a question, once errors are known."""
        for question in self.questions:
            field = self.fields[question.code]
            if not isinstance(field, AnswerField):
                continue
            parts = {
                "help": question.help,
                "rule": question.reading_rule,
                "error": self.is_bound and question.code in self.errors,
            }
            ids = [f"{question.html_id}-{name}" for name, there in parts.items() if there]
            field.described_by = " ".join(ids)
            field.open = self[question.code].value() in {c.value for c in question.others}

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        lines = [
            DrawnOnce(
                question.code,
                template=f"respondent/fields/{_template(question)}.html",
                question=question,
            )
            for question in self.questions
        ]
        if COMMENT in self.fields:
            lines.append(Field(COMMENT, template="respondent/fields/comment.html"))
        helper.layout = Layout(*lines)
        return helper

    @property
    def consents(self) -> bool:
        return bool(self[CONSENT].value())

    @property
    def problems(self) -> list[ProblemLine]:
        """What is wrong, question by question, in the order of the page."""
        ids = {question.code: question.html_id for question in self.questions}
        return [
            ProblemLine(html_id=ids.get(name, "comment-text"), text=str(error))
            for name in self.fields
            for error in self.errors.get(name, [])
        ]

    def changed(self, *, cleared: str = "") -> dict[str, tuple[str, int]]:
        """The answers that differ from what is stored, each with the revision it would have.

        A question that the browser did not send stays as it is; ``cleared`` is taken back.
        """
        found = {}
        for question in self.questions:
            code = question.code
            value = "" if code == cleared else self._value(question, cleared)
            sent = code == cleared or code in self.data
            if sent and value is not None and value != self.stored.get(code, ("", 0))[0]:
                found[code] = (value, self._seen_revision(code) + 1)
        return found

    def _value(self, question: Question, cleared: str) -> str | None:
        """What was sent. An empty box is no answer while its item has none, and "no" from then."""
        value: str | None = self.cleaned_data.get(question.code)
        untouched = value == NO and not self.stored.get(question.code, ("", 0))[0]
        return "" if untouched and not self._is_rated(question.of, cleared) else value

    def _is_rated(self, code: str, cleared: str) -> bool:
        """Whether a level was chosen for an item, or the question is of none."""
        items = [question for question in self.questions if question.code == code]
        value = self.cleaned_data.get(code)
        return not items or (
            code != cleared and value in {choice.value for item in items for choice in item.choices}
        )

    def changed_comment(self) -> tuple[str, bool, int] | None:
        """The comment, its consent and the revision it would have, if it was changed."""
        if COMMENT not in self.cleaned_data:
            return None
        given = (self.cleaned_data[COMMENT], self.cleaned_data[CONSENT])
        if given == (self.initial[COMMENT], self.initial[CONSENT]):
            return None
        return (*given, self._seen_revision(COMMENT) + 1)

    def go_on_from(self, stored: Stored, comment: tuple[str, bool, int] | None) -> None:
        """Make what is stored by now the base of the next change, for a page that is shown again.

        What was saved beside a refused field would else be in conflict with its own next change.
        What was refused for itself, or not sent, keeps the revision that the browser has seen.
        """
        for question in self.questions:
            field, code = self.fields[question.code], question.code
            if isinstance(field, AnswerField):
                _value, now = stored.get(code, ("", 0))
                field.revision = now if self._was_tried(code) else self._seen_revision(code)
        if comment is not None:
            tried = self._was_tried(COMMENT)
            self.comment_revision = comment[2] if tried else self._seen_revision(COMMENT)
        self._describe()

    def _was_tried(self, name: str) -> bool:
        """Whether the value was offered to the services, which stored it or said a conflict."""
        return name in self.data and name not in self.invalid

    def _seen_revision(self, code: str) -> int:
        return read_revision(self.data.get(f"{code}.revision"))


def _template(question: Question) -> str:
    if question.of:
        return "checkbox"
    return "select" if question.as_select else "radios"


def normalised(text: str) -> str:
    """A comment as the form of the page would take it, so that the two never differ."""
    clean: str = CommentField(required=False).clean(text)
    return clean


def read_revision(sent: str | None) -> int:
    """The revision that a page was made with; anything that is none counts as a new answer."""
    text = sent or ""
    whole = text.isascii() and text.isdigit() and len(text) <= LONGEST_REVISION
    return int(text) if whole else 0


def _comment_initial(comment: tuple[str, bool, int] | None) -> dict[str, Any]:
    text, consent, _revision = comment or ("", False, 0)
    return {COMMENT: text, CONSENT: consent}
