"""The owner's brief: what staff said about one department, what is proposed, what it needs."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.release import ActivityResult, Release
from readiness.reporting.edits import NONE, Edits
from readiness.reporting.story import brief_parts as parts
from readiness.reporting.story.brief_case import Case, owner_keys
from readiness.reporting.story.document_types import Brief, BriefStory, KeyFigure, Named
from readiness.reporting.story.documents import (
    NAMED,
    agreed_title,
    basis_line,
    organisation_name,
    running,
)
from readiness.reporting.story.effort import hours, weeks
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.retold import retold
from readiness.reporting.story.sources import agreed, has_decisions
from readiness.reporting.story.summary import answered, shown
from readiness.reporting.story.types import Heading, Section
from readiness.reporting.story.wording import listed, missing, whole

MOST = 8
"""Activities set out in the table; where they do not fit, the layout asks for fewer."""


def build_brief(
    *, release: Release, model: ActivityModel, owner: str, edits: Edits = NONE, most: int = MOST
) -> BriefStory:
    """Everything the brief says."""
    if not model.asks_for_owners or owner not in owner_keys(release):
        raise ValueError(f"{owner!r} is no proposed owner in this release")
    case = Case(reading=Reading(release=retold(release, model), model=model), key=owner)
    title = brief_title(case)
    values = {
        "organisation": organisation_name(case.reading),
        "department": case.reading.plain_name(owner),
    }
    return BriefStory(
        title=_("%(department)s: owner’s brief of %(organisation)s") % values,
        subject=title,
        language=get_language() or model.model.language,
        running=running(case.reading, _("%(department)s · owner’s brief") % values),
        cover=Named(name=organisation_name(case.reading)),
        brief=_brief(case, title, edits.left_out, most),
    )


def _brief(case: Case, title: str, left_out: frozenset[str], most: int) -> Brief:
    def kept(section: Section | None) -> Section | None:
        return None if section is None or section.code in left_out else section

    mail = parts.mail(case)
    return Brief(
        heading=Heading(code=f"brief-{case.key}", eyebrow=_("Owner’s brief"), title=title),
        basis=_basis(case),
        figures=_figures(case),
        table=parts.table(case, most),
        steps=kept(parts.steps(case)),
        conditions=kept(parts.conditions(case)),
        changes=kept(parts.changes(case)),
        about=kept(parts.about(case)),
        mail=None if f"brief-{case.key}-mail" in left_out else mail,
        notes=parts.notes(case, most),
    )


def _basis(case: Case) -> str:
    reading = case.reading
    head = _("For %(head)s") % {"head": reading.head(case.key)}
    return basis_line(reading, head, answered(reading), shown(reading))


# The title


def brief_title(case: Case) -> str:
    """What was agreed, else what is proposed."""
    settled = [result for result in case.results if agreed(result)]
    if settled:
        return agreed_title(case.reading, case.name, settled)
    number = len(case.results)
    if not number:
        return _("%(department)s was proposed; it was agreed otherwise") % {"department": case.name}
    close = [result for result in case.results if known(result.raci).provisional]
    firm = [result for result in case.results if result not in close]
    said = _proposed_title(case, firm) if firm else _close_title(case, close)
    if not firm or not close:
        return said
    return ngettext(
        "%(said)s; %(n)s more is too close to call",
        "%(said)s; %(n)s more are too close to call",
        len(close),
    ) % {"said": said, "n": whole(len(close))}


def _proposed_title(case: Case, firm: list[ActivityResult]) -> str:
    values = _counted(case, firm)
    if len(firm) <= NAMED:
        return _("We propose that %(department)s answers for %(activities)s") % values
    return _("We propose that %(department)s answers for %(n)s activities") % values


def _close_title(case: Case, close: list[ActivityResult]) -> str:
    values = _counted(case, close)
    if len(close) <= NAMED:
        return _("%(department)s is one of two candidates for %(activities)s") % values
    return _("%(department)s is one of two candidates for %(n)s activities") % values


def _counted(case: Case, results: list[ActivityResult]) -> dict[str, str]:
    return {
        "department": case.name,
        "n": whole(len(results)),
        "activities": listed(case.reading.mid_title(result.code) for result in results),
    }


# Hours


def _figures(case: Case) -> tuple[KeyFigure, ...]:
    number, load = len(case.results), case.load
    within = weeks(case.reading.model.rules.owner_score.hours_within_weeks)
    count = ngettext("%(n)s activity", "%(n)s activities", number) % {"n": whole(number)}
    needed = KeyFigure(
        label=_("Hours needed"),
        figure=hours(load.hours) if load is not None else missing(),
        note=_needed(case, within),
    )
    return (KeyFigure(label=_to_answer(case), figure=count), needed, _stated(case, within))


def _needed(case: Case, within: str) -> str:
    """For which activities the hours are: the survey's proposals, agreed on since or not."""
    if case.load is None:
        return _("agreed in a workshop: see the first steps")
    if {result.code for result in case.results} != set(case.load.activities):
        return _("in %(weeks)s, for what the survey proposed") % {"weeks": within}
    return _("in %(weeks)s, if all proposals are accepted") % {"weeks": within}


def _to_answer(case: Case) -> str:
    if has_decisions(case.reading):
        return _("Agreed or proposed")
    return _("Proposed to answer for")


def _stated(case: Case, within: str) -> KeyFigure:
    label, load = _("Hours stated"), case.load
    department = case.reading.departments[case.key]
    if department.hours is None:
        return KeyFigure(label=label, figure=missing(), note=_("not stated yet: please tell us"))
    weekly = ngettext("%(hours)s hour a week", "%(hours)s hours a week", department.hours) % {
        "hours": whole(department.hours)
    }
    if load is None or load.available is None:
        return KeyFigure(label=label, figure=weekly)
    note = _("%(available)s in %(weeks)s: too few, so free hours or share the steps")
    if not load.overloaded:
        note = _("%(available)s in %(weeks)s: enough")
    return KeyFigure(
        label=label,
        figure=weekly,
        note=note % {"available": whole(load.available), "weeks": within},
    )
