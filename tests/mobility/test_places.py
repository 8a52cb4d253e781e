import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.places import Place, PlaceKind, find_places, fold, list_places, place, stop_place
from mobility.region import Region, load_region

REGION = load_region("bad-belzig")
PLACES = list_places(REGION)
LONG_NAMES = [each for each in PLACES if len(each.name) > 6]


def names(region: Region, text: str) -> list[str]:
    return [found.name for found in find_places(region, text)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("badbelzig", "Bad Belzig"),
        ("Reetzer hütten", "Reetzerhütten"),
        ("SteinTherme", "SteinTherme"),
        ("stein terme", "SteinTherme"),
        ("therme", "SteinTherme"),
        ("bahnhof", "Bahnhof Bad Belzig"),
        ("Bhf", "Bahnhof Bad Belzig"),
        ("belzig bahnhof", "Bahnhof Bad Belzig"),
        ("banhof wiesenburg", "Bahnhof Wiesenburg"),
        ("Repp", "Reppinichen"),
        ("Luebnitz", "Lübnitz"),
        ("LUBNITZ", "Lübnitz"),
        ("gross briesen", "Groß Briesen"),
        ("groß-briesen", "Groß Briesen"),
        ("Jeserig", "Jeserig/Fläming"),
        ("Wiesenburg/Mark", "Wiesenburg"),
        ("klein glien", "Klein Glien"),
        ("Schmerwitz", "Schmerwitz"),
        ("Weitzgrund", "Weitzgrund"),
        ("Setzsteig", "Setzsteig"),
        ("fichtestraße", "Fichtestr."),
        ("Puschkin", "Puschkinstr."),
        ("krankenhaus", "Krankenhaus Bad Belzig"),
        ("markt", "Altstadt / Markt"),
    ],
)
def test_what_people_type_finds_what_they_mean(region: Region, typed: str, first: str) -> None:
    assert names(region, typed)[0] == first


@pytest.mark.parametrize("nothing", ["", "   ", "...", "Kaufland", "qqqqqq", "字"])
def test_nothing_is_found_where_nothing_is_meant(region: Region, nothing: str) -> None:
    assert find_places(region, nothing) == []


def test_all_stations_are_offered_for_station_the_hub_first(region: Region) -> None:
    kinds = [(found.name, found.kind) for found in find_places(region, "Bahnhof")][:3]
    assert kinds == [
        ("Bahnhof Bad Belzig", PlaceKind.STATION),
        ("Bahnhof Medewitz", PlaceKind.STATION),
        ("Bahnhof Wiesenburg", PlaceKind.STATION),
    ]
    assert "Busbahnhof Bad Belzig" in names(region, "Bahnhof")


def test_a_name_that_begins_with_the_word_comes_before_one_that_only_begins_like_it(region: Region) -> None:
    assert names(region, "Reetz") == ["Reetz", "Reetz, Ziegelei", "Reetzerhütten"]
    assert names(region, "Reet") == ["Reetz", "Reetzerhütten", "Reetz, Ziegelei"]


def test_an_ortsteil_with_one_stop_appears_once(region: Region) -> None:
    for ortsteil in region.ortsteile:
        stops = [stop for stop in region.stops.values() if stop.ortsteil == ortsteil.name]
        if len(stops) == 1:
            found = [each for each in find_places(region, ortsteil.name) if each.stop == ortsteil.stop]
            assert [each.name for each in found if each.kind is not PlaceKind.PART] == [ortsteil.name]


def test_a_place_and_its_stop_are_never_both_in_the_list(region: Region) -> None:
    for text in ("Lübnitz", "SteinTherme", "Seedoche", "Wiesenburg", "Bad Belzig"):
        found = find_places(region, text)
        for stop in (each for each in found if each.kind is PlaceKind.STOP):
            assert [each for each in found if each.stop == stop.stop] == [stop]


def test_two_places_at_one_stop_are_both_found(region: Region) -> None:
    assert "Rathaus Bad Belzig" in names(region, "rat")
    assert names(region, "Landratsamt") == ["Landratsamt"]


def test_in_town_a_stop_goes_by_its_street_and_in_a_village_by_the_village_too(region: Region) -> None:
    streets = [each for each in PLACES if each.kind is PlaceKind.STOP and each.detail == "Bad Belzig"]
    assert "Am Betriebshof" in {each.name for each in streets}
    assert not any(each.name.startswith("Bad Belzig") for each in streets)
    assert names(region, "Ausbau")[0] == "Grubo, Ausbau"


def test_a_place_says_in_what_it_lies(region: Region) -> None:
    def detail(text: str) -> tuple[str, str]:
        found = find_places(region, text)[0]
        return found.kind, found.detail

    assert detail("Reppinichen") == ("ortsteil", "Wiesenburg/Mark")
    assert detail("Klein Glien") == ("part", "Hagelberg")
    assert detail("Puschkinstr.") == ("stop", "Bad Belzig")
    assert detail("Kindergarten Jeserig") == ("destination", "Jeserig/Fläming")


def test_a_part_is_served_by_its_own_stop_or_else_by_that_of_its_ortsteil(region: Region) -> None:
    assert region.stops[find_places(region, "Weitzgrund")[0].stop].name == "Weitzgrund"
    assert region.stops[find_places(region, "Preußnitz")[0].stop].name == "Preußnitz, B 102"
    assert region.stops[find_places(region, "Arensnest")[0].stop].name == "Schlamau"


def test_every_place_is_found_again_by_its_id(region: Region) -> None:
    assert len({each.id for each in PLACES}) == len(PLACES)
    for each in PLACES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each.id)
        assert place(region, each.id) == each
    assert place(region, "reppinichen") is None


def test_every_stop_is_a_place_even_where_another_stands_for_it(region: Region) -> None:
    for stop in region.stops:
        found = stop_place(region, stop)
        assert (found.stop, place(region, found.id)) == (stop, found)
    with pytest.raises(KeyError):
        stop_place(region, "nowhere")


def test_every_stop_can_be_found_by_searching(region: Region) -> None:
    assert {each.stop for each in PLACES} == set(region.stops)


def test_no_more_is_found_than_asked_for(region: Region) -> None:
    assert len(find_places(region, "b", limit=3)) == 3
    assert find_places(region, "b", limit=3) == find_places(region, "b")[:3]


def test_a_very_long_text_is_cut(region: Region) -> None:
    assert find_places(region, "Reppinichen" + " " * 100 + "x" * 100_000)[0].name == "Reppinichen"


def plain(name: str) -> str:
    """A name as it is typed on a keyboard without umlauts."""
    for umlaut, vowel in ("äa", "öo", "üu", "ÄA", "ÖO", "ÜU"):
        name = name.replace(umlaut, f"{vowel}e")
    return name.replace("ß", "ss")


@given(st.sampled_from(PLACES))
def test_every_place_is_among_the_first_three_for_its_name_with_and_without_umlauts(wanted: Place) -> None:
    for text in (wanted.name, wanted.name.upper(), plain(wanted.name), " ".join(fold(wanted.name))):
        assert wanted in find_places(REGION, text)[:3]


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[Place, str]:
    """A place with a long name, and the name with one letter left out, added, changed or swapped."""
    wanted = draw(st.sampled_from(LONG_NAMES))
    at = draw(st.integers(0, len(wanted.name) - 1))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüß"))
    before, here, after = wanted.name[:at], wanted.name[at], wanted.name[at + 1 :]
    typed = draw(
        st.sampled_from(
            [
                before + after,
                before + letter + here + after,
                before + letter + after,
                before + after[:1] + here + after[1:],
            ]
        )
    )
    return wanted, typed


def test_a_typing_error_that_is_part_of_another_name_does_not_hide_a_place() -> None:
    # "tad" is also in "Altstadt"
    assert "Bad Belzig" in [found.name for found in find_places(REGION, "tad Belzig")]


@given(mistyped())
def test_one_typing_error_does_not_hide_a_place(wanted_and_typed: tuple[Place, str]) -> None:
    wanted, typed = wanted_and_typed
    assert wanted in find_places(REGION, typed)[:3]


@given(st.text(max_size=200))
def test_no_text_breaks_the_search(text: str) -> None:
    assert len(find_places(REGION, text)) <= 8
