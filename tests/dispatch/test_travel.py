from itertools import permutations
from math import cos, hypot, radians
from pathlib import Path

import numpy as np
import pytest

from dispatch.built import save_arrays
from dispatch.travel import TravelTimes, load_travel
from mobility.errors import BrokenRegion
from mobility.region import Region
from tests.packs import copy_of_pack, edit


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


def table(travel: TravelTimes) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    return np.array([[travel.seconds(a, b) for b in travel.stops] for a in travel.stops])


def test_every_stop_of_the_region_has_travel_times(region: Region, travel: TravelTimes) -> None:
    assert set(travel.stops) == set(region.stops)
    assert all(stop in travel for stop in region.stops)
    assert "elsewhere" not in travel


@pytest.mark.parametrize(
    ("ortsteil", "km", "minutes"),
    [
        ("Bad Belzig", 1.0, 2.0),
        ("Bergholz", 5.8, 6.7),
        ("Klepzig", 17.0, 19.0),
        ("Medewitz", 20.1, 26.0),
        ("Ragösen", 13.8, 18.8),
        ("Reetz", 17.2, 22.1),
        ("Reppinichen", 22.4, 28.1),
        ("Schlamau", 12.4, 15.3),
        ("Werbig", 11.6, 16.1),
        ("Wiesenburg", 10.9, 13.6),
    ],
)
def test_ways_to_the_station_are_as_long_as_an_independent_survey_found(
    region: Region, travel: TravelTimes, ortsteil: str, km: float, minutes: float
) -> None:
    (stop,) = (each.stop for each in region.ortsteile if each.name == ortsteil)
    assert travel.metres(stop, region.station) / 1000 == pytest.approx(km, abs=0.4)
    assert travel.seconds(stop, region.station) / 60 == pytest.approx(minutes, rel=0.08)


def test_every_stop_is_reached_from_every_other_within_an_hour(travel: TravelTimes) -> None:
    for a, b in permutations(travel.stops, 2):
        assert 0 < travel.seconds(a, b) < 3600
        assert 0 < travel.metres(a, b) < 60_000
    assert all(travel.seconds(stop, stop) == travel.metres(stop, stop) == 0 for stop in travel.stops)


def test_there_and_back_take_the_same_time(travel: TravelTimes) -> None:
    seconds = table(travel)
    assert (seconds == seconds.T).all()  # the graph knows no one-way streets


def test_no_stop_on_the_way_ever_makes_it_quicker(travel: TravelTimes) -> None:
    seconds = table(travel)
    by_way_of = seconds[:, :, None] + seconds[None, :, :]
    assert (seconds[:, None, :] <= by_way_of).all()


def test_no_way_is_shorter_than_the_bird_flies_or_faster_than_allowed(
    region: Region, travel: TravelTimes
) -> None:
    for a, b in permutations(region.stops.values(), 2):
        north, east = (a.lat - b.lat) * 111_200, (a.lon - b.lon) * 111_200 * cos(radians(52.1))
        metres, seconds = travel.metres(a.id, b.id), travel.seconds(a.id, b.id)
        assert metres >= hypot(north, east) - 20, (a.name, b.name)
        assert metres / seconds < 80 / 3.6, (a.name, b.name)


def test_times_are_plain_integers(travel: TravelTimes) -> None:
    a, b = travel.stops[:2]
    assert type(travel.seconds(a, b)) is int
    assert type(travel.metres(a, b)) is int


@pytest.mark.parametrize("file", ["stops.csv", "roads.graphml.gz"])
def test_a_matrix_of_other_stops_or_roads_is_refused(pack: Path, file: str) -> None:
    (pack / file).write_bytes((pack / file).read_bytes() + b"\n")
    with pytest.raises(BrokenRegion, match=r"matrix\.npz: was built from another stops\.csv or roads"):
        load_travel(pack)


def test_a_pack_whose_other_files_change_keeps_its_matrix(pack: Path, travel: TravelTimes) -> None:
    edit(pack, "region.toml", "tolerance_min = 10", "tolerance_min = 12")
    assert load_travel(pack).stops == travel.stops


def test_a_missing_matrix_is_refused_with_the_way_to_build_it(pack: Path) -> None:
    (pack / "matrix.npz").unlink()
    with pytest.raises(BrokenRegion, match=r"matrix\.npz: is missing: build it with 'rufbus region matrix'"):
        load_travel(pack)


@pytest.mark.parametrize("file", ["stops.csv", "roads.graphml.gz"])
def test_a_matrix_whose_origin_is_gone_is_refused(pack: Path, file: str) -> None:
    (pack / file).unlink()
    with pytest.raises(BrokenRegion, match=f"{file}: cannot be read"):
        load_travel(pack)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive at all"])
def test_a_damaged_matrix_is_refused(pack: Path, data: bytes) -> None:
    (pack / "matrix.npz").write_bytes(data)
    with pytest.raises(BrokenRegion, match=r"matrix\.npz: is damaged"):
        load_travel(pack)


def test_a_lone_array_instead_of_a_matrix_is_refused(pack: Path) -> None:
    with (pack / "matrix.npz").open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(BrokenRegion, match=r"matrix\.npz: is damaged"):
        load_travel(pack)


def test_a_matrix_without_a_table_is_refused(pack: Path) -> None:
    save_arrays(pack, "matrix.npz", {"stops": np.array(["a"]), "seconds": np.zeros((1, 1))})
    with pytest.raises(BrokenRegion, match=r"matrix\.npz: is damaged"):
        load_travel(pack)


def test_a_matrix_of_the_wrong_size_is_refused(pack: Path) -> None:
    arrays = {"stops": np.array(["a", "b"]), "seconds": np.zeros((2, 2)), "metres": np.zeros((2, 1))}
    save_arrays(pack, "matrix.npz", arrays)
    with pytest.raises(BrokenRegion, match=r"matrix\.npz: has tables of the wrong size"):
        load_travel(pack)
