import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dispatch.roads.extra import FILE, add_extra_roads
from mobility.errors import BrokenRegion
from tests.dispatch.roads.lattice import EAST, MIDDLE, NORTH, SOUTH, ladder

if TYPE_CHECKING:
    import networkx as nx

TOLD = {"source": "Ortskenntnis", "note": "Verlauf geschätzt"}
RUNG = [[EAST - 0.003, SOUTH], [EAST - 0.004, 52.005], [MIDDLE, NORTH]]
"""From a place between two nodes to the dead end 5."""


def draw(folder: Path, *features: tuple[Any, dict[str, Any]]) -> None:
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": told, "geometry": {"type": "LineString", "coordinates": points}}
            for points, told in features
        ],
    }
    (folder / FILE).write_text(json.dumps(collection), encoding="utf-8")


def new_edges(graph: "nx.MultiDiGraph[Any]") -> list[tuple[Any, Any, dict[str, Any]]]:
    """The hand-drawn roads, each from the node with the lower number first."""
    drawn = [(u, v, data) for u, v, data in graph.edges(data=True) if data["osmid"] == 0]
    return sorted(drawn, key=lambda edge: edge[:2])


def total(graph: "nx.MultiDiGraph[Any]") -> float:
    lengths: list[float] = [data["length"] for *_, data in graph.edges(data=True)]
    return sum(lengths)


def test_given_no_drawing_then_the_graph_is_left_alone(tmp_path: Path) -> None:
    graph = ladder()
    assert add_extra_roads(graph, tmp_path) == 0
    assert len(graph.edges) == len(ladder().edges)


def test_given_a_drawn_road_when_added_then_it_joins_the_roads_at_both_ends(tmp_path: Path) -> None:
    graph = ladder()
    draw(tmp_path, (RUNG, {**TOLD, "name": "Feldweg"}))
    assert add_extra_roads(graph, tmp_path) == 1
    (u, v, there), (_, _, back) = new_edges(graph)
    assert (u, v) == (-1, 5)
    assert set(graph.successors(-1)) == {2, 3, 5}
    assert there["length"] == back["length"] == pytest.approx(1166, abs=2)
    assert (there["name"], there["highway"], there["oneway"]) == ("Feldweg", "unclassified", False)
    assert list(there["geometry"].coords) == list(back["geometry"].coords)[::-1]
    assert (there["reversed"], back["reversed"]) == (False, True)


def test_given_a_road_is_cut_then_its_parts_are_together_as_long_as_it_was(tmp_path: Path) -> None:
    graph = ladder()
    draw(tmp_path, (RUNG, TOLD))
    add_extra_roads(graph, tmp_path)
    added = sum(data["length"] for *_, data in new_edges(graph))
    assert total(graph) - added == pytest.approx(total(ladder()))
    assert not graph.has_edge(2, 3)
    assert graph.edges[2, -1, 0]["length"] == pytest.approx(480, abs=2)


def test_given_a_one_way_drawn_road_then_there_is_no_way_back(tmp_path: Path) -> None:
    graph = ladder()
    draw(tmp_path, (RUNG, {**TOLD, "oneway": "yes"}))
    add_extra_roads(graph, tmp_path)
    assert [(u, v) for u, v, _ in new_edges(graph)] == [(-1, 5)]


def test_given_a_known_length_then_it_counts_instead_of_the_drawn_one(tmp_path: Path) -> None:
    graph = ladder()
    draw(tmp_path, (RUNG, {**TOLD, "length_m": 1200}))
    add_extra_roads(graph, tmp_path)
    assert {data["length"] for *_, data in new_edges(graph)} == {1200}


def test_given_two_drawn_roads_then_the_second_may_end_on_the_first(tmp_path: Path) -> None:
    graph = ladder()
    draw(tmp_path, (RUNG, TOLD), ([[EAST, SOUTH], [EAST - 0.004, 52.005]], TOLD))
    assert add_extra_roads(graph, tmp_path) == 2
    # the second meets the first at its bend, between the new node and 5
    assert len(new_edges(graph)) == 6


def test_given_both_ends_on_one_road_then_it_is_cut_twice(tmp_path: Path) -> None:
    graph = ladder()
    points = [[MIDDLE + 0.002, SOUTH], [MIDDLE + 0.004, SOUTH + 0.001], [MIDDLE + 0.006, SOUTH]]
    draw(tmp_path, (points, TOLD))
    add_extra_roads(graph, tmp_path)
    assert [(u, v) for u, v, _ in new_edges(graph)] == [(-2, -1), (-1, -2)]
    assert graph.has_edge(2, -1)
    assert len(graph.get_edge_data(-1, -2)) == 2
    assert graph.has_edge(-2, 3)


@pytest.mark.parametrize(
    ("points", "told", "reason"),
    [
        ([[EAST, SOUTH + 0.001], [MIDDLE, NORTH]], {}, r"has its start 111 m from the nearest road; 60 m"),
        ([[EAST, SOUTH], [MIDDLE, NORTH + 0.01]], {}, r"has its end \d+ m from the nearest road"),
        ([[EAST, SOUTH], [EAST, SOUTH + 1e-6]], {}, "starts and ends at the same place"),
        ([[EAST, SOUTH], [EAST, SOUTH]], {}, "has fewer than two points"),
        ([[EAST, SOUTH], "there"], {}, "has 'there', which is no longitude and latitude"),
        ([[EAST, 252], [EAST, SOUTH]], {}, r"has \[12.52, 252\], which is no longitude and latitude"),
        (RUNG, {"note": ""}, "has a note that is not a text"),
        (RUNG, {"lanes": "2"}, "has the unknown property 'lanes'"),
        (RUNG, {"oneway": "-1"}, "has a oneway that is neither yes nor no"),
        (RUNG, {"length_m": True}, "has a length_m that is not a number"),
        (RUNG, {"length_m": 500}, "cannot be 500 m long: it measures 1166 m"),
        (RUNG, {"length_m": 9000}, "cannot be 9000 m long"),
    ],
)
def test_given_a_wrong_drawing_then_it_is_refused_with_its_number(
    tmp_path: Path, points: list[Any], told: dict[str, Any], reason: str
) -> None:
    draw(tmp_path, (RUNG, TOLD), (points, {**TOLD, **told}))
    with pytest.raises(BrokenRegion, match=rf"extra_roads\.geojson: feature 2 {reason}"):
        add_extra_roads(ladder(), tmp_path)


@pytest.mark.parametrize("missing", ["source", "note"])
def test_given_a_road_of_unknown_origin_then_it_is_refused(tmp_path: Path, missing: str) -> None:
    draw(tmp_path, (RUNG, {key: text for key, text in TOLD.items() if key != missing} | {"name": "Weg"}))
    with pytest.raises(BrokenRegion, match=rf"feature 1 \(Weg\) does not say its {missing}"):
        add_extra_roads(ladder(), tmp_path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", r", line 1: is not JSON"),
        (b'"\xe4"', r", line 1: is not UTF-8 text"),
        (b"[]", r": is no GeoJSON with features"),
        (b'{"features": [{"geometry": {"type": "Point"}}]}', r": feature 1 is no LineString with properties"),
    ],
)
def test_given_no_geojson_then_it_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(BrokenRegion, match=r"extra_roads\.geojson" + reason):
        add_extra_roads(ladder(), tmp_path)


def test_given_a_graph_without_roads_then_the_drawing_is_refused(tmp_path: Path) -> None:
    graph = ladder()
    graph.remove_edges_from(list(graph.edges))
    draw(tmp_path, (RUNG, TOLD))
    with pytest.raises(BrokenRegion, match="has no road to start from"):
        add_extra_roads(graph, tmp_path)
