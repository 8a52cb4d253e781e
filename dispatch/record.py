"""What became of a service day, real or simulated: who asked and got what, and what was driven.

Key figures, maps and reports are made from records alone, so that a simulated day and a real one are
measured by the same words.
"""

from dataclasses import dataclass
from enum import StrEnum

from mobility.bookings import Offer, RideRequest
from mobility.clock import ServiceDay
from mobility.fleet import Shift


class Fate(StrEnum):
    """What became of a request in the end."""

    RODE = "rode"
    """Was carried; on a day that is not over: is booked."""
    DECLINED = "declined"
    """Nothing could be promised."""
    UNSUITED = "unsuited"
    """Something was offered, but nothing that was taken."""
    CANCELLED = "cancelled"
    """Was booked and withdrawn by the passengers."""
    ABSENT = "absent"
    """Was booked, and nobody was at the stop."""
    LOST = "lost"
    """Was booked, and the service did not come."""


BOOKED = frozenset({Fate.RODE, Fate.CANCELLED, Fate.ABSENT, Fate.LOST})
"""Fates of those who had a promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A request and what became of it.

    Parameters
    ----------
    request
        Who asked for what, and when.
    fate
        What became of it.
    reason
        Name of the class of the decline (:mod:`mobility.declines`); empty unless it was declined.
    offer
        What was booked, if anything ever was.
    nearest
        How far from the wish the nearest ride was that was offered, alternatives of a decline among them
        (s); ``None`` if none was. For a wish to be picked up: between wish and begin of the pick-up window;
        for a wish to arrive: between latest arrival and wish.
    direct_s, direct_m
        Driving from stop to stop without boarding (s), and its length (m).
    purpose
        What the ride is for; empty if nobody knows.
    home
        Stop id of the end at which the passengers live.
    """

    request: RideRequest
    fate: Fate
    reason: str = ""
    offer: Offer | None = None
    nearest: int | None = None
    direct_s: int
    direct_m: int
    purpose: str = ""
    home: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When the passengers of a booking began to get on, or arrived to get off (s)."""

    reference: str
    time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrivenCall:
    """One time a vehicle stood somewhere.

    Parameters
    ----------
    stop
        Stop id, or a depot.
    metres
        Driven since the call before (m).
    arrives, departs
        From when to when it stood there (s).
    on, off
        Who got on and off, and when.
    absent
        References of those who should have got on and were not there.
    """

    stop: str
    metres: int
    arrives: int
    departs: int
    on: tuple[Moment, ...] = ()
    off: tuple[Moment, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drive:
    """What a shift drove: from its depot and back, in order of time; no calls if it never left.

    Parameters
    ----------
    shift
        Whose.
    calls
        The first and the last are at the depot; after a breakdown the last is where it happened.
    broke_down
        When the vehicle broke down (s), if it did.
    """

    shift: Shift
    calls: tuple[DrivenCall, ...] = ()
    broke_down: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecord:
    """What became of a service day.

    Parameters
    ----------
    service_day
        Which day.
    askings
        Everybody who asked, in order of asking.
    drives
        One for each shift on duty, the idle ones too.
    """

    service_day: ServiceDay
    askings: tuple[Asking, ...]
    drives: tuple[Drive, ...]
