"""What an assessment is called, says and promises, and until when each of it may be changed.

Words and the last day may be changed until closing. What people were promised, or what decides how
their answers count, freezes when the first of them begins; that somebody tried is noted.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import transaction

from surveys import set_up_queries
from surveys.models import BEFORE_CLOSING, LARGEST_FLOOR, SMALLEST_FLOOR, Assessment, State, User
from surveys.services import audit
from surveys.services.assessments import today_at
from surveys.services.groups import touch
from surveys.services.model_versions import model_of

FIRST_DAY = "opens_on"
FREEZES = ("floor", "counts_unsubmitted", "asks_extended")


class Over(Exception):  # noqa: N818 - reads as what happened
    """The assessment is closed; its settings stay as they are."""


class Frozen(Exception):  # noqa: N818 - reads as what happened
    """It is open, or somebody has begun to answer. Nothing was changed; ``names`` stay."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(", ".join(names))


class FloorOutOfRange(Exception):  # noqa: N818 - reads as what happened
    """Below what the model allows to be shown, or above the largest."""


class LastDayTooEarly(Exception):  # noqa: N818 - reads as what happened
    """The last day is before the first, or over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    title: str
    sponsor: str
    introduction: str
    contact: str
    period: str
    opens_on: date | None
    closes_on: date | None
    floor: int
    counts_unsubmitted: bool
    asks_extended: bool


def current(assessment: Assessment) -> Settings:
    return Settings(**{each.name: getattr(assessment, each.name) for each in fields(Settings)})


def floors(assessment: Assessment) -> range:
    """The floors that may be chosen: none below the model's own."""
    lowest = max(SMALLEST_FLOOR, model_of(assessment).rules.release.floor)
    return range(min(lowest, LARGEST_FLOOR), LARGEST_FLOOR + 1)


def frozen(assessment: Assessment) -> tuple[str, ...]:
    """What does not change any more: the first day once it is open, the rest once one began."""
    day = () if assessment.state == State.DRAFT else (FIRST_DAY,)
    return (*day, *FREEZES) if set_up_queries.answers_exist(assessment) else day


def change(
    *, assessment: Assessment, settings: Settings, user: User | None, now: datetime
) -> tuple[str, ...]:
    """Store what is different, and say what that was.

    Raises Over, Frozen (which is noted), FloorOutOfRange or LastDayTooEarly; then nothing is
    changed.
    """
    try:
        with transaction.atomic():
            locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
            different = _different(locked, settings)
            _check(locked, settings, different, now)
            for name in different:
                setattr(locked, name, getattr(settings, name))
            locked.save(update_fields=different)
            if different:
                touch(locked)
                details = ", ".join(different)
                audit.note("settings", assessment=locked, user=user, now=now, details=details)
    except Frozen as error:
        audit.note(
            "settings-refused", assessment=assessment, user=user, now=now, details=str(error)
        )
        raise
    assessment.refresh_from_db()
    return different


def _different(assessment: Assessment, settings: Settings) -> tuple[str, ...]:
    before = current(assessment)
    names = (each.name for each in fields(Settings))
    return tuple(name for name in names if getattr(before, name) != getattr(settings, name))


def _check(
    assessment: Assessment, settings: Settings, different: tuple[str, ...], now: datetime
) -> None:
    if assessment.state not in BEFORE_CLOSING:
        raise Over
    if refused := tuple(name for name in frozen(assessment) if name in different):
        raise Frozen(refused)
    if "floor" in different and settings.floor not in floors(assessment):
        raise FloorOutOfRange
    first, last = settings.opens_on, settings.closes_on
    if last and first and last < first:
        raise LastDayTooEarly
    if last and "closes_on" in different and last < today_at(assessment, now):
        raise LastDayTooEarly
