"""What the department report and the owner's brief have in common."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import ActivityResult
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.sources import agreed, short_day
from readiness.reporting.story.wording import isolated, listed, upper_first, whole

NAMED = 2
"""So many areas are named in a title; more are counted."""


def organisation_name(reading: Reading) -> str:
    """The organisation at the head of every page."""
    return reading.release.organisation.name or upper_first(reading.organisation())


def running(reading: Reading, about: str) -> str:
    """The line at the foot of every page."""
    values = {"organisation": organisation_name(reading), "about": about}
    if reading.protected:
        return _("%(organisation)s · %(about)s · confidential") % values
    if reading.alone:
        return _("%(organisation)s · %(about)s") % values
    return _("%(organisation)s · %(about)s · not for passing on") % values


def basis_line(reading: Reading, *pieces: str) -> str:
    """Organisation, ``pieces`` and period in one line."""
    period = reading.release.organisation.period
    found = [organisation_name(reading), *pieces, isolated(period) if period else ""]
    return " · ".join(piece for piece in found if piece)


def agreed_title(reading: Reading, name: str, settled: list[ActivityResult]) -> str:
    """On which day a workshop agreed that a department answers for what."""
    days = {found.decided_on for r in settled if (found := agreed(r)) is not None}
    values = {
        "day": listed(short_day(day) for day in sorted(days)),
        "department": name,
        "n": whole(len(settled)),
        "activities": listed(reading.mid_title(result.code) for result in settled),
    }
    if len(settled) <= NAMED:
        return _("Agreed %(day)s: %(department)s answers for %(activities)s") % values
    return (
        ngettext(
            "Agreed %(day)s: %(department)s answers for %(n)s activity",
            "Agreed %(day)s: %(department)s answers for %(n)s activities",
            len(settled),
        )
        % values
    )
