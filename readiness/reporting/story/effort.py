"""Hours and weeks of a step in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import Step
from readiness.reporting.story.wording import whole


def hours(value: int) -> str:
    """A number of hours."""
    return ngettext("%(n)s hour", "%(n)s hours", value) % {"n": whole(value)}


def weeks(value: int) -> str:
    """A number of weeks."""
    return ngettext("%(n)s week", "%(n)s weeks", value) % {"n": whole(value)}


def effort(step: Step) -> str:
    """What a step takes: hours of all people together, and elapsed time."""
    return _("%(hours)s in %(weeks)s") % {"hours": hours(step.hours), "weeks": weeks(step.weeks)}
