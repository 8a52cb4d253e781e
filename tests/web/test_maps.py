"""What the maps draw, who may see it, and that the lists beside them say the same."""

import gzip
import json
import re
from dataclasses import replace
from html import unescape
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from dispatch import live
from dispatch.roads import load_paths
from mobility.accounts import Role
from mobility.bookings import Anchor, Wish
from mobility.clock import HOUR
from mobility.needs import Needs
from mobility.region import Region
from tests.offices import ADA, LAST_WEEK, MONDAY, Wall, booked
from tests.web.conftest import Site
from tests.web.staff import hire, sign_in
from web import layers
from web.layers import Feature

DAY_MAP = f"/leitstelle/karte/{MONDAY.date}"
NEAR = 0.005
"""How far a stop may lie from the road that serves it (degrees): the longest of the pack is 318 m."""


@pytest.fixture
def wall() -> Wall:
    return Wall(LAST_WEEK)


@pytest.fixture
def paul(site: Site) -> FlaskClient:
    """A planner at work."""
    hire(site.office.db, "paul", Role.PLANNER)
    return sign_in(site.app, "paul")


def features(client: FlaskClient, path: str) -> list[Feature]:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "application/geo+json")
    found: list[Feature] = json.loads(response.data)["features"]
    return found


def of_kind(found: list[Feature], *kinds: str) -> list[Feature]:
    return [feature for feature in found if feature["properties"]["kind"] in kinds]


def ids(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'\sid="([^"]+)"', page)]


def test_the_region_has_all_its_roads_settlements_and_stops(reader: FlaskClient, region: Region) -> None:
    found = features(reader, "/karte/region.geojson")

    assert {f["properties"]["name"] for f in of_kind(found, "settlement")} == {
        o.name for o in region.ortsteile
    }
    assert len(of_kind(found, "stop", "station")) == len(region.stops)
    assert len(of_kind(found, "station")) == sum(stop.station for stop in region.stops.values())
    assert len(of_kind(found, "road", "street")) > 100
    assert {f["properties"]["name"] for f in found if f["properties"].get("town")} == {
        "Bad Belzig",
        "Wiesenburg",
    }


def test_the_list_says_the_same_as_the_map(reader: FlaskClient, region: Region) -> None:
    page = reader.get("/karte").text
    entries = [
        e for f in features(reader, "/karte/region.geojson") for e in f["properties"].get("entries", [])
    ]

    assert sorted(entries) == sorted(i for i in ids(page) if i.startswith("halt-"))
    for ort in region.ortsteile:
        assert f"<summary>{ort.name} " in page
    for stop in region.stops.values():
        assert stop.name in unescape(page)


def test_every_stop_leads_into_booking_from_and_to_it(reader: FlaskClient, region: Region) -> None:
    page = reader.get("/karte").text
    links = [unescape(link) for link in re.findall(r'href="(/\?(?:von|nach)=[^"]+)"', page)]

    assert len(links) == len(set(links)) == 2 * len(region.stops)
    for link in links[::20]:
        field = "von" if "von=" in link else "nach"
        chosen = re.search(rf'name="{field}_ort" value="([^"]+)"', reader.get(link).text)
        assert chosen
        assert chosen[1] in link


def test_the_map_names_whose_data_it_draws_and_nobody_else(reader: FlaskClient) -> None:
    page = unescape(reader.get("/karte").text)
    named = re.search(r'data-attribution="([^"]+)"', page)

    assert named
    assert "VBB Verkehrsverbund Berlin-Brandenburg GmbH" in named[1]
    assert "CC BY" in named[1]
    assert "openstreetmap" not in page.lower()


def test_the_map_speaks_english_too(reader: FlaskClient) -> None:
    page = reader.get("/karte?lang=en").text

    assert '<html lang="en"' in page
    assert "Haltestelle" not in page


def test_the_region_is_sent_small_and_only_once(reader: FlaskClient) -> None:
    plain = reader.get("/karte/region.geojson")
    small = reader.get("/karte/region.geojson", headers={"Accept-Encoding": "gzip"})
    again = reader.get("/karte/region.geojson", headers={"If-None-Match": plain.headers["ETag"]})

    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 3
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert (again.status_code, again.data) == (304, b"")


def test_a_run_follows_roads_from_depot_to_depot(site: Site, paul: FlaskClient, region: Region) -> None:
    ride = booked(site.office, "Reetz")
    (line,) = of_kind(features(paul, f"{DAY_MAP}.geojson"), "run")
    course = line["geometry"]["coordinates"]
    depot = region.stops[region.depot]

    for end in (course[0], course[-1]):
        assert abs(end[0] - depot.lon) < NEAR
        assert abs(end[1] - depot.lat) < NEAR
    for stop in (region.stops[ride.request.origin], region.stops[ride.request.destination]):
        assert any(abs(lon - stop.lon) < NEAR and abs(lat - stop.lat) < NEAR for lon, lat in course)
    assert len(course) > 100
    assert max(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(course)) < 0.05  # no straight lines


def test_runs_differ_in_colour_and_in_pattern(site: Site, paul: FlaskClient) -> None:
    for hour in (10, 10, 20):
        booked(site.office, "Reetz", wish=Wish(Anchor.ARRIVE, hour * HOUR), needs=Needs(passengers=8))

    lines = of_kind(features(paul, f"{DAY_MAP}.geojson"), "run")

    assert len(lines) == 3
    for mark in ("run", "colour", "dash", "weight"):
        assert len({line["properties"][mark] for line in lines}) == 3, mark


def test_the_list_of_runs_says_the_same_as_the_map(site: Site, paul: FlaskClient) -> None:
    booked(site.office, "Reetz", needs=Needs(passengers=2))
    booked(site.office, "Lüsse", wish=Wish(Anchor.ARRIVE, 14 * HOUR))
    page = paul.get(DAY_MAP).text
    calls = of_kind(features(paul, f"{DAY_MAP}.geojson"), "call")
    entries = [entry for call in calls for entry in call["properties"]["entries"]]
    planned = [c for run in live.day_on(site.office, MONDAY.date).plan.runs for c in run.stop_calls()]

    assert sorted(entries) == sorted(i for i in ids(page) if i.startswith("halt-"))
    assert len(entries) == len(planned)
    assert [call["properties"]["text"] for call in calls] == [
        str(len(call["properties"]["entries"])) for call in calls
    ]
    assert "2 steigen ein" in page
    assert "1 steigt aus" in page


def test_no_passenger_is_on_the_map(site: Site, paul: FlaskClient) -> None:
    ride = booked(site.office, "Reetz")

    for path in (DAY_MAP, f"{DAY_MAP}.geojson"):
        text = paul.get(path).text
        for secret in (*ADA.name.split(), ADA.phone, ride.request.reference, ride.token):
            assert secret not in text, path


def test_a_stop_of_several_runs_names_them_all(site: Site, paul: FlaskClient) -> None:
    for _ in range(2):
        booked(site.office, "Reetz", needs=Needs(passengers=8))

    calls = of_kind(features(paul, f"{DAY_MAP}.geojson"), "call")

    assert [len(call["properties"]["runs"]) for call in calls] == [2, 2]
    assert {call["properties"]["colour"] for call in calls} == {layers.SEVERAL_RUNS}


def test_a_day_without_rides_or_service_is_an_empty_map(paul: FlaskClient) -> None:
    assert features(paul, f"{DAY_MAP}.geojson") == []
    assert "Noch keine Fahrt." in paul.get(DAY_MAP).text
    assert "kein Fahrzeug im Dienst" in paul.get("/leitstelle/karte/2026-12-24").text  # B9


def test_without_a_date_the_map_is_of_today(paul: FlaskClient) -> None:
    assert paul.get("/leitstelle/karte").location == "/leitstelle/karte/2026-09-10"


def test_more_runs_than_styles_are_still_drawn(site: Site, region: Region) -> None:
    booked(site.office, "Reetz")
    day = live.day_on(site.office, MONDAY.date)
    many = len(layers.RUN_STYLES) + 1
    shifts = tuple(replace(day.shifts[0], id=f"s{n}") for n in range(many))
    drawn = layers.drawn_runs(replace(day, shifts=shifts))

    assert len(drawn) == many
    assert drawn[0].style == drawn[-1].style
    assert layers.runs_layer(region, load_paths(region.folder), replace(day, shifts=shifts))["features"] == []
