"""Compile the engine, or load what was compiled before, so that no passenger waits for it.

``python -m dispatch.warm`` does it once for all processes of an installation.
"""

from datetime import UTC, date, datetime

from dispatch import desk
from dispatch.effort import Effort
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, Declined, RideRequest, Wish
from mobility.clock import HOUR, ServiceDay
from mobility.day import Day
from mobility.fleet import Shift, Vehicle
from mobility.needs import Load, Needs
from mobility.policy import ServicePolicy
from mobility.promises import TimeWindow


def warm_up() -> None:
    """Ask the desk all it can be asked, on a day of two villages."""
    travel = TravelTimes.of({"A": {"B": (300, 4000)}, "B": {"A": (300, 4000)}})
    asked_at = datetime(2026, 1, 2, tzinfo=UTC)
    van = Vehicle("van", "Van", Load(8, 1, 1))
    shifts = tuple(Shift(name, van, "A", TimeWindow(5 * HOUR, 22 * HOUR)) for name in ("one", "two"))
    day = Day(ServiceDay(date(2026, 1, 5)), ServicePolicy(), shifts)
    for number, anchor in enumerate(Anchor):
        request = RideRequest(str(number), "A", "B", Wish(anchor, 10 * HOUR), Needs(), asked_at)
        answer = desk.offer(day, request, travel)
        if not isinstance(answer, Declined):
            day = desk.accept(day, request, answer[0], travel)
    desk.improve(day, travel, Effort(work=100))


if __name__ == "__main__":
    warm_up()
