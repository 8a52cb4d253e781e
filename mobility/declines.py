"""Why a request cannot be served: typed reasons with the data a person needs to go on (B11).

The words live in the web layer; a test keeps both complete.
"""

from dataclasses import dataclass
from datetime import date, datetime

from mobility.promises import TimeWindow


@dataclass(frozen=True, slots=True)
class Decline:
    """No promise can be kept."""


@dataclass(frozen=True, slots=True)
class NotInArea(Decline):
    """A stop is not one of the service area (B1)."""

    stop: str


@dataclass(frozen=True, slots=True)
class SameStop(Decline):
    """Pick-up and drop-off are the same stop."""


@dataclass(frozen=True, slots=True)
class TooShort(Decline):
    """The way is short enough to walk (B7)."""

    metres: int
    least_m: int


@dataclass(frozen=True, slots=True)
class OutsideHours(Decline):
    """The ride would lie outside the service hours of that day (B2)."""

    hours: TimeWindow


@dataclass(frozen=True, slots=True)
class TooLate(Decline):
    """The booking deadline of the wanted ride has passed (B3, B4)."""

    deadline: datetime


@dataclass(frozen=True, slots=True)
class TooFarAhead(Decline):
    """The day cannot be booked yet (B5)."""

    first_day: date


@dataclass(frozen=True, slots=True)
class DayOver(Decline):
    """The day lies in the past."""


@dataclass(frozen=True, slots=True)
class PartyTooLarge(Decline):
    """More passengers than one ride may have (B26)."""

    largest: int


@dataclass(frozen=True, slots=True)
class NoVehicleFits(Decline):
    """No vehicle on duty has the places that are needed, however empty (B24)."""


@dataclass(frozen=True, slots=True)
class NoService(Decline):
    """No vehicle is on duty that day."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A ride on one run of a scheduled line.

    Parameters
    ----------
    line
        What stands on the vehicle, like ``580``.
    direction
        Where it goes, as it says itself; empty if it does not.
    origin, destination
        Stop ids.
    departs, arrives
        Seconds of the service day.
    """

    line: str
    direction: str
    origin: str
    destination: str
    departs: int
    arrives: int


@dataclass(frozen=True, slots=True)
class ServedByLine(Decline):
    """A scheduled line serves the wish, with at most one change (B10, B11)."""

    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class NoPlace(Decline):
    """All vehicles are taken around the wanted time."""


@dataclass(frozen=True, slots=True)
class Displaces(Decline):
    """There is a place, but taking it would cost several others theirs who are likely to ask soon."""


@dataclass(frozen=True, slots=True)
class Unanswered(Decline):
    """The desk failed to answer several times; a person has to look at it."""
