"""Tiny days by hand, at real stops: every number in them is small enough to calculate with."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from dispatch.record import Asking, DayRecord, Drive, DrivenCall, Fate, Moment
from mobility.bookings import Anchor, Offer, RideRequest, Wish
from mobility.clock import HOUR, ServiceDay
from mobility.costs import Climate, CostKey, Costs, Method
from mobility.fleet import Shift, Vehicle
from mobility.needs import Load, Needs
from mobility.promises import Promise, TimeWindow
from mobility.region import Region

BAHNHOF, LUETTE = "de:12069:900220143", "de:12069:900222126"  # both in Bad Belzig
REETZ, WIESENBURG = "de:12069:900222166", "de:12069:900222206"  # both in Wiesenburg/Mark
BELZIG_TOWN, WIESENBURG_TOWN = "Bad Belzig", "Wiesenburg/Mark"
DEPOT = "de:12069:900221999"  # in Bad Belzig
TUESDAY = ServiceDay(date(2026, 11, 24))
MONDAY_NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)

ROUND_COSTS = Costs(
    duty_hour_cents=3600, km_cents=100, vehicle_day_cents=1000, day_cents=500, fare_cents=200
)  # a cent a second, a Euro a kilometre
ROUND_CLIMATE = Climate(vehicle_g_per_km=200, car_g_per_km=150, car_share=0.5, car_occupancy=1.5)
AT_TEN = Wish(Anchor.DEPART, 10 * HOUR)
BY_HOME = CostKey(1, date(2020, 1, 1), Method.HOME)


def with_round_numbers(region: Region) -> Region:
    """The real region, with costs one can calculate with."""
    return replace(region, costs=ROUND_COSTS, climate=ROUND_CLIMATE, cost_keys=(BY_HOME,))


def asking(
    reference: str,
    origin: str,
    fate: Fate,
    *,
    wish: Wish = AT_TEN,
    needs: Needs = Needs(),
    nearest: int | None = 0,
    offer: Offer | None = None,
    reason: str = "",
    direct: tuple[int, int] = (1200, 15_000),
    destination: str = BAHNHOF,
    purpose: str = "",
) -> Asking:
    """A request, to the station unless said otherwise; ``direct`` are seconds and metres."""
    request = RideRequest(reference, origin, destination, wish, needs, MONDAY_NOON)
    return Asking(
        request=request,
        fate=fate,
        reason=reason,
        offer=offer,
        nearest=nearest,
        direct_s=direct[0],
        direct_m=direct[1],
        purpose=purpose,
        home=origin,
    )


def promised(
    start: int, arrive_by: int, direct: int, *, train: str | None = None, surcharge: int = 0
) -> Offer:
    """An offer with a window of ten minutes and an hour to ride; ``direct`` has the boarding in it."""
    promise = Promise(TimeWindow(start, start + 600), arrive_by, HOUR)
    return Offer(promise, direct, surcharge, train)


def drive(number: int, hours: tuple[int, int], *calls: DrivenCall, broke_down: int | None = None) -> Drive:
    """A drive of van 1, 2, 3 ..."""
    vehicle = Vehicle(f"van-{number}", f"Bus {number}", Load(8, 1, 2))
    return Drive(Shift(f"shift-{number}", vehicle, DEPOT, TimeWindow(*hours)), calls, broke_down)


def call(
    stop: str,
    km: int,
    times: tuple[int, int],
    *,
    on: Mapping[str, int] | None = None,
    off: Mapping[str, int] | None = None,
    absent: tuple[str, ...] = (),
) -> DrivenCall:
    """A call after so many kilometres, from and until, with who got on and off when."""
    return DrivenCall(
        stop=stop,
        metres=km * 1000,
        arrives=times[0],
        departs=times[1],
        on=_moments(on),
        off=_moments(off),
        absent=absent,
    )


def _moments(times: Mapping[str, int] | None) -> tuple[Moment, ...]:
    return tuple(Moment(reference, time) for reference, time in (times or {}).items())


def record(askings: Iterable[Asking], *drives: Drive, day: ServiceDay = TUESDAY) -> DayRecord:
    """The record of a day."""
    return DayRecord(service_day=day, askings=tuple(askings), drives=drives)


def busy_tuesday() -> DayRecord:
    """Ten requests and two vans: one shares a ride from Reetz and Wiesenburg, the other comes too late.

    ::

        van 1, on duty 8 to 12
          depot   8:00             10 km, 15 min
          Reetz   8:15             a gets on: two people, to a train
           5 km, 10 min
          Wiesenburg 8:26          b gets on: in a wheelchair, which takes five minutes
          15 km, 20 min
          Bahnhof 8:51             both get off; back to the depot, 2 km, 3 min
        van 2, on duty 9 to 12
          depot   10:00            8 km, 10 min
          Lütte   10:10            c gets on, ten minutes late, and e is not there
           9 km, 12 min 20 s
          Bahnhof 10:23:20         c gets off; back to the depot, 2 km, 3 min
    """
    to_train = Wish(Anchor.ARRIVE, 32_400, "RE7")
    late = Wish(Anchor.DEPART, 35_400)
    wheelchair = Needs(1, wheelchairs=1)
    rode, declined = Fate.RODE, Fate.DECLINED
    return record(
        [
            asking("a", REETZ, rode, wish=to_train, needs=Needs(2), nearest=300, direct=(1500, 18_000),
                   offer=promised(29_400, 32_100, 1560, train="RE7"), purpose="work"),
            asking("b", WIESENBURG, rode, wish=Wish(Anchor.DEPART, 30_000), needs=wheelchair,
                   offer=promised(30_000, 33_000, 1500), purpose="doctor"),
            asking("c", LUETTE, rode, wish=late, needs=Needs(1, walkers=1), direct=(700, 9_000),
                   offer=promised(35_400, 38_000, 760, surcharge=100)),
            asking("d", LUETTE, declined, nearest=None, reason="NoPlace"),
            asking("e", LUETTE, Fate.ABSENT, offer=promised(36_000, 38_000, 760)),
            asking("f", LUETTE, Fate.CANCELLED, offer=promised(36_000, 38_000, 760)),
            asking("g", LUETTE, Fate.UNSUITED, nearest=3_000),
            asking("h", REETZ, declined, nearest=None, reason="ServedByLine"),
            asking("i", REETZ, Fate.LOST, wish=to_train, offer=promised(30_000, 32_100, 1560, train="RE7")),
            asking("j", WIESENBURG, declined, needs=wheelchair, nearest=1_500, reason="NoPlace"),
        ],
        drive(1, (28_800, 43_200),
              call(DEPOT, 0, (28_800, 28_800)),
              call(REETZ, 10, (29_700, 29_760), on={"a": 29_700}),
              call(WIESENBURG, 5, (30_360, 30_660), on={"b": 30_360}),
              call(BAHNHOF, 15, (31_860, 31_980), off={"a": 31_860, "b": 31_860}),
              call(DEPOT, 2, (32_160, 32_160))),
        drive(2, (32_400, 43_200),
              call(DEPOT, 0, (36_000, 36_000)),
              call(LUETTE, 8, (36_600, 36_660), on={"c": 36_600}, absent=("e",)),
              call(BAHNHOF, 9, (37_400, 37_460), off={"c": 37_400}),
              call(DEPOT, 2, (37_640, 37_640))),
    )  # fmt: skip
