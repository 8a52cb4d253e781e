from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from dispatch.office import Office
from dispatch.travel import TravelTimes
from mobility.region import Region
from mobility.store import Database
from tests.offices import Wall
from tests.web.conftest import NOWHERE, config_for
from web import create_app

PAGES = [
    "/",
    "/orte?q=Repp",
    "/fahrt/wann?von=Reppinichen&nach=Reetz",
    "/so-geht-es",
    "/daten",
    "/datenschutz",
    "/barrierefreiheit",
    "/buchung",
    "/gibt-es-nicht",
    "/static/layout.css",
]


def policy_of(visitor: FlaskClient, path: str) -> dict[str, str]:
    with visitor.get(path) as answer:
        header = answer.headers["Content-Security-Policy"]
    return dict(directive.split(" ", 1) for directive in header.split("; "))


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline_and_nothing_from_elsewhere_may_run(reader: FlaskClient, path: str) -> None:
    policy = policy_of(reader, path)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("path", PAGES)
def test_passengers_pages_set_no_cookie(reader: FlaskClient, path: str) -> None:
    with reader.get(path) as answer:
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", [path for path in PAGES if "static" not in path and "orte" not in path])
def test_pages_hold_no_inline_script_or_style(reader: FlaskClient, path: str) -> None:
    page = reader.get(path).text
    assert "style=" not in page
    assert "<style" not in page
    assert " onclick" not in page
    assert page.count("<script") == page.count("<script src=")


def test_an_app_may_be_allowed_to_frame_the_pages(region: Region, travel: TravelTimes, wall: Wall) -> None:
    config = replace(config_for(NOWHERE), frame_ancestors="https://app.example", secure_cookies=True)
    office = Office(Database(config.database_url), region, travel, wall, ring=lambda _token: None)
    answer = create_app(config, wall, office).test_client().get("/")
    assert "frame-ancestors https://app.example" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Strict-Transport-Security"]


def test_files_are_kept_for_a_year_under_the_hash_of_their_content(reader: FlaskClient) -> None:
    address = next(part for part in reader.get("/").text.split('"') if "layout.css?v=" in part)
    with reader.get(address) as answer:
        assert (answer.cache_control.max_age, answer.cache_control.immutable) == (365 * 24 * 3600, True)
    with reader.get("/static/layout.css?v=another") as answer:
        assert answer.cache_control.max_age == 3600


@pytest.mark.parametrize(
    "path", ["vendor/../../package.json", "vendor/axe.min.js", "../words.py", "vendor/", "nothing.css"]
)
def test_only_listed_files_are_served(reader: FlaskClient, path: str) -> None:
    assert reader.get(f"/static/{path}").status_code == 404
