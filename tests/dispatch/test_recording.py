"""The record of a day that is driven as it is planned."""

from dataclasses import replace
from itertools import pairwise

import pytest

from dispatch import desk
from dispatch.record import Asking, DayRecord, Fate
from dispatch.recording import StopGone, as_planned, gap, home_side, nearest
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, Answer, Booking, Declined, Offer, Ride, RideRequest, RideState, Wish
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.declines import NoPlace
from mobility.needs import Needs
from mobility.promises import Promise, TimeWindow
from mobility.region import Region
from tests.dispatch.figures.tiny import BAHNHOF, DEPOT, LUETTE, MONDAY_NOON, REETZ, TUESDAY, WIESENBURG

NINE = 9 * HOUR
WHEELCHAIR = Needs(passengers=2, wheelchairs=1)


def request(reference: str, origin: str, destination: str, needs: Needs = Needs()) -> RideRequest:
    return RideRequest(reference, origin, destination, Wish(Anchor.DEPART, NINE), needs, MONDAY_NOON)


def ride(asked: RideRequest, state: RideState, answer: Answer | None, booking: Booking | None = None) -> Ride:
    return Ride(asked, "secret", TUESDAY, state, answer, booking)


def offer(start: int, arrive_by: int) -> Offer:
    return Offer(Promise(TimeWindow(start, start + 600), arrive_by, HOUR), 900)


@pytest.fixture
def empty(region: Region) -> Day:
    return Day(TUESDAY, region.policy(TUESDAY.date), region.shifts(TUESDAY.date))


@pytest.fixture
def driven(travel: TravelTimes, empty: Day) -> tuple[Day, list[Ride]]:
    """Two who ride together from Reetz, a decline, and a wish nobody has answered."""
    day, rides = empty, []
    for asked in (request("000001", REETZ, BAHNHOF, WHEELCHAIR), request("000002", WIESENBURG, BAHNHOF)):
        answer = desk.offer(day, asked, travel)
        assert not isinstance(answer, Declined)
        day = desk.accept(day, asked, answer[0], travel)
        rides.append(ride(asked, RideState.BOOKED, answer, Booking(asked, answer[0])))
    rides.append(ride(request("000003", LUETTE, BAHNHOF), RideState.DECLINED, Declined(NoPlace())))
    rides.append(ride(request("000004", LUETTE, BAHNHOF), RideState.REQUESTED, None))
    return day, rides


@pytest.fixture
def record(region: Region, travel: TravelTimes, driven: tuple[Day, list[Ride]]) -> DayRecord:
    return as_planned(region, *driven, travel)


def asked_for(record: DayRecord, reference: str) -> Asking:
    (found,) = (asking for asking in record.askings if asking.request.reference == reference)
    return found


def test_given_a_day_when_recorded_then_every_answered_request_has_its_fate(record: DayRecord) -> None:
    fates = {asking.request.reference: (asking.fate, asking.reason) for asking in record.askings}

    assert fates == {
        "000001": (Fate.RODE, ""),
        "000002": (Fate.RODE, ""),
        "000003": (Fate.DECLINED, "NoPlace"),
    }


def test_given_a_day_when_recorded_then_vehicles_drive_the_plan_from_the_depot_and_back(
    record: DayRecord, driven: tuple[Day, list[Ride]], travel: TravelTimes
) -> None:
    day, _ = driven
    planned = [visit for run in day.plan.runs for visit in run.visits]

    moments = [each for drive in record.drives for call in drive.calls for each in (*call.off, *call.on)]

    assert sorted((each.reference, each.time) for each in moments) == sorted(
        (visit.reference, visit.time) for visit in planned
    )
    for calls in (drive.calls for drive in record.drives if drive.calls):
        assert (calls[0].stop, calls[-1].stop, calls[0].metres) == (DEPOT, DEPOT, 0)
        for here, there in pairwise(calls):
            assert there.metres == travel.metres(here.stop, there.stop)
            assert there.arrives - here.departs == travel.seconds(here.stop, there.stop)


def test_given_a_wheelchair_when_recorded_then_the_vehicle_leaves_once_it_is_on_board(
    record: DayRecord,
) -> None:
    stands = [
        call.departs - call.arrives
        for drive in record.drives
        for call in drive.calls
        if any(each.reference == "000001" for each in call.on)
    ]

    assert min(stands) >= 5 * MINUTE


def test_given_idle_duties_when_recorded_then_they_are_there_without_calls(
    region: Region, travel: TravelTimes, empty: Day
) -> None:
    record = as_planned(region, empty, [], travel)

    assert [(drive.shift, drive.calls) for drive in record.drives] == [(shift, ()) for shift in empty.shifts]


@pytest.mark.parametrize(
    ("state", "answer", "booked", "fate", "reason"),
    [
        (RideState.OFFERED, (offer(NINE, 0),), False, Fate.UNSUITED, ""),
        (RideState.CANCELLED, (offer(NINE, 0),), False, Fate.UNSUITED, ""),
        (RideState.CANCELLED, (offer(NINE, 0),), True, Fate.CANCELLED, ""),
        (RideState.CANCELLED, Declined(NoPlace()), False, Fate.DECLINED, "NoPlace"),
        (RideState.DECLINED, Declined(NoPlace(), (offer(NINE, 0),)), False, Fate.DECLINED, "NoPlace"),
        (RideState.CANCELLED, Declined(NoPlace(), (offer(NINE, 0),)), True, Fate.CANCELLED, ""),
    ],
)
def test_given_a_ride_that_nobody_rides_when_recorded_then_it_counts_as_what_it_was_answered(
    region: Region,
    travel: TravelTimes,
    empty: Day,
    state: RideState,
    answer: Answer,
    booked: bool,
    fate: Fate,
    reason: str,
) -> None:
    asked = request("000001", REETZ, BAHNHOF)
    booking = Booking(asked, offer(NINE, 0)) if booked else None

    record = as_planned(region, empty, [ride(asked, state, answer, booking)], travel)

    assert (record.askings[0].fate, record.askings[0].reason) == (fate, reason)
    assert record.askings[0].offer == (booking.offer if booking else None)


def test_given_a_booked_alternative_of_a_decline_when_recorded_then_it_rode_and_was_not_declined(
    record: DayRecord, region: Region, travel: TravelTimes, driven: tuple[Day, list[Ride]]
) -> None:
    day, rides = driven
    first = rides[0]
    assert first.booking
    answer = Declined(NoPlace(), (first.booking.offer,))

    again = as_planned(region, day, [replace(first, answer=answer), *rides[1:]], travel)

    assert asked_for(again, "000001") == asked_for(record, "000001")


def test_given_a_stop_that_is_gone_when_recorded_then_a_request_there_is_left_out(
    region: Region, travel: TravelTimes, empty: Day
) -> None:
    gone = ride(request("000001", "de:gone", BAHNHOF), RideState.DECLINED, Declined(NoPlace()))

    assert as_planned(region, empty, [gone], travel).askings == ()


def test_given_a_stop_that_is_gone_when_a_run_called_there_then_the_record_is_refused(
    region: Region, travel: TravelTimes, driven: tuple[Day, list[Ride]]
) -> None:
    day, rides = driven
    left = (BAHNHOF, WIESENBURG, LUETTE, DEPOT)
    ways = {a: {b: (travel.seconds(a, b), travel.metres(a, b)) for b in left} for a in left}

    with pytest.raises(StopGone, match=f"on 2026-11-24 a vehicle called at stop {REETZ}"):
        as_planned(region, day, rides, TravelTimes.of(ways))


@pytest.mark.parametrize(
    ("origin", "destination", "home"),
    [
        (REETZ, BAHNHOF, REETZ),
        (BAHNHOF, REETZ, REETZ),
        (WIESENBURG, LUETTE, LUETTE),  # Wiesenburg is a core town
        (REETZ, LUETTE, REETZ),
        (BAHNHOF, WIESENBURG, BAHNHOF),
    ],
)
def test_given_two_ends_when_one_is_in_a_village_then_that_is_home(
    region: Region, origin: str, destination: str, home: str
) -> None:
    assert home_side(region, request("000001", origin, destination)) == home


def test_given_offers_when_compared_with_the_wish_then_the_nearest_counts_whether_before_or_after() -> None:
    offers = [offer(NINE - 900, NINE - 300), offer(NINE + 1200, NINE + 600)]

    assert nearest(Wish(Anchor.DEPART, NINE), offers) == 900
    assert nearest(Wish(Anchor.ARRIVE, NINE), offers) == 300
    assert gap(Wish(Anchor.ARRIVE, NINE), offers[1]) == 600
    assert nearest(Wish(Anchor.DEPART, NINE), []) is None
