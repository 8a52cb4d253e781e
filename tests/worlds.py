"""A small world for tests: eleven real places with roads of unequal length, vans, and short ways to ask.

No two ways take equally long, nor does any way take the same time in both directions: equal distances
hide mistakes.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import product

from dispatch import desk
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, Declined, Offer, RideRequest, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.day import Day
from mobility.fleet import Shift, Vehicle
from mobility.needs import Load, Needs
from mobility.policy import ServicePolicy
from mobility.promises import TimeWindow

BAHNHOF = "Bahnhof Bad Belzig"
THERME = "SteinTherme"
MARKT = "Bad Belzig, Markt"
BORNE = "Borne"
WIESENBURG = "Wiesenburg"
REETZERHUETTEN = "Reetzerhütten"
REETZ = "Reetz"
REPPINICHEN = "Reppinichen"
LUETTE = "Lütte"
DIPPMANNSDORF = "Dippmannsdorf"
RAGOESEN = "Ragösen"
DEPOT = "Betriebshof"

_ROADS = (  # seconds there and back, metres
    (BAHNHOF, THERME, 75, 82, 640),
    (BAHNHOF, MARKT, 126, 135, 1040),
    (THERME, MARKT, 131, 118, 1110),
    (MARKT, DEPOT, 143, 149, 1560),
    (BAHNHOF, BORNE, 372, 381, 5300),
    (BORNE, WIESENBURG, 446, 433, 5600),
    (WIESENBURG, REETZERHUETTEN, 322, 319, 4420),
    (WIESENBURG, REETZ, 509, 514, 6330),
    (REETZERHUETTEN, REETZ, 194, 203, 2090),
    (REETZ, REPPINICHEN, 364, 357, 5290),
    (MARKT, LUETTE, 606, 597, 8210),
    (LUETTE, DIPPMANNSDORF, 232, 229, 2880),
    (DIPPMANNSDORF, RAGOESEN, 263, 271, 3120),
)


def shortest(roads: tuple[tuple[str, str, int, int, int], ...]) -> TravelTimes:
    """Travel times of the quickest ways over roads given as (from, to, seconds there, back, metres)."""
    far = 10**6
    stops = list(dict.fromkeys(stop for road in roads for stop in road[:2]))
    ways = {a: {b: (0, 0) if a == b else (far, far) for b in stops} for a in stops}
    for a, b, there, back, metres in roads:
        ways[a][b], ways[b][a] = (there, metres), (back, metres)
    for via, a, b in product(stops, repeat=3):
        (first, first_m), (second, second_m) = ways[a][via], ways[via][b]
        ways[a][b] = min(ways[a][b], (first + second, first_m + second_m))
    return TravelTimes.of(ways)


TRAVEL = shortest(_ROADS)
VILLAGES = (BORNE, WIESENBURG, REETZERHUETTEN, REETZ, REPPINICHEN, LUETTE, DIPPMANNSDORF, RAGOESEN)
MONDAY = ServiceDay(date(2026, 9, 14))
LAST_WEEK = datetime(2026, 9, 10, 10, tzinfo=UTC)
POLICY = ServicePolicy(rearranging=30)  # the world is small


ALL_DAY = TimeWindow(5 * HOUR, 22 * HOUR)


def van(
    number: int, seats: int = 8, wheelchairs: int = 1, prams: int = 2, *, hours: TimeWindow = ALL_DAY
) -> Shift:
    """A van on duty, all day unless said otherwise."""
    vehicle = Vehicle(f"van-{number}", f"Rufbus {number}", Load(seats, wheelchairs, prams))
    return Shift(f"shift-{number}", vehicle, DEPOT, hours)


def monday(*shifts: Shift) -> Day:
    """An empty Monday, seen from long before it."""
    return Day(MONDAY, POLICY, shifts or (van(1),))


def ask(
    reference: str,
    origin: str,
    destination: str,
    wish: Wish,
    needs: Needs = Needs(),
    asked_at: datetime = LAST_WEEK,
) -> RideRequest:
    """A request, early enough for any deadline unless said otherwise."""
    return RideRequest(reference, origin, destination, wish, needs, asked_at)


def at(time: int) -> Wish:
    """A wish to be picked up from then on (s)."""
    return Wish(Anchor.DEPART, time)


def by(time: int) -> Wish:
    """A wish to be there by then (s)."""
    return Wish(Anchor.ARRIVE, time)


def offers(day: Day, request: RideRequest) -> tuple[Offer, ...]:
    """The offers for a request, which must not be declined."""
    answer = desk.offer(day, request, TRAVEL)
    assert not isinstance(answer, Declined), answer
    return answer


def booked(day: Day, *requests: RideRequest) -> Day:
    """The day after each of these took the first offer."""
    for request in requests:
        day = desk.accept(day, request, offers(day, request)[0], TRAVEL)
    return day


def declined(day: Day, request: RideRequest, others: Sequence[Wish] = ()) -> Declined:
    """The decline of a request, which must get no offer."""
    answer = desk.offer(day, request, TRAVEL, others)
    assert isinstance(answer, Declined), answer
    return answer


def starts(offered: tuple[Offer, ...]) -> list[int]:
    """When the promised windows begin (min of the day)."""
    return [offer.promise.pickup.start // MINUTE for offer in offered]


def visits(day: Day, reference: str) -> tuple[int, int]:
    """When a booking gets on and off."""
    run = day.plan.run_of(reference)
    assert run is not None
    on, off = (visit.time for visit in run.visits if visit.reference == reference)
    return on, off
