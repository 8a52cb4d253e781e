"""Errors of the domain, from the general to the special.

MobilityError
    BrokenRegion      a region pack that must not be loaded
    UnknownRide       no ride answers to this reference or token
    OfferGone         the offer was kept free for nobody and is taken
    NotPossible       the ride is in a state that does not allow this step
    StaleDay          somebody else changed the day first

A request that cannot be served is an answer, not an error: see :mod:`mobility.declines`.
"""

from dataclasses import dataclass
from datetime import date


class MobilityError(Exception):
    """Any error this project raises on purpose."""


@dataclass
class BrokenRegion(MobilityError):
    """A region pack that must not be loaded.

    Parameters
    ----------
    file
        Path of the file inside the pack.
    row
        Line in that file as an editor counts it, or ``None`` if the file as a whole is meant.
    reason
        What is wrong and what would be right, for the person who made the pack.
    """

    file: str
    row: int | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, line {self.row}"
        return f"{place}: {self.reason}"


@dataclass
class UnknownRide(MobilityError):
    """No ride answers to this reference or token; the text never repeats a token."""

    def __str__(self) -> str:
        return "no such ride"


@dataclass
class OfferGone(MobilityError):
    """Somebody else took the place between the offer and its acceptance (B22, B23)."""

    reference: str


@dataclass
class NotPossible(MobilityError):
    """The ride is in a state that does not allow this step.

    Parameters
    ----------
    reference
        The ride.
    state
        Its present state, a value of :class:`mobility.bookings.RideState`.
    """

    reference: str
    state: str


@dataclass
class StaleDay(MobilityError):
    """Somebody else changed the day first, more often than we tried."""

    date: date
