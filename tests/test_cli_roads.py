"""The words that make and list the roads of a pack."""

import csv
import io
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

from tests.dispatch.roads.hamlet import OSM, contents, hamlet
from tests.machine import ROOT
from web.cli import main


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return hamlet(tmp_path)


def test_given_an_extract_when_a_pack_is_built_then_the_report_says_what_it_made(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["region", "build", str(pack), "--osm", str(OSM)]) == 0
    said = capsys.readouterr()
    assert "7 km of road: 14 nodes, 28 directed edges" in said.out
    assert "36 m  Cedorf (c:1)" in said.out
    assert "looking for roads in hamlet.osm" in said.err
    assert "MB of memory" in said.err


def test_given_a_built_pack_when_distances_are_asked_for_then_all_pairs_are_there(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["region", "build", str(pack), "--osm", str(OSM)])
    capsys.readouterr()
    assert main(["region", "distances", str(pack), "--between", "settlements", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["from"], row["to"]) for row in rows] == list(permutations(("Adorf", "Bedorf", "Cedorf"), 2))
    assert (rows[0]["metres"], rows[0]["seconds"]) == ("3231", "177")
    assert main(["region", "distances", str(pack), "--between", "stops"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["from,to,metres,seconds", "a,b,3231,177"]
    assert len(lines) == 7


@pytest.mark.slow
def test_given_whoever_reads_distances_has_read_enough_then_nothing_is_said_about_it() -> None:
    words = [sys.executable, "-m", "web.cli", "region", "distances", "bad-belzig", "--between", "stops"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as listing:
        assert listing.stdout
        assert listing.stderr
        assert listing.stdout.readline() == b"from,to,metres,seconds\n"
        listing.stdout.close()
        assert listing.stderr.read() == b""
    assert listing.returncode == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--osm", "nowhere.osm.pbf"], "rufbus: nowhere.osm.pbf: is no file"),
        (["--osm", str(Path(__file__))], "has none of the suffixes"),
    ],
)
def test_given_an_unusable_extract_then_one_line_says_why_and_the_pack_is_untouched(
    pack: Path, capsys: pytest.CaptureFixture[str], words: list[str], reason: str
) -> None:
    before = contents(pack)
    assert main(["region", "build", str(pack), *words]) == 2
    assert reason in capsys.readouterr().err
    assert contents(pack) == before


def test_given_no_origin_then_the_roads_are_not_built(pack: Path) -> None:
    with pytest.raises(SystemExit):
        main(["region", "build", str(pack)])
