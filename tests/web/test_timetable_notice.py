"""The end of a timetable is seen by everybody who can do something about it, in time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from mobility.accounts import Role
from mobility.region import Region
from mobility.timetable import NO_FEED, Timetable
from tests.offices import Wall
from tests.web.conftest import TUESDAY_AT_EIGHT, Site, config_for
from tests.web.pages import text
from tests.web.staff import hire, sign_in
from web import create_app
from web.pages import timetable_warning, warn_of_end

LAST = date(2026, 12, 12)
TODAY = TUESDAY_AT_EIGHT.date()


def ending(region: Region, last: date) -> Region:
    return replace(region, timetable=Timetable((date(2026, 9, 1), last), {}))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (15, ""),
        (14, ""),
        (13, "gilt nur noch bis zum 12. Dezember 2026."),
        (0, "gilt nur noch bis zum 12. Dezember 2026."),
        (-1, "ist seit dem 12. Dezember 2026 abgelaufen."),
    ],
)
def test_the_staff_is_warned_from_two_weeks_before_the_end_on(region: Region, days: int, said: str) -> None:
    warning = timetable_warning(ending(region, LAST), LAST - timedelta(days=days))
    assert said in warning
    assert bool(warning) is bool(said)


def test_a_region_without_a_feed_has_nothing_to_end(region: Region) -> None:
    assert timetable_warning(replace(region, timetable=NO_FEED), LAST) == ""


@pytest.mark.parametrize(
    ("role", "path", "warned"),
    [
        (Role.OPERATOR, "/leitstelle", True),
        (Role.PLANNER, "/leitstelle/karte/2026-11-24", True),
        (Role.DRIVER, "/fahren", False),
    ],
)
def test_it_stands_on_the_pages_of_those_who_plan_and_not_on_the_drivers(
    site: Site, wall: Wall, region: Region, role: Role, path: str, warned: bool
) -> None:
    office = replace(site.office, region=ending(region, TODAY))
    hire(office.db, role.value, role)
    app = create_app(config_for("redis://127.0.0.1:1/0"), wall, office, ring=lambda _reference: None)
    page = sign_in(app, role.value).get(path)
    assert ("Bitte lesen Sie den nächsten Fahrplan ein" in page.text) is warned


@pytest.mark.parametrize(("days", "logged"), [(13, True), (14, False)])
def test_it_stands_in_the_log_when_the_pages_start(
    site: Site, region: Region, days: int, logged: bool
) -> None:
    with capture_logs() as logs:
        warn_of_end(replace(site.office, region=ending(region, TODAY + timedelta(days=days))))
    assert bool(logs) is logged
    assert all(entry["last"] == "2026-12-07" for entry in logs)


def test_everybody_can_read_for_which_time_the_timetable_speaks(reader: FlaskClient) -> None:
    page = text(reader.get("/daten"))
    assert "Der Fahrplan der Züge und Linien gilt vom 1. Januar 2026 bis 31. Dezember 2027." in page
