"""Synthetic wishes for demonstrations and tests: plausible, seeded, and of nobody.

People of the villages go to the towns and their trains in the morning and come home in the afternoon;
some visit the next village. Shares and peaks are set by judgement, not counted.
"""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from mobility.bookings import Anchor, Wish
from mobility.clock import HOUR, MINUTE
from mobility.errors import BrokenRegion
from mobility.needs import Needs
from mobility.policy import ServicePolicy
from mobility.region import Ortsteil, Region
from mobility.timetable import Train, from_train, to_train

UNKNOWN_POPULATION = 100
TO_TOWN = 0.7
"""Share of rides between a village and a town; the others join two villages."""
TO_STATION = 0.5
"""Share of these that begin or end at a station of the town, and of those that have a train in mind."""
AT_HUB = 0.8
"""Share of rides to stations that go to the hub."""
PEAKS = {8 * HOUR: 4, 12 * HOUR + 30 * MINUTE: 3, 16 * HOUR + 30 * MINUTE: 4}
"""Morning, midday and afternoon, with their weights."""
SPREAD = 80 * MINUTE
LAST_OUT = 13 * HOUR
"""Before, most people leave home; later most come back."""
MOST = 0.85
PARTIES = {1: 62, 2: 25, 3: 9, 4: 4}
WITH_PRAM, WITH_WALKER, WITH_WHEELCHAIR = 0.06, 0.1, 0.04
ROUND = 5 * MINUTE
"""People ask for round times."""


class Asked(NamedTuple):
    """A wish and the way it is for; stops by id."""

    origin: str
    destination: str
    wish: Wish
    needs: Needs


def wishes(region: Region, day: date, count: int, random: Random) -> list[Asked]:
    """What people might ask for on a service day, in the order of asking; the same for the same seed.

    Parameters
    ----------
    region
        Where they live and go.
    day
        Its rules and trains hold.
    count
        How many.
    random
        Source of chance, seeded by the caller.

    Raises
    ------
    BrokenRegion
        If there are no two stops to ride between.
    """
    if len(region.stops) < 2:  # noqa: PLR2004 - from one to another
        raise BrokenRegion("stops.csv", None, "has a single stop, between which nobody can ride")
    return [_asked(region, day, random) for _ in range(count)]


def _asked(region: Region, day: date, random: Random) -> Asked:
    policy, needs = region.policy(day), _needs(random)
    time = _time(policy, random)
    home = _village(region, random).stop
    other = _town_stop(region, random) if random.random() < TO_TOWN else home
    if other == home:
        other = _elsewhere(region, home, random)
    outward = random.random() < (MOST if time < LAST_OUT else 1 - MOST)
    origin, destination = (home, other) if outward else (other, home)
    trains = region.timetable.trains(day, other)
    wish = _train_wish(trains, time, outward, needs, policy) if random.random() < TO_STATION else None
    if wish is None:
        anchor = Anchor.ARRIVE if outward and random.random() < 0.5 else Anchor.DEPART  # noqa: PLR2004
        wish = Wish(anchor, time)
    return Asked(origin, destination, wish, needs)


def _village(region: Region, random: Random) -> Ortsteil:
    """One of the villages, the larger ones more often; where all are core towns, one of these."""
    villages = [ortsteil for ortsteil in region.ortsteile if not ortsteil.core] or region.ortsteile
    weights = [village.population or UNKNOWN_POPULATION for village in villages]
    return random.choices(villages, weights)[0]


def _elsewhere(region: Region, home: str, random: Random) -> str:
    """The stop of another village, or any other stop where there is no other village."""
    if {ortsteil.stop for ortsteil in region.ortsteile if not ortsteil.core} <= {home}:
        return random.choice([stop for stop in region.stops if stop != home])
    other = home
    while other == home:
        other = _village(region, random).stop
    return other


def _town_stop(region: Region, random: Random) -> str:
    """A station, or somewhere people have things to do."""
    towns = _towns(region)
    stations = [stop.id for stop in region.stops.values() if stop.station and stop.ortsteil in towns]
    if random.random() < TO_STATION:
        return region.station if random.random() < AT_HUB or not stations else random.choice(stations)
    places = [place.stop for place in region.destinations if region.stops[place.stop].ortsteil in towns]
    return random.choice([stop for stop in places if stop not in stations] or [region.station])


def _towns(region: Region) -> set[str]:
    """The core towns; without any, the largest settlement and that of the hub."""
    towns = {ortsteil.name for ortsteil in region.ortsteile if ortsteil.core}
    largest = max(region.ortsteile, key=lambda ortsteil: ortsteil.population or 0)
    return towns or {largest.name, region.stops[region.station].ortsteil}


def _time(policy: ServicePolicy, random: Random) -> int:
    """Some time in the service hours that leaves an hour to ride, most likely near a peak (s)."""
    peak = random.choices(list(PEAKS), list(PEAKS.values()))[0]
    time = int(random.gauss(peak, SPREAD))
    time -= time % ROUND
    return min(max(time, policy.hours.start + HOUR), policy.hours.end - HOUR)


def _train_wish(
    trains: Sequence[Train], time: int, outward: bool, needs: Needs, policy: ServicePolicy
) -> Wish | None:
    """To reach, or to leave, the train nearest to a time; ``None`` where no train calls."""
    if outward:
        candidates = [to_train(train, needs, policy) for train in trains if train.departs is not None]
    else:
        candidates = [from_train(train, needs, policy) for train in trains if train.arrives is not None]
    return min(candidates, key=lambda wish: abs(wish.time - time), default=None)


def _needs(random: Random) -> Needs:
    passengers = random.choices(list(PARTIES), list(PARTIES.values()))[0]
    return Needs(
        passengers,
        wheelchairs=int(random.random() < WITH_WHEELCHAIR),
        prams=int(random.random() < WITH_PRAM),
        walkers=int(random.random() < WITH_WALKER),
    )
