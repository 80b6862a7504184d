"""Draw a question once and remember its HTML: between two people only value and revision differ."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from crispy_forms.layout import Field
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.translation import get_language

KEPT = 2000


class DrawnOnce(Field):  # type: ignore[misc]  # crispy has no types
    """A field whose template knows nothing of a person but value and revision.

    A form that was sent is drawn anew, because it may hold errors.
    """

    def __init__(self, name: str, *, template: str, question: Hashable) -> None:
        super().__init__(name, template=template)
        self.name, self.question = name, question

    def render(self, form: Any, context: Any, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - crispy has no types
        if form.is_bound:
            drawn: str = super().render(form, context, *args, **kwargs)
            return drawn
        field = form.fields[self.name]
        blank = _Blank(form, context, self.template, field)
        html = _draw(blank, self.question, field.heading, get_language())
        form.rendered_fields.add(self.name)
        return _fill(html, self.name, form.initial[self.name], field.revision, is_open=field.open)


class _Blank:
    """What it takes to draw a question without an answer; alike within one assessment."""

    def __init__(self, form: Any, context: Any, template: str, field: Any) -> None:  # noqa: ANN401 - as above
        self.form, self.context, self.template, self.field = form, context, template, field
        self.key = (context["visit"].code, template)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Blank) and self.key == other.key

    def draw(self) -> str:
        known = {
            "question": self.field.question,
            "heading": self.field.heading,
            "described_by": self.field.described_by,
            "revision": 0,
        }
        context = {"visit": self.context["visit"], "field": {"field": known, "value": ""}}
        return str(get_template(self.template).render(context))


@lru_cache(maxsize=KEPT)
def _draw(blank: _Blank, _question: Hashable, _heading: int | None, _language: str) -> str:
    html = blank.draw()
    # Remembered as a key: let go of the person's page.
    blank.form = blank.context = blank.field = None
    return html


def _fill(html: str, name: str, value: str, revision: int, *, is_open: bool) -> str:
    if value:
        offered = f'value="{escape(value)}"'
        html = html.replace(f'name="{name}" {offered}>', f'name="{name}" {offered} checked>', 1)
        html = html.replace(f"<option {offered}>", f"<option {offered} selected>", 1)
    if revision:
        none = f'name="{name}.revision" value="0"'
        html = html.replace(none, f'name="{name}.revision" value="{revision}"', 1)
    if is_open:
        html = html.replace('<details class="others">', '<details class="others" open>', 1)
    return html
