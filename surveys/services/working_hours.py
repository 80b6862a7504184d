"""When an organisation works: mails that can wait come then, wherever its clocks are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from surveys.models import Organisation

A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Hours:
    """``days``: 1 for Monday; from the hour ``start`` until ``end`` in ``zone``."""

    zone: ZoneInfo
    days: frozenset[int]
    start: int
    end: int

    def include(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        return local.isoweekday() in self.days and self.start <= local.hour < self.end

    def at(self, day: date, hour: int) -> datetime | None:
        """That hour in UTC; None where it is not of the working hours, or clocks leave it out."""
        try:
            moment = datetime.combine(day, time(hour), tzinfo=self.zone).astimezone(UTC)
        except OverflowError:  # the first or the last day there is
            return None
        same = moment.astimezone(self.zone)
        if (same.date(), same.hour) != (day, hour) or not self.include(moment):
            return None
        return moment

    def start_of(self, day: date) -> datetime | None:
        """When work begins that day; None where nobody works."""
        hours = (self.at(day, hour) for hour in range(self.start, self.end))
        return next((moment for moment in hours if moment), None)

    def next_moment(self, moment: datetime) -> datetime:
        """``moment`` if it is within the hours, or when they begin next."""
        if self.include(moment):
            return moment
        day = moment.astimezone(self.zone).date()
        starts = (self.start_of(day + timedelta(days=n)) for n in range(2 * A_WEEK))
        return next((start for start in starts if start and start >= moment), moment)

    def last_day(self, day: date) -> date:
        """``day`` if work is done then, or the last working day before."""
        days = (day - timedelta(days=n) for n in range(2 * A_WEEK))
        return next((each for each in days if self.start_of(each)), day)

    def first_day(self, day: date) -> date:
        """``day`` if work is done then, or the next working day."""
        days = (day + timedelta(days=n) for n in range(2 * A_WEEK))
        return next((each for each in days if self.start_of(each)), day)


def of(organisation: Organisation) -> Hours:
    """No days named are all days."""
    days = frozenset(int(day) for day in organisation.work_days) or frozenset(range(1, A_WEEK + 1))
    return Hours(
        ZoneInfo(organisation.time_zone), days, organisation.work_from, organisation.work_until
    )
