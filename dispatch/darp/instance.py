"""What a dial-a-ride instance says, whatever file it comes from, and what a solution of it says.

Times and costs are in the units of the instance. Nodes are numbered as in the files of Cordeau: pick-ups
1 to n, drop-offs n + 1 to 2n in the same order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mobility.errors import MobilityError
from mobility.needs import Load


@dataclass
class BrokenInstance(MobilityError):
    """A file that is no instance.

    Parameters
    ----------
    file
        Its path.
    place
        Where in it, for the person who made it; empty if the file as a whole is meant.
    reason
        What is wrong and what would be right.
    """

    file: Path
    place: str
    reason: str

    def __str__(self) -> str:
        return ", ".join(filter(None, (str(self.file), self.place))) + f": {self.reason}"


@dataclass(frozen=True, slots=True)
class Call:
    """One of the two visits that a request asks for.

    Parameters
    ----------
    stop
        Number of the stop.
    earliest, latest
        When it may begin; a vehicle that is early waits.
    service
        How long it takes, before the vehicle drives on.
    """

    stop: int
    earliest: float
    latest: float
    service: float


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody who wants to ride.

    Parameters
    ----------
    id
        What the file calls them.
    pickup, dropoff
        From where to where.
    load
        The places they take.
    longest_ride
        From the begin of the pick-up to the begin of the drop-off.
    """

    id: str
    pickup: Call
    dropoff: Call
    load: Load
    longest_ride: float


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle and its duty.

    Parameters
    ----------
    id
        What the file calls it.
    places
        Its places.
    start, end
        Stops.
    earliest, latest
        When it may leave, and when it must be back.
    longest_duty
        From leaving to being back.
    """

    id: str
    places: Load
    start: int
    end: int
    earliest: float
    latest: float
    longest_duty: float


@dataclass(frozen=True)
class Instance:
    """A task.

    Parameters
    ----------
    name
        What it is called.
    times, costs
        From stop to stop: how long it takes, and what it counts.
    vans, requests
        Who drives whom.
    """

    name: str
    times: Sequence[Sequence[float]]
    costs: Sequence[Sequence[float]]
    vans: tuple[Van, ...]
    requests: tuple[Request, ...]

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """All visits asked for: that of node 1 first."""
        return (*(each.pickup for each in self.requests), *(each.dropoff for each in self.requests))


@dataclass(frozen=True, slots=True)
class Route:
    """What one vehicle does.

    Parameters
    ----------
    nodes
        Whom it visits, in order.
    times
        When each visit begins.
    departure, arrival
        When it leaves, and when it is back.
    """

    nodes: tuple[int, ...]
    times: tuple[float, ...]
    departure: float
    arrival: float


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan for an instance.

    Parameters
    ----------
    cost
        The sum of what all ways count.
    routes
        One for each vehicle.
    bound
        No solution is cheaper than this, if that has been proven.
    """

    cost: float
    routes: tuple[Route, ...]
    bound: float | None = None
