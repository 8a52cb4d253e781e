"""The roads of OpenStreetMap in a pack, end to end: from an extract to travel times."""

import bz2
import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import osmium
import osmnx as ox
import pytest
import requests

from dispatch.packs.osm_roads import roads_from_file, roads_from_overpass
from dispatch.roads.build import load_graph
from dispatch.roads.network import RoadReport
from dispatch.travel import load_travel
from mobility.errors import BrokenRegion
from mobility.region import load_region
from tests.dispatch.roads.hamlet import OSM, contents, hamlet, quiet
from tests.machine import ROOT
from tests.packs import edit

TODAY = date(2026, 11, 22)
GRAPH = "roads.graphml.gz"
Edge = tuple[Any, Any]


def build(pack: Path, file: Path = OSM, as_of: date | None = None) -> RoadReport:
    return roads_from_file(pack, file, as_of, quiet).roads


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RoadReport]:
    """A pack with its roads; nobody changes it."""
    pack = hamlet(tmp_path_factory.mktemp("built"))
    return pack, build(pack)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return hamlet(tmp_path)


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same extract in every format."""
    folder, text = tmp_path_factory.mktemp("extracts"), OSM.read_bytes()
    files = {suffix: folder / f"hamlet{suffix}" for suffix in (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf")}
    files[".osm"].write_bytes(text)
    files[".osm.gz"].write_bytes(gzip.compress(text))
    files[".osm.bz2"].write_bytes(bz2.compress(text))
    # not compressed, so that a test can break single letters
    with osmium.SimpleWriter(osmium.io.File(files[".osm.pbf"], "pbf,pbf_compression=none")) as writer:
        for thing in osmium.FileProcessor(OSM):
            writer.add(thing)
    return files


def edges(pack: Path) -> dict[Edge, list[dict[str, Any]]]:
    """Roads by the numbers of their nodes."""
    found: dict[Edge, list[dict[str, Any]]] = {}
    for u, v, data in load_graph(pack).edges(data=True):
        found.setdefault((u, v), []).append(data)
    return found


# ---- what becomes of an extract ---------------------------------------------------------------------------


def test_given_an_extract_when_built_then_every_stop_reaches_every_other(
    built: tuple[Path, RoadReport],
) -> None:
    pack, _ = built
    travel = load_travel(pack)
    # 5 km/h to the main street, 31 in Adorf, 78 outside, roundabout at 30
    assert travel.metres("a", "b") == pytest.approx(11 + 357 + 1429 + 18 + 1415, abs=2)
    assert travel.seconds("a", "b") == pytest.approx(2 + 41.5 + 66 + 2.2 + 65.3, abs=2)
    # back round the other two sides of the roundabout
    assert travel.metres("b", "a") - travel.metres("a", "b") == pytest.approx(22, abs=2)
    assert load_region(pack).stops.keys() == {"a", "b", "c"}


def test_given_stops_beside_the_road_when_built_then_it_is_cut_and_they_are_linked(
    built: tuple[Path, RoadReport],
) -> None:
    graph = load_graph(built[0])
    stops = {data["stop_id"]: node for node, data in graph.nodes(data=True) if "stop_id" in data}
    assert stops.keys() == {"a:1", "a:2", "b:1", "c:1"}
    # both masts of Adorf at one place between 1 and 2; Bedorf's at the crossing
    (place,) = graph.successors(stops["a:1"])
    assert set(graph.successors(place)) == {1, 2, stops["a:1"], stops["a:2"]}
    assert set(graph.successors(stops["b:1"])) == {4}
    links = [data for *_, data in graph.edges(data=True) if data["connector"]]
    assert len(links) == 8
    assert {data["speed_kph"] for data in links} == {20.0}


def test_given_a_report_then_it_tells_the_largest_offsets_first(built: tuple[Path, RoadReport]) -> None:
    _, report = built
    assert [offset.point for offset in report.offsets] == ["c:1", "a:1", "a:2", "b:1"]
    assert [round(offset.metres) for offset in report.offsets] == [36, 11, 11, 0]
    assert (report.nodes, report.extra) == (14, 0)
    # the motorway and the island lead nowhere
    assert report.dropped_m == pytest.approx(5715 + 143, abs=5)


def test_given_ways_that_are_closed_when_built_then_nobody_drives_there(
    built: tuple[Path, RoadReport],
) -> None:
    nodes = set(load_graph(built[0]).nodes)
    assert nodes & {30, 32, 34, 36, 37, 50} == set()
    assert 33 in nodes, "the turning loop is open to buses"


def test_given_one_way_streets_when_built_then_they_go_one_way(built: tuple[Path, RoadReport]) -> None:
    found = edges(built[0])
    assert [data["osmid"] for data in found[1, 2]] == [105]
    assert 105 not in {data["osmid"] for data in found.get((2, 1), ())}
    assert {data["osmid"] for data in found[4, 5]} == {104, 106}
    assert {data["osmid"] for data in found[5, 4]} == {104}
    assert found[3, 12][0]["length"] < found[12, 3][0]["length"]


def test_given_limits_and_surfaces_when_built_then_speeds_follow(built: tuple[Path, RoadReport]) -> None:
    speeds = {data["osmid"]: data["speed_kph"] for found in edges(built[0]).values() for data in found}
    assert speeds == {
        0: 20.0, 100: 78.0, 101: 78.0, 102: 30.0, 103: 31.0, 104: 31.0, 105: 25.0, 106: 25.0, 109: 25.0,
        111: 15.0,
    }  # fmt: skip


def test_given_a_factor_when_built_then_all_speeds_follow_it(pack: Path) -> None:
    edit(pack, "region.toml", "# kept as it is", "[roads]\nspeed_factor = 0.5")
    build(pack)
    speeds = {data["osmid"]: data["speed_kph"] for found in edges(pack).values() for data in found}
    assert (speeds[100], speeds[103]) == (39.0, 15.5)


def test_given_other_roads_before_when_built_then_the_pack_names_the_new_origin_and_keeps_the_rest(
    built: tuple[Path, RoadReport],
) -> None:
    (source,) = [each for each in load_region(built[0]).sources if GRAPH in each.files]
    assert source.title == "Straßen aus OpenStreetMap (hamlet.osm)"
    assert (source.licence, source.attribution) == ("ODbL 1.0", "© OpenStreetMap contributors")
    assert source.as_of == "2026-10-03", "the last change of a road"
    text = (built[0] / "region.toml").read_text(encoding="utf-8")
    assert "# kept as it is" in text
    assert "Jemand" not in text


def test_given_a_day_when_built_then_the_pack_says_so(pack: Path) -> None:
    build(pack, as_of=date(2026, 11, 1))
    assert 'as_of = "2026-11-01"' in (pack / "region.toml").read_text(encoding="utf-8")


def test_given_an_extract_without_times_then_the_day_must_be_said(pack: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.osm"
    plain.write_text(re.sub(r' timestamp="[^"]+"', "", OSM.read_text(encoding="utf-8")), encoding="utf-8")
    before = contents(pack)
    with pytest.raises(BrokenRegion, match=r"plain\.osm: does not tell of which day it is"):
        build(pack, plain)
    assert contents(pack) == before


def test_given_a_drawn_road_when_built_then_ways_take_it(pack: Path, built: tuple[Path, RoadReport]) -> None:
    told = {"source": "Ortskenntnis", "note": "gerade gezeichnet", "highway": "tertiary"}
    line = {"type": "LineString", "coordinates": [[11.020, 50.010], [11.040, 50.020]]}
    feature = {"type": "Feature", "properties": told, "geometry": line}
    (pack / "extra_roads.geojson").write_text(json.dumps({"features": [feature]}))
    edit(pack, "region.toml", 'files = ["region.toml"', 'files = ["extra_roads.geojson", "region.toml"')
    assert build(pack).extra == 1
    assert load_travel(pack).metres("a", "c") < load_travel(built[0]).metres("a", "c") - 500


def test_given_the_map_when_built_then_it_leaves_out_ways_to_yards(built: tuple[Path, RoadReport]) -> None:
    features = json.loads((built[0] / "roads.geojson").read_text())["features"]
    kinds = [feature["properties"]["kind"] for feature in features]
    assert (kinds.count("settlement"), kinds.count("road")) == (5, 6)


# ---- the same input, the same bytes -----------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".osm.gz", ".osm.bz2", ".osm.pbf"])
def test_given_another_format_then_the_roads_are_the_same(
    extracts: dict[str, Path], suffix: str, pack: Path, built: tuple[Path, RoadReport]
) -> None:
    build(pack, extracts[suffix])
    same = {name: data for name, data in contents(pack).items() if name != "region.toml"}
    assert same == {name: data for name, data in contents(built[0]).items() if name != "region.toml"}


@pytest.mark.slow
def test_given_another_order_of_hashes_then_the_bytes_are_the_same(
    pack: Path, built: tuple[Path, RoadReport]
) -> None:
    code = (
        "import sys; from pathlib import Path; from dispatch.packs.osm_roads import roads_from_file\n"
        "roads_from_file(Path(sys.argv[1]), Path(sys.argv[2]), None, print)"
    )
    hashes = {**os.environ, "PYTHONHASHSEED": "4711"}
    subprocess.run(
        [sys.executable, "-c", code, pack, OSM], cwd=ROOT, env=hashes, check=True, capture_output=True
    )
    assert contents(pack) == contents(built[0])


# ---- broken input -----------------------------------------------------------------------------------------


def broken_extracts(extracts: dict[str, Path]) -> Iterator[tuple[str, bytes, str]]:
    """Name, content and what is said about it."""
    text = OSM.read_bytes()
    damaged = "is damaged, or no extract of OpenStreetMap"
    packed = extracts[".osm.pbf"].read_bytes()
    yield "cut.osm.pbf", packed[: len(packed) // 2], damaged
    yield "cut.osm.gz", gzip.compress(text)[:900], damaged
    yield "cut.osm.bz2", bz2.compress(text)[:900], damaged
    yield "cut.osm", text[: len(text) // 2], damaged
    yield "page.osm", b"<html><body>404</body></html>", damaged
    yield "latin.osm.pbf", packed.replace("straße".encode(), b"stra\xe9\xe9e"), damaged
    yield "words.osm.pbf", b"no extract at all" * 20, damaged
    yield "latin.osm", text.decode().encode("latin-1"), damaged
    yield "empty.osm", b"<osm version='0.6'/>", "has no roads within the bounds of the pack"
    yield "far.osm", text.replace(b'lat="50', b'lat="51'), "has no roads within the bounds of the pack"
    yield "closed.osm", text.replace(b'k="highway"', b'k="railway"'), "has no roads within the bounds"
    yield "roads.txt", text, "has none of the suffixes"


def test_given_a_broken_extract_then_it_is_refused_and_the_pack_untouched(
    pack: Path, tmp_path: Path, extracts: dict[str, Path]
) -> None:
    before = contents(pack)
    for name, data, reason in broken_extracts(extracts):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(BrokenRegion, match=rf"^{name}: {reason}"):
            build(pack, tmp_path / name)
        (tmp_path / name).unlink()
        assert contents(pack) == before, name
    with pytest.raises(BrokenRegion, match=r"missing\.osm: is no file"):
        build(pack, tmp_path / "missing.osm")
    assert [path.name for path in tmp_path.iterdir()] == [pack.name], "nothing is left behind"


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (
            "stops.csv",
            "50.019,11.0405",
            "50.030,11.0700",
            r"stops\.csv, line 5: Cedorf is \d+ m from the nearest road",
        ),
        (
            "ortsteile.csv",
            "50.019,11.04",
            "50.049,11.079",
            r"ortsteile\.csv, line 4: Cedorf has no road: .* \d+ m",
        ),
        (
            "stops.csv",
            "50.019,11.0405",
            "50.045,11.0101",
            r"leads everywhere \(one that does not is 0 m away\)",
        ),
        ("stops.csv", "a:2", "a:1", r"stops\.csv, line 3: point a:1 is there twice"),
        ("region.toml", "south = 50.0", "south = 51.0", r"south, west, north, east"),
    ],
)
def test_given_a_pack_that_does_not_fit_then_it_is_refused_and_untouched(
    pack: Path, file: str, old: str, new: str, reason: str
) -> None:
    edit(pack, file, old, new)
    before = contents(pack)
    with pytest.raises(BrokenRegion, match=reason):
        build(pack)
    assert contents(pack) == before


# ---- live -------------------------------------------------------------------------------------------------


def answer(query: str) -> dict[str, Any]:
    """What Overpass says: ways of the kinds that are asked for, and their nodes."""
    asked = re.search(r'\["highway"~"\^\((.*?)\)\$"\]', query)
    assert asked, query
    ways, nodes = [], []
    for thing in osmium.FileProcessor(OSM):
        tags = dict(thing.tags)
        if isinstance(thing, osmium.osm.Node):
            place = {"lat": thing.location.lat, "lon": thing.location.lon}
            nodes.append({"type": "node", "id": thing.id, **place, "tags": tags})
        elif isinstance(thing, osmium.osm.Way) and tags.get("highway") in asked[1].split("|"):
            refs = [ref.ref for ref in thing.nodes if ref.ref != 51]
            ways.append({"type": "way", "id": thing.id, "nodes": refs, "tags": tags})
    return {"version": 0.6, "generator": "Overpass API", "elements": [*ways, *nodes]}


def test_given_overpass_answers_then_the_roads_are_those_of_the_extract(
    pack: Path, built: tuple[Path, RoadReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ox._overpass, "_overpass_request", lambda data: answer(data["data"]))
    kept = ox.settings.useful_tags_way, ox.settings.use_cache
    roads_from_overpass(pack, TODAY, quiet)
    assert (pack / GRAPH).read_bytes() == (built[0] / GRAPH).read_bytes()
    text = (pack / "region.toml").read_text(encoding="utf-8")
    assert 'title = "Straßen aus OpenStreetMap (Overpass)"' in text
    assert 'as_of = "2026-11-22"' in text
    assert (ox.settings.useful_tags_way, ox.settings.use_cache) == kept


@pytest.mark.parametrize(
    "error", [requests.ConnectionError("no route"), requests.Timeout("no route"), OSError("no route")]
)
def test_given_overpass_cannot_be_reached_then_a_file_is_asked_for(
    pack: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def unreachable(_data: object) -> None:
        raise error

    before = contents(pack)
    monkeypatch.setattr(ox._overpass, "_overpass_request", unreachable)
    with pytest.raises(BrokenRegion, match=r"^Overpass: cannot be reached: no route; use --osm FILE$"):
        roads_from_overpass(pack, TODAY, quiet)
    assert contents(pack) == before


def closed(query: str) -> dict[str, Any]:
    """The answer, with all roads closed."""
    said = answer(query)
    for element in said["elements"]:
        element["tags"]["bus"] = "no"
    return said


@pytest.mark.parametrize("say", [lambda _query: {"elements": []}, closed], ids=["nothing", "closed"])
def test_given_overpass_knows_no_open_roads_then_the_pack_is_untouched(
    pack: Path, monkeypatch: pytest.MonkeyPatch, say: Callable[[str], dict[str, Any]]
) -> None:
    before = contents(pack)
    monkeypatch.setattr(ox._overpass, "_overpass_request", lambda data: say(data["data"]))
    with pytest.raises(BrokenRegion, match=r"^Overpass: has no roads (within|for) the bounds of the pack"):
        roads_from_overpass(pack, TODAY, quiet)
    assert contents(pack) == before
