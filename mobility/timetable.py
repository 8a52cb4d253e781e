"""Trains at the stations of the region, and the rides that reach or leave them (B28, B29)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mobility.bookings import Anchor, Wish
from mobility.needs import Needs
from mobility.policy import ServicePolicy

ENDING = timedelta(days=14)
"""So long before the end of a feed somebody has to see to the next one."""


@dataclass(frozen=True, slots=True)
class Train:
    """A train at one station.

    Parameters
    ----------
    id
        Id of the run in the feed; the same at every station it calls at.
    line
        What stands on the train, like ``RE7``.
    stop
        Stop id of the station.
    arrives, departs
        Seconds of the service day, possibly beyond 24 h; ``None`` if the train begins or ends here.
    origin, destination
        Where it comes from and goes to, in the words people use.
    """

    id: str
    line: str
    stop: str
    arrives: int | None
    departs: int | None
    origin: str
    destination: str

    @property
    def time(self) -> int:
        """Departure, or arrival of a train that ends here (s)."""
        time = self.arrives if self.departs is None else self.departs
        return 0 if time is None else time


@dataclass(frozen=True, slots=True)
class Service:
    """The days on which a train runs.

    Parameters
    ----------
    first, last
        Period of the weekly pattern.
    weekdays
        The pattern; Monday is 0.
    added, removed
        Dates on which it runs, or does not run, whatever the pattern says.
    """

    first: date
    last: date
    weekdays: frozenset[int]
    added: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()

    def runs(self, day: date) -> bool:
        """Whether it runs on a service day."""
        pattern = self.first <= day <= self.last and day.weekday() in self.weekdays
        return day in self.added or (pattern and day not in self.removed)


@dataclass(frozen=True, slots=True)
class Timetable:
    """All trains at the stations of the region.

    Parameters
    ----------
    valid
        First and last date for which the feed speaks; ``None`` without a feed.
    calls
        By stop id, every train that calls there on some day, with its days.
    """

    valid: tuple[date, date] | None
    calls: Mapping[str, tuple[tuple[Service, Train], ...]]

    def ends_soon(self, today: date) -> bool:
        """Whether fewer than 14 days are left of the feed, or it has ended."""
        return self.valid is not None and self.valid[1] < today + ENDING

    def trains(self, day: date, stop: str) -> tuple[Train, ...]:
        """The trains at a station on a service day, in order of time."""
        running = (train for service, train in self.calls.get(stop, ()) if service.runs(day))
        return tuple(sorted(running, key=lambda train: (train.time, train.id)))

    def train(self, day: date, stop: str, train_id: str) -> Train | None:
        """One train at a station, if it runs on that service day."""
        return next((train for train in self.trains(day, stop) if train.id == train_id), None)


NO_FEED = Timetable(None, {})
"""Of a region that has no feed: no train is known."""


def to_train(train: Train, needs: Needs, policy: ServicePolicy) -> Wish:
    """The wish to reach a train in time to change (B29).

    Raises
    ------
    ValueError
        If the train ends at this station.
    """
    if train.departs is None:
        raise ValueError(f"train {train.id} ends here")
    return Wish(Anchor.ARRIVE, train.departs - policy.transfer(needs, train.stop), train.id)


def from_train(train: Train, needs: Needs, policy: ServicePolicy) -> Wish:
    """The wish to ride on from a train after the time to change (B29).

    Raises
    ------
    ValueError
        If the train begins at this station.
    """
    if train.arrives is None:
        raise ValueError(f"train {train.id} begins here")
    return Wish(Anchor.DEPART, train.arrives + policy.transfer(needs, train.stop), train.id)
