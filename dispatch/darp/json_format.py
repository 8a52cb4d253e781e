"""Our own format of instances and solutions (JSON), described in ``docs/instances.md``."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import dist, inf, isfinite
from pathlib import Path
from typing import Any

from dispatch.darp.instance import BrokenInstance, Call, Instance, Request, Solution, Van
from mobility.needs import Load

FORMAT, ANSWER = "rufbus-instance/1", "rufbus-solution/1"
MOST_PLACES = 1000
"""More seats or passengers than this are a mistake in the file."""
REQUIRED = object()
"""The default of what has none."""


def read_json(path: Path) -> Instance:
    """The instance in a file.

    Raises
    ------
    BrokenInstance
        If it cannot be read, or is not what it should be.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise BrokenInstance(path, f"line {error.lineno}", f"is no JSON: {error.msg}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise BrokenInstance(path, "", f"cannot be read: {error}") from error
    top = _Entry(path, "", content)
    if top.text("format") != FORMAT:
        raise top.broken("format", f"must be {FORMAT!r}")
    instance = _instance(top)
    top.finish()
    return instance


def json_answer(instance: Instance, solution: Solution) -> dict[str, Any]:
    """What is written about a solution: every vehicle with its visits."""
    names = [(each.id, "pickup") for each in instance.requests]
    names += [(each.id, "dropoff") for each in instance.requests]
    visited = {node for route in solution.routes for node in route.nodes}
    answer: dict[str, Any] = {
        "format": ANSWER,
        "instance": instance.name,
        "cost": solution.cost,
        "routes": [
            {
                "vehicle": van.id,
                "departure": route.departure,
                "visits": [
                    {"request": names[node - 1][0], "kind": names[node - 1][1], "time": time}
                    for node, time in zip(route.nodes, route.times, strict=True)
                ],
                "arrival": route.arrival,
            }
            for van, route in zip(instance.vans, solution.routes, strict=True)
            if route.nodes or van.start != van.end
        ],
        "unserved": [each.id for number, each in enumerate(instance.requests, 1) if number not in visited],
    }
    return answer if solution.bound is None else answer | {"bound": solution.bound}


@dataclass(frozen=True, slots=True)
class _Entry:
    """An object of the file, and where it stands; whoever reads a value takes it out."""

    file: Path
    place: str
    content: Any

    def __post_init__(self) -> None:
        if not isinstance(self.content, dict):
            raise self.broken("", "must be an object")

    def broken(self, key: str, reason: str) -> BrokenInstance:
        place = ".".join(filter(None, (self.place, key)))
        return BrokenInstance(self.file, place, reason)

    def take(self, key: str, default: Any = REQUIRED) -> Any:  # noqa: ANN401 - it may be anything
        if key not in self.content and default is REQUIRED:
            raise self.broken(key, "is missing")
        return self.content.pop(key, default)

    def finish(self) -> None:
        """Refuse what nobody has read: a word with a slip of the pen changes nothing silently."""
        for key in self.content:
            raise self.broken(key, "is not part of the format")

    def text(self, key: str) -> str:
        value = self.take(key)
        if not isinstance(value, str):
            raise self.broken(key, "must be a text")
        return value

    def number(self, key: str, default: Any = REQUIRED) -> float:  # noqa: ANN401 - as in take
        return self._finite(key, self.take(key, default))

    def count(self, key: str, default: int) -> int:
        value = self.take(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_PLACES:
            raise self.broken(key, f"must be a whole number, 0 to {MOST_PLACES}")
        return value

    def length(self, key: str, default: Any = REQUIRED) -> float:  # noqa: ANN401 - as in take
        value = self.take(key, default)
        if value is not default:
            value = self._finite(key, value)
        if value < 0:
            raise self.broken(key, "must not be negative")
        return float(value)

    def window(self, key: str, default: tuple[float, float] | None = None) -> tuple[float, float]:
        if default is not None and key not in self.content:
            return default
        value = self.take(key)
        if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - a pair
            raise self.broken(key, "must be a pair [earliest, latest]")
        earliest, latest = (self._finite(key, each) for each in value)
        if earliest > latest:
            raise self.broken(key, "ends before it begins")
        return earliest, latest

    def entries(self, key: str) -> "list[_Entry]":
        value = self.take(key)
        if not isinstance(value, list) or not value:
            raise self.broken(key, "must be a list with something in it")
        return [_Entry(self.file, f"{key}[{at}]", each) for at, each in enumerate(value)]

    def matrix(self, key: str, size: int) -> list[list[float]]:
        value = self.take(key)
        if not isinstance(value, list) or any(not isinstance(row, list) for row in value):
            raise self.broken(key, "must be a list of lists")
        if [len(row) for row in value] != [size] * size:
            raise self.broken(key, f"must have {size} rows of {size} numbers, one for each stop")
        rows = [[self._finite(f"{key}[{at}]", each) for each in row] for at, row in enumerate(value)]
        for at, row in enumerate(rows):
            if min(row) < 0 or row[at] != 0:
                raise self.broken(f"{key}[{at}]", "must not be negative, and 0 from a stop to itself")
        return rows

    def _finite(self, key: str, value: Any) -> float:  # noqa: ANN401 - as in take
        # a whole number of many digits is none that floats can hold
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e15:  # noqa: PLR2004
            raise self.broken(key, "must be a number")
        return float(value)


def _instance(top: _Entry) -> Instance:
    name = top.text("name")
    stops, places = _stops(top)
    if "times" in top.content:
        times = top.matrix("times", len(stops))
    elif all(map(_is_known, places)):
        times = [[dist(a, b) for b in places] for a in places]
    else:
        raise top.broken("times", "is missing, and so are the coordinates of some stops")
    costs = top.matrix("costs", len(stops)) if "costs" in top.content else times
    vans = tuple(_van(entry, stops, times) for entry in _named(top.entries("vehicles")))
    requests = tuple(_request(entry, stops) for entry in _named(top.entries("requests")))
    return Instance(name, times, costs, vans, requests)


def _is_known(place: Sequence[float]) -> bool:
    return all(map(isfinite, place))


def _named(entries: list[_Entry]) -> list[_Entry]:
    """The same entries, if no two have the same id."""
    seen: set[Any] = set()
    for entry in entries:
        name = entry.content.get("id")
        if isinstance(name, str) and name in seen:
            raise entry.broken("id", f"{name!r} is there twice")
        seen.add(name if isinstance(name, str) else None)
    return entries


def _stops(top: _Entry) -> tuple[dict[str, int], list[tuple[float, float]]]:
    """The number of each stop, and where it is; not a number where that is not said."""
    numbers: dict[str, int] = {}
    places = []
    for entry in _named(top.entries("stops")):
        numbers[entry.text("id")] = len(numbers)
        x, y = (entry.number(key) if key in entry.content else inf for key in ("x", "y"))
        places.append((x, y))
        entry.finish()
    return numbers, places


def _stop(entry: _Entry, key: str, stops: dict[str, int]) -> int:
    name = entry.text(key)
    if name not in stops:
        raise entry.broken(key, f"{name!r} is none of the stops")
    return stops[name]


def _load(entry: _Entry, seats: int) -> Load:
    return Load(entry.count("seats", seats), entry.count("wheelchairs", 0), entry.count("prams", 0))


def _van(entry: _Entry, stops: dict[str, int], times: Sequence[Sequence[float]]) -> Van:
    name, places, start = entry.text("id"), _load(entry, 0), _stop(entry, "start", stops)
    end = _stop(entry, "end", stops) if "end" in entry.content else start
    earliest, latest = entry.window("hours")
    longest = entry.length("longest_duty", latest - earliest)
    if times[start][end] > min(longest, latest - earliest):
        raise entry.broken("hours", "it cannot get to its end")
    entry.finish()
    return Van(name, places, start, end, earliest, latest, longest)


def _request(entry: _Entry, stops: dict[str, int]) -> Request:
    name, load = entry.text("id"), _load(entry, 1)
    start, end = _stop(entry, "from", stops), _stop(entry, "to", stops)
    pickup, longest = entry.window("pickup"), entry.length("longest_ride", inf)
    dropoff = entry.window("dropoff", (pickup[0], pickup[1] + longest))
    request = Request(
        name,
        Call(start, *pickup, entry.length("boarding", 0.0)),
        Call(end, *dropoff, entry.length("alighting", 0.0)),
        load,
        longest,
    )
    entry.finish()
    return request
