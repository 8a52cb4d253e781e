"""Reading a map: what matters is found, and what is damaged is refused."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from dispatch.packs.draft.extract import read_places
from dispatch.packs.draft.municipalities import land_of, municipalities
from mobility.errors import BrokenRegion
from tests.dispatch.packs.valley import Map, valley


def test_given_a_map_when_it_is_read_then_what_a_region_needs_is_found(tmp_path: Path) -> None:
    found = read_places(valley().save(tmp_path / "valley.osm"))

    assert [place.name for place in found.places][:3] == ["Talstadt", "Oberdorf", "Unterdorf"]
    assert sorted(stop.name for stop in found.stops) == [
        "",
        "Oberdorf Kirche",
        "Talstadt, Markt",
        "Talstadt, Markt",
    ]
    assert [station.name for station in found.stations] == ["Talstadt"]
    assert {thing.name for thing in found.worth_a_ride} >= {"Löwen-Apotheke", "Rathaus", "Waldschule"}
    assert {street.name for street in found.streets} == {"Talstraße", "Bahnhofstraße", "Inselweg"}
    assert [border.key for border in found.borders] == ["16055001", "16055002"]
    assert found.as_of == date(2025, 6, 2)


@pytest.mark.parametrize("suffix", [".osm.gz", ".osm.bz2", ".osm.pbf"])
def test_given_other_forms_of_a_map_when_they_are_read_then_they_say_the_same(
    tmp_path: Path, suffix: str
) -> None:
    plain = valley().save(tmp_path / "valley.osm")
    other = tmp_path / f"valley{suffix}"
    rewrite(plain, other)

    expected, found = read_places(plain), read_places(other)

    assert (found.places, found.stops, found.borders) == (expected.places, expected.stops, expected.borders)


def rewrite(plain: Path, other: Path) -> None:
    """The same map in another form."""
    import osmium  # noqa: PLC0415 - only here

    with osmium.SimpleWriter(str(other)) as writer:
        for item in osmium.FileProcessor(plain):
            writer.add(item)


@pytest.mark.parametrize("name", ["cut.osm.gz", "cut.osm.pbf", "text.osm", "missing.osm"])
def test_given_a_damaged_map_when_it_is_read_then_it_is_refused(tmp_path: Path, name: str) -> None:
    plain = valley().save(tmp_path / "valley.osm")
    path = tmp_path / name
    if name == "cut.osm.gz":
        path.write_bytes(gzip.compress(plain.read_bytes())[:-200])
    elif name == "cut.osm.pbf":
        rewrite(plain, path)
        path.write_bytes(path.read_bytes()[:-100])
    elif name == "text.osm":
        path.write_text("Das ist keine Karte.", encoding="utf-8")

    with pytest.raises(BrokenRegion, match=r"OpenStreetMap|no file"):
        read_places(path)


def test_given_a_map_without_places_when_it_is_read_then_it_is_refused(tmp_path: Path) -> None:
    empty = Map()
    empty.node(1, 1, place="locality", name="Wiese")

    with pytest.raises(BrokenRegion, match="no place"):
        read_places(empty.save(tmp_path / "empty.osm"))


# municipalities


def by_name(osm: Map, folder: Path, otherwise: str = "Nirgends") -> dict[str, str]:
    """The municipality of each place."""
    extract = read_places(osm.save(folder / "map.osm"))
    found = municipalities(extract, otherwise)
    return {place.name: found[place.id] for place in extract.places}


def test_given_whole_borders_when_municipalities_are_found_then_places_belong_where_they_lie(
    tmp_path: Path,
) -> None:
    found = by_name(valley(), tmp_path)

    assert found["Oberdorf"] == "Talstadt"
    assert found["Unterdorf"] == "Unterland"


def half(east: float, **tags: str) -> Map:
    """Two villages on both sides of a border that the edge of the map cuts off."""
    osm = Map()
    osm.node(1, 1, place="village", name="Westdorf", **tags)
    osm.node(9, 1, place="village", name="Ostdorf")
    osm.node(8, 2, place="hamlet", name="Osterhof")
    border = osm.way((east, -20), (east, 20), boundary="administrative")
    own = osm.way((20, -20), (20, 20), boundary="administrative")
    osm.border("Westland", border, 9999)
    osm.border("Ostland", border, own, 9998)
    return osm


def test_given_borders_cut_off_when_one_village_says_where_it_is_then_its_side_belongs_there(
    tmp_path: Path,
) -> None:
    osm = half(5, is_in="Westland,Kreis")
    osm.node(2, 2, place="hamlet", name="Westerhof")

    assert by_name(osm, tmp_path)["Westerhof"] == "Westland"


def test_given_two_sides_that_look_alike_when_nothing_tells_then_the_nearest_known_place_does(
    tmp_path: Path,
) -> None:
    found = by_name(half(5, is_in="Westland,Kreis"), tmp_path)

    assert found["Westdorf"] == "Westland"
    assert found["Ostdorf"] == found["Osterhof"] == "Westland"


def test_given_no_borders_at_all_when_municipalities_are_found_then_all_have_the_name_that_was_given(
    tmp_path: Path,
) -> None:
    osm = Map()
    osm.node(1, 1, place="village", name="Dorf", is_in="Kreis,Land")

    assert by_name(osm, tmp_path) == {"Dorf": "Nirgends"}


@pytest.mark.parametrize(
    ("tags", "key", "land"),
    [({}, "16055001", "TH"), ({"is_in": "Kreis, Sachsen-Anhalt"}, "", "ST"), ({}, "", None)],
)
def test_given_keys_or_names_when_the_land_is_looked_for_then_it_is_found(
    tmp_path: Path, tags: dict[str, str], key: str, land: str | None
) -> None:
    osm = Map()
    osm.node(1, 1, place="village", name="Dorf", **tags)
    osm.border("Dorf", osm.way((0, 0), (0, 1), boundary="administrative"), key=key)

    assert land_of(read_places(osm.save(tmp_path / "map.osm"))) == land
