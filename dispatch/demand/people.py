"""Those who ask for rides on a synthetic day, or on one from a file."""

from dataclasses import dataclass
from typing import NamedTuple

from mobility.bookings import RideRequest, Wish
from mobility.needs import Needs


class Asked(NamedTuple):
    """A wish and the way it is for; stops by id."""

    origin: str
    destination: str
    wish: Wish
    needs: Needs


@dataclass(frozen=True, slots=True)
class Passengers:
    """A party that will ask for a ride.

    Parameters
    ----------
    request
        What they ask for, and when. References count from ``000001`` on in the order of asking.
    purpose
        What the ride is for: id of a purpose of ``[demand]``; empty if nobody knows.
    home
        Id of the stop at which they live.
    patience_s
        How far from their wish they still take a ride (s).
    way_there
        Reference of the request for the way there, if this one is for the way back and both were asked for.
    """

    request: RideRequest
    purpose: str
    home: str
    patience_s: int
    way_there: str | None = None
