"""The least a dispatcher can do, in plain Python: each request where it adds least driving, or nowhere.

It shares the travel times and the rules of the benchmark with the desk, and nothing else: lists of stops,
no bounds, no search, no looking ahead, and a van that has set off goes on.
"""

from dataclasses import dataclass, field

from dispatch.neutral import Scenario
from dispatch.simulation import Passenger
from mobility.clock import MINUTE
from mobility.fleet import Shift
from mobility.needs import Load

LEEWAY = 10 * MINUTE
"""Width of the promised window (s)."""


@dataclass
class Call:
    """A stop for one passenger: ``at`` is between ``earliest`` and ``latest`` (s)."""

    passenger: Passenger
    is_pickup: bool
    stop: str
    earliest: int
    latest: int
    at: int = 0


@dataclass
class Van:
    """A van, where it is free and when, who is on board since when, and the calls ahead."""

    shift: Shift
    stop: str
    free: int
    on_board: dict[str, tuple[int, Load]] = field(default_factory=dict)
    ahead: list[Call] = field(default_factory=list)


def serve(scenario: Scenario) -> int:
    """How many passengers of a day are promised a ride; all of them are carried as promised."""
    vans = [Van(shift, shift.depot, shift.hours.start) for shift in scenario.day.shifts]
    asked = sorted(scenario.passengers, key=lambda each: (each.request.asked_at, each.request.wish.time))
    return sum(_book(scenario, vans, passenger) for passenger in asked)


def _book(scenario: Scenario, vans: list[Van], passenger: Passenger) -> bool:
    now = scenario.day.service_day.seconds(passenger.request.asked_at)
    best: tuple[int, Van, list[Call]] | None = None
    for van in vans:
        _drive(scenario, van, now)
        before = _driving(scenario, van, van.ahead)
        for i in range(len(van.ahead) + 1):
            for j in range(i, len(van.ahead) + 1):
                order = _with(van.ahead, passenger, i, j)
                added = _driving(scenario, van, order) - before
                if (best is None or added < best[0]) and _times(scenario, van, order, now):
                    best = added, van, order
    if best is None:
        return False
    _, van, order = best
    for call, at in zip(order, _times(scenario, van, order, now) or (), strict=True):
        call.at = at
    pickup = next(call for call in order if call.passenger is passenger and call.is_pickup)
    pickup.earliest = min(pickup.at, pickup.latest - LEEWAY)
    pickup.latest = pickup.earliest + LEEWAY
    van.ahead = order
    return True


def _with(ahead: list[Call], passenger: Passenger, i: int, j: int) -> list[Call]:
    request, window = passenger.request, passenger.pickup
    on = Call(passenger, is_pickup=True, stop=request.origin, earliest=window.start, latest=window.end)
    off = Call(passenger, is_pickup=False, stop=request.destination, earliest=window.start, latest=10**6)
    return [*ahead[:i], on, *ahead[i:j], off, *ahead[j:]]


def _driving(scenario: Scenario, van: Van, order: list[Call]) -> int:
    stops = [van.stop, *(call.stop for call in order)]
    return sum(map(scenario.travel.seconds, stops, stops[1:]))


def _times(scenario: Scenario, van: Van, order: list[Call], now: int) -> list[int] | None:
    """When each call would be, as early as can be; ``None`` if a rule would be broken."""
    policy, travel = scenario.day.policy, scenario.travel
    clock, stop, boards = max(van.free, now), van.stop, False
    since, places, times = dict(van.on_board), van.shift.vehicle.capacity, []
    load = sum((party for _, party in van.on_board.values()), Load())
    for call in order:
        request = call.passenger.request
        clock += travel.seconds(stop, call.stop) + (policy.boarding if boards and call.stop != stop else 0)
        clock, stop, boards = max(clock, call.earliest), call.stop, True
        if clock > call.latest:
            return None
        if call.is_pickup:
            since[request.reference] = clock, policy.load(request.needs)
            load += policy.load(request.needs)
        else:
            begin, party = since[request.reference]
            direct = policy.boarding + travel.seconds(request.origin, request.destination)
            load -= party
            if clock - begin > policy.longest_ride(direct):
                return None
        if not load.fits(places):
            return None
        times.append(clock)
    return times if not times or times[-1] + policy.boarding <= van.shift.hours.end else None


def _drive(scenario: Scenario, van: Van, now: int) -> None:
    """Let a van drive until now: it waits before it drives, and goes on once it has set off."""
    policy = scenario.day.policy
    while van.ahead and van.ahead[0].at - scenario.travel.seconds(van.stop, van.ahead[0].stop) <= now:
        call = van.ahead.pop(0)
        request = call.passenger.request
        if call.is_pickup:
            van.on_board[request.reference] = call.at, policy.load(request.needs)
        else:
            del van.on_board[request.reference]
        van.stop, van.free = call.stop, call.at + policy.boarding
