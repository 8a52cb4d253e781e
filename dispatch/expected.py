"""Who is likely to ask: a profile of the day, and what has been asked so far.

Nobody knows the wishes of the day ahead. But mornings are alike, and so are the ways people take: out of
the villages to the hub in the morning and back in the afternoon.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobility.clock import HOUR
from mobility.needs import Needs

HOURS = 24
BELIEF = 0.15
"""What was expected before counts as much as this share of a day that was seen."""
SMOOTHING = 3
"""So many rides of the average hour are added to those of each, where shares are estimated."""


class PastRide(NamedTuple):
    """A ride that somebody wished on another day."""

    time: int
    origin: str
    destination: str
    needs: Needs


class Sample(NamedTuple):
    """Wishes that might be made, by sample and in order of time; filled up with anything.

    Parameters
    ----------
    counts
        How many there are in each sample.
    times
        When they are made (s).
    origins, destinations
        Numbers of stops.
    parties
        Numbers of parties.
    """

    counts: NDArray[np.int64]
    times: NDArray[np.float64]
    origins: NDArray[np.int64]
    destinations: NDArray[np.int64]
    parties: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What wishes for a ride at once are expected on a day.

    Parameters
    ----------
    daily
        How many, before anything has been seen of the day.
    rides
        By hour, how many were counted on other days.
    outward, inward
        By hour, how many of these led to the hub, and how many came from there.
    hub
        Where most rides begin or end.
    stops
        How often each stop is the other end, or one of both where no ride leads to the hub; weights.
    parties
        Who rides, with weights.
    """

    daily: float
    rides: Mapping[int, int]
    outward: Mapping[int, int]
    inward: Mapping[int, int]
    hub: str
    stops: Mapping[str, float]
    parties: Mapping[Needs, float]

    @classmethod
    def of(cls, rides: Sequence[PastRide], hub: str, days: int = 1) -> "Demand":
        """What is expected after some days of rides: at least one, of which one not from hub to hub."""
        ends = Counter(stop for ride in rides for stop in (ride.origin, ride.destination) if stop != hub)
        return cls(
            daily=len(rides) / days,
            rides=Counter(_hour(ride.time) for ride in rides),
            outward=Counter(_hour(ride.time) for ride in rides if ride.destination == hub),
            inward=Counter(_hour(ride.time) for ride in rides if ride.origin == hub),
            hub=hub,
            stops=ends,
            parties=Counter(ride.needs for ride in rides),
        )

    def share(self, time: float) -> float:
        """The share of a day's wishes that are made before some second of it."""
        return float(np.interp(time, np.arange(HOURS + 1) * HOUR, self._until))

    def expected(self, now: int, until: int, seen: int) -> float:
        """How many wishes are still to come before some second, after so many have been seen.

        >>> busy = Demand(daily=100, rides={8: 7, 9: 7}, outward={}, inward={}, hub="A",
        ...     stops={"B": 1, "C": 1}, parties={Needs(): 1})
        >>> busy.expected(8 * 3600, 9 * 3600, seen=0), busy.expected(9 * 3600, 10 * 3600, seen=50)
        (50.0, 50.0)
        >>> round(busy.expected(9 * 3600, 10 * 3600, seen=100), 1)
        88.5
        """
        share = self.share(now)
        whole = (seen + self.daily * BELIEF) / (share + BELIEF)
        return whole * (self.share(until) - share)

    def sample(self, now: int, horizon: int, seen: int, size: int, chance: np.random.Generator) -> Sample:
        """Wishes that might be made in the time ahead; the same for the same state of chance."""
        counts = chance.poisson(self.expected(now, now + horizon, seen), size)
        shape = size, int(counts.max(initial=0))
        made = np.arange(shape[1]) < counts[:, None]
        parts = np.linspace(now, now + horizon, HOURS + 1)
        shares = np.interp(parts, np.arange(HOURS + 1) * HOUR, self._until)
        drawn = np.sort(np.where(made, chance.random(shape), 1.0), axis=1)
        times = np.interp(shares[0] + drawn * (shares[-1] - shares[0]), shares, parts)
        hour = np.minimum(times // HOUR, HOURS - 1).astype(np.int64)
        way = chance.random(shape)
        outward = way < self.to_hub[hour]
        inward = ~outward & (way < self.to_hub[hour] + self.from_hub[hour])
        origins, destinations = (_draw(self._weights, chance.random(shape)) for _ in range(2))
        hub = self.places.index(self.hub)
        origins[inward] = destinations[outward] = hub
        nowhere = origins == destinations
        origins[nowhere & outward], destinations[nowhere & ~outward] = 0, hub
        parties = _draw(np.array(list(self.parties.values()), float), chance.random(shape))
        return Sample(counts, times, origins, destinations, parties)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The stops by number, the hub last."""
        return (*(stop for stop in self.stops if stop != self.hub), self.hub)

    def origins(self, now: int) -> NDArray[np.float64]:
        """The share of the wishes of this hour that are made at each place."""
        inward = self.from_hub[_hour(now)]
        shares: NDArray[np.float64] = (1 - inward) * self._weights / self._weights.sum()
        shares[-1] += inward
        return shares

    @cached_property
    def to_hub(self) -> NDArray[np.float64]:
        """By hour, the share of its rides that leads to the hub."""
        return self._shares(self.outward)

    @cached_property
    def from_hub(self) -> NDArray[np.float64]:
        """By hour, the share of its rides that comes from the hub."""
        return self._shares(self.inward)

    def _shares(self, some: Mapping[int, int]) -> NDArray[np.float64]:
        """By hour, the share of some rides in all; that of hours with few rides is drawn to the average."""
        every, part = _by_hour(self.rides), _by_hour(some)
        shares: NDArray[np.float64] = (part + SMOOTHING * part.sum() / every.sum()) / (every + SMOOTHING)
        return shares

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        return np.array([self.stops.get(stop, 0.0) for stop in self.places], float)

    @cached_property
    def _until(self) -> NDArray[np.float64]:
        """The share of wishes made before each full hour."""
        return np.concatenate([[0.0], np.cumsum(_by_hour(self.rides) / sum(self.rides.values()))])


def _by_hour(counts: Mapping[int, int]) -> NDArray[np.float64]:
    return np.array([counts.get(hour, 0) for hour in range(HOURS)], float)


def _hour(time: float) -> int:
    return min(max(int(time // HOUR), 0), HOURS - 1)


def _draw(weights: NDArray[np.float64], chance: NDArray[np.float64]) -> NDArray[np.int64]:
    """Numbers with these weights, by equally distributed chance."""
    return np.searchsorted(np.cumsum(weights) / weights.sum(), chance, side="right").clip(
        max=len(weights) - 1
    )
