"""Who and what rides along, and how much room that takes (B24, B25)."""

from dataclasses import dataclass

MAX_PASSENGERS = 8


@dataclass(frozen=True, slots=True)
class Load:
    """Places taken, or places a vehicle has; a vector that adds and compares by component.

    >>> Load(seats=2) + Load(seats=1, prams=1)
    Load(seats=3, wheelchairs=0, prams=1)
    >>> Load(seats=3).fits(Load(seats=8, wheelchairs=1, prams=2))
    True
    """

    seats: int = 0
    wheelchairs: int = 0
    prams: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.seats + other.seats, self.wheelchairs + other.wheelchairs, self.prams + other.prams)

    def __sub__(self, other: "Load") -> "Load":
        return Load(self.seats - other.seats, self.wheelchairs - other.wheelchairs, self.prams - other.prams)

    def fits(self, capacity: "Load") -> bool:
        """Whether this load finds room in a vehicle of that capacity."""
        return (
            self.seats <= capacity.seats
            and self.wheelchairs <= capacity.wheelchairs
            and self.prams <= capacity.prams
        )


@dataclass(frozen=True, slots=True)
class Needs:
    """What a party of passengers says about itself.

    Parameters
    ----------
    passengers
        Everybody who rides, wheelchair users and children included (1 to 8).
    wheelchairs
        Passengers who stay seated in their wheelchair.
    prams
        Prams that stay unfolded.
    walkers
        Wheeled walkers; they are folded and take no place, but the driver should know.

    Raises
    ------
    ValueError
        If a number is negative, nobody rides, or there are more wheelchairs than passengers.
    """

    passengers: int = 1
    wheelchairs: int = 0
    prams: int = 0
    walkers: int = 0

    def __post_init__(self) -> None:
        if self.passengers < 1:
            raise ValueError(f"passengers is {self.passengers}, must be at least 1")
        if min(self.wheelchairs, self.prams, self.walkers) < 0:
            raise ValueError("wheelchairs, prams and walkers must not be negative")
        if self.wheelchairs > self.passengers:
            raise ValueError("more wheelchairs than passengers")
