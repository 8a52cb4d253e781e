"""When somebody answers the desk's phone (B6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mobility.clock import ServiceDay
from mobility.region import Region

AHEAD = 14
"""So many days ahead an opening is looked for."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the phone is answered.

    Parameters
    ----------
    until
        Until when it is, if it is now.
    opens
        When it is again, if it is not; ``None`` if nobody answers within two weeks.
    """

    until: datetime | None
    opens: datetime | None


def opening(region: Region, now: datetime) -> Opening:
    """Whether the phone is answered at an instant, its first and its last minute included."""
    today = ServiceDay.of(now)
    for ahead in range(AHEAD + 1):
        day = ServiceDay(today.date + timedelta(days=ahead))
        hours = region.phone_hours(day.date)
        if hours is None or now > day.instant(hours.end):
            continue
        start = day.instant(hours.start)
        return Opening(None, start) if now < start else Opening(day.instant(hours.end), None)
    return Opening(None, None)
