"""Where people live and where they ride to."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from math import exp

from dispatch.demand.chance import chosen
from mobility.demand import TOWN, TRAIN, VILLAGE, DemandRules, Purpose
from mobility.errors import BrokenRegion
from mobility.ground import metres
from mobility.region import Ortsteil, Region, Stop

Weights = Mapping[str, float]
"""How many would ride to each stop, by id, were all as near."""


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
        """Where people live that ask: the villages with a stop; where all are core towns, these."""
        self._weights = self._found(day)
        self._near: dict[tuple[str, str], Weights] = {}

    def population(self, village: Ortsteil) -> int:
        """Inhabitants, or what counts where they are unknown."""
        return self._rules.unknown_population if village.population is None else village.population

    def home(self, village: Ortsteil, key: str) -> Stop:
        """The stop at which somebody of a village lives."""
        stops, main = [stop.id for stop in self._stops[village.name]], self._rules.main_stop
        others = len(stops) - (village.stop in stops)
        weights = {stop: main if stop == village.stop else (1 - main) / others for stop in stops}
        if not any(weights.values()):  # nobody lives at the main stop, or nobody anywhere else
            weights = dict.fromkeys(stops, 1.0)
        return self._region.stops[chosen(weights, f"{key}:home")]

    def destination(self, purpose: Purpose, home: Stop, key: str) -> tuple[Stop, bool]:
        """Where somebody rides to, never in their own Ortsteil if there is another; whether on by train."""
        kinds = {kind: weight for kind, weight in purpose.kinds.items() if self._reached(kind, home)}
        kind = chosen(kinds, f"{key}:kind") if any(kinds.values()) else TOWN
        reached = self._reached(kind, home) or self._reached(VILLAGE, home)
        if not reached:
            reached = {stop: 1.0 for stop in self._region.stops if stop != home.id}
        return self._region.stops[chosen(reached, f"{key}:place")], kind == TRAIN

    def _reached(self, kind: str, home: Stop) -> Weights:
        """The stops of a kind outside one's Ortsteil, the nearer the more likely."""
        key = kind, home.id
        if key not in self._near:
            self._near[key] = self._weighed(self._weights.get(kind, {}), home)
        return self._near[key]

    def _weighed(self, weights: Weights, home: Stop) -> Weights:
        away = {
            stop: metres(home, self._region.stops[stop])
            for stop, weight in weights.items()
            if weight > 0 and self._region.stops[stop].ortsteil != home.ortsteil
        }
        # measured from the nearest, so that not all weights vanish where everything is far
        nearest = min(away.values(), default=0.0)
        return {
            stop: weights[stop] * exp((nearest - far) / self._rules.nearness_m) for stop, far in away.items()
        }

    def _found(self, day: date) -> dict[str, Weights]:
        """The stops of each kind: towns by what they offer, villages by who lives there."""
        stops = self._region.stops
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        offers = Counter[str]()
        for place in self._region.destinations:
            if place.stop in stops:
                found[place.kind][place.stop] += 1
                offers[stops[place.stop].ortsteil] += 1
        towns = {town.stop: 1 + offers[town.name] for town in self._towns() if town.stop in stops}
        villages = {each.stop: self.population(each) for each in self.villages if each.stop in stops}
        return {**found, TOWN: towns, VILLAGE: villages, TRAIN: self._stations(day)}

    def _stations(self, day: date) -> Weights:
        """Stations by the number of their trains; without any train the hub."""
        trains = {stop: len(self._region.timetable.trains(day, stop)) for stop in self._region.stops}
        if any(trains.values()):
            return trains
        return {stop: 1.0 for stop in (self._region.station,) if stop in self._region.stops}

    def _towns(self) -> Sequence[Ortsteil]:
        """The core towns; without any, the largest settlement."""
        towns = [ortsteil for ortsteil in self._region.ortsteile if ortsteil.core]
        return towns or [max(self._region.ortsteile, key=self.population)]
