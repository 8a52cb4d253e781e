"""Who would ride where, and when: the numbers from which a synthetic day of wishes is made.

A municipality changes them in its region pack; ``regions/base.toml`` says where each comes from. How a
day is made of them: :mod:`dispatch.demand`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mobility.calendar import DayType
from mobility.promises import TimeWindow

TRAIN = "train"
"""Kind of place: a station, to ride on from there by train."""
VILLAGE = "village"
"""Kind of place: people in another village."""
TOWN = "town"
"""Kind of place: the main stop of a core town."""
MADE_KINDS = frozenset({TRAIN, VILLAGE, TOWN})
"""Kinds that no table of destinations has to name: every region has them, or does without."""


@dataclass(frozen=True, slots=True)
class Peak:
    """A time of the day about which people do something.

    Parameters
    ----------
    at
        The middle (s).
    spread
        Standard deviation about it (s).
    weight
        How many choose this peak, against the others.
    """

    at: int
    spread: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Ways:
    """Which ways of an outing are asked for, as weights: the others are gone in somebody's car.

    Parameters
    ----------
    both
        There and back.
    there, back
        Only the one.
    """

    both: float
    there: float
    back: float

    @property
    def rides(self) -> float:
        """Rides an outing has on average.

        >>> Ways(both=3, there=1, back=0).rides
        1.75
        """
        return (2 * self.both + self.there + self.back) / (self.both + self.there + self.back)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What people leave home for, and how they do.

    Parameters
    ----------
    id
        Lower-case letters, digits and underscores.
    share
        How many outings have it on a school day, against the other purposes (before ``days``).
    days
        By how much more or less there are on a day type; 1 where it says nothing.
    kinds
        Kinds of destinations, with weights: kinds of ``destinations.csv`` or :data:`MADE_KINDS`.
    ways
        Which ways are asked for.
    there
        Times for which the way there is wished (s).
    stay, stay_spread
        Time between the wish for the way there and the one for the way back: mean and standard
        deviation (s).
    arrive
        Share of ways there that must be over by a time; the others begin at one.
    parties
        Weights of parties of 1, 2, 3 ... people.
    wheelchair, walker, pram
        Shares of parties with one.
    prebooked
        Share of outings asked for on a day before.
    patience
        How far from the wish people still take a ride, on average (s).
    """

    id: str
    share: float
    days: Mapping[DayType, float]
    kinds: Mapping[str, float]
    ways: Ways
    there: tuple[Peak, ...]
    stay: int
    stay_spread: int
    arrive: float
    parties: tuple[float, ...]
    wheelchair: float
    walker: float
    pram: float
    prebooked: float
    patience: int

    def outings(self, day_type: DayType) -> float:
        """Weight of the outings of a day type with this purpose."""
        return self.share * self.days.get(day_type, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRules:
    """How many people ask for what.

    Parameters
    ----------
    rides_per_100
        Rides asked for by 100 inhabitants on a school day. On other days there are more or fewer, as the
        purposes have it.
    by_chance
        Whether the number of rides differs from day to day as chance has it (Poisson); else each day has
        exactly the expected number.
    unknown_population
        Inhabitants of a village of which the pack does not say how many it has.
    main_stop
        Share of those who live at the main stop of their village; the others at its other stops, each alike.
    nearness_m
        How much nearer places are preferred: one so much farther away is e times less attractive (m).
    bound
        Share of rides to and from stations that are asked for a certain train.
    hours
        When people are under way (s): all wishes lie inside, whether there is service or not.
    round
        People ask for times that are multiples of this (s).
    at_once
        Share of outings of which both ways are asked for at the same time.
    days_before
        Weights of asking 1, 2, 3 ... days before, for those who ask on a day before.
    asking
        When on these days they ask (s).
    notice, notice_spread
        How long before their wish the others ask: median (s), and standard deviation of its logarithm. They
        heed no deadline: who asks too late is declined.
    purposes
        Each with its own id, by id.
    """

    rides_per_100: float
    by_chance: bool
    unknown_population: int
    main_stop: float
    nearness_m: int
    bound: float
    hours: TimeWindow
    round: int
    at_once: float
    days_before: tuple[float, ...]
    asking: tuple[Peak, ...]
    notice: int
    notice_spread: float
    purposes: tuple[Purpose, ...]

    def outings_per_100(self, day_type: DayType) -> float:
        """Outings of 100 inhabitants on a day of some type, so that rides on a school day meet the level."""
        usual = sum(each.outings(DayType.SCHOOL_DAY) * each.ways.rides for each in self.purposes)
        return self.rides_per_100 / usual * sum(each.outings(day_type) for each in self.purposes)

    def expected_per_100(self, day_type: DayType) -> float:
        """Rides that 100 inhabitants ask for on a day of some type, on average."""
        usual = sum(each.outings(DayType.SCHOOL_DAY) * each.ways.rides for each in self.purposes)
        today = sum(each.outings(day_type) * each.ways.rides for each in self.purposes)
        return self.rides_per_100 * today / usual
