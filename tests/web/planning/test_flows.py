"""Who rides from where to where, and what is told of it."""

import json

import pytest
from flask.testing import FlaskClient

from dispatch.record import DayRecord, Fate
from mobility.accounts import Role
from mobility.clock import ServiceDay
from tests.offices import LAST_WEEK, MONDAY, booked, stop
from tests.web.conftest import TUESDAY_AT_EIGHT, Site
from tests.web.planning.recorded import asking, computed
from tests.web.staff import hire, sign_in
from web.planning.flows import Flow, flow_layer, flows
from web.planning.pictured import Pictured

NOVEMBER = ServiceDay(TUESDAY_AT_EIGHT.date())


@pytest.fixture
def paula(site: Site) -> FlaskClient:
    """A planner at work."""
    hire(site.office.db, "paula", Role.PLANNER)
    return sign_in(site.app, "paula")


def pictured(site: Site, rides: dict[str, int], *, real: bool, riders: int = 1000) -> Pictured:
    """Rides from Ortsteile to the station, by a number of people who take turns."""
    askings = [
        asking(site.office, 100 * row + number, ortsteil, Fate.RODE)
        for row, (ortsteil, count) in enumerate(rides.items())
        for number in range(count)
    ]
    record = DayRecord(service_day=NOVEMBER, askings=tuple(askings), drives=())
    people = {each.request.reference: str(number % riders) for number, each in enumerate(askings)}
    return Pictured(title="", back=("", ""), records=(record,), real=real, riders=people)


def test_given_simulated_rides_when_they_are_counted_then_all_are_told(site: Site) -> None:
    found = flows(site.office.region, pictured(site, {"Lütte": 1, "Reetz": 3}, real=False))

    assert found.shown == (Flow("weg-1", "Bad Belzig", "Reetz", 3), Flow("weg-2", "Bad Belzig", "Lütte", 1))
    assert found.left_out == 0


def test_given_real_rides_when_few_went_a_way_then_it_is_left_out(site: Site) -> None:
    found = flows(site.office.region, pictured(site, {"Lütte": 4, "Reetz": 5}, real=True))

    assert [(flow.b, flow.rides) for flow in found.shown] == [("Reetz", 5)]
    assert found.left_out == 1


def test_given_real_rides_of_two_people_when_they_are_counted_then_they_are_left_out(site: Site) -> None:
    found = flows(site.office.region, pictured(site, {"Reetz": 20}, real=True, riders=2))

    assert found.shown == ()


def test_given_flows_when_they_are_drawn_then_the_widest_line_is_the_largest(site: Site) -> None:
    region = site.office.region
    found = flows(region, pictured(site, {"Lütte": 1, "Reetz": 4}, real=False))

    drawn = flow_layer(region, found)["features"]
    widths = [each["properties"]["weight"] for each in drawn if each["properties"]["kind"] == "flow"]
    points = {
        each["properties"]["text"]: each["properties"]["entries"]
        for each in drawn
        if "text" in each["properties"]
    }
    assert widths == [16, 4]
    assert points == {"4": ["weg-1"], "1": ["weg-2"], "5": ["weg-1", "weg-2"]}


def test_given_a_computed_cell_when_its_flows_are_read_then_page_map_and_table_say_the_same(
    site: Site, paula: FlaskClient
) -> None:
    way = f"/planung/{computed(site.office).id}/variante/1/durchlauf/1/wege"

    page, layer, table = paula.get(way), paula.get(f"{way}.geojson"), paula.get(f"{way}.csv")

    assert "Bad Belzig und Ragösen" in page.text
    entries = {entry for each in layer.json["features"] for entry in each["properties"].get("entries", [])}  # type: ignore[index]
    assert all(f'id="{entry}"' in page.text for entry in entries)
    assert table.text.splitlines()[1:] == ["Bad Belzig;Lütte;1", "Bad Belzig;Ragösen;1"]


def test_given_a_seed_that_was_not_computed_when_its_flows_are_read_then_there_are_none(
    site: Site, paula: FlaskClient
) -> None:
    study = computed(site.office).id

    assert paula.get(f"/planung/{study}/variante/1/durchlauf/9/wege").status_code == 404
    assert paula.get("/planung/nothing/variante/1/durchlauf/1/wege").status_code == 404


def test_given_another_region_when_a_cell_is_read_then_its_maps_are_not_shown(
    site: Site, paula: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = computed(site.office).id
    monkeypatch.setattr(
        "web.planning.pictured.read_scenario", lambda _text: type("S", (), {"base": "anderswo"})
    )

    assert paula.get(f"/planung/{study}/variante/1/durchlauf/1/wege").status_code == 404


class TestTheRealService:
    """Of the books only whole months are told, and nothing of somebody."""

    def ride(self, site: Site, times: int) -> None:
        site.office.clock.now = LAST_WEEK  # type: ignore[attr-defined]
        for _ in range(times):
            booked(site.office, "Reetz")
        site.office.clock.now = TUESDAY_AT_EIGHT  # type: ignore[attr-defined]

    def test_given_few_rides_when_the_month_is_opened_then_it_says_that_they_are_left_out(
        self, site: Site, paula: FlaskClient
    ) -> None:
        self.ride(site, 1)

        page = paula.get("/planung/betrieb/wege?monat=2026-09").text

        assert "September 2026" in page
        assert "fehlt eine Zahl" in page
        assert "Reetz" not in page
        assert json.loads(paula.get("/planung/betrieb/wege.geojson?monat=2026-09").data)["features"] == []
        assert stop(site.office, "Reetz") not in page
        assert MONDAY.date.month == 9

    def test_given_a_month_that_is_not_over_when_it_is_opened_then_nothing_of_it_is_told(
        self, paula: FlaskClient
    ) -> None:
        for month in ("2026-11", "2027-01", "quatsch"):
            assert "noch keine Fahrt zu zeigen" in paula.get(f"/planung/betrieb/wege?monat={month}").text
