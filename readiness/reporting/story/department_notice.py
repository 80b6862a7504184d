"""What stands in place of a department report where answers may not be shown.

The page says nothing of how many answers there are: none and too few give the same page.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import DepartmentRef
from readiness.reporting.story.document_types import DepartmentNotice
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.types import Heading, Section
from readiness.reporting.story.wording import paragraph, whole


def build_notice(reading: Reading, department: DepartmentRef) -> DepartmentNotice:
    """The only page."""
    name = reading.name(department.key)
    return DepartmentNotice(
        heading=Heading(
            code=f"department-{department.key}",
            eyebrow=_("Department report"),
            title=_("Not enough answers to show %(department)s by itself") % {"department": name},
            lead=paragraph(_floor(reading)),
        ),
        sections=(
            _why(reading, department, name),
            _reach(reading, department),
            _meanwhile(reading, department, name),
        ),
    )


def _floor(reading: Reading) -> str:
    floor = reading.release.floor
    return ngettext(
        "A department is shown as soon as %(n)s person has answered.",
        "A department is shown as soon as %(n)s people have answered.",
        floor,
    ) % {"n": whole(floor)}


def _why(reading: Reading, department: DepartmentRef, name: str) -> Section:
    texts = [
        _(
            "That is no judgement of %(department)s. Whoever answers must not be recognised by "
            "the answer, and in a small group a mean is enough to tell."
        )
        % {"department": name}
        if reading.protected
        else "",
        _("No answer of this department is in any figure, here or in any other report."),
    ]
    return Section(
        code=f"department-{department.key}-why",
        title=_("Why this page is all there is"),
        paragraphs=tuple(paragraph(text) for text in texts if text),
    )


def _reach(reading: Reading, department: DepartmentRef) -> Section:
    floor = reading.release.floor
    points = [
        _(
            "Tell everyone in the team how answers are protected: after closing they are counts, "
            "and nobody can look up who said what."
        )
        if reading.protected
        else "",
        _("Set a day with the team, give time for it at work, and remind them once."),
        ngettext(
            "Where there are fewer than %(n)s person, say so before the next round: the "
            "department can then be shown together with one that does similar work.",
            "Where there are fewer than %(n)s people, say so before the next round: the "
            "department can then be shown together with one that does similar work.",
            floor,
        )
        % {"n": whole(floor)}
        if floor > 1
        else "",
    ]
    return Section(
        code=f"department-{department.key}-reach",
        title=_("How to be shown in the next round"),
        points=tuple(paragraph(text) for text in points if text),
    )


def _meanwhile(reading: Reading, department: DepartmentRef, name: str) -> Section:
    points = [
        _(
            "Read the organisation report with the team and talk openly about what is the same "
            "with you and what is not: in a meeting everyone decides what to say."
        ),
        _("What %(department)s is proposed to do stands in the organisation report.")
        % {"department": name}
        if reading.model.asks_for_owners
        else "",
    ]
    return Section(
        code=f"department-{department.key}-meanwhile",
        title=_("What helps until then"),
        points=tuple(paragraph(text) for text in points if text),
    )
