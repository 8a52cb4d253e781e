"""The neutral benchmark: whole days in a format that belongs to no system, and its rules.

A scenario holds a day's requests and vehicles on a road network beside it; a log says which vehicle stopped
where, when and for whom. An independent program scores the log; it shares no code with this one.

The rules of the benchmark differ from those of the service: there is no notice (B3), no advance booking
(B4), no shortest ride (B7), and nobody takes longer to board (B20).
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from itertools import zip_longest
from pathlib import Path
from typing import Any

from dispatch.simulation import Outcome, Passenger
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, RideRequest, Wish
from mobility.clock import MINUTE, ServiceDay
from mobility.day import Day, Position
from mobility.errors import MobilityError
from mobility.fleet import Shift, Vehicle
from mobility.needs import Load, Needs
from mobility.objective import Objective
from mobility.plan import Run, StopCall, Visit, VisitKind
from mobility.policy import ServicePolicy
from mobility.promises import Promise, TimeWindow

SCENARIO, NETWORK, LOG = "drt-bench-scenario/1", "drt-bench-network/1", "drt-bench-log/1"
SYSTEM = "rufbus"
SOME_DAY = ServiceDay(date(2026, 9, 14))
"""The benchmark has times but no date."""
WINDOW = 10 * MINUTE
"""Width of a promised window (s): who is told its middle is picked up within five minutes of that."""
UNBOUND = 10**6
"""A number that limits nothing."""

Json = Mapping[str, Any]


@dataclass
class BrokenScenario(MobilityError):
    """A file of the benchmark that cannot be used."""

    file: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutralPolicy(ServicePolicy):
    """The benchmark's rules about promises."""

    def longest_ride(self, direct: int) -> int:
        """The ceiling of a ride, from the begin of boarding (s).

        It is a share of the driving, to which boarding is added, where the service's is a share of both
        (B19). Driving times are rounded up; the ceiling must not gain by that.

        >>> NeutralPolicy(detour_add=600).longest_ride(60 + 1201)
        1860
        """
        driving = direct - self.boarding - 1
        return self.boarding + max(driving * self.detour_percent // 100, driving + self.detour_add)

    def promise(self, start: int, direct: int, latest: int) -> Promise:
        """What is promised for a pick-up from ``start`` on: a window, and a ride no longer than the ceiling.

        The ride may begin at the end of the window and last as long as any, where the service promises an
        arrival that is counted from the begin of the window (B19); nothing is rounded.
        """
        longest, end = self.longest_ride(direct), start + self.tolerance
        return Promise(TimeWindow(start, end), min(end + longest, latest), longest)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A day of the benchmark.

    Parameters
    ----------
    name
        What the benchmark calls it.
    day
        Vehicles on duty and rules, before anybody asks.
    travel
        Driving times; stops are the numbers of nodes.
    passengers
        Who will ask, each with the number of their request as reference.
    stops
        How many people the network says use each stop (weights), as far as it says so.
    hub
        Where most rides begin or end; empty if the network does not say.
    """

    name: str
    day: Day
    travel: TravelTimes
    passengers: tuple[Passenger, ...]
    stops: Mapping[str, float]
    hub: str


def load_scenario(path: Path) -> Scenario:
    """A scenario and the network it names.

    Raises
    ------
    BrokenScenario
        If one of the files cannot be read or is not what it should be.
    """
    scenario = _read(path, SCENARIO)
    try:
        network = _read(path.parent / scenario["network"], NETWORK)
        passengers = tuple(map(_passenger, scenario["requests"]))
        policy = _policy(scenario["rules"], passengers)
        day = Day(SOME_DAY, policy, tuple(map(_shift, scenario["fleet"])))
        travel = _travel(network, day.shifts, passengers)
        stops = {str(stop["node"]): float(stop["weight"]) for stop in network.get("stops", ())}
        hub = next((str(stop["node"]) for stop in network.get("stops", ()) if stop["hub"]), "")
        return Scenario(scenario["name"], day, travel, passengers, stops, hub)
    except (LookupError, TypeError, ValueError) as error:
        raise BrokenScenario(path.name, f"{type(error).__name__}: {error}") from error


def _read(path: Path, format_: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BrokenScenario(path.name, f"cannot be read: {error}") from error
    if not isinstance(content, dict) or content.get("format") != format_:
        raise BrokenScenario(path.name, f"is not of the format {format_}")
    return content


def _passenger(entry: Json) -> Passenger:
    pickup = TimeWindow(math.ceil(entry["earliest_pickup"]), math.floor(entry["latest_pickup"]))
    request = RideRequest(
        reference=str(entry["id"]),
        origin=str(entry["from_node"]),
        destination=str(entry["to_node"]),
        wish=Wish(Anchor.DEPART, pickup.start),
        needs=Needs(entry["party"], entry["wheelchairs"]),
        asked_at=SOME_DAY.instant(math.ceil(entry["known_at"])),
    )
    return Passenger(request, pickup)


def _policy(rules: Json, passengers: Sequence[Passenger]) -> NeutralPolicy:
    """The rules of a scenario."""
    return NeutralPolicy(
        hours=TimeWindow(rules["day_start"], rules["day_end"]),
        notice=0,
        offer_margin=0,
        early_until=0,
        late_from=UNBOUND,
        min_ride_m=0,
        max_party=UNBOUND,
        tolerance=min([WINDOW, *(each.pickup.end - each.pickup.start for each in passengers)]),
        detour_percent=round(100 * rules["ride_factor"]),
        detour_add=rules["ride_add_s"],
        max_ride=UNBOUND,
        boarding=rules["dwell_s"],
        wheelchair_boarding=0,
        wheelchair_seats=rules["wheelchair_seats"],
        objective=Objective(riding=0, stability=0),
    )


def _shift(van: Json) -> Shift:
    name, (begin, end) = str(van["id"]), van["shift"]
    vehicle = Vehicle(name, f"Van {name}", Load(van["seats"], van["wheelchair_places"]))
    return Shift(name, vehicle, _depot(van["depot_node"]), TimeWindow(begin, end))


def _depot(node: int) -> str:
    """The stop at which a duty begins and ends; it lies at a node and is none."""
    return f"depot {node}"


def _travel(network: Json, shifts: Sequence[Shift], passengers: Sequence[Passenger]) -> TravelTimes:
    """Shortest ways between all stops of the day, in whole seconds and metres, rounded up.

    A day ends with the last drop-off: the way home counts for nothing.
    """
    roads: dict[int, list[tuple[int, float, float]]] = {node["id"]: [] for node in network["nodes"]}
    for edge in network["edges"]:
        roads[edge["from"]].append((edge["to"], edge["time_s"], edge["length_m"]))
    requests = [passenger.request for passenger in passengers]
    depots = {shift.depot: int(shift.depot.split()[1]) for shift in shifts}
    stops = {stop: int(stop) for request in requests for stop in (request.origin, request.destination)}
    stops |= {str(stop["node"]): stop["node"] for stop in network.get("stops", ())}
    points = {str(node): node for node in roads if str(node) not in stops}
    ways: dict[str, dict[str, tuple[int, int]]] = {}
    for place, node in (stops | points | depots).items():
        reached = _shortest(roads, node)
        places = {to: reached[number] for to, number in (stops | points).items()}
        ways[place] = places | dict.fromkeys(depots, (0, 0))
    return TravelTimes.of(ways, points)


def _shortest(roads: Mapping[int, list[tuple[int, float, float]]], start: int) -> dict[int, tuple[int, int]]:
    """Seconds and metres of the quickest ways from a node (Dijkstra)."""
    reached: dict[int, tuple[int, int]] = {}
    ahead = [(0.0, 0.0, start)]
    while ahead:
        seconds, metres, node = heappop(ahead)
        if node in reached:
            continue
        reached[node] = math.ceil(seconds), math.ceil(metres)
        for to, time, length in roads[node]:
            if to not in reached:
                heappush(ahead, (seconds + time, metres + length, to))
    return reached


def log(scenario: Scenario, outcome: Outcome) -> dict[str, object]:
    """What was driven, as the benchmark reads it: the same for the same outcome."""
    day = outcome.day
    return {
        "format": LOG,
        "system": SYSTEM,
        "scenario": scenario.name,
        "vehicles": [
            {"id": int(shift.id), "visits": _stops(day.plan.run(shift.id), scenario, outcome.passed)}
            for shift in day.shifts
        ],
        "rejected": sorted(map(int, outcome.declined)),
        "abandoned": [],
        "promises": [
            {"request": int(booking.reference), "pickup": _told(booking.promise)} for booking in day.bookings
        ],
    }


def _told(promise: Promise) -> int:
    """The time a passenger is told: no pick-up in the window is far from its middle (s)."""
    return (promise.pickup.start + promise.pickup.end) // 2


def _stops(run: Run, scenario: Scenario, passed: Iterable[Position]) -> list[dict[str, object]]:
    """The stops of a run, and where it passed; a vehicle waits where it is before it drives on."""
    stops: list[dict[str, object]] = []
    ahead = list(calls(run, passed))
    for call, following in zip_longest(ahead, ahead[1:]):
        depart = call.visits[-1].time + scenario.day.policy.boarding if call.visits else call.time
        if following:
            depart = max(depart, following.time - scenario.travel.seconds(call.stop, following.stop))
        stops.append(
            {
                "node": int(call.stop),
                "arrive": call.time,
                "depart": depart,
                "board": _served(call.visits, VisitKind.PICKUP),
                "alight": _served(call.visits, VisitKind.DROPOFF),
            }
        )
    return stops


def calls(run: Run, passed: Iterable[Position]) -> Iterator[StopCall]:
    """Where a run stopped and where it passed, in the order of time."""
    left = run.visits
    for position in passed:
        if position.shift == run.shift:
            before = tuple(visit for visit in left if visit.time <= position.time)
            if not before or before[-1].stop != position.place:
                left = left[len(before) :]
                yield from Run(run.shift, before).stop_calls()
                yield StopCall(position.place, position.time, ())
    yield from Run(run.shift, left).stop_calls()


def _served(visits: Sequence[Visit], kind: VisitKind) -> list[dict[str, int]]:
    return [{"request": int(visit.reference), "at": visit.time} for visit in visits if visit.kind is kind]
