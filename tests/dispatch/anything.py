"""What a property test may meet in the small world: any request, any day full of rides, at any moment."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dispatch import desk
from mobility.bookings import Anchor, Declined, RideRequest, Wish
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.fleet import Shift
from mobility.needs import Needs
from mobility.promises import TimeWindow
from tests.worlds import (
    ALL_DAY,
    BAHNHOF,
    BORNE,
    DIPPMANNSDORF,
    LUETTE,
    REETZ,
    REETZERHUETTEN,
    TRAVEL,
    WIESENBURG,
    ask,
    monday,
    van,
)

BUSY = (BAHNHOF, BORNE, WIESENBURG, REETZERHUETTEN, REETZ, LUETTE, DIPPMANNSDORF)
"""Few stops, so that rides meet."""
MORNING = 7 * HOUR, 10 * HOUR
"""A short time, for the same reason (s)."""


def examples(count: int) -> settings:
    """The same examples every time, however long each takes: the first one may have to compile the engine."""
    slow = [HealthCheck.too_slow]
    return settings(max_examples=count, deadline=None, derandomize=True, suppress_health_check=slow)


@st.composite
def needs(draw: st.DrawFn) -> Needs:
    """A party, most often small."""
    passengers = draw(st.sampled_from((1, 1, 1, 2, 2, 3, 4, 6)))
    wheelchairs = draw(st.sampled_from((0, 0, 0, 0, 1)))
    return Needs(passengers, wheelchairs, prams=draw(st.sampled_from((0, 0, 0, 1, 2))))


@st.composite
def requests(draw: st.DrawFn, reference: str = "000000") -> RideRequest:
    """A request for the morning."""
    origin, destination = draw(st.lists(st.sampled_from(BUSY), min_size=2, max_size=2, unique=True))
    anchor = draw(st.sampled_from(Anchor))
    time = draw(st.integers(MORNING[0] // MINUTE, MORNING[1] // MINUTE)) * MINUTE
    return ask(reference, origin, destination, Wish(anchor, time), draw(needs()))


@st.composite
def duties(draw: st.DrawFn) -> tuple[Shift, ...]:
    """One to three unlike vans, on duty for more or less of the morning."""
    begin, end = (st.integers(at, at + 3 * HOUR // MINUTE).map(MINUTE.__mul__) for at in (6 * 60, 9 * 60))
    hours = st.just(ALL_DAY) | st.builds(TimeWindow, begin, end)
    vans = (
        van(1, hours=draw(hours)),
        van(2, seats=5, prams=1, hours=draw(hours)),
        van(3, seats=4, wheelchairs=0, hours=draw(hours)),
    )
    return vans[: draw(st.integers(1, 3))]


@st.composite
def days(draw: st.DrawFn, rides: int = 6) -> Day:
    """A day on which everybody who asked took one of the offers, at some moment of it."""
    day = draw(promised(0, rides))
    now = draw(st.none() | st.integers(MORNING[0] - HOUR, MORNING[1] + HOUR))
    return day if now is None else day.at(now)


@st.composite
def days_under_way(draw: st.DrawFn, rides: int = 10) -> Day:
    """A day at the moment at which somebody gets on or off."""
    day = draw(promised(4, rides))
    times = [visit.time for run in day.plan.runs for visit in run.visits]
    return day.at(draw(st.sampled_from(times))) if times else day


@st.composite
def promised(draw: st.DrawFn, fewest: int, most: int) -> Day:
    """A day before it begins, on which everybody who asked took one of the offers."""
    day = monday(*draw(duties()))
    for number in range(draw(st.integers(fewest, most))):
        request = draw(requests(f"{number:06}"))
        answer = desk.offer(day, request, TRAVEL)
        if not isinstance(answer, Declined):
            day = desk.accept(day, request, draw(st.sampled_from(answer)), TRAVEL)
    return day
