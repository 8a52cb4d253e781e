"""Looking ahead in the real office: its books say what to expect, and a ride may be declined for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch import live
from dispatch.foresight import Foresight
from dispatch.offers import Option
from dispatch.office import LEAST, MEMORY, Office, expected_on
from mobility.bookings import Anchor, Declined, Offer, RideRequest, Wish
from mobility.calendar import DayType
from mobility.clock import HOUR, ServiceDay
from mobility.day import Day
from mobility.declines import Displaces
from mobility.needs import Needs
from tests.offices import ADA, MONDAY, offered, stop

WEEK_BEFORE = ServiceDay(MONDAY.date - timedelta(days=7))


def looking_ahead(office: Office) -> Office:
    """The same office in a region whose policy judges each ride against a few futures."""
    region = office.region
    policies = {day: replace(region.policies[day], foresight=5) for day in DayType}
    return replace(office, region=replace(region, policies=policies))


def remember(office: Office, rides: int) -> None:
    """Let so many rides have been asked for a week before."""
    ways = [("Reetz", "Bahnhof"), ("Bahnhof", "Reetz"), ("Reppinichen", "Borne")]
    for number in range(rides):
        origin, destination = (stop(office, name) for name in ways[number % len(ways)])
        wish = Wish(Anchor.DEPART, 7 * HOUR + 60 * number)
        live.submit(office, WEEK_BEFORE, origin, destination, wish, Needs(), ADA)


def test_from_few_rides_nothing_is_expected(office: Office) -> None:
    remember(office, 3)
    assert expected_on(office, MONDAY.date) is None


def test_what_is_expected_is_the_average_day_of_four_weeks(office: Office) -> None:
    remember(office, LEAST)
    demand = expected_on(office, MONDAY.date)
    assert demand is not None
    assert demand.daily == LEAST / MEMORY.days
    assert demand.hub == office.region.station
    assert expected_on(office, MONDAY.date + 2 * MEMORY) is None


def test_a_ride_is_declined_if_it_displaces_more_than_it_serves(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an office that looks ahead, and judges that no ride is worth its place
    office = looking_ahead(office)
    remember(office, LEAST)
    judged: list[str] = []

    def refuse(_self: Foresight, _day: Day, request: RideRequest, _options: Sequence[Option]) -> Offer | None:
        judged.append(request.reference)
        return None

    monkeypatch.setattr(Foresight, "admit", refuse)
    # When somebody asks
    ride = offered(office, "Reetz")
    # Then the reason is named
    assert ride.answer == Declined(Displaces())
    assert set(judged) == {ride.request.reference}


def test_a_ride_far_ahead_is_offered_all_the_same(office: Office) -> None:
    office = looking_ahead(office)
    remember(office, LEAST)
    assert not isinstance(offered(office, "Reetz").answer, Declined)


def test_without_the_policy_nobody_is_judged(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(office, LEAST)
    monkeypatch.setattr(Foresight, "admit", None)
    assert not isinstance(offered(office, "Reetz").answer, Declined)
