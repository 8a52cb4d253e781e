import gzip
import json
from itertools import islice, pairwise, permutations
from math import cos, hypot, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from dispatch.roads import Paths, build_matrix, load_paths
from dispatch.travel import TravelTimes, load_travel
from mobility.errors import BrokenRegion
from mobility.region import Region
from tests.packs import BAD_BELZIG, copy_of_pack, edit

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

BUILT = ("matrix.npz", "paths.npz", "roads.geojson")
REPPINICHEN = "de:12069:900222168"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


@pytest.fixture(scope="module")
def paths() -> Paths:
    return load_paths(BAD_BELZIG)


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot((a[0] - b[0]) * cos(radians(52.1)), a[1] - b[1]) * 111_200


def length(line: list[tuple[float, float]]) -> float:
    return sum(metres_between(a, b) for a, b in pairwise(line))


# ---- ways on the map ------------------------------------------------------------------------------------


def test_a_way_leads_from_stop_to_stop(region: Region, paths: Paths) -> None:
    for a, b in islice(permutations(region.stops.values(), 2), 0, None, 37):
        line = paths.line(a.id, b.id)
        assert metres_between(line[0], (a.lon, a.lat)) < 1, a.name
        assert metres_between(line[-1], (b.lon, b.lat)) < 1, b.name


def test_a_way_is_about_as_long_as_the_matrix_says(region: Region, paths: Paths, travel: TravelTimes) -> None:
    for a, b in islice(permutations(region.stops, 2), 0, None, 37):
        metres = travel.metres(a, b)
        # straight stand-ins for unknown roads count a tenth more than they measure
        assert 0.89 * metres - 30 < length(paths.line(a, b)) < 1.01 * metres + 30


def test_a_way_is_drawn_along_the_road(region: Region, paths: Paths) -> None:
    line = paths.line(REPPINICHEN, region.station)
    assert len(line) > 100
    assert length(line) > 1.15 * metres_between(line[0], line[-1])


def test_a_stop_has_no_way_to_itself(paths: Paths) -> None:
    assert paths.line(REPPINICHEN, REPPINICHEN) == []


def test_there_is_no_way_to_an_unknown_stop(paths: Paths) -> None:
    with pytest.raises(KeyError):
        paths.line(REPPINICHEN, "elsewhere")


def test_ways_along_other_roads_are_refused(pack: Path) -> None:
    (pack / "stops.csv").write_bytes((pack / "stops.csv").read_bytes().replace(b",mast,1,", b",mast,0,", 1))
    with pytest.raises(BrokenRegion, match=r"paths\.npz: was built from another"):
        load_paths(pack)


# ---- building ---------------------------------------------------------------------------------------------


def change_graph(pack: Path, change: "Callable[[nx.MultiDiGraph[Any]], object]") -> None:
    """Change the road graph of a pack."""
    import osmnx as ox  # noqa: PLC0415 - takes seconds, and most tests do without

    graph = ox.load_graphml(pack / "roads.graphml.gz")
    change(graph)
    ox.save_graphml(graph, pack / "plain.graphml")
    (pack / "roads.graphml.gz").write_bytes(gzip.compress((pack / "plain.graphml").read_bytes(), mtime=0))
    (pack / "plain.graphml").unlink()


def node_of(graph: "nx.MultiDiGraph[Any]", point: str) -> object:
    return next(node for node, data in graph.nodes(data=True) if data.get("stop_id") == point)


@pytest.mark.slow
def test_the_built_files_of_the_pack_are_those_of_its_stops_and_roads(pack: Path) -> None:
    for file in BUILT:
        (pack / file).unlink()
    build_matrix(pack)
    first = {file: (pack / file).read_bytes() for file in BUILT}
    build_matrix(pack)
    assert {file: (pack / file).read_bytes() for file in BUILT} == first
    assert first["roads.geojson"] == (BAD_BELZIG / "roads.geojson").read_bytes()
    for file in ("matrix.npz", "paths.npz"):
        with np.load(pack / file) as new, np.load(BAD_BELZIG / file) as kept:
            assert set(new) == set(kept)
            assert all((new[name] == kept[name]).all() for name in new)


@pytest.mark.slow
def test_the_quicker_of_two_roads_is_taken(pack: Path, travel: TravelTimes, region: Region) -> None:
    def add_motorway(graph: "nx.MultiDiGraph[Any]") -> None:
        ends = node_of(graph, region.stops[REPPINICHEN].boarding), node_of(graph, "de:12069:900220143::1")
        for travel_time in (9000.0, 600.04, 700.0):  # only the second is worth it
            road = {"length": 20_000.4, "travel_time": travel_time, "highway": ["trunk", "residential"]}
            graph.add_edge(*ends, osmid=1, oneway=True, reversed=False, **road)

    before = travel.seconds(REPPINICHEN, region.station)
    change_graph(pack, add_motorway)
    build_matrix(pack)
    changed, line = load_travel(pack), load_paths(pack).line(REPPINICHEN, region.station)
    # a one-way road without geometry: quicker there, straight on the map, and nothing on the way back
    assert changed.seconds(REPPINICHEN, region.station) == 601  # rounded up
    assert changed.metres(REPPINICHEN, region.station) == 20_000
    assert changed.seconds(region.station, REPPINICHEN) == before
    assert len(line) == 2
    features = json.loads((pack / "roads.geojson").read_text())["features"]
    straight = [f["properties"] for f in features if len(f["geometry"]["coordinates"]) == 2]
    assert {"kind": "settlement", "artificial": False} in straight


@pytest.mark.slow
def test_a_stop_that_is_not_on_the_graph_is_refused(pack: Path, region: Region) -> None:
    point = region.stops[REPPINICHEN].boarding
    change_graph(pack, lambda graph: graph.remove_node(node_of(graph, point)))
    with pytest.raises(
        BrokenRegion, match=rf"roads\.graphml\.gz: has no node for {point}, Reppinichen: make the"
    ):
        build_matrix(pack)


@pytest.mark.slow
def test_a_stop_that_was_moved_since_the_roads_were_made_is_refused(pack: Path, region: Region) -> None:
    # its ways would still be those from its old place
    stop = region.stops[REPPINICHEN]
    row = next(line for line in (pack / "stops.csv").read_text().splitlines() if stop.boarding in line)
    edit(pack, "stops.csv", row, row.replace(str(stop.lat), "52.04"))
    with pytest.raises(BrokenRegion, match="made when Reppinichen lay elsewhere: make the roads anew"):
        build_matrix(pack)


@pytest.mark.slow
def test_a_stop_that_cannot_be_reached_is_refused(pack: Path, region: Region) -> None:
    def cut_off(graph: "nx.MultiDiGraph[Any]") -> None:
        graph.remove_edges_from(list(graph.in_edges(node_of(graph, region.stops[REPPINICHEN].boarding))))

    change_graph(pack, cut_off)
    with pytest.raises(BrokenRegion, match=r"roads\.graphml\.gz: has no way from .* to Reppinichen"):
        build_matrix(pack)


@pytest.mark.slow
def test_a_graph_without_travel_times_is_refused(pack: Path) -> None:
    def forget_times(graph: "nx.MultiDiGraph[Any]") -> None:
        for *_, road in graph.edges(data=True):
            del road["travel_time"]

    change_graph(pack, forget_times)
    with pytest.raises(BrokenRegion, match=r"roads\.graphml\.gz: has a road without length or travel_time"):
        build_matrix(pack)


@pytest.mark.slow
@pytest.mark.parametrize("data", [b"no archive", gzip.compress(b"no graph"), gzip.compress(b"<graphml/>")])
def test_a_damaged_graph_is_refused(pack: Path, data: bytes) -> None:
    (pack / "roads.graphml.gz").write_bytes(data)
    with pytest.raises(BrokenRegion, match=r"roads\.graphml\.gz: is not a road graph"):
        build_matrix(pack)
