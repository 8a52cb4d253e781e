"""What a ride or a place to wait at is worth, measured by the wishes that are still to come.

Wishes of the next hour are sampled from what is expected, and played against the plan as it would be:
what displaces more of them than it serves is refused, and a van with nothing to do waits where more of
them can be served. The same samples judge all alternatives of a decision.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.caution import Caution
from dispatch.engine.model import Model
from dispatch.engine.rollout import WISH, Futures, Stage, served, stage
from dispatch.expected import Demand
from dispatch.insertion import Insertion, Places, places
from dispatch.instance import Instance
from dispatch.offers import Option
from dispatch.travel import TravelTimes
from mobility.bookings import Booking, Offer, RideRequest
from mobility.clock import HOUR, MINUTE
from mobility.day import Day, Position
from mobility.fleet import Shift
from mobility.needs import Load
from mobility.policy import ServicePolicy


@dataclass
class Foresight:
    """An office that looks ahead, for one service day.

    Parameters
    ----------
    demand
        What is expected.
    travel
        Driving times.
    samples
        How many futures each decision is played against.
    horizon
        How far they reach (s).
    patience
        For how long those who will ask can be picked up (s).
    turning
        Whether vehicles may be sent elsewhere before they arrive.
    caution
        How sure it wants to be.
    seed
        Of all chance.
    """

    demand: Demand
    travel: TravelTimes
    samples: int = 40
    horizon: int = HOUR
    patience: int = 15 * MINUTE
    turning: bool = True
    caution: Caution = field(default_factory=Caution)
    seed: int = 0
    _seen: int = field(default=0, init=False)
    _ahead: int = field(default=0, init=False)
    _looked: int = field(default=-HOUR, init=False)
    _known: dict[ServicePolicy, tuple[NDArray[np.int64], list[Load]]] = field(
        default_factory=dict, init=False
    )

    def heard(self, day: Day, request: RideRequest) -> None:
        """Take notice of somebody who asks for a ride soon, whatever the answer will be."""
        if request.wish.time < day.service_day.seconds(request.asked_at) + self.horizon:
            self._seen += 1
        else:
            self._ahead += 1

    def admit(self, day: Day, request: RideRequest, options: Sequence[Option]) -> Offer | None:
        """The ride that serves most wishes with those to come; ``None`` if most are served without it.

        A ride beyond the horizon displaces nobody who could be foreseen, and one for which the plan has to
        change first is not judged.
        """
        cheap = sorted(options, key=lambda option: (option.detour, option.pickup))
        if cheap[0].pickup > day.now + self.horizon // 2:
            return cheap[0].offer
        with places(day, self.travel) as known:
            rides = list(self._rides(known, request, cheap))
            if not rides:
                return cheap[0].offer
            instance = rides[0].insertion.instance
            futures, scenes = self._futures(day), []
            for ride in rides:
                instance.ask(ride.insertion.booking)
                scenes.append(stage(instance.model, ride.runs, futures))
            scenes.append(stage(instance.model, instance.runs, futures))
        price, choice = self._price(day), self.caution.choice
        costs = [price * ride.insertion.detour + choice * (ride is not rides[0]) for ride in rides]
        best = self._best(scenes, [*(1 - cost for cost in costs), 0.0], price)
        return rides[best].insertion.booking.offer if best < len(rides) else None

    def _rides(self, known: Places, request: RideRequest, options: Sequence[Option]) -> Iterator["_Ride"]:
        """The rides to compare, each where the desk would put it."""
        for option in options[: self.caution.options]:
            if found := known.cheapest(Booking(request, option.offer)):
                yield _Ride.of(found)

    def send(self, day: Day, goals: Mapping[str, Position]) -> Mapping[str, Position]:
        """Where vans without passengers should drive to: as before, and at most one more."""
        kept = {shift: goal for shift, goal in goals.items() if goal.time > day.now and _idle(day, shift)}
        if day.now < self._looked + self.caution.every:
            return kept
        self._looked = day.now
        moves = self._moves(day, kept)
        if not moves:
            return kept
        with places(day, self.travel) as known:
            instance = known.instance
            futures = self._futures(day)
            choices = [kept, *({**kept, move.shift: move} for move in moves)]
            scenes = [stage(self._sent(instance, goals), instance.runs, futures) for goals in choices]
        hours = [(move.time - day.now) / HOUR for move in moves]
        price = self._price(day)
        times = self.caution.thrift if price else 1.0
        costs = [times * (self.caution.moving + self.caution.hour * each) for each in hours]
        return choices[self._best(scenes, [0.0, *(-cost for cost in costs)], price)]

    def _moves(self, day: Day, goals: Mapping[str, Position]) -> list[Position]:
        """The moves that bring most of those who may ask near to a van, the best first."""
        idle = [
            number
            for number, shift in enumerate(day.shifts)
            if _idle(day, shift.id) and shift.hours.start <= day.now < shift.hours.end - HOUR
        ]
        if not idle:
            return []
        rows, reach = self._rows, self.caution.reach
        near = self._table[np.ix_(rows, rows)] <= reach
        free = [self._free(day, shift, goals) for shift in day.shifts]
        covered = np.array([self._reached(place, day.now) for place in free]) <= reach
        wishes = self.demand.origins(day.now)
        found = []
        for number in idle:
            others = np.delete(covered, number, axis=0).any(axis=0)
            gains = (near & ~others) @ wishes - (covered[number] & ~others) @ wishes
            here = self._free(day, day.shifts[number], {})
            for to in np.argsort(-gains, kind="stable")[:2]:
                place = self.demand.places[to]
                goal = goals.get(here.shift)
                if gains[to] > self.caution.gain and place not in {here.place, goal.place if goal else ""}:
                    driving = self.travel.seconds(here.place, place)
                    arrival = max(day.now, here.time) + driving
                    found.append((float(gains[to]), Position(here.shift, place, arrival)))
        found.sort(key=lambda each: -each[0])
        return [move for _, move in found[: self.caution.moves]]

    def _free(self, day: Day, shift: Shift, goals: Mapping[str, Position]) -> Position:
        """Where and when a van is through with its visits, and with its goal."""
        known = next((position for position in day.positions if position.shift == shift.id), None)
        visits = day.plan.run(shift.id).visits
        if goal := goals.get(shift.id):
            return goal
        last = visits[-1] if visits else None
        if last and (known is None or last.time >= known.time):
            return Position(shift.id, last.stop, last.time + day.policy.boarding)
        return known or Position(shift.id, shift.depot, shift.hours.start)

    def _reached(self, free: Position, now: int) -> NDArray[np.int64]:
        """How long a van takes from now to each place of the demand (s)."""
        reached: NDArray[np.int64] = self._table[self._row[free.place], self._rows] + max(0, free.time - now)
        return reached

    def _sent(self, instance: Instance, goals: Mapping[str, Position]) -> Model:
        """The numbers of a day on which these vans begin at their goals."""
        nodes = instance.model.nodes.copy()
        for number, shift in enumerate(instance.problem.shifts):
            if goal := goals.get(shift.id):
                start = instance.runs[number][0]
                nodes["stop"][start], nodes["earliest"][start] = self._row[goal.place], goal.time
                nodes["extra"][start] = 0
        return instance.model._replace(nodes=nodes)

    def _price(self, day: Day) -> float:
        """What each second of driving costs (wishes)."""
        share, caution = self.demand.share(max(day.now, 0)), self.caution
        few = self._seen < caution.quiet * len(day.shifts) * share
        is_quiet = not self._ahead and share >= caution.known and few
        return caution.driving / HOUR if is_quiet else 0.0

    def _best(
        self, scenes: Sequence[tuple[Stage, Futures]], worth: Sequence[float], price: float = 0.0
    ) -> int:
        """The plan that serves most with what it is worth in itself; the first of equals.

        A part of the samples rules out what is clearly worse; the rest decides among what is left.
        """
        few = max(2, self.samples // 4)
        first = [
            self._served(*scene, slice(few), price) + plus for scene, plus in zip(scenes, worth, strict=True)
        ]
        leader = max(first, key=lambda counts: float(counts.mean()))
        left = [number for number, counts in enumerate(first) if not _clearly_less(counts, leader)]
        if len(left) == 1:
            return left[0]
        totals = [
            first[number].sum()
            + (self._served(*scenes[number], slice(few, None), price) + worth[number]).sum()
            for number in left
        ]
        return left[int(np.argmax(totals))]

    def _served(self, scene: Stage, futures: Futures, part: slice, price: float) -> NDArray[np.float64]:
        """How many wishes of some samples could be served besides what is in a plan."""
        some = Futures(futures.wishes[part], futures.counts[part])
        return served(scene, some, turning=self.turning, price=price)

    def _futures(self, day: Day) -> Futures:
        """Samples of the wishes ahead; the same for the same seed, moment and number of wishes seen."""
        chance = np.random.default_rng((self.seed, max(day.now, 0), self._seen))
        drawn = self.demand.sample(day.now, self.horizon, self._seen, self.samples, chance)
        wishes = np.zeros(drawn.times.shape, WISH)
        rides, loads = self._limits(day.policy)
        wishes["time"], wishes["latest"] = drawn.times, drawn.times + self.patience
        wishes["origin"], wishes["destination"] = self._rows[drawn.origins], self._rows[drawn.destinations]
        extra = np.array([day.policy.extra_boarding(needs) for needs in self.demand.parties])
        wishes["extra"] = extra[drawn.parties]
        wishes["ride"] = rides[drawn.origins, drawn.destinations] + wishes["extra"]
        for kind in ("seats", "wheelchairs", "prams"):
            wishes[kind] = np.array([getattr(load, kind) for load in loads])[drawn.parties]
        return Futures(wishes, drawn.counts)

    def _limits(self, policy: ServicePolicy) -> tuple[NDArray[np.int64], list[Load]]:
        """By two places the longest ride (s), and by party the places it takes."""
        if policy not in self._known:
            direct = self._table[np.ix_(self._rows, self._rows)] + policy.boarding
            rides = np.array([[policy.longest_ride(way) for way in line] for line in direct.tolist()])
            self._known[policy] = rides, [policy.load(needs) for needs in self.demand.parties]
        return self._known[policy]

    @cached_property
    def _table(self) -> NDArray[np.int64]:
        return self.travel.table()

    @cached_property
    def _row(self) -> Mapping[str, int]:
        return {stop: number for number, stop in enumerate(self.travel.stops)}

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        return np.array([self._row[place] for place in self.demand.places])


class _Ride(NamedTuple):
    """A ride that could be promised, and the runs with it."""

    insertion: Insertion
    runs: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, found: Insertion) -> "_Ride":
        on, off = found.instance.ask(found.booking)
        runs = list(found.instance.runs)
        nodes, i, j = runs[found.number], found.i, found.j
        runs[found.number] = (*nodes[:i], on, *nodes[i:j], off, *nodes[j:])
        return cls(found, tuple(runs))


def _clearly_less(counts: NDArray[np.float64], others: NDArray[np.float64]) -> bool:
    """Whether the same samples say, more than twice as surely as chance would, that one is worse."""
    more = others - counts
    return bool(more.any() and more.mean() > 2 * more.std() / math.sqrt(len(more)))


def _idle(day: Day, shift: str) -> bool:
    """Whether a van is through with all its visits."""
    return all(visit.time <= day.now for visit in day.plan.run(shift).visits)
