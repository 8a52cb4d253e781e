"""Which trains a passenger can choose from, and which not and why (B2-B4, B28, B29)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, Ride, Wish
from mobility.clock import ServiceDay
from mobility.declines import Decline, NoService, OutsideHours, TooLate
from mobility.needs import Needs
from mobility.policy import ServicePolicy
from mobility.region import Region
from mobility.timetable import Train, from_train, to_train
from web.forms import Connection, TrainWish, Way

ANYBODY = Needs()


@dataclass(frozen=True, slots=True)
class TrainChoice:
    """One train in the list.

    Parameters
    ----------
    connection
        Whether the ride leads to the train or on from it.
    time
        When the train departs, or arrives (s).
    wish
        What somebody without a wheelchair would ask for: be there by, or leave from then on.
    reason
        Why no ride can be booked for it; ``None`` if one may be asked for.
    """

    connection: Connection
    train: Train
    time: int
    wish: Wish
    reason: Decline | None

    @property
    def answer(self) -> str:
        """What the form sends when this train is chosen."""
        return f"{self.connection}:{self.train.id}"

    @property
    def direction(self) -> str:
        """Where the train goes to, or comes from."""
        return self.train.destination if self.connection is Connection.TO_TRAIN else self.train.origin


@dataclass(frozen=True, slots=True)
class TrainList:
    """The trains of one direction in order of time."""

    connection: Connection
    direction: str
    choices: tuple[TrainChoice, ...]

    @property
    def line(self) -> str:
        """The line, if all trains are of one; else empty."""
        lines = {choice.train.line for choice in self.choices}
        return lines.pop() if len(lines) == 1 else ""

    @property
    def bookable(self) -> tuple[TrainChoice, ...]:
        """From the first to the last train that can be chosen; those in between that cannot say why."""
        positions = [n for n, choice in enumerate(self.choices) if choice.reason is None]
        return self.choices[positions[0] : positions[-1] + 1] if positions else ()

    @property
    def before(self) -> tuple[TrainChoice, ...]:
        """Earlier trains that cannot be chosen; all of them if none can."""
        first = next((n for n, choice in enumerate(self.choices) if choice.reason is None), len(self.choices))
        return self.choices[:first]

    @property
    def after(self) -> tuple[TrainChoice, ...]:
        """Later trains that cannot be chosen."""
        return self.choices[len(self.before) + len(self.bookable) :]


def train_lists(region: Region, travel: TravelTimes, way: Way, now: datetime) -> list[TrainList]:
    """The trains that the two ends of a way connect to, one list per direction."""
    choices = sorted(_choices(region, travel, way, now), key=lambda c: (c.connection, c.direction, c.time))
    grouped = groupby(choices, key=lambda c: (c.connection, c.direction))
    return [TrainList(connection, direction, tuple(some)) for (connection, direction), some in grouped]


def _choices(region: Region, travel: TravelTimes, way: Way, now: datetime) -> Iterator[TrainChoice]:
    day, policy = ServiceDay(way.day), region.rules(way.day, way.origin.stop, way.destination.stop)
    direct = policy.boarding + travel.seconds(way.origin.stop, way.destination.stop)
    served = bool(region.shifts(way.day))
    for train in region.timetable.trains(way.day, way.destination.stop):
        if train.departs is not None:
            wish = to_train(train, ANYBODY, policy)
            reason = why_not(policy, day, (wish.time - direct, wish.time), now) if served else NoService()
            yield TrainChoice(Connection.TO_TRAIN, train, train.departs, wish, reason)
    for train in region.timetable.trains(way.day, way.origin.stop):
        if train.arrives is not None:
            wish = from_train(train, ANYBODY, policy)
            reason = why_not(policy, day, (wish.time, wish.time + direct), now) if served else NoService()
            yield TrainChoice(Connection.FROM_TRAIN, train, train.arrives, wish, reason)


def why_not(policy: ServicePolicy, day: ServiceDay, ride: tuple[int, int], now: datetime) -> Decline | None:
    """Why the direct ride between two moments (s) cannot be booked, as far as one can tell without a plan."""
    pickup, arrival = ride
    if pickup < policy.hours.start or arrival > policy.hours.end:
        return OutsideHours(policy.hours)
    if now > (deadline := policy.deadline(day, pickup)):
        return TooLate(deadline)
    return None


def wish_for(region: Region, way: Way, wanted: TrainWish, needs: Needs) -> Wish | None:
    """The wish to reach or leave a train with this party; ``None`` if it does not call there that day."""
    to_it = wanted.connection is Connection.TO_TRAIN
    station = way.destination.stop if to_it else way.origin.stop
    train = region.timetable.train(way.day, station, wanted.train)
    if train is None or (train.departs if to_it else train.arrives) is None:
        return None
    policy = region.rules(way.day, way.origin.stop, way.destination.stop)
    return to_train(train, needs, policy) if to_it else from_train(train, needs, policy)


def train_of(region: Region, ride: Ride, train: str | None) -> Train | None:
    """The train that a ride's offer means, at the station where the passenger changes."""
    if train is None:
        return None
    to_it = ride.request.wish.anchor is Anchor.ARRIVE
    station = ride.request.destination if to_it else ride.request.origin
    return region.timetable.train(ride.day.date, station, train)
