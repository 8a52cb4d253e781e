"""Dial-a-ride files: what is read, what is refused, what is written, and how solutions are checked."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dispatch.darp import BrokenInstance, Format, Instance, Solution, answer, faults, read
from dispatch.darp.instance import Route
from mobility.needs import Load
from tests.dispatch.instances import CORDEAU
from tests.machine import ROOT

EXAMPLE = ROOT / "docs/examples/three-rides.json"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.txt"
    path.write_text(CORDEAU)
    return path


@pytest.fixture
def tiny(file: Path) -> Instance:
    return read(file, Format.CORDEAU)


def test_given_a_cordeau_file_when_read_then_nothing_of_it_is_lost(tiny: Instance) -> None:
    assert tiny.name == "tiny"
    assert [(van.places, van.latest, van.longest_duty) for van in tiny.vans] == [(Load(2), 200, 100)] * 2
    assert [request.pickup.stop for request in tiny.requests] == [1, 2, 3]
    assert [request.dropoff.stop for request in tiny.requests] == [4, 5, 6]
    assert [(call.earliest, call.latest, call.service) for call in tiny.calls[2:4]] == [
        (10, 14, 1),
        (0, 200, 1),
    ]
    assert tiny.times[1][6] == 6


def test_given_a_cordeau_file_when_read_then_rides_count_from_the_end_of_boarding(tiny: Instance) -> None:
    assert {request.longest_ride for request in tiny.requests} == {12 + 1}


def test_given_the_depot_once_more_at_the_end_when_read_then_it_is_no_request(
    file: Path, tiny: Instance
) -> None:
    file.write_text(CORDEAU + "7 0.0 0.0 0 0 0 300\n\n")

    assert read(file, Format.CORDEAU) == tiny


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (CORDEAU, "", "tiny.txt: is empty"),
        ("2 6 100 2 12", "2 6 100 2", "line 1: has 4 numbers, not 5"),
        ("2 6 100 2 12", "0 6 100 2 12", "line 1: the vehicles must be a whole number"),
        ("2 6 100 2 12", "2 6 100 1.5 12", "line 1: the seats must be a whole number"),
        ("2 6 100 2 12", "2 6 -1 2 12", "line 1: neither duty nor ride"),
        ("1 1.0 0.0 1  1 10  14", "1 x 0.0 1  1 10  14", "line 3: is no row of numbers"),
        ("1 1.0 0.0 1  1 10  14", "1 nan 0.0 1  1 10  14", "line 3: every number must be finite"),
        ("1 1.0 0.0 1  1 10  14", "1 1.0 0.0 1  1 10", "line 3: has 6 numbers, not 7"),
        ("1 1.0 0.0 1  1 10  14", "9 1.0 0.0 1  1 10  14", "line 3: is node 9, not 1"),
        ("1 1.0 0.0 1  1 10  14", "1 1.0 0.0 -1  1 10  14", "line 3: the service time is negative"),
        ("1 1.0 0.0 1  1 10  14", "1 1.0 0.0 1  1 14  10", "line 3: the window ends before it begins"),
        ("1 1.0 0.0 1  1 10  14", "1 1.0 0.0 1  .5 10  14", "line 3: the load must be a whole number"),
        ("1 1.0 0.0 1  1 10  14", "1 1.0 0.0 1  0 10  14", "line 3: the load of a pick-up must be positive"),
        ("0 0.0 0.0 0  0  0 200", "0 0.0 0.0 0  1  0 200", "line 2: the depot has neither a load"),
        (
            "4 5.0 0.0 1 -1  0 200",
            "4 5.0 0.0 1 -2  0 200",
            "line 6: the load must be -1: what got on in line 3",
        ),
        ("6 7.0 0.0 1 -1  0 200\n", "", "6 nodes, not a depot and pairs"),
        ("2 6 100 2 12\n", "", "line 1: has 7 numbers, not 5"),
    ],
)
def test_given_a_broken_cordeau_file_when_read_then_the_error_names_the_line(
    file: Path, old: str, new: str, said: str
) -> None:
    file.write_text(CORDEAU.replace(old, new))

    with pytest.raises(BrokenInstance) as caught:
        read(file, Format.CORDEAU)

    assert said in str(caught.value)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("format_", Format)
def test_given_no_file_or_no_text_when_read_then_the_error_says_so(tmp_path: Path, format_: Format) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")

    for path in (tmp_path / "missing", tmp_path, binary):
        with pytest.raises(BrokenInstance, match="cannot be read"):
            read(path, format_)


def test_given_the_documented_example_when_read_then_defaults_are_filled_in() -> None:
    instance = read(EXAMPLE, Format.JSON)

    assert [van.places for van in instance.vans] == [Load(8, 1), Load(6)]
    assert [van.longest_duty for van in instance.vans] == [480, 180]
    assert [(van.start, van.end) for van in instance.vans] == [(0, 0), (0, 0)]
    train, doctor, home = instance.requests
    assert (train.dropoff.earliest, train.dropoff.latest, train.dropoff.service) == (400, 460, 0)
    assert (doctor.load, doctor.longest_ride) == (Load(2, 1), float("inf"))
    assert (home.load, home.pickup.stop, home.dropoff.stop) == (Load(1), 0, 1)
    assert instance.costs[1][0] == 10.2


def test_given_coordinates_instead_of_a_matrix_when_read_then_ways_are_straight_lines(tmp_path: Path) -> None:
    content = example()
    del content["times"], content["costs"]
    for number, stop in enumerate(content["stops"]):
        stop |= {"x": 3 * number, "y": 4 * number}

    instance = read(written(tmp_path, content), Format.JSON)

    assert instance.times[0][2] == instance.costs[2][0] == 10


def example() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(EXAMPLE.read_text())
    return content


def written(folder: Path, content: object) -> Path:
    path = folder / "instance.json"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("format", "other", "format: must be 'rufbus-instance/1'"),
        ("name", None, "name: is missing"),
        ("nme", "x", "nme: is not part of the format"),
        ("stops", [], "stops: must be a list with something in it"),
        ("stops.1.id", "Bahnhof", "stops[1].id: 'Bahnhof' is there twice"),
        ("stops.1", "Borne", "stops[1]: must be an object"),
        ("times", None, "times: is missing, and so are the coordinates"),
        ("times", 7, "times: must be a list of lists"),
        ("times.3", [0, 0, 0], "times: must have 4 rows of 4 numbers"),
        ("times.0.1", -1, "times[0]: must not be negative"),
        ("times.0.0", 1, "times[0]: must not be negative, and 0"),
        ("times.0.1", "1", "times[0]: must be a number"),
        ("vehicles.0.start", "Berlin", "vehicles[0].start: 'Berlin' is none of the stops"),
        ("vehicles.0.hours", [300], "vehicles[0].hours: must be a pair"),
        ("vehicles.0.hours", [780, 300], "vehicles[0].hours: ends before it begins"),
        ("vehicles.0.end", "Reetz", None),
        ("vehicles.1.longest_duty", -1, "vehicles[1].longest_duty: must not be negative"),
        ("vehicles.0.seats", 1.5, "vehicles[0].seats: must be a whole number"),
        ("vehicles.0.seats", True, "vehicles[0].seats: must be a whole number"),
        ("requests.0.id", 7, "requests[0].id: must be a text"),
        ("requests.2.pickup", [0, 10**400], "requests[2].pickup: must be a number"),
        ("requests.1.pickup", None, "requests[1].pickup: is missing"),
        ("requests.1.sets", 1, "requests[1].sets: is not part of the format"),
    ],
)
def test_given_a_broken_json_instance_when_read_then_the_error_names_the_place(
    tmp_path: Path, path: str, value: object, said: str | None
) -> None:
    content = example()
    *above, last = (int(key) if key.isdigit() else key for key in path.split("."))
    inner: Any = content
    for key in above:
        inner = inner[key]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    file = written(tmp_path, content)

    if said is None:
        assert len(read(file, Format.JSON).vans) == 2
    else:
        with pytest.raises(BrokenInstance) as caught:
            read(file, Format.JSON)
        assert said in str(caught.value)


def test_given_a_vehicle_that_cannot_get_home_when_read_then_it_is_refused(tmp_path: Path) -> None:
    content = example()
    content["vehicles"][0] |= {"end": "Reetz", "hours": [300, 325]}

    with pytest.raises(BrokenInstance, match=r"vehicles\[0\].hours: it cannot get to its end"):
        read(written(tmp_path, content), Format.JSON)


def test_given_no_json_when_read_then_the_error_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "instance.json"
    path.write_text('{"format":\n oops}')

    with pytest.raises(BrokenInstance, match="line 2: is no JSON"):
        read(path, Format.JSON)


GOOD = Solution(
    26,
    (
        Route((1, 2, 4, 5), (10, 12, 16, 18), 9, 25),
        Route((3, 6), (10, 15), 7, 23),
    ),
)


def test_given_a_right_solution_when_checked_then_nothing_is_wrong(tiny: Instance) -> None:
    assert faults(tiny, GOOD) == []


def changed(route: int = 0, **fields: object) -> Solution:
    """The good solution with one of its routes changed."""
    routes = list(GOOD.routes)
    routes[route] = replace(routes[route], **fields)  # type: ignore[arg-type]
    return replace(GOOD, routes=tuple(routes))


@pytest.mark.parametrize(
    ("solution", "said"),
    [
        (replace(GOOD, cost=25), "the cost is 26.0, not 25"),
        (replace(GOOD, bound=27), "no bound can be 27: the cost is 26.0"),
        (replace(GOOD, routes=(*GOOD.routes, GOOD.routes[0])), "3 routes for 2 vehicles"),
        (replace(GOOD, routes=GOOD.routes[:1]), "node 3 is visited 0 times"),
        (changed(nodes=(1, 2, 4, 9)), "unknown nodes: [9]"),
        (changed(nodes=(1, 5, 4, 2), times=(10, 15, 17, 21)), "node 5 comes before its pick-up"),
        (changed(nodes=(1, 2, 4, 4), times=(10, 12, 16, 17)), "request 2 is never dropped off"),
        (changed(nodes=(1, 2, 3, 4, 5, 6), times=(10, 12, 14, 17, 19, 21)), "too many on board after node 3"),
        (changed(times=(10, 12, 16)), "3 times for 4 visits"),
        (changed(times=(10, 12, 16, 17.9)), "no time to get to node 5"),
        (changed(departure=9.1), "no time to get to node 1"),
        (changed(arrival=24.9), "no time to get to the end"),
        (changed(departure=-1), "the duty is outside of its hours"),
        (changed(arrival=201), "the duty is outside of its hours"),
        (changed(arrival=110), "the duty is too long"),
        (changed(1, times=(9, 14)), "node 3 is visited at 9, outside of its window"),
        (changed(1, times=(14.1, 19.1), arrival=40), "node 3 is visited at 14.1, outside of its window"),
        (changed(1, times=(10, 23.1), arrival=40), "the ride to node 6 is too long"),
    ],
)
def test_given_a_wrong_solution_when_checked_then_its_fault_is_named(
    tiny: Instance, solution: Solution, said: str
) -> None:
    assert any(said in fault for fault in faults(tiny, solution))


def test_given_a_solution_when_written_as_cordeau_then_routes_have_node_numbers_and_times(
    tiny: Instance,
) -> None:
    idle = replace(GOOD, routes=(GOOD.routes[0], Route((), (), 0, 0)), bound=25.5)

    assert answer(tiny, idle, Format.CORDEAU) == {
        "cost": 26,
        "routes": [[1, 2, 4, 5]],
        "schedule": [{"departure": 9, "times": [10, 12, 16, 18], "arrival": 25}],
        "bound": 25.5,
    }
    assert "bound" not in answer(tiny, GOOD, Format.CORDEAU)


def test_given_a_solution_when_written_as_json_then_visits_have_names(tiny: Instance) -> None:
    partial = replace(GOOD, routes=(Route((), (), 0, 0), GOOD.routes[1]))

    assert answer(tiny, partial, Format.JSON) == {
        "format": "rufbus-solution/1",
        "instance": "tiny",
        "cost": 26,
        "routes": [
            {
                "vehicle": "2",
                "departure": 7,
                "visits": [
                    {"request": "3", "kind": "pickup", "time": 10},
                    {"request": "3", "kind": "dropoff", "time": 15},
                ],
                "arrival": 23,
            }
        ],
        "unserved": ["1", "2"],
    }
