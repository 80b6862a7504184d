"""How long answering took: coarse, for all together, and never whose.

The time is added up in the visitor's own browser (``views.pace``). What arrives here at sending is
a number of seconds, and what is kept is one more in one of six rows of the assessment.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from django.db.models import F

from surveys import set_up_queries
from surveys.models import AnsweringTime, Assessment

UP_TO = (5, 10, 15, 20, 30)
LONGER = 999
"""Minutes: the rows. The last is for all that took longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Half of those measured took up to ``half`` minutes, or None for longer than the last row."""

    half: int | None

    @property
    def longest(self) -> int:
        return UP_TO[-1]


def note(*, assessment: Assessment, seconds: int) -> None:
    """Count one visit that took so long. In the transaction that sends the answers."""
    place = bisect_left([minutes * 60 for minutes in UP_TO], seconds)
    row, _made = AnsweringTime.objects.get_or_create(
        assessment=assessment,
        minutes=(*UP_TO, LONGER)[place],
        defaults={"n": 0},
    )
    AnsweringTime.objects.filter(pk=row.pk).update(n=F("n") + 1)


def measured(assessment: Assessment) -> Measured | None:
    """What half of them took, once as many were measured as may be shown together."""
    counts = set_up_queries.answering_times(assessment)
    total = sum(counts.values())
    if total < assessment.floor:
        return None
    reached = 0
    for minutes in sorted(counts):
        reached += counts[minutes]
        if 2 * reached >= total:
            return Measured(half=None if minutes == LONGER else minutes)
    return None
