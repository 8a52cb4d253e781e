"""The bundled pack is what its commands make of the packages; by hand is only what says so."""

import shutil
from pathlib import Path

import pytest

from dispatch.packs.osm_roads import MADE
from dispatch.packs.vbb.packages import LINES, SHAPES, STATIONS, STATIONS_2021, TRIPS, Cache, NoPackage
from dispatch.packs.vbb.roads import roads_from_vbb
from dispatch.packs.vbb.timetable import timetable_from_vbb
from tests.machine import ROOT
from tests.packs import BAD_BELZIG

PACKAGES = ROOT / ".rufbus" / "npm"
"""Where the commands keep them too."""

pytestmark = pytest.mark.slow


def unheard(_text: str) -> None:
    pass


@pytest.fixture(scope="module")
def cache() -> Cache:
    found = Cache(PACKAGES, unheard)
    try:
        for package in (STATIONS, SHAPES, LINES, TRIPS, STATIONS_2021):
            found.archive(package)
    except NoPackage as error:
        pytest.skip(f"{error}")
    return found


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(BAD_BELZIG, tmp_path / "bad-belzig")


def assert_same(pack: Path) -> None:
    assert {path.name for path in pack.iterdir()} == {path.name for path in BAD_BELZIG.iterdir()}
    for path in sorted(pack.iterdir()):
        assert path.read_bytes() == (BAD_BELZIG / path.name).read_bytes(), path.name


def test_given_the_packages_when_the_roads_are_built_again_then_they_are_those_of_the_pack(
    cache: Cache, pack: Path
) -> None:
    for name in MADE:
        (pack / name).unlink()
    report = roads_from_vbb(pack, cache)
    assert (report.shapes, report.artificial, report.roads.extra) == (287, 0, 4)
    assert len(report.roads.offsets) == 188
    assert_same(pack)


def test_given_the_packages_when_the_timetable_is_made_again_then_it_is_that_of_the_pack(
    cache: Cache, pack: Path
) -> None:
    (pack / "timetable.zip").unlink()
    report = timetable_from_vbb(pack, cache)
    assert (report.runs, report.trains, len(report.lines)) == (470, 69, 17)
    assert report.left_out == ()
    assert_same(pack)
