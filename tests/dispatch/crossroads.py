"""Small days of the neutral benchmark on a network of seven nodes, and somebody who drives them again.

:func:`faults` judges a log by the scenario alone: it shares no arithmetic with what made it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

Json = dict[str, Any]

STATION, FARM, MILL, CHURCH, SCHOOL, FOREST, LAKE = range(7)
_ROADS = (  # seconds there and back, metres
    (STATION, FARM, 211.4, 220.1, 2900.5),
    (STATION, MILL, 340.3, 331.7, 4900.2),
    (FARM, MILL, 180.9, 171.2, 2100.8),
    (MILL, CHURCH, 250.6, 262.3, 3400.1),
    (CHURCH, SCHOOL, 95.5, 90.2, 900.9),
    (CHURCH, FOREST, 610.7, 595.1, 8800.4),
    (FOREST, LAKE, 145.2, 149.8, 1700.6),
)
RULES = {
    "dwell_s": 60,
    "window_prebooked_s": 900,
    "max_wait_immediate_s": 1200,
    "ride_factor": 1.5,
    "ride_add_s": 600,
    "wheelchair_seats": 3,
    "day_start": 18000,
    "day_end": 79200,
}


def network() -> Json:
    """The roads, as the benchmark writes them."""
    edges = [
        {"from": a, "to": b, "time_s": time, "length_m": metres, "class": "road"}
        for one, other, there, back, metres in _ROADS
        for a, b, time in ((one, other, there), (other, one, back))
    ]
    nodes = [{"id": node, "x": 0.0, "y": 0.0} for node in range(7)]
    stops = [
        {"id": node, "node": node, "weight": 1 + node, "hub": node == STATION}
        for node in (STATION, FARM, MILL)
    ]
    return {"format": "drt-bench-network/1", "nodes": nodes, "edges": edges, "stops": stops}


def _direct() -> dict[tuple[int, int], float]:
    """Seconds of the quickest ways (Floyd and Warshall)."""
    far = 10.0**9
    direct = {(a, b): 0.0 if a == b else far for a, b in product(range(7), repeat=2)}
    for one, other, there, back, _ in _ROADS:
        direct[one, other], direct[other, one] = there, back
    for via, a, b in product(range(7), repeat=3):
        direct[a, b] = min(direct[a, b], direct[a, via] + direct[via, b])
    return direct


DIRECT = _direct()


def request(
    number: int,
    way: tuple[int, int],
    earliest: int,
    *,
    patience: int = 900,
    ahead: int = 0,
    party: int = 1,
    wheelchairs: int = 0,
) -> Json:
    """A request for a way between two nodes, made so many seconds ahead."""
    direct = DIRECT[way]
    return {
        "id": number,
        "known_at": earliest - ahead,
        "earliest_pickup": earliest,
        "latest_pickup": earliest + patience,
        "from_node": way[0],
        "to_node": way[1],
        "party": party,
        "wheelchairs": wheelchairs,
        "seats": party + 2 * wheelchairs,
        "prebooked": ahead > 0,
        "direct_s": direct,
        "max_ride_s": max(1.5 * direct, direct + 600),
    }


def van(number: int, *, seats: int = 8, places: int = 1, shift: tuple[int, int] = (18000, 79200)) -> Json:
    """A van that stands at the station when its shift begins."""
    return {
        "id": number,
        "seats": seats,
        "wheelchair_places": places,
        "depot_node": STATION,
        "shift": list(shift),
    }


def scenario(requests: Sequence[Json], fleet: Sequence[Json]) -> Json:
    """A day."""
    return {
        "format": "drt-bench-scenario/1",
        "name": "crossroads",
        "network": "network.json",
        "rules": RULES,
        "fleet": list(fleet),
        "requests": list(requests),
    }


def written(folder: Path, day: Json) -> Path:
    """The day as a file, the network beside it."""
    (folder / "network.json").write_text(json.dumps(network()))
    path = folder / "day.json"
    path.write_text(json.dumps(day))
    return path


def faults(day: Json, log: Json) -> list[str]:
    """Everything a log does wrong, found by driving it again."""
    requests = {each["id"]: each for each in day["requests"]}
    fleet = {each["id"]: each for each in day["fleet"]}
    served = [b["request"] for v in log["vehicles"] for s in v["visits"] for b in s["board"]]
    count = Counter([*served, *log["rejected"], *log["abandoned"]])
    found = [f"{number} is in {count[number]} lists" for number in requests if count[number] != 1]
    found += [f"{number} is unknown" for number in count if number not in requests]
    found += ["the fleet differs"] * (sorted(fleet) != sorted(each["id"] for each in log["vehicles"]))
    told = {each["request"]: each["pickup"] for each in log["promises"]}
    for vehicle in log["vehicles"]:
        found += _drive(fleet[vehicle["id"]], vehicle["visits"])
        found += _ride(fleet[vehicle["id"]], vehicle["visits"], requests)
        boarded = (b for s in vehicle["visits"] for b in s["board"])
        found += [
            f"{b['request']} was told wrongly" for b in boarded if abs(b["at"] - told[b["request"]]) > 300
        ]
    return found


def _drive(van: Json, visits: Sequence[Json]) -> Iterator[str]:
    """Where the van would have to fly, hurry or work overtime."""
    place, leaves = van["depot_node"], van["shift"][0]
    for visit in visits:
        if visit["arrive"] < leaves + DIRECT[place, visit["node"]]:
            yield f"van {van['id']} flies to {visit['node']} at {visit['arrive']}"
        times = [each["at"] for each in (*visit["board"], *visit["alight"])]
        if not all(visit["arrive"] <= time <= visit["depart"] - 60 for time in times):
            yield f"van {van['id']} hurries at {visit['arrive']}"
        place, leaves = visit["node"], visit["depart"]
    if visits and visits[-1]["depart"] > van["shift"][1]:
        yield f"van {van['id']} works overtime"


def _ride(van: Json, visits: Sequence[Json], requests: Mapping[int, Json]) -> Iterator[str]:
    """Whose ride is not what it should be, and where there is too little room."""
    boarded: dict[int, int] = {}
    for visit in visits:
        for each in visit["alight"]:
            asked, boarding = requests[each["request"]], boarded.pop(each["request"])
            if visit["node"] != asked["to_node"]:
                yield f"{asked['id']} gets off at {visit['node']}"
            if each["at"] - boarding - 60 > asked["max_ride_s"]:
                yield f"{asked['id']} rides too long"
        for each in visit["board"]:
            asked = requests[each["request"]]
            boarded[asked["id"]] = each["at"]
            if visit["node"] != asked["from_node"]:
                yield f"{asked['id']} gets on at {visit['node']}"
            first = max(asked["earliest_pickup"], asked["known_at"])
            if not first <= each["at"] <= asked["latest_pickup"]:
                yield f"{asked['id']} gets on at the wrong time"
        if sum(requests[number]["seats"] for number in boarded) > van["seats"]:
            yield f"van {van['id']} is too small"
        if sum(requests[number]["wheelchairs"] for number in boarded) > van["wheelchair_places"]:
            yield f"van {van['id']} has too few wheelchair places"
    yield from (f"{number} never gets off" for number in boarded)
