"""The form of a scenario and back."""

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from dispatch.scenarios import read_scenario, variants
from mobility.region import Region
from web.planning.catalogue import fields
from web.planning.draft import Form, Unfilled, fill_draft, read_date, read_draft
from web.planning.examples import Example, examples, plain
from web.planning.fleet import as_clocks, dealt
from web.planning.kinds import Count, Decimal, Hours, Names, Unreadable, several
from web.planning.labels import value_words
from web.planning.sizing import size_of
from web.planning.trees import find

TODAY = date(2026, 11, 22)


def form_of(region: Region, **typed: str) -> Form:
    """The form as it is opened, with something typed over it."""
    form = fill_draft({"name": "Probe", **plain(region, TODAY)}, region)
    for name, text in typed.items():
        form[name] = text
    return form


def errors_of(region: Region, **typed: str) -> dict[str, str]:
    with pytest.raises(Unfilled) as found:
        read_draft(form_of(region, **typed), region)
    return dict(found.value.errors)


def test_given_each_example_when_its_form_is_sent_then_it_is_a_scenario_that_makes_sense(
    region: Region,
) -> None:
    sizes = {}
    for each in examples(region):
        text = read_draft(fill_draft(each.scenario(region, TODAY), region), region)
        sizes[each.id] = size_of(read_scenario(text)).variants

    assert sizes == {"fahrzeuge": 5, "vorlauf": 2, "sonntag": 3, "umweg": 4, "gemeinden": 6}


def test_given_a_scenario_when_it_is_shown_in_the_form_and_sent_then_it_is_the_same(region: Region) -> None:
    for each in examples(region):
        once = read_draft(fill_draft(each.scenario(region, TODAY), region), region)

        again = read_draft(fill_draft(tomllib.loads(once), region), region)

        assert tomllib.loads(again) == tomllib.loads(once), each.id


def test_given_only_a_number_of_vehicles_when_sent_then_the_rest_of_the_fleet_is_todays(
    region: Region,
) -> None:
    tree = tomllib.loads(read_draft(form_of(region, fahrzeuge="4"), region))

    assert tree["fleet"] == {
        "vans": 4,
        "seats": 8,
        "wheelchairs": 1,
        "prams": 2,
        "shift": [
            {"hours": ["05:00", "15:00"]},
            {"hours": ["07:00", "16:00"]},
            {"hours": ["12:00", "22:00"]},
        ],
    }


def test_given_more_vehicles_than_duties_when_sent_then_it_warns_that_they_repeat(region: Region) -> None:
    def warned(**typed: str) -> str:
        return dealt(tomllib.loads(read_draft(form_of(region, **typed), region)))

    search = {"frage": "suche", "suche": "fahrzeuge", "von": "1", "bis": "8", "schwelle": "90"}

    assert "Das 4. Fahrzeug bekommt wieder den ersten Dienst, 5:00 bis 15:00 Uhr." in warned(fahrzeuge="4")
    assert "Das 4. Fahrzeug" in warned(**search, kennzahl="service_level")
    assert "Das 4. Fahrzeug" in warned(frage="werte", was1="fahrzeuge", werte1="2; 5")
    assert warned(fahrzeuge="3") == ""
    assert warned(fahrzeuge="8", dienst="5:00 bis 22:00") == ""
    assert warned() == ""


def test_given_the_search_for_a_fleet_when_its_example_is_sent_then_all_drive_while_people_ask(
    region: Region,
) -> None:
    text = read_draft(fill_draft(examples(region)[0].scenario(region, TODAY), region), region)

    tree = tomllib.loads(text)
    asked, (begin, end) = region.demand.hours, tree["fleet"]["hours"]
    assert tree["region"]["policy"]["hours"] == as_clocks(asked)
    assert begin < as_clocks(asked)[0]
    assert as_clocks(asked)[1] < end
    assert dealt(tree) == ""


def test_given_weekend_hours_when_sent_then_they_hold_on_all_three_types_of_day(region: Region) -> None:
    form = form_of(region, wochenende="6:00 bis 20:00")

    policy = tomllib.loads(read_draft(form, region))["region"]["policy"]

    assert policy.keys() == {"saturday", "sunday", "holiday"}
    assert all(table == {"hours": ["06:00", "20:00"]} for table in policy.values())
    assert fill_draft(tomllib.loads(read_draft(form, region)), region)["wochenende"] == "6:00 bis 20:00"


def test_given_keys_without_a_field_when_filled_in_then_they_stand_for_experts_and_are_kept(
    region: Region,
) -> None:
    form = form_of(region, experte="[desk]\nwork = 0\n")

    tree = tomllib.loads(read_draft(form, region))

    assert tree["desk"] == {"work": 0}
    assert fill_draft(tree, region)["experte"].strip() == "[desk]\nwork = 0"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": " "}, {"name"}),
        ({"name": "x" * 121}, {"name"}),
        ({"tage": ""}, {"tage"}),
        ({"tage": "30.2.2026"}, {"tage"}),
        ({"tage": "24.11.2026; 24.11.2026"}, {"tage"}),
        ({"laeufe": "0"}, {"laeufe"}),
        ({"binnen": "bald"}, {"binnen"}),
        ({"fahrzeuge": "-1", "vorlauf": "eine Stunde"}, {"fahrzeuge", "vorlauf"}),
        ({"experte": "a ="}, {"experte"}),
        ({"experte": "seeds = 3"}, {"experte"}),
        ({"frage": "werte", "was1": ""}, {"was1"}),
        ({"frage": "werte", "was1": "vorlauf", "werte1": "60"}, {"werte1"}),
        ({"frage": "werte", "was1": "vorlauf", "werte1": "60; 60"}, {"werte1"}),
        ({"frage": "werte", "was1": "vorlauf", "werte1": "30; 60", "werte2": "3"}, {"was2"}),
        (
            {"frage": "werte", "was1": "vorlauf", "werte1": "30; 60", "was2": "vorlauf", "werte2": "5; 6"},
            {"was2"},
        ),
        ({"frage": "werte", "was1": "gemeinden", "werte1": "Bad Belzig; Nirgendwo"}, {"werte1"}),
        ({"frage": "suche", "suche": ""}, {"suche"}),
        (
            {"frage": "suche", "suche": "fahrzeuge", "kennzahl": "service_level", "schwelle": "viel"},
            {"von", "bis", "schwelle"},
        ),
        ({"frage": "etwas"}, {"frage"}),
    ],
)
def test_given_a_mistake_when_the_form_is_sent_then_its_field_says_so(
    region: Region, typed: dict[str, str], wrong: set[str]
) -> None:
    assert errors_of(region, **typed).keys() == wrong


def test_given_a_search_in_the_form_when_sent_then_its_aim_is_in_the_units_of_the_figure(
    region: Region,
) -> None:
    form = form_of(
        region,
        frage="suche",
        suche="vorlauf",
        von="10",
        bis="120",
        kennzahl="wait_mean_s",
        art="hoechstens",
        schwelle="7,5",
        richtung="groesste",
    )

    scenario = read_scenario(read_draft(form, region))

    assert scenario.search
    assert (scenario.search.first, scenario.search.last, scenario.search.largest) == (10, 120, True)
    assert (scenario.search.at_most, scenario.search.at_least) == (450, None)


def test_given_two_things_to_vary_when_sent_then_all_combinations_are_variants(region: Region) -> None:
    form = form_of(
        region,
        frage="werte",
        was1="gemeinden",
        werte1="Bad Belzig; Bad Belzig + Wiesenburg/Mark",
        was2="zuege",
        werte2="0; 50; 100",
    )

    found = variants(read_scenario(read_draft(form, region)))

    assert [each.label["demand.bound"] for each in found] == [0, 0.5, 1] * 2
    assert found[3].label["served.municipalities"] == ["Bad Belzig", "Wiesenburg/Mark"]


def test_given_every_field_when_what_holds_today_is_asked_then_there_is_an_answer(region: Region) -> None:
    assert [field.name for field in fields() if not field.today(region)] == []


def test_given_every_field_when_its_names_are_compared_then_no_two_share_one() -> None:
    names = [field.name for field in fields()]
    others = {"name", "ziel", "verantwortlich", "tage", "laeufe", "binnen", "gemeinden", "ortsteile"}
    others |= {"frage", "was1", "was2", "werte1", "werte2", "suche", "von", "bis", "kennzahl", "art"}
    others |= {"schwelle", "richtung", "experte", "schritt"}

    assert len(set(names)) == len(names)
    assert not others & set(names)


def test_given_a_region_of_one_municipality_when_examples_are_offered_then_none_joins_later() -> None:
    class Alone:
        municipalities = ("Au",)

    offered: tuple[Example, ...] = examples(Alone())  # type: ignore[arg-type] # all that is asked of it

    assert "gemeinden" not in {each.id for each in offered}


@given(st.integers(1, 60))
def test_given_a_count_when_shown_and_read_then_it_is_the_same(number: int) -> None:
    assert Count(1, 60).read(Count(1, 60).show(number)) == number


@given(st.integers(0, 1_000_000))
def test_given_a_share_when_shown_and_read_then_it_is_the_same(millionths: int) -> None:
    share = Decimal(100, per=100)
    assert share.read(share.show(millionths / 1_000_000)) == pytest.approx(millionths / 1_000_000, abs=5e-7)


@given(st.integers(0, 23 * 60), st.integers(1, 6 * 60))
def test_given_hours_when_shown_and_read_then_they_are_the_same(start: int, length: int) -> None:
    hours = [f"{time // 60:02}:{time % 60:02}" for time in (start, start + length)]
    assert Hours().read(Hours().show(hours)) == hours


@given(st.text(max_size=20))
def test_given_any_text_when_read_as_a_value_then_it_is_one_or_is_refused(text: str) -> None:
    for kind in (Count(1, 9), Decimal(9), Hours(), Names(("Au",))):
        try:
            values = several(kind, text)
        except Unreadable:
            continue
        assert all(kind.read(kind.show(value)) == value for value in values)


@pytest.mark.parametrize("text", ["24.11.2026", "2026-11-24"])
def test_given_a_date_in_either_form_when_read_then_it_is_that_day(text: str) -> None:
    assert read_date(text) == date(2026, 11, 24)


def test_given_values_of_any_kind_when_said_then_no_program_text_is_left() -> None:
    assert value_words("fleet.shift", [{"hours": ["05:00", "15:00"]}]) == "5:00 bis 15:00"
    assert value_words("region.policy.parallel", value=False) == "nein"
    assert value_words("fleet.vans", "viele") == "viele"
    assert value_words("region.costs.km_cents", 45) == "0,45 Euro"
    assert find({}, "a.b") is None


def test_given_a_form_without_anything_when_sent_then_every_duty_is_named(region: Region) -> None:
    with pytest.raises(Unfilled) as found:
        read_draft(MultiDict(), region)

    assert found.value.errors.keys() == {"name", "tage", "laeufe", "binnen"}
