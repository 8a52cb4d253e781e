"""Everybody who asks for rides on a day, as many as the level says."""

from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge
from itertools import chain, count, islice, takewhile
from typing import NamedTuple

from dispatch.demand.asking import AskedLeg, asked_legs
from dispatch.demand.chance import stream
from dispatch.demand.outing import Outing, Outings
from dispatch.demand.people import Passengers
from mobility.bookings import RideRequest
from mobility.demand import DemandRules
from mobility.region import Region


class _Turn(NamedTuple):
    """Somebody's turn to go out.

    The outings of each village come as a Poisson process, whose unit of time is the day. What a higher
    level adds comes on top: the people of a lower one stay who they are.
    """

    at: float
    village: str
    number: int


class _Ride(NamedTuple):
    asked: AskedLeg
    outing: Outing
    turn: _Turn


def expected_rides(region: Region, day: date, rules: DemandRules | None = None) -> float:
    """How many rides are asked for on a day of this type, on average."""
    rules = rules or region.demand
    places = Outings(region, day, rules).places
    inhabitants = sum(places.population(village) for village in places.villages)
    return rules.expected_per_100(region.day_type(day)) * inhabitants / 100


def passengers(
    region: Region, day: date, seed: int, rules: DemandRules | None = None
) -> tuple[Passengers, ...]:
    """Everybody who asks for a ride on a service day, in the order of asking.

    Each person has chance of their own: another level, other rules of the service, or fewer villages leave
    those who are still there as they are.

    Parameters
    ----------
    region
        Where they live and go.
    day
        Its type, trains and rules hold.
    seed
        Of all chance; the same for the same passengers.
    rules
        Who would ride where, and when; those of the region unless given.

    Raises
    ------
    BrokenRegion
        If there are no two stops to ride between.
    """
    rules = rules or region.demand
    outings = Outings(region, day, rules)
    villages = {village.name: village for village in outings.places.villages}
    rates = _rates(region, day, rules, outings)

    def rides_of(turn: _Turn) -> list[_Ride]:
        key = f"{seed}:{day}:{turn.village}:{turn.number}"
        outing = outings.draw(villages[turn.village], key)
        asked = asked_legs(outing, day, rules, stream(key, "asking"))
        return [_Ride(each, outing, turn) for each in asked]

    turns = merge(*(_turns(village, rate, f"{seed}:{day}") for village, rate in rates.items()))
    if rules.by_chance:
        today = takewhile(lambda turn: turn.at <= 1, turns)
        return _numbered(chain.from_iterable(map(rides_of, today)))
    expected = round(expected_rides(region, day, rules))
    return _numbered(islice(chain.from_iterable(map(rides_of, turns)), expected))


def _rates(region: Region, day: date, rules: DemandRules, outings: Outings) -> dict[str, float]:
    """Outings a day by village, for those from which anybody goes out."""
    per_100 = rules.outings_per_100(region.day_type(day))
    places = outings.places
    rates = {village.name: per_100 * places.population(village) / 100 for village in places.villages}
    return {village: rate for village, rate in rates.items() if rate > 0}


def _turns(village: str, rate: float, seed: str) -> Iterator[_Turn]:
    """The turns of a village, without end."""
    random, at = stream(seed, village), 0.0
    for number in count(1):
        at += random.expovariate(1) / rate
        yield _Turn(at, village, number)


def _numbered(rides: Iterable[_Ride]) -> tuple[Passengers, ...]:
    """In the order of asking, with references."""
    ordered = sorted(rides, key=lambda ride: (ride.asked.at, ride.turn, ride.asked.leg.back))
    there = {ride.turn: n for n, ride in enumerate(ordered, 1) if not ride.asked.leg.back}
    found = []
    for n, (asked, outing, turn) in enumerate(ordered, 1):
        leg = asked.leg
        request = RideRequest(f"{n:06}", leg.origin, leg.destination, leg.wish, outing.needs, asked.at)
        way_there = f"{there[turn]:06}" if leg.back and turn in there else None
        found.append(Passengers(request, outing.purpose.id, outing.home, outing.patience, way_there))
    return tuple(found)
