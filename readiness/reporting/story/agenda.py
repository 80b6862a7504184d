"""Why an activity should be talked about in a workshop, as a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core import agenda
from readiness.core.agenda import Proposal
from readiness.reporting.story.patterns import pattern_sentence
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.standing import gap_words, standing, target_words, today_words
from readiness.reporting.story.wording import figure


def why(reading: Reading, found: Proposal) -> str:
    """With the figures of the Release; empty for what was chosen by hand."""
    if found.why in agenda.FINDINGS:
        return _finding(reading, found)
    if found.why == agenda.DISAGREEMENT:
        return _apart(found)
    if found.why == agenda.GAP:
        return _gap(reading, found)
    if found.why == agenda.AGREED:
        return _("The survey has a level for it that people agree on, and it is at its target.")
    return ""


def _finding(reading: Reading, found: Proposal) -> str:
    result = reading.results[found.activity]
    owner = result.ownership
    if owner is None or owner.finding or owner.recommended is None or owner.runner_up is None:
        return pattern_sentence(reading, result)
    return _("Two come into question, too close to tell: %(first)s and %(second)s.") % {
        "first": reading.name(owner.recommended),
        "second": reading.name(owner.runner_up),
    }


def _apart(found: Proposal) -> str:
    if not found.ad:
        return _("Answers are so far apart that the survey gives no level.")
    return _("Answers lie %(distance)s levels from the middle one on average.") % {
        "distance": figure(found.ad)
    }


def _gap(reading: Reading, found: Proposal) -> str:
    stands = standing(reading, reading.node(found.activity))
    if stands is None or stands.target is None or stands.gap is None:
        return ""
    return _("Today it is at %(today)s, the target is %(target)s: a gap of %(gap)s.") % {
        "today": today_words(reading, stands),
        "target": target_words(reading, stands),
        "gap": gap_words(reading, stands),
    }
