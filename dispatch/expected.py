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
    hours
        By hour, its share of them.
    outward, inward
        By hour, which share of its rides leads to the hub and which comes from there.
    hub
        Where most rides begin or end.
    stops
        How often each stop is the other end, or one of both where no ride leads to the hub; weights.
    parties
        Who rides, with weights.
    """

    daily: float
    hours: tuple[float, ...]
    outward: tuple[float, ...]
    inward: tuple[float, ...]
    hub: str
    stops: Mapping[str, float]
    parties: Mapping[Needs, float]

    @classmethod
    def of(cls, rides: Sequence[PastRide], hub: str, days: int = 1) -> "Demand":
        """What is expected after some days of rides: at least one, of which one not from hub to hub."""
        hours = Counter(_hour(ride.time) for ride in rides)
        to_hub = Counter(_hour(ride.time) for ride in rides if ride.destination == hub)
        from_hub = Counter(_hour(ride.time) for ride in rides if ride.origin == hub)
        ends = Counter(stop for ride in rides for stop in (ride.origin, ride.destination) if stop != hub)
        return cls(
            daily=len(rides) / days,
            hours=tuple(hours[hour] / len(rides) for hour in range(HOURS)),
            outward=_shares(to_hub, hours),
            inward=_shares(from_hub, hours),
            hub=hub,
            stops=ends,
            parties=Counter(ride.needs for ride in rides),
        )

    def share(self, time: float) -> float:
        """The share of a day's wishes that are made before some second of it."""
        return float(np.interp(time, np.arange(HOURS + 1) * HOUR, self._until))

    def expected(self, now: int, until: int, seen: int) -> float:
        """How many wishes are still to come before some second, after so many have been seen.

        >>> busy = Demand(daily=100, hours=(0,) * 8 + (0.5, 0.5) + (0,) * 14, outward=(0,) * 24,
        ...     inward=(0,) * 24, hub="A", stops={"B": 1, "C": 1}, parties={Needs(): 1})
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
        outward = way < np.array(self.outward)[hour]
        inward = ~outward & (way < np.array(self.outward)[hour] + np.array(self.inward)[hour])
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
        hour = _hour(now)
        inward, others = self.inward[hour], 1 - self.inward[hour]
        shares: NDArray[np.float64] = others * self._weights / self._weights.sum()
        shares[-1] += inward
        return shares

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        return np.array([self.stops.get(stop, 0.0) for stop in self.places], float)

    @cached_property
    def _until(self) -> NDArray[np.float64]:
        """The share of wishes made before each full hour."""
        return np.concatenate([[0.0], np.cumsum(self.hours)])


def _hour(time: float) -> int:
    return min(max(int(time // HOUR), 0), HOURS - 1)


def _shares(some: Mapping[int, int], every: Mapping[int, int]) -> tuple[float, ...]:
    """By hour, the share of some rides in all; that of hours with few rides is drawn to the average."""
    average = sum(some.values()) / max(1, sum(every.values()))
    return tuple(
        (some.get(hour, 0) + SMOOTHING * average) / (every.get(hour, 0) + SMOOTHING) for hour in range(HOURS)
    )


def _draw(weights: NDArray[np.float64], chance: NDArray[np.float64]) -> NDArray[np.int64]:
    """Numbers with these weights, by equally distributed chance."""
    return np.searchsorted(np.cumsum(weights) / weights.sum(), chance, side="right").clip(
        max=len(weights) - 1
    )
