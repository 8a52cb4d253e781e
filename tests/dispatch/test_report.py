"""What a driver reads: stops in order, who gets on and off, and how many are on board."""

from dataclasses import replace
from itertools import pairwise

import pytest

from dispatch import live
from dispatch.office import Office
from dispatch.report import Party, RouteList, UnknownShift, route_list
from mobility.bookings import Contact
from mobility.clock import MINUTE
from mobility.needs import Needs
from tests.offices import MONDAY, asked, booked, first_offer

FAMILY = Needs(passengers=3, prams=1)


@pytest.fixture
def monday(office: Office) -> RouteList:
    """The list of the van that fetches a family and a neighbour from the same village, and somebody more."""
    for village, needs, name in (
        ("Reetz", FAMILY, "Ada Maria Lovelace"),
        ("Reetz", Needs(), "Jurij"),
        ("Wiesenburg", Needs(wheelchairs=1), "Grete Weiß-Özdemir"),
    ):
        ride = asked(office, village, needs=needs, contact=Contact(name, "+4933841000000"))
        ride = live.answer(office, ride.request.reference)
        live.accept(office, ride.request.reference, first_offer(ride))
    return the_list(office)


def the_list(office: Office) -> RouteList:
    """The list of the only shift that has anything to do."""
    day, rides = live.day_on(office, MONDAY.date), live.rides_on(office, MONDAY.date)
    lists = [route_list(office.region, office.travel, day, rides, shift.id) for shift in day.shifts]
    (busy,) = (each for each in lists if each.calls)
    return busy


def test_the_list_names_stops_parties_and_how_many_are_on_board(monday: RouteList) -> None:
    reetz, wiesenburg, station = monday.calls
    assert [call.stop.ortsteil for call in (reetz, wiesenburg)] == ["Reetz", "Wiesenburg"]
    assert station.stop.station
    assert [(party.name, party.needs) for party in reetz.gets_on] == [("Ada L.", FAMILY), ("Jurij", Needs())]
    assert [party.name for party in wiesenburg.gets_on] == ["Grete W."]
    assert (reetz.gets_off, wiesenburg.gets_off, station.gets_on) == ((), (), ())
    assert set(station.gets_off) == {*reetz.gets_on, *wiesenburg.gets_on}
    assert [call.on_board for call in monday.calls] == [4, 5, 0]
    assert monday.passengers == 5


def test_the_van_leaves_just_in_time_once_boarding_has_taken_what_the_needs_say(
    monday: RouteList, office: Office
) -> None:
    # one minute for all who board at a stop, one for the pram, four for the wheelchair (B20, B21)
    for call, boarding in zip(monday.calls, (2 * MINUTE, 5 * MINUTE), strict=False):
        assert call.departs - call.time >= boarding
    for here, there in pairwise(monday.calls):
        assert here.departs + office.travel.seconds(here.stop.id, there.stop.id) == there.time


def test_no_last_name_and_no_phone_is_on_the_list(monday: RouteList) -> None:
    assert "Lovelace" not in repr(monday)
    assert "+49" not in repr(monday)


def test_once_a_contact_is_deleted_the_party_is_a_number(office: Office) -> None:
    ride = booked(office, "Reetz")
    day = live.day_on(office, MONDAY.date)
    found = [
        route_list(office.region, office.travel, day, [replace(ride, contact=None)], shift.id)
        for shift in day.shifts
    ]
    (call,) = (call for each in found for call in each.calls if call.gets_on)
    assert call.gets_on == (Party(ride.request.reference, "", Needs()),)


def test_a_shift_without_rides_has_an_empty_list(office: Office) -> None:
    day = live.day_on(office, MONDAY.date)
    assert route_list(office.region, office.travel, day, [], day.shifts[0].id).calls == ()


def test_a_shift_that_is_not_on_duty_is_unknown(office: Office) -> None:
    with pytest.raises(UnknownShift):
        route_list(office.region, office.travel, live.day_on(office, MONDAY.date), [], "night")
