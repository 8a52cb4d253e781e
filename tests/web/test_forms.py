from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.bookings import Anchor
from mobility.clock import HOUR, MINUTE
from mobility.needs import Needs
from mobility.region import Region
from web import forms, mistakes, numbers
from web.forms import ClockWish, Connection, Form, TrainWish
from web.mistakes import Mistake, Mistaken

TODAY = date(2026, 11, 24)


def mistakes_of(reading: Callable[[Form], object], form: Form) -> dict[str, Mistake]:
    with pytest.raises(Mistaken) as refused:
        reading(form)
    return refused.value.mistakes


def test_every_mistake_has_words() -> None:
    for mistake in Mistake:
        sentence = mistakes.sentence(mistake)
        assert sentence.endswith(".")
        assert "%" not in sentence


# where and on which day


def test_a_part_of_a_name_finds_the_place_without_script(region: Region) -> None:
    way = forms.read_way(region, {"von": "Repp", "nach": "Bahnhof Bad Belzig", "tag": "2026-11-25"}, TODAY)
    assert (way.origin.name, way.destination.name) == ("Reppinichen", "Bahnhof Bad Belzig")
    assert way.destination.stop == region.station
    assert way.day == TODAY + timedelta(days=1)


def test_without_a_day_today_is_meant(region: Region) -> None:
    assert forms.read_way(region, {"von": "Reppinichen", "nach": "Reetz"}, TODAY).day == TODAY


def test_a_name_that_fits_several_places_is_asked_back(region: Region) -> None:
    with pytest.raises(Mistaken) as refused:
        forms.read_way(region, {"von": "Repp", "nach": "Bahnhof"}, TODAY)
    assert refused.value.mistakes == {"nach": Mistake.PLACE_AMBIGUOUS}
    assert {place.name for place in refused.value.candidates["nach"]} >= {
        "Bahnhof Bad Belzig",
        "Bahnhof Wiesenburg",
    }


def test_a_picked_suggestion_decides(region: Region) -> None:
    picked = {"nach": "Bahnhof", "nach_ort": "destination-bahnhof-wiesenburg"}
    assert forms.read_way(region, {"von": "Repp", **picked}, TODAY).destination.name == "Bahnhof Wiesenburg"


def test_a_text_that_was_changed_after_picking_wins(region: Region) -> None:
    changed = {"nach": "Reetz", "nach_ort": "destination-bahnhof-wiesenburg"}
    assert forms.read_way(region, {"von": "Repp", **changed}, TODAY).destination.name == "Reetz"


def test_a_link_may_name_places_by_id_or_stop(region: Region) -> None:
    way = forms.read_way(region, {"von": "ortsteil-reppinichen", "nach": region.station}, TODAY)
    assert way.destination.stop == region.station


def test_everything_that_is_wrong_is_told_at_once(region: Region) -> None:
    wrong = {"von": "", "nach": "Xyzzy", "tag": "tomorrow"}
    assert mistakes_of(lambda form: forms.read_way(region, form, TODAY), wrong) == {
        "von": Mistake.PLACE_MISSING,
        "nach": Mistake.PLACE_UNKNOWN,
        "tag": Mistake.DAY_UNKNOWN,
    }


def test_a_way_leads_somewhere_else(region: Region) -> None:
    same = {"von": "Reppinichen", "nach": "reppinichen"}
    assert mistakes_of(lambda form: forms.read_way(region, form, TODAY), same) == {"nach": Mistake.SAME_PLACE}


@pytest.mark.parametrize(("days", "known"), [(-1, False), (0, True), (14, True), (15, False)])
def test_days_can_be_chosen_up_to_the_horizon(days: int, *, known: bool) -> None:  # B5
    day = TODAY + timedelta(days=days)
    assert forms.read_day(day.isoformat(), TODAY, 14) == (day if known else None)


# when


@pytest.mark.parametrize(
    "when",
    [
        TrainWish(Connection.TO_TRAIN, "14s2xE_2059"),
        TrainWish(Connection.FROM_TRAIN, "a:b"),
        ClockWish(Anchor.DEPART, 8 * HOUR),
        ClockWish(Anchor.ARRIVE, 14 * HOUR + 35 * MINUTE),
    ],
)
def test_the_time_survives_the_way_through_the_address(when: forms.When) -> None:
    assert forms.read_when(forms.when_fields(when)) == when


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"wunsch": "ab"},
        {"wunsch": "ab", "stunde": "8", "minute": "x"},
        {"wunsch": "zum:"},
        {"wunsch": "irgendwann", "stunde": "8", "minute": "0"},
        {"wunsch": "ab", "stunde": "-8", "minute": "0"},
        {"wunsch": "ab", "stunde": "٨", "minute": "0"},
    ],
)
def test_a_time_that_is_none_is_asked_for(form: Form) -> None:
    assert mistakes_of(forms.read_when, form) == {"wunsch": Mistake.TIME_MISSING}


# who


def test_nothing_typed_is_one_person_without_anything() -> None:
    assert forms.read_needs({}) == Needs()


def test_two_persons_and_a_pram() -> None:
    assert forms.read_needs({"personen": " 2 ", "kinderwagen": "1"}) == Needs(passengers=2, prams=1)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"personen": "0"}, {"personen": Mistake.PARTY_TOO_SMALL}),
        ({"personen": "9"}, {"personen": Mistake.PARTY_TOO_LARGE}),
        ({"personen": "zwei"}, {"personen": Mistake.NUMBER_UNREADABLE}),
        ({"rollstuhl": "2"}, {"rollstuhl": Mistake.MORE_WHEELCHAIRS_THAN_PEOPLE}),
        ({"rollator": "5"}, {"rollator": Mistake.TOO_MANY_AIDS}),
        ({"kinderwagen": "-1"}, {"kinderwagen": Mistake.NUMBER_UNREADABLE}),
    ],
)
def test_a_party_that_cannot_be(form: Form, expected: dict[str, Mistake]) -> None:
    assert mistakes_of(forms.read_needs, form) == expected


@given(
    st.dictionaries(
        st.sampled_from(["personen", "rollstuhl", "kinderwagen", "rollator"]), st.text(max_size=4)
    )
)
def test_whatever_is_typed_there_is_a_party_or_a_mistake(form: dict[str, str]) -> None:
    try:
        read: object = forms.read_needs(form)
    except Mistaken as mistaken:
        read = set(mistaken.mistakes) <= {"personen", "rollstuhl", "kinderwagen", "rollator"}
    assert read is True or (isinstance(read, Needs) and 1 <= read.passengers <= 8)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("033841 12345", "+493384112345"),
        ("(033841) 123-45", "+493384112345"),
        ("0151 23456789", "+4915123456789"),
        ("+44 20 7946 0000", "+442079460000"),
        ("", Mistake.PHONE_MISSING),
        ("12", Mistake.PHONE_TOO_SHORT),
        ("033841 1234567890123", Mistake.PHONE_TOO_LONG),
        ("Oma Erna", Mistake.PHONE_WRONG),
        ("0338 oder so", Mistake.PHONE_WRONG),
        ("01512345678", Mistake.PHONE_WRONG),
    ],
)
def test_phone_numbers_are_read_as_people_write_them(typed: str, read: str | Mistake) -> None:
    assert numbers.read_phone(typed) == read


@given(st.text(max_size=40))
def test_no_phone_number_breaks_the_reader(typed: str) -> None:
    read = numbers.read_phone(typed)
    assert isinstance(read, Mistake) or read.startswith("+")


def test_party_and_contact_are_judged_together() -> None:
    assert mistakes_of(forms.read_party, {"personen": "9", "name": " ", "telefon": "12"}) == {
        "personen": Mistake.PARTY_TOO_LARGE,
        "name": Mistake.NAME_MISSING,
        "telefon": Mistake.PHONE_TOO_SHORT,
    }


def test_a_refusal_never_repeats_what_was_typed() -> None:
    with pytest.raises(Mistaken) as refused:
        forms.read_contact({"name": "Erna Beispiel", "telefon": "0338"})
    assert "Erna" not in f"{refused.value!s}{refused.value!r}"


def test_every_stop_can_be_named_by_a_link_and_sent_back_by_the_form(region: Region) -> None:
    for stop in region.stops:
        shown = forms.place_of(region, stop)
        assert shown is not None
        assert shown.stop == stop
        assert forms.find_place(region, shown.name, shown.id) == shown
