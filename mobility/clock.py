"""Time: UTC inside, Europe/Berlin at the edge, integer seconds of the service day in between.

Rule B53. Nothing below the shells reads the wall clock; a :data:`Clock` is handed in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = 60
HOUR = 60 * MINUTE
NOON = 12 * HOUR

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, in UTC: the one place of the project that reads it."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock that is injected elsewhere


@dataclass(frozen=True, slots=True, order=True)
class ServiceDay:
    """A service day as GTFS counts it: seconds since noon minus twelve hours.

    Counting from noon keeps every scheduled time right on the two days on which the clocks change;
    seconds may exceed 24 h.

    >>> ServiceDay(date(2026, 10, 25)).instant(8 * HOUR).isoformat()  # clocks go back
    '2026-10-25T07:00:00+00:00'
    """

    date: date

    @classmethod
    def of(cls, instant: datetime) -> "ServiceDay":
        """The service day whose calendar date an instant has in Berlin."""
        return cls(instant.astimezone(BERLIN).date())

    def _noon(self) -> datetime:
        return datetime.combine(self.date, time(12), BERLIN).astimezone(UTC)

    def instant(self, seconds: int) -> datetime:
        """The UTC instant at these seconds of the service day."""
        return self._noon() + timedelta(seconds=seconds - NOON)

    def local(self, seconds: int) -> datetime:
        """The Berlin wall-clock time at these seconds of the service day."""
        return self.instant(seconds).astimezone(BERLIN)

    def seconds(self, instant: datetime) -> int:
        """Seconds of this service day at an instant, rounded down; negative before it.

        >>> day = ServiceDay(date(2026, 3, 29))  # clocks go forward
        >>> day.seconds(day.instant(5 * HOUR))
        18000
        """
        return (instant - self._noon()) // timedelta(seconds=1) + NOON
