"""The lines of the bundled pack beside made-up wishes, on the days on which calendars go wrong."""

from datetime import date, timedelta
from random import Random

import pytest

from dispatch.demand import wishes
from dispatch.parallel import Parallel
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, RideRequest
from mobility.calendar import DayType
from mobility.clock import MINUTE, ServiceDay
from mobility.declines import Leg, ServedByLine
from mobility.lines import LineRun
from mobility.region import Region

LAST_SCHOOL_DAY, FIRST_HOLIDAY = date(2026, 10, 16), date(2026, 10, 19)
LONG_AGO = -(10**6)
DAYS = [
    LAST_SCHOOL_DAY,
    FIRST_HOLIDAY,
    date(2026, 10, 3),  # Day of German Unity, a Saturday
    date(2026, 3, 29),  # the clocks go forward
    date(2026, 10, 25),  # and back
    date(2026, 12, 24),
]


def parallels(region: Region, travel: TravelTimes, day: date, count: int) -> list[Parallel]:
    """What the lines of a day are to wishes of that day."""
    found, asked_at = [], ServiceDay(day - timedelta(days=3)).instant(0)
    for asked in wishes(region, day, count, Random(7)):  # noqa: S311 - made up, no secret
        request = RideRequest("100001", asked.origin, asked.destination, asked.wish, asked.needs, asked_at)
        rules = region.rules(day, asked.origin, asked.destination)
        direct = rules.boarding + travel.seconds(asked.origin, asked.destination)
        found.append(Parallel(ServiceDay(day), request, region.lines, rules, direct, LONG_AGO))
    return found


def runs_of(region: Region, day: date, leg: Leg) -> list[LineRun]:
    """The runs of a day that the leg may be of."""
    return [
        run
        for run in region.lines.runs
        if run.line == leg.line
        and run.service.runs(day)
        and any(call.stop == leg.origin and call.departs == leg.departs for call in run.calls)
        and any(call.stop == leg.destination and call.arrives == leg.arrives for call in run.calls)
    ]


@pytest.mark.parametrize("day", DAYS)
def test_every_line_that_is_named_runs_on_that_very_day_within_the_window(
    region: Region, travel: TravelTimes, day: date
) -> None:
    # B10, B12
    named = 0
    for parallel in parallels(region, travel, day, 150):
        wish = parallel.request.wish
        served = parallel.serving(wish)
        if served is None:
            continue
        named += 1
        assert all(runs_of(region, day, leg) for leg in served.legs)
        if wish.anchor is Anchor.ARRIVE:
            assert wish.time - 30 * MINUTE <= served.legs[-1].arrives <= wish.time
        else:
            assert -30 * MINUTE <= served.legs[0].departs - wish.time <= 30 * MINUTE
    assert named


def test_a_bus_for_pupils_serves_wishes_on_school_days_alone(region: Region, travel: TravelTimes) -> None:
    # B12
    assert region.day_type(LAST_SCHOOL_DAY) is DayType.SCHOOL_DAY
    assert region.day_type(FIRST_HOLIDAY) is DayType.SCHOOL_HOLIDAY

    def served(day: date) -> list[ServedByLine | None]:
        # what is asked is the same on both days
        asked = parallels(region, travel, LAST_SCHOOL_DAY, 300)
        there = (Parallel(ServiceDay(day), p.request, p.lines, p.rules, p.direct, LONG_AGO) for p in asked)
        return [parallel.serving(parallel.request.wish) for parallel in there]

    pairs = list(zip(served(LAST_SCHOOL_DAY), served(FIRST_HOLIDAY), strict=True))
    only_with_school = [school for school, holiday in pairs if school and not holiday]
    assert only_with_school
    for school in only_with_school:
        assert not all(runs_of(region, FIRST_HOLIDAY, leg) for leg in school.legs)
