"""What differs from municipality to municipality comes from its pack, or is not there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dispatch.office import Office
from dispatch.travel import TravelTimes
from mobility.calendar import DayType
from mobility.clock import HOUR
from mobility.promises import TimeWindow
from mobility.region import Region
from mobility.region.particulars import Fares, Phone
from mobility.store import Database
from mobility.timetable import NO_FEED
from tests.offices import Wall
from tests.web.conftest import NOWHERE, TUESDAY_AT_EIGHT, config_for
from tests.web.pages import text
from web import create_app, words
from web.day_types import hours_by_day
from web.opening import opening

OFFICE_HOURS = {DayType.SCHOOL_DAY: TimeWindow(8 * HOUR, 17 * HOUR)}
Reader = Callable[[Region], FlaskClient]


@pytest.fixture
def reader_of(travel: TravelTimes) -> Reader:
    """Makes a visitor of the pages of some other region; touching a database fails."""

    def make(region: Region) -> FlaskClient:
        config = config_for(NOWHERE)
        wall = Wall(TUESDAY_AT_EIGHT)
        office = Office(Database(config.database_url), region, travel, wall, ring=lambda _token: None)
        return create_app(config, wall, office, ring=lambda _reference: None).test_client()

    return make


# phone hours (B6)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of a week in late November, when Berlin is an hour ahead of UTC."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until", "opens"),
    [
        (berlin(24, 7, 59), None, berlin(24, 8)),
        (berlin(24, 8), berlin(24, 17), None),
        (berlin(24, 17), berlin(24, 17), None),
        (berlin(24, 17, 1), None, berlin(25, 8)),
        (berlin(27, 18), None, berlin(30, 8)),  # Friday evening: the weekend is not served
    ],
)
def test_given_phone_hours_when_somebody_looks_then_the_page_knows_whether_anybody_answers(
    region: Region, now: datetime, until: datetime | None, opens: datetime | None
) -> None:
    local = replace(region, phone=Phone("+49 30 23125 000", OFFICE_HOURS))

    found = opening(local, now)

    assert (found.until, found.opens) == (until, opens)


def test_given_the_clocks_change_when_the_phone_opens_then_it_is_eight_on_the_wall(region: Region) -> None:
    sunday = replace(region, phone=Phone("1", {DayType.SUNDAY: TimeWindow(8 * HOUR, 9 * HOUR)}))

    assert opening(sunday, datetime(2026, 3, 28, 12, tzinfo=UTC)).opens == datetime(
        2026, 3, 29, 6, tzinfo=UTC
    )
    assert opening(sunday, datetime(2026, 10, 24, 12, tzinfo=UTC)).opens == datetime(
        2026, 10, 25, 7, tzinfo=UTC
    )


def test_given_nobody_answers_when_a_page_is_read_then_it_sends_people_to_the_form(
    region: Region, reader_of: Reader
) -> None:
    page = text(reader_of(replace(region, phone=Phone("+49 30 23125 000", {}))).get("/so-geht-es"))

    assert "Am Telefon ist zurzeit niemand zu erreichen. Hier buchen Sie jederzeit." in page


def test_given_a_closed_phone_when_a_page_is_read_then_it_says_when_it_opens(
    region: Region, reader_of: Reader
) -> None:
    late = {DayType.SCHOOL_DAY: TimeWindow(9 * HOUR, 17 * HOUR)}
    page = text(reader_of(replace(region, phone=Phone("+49 30 23125 000", late))).get("/"))

    assert "Am Telefon sind wir wieder da: heute, 9:00 Uhr. Hier buchen Sie jederzeit." in page


def test_given_an_open_phone_when_a_page_is_read_then_it_says_until_when(reader: FlaskClient) -> None:
    assert "Wir sind da: heute bis 20:00 Uhr." in text(reader.get("/"))


def test_given_hours_that_differ_when_they_are_listed_then_equal_days_stand_together() -> None:
    weekday, weekend = TimeWindow(6 * HOUR, 20 * HOUR), TimeWindow(8 * HOUR, 20 * HOUR)
    hours = dict.fromkeys((DayType.SCHOOL_DAY, DayType.SCHOOL_HOLIDAY), weekday)
    hours |= dict.fromkeys((DayType.SATURDAY, DayType.SUNDAY, DayType.HOLIDAY), weekend)

    assert hours_by_day(hours) == [
        ("Montag bis Freitag", "6:00 bis 20:00 Uhr"),
        ("am Wochenende und an Feiertagen", "8:00 bis 20:00 Uhr"),
    ]


# fares, languages, look


@pytest.mark.parametrize(
    ("tickets", "cents", "said"),
    [
        ((), 0, "Die Fahrt kostet nichts."),
        ((), 150, "Die Fahrt kostet 1,50 Euro je Person, zu zahlen beim Einsteigen."),
        (("MDV-Fahrschein",), 0, "Mitfahren können Sie mit MDV-Fahrschein. Kein Zuschlag."),
        (("A", "B", "C"), 0, "Mitfahren können Sie mit A, B oder C. Kein Zuschlag."),
    ],
)
def test_given_a_tariff_when_the_fare_is_told_then_it_is_that_of_the_region(
    tickets: tuple[str, ...], cents: int, said: str
) -> None:
    assert words.fare(Fares(tickets, "Tarif", ()), cents) == said


def test_given_one_language_when_a_page_is_read_then_no_other_is_offered(
    region: Region, reader_of: Reader
) -> None:
    visitor = reader_of(replace(region, languages=("de",)))

    assert "English" not in text(visitor.get("/"))
    assert "Wohin möchten Sie?" in text(visitor.get("/?lang=en"))


def test_given_english_first_when_a_page_is_read_then_german_is_the_other_language(
    region: Region, reader_of: Reader
) -> None:
    visitor = reader_of(replace(region, languages=("en", "de")))
    page = visitor.get("/").get_data(as_text=True)

    assert '<html lang="en"' in page
    assert 'href="/?lang=de"' in page
    assert "lang=en" not in page
    assert '<html lang="de"' in visitor.get("/?lang=de").get_data(as_text=True)


def test_given_colours_when_a_page_is_drawn_then_they_replace_those_of_the_project(
    region: Region, reader_of: Reader
) -> None:
    visitor = reader_of(replace(region, look=replace(region.look, action="#123456")))
    page = visitor.get("/").get_data(as_text=True)
    (address,) = [part.split('"')[0] for part in page.split('href="') if part.startswith("/farben.css")]
    sheet = visitor.get(address)

    assert sheet.mimetype == "text/css"
    assert "--action: #123456;" in sheet.get_data(as_text=True)
    assert address not in reader_of(region).get("/").get_data(as_text=True)


def test_given_a_logo_when_a_page_is_drawn_then_it_is_that_of_the_pack(
    region: Region, reader_of: Reader, tmp_path: Path
) -> None:
    (tmp_path / "wappen.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    visitor = reader_of(replace(region, folder=tmp_path, look=replace(region.look, logo="wappen.svg")))

    assert '<img src="/logo"' in visitor.get("/").get_data(as_text=True)
    with visitor.get("/logo") as logo:
        assert logo.mimetype == "image/svg+xml"


def test_given_no_logo_when_one_is_asked_for_then_there_is_none(reader: FlaskClient) -> None:
    assert reader.get("/logo").status_code == 404


# what a region may lack


@pytest.fixture
def bare(region: Region) -> Region:
    """Villages without town, station, timetable and destinations."""
    return replace(
        region,
        ortsteile=tuple(replace(ort, core=False) for ort in region.ortsteile),
        stops={key: replace(stop, station=False, lines=()) for key, stop in region.stops.items()},
        destinations=(),
        timetable=NO_FEED,
        demo_timetable=True,
        sources=tuple(source for source in region.sources if "timetable.zip" not in source.files),
    )


@pytest.mark.parametrize(
    "page", ["/", "/so-geht-es", "/daten", "/karte", "/karte/region.geojson", "/datenschutz"]
)
def test_given_a_bare_region_when_a_page_is_read_then_it_is_there(
    bare: Region, reader_of: Reader, page: str
) -> None:
    assert reader_of(bare).get(page).status_code == 200


def test_given_no_trains_when_a_time_is_chosen_then_no_train_is_spoken_of(
    bare: Region, reader_of: Reader
) -> None:
    page = text(reader_of(bare).get("/fahrt/wann?von=Reetz&nach=Borne&tag=2026-11-25"))

    assert "Ankommen bis" in page
    assert "Zug" not in page


def test_given_no_station_when_the_map_is_explained_then_no_sign_for_stations_is(
    bare: Region, region: Region, reader_of: Reader
) -> None:
    sign = "map-mark-station"

    assert sign in reader_of(region).get("/karte").get_data(as_text=True)
    assert sign not in reader_of(bare).get("/karte").get_data(as_text=True)


def test_given_destinations_when_somebody_types_then_the_examples_are_theirs(
    bare: Region, region: Region, reader_of: Reader
) -> None:
    assert "zum Beispiel: Bahnhof Bad Belzig" in text(reader_of(region).get("/"))
    assert "zum Beispiel:" not in text(reader_of(bare).get("/"))


def test_given_a_day_without_phone_hours_when_the_region_is_asked_then_there_are_none(region: Region) -> None:
    assert region.phone_hours(date(2026, 12, 24)) is None
