import pytest

from dispatch.roads.access import drivable, keep_drivable, passable
from tests.dispatch.roads.lattice import ladder


@pytest.mark.parametrize(
    ("tags", "may"),
    [
        ("highway=residential", True),
        ("highway=footway", False),
        ("highway=construction", False),
        ("building=yes", False),
        ("highway=residential area=yes", False),
        ("highway=service", True),
        ("highway=service service=driveway", False),
        ("highway=service service=parking_aisle", False),
        ("highway=unclassified access=private", False),
        ("highway=unclassified access=no motor_vehicle=yes", True),
        ("highway=unclassified access=yes motor_vehicle=no", False),
        ("highway=unclassified motor_vehicle=no psv=yes", True),
        ("highway=unclassified vehicle=forestry", False),
        ("highway=unclassified motor_vehicle=agricultural;forestry", False),
        ("highway=unclassified motor_vehicle=agricultural;destination", True),
        ("highway=unclassified vehicle=destination", True),
        ("highway=busway", True),
        ("highway=residential bus=no", False),
        ("highway=track tracktype=grade1", False),
        ("highway=track tracktype=grade1 motor_vehicle=yes", True),
        ("highway=track surface=asphalt access=permissive", True),
        ("highway=track tracktype=grade4 motor_vehicle=yes", False),
        ("highway=pedestrian", False),
        ("highway=pedestrian motor_vehicle=no bus=yes", True),
    ],
)
def test_given_tags_of_a_way_then_a_rufbus_may_or_may_not_drive_there(tags: str, may: bool) -> None:
    assert drivable(dict(tag.split("=") for tag in tags.split())) is may


@pytest.mark.parametrize(
    ("tags", "can"),
    [
        ({}, True),
        ({"barrier": "gate"}, True),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "bollard"}, False),
        ({"barrier": "bollard", "motor_vehicle": "no", "bus": "yes"}, True),
        ({"access": "no"}, True),
    ],
)
def test_given_a_barrier_then_a_rufbus_can_or_cannot_pass(tags: dict[str, str], can: bool) -> None:
    assert passable(tags) is can


def test_given_a_street_one_way_but_for_buses_then_a_rufbus_drives_both_ways() -> None:
    graph = ladder()
    graph.remove_edge(2, 1)
    graph.edges[1, 2, 0].update({"oneway": True, "oneway:psv": "no"})
    keep_drivable(graph)
    assert graph.edges[2, 1, 0]["reversed"] is True
    assert {graph.edges[1, 2, 0]["oneway"], graph.edges[2, 1, 0]["oneway"]} == {False}


def test_given_a_motorway_then_it_is_one_way_without_saying_so() -> None:
    graph = ladder()
    for road in ((2, 3, 0), (3, 2, 0)):
        graph.edges[road]["highway"] = "motorway"
    keep_drivable(graph)
    assert not graph.has_edge(3, 2)
    assert graph.edges[2, 3, 0]["oneway"] is True
