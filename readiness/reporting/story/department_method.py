"""The last page of a department report: how to read the figures."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.reporting.story import words
from readiness.reporting.story.department_front import answered
from readiness.reporting.story.document_types import DepartmentMethod
from readiness.reporting.story.method import small_groups
from readiness.reporting.story.one_group import View
from readiness.reporting.story.types import Heading, Section
from readiness.reporting.story.wording import (
    model_share,
    paragraph,
    upper_first,
    whole,
)


def build_department_method(view: View) -> DepartmentMethod:
    """Half a page."""
    return DepartmentMethod(
        heading=Heading(
            code=f"department-{view.key}-method",
            eyebrow=_("How to read this"),
            title=ngettext(
                "This is what one person says, not what records show",
                "This is what %(n)s people say, not what records show",
                view.group.answered,
            )
            % {"n": whole(view.group.answered)},
        ),
        sections=tuple(_sections(view)),
    )


def _sections(view: View) -> Iterator[Section]:
    reading = view.reading
    yield _section(view, "figures", _("The figures"), *_figures(view))
    told_apart = _("%(dont_know)s counts as no level: such answers are counted apart.")
    yield _section(
        view,
        "answers",
        _("Whose answers these are"),
        f"{upper_first(answered(view))}.",
        told_apart % {"dont_know": words.dont_know(reading.model)}
        if reading.model.questionnaire.dont_know
        else "",
    )
    yield small_groups(reading)
    yield _section(
        view,
        "work",
        _("Before you use it"),
        _(
            "Activities are rated, not people. Departments stand in no order of merit: their work "
            "differs, and so does what they need."
        ),
        _("Do not ask who said what. Ask what would have to be true for the figure to be higher."),
    )


def _figures(view: View) -> Iterator[str]:
    """How they are made; a model without owners has rules of its own for every area."""
    if view.reading.model.asks_for_owners:
        yield _("A score is the mean of the answers, on the scale of the questions.")
        share = model_share(view.reading.model.rules.level.share)
        text = _("A level is reached when at least %(share)s say this level or a higher one.")
        yield text % {"share": share}
    else:
        yield _("Scores and levels follow the rules of the activity model.")
    if any(entry.gap is not None for entry in view.compared):
        yield _(
            "A gap is target less today, and never below 0. Targets come from the activity model "
            "and are the same for every department."
        )


def _section(view: View, code: str, title: str, *texts: str) -> Section:
    return Section(
        code=f"department-{view.key}-{code}",
        title=title,
        paragraphs=tuple(paragraph(text) for text in texts if text),
    )
