"""One outing: why, with whom, where to, and when there and back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from dispatch.demand.chance import chosen, stream
from dispatch.demand.places import Places
from dispatch.demand.times import rounded, time_about
from mobility.bookings import Anchor, Wish
from mobility.clock import MINUTE
from mobility.demand import DemandRules, Purpose
from mobility.needs import Needs
from mobility.promises import TimeWindow
from mobility.region import Ortsteil, Region
from mobility.timetable import Train, from_train, to_train

LEAST_STAY = 30 * MINUTE
"""Nobody goes out for less."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One of the two ways of an outing; stops by id."""

    origin: str
    destination: str
    wish: Wish
    back: bool


@dataclass(frozen=True, slots=True)
class Outing:
    """What somebody leaves home for.

    Parameters
    ----------
    purpose
        Why.
    home
        Id of the stop at which they live.
    needs
        Who goes, and what rides along.
    patience
        How far from the wish they still take a ride (s).
    legs
        The ways that are asked for, in order of time.
    """

    purpose: Purpose
    home: str
    needs: Needs
    patience: int
    legs: tuple[Leg, ...]


class Outings:
    """Outings of a region on a day.

    Parameters
    ----------
    region, day
        Where and when.
    rules
        Who would ride where, and when.

    Raises
    ------
    BrokenRegion
        If there are no two stops to ride between.
    """

    def __init__(self, region: Region, day: date, rules: DemandRules) -> None:
        self.places = Places(region, day, rules)
        self._rules, self._policy = rules, region.policy(day)
        self._purposes = {purpose.id: purpose for purpose in rules.purposes}
        self._weights = {purpose.id: purpose.outings(region.day_type(day)) for purpose in rules.purposes}
        self.anybody = any(self._weights.values())
        """Whether anybody goes out on such a day."""
        self._trains = cache(lambda stop: region.timetable.trains(day, stop))

    def draw(self, village: Ortsteil, key: str) -> Outing:
        """An outing of somebody of a village, the same for the same key."""
        purpose = self._purposes[chosen(self._weights, f"{key}:purpose")]
        who, when = stream(key, "who"), stream(key, "when")
        needs, ways, patience = _needs(purpose, who), _ways(purpose, who), _patience(purpose, who)
        home = self.places.home(village, key)
        place, by_train = self.places.destination(purpose, home, key)
        bound = by_train and stream(key, "bound").random() < self._rules.bound
        trains = self._trains(place.id) if bound else ()
        there = self._there(purpose, trains, needs, when)
        back = self._back(purpose, trains, needs, there.time, when)
        legs = (Leg(home.id, place.id, there, back=False), Leg(place.id, home.id, back, back=True))
        asked = tuple(leg for leg, is_asked in zip(legs, ways, strict=True) if is_asked)
        return Outing(purpose, home.id, needs, patience, asked)

    def _there(self, purpose: Purpose, trains: Iterable[Train], needs: Needs, random: Random) -> Wish:
        """To the train nearest to the time one would go; without trains, to be there or to leave at it."""
        hours = self._rules.hours
        out = TimeWindow(hours.start, max(hours.start, hours.end - LEAST_STAY))
        time = time_about(purpose.there, out, self._rules.round, random)
        anchor = Anchor.ARRIVE if random.random() < purpose.arrive else Anchor.DEPART
        wishes = (to_train(train, needs, self._policy) for train in trains if train.departs is not None)
        return _nearest(wishes, time, out) or Wish(anchor, time)

    def _back(
        self, purpose: Purpose, trains: Iterable[Train], needs: Needs, there: int, random: Random
    ) -> Wish:
        """From the train nearest to the time one would come home; without trains, from that time on."""
        end = self._rules.hours.end
        stay = int(random.gauss(purpose.stay, purpose.stay_spread))
        after = TimeWindow(min(there + LEAST_STAY, end), end)
        time = rounded(there + stay, after, self._rules.round)
        wishes = (from_train(train, needs, self._policy) for train in trains if train.arrives is not None)
        return _nearest(wishes, time, after) or Wish(Anchor.DEPART, time)


def _nearest(wishes: Iterable[Wish], time: int, hours: TimeWindow) -> Wish | None:
    return min(
        (wish for wish in wishes if wish.time in hours), key=lambda wish: abs(wish.time - time), default=None
    )


def _ways(purpose: Purpose, random: Random) -> tuple[bool, bool]:
    """Whether the way there and the way back are asked for."""
    ways = purpose.ways
    choices = (True, True), (True, False), (False, True)
    return random.choices(choices, (ways.both, ways.there, ways.back))[0]


def _patience(purpose: Purpose, random: Random) -> int:
    """Between half and one and a half times what is usual, in whole minutes (s)."""
    patience = int(purpose.patience * random.uniform(0.5, 1.5))
    return patience - patience % MINUTE


def _needs(purpose: Purpose, random: Random) -> Needs:
    passengers = random.choices(range(1, len(purpose.parties) + 1), purpose.parties)[0]
    return Needs(
        passengers,
        wheelchairs=int(random.random() < purpose.wheelchair),
        walkers=int(random.random() < purpose.walker),
        prams=int(random.random() < purpose.pram),
    )
