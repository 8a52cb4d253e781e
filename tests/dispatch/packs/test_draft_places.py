"""Settlements, stops and destinations of a draft."""

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.packs.draft.destinations import draft_destinations
from dispatch.packs.draft.extract import Street, Thing
from dispatch.packs.draft.masts import Mast, gathered, with_stations
from dispatch.packs.draft.settlements import Settlement, settlements
from dispatch.packs.draft.stops import DraftStop, draft_stops, main_stop
from dispatch.packs.draft.streets import Streets

ROAD = Street("Hauptstraße", np.array([(10.0, 51.0), (10.2, 51.0)]))
NORTH_M = 111_320


def place(
    number: int, name: str, kind: str = "village", north: float = 0.0, east: float = 0.0, **tags: str
) -> Thing:
    """A place so many metres north and degrees east of a corner."""
    told = {"place": kind, "name": name, **tags}
    return Thing(f"n{number}", 51.0 + north / NORTH_M, 10.0 + east, told)


def chosen(*places: Thing, municipality: str = "Gemeinde") -> tuple[list[Settlement], list[str]]:
    return settlements(places, {each.id: municipality for each in places})


def test_given_places_of_all_sizes_when_settlements_are_chosen_then_small_ones_near_others_are_parts() -> (
    None
):
    found, left = chosen(
        place(1, "Stadt", "town"),
        place(2, "Vorstadt", "suburb", north=1200),
        place(3, "Außenstadt", "suburb", north=4000),
        place(4, "Rand", "hamlet", north=300),
        place(5, "Weiler", "hamlet", north=-900),
        place(6, "Haus", "isolated_dwelling", north=-1500),
        place(7, "Hütte", "isolated_dwelling", north=9000),
    )

    assert {each.name: each.parts for each in found} == {
        "Stadt": ("Rand", "Vorstadt"),
        "Außenstadt": (),
        "Weiler": ("Haus",),
    }
    assert left == ["Hütte"]
    assert [each.name for each in found if each.core] == ["Stadt"]


@pytest.mark.parametrize(
    ("written", "known"), [("5.200", 5200), ("1 085", 1085), ("etwa 300", None), ("0", None), ("", None)]
)
def test_given_a_population_when_it_is_a_number_then_it_is_taken(written: str, known: int | None) -> None:
    ((only,), _) = chosen(place(1, "Dorf", population=written))

    assert only.population == known


def test_given_two_places_of_one_name_when_they_are_named_then_they_say_which() -> None:
    places = place(1, "Mühle"), place(2, "Mühle", north=5000), place(3, "Dorf", north=5500)
    apart, _ = settlements(places, {"n1": "Westland", "n2": "Ostland", "n3": "Ostland"})
    together, _ = settlements(places, dict.fromkeys(("n1", "n2", "n3"), "Westland"))

    assert {each.name for each in apart} == {"Mühle (Westland)", "Mühle (Ostland)", "Dorf"}
    assert {each.name for each in together} == {"Mühle (bei Dorf)", "Mühle (bei Dorf) 2", "Dorf"}


def test_given_names_that_differ_by_an_accent_when_they_are_named_then_they_are_told_apart() -> None:
    places = place(1, "Höfle"), place(2, "Hofle", north=5000)
    found, _ = settlements(places, {"n1": "Westland", "n2": "Ostland"})

    assert {each.name for each in found} == {"Höfle (Westland)", "Hofle (Ostland)"}


# stops


def mast(
    number: int, name: str = "", north: float = 0.0, east: float = 0.0, *, kind: str = "mast", group: str = ""
) -> Mast:
    return Mast(f"m{number}", name, 51.0 + north / NORTH_M, 10.0 + east, kind, group)


masts = st.lists(
    st.tuples(st.sampled_from(["", "Markt", "Kirche"]), st.integers(0, 900), st.sampled_from(["", "a"])),
    max_size=9,
).map(lambda told: [mast(n, name, north, group=group) for n, (name, north, group) in enumerate(told)])


@given(masts.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_given_masts_in_any_order_when_they_are_gathered_then_the_groups_are_the_same(
    both: tuple[Sequence[Mast], Sequence[Mast]],
) -> None:
    one, other = (gathered(some) for some in both)

    assert one == other
    assert sorted(point.id for group in one for point in group) == sorted(point.id for point in both[0])


def test_given_masts_when_they_are_gathered_then_the_source_or_name_and_distance_decide() -> None:
    found = gathered(
        [
            mast(1, "Markt"),
            mast(2, "Markt", north=100),
            mast(3, "", north=120),
            mast(4, "Markt", north=2000),
            mast(5, "Nord", group="g"),
            mast(6, "Süd", north=800, group="g"),
        ]
    )

    assert [[point.id for point in group] for group in found] == [["m1", "m2", "m3"], ["m4"], ["m5", "m6"]]


def test_given_a_station_when_a_bus_stop_is_on_its_forecourt_then_they_are_one() -> None:
    groups = gathered([mast(1, "Dorf Bahnhof", north=100), mast(2, "Schule", north=100)])
    station, far = mast(3, "Dorf", kind="station"), mast(4, "Wald", north=5000, kind="station")

    found = with_stations(groups, [station, mast(5, "Dorf", north=60, kind="station"), far])

    assert [[point.id for point in group] for group in found] == [["m1", "m3"], ["m2"], ["m4"]]


def stops_of(masts: Sequence[Mast], *places: Thing, streets: Sequence[Street] = (ROAD,)) -> list[DraftStop]:
    towns, _ = chosen(*places)
    stops, _ = draft_stops(gathered(masts), towns, frozenset(each.id for each in towns), Streets(streets))
    return stops


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("Dorf, Markt", "Dorf, Markt"),
        ("Dorf-Markt", "Dorf, Markt"),
        ("Dorf Markt", "Dorf, Markt"),
        ("Markt", "Dorf, Markt"),
        ("Dorf", "Dorf"),
        ("", "Dorf"),
        ("Gemeinde Gewerbegebiet", "Gemeinde, Gewerbegebiet"),
        ("Gemeinde-Dorf", "Dorf"),
        ("Dorfstraße", "Dorf, Dorfstraße"),
    ],
)
def test_given_a_stop_of_the_map_when_it_is_named_then_the_place_stands_in_front(
    called: str, name: str
) -> None:
    (stop,) = stops_of([mast(1, called)], place(1, "Dorf"))

    assert stop.name == name


def test_given_a_part_with_a_stop_of_its_name_when_it_is_drafted_then_the_stop_is_the_parts() -> None:
    stop = next(
        stop
        for stop in stops_of(
            [mast(1, "Rand", north=300)], place(1, "Dorf"), place(2, "Rand", "hamlet", north=300)
        )
        if not stop.virtual
    )

    assert (stop.name, stop.part, stop.settlement.name) == ("Rand", "Rand", "Dorf")


def test_given_stops_of_one_name_when_they_are_drafted_then_streets_or_numbers_tell_them_apart() -> None:
    apart = [
        mast(1, "Schule", north=20),
        mast(2, "Schule", north=20, east=0.01),
        mast(3, "Schule", north=700),
    ]

    names = [stop.name for stop in stops_of(apart, place(1, "Dorf"))]

    assert names == ["Dorf, Schule", "Dorf, Schule (Hauptstraße)", "Dorf, Schule 2"]


def test_given_a_village_without_stop_when_it_is_drafted_then_a_vehicle_stops_at_the_next_street() -> None:
    (stop,) = stops_of([], place(1, "Dorf", north=400, east=0.05))

    assert stop.virtual
    assert stop.name == "Dorf"
    assert (stop.lat, stop.lon) == (51.0, 10.05)


def test_given_a_village_far_from_streets_when_stops_are_drafted_then_it_is_told() -> None:
    towns, _ = chosen(place(1, "Dorf"), place(2, "Alm", "hamlet", north=4000))

    stops, unreached = draft_stops([], towns, frozenset({"n1", "n2"}), Streets([ROAD]))

    assert unreached == ["Alm"]
    assert [stop.name for stop in stops] == ["Dorf"]


def test_given_a_street_that_nothing_joins_when_a_stop_is_placed_then_it_is_on_the_others() -> None:
    island = Street("Insel", np.array([(10.05, 51.003), (10.051, 51.003)]))
    more = Street("Nebenstraße", np.array([(10.2, 51.0), (10.3, 51.0)]))

    (stop,) = stops_of([], place(1, "Dorf", north=330, east=0.05), streets=(island, ROAD, more))

    assert stop.lat == pytest.approx(51.0)


def test_given_a_station_without_forecourt_when_stops_are_drafted_then_none_is_made() -> None:
    near, far = mast(1, "Dorf", north=200, kind="station"), mast(2, "Wald", north=900, kind="station")

    names = [stop.name for stop in stops_of([near, far], place(1, "Dorf")) if stop.station]

    assert names == ["Dorf, Bahnhof"]


def test_given_several_stops_when_the_main_one_is_chosen_then_it_is_the_nearest_to_the_middle() -> None:
    stops = stops_of([mast(1, "Nord", north=500), mast(2, "Mitte", north=50)], place(1, "Dorf"))

    assert main_stop(stops[0].settlement, stops).name == "Dorf, Mitte"


# destinations


def test_given_things_of_the_map_when_destinations_are_drafted_then_those_near_a_stop_are_told_apart() -> (
    None
):
    stops = stops_of(
        [mast(1, "Dorf"), mast(2, "Weiler", north=3000)], place(1, "Dorf"), place(2, "Weiler", north=3000)
    )
    things = [
        Thing("n1", 51.0, 10.0, {"amenity": "pharmacy", "name": "Apotheke"}),
        Thing("n2", 51.0 + 3000 / NORTH_M, 10.0, {"amenity": "pharmacy", "name": "Apotheke"}),
        Thing("n3", 51.0, 10.0, {"amenity": "pharmacy", "name": "Apotheke"}),
        Thing("n4", 51.0 + 1500 / NORTH_M, 10.0, {"amenity": "school", "name": "Waldschule"}),
        Thing("n5", 51.0, 10.0, {"amenity": "bench", "name": "Bank"}),
    ]

    found = draft_destinations(things, stops)

    assert [(each.id, each.name, each.kind) for each in found] == [
        ("apotheke-dorf", "Apotheke (Dorf)", "pharmacy"),
        ("apotheke-weiler", "Apotheke (Weiler)", "pharmacy"),
    ]
    assert all(re.fullmatch(r"[a-z0-9-]+", each.id) for each in found)
