"""Drafting a region from a map, whole: a pack that loads, or nothing at all."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from dispatch.packs.check import Grade, check_pack
from dispatch.packs.draft import Wanted, new_region
from dispatch.packs.draft.settings import municipalities_of, region_name, vehicles_for
from dispatch.packs.draft.settlements import Settlement
from dispatch.travel import load_travel
from mobility.errors import BrokenRegion
from mobility.region import load_region
from tests.dispatch.packs.valley import Map, valley
from tests.packs import table, write_feed

TODAY = date(2025, 7, 1)


def silent(_text: str) -> None:
    """Nobody listens."""


@pytest.fixture
def osm(tmp_path: Path) -> Path:
    return valley().save(tmp_path / "valley.osm")


def test_given_a_map_when_a_region_is_drafted_then_the_pack_loads_and_can_be_driven(
    tmp_path: Path, osm: Path
) -> None:
    made = new_region(tmp_path / "tal", Wanted(osm=osm, today=TODAY), silent)
    region, travel = load_region(tmp_path / "tal"), load_travel(tmp_path / "tal")

    assert (region.slug, region.name) == ("tal", "Talstadt und Unterland")
    assert {ort.name for ort in region.ortsteile if ort.core} == {"Talstadt"}
    assert region.stops[region.station].name == made.hub == "Talstadt, Bahnhof"
    assert region.calendar.land == "TH"
    assert made.left_out == ("Berghütte",)
    assert made.stops == {"station": 1, "bus": 2, "virtual": 3}
    assert {place.name for place in region.destinations} == {"Bahnhof Talstadt", "Löwen-Apotheke", "Rathaus"}
    assert travel.metres(region.station, region.depot) > 500
    assert (made.folder, made.settlements, made.vehicles) == (tmp_path / "tal", 5, len(region.vehicles))


def test_given_a_draft_when_it_is_checked_then_it_has_no_error_and_says_what_to_fill_in(
    tmp_path: Path, osm: Path
) -> None:
    new_region(tmp_path / "tal", Wanted(osm=osm, today=TODAY), silent)

    checked = check_pack(tmp_path / "tal", TODAY)

    assert checked.count(Grade.ERROR) == 0
    assert {"fiction_phone", "no_permit", "no_feed", "no_ticket", "virtual"} <= {
        each.kind for each in checked.findings
    }


def test_given_the_same_map_when_it_is_drafted_twice_then_the_files_are_the_same(
    tmp_path: Path, osm: Path
) -> None:
    one, other = tmp_path / "a" / "tal", tmp_path / "b" / "tal"
    for folder in (one, other):
        folder.parent.mkdir()
        new_region(folder, Wanted(osm=osm, today=TODAY), silent)

    assert {path.name for path in one.iterdir()} == {path.name for path in other.iterdir()}
    assert all(path.read_bytes() == (other / path.name).read_bytes() for path in one.iterdir())


def test_given_a_municipality_when_only_it_is_wanted_then_all_else_is_left_out(
    tmp_path: Path, osm: Path
) -> None:
    new_region(tmp_path / "tal", Wanted(osm=osm, only=("Unterland",), today=TODAY), silent)

    region = load_region(tmp_path / "tal")

    assert region.municipalities == ("Unterland",)
    assert {ort.name for ort in region.ortsteile} == {"Unterdorf", "Mühle (Unterland)"}
    assert region.stops[region.station].ortsteil == "Unterdorf"  # the station is the neighbours'


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"only": ("Atlantis",)}, r"no municipality 'Atlantis'; it has Talstadt, Unterland"),
        ({"land": "XX"}, r"does not say in which Land"),
    ],
)
def test_given_a_wish_that_makes_no_sense_when_a_region_is_drafted_then_nothing_is_left_behind(
    tmp_path: Path, osm: Path, wanted: dict[str, str], why: str
) -> None:
    with pytest.raises(BrokenRegion, match=why):
        new_region(tmp_path / "tal", Wanted(osm=osm, today=TODAY, **wanted), silent)  # type: ignore[arg-type] # table

    assert [path.name for path in tmp_path.iterdir()] == ["valley.osm"]


def test_given_a_map_without_streets_when_a_region_is_drafted_then_it_is_refused(tmp_path: Path) -> None:
    osm = Map()
    osm.node(1, 1, place="village", name="Dorf")

    with pytest.raises(BrokenRegion, match="no street near"):
        new_region(
            tmp_path / "dorf", Wanted(osm=osm.save(tmp_path / "map.osm"), land="BB", today=TODAY), silent
        )

    assert [path.name for path in tmp_path.iterdir()] == ["map.osm"]


def test_given_a_folder_when_a_region_is_drafted_there_then_it_is_refused_and_stays(
    tmp_path: Path, osm: Path
) -> None:
    (tmp_path / "tal").mkdir()
    (tmp_path / "tal" / "note.txt").write_text("mine")

    with pytest.raises(BrokenRegion, match="there already"):
        new_region(tmp_path / "tal", Wanted(osm=osm, today=TODAY), silent)
    with pytest.raises(BrokenRegion, match="no folder in which"):
        new_region(tmp_path / "nowhere" / "tal", Wanted(osm=osm, today=TODAY), silent)

    assert (tmp_path / "tal" / "note.txt").read_text() == "mine"


# with a timetable


def feed(folder: Path) -> Path:
    """A bus from Talstadt to Oberdorf and a train at Talstadt."""
    return write_feed(
        folder / "feed.zip",
        {
            "agency.txt": table(
                ("agency_id", "agency_name", "agency_url", "agency_timezone"),
                ("a", "Talbus", "https://example.org", "Europe/Berlin"),
            ),
            "stops.txt": table(
                ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station"),
                ("de:1", "Talstadt Markt", 51.0105, 10.0104, 1, ""),
                ("de:1:a", "Talstadt Markt", 51.0105, 10.0104, 0, "de:1"),
                ("de:1:b", "Talstadt Markt", 51.0106, 10.0102, 0, "de:1"),
                ("de:2", "Oberdorf", 51.0304, 10.0305, 0, ""),
                ("de:3", "Talstadt Bahnhof", 51.0052, 10.015, 1, ""),
                ("de:3:1", "Talstadt Bahnhof Gleis 1", 51.0052, 10.015, 0, "de:3"),
                ("de:4", "Fernstadt", 52.5, 13.4, 0, ""),
            ),
            "routes.txt": table(
                ("route_id", "agency_id", "route_short_name", "route_type"),
                ("b", "a", "17", 3),
                ("t", "a", "RB 5", 2),
            ),
            "calendar.txt": table(
                ("service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
                 "start_date", "end_date"),
                ("daily", 1, 1, 1, 1, 1, 1, 1, "20250101", "20261231"),
            ),
            "trips.txt": table(
                ("route_id", "service_id", "trip_id"), ("b", "daily", "b1"), ("t", "daily", "t1")
            ),
            "stop_times.txt": table(
                ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
                ("b1", "08:00:00", "08:00:00", "de:1:a", 1),
                ("b1", "08:09:00", "08:09:00", "de:2", 2),
                ("t1", "08:20:00", "08:21:00", "de:3:1", 1),
                ("t1", "09:50:00", "09:50:00", "de:4", 2),
            ),
        },
    )  # fmt: skip


def test_given_a_timetable_when_a_region_is_drafted_then_stops_trains_and_lines_are_its(
    tmp_path: Path, osm: Path
) -> None:
    new_region(tmp_path / "tal", Wanted(osm=osm, feed=feed(tmp_path), today=TODAY), silent)
    region = load_region(tmp_path / "tal")

    assert region.station == "de:3"
    assert region.stops["de:3"].name == "Talstadt, Bahnhof"
    assert region.stops["de:1"].lines == ("17",)
    assert region.stops["de:1"].points == ("de:1:a",)
    assert region.stops["de:2"].name == "Oberdorf"
    assert [train.line for train in region.timetable.trains(date(2025, 7, 1), "de:3")] == ["RB 5"]
    assert not {"no_feed", "no_station", "no_train_at_hub"} & {
        each.kind for each in check_pack(tmp_path / "tal", TODAY).findings
    }


def test_given_a_broken_timetable_when_a_region_is_drafted_then_nothing_is_left_behind(
    tmp_path: Path, osm: Path
) -> None:
    (tmp_path / "feed.zip").write_bytes(b"no archive")

    with pytest.raises(BrokenRegion, match=r"feed\.zip"):
        new_region(tmp_path / "tal", Wanted(osm=osm, feed=tmp_path / "feed.zip", today=TODAY), silent)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["feed.zip", "valley.osm"]


# settings


def settlement(name: str, municipality: str, population: int) -> Settlement:
    return Settlement(name, name, "village", municipality, 51.0, 10.0, population=population)


@pytest.mark.parametrize(
    ("names", "called"),
    [
        (["A"], "A"),
        (["A", "B"], "A und B"),
        (["A", "B", "C", "D"], "A, B, C und D"),
        (["A", "B", "C", "D", "E"], "A und Umgebung"),
    ],
)
def test_given_municipalities_when_the_region_is_named_then_it_is_after_them(
    names: list[str], called: str
) -> None:
    assert region_name([settlement(name, name, 1000 - n) for n, name in enumerate(names)]) == called


def test_given_settlements_when_municipalities_are_listed_then_the_largest_comes_first() -> None:
    found = municipalities_of(
        [settlement("a", "X", 500), settlement("b", "Y", 400), settlement("c", "Y", 200)]
    )

    assert found == ["Y", "X"]


@pytest.mark.parametrize(("people", "vehicles"), [(100, 2), (7000, 3), (60_000, 6)])
def test_given_people_when_a_fleet_is_guessed_then_it_has_limits(people: int, vehicles: int) -> None:
    assert vehicles_for([settlement("a", "X", people)]) == vehicles


def test_given_a_name_with_quotes_when_settings_are_written_then_they_are_toml(tmp_path: Path) -> None:
    osm = valley()
    osm.node(1.2, 1.3, place="village", name='Dorf "am" See\\', population="900")
    new_region(tmp_path / "tal", Wanted(osm=osm.save(tmp_path / "map.osm"), today=TODAY), silent)

    assert tomllib.loads((tmp_path / "tal" / "region.toml").read_text(encoding="utf-8"))["land"] == "TH"
    assert 'Dorf "am" See\\' in {ort.name for ort in load_region(tmp_path / "tal").ortsteile}


def test_given_a_map_of_a_whole_district_when_a_region_is_drafted_then_a_municipality_must_be_named(
    tmp_path: Path,
) -> None:
    osm = valley()
    for n in range(600):
        osm.node(20 + n % 30, 20 + n // 30, place="hamlet", name=f"Weiler {n}", is_in="Fernland,Kreis")
    osm.border("Fernland", 99_999)
    path = osm.save(tmp_path / "district.osm")

    with pytest.raises(BrokenRegion, match="has 608 places, too many for one region"):
        new_region(tmp_path / "tal", Wanted(osm=path, today=TODAY), silent)
    made = new_region(tmp_path / "tal", Wanted(osm=path, only=("Unterland",), today=TODAY), silent)

    assert made.settlements == 2
