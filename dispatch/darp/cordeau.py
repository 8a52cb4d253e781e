"""The text format of Cordeau and of Ropke: one line of numbers for the fleet, then one for each node.

::

    vehicles  nodes  longest duty  seats  longest ride
    id  x  y  service  load  earliest  latest

Node 0 is the depot, then come all pick-ups and all drop-offs in the same order; some files repeat the
depot at the end. A ride counts from the end of the pick-up's service. Ways are straight lines (Cordeau
2006, Ropke, Cordeau and Laporte 2007).
"""

from dataclasses import dataclass
from math import dist, isfinite
from pathlib import Path
from typing import Any

from dispatch.darp.instance import BrokenInstance, Call, Instance, Request, Solution, Van
from mobility.needs import Load

HEADER, COLUMNS = 5, 7
MOST_SEATS = 1000
"""More than this is a mistake in the file."""
MOST_VEHICLES = 10_000


@dataclass(frozen=True, slots=True)
class _Row:
    """A node as the file has it, and the line on which it stands."""

    line: int
    numbers: tuple[float, ...]

    @property
    def place(self) -> tuple[float, float]:
        return self.numbers[1], self.numbers[2]

    @property
    def load(self) -> float:
        return self.numbers[4]

    def call(self, stop: int) -> Call:
        _, _, _, service, _, earliest, latest = self.numbers
        return Call(stop, earliest, latest, service)


def read_cordeau(path: Path) -> Instance:
    """The instance in a file.

    Raises
    ------
    BrokenInstance
        If it cannot be read, or is not what it should be.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenInstance(path, "", f"cannot be read: {error}") from error
    rows = [_Row(at, _numbers(path, at, line)) for at, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise BrokenInstance(path, "", "is empty")
    header, nodes = rows[0], rows[1:]
    if len(header.numbers) != HEADER:
        raise BrokenInstance(path, f"line {header.line}", f"has {len(header.numbers)} numbers, not {HEADER}")
    if len(nodes) % 2 == 0 and nodes and nodes[-1].load == 0:
        nodes = nodes[:-1]
    if len(nodes) % 2 == 0 or len(nodes) == 1:
        raise BrokenInstance(path, "", f"{len(nodes)} nodes, not a depot and pairs of pick-up and drop-off")
    _check_nodes(path, nodes)
    return _instance(path, header, nodes)


def cordeau_answer(solution: Solution) -> dict[str, Any]:
    """What is written about a solution: the nodes of every vehicle in use, without the depot."""
    used = [route for route in solution.routes if route.nodes]
    answer: dict[str, Any] = {
        "cost": solution.cost,
        "routes": [list(route.nodes) for route in used],
        "schedule": [
            {"departure": route.departure, "times": list(route.times), "arrival": route.arrival}
            for route in used
        ],
    }
    return answer if solution.bound is None else answer | {"bound": solution.bound}


def _numbers(path: Path, line: int, text: str) -> tuple[float, ...]:
    try:
        numbers = tuple(map(float, text.split()))
    except ValueError as error:
        raise BrokenInstance(path, f"line {line}", f"is no row of numbers: {error}") from error
    if not all(map(isfinite, numbers)):
        raise BrokenInstance(path, f"line {line}", "every number must be finite")
    return numbers


def _check_nodes(path: Path, nodes: list[_Row]) -> None:
    for number, row in enumerate(nodes):
        problem = _row_problem(row, number, len(nodes) // 2)
        if problem is None and number > len(nodes) // 2:
            problem = _pair_problem(row, nodes[number - len(nodes) // 2])
        if problem is not None:
            raise BrokenInstance(path, f"line {row.line}", problem)


def _row_problem(row: _Row, number: int, requests: int) -> str | None:
    if len(row.numbers) != COLUMNS:
        return f"has {len(row.numbers)} numbers, not {COLUMNS}"
    node, _, _, service, load, earliest, latest = row.numbers
    rules = (
        (node == number, f"is node {node:g}, not {number}"),
        (service >= 0, "the service time is negative"),
        (earliest <= latest, "the window ends before it begins"),
        (
            load == round(load) and abs(load) <= MOST_SEATS,
            f"the load must be a whole number up to {MOST_SEATS}",
        ),
        (number > 0 or not (load or service), "the depot has neither a load nor a service time"),
        (not 0 < number <= requests or load > 0, "the load of a pick-up must be positive"),
    )
    return next((text for kept, text in rules if not kept), None)


def _pair_problem(row: _Row, pickup: _Row) -> str | None:
    if row.load != -pickup.load:
        return f"the load must be {-pickup.load:g}: what got on in line {pickup.line} gets off"
    return None


def _instance(path: Path, header: _Row, nodes: list[_Row]) -> Instance:
    vehicles, _, duty, seats, ride = header.numbers
    for name, number, most in (("vehicles", vehicles, MOST_VEHICLES), ("seats", seats, MOST_SEATS)):
        if number != round(number) or not 1 <= number <= most:
            raise BrokenInstance(
                path, f"line {header.line}", f"the {name} must be a whole number, 1 to {most}, not {number:g}"
            )
    if duty < 0 or ride < 0:
        raise BrokenInstance(path, f"line {header.line}", "neither duty nor ride can be shorter than nothing")
    ways = [[dist(a.place, b.place) for b in nodes] for a in nodes]
    calls = [row.call(stop) for stop, row in enumerate(nodes)]
    vans = tuple(
        Van(str(number), Load(int(seats)), 0, 0, calls[0].earliest, calls[0].latest, duty)
        for number in range(1, int(vehicles) + 1)
    )
    count = len(nodes) // 2
    requests = tuple(
        Request(
            str(number),
            calls[number],
            calls[number + count],
            Load(int(nodes[number].load)),
            calls[number].service + ride,
        )
        for number in range(1, count + 1)
    )
    return Instance(path.stem, ways, ways, vans, requests)
