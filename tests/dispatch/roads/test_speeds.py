import pytest

from dispatch.roads.speeds import DRIVEN, KINDS, LIMITS, add_speeds, limit
from tests.dispatch.roads.lattice import EAST, MIDDLE, SOUTH, ladder


@pytest.mark.parametrize(
    ("tags", "kph"),
    [
        ({}, None),
        ({"maxspeed": "70"}, 70),
        ({"maxspeed": "50 km/h"}, 50),
        ({"maxspeed": "30 mph"}, pytest.approx(48.3, abs=0.1)),
        ({"maxspeed": "none"}, 130),
        ({"maxspeed": "walk"}, 7),
        ({"maxspeed": "DE:rural"}, 100),
        ({"maxspeed": "DE:urban"}, 50),
        ({"maxspeed": "60|80"}, 60),
        ({"maxspeed": "80;60"}, 80),
        ({"maxspeed": "signals"}, None),
        ({"maxspeed": "0"}, None),
        ({"maxspeed": "signals", "source:maxspeed": "DE:rural"}, 100),
        ({"zone:maxspeed": "DE:30"}, 30),
        ({"source:maxspeed": "DE:zone:20"}, 20),
        ({"source:maxspeed": "DE:zone30"}, 30),
        ({"source:maxspeed": "sign"}, None),
        ({"maxspeed:type": "DE:urban", "zone:maxspeed": "DE:30"}, 50),
    ],
)
def test_given_what_is_said_about_a_limit_then_it_is_read(tags: dict[str, str], kph: object) -> None:
    assert limit(tags) == kph


def speed(factor: float = 1.0, **tags: str) -> float:
    """Speed on a dead end whose neighbour is no village street (km/h)."""
    graph = ladder()
    for road in ((2, 3, 0), (3, 2, 0)):
        graph.edges[road].update(tags)
    add_speeds(graph, factor)
    kph: float = graph.edges[2, 3, 0]["speed_kph"]
    seconds: float = graph.edges[2, 3, 0]["travel_time"]
    assert graph.edges[2, 3, 0]["length"] / seconds * 3.6 == pytest.approx(kph)
    return kph


def test_given_a_limit_then_less_is_driven() -> None:
    assert all(driven <= allowed for allowed, driven in zip(LIMITS, DRIVEN, strict=True))
    assert speed(maxspeed="100") == 78.0
    assert speed(maxspeed="60") == 41.5


def test_given_no_limit_then_the_kind_of_road_counts() -> None:
    assert speed(highway="tertiary") == KINDS["tertiary"]
    assert speed(highway="raceway") == 35.0


def test_given_no_limit_near_village_streets_then_it_is_that_of_a_village() -> None:
    graph = ladder()
    graph.add_node(6, x=(MIDDLE + EAST) / 2, y=SOUTH + 0.0005)
    graph.add_edge(6, 3, highway="residential", osmid=99, oneway=True, reversed=False, length=350.0)
    add_speeds(graph, 1.0)
    assert graph.edges[2, 3, 0]["speed_kph"] == 31.0
    assert graph.edges[1, 2, 0]["speed_kph"] == KINDS["unclassified"]


def test_given_a_bad_surface_then_no_limit_helps() -> None:
    assert speed(maxspeed="100", surface="cobblestone") == 25.0
    assert speed(maxspeed="100", surface="asphalt") == 78.0


def test_given_a_road_for_anlieger_then_it_counts_as_slow() -> None:
    assert speed(maxspeed="50", motor_vehicle="destination") == 15.5


def test_given_a_roundabout_then_it_is_slow() -> None:
    assert speed(maxspeed="100", junction="roundabout") == 30.0


def test_given_a_factor_then_speeds_are_multiplied_by_it() -> None:
    assert speed(factor=1.1, maxspeed="100") == pytest.approx(85.8)


def test_given_roads_that_have_their_times_then_they_keep_them() -> None:
    graph = ladder()
    for *_, data in graph.edges(data=True):
        data.update(travel_time=1.0, speed_kph=7.0)
    add_speeds(graph, 1.0)
    assert {data["speed_kph"] for *_, data in graph.edges(data=True)} == {7.0}
