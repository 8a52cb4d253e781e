"""Stops of the VBB, and the shapes on which buses run."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.packs.vbb.packages import LINES, SHAPES, STATIONS, STATIONS_2021
from dispatch.packs.vbb.roads import roads_from_vbb
from dispatch.packs.vbb.shapes import bus_shapes
from dispatch.packs.vbb.stations import Place, places, stations_2021
from dispatch.packs.vbb.timetable import timetable_from_vbb
from mobility.errors import BrokenRegion
from mobility.region.settings import Bounds
from tests.dispatch.packs.vbb.shelf import Shelf, place, shelf
from tests.packs import copy_of_pack

BOUNDS = Bounds(south=52.0, west=12.0, north=52.2, east=12.4)
ROAD = [(52.05, 12.1), (52.05, 12.15), (52.08, 12.2), (52.1, 12.3)]
TRACK = [(52.15, 12.1), (52.15, 12.2), (52.15, 12.3)]


@pytest.fixture
def packages(tmp_path: Path) -> Shelf:
    found = shelf(tmp_path)
    masts = [place(f"de:1:90000000{n}::1", f"Dorf  {n}", *at) for n, at in enumerate(ROAD)]
    halts = [
        place(f"de:1:90000001{n}", f"Bahnhof {n}", *at, place(f"de:1:90000001{n}:1:50", f"Gleis {n}", *at))
        for n, at in enumerate(TRACK)
    ]
    found.put(STATIONS, {"full.json": {entry["id"]: entry for entry in (*masts, *halts)}})
    return found


def coded(*points: tuple[float, float]) -> list[list[int]]:
    """A shape as the package keeps it: the first point, then the steps, in 1e-5 degrees."""
    whole = np.rint(np.array(points) * 1e5).astype(int)
    return [whole[0].tolist(), *np.diff(whole, axis=0).tolist()]


def put_lines(packages: Shelf) -> None:
    bus = {"id": "1_700", "name": "500", "mode": "bus"}
    train = {"id": "2_100", "name": "RE1", "mode": "train"}
    instead = {"id": "3_700", "name": "RE1", "mode": "bus"}
    ferry = {"id": "4_1000", "name": "F1", "mode": "watercraft"}
    by_road = {"stops": [f"de:1:90000000{n}::1" for n in range(4)], "trips": 9}
    by_rail = {"stops": [f"de:1:90000001{n}:1:50" for n in range(3)], "trips": 9}
    lines = [
        {**bus, "variants": [by_road, {"stops": ["elsewhere", "de:1:900000000::1"], "trips": 1}]},
        {**train, "variants": [by_rail]},
        {**instead, "variants": [{"stops": ["de:1:900000010", "de:1:900000003::1"], "trips": 1}]},
        {**ferry, "variants": [by_road]},
    ]
    packages.put(LINES, {"data.ndjson": lines})


def test_masts_platforms_and_stations_have_their_places(packages: Shelf) -> None:
    found = places(packages)
    assert found["de:1:900000000::1"] == Place("de:1:900000000::1", "Dorf 0", 12.1, 52.05)
    assert found["de:1:900000011:1:50"].name == "Gleis 1"
    assert len(found) == 4 + 2 * 3


def test_a_station_of_2021_has_the_id_of_today_if_there_is_one(packages: Shelf) -> None:
    old = [
        place("900000000001", "Dorf 1 (PM)", 52.0, 12.0, place("250000000101", "", 52.0, 12.0)),
        place("900000000099", "Weg", 52.0, 12.0, place("250000009901", "", 52.0, 12.0)),
    ]
    packages.put(STATIONS_2021, {"full.json": {entry["id"]: entry for entry in old}})
    found = stations_2021(packages)
    assert {key: station.id for key, station in found.items()} == {
        "900000000001": "de:1:900000001",
        "250000000101": "de:1:900000001",
        "900000000099": "900000000099",
        "250000009901": "900000000099",
    }
    assert found["250000000101"].name == "Dorf 1 (PM)"


def test_the_shapes_of_buses_are_told_from_all_others(packages: Shelf) -> None:
    put_lines(packages)
    packages.put(
        SHAPES,
        {
            "readme.md": "no shape",
            "data/b-bus.json": coded(*ROAD),
            "data/a-back.json": coded(*ROAD[::-1]),
            "data/c-train.json": coded(*TRACK),
            # from station to village, where only a train's bus has both ends
            "data/d-instead.json": coded(TRACK[0], ROAD[3]),
            # ends of the bus, but not its way: a train beside it
            "data/e-weak.json": coded(ROAD[0], (52.2, 12.2), ROAD[3]),
            "data/f-far.json": coded((53.0, 13.0), (53.1, 13.1)),
            "data/g-through.json": coded((51.0, 11.0), ROAD[0], ROAD[3], (53.1, 13.1)),
            "data/h-point.json": coded(ROAD[0]),
        },
    )
    found = bus_shapes(packages, places(packages), BOUNDS)
    # there and back are one variant's stops, but only the ends of one direction are its ends
    assert [np.round(shape, 5).tolist() for shape in found] == [[[lon, lat] for lat, lon in ROAD]]


def test_a_pack_where_no_bus_of_the_vbb_runs_is_refused_and_stays_as_it_was(
    packages: Shelf, tmp_path: Path
) -> None:
    put_lines(packages)
    packages.put(SHAPES, {"data/b-bus.json": coded((53.0, 13.0), (53.1, 13.1))})
    pack = copy_of_pack(tmp_path)
    before = {path.name: path.read_bytes() for path in pack.iterdir()}
    with pytest.raises(BrokenRegion, match=r"region\.toml: has \[bounds\] in which the VBB has no bus"):
        roads_from_vbb(pack, packages)
    assert {path.name: path.read_bytes() for path in pack.iterdir()} == before


def test_a_pack_where_the_vbb_had_no_stop_gets_no_timetable(packages: Shelf, tmp_path: Path) -> None:
    packages.put(STATIONS_2021, {"full.json": {"900000000001": place("900000000001", "Fern", 53.0, 13.0)}})
    with pytest.raises(BrokenRegion, match="in which the VBB had no stop"):
        timetable_from_vbb(copy_of_pack(tmp_path), packages)
