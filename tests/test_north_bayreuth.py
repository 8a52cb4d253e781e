"""Another municipality, end to end: drafted from a map, checked, shown, and a whole day of rides in it.

The map is a real rural extract of OpenStreetMap, which is not part of this repository.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch.office import Office
from dispatch.travel import load_travel
from mobility.region import Region, load_region
from mobility.store import Database
from tests.homes import open_home
from tests.machine import ROOT
from tests.offices import Wall
from tests.web.browser import DESK, PHONE, Tab, axe_violations, look_at, overflow, serving
from tests.web.conftest import NOWHERE, TUESDAY_AT_EIGHT, config_for
from web import create_app
from web.cli import main

EXTRACT = ROOT.parent / "shared" / "data" / "north-bayreuth.osm.gz"
LONG_ENOUGH_S = 240.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not EXTRACT.exists(), reason=f"{EXTRACT} is not there"),
]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """The drafted pack."""
    with open_home() as home:
        pack = home / "north-bayreuth"
        assert main(["region", "new", str(pack), "--osm", str(EXTRACT)]) == 0
        yield pack


@pytest.fixture(scope="module")
def drafted(folder: Path) -> Region:
    return load_region(folder)


def test_given_the_extract_when_a_region_is_drafted_then_it_has_the_places_of_the_map(
    drafted: Region,
) -> None:
    names = {ortsteil.name for ortsteil in drafted.ortsteile}

    assert drafted.municipalities == ("Neudrossenfeld", "Harsdorf", "Bindlach", "Heinersreuth")
    assert {"Neudrossenfeld", "Harsdorf", "Ramsenthal", "Altenplos", "Unterwaiz", "Waldau"} <= names
    assert drafted.calendar.land == "BY"
    assert drafted.stops[drafted.station].name == "Harsdorf, Bahnhof"
    assert {place.name for place in drafted.destinations} >= {"Bahnhof Harsdorf", "Rathaus", "Lidl"}
    assert all("OpenStreetMap" in source.attribution for source in drafted.sources[1:])


def test_given_the_same_extract_when_it_is_drafted_again_then_all_files_are_the_same(
    folder: Path, tmp_path: Path
) -> None:
    again = tmp_path / folder.name
    assert main(["region", "new", str(again), "--osm", str(EXTRACT)]) == 0

    assert {path.name for path in again.iterdir()} == {path.name for path in folder.iterdir()}
    for path in folder.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_given_the_drafted_region_when_it_is_checked_then_no_error_is_found(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["region", "check", str(folder), "--out", str(tmp_path)])

    said = capsys.readouterr().out
    assert code == 0, said
    assert "0 Fehler, " in said
    assert (tmp_path / "karte.png").read_bytes().startswith(b"\x89PNG")
    assert "© OpenStreetMap contributors" in (tmp_path / "pruefung.html").read_text(encoding="utf-8")


@pytest.mark.services
@pytest.mark.timeout(LONG_ENOUGH_S)
def test_given_the_drafted_region_when_its_demonstration_is_played_then_every_promise_is_kept(
    folder: Path,
) -> None:
    command = [sys.executable, "-m", "web.cli", "demo", "--once", "--folder", str(folder.parent / "demo")]
    env = {**os.environ, "RUFBUS_REGION": str(folder), "RUFBUS_IMPROVE_MS": "1000"}
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True
    )

    assert done.returncode == 0, done.stdout
    booked = re.search(r"^40 asked, (\d+) booked", done.stdout, re.MULTILINE)
    assert booked
    assert int(booked[1]) > 20
    assert re.search(r"^Bus 1, Schicht frueh, 5:00 bis 14:00 Uhr, \d+ Fahrgäste", done.stdout, re.MULTILINE)
    assert "Neudrossenfeld" in done.stdout
    assert done.stdout.endswith("every promise is kept\n")


@pytest.fixture
def address(drafted: Region) -> Iterator[str]:
    """The drafted region's pages, those that need no database."""
    config, wall = config_for(NOWHERE), Wall(TUESDAY_AT_EIGHT)
    travel = load_travel(drafted.folder)
    office = Office(Database(config.database_url), drafted, travel, wall, ring=lambda _token: None)
    with serving(create_app(config, wall, office, ring=lambda _reference: None)) as found:
        yield found


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    tab = Tab(browser, request.param)
    yield tab.page
    assert tab.complaints == []
    tab.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("search", "/", "Ihr Rufbus in Neudrossenfeld, Harsdorf, Bindlach und Heinersreuth."),
        ("when", "/fahrt/wann?von=Waldau&nach=Rathaus&tag=2026-11-25", "Ankommen bis"),
        ("how", "/so-geht-es", "Die Fahrt kostet nichts."),
        ("data", "/daten", "© OpenStreetMap contributors"),
        ("map", "/karte", "Alle Orte und Haltestellen in Neudrossenfeld"),
    ],
)
def test_given_the_drafted_region_when_its_pages_are_read_then_they_are_its_own_and_accessible(
    address: str, page: Page, name: str, path: str, said: str
) -> None:
    page.goto(f"{address}{path}")
    if name == "map":
        expect(page.locator("#map")).to_have_attribute("data-ready", "yes")

    look_at(page, f"north-bayreuth-{name}")
    words = page.locator("body").inner_text()
    assert said in words
    assert not re.search(r"Belzig|Wiesenburg|VBB|Brandenburg|RE7|Therme", words)
    assert axe_violations(page) == []
    assert overflow(page) <= 0
