"""Where people live and where they ride to."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import exp
from random import Random
from typing import NamedTuple

from mobility.demand import TOWN, TRAIN, VILLAGE, DemandRules, Purpose
from mobility.errors import BrokenRegion
from mobility.ground import metres
from mobility.region import Ortsteil, Region, Stop


class Spot(NamedTuple):
    """A stop to ride to, and how many would, were it as near as all others."""

    stop: Stop
    weight: float


@dataclass(frozen=True, slots=True)
class Choice:
    """Spots to choose from, with weights added up."""

    stops: tuple[Stop, ...]
    weights: tuple[float, ...]

    def pick(self, random: Random) -> Stop:
        """One of them."""
        return random.choices(self.stops, cum_weights=self.weights)[0]


class Places:
    """Homes and destinations of a region on a day.

    Parameters
    ----------
    region
        Its villages, destinations and stations.
    day
        Whose trains count.
    rules
        How much nearness matters, and how many live where nobody has counted.

    Raises
    ------
    BrokenRegion
        If there are no two stops to ride between.
    """

    def __init__(self, region: Region, day: date, rules: DemandRules) -> None:
        if len(region.stops) < 2:  # noqa: PLR2004 - from one to another
            raise BrokenRegion("stops.csv", None, "has a single stop, between which nobody can ride")
        self._region, self._rules = region, rules
        self._stops: defaultdict[str, list[Stop]] = defaultdict(list)
        for stop in region.stops.values():
            self._stops[stop.ortsteil].append(stop)
        villages = [each for each in region.ortsteile if not each.core] or region.ortsteile
        self.villages = tuple(each for each in villages if each.name in self._stops)
        """Where people live that ask: the villages; where all are core towns, these."""
        self._spots = self._found(day)
        self._choices: dict[tuple[str, str], Choice | None] = {}

    def population(self, village: Ortsteil) -> int:
        """Inhabitants, or what counts where they are unknown."""
        return self._rules.unknown_population if village.population is None else village.population

    def home(self, village: Ortsteil, random: Random) -> Stop:
        """The stop at which somebody of a village lives."""
        stops = self._stops[village.name]
        main = [stop for stop in stops if stop.id == village.stop]
        others = [stop for stop in stops if stop.id != village.stop]
        return random.choice(
            main if main and (random.random() < self._rules.main_stop or not others) else others
        )

    def destination(self, purpose: Purpose, home: Stop, random: Random) -> tuple[Stop, bool]:
        """Where somebody rides to, never in their own Ortsteil if there is another; whether on by train."""
        open_kinds = {kind: weight for kind, weight in purpose.kinds.items() if self._choice(kind, home)}
        kind = ""
        if any(open_kinds.values()):
            kind = random.choices(list(open_kinds), list(open_kinds.values()))[0]
        choice = self._choice(kind, home) or self._choice(TOWN, home) or self._choice(VILLAGE, home)
        if choice:
            return choice.pick(random), kind == TRAIN
        return random.choice([stop for stop in self._region.stops.values() if stop.id != home.id]), False

    def _choice(self, kind: str, home: Stop) -> Choice | None:
        """The spots of a kind outside an Ortsteil, the nearer the more likely; ``None`` without any."""
        key = kind, home.id
        if key not in self._choices:
            self._choices[key] = self._weighed(kind, home)
        return self._choices[key]

    def _weighed(self, kind: str, home: Stop) -> Choice | None:
        spots = [spot for spot in self._spots.get(kind, ()) if spot.stop.ortsteil != home.ortsteil]
        if not any(spot.weight for spot in spots):
            return None
        away = [metres(home, spot.stop) for spot in spots]
        # measured from the nearest, so that not all weights vanish where everything is far
        nearest = min(away)
        weights = (
            spot.weight * exp((nearest - far) / self._rules.nearness_m)
            for spot, far in zip(spots, away, strict=True)
        )
        return Choice(tuple(spot.stop for spot in spots), tuple(accumulate(weights)))

    def _found(self, day: date) -> dict[str, list[Spot]]:
        """All spots by kind: towns by what they offer, villages by who lives there."""
        stops = self._region.stops
        found: defaultdict[str, list[Spot]] = defaultdict(list)
        offers = Counter[str]()
        for place in self._region.destinations:
            if place.stop in stops:
                found[place.kind].append(Spot(stops[place.stop], 1))
                offers[stops[place.stop].ortsteil] += 1
        found[TOWN] = [
            Spot(stops[town.stop], 1 + offers[town.name]) for town in self._towns() if town.stop in stops
        ]
        found[VILLAGE] = [
            Spot(stops[village.stop], self.population(village))
            for village in self.villages
            if village.stop in stops
        ]
        found[TRAIN] = self._stations(day)
        return found

    def _stations(self, day: date) -> list[Spot]:
        """Stations by the number of their trains; without any train the hub."""
        stops = self._region.stops
        called = [
            Spot(stop, trains)
            for stop in stops.values()
            if (trains := len(self._region.timetable.trains(day, stop.id)))
        ]
        hub = stops.get(self._region.station)
        return called or ([Spot(hub, 1)] if hub else [])

    def _towns(self) -> Sequence[Ortsteil]:
        """The core towns; without any, the largest settlement."""
        towns = [ortsteil for ortsteil in self._region.ortsteile if ortsteil.core]
        return towns or [max(self._region.ortsteile, key=self.population)]
